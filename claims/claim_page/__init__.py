"""What a claim's page says, in record and desk: the sentence, the picture, the rows, what would settle it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from claims.at_once import together
from claims.chart import Chart, Place, Tree, draw, draw_tree
from claims.evidence import Evidence, lean, value_of
from claims.models import Assertion, Assessment, Claim, Decision, Note, Option
from claims.spans import off_axis

from . import past
from .past import PAST, Past, Slice, past_of
from .picture import drawn, gap, row_of
from .positions import LabelledPosition, Names, labelled, positions_of
from .rows import Actions, Lines
from .sentences import sentence, what_would_change
from .since import Left
from .timeline import Event, events, queries
from .windows import Backing, window_of

__all__ = ["ClaimPage", "LabelledPosition", "Names", "happened_since", "labelled", "positions_of", "sentence"]

WIDE, NARROW = 760, 340
SHOWN, TOLD = 30, 60  # events of the timeline that are told at once, and with those folded before them
CORRECTED = [f"decision__corrects__{name}" for name in past.SNAPSHOT]
UNREAD = [f"{decision}__{name}" for decision in ("decision", "explanation") for name in ("evidence", "positions")]
# What decisions were made on, where the evidence has left them: no page tells it of others.
LEFT = {
    "decided_on": Case(When(Q(stale=True) | Q(touched=True), then="decision__evidence")),
    "explained_on": Case(When(explained=False, then="explanation__evidence")),
}


class ClaimPage:
    """The evidence of one claim, ready for templates; a fixed number of queries, however many assertions.

    `asked` is the query of the page's address, which chooses parts of a long table (`window_of`) and of a long timeline
    (`before`). With `notes` the team's are read, and told of.
    """

    def __init__(
        self,
        claim: Claim,
        actions: Callable[[ClaimPage], Actions] | None = None,
        notes: bool = False,
        asked: Mapping[str, str] | None = None,
    ) -> None:
        self.claim, self.with_notes, self.asked = claim, notes, asked or {}
        self.assessment = (
            Assessment.objects.select_related(
                "decision__author", "decision__option", "decision__corrects", "explanation__author"
            )
            .defer(*UNREAD, *CORRECTED)
            .annotate(**past_of("claim"), **LEFT)
            .get(claim=claim)
        )
        self.past = Past(claim, {name for name in PAST if getattr(self.assessment, name)})
        self.assertions = list(lean(Assertion.objects.filter(claim=claim).order_by("pk"), {claim.pk: claim}))
        self.evidence = Evidence(
            claim=claim,
            verdict=self.assessment.verdict,
            counted=[row for row in self.assertions if row.counted],
            denials=[row for row in self.assertions if row.state == Assertion.Stance.DENIES],
            options=list(Option.objects.filter(claim=claim)) if claim.has_options else [],
        )
        self.verified = value_of(self.assessment.decision) if self.assessment.decision else None
        self.name = Names(self.assertions)
        self.labels = [self.evidence.label(position) for position in self.evidence.positions]
        self.lines = Lines(self.evidence, self.assertions, self.verified)
        self.part = Slice(past.Place.read(self.asked.get("before", "")), TOLD)
        self.left = dict(self._left())
        self.rows = self._found()
        self.evidence.last_decision = self.last_decision.number if self.last_decision else 0
        self._choose(actions)
        self.sentence = sentence(self.evidence, self.labels)
        self.what_would_change = list(what_would_change(self.evidence, self.name))
        self.as_of_defaulted = claim.accumulates and any(row.as_of is None for row in self.evidence.counted)
        self.gap = gap(self.evidence)
        self.drawn = drawn(self.lines.order, self.gap[1], self.name)
        self.chart_wide, self.chart_narrow = self._draw(WIDE), self._draw(NARROW)

    def _left(self) -> Iterator[tuple[str, Left]]:
        """The decision in force and the explanation, where the evidence has left them."""
        found: Any = self.assessment
        for name, decision, evidence in (
            ("since", found.decision, found.decided_on),
            ("since_explanation", found.explanation, found.explained_on),
        ):
            if evidence is not None:
                decision.evidence = evidence
                yield name, Left(decision, self.evidence)

    def _found(self) -> dict[Any, list[Any]]:
        """What the page tells of the past, and who changed what decisions had been made on; one query, or none."""
        asked: dict[Any, QuerySet[Any, Any]] = {**queries(self.past, self.part, notes=self.with_notes)}
        for name, left in self.left.items():
            asked |= {(name, place): rows for place, rows in enumerate(left.queries)}
        return together(asked)

    def _choose(self, actions: Callable[[ClaimPage], Actions] | None) -> None:
        """Make the lines that the page shows: a window on the table, and the first backers of the positions."""
        backing = Backing(self.evidence, self.labels, self.lines)
        self.window = window_of(self.asked, self.lines, backing)
        named = [row for rows in backing.named() for row in rows]
        self.made = self.lines.made([*self.window.rows, *named], actions(self) if actions else None)
        self.listed = [self.made[row.pk] for row in self.window.rows if row.pk in self.made]
        self.shown = {line.assertion.pk for row in self.listed for line in (row, *row.reprints)}
        self.backed = backing.told(self.made, self.address, self.window.partial)
        self.unnamed = len(backing.backers) - len(self.backed)

    def address(self, key: int) -> str:
        """Where an assertion of the claim stands: on this page, or on the part of it that shows the assertion."""
        return f"#assertion-{key}" if key in self.shown else f"?row={key}#assertion-{key}"

    @cached_property
    def last_decision(self) -> Decision | None:
        """The last of all, in force or not."""
        own = (row for row in self.rows.get(past.DECISIONS, ()) if row.claim_id == self.claim.pk)
        return max(own, key=attrgetter("number"), default=None)

    @cached_property
    def notes(self) -> list[Note]:
        return sorted(self.rows.get(past.NOTES, ()), key=attrgetter("written_at", "pk"))

    @cached_property
    def voices(self) -> Counter[int]:
        """How many assertions each publisher has here that are not superseded, by its key."""
        return Counter(row.source.publisher_id for row in self.assertions if row.superseded_by_id is None)

    def context(self) -> dict[str, object]:
        """What claims/_evidence.html asks for."""
        timeline, older = events(self.past, self.assertions, self.part, self.rows, self.address)
        folded = 0 if self.part.before else max(0, len(timeline) - SHOWN)
        return {
            "claim": self.claim,
            "assessment": self.assessment,
            "evidence": self,
            "decision": self.assessment.decision,
            "explanation": self.assessment.explanation,
            **{name: left.since(self.rows[name, 0], self.rows[name, 1]) for name, left in self.left.items()},
            "last_decision": self.last_decision,
            "timeline": timeline[folded:],
            "earlier": timeline[:folded],
            "older": older,
            "newer": self.part.before is not None,
        }

    def _draw(self, width: int) -> Chart | Tree:
        kind = self.claim.kind
        where, exclude = self.gap
        rows = [row_of(assertion, label, self.verified, exclude) for assertion, label in self.drawn.rows]
        if self.claim.has_options:
            places = [Place(option.name, int(option.low), int(option.high)) for option in self.evidence.options]
            return draw_tree(rows, places, gap=where, verified=self.verified, width=width)
        verified = self.verified and off_axis(self.verified, kind)
        return draw(rows, kind, gap=where, verified=verified, width=width)

    def timeline(self) -> list[Event]:
        """What happened to the claim and its assertions, earliest first."""
        whole = Slice(None, None)
        rows = together(queries(self.past, whole, notes=self.with_notes))
        return events(self.past, self.assertions, whole, rows, self.address)[0]


def happened_since(claim: Claim, moment: datetime) -> list[Event]:
    """What happened to a claim since a moment, earliest first."""
    assertions = list(Assertion.objects.filter(claim=claim).only("claim", "brought_by"))
    before, last = Past(claim), Slice(None, TOLD)
    found, _ = events(before, assertions, last, together(queries(before, last)), where=lambda key: "")
    return [event for event in found if event.when > moment]
