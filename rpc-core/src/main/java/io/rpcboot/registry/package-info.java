/** Who is alive and where: the SPI of registration and discovery. */
@NullMarked
package io.rpcboot.registry;

import org.jspecify.annotations.NullMarked;
