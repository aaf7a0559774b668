"""The coding rules of dates that are counted from another: from publication, from a day, from another claim."""

from __future__ import annotations

from claims.wording.dates.plain import DATE
from claims.wording.grammar import Rule

TIME = "time is a number of days, weeks, months or years, unit the smallest of them; months are the calendar's"
FEW = "several are 3–7 (2–9), a few 3–5 (2–9), a couple 2 (2–3); u is a day, a week, a month or a year"
MONTHS = "a month is 30.44 days, the possible span wide enough for any months of the calendar; " + TIME


def _forms(phrase: str, behind: tuple[str, ...], on: tuple[str, ...], slot: str = "X") -> str:
    """The forms of an offset that stands alone and of one that names the date it is counted from."""
    alone = [f"{phrase} {word}" for word in behind]
    return ", ".join(alone + [f"{phrase} {word} {opening}{{{slot}}}" for word in on for opening in ("", "the ")])


AFTER_WORDS, ON_AFTER = ("after", "later", "following", "afterwards"), ("after", "following", "from", "since")
BEFORE_WORDS, ON_BEFORE = ("before", "earlier", "prior to", "previously"), ("before", "prior to")
PAST = ("ago", "back", "earlier than publication", "before publication")
LAST = ("last", "past", "previous")
MORE = ("more than", "over", "at least", "no less than", "not less than", "no fewer than", "not fewer than")
NEARLY = ("nearly", "almost", "just under")
FEWER = ("less than", "fewer than", "under", "well under", "no more than", "not more than", "at most")


def _each(pattern: str, words: tuple[str, ...]) -> str:
    return ", ".join(pattern.replace("*", word) for word in words)


AGO_RULES = (
    Rule("n days ago", DATE, _each("{time} *", PAST), "three days ago", "published − time",
         "published − time − unit … published − time + unit", TIME),
    Rule("n days ago to the day", DATE, "{time} ago to the day", "a year ago to the day", "published − time",
         "published − time", TIME),
    Rule("about n days ago", DATE, _each("* {time} ago", ("about", "around", "approximately", "roughly", "some"))
         + ", {time} or so ago", "about three weeks ago", "published − time − unit … published − time + unit",
         "published − time − 2 unit … published − time + 2 unit", "never after publication; " + TIME),
    Rule("more than n days ago", DATE, _each("* {time} ago", ("more than", "over", "well over", "at least",
         "no less than", "not less than", "no fewer than", "not fewer than")),
         "more than a year ago", "published − 2 time … published − time − 1", "… published − time", TIME),
    Rule("nearly n days ago", DATE, _each("* {time} ago", ("nearly", "almost", "just under")),
         "nearly a year ago", "published − time + 1 … published − 0.9 time",
         "published − time + 1 … published − 0.8 time",
         TIME),
    Rule("less than n days ago", DATE, _each("* {time} ago", FEWER), "less than a month ago",
         "published − time … published − 0.5 time", "published − time … published", TIME),
    Rule("a day or two ago", DATE, "(a) {one} or two ago, {one} or two back", "a week or two ago",
         "published − 2 u … published − u", "published − 3 u … published", "u is a day, a week, a month or a year"),
    Rule("days ago", DATE, "{units} ago, some {units} ago", "weeks ago", "published − 6 u … published − 2 u",
         "published − 9 u … published − u", "u is a day, a week, a month or a year"),
    Rule("several days ago", DATE, "{few} ago, {few} back", "a few days ago",
         "published − most u … published − least u",
         "published − highest u … published − lowest u", FEW),
    Rule("hours ago", DATE, "{hours} ago, (a) few hours ago, several hours ago", "hours ago",
         "published − 1 … published",
         "published − 1 … published"),
    Rule("the last n days", DATE,
         _each("(the) * {time}", LAST) + ", within (the) last {time}, within (the) past {time}", "the last two weeks",
         "published − time … published", "published − time … published", TIME),
    Rule("the last few days", DATE, "(the) last {few}, (the) past {few}, recent {units}, (the) last {units}, "
         "(the) past {units}",
         "the past few days", "published − 6 u … published", "published − 9 u … published",
         "u is a day, a week, a month or a year"),
    Rule("the past week", DATE, "(the) past {one}, (the) last 24 hours, within (the) past {one}, "
         "within the last {one}, "
         + _each("* the last {one}", ("in", "over", "during", "for", "throughout")), "the past week",
         "published − u … published",
         "published − u … published", "u is a day, a week, a month or a year"),
    Rule("in n days", DATE, "in {time}, in {time} time, {time} from now, {time} hence, in another {time}",
         "in three days", "published + time", "published + time − unit … published + time + unit",
         "told from publication; " + TIME),
    Rule("in a few days", DATE, "in {few}, in {few} time, {few} from now, {few} hence", "in a few days",
         "published + least u … published + most u", "published + lowest u … published + highest u", FEW),
    Rule("the next n days", DATE, "(the) next {time}, (the) coming {time}, (the) upcoming {time}, "
         "within (the) next {time}, within (the) upcoming {time}, "
         "within (the) coming {time}, (the) {time} ahead", "the next two weeks", "published … published + time",
         "published … published + time", TIME),
    Rule("the next few days", DATE, "(the) next {few}, (the) next {units}, (the) coming {units}, (the) coming {few}",
         "the coming days", "published … published + 6 u", "published … published + 9 u",
         "u is a day, a week, a month or a year"),
)  # fmt: skip

