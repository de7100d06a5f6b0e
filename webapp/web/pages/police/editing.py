"""Edit the shape of sites: part one, join two neighbours, move a voice; and what to show when two do it at once."""

from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from webapp.domain.editing import MOVE_REASONS
from webapp.domain.errors import Fault, Invalid, NotFound, Overtaken
from webapp.domain.sites import REASONS
from webapp.usecases.editing import (
    EditView,
    edit_view,
    keep_apart,
    merge,
    move,
    overtaking,
    preview_merge,
    preview_split,
    proposed_merges,
    split,
)
from webapp.web.current import context, database
from webapp.web.forms import editing as forms
from webapp.web.forms.faults import show_faults
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.versions import sent_version
from webapp.web.session import current_actor
from webapp.web.words import editing as edit_words
from webapp.web.words.suggestions import REASON


@dataclass(frozen=True)
class Dot:
    """One member on the strip, in pixels; members at one place stand on each other."""

    x: int
    y: int
    erased: bool


@bp.get("/merges")
def merges() -> ResponseReturnValue:
    """List neighbours that may be one place; a person decides."""
    proposals = proposed_merges(database(), current_actor())
    done = edit_words.DONE.get(request.args.get("done", ""))
    return render_template("police/merges.html", proposals=proposals, done=done)


@bp.get("/sites/<site_id>/edit")
def edit(site_id: str) -> ResponseReturnValue:
    """Show a site's members along it, with the forms to part it, join it and move one of them."""
    return _edit_page(site_id)


@bp.get("/sites/<site_id>/strip.svg")
def strip(site_id: str) -> ResponseReturnValue:
    """Draw the members along the site, for the form that parts it."""
    view = edit_view(database(), current_actor(), site_id)
    picture = render_template(
        "police/strip.svg",
        dots=_dots(view),
        anchor_x=_x(view, view.strip.anchor_m),
        view=view,
        strip_width=forms.STRIP_WIDTH_PX,
        strip_height=_height(view),
    )
    return Response(picture, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@bp.post("/sites/<site_id>/split")
def split_site(site_id: str) -> ResponseReturnValue:
    """Part a site: tick what lies beyond a cut, show both halves, and do it once they are confirmed."""
    form = forms.SplitForm(request.form)
    try:
        if "use_cut" in request.form or "strip.x" in request.form:
            form.members.data = _beyond_cut(site_id, form)
            return _edit_page(site_id, split_form=form)
        chosen = _numbers(form.members.data or [])
        if "confirm" not in request.form:
            cut = preview_split(database(), context(), current_actor(), site_id, chosen)
            view = edit_view(database(), current_actor(), site_id)
            return render_template("police/split.html", cut=cut, view=view, chosen=chosen, version=_version(view))
        new = split(database(), context(), current_actor(), site_id, chosen, sent_version())
    except Invalid as error:
        return _faulty(site_id, form, error, "split_form")
    return redirect(url_for("police.site", site_id=new, done="split"), code=303)


@bp.post("/sites/<site_id>/merge")
def merge_site(site_id: str) -> ResponseReturnValue:
    """Join two sites: show both side by side, and do it once that is confirmed."""
    form = forms.MergeForm(request.form)
    try:
        other = _site_named(form.other.data, "other")
        if "confirm" not in request.form:
            proposal = preview_merge(database(), current_actor(), site_id, other)
            view = edit_view(database(), current_actor(), site_id)
            return render_template("police/merge.html", proposal=proposal, view=view, version=_version(view))
        survivor = merge(database(), context(), current_actor(), site_id, other, sent_version())
    except Invalid as error:
        return _faulty(site_id, form, error, "merge_form")
    return redirect(url_for("police.site", site_id=survivor, done="merged"), code=303)


@bp.post("/sites/<site_id>/keep-apart")
def keep_site_apart(site_id: str) -> ResponseReturnValue:
    """Leave two neighbours two: they are not proposed again."""
    keep_apart(database(), context(), current_actor(), site_id, request.form.get("other", ""))
    return redirect(url_for("police.merges", done="kept_apart"), code=303)


@bp.post("/sites/<site_id>/move")
def move_voice(site_id: str) -> ResponseReturnValue:
    """Move a member to another site, with a reason; moving it back undoes that."""
    form = forms.MoveForm(request.form)
    try:
        (member,) = _numbers([form.member.data or ""]) or (0,)
        if not member:
            raise Invalid([Fault("member", "none_chosen")])
        target = _site_named(form.target.data, "target")
        words = current_actor(), site_id, member, target, form.reason.data or ""
        moved_to = move(database(), context(), *words, version=sent_version())
    except Invalid as error:
        return _faulty(site_id, form, error, "move_form")
    return redirect(url_for("police.site", site_id=moved_to, done="moved"), code=303)


@bp.errorhandler(Overtaken)
def overtaken(_error: Overtaken) -> ResponseReturnValue:
    """Show what somebody else has done meanwhile beside what was sent, and let the officer say which holds."""
    args = dict(request.view_args or {})
    found = overtaking(database(), current_actor(), args["site_id"], sent_version())
    again = [(k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "version", "instead"}]
    answering = request.endpoint in {"police.close", "police.decline"}
    page = render_template(
        "police/overtaken.html",
        found=found,
        again=[*again, ("version", found.version), *([("instead", "1")] if answering else [])],
        typed=_typed(),
        asked=edit_words.ASKED.get(str(request.endpoint)),
        deed_words=edit_words.DEED,
        possible=request.endpoint != "police.reopen" or found.site.status in {"closed", "declined"},
        action=url_for(str(request.endpoint), **args),
    )
    return page, 409


def _typed() -> list[tuple[str, str]]:
    """Return what the officer filled in, in words."""
    sent = ((label, name, request.form.get(name, "")) for name, label in edit_words.FIELD.items())
    return [(str(label), _in_words(name, value)) for label, name, value in sent if value]


def _in_words(name: str, value: str) -> str:
    if name != "reason":
        return value
    return str(REASON[value]) if value in REASONS else str(edit_words.MOVE_REASON.get(value, value))


def _edit_page(site_id: str, status: int = 200, **sent: Form) -> ResponseReturnValue:
    view = edit_view(database(), current_actor(), site_id)
    if view.site.id != site_id and request.method == "GET":
        return redirect(url_for("police.edit", site_id=view.site.id), code=301)
    given: dict[str, Any] = {
        "split_form": forms.SplitForm(), "merge_form": forms.MergeForm(), "move_form": forms.MoveForm(), **sent
    }  # fmt: skip
    page = render_template(
        "police/editing.html",
        view=view,
        version=_version(view),
        faulty=next((form for form in sent.values() if form.form_errors or form.errors), None),
        move_reasons=[(code, edit_words.MOVE_REASON[code]) for code in MOVE_REASONS],
        strip_width=forms.STRIP_WIDTH_PX,
        strip_height=_height(view),
        **given,
    )
    return page, status


def _faulty(site_id: str, form: Form, error: Invalid, name: str) -> ResponseReturnValue:
    show_faults(form, error.faults)
    return _edit_page(site_id, 422, **{name: form})


def _beyond_cut(site_id: str, form: forms.SplitForm) -> list[str]:
    """Return the members on the far side of a cut from the anchor, as the values of their boxes."""
    lines = edit_view(database(), current_actor(), site_id).strip
    try:
        cut_m = forms.cut_of(form, request.form.get("strip.x"), lines.length_m)
    except ValueError:
        raise Invalid([Fault("cut_m", "not_a_number")]) from None
    if cut_m is None:
        raise Invalid([Fault("cut_m", "missing")])
    form.cut_m.data = str(round(cut_m))
    below = cut_m > lines.anchor_m
    return [str(line.id) for line in lines.members if (line.along_m > cut_m) == below]


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 18]


