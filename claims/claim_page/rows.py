"""The assertions of a claim as the lines of its page, reprints under what they reprint, and who backs each position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from claims.evidence import Evidence, bearing
from claims.models import Assertion
from claims.spans import Span

from .positions import LabelledPosition
from .reprints import parents_of, reprinted
from .workings import Working, base_wordings, how, working

Step = tuple[str, str, str]  # what it is called, its address, and the words that it is about
Actions = Callable[[Assertion], list[tuple[str, str]]]

NAMED = 3  # positions whose backers are named at once, so many of each; and other positions of a backer
ABOUT_READING = ("Overrule the reading", "Go back to the computed reading")
AFFIRMS = (Assertion.Stance.ASSERTS, Assertion.Stance.REPORTS)


@dataclass
class AssertionRow:
    """One assertion as a line of the page; `unconfirmed` where its grade says more than the others bear out."""

    assertion: Assertion
    means: str
    expected: str
    how: str
    working: Working | None
    origin_number: int
    dissents: bool
    unconfirmed: bool
    actions: list[tuple[str, str]] = field(default_factory=list)
    reprints: list[AssertionRow] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """What may be done with the assertion, but for its reading."""
        return [step for step in self._steps() if step[0] not in ABOUT_READING]

    @property
    def reading_steps(self) -> list[Step]:
        return [step for step in self._steps() if step[0] in ABOUT_READING]

    def _steps(self) -> list[Step]:
        words = self.assertion.wording
        return [(label, url, words) for label, url in self.actions]


@dataclass(frozen=True)
class Backer:
    """Who allows a position; `also` are the labels of some other positions that the words allow, `more` counts more."""

    row: AssertionRow
    also: list[str]
    more: int


@dataclass(frozen=True)
class BackedPosition:
    """A position, or what is denied, and the first of those who back it; `more` of them follow in the table."""

    label: str
    backers: list[Backer]
    more: int = 0


def rows_of(
    evidence: Evidence, assertions: Sequence[Assertion], verified: Span | None, actions: Actions | None
) -> list[AssertionRow]:
    """A row for each assertion, the counted ones first."""
    numbers: dict[str, int] = {}
    bases = base_wordings(assertions)
    rows = []
    for row in sorted(assertions, key=lambda row: (not row.counted, row.pk)):
        unread, verb = bool(row.problem), "" if row.stance in AFFIRMS else f"{row.stance} "
        rows.append(
            AssertionRow(
                assertion=row,
                means="" if unread else f"{verb}{evidence.say(row.possible)}",
                expected="" if unread else f"{verb}{evidence.say(row.expected)}",
                how=how(row, bases),
                working=working(row, bases),
                origin_number=numbers.setdefault(row.origin, len(numbers) + 1) if row.counted else 0,
                dissents=bool(verified and row.counted and bearing(row, verified) == "dissents"),
                unconfirmed=unconfirmed(row, evidence),
                actions=actions(row) if actions else [],
            )
        )
    return rows


def unconfirmed(row: Assertion, evidence: Evidence) -> bool:
    """Whether an assertion in play is graded as confirmed by others, and none of another origin bears it out."""
    in_play = not row.set_aside_reason and not row.superseded_by_id
    return row.credibility == Assertion.Credibility.CONFIRMED and in_play and not evidence.confirms(row)


def folded(rows: Sequence[AssertionRow]) -> list[AssertionRow]:
    """The rows that stand for themselves; reprints go under the row of what they reprint. One query."""
    parents = parents_of({row.assertion.source_id for row in rows})
    under = reprinted([row.assertion for row in rows], parents)
    by_key = {row.assertion.pk: row for row in rows}
    for row in rows:
        if original := under.get(row.assertion.pk):
            by_key[original.pk].reprints.append(row)
    return [row for row in rows if row.assertion.pk not in under]


def backed(
    evidence: Evidence, positions: Sequence[LabelledPosition], listed: Sequence[AssertionRow]
) -> list[BackedPosition]:
    """The labelled positions with their backers, the one that says most first, and what is denied after them."""
    by_key = {row.assertion.pk: row for row in listed}
    allowed: dict[int, list[int]] = defaultdict(list)
    for place, position in enumerate(evidence.positions):
        for assertion in position.backers:
            allowed[assertion.pk].append(place)

    def backer(assertion: Assertion, here: int) -> Backer:
        others = [place for place in allowed[assertion.pk] if place != here]
        also = [positions[place].label for place in others[:NAMED]]
        return Backer(by_key[assertion.pk], also, len(others) - len(also))

    found, few = [], NAMED if len(positions) <= NAMED else 1
    for place, position in enumerate(evidence.positions):
        rows = [row for row in position.backers if row.pk in by_key]
        backers = [backer(row, place) for row in rows[:few]]
        found.append(BackedPosition(positions[place].label, backers, len(rows) - len(backers)))
    denials: dict[str, list[Backer]] = defaultdict(list)
    for row in listed:
        if row.assertion.state == Assertion.Stance.DENIES:
            denials[row.means].append(Backer(row, [], 0))
    return found + [BackedPosition(what, rows[:NAMED], len(rows[NAMED:])) for what, rows in denials.items()]
