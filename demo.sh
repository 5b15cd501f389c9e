#!/usr/bin/env bash
# Tells the demo's story with real processes on this machine, or, with "serve", keeps the chat system up for a browser.
# Needs a JDK 17 or later and Maven 3.8.7 or later, nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mode="${1:-story}"
if [ "$#" -gt 1 ] || { [ "$mode" != story ] && [ "$mode" != serve ]; }; then
    echo "usage: ./demo.sh [serve]" >&2
    exit 2
fi

# The JDK that JAVA_HOME names, else the one on the path: Maven chooses alike.
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
javac="${JAVA_HOME:+$JAVA_HOME/bin/}javac"
jdk="$({ "$javac" -version 2>&1 || true; } | sed -n 's/^javac \([0-9]*\).*/\1/p')"
if [ -z "$jdk" ] || [ "$jdk" -lt 17 ]; then
    echo "demo.sh needs a JDK 17 or later; get one with 'apt-get install openjdk-17-jdk-headless', 'brew install openjdk' or from https://adoptium.net" >&2
    exit 1
fi
if ! command -v mvn >/dev/null 2>&1; then
    echo "demo.sh needs Maven 3.8.7 or later; get it with 'apt-get install maven', 'brew install maven' or from https://maven.apache.org" >&2
    exit 1
fi

built=.demo/built
needs_build() {
    [ -f "$built" ] && [ -f demo-provider/target/demo-provider.jar ] && [ -f demo-consumer/target/demo-consumer.jar ] &&
        [ -f demo-modules/admin/target/demo-admin-exec.jar ] && [ -f demo-modules/ticket/target/demo-ticket-exec.jar ] ||
        return 0
    [ -n "$(find pom.xml rpc-* demo-* \( -name target -prune \) -o \
        \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$built" -print | head -n 1)" ]
}
if needs_build; then
    echo "Building with Maven (the first time this also downloads libraries) ..."
    mkdir -p .demo
    touch .demo/building
    mvn -B -q -ntp package -Dmaven.test.skip=true
    mv .demo/building "$built"
fi

options=(-XX:+UseSerialGC -Xmx512m -Dfile.encoding=UTF-8)
[ "$jdk" -lt 24 ] || options+=(--enable-native-access=ALL-UNNAMED)
# Takes this shell's place, so that Ctrl-C and kill reach it; it stops all that it starts.
exec "$java" "${options[@]}" -jar demo-consumer/target/demo-consumer.jar "$mode" "$PWD"
