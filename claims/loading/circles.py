"""Circles: rows that would derive from themselves, lie in, be superseded by or go by themselves, at any remove."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from claims.assessment.relative import in_circle
from claims.models import Option, Source
from claims.review.entries import Entry
from claims.review.sources import circular

from .files import Row
from .stored import Key, relative_edges

LISTED = 5  # members of a circle that are named: many rows may bear the text


def refuse_source_circles(rows: Iterable[Row], stored: Mapping[str, Source]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        if reference := row.values.get("reference"):
            first.setdefault(reference, row)
    origins = {reference: origin(row, stored.get(reference)) for reference, row in first.items()}
    circle = circular(origins)
    alone = {reference for reference in circle if origins.get(reference) == reference}
    why, within = "The source would derive from itself.", f"In the circle: {listed(circle - alone)}."
    for reference in circle & first.keys():
        remedy = "Name another, or none." if reference in alone else within
        first[reference].fault("derives_from", why, remedy)


def origin(row: Row, stored: Source | None) -> str | None:
    if "derives_from" in row.values:
        return row.values["derives_from"]
    return stored.derives_from.reference if stored and stored.derives_from else None


def refuse_option_circles(rows: list[Row], stored: Mapping[Key, Option]) -> None:
    parents: dict[Key, Key | None] = {
        key: (key[0], option.parent.name.casefold()) if option.parent else None for key, option in stored.items()
    }
    parents |= {row.key: parent_key(row) for row in rows if "parent" in row.values}
    circle = in_circle((parent, key) for key, parent in parents.items() if parent)
    for row in rows:
        if row.key in circle and row.values.get("parent"):
            row.fault("parent", "The option would lie in itself.", "A chain of parents must end.")


def parent_key(row: Row) -> Key | None:
    claim, parent = row.values.get("claim"), row.values.get("parent")
    return (claim, parent.casefold()) if claim and parent else None


def refuse_later_circles(said: list[tuple[Row, Entry]]) -> None:
    later: dict[int, int] = {}
    for _, entry in said:
        while entry.superseded_by is not None and id(entry) not in later:
            later[id(entry)] = id(entry.superseded_by)
            entry = entry.superseded_by
    circle = in_circle(later.items())
    for row, entry in said:
        if id(entry) in circle:
            why = "The assertion would be superseded by itself."
            row.fault("superseded_by", why, "Let the latest be superseded by none.")


def refuse_base_circles(said: list[tuple[Row, Entry]]) -> None:
    made = [(row, entry, entry.base) for row, entry in said if entry.base and not row.faults]
    if not made:
        return
    ours = [(base.reference, entry.claim.reference, row, entry) for row, entry, base in made]
    start = {entry.claim.pk for _, entry, _ in made if entry.claim.pk}
    stored = relative_edges(start, {entry.pk for _, entry in said if entry.pk})
    circle = in_circle(stored | {(base, claim) for base, claim, _, _ in ours})
    # Only words that are relative hang on their base, and reading them again is worth it only here.
    hanging = [edge for edge in ours if edge[0] in circle and edge[1] in circle and hangs(edge[3])]
    circle = in_circle(stored | {(base, claim) for base, claim, _, _ in hanging})
    why = "The wordings would go by each other in a circle."
    remedy = f"In the circle: {listed(circle)}. Let one of them say its value without a base."
    for base, claim, row, _ in hanging:
        if base in circle and claim in circle:
            row.fault("base", why, remedy)


def hangs(entry: Entry) -> bool:
    """Whether the words are relative."""
    entry.read()
    return entry.terms is not None


def listed(names: Collection[str]) -> str:
    first, more = sorted(names)[:LISTED], len(names) - LISTED
    return ", ".join(first) + f" and {more:,} more" * (more > 0)
