"""Questions that are asked for a while: a spring question with its first and last day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.domain.errors import Fault
from webapp.domain.names import slug_of
from webapp.domain.pledges import Words

MAX_NAME, MAX_QUESTION, MAX_SLUG = 60, 120, 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Stage(StrEnum):
    """Where a question is in its life, by the calendar."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Campaign:
    """A question asked from the first to the last local day, both included; its ``slug`` is printed on posters."""

    id: int
    slug: str
    name: Words
    question: Words
    starts_on: date
    ends_on: date

    def stage(self, today: date) -> Stage:
        """Return where the question is today."""
        if today < self.starts_on:
            return Stage.PLANNED
        return Stage.RUNNING if today <= self.ends_on else Stage.OVER


@dataclass(frozen=True)
class CampaignWish:
    """A question as a communicator typed it; an empty ``slug`` is made from the Swedish name."""

    name_sv: str = ""
    name_en: str = ""
    question_sv: str = ""
    question_en: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    slug: str = ""


def running_on(campaigns: Iterable[Campaign], today: date) -> Campaign | None:
    """Return the question that is asked today; of several the one that began last."""
    running = [c for c in campaigns if c.stage(today) is Stage.RUNNING]
    return max(running, key=lambda c: (c.starts_on, c.slug), default=None)


def next_after(campaigns: Iterable[Campaign], today: date) -> Campaign | None:
    """Return the next question that has not begun."""
    planned = [c for c in campaigns if c.stage(today) is Stage.PLANNED]
    return min(planned, key=lambda c: (c.starts_on, c.slug), default=None)


def slug_wanted(wish: CampaignWish) -> str:
    """Return the name in the short link."""
    return wish.slug.strip().lower() or slug_of(wish.name_sv)[:MAX_SLUG].strip("-")


def faults_of(wish: CampaignWish) -> list[Fault]:
    """Return everything that is wrong with a question; an empty list when nothing is."""
    faults = []
    for field, most in (
        ("name_sv", MAX_NAME),
        ("name_en", MAX_NAME),
        ("question_sv", MAX_QUESTION),
        ("question_en", MAX_QUESTION),
    ):
        text = str(getattr(wish, field)).strip()
        if not text:
            faults.append(Fault(field, "missing"))
        elif len(text) > most:
            faults.append(Fault(field, "too_long", {"max": most}))
        elif not text.isprintable():
            faults.append(Fault(field, "unreadable"))
    faults += [Fault(field, "missing") for field in ("starts_on", "ends_on") if getattr(wish, field) is None]
    if wish.starts_on and wish.ends_on and wish.ends_on < wish.starts_on:
        faults.append(Fault("ends_on", "before_start"))
    slug = slug_wanted(wish)
    if len(slug) > MAX_SLUG or not _SLUG.fullmatch(slug):
        faults.append(Fault("slug", "not_a_slug"))
    return faults
