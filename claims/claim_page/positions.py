"""Positions as a person would say them, and how sources are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claims.evidence import Evidence, gathered
from claims.models import Assertion, Assessment
from claims.spans import Span
from claims.wording import say


@dataclass
class LabelledPosition:
    """A position as a person would say it: what it holds, and who says this and nothing else.

    Where nobody says it alone, `own` names whoever comes closest.
    """

    label: str
    own: list[str]


class Names:
    """How the sources of some assertions are called, dated where several documents bear one name."""

    def __init__(self, assertions: Iterable[Assertion]) -> None:
        bearers = {(self.plain(row), row.source_id) for row in assertions}
        self.bearers = Counter(who for who, _ in bearers)

    @staticmethod
    def plain(assertion: Assertion) -> str:
        return assertion.speaker or assertion.source.short_name

    def __call__(self, assertion: Assertion) -> str:
        who, day = self.plain(assertion), assertion.source.published_on
        return f"{who}, {say(Span(day, day), 'date')}" if self.bearers[who] > 1 and day else who


def labelled(evidence: Evidence, name: Callable[[Assertion], str]) -> list[LabelledPosition]:
    """The positions, each labelled by what its closest backer says, never by an intersection."""
    allowed = Counter(assertion.pk for position in evidence.positions for assertion in position.backers)
    labelled = []
    for position in evidence.positions:
        own = [assertion for assertion in position.backers if allowed[assertion.pk] == 1] or position.backers[:1]
        labelled.append(LabelledPosition(evidence.label(position), list(dict.fromkeys(map(name, own)))))
    return labelled


def positions_of(claim_ids: Iterable[int]) -> dict[int, list[LabelledPosition]]:
    """The labelled positions of each of the claims, in three queries for all of them."""
    assessments = list(Assessment.objects.filter(pk__among=claim_ids).select_related("claim"))
    return {found.claim.pk: labelled(found, Names(found.counted)) for found in gathered(assessments)}
