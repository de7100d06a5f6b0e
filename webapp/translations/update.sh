#!/bin/sh
# Read the texts of the code into one Swedish catalogue a subject, and compile them. The English text is the key.
# Which files and folders a catalogue is made of: sources.txt, a line each.
set -e
cd "$(dirname "$0")/../.."
compile_catalogue() {  # the same texts give the same bytes: pybabel would write the time of day into the header
  .venv/bin/python -c '
import sys
from datetime import UTC, datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
with open(sys.argv[1], "rb") as file:
    catalogue = read_po(file, locale="sv")
catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
with open(sys.argv[2], "wb") as file:
    write_mo(file, catalogue, use_fuzzy=True)
' "$1" "$2"
}
extract() {  # subject, then the files and folders it is made of
  subject=$1; shift
  pot=$(mktemp)
  .venv/bin/pybabel -q extract -F babel.cfg --no-location --omit-header --sort-output -k _l -o "$pot" "$@"
  po=webapp/translations/sv/LC_MESSAGES/$subject.po
  if [ -f "$po" ]; then
    .venv/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -N -D "$subject" -i "$pot" -o "$po" -l sv
  else
    mkdir -p webapp/translations/sv/LC_MESSAGES
    .venv/bin/pybabel -q init -i "$pot" -o "$po" -l sv
  fi
  compile_catalogue "$po" "${po%.po}.mo"
  rm -f "$pot"
}
for subject in $(cut -d ' ' -f 1 webapp/translations/sources.txt | sort -u); do
  if [ "${1:-all}" = all ] || [ "$1" = "$subject" ]; then
    # shellcheck disable=SC2046  # each path is a word of its own
    extract "$subject" $(sed -n "s/^$subject //p" webapp/translations/sources.txt)
  fi
done
