"""Cells: how the text of one becomes a value, and how it is kept from running in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Choices

from claims.models.sources import REFERENCE

from .files import Unfit

Cleaner = Callable[[str], object]

# What a spreadsheet takes for a formula (OWASP, CSV Injection), behind any apostrophes, so that taking one
# off again gives back what was there.
RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")


def guard(cell: str) -> str:
    """The cell behind an apostrophe where a spreadsheet would run it; numbers stay."""
    return f"'{cell}" if RUNS.match(cell) and not NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """The cell that `guard` was given."""
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def text(limit: int | None) -> Cleaner:
    def clean(cell: str) -> str:
        if limit is not None and len(cell) > limit:
            raise Unfit(f"{len(cell):,} characters are too many.", f"Shorten it to {limit:,}.")
        return cell

    return clean


def reference(limit: int | None) -> Cleaner:
    def clean(cell: str) -> object:
        if not REFERENCE.fullmatch(cell):
            raise Unfit("A reference stands in addresses of pages: no “/”, line break or “..”.", "Write “-” instead.")
        return text(limit)(cell)

    return clean


def choice(choices: type[Choices]) -> Cleaner:
    allowed = {str(value).casefold(): value for value in choices.values}

    def clean(cell: str) -> object:
        if cell.casefold() not in allowed:
            raise Unfit("This is none of the values allowed here.", f"Write {_either(map(str, choices.values))}.")
        return allowed[cell.casefold()]

    return clean


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"


def yes_no(cell: str) -> bool:
    if cell.casefold() not in ("yes", "no"):
        raise Unfit("This is neither yes nor no.", "Write yes or no.")
    return cell.casefold() == "yes"


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(rf"({DAY.pattern})(?:T([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?))?")


def day(cell: str) -> date:
    if not DAY.fullmatch(cell):
        raise Unfit("This is not a date of ISO 8601.", "Write year, month and day: 2020-06-29.")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unfit("The calendar has no such day.", "Write year, month and day, from 0001-01-01 on.") from None


def moment(cell: str) -> tuple[date, time | None]:
    """A day, or a day and a time of day."""
    if not (parts := MOMENT.fullmatch(cell)):
        raise Unfit(
            "This is not a date, or a date and time, of ISO 8601.",
            "Write 2020-06-29 or 2020-06-29T10:30, in the local time of the place.",
        )
    at = day(parts[1])
    try:
        return at, time.fromisoformat(parts[2]) if parts[2] else None
    except ValueError:
        raise Unfit("The day has no such time.", "Write hours and minutes, from T00:00 to T23:59.") from None


def web_address(limit: int | None) -> Cleaner:
    valid = URLValidator(schemes=["http", "https"])

    def clean(cell: str) -> object:
        try:
            valid(text(limit)(cell))
        except ValidationError:
            raise Unfit("This is not an address of the web.", "Write it whole: https://example.org/page.") from None
        return cell

    return clean
