"""The assertions of a claim as the lines of its page, reprints under what they reprint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from claims.evidence import Evidence, bearing
from claims.models import Assertion
from claims.spans import Span

from .reprints import reprinted
from .workings import BaseWords, Working, how, with_bases, working

Step = tuple[str, str, str]  # what it is called, its address, and the words that it is about
Actions = Callable[[Assertion], list[tuple[str, str]]]

REPRINTS = 10  # that stand with what they reprint; the others on a page of their own
ABOUT_READING = ("Overrule the reading", "Go back to the computed reading")
AFFIRMS = (Assertion.Stance.ASSERTS, Assertion.Stance.REPORTS)


@dataclass
class AssertionRow:
    """One assertion as a line of the page; `unconfirmed` where its grade says more than the others bear out.

    `reprints` are the first of so many as were `reprinted`.
    """

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
    reprinted: int = 0

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


class Lines:
    """The assertions in the order of the table, the counted ones first, and lines of those that a page shows.

    `listed` are those that stand for themselves; `under` gives for each other one what it reprints, by its key.
    """

    def __init__(self, evidence: Evidence, assertions: Sequence[Assertion], verified: Span | None) -> None:
        self.evidence, self.verified = evidence, verified
        self.order = sorted(assertions, key=place_of)
        counted = dict.fromkeys(row.origin for row in self.order if row.counted)
        self.origins = {origin: number for number, origin in enumerate(counted, start=1)}
        self.under = reprinted(self.order)
        self.reprints: dict[int, list[Assertion]] = defaultdict(list)
        for row in self.order:
            if original := self.under.get(row.pk):
                self.reprints[original.pk].append(row)
        self.listed = [row for row in self.order if row.pk not in self.under]

    def made(self, assertions: Iterable[Assertion], actions: Actions | None) -> dict[int, AssertionRow]:
        """The lines of some assertions and of their first reprints, each by its key; in two queries, or none.

        Not of those that somebody has taken away since the evidence was read.
        """
        keys = {row.pk for row in assertions}
        keys |= {row.pk for pk in keys for row in self.reprints.get(pk, ())[:REPRINTS]}
        whole = Assertion.objects.filter(pk__among=keys).select_related("source__publisher")
        chosen = {row.pk: row for row in whole} if keys else {}
        for row in chosen.values():
            row.claim = self.evidence.claim
        bases = with_bases(chosen.values())
        made = {pk: self.line(row, bases, actions) for pk, row in chosen.items()}
        for pk, line in made.items():
            reprints = self.reprints.get(pk, ())
            line.reprints, line.reprinted = (
                [made[row.pk] for row in reprints[:REPRINTS] if row.pk in made],
                len(reprints),
            )
        return made

    def line(self, row: Assertion, bases: BaseWords, actions: Actions | None) -> AssertionRow:
        unread, verb = bool(row.problem), "" if row.stance in AFFIRMS else f"{row.stance} "
        return AssertionRow(
            assertion=row,
            means="" if unread else f"{verb}{self.evidence.say(row.possible)}",
            expected="" if unread else f"{verb}{self.evidence.say(row.expected)}",
            how=how(row, bases),
            working=working(row, bases),
            origin_number=self.origins[row.origin] if row.counted else 0,
            dissents=bool(self.verified and row.counted and bearing(row, self.verified) == "dissents"),
            unconfirmed=unconfirmed(row, self.evidence),
            actions=actions(row) if actions else [],
        )


def place_of(row: Assertion) -> tuple[int, int]:
    """Where an assertion stands in the table: the counted ones first, then by key."""
    return int(not row.counted), row.pk


def unconfirmed(row: Assertion, evidence: Evidence) -> bool:
    """Whether an assertion in play is graded as confirmed by others, and none of another origin bears it out."""
    in_play = not row.set_aside_reason and not row.superseded_by_id
    return row.credibility == Assertion.Credibility.CONFIRMED and in_play and not evidence.confirms(row)
