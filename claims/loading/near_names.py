"""The names that somebody may have meant by one that nothing has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from claims.models import Claim

MOST_NAMES = 5000  # the nearest to an unknown name is sought among so many
PART = re.compile(r"\d+|[^\d\s!-/:-@\[-`{-~\u2010-\u2015’]+")  # of a name: a number, or what is no sign
SIGNS = ("-", " ", "_", ".", "")  # that may stand between two parts
DIGITS = 9  # to which a number may be filled up with zeros


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Asks for the name that is the same but for its spelling, or else the nearest by its letters; "" for none.

    It asks for both of two that are as near, and for none of more.
    """
    names, parts = set(known), parts_of(name)
    near = sorted(other for other in names if parts_of(other) == parts) or nearest(name, names)
    return f"Did you mean “{'” or “'.join(near)}”?" if 0 < len(near) < 3 else ""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """The nearest by its letters, and up to two that are as near."""
    near = get_close_matches(name, names, 3)
    alike = [SequenceMatcher(None, other, name).ratio() for other in near]
    return sorted(other for other, ratio in zip(near, alike, strict=True) if ratio == alike[0])


def parts_of(name: str) -> list[str]:
    """What a name says, whatever its case, the signs between its parts, and the zeros before its numbers."""
    return [part.lstrip("0") or "0" for part in PART.findall(name.casefold()) or [name]]


def spellings(name: str) -> set[str]:
    """A name with other signs between its parts, and its last number with other zeros."""
    *first, last = PART.findall(name) or [name]
    ends = {last.lstrip("0").zfill(width) for width in range(1, DIGITS + 1)} if last.isdecimal() else {last}
    stems = {name[: name.rindex(last)], *(sign.join([*first, ""]) for sign in SIGNS)}
    return {stem + end for stem in stems for end in ends}


def spelled_as(name: str, rows: QuerySet[Any]) -> Iterator[str]:
    """The stored references that are other spellings of a name, whatever their case."""
    same = (
        rows.order_by()
        .alias(folded=Upper("reference"))
        .filter(folded__in=[Upper(Value(one)) for one in spellings(name)])
    )
    return same.values_list("reference", flat=True)[:MOST_NAMES].iterator()


def near_among(rows: QuerySet[Claim], name: str) -> Iterator[str]:
    """Stored references among which the nearest to a name is sought."""
    yield from spelled_as(name, rows)
    yield from rows.values_list("reference", flat=True)[:MOST_NAMES]
