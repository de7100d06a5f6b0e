"""``sites recommend``."""

import json
import re
from typing import Any

import click
from flask import Flask

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.sites import sites
from webapp.domain.errors import Invalid, Refused
from webapp.domain.recommending import MAX_COUNT, BatchWish, PickReason, new_seed
from webapp.domain.roles import OPERATOR
from webapp.usecases.recommending import AuditReport, BatchView, Pick

_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
"""A seed of plain digits is given back as a number."""

REASONS = {
    PickReason.COVERAGE: "Adds the most: {gain:.1%} of all points lie within {radius:.0f} m of it, not of one before.",
    PickReason.FLOOR: "The floor of {area} holds it here; it adds {gain:.1%} of all points.",
    PickReason.DRAW: "Drawn by lot, with a probability of {probability:.2%}.",
    PickReason.REPLACEMENT: "In place of pick {replaces}, which was skipped.",
}


def register(app: Flask) -> None:
    """Add the command to the group of sites."""
    del app


@sites.command("recommend")
@click.option("--count", type=click.IntRange(1, MAX_COUNT), required=True, help="how many sites")
@click.option("--seed", help="what the lot is drawn from; without it a new secret one")
@click.option("--year-so-far", is_flag=True, help="take what a district got this year off its floor")
@click.option("--audit", "audited", is_flag=True, help="also let an exact solver look for the best plan")
@click.option("--seconds", type=click.FloatRange(1), default=60.0, show_default=True, help="time limit of --audit")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@calm
def recommend_sites(
    count: int, seed: str | None, year_so_far: bool, audited: bool, seconds: float, as_json: bool
) -> None:
    """Recommend the next COUNT sites, with reasons, district floors and the proven bound."""
    from webapp.usecases.recommending import audit, recommend, show_batch

    need_tables()
    wish = BatchWish(count, new_seed() if seed is None else seed, year_so_far=year_so_far)
    try:
        code = recommend(database(), context(), OPERATOR, wish)
    except Invalid as error:
        raise Refused("A seed is a text of 1 to 100 characters.") from error
    batch = show_batch(database(), context(), OPERATOR, code)
    if batch is None:  # it was stored a line ago
        raise Refused("The batch is gone.")
    found = audit(database(), context(), OPERATOR, wish, seconds) if audited else None
    if as_json:
        click.echo(json.dumps(_as_json(batch, wish.seed, audited, found), ensure_ascii=False))
    else:
        _print(batch, audited, found)


def _as_json(batch: BatchView, seed: str | None, audited: bool, found: AuditReport | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "picks": [
            {
                "site": pick.site_id,
                "area": pick.area,
                "score": pick.score,
                "probability": round(pick.probability, 9),
                "reason": _reason(pick, batch),
                "window": pick.window,
                "window_probability": round(pick.window_probability, 9),
            }
            for pick in batch.picks
        ],
        "coverage": round(batch.coverage, 6),
        "coverage_drawn": round(batch.coverage_drawn, 6),
        "bound": round(batch.bound, 6),
        "floors": batch.floors,
        "seed": int(seed) if seed and _WHOLE.fullmatch(seed) else seed,
        "floors_basis": batch.floors_basis,
        "radius_m": batch.radius_m,
        "score_version": batch.score_version,
        "seal": batch.seal,
    }
    if audited:
        told["audit"] = found and {
            "best": round(found.best, 6), "bound": round(found.bound, 6), "finished": found.finished,
        }  # fmt: skip
    return told


def _reason(pick: Pick, batch: BatchView) -> str:
    return REASONS[PickReason(pick.reason)].format(
        gain=pick.gain,
        radius=batch.radius_m,
        area=pick.area,
        probability=pick.probability,
        replaces=pick.replaces,
    )


def _print(batch: BatchView, audited: bool, found: AuditReport | None) -> None:
    for pick in batch.picks:
        name = pick.site.name if pick.site else ""
        click.echo(f"{pick.position:3}  {pick.site_id}  {pick.score:.2f}  {pick.window}  {name}, {pick.area or '-'}")
        click.echo(f"     {_reason(pick, batch)}")
    better = batch.bound / batch.coverage - 1 if batch.coverage else 0.0
    click.echo(
        f"{batch.coverage:.1%} of all points within {batch.radius_m:.0f} m; at most {better:.1%} better is possible."
    )
    lacking = [name for name, floor in batch.floors.items() if floor["met"] < floor["needed"]]
    click.echo(f"Below their floor: {', '.join(lacking)}." if lacking else "Every district has its floor.")
    if audited and found is None:
        click.echo("The exact solver found nothing in its time.")
    elif found is not None:
        rest = "" if found.finished else f", not finished: at most {found.bound:.2%}"
        click.echo(
            f"The exact solver: {found.best:.2%}{rest}; ours is {found.best - batch.coverage:.3%} of all points below."
        )
