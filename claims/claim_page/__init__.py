"""What a claim's page says, in record and desk: the sentence, the picture, the rows, what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from claims.chart import Chart, Place, Tree, draw, draw_tree
from claims.evidence import Evidence, value_of
from claims.models import Assertion, Assessment, Claim, Note, Option
from claims.spans import off_axis

from .picture import gap, row_of
from .positions import LabelledPosition, Names, labelled, positions_of
from .rows import Actions, backed, folded, rows_of
from .sentences import sentence, what_would_change
from .since import since
from .timeline import Event, events

__all__ = ["ClaimPage", "LabelledPosition", "Names", "labelled", "positions_of", "sentence"]

WIDE, NARROW = 760, 340
DRAWN = 60  # more bars than a reader can compare
SHOWN = 30  # events of the timeline that are told at once


class ClaimPage:
    """The evidence of one claim, ready for templates; a fixed number of queries, however many assertions."""

    def __init__(self, claim: Claim, actions: Actions | None = None, notes: Sequence[Note] = ()) -> None:
        self.claim, self.notes = claim, notes
        self.assessment = Assessment.objects.select_related(
            "decision__author", "decision__option", "decision__corrects", "explanation__author"
        ).get(claim=claim)
        self.assertions = list(
            Assertion.objects.filter(claim=claim).select_related(
                "source__publisher",
                "base__assessment__decision__author",
                "base__assessment__decision__option",
                "entered_by",
                "brought_by",
            )
        )
        for assertion in self.assertions:
            assertion.claim = claim
        self.evidence = Evidence(
            claim=claim,
            verdict=self.assessment.verdict,
            counted=[row for row in self.assertions if row.counted],
            denials=[row for row in self.assertions if row.state == Assertion.Stance.DENIES],
            options=list(Option.objects.filter(claim=claim)),
        )
        self.verified = value_of(self.assessment.decision) if self.assessment.decision else None
        self.name = Names(self.assertions)
        self.rows = rows_of(self.evidence, self.assertions, self.verified, actions)
        self.listed = folded(self.rows)
        self.positions = labelled(self.evidence, self.name)
        self.backed = backed(self.evidence, self.positions, self.listed)
        self.sentence = sentence(self.evidence, [position.label for position in self.positions])
        self.what_would_change = list(what_would_change(self.evidence, self.name))
        self.last_decision = claim.decisions.select_related("author", "option").order_by("number").last()
        self.as_of_defaulted = claim.accumulates and any(row.as_of is None for row in self.evidence.counted)
        self.gap = gap(self.evidence)
        self.chart_wide, self.chart_narrow = self._draw(WIDE), self._draw(NARROW)

    def context(self) -> dict[str, object]:
        """What claims/_evidence.html asks for."""
        found, timeline = self.assessment, self.timeline()
        return {
            "claim": self.claim,
            "assessment": self.assessment,
            "evidence": self,
            "decision": self.assessment.decision,
            "explanation": self.assessment.explanation,
            "since": since(found.decision if found.stale or found.touched else None, self.evidence),
            "since_explanation": since(None if found.explained else found.explanation, self.evidence),
            "last_decision": self.last_decision,
            "timeline": timeline[-SHOWN:],
            "earlier": timeline[:-SHOWN],
        }

    def _draw(self, width: int) -> Chart | Tree:
        kind = self.claim.kind
        where, exclude = self.gap
        rows = [row_of(row.assertion, self.name(row.assertion), self.verified, exclude) for row in self.rows[:DRAWN]]
        if self.claim.has_options:
            places = [Place(option.name, int(option.low), int(option.high)) for option in self.evidence.options]
            return draw_tree(rows, places, gap=where, verified=self.verified, width=width)
        verified = self.verified and off_axis(self.verified, kind)
        return draw(rows, kind, gap=where, verified=verified, width=width)

    def timeline(self) -> list[Event]:
        """What happened to the claim and its assertions, earliest first."""
        return events(self.claim, self.assertions, self.notes)
