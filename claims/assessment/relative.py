"""Wordings that go by another claim ("all but one"), worked out again whenever that claim changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Case, Count, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from claims.models import Assertion, Claim, Decision
from claims.models.assertions import BOUNDS
from claims.postgres import among
from claims.spans import Span, hull, off_axis
from claims.wording import Reading, Terms, Unreadable

BATCH = 2000
T = TypeVar("T")


class Circle(ValueError):
    """Claims whose wordings go by each other, so that none can be worked out; `claims` are their references."""

    def __init__(self, claims: list[str]) -> None:
        self.claims = claims
        super().__init__(
            f"The wordings of {', '.join(claims)} would go by each other in a circle, so that none could be worked "
            "out. Let one of them say its value without a base."
        )


def in_order(claims: Iterable[int] | None) -> tuple[list[set[int]], set[int] | None]:
    """The claims with all that go by them: in levels, each going by earlier ones only, and as a set (None: all)."""
    ids = None if claims is None else set(claims)
    edges: set[tuple[int, int]] = set()
    fresh = ids
    while fresh is None or fresh:
        found = (
            Assertion.objects.relative()
            if fresh is None
            else Assertion.objects.relative().filter(base__in=among(fresh))
        )
        pairs = set(found.order_by().values_list("base", "claim").distinct())
        edges |= pairs
        if fresh is None or ids is None:
            break
        fresh = {claim for _, claim in pairs} - ids
        ids |= fresh
    if ids:
        # A claim of the set may go by one outside it, which need not be worked out first.
        outside = Assertion.objects.relative().filter(claim__in=among(ids)).exclude(base__in=among(ids))
        edges |= {(-base, claim) for base, claim in outside.order_by().values_list("base", "claim").distinct()}
    levels, circle = sort_by_base(edges)
    if circle:
        raise Circle(list(Claim.objects.filter(pk__in=circle).values_list("reference", flat=True)))
    return levels, ids


def sort_by_base(edges: Iterable[tuple[T, T]]) -> tuple[list[set[T]], set[T]]:
    """From (base, claim) pairs the claims in levels, each level going by earlier ones only (Kahn 1962).

    Also returns what is left over: the claims in a circle, or going by one.
    """
    bases: dict[T, set[T]] = defaultdict(set)
    dependents: dict[T, set[T]] = defaultdict(set)
    for base, claim in edges:
        bases[claim].add(base)
        dependents[base].add(claim)
    levels, ready = [], dependents.keys() - bases.keys()
    while ready:
        following = set()
        for base in ready:
            for claim in dependents[base]:
                bases[claim].discard(base)
                if not bases[claim]:
                    following.add(claim)
        levels.append(following)
        ready = following
    return [level for level in levels if level], {claim for claim, left in bases.items() if left}


def in_circle(edges: Iterable[tuple[T, T]]) -> set[T]:
    """From (base, dependent) pairs those that lie in a circle, or on a way from one to another."""
    edges = set(edges)
    _, left = sort_by_base(edges)
    _, left = sort_by_base((claim, base) for base, claim in edges if base in left and claim in left)
    return left


class Said(NamedTuple):
    """What is said of a base: its expected and its possible span, on the claim's axis."""

    expected: Span
    possible: Span


def end(bound: str) -> Case:
    """The aggregate that gives a bound of the hull of several spans: open where any of theirs is."""
    furthest = Min(bound) if bound.endswith("low") else Max(bound)
    open_ones = Count("pk", filter=Q(**{f"{bound}__isnull": True}))
    return Case(When(Exact(open_ones, Value(0)), then=furthest))


class Bases:
    """What a relative wording may go by, for a set of base claims: verified, by one source, and by all."""

    def __init__(self, claims: Collection[int]) -> None:
        self.verified = verified_values(claims)
        self.own: dict[tuple[int, int], Said] = {}
        said: dict[int, list[Said]] = defaultdict(list)
        rows = (
            Assertion.objects.counted()
            .filter(claim__in=among(claims))
            .order_by()
            .values("claim", "source")
            .annotate(**{f"{name}_end": end(name) for name in BOUNDS})
            .values_list("claim", "source", *(f"{name}_end" for name in BOUNDS))
        )
        for claim, source, low, high, least, most in rows:
            self.own[claim, source] = Said(Span(low, high), Span(least, most))
            said[claim].append(self.own[claim, source])
        self.all = {
            claim: Said(hull(s.expected for s in several), hull(s.possible for s in several))
            for claim, several in said.items()
        }

    def find(self, base: int, source: int) -> tuple[str, Said | None, bool]:
        """Which value a source's wording goes by, that value (None where there is none), and whether it is rebased."""
        own, verified = self.own.get((base, source)), self.verified.get(base)
        if verified is not None:
            return "verified", Said(verified, verified), own is not None and not own.possible.meets(verified)
        if own is not None:
            return "own", own, False
        return "all", self.all.get(base), False


def verified_values(claims: Collection[int]) -> dict[int, Span]:
    """The value in force of each of the claims that has one, on its axis."""
    latest: dict[int, tuple[str, Decimal | None, Decimal | None]] = {}
    rows = (
        Decision.objects.filter(claim__in=among(claims))
        .exclude(verb=Decision.Verb.EXPLAIN)
        .order_by("claim", "number")
        .annotate(from_=Coalesce("option__low", "low"), to=Coalesce("option__high", "high"))
        .values_list("claim", "verb", "from_", "to")
    )
    for claim, verb, low, high in rows:
        latest[claim] = (verb, low, high)
    return {claim: Span(low, high) for claim, (verb, low, high) in latest.items() if verb in Decision.VALUED}


def work_out(terms: Any, rule: str, kind: str, said: Said) -> Reading:
    """A stored relative reading on a value of its base; Unreadable where they do not go together.

    `terms` are as Terms.as_json gave them.
    """
    reading = Reading(Span(), Span(), rule=rule, kind=kind, terms=Terms.from_json(terms))
    base = Reading(off_axis(said.expected, kind), off_axis(said.possible, kind), rule="base", kind=kind)
    return reading.on(base)


PLACED = [*BOUNDS, "specific", "base_used", "rebased", "problem"]


def work_out_relative(claims: Collection[int]) -> None:
    """Place the relative readings of the claims by what their bases now are; writes only what differs."""
    rows = Assertion.objects.relative().filter(claim__in=among(claims))
    bases = Bases(set(rows.order_by().values_list("base", flat=True).distinct()))
    rows = rows.select_related("claim", "base").only(
        "claim__kind", "base__reference", "source", "terms", "rule", *PLACED
    )
    changes = []
    for row in rows.iterator(BATCH):
        before = [getattr(row, name) for name in PLACED]
        place_relative(row, bases)
        after = [getattr(row, name) for name in PLACED]
        if after != before:
            changes.append([*(str(cell) if isinstance(cell, Decimal) else cell for cell in after), row.pk])
    names = ", ".join(f"{name} = %s" for name in PLACED)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE claims_assertion SET {names} WHERE id = %s", changes)  # noqa: S608 - our own names


def place_relative(row: Assertion, bases: Bases) -> None:
    base_used, said, rebased = bases.find(row.base_id, row.source_id)  # type: ignore[arg-type]
    row.place(Span(), Span())
    if said is None:
        row.problem = f"{row.base.reference} has no counted assertion yet that this could go by."  # type: ignore[union-attr]
        return
    try:
        reading = work_out(row.terms, row.rule, row.claim.kind, said)
    except Unreadable as error:
        row.problem = str(error)
        return
    row.problem = ""
    row.place(reading.expected, reading.possible, base_used, rebased)
