"""The almanac: the grammar of dates, built from their rules, and the longest date that stands at a token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from claims.wording.dates import days, durations, edtf, holidays, hours, seasons, written, years
from claims.wording.dates.offsets import AGO_RULES, OFFSET_RULES, RANGE_RULES, SIDE_RULES
from claims.wording.dates.periods import CURRENT_RULES, STRETCH_RULES
from claims.wording.dates.plain import TODAY_RULES, WEEKDAY_RULES, WRITTEN_RULES
from claims.wording.dates.vague import NEAR_RULES, PART_RULES
from claims.wording.grammar import Grammar, Match, Reader, Rule, Slot, Text
from claims.wording.lexicon import PLURAL
from claims.wording.tokens import DATE, NUMERAL, ORDINAL, SIGN, STOP, TIME, WORD, words

POINT_RULES = WRITTEN_RULES + WEEKDAY_RULES + TODAY_RULES + CURRENT_RULES + STRETCH_RULES
FURTHER_RULES = RANGE_RULES + SIDE_RULES + OFFSET_RULES
DATE_RULES = POINT_RULES + NEAR_RULES + PART_RULES + AGO_RULES + FURTHER_RULES + edtf.EDTF_RULES

# What kind of stretch a rule names, for the rules that take a part of one.
GRAINS = {
    "day": (
        "a day", "a day of this or that month", "a holiday", "today", "yesterday", "the day before yesterday",
        "tomorrow",
        "the day after tomorrow", "tonight", "nth weekday of", "nth day of",
        *(rule.name for rule in WEEKDAY_RULES if not rule.refuses),
    ),
    "week": ("this week", "last week", "next week", "the week of a day", "the week from a day", "a week",
             "the week before last", "the week after next", "nth week of"),
    "month": ("a month", "a month of last year", "last named month", "this named month", "this past named month",
    "next named month",
              "this month", "last month", "next month", "the month before last", "the month after next"),
    "year": ("a year", "this year", "last year", "next year", "the year before last", "the year after next"),
    "season-long": ("a season", "last named season", "this named season", "next named season",
                    "a quarter of a year", "this quarter", "last quarter", "next quarter", "a winter of two years",
                    "the quarter before last"),
    "decade-long": ("a decade", "this decade", "last decade"),
    "century-long": ("a century", "a hundred years", "this century", "last century"),
}  # fmt: skip
GRAIN = {name: grain for grain, names in GRAINS.items() for name in names}
OPEN_MONTH = frozenset(("this month", "last month", "next month", "the month before last", "the month after next"))
OPEN_YEAR = frozenset(("this year", "last year", "next year", "the year before last", "the year after next"))
BY_DAY = frozenset(GRAINS["day"]) | {"a part of a day", "the night of"}


def _basic(text: Text, at: int) -> Sequence[tuple[Match, int]]:
    """The longest date from a place on that begins with no other."""
    token = text.tokens[at]
    if token.kind == WORD and token.text not in POINT_WORDS:
        return ()
    if text.depth == DEEPEST:
        text.cut_short = True
        return ()
    text.depth += 1
    try:
        match = POINTS.at(text, at)
    finally:
        text.depth -= 1
    return () if match is None else ((match, match.end),)


DEEPEST = 5  # dates within one another: "the end of the first week of last month" has three


def _near(text: Text, at: int) -> Sequence[tuple[Match, int]]:
    """The longest date from a place on, with what stands behind it and belongs to it: "25 June or so"."""
    found = text.slot(_basic, at)
    if not found or not _goes_on(text, found[0][1], NEAR_NEXT):
        return found
    match = NEAR_TAILS.at(text, at)
    if match is None or match.end <= found[0][1]:
        return found
    return ((match, match.end), *found)


def _goes_on(text: Text, end: int, behind: frozenset[str]) -> bool:
    """Whether anything that may follow a date stands at a place."""
    tokens = text.tokens
    return end < len(tokens) and (tokens[end].kind not in (WORD, STOP) or tokens[end].text in behind)


def _of_grain(*grains: str) -> Reader:
    def read(text: Text, at: int) -> Sequence[tuple[Match, int]]:
        found = text.slot(_basic, at)
        if found and GRAIN.get(found[0][0].rule.name) in grains:
            return found
        return _the_current(text, at, grains)

    return read


def _called(names: frozenset[str]) -> Reader:
    def read(text: Text, at: int) -> Sequence[tuple[Match, int]]:
        found = text.slot(_basic, at)
        return found if found and found[0][0].rule.name in names else ()

    return read


PART_OF = ("month", "season-long", "year", "decade-long", "century-long", "week")
HALF_OF = ("month", "year", "decade-long", "century-long")


def _the_current(text: Text, at: int, grains: tuple[str, ...]) -> Sequence[tuple[Match, int]]:
    """ "The month" and "the year" of which a part is named: those of publication."""
    tokens = text.tokens
    end = at + 1 if at and tokens[at - 1].text == "of" and tokens[at].text != "the" else at + 2
    if end > len(tokens) or (end == at + 2 and tokens[at].text != "the") or tokens[end - 1].text not in grains:
        return ()
    rule = CURRENT.get(tokens[end - 1].text)
    return ((Match(rule, {}, at, end), end),) if rule else ()


CURRENT = {unit: rule for rule in CURRENT_RULES for unit in ("month", "year") if rule.name == f"this {unit}"}


def _one_unit(text: Text, at: int) -> Sequence[tuple[object, int]]:
    name = text.tokens[at].text
    unit = durations.UNITS.get(name)
    return ((unit, at + 1),) if unit and not name.endswith("s") else ()


def _week_number(text: Text, at: int) -> Sequence[tuple[int, int]]:
    token = text.tokens[at]
    if token.kind != NUMERAL or len(token.text) > 2 or not token.text.isdigit() or not 1 <= int(token.text) <= 53:
        return ()
    return ((int(token.text), at + 1),)


_NONE = frozenset[str]()
_MONTHS, _WEEKDAYS = frozenset(days.MONTHS), frozenset(days.WEEKDAYS)
_CARDINALS = frozenset(years.CARDINALS)
_NTH = written.NTH_WORDS | written.LAST_WORDS | words("penultimate")
_DIGITS, _NTHS, _DAYS, _DATES = (frozenset(kinds) for kinds in ((NUMERAL,), (ORDINAL,), (NUMERAL, ORDINAL), (DATE,)))
_SAID, _HOURS, _SIGNS = frozenset[int](), frozenset((NUMERAL, TIME, SIGN)), frozenset((SIGN,))
_WRITTEN_SLOTS = {
    "d": Slot(written.day_number, written.NTH_WORDS | _CARDINALS, _DAYS),
    "a": Slot(written.bare_day, written.NTH_WORDS | words("the"), _DAYS),
    "b": Slot(written.bare_day, written.NTH_WORDS | words("the"), _DAYS),
    "dth": Slot(written.lone_day, written.NTH_WORDS, _DAYS),
    "19c": Slot(written.short_century, _NONE, _DIGITS),
    "m": Slot(written.month_name, _MONTHS, _SAID),
    "mm": Slot(written.month_number, _NONE, _DIGITS),
    "y": Slot(years.year_number, years.YEAR_WORDS, _DIGITS | _SIGNS),
    "yy": Slot(years.any_year, _CARDINALS, _DIGITS),
    "years": Slot(years.years_apart, _NONE, _DIGITS | _DATES),
    "weekday": Slot(written.weekday_name, _WEEKDAYS, _SAID),
    "weekdays": Slot(written.weekday_names, _WEEKDAYS | frozenset(f"{name}s" for name in _WEEKDAYS), _SAID),
    "yyyy-mm-dd": Slot(written.numeric_day, _NONE, _DATES),
    "d-m-y": Slot(written.spaced_day, _NONE, _DIGITS),
    "yyyymmdd": Slot(written.compact_day, _NONE, _DIGITS),
    "dd/mm": Slot(written.day_and_month, _NONE, _DIGITS),
    "yyyy-mm": Slot(written.numeric_month, _NONE, _DATES),
    "decade": Slot(years.decade, years.DECADE_WORDS, _NTHS | _SIGNS),
    "hundred": Slot(years.hundred_years, _NONE, _NTHS),
    "19th": Slot(written.century, written.NTH_WORDS, _NTHS),
    "nth": Slot(written.nth, _NTH, _NTHS),
    "days": Slot(seasons.days_in_a_row, words("the"), _DAYS),
    "holiday": Slot(holidays.holiday, holidays.FIRST_WORDS, _SAID),
    "season": Slot(seasons.season, frozenset(seasons.SEASONS), _SAID),
    "quarter": Slot(seasons.quarter, seasons.QUARTER_WORDS, _DAYS),
    "half": Slot(seasons.half, seasons.HALF_WORDS, _DAYS),
    "to": Slot(seasons.joined, seasons.TO | words("up"), _SIGNS),
    "now": Slot(seasons.now, words("now the present this date"), _SAID),
    "morning": Slot(
        hours.part_of_day, hours.PARTS | hours.EARLY | words("pre shortly just around about"), _HOURS - _SIGNS
    ),
    "before-dawn": Slot(hours.before_dawn, hours.BESIDE_DAWN, _SAID),
    "before-midnight": Slot(hours.before_midnight, hours.BESIDE_DAWN, _SAID),
    "part": Slot(hours.part_of_day, hours.FIRST_WORDS, _HOURS),
    "clock": Slot(hours.clock, words("at between from around about by before after"), _HOURS),
    "n": Slot(durations.number, durations.NUMBER_WORDS, _DIGITS),
    "w": Slot(_week_number, _NONE, _DIGITS),
    "time": Slot(durations.duration, durations.NUMBER_WORDS, _DIGITS),
    "few": Slot(durations.few, durations.FEW_WORDS, _SAID),
    "units": Slot(durations.units_name, durations.UNIT_WORDS, _SAID),
    "one": Slot(_one_unit, durations.UNIT_WORDS, _SAID),
    "hours": Slot(durations.hours_name, durations.HOUR_WORDS, _SAID),
}


def _first_words(rules: Iterable[Rule], names: Iterable[str] | None = None) -> frozenset[str]:
    """The words that may open a date by one of the rules, of the given names."""
    found = set[str]()
    for rule in rules:
        for form in rule.forms.split(", ") if names is None or rule.name in names else ():
            found |= _openers(form.replace("–", "-").split())
    return frozenset(found)


def _openers(pieces: list[str]) -> frozenset[str]:
    found = set[str]()
    for piece in pieces:
        name = piece.strip("(){}")
        slot = _WRITTEN_SLOTS.get(name)
        found |= {name} if "{" not in piece else (slot.words or _NONE) if slot else _NONE
        if not piece.startswith("("):
            break
    return frozenset(found)


_POINTS = POINT_RULES + NEAR_RULES + PART_RULES + AGO_RULES
_ANY = _first_words(_POINTS)
_GRAIN_WORDS = {grain: _first_words(_POINTS, names) for grain, names in GRAINS.items()}


def _part_words(grains: Iterable[str]) -> frozenset[str]:
    return words("the month year").union(*(_GRAIN_WORDS[grain] for grain in grains))


_SLOTS = _WRITTEN_SLOTS | {
    "current": Slot(_called(OPEN_MONTH), _first_words(_POINTS, OPEN_MONTH), _SAID),
    "now-year": Slot(_called(OPEN_YEAR), _first_words(_POINTS, OPEN_YEAR), _SAID),
    "part-of": Slot(_of_grain(*PART_OF), _part_words(PART_OF)),
    "half-of": Slot(_of_grain(*HALF_OF), _part_words(HALF_OF)),
    "X": Slot(_near, _ANY),
    **{grain: Slot(_of_grain(grain), _part_words((grain,))) for grain in GRAINS},
}
_BASIC_SLOTS = _SLOTS | {"X": Slot(_basic, _ANY)}
DATE_SLOTS = frozenset(("X", "current", "now-year", "part-of", "half-of", *GRAINS))
LATE_SLOTS = DATE_SLOTS | {"a"}


def _split(rules: Iterable[Rule], late: frozenset[str]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules with only the forms that begin with no date, and with only those that do."""
    heads, tails = list[Rule](), list[Rule]()
    for rule in rules:
        begins = {form: form[0] == "{" and form.split()[0].strip("{}") in late for form in rule.forms.split(", ")}
        for chosen, wanted in ((heads, False), (tails, True)):
            forms = ", ".join(form for form, is_late in begins.items() if is_late is wanted)
            if forms:
                chosen.append(replace(rule, forms=forms))
    return tuple(heads), tuple(tails)


