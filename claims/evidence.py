"""The evidence of one claim as people and records see it: positions, support, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Max

from .models import Assertion, Assessment, Claim, Decision, Option
from .postgres import among
from .spans import Bound, Span, off_axis, stab
from .wording import say

BEYOND = Decimal(10) ** 17
Places = dict[tuple[Decimal, Decimal], Option]


@dataclass(frozen=True)
class Position:
    """One of the fewest answers that between them allow every counted assertion.

    `core` is the stretch that it was opened for, on the claim's axis; `backers` are all that allow it, the
    one that says most first.
    """

    core: Span
    backers: list[Assertion]


@dataclass
class Evidence:
    """All that bears on one claim: what is counted, and what is denied."""

    claim: Claim
    verdict: str
    counted: list[Assertion]
    denials: list[Assertion]
    options: list[Option]

    @cached_property
    def places(self) -> Places:
        return {(option.low, option.high): option for option in self.options}

    def span(self, assertion: Assertion) -> Span:
        """The span that takes part in the verdict: under tension the expected one, else the possible one."""
        return assertion.expected if self.verdict == Assessment.Verdict.TENSION else assertion.possible

    @cached_property
    def positions(self) -> list[Position]:
        spans = {assertion.pk: self.span(assertion) for assertion in self.counted}
        cores = stab(list(spans.values()))
        reach = {pk: met(cores, span) for pk, span in spans.items()}
        ranked = sorted(self.counted, key=lambda a: (len(reach[a.pk]), *breadth(spans[a.pk]), a.pk))
        backers: list[list[Assertion]] = [[] for _ in cores]
        for assertion in ranked:
            for place in reach[assertion.pk]:
                backers[place].append(assertion)
        return [Position(core, rows) for core, rows in zip(cores, backers, strict=True)]

    def label(self, position: Position) -> str:
        """What a position says, by the wording that says most of those that allow it; never an intersection."""
        return self.say(self.span(position.backers[0]))

    def confirms(self, assertion: Assertion) -> bool:
        """Whether a counted assertion of another origin bears out what an assertion says, or denies or doubts."""
        affirms = assertion.stance not in (Assertion.Stance.DENIES, Assertion.Stance.DOUBTS)
        return not assertion.problem and any(
            row.origin != assertion.origin and not row.rebased and row.possible.meets(assertion.possible) == affirms
            for row in self.counted
        )

    def say(self, span: Span) -> str:
        """A span on the claim's axis in words: "12 or more", "25 June 2020", "Counter-Terrorism Service"."""
        if self.claim.has_options:
            option = self.places.get((span.low, span.high))  # type: ignore[arg-type]
            within = [o for o in self.options if Span(o.low, o.high).within(span)]
            return option.name if option else " or ".join(o.name for o in within)
        return say(off_axis(span, self.claim.kind), self.claim.kind)

    def write(self, span: Span) -> list[str | None]:
        """A span's bounds for a record that outlives this database: decimals, ISO dates, or options' paths.

        Of several options that begin or end at a place, the narrowest is written.
        """
        if self.claim.has_options:
            whole = self.places.get((span.low, span.high))  # type: ignore[arg-type]
            first = whole or min((o for o in self.options if o.low == span.low), key=lambda o: o.high, default=None)
            last = whole or max((o for o in self.options if o.high == span.high), key=lambda o: o.low, default=None)
            return [path(end, self.options) if end else None for end in (first, last)]
        bounds = off_axis(span, self.claim.kind)
        return [write_bound(bounds.low), write_bound(bounds.high)]

    def written_positions(self) -> list[dict[str, object]]:
        """The positions as a decision keeps them: bounds written out, and the option where it is one.

        An option is told by its key, so that renaming it changes no position.
        """
        written: list[dict[str, object]] = []
        for position in self.positions:
            option = self.places.get((position.core.low, position.core.high))  # type: ignore[arg-type]
            low, high = self.write(position.core)
            written.append({"low": low, "high": high, "option": option.pk if option else None})
        return written

    def ruled_out(self, value: Span) -> list[dict[str, object]]:
        """The positions that a value leaves no room for, as a decision keeps them: label, bounds, and who says so."""
        rejected: list[dict[str, object]] = []
        for position in self.positions:
            if not position.core.meets(value):
                low, high = self.write(position.core)
                names = dict.fromkeys(row.speaker or row.source.short_name for row in position.backers)
                rejected.append({"label": self.label(position), "low": low, "high": high, "names": list(names)})
        return rejected

    def asked(self, option: int | None) -> dict[str, object]:
        """The claim as a decision keeps it, with the path of the option that it holds true, if any."""
        held = next((path(o, self.options) for o in self.options if o.pk == option), None)
        claim = self.claim
        return {
            "question": claim.question,
            "unit": claim.unit,
            "definition": claim.definition,
            "accumulates": claim.accumulates,
            "option": held,
        }

    def snapshot(self, value: Span | None = None) -> list[dict[str, object]]:
        """The evidence as a decision keeps it, one object an assertion, in an order that never changes.

        With a value, each counted assertion also says what it "bears" on it (`bearing`), and a denial of the value
        that it "denies" it. "id" is its key here.
        """
        rows = [self.record(assertion, value) for assertion in [*self.counted, *self.denials]]
        return sorted(rows, key=lambda row: (row["source"], row["wording"], row["locator"]))

    def record(self, assertion: Assertion, value: Span | None = None) -> dict[str, object]:
        """One assertion as a decision keeps it."""
        row: dict[str, object] = {
            "id": assertion.pk,
            "source": assertion.source.reference,
            "wording": assertion.wording,
            "locator": assertion.locator,
            "read_as": assertion.read_as,
            "speaker": assertion.speaker,
            "stance": assertion.stance,
            "origin": assertion.origin,
            "as_of": assertion.as_of and assertion.as_of.isoformat(),
            "rebased": assertion.rebased,
            "expected": self.write(assertion.expected),
            "possible": self.write(assertion.possible),
        }
        if value is not None and assertion.counted:
            row["bears"] = bearing(assertion, value)
        elif value is not None and assertion.stance == Assertion.Stance.DENIES and value.within(assertion.possible):
            row["bears"] = "denies"
        return row

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.snapshot())

    @cached_property
    def last_decision(self) -> int:
        """The number of the claim's last decision, 0 where there is none."""
        return self.claim.decisions.aggregate(last=Max("number"))["last"] or 0

    @cached_property
    def token(self) -> str:
        """What a person sees, for a form to carry: the last decision's number, the verdict, question and evidence."""
        options = sorted((option.pk, path(option, self.options)) for option in self.options)
        seen = json.dumps([self.fingerprint, self.asked(None), options])
        return f"{self.last_decision}-{self.verdict}-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"


