#!/usr/bin/env bash
# Builds the jar of one commit twice, elsewhere, at other times and in other surroundings, and compares: reproducible.sh [COMMIT]
# Prints the SHA-256 that both have; status 1 where they differ. It needs git, Maven and a JDK 25, and takes a few minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
commit=$(git -C "$here" rev-parse --verify "${1:-HEAD}^{commit}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# build DIRECTORY TIMEZONE UMASK LOCALE
build() {
  git clone -q --no-checkout "$here" "$scratch/$1"
  (
    cd "$scratch/$1"
    umask "$3"
    git checkout -q --detach "$commit"
    TZ=$2 LC_ALL=$4 mvn -q -B -Dmaven.test.skip=true -Djacoco.skip=true -Dspotless.check.skip=true package
  ) >&2
  sha256sum "$scratch/$1/target/$5" | cut -d ' ' -f 1
}

first=$(build one UTC 022 C.UTF-8 handshake-exporter.jar)
second=$(build another/and/deeper Asia/Kathmandu 077 POSIX handshake-exporter.jar)
if [[ $first != "$second" ]]; then
  echo "reproducible.sh: $commit makes $first and $second" >&2
  exit 1
fi
echo "$first  handshake-exporter.jar of $commit"
cmp "$scratch/one/target/bom.json" "$scratch/another/and/deeper/target/bom.json"
