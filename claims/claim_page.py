"""What a claim's page says, in record and desk: the sentence, the picture, the rows, what would settle it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from .assessment.relative import Said, work_out
from .chart import Chart, Row, describe, draw
from .evidence import Evidence, bearing, gather, value_of
from .models import Assertion, Assessment, Claim, Decision, Option
from .postgres import among
from .spans import Bound, Span, off_axis, on_axis, share
from .wording import Unreadable, say

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
    origin_number: int
    dissents: bool
    actions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def source(self) -> object:
        return self.assertion.source

    @property
    def state(self) -> str:
        return self.assertion.state

    @property
    def specific(self) -> bool:
        return self.assertion.specific

    @property
    def rebased(self) -> bool:
        return self.assertion.rebased


@dataclass
class LabelledPosition:
    """A position as a person would say it: what it holds, who allows it, and who says this and nothing else.

    Where nobody says it alone, `own` names whoever comes closest.
    """

    label: str
    names: list[str]
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
        label = evidence.say(evidence.span(position.backers[0]))
        labelled.append(
            LabelledPosition(label, *(list(dict.fromkeys(map(name, rows))) for rows in (position.backers, own)))
        )
    return labelled


def positions_of(claim_ids: Iterable[int]) -> dict[int, list[LabelledPosition]]:
    """The labelled positions of each of the claims, in three queries for all of them."""
    return {found.claim.pk: labelled(found, Names(found.counted)) for found in gather(claim_ids)}


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
            "timeline": self.timeline(),
        }

    def _rows(self, actions: Actions | None) -> list[AssertionRow]:
        numbers: dict[str, int] = {}
        bases = base_wordings(self.assertions)
        rows = []
        for row in sorted(self.assertions, key=lambda row: (not row.counted, row.pk)):
            unread = bool(row.problem)
            rows.append(
                AssertionRow(
                    assertion=row,
                    means="" if unread else self.evidence.say(row.possible),
                    expected="" if unread else self.evidence.say(row.expected),
                    how=how(row, bases),
                    origin_number=numbers.setdefault(row.origin, len(numbers) + 1),
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
                state=row.state,
                dissents=row.dissents,
                rebased=row.rebased,
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
    for base, source, wording in Assertion.objects.filter(
        counted=True,
        claim__in=among({row.base_id for row in own if row.base_id}),
        source__in=among({row.source_id for row in own}),
    ).values_list("claim", "source", "wording"):
        words[base, source].append(f"“{wording}”")
    return words


def how(row: Assertion, bases: dict[tuple[int, int], list[str]]) -> str:
    """How a reading came about: what was read, by which rule, on which value of which base."""
    if row.problem:
        return ""
    parts = [f"rule: {row.rule}"]
    if row.translation and not row.read_as:
        parts.append("read from the translation")
    if row.base and row.base_used:
        used = {
            "verified": f"verified as {row.base.assessment.decision and row.base.assessment.decision.label}",
            "own": f"its own {' and '.join(bases.get((row.base_id, row.source_id), []))}",  # type: ignore[arg-type]
            "all": "as all sources together have it",
        }[row.base_used]
        parts.append(f"of {row.base.reference}, {used}")
    return "; ".join(parts)


def gap(evidence: Evidence) -> tuple[Bound, Bound] | None:
    """The stretch that no value satisfies, from the smallest high bound to the largest low one; None without."""
    spans = [evidence.span(row) for row in evidence.counted]
    if evidence.claim.accumulates or not spans or share(spans) is not None:
        return None
    high = min(span.high for span in spans if span.high is not None)
    low = max(span.low for span in spans if span.low is not None)
    ends = off_axis(Span(high, low), evidence.claim.kind)
    return ends.low, ends.high  # type: ignore[return-value]


# The sentence


def sentence(evidence: Evidence, labels: Sequence[str]) -> str:
    """One sentence that says what cannot be true, or what can."""
    thing = {"count": "number", "amount": "amount", "date": "date"}.get(evidence.claim.kind, "answer")
    verdict = evidence.verdict
    if verdict == Assessment.Verdict.NONE:
        return "No source has been read on this claim yet."
    either = f"Either {', or '.join(labels)}"
    if verdict == Assessment.Verdict.CONTRADICTION:
        if evidence.claim.accumulates and len(labels) > 1:
            return f"A running total cannot fall, yet these do: {', then '.join(labels)}."
        if len(labels) == 1:
            return f"{labels[0]}: what the others share is what one source denies."
        return f"{either}: no {thing} satisfies {'both' if len(labels) == 2 else 'all'}."
    if verdict == Assessment.Verdict.TENSION:
        return f"{either}: their words could all be true, but no {thing} is what a reader of each would expect."
    if verdict == Assessment.Verdict.SINGLE:
        return f"{' · '.join(labels)}, by one origin alone."
    origins = len({row.origin for row in evidence.counted})
    if verdict == Assessment.Verdict.AGREE:
        return f"{' · '.join(labels)}: {origins} origins allow it, and at least two of them say so closely."
    return f"{' · '.join(labels)}: {origins} origins allow it, but fewer than two say enough to confirm each other."


# What would change the verdict


def conflict(evidence: Evidence, spans: dict[int, Said]) -> str:
    """The conflict among assertions that mean what `spans` (by primary key) says; "no conflict" where there is none."""
    if share(said.possible for said in spans.values()) is None:
        return "contradiction"
    return "tension" if share(said.expected for said in spans.values()) is None else "no conflict"


def what_would_change(evidence: Evidence, name: Callable[[Assertion], str]) -> Iterator[str]:
    """In a sentence each: which origin stands alone in a conflict, and what verifying a base would do."""
    if evidence.claim.accumulates:
        return
    spans = {row.pk: Said(row.expected, row.possible) for row in evidence.counted}
    now = conflict(evidence, spans)
    if now != "no conflict":
        yield from without_each_origin(evidence, spans, name)
    yield from with_base_verified(evidence, spans, now)
    if evidence.verdict in (Assessment.Verdict.SINGLE, Assessment.Verdict.COMPATIBLE):
        yield "Another origin that says it closely (not “many”, not open-ended) would confirm or contradict it."


def without_each_origin(evidence: Evidence, spans: dict[int, Said], name: Callable[[Assertion], str]) -> Iterator[str]:
    by_origin: dict[str, list[Assertion]] = defaultdict(list)
    for row in evidence.counted:
        by_origin[row.origin].append(row)
    for rows in by_origin.values():
        rest = {pk: said for pk, said in spans.items() if pk not in {row.pk for row in rows}}
        if rest and conflict(evidence, rest) == "no conflict":
            words = " and ".join(dict.fromkeys(f"“{row.wording}” ({name(row)})" for row in rows))
            yield f"Without {words}, nothing would be in conflict."


def with_base_verified(evidence: Evidence, spans: dict[int, Said], now: str) -> Iterator[str]:
    rows = [row for row in evidence.counted if row.terms and row.base_used in ("own", "all")]
    closed = Assertion.objects.filter(
        counted=True, specific=True, claim__in=among({row.base_id for row in rows if row.base_id})
    ).select_related("source__publisher")
    values: dict[tuple[int, Span], Assertion] = {}
    for candidate in closed.order_by("pk"):
        values.setdefault((candidate.claim_id, candidate.possible), candidate)
    for (base, value), candidate in list(values.items())[:DRAWN]:
        mine = [row for row in rows if row.base_id == base]
        changed = {row.pk: moved for row in mine if (moved := on_base(row, value))}
        new = [f"“{row.wording}” into {evidence.say(changed[row.pk].possible)}" for row in mine if row.pk in changed]
        if not new:
            continue
        then = conflict(evidence, spans | changed)
        outcome = f"the {now} stays" if then == now else f"{now} becomes {then}"
        if then == now == "no conflict":
            outcome = "still no conflict"
        reference = mine[0].base.reference  # type: ignore[union-attr]
        said = f"“{candidate.read_wording}” ({candidate.source.short_name})"
        yield f"Verifying {reference} as {said} turns {', '.join(new)}; {outcome}."


def on_base(row: Assertion, value: Span) -> Said | None:
    """A relative assertion's spans, had its base that value; None where they do not go together."""
    try:
        reading = work_out(row.terms, row.rule, row.claim.kind, Said(value, value))
    except Unreadable:
        return None
    return Said(*(Span(on_axis(s.low), on_axis(s.high)) for s in (reading.expected, reading.possible)))


# The timeline


def events(claim: Claim, assertions: Sequence[Assertion]) -> Iterator[tuple[datetime, str]]:
    imports: dict[object, list[Assertion]] = defaultdict(list)
    for row in assertions:
        if row.brought_by:
            imports[row.brought_by].append(row)
        else:
            yield row.entered_at, f"“{row.wording}” entered by {row.entered_by}"
    for brought, rows in imports.items():
        noun = "assertion" if len(rows) == 1 else "assertions"
        yield brought.loaded_at, f"{len(rows)} {noun} loaded by {rows[0].entered_by}"  # type: ignore[attr-defined]
    changes = Assertion.history.filter(claim=claim.pk).exclude(history_change_reason="entered")
    for when, words, change, who in changes.values_list(
        "history_date", "wording", "history_change_reason", F("history_user__username")
    ):
        yield when, f"“{words}” {change or 'changed'} by {who}"
    for decision in Decision.objects.filter(claim=claim).select_related("author"):
        value = f" as {decision.value}" if decision.value else ""
        yield decision.decided_at, f"{decision.get_verb_display()}{value} by {decision.author}"
