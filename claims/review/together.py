"""Two people at one row: nobody stores over what somebody else changed without having seen it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db import models
from django.utils import timezone

from . import Changed, line_feeds

SHOWN = 200  # letters of a value that a message shows
M = TypeVar("M", bound=models.Model)


class Overtaken(Changed):
    """Somebody else changed the fields named in `faults` since the person saw them."""


def revised(typed: M, fields: Collection[str], seen: Mapping[str, object] | None, *related: str) -> M:
    """The row as it now is stored, but for the named fields, which are as a person has them; unsaved.

    `seen` is what stood in the form when it was opened, by field; None where nobody looked. Raises Overtaken where
    one of the named fields is no longer so, Changed where the row is gone. `related` rows are fetched with it.
    """
    rows = type(typed)._default_manager.select_related(*related or [None])  # without any, Django fetches all
    row = rows.filter(pk=typed.pk).first()
    if row is None:
        raise Changed(f"Somebody deleted this {typed._meta.verbose_name}, or merged it into another.")
    refuse_overwriting(row, typed, fields, seen or {})
    for name in fields:
        setattr(row, name, getattr(typed, name))
    return row


def refuse_overwriting(
    row: models.Model, typed: models.Model, fields: Collection[str], seen: Mapping[str, object]
) -> None:
    faults = {}
    for name in fields:
        if changed(row, name, seen) and value(row, name) != value(typed, name):
            faults[name] = (
                f"{who_changed(row, name)} changed this to {shown(row, name)}; you wrote {shown(typed, name)}. Save "
                "again to store yours."
            )
    if faults:
        raise Overtaken(faults=faults)


def value(row: models.Model, name: str) -> str:
    return plain(getattr(row, row._meta.get_field(name).attname))  # type: ignore[union-attr]


def plain(value: object) -> str:
    """A value as a form sends it, for comparing: rows by their keys, texts whatever their line ends."""
    text = value.pk if isinstance(value, models.Model) else value
    return "" if text is None else line_feeds(str(text)).strip()


def shown(row: models.Model, name: str) -> str:
    """A field as a person reads it."""
    told = getattr(row, f"get_{name}_display")() if hasattr(row, f"get_{name}_display") else getattr(row, name)
    if told in (None, ""):
        return "nothing"
    if isinstance(told, bool):
        return "yes" if told else "no"
    text = str(told)
    return f"“{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”"


def changed(row: models.Model, name: str, seen: Mapping[str, object]) -> bool:
    """Whether a field is no longer as a person saw it."""
    return name in seen and value(row, name) != plain(seen[name])


def told(row: models.Model, names: Iterable[str], seen: Mapping[str, object]) -> str:
    """What others made meanwhile of fields that a person left alone; empty where nothing."""
    return " ".join(
        f"Meanwhile {who_changed(row, name)} changed “{row._meta.get_field(name).verbose_name}” to "  # type: ignore[union-attr]
        f"{shown(row, name)}: that stays."
        for name in names
        if changed(row, name, seen)
    )


def who_changed(row: models.Model, name: str) -> str:
    """Who gave a field its present value, and when: "B at 10:12"."""
    last = None
    for record in row.history.select_related("history_user").iterator():  # type: ignore[attr-defined]
        if value(record, name) != value(row, name):
            break
        last = record
    if last is None or last.history_user is None:
        return "Somebody else"
    at = timezone.localtime(last.history_date)
    today = at.date() == timezone.localdate()
    return f"{last.history_user}, at {at:%H:%M}," if today else f"{last.history_user}, on {at:%Y-%m-%d at %H:%M},"
