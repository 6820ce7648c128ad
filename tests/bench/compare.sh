#!/bin/sh
# Compares `ratebook check` with the fastest known schema-only validator on the same generated catalog, in one run.
# usage: tests/bench/compare.sh [PLANS [RUNS [SCHEMA]]]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
plans=${1:-10000}
runs=${2:-9}
schema=${3:-$root/schema/catalog.schema.json}
[ -f "$schema" ] || { echo "error: no schema at $schema" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cp "$here/package.json" "$work/"
npm install --silent --no-audit --no-fund --prefix "$work" >&2

# The package's own command is a script that starts one of these binaries; the script's start-up is not the validator's.
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) binary=jsonschema-linux-x86_64 ;;
  Linux-aarch64) binary=jsonschema-linux-arm64 ;;
  *) echo "error: peak memory is read as Linux counts it; no other system is supported" >&2; exit 2 ;;
esac
validator=$(find "$work/node_modules/@sourcemeta/jsonschema" -type f -name "$binary" | head -n 1)

cd "$root"
cargo bench --quiet --bench check -- compare "$validator" "$schema" "$plans" "$runs"
