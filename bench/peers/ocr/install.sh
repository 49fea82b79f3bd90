#!/usr/bin/env bash
# Installs RapidOCR from PyPI and Tesseract from npm beside this file, which git ignores.
set -euo pipefail
cd "$(dirname "$0")"
"${PYTHON:-python3}" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
npm install --no-audit --no-fund --no-package-lock
