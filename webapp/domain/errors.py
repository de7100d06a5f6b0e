"""One root error; each kind has a stable code. The words live in the translations (``web/errors.py``)."""

from dataclasses import dataclass
from dataclasses import field as default


class LofteError(Exception):
    """Something that a person or a program asked for cannot be done."""

    code = "error"


class NotFound(LofteError):
    """There is no such thing, or the actor may not know that there is."""

    code = "not_found"


class NotAllowed(LofteError):
    """The actor may not do this."""

    code = "not_allowed"


class WrongState(LofteError):
    """The step is not in the table of steps."""

    code = "wrong_state"


class Overtaken(LofteError):
    """Somebody else changed the thing after the actor last saw it."""

    code = "overtaken"


class Refused(LofteError):
    """An operator's command is refused; the message is one sentence that says why."""

    code = "refused"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field: ``code`` is stable, ``details`` fill the sentence."""

    field: str
    code: str
    details: dict[str, str | int | float] = default(default_factory=dict)


class Invalid(LofteError):
    """What was sent in cannot be taken; every fault is named."""

    code = "invalid"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{f.field}: {f.code}" for f in faults))
        self.faults = faults
