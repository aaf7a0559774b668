"""Citations: each counted assertion and denial in words, what it is read as, whose it is and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from claims.evidence import bearing
from claims.models import Assertion
from claims.spans import Span

ORDER = {how: place for place, how in enumerate(("dissents", "denies", "allows", "supports", ""))}
KEPT = 1000  # sources whose signatures are remembered
COUNTED = 1  # the place in a Row


class Said(NamedTuple):
    """What a citation is made of; `low` and `high` bound what the words can mean."""

    claim: int
    counted: bool
    wording: str
    translation: str
    read_as: str
    low: Any
    high: Any
    rebased: bool
    as_of: date | None
    as_of_time: time | None
    speaker: str
    locator: str
    authors: str
    publisher: str
    published_on: date | None

    @property
    def possible(self) -> Span:
        return Span(self.low, self.high)


SAID = [
    "claim_id", "counted", "wording", "translation", "read_as", "possible_low", "possible_high", "rebased", "as_of",
    "as_of_time", "speaker", "locator", "source__authors", "source__publisher__name", "source__published_on",
]  # fmt: skip


def said_of(claims: Iterable[int]) -> QuerySet[Assertion, Any]:
    """All that bears on the claims, each as a Said has it, in the order in which it was entered."""
    return Assertion.objects.bearing().filter(claim__among=claims).order_by("pk").values_list(*SAID)


Row = tuple[Any, ...]  # a Said, by places: there are millions, and of most nothing is asked by name


def by_claim(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """What is said of each claim; nothing for those of which nothing is."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


class Speaks(Protocol):
    """Says bounds in words."""

    def say(self, low: Any, high: Any) -> str: ...


@lru_cache(KEPT)
def signature(authors: Any, publisher: Any, day: Any) -> tuple[bool, str]:
    """Whether there are authors, and authors, publisher and day in words.

    Names that have a comma themselves are parted as they were entered: "Müller, Jörg; Dupré, Anaïs".
    """
    names = [author.strip() for author in authors.split(";") if author.strip()]
    by = ("; " if any("," in name for name in names) else ", ").join(names)
    return bool(by), ", ".join(filter(None, (by, publisher, day.isoformat() if day else "undated")))


def citations(said: Sequence[Row], axis: Speaks, value: Span | None, accumulates: bool) -> str:
    """Every counted assertion and denial in words, those first that speak against the value in force, if any.

    `dissents: “all but one” (read as 12 or more) — Maya Carlin, Center for Security Policy, undated, p. 4; …`
    """
    cited = [cite(row, axis, signature(*row[-3:]), accumulates) for row in said]
    if value is None and all(row[COUNTED] for row in said):
        return "; ".join(cited)
    return told(zip((bears(row, value) for row in map(Said._make, said)), cited, strict=True))


def bears(said: Said, value: Span | None) -> str:
    """What is said to a value: what `bearing` asks for, a Said has; "" where there is none."""
    if not said.counted:
        return "denies"
    return bearing(said, value) if value else ""  # type: ignore[arg-type]


def told(cited: Iterable[tuple[str, str]]) -> str:
    """Citations as one text, each behind what it says to the value."""
    ranked = sorted(cited, key=lambda pair: ORDER[pair[0]])
    return "; ".join([f"{how}: {words}" if how else words for how, words in ranked])


def cite(said: Row, axis: Speaks, signature: tuple[bool, str], accumulates: bool) -> str:
    """Words, what they are read as, whose they are and where they stand."""
    _, _, wording, translation, read_as, low, high, rebased, as_of, as_of_time, speaker, locator, *_ = said
    named, place = signature
    if speaker:
        place = f"{speaker}, quoted by {place}" if named else f"{speaker}, quoted, {place}"
    if locator:
        place = f"{place}, {locator}"
    explained = ""
    if translation:
        explained = f"; translated “{translation}”"
    if read_as:
        explained += f"; entered as “{read_as}”"
    reading, words = axis.say(low, high), read_as or translation or wording
    if reading != words and not stands(reading, words):
        explained += f"; read as {reading}"
    if rebased:
        explained += "; by a verified value that its own source does not give"
    if accumulates and as_of:
        explained += f"; as of {moment(as_of, as_of_time)}"
    return f"“{wording}” ({explained[2:]}) — {place}" if explained else f"“{wording}” — {place}"


def stands(reading: str, words: str) -> bool:
    """Whether words say as much as they are read as."""
    return f" {reading} " in f" {words} " or f" {reading} ".casefold() in f" {words} ".casefold()


def moment(day: date | None, at: time | None = None) -> str:
    """A day, or a day and a time of day, of ISO 8601; empty without a day."""
    if day is None:
        return ""
    return day.isoformat() + (f"T{at.isoformat('seconds').removesuffix(':00')}" if at else "")
