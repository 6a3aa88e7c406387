#!/usr/bin/env bash
# Installs what the tests need besides Python where it is missing and this user may: Debian's Chromium for the browser
# tests, bubblewrap for the grader's sandbox, libseccomp for its policy, npm for the scripts
# of the pictures.  Elsewhere it says what to do.
set -u
has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_bubblewrap() { command -v bwrap; }
has_libseccomp() { ldconfig -p 2>/dev/null | grep libseccomp.so.2; }
has_npm() { command -v npm; }

missing=() packages=()
has_chromium >/dev/null || { missing+=(chromium); packages+=(chromium fonts-dejavu-core); }
has_bubblewrap >/dev/null || { missing+=(bubblewrap); packages+=(bubblewrap); }
has_libseccomp >/dev/null || { missing+=(libseccomp); packages+=(libseccomp2); }
has_npm >/dev/null || { missing+=(npm); packages+=(npm); }
[ ${#missing[@]} = 0 ] && exit 0

sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null && { [ -z "$sudo" ] || $sudo true 2>/dev/null; }; then
  echo "Installing ${missing[*]} for the tests ..."
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
failed=0
for tool in "${missing[@]}"; do
  "has_$tool" >/dev/null && continue
  echo "$tool is missing and could not be installed: the tests that need it will be skipped (install it by hand to run them)."
  failed=1
done
[ $failed = 0 ] || [ "${CI:-}" != true ]
