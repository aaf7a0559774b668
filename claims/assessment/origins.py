"""Where words come from: reprints of one document, and papers that quote one speaker, are one origin."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from django.db import connection

from claims.models import Assertion, Source
from claims.postgres import among
from claims.wording.choices import normalise

KEY_LENGTH = 200


def origin_keys(sources: Iterable[int]) -> dict[int, str]:
    """For each source the key of its origin: the byline at the root of what it derives from, else that root."""
    parents: dict[int, tuple[int | None, str, str]] = {}
    asked: set[int] = set()
    wanted = set(sources)
    while wanted:
        asked |= wanted
        rows = Source.objects.filter(pk__in=among(wanted)).values_list("pk", "derives_from", "authors", "reference")
        parents |= {pk: (parent, authors, reference) for pk, parent, authors, reference in rows}
        wanted = {parent for parent, _, _ in parents.values() if parent is not None} - asked
    keys = {}
    for source in parents:
        root, seen = source, {source}
        while (parent := parents[root][0]) in parents and parent not in seen:
            root = parent
            seen.add(root)
        byline = normalise(parents[root][1])
        keys[source] = short(f"byline: {byline}" if byline else f"source: {parents[root][2]}")
    return keys


def origin_of(speaker: str, source_key: str) -> str:
    """The origin of an assertion: the speaker where one is named, else that of its source."""
    spoken = normalise(speaker)
    return short(f"speaker: {spoken}") if spoken else source_key


def short(key: str) -> str:
    """A key that fits its column: a long one by its beginning and its hash."""
    return key if len(key) <= KEY_LENGTH else f"{key[:100]} {hashlib.sha256(key.encode()).hexdigest()}"


def derived_from(sources: Collection[int]) -> set[int]:
    """The sources and all that derive from them, at any remove."""
    found, fresh = set(sources), set(sources)
    while fresh:
        fresh = set(Source.objects.filter(derives_from__in=among(fresh)).values_list("pk", flat=True)) - found
        found |= fresh
    return found


def trace(sources: Collection[int]) -> set[int]:
    """Work out anew the origin of what the sources and those derived from them say; returns the claims it touched."""
    keys = origin_keys(derived_from(sources))
    stale = [
        (pk, claim, key)
        for pk, claim, source, speaker, origin in Assertion.objects.filter(source__in=among(keys)).values_list(
            "pk", "claim", "source", "speaker", "origin"
        )
        if (key := origin_of(speaker, keys[source])) != origin
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE claims_assertion SET origin = %s WHERE id = %s", [(key, pk) for pk, _, key in stale])
    return {claim for _, claim, _ in stale}
