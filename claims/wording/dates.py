"""The coding rules of dates, row by row; `calendars.py` reads their slots and works out their formulas."""

from __future__ import annotations

from claims.wording.grammar import Rule

DATE = ("date",)
# What names a day, a month or a year by itself.
POINT_RULES = (
    Rule(
        "a day",
        DATE,
        (
            "({weekday}) (the) {d} (of) {m} {y}, ({weekday}) {m} (the) {d} {y}, ({weekday}) (the) {d} (of) "
            "{m}, ({weekday}) {m} (the) {d}, {weekday} (the) {dth}, ({weekday}) {yyyy-mm-dd}"
        ),
        "25 June 2020",
        "first … last",
        "first … last",
        (
            "d, m and y are a day, a month's name and a year; without its year it is the latest that began "
            "on or before publication, and refused where the next one is nearer than the last; 2020-06-25 "
            "and 25/06/2020 are read too, 03/04/2020 is refused"
        ),
    ),
    Rule(
        "a month",
        DATE,
        "{m} {y}, {m} of {y}, {m}, {yyyy-mm}",
        "May 2020",
        "first … last",
        "first … last",
        (
            "without its year it is the latest that began on or before publication, and refused where the "
            "next one is nearer than the last"
        ),
    ),
    Rule("a year", DATE, "{y}, the year {y}", "2018", "first … last", "first … last"),
    Rule("a decade", DATE, "(the) {decade}", "the 1990s", "first … last", "first … last"),
    Rule("a century", DATE, "(the) {nth} century", "the 19th century", "first … last", "first … last"),
    Rule(
        "a weekday",
        DATE,
        "{weekday}",
        "Thursday",
        "first … last",
        "first … last",
        "the latest that is not after publication",
    ),
    Rule(
        "today",
        DATE,
        "today, this morning, this afternoon, this evening, earlier today",
        "this evening",
        "published",
        "published",
    ),
    Rule("tonight", DATE, "tonight", "tonight", "published", "published … published + 1"),
    Rule("yesterday", DATE, "yesterday", "yesterday", "published − 1", "published − 1"),
    Rule(
        "last night",
        DATE,
        "last night, yesterday night",
        "last night",
        "published − 1 … published",
        "published − 1 … published",
    ),
    Rule(
        "this week",
        DATE,
        "this week, earlier this week",
        "this week",
        "week … published",
        "week … published",
        "week is the Monday of the publication's",
    ),
    Rule(
        "this month",
        DATE,
        "this month, earlier this month",
        "this month",
        "month … published",
        "month … published",
        "month is the first of the publication's",
    ),
    Rule(
        "this year",
        DATE,
        "this year, earlier this year, so far this year",
        "this year",
        "year … published",
        "year … published",
        "year is the first day of the publication's",
    ),
    Rule(
        "last week",
        DATE,
        "last week",
        "last week",
        "published − 11 … published − 3",
        "published − 13 … published − 1",
    ),
    Rule(
        "last month",
        DATE,
        "last month",
        "last month",
        "month − 1 months … month − 1",
        "month − 1 months … month − 1",
        "month is the first of the publication's",
    ),
    Rule(
        "last year",
        DATE,
        "last year",
        "last year",
        "year − 12 months … year − 1",
        "year − 12 months … year − 1",
        "year is the first day of the publication's",
    ),
)

# What says about when, in or near such a point.
NEAR_RULES = (
    Rule(
        "early month",
        DATE,
        "early {month}, early in {month}",
        "early June 2020",
        "first … first + 9",
        "first … first + 14",
    ),
    Rule(
        "mid month",
        DATE,
        "mid {month}, middle of {month}, the middle of {month}",
        "mid-June 2020",
        "first + 10 … first + 19",
        "first + 5 … first + 24",
    ),
    Rule(
        "late month",
        DATE,
        "late {month}, late in {month}",
        "late June 2020",
        "first + 20 … last",
        "first + 15 … last",
    ),
    Rule(
        "early year",
        DATE,
        "early {year}, early in {year}",
        "early 2020",
        "first … first + 4 months − 1",
        "first … first + 6 months − 1",
    ),
    Rule(
        "mid year",
        DATE,
        "mid {year}, middle of {year}, the middle of {year}",
        "mid-2020",
        "first + 4 months … first + 8 months − 1",
        "first + 2 months … first + 10 months − 1",
    ),
    Rule(
        "late year",
        DATE,
        "late {year}, late in {year}",
        "late 2020",
        "first + 8 months … last",
        "first + 6 months … last",
    ),
    Rule(
        "about a day",
        DATE,
        (
            "about {day}, around {day}, circa {day}, c {day}, ca {day}, approximately {day}, on or about "
            "{day}, on or around {day}, roughly {day}, ~ {day}, {day} ~"
        ),
        "about 25 June 2020",
        "first − 1 … last + 1",
        "first − 3 … last + 3",
    ),
    Rule(
        "about a month",
        DATE,
        (
            "about {month}, around {month}, circa {month}, c {month}, ca {month}, approximately {month}, "
            "roughly {month}, ~ {month}, {month} ~"
        ),
        "around June 2020",
        "first … last",
        "first − 1 months … next + 1 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "about a year",
        DATE,
        (
            "about {year}, around {year}, circa {year}, c {year}, ca {year}, approximately {year}, roughly "
            "{year}, ~ {year}, {year} ~"
        ),
        "circa 2018",
        "first … last",
        "first − 12 months … next + 12 months − 1",
        "next is the first day after it",
    ),
    Rule(
        "n days ago",
        DATE,
        "{n} {u} ago, {n} {u} earlier than publication",
        "three days ago",
        "published − n u",
        "published − n u − u … published − n u + u",
        "u is a day, a week, a month or a year",
    ),
    Rule(
        "days ago",
        DATE,
        "{units} ago",
        "weeks ago",
        "published − 6 u … published − 2 u",
        "published − 9 u … published − u",
        "u is a day, a week, a month or a year",
    ),
)

