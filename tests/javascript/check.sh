#!/usr/bin/env bash
# Lints the scripts of the pictures and runs their own tests.  Without Node.js it says so and goes on, except in CI.
set -u
cd "${0%/*}/../.."
unchecked() {
  echo "$1: the scripts of the pictures are neither linted nor tested."
  [ "${CI:-}" != true ]
  exit
}
command -v npm >/dev/null || unchecked "npm is missing (install Node.js 20 or newer)"
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --silent || unchecked "npm could not install what package-lock.json lists"
  touch node_modules/.package-lock.json
fi
npm run --silent lint && npm run --silent test
