/** The demo's story: sixteen scenes with real processes, each with its proof. */
@NullMarked
package io.rpcboot.demo.consumer.story;

import org.jspecify.annotations.NullMarked;
