"""Where words come from: reprints of one document, and papers that quote one speaker, are one origin."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from claims.models import Assertion, Source
from claims.wording.choices import normalise

KEY_LENGTH = 200


class Parentage(NamedTuple):
    """What the origin of a source goes by: what it derives from, its byline, its reference."""

    parent: int | None
    authors: str
    reference: str


def origin_keys(sources: Iterable[int], known: Mapping[int, Parentage] | None = None) -> dict[int, str]:
    """For each source the key of its origin: the byline at the root of what it derives from, else that root.

    `known` are those that stand otherwise than stored, or not yet.
    """
    parents: dict[int, Parentage] = dict(known or {})
    asked = set(parents)
    wanted = (set(sources) | {row.parent for row in parents.values() if row.parent}) - asked
    while wanted:
        asked |= wanted
        rows = Source.objects.filter(pk__among=wanted).values_list("pk", "derives_from", "authors", "reference")
        parents |= {pk: Parentage(parent, authors, reference) for pk, parent, authors, reference in rows}
        wanted = {row.parent for row in parents.values() if row.parent is not None} - asked
    keys = {}
    for source in parents:
        root, seen = source, {source}
        while (parent := parents[root].parent) in parents and parent not in seen:
            root = parent
            seen.add(root)
        byline = normalise(parents[root].authors)
        keys[source] = short(f"byline: {byline}" if byline else f"source: {parents[root].reference}")
    return keys


def origin_of(speaker: str, source_key: str) -> str:
    """The origin of an assertion: the speaker where one is named, else that of its source."""
    spoken = speaker and normalise(speaker)
    return short(f"speaker: {spoken}") if spoken else source_key


def short(key: str) -> str:
    """A key that fits its column: a long one by its beginning and its hash."""
    return key if len(key) <= KEY_LENGTH else f"{key[:100]} {hashlib.sha256(key.encode()).hexdigest()}"


def derived_from(sources: Collection[int]) -> set[int]:
    """The sources and all that derive from them, at any remove."""
    found, fresh = set(sources), set(sources)
    while fresh:
        fresh = set(Source.objects.filter(derives_from__among=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return found


def trace(sources: Collection[int]) -> set[int]:
    """Work out anew the origin of what the sources and those derived from them say; returns the claims it touched."""
    keys = origin_keys(derived_from(sources))
    stale = [
        (pk, claim, key)
        for pk, claim, source, speaker, origin in Assertion.objects.filter(source__among=keys).values_list(
            "pk", "claim", "source", "speaker", "origin"
        )
        if (key := origin_of(speaker, keys[source])) != origin
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE claims_assertion SET origin = %s WHERE id = %s", [(key, pk) for pk, _, key in stale])
    return {claim for _, claim, _ in stale}
