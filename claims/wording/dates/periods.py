"""The coding rules of stretches of the calendar: weeks, weekends, quarters, halves and seasons."""

from __future__ import annotations

from claims.wording.dates.plain import DATE, WITHOUT_YEAR
from claims.wording.grammar import Rule

SPAN = "first … last"
SHORT = {"year": "yr", "quarter": "qtr"}
OF_PUBLICATION = "the first day of the publication's"


def current(unit: str, length: int) -> tuple[Rule, Rule, Rule, Rule, Rule]:
    """The rows of the calendar month, quarter, year … that publication falls in, and of those around it."""
    explained = f"{unit} is {OF_PUBLICATION}"
    short = SHORT.get(unit, unit)
    return (
        Rule(
            f"this {unit}",
            DATE,
            f"this {unit}, earlier this {unit}, (the) current {unit}, so far this {unit}, earlier in the {unit}, "
            f"this very {unit}, this {short}",
            f"this {unit}",
            f"{unit} … published",
            f"{unit} … published",
            explained,
        ),
        Rule(
            f"last {unit}",
            DATE,
            f"last {unit}, last {short}",
            f"last {unit}",
            f"{unit} − {length} months … {unit} − 1",
            f"{unit} − {length} months … {unit} − 1",
            explained,
        ),
        Rule(
            f"the {unit} before last",
            DATE,
            f"(the) {unit} before last",
            f"the {unit} before last",
            f"{unit} − {2 * length} months … {unit} − {length} months − 1",
            f"{unit} − {2 * length} months … {unit} − {length} months − 1",
            explained,
        ),
        Rule(
            f"next {unit}",
            DATE,
            f"next {unit}, next {short}, the next {unit}, (the) coming {unit}, (the) upcoming {unit}",
            f"next {unit}",
            f"{unit} + {length} months … {unit} + {2 * length} months − 1",
            f"{unit} + {length} months … {unit} + {2 * length} months − 1",
            explained,
        ),
        Rule(
            f"the rest of this {unit}",
            DATE,
            f"later this {unit}, (the) rest of (this) {unit}, (the) rest of the {unit}, later in the {unit}",
            f"later this {unit}",
            f"published … {unit} + {length} months − 1",
            f"published … {unit} + {length} months − 1",
            explained,
        ),
    )


CURRENT_RULES = (
    Rule(
        "this week",
        DATE,
        "this week, earlier this week, (the) current week, so far this week, earlier in the week",
        "this week",
        "week … published",
        "week … published",
        "week is the Monday of the publication's",
    ),
    Rule(
        "last week",
        DATE,
        "last week, previous week",
        "last week",
        "published − 11 … published − 3",
        "published − 13 … published − 1",
    ),
    Rule(
        "the week before last",
        DATE,
        "(the) week before last",
        "the week before last",
        "published − 18 … published − 10",
        "published − 20 … published − 8",
    ),
    Rule(
        "next week",
        DATE,
        "next week, the next week, (the) coming week, (the) upcoming week",
        "next week",
        "published + 3 … published + 11",
        "published + 1 … published + 13",
    ),
    Rule(
        "the week after next",
        DATE,
        "(the) week after next",
        "the week after next",
        "published + 10 … published + 18",
        "published + 8 … published + 20",
    ),
    Rule(
        "the rest of this week",
        DATE,
        "later this week, (the) rest of this week, (the) rest of the week, "
        "(the) rest of (the) current week, later in the week",
        "later this week",
        "published … week + 6",
        "published … week + 6",
        "week is the Monday of the publication's",
    ),
    *current("month", 1),
    *current("quarter", 3),
    *current("year", 12),
    Rule("the month after next", DATE, "(the) month after (the) next", "the month after next",
         "month + 2 months … month + 3 months − 1", "month + 2 months … month + 3 months − 1",
         f"month is {OF_PUBLICATION}"),
    Rule("the year after next", DATE, "(the) year after (the) next", "the year after next",
         "year + 24 months … year + 36 months − 1", "year + 24 months … year + 36 months − 1",
         f"year is {OF_PUBLICATION}"),
    Rule("this decade", DATE, "this decade, (the) current decade", "this decade", "decade … published",
         "decade … published", f"decade is {OF_PUBLICATION}"),
    Rule("last decade", DATE, "last decade, the last decade", "last decade",
         "published − 120 months … published", "decade − 120 months … published",
         f"the last ten years, possibly the calendar decade before; decade is {OF_PUBLICATION}"),
    Rule("next decade", DATE, "next decade, the next decade, (the) coming decade", "next decade",
         "decade + 120 months … decade + 240 months − 1", "published … decade + 240 months − 1",
         f"decade is {OF_PUBLICATION}"),
    Rule("this century", DATE, "this century, (the) current century", "this century", "century … published",
         "century … published", f"century is {OF_PUBLICATION}"),
    Rule("last century", DATE, "last century, the last century", "last century", "century − 1200 months … century − 1",
         "century − 1200 months … century − 1", f"century is {OF_PUBLICATION}"),
)  # fmt: skip

