#!/bin/sh
# What is too long for every change: all attacks at once, hostile files, fuzzers, faults, a soak. Some 70 minutes, on Linux.
# Ends with status 1 where one of them fails, after the others have run.
#
#     bench/nightly.sh [SEED] [PART]
#
# PART 10 takes a tenth of the time: whether the script itself works.
set -u
cd "$(dirname "$0")/.."
seed=${1:-$(date +%Y%m%d)}
part=${2:-1}
failed=0

run() {
  echo "== $*"
  "$@" || { echo "FAILED: $*"; failed=1; }
}

run node bench/attack.ts --seconds $((120 / part)) --max-mb 700
run node bench/attack.ts --seconds $((120 / part)) --max-mb 700 -- --workers 1 --timeout-request 5
# The settings of docs/bounds.md for little memory.
run node bench/attack.ts --seconds $((120 / part)) --max-mb 350 --semi-space-mb 1 -- --max-body-memory 24000000 \
  --decode-memory 64000000 --max-batch-bytes 11000000 --formats png,jpeg
run node bench/fuzz/fuzz-images.ts --hostile
run node bench/fuzz/fuzz-images.ts --seconds $((900 / part)) --seed "$seed"
run node bench/fuzz/fuzz-requests.ts --seconds $((300 / part)) --seed "$seed"
run node --test test/cli/serve-faults.test.ts test/server/schemathesis.test.ts
run node bench/overload.ts --pictures mixed --seconds $((60 / part)) --capacity-seconds $((15 / part))
run node bench/soak.ts --minutes $((30 / part)) --settle-minutes $((5 / part))
exit $failed