OFFSET_RULES = (
    Rule("n days after", DATE, _forms("{time}", AFTER_WORDS, ON_AFTER), "10 days after", "base + time",
         "base + time − 1 … base + time + 1", MONTHS),
    Rule("n days before", DATE, _forms("{time}", BEFORE_WORDS, ON_BEFORE), "two days before", "base − time",
         "base − time − 1 … base − time + 1", MONTHS),
    Rule("about n days after", DATE,
         ", ".join(_forms(f"{word} {{time}}", AFTER_WORDS, ON_AFTER) for word in ("about", "around", "some",
         "roughly")),
         "about two weeks later", "base + time − unit … base + time + unit",
         "base + time − 2 unit … base + time + 2 unit", MONTHS),
    Rule("about n days before", DATE,
         ", ".join(_forms(f"{word} {{time}}", BEFORE_WORDS, ON_BEFORE) for word in ("about", "around", "some",
         "roughly")),
         "about two weeks earlier", "base − time − unit … base − time + unit",
         "base − time − 2 unit … base − time + 2 unit", MONTHS),
    Rule("more than n days after", DATE,
         _each("* {time} after, * {time} later, * {time} following, * {time} afterwards", MORE),
         "more than two weeks later", "base + time … base + 2 time", "base + time … base + 10 time", MONTHS),
    Rule("more than n days before", DATE,
         _each("* {time} before, * {time} earlier", MORE), "more than two weeks earlier",
         "base − 2 time … base − time", "base − 10 time … base − time", MONTHS),
    Rule("more than n days after a day", DATE,
         _each("* {time} after {X}, * {time} following {X}, * {time} from {X}", MORE),
         "more than two weeks after 25 June 2020",
         "base + time … base + 2 time", "base + time …", TIME),
    Rule("more than n days before a day", DATE, _each("* {time} before {X}", MORE),
         "more than two weeks before 25 June 2020", "base − 2 time … base − time", "… base − time", TIME),
    Rule("within n days", DATE, "within {time}, within {few}, within {units}", "within five days",
         refuses="it names no day to count from; add “of” and the day"),
    Rule("within n days of", DATE, ", ".join(
            _forms(f"{word} {{time}}", ("of", "after", "later"), ("of", "after", "from"))
            for word in ("within", "less than", "fewer than", "not more than", "no more than"))
         + ", in the {time} after, in the {time} after {X}, for {time} from {X}, from {X} for {time}",
         "within three days of being arrested", "base … base + time", "base … base + time + 1", MONTHS),
    Rule("within n days before", DATE, ", ".join(
            _forms(f"{word} {{time}}", ("before", "earlier"), ("before",))
            for word in ("within", "less than", "fewer than", "not more than", "no more than"))
         + ", in the {time} before, in the {time} before {X}",
         "less than a week before", "base − time … base", "base − time − 1 … base", MONTHS),
    Rule("nearly n days after", DATE,
         ", ".join(_forms(f"{word} {{time}}", AFTER_WORDS, ON_AFTER) for word in NEARLY), "nearly two weeks later",
         "base + 0.9 time … base + time", "base + 0.8 time … base + time", MONTHS),
    Rule("nearly n days before", DATE,
         ", ".join(_forms(f"{word} {{time}}", BEFORE_WORDS, ON_BEFORE) for word in NEARLY), "nearly two weeks earlier",
         "base − time … base − 0.9 time", "base − time … base − 0.8 time", MONTHS),
    Rule("several days after", DATE, _forms("{few}", AFTER_WORDS, ON_AFTER), "several days later",
         "base + least u … base + most u", "base + lowest u … base + highest u", FEW),
    Rule("several days before", DATE, _forms("{few}", BEFORE_WORDS, ON_BEFORE), "several days earlier",
         "base − most u … base − least u", "base − highest u … base − lowest u", FEW),
    Rule("days later", DATE, _forms("{units}", AFTER_WORDS, ON_AFTER), "days later", "base + 2 u … base + 6 u",
         "base + u … base + 9 u"),
    Rule("days before", DATE, _forms("{units}", BEFORE_WORDS, ON_BEFORE), "days before", "base − 6 u … base − 2 u",
         "base − 9 u … base − u"),
    Rule("hours later", DATE, _forms("{hours}", AFTER_WORDS, ON_AFTER) + ", within {hours} of, within {hours}, "
         "within {hours} of {X}, (a) few hours later, several hours later, (a) few hours after, several hours after, "
         "overnight after", "hours later", "base … base + 1", "base … base + 1"),
    Rule("minutes later", DATE, "minutes later, minutes after, moments later, moments after, immediately after, "
         "immediately afterwards, minutes after {X}, moments after {X}, immediately after {X}", "minutes later",
         "base", "base … base + 1"),
    Rule("hours before", DATE, _forms("{hours}", BEFORE_WORDS, ON_BEFORE) + ", minutes before, minutes earlier, "
         "moments before", "hours before", "base − 1 … base", "base − 1 … base"),
    Rule("shortly after", DATE, "shortly after, soon after, shortly afterwards, soon afterwards, shortly thereafter, "
         "shortly after {X}, soon after {X}", "shortly afterwards", "base … base + 2", "base … base + 9"),
    Rule("shortly before", DATE, "shortly before, shortly before {X}, just before {X}", "shortly before",
         "base − 2 … base", "base − 9 … base"),
    Rule("the same day", DATE, "the same day, same day, that same day, that day, the same evening, the same night, "
         "that evening, that night, that morning, that afternoon, the same morning, the same afternoon, "
         "later that day, "
         "later the same day, earlier that day, earlier the same day", "the same day", "base", "base"),
    Rule("the next day", DATE, "the next day, the following day, the day after, next day, following day, "
         "the next morning, the following morning, the next evening, the following evening, the next afternoon, "
         "the following afternoon, next morning, (the) morning after, (the) day after {X}, (the) day following {X}, "
         "(the) day after the {X}, (the) morning after {X}, one day later, (the) day following", "the next day",
         "base + 1", "base + 1"),
    Rule("the next night", DATE, "the next night, the following night, (the) night after, (the) night after {X}",
         "the following night", "base + 1", "base + 1 … base + 2"),
    Rule("the day before", DATE, "the day before, the previous day, the previous evening, the previous morning, "
         "the previous afternoon, the evening before, (the) day before {X}, (the) day before the {X}, "
         "the preceding day, "
         "(the) eve of {X}, (the) evening before {X}, on the eve of, "
         "(the) afternoon before {X}, (the) morning before {X}", "the day before", "base − 1", "base − 1"),
    Rule("the previous night", DATE, "the previous night, the night before, the night before {X}", "the night before",
         "base − 1", "base − 1 … base"),
    Rule("the following week", DATE, "the following week, the week after, the week after {X}, the week following {X}",
         "the following week", "base + 3 … base + 11", "base + 1 … base + 13"),
    Rule("the previous week", DATE, "the previous week, (the) week before, (the) week before {X}, the preceding week",
         "the previous week", "base − 11 … base − 3", "base − 13 … base − 1"),
    Rule("n days to the day after", DATE, _forms("{time} to the day", AFTER_WORDS, ON_AFTER),
         "a year to the day after", "base + time", "base + time", MONTHS),
    Rule("n days to the day before", DATE, _forms("{time} to the day", BEFORE_WORDS, ON_BEFORE),
         "a year to the day before", "base − time", "base − time", MONTHS),
    Rule("the n days from a day", DATE, "the {time} from {day}, the {time} after {day}, the {time} following {day}, "
         "the {time} since {day}", "the two weeks from 14 June 2020", "first … last + time", "first … last + time",
         TIME),
    Rule("the n days before a day", DATE, "the {time} before {day}, the {time} prior to {day}, "
         "the {time} leading up to {day}, the {time} to {day}", "the two weeks before 14 June 2020",
         "first − time … last", "first − time … last", TIME),
    Rule("n days of another kind", DATE, "the {time} from {X}, the {time} after {X}, the {time} following {X}, "
         "the {time} since {X}, the {time} before {X}, the {time} prior to {X}, "
         "(the) year ended {X}, (the) year ended on {X}, (the) quarter ended {X}, (the) quarter ended on {X}, "
         "(the) month ended {X}, (the) month ended on {X}, (the) half ended {X}, (the) half ended on {X}, "
         "(the) season ended {X}, (the) {time} ended {X}, (the) {time} ended on {X}, "
         "(the) year before {X}, (the) month before {X}, (the) decade before {X}, (the) weekend before {X}, "
         "(the) summer before {X}, (the) winter before {X}, (the) spring before {X}, (the) autumn before {X}, "
         "(the) year after {X}, (the) month after {X}, (the) decade after {X}, (the) weekend after {X}, "
         "(the) summer after {X}, (the) winter after {X}, (the) spring after {X}, (the) autumn after {X}",
         "the year before 2019",
         refuses="it could begin or end on more than one day; write its first and its last day"),
    Rule("told from a month or year of another claim", DATE, "the same day last year, the same day this year, "
         "the same week last year, the same month last year, the same time last year, this time last year, "
         "later that month, later that year, later that week, "
         "the same week, the same month, the same year, that same week, that same month, that same year, that week, "
         "that month, that year, earlier that month, earlier that year, earlier that week, that weekend, "
         "the following month, the following year, the previous month, the previous year, the following weekend, "
         "that summer, that winter, that spring, that autumn, same week, same month, same year, the next year",
         "later that month", refuses="it goes by a month or a year that another claim names; write the date"),
)  # fmt: skip

