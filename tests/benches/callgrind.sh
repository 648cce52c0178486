#!/usr/bin/env bash
# Instructions of each part of a turn, and of making the demo shop ready: the same from run to run, however busy the machine is.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind >/dev/null || { echo "no instructions were counted: valgrind is not here (apt install valgrind)"; exit 0; }
target="${CARGO_TARGET_DIR:-target}"
cargo build --release --quiet --locked -p huashu-tests --example instructions

out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
# `measured` turns counting on and off, and leaves one file at each end: counts.1, counts.2, …
valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*instructions*measured*' --dump-after='*instructions*measured*' \
  --callgrind-out-file="$out/counts" "$target/release/examples/instructions" >"$out/rows" 2>"$out/log" ||
  { cat "$out/log" >&2; exit 1; }

number=0
printf '%14s  %s\n' instructions 'once'
while read -r times row; do
  number=$((number + 1))
  total="$(awk '/^(totals|summary):/ { print $2; exit }' "$out/counts.$number")"
  printf '%14d  %s\n' "$((total / times))" "$row"
done <"$out/rows"
