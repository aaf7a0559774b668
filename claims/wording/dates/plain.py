"""The coding rules of days, months and years as they are written; `stretches.py` works out their formulas.

The rules of what is near them are in `vague.py`, of stretches of the calendar in `periods.py`, of what is counted from
a day in `offsets.py`.
"""

from __future__ import annotations

from claims.wording.grammar import Rule

DATE = ("date",)
WITHOUT_YEAR = (
    "without its year it is the latest that began on or before publication, and refused where the next one is "
    "nearer than the last"
)

WRITTEN_RULES = (
    Rule(
        "a day",
        DATE,
        (
            "({weekday}) (the) {d} (day) (of) {m} {y}, ({weekday}) {m} (the) {d} {y}, ({weekday}) (the) {d} (of) {m}, "
            "({weekday}) {m} (the) {d}, {d} (of) {m} {weekday}, {m} {d} {weekday}, "
            "{d} (of) {m} {y} {weekday}, {m} {d} {y} {weekday}, ({weekday}) {m} {d} {clock} {y}, "
            "{weekday} (the) {dth}, (the) {dth}, "
            "({weekday}) {yyyy-mm-dd}, {d-m-y}, {yyyymmdd}, {dd/mm}, {dd/mm} {y}, {d} / {m} / {y}, "
            "{y} (/) {m} (/) {d}, "
            "{weekday} ( {m} {d} ), {weekday} ( {d} {m} ), {d} {m} ( {weekday} ), {m} {d} ( {weekday} ), "
            "{d} {m} {y} ( {weekday} ), "
            "{m} {d} {y} ( {weekday} ), {weekday} ( {m} {d} {y} ), {weekday} ( {d} {m} {y} ), {m} {d} a {weekday}, "
            "{d} {m} a {weekday}, {m} {d} {y} a {weekday}, {d} {m} {y} a {weekday}, "
            "{m} / {d}, (the) {d} (of) {m} in {y}, (the) {d} (of) {m} of {y}, "
            "{m} (the) {d} in {y}, {m} (the) {d} of {y}"
        ),
        "25 June 2020",
        "first … last",
        "first … last",
        (
            f"{WITHOUT_YEAR}; a year in two digits is the latest "
            "that is at most 20 years after the publication's; where the next such day is nearer, its weekday "
            "may tell which is meant; 2020-06-25 and 25/06/2020 are read too, 03/04/2020 is refused"
        ),
    ),
    Rule(
        "a day of this or that month",
        DATE,
        "({weekday}) (the) {d} (day) of {current}, (the) {d} {current}, (the) {d} (day) of the {current}, "
        "({weekday}) (the) {d} (of) {m} (of) {now-year}, ({weekday}) {m} (the) {d} (of) {now-year}",
        "the 25th of last month",
        "first … last",
        "first … last",
        "in the calendar month before, with or after the publication's",
    ),
    Rule(
        "a month",
        DATE,
        "{m} {y}, {m} of {y}, (the) month of {m} (of) {y}, (the) month of {m}, {y} (/) {m}, {m}, {yyyy-mm}, "
        "{mm} / {y}, {mm} – {y}, {y} / {mm}, {y} – {mm}",
        "May 2020",
        "first … last",
        "first … last",
        WITHOUT_YEAR,
    ),
    Rule(
        "a month of last year",
        DATE,
        "{m} (of) {now-year}, {m} (of) the {now-year}",
        "May last year",
        "first … last",
        "first … last",
        "in the calendar year before, with or after the publication's",
    ),
    Rule(
        "last named month",
        DATE,
        "last {m}",
        "last May",
        "first … last",
        "first … last",
        "expected is the latest that ended before publication, possible from that of the calendar year before to it",
    ),
    Rule("this named month", DATE, "this {m}", "this May", "first … last", "first … last",
         "of the publication's year"),
    Rule("this past named month", DATE, "this past {m}", "this past May", "first … last", "first … last",
         "the latest that ended before publication"),
    Rule(
        "next named month",
        DATE,
        "next {m}",
        "next May",
        "first … last",
        "first … last",
        "expected is the first that begins after publication, possible from it to that of the next calendar year",
    ),
    Rule("a month or season counted on", DATE, "{m} before last, {season} before last, {m} after next, "
         "{season} after next", "the May before last",
         refuses="it is told from the day of speaking, in more ways than one; write the month and its year"),
    Rule(
        "a year",
        DATE,
        "{y}, the year {yy}, year {yy}, {yy} ad, {yy} ce, {yy} a d, ad {yy}, (the) calendar year {y}",
        "2018",
        "first … last",
        "first … last",
        "in four digits or in words",
    ),
    Rule(
        "a decade",
        DATE,
        "(the) {decade}, the decade of the {decade}",
        "the 1990s",
        "first … last",
        "first … last",
        "without its century it is the latest that began by publication",
    ),
    Rule(
        "a hundred years",
        DATE,
        "(the) {hundred}",
        "the 1800s",
        "first … last",
        "first … last",
        "the 2000s are ten years",
    ),
    Rule("a century",
         DATE, "(the) {19th} century, (the) {19th} century ad, (the) {19th} century ce, (the) {19th} c, {19c}",
         "the 19th century",
         "first … last", "first … last", "the 19th is 1801 to 1900"),
    Rule(
        "a holiday",
        DATE,
        "{holiday} {y}, {holiday} of {y}, {holiday} in {y}, {holiday} (of) {now-year}, {holiday}",
        "Christmas Eve 2019",
        "first … last",
        "first … last",
        f"one with the same day in every year; {WITHOUT_YEAR}; Easter, Eid and others that move are refused",
    ),
)  # fmt: skip

