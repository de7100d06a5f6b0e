#!/bin/sh
# Have Debian's Chromium for the browser tests; no browser is downloaded from anywhere else.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing chromium for the browser tests."
  apt-get -o DPkg::Lock::Timeout=300 -qq update || true
  if DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends chromium; then exit 0; fi
fi
echo "The browser tests need Chromium: run 'sudo apt-get install chromium' and then 'make test' again." >&2
exit 1
