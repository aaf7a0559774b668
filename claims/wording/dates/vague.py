"""The coding rules of what is near a date or a part of it: about, early, late, the beginning and the end of it."""

from __future__ import annotations

from claims.wording.dates.plain import DATE
from claims.wording.grammar import Rule

ABOUT = ("about", "around", "circa", "c", "ca", "approximately", "approx", "roughly", "~")
ON_ABOUT = ("on or about", "on or around", "in or about", "in or around", "some time around", "sometime around")


def hedged(name: str, words: tuple[str, ...] = ABOUT + ON_ABOUT) -> str:
    """The forms of a date that words in front of it make vague, and those with a sign or words behind it."""
    before = [f"{word} {{{name}}}" for word in words] + [f"{word} the {{{name}}}" for word in words[:2]]
    behind = ("approximately", "approx", "~", "or so", "or thereabouts")
    return ", ".join(before + [f"{{{name}}} {word}" for word in behind])


NEAR_RULES = (
    Rule(
        "early month",
        DATE,
        "(the) early {month}, early in {month}, the early part of {month}",
        "early June 2020",
        "first … first + 9",
        "first … first + 14",
    ),
    Rule(
        "mid month",
        DATE,
        "mid {month}, (the) middle of {month}",
        "mid-June 2020",
        "first + 10 … first + 19",
        "first + 5 … first + 24",
    ),
    Rule(
        "late month",
        DATE,
        "late {month}, late in {month}, the latter part of {month}",
        "late June 2020",
        "first + 20 … last",
        "first + 15 … last",
    ),
    Rule(
        "early to mid month",
        DATE,
        "early to mid {month}, early or mid {month}",
        "early to mid June 2020",
        "first … first + 19",
        "first … first + 24",
    ),
    Rule(
        "mid to late month",
        DATE,
        "mid to late {month}, mid or late {month}",
        "mid to late June 2020",
        "first + 10 … last",
        "first + 5 … last",
    ),
    Rule(
        "early to mid year",
        DATE,
        "early to mid {year}, early or mid {year}",
        "early to mid-2020",
        "first … first + 8 months − 1",
        "first … first + 10 months − 1",
    ),
    Rule(
        "mid to late year",
        DATE,
        "mid to late {year}, mid or late {year}",
        "mid to late 2020",
        "first + 4 months … last",
        "first + 2 months … last",
    ),
    Rule(
        "early year",
        DATE,
        "early {year}, early in {year}, the early part of {year}",
        "early 2020",
        "first … first + 4 months − 1",
        "first … first + 6 months − 1",
    ),
    Rule(
        "mid year",
        DATE,
        "mid {year}, (the) middle of {year}",
        "mid-2020",
        "first + 4 months … first + 8 months − 1",
        "first + 2 months … first + 10 months − 1",
    ),
    Rule(
        "late year",
        DATE,
        "late {year}, late in {year}, the latter part of {year}",
        "late 2020",
        "first + 8 months … last",
        "first + 6 months … last",
    ),
    Rule(
        "about a day",
        DATE,
        hedged("day"),
        "about 25 June 2020",
        "first − 1 … last + 1",
        "first − 3 … last + 3",
    ),
    Rule(
        "about a month",
        DATE,
        hedged("month"),
        "around June 2020",
        "first … last",
        "first − 1 months … next + 1 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "about a year",
        DATE,
        hedged("year"),
        "circa 2018",
        "first … last",
        "first − 12 months … next + 12 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "about a season or quarter",
        DATE,
        hedged("season-long"),
        "around summer 2020",
        "first … last",
        "first − 1 months … next + 1 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "about a decade",
        DATE,
        hedged("decade-long"),
        "circa the 1860s",
        "first … last",
        "first − 60 months … next + 60 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "about a century",
        DATE,
        hedged("century-long"),
        "circa the 19th century",
        "first … last",
        "first − 300 months … next + 300 months − 1",
        "next is the first day after it; 300 months are a quarter of it",
    ),
    Rule(
        "a part of a day",
        DATE,
        (
            "(the) {morning} (of) {day}, {morning} (of) the {day}, (the) {morning} on {day}, {morning} on the {day}, "
            "early {day}, late {day}, early on {day}, late on {day}, earlier on {day}, later on {day}, "
            "{clock} {day}, {clock} on {day}, "
            "{clock} on the {day}, "
            "{before-dawn} on {day}, {before-dawn} on the {day}, {before-dawn} (of) {day}, {day} {before-dawn}, "
            "{day} {part}, {day} {clock}, {day} {part} {clock}, {clock} {morning} {day}, "
            "{clock} on the {morning} of {day}, {morning} {clock} on {day}, {day} from {clock}"
        ),
        "Thursday morning",
        "first … last",
        "first … last",
        "part is a part of a day, clock a time of it",
    ),
    Rule(
        "the night of",
        DATE,
        (
            "(the) night of {day}, (the) nights of {day}, (the) night of the {day}, (the) night on {day}, "
            "overnight on {day}, overnight {day}, {day} night, {day} at night, {day} overnight, overnight of {day}, "
            "(the) late night of {day}, {day} late at night, late {day} night, {day} midnight, {day} at midnight, "
            "midnight on {day}, midnight {day}, midnight of {day}, at midnight on {day}, {clock} {day} night, "
            "{day} night {clock}, {before-midnight} on {day}, {before-midnight} on the {day}, "
            "{before-midnight} (of) {day}, "
            "{day} {before-midnight}"
        ),
        "Thursday night",
        "first … last",
        "first … last + 1",
    ),
    Rule(
        "overnight into",
        DATE,
        "overnight into {day}, overnight to {day}, overnight until {day}, (the) night into {day}",
        "overnight into Thursday",
        "first − 1 … last",
        "first − 1 … last",
    ),
    Rule(
        "the night before last",
        DATE,
        "(the) night before last",
        "the night before last",
        "published − 2 … published − 1",
        "published − 2 … published − 1",
    ),
    Rule(
        "some time in",
        DATE,
        "some time in {X}, sometime in {X}, some time on {X}, sometime on {X}, sometime {X}, some time during {X}, "
        "sometime during {X}, a day in {X}, some day in {X}, one day in {X}, a month in {X}, the course of {X}, "
        "as early as {X}, as late as {X}, as recently as {X}, the whole of {X}, all of {X}",
        "some time in June 2020",
        "first … last",
        "first … last",
    ),
)