_SKIPPED = frozenset("-,")
_points, _near_tails = _split(_POINTS, DATE_SLOTS)
POINTS, NEAR_TAILS = Grammar(_points, _SLOTS, _SKIPPED), Grammar(_near_tails, _BASIC_SLOTS, _SKIPPED)
_further, _further_tails = _split(FURTHER_RULES, LATE_SLOTS)
FURTHER, TAILS = Grammar(_further, _SLOTS, _SKIPPED), Grammar(_further_tails, _SLOTS, _SKIPPED)


def _next_words(rules: Iterable[Rule]) -> frozenset[str]:
    """The words that may stand behind the date that a form begins with."""
    return _NONE.union(
        *(_openers(form.replace("–", "-").split()[1:]) for rule in rules for form in rule.forms.split(", "))
    )


OPENING_PERIOD = _first_words(_POINTS, OPEN_MONTH | OPEN_YEAR)
POINT_WORDS = POINTS.first_words
NEAR_NEXT = _next_words(_near_tails) | words("in")
TAIL_NEXT = _next_words(_further_tails) | words("until till between from")
FURTHER_WORDS = FURTHER.first_words
BEHIND_NUMBER = (
    _MONTHS | _WEEKDAYS | durations.UNIT_WORDS | durations.HOUR_WORDS | hours.MERIDIEM | OPENING_PERIOD
    | words("of to into until till untill through thru up and or day d w y half a p am pm ad ce q h c the noon")
    | frozenset(f"{name}s" for name in _WEEKDAYS)
)  # fmt: skip
WORDS_TOO = words("may march sun sat wed mon fall spring")
PRAYERS = words("prayer prayers sermon sermons")
TITLES = words("mr mrs ms miss dr sir lady lord mayor minister secretary president")
BEFORE_NAME = written.WORDS_BEFORE | words("on at the this from to and or for from between before after")
LAST_UNITS = words("day week month quarter year decade century")
NAMES_TOO = _WEEKDAYS | LAST_UNITS | WORDS_TOO | frozenset(seasons.SEASONS)
NAME_LONG = 2  # tokens: "the Spring" of "the Spring Cup"
OPENING = POINT_WORDS | FURTHER_WORDS


