from webapp.formats.pledges_toml import parse_pledges
from webapp.settings import ROOT
from webapp.storage.db import transaction
from webapp.storage.pledges import read_agreements, replace_pledges


def test_what_is_stored_is_read_back_as_it_was(session):
    path = ROOT / "geodata" / "huddinge" / "pledges.toml"
    agreements = parse_pledges(path.read_text(encoding="utf-8"), path.name)

    with transaction(session):
        replace_pledges(session, agreements)
        replace_pledges(session, agreements)

    assert read_agreements(session) == agreements
    assert len(agreements.agreements[0].pledges) == 9
