#!/usr/bin/env bash
# Instructions of a turn and of making the demo shop ready, then the gates: figures that may not grow with the shop or the conversation.
# `gates` counts only those, `parts` every row of the benches. Instructions hardly depend on how busy the machine is, so this is what a
# gate may compare. A run of the program for each figure: a few seconds each. Fails where a gate does.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind >/dev/null || { echo "no instructions were counted: valgrind is not here (apt install valgrind)"; exit 0; }
cargo build --release --quiet --locked -p huashu-tests --example instructions
program="${CARGO_TARGET_DIR:-target}/release/examples/instructions"
gated='(an early turn|turn 300|two steps)$'
case "${1:-}" in
  parts) wanted='.' ;;
  gates) wanted="$gated" ;;
  *) wanted="making ready|the turn\$|$gated" ;;
esac

out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
declare -A counted
"$program" | grep -E "$wanted" >"$out/rows"
printf '%14s  %s\n' instructions once
while read -r number times row; do
  valgrind --tool=callgrind --collect-atstart=no --toggle-collect='instructions::measured*' \
    --callgrind-out-file="$out/counts" "$program" "$number" 2>"$out/log" || { cat "$out/log" >&2; exit 1; }
  total="$(awk '/Collected :/ { print $NF }' "$out/log")"
  counted["$row"]="$((total / times))"
  printf '%14d  %s\n' "${counted["$row"]}" "$row"
done <"$out/rows"

failed=0
# What must hold, the row that it is measured by, the row that is judged, and the most it may be of that in percent.
gate() {
  local percent=$((${counted["$3"]} * 100 / ${counted["$2"]}))
  if [ "$percent" -le "$4" ]; then
    echo "holds: $1 ($percent %, at most $4 %)"
  else
    echo "FAILS: $1: “$3” takes $percent % of “$2”, at most $4 % may be" >&2
    failed=1
  fi
}
echo
gate "a step costs the same in a shop of a thousand flows" "one flow: two steps" "a thousand flows: two steps" 120
for about in "begun and cancelled over and over" "questions while another waits"; do
  gate "turn 300 of a conversation costs what an early one does" "$about: an early turn" "$about: turn 300" 110
done
exit "$failed"
