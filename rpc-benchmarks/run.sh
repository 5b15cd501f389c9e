#!/usr/bin/env bash
# Runs the end-to-end benchmarks; "--help" lists the options. Builds what has changed first. docs/performance.md tells more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mvn -B -q -ntp package -Pbenchmarks -pl rpc-benchmarks/peers,rpc-benchmarks/startup/bare,rpc-benchmarks/startup/starter -am -Dmaven.test.skip=true
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
exec "$java" -cp "rpc-benchmarks/peers/target/rpc-benchmarks-peers.jar:rpc-benchmarks/peers/target/lib/*" \
    io.rpcboot.benchmarks.e2e.driver.Benchmarks "$@"
