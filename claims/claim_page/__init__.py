"""What a claim's page says, in record and desk: the sentence, the picture, the rows, what would settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from claims.chart import Chart, Row, describe, draw
from claims.evidence import Evidence, bearing, value_of
from claims.models import Assertion, Assessment, Claim, Decision, Option
from claims.postgres import among
from claims.spans import Bound, Span, off_axis, share
from claims.wording import RULES_VERSION
from claims.wording.methodology import anchor

from .positions import LabelledPosition, Names, labelled, positions_of
from .sentences import sentence, what_would_change
from .timeline import events

__all__ = ["ClaimPage", "LabelledPosition", "Names", "labelled", "positions_of", "sentence"]

WIDE, NARROW = 760, 340
DRAWN = 60  # more bars than a reader can compare

Actions = Callable[[Assertion], list[tuple[str, str]]]


@dataclass
class AssertionRow:
    """One assertion as a line of the page."""

    assertion: Assertion
    means: str
    expected: str
    how: str
    rule_anchor: str
    origin_number: int
    dissents: bool
    actions: list[tuple[str, str]] = field(default_factory=list)


class ClaimPage:
    """The evidence of one claim, ready for templates; a fixed number of queries, however many assertions."""

    def __init__(self, claim: Claim, actions: Actions | None = None) -> None:
        self.claim = claim
        self.assessment = Assessment.objects.select_related(
            "decision__author", "decision__option", "explanation__author"
        ).get(claim=claim)
        self.assertions = list(
            Assertion.objects.filter(claim=claim).select_related(
                "source__publisher", "base__assessment__decision__option", "entered_by", "brought_by"
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
        self.rows = self._rows(actions)
        self.positions = labelled(self.evidence, self.name)
        self.sentence = sentence(self.evidence, [position.label for position in self.positions])
        self.what_would_change = list(what_would_change(self.evidence, self.name))
        self.last_decision = claim.decisions.select_related("author", "option").order_by("number").last()
        self.as_of_defaulted = claim.accumulates and any(row.as_of is None for row in self.evidence.counted)
        self.chart_wide, self.chart_narrow = self._draw(WIDE), self._draw(NARROW)
        self.chart_description = describe(self.chart_wide)

    def context(self) -> dict[str, object]:
        """What claims/_evidence.html asks for."""
        return {
            "claim": self.claim,
            "assessment": self.assessment,
            "evidence": self,
            "decision": self.assessment.decision,
            "explanation": self.assessment.explanation,
            "last_decision": self.last_decision,
            "timeline": self.timeline(),
        }

    def _rows(self, actions: Actions | None) -> list[AssertionRow]:
        numbers: dict[str, int] = {}
        bases = base_wordings(self.assertions)
        rows = []
        for row in sorted(self.assertions, key=lambda row: (not row.counted, row.pk)):
            unread = bool(row.problem)
            verb = f"{row.stance} " if row.stance in (Assertion.Stance.DENIES, Assertion.Stance.DOUBTS) else ""
            rows.append(
                AssertionRow(
                    assertion=row,
                    means="" if unread else f"{verb}{self.evidence.say(row.possible)}",
                    expected="" if unread else f"{verb}{self.evidence.say(row.expected)}",
                    how=how(row, bases),
                    rule_anchor=anchor(row.rule),
                    origin_number=numbers.setdefault(row.origin, len(numbers) + 1) if row.counted else 0,
                    dissents=bool(self.verified and row.counted and bearing(row, self.verified) == "dissents"),
                    actions=actions(row) if actions else [],
                )
            )
        return rows

    def _draw(self, width: int) -> Chart:
        kind = self.claim.kind
        rows = [
            Row(
                label=self.name(row.assertion),
                wording=row.assertion.wording,
                expected=None if row.assertion.problem else off_axis(row.assertion.expected, kind),
                possible=None if row.assertion.problem else off_axis(row.assertion.possible, kind),
                state=row.assertion.state,
                dissents=row.dissents,
                rebased=row.assertion.rebased,
            )
            for row in self.rows[:DRAWN]
        ]
        names = {int(option.low): option.name for option in self.evidence.options}
        verified = off_axis(self.verified, kind) if self.verified else None
        return draw(rows, kind, names=names, gap=gap(self.evidence), verified=verified, width=width)

    def timeline(self) -> list[tuple[datetime, str]]:
        """What happened to the claim and its assertions, earliest first."""
        return sorted(events(self.claim, self.assertions), key=lambda event: event[0])


def base_wordings(assertions: Sequence[Assertion]) -> dict[tuple[int, int], list[str]]:
    """For each (base, source) that a relative wording goes by, what that source says of the base."""
    own = [row for row in assertions if row.base_used == "own"]
    words: dict[tuple[int, int], list[str]] = defaultdict(list)
    for base, source, wording in (
        Assertion.objects.counted()
        .filter(
            claim__in=among({row.base_id for row in own if row.base_id}),
            source__in=among({row.source_id for row in own}),
        )
        .values_list("claim", "source", "wording")
    ):
        words[base, source].append(f"“{wording}”")
    return words


def how(row: Assertion, bases: dict[tuple[int, int], list[str]]) -> str:
    """How a reading came about: what was read, by which rule, on which value of which base."""
    if row.problem:
        return ""
    older = f", version {row.rules_version} of the rules" * (row.rules_version != RULES_VERSION)
    parts = [f"rule: {row.rule}{older}"]
    if row.translation and not row.read_as:
        parts.append("read from the translation")
    if row.base and row.base_used:
        decision = row.base.assessment.decision
        used = {
            "verified": f"verified as {verified_as(decision)}",
            "own": f"its own {' and '.join(bases.get((row.base_id, row.source_id), []))}",  # type: ignore[arg-type]
            "all": "as all sources together have it",
        }[row.base_used]
        parts.append(f"of {row.base.reference}, {used}")
    return "; ".join(parts)


def verified_as(decision: Decision | None) -> str:
    return f"{decision.value}{', self-verified' * decision.self_verified}" if decision else ""


def gap(evidence: Evidence) -> tuple[Bound, Bound] | None:
    """The stretch that no value satisfies, from the smallest high bound to the largest low one; None without."""
    spans = [evidence.span(row) for row in evidence.counted]
    if evidence.claim.accumulates or not spans or share(spans) is not None:
        return None
    high = min(span.high for span in spans if span.high is not None)
    low = max(span.low for span in spans if span.low is not None)
    ends = off_axis(Span(high, low), evidence.claim.kind)
    return ends.low, ends.high  # type: ignore[return-value]
