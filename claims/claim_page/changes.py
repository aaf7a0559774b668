"""What changed from one row of a history to the next, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any, NamedTuple

from django.db import models

from claims.models import Claim, Option, Source
from claims.spans import Span, off_axis
from claims.wording import say

OF_ASSERTIONS = (
    "source", "wording", "translation", "locator", "speaker", "stance", "as_of", "as_of_time", "base", "read_as",
    "credibility", "note",
)  # fmt: skip
OF_CLAIMS = ("reference", "topic", "question", "kind", "unit", "definition", "accumulates")
OF_OPTIONS = ("name", "parent", "aliases")
OF_SOURCES = ("publisher", "authors", "published_on", "derives_from", "reliability")  # what a claim's page goes by


class Change(NamedTuple):
    """A field as it was and as it is."""

    field: str
    old: str
    new: str


def changes(before: Any, after: Any, fields: Iterable[str]) -> tuple[Change, ...]:
    """The named fields in which two rows of one history differ; what they point at must be loaded with them."""
    both = ((name, worded(before, name), worded(after, name)) for name in fields)
    return tuple(Change(name.replace("_", " "), old, new) for name, old, new in both if old != new)


def worded(row: Any, name: str) -> str:
    """A field of a row as a person would write it: a text in quotation marks, an empty one as nothing."""
    value, field = getattr(row, name), row._meta.get_field(name)
    if value in (None, ""):
        return "nothing" if getattr(row, field.attname) in (None, "") else "one that is gone"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say(Span(value, value), "date")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, models.Model):
        return value.reference if isinstance(value, Claim | Source) else str(value)
    if field.choices:
        label = getattr(row, f"get_{name}_display")()
        return label if ":" in label else label.lower()  # a grade begins with its letter
    return f"“{value}”"


def reading(row: Any, kind: str) -> str:
    """What a row of an assertion's history was read as: "28–35 (nearly n)".

    One that goes by another claim is told by its rule: what it came to hung on what that claim said then.
    """
    by_base = bool(row.base_id and row.rule)
    if row.problem and not by_base:
        return "unread"
    if kind in (Claim.Kind.CHOICE, Claim.Kind.YESNO):
        return row.option.name if isinstance(row.option, Option) else row.rule
    span = Span(row.possible_low, row.possible_high)
    return row.rule if by_base or span == Span() else f"{say(off_axis(span, kind), kind)} ({row.rule})"


def reread(before: Any, after: Any, kind: str) -> tuple[Change, ...]:
    """How the reading changed between two rows of an assertion's history; nothing where it did not."""
    old, new = reading(before, kind), reading(after, kind)
    return (Change("reading", old, new),) if old != new else ()
