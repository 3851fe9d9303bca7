#!/usr/bin/env bash
# Lays out all that the image holds of ours: assemble.sh JDK JAR DIRECTORY
#   java/                     a Java runtime with the modules that the agent needs
#   lib/                      the native libraries of this machine, so that none is unpacked at run time
#   handshake-exporter.jar
#   java.options              what Java is told; see README.md
#   handshake-exporter.aot    classes and profiles of a run against the lab (JEP 514, JEP 515)
# The cache is good for this runtime and this jar at this very path alone; Java does without it elsewhere.
# ASSEMBLE_CACHE=no leaves it out, which saves most of the time.
set -euo pipefail
jdk=$1 jar=$2 to=$3
here=$(cd "$(dirname "$0")" && pwd)
port=${ASSEMBLE_PORT:-10219}
patience=${ASSEMBLE_PATIENCE:-300}

mkdir -p "$to/lib"
"$jdk/bin/jlink" --output "$to/java" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --add-modules java.base,java.logging,java.management,java.naming,java.xml,jdk.jfr,jdk.management,jdk.unsupported
cp -p "$jar" "$to/handshake-exporter.jar"
cp "$here/java.options" "$to/java.options"

case $(uname -m) in
  x86_64) kind=x86_64 ;;
  aarch64) kind=aarch_64 ;;
  *) echo "assemble.sh: no native libraries for $(uname -m)" >&2; exit 1 ;;
esac
(cd "$to/lib" && "$jdk/bin/jar" xf ../handshake-exporter.jar \
  "META-INF/native/libnetty_tcnative_linux_$kind.so" \
  "META-INF/native/libnetty_transport_native_epoll_$kind.so" \
  && mv META-INF/native/*.so . && rm -r META-INF)

if [[ ${ASSEMBLE_CACHE:-yes} == no ]]; then
  exit 0
fi

# ask PATH: the status line of the answer
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3 && head -n 1 <&3
}

"$to/java/bin/java" @"$to/java.options" -Djava.library.path="$to/lib" \
  -XX:AOTCacheOutput="$to/handshake-exporter.aot" \
  -jar "$to/handshake-exporter.jar" lab --web.listen-address="127.0.0.1:$port" >"$to/lab.log" 2>&1 &
agent=$!
trap 'kill -9 $agent 2>/dev/null || true' EXIT
until [[ $( (ask /-/ready) 2>/dev/null) == *" 200 "* ]]; do
  if ! kill -0 $agent 2>/dev/null || ((SECONDS > patience)); then
    echo "assemble.sh: the lab is not ready after $SECONDS s; see $to/lab.log" >&2
    exit 1
  fi
  sleep 0.2
done
for _ in 1 2 3 4 5; do
  for path in /metrics / /api/v1/targets; do
    [[ $(ask "$path") == *" 200 "* ]]
  done
  sleep 1
done
kill $agent
wait $agent
trap - EXIT
rm "$to/lab.log"
test -s "$to/handshake-exporter.aot"
