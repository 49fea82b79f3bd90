#!/usr/bin/env bash
# Installs each contender from PyPI into an environment of its own, bench/peers/NAME/.venv, which git ignores. Needs Python 3.11.
# Without pip in them, so that an environment's size is the size of what serves.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3.11}
for peer in ${*:-original fastapi-onnx fastapi-opencv litserve bentoml}; do
  "$python" -m venv --without-pip "$peer/.venv"
  nice "$python" -m pip --python "$peer/.venv/bin/python" install --quiet --disable-pip-version-check \
    --requirement "$peer/requirements.txt"
  echo "$peer: $(du -sh "$peer/.venv" | cut -f1)"
done
