/** What an interface jar may depend on: contract annotations and the errors that calls end in. */
@NullMarked
package io.rpcboot;

import org.jspecify.annotations.NullMarked;
