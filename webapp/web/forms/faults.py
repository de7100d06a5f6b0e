"""What is wrong with a form, put beside its fields."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from wtforms import Form

from webapp.domain.errors import Fault
from webapp.web.errors import fault_text

_NONE: Mapping[str, Any] = MappingProxyType({})


def show_faults(form: Form, faults: Iterable[Fault], own: Mapping[str, Any] = _NONE) -> None:
    """Put each fault in words beside its field; one without a field belongs to the whole form.

    :param own: the form's own sentences, for fields that other forms have too
    """
    for fault in faults:
        if fault.field in form:
            form[fault.field].errors = [fault_text(fault, own)]
        else:
            form.form_errors = [*form.form_errors, fault_text(fault, own)]


def show_first_faults(form: Form, faults: Iterable[Fault]) -> None:
    """Put in words what is wrong first with each field, and nothing else."""
    for field in form:
        field.errors = []
    for fault in faults:
        if not form[fault.field].errors:
            form[fault.field].errors = [fault_text(fault)]
