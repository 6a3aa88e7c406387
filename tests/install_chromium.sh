#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests where it is missing and this user may; elsewhere it says what to do.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null && { [ -z "$sudo" ] || $sudo true 2>/dev/null; }; then
  echo "Installing Chromium for the browser tests ..."
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
command -v chromium >/dev/null && exit 0
echo "Chromium is missing and could not be installed: the browser tests will be skipped (install it by hand to run them)."
[ "${CI:-}" != true ]
