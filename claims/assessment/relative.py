"""Wordings that go by another claim ("all but one"), worked out again whenever that claim changes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Case, Count, F, Max, Min, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact

from claims.models import Assertion, Claim, Decision
from claims.models.assertions import BOUNDS, AssertionQuerySet
from claims.postgres import ids_parameter, ids_sql, matching, update_rows
from claims.spans import Span, hull, is_specific, off_axis, on_axis
from claims.wording import Reading, Terms, Unreadable

BATCH = 2000
AT_ONCE = 50_000  # relative rows whose bases are in memory at a time
MANY = 20_000  # claims from which on all edges are looked at: half a million take a second
SAME = "a.claim_id = c0 AND a.source_id = c1"
T = TypeVar("T")
# The claims with all that go by them, and what these go by: one statement, at however many removes.
AROUND = """
WITH RECURSIVE found(id) AS (
    {ids} UNION
    SELECT a.claim_id FROM found f {going}
)
SELECT DISTINCT base_id, claim_id FROM claims_assertion
WHERE claim_id IN (SELECT id FROM found) AND base_id IS NOT NULL AND terms IS NOT NULL"""
# PostgreSQL takes the claims found at each remove for ten times as many, and would read the whole index each time.
GOING = {
    "sqlite": "JOIN claims_assertion a ON a.base_id = f.id WHERE a.terms IS NOT NULL",
    "postgresql": """CROSS JOIN LATERAL (
        SELECT claim_id FROM claims_assertion WHERE base_id = f.id AND terms IS NOT NULL OFFSET 0
    ) a""",
}


class Circle(ValueError):
    """Claims whose wordings go by each other, so that none can be worked out; `claims` are their references."""

    def __init__(self, claims: list[str]) -> None:
        self.claims = claims
        super().__init__(
            f"The wordings of {', '.join(claims)} would go by each other in a circle, so that none could be worked "
            "out. Let one of them say its value without a base."
        )


def in_order(claims: Iterable[int] | None) -> tuple[list[set[int]], dict[int, set[int]]]:
    """The claims (None: all) and those that go by them, in levels, each going by earlier ones only; and their bases.

    Claims that go by none are in no level.
    """
    ids = None if claims is None else set(claims)
    edges = edges_around(ids)
    if ids is not None:
        ids = reached(ids, edges)
        edges = {(base, claim) for base, claim in edges if claim in ids}
    bases: dict[int, set[int]] = defaultdict(set)
    for base, claim in edges:
        bases[claim].add(base)
    # What lies outside is worked out already.
    levels, circle = sort_by_base((base if ids is None or base in ids else -base, claim) for base, claim in edges)
    if circle:
        raise Circle(list(Claim.objects.filter(pk__in=circle).values_list("reference", flat=True)))
    return levels, bases


def with_those_going_by(claims: Iterable[int]) -> set[int]:
    """The claims, and all that go by them at any remove."""
    ids = set(claims)
    return reached(ids, edges_around(ids))


def edges_around(ids: set[int] | None) -> Collection[tuple[int, int]]:
    """The (base, claim) pairs of the claims, and of all that go by them at any remove; perhaps others, too."""
    if ids is None or len(ids) > MANY:
        rows = Assertion.objects.relative().order_by()
        # Told apart here, since DISTINCT leads PostgreSQL to plans that take minutes.
        return set(rows.values_list("base", "claim").iterator(BATCH))
    with connection.cursor() as cursor:
        cursor.execute(AROUND.format(ids=ids_sql(), going=GOING[connection.vendor]), [ids_parameter(ids)])
        return cursor.fetchall()


def reached(ids: set[int], edges: Iterable[tuple[int, int]]) -> set[int]:
    """The claims, and all that go by them at any remove, by the edges."""
    going: dict[int, list[int]] = defaultdict(list)
    for base, claim in edges:
        going[base].append(claim)
    found, fresh = set(ids), set(ids)
    while fresh:
        fresh = {claim for base in fresh for claim in going.get(base, ())} - found
        found |= fresh
    return found


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


class GoneBy(NamedTuple):
    """Which value of its base a wording goes by, that value (None where there is none), and whether it is rebased."""

    base_used: str
    said: Said | None
    rebased: bool = False


def end(bound: str) -> Case:
    """The aggregate that gives a bound of the hull of several spans: open where any of theirs is."""
    furthest = Min(bound) if bound.endswith("low") else Max(bound)
    open_ones = Count("pk", filter=Q(**{f"{bound}__isnull": True}))
    return Case(When(Exact(open_ones, Value(0)), then=furthest))


class Bases:
    """What relative rows may go by: of their bases the verified values, what their own sources say, and what all do."""

    def __init__(self, pairs: Collection[tuple[int, int]]) -> None:
        """`pairs` are the bases of the rows, each with the row's source."""
        said = Assertion.objects.counted().order_by()
        self.verified = verified_values({base for base, _ in pairs})
        own = hulls(said.filter(pk__in=matching(SAME, pairs, "bigint", "bigint")), "source")
        self.own = {(base, source): found for base, source, found in own}
        rest = {base for base, source in pairs if base not in self.verified and (base, source) not in self.own}
        self.all = dict(hulls(said.filter(claim__among=rest))) if rest else {}

    def find(self, base: int, source: int) -> GoneBy:
        return gone_by(self.verified.get(base), self.own.get((base, source)), self.all.get(base))


