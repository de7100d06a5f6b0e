"""The planner's form of figures: what a file holds and whether everyone may read it."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webapp.domain.errors import Fault
from webapp.domain.figures import LONGEST, LONGEST_SOURCE, SetWish
from webapp.web.errors import fault_text
from webapp.web.words.figures import FAULTS, KIND, LEVEL

SHOWN_FAULTS = 100


class FiguresForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What a file of figures is."""

    title = StringField(_l("What the figures are"), render_kw={"maxlength": LONGEST})
    kind = SelectField(
        _l("They count"), choices=[SelectChoice(value=c, label=t) for c, t in KIND.items()], validate_choice=False
    )
    level = SelectField(
        _l("Each is of"), choices=[SelectChoice(value=c, label=t) for c, t in LEVEL.items()], validate_choice=False
    )
    period = StringField(_l("Of which days or years"), render_kw={"maxlength": LONGEST})
    source = StringField(_l("Where they come from"), render_kw={"maxlength": LONGEST_SOURCE})
    file = FileField(_l("CSV file"), render_kw={"accept": ".csv,text/csv"})
    public = BooleanField(_l("Everyone may read them"))


def wish_of(form: FiguresForm) -> SetWish:
    """Return what the form tells."""
    return SetWish(
        title=form.title.data or "",
        kind=form.kind.data or "",
        level=form.level.data or "",
        period=form.period.data or "",
        source=form.source.data or "",
        public=bool(form.public.data),
    )


def show_faults(form: FiguresForm, faults: Iterable[Fault]) -> list[tuple[int, str]]:
    """Put each fault of the form beside its field, and return those of lines with their sentences."""
    lines = []
    for fault in faults:
        if "line" in fault.details:
            lines.append((int(str(fault.details["line"])), fault_text(fault, FAULTS)))
        else:
            form[fault.field].errors = [fault_text(fault, FAULTS)]
    if lines:
        form.file.errors = [_l("The file cannot be taken as it is: see the lines above")]
    return sorted(lines)[:SHOWN_FAULTS]
