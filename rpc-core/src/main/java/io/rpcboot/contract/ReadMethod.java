package io.rpcboot.contract;

import io.rpcboot.schema.MethodShape;

/** A method as callers see it and as the wire does. */
record ReadMethod(ContractMethod contractMethod, MethodShape shape) {}
