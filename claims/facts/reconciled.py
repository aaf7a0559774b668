"""Reconciled facts: what is held true of each claim, with the range, the dissent and the citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from claims.loading.files import uncollected
from claims.models import Claim, Decision
from claims.postgres import ask, ask_by, asking, one_moment
from claims.spans import Span

from .axis import Axes, Axis
from .citations import Row, by_claim, citations, said_of

CHUNK = 1000  # rows that are in memory at a time,
MOST_SAID = 10_000  # and assertions of claims that have more than one
T = TypeVar("T")
Rows = Iterator[Sequence[str]]


class Known(NamedTuple):
    """A claim and what its evidence comes to."""

    pk: int
    reference: str
    topic: str
    question: str
    kind: str
    unit: str
    accumulates: bool
    status: str
    stale: bool
    verdict: str
    assertions: int
    sources: int
    origins: int
    supporting: int | None
    dissenting: int | None
    range_low: Decimal | None
    range_high: Decimal | None
    decision: int | None
    explanation: int | None
    explained: bool


KNOWN = [
    "pk", "reference", "topic__name", "question", "kind", "unit", "accumulates", "assessment__status",
    "assessment__stale", "assessment__verdict", "assessment__assertions", "assessment__sources",
    "assessment__origins", "assessment__supporting", "assessment__dissenting", "assessment__range_low",
    "assessment__range_high", "assessment__decision_id", "assessment__explanation_id", "assessment__explained",
]  # fmt: skip


class Held(NamedTuple):
    """A decision, as far as a fact tells it."""

    pk: int
    verb: str
    value: str
    low: Decimal | None
    high: Decimal | None
    option_low: Decimal | None
    option_high: Decimal | None
    likelihood: str
    confidence: str
    way: str
    cause: str
    reason: str
    assumption: str
    author: str
    self_verified: bool
    decided_at: datetime
    evidence_sha256: str

    @property
    def span(self) -> Span | None:
        """The value on the claim's axis, where its option now stands; None without a value."""
        if self.verb not in Decision.VALUED:
            return None
        if self.option_low is not None:
            return Span(self.option_low, self.option_high)
        return Span(self.low, self.high)


HELD = [
    "pk", "verb", "value", "low", "high", "option__low", "option__high", "likelihood", "confidence", "way", "cause",
    "reason", "assumption", "author__username", "self_verified", "decided_at", "evidence_sha256",
]  # fmt: skip


def rows(claims: QuerySet[Claim]) -> Rows:
    """The facts of claims as they stand now, in their order, under the headings of FACTS, all as of one moment.

    While some are written, what the next are made of is found.
    """
    last = None
    with one_moment():
        ask_next = ask_by(CHUNK, claims.values_list(*KNOWN))
        listed = ask_next()
        while chunk := [*parts(map(Known._make, listed()))]:
            for part in chunk:
                with uncollected():
                    with asking():
                        gathered = Gathered(part)
                        if part is chunk[-1]:
                            listed = ask_next()
                        facts: list[Sequence[str]] = list(last.facts()) if last else []
                    last = gathered
                yield from facts
        if last:
            yield from last.facts()


def parts(claims: Iterable[Known]) -> Iterator[list[Known]]:
    """Claims in their order, so many at a time that what is counted of them is not too much at once."""
    part: list[Known] = []
    many = 0
    for claim in claims:
        if part and many + claim.assertions > MOST_SAID:
            yield part
            part, many = [], 0
        part.append(claim)
        many += claim.assertions
    if part:
        yield part


class Gathered:
    """Claims, and what was asked for to tell their facts."""

    def __init__(self, claims: Sequence[Known]) -> None:
        self.claims = claims
        self.said = ask(said_of(claim.pk for claim in claims))
        self.decisions = ask(decisions_of(claims))
        self.axes = Axes((claim.pk, claim.kind) for claim in claims)

    def facts(self) -> Rows:
        """The claims' rows; no query is made."""
        decisions: dict[int | None, Held] = {held.pk: held for held in map(Held._make, self.decisions())}
        said = by_claim(self.said())
        for claim in self.claims:
            explanation = decisions.get(claim.explanation) if claim.explained else None
            decision = decisions.get(claim.decision) or explanation
            yield fact(claim, decision, explanation, said.get(claim.pk, []), self.axes[claim.pk])


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def decisions_of(claims: Iterable[Known]) -> QuerySet[Decision, Any]:
    """The decisions and explanations in force for the claims, each as a Held has it."""
    keys = [key for claim in claims for key in (claim.decision, claim.explanation) if key]
    return Decision.objects.filter(pk__among=keys).order_by().values_list(*HELD)


def fact(claim: Known, decision: Held | None, explanation: Held | None, said: list[Row], axis: Axis) -> list[str]:
    """One claim's row. Where no decision is in force but an explanation is, `decision` is that explanation."""
    value = decision.span if decision else None
    low, high = axis.write(value.low, value.high) if value else ("", "")  # type: ignore[arg-type]
    hull = axis.write(claim.range_low, claim.range_high) if claim.assertions else ("", "")
    return [
        *(claim.reference, claim.topic, claim.question, claim.kind, claim.unit),
        *(claim.status, yes_no(claim.stale), claim.verdict),
        *held(decision, explanation, low, high),
        *(str(claim.assertions), str(claim.sources), str(claim.origins)),
        *(number(claim.supporting), number(claim.dissenting)),
        *hull,
        citations(said, axis, value, claim.accumulates),
        decision.evidence_sha256 if decision else "",
    ]


def held(decision: Held | None, explanation: Held | None, low: str, high: str) -> list[str]:
    """What is held true, from value to decided_at; empty without a decision. Who and when is the decision's."""
    if decision is None:
        return [""] * 8
    return [
        *(decision.value, low, high, decision.likelihood, decision.confidence, rationale(decision, explanation)),
        decision.author + " (self-verified)" * decision.self_verified,
        stamp(decision.decided_at),
    ]


def rationale(decision: Held, explanation: Held | None) -> str:
    """Why a decision was made, and why an explained conflict is none.

    `report the range: Neither is better placed. Conflict explained (another time): He counts from May.`
    """
    reasons = []
    if decision != explanation:
        way = f"{Decision.Way(decision.way).label}: " if decision.way else ""
        reasons.append(f"{way}{decision.reason}")
        if decision.assumption and not explanation:
            reasons.append(f"Assumed: {decision.assumption}")
    if explanation:
        reasons.append(f"Conflict explained ({Decision.Cause(explanation.cause).label}): {explanation.reason}")
    return " ".join(reasons)


def stamp(moment: datetime) -> str:
    """RFC 3339, in UTC, to the second: as Table Schema has it by default, and the same wherever it is written."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def number(count: int | None) -> str:
    return "" if count is None else str(count)


def yes_no(value: bool) -> str:
    return "yes" if value else "no"
