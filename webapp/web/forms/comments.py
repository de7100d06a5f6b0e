"""Forms of comments: a batch to take in, and a decision about one comment."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FileField, Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from webapp.domain.comment_review import Picks
from webapp.domain.comments import MAX_URL, Post
from webapp.domain.errors import Fault
from webapp.domain.wishes import MAX_PLACE_TEXT
from webapp.language.comment_findings import Findings
from webapp.web.errors import fault_text
from webapp.web.words.comments import SOURCE

SHOWN_FAULTS = 50


class IntakeForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A post and the comments to it."""

    source = SelectField(
        _l("Where did the post stand?"),
        choices=[SelectChoice(value=code, label=text) for code, text in SOURCE.items()],
        validate_choice=False,
    )
    post_url = StringField(_l("The post's address"), render_kw={"maxlength": MAX_URL, "inputmode": "url"})
    asked_on = DateField(_l("The day of the post"), [Optional()])
    campaign = StringField(_l("Which question did it ask?"))
    comments = TextAreaField(_l("Comments"), render_kw={"rows": 8})
    file = FileField(_l("or a file"), render_kw={"accept": ".csv,.jsonl,.txt,text/csv,text/plain"})


def post_of(form: IntakeForm, sent: Mapping[str, Any]) -> Post:
    """Return what the form tells of the post."""
    return Post(
        form.source.data or "",
        (form.post_url.data or "").strip(),
        str(sent.get("asked_on", "")).strip(),
        (form.campaign.data or "").strip(),
    )


class ReviewForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A decision about one comment; the answers about its places are fields ``place-0``, ``place-1`` and so on."""

    place_text = StringField(_l("Which place?"), render_kw={"maxlength": MAX_PLACE_TEXT, "autocomplete": "off"})
    candidate = StringField()  # "lat lon" of one of several places with that name
    lat = HiddenField()
    lon = HiddenField()
    name_used = StringField(_l("What does the comment call it?"), render_kw={"maxlength": 60, "autocomplete": "off"})
    kind = StringField(_l("What is it about?"))
    reason = StringField(_l("Why is it rejected?"))
    places = StringField()

    answers: tuple[str, ...] = ()
    use_when: bool = True


def review_form(text: str, findings: Findings, sent: Mapping[str, Any] | None = None) -> ReviewForm:
    """Return the form with what was sent, else with what the machine would choose, for a person to look at."""
    if sent is not None:
        form = ReviewForm(sent)
        form.answers = tuple(str(sent.get(f"place-{n}", "")) for n in range(max(1, len(findings.places))))
        form.use_when = bool(sent.get("use_when"))
        return form
    form = ReviewForm(data={"kind": findings.kind, "name_used": _unknown_name(text, findings)})
    form.answers = tuple(_first_choice(findings, n) for n in range(len(findings.places))) or ("hand",)
    return form


def _unknown_name(text: str, findings: Findings) -> str:
    """Return what the comment calls a place that nobody knows yet."""
    spans = [meant.spans[0] for meant in findings.places if not meant.choices]
    return text[slice(*spans[0])] if spans else ""


def _first_choice(findings: Findings, number: int) -> str:
    meant = findings.places[number]
    if not meant.choices:
        return "hand" if number == 0 else "none"
    return "0" if meant.sure else "none"


def picks_of(form: ReviewForm, findings: Findings) -> Picks:
    """Return the decision that the form holds."""
    return Picks(
        answers=form.answers,
        lat=form.lat.data or "",
        lon=form.lon.data or "",
        place_text=form.place_text.data or "",
        candidate=form.candidate.data or "",
        name_used=form.name_used.data or "",
        kind=form.kind.data or "",
        when_cells=findings.when if form.use_when else (),
    )


def show_faults(form: Form, faults: Iterable[Fault]) -> None:
    """Put each fault in words beside its field; one without a field belongs to the whole form."""
    by_field: dict[str, list[str]] = {}
    for fault in faults:
        field = {"lat": "place_text", "lon": "place_text"}.get(fault.field, fault.field)
        by_field.setdefault(field if field in form else "", []).append(fault_text(fault))
    for name, sentences in by_field.items():
        shown = list(dict.fromkeys(sentences))[:SHOWN_FAULTS]
        if name:
            form[name].errors = shown
        else:
            form.form_errors = [*form.form_errors, *shown]
