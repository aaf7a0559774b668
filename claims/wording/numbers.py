"""Numbers: the stretches of tokens that write one, in digits, in words or in both."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from text_to_num import text2num

from claims.wording.readings import DIGITS, Unreadable
from claims.wording.tokens import NUMERAL, WORD, Token, words

SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
GROUPS = {"dozen": 12, "score": 20}
SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
MULTIPLIERS = {word: Decimal(value) for word, value in (SCALES | GROUPS | SHORT).items()}
LETTERS = frozenset("kmb")  # a scale only where it touches its number: "5m", never "5 m"
TIMES = {
    "once": Decimal(1),
    "twice": Decimal(2),
    "thrice": Decimal(3),
    "nought": Decimal(0),
    "nil": Decimal(0),
}
BEHIND_ONCE = words("or in during since before on this that and") | {""}
SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
BIG = words("hundred thousand million billion")  # a trillion is not known to text2num
WORDS = SMALL | BIG
NUMBER_WORDS = WORDS | SCALES.keys() | GROUPS.keys()
LONGEST_IN_WORDS = 32  # words: the longest number below 10^15 takes 29
PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
FIRST_WORDS = NUMBER_WORDS | TIMES.keys() | PARTS.keys() | words("a an")
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
PLURALS = {
    word: Decimal(value)
    for word, value in {
        "tens": 10,
        "dozens": 12,
        "scores": 20,
        "hundreds": 10**2,
        "thousands": 10**3,
        "lakhs": 10**5,
        "millions": 10**6,
        "crores": 10**7,
        "billions": 10**9,
        "trillions": 10**12,
    }.items()
}


def _spellings(*rows: str) -> dict[str, str]:
    """Each row's first word for all of its words."""
    return {word: row.split()[0] for row in rows for word in row.split()}


CURRENCIES = _spellings(
    "$ us$ usd dollars dollar", "€ eur euros euro", "£ gbp pounds pound", "¥ yen", "IQD iqd",
    "dinars dinar", "rials rial", "tomans toman",
)  # fmt: skip
BEFORE = words("$ € £ ¥ us$ usd eur gbp iqd")
AMOUNT_WORDS = FIRST_WORDS | BEFORE | words("us")
UNITS = CURRENCIES | {"us dollars": "$", "per cent": "%", "percentage points": "points"} | _spellings(
    "% percent pc", "tonnes tonne", "tons ton", "kg kilograms kilogram kilos kilo",
    "metres meters metre meter",
    "km kilometres kilometers kilometre kilometer", "miles mile", "hectares hectare", "acres acre",
    "barrels barrel", "points point", "litres liters litre liter", "gallons gallon", "hours hour",
    "minutes minute", "days day", "weeks week", "months month", "years year", "MW mw megawatts megawatt",
    "grams gram", "feet foot",
)  # fmt: skip


class Amount(NamedTuple):
    """A number as it stands in a wording.

    `round` is the margin of a bare round number (nought where it is not round), `scale` what its last scale
    word multiplies by, `unit` what stands before or behind it, `step` half the last place that is written.
    """

    value: Decimal
    round: Decimal
    scale: Decimal
    unit: str | None
    step: Decimal
    wording: str