def _of(opening: str, slot: str) -> str:
    return ", ".join(f"(the) {word} of {{{slot}}}, {word} {{{slot}}}" for word in opening.split())


START, END = "beginning start onset", "end close ending"
PART_RULES = (
    Rule("the start of a month", DATE, _of(START, "month"), "the beginning of June 2020", "first … first + 4",
         "first … first + 9"),
    Rule("the end of a month", DATE, _of(END, "month"), "the end of June 2020", "last − 4 … last", "last − 9 … last"),
    Rule("the start of a year", DATE, _of(START, "year"), "the beginning of 2020", "first … first + 1 months − 1",
         "first … first + 4 months − 1"),
    Rule("the end of a year", DATE, _of(END, "year"), "the end of 2020", "first + 11 months … last",
         "first + 8 months … last"),
    Rule("early season or quarter", DATE, "early {season-long}, early in {season-long}, early in the {season-long}, "
         + _of(START, "season-long"), "early summer 2020", "first … first + 1 months − 1",
         "first … first + 2 months − 1"),
    Rule("mid season or quarter", DATE, "mid {season-long}, (the) middle of {season-long}, "
         "(the) height of {season-long}",
         "mid-summer 2020", "first + 1 months … first + 2 months − 1", "first … last"),
    Rule("late season or quarter", DATE, "late {season-long}, late in {season-long}, " + _of(END, "season-long"),
         "late summer 2020",
         "first + 2 months … last", "first + 1 months … last"),
    Rule("early decade", DATE, "(the) early {decade-long}, early in the {decade-long}, early in {decade-long}, "
         + _of(START, "decade-long"), "the early 1990s", "first … first + 40 months − 1",
         "first … first + 60 months − 1"),
    Rule("mid decade", DATE, "(the) mid {decade-long}, (the) middle of {decade-long}, (the) middle {decade-long}",
         "the mid-1990s", "first + 40 months … first + 80 months − 1", "first + 20 months … first + 100 months − 1"),
    Rule("late decade", DATE, "(the) late {decade-long}, late in the {decade-long}, " + _of(END, "decade-long"),
         "the late 1990s", "first + 80 months … last", "first + 60 months … last"),
    Rule("early century", DATE, "(the) early {century-long}, early in the {century-long}, " + _of(START,
         "century-long"),
         "the early 19th century", "first … first + 400 months − 1", "first … first + 600 months − 1"),
    Rule("mid century", DATE, "(the) mid {century-long}, (the) middle of {century-long}", "the mid-19th century",
         "first + 400 months … first + 800 months − 1", "first + 200 months … first + 1000 months − 1"),
    Rule("late century", DATE, "(the) late {century-long}, late in the {century-long}, " + _of(END, "century-long"),
         "the late 19th century", "first + 800 months … last", "first + 600 months … last"),
    Rule("the start of a week", DATE, "early {week}, early in {week}, " + _of(START, "week"), "early last week",
         "first … first + 1", "first … first + 2", "weeks begin on Monday"),
    Rule("the middle of a week", DATE, "mid {week}, (the) middle of {week}", "the middle of last week", "first + 2",
         "first + 1 … first + 4", "weeks begin on Monday"),
    Rule("the end of a week", DATE, "late {week}, late in {week}, " + _of(END, "week"), "the end of last week",
         "first + 4 … first + 6", "first + 3 … first + 6", "weeks begin on Monday"),
)  # fmt: skip
