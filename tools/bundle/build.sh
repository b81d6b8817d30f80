#!/usr/bin/env bash
# Builds the scripts of the pages, with the notices of what is in them:
# internal/front/assets/door.js and the modules of the desk in
# internal/desk/frame/assets. Arguments go to the tool (-out FOLDER).
set -euo pipefail
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --silent
cd ..
CGO_ENABLED=0 go run ./bundle -root .. "$@"