def number_at(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """The numbers that begin at a token, the longest first, each with the place behind it."""
    token = tokens[at]
    if token.kind == NUMERAL or token.text in VULGAR:
        return [_numeral(tokens, at)]
    if token.kind != WORD:
        return []
    if token.text == "once" and not _is_times(tokens, at):
        return []
    if token.text in TIMES:
        return [(_amount(TIMES[token.text], Decimal(1), token.text), at + 1)]
    if token.text in PARTS or token.text in ("a", "an"):
        return _with_article(tokens, at)
    if token.text in SMALL or token.text in MULTIPLIERS and token.text not in SHORT:
        return _in_words(tokens, at, "")
    return []


def amount_at(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """As `number_at`, with the unit that stands before or behind the number."""
    start, before = at, None
    if tokens[at].text == "us" and _text(tokens, at + 1) == "$":
        start = at + 1
    if tokens[start].text in BEFORE:
        before = CURRENCIES[tokens[start].text]
        start += 1
    if start >= len(tokens):
        return []
    found = []
    for number, end in number_at(tokens, start):
        unit, after = unit_at(tokens, end)
        if before and unit and before != unit:
            raise Unreadable(f"“{number.wording}” has two units, {before} and {unit}; write which one is meant.")
        found.append((number._replace(unit=before or unit), after))
    return found


def literal(text: str) -> Decimal:
    """The value of a numeral with its separators; Unreadable where it has two meanings or too many digits."""
    if len(text) > 1 and text[0] == "0" and text[1] != ".":
        raise Unreadable(f"“{text}” begins with a nought, as no number does; write the number itself.")
    pieces = text.split(".")
    if len(pieces) > 2 and all(len(piece) == 3 for piece in pieces[1:]) and len(pieces[0]) <= 3:
        text = "".join(pieces)
    elif len(pieces) > 2:
        raise Unreadable(f"“{text}” is not a number; write it in plain digits.")
    for separator in " ,'":
        text = text.replace(separator, "")
    return checked(Decimal(text), text)


def checked(value: Decimal, wording: str) -> Decimal:
    """The value itself; Unreadable where it has more digits than a bound can keep."""
    if (
        len(value.as_tuple().digits) > DIGITS
        and len(value.normalize().as_tuple().digits) > DIGITS
        or value >= 10**DIGITS
    ):
        shown = wording if len(wording) <= 40 else wording[:40] + "…"
        raise Unreadable(f"“{shown}” is too long a number: {DIGITS} digits, and less than 10^{DIGITS}, are the most.")
    return value


def _numeral(tokens: Sequence[Token], at: int) -> tuple[Amount, int]:
    token = tokens[at]
    end = at + 1
    if token.kind == NUMERAL:
        value = literal(token.text)
        places = len(token.text.partition(".")[2]) if token.text.count(".") == 1 else 0
        if _text(tokens, end) in VULGAR:
            value += VULGAR[tokens[end].text]
            places = 2
            end += 1
    else:
        value, places = VULGAR[token.text], 2
    half = _half(tokens, end)
    if half and _multiplier(tokens, half[1]):
        value, places, end = value + half[0], 2, half[1]
    scale = Decimal(1)
    while by := _multiplier(tokens, end):
        scale *= by
        end += 1
    if scale == 1 and places == 3 and value >= 1 and _text(tokens, end) not in ("%", "percent"):
        raise Unreadable(f"“{token.text}” could be a decimal or thousands; write it without the point.")
    value = checked(value * scale, token.text)
    step = Decimal(1).scaleb(-places) * scale / 2
    return _amount(value, scale, token.text, step, bool(places)), end


def _in_words(tokens: Sequence[Token], at: int, opening: str) -> list[tuple[Amount, int]]:
    """Numbers in words from a place on: the longest that is one, and those that end before an "and" of it."""
    spoken, ends = ([opening] if opening else []), []
    place = at
    while place < len(tokens) and len(spoken) < LONGEST_IN_WORDS:
        text = tokens[place].text
        if text in SMALL or text in BIG:
            spoken.append(text)
            ends.append((len(spoken), place + 1))
        elif text == "and" and spoken[-1:] and spoken[-1] in BIG and _text(tokens, place + 1) in SMALL:
            spoken.append("and")
        elif not (text == "-" and spoken and spoken[-1] in SMALL and _text(tokens, place + 1) in WORDS):
            break
        place += 1
    if not ends:
        return [_grouped(tokens, at, Decimal(1), [], at)]
    found: list[tuple[Amount, int]] = []
    for count, end in reversed(ends):
        if not found or spoken[count : count + 1] == ["and"]:
            value = in_words(" ".join(spoken[:count]))
            if value is not None:
                found.append(_grouped(tokens, end, value, spoken[:count], at))
    return found


def _grouped(tokens: Sequence[Token], end: int, value: Decimal, spoken: list[str], at: int) -> tuple[Amount, int]:
    """A number in words with what may follow it: "and a half million", "dozen", "lakh"."""
    half = _half(tokens, end)
    scales = [Decimal(SCALES[word]) for word in spoken if word in BIG]
    last = spoken[-1] if spoken else ""
    if half and (by := _multiplier(tokens, half[1])):
        end = half[1] + 1
        wording = " ".join(token.text for token in tokens[at:end])
        return _amount(checked((value + half[0]) * by, wording), by, wording), end
    if half and last in BIG:
        value, end = value + half[0] * SCALES[last], half[1]
    scale = scales[-1] if last in BIG else Decimal(1)
    while _text(tokens, end) not in BIG and (by := _multiplier(tokens, end)):
        value, scale, end = value * by, scale * by, end + 1
    wording = " ".join(token.text for token in tokens[at:end])
    return _amount(checked(value, wording), scale, wording), end


def _with_article(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """ "A hundred and five", "a dozen", "half a million", "a quarter of a million"."""
    text, following = tokens[at].text, _text(tokens, at + 1)
    if text in ("a", "an") and following in BIG:
        return _in_words(tokens, at + 1, "one")
    if text in ("a", "an") and _multiplier(tokens, at + 1) and following not in SHORT:
        return [_grouped(tokens, at + 1, Decimal(1), [], at)]
    place = at + 1 if text in ("a", "an") else at
    part = PARTS.get(_text(tokens, place))
    if part is None:
        return []
    place += 1
    for joint in ("-", "of", "a"):
        place += _text(tokens, place) == joint
    by = _multiplier(tokens, place)
    if by is None or tokens[place].text in SHORT:
        return []
    wording = " ".join(token.text for token in tokens[at : place + 1])
    return [(_amount(part * by, by, wording), place + 1)]


def _is_times(tokens: Sequence[Token], at: int) -> bool:
    """Whether "once" counts: "struck once", "once or twice", but not "at once" or "was once detained"."""
    before = tokens[at - 1].text if at else ""
    return _text(tokens, at + 1) in BEHIND_ONCE and before != "at"


def _half(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    if _text(tokens, at) == "and" and _text(tokens, at + 1) == "a" and _text(tokens, at + 2) in PARTS:
        return PARTS[tokens[at + 2].text], at + 3
    return None


def _multiplier(tokens: Sequence[Token], at: int) -> Decimal | None:
    by = MULTIPLIERS.get(_text(tokens, at))
    if by is not None and tokens[at].text in LETTERS and tokens[at].start != tokens[at - 1].end:
        return None
    return by


def unit_at(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The unit that stands at a token, or behind a hyphen there, and the place behind it."""
    place = at + 1 if _text(tokens, at) == "-" else at
    two = f"{_text(tokens, place)} {_text(tokens, place + 1)}"
    if two in UNITS:
        return UNITS[two], place + 2
    one = _text(tokens, place)
    return (UNITS[one], place + 1) if one in UNITS else (None, at)


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""


def _amount(
    value: Decimal, scale: Decimal, wording: str, step: Decimal = Decimal("0.5"), decimal: bool = False
) -> Amount:
    margin = Decimal(0)
    if decimal or (scale > 1 and scale not in GROUPS.values()) or (value >= 100 and value % 10 == 0):
        margin = min(Decimal(5).scaleb(int(value.normalize().as_tuple().exponent) - 1), value / 20)
    return Amount(value, margin, scale, None, step, wording)


@lru_cache(maxsize=4096)
def in_words(text: str) -> Decimal | None:
    """The value of plain number words, None where they are no single number."""
    if text.startswith("zero ") or " zero" in text:
        return None
    try:
        return checked(Decimal(text2num(text, "en")), text)
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        return None
