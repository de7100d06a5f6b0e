"""The communicator's form: a question, its days and its short name."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, StringField
from wtforms.validators import Optional

from webapp.domain.campaigns import MAX_NAME, MAX_QUESTION, MAX_SLUG, Campaign, CampaignWish
from webapp.web.faults import add_faults
from webapp.web.words.campaigns import FAULTS as CAMPAIGN_FAULTS

add_faults(CAMPAIGN_FAULTS)


class CampaignForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A question in both languages; an empty short name is made from the Swedish name."""

    question_sv = StringField(_l("The question in Swedish"), render_kw={"maxlength": MAX_QUESTION, "lang": "sv"})
    question_en = StringField(_l("The question in English"), render_kw={"maxlength": MAX_QUESTION, "lang": "en"})
    name_sv = StringField(_l("Name in Swedish"), render_kw={"maxlength": MAX_NAME, "lang": "sv"})
    name_en = StringField(_l("Name in English"), render_kw={"maxlength": MAX_NAME, "lang": "en"})
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day, included"), [Optional()])
    slug = StringField(_l("Short name in the link"), render_kw={"maxlength": MAX_SLUG, "autocomplete": "off"})


def form_of(campaign: Campaign) -> CampaignForm:
    """Return the form as a question is now."""
    return CampaignForm(
        data={
            "question_sv": campaign.question.sv,
            "question_en": campaign.question.en,
            "name_sv": campaign.name.sv,
            "name_en": campaign.name.en,
            "starts_on": campaign.starts_on,
            "ends_on": campaign.ends_on,
            "slug": campaign.slug,
        }
    )


def wish_of(form: CampaignForm) -> CampaignWish:
    """Return the question as typed; a day that cannot be read is none."""
    form.validate()
    return CampaignWish(
        name_sv=form.name_sv.data or "",
        name_en=form.name_en.data or "",
        question_sv=form.question_sv.data or "",
        question_en=form.question_en.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        slug=form.slug.data or "",
    )
