"""What the pictures of a claim are drawn from: its rows, and what keeps them from all being right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from claims.assessment.relative import Said
from claims.chart import Gap, Row, Sketch, sketch
from claims.evidence import Evidence, bearing, endless, value_of
from claims.models import Assertion, Assessment
from claims.spans import Bound, Span, off_axis, share

from .positions import Names
from .sentences import fall, furthest, ruling_out, sentence_of_conflict

CONFLICTS = (Assessment.Verdict.CONTRADICTION, Assessment.Verdict.TENSION)


def gap(evidence: Evidence) -> tuple[Gap | None, set[int] | None]:
    """The stretch that no value satisfies, from the smallest high bound to the largest low one; None without.

    Of figures that grow it lies between an earlier one and a later, lower one; where a denial rules out all that
    the others have in common, it is that. In these two cases the keys of the assertions that exclude each other
    come with it; in the others the stretch tells them.
    """
    if evidence.verdict not in CONFLICTS:
        return None, None
    if evidence.claim.accumulates and (pair := fall(evidence)):
        return falling(evidence, *pair), {row.pk for row in pair}
    if denial := ruling_out(evidence):
        return denied(evidence, denial)
    spans = [evidence.span(row) for row in evidence.counted]
    if evidence.claim.accumulates or share(spans) is not None:
        return None, None
    high = min(span.high for span in spans if span.high is not None)
    low = max(span.low for span in spans if span.low is not None)
    return Gap(off_axis(Span(high, low), evidence.claim.kind)), None


def falling(evidence: Evidence, earlier: Assertion, later: Assertion) -> Gap:
    ends = Span(evidence.span(later).high, evidence.span(earlier).low)
    return Gap(off_axis(ends, evidence.claim.kind), "a total that falls", sentence_of_conflict(evidence, []))


def denied(evidence: Evidence, denial: Assertion) -> tuple[Gap, set[int]]:
    common = share(row.possible for row in evidence.counted) or denial.possible
    who, what = Names([*evidence.counted, *evidence.denials])(denial), evidence.say(denial.possible)
    said = f"{who} denies “{what}”, and the others leave nothing outside that."
    ruled_out = [row for row in evidence.counted if row.possible.within(denial.possible)] or evidence.counted
    return Gap(off_axis(common, evidence.claim.kind), "denied", said), {denial.pk, *(row.pk for row in ruled_out)}


DRAWN = 60  # more bars than a reader can compare
GROUPS = 24  # bars of a picture that draws equal meanings once


@dataclass(frozen=True)
class Drawn:
    """The assertions that a picture draws, each with its label, and how many of all it stands for."""

    rows: list[tuple[Assertion, str]]
    standing_for: int
    total: int

    @property
    def merged(self) -> bool:
        """Whether some stand for others."""
        return len(self.rows) < self.total


def drawn(assertions: Sequence[Assertion], exclude: set[int] | None, name: Callable[[Assertion], str]) -> Drawn:
    """All of the assertions, or, of many, one for each meaning: those first that reach furthest, then the most common.

    `exclude` are the keys of those that exclude each other, as `gap` gives them.
    """
    if len(assertions) <= DRAWN:
        return Drawn([(row, name(row)) for row in assertions], len(assertions), len(assertions))
    alike: dict[tuple[object, ...], list[Assertion]] = defaultdict(list)
    for row in assertions:
        alike[row.state, row.rebased, row.pk in (exclude or ()), row.expected, row.possible].append(row)
    ends = furthest({row.pk: Said(row.expected, row.possible) for row in assertions if row.counted})

    def urgency(rows: list[Assertion]) -> tuple[bool, bool, int]:
        return ends.isdisjoint(row.pk for row in rows), rows[0].pk not in (exclude or ()), -len(rows)

    def height(rows: list[Assertion]) -> tuple[bool, Bound, Bound]:
        return not rows[0].counted, endless(rows[0].possible.low, -1), endless(rows[0].possible.high)

    chosen = sorted(sorted(alike.values(), key=urgency)[:GROUPS], key=height)
    labels = [name(rows[0]) if len(rows) == 1 else f"{len(rows):,} assertions" for rows in chosen]
    found = [(rows[0], label) for rows, label in zip(chosen, labels, strict=True)]
    return Drawn(found, sum(map(len, chosen)), len(assertions))


def row_of(assertion: Assertion, label: str, verified: Span | None, exclude: set[int] | None) -> Row:
    """An assertion as the pictures need it; verified is on the claim's axis, exclude as `gap` gives it."""
    kind, unread = assertion.claim.kind, bool(assertion.problem)
    return Row(
        label=label,
        wording=assertion.wording,
        expected=None if unread else off_axis(assertion.expected, kind),
        possible=None if unread else off_axis(assertion.possible, kind),
        state=assertion.state,
        dissents=bool(verified and assertion.counted and bearing(assertion, verified) == "dissents"),
        rebased=assertion.rebased,
        conflicts=None if exclude is None else assertion.pk in exclude,
    )


def sketch_of(evidence: Evidence, assessment: Assessment) -> Sketch:
    """The small number line of a claim, for a row of a list; no queries where the assessment has its decision.

    Of rows that would be drawn alike, it is made from the last.
    """
    claim = evidence.claim
    where, exclude = gap(evidence)
    verified = value_of(assessment.decision) if assessment.decision else None
    alike = {
        (row.expected, row.possible, row.state, row.pk in (exclude or ())): row
        for row in (*evidence.counted, *evidence.denials)
    }
    for row in alike.values():
        row.claim = claim
    return sketch(
        [row_of(row, "", verified, exclude) for row in alike.values()],
        claim.kind,
        gap=where,
        verified=verified and off_axis(verified, claim.kind),
        names={int(option.low): option.name for option in evidence.options},
    )
