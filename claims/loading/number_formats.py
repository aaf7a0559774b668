"""Numbers of a spreadsheet: what it shows of them, taken as words only where it shows all that it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from .cells import Cleaner, day, moment
from .tables import Unfit

# ECMA-376, part 1, 18.8.30: the formats that have a number and no code in the file.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
UNSEEN = re.compile(r"_.|\*.|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+)\]", re.IGNORECASE)
LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
DIGITS = re.compile(r"(?:#,##)?#*(?P<whole>0+)(?:\.(?P<places>0+))?(?P<percent> ?%)?")
GENERAL = 11  # digits that are shown where no format says otherwise
MOST_DIGITS = 28  # in a format with places; Decimal rounds to no more
RETYPE = "Format the column as text, and type the words again."
WHOLE = "Format the column as text, and write the whole day: 2020-06-29."
EPOCH, MAC = date(1899, 12, 30), date(1904, 1, 1)  # day 0 of each system
LONGEST_DAY = 9  # power of ten
NEVER = 60  # the day that Excel calls 29 February 1900


@cache
def first_section(code: str) -> str:
    """The part of a format for positive numbers, without what is not seen."""
    return UNSEEN.sub("", SECTION.match(code)[0])  # type: ignore[index]


@cache
def dated(code: str) -> tuple[bool, bool, bool]:
    """Whether a format shows a date or time at all; then whether all of a day, and whether a time of day."""
    bare = LITERAL.sub("", first_section(code)).lower()
    if bare in ("", "general", "@"):
        return False, False, False
    time = bool(re.search("[hs]", bare))
    # Beside hours or seconds, m is minutes, unless days stand there too.
    month = "m" in bare and (not time or "d" in bare)
    return time or month or "d" in bare or "y" in bare, month and "d" in bare and "y" in bare, time


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the workbook stores it, with its format, and the day from which the workbook counts."""

    stored: str
    code: str
    mac: bool = False

    @property
    def shown(self) -> str:
        try:
            return self.as_moment() if dated(self.code)[0] else self.as_number()
        except Unfit:
            return self.stored

    def words(self, clean: Cleaner | None) -> str:
        is_date, whole, _ = dated(self.code)
        if not is_date:
            return self.as_number()
        if clean is not day and clean is not moment:
            raise Unfit("The spreadsheet turned it into a date or a time.", RETYPE)
        if not whole:
            raise Unfit(f"The spreadsheet shows only a part of the day ({self.code}).", WHOLE)
        return self.as_moment()

    def as_moment(self) -> str:
        """The day in ISO 8601, with the time of day where the format shows one."""
        if Decimal(self.stored).adjusted() > LONGEST_DAY:
            raise Unfit("The number is too large for a day.", WHOLE)
        days, part = divmod(Decimal(self.stored), 1)
        seconds = round(part * 86400)
        if days < 1 - self.mac or (days == NEVER and not self.mac):
            raise Unfit("The spreadsheet shows a day that the calendar does not have.", WHOLE)
        start = MAC if self.mac else EPOCH + timedelta(days < NEVER)
        try:
            at = datetime(start.year, start.month, start.day) + timedelta(int(days), seconds)
        except OverflowError:
            raise Unfit("The number is too large for a day.", WHOLE) from None
        if not dated(self.code)[2]:
            return (start + timedelta(int(days))).isoformat()
        return at.isoformat(timespec="seconds" if at.second else "minutes")

    def as_number(self) -> str:
        """The digits that are shown, without signs between thousands; Unfit where they are not all that is stored."""
        value = Decimal(f"{Decimal(self.stored):.15g}")  # a spreadsheet knows no more digits
        section = first_section(self.code)
        if section.lower() in ("general", "@", ""):
            shown = f"{value.normalize():f}"
            if len(shown.strip("-0.").replace(".", "")) <= GENERAL and len(shown.strip("-")) <= GENERAL:
                return shown
            raise Unfit(f"The spreadsheet shows the number rounded, or as a power of ten ({self.stored}).", RETYPE)
        form = DIGITS.fullmatch(section)
        if not form or (value < 0 and ";" in self.code):
            raise Unfit(f"The spreadsheet shows the number in a form of its own ({self.code}).", RETYPE)
        if form["percent"]:
            value *= 100
        places = len(form["places"] or "")
        if max(value.adjusted() + 1, len(form["whole"])) + places > MOST_DIGITS:
            raise Unfit(f"The spreadsheet shows the number in more than {MOST_DIGITS} digits.", RETYPE)
        if round(value, places) != value:
            raise Unfit(f"The spreadsheet shows fewer digits than it holds ({self.stored}).", RETYPE)
        whole, point, rest = f"{abs(value):.{places}f}".partition(".")
        return f"{'-' * (value < 0)}{whole.zfill(len(form['whole']))}{point}{rest}{form['percent'] or ''}"
