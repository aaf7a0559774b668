"""What stands around a number: whether it counts anything.

Every look is a few tokens long, so that running text is gone through in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.figures.amounts import is_figure, text_at
from claims.wording.figures.dated import MONTHS, dated
from claims.wording.figures.number_words import MULTIPLIERS, NUMBER_WORDS
from claims.wording.figures.units import BEFORE, CURRENCIES, MEASURES
from claims.wording.lexicon import BEFORE_NUMBER, PLURAL, SINGULAR, names_several
from claims.wording.tokens import NUMERAL, SIGN, WORD, Token, words

OLDEST = 120  # years of age
AHEAD = 6  # tokens that a look reaches

WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
PERSONS = words("""
    man woman boy girl child men women boys girls children people persons person minors minor adults adult anyone
    everyone driver soldier teacher hostage victim suspect patient student journalist prisoner detainee those civilians
""")
NUMBERED = words("victim witness exhibit case block question note rule psalm force boeing airbus ios android")
SHAPED = words("state party star storey story bedroom seater way sided wheeler lane child")
CONFINED = words("prison jail custody detention captivity hospital")
CLOCK = words("am pm gmt utc o'clock bst est cet")
# Words that a number behind them names, whatever their first letter, and what it then is.
NAMED = {
    word: reason
    for reason, names in {
        "a place in a document": """page pages p pp paragraph para section sections article articles chapter line
            clause item figure fig table appendix annex verse footnote volume vol resolution resolutions act""",
        "a name": """flight route room channel highway number no nos nr nrs # version extension ext tel telephone
            phone fax interstate freeway runway gate apartment apt iphone level episode season""",
        "a day, a week or a phase, not how many": "day week phase",
    }.items()
    for word in names.split()
}
# Those that name only with a capital: "Camp 4", but not "the camp 4 men fled".
CAPITALISED = words("""
    camp area block district zone sector unit group class type building tower terminal platform floor brigade
    battalion division regiment squadron road street avenue grade size mark mk form hill pier lot box operation agenda
    vision top under junction checkpoint apollo windows formula team group exercise exercises model series world
    generation