RANGE_RULES = (
    Rule("a range of centuries", DATE, "(the) {19th} {to} {19th} centuries, (the) {19th} and {19th} centuries, "
         "(the) {19th} {to} {19th} century, (the) {19th} or {19th} century, between the {19th} and {19th} centuries, "
         "from the {19th} {to} the {19th} century", "the 17th–19th centuries", "first … last", "first … last"),
    Rule("between, from … to", DATE,
         "between {X} and {X}, between {X} and {b}, between {X} and {b} {y}, between {a} and {X}, "
         "between {X} {to} {X}, between {X} {to} {b}, between {X} {to} {b} {y}, between {a} {to} {X}, "
         "from {X} {to} {X} (in) (of) {y}, {X} {to} {X} (in) (of) {y}, between {X} and {X} (in) (of) {y}, "
         "from {X} {to} {X}, from {X} {to} {b}, from {X} {to} {b} {y}, from {a} {to} {X}, {X} {to} {X}, {X} {to} {b}, "
         "{X} {to} {b} {y}, {a} {to} {X}, "
         "{X} between {a} and {b}, {X} from {a} {to} {b}, {X} between {a} {to} {b}, {X} between {a} and {b} {y}, "
         "{X} between {a} {to} {b} {y}, "
         "{week} between {weekday} and {weekday}, {week} from {weekday} {to} {weekday}",
         "between June 25 and 26", "first … last", "first … last",
         ("a and b are days of the month, X is any of the dates above, to may be until, till, through or a dash; what "
          "only one end names (month, year) holds for the other; a weekday or a day without a year is told as alone")),
    Rule("days in a row", DATE, "(the) {days} (of) {m} {y}, (the) {days} (of) {m}, (the) {days} (of) {current}, "
         "{m} (the) {days} {y}, {m} (the) {days}", "25, 26 and 27 June 2020",
         "first … last", "first … last", "with “and” or “or”; refused where one between them is left out"),
    Rule("one date or the next", DATE, "{X} or {X}, either {X} or {X}, {X} / {X}", "May or June 2020", "first … last",
         "first … last",
         "refused where there is a gap between them"),
    Rule("years in two digits", DATE, "{years}, from {years}, between {years}", "2017–18", "first … last",
         "first … last"),
    Rule("from then until now", DATE, "from {X} {to} {now}, {X} {to} {now}, between {X} and {now}, "
         "from {X} up {to} {now}",
         "from 2017 to the present", "first … published", "first … published"),
    Rule("from now until", DATE, "from {now} {to} {X}, between {now} and {X}, {now} {to} {X}",
         "from now until 25 June 2021",
         "published … last", "published … last"),
    Rule("the weekend of a range", DATE, "(the) weekend of {a} {to} {X}, (the) weekend of {X} {to} {b}, "
         "(the) weekend of {X} {to} {b} {y}, (the) weekend of {X} and {b}, (the) weekend of {a} and {X}, "
         "(the) weekend of {X} and {b} {y}", "the weekend of 27–28 June 2020", "first … last", "first … last"),
    Rule("the week of a range", DATE, "(the) week {a} {to} {X}, (the) week of {a} {to} {X}, "
         "(the) week from {a} {to} {X}, "
         "(the) week {X} {to} {b}, (the) week of {X} {to} {b}, (the) week {X} {to} {b} {y}, "
         "(the) week of {X} {to} {b} {y}, (the) week of {X} {to} {X}", "the week of 22–28 June 2020",
         "first … last", "first … last"),
    Rule("the night of a range", DATE, "(the) night of {a} {to} {X}, (the) night of {X} {to} {b}, "
         "(the) night of {X} {to} {b} {y}, (the) night of {X} {to} {X}, overnight {a} {to} {X}, "
         "overnight {X} {to} {X}, "
         "(the) night between {a} and {X}, (the) night between {X} and {b}, (the) night between {X} and {X}, "
         "overnight on {a} {to} {X}, overnight from {X} {to} {X}, overnight from {a} {to} {X}, "
         "(the) night from {X} {to} {X}, (the) night of {a} and {X}, (the) night of {days} (of) {m} {y}, "
         "(the) night of {days} (of) {m}",
         "the night of 25–26 June 2020", "first … last", "first … last"),
)  # fmt: skip