def breadth(span: Span) -> tuple[int, Decimal]:
    """Orders spans on an axis from the one that says most to the one that says least."""
    low, high = (bound if isinstance(bound, Decimal) else None for bound in (span.low, span.high))
    if low is not None and high is not None:
        return 0, high - low
    return (2, Decimal(0)) if low is high else (1, -low if high is None and low is not None else high or Decimal(0))


def met(cores: Sequence[Span], span: Span) -> range:
    """Which of the positions a span allows: cores lie apart from each other, from low to high."""
    first = 0 if span.low is None else bisect_left(cores, span.low, key=lambda core: endless(core.high))
    last = len(cores) if span.high is None else bisect_right(cores, span.high, key=lambda core: endless(core.low, -1))
    return range(first, last)


def endless(bound: Bound | None, sign: int = 1) -> Bound:
    """A bound, or a number beyond all that can be stored where it is open."""
    return Decimal(sign) * BEYOND if bound is None else bound


def bearing(assertion: Assertion, value: Span) -> str:
    """What a counted assertion says to a value: "supports", "dissents", or "allows" (its reading is not its own)."""
    if not assertion.possible.meets(value):
        return "dissents"
    return "allows" if assertion.rebased else "supports"


def fingerprint(snapshot: Iterable[dict[str, object]]) -> str:
    """SHA-256 of a snapshot, in hexadecimal, whatever value was held against it and whatever keys its rows have."""
    rows = [{key: row[key] for key in sorted(row) if key not in ("id", "bears")} for row in snapshot]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def write_bound(bound: Decimal | date | None) -> str | None:
    if bound is None:
        return None
    return bound.isoformat() if isinstance(bound, date) else f"{bound:f}"


def path(option: Option, options: Iterable[Option]) -> str:
    """An option's name behind those of the options that hold it: "Iraqi forces > Counter-Terrorism Service"."""
    by_id = {other.pk: other for other in options}
    names = [option.name]
    while option.parent_id is not None:
        option = by_id[option.parent_id]
        names.append(option.name)
    return " > ".join(reversed(names))


def gather(claim_ids: Iterable[int]) -> Iterator[Evidence]:
    """The evidence of each of the claims, in three queries for all of them."""
    yield from gathered(list(Assessment.objects.filter(pk__in=among(claim_ids)).select_related("claim")))


def gathered(assessments: Sequence[Assessment]) -> Iterator[Evidence]:
    """The evidence of the claim of each assessment, in their order, in two queries for all of them."""
    ids = [assessment.pk for assessment in assessments]
    assertions: dict[int, list[Assertion]] = defaultdict(list)
    bearing = Assertion.objects.bearing().filter(claim__in=among(ids))
    for assertion in bearing.select_related("source__publisher").order_by("pk"):
        assertions[assertion.claim_id].append(assertion)
    options: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.filter(claim__in=among(ids)):
        options[option.claim_id].append(option)
    for assessment in assessments:
        rows = assertions[assessment.pk]
        yield Evidence(
            claim=assessment.claim,
            verdict=assessment.verdict,
            counted=[row for row in rows if row.counted],
            denials=[row for row in rows if not row.counted],
            options=options[assessment.pk],
        )


def evidence_of(claim: Claim) -> Evidence:
    return next(gather([claim.pk]))


def value_of(decision: Decision) -> Span | None:
    """The span on the claim's axis that a decision verified, where its option now stands; None without a value."""
    if decision.verb not in Decision.VALUED:
        return None
    held = decision.option or decision
    return Span(held.low, held.high)
