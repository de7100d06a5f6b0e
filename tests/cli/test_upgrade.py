"""What an upgrade of a filled database leaves is what a rebuild would make."""

from sqlalchemy import null, update

from tests.conftest import app_settings
from tests.residents import ask_site, hold
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.checks import CheckVerdict
from webapp.storage.db import db, transaction
from webapp.usecases.sites import verify_sites


def test_checks_from_before_the_ledger_are_judged_again_by_the_upgrade(
    app, data_dir, session, context, clock, monkeypatch
):
    from flask_migrate import stamp, upgrade

    site = ask_site(session, context)
    clock.move(hours=1)
    hold(session, context, clock, site.id)
    with transaction(session):
        session.execute(update(CheckVerdict).values(asked=null()))
    assert any("asked is None" in sentence for sentence in verify_sites(session, context, OPERATOR))
    db.session.remove()
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")

    newer = create_app(app_settings(data_dir), clock)
    with newer.app_context():
        stamp()
        upgrade()
        assert verify_sites(db.session(), context, OPERATOR) == []
        db.session.remove()
        db.engine.dispose()
