#!/bin/sh
# What is too long for every change: all attacks at once, hostile files, fuzzers, faults, a soak. Some 70 minutes, on Linux.
# Ends with status 1 where one of them fails, after the others have run.
#
#     bench/nightly.sh [SEED]
set -u
cd "$(dirname "$0")/.."
seed=${1:-$(date +%Y%m%d)}
failed=0

run() {
  echo "== $*"
  "$@" || { echo "FAILED: $*"; failed=1; }
}

run node bench/attack.ts --seconds 120 --max-mb 700
run node bench/attack.ts --seconds 120 --max-mb 700 -- --workers 1 --timeout-request 5
# The settings of docs/bounds.md for little memory.
run node bench/attack.ts --seconds 120 --max-mb 350 --semi-space-mb 1 -- --max-body-memory 24000000 \
  --decode-memory 64000000 --max-batch-bytes 11000000 --formats png,jpeg
run node bench/fuzz/fuzz-images.ts --hostile
run node bench/fuzz/fuzz-images.ts --seconds 900 --seed "$seed"
run node bench/fuzz/fuzz-requests.ts --seconds 300 --seed "$seed"
run node --test test/cli/serve-faults.test.ts test/server/schemathesis.test.ts
run node bench/overload.ts --pictures mixed
run node bench/soak.ts
exit $failed
