"""Which part of a long claim its page shows: a window on its table, and the first backers of each position."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from claims.evidence import Evidence
from claims.models import Assertion

from .rows import REPRINTS, AssertionRow, Lines, place_of

LISTED = 50  # assertions of the table on one page
POSITIONS = 60  # of which the page names backers
NAMED = 3  # positions whose backers are named at once, so many of each; and other positions of a backer
KEY = re.compile(r"([01])_(\d{1,18})", re.ASCII)
TABLE = "#who-says-what"


@dataclass(frozen=True)
class Window:
    """Rows of a list in the order of the table, from the one numbered `start` (from 0) on.

    `chosen` is the query that asks for the list ("position=2&"), empty for the whole table, and `title` what it holds.
    """

    whole: Sequence[Assertion]
    start: int
    chosen: str = ""
    title: str = ""

    @property
    def rows(self) -> Sequence[Assertion]:
        return self.whole[self.start : self.start + LISTED]

    @property
    def partial(self) -> bool:
        """Whether the table has assertions that this window does not show."""
        return bool(self.chosen) or len(self.rows) < len(self.whole)

    @property
    def first(self) -> int:
        return self.start + 1

    @property
    def last(self) -> int:
        return self.start + len(self.rows)

    @property
    def following(self) -> str:
        """The address of the next window; empty at the end."""
        return self._after(self.last) if self.last < len(self.whole) else ""

    @property
    def previous(self) -> str:
        return self._after(max(0, self.start - LISTED)) if self.start else ""

    def _after(self, start: int) -> str:
        key = "after={}_{}".format(*place_of(self.whole[start - 1])) if start else ""
        return f"?{f'{self.chosen}{key}'.rstrip('&')}{TABLE}"


def window_of(asked: Mapping[str, str], lines: Lines, backing: Backing) -> Window:
    """The window that an address asks for; what it names that is not there, or no more, is as good as not named."""
    place, pk, row = (number(asked.get(name)) for name in ("position", "reprints", "row"))
    whole, chosen, title = lines.listed, "", ""
    if row in lines.under:
        original = lines.under[row]
        far = [one.pk for one in lines.reprints[original.pk]].index(row) >= REPRINTS
        row, pk = (row, original.pk) if far else (original.pk, pk)
    if pk in lines.reprints:
        whole, chosen = lines.reprints[pk], f"reprints={pk}&"
        title = f"Reprints of “{lines.under[whole[0].pk].wording}”"
    elif 0 < place <= len(backing.backers):
        whole, chosen = sorted(backing.backers[place - 1], key=place_of), f"position={place}&"
        title = f"Who says {backing.labels[place - 1]}, or leaves room for it"
    start = 0
    if found := KEY.fullmatch(asked.get("after", "")):
        start = bisect_right(whole, (int(found[1]), int(found[2])), key=place_of)
    keys = [one.pk for one in whole] if row else []
    if row in keys:
        start = keys.index(row) // LISTED * LISTED
    return Window(whole, start if start < len(whole) else 0, chosen, title)


def number(text: str | None) -> int:
    """A number in an address, 0 where it is none."""
    return int(text) if text and re.fullmatch(r"\d{1,18}", text, re.ASCII) else 0


@dataclass(frozen=True)
class Backer:
    """Who allows a position; `also` are the labels of some other positions that the words allow, `more` counts more."""

    row: AssertionRow
    link: str
    also: list[str]
    more: int


@dataclass(frozen=True)
class BackedPosition:
    """A position, or what is denied, and the first of those who back it; `more` of them follow at `link`."""

    label: str
    backers: list[Backer]
    more: int = 0
    link: str = TABLE


class Backing:
    """Who backs each position, the one that says most first, and who denies what after them; reprints back nothing."""

    def __init__(self, evidence: Evidence, labels: Sequence[str], lines: Lines) -> None:
        positions = evidence.positions
        self.labels, self.few = list(labels), NAMED if len(labels) <= NAMED else 1
        self.backers = [[row for row in position.backers if row.pk not in lines.under] for position in positions]
        self.allowed: dict[int, list[int]] = defaultdict(list)
        for place, rows in enumerate(self.backers):
            for row in rows:
                self.allowed[row.pk].append(place)
        denials: dict[str, list[Assertion]] = defaultdict(list)
        for row in evidence.denials:
            if row.pk not in lines.under:
                denials[f"denies {evidence.say(row.possible)}"].append(row)
        self.denied = len(labels)  # where denials begin
        self.labels += denials
        self.backers += denials.values()

    def named(self) -> list[list[Assertion]]:
        """For each position that the page names, the first of its backers."""
        found = self.backers[:POSITIONS]
        return [rows[: self.few if place < self.denied else NAMED] for place, rows in enumerate(found)]

    def told(self, made: Mapping[int, AssertionRow], link: Callable[[int], str], partial: bool) -> list[BackedPosition]:
        """The positions for the page, from the lines of those named; `partial` where its table does not hold all."""
        found = []
        for place, rows in enumerate(self.named()):
            backers = [self._backer(made[row.pk], link(row.pk), place) for row in rows if row.pk in made]
            where = f"?position={place + 1}{TABLE}" if partial else TABLE
            found.append(BackedPosition(self.labels[place], backers, len(self.backers[place]) - len(rows), where))
        return found

    def _backer(self, row: AssertionRow, link: str, here: int) -> Backer:
        others = [place for place in self.allowed[row.assertion.pk] if place != here]
        also = [self.labels[place] for place in others[:NAMED]]
        return Backer(row, link, also, len(others) - len(also))
