#!/usr/bin/env bash
# Builds the script of the form: internal/front/assets/door.js and the notice
# of what is in it. Arguments go to the tool (-out FOLDER).
set -euo pipefail
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --silent
cd ..
CGO_ENABLED=0 go run ./bundle -root .. "$@"
