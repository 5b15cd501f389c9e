/** What operators say about the instances of a service and the ways of its methods, apart from any registry. */
@NullMarked
package io.rpcboot.rules;

import org.jspecify.annotations.NullMarked;
