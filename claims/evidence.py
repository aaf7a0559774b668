"""The evidence of one claim as people and records see it: positions, support, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from .models import Assertion, Assessment, Claim, Decision, Option, Source
from .spans import Bound, Span, off_axis, stab
from .wording import Terms, say

BEYOND = Decimal(10) ** 17
BEHIND = " > "  # between an option and the one that holds it
Places = dict[tuple[Decimal, Decimal], Option]
Record = dict[str, object]


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
    """All that bears on one claim: what is counted, and what is denied; each may be `Told` in place of the model's."""

    claim: Claim
    verdict: str
    counted: list[Assertion]
    denials: list[Assertion]
    options: list[Option]
    # What spans came to, in words and written out: thousands of assertions mean few things.
    _said: dict[Span, str] = field(default_factory=dict, init=False, repr=False)
    _written: dict[Span, list[str | None]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def places(self) -> Places:
        return {(option.low, option.high): option for option in self.options}

    def span(self, assertion: Assertion) -> Span:
        """The span that takes part in the verdict: under tension the expected one, else the possible one."""
        return assertion.expected if self.verdict == Assessment.Verdict.TENSION else assertion.possible

    @cached_property
    def positions(self) -> list[Position]:
        spans = {assertion.pk: self.span(assertion) for assertion in self.counted}
        distinct = list(dict.fromkeys(spans.values()))
        cores = stab(distinct)
        reach = {span: met(cores, span) for span in distinct}
        rank = {span: (len(reach[span]), *breadth(span)) for span in distinct}
        backers: list[list[Assertion]] = [[] for _ in cores]
        for assertion in sorted(self.counted, key=lambda a: (*rank[spans[a.pk]], a.pk)):
            for place in reach[spans[assertion.pk]]:
                backers[place].append(assertion)
        return [Position(core, rows) for core, rows in zip(cores, backers, strict=True)]

    def label(self, position: Position) -> str:
        """What a position says, by the wording that says most of those that allow it; never an intersection."""
        return self.say(self.span(position.backers[0]))

    def confirms(self, assertion: Assertion) -> bool:
        """Whether a counted assertion of another origin bears out what an assertion says, or denies or doubts."""
        affirms = assertion.stance not in (Assertion.Stance.DENIES, Assertion.Stance.DOUBTS)
        return not assertion.problem and any(
            origins != {assertion.origin} and span.meets(assertion.possible) == affirms
            for span, origins in self.origins_saying.items()
        )

    @cached_property
    def origins_saying(self) -> dict[Span, set[str]]:
        """For what is said of the claim, who says it; a rebased reading is nobody's own."""
        found: dict[Span, set[str]] = defaultdict(set)
        for row in self.counted:
            if not row.rebased:
                found[row.possible].add(row.origin)
        return found

    def say(self, span: Span) -> str:
        """A span on the claim's axis in words: "12 or more", "25 June 2020", "Counter-Terrorism Service"."""
        if span not in self._said:
            self._said[span] = self._in_words(span)
        return self._said[span]

    def _in_words(self, span: Span) -> str:
        if self.claim.has_options:
            option = self.places.get((span.low, span.high))  # type: ignore[arg-type]
            within = [o for o in self.options if Span(o.low, o.high).within(span)]
            return option.name if option else " or ".join(o.name for o in within)
        return say(off_axis(span, self.claim.kind), self.claim.kind)

    def write(self, span: Span) -> list[str | None]:
        """A span's bounds for a record that outlives this database: decimals, ISO dates, or options' paths.

        Of several options that begin or end at a place, the narrowest is written.
        """
        if span not in self._written:
            self._written[span] = self._written_out(span)
        return self._written[span]

    def _written_out(self, span: Span) -> list[str | None]:
        if self.claim.has_options:
            whole = self.places.get((span.low, span.high))  # type: ignore[arg-type]
            first = whole or min((o for o in self.options if o.low == span.low), key=lambda o: o.high, default=None)
            last = whole or max((o for o in self.options if o.high == span.high), key=lambda o: o.low, default=None)
            return [path(end, self.options) if end else None for end in (first, last)]
        bounds = off_axis(span, self.claim.kind)
        return [write_bound(bounds.low), write_bound(bounds.high)]

    def written_positions(self) -> list[Record]:
        """The positions as a decision keeps them: bounds written out, and the option where it is one.

        An option is told by its key, so that renaming it changes no position.
        """
        written: list[Record] = []
        for position in self.positions:
            option = self.places.get((position.core.low, position.core.high))  # type: ignore[arg-type]
            low, high = self.write(position.core)
            written.append({"low": low, "high": high, "option": option.pk if option else None})
        return written

    def ruled_out(self, value: Span) -> list[Record]:
        """The positions that a value leaves no room for, as a decision keeps them: label, bounds, and who says so."""
        rejected: list[Record] = []
        for position in self.positions:
            if not position.core.meets(value):
                low, high = self.write(position.core)
                names = dict.fromkeys(row.speaker or row.source.short_name for row in position.backers)
                rejected.append({"label": self.label(position), "low": low, "high": high, "names": list(names)})
        return rejected

    def asked(self, option: int | None) -> Record:
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

    def snapshot(self, value: Span | None = None) -> list[Record]:
        """The evidence as a decision keeps it, one object an assertion, in an order that never changes.

        With a value, each counted assertion also says what it "bears" on it (`bearing`), and a denial of the value
        that it "denies" it. "id" is its key here.
        """
        if value is None:
            return [record for _, record in self.records]
        return [record | bears(assertion, value) for assertion, record in self.records]

    @cached_property
    def records(self) -> list[tuple[Assertion, Record]]:
        """What is counted or denied, each with what a decision keeps of it."""
        found = [(assertion, self.record(assertion)) for assertion in [*self.counted, *self.denials]]
        return sorted(found, key=lambda pair: (pair[1]["source"], pair[1]["wording"], pair[1]["locator"]))

    def record(self, assertion: Assertion) -> Record:
        """One assertion as a decision keeps it."""
        return {
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


def bears(assertion: Assertion, value: Span) -> Record:
    """What a snapshot adds of a value to the record of an assertion: what it says to it, or that it denies it."""
    if assertion.counted:
        return {"bears": bearing(assertion, value)}
    denies = assertion.stance == Assertion.Stance.DENIES and value.within(assertion.possible)
    return {"bears": "denies"} if denies else {}


def fingerprint(snapshot: Iterable[Record]) -> str:
    """SHA-256 of a snapshot, in hexadecimal, whatever value was held against it and whatever keys its rows have."""
    rows = [{key: row[key] for key in row if key not in ("id", "bears")} for row in snapshot]
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


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
    return BEHIND.join(reversed(names))


def gather(claim_ids: Iterable[int]) -> Iterator[Evidence]:
    """The evidence of each of the claims, in three queries for all of them."""
    yield from gathered(list(Assessment.objects.filter(pk__among=claim_ids).select_related("claim")))


OWN = (
    *("pk", "wording", "locator", "read_as", "speaker", "stance", "counted", "problem", "set_aside_reason"),
    *("superseded_by_id", "origin", "rule", "terms", "base_id", "base_used", "rebased", "as_of", "as_of_time"),
    *("brought_by_id", "source_id"),
)
TELLER = ("reference", "authors", "publisher__name", "publisher_id", "published_on", "derives_from_id")
SPANS = ("expected_low", "expected_high", "possible_low", "possible_high")


class Named(NamedTuple):
    name: str


@dataclass
class Teller:
    """As much of a source as it is called by."""

    reference: str
    authors: str
    publisher: Named
    publisher_id: int
    published_on: date | None
    derives_from_id: int | None

    @cached_property
    def short_name(self) -> str:
        return Source.short_name.fget(self)  # type: ignore[attr-defined]


@dataclass(slots=True)
class Told:
    """As much of an assertion as evidence goes by, at a third of the model's own cost."""

    claim: Claim
    pk: int
    wording: str
    locator: str
    read_as: str
    speaker: str
    stance: str
    counted: bool
    problem: str
    set_aside_reason: str
    superseded_by_id: int | None
    origin: str
    rule: str
    terms: Terms | None
    base_id: int | None
    base_used: str
    rebased: bool
    as_of: date | None
    as_of_time: time | None
    brought_by_id: int | None
    source_id: int
    source: Teller
    expected: Span
    possible: Span

    @property
    def claim_id(self) -> int:
        return self.claim.pk

    state = property(Assertion.state.fget)  # type: ignore[attr-defined]


def lean(assertions: QuerySet[Assertion], claims: Mapping[int, Claim]) -> Iterator[Any]:
    """Assertions of some claims as `Told`, in one query. Many of one have few spans and sources: each is made once."""
    tellers: dict[int, Teller] = {}
    spans: dict[tuple[Bound | None, Bound | None], Span] = {}
    own, teller = len(OWN) + 1, len(OWN) + 1 + len(TELLER)
    for row in assertions.values_list("claim_id", *OWN, *(f"source__{name}" for name in TELLER), *SPANS):
        if (source := row[own - 1]) not in tellers:
            reference, authors, publisher, *others = row[own:teller]
            tellers[source] = Teller(reference, authors, Named(publisher), *others)
        low, high, least, most = row[teller:]
        expected, possible = (
            spans.get(ends) or spans.setdefault(ends, Span(*ends)) for ends in ((low, high), (least, most))
        )
        yield Told(claims[row[0]], *row[1:own], tellers[source], expected, possible)  # type: ignore[call-arg]


def gathered(assessments: Sequence[Assessment]) -> Iterator[Evidence]:
    """The evidence of the claim of each assessment, in their order, in two queries for all of them.

    Its assertions are `Told`.
    """
    claims = {assessment.pk: assessment.claim for assessment in assessments}
    bearing = Assertion.objects.bearing().filter(claim__among=claims).order_by("pk")
    by_claim: dict[int, list[Told]] = defaultdict(list)
    for row in lean(bearing, claims):
        by_claim[row.claim.pk].append(row)
    yield from evidences(assessments, by_claim)


def evidences(assessments: Sequence[Assessment], assertions: Mapping[int, Sequence[Any]]) -> Iterator[Evidence]:
    """The evidence of each claim, in one query, from what bears on it."""
    options: dict[int, list[Option]] = defaultdict(list)
    trees = [assessment.pk for assessment in assessments if assessment.claim.has_options]
    for option in Option.objects.filter(claim__among=trees) if trees else ():
        options[option.claim_id].append(option)
    for assessment in assessments:
        rows = assertions.get(assessment.pk, ())
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
