#!/usr/bin/env bash
# Instructions of a turn and of making the demo shop ready; with `parts`, of every row of the benches. They hardly depend on how busy the
# machine is, so this is what a gate may compare. A run of the program for each figure: a few seconds each.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind >/dev/null || { echo "no instructions were counted: valgrind is not here (apt install valgrind)"; exit 0; }
cargo build --release --quiet --locked -p huashu-tests --example instructions
program="${CARGO_TARGET_DIR:-target}/release/examples/instructions"
wanted='(making ready|the turn$)'
[ "${1:-}" != parts ] || wanted='.'

out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
"$program" | grep -E "$wanted" >"$out/rows"
printf '%14s  %s\n' instructions once
while read -r number times row; do
  valgrind --tool=callgrind --collect-atstart=no --toggle-collect='instructions::measured*' \
    --callgrind-out-file="$out/counts" "$program" "$number" 2>"$out/log" || { cat "$out/log" >&2; exit 1; }
  total="$(awk '/Collected :/ { print $NF }' "$out/log")"
  printf '%14d  %s\n' "$((total / times))" "$row"
done <"$out/rows"
