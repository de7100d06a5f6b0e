"""Whether a site suits a check, as police find on the spot."""

from flask import request
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.messages import Topic
from webapp.usecases.suitability import assess_site
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.suitability import AssessForm, assessment_of
from webapp.web.pages.police.answers import back
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.sites import site_page
from webapp.web.pages.police.versions import message_first, sent_version
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor


@bp.post("/sites/<site_id>/assess")
def assess(site_id: str) -> ResponseReturnValue:
    """Write down what was found; an unsuitable site goes on to the planner and residents are told why."""
    form = AssessForm(request.form)
    message = message_first(site_id, Topic.HANDED_OVER, form)
    if message is not None:
        return site_page(site_id, assess_form=form, message=message)
    if asks_for_a_second_look(form, "public_reply"):
        return site_page(site_id, 422, assess_form=form)
    try:
        handed = assess_site(database(), context(), current_actor(), site_id, assessment_of(form), sent_version())
    except Invalid as error:
        show_faults(form, error.faults)
        return site_page(site_id, 422, assess_form=form)
    return back(site_id, "assessed_handed_over" if handed else "assessed")