def _site_named(text: str | None, field: str) -> str:
    """Return the id that a form names: an id, or an address that ends with one."""
    site_id = (text or "").strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    if not site_id:
        raise Invalid([Fault(field, "missing")])
    try:
        edit_view(database(), current_actor(), site_id)
    except NotFound:
        raise Invalid([Fault(field, "unknown_site", {"site": site_id})]) from None
    return site_id


def _version(view: EditView) -> str:
    """Return the version that a form carries: of what its sender saw first."""
    return sent_version() or view.version


def _x(view: EditView, along_m: int) -> int:
    wide = forms.STRIP_WIDTH_PX - 2 * forms.STRIP_MARGIN_PX
    return forms.STRIP_MARGIN_PX + round(along_m / max(view.strip.length_m, 1) * wide)


def _dots(view: EditView) -> list[Dot]:
    dots, stacked = [], dict[int, int]()
    for line in view.strip.members:
        x = _x(view, line.along_m)
        place = x // 11
        dots.append(Dot(x, _height(view) - 34 - 11 * stacked.get(place, 0), line.erased))
        stacked[place] = stacked.get(place, 0) + 1
    return dots


def _height(view: EditView) -> int:
    """Return how high the strip is drawn: room for the highest pile of voices, within reason."""
    piles: dict[int, int] = {}
    for line in view.strip.members:
        place = _x(view, line.along_m) // 11
        piles[place] = piles.get(place, 0) + 1
    return 56 + 11 * min(max(piles.values(), default=1), 14)