# What takes such a point further, or hangs on the date of another claim.
FURTHER_RULES = (
    Rule(
        "between, from … to",
        DATE,
        (
            "between {X} and {X}, between {X} and {b}, between {X} and {b} {y}, between {a} and {X}, "
            "from {X} to {X}, from {X} to {b}, from {X} to {b} {y}, from {a} to {X}, {X} – {X}, {X} – "
            "{b}, {X} – {b} {y}, {a} – {X}, {X} to {X}, {X} to {b}, {X} to {b} {y}, {a} to {X}, {X} / "
            "{X}, from {X} until {X}, from {X} through {X}, {X} through {X}, between {X} – {b}, between "
            "{X} – {X}, between {a} – {X}, from {X} – {X}, from {a} – {X}"
        ),
        "between June 25 and 26",
        "first … last",
        "first … last",
        (
            "a and b are days of the month, X is any of the dates above; what only one end names (month, "
            "year) holds for the other; a weekday or a day without a year is told as alone"
        ),
    ),
    Rule(
        "the night of",
        DATE,
        (
            "night of {day}, nights of {day}, night on {day}, overnight on {day}, overnight {day}, {day} "
            "night, {day} at night, {day} overnight, overnight of {day}"
        ),
        "Thursday night",
        "first … last",
        "first … last + 1",
    ),
    Rule(
        "since",
        DATE,
        (
            "since {X}, from {X}, {X} onward, {X} onwards, from {X} on, from {X} onward, from {X} onwards, "
            "ever since {X}"
        ),
        "since 2018",
        "first … last",
        "first … last",
        "of something that began then",
    ),
    Rule(
        "before",
        DATE,
        "before {X}, prior to {X}, earlier than {X}",
        "before 3 May 2020",
        "… first − 1",
        "… first − 1",
    ),
    Rule(
        "by",
        DATE,
        "by {X}, no later than {X}, not later than {X}, on or before {X}, {X} or earlier, .. / {X}",
        "by 3 May 2020",
        "… last",
        "… last",
    ),
    Rule("after", DATE, "after {X}, later than {X}", "after 3 May 2020", "last + 1 …", "last + 1 …"),
    Rule(
        "on or after",
        DATE,
        "on or after {X}, {X} or later, no earlier than {X}, not earlier than {X}, not before {X}, {X} / ..",
        "3 May 2020 or later",
        "first …",
        "first …",
    ),
    Rule(
        "n days after",
        DATE,
        "{n} {u} after, {n} {u} later, {n} {u} following",
        "10 days after",
        "base + n u",
        "base + n u − 1 … base + n u + 1",
        "a month is 30.44 days, the possible span wide enough for any months of the calendar",
    ),
    Rule(
        "n days before",
        DATE,
        "{n} {u} before, {n} {u} earlier, {n} {u} prior to",
        "two days before",
        "base − n u",
        "base − n u − 1 … base − n u + 1",
    ),
    Rule(
        "within n days of",
        DATE,
        "within {n} {u} of, within {n} {u} after, in the {n} {u} after",
        "within three days of being arrested",
        "base … base + n u",
        "base … base + n u + 1",
    ),
    Rule(
        "days later",
        DATE,
        "{units} later, {units} after",
        "days later",
        "base + 2 u … base + 6 u",
        "base + u … base + 9 u",
    ),
    Rule(
        "days before",
        DATE,
        "{units} before, {units} earlier",
        "days before",
        "base − 6 u … base − 2 u",
        "base − 9 u … base − u",
    ),
    Rule(
        "the same day",
        DATE,
        "the same day, same day, that same day, that day, the same evening",
        "the same day",
        "base",
        "base",
    ),
    Rule(
        "the next day",
        DATE,
        "the next day, the following day, the day after, next day, following day",
        "the next day",
        "base + 1",
        "base + 1",
    ),
    Rule(
        "the day before",
        DATE,
        "the day before, the previous day",
        "the day before",
        "base − 1",
        "base − 1",
    ),
)
