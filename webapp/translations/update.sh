#!/bin/sh
# Read the texts of the code into one Swedish catalogue a subject, and compile them. The English text is the key.
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
only=${1:-all}
want() { [ "$only" = all ] || [ "$only" = "$1" ]; }
if want suggest; then extract suggest templates/suggest templates/receipts webapp/web/pages/suggest.py webapp/web/pages/receipts.py webapp/web/pages/moved_pins.py webapp/web/forms/suggest.py webapp/web/forms/receipts.py webapp/web/words/suggestions.py webapp/web/words/suggest_faults.py; fi
if want staff; then extract staff templates/base_staff.html templates/login templates/police templates/planner webapp/web/staff.py webapp/web/pages/login.py webapp/web/pages/police webapp/web/pages/planner.py webapp/web/forms/staff.py webapp/web/forms/planner.py webapp/web/forms/suitability.py webapp/web/words/suitability.py webapp/web/forms/filters.py webapp/web/words/site_list.py webapp/web/site_marks.py webapp/web/forms/shift.py webapp/web/words/attempts.py webapp/web/forms/editing.py webapp/web/words/editing.py webapp/web/words/holidays.py webapp/web/words/check_import.py; fi
if want accounts; then extract accounts templates/account templates/admin webapp/web/logins.py webapp/web/pages/account.py webapp/web/pages/login_provider.py webapp/web/pages/admin.py webapp/web/forms/accounts.py webapp/web/words/accounts.py; fi
if want moderation; then extract moderation templates/moderation webapp/web/pages/moderation.py webapp/web/pages/report.py webapp/web/forms/moderation.py webapp/web/words/moderation.py; fi
if want mail; then extract mail templates/messages templates/alerts webapp/formats/mail_text.py webapp/web/pages/mail_links.py webapp/web/pages/alerts.py webapp/web/forms/messages.py webapp/web/words/messages.py; fi
if want progress; then extract progress templates/progress templates/pledges webapp/web/pages/progress.py webapp/web/pages/pledges.py webapp/web/words/checks.py; fi
if want site; then extract site templates/base.html templates/components templates/errors templates/home templates/sites webapp/web/pages/home.py webapp/web/pages/sites.py webapp/web/errors.py webapp/web/faults.py webapp/web/language.py webapp/web/look.py webapp/web/site_words.py webapp/web/api/answers.py webapp/web/forms/support.py; fi
if want open; then extract open templates/about webapp/web/pages/about.py templates/feeds templates/campaigns templates/communicator templates/embed webapp/web/pages/embed.py templates/share webapp/web/api/feeds.py webapp/web/share.py webapp/web/pages/share.py webapp/web/pages/campaigns.py webapp/web/pages/communicator.py webapp/web/forms/campaigns.py webapp/web/words/campaigns.py webapp/web/words/retention.py; fi
if want unsafe; then extract unsafe templates/unsafe_places webapp/web/pages/unsafe_places.py webapp/web/forms/unsafe_places.py webapp/web/words/unsafe_places.py; fi
if want recommend; then extract recommend templates/recommend webapp/web/words/recommending.py webapp/web/forms/recommending.py; fi
