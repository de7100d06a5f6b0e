#!/bin/sh
# Have the Nu HTML checker where java and npm are: one test reads every public page with it, and is skipped without.
set -eu
folder=${1:-.venv/html_checker}
if [ -d "$folder/node_modules/vnu-jar" ]; then exit 0; fi
if command -v java >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
  echo "Installing the Nu HTML checker into $folder (once)."
  npm install --silent --no-audit --no-fund --no-save --prefix "$folder" vnu-jar@26.9.27 >/dev/null 2>&1 ||
    echo "The HTML checker could not be installed; its test is skipped." >&2
fi