def gone_by(verified: Span | None, own: Said | None, said: Said | None) -> GoneBy:
    """What a wording goes by: of its base the verified value, what its own source says, or what all do."""
    if verified is not None:
        rebased = own is not None and not own.possible.meets(verified)
        return GoneBy("verified", Said(verified, verified), rebased)
    return GoneBy("all", said) if own is None else GoneBy("own", own)


def hulls(said: AssertionQuerySet, *apart: str) -> Iterator[tuple[Any, ...]]:
    """The hull of all that is said of each claim, behind the claim's key and the keys by which it is told apart."""
    ends = {f"{name}_end": end(name) for name in BOUNDS}
    rows = said.values("claim", *apart).annotate(**ends).values_list("claim", *apart, *ends)
    for *keys, low, high, least, most in rows.iterator(BATCH):
        yield *keys, Said(Span(low, high), Span(least, most))


def verified_values(claims: Collection[int]) -> dict[int, Span]:
    """The value in force of each of the claims that has one, on its axis."""
    latest: dict[int, tuple[str, Decimal | None, Decimal | None]] = {}
    rows = (
        Decision.objects.filter(claim__among=claims)
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
FOUND = ("pk", "claim", "claim__kind", "base", "base__reference", "source", "as_text", "rule", *PLACED)


def work_out_relative(rows: Iterable[tuple[Any, ...]]) -> set[int]:
    """Place relative readings by what their bases now are; `rows` are under FOUND.

    Writes only what differs, and returns the claims of which something did.
    """
    changes, moved = [], set()
    coming = iter(rows)
    while batch := list(islice(coming, AT_ONCE)):
        bases = Bases({(base, source) for _, _, _, base, _, source, *_ in batch})
        for pk, claim, kind, base, reference, source, terms, rule, *before in batch:
            after = placed(terms, rule, kind, reference, bases.find(base, source))
            if list(after) != before:
                changes.append([pk, *after])
                moved.add(claim)
    update_rows(Assertion, PLACED, changes)
    return moved


def to_place(
    level: set[int], bases: Mapping[int, set[int]], moved: set[int], fresh: Mapping[int, int] | None
) -> Iterator[tuple[Any, ...]]:
    """The relative rows of a level that may stand otherwise since other claims, or some of these, have moved.

    They are those that go by what has moved, and those of claims that have; of these only the `fresh` ones, where they
    are known, by their claims. As FOUND.
    """
    relative = Assertion.objects.relative()
    going = {claim for claim in level if not bases[claim].isdisjoint(moved)}
    above = {base for claim in going for base in bases[claim] & moved}
    here = level & moved
    new = None if fresh is None else [row for row, claim in fresh.items() if claim in here]
    own = relative.filter(claim__among=here) if new is None else relative.filter(pk__among=new)
    parts = [own] if (here if new is None else new) else []
    parts += [relative.filter(claim__among=going, base__among=above)] if going else []
    return iter({row[0]: row for part in parts for row in rows_of(part)}.values())


def rows_of(rows: AssertionQuerySet) -> Iterator[tuple[Any, ...]]:
    return rows.order_by().annotate(as_text=Cast("terms", TextField())).values_list(*FOUND).iterator(BATCH)


def place_new(row: Assertion, verified: Span | None) -> None:
    """Place a relative reading that is about to be stored, where its base has that value in force, if any."""
    said = Assertion.objects.counted().filter(claim=row.base_id).order_by()
    apart = {own: there for _, own, there in hulls(said.annotate(own=Exact(F("source"), Value(row.source_id))), "own")}
    everybody = Said(*map(hull, zip(*apart.values(), strict=True))) if apart else None
    found = gone_by(verified, apart.get(True), everybody)
    values = placed(json.dumps(row.terms), row.rule, row.claim.kind, row.base.reference, found)  # type: ignore[union-attr]
    vars(row).update(zip(PLACED, values, strict=True))


@lru_cache(maxsize=50_000)
def placed(terms: str, rule: str, kind: str, base: str, found: GoneBy) -> tuple[object, ...]:
    """What PLACED are for a reading of these terms, as stored, on what it goes by. Many rows say the same."""
    if found.said is None:
        problem = f"{base} has no counted assertion yet that this could go by."
        return None, None, None, None, False, "", False, problem
    try:
        reading = work_out(json.loads(terms), rule, kind, found.said)
    except Unreadable as error:
        return None, None, None, None, False, "", False, str(error)
    expected, possible = reading.expected, reading.possible
    bounds = (on_axis(bound) for bound in (expected.low, expected.high, possible.low, possible.high))
    return *bounds, is_specific(possible, kind) and not found.rebased, found.base_used, found.rebased, ""
