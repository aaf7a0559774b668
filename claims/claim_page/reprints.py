"""Reprints: assertions that say again what a document they derive from says, told under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection

from claims.models import Assertion
from claims.postgres import ids_parameter, ids_sql

Parents = dict[int, int]

CHAINS = """
WITH RECURSIVE chain(id, parent) AS (
    SELECT id, derives_from_id FROM claims_source WHERE id IN ({ids})
    UNION
    SELECT s.id, s.derives_from_id FROM claims_source s JOIN chain c ON s.id = c.parent
)
SELECT id, parent FROM chain WHERE parent IS NOT NULL
"""


def parents_of(sources: Collection[int]) -> Parents:
    """What each of the sources derives from, and what those do in turn, by their keys; one query."""
    with connection.cursor() as cursor:
        cursor.execute(CHAINS.format(ids=ids_sql()), [ids_parameter(sources)])
        return dict(cursor.fetchall())


def reprinted(assertions: Sequence[Assertion]) -> dict[int, Assertion]:
    """For each assertion that only says again what an earlier document of its chain says, that one; by its key.

    The two are of one origin and one stance, are counted alike, and may mean the same. One query, or none where no
    source derives from another.
    """
    deriving = {row.source_id for row in assertions if row.source.derives_from_id}
    if not deriving:
        return {}
    parents = parents_of(deriving)
    said: dict[tuple[object, ...], list[Assertion]] = defaultdict(list)
    for row in assertions:
        if not row.problem:
            said[saying(row, row.source_id)].append(row)
    found = {}
    for row in assertions:
        # The furthest comes last, and is the one that counts.
        for source in ancestors(row.source_id, parents):
            for other in said.get(saying(row, source), [])[:1]:
                if row.as_of in (None, other.as_of):
                    found[row.pk] = other
    return found


def saying(row: Assertion, source: int) -> tuple[object, ...]:
    return source, row.origin, row.stance, row.state, row.expected, row.possible


def ancestors(source: int, parents: Parents) -> list[int]:
    """What a source derives from, nearest first."""
    found: list[int] = []
    while (parent := parents.get(source)) is not None and parent not in found:
        found.append(parent)
        source = parent
    return found