def date_at(text: Text, place: int) -> Match | None:
    """The longest date from a token on, by any rule of dates; None where there is none."""
    token = text.tokens[place]
    is_word = token.kind == WORD
    if (token.text not in OPENING) if is_word else (token.kind == NUMERAL and not _goes_with(text, place)):
        return None
    if text.cut_short:  # what was read within too many others is read anew on its own
        text.read.clear()
        text.cut_short = False
    near = text.slot(_near, place)
    best = near[0][0] if near else None
    if best is None or best.end < len(text.tokens):
        if not is_word or token.text in FURTHER_WORDS:
            best = _longer(best, FURTHER.at(text, place))
        bare = token.kind in (NUMERAL, ORDINAL) or token.text == "the"
        if (near and any(_goes_on(text, behind, TAIL_NEXT) for _, behind in near)) or (bare and not near):
            best = _longer(best, TAILS.at(text, place))
    return None if best and is_word and (_opens_a_sentence(text, best) or _is_a_name(text, best)) else best


def _goes_with(text: Text, place: int) -> bool:
    """Whether what stands behind a number lets it begin a date: all but years need something that names its unit."""
    tokens, size = text.tokens, len(text.tokens[place].text)
    if size in (4, 8):
        return True
    behind = place + 1
    if behind < len(tokens) and tokens[behind].text == ",":
        if place and tokens[place - 1].text == ",":
            return behind + 1 < len(tokens) and tokens[behind + 1].text in days.MONTHS
        behind += 1
    if behind == len(tokens):
        return False
    token = tokens[behind]
    return token.text in BEHIND_NUMBER if token.kind == WORD else token.kind == NUMERAL or token.text in ("/", "-", "&")


