"""Cells: how the text of one becomes a value, and how it is kept from running in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Choices

from claims.models.sources import REFERENCE
from claims.review import line_feeds

from .days import AT_MIDNIGHT, DAY, MOMENT, as_rewritten
from .tables import Unfit

Cleaner = Callable[[str], object]

LARGEST = 1_000_000  # characters of a cell where its column sets no limit of its own
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
EDGES = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
# Joiners are letters' business in Arabic and Indic scripts; other blanks than the space look like one.
UNSEEN = re.compile(rf"(?![\u200c\u200d])[{INVISIBLE}]|(?! )\s")
NO_TEXT = re.compile("[\0\ud800-\udfff]")
UNKNOWN = "\N{REPLACEMENT CHARACTER}"

# What a spreadsheet saves as text in the place of what a cell holds: a column too narrow for it, or an error.
NARROW = "#{3,}"
ERROR = r"#(?:NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!)"
OVERWRITTEN = re.compile(f"({NARROW})|{ERROR}")
# That, and what a spreadsheet takes for a formula (OWASP, CSV Injection), behind any apostrophes, so that taking
# one off again gives back what was there.
RUNS = re.compile(rf"'*(?:[=+\-@\t\r\n＝＋－＠]|(?:{NARROW}|{ERROR})\Z)")
RISKY = frozenset("'=+-@\t\r\n＝＋－＠#")  # what a cell begins with that is guarded
NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")

# How a cell ends that is longer than a workbook can hold, of which an export leaves so many characters out.
CUT = " … ({:,} characters cut; the CSV file has them all)"
CUT_END = CUT.rpartition("}")[2]


def guard(cell: str) -> str:
    """The cell behind an apostrophe where a spreadsheet would run it, or may have written it; numbers stay."""
    return f"'{cell}" if RUNS.match(cell) and not NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """The cell that `guard` was given."""
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def refuse_overwritten(cell: str) -> None:
    """Raise Unfit where a cell of text is what a spreadsheet saves in the place of another; a guarded one is meant."""
    if not (found := OVERWRITTEN.fullmatch(cell.strip())):
        return
    meant = "or write what is meant: these signs themselves behind an apostrophe."
    if found[1]:
        raise Unfit(
            "The column was too narrow to show what the cell holds.", f"Widen it and save the file anew, {meant}"
        )
    raise Unfit("The cell shows an error.", f"Mend its formula, {meant}")


def words_of(cell: str) -> str:
    """What a cell says, without a guard and without blanks at its ends."""
    return line_feeds(unguard(cell.strip()).strip())


class Typed(Protocol):
    """A cell that its file does not hold as text."""

    @property
    def shown(self) -> str:
        """What a person sees of it."""

    def words(self, clean: Cleaner | None) -> str:
        """The text that stands for it in a column with that cleaner; Unfit where none does for certain."""


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false, as a workbook or JSON holds it."""

    said: bool

    @property
    def shown(self) -> str:
        return "true" if self.said else "false"

    def words(self, clean: Cleaner | None) -> str:
        if clean is not yes_no:
            raise Unfit("The cell holds a truth value, and no words.", "Write the words as text.")
        return "yes" if self.said else "no"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that holds nothing to be loaded: what is shown of it, why, and what to do."""

    shown: str
    reason: str
    remedy: str

    def words(self, clean: Cleaner | None) -> str:
        raise Unfit(self.reason, self.remedy)


def storable(cell: str) -> str | Wrong:
    """The cell; or why its signs, which an escape may have made, are no text."""
    if not (sign := NO_TEXT.search(cell)):
        return cell
    shown = NO_TEXT.sub(UNKNOWN, cell)
    return Wrong(shown, f"The cell holds U+{ord(sign[0]):04X}, which no text holds.", "Take it out.")


def text(limit: int | None) -> Cleaner:
    most = LARGEST if limit is None else limit

    def clean(cell: str) -> str:
        if len(cell) > most:
            raise Unfit(f"{len(cell):,} characters are too many.", f"Shorten it to {most:,}.")
        return cell

    return clean


def named(limit: int | None) -> Cleaner:
    """The reference of something: without invisible signs at its ends, and Unfit where one stands inside."""
    short = text(limit)

    def clean(cell: str) -> object:
        if not cell.isascii():
            if not (cell := EDGES.sub("", cell)):
                raise Unfit("The cell holds only signs that cannot be seen.", "Delete it, or type the reference.")
            if sign := UNSEEN.search(cell):
                why = f"Sign {sign.start() + 1} of the reference cannot be seen (U+{ord(sign[0]):04X})."
                raise Unfit(why, "Delete the cell, and type the reference by hand.")
        return short(cell)

    return clean


def reference(limit: int | None) -> Cleaner:
    """The reference of the row itself."""
    seen = named(limit)

    def clean(cell: str) -> object:
        found = str(seen(cell))
        if not REFERENCE.fullmatch(found):
            raise Unfit("A reference stands in addresses of pages: no “/”, line break or “..”.", "Write “-” instead.")
        return found

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


def day(cell: str) -> date:
    """A day; at midnight too, as programs write one that they keep with a time."""
    if midnight := AT_MIDNIGHT.fullmatch(cell):
        cell = midnight[1]
    if not DAY.fullmatch(cell):
        raise Unfit("This is not a date of ISO 8601.", as_rewritten(cell) or "Write year, month and day: 2020-06-29.")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unfit("The calendar has no such day.", "Write year, month and day, from 0001-01-01 on.") from None


def moment(cell: str) -> tuple[date, time | None]:
    """A day, or a day and a time of day."""
    if not (parts := MOMENT.fullmatch(cell)):
        raise Unfit(
            "This is not a date, or a date and time, of ISO 8601.",
            as_rewritten(cell, timed=True) or "Write 2020-06-29 or 2020-06-29T10:30, in the local time of the place.",
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
