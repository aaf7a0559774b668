"""Bounds on a claim's axis, written out for records and said in words; equal ones of many rows once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from claims.evidence import Evidence, write_bound
from claims.models import Claim, Option
from claims.postgres import ask
from claims.spans import Span, as_read
from claims.wording import say

KEPT = 1000  # spans of an axis that are remembered, with their words and as they are written out
OFFERING = (Claim.Kind.CHOICE, Claim.Kind.YESNO)
Bound = Decimal | None


class Axis(Protocol):
    """Writes out and says bounds on the axis of a claim."""

    def write(self, low: Bound, high: Bound) -> tuple[str, str]:
        """Both bounds as a record has them: decimals, ISO dates or options' paths; an open one is empty."""

    def say(self, low: Bound, high: Bound) -> str:
        """The span in words: "12 or more", "25 June 2020", "Counter-Terrorism Service"."""


class Line:
    """The one axis of all claims of a kind without options."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.write = lru_cache(KEPT)(self._write)
        self.say = lru_cache(KEPT)(self._say)

    def _write(self, low: Bound, high: Bound) -> tuple[str, str]:
        return write_bound(as_read(low, self.kind)) or "", write_bound(as_read(high, self.kind)) or ""

    def _say(self, low: Bound, high: Bound) -> str:
        return say(Span(as_read(low, self.kind), as_read(high, self.kind)), self.kind)


class Tree:
    """The axis of one claim of options; what it says is remembered by its evidence."""

    def __init__(self, kind: str, places: Sequence[Place]) -> None:
        self.evidence = Evidence(claim_of(kind), "", [], [], list(places))  # type: ignore[arg-type]

    def write(self, low: Bound, high: Bound) -> tuple[str, str]:
        first, last = self.evidence.write(Span(low, high))
        return first or "", last or ""

    def say(self, low: Bound, high: Bound) -> str:
        return self.evidence.say(Span(low, high))


class Place(NamedTuple):
    """An option, as far as its place in the tree goes."""

    claim_id: int
    pk: int
    name: str
    parent_id: int | None
    low: Decimal
    high: Decimal


def ask_places(claims: Collection[int]) -> Callable[[], dict[int, list[Place]]]:
    """Ask for the options of each of the claims, in one query."""
    found = ask(Option.objects.filter(claim__among=claims).values_list(*Place._fields))

    def places() -> dict[int, list[Place]]:
        places: dict[int, list[Place]] = {claim: [] for claim in claims}
        for place in map(Place._make, found()):
            places[place.claim_id].append(place)
        return places

    return places


@lru_cache
def claim_of(kind: str) -> Claim:
    return Claim(kind=kind)


@lru_cache
def line(kind: str) -> Line:
    return Line(kind)


class Axes:
    """The axes of claims, given by their keys and kinds; the options of all are asked for in one query."""

    def __init__(self, claims: Iterable[tuple[int, str]]) -> None:
        self.kinds = dict(claims)
        self.answer = ask_places([pk for pk, kind in self.kinds.items() if kind in OFFERING])
        self.own: dict[int, Tree] = {}

    @cached_property
    def places(self) -> dict[int, list[Place]]:
        return self.answer()

    def __getitem__(self, claim: int) -> Axis:
        if claim not in self.places:
            return line(self.kinds[claim])
        if claim not in self.own:
            self.own[claim] = Tree(self.kinds[claim], self.places[claim])
        return self.own[claim]