def _opens_a_sentence(text: Text, match: Match) -> bool:
    """Whether a name alone is a word with a capital where a sentence begins: "May they rest", "Sun rose"."""
    tokens, place = text.tokens, match.start
    if match.end != place + 1 or tokens[place].text not in WORDS_TOO or match.end == len(tokens):
        return False
    if place and tokens[place - 1].kind != STOP:
        return False
    return tokens[match.end].kind == WORD and tokens[match.end].text not in PLURAL


def _is_a_name(text: Text, match: Match) -> bool:
    """Whether a name of a day, month or season is part of another: "Theresa May", "the Sun", "Friday prayers"."""
    tokens, end = text.tokens, match.end
    if tokens[end - 1].text not in NAMES_TOO:
        return False
    behind = tokens[end] if end < len(tokens) else None
    last = tokens[end - 1]
    if behind and behind.kind == WORD:
        if behind.text in PRAYERS and last.text in days.WEEKDAYS:
            return True
        if behind.capital and last.capital and last.text in seasons.SEASONS and end - match.start <= NAME_LONG:
            return True
        if behind.text == "of" and last.text in LAST_UNITS and _the_last(text, match):
            return True
    if end != match.start + 1 or not match.start:
        return False
    before = tokens[match.start - 1]
    if last.text in days.WEEKDAYS:
        return (
            before.text in ("a", "that")
            or before.text in holidays.MOVABLE
            or (before.text == "the" and last.text == "sun")
        )
    if last.text not in WORDS_TOO or before.kind != WORD:
        return False
    return before.text in TITLES or (before.capital and before.text not in BEFORE_NAME)


def _the_last(text: Text, match: Match) -> bool:
    """Whether "the last week" is told from what "of" names, not from publication: "the last week of the war"."""
    start = match.start - 1 if text.tokens[match.start].text == "last" else match.end - 3
    return start >= 0 and text.part(start, start + 2) == "the last"


def _longer(best: Match | None, match: Match | None) -> Match | None:
    return match if match is not None and (best is None or match.end > best.end) else best