STRETCH_RULES = (
    Rule(
        "a quarter of a year",
        DATE,
        "{quarter} {y}, {y} {quarter}, {y} the {quarter}, (the) {quarter} (of) {year}, (the) {quarter} in {year}, "
        "(the) {quarter}",
        "the second quarter of 2020",
        SPAN,
        SPAN,
        f"Q2 is April to June; {WITHOUT_YEAR}",
    ),
    Rule(
        "a half",
        DATE,
        "{half} {year}, {y} {half}, (the) {half} of {half-of}, (the) {half} of the {half-of}, (the) {half} (of) {year}",
        "the first half of 2020",
        SPAN,
        SPAN,
        "of a month: to the 15th, from the 16th; of a year, a decade or a century: half of its months",
    ),
    Rule(
        "a season",
        DATE,
        "{season} {y}, (the) {season} of {year}, (the) {season} in {year}, {season} {year}, {y} {season}, "
        "(the) {season}",
        "summer 2020",
        SPAN,
        SPAN,
        (
            "spring is March to May, summer June to August, autumn September to November, winter December to "
            "February, possibly on to 21 June, 23 September, 21 December, 20 March, and from 1 January of the year "
            f"named for a winter; the northern hemisphere's; {WITHOUT_YEAR}"
        ),
    ),
    Rule(
        "a winter of two years",
        DATE,
        "{season} {years}, (the) {season} of {years}, {season} {y} – {y}, (the) {season} of {y} – {y}, "
        "{season} {y} / {y}, (the) {season} of {y} / {y}",
        "the winter of 2019–20",
        SPAN,
        SPAN,
        "December to February, possibly on to 20 March",
    ),
    Rule(
        "last named season",
        DATE,
        "last {season}, this past {season}, {season} (of) last year",
        "last summer",
        SPAN,
        SPAN,
        "expected is the latest that ended before publication, possible from that of the calendar year before to it",
    ),
    Rule(
        "this named season", DATE, "this {season}, (the) current {season}", "this summer", SPAN, SPAN,
        "of the publication's year"
    ),
    Rule("next named season", DATE, "next {season}", "next summer", SPAN, SPAN,
         "expected is the first that begins after publication, possible from it to that of the next calendar year"),
    Rule(
        "a weekend",
        DATE,
        "(the) weekend of {day}, (the) weekend of the {day}, (the) week end of {day}, "
        "(the) {nth} weekend of {part-of}, "
        "(the) {nth} weekend in {part-of}, (the) {nth} week end of {part-of}, (the) {nth} week end in {part-of}",
        "the weekend of 27 June 2020",
        SPAN,
        SPAN,
        "Saturday and Sunday, possibly the Friday before; of a month the one whose Saturday lies in it",
    ),
    Rule(
        "the weekend",
        DATE,
        "over the weekend, the weekend, at the weekend, on the weekend, during the weekend",
        "over the weekend",
        SPAN,
        SPAN,
        "the latest that began by publication: Saturday and Sunday, possibly the Friday before",
    ),
    Rule(
        "last weekend",
        DATE,
        "last weekend, this past weekend, (the) past weekend, last week end",
        "last weekend",
        SPAN,
        SPAN,
        "the latest that ended before publication: Saturday and Sunday, possibly the Friday before",
    ),
    Rule(
        "this weekend",
        DATE,
        "this weekend, this week end",
        "this weekend",
        SPAN,
        SPAN,
        (
            "expected is the one of the week of publication, possible from the Friday of the latest that began by "
            "publication to it"
        ),
    ),
    Rule("the weekend before last", DATE, "(the) weekend before last", "the weekend before last", SPAN, SPAN,
         "the one before the latest that ended before publication"),
    Rule("the weekend after next", DATE, "(the) weekend after (the) next", "the weekend after next", SPAN, SPAN,
         "the second that begins after publication, possibly the one after it"),
    Rule("next weekend", DATE, "next weekend, (the) coming weekend, (the) upcoming weekend", "next weekend", SPAN, SPAN,
         "the first that begins after publication, possibly the one after it"),
    Rule(
        "nth weekday of",
        DATE,
        "(the) {nth} {weekday} of {part-of}, (the) {nth} {weekday} in {part-of}, (the) {nth} {weekday} {part-of}",
        "the third Tuesday of September 2014",
        SPAN,
        SPAN,
        "refused where there is none; “last” counts from the end",
    ),
    Rule(
        "nth day of",
        DATE,
        "(the) {nth} day of {part-of}, (the) {nth} day in {part-of}, (the) {nth} day {part-of}",
        "the last day of May 2020",
        SPAN,
        SPAN,
        "“last” counts from the end",
    ),
    Rule(
        "a week",
        DATE,
        "week {w} of {y}, week {w} {y}, {y} week {w}, {y} w {w}, {y} – w {w}, week {w}, week number {w}, "
        "week number {w} of {y}",
        "week 26 of 2020",
        SPAN,
        SPAN,
        f"as ISO 8601 numbers weeks; {WITHOUT_YEAR}",
    ),
    Rule(
        "nth week of",
        DATE,
        "(the) {nth} week of {part-of}, (the) {nth} week in {part-of}, (the) {nth} week {part-of}",
        "the last week of May 2020",
        SPAN,
        SPAN,
        (
            "expected are its days 1–7, 8–14 …, for the last its last seven; possible from the Monday before the "
            "first of them to the Sunday after the last"
        ),
    ),
    Rule(
        "the week of a day",
        DATE,
        "(the) week of {day}, (the) week of the {day}",
        "the week of 22 June 2020",
        "monday … monday + 6",
        "first − 6 … last + 6",
        "monday is the Monday of its week",
    ),
    Rule(
        "the week from a day",
        DATE,
        (
            "(the) week beginning {day}, (the) week beginning on {day}, (the) week commencing {day}, "
            "(the) week starting "
            "{day}, (the) week starting on {day}, (the) week that began on {day}, w / c {day}, (the) week from {day}"
        ),
        "the week beginning 22 June 2020",
        "first … first + 6",
        "first … first + 6",
    ),
    Rule(
        "the week to a day",
        DATE,
        "(the) week ending {day}, (the) week ending on {day}, (the) week to {day}, (the) week that ended on {day}, "
        "(the) week ended {day}",
        "the week ending 28 June 2020",
        "last − 6 … last",
        "last − 6 … last",
    ),
    Rule(
        "the first n days of",
        DATE,
        "(the) {nth} {time} of {part-of}, (the) {nth} {time} in {part-of}, (the) {nth} {time} {part-of}",
        "the first two weeks of May 2020",
        SPAN,
        SPAN,
        "“last” counts from the end",
    ),
    Rule(
        "the first days of",
        DATE,
        "(the) first days of {part-of}, (the) first few days of {part-of}, (the) early days of {part-of}, "
        "(the) opening days of {part-of}",
        "the first days of May 2020",
        "first … first + 4",
        "first … first + 8",
    ),
    Rule(
        "the last days of",
        DATE,
        "(the) last days of {part-of}, (the) final days of {part-of}, (the) closing days of {part-of}, "
        "(the) last few days of {part-of}, (the) dying days of {part-of}",
        "the last days of May 2020",
        "last − 4 … last",
        "last − 8 … last",
    ),
)  # fmt: skip
