"""The evidence as the files that load: sources, claims, options and assertions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from claims.loading.files import uncollected
from claims.loading.rows import label
from claims.models import Assertion, Claim, Option, Source

from .axis import Axes, Axis
from .citations import moment
from .reconciled import CHUNK, Rows, chunks, yes_no


class Entered(NamedTuple):
    """An assertion as it was entered, and what is worked out of it."""

    claim_id: int
    kind: str
    claim: str
    source: str
    wording: str
    translation: str
    locator: str
    speaker: str
    stance: str
    as_of: date | None
    as_of_time: time | None
    base: str | None
    read_as: str
    credibility: int
    note: str
    set_aside_reason: str
    superseded_by_id: int | None
    later_source: str
    later_wording: str
    later_locator: str
    rule: str
    rules_version: int
    explanation: str
    expected_low: Decimal | None
    expected_high: Decimal | None
    possible_low: Decimal | None
    possible_high: Decimal | None
    origin: str
    problem: str
    counted: bool


ENTERED = [
    "claim_id", "claim__kind", "claim__reference", "source__reference", "wording", "translation", "locator", "speaker",
    "stance", "as_of", "as_of_time", "base__reference", "read_as", "credibility", "note", "set_aside_reason",
    "superseded_by_id", "superseded_by__source__reference", "superseded_by__wording", "superseded_by__locator", "rule",
    "rules_version", "explanation", "expected_low", "expected_high", "possible_low", "possible_high", "origin",
    "problem", "counted",
]  # fmt: skip
state: Any = vars(Assertion)["state"].fget  # the model's own word for it, of a lean row


def assertion_rows(assertions: QuerySet[Assertion]) -> Rows:
    """Assertions under the headings of ASSERTIONS: those that load back, then those that are worked out."""
    for chunk in chunks(map(Entered._make, assertions.order_by("pk").values_list(*ENTERED).iterator(CHUNK))):
        with uncollected():
            axes = Axes((row.claim_id, row.kind) for row in chunk)
            written = [assertion(row, axes[row.claim_id]) for row in chunk]
        yield from written


def assertion(row: Entered, axis: Axis) -> list[str]:
    expected = possible = ("", "")
    if not row.problem:
        expected = axis.write(row.expected_low, row.expected_high)
        possible = axis.write(row.possible_low, row.possible_high)
    return [
        *(row.claim, row.source, row.wording, row.translation, row.locator, row.speaker, row.stance),
        *(moment(row.as_of, row.as_of_time), row.base or "", row.read_as, str(row.credibility), row.note),
        *(row.set_aside_reason, later(row), row.rule, str(row.rules_version), row.explanation),
        *(*expected, *possible, row.origin, state(row), row.problem),
    ]


def later(row: Entered) -> str:
    """The assertion that superseded it, as loading finds it."""
    return label(row.later_source, row.later_wording, row.later_locator) if row.superseded_by_id else ""


def source_rows(sources: QuerySet[Source]) -> Rows:
    columns = [
        "reference", "title", "publisher__name", "authors", "published_on", "kind", "url", "derives_from__reference",
        "reliability", "language", "note",
    ]  # fmt: skip
    for row in sources.order_by("reference").values_list(*columns).iterator(CHUNK):
        reference, title, publisher, authors, day, kind, url, parent, *others = row
        yield [reference, title, publisher, authors, moment(day), kind, url, parent or "", *others]


def claim_rows(claims: QuerySet[Claim]) -> Rows:
    columns = ["reference", "topic__name", "question", "kind", "unit", "definition", "accumulates"]
    for *cells, accumulates in claims.order_by("reference").values_list(*columns).iterator(CHUNK):
        yield [*cells, yes_no(accumulates)]


def option_rows(options: QuerySet[Option]) -> Rows:
    """Options, each after the one that it lies in."""
    order = ("claim__reference", "low", "-high", "pk")
    columns = ("claim__reference", "name", "parent__name", "aliases")
    for claim, name, parent, aliases in options.order_by(*order).values_list(*columns).iterator(CHUNK):
        yield [claim, name, parent or "", aliases]


def said_of(claims: QuerySet[Claim]) -> QuerySet[Assertion]:
    return Assertion.objects.filter(claim__in=claims.order_by().values("pk"))


def sources_of(claims: QuerySet[Claim]) -> QuerySet[Source]:
    """The sources that speak of the claims, and those that they derive from at any remove."""
    speaking = Source.objects.filter(pk__in=said_of(claims).order_by().values("source"))
    parents = speaking.filter(derives_from__isnull=False).order_by().values_list("derives_from", flat=True)
    known: set[Any] = set(parents)
    fresh = known
    while fresh:
        above = Source.objects.filter(pk__among=fresh, derives_from__isnull=False)
        fresh = set(above.order_by().values_list("derives_from", flat=True)) - known
        known = known | fresh
    return speaking | Source.objects.filter(pk__among=known)


def with_bases(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """The claims, and those that what is said of them goes by, at any remove."""
    known: set[Any] = set()
    fresh = set(bases(claims))
    while fresh := fresh - known:
        known |= fresh
        fresh = set(bases(Claim.objects.filter(pk__among=fresh)))
    return Claim.objects.filter(pk__in=claims.order_by().values("pk")) | Claim.objects.filter(pk__among=known)


def bases(claims: QuerySet[Claim]) -> Iterable[Any]:
    going_by = said_of(claims).filter(base__isnull=False).order_by()
    return going_by.values_list("base", flat=True).distinct()