""")
STREETS = words("street st road rd avenue ave lane drive boulevard blvd square court highway")
SPANNING = words("in for within after during last past next previous coming every first over under")
UNITS_OF_TIME = frozenset(word for word, unit in MEASURES.items() if unit in {
    "hours", "minutes", "seconds", "days", "weeks", "months", "years", "decades",
})  # fmt: skip
AGE = "an age"
NAME = "a name"
VERSION = "a version number"
STRETCH = "a stretch of time"
MEASURE = "a measure"
SUM = "an amount of money"
NOT_JOINED = frozenset(NUMBER_WORDS | BEFORE | {"c", "ca"})  # words that may touch a number
BEFORE_ONE = words("the this that which each any every another last")
BEHIND_ONE = words("who day another that should must could can might would may time morning night evening")


def not_counted(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """Why the number in tokens[start:end] is no count ("an age"), None where it is one.

    Ages, times of day, dates and stretches of time, versions, names, ordinals, telephone numbers, measures.
    """
    first = start
    while first < end and not is_figure(tokens[first]):
        first += 1
    if first == end:
        return None
    last = first + 1
    while last < end and (is_figure(tokens[last]) or tokens[last].text in MULTIPLIERS):
        last += 1
    before = tokens[first - 1] if first else None
    behind = tokens[last] if last < len(tokens) else None
    return (
        _coded(tokens, first, before)
        or _named(tokens, start, first, last, before, behind)
        or _over_age(tokens, start, first, behind)
        or (behind and (_age(tokens, first, last) or _timed(tokens, first, last, before)))
        or _aged(tokens, first, before)
        or dated(tokens, first, last, before)
        or (before and before.text in BEFORE and SUM)
        or None
    )


def _coded(tokens: Sequence[Token], first: int, before: Token | None) -> str | None:
    """A numeral within a name, a version, a date or a telephone number: "Covid-19", "v2.0", "1-222-2222"."""
    number = tokens[first]
    if number.kind != NUMERAL:
        return None
    if text_at(tokens, first + 1) in ("th", "st", "nd", "rd") and tokens[first + 1].start == number.end:
        return "a place in a row"
    if before is not None and before.end == number.start:
        joined = (
            tokens[first - 2] if before.text == "-" and first > 1 and tokens[first - 2].end == before.start else before
        )
        if joined.kind == WORD and joined.text not in NOT_JOINED:
            return VERSION if joined.text == "v" else NAME
    if number.text.count(".") > 1 and not _is_grouped(number.text):
        return VERSION
    return "a telephone number, a date or a list" if _chained(tokens, first) else None


def _named(
    tokens: Sequence[Token], start: int, first: int, last: int, before: Token | None, behind: Token | None
) -> str | None:
    """A number that names: "page 10", "Camp 4", "14 Baker Street", "the one"."""
    number = tokens[first]
    if number.text == "one" and first == start and last == first + 1 and _pronoun(before, behind):
        return "a pronoun"
    if number.kind == NUMERAL and behind is not None and behind.capital and behind.kind == WORD:
        ahead = tokens[last : last + 3]
        if any(token.text in STREETS and token.capital for token in ahead) and behind.text not in PLURAL:
            return "an address"
    if before is None:
        return None
    if before.text in NAMED and not (before.text == "no" and number.kind != NUMERAL):
        return NAMED[before.text]
    if before.capital and before.text in CAPITALISED and not (behind is not None and behind.text in PLURAL):
        return NAME
    if before.text in NUMBERED and number.kind == NUMERAL and (behind is None or behind.kind == SIGN):
        return NAME
    if before.text == "of" and number.capital and number.kind == WORD and first > 1 and tokens[first - 2].capital:
        return NAME if tokens[first - 2].text in ("group", "gang", "council") else None
    if number.kind == WORD and number.capital and _capital_name(tokens, first, before, behind):
        return NAME
    return None


def _pronoun(before: Token | None, behind: Token | None) -> bool:
    """Whether "one" stands for a thing, or tells when: "the one who fled", "one day"."""
    return (before is not None and before.text in BEFORE_ONE) or (behind is not None and behind.text in BEHIND_ONE)


def _capital_name(tokens: Sequence[Token], first: int, before: Token, behind: Token | None) -> bool:
    """A number word within a name in capitals: "Commercial Zero Turn Mowers"."""
    return (
        before.capital
        and before.kind == WORD
        and before.text not in BEFORE_NUMBER
        and before.text not in MONTHS
        and behind is not None
        and behind.capital
        and behind.kind == WORD
        and not names_several(behind.text)
        and behind.text not in NUMBER_WORDS
    )


def _is_grouped(text: str) -> bool:
    pieces = text.split(".")
    return len(pieces[0]) <= 3 and pieces[0] != "0" and all(len(piece) == 3 for piece in pieces[1:])


def _chained(tokens: Sequence[Token], first: int) -> bool:
    """Whether three numerals or more touch by hyphens, strokes or points: "1-222-2222"."""
    low = high = first
    while low > first - AHEAD and low > 1 and _touches(tokens, low - 2):
        low -= 2
    while high < first + AHEAD and high + 2 < len(tokens) and _touches(tokens, high):
        high += 2
    return high - low >= 4


def _touches(tokens: Sequence[Token], at: int) -> bool:
    one, sign, other = tokens[at : at + 3]
    return (
        sign.text in ("-", "/", ",")
        and one.kind == other.kind == NUMERAL
        and one.end == sign.start
        and sign.end == other.start
    )


def _age(tokens: Sequence[Token], first: int, last: int) -> str | None:
    """An age or a time of day, told by what stands behind: "34-year-old", "12 months old", "9 pm", "21:30"."""
    place = last + (tokens[last].text == "-")
    word = text_at(tokens, place)
    if word in ("year", "years", "month", "months", "yr", "yrs"):
        ahead = place + 1 + (text_at(tokens, place + 1) == "-")
        if text_at(tokens, ahead) in ("old", "olds"):
            return AGE
    number = tokens[first]
    if number.kind != NUMERAL:
        return "a time of day" if word in ("o'clock", "am", "pm") else None
    if (word in CLOCK and (word != "est" or tokens[place].capital)) or (
        word in ("a", "p") and text_at(tokens, place + 1) == "m"
    ):
        return "a time of day"
    if (
        word in ("hours", "hrs")
        and len(number.text) == 4
        and (number.text[0] == "0" or text_at(tokens, first - 1) == "at")
    ):
        return "a time of day"
    return None


def _aged(tokens: Sequence[Token], first: int, before: Token | None) -> str | None:
    """An age or a time of day, told by what stands before: "aged 34 and 40", "Ali, 34,"."""
    number = tokens[first]
    if before is None:
        return None
    place = first
    for _ in range(2):  # behind "aged 34 and", "aged between"
        if place and tokens[place - 1].text in ("aged", "age", "ages"):
            return AGE
        if place and tokens[place - 1].text in ("between", "from"):
            place -= 1
        elif place > 1 and tokens[place - 1].text in ("and", "to", ",", "-") and is_figure(tokens[place - 2]):
            place -= 2
    if number.kind != NUMERAL:
        return None
    if before.text == "at" and len(number.text) == 4 and number.text[0] == "0":
        return "a time of day"
    if number.text.isdigit() and int(number.text) < OLDEST and first > 1 and before.text in (",", "("):
        return AGE if _follows_name(tokens, first) else None
    return None


def _follows_name(tokens: Sequence[Token], first: int) -> bool:
    """Whether the number behind a comma or a bracket is the age of the person named before it."""
    name, behind = tokens[first - 2], text_at(tokens, first + 1)
    if name.kind != WORD or name.text in MONTHS or name.text in WEEKDAYS or name.text in NUMBER_WORDS:
        return False
    if not (name.capital or (name.text in SINGULAR and behind == ",") or (name.text in PERSONS and behind == ")")):
        return False
    if first > 2 and tokens[first - 3].text in ("in", "at", "near"):
        return False
    return not name.text.endswith("s") and behind in (",", ")", "")


def _over_age(tokens: Sequence[Token], start: int, first: int, behind: Token | None) -> str | None:
    """An age behind a person: "people over 80", "children under five"."""
    if not start or tokens[start].text not in ("over", "under", "above", "below") or first != start + 1:
        return None
    number = tokens[first].text
    young = number in NUMBER_WORDS or (number.isdigit() and int(number) < 100)
    counts = behind is not None and (names_several(behind.text) or is_figure(behind))
    return AGE if young and tokens[start - 1].text in PERSONS and not counts else None


def _timed(tokens: Sequence[Token], first: int, last: int, before: Token | None) -> str | None:
    """A stretch of time or a measure: "in the past two weeks", "for 3 days", "within 10 km"."""
    place = last + (tokens[last].text == "-")
    word = text_at(tokens, place)
    unit = MEASURES.get(word)
    if before is not None and before.kind == NUMERAL:
        return None  # "245 23 yen" is two numbers
    if tokens[last].text == "-" and word in SHAPED:
        return NAME
    if unit is None:
        return SUM if word in CURRENCIES else None
    if word in UNITS_OF_TIME:
        if tokens[last].text == "-" or (text_at(tokens, place + 1) == "in" and text_at(tokens, place + 2) in CONFINED):
            return STRETCH
        following = text_at(tokens, place + 1)
        if (before is not None and before.text in SPANNING) or following in (
            "ago",
            "later",
            "earlier",
            "before",
            "after",
        ):
            return STRETCH
        if first > 1 and tokens[first - 2].text in SPANNING:
            return STRETCH
        return None
    if word in ("in", "points", "point", "degrees", "cups", "cup", "min", "feet", "foot") or len(word) == 1:
        return None
    return MEASURE