SIDE_RULES = (
    Rule("since", DATE, "since {X}, from {X}, {X} onward, {X} onwards, from {X} on, from {X} onward, from {X} onwards, "
         "ever since {X}, starting {X}, starting on {X}, beginning {X}, beginning on {X}, as of {X}, as from {X}, "
         "since at least {X}, since the {X}", "since 2018",
         "first … last", "first … last", "of something that began then"),
    Rule("by", DATE, "by {X}, no later than {X}, not later than {X}, on or before {X}, {X} or earlier, .. / {X}, "
         "until {X}, up until {X}, till {X}, up to {X}, through {X}, to {X}, by the {X}, until the {X}, "
         "in or before {X}, before the end of {part-of}, before end of {part-of}, prior to the end of {part-of}, "
         "{X} at the latest, {X} at latest, at the latest {X}, at the latest on {X}, at latest {X}, "
         "by {X} at the latest, by {a} or {X}, by {a} {to} {X}",
         "by 3 May 2020", "… last", "… last"),
    Rule("before", DATE, "before {X}, prior to {X}, earlier than {X}, before the {X}, anytime before {X}, pre {X}, "
         "ante {X}",
         "before 3 May 2020", "… first − 1", "… first − 1"),
    Rule("after", DATE, "after {X}, later than {X}, after the {X}, anytime after {X}, any time after {X}, post – {X}",
         "after 3 May 2020", "last + 1 …", "last + 1 …"),
    Rule("on or after", DATE, "on or after {X}, {X} or later, no earlier than {X}, not earlier than {X}, "
         "not before {X}, in or after {X}, {X} or after, {X} / .., not until {X}, {X} at the earliest, "
         "at the earliest {X}, at the earliest on {X}",
         "3 May 2020 or later", "first …", "first …"),
    Rule("by now", DATE, "until {now}, to {now}, up to {now}, till {now}, by {now}", "until now",
         "… published", "… published"),
)  # fmt: skip
