"""Methodology: the rules as a reader takes them in, in sections, each with its example worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from claims.wording import read, say
from claims.wording.dates.edtf import EDTF_RULES
from claims.wording.dates.offsets import AGO_RULES, OFFSET_RULES, RANGE_RULES, SIDE_RULES
from claims.wording.dates.periods import CURRENT_RULES, STRETCH_RULES
from claims.wording.dates.plain import TODAY_RULES, WEEKDAY_RULES, WRITTEN_RULES
from claims.wording.dates.vague import NEAR_RULES, PART_RULES
from claims.wording.figures.counts import COUNT_RULES
from claims.wording.figures.shares import SHARE_RULES
from claims.wording.grammar import Rule

PUBLISHED = date(2020, 7, 1)  # of the source that the examples are told from, a Wednesday
BASES = {"count": "exactly 14", "amount": "exactly 14", "date": "25 June 2020"}  # what relative examples go by
SHOWN = 6  # ways of a rule that are shown at once

SECTIONS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Counts and amounts", COUNT_RULES),
    ("Shares of another claim", SHARE_RULES),
    ("Days, months and years as written", WRITTEN_RULES),
    ("Weekdays", WEEKDAY_RULES),
    ("Told from the day of publication", TODAY_RULES + CURRENT_RULES + AGO_RULES),
    ("Parts of the calendar", STRETCH_RULES),
    ("About, early, middle, late", NEAR_RULES + PART_RULES),
    ("From one date to another", RANGE_RULES),
    ("Before, by, since, after", SIDE_RULES),
    ("Counted from another claim’s date", OFFSET_RULES),
    ("ISO 8601 and EDTF", EDTF_RULES),
)

# What a name in braces stands for, where the name itself says little.
_SPOKEN = {
    "part-of": "May 2020", "half-of": "2020", "now-year": "last year", "current": "this month", "mm": "6", "yy": "2020",
    "yyyy-mm-dd": "2020-06-25", "yyyymmdd": "20200625", "yyyy-mm": "2020-06", "dd/mm": "25/6", "dth": "25th",
    "nth": "third", "hundred": "1800s", "decade": "1990s", "19c": "19c", "few": "several days", "time": "n days",
    "one": "week", "w": "26", "season-long": "summer 2020", "decade-long": "1990s", "century-long": "19th century",
    "clock": "9:30 pm", "part": "evening", "years": "2017–18", "weekdays": "Thursdays", "days": "25, 26 and 27",
    "holiday": "Christmas Day", "season": "summer", "quarter": "Q2", "half": "first half", "more-than-a": "more than a",
    "fewer-than-b": "fewer than b", "same": "n", "old": "k", "noun": "soldier", "nouns": "soldiers", "thing": "soldier",
}  # fmt: skip
_SPOKEN_OF_FIGURES = {"units": "dozens", "u": "thousand", "percent": "40 percent", "share": "a third"}
_SPOKEN_OF_DATES = {"units": "days", "u": "days", "d": "25", "m": "June", "y": "2020", "weekday": "Thursday",
                    "a": "25", "b": "26"}  # fmt: skip
_NAME = re.compile(r"\{([^{} ,]+)\}")
_SPACES = ((" )", ")"), ("( ", "("), ("> =", ">="), ("< =", "<="), ("= >", "=>"), ("= <", "=<"), ("+ / -", "+/-"))


class Row(NamedTuple):
    """A rule as the page prints it: some of its forms, the rest of them, and what its example comes to."""

    rule: Rule
    ways: str
    more: str
    expected: str
    possible: str

    @property
    def anchor(self) -> str:
        return anchor(self.rule.name)


@cache
def sections() -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The sections by title, each with its rules in the order in which they are tried."""
    return tuple((title, tuple(map(_row, rules))) for title, rules in SECTIONS)


def anchor(name: str) -> str:
    """Where on the page the rule of that name stands: "b (a–c)" → "rule-b-a-c"."""
    return "rule-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _row(rule: Rule) -> Row:
    ways = list(dict.fromkeys(_said(rule)))
    return Row(rule, ", ".join(ways[:SHOWN]), ", ".join(ways[SHOWN:]), *_worked(rule))


def _said(rule: Rule) -> Iterable[str]:
    """Each form as a reader takes it in: "nearly {n}" → "nearly n"."""
    spoken = _SPOKEN | (_SPOKEN_OF_DATES if "date" in rule.kinds else _SPOKEN_OF_FIGURES)
    for form in rule.forms.split(", "):
        said = _NAME.sub(lambda found: spoken.get(found[1], found[1]), form)
        for spaced, close in _SPACES:
            said = said.replace(spaced, close)
        yield said


def _worked(rule: Rule) -> tuple[str, str]:
    """What the example is expected to mean, and may mean, in words; "" for a rule that refuses."""
    if rule.refuses:
        return "", ""
    kind = rule.kinds[0]
    reading = read(rule.example, kind, PUBLISHED)
    if reading.relative:
        reading = reading.on(read(BASES[kind], kind))
    return say(reading.expected, kind), say(reading.possible, kind)
