#!/bin/sh
# Have Debian's PostgreSQL for `make test-postgres`; no server of this machine is used, only the programs.
set -eu
for folder in /usr/lib/postgresql/*/bin; do
  if [ -x "$folder/initdb" ]; then exit 0; fi
done
if command -v initdb >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing postgresql for the tests."
  apt-get -o DPkg::Lock::Timeout=300 -qq update || true
  if DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends postgresql; then exit 0; fi
fi
echo "These tests need PostgreSQL: run 'sudo apt-get install postgresql' and then 'make test-postgres' again." >&2
exit 1