WEEKDAY_RULES = (
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
        "last named weekday",
        DATE,
        "last {weekday}, (this) past {weekday}, {weekday} last",
        "last Thursday",
        "first … last",
        "first … last",
        (
            "expected is the latest before publication, possible from that of the week before the publication's "
            "to it; weeks begin on Monday"
        ),
    ),
    Rule(
        "this named weekday",
        DATE,
        "this {weekday}, {weekday} (of) this week, this week {weekday}, this week on {weekday}",
        "this Thursday",
        "first … last",
        "first … last",
        "of the week of publication, which begins on Monday",
    ),
    Rule(
        "next named weekday",
        DATE,
        "next {weekday}, (this) coming {weekday}, (this) upcoming {weekday}",
        "next Thursday",
        "first … last",
        "first … last + 7",
        "the first after publication, possibly the one after it",
    ),
    Rule(
        "a weekday of last week",
        DATE,
        (
            "{weekday} last week, {weekday} of last week, {weekday} from last week, {weekday} in last week, "
            "last week {weekday}, last week on {weekday}"
        ),
        "Thursday of last week",
        "first … last",
        "first … last",
        "weeks begin on Monday",
    ),
    Rule(
        "a weekday of next week",
        DATE,
        "{weekday} next week, {weekday} of next week, next week {weekday}, next week on {weekday}",
        "Thursday next week",
        "first … last",
        "first … last",
        "weeks begin on Monday",
    ),
    Rule(
        "a weekday some weeks ago",
        DATE,
        "{n} {weekdays} ago, {n} {weekdays} back",
        "two Sundays ago",
        "first … last",
        "first … last",
        "counted back from the latest before publication",
    ),
    Rule(
        "a weekday some weeks on",
        DATE,
        "{n} {weekdays} from now, in {n} {weekdays}",
        "two Sundays from now",
        "first … last",
        "first … last",
        "counted from the first after publication",
    ),
    Rule(
        "a week before a weekday",
        DATE,
        "{n} weeks ago {weekday}, {n} week ago {weekday}, {n} week ago on {weekday}, {n} weeks ago on {weekday}, "
        "{weekday} {n} week ago, {weekday} {n} weeks ago",
        "a week ago Thursday",
        "first … last",
        "first … last + 7",
        "the latest that is at least that long ago, possibly the one after it",
    ),
    Rule(
        "a week after a weekday",
        DATE,
        "{weekday} week, {weekday} fortnight, a week on {weekday}, {weekday} after next, {weekday} before last",
        "Thursday week",
        refuses="it is told from the day of speaking, in more ways than one; write the day that is meant",
    ),
)

TODAY_RULES = (
    Rule(
        "today",
        DATE,
        "today, this morning, this afternoon, this evening, earlier today, later today, this very day, this day",
        "this evening",
        "published",
        "published",
    ),
    Rule("tonight", DATE, "tonight, later tonight, late tonight", "tonight", "published", "published … published + 1"),
    Rule("yesterday", DATE, "yesterday", "yesterday", "published − 1", "published − 1"),
    Rule(
        "the day before yesterday",
        DATE,
        "(the) day before yesterday",
        "the day before yesterday",
        "published − 2",
        "published − 2",
    ),
    Rule(
        "last night",
        DATE,
        "last night, late last night, yesterday night, overnight",
        "last night",
        "published − 1 … published",
        "published − 1 … published",
    ),
    Rule("tomorrow", DATE, "tomorrow, tmrw", "tomorrow", "published + 1", "published + 1"),
    Rule(
        "the day after tomorrow",
        DATE,
        "(the) day after tomorrow, (the) day after tmrw",
        "the day after tomorrow",
        "published + 2",
        "published + 2",
    ),
)
