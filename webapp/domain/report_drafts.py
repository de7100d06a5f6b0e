"""The first words of a report, in both languages: a draft that its numbers make, and that a person then edits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.domain.reports import ReportKind, Texts

MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
AREA_LISTED = 3


def day(on: date, language: str) -> str:
    """Return a date in words."""
    return f"{on.day} {MONTHS[language][on.month - 1]} {on.year}"


def draft(kind: ReportKind, number: int, rows: Mapping[str, Any], figures: Mapping[str, Any]) -> Texts:
    """Return texts that say what the numbers say and no more."""
    return Texts(**_in(kind, number, rows, figures, "sv"), **_in(kind, number, rows, figures, "en"))


def _in(
    kind: ReportKind, number: int, rows: Mapping[str, Any], figures: Mapping[str, Any], language: str
) -> dict[str, str]:
    through = date.fromisoformat(rows["through"])
    known = [p for p in rows["pledges"] if p["state"] not in (None, "ongoing")]
    facts = {
        "number": number,
        "year": through.year,
        "place": rows["place"],
        "through": day(through, language),
        "counted": figures["counted"],
        "target": figures["target"] or 0,
        "places": figures["places"],
        "areas": figures["areas"],
        "answered": figures["answered"],
        "not_counted": sum(figures["not_counted"].values()),
        "kept": sum(p["state"] == "kept" for p in known),
        "well": sum(p["state"] in {"kept", "ahead", "on_track"} for p in known),
        "ill": sum(p["state"] in {"behind", "not_kept"} for p in known),
        "unknown": sum(p["state"] is None for p in rows["pledges"]),
        "pledges": sum(p["state"] != "ongoing" for p in rows["pledges"]),
        "missed": _areas_missed(rows, language),
    }
    texts = (SV if language == "sv" else EN)[kind]
    made = {name: template.format(**facts) for name, template in texts.items()}
    if facts["missed"]:
        made["less_well"] += (SV_MISSED if language == "sv" else EN_MISSED).format(**facts)
    return {f"{name}_{language}": text.strip() for name, text in made.items()}


def _areas_missed(rows: Mapping[str, Any], language: str) -> str:
    """Return the districts without a counted check, the first few by name."""
    reached = {c["area"] for c in rows["checks"] if c["counts"]}
    missed = [name for name in rows["districts"] if name not in reached]
    if not missed:
        return ""
    more = len(missed) - AREA_LISTED
    also = (f" och {more} till" if language == "sv" else f" and {more} more") if more > 0 else ""
    return ", ".join(missed[:AREA_LISTED]) + also


SV = {
    ReportKind.FOLLOW_UP: {
        "title": "Uppföljning {number} av {year}",
        "lead": "Den {through} hade polisen gjort {counted} av {target} kontroller på platser som ni har föreslagit.",
        "well": "Platser som kontrollerna har nått: {places}. Kommundelar: {areas}. "
        "Förslag som har fått ett svar på kvittot: {answered}. "
        "{well} av {pledges} räknade löften är i takt eller hållna.",
        "less_well": "Kontroller som är gjorda men inte räknas: {not_counted}. Löften som är osäkra eller inte hållna: "
        "{ill}. Löften där sajten inte vet hur det står till: {unknown}.",
        "short": "{counted} av {target} hastighetskontroller i {place} är gjorda på platser som ni har föreslagit. "
        "Läs hela uppföljningen på Löfteskartan.",
        "long": "Den {through} hade polisen gjort {counted} av {target} kontroller på platser som invånare i {place} "
        "har föreslagit. Platser: {places}. Kommundelar: {areas}. Vilka kontroller som inte räknas "
        "står också där, och varför. Alla löften, siffror och bevis finns på Löfteskartan, och alla kan räkna om dem.",
        "note": "",
    },
    ReportKind.EVALUATION: {
        "title": "Utvärdering av {year}",
        "lead": "Polisen gjorde {counted} av {target} utlovade kontroller under {year}. "
        "{kept} av {pledges} räknade löften hölls.",
        "well": "Platser som kontrollerna nådde: {places}. Kommundelar: {areas}. "
        "Förslag som fick ett svar på kvittot: {answered}.",
        "less_well": "Kontroller som gjordes men inte räknas: {not_counted}. Löften som inte hölls: {ill}. "
        "Löften där sajten inte vet hur det gick: {unknown}.",
        "short": "{counted} av {target} utlovade kontroller i {place} gjordes under {year}. "
        "Läs hela utvärderingen på Löfteskartan.",
        "long": "Under {year} gjorde polisen {counted} av {target} utlovade kontroller på platser som invånare i "
        "{place} har föreslagit, på {places} platser i {areas} kommundelar. {kept} av {pledges} räknade löften hölls. "
        "Utvärderingen säger vad som mättes, vad som inte mättes och vad vi inte påstår.",
        "note": "",
    },
}
SV_MISSED = " Utan räknad kontroll: {missed}."
EN = {
    ReportKind.FOLLOW_UP: {
        "title": "Follow-up {number} of {year}",
        "lead": "By {through} the police had held {counted} of {target} checks at places that you have suggested.",
        "well": "Places that the checks have reached: {places}. Districts: {areas}. "
        "Suggestions with an answer on the receipt: {answered}. "
        "{well} of {pledges} counted pledges are on track or kept.",
        "less_well": "Checks that were held and do not count: {not_counted}. Pledges that are uncertain or not kept: "
        "{ill}. Pledges of which this site does not know how they stand: {unknown}.",
        "short": "{counted} of {target} speed checks in {place} have been held at places that you have suggested. "
        "Read the whole follow-up on Löfteskartan.",
        "long": "By {through} the police had held {counted} of {target} checks at places that residents of {place} "
        "have suggested. Places: {places}. Districts: {areas}. Which checks do not count is there too, "
        "and why. All pledges, figures and proofs are on Löfteskartan, and anyone can compute them again.",
        "note": "",
    },
    ReportKind.EVALUATION: {
        "title": "Evaluation of {year}",
        "lead": "The police held {counted} of {target} promised checks in {year}. "
        "{kept} of {pledges} counted pledges were kept.",
        "well": "Places that the checks reached: {places}. Districts: {areas}. "
        "Suggestions that got an answer on the receipt: {answered}.",
        "less_well": "Checks that were held and do not count: {not_counted}. Pledges that were not kept: {ill}. "
        "Pledges of which this site does not know how it went: {unknown}.",
        "short": "{counted} of {target} promised checks in {place} were held in {year}. "
        "Read the whole evaluation on Löfteskartan.",
        "long": "In {year} the police held {counted} of {target} promised checks at places that residents of {place} "
        "have suggested, at {places} places in {areas} districts. {kept} of {pledges} counted pledges were kept. "
        "The evaluation says what was measured, what was not, and what we do not claim.",
        "note": "",
    },
}
EN_MISSED = " Without a counted check: {missed}."
