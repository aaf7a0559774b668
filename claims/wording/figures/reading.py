"""Counts and amounts: a wording matched against the rules, and what they leave unexplained refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from claims.spans import Span, share
from claims.wording.figures.amounts import Amount
from claims.wording.figures.bounds import check_numbers, reading_of, units_in
from claims.wording.figures.counts import COUNT_RULES
from claims.wording.figures.dated import LAST_YEAR, YEAR
from claims.wording.figures.qualifiers import check_around, check_sign
from claims.wording.figures.slots import BARE, FIRST, FIRST_BARE, GRAMMARS, is_plain
from claims.wording.figures.surroundings import AGE, MEASURE, NAME, STRETCH, SUM, VERSION, not_counted
from claims.wording.figures.units import BEFORE, unit_at
from claims.wording.grammar import Match, Text
from claims.wording.lexicon import NOT_AHEAD, NOT_DENIED, OF_WHOLE, SINGULAR, names_several
from claims.wording.readings import Reading, Unreadable
from claims.wording.tokens import NUMERAL, ORDINAL, SIGN, WORD, tokenize, words

OPENING = FIRST["count"] | FIRST["amount"]  # the words that a figure may begin with
MAY_MEASURE = BEFORE | words("half quarter a an")  # what may open an amount that is no count
EDGES = " \t\r\n.,;:!?…'\"“”„‘’«»()[]{}-–—*|/"
FAR = 4  # words between a figure and its whole
NOT_A_DATE = (WORD, NUMERAL, ORDINAL, SIGN)
RANGE = "between a and b"
INCREASE = "another n"
RULES = {rule.name: rule for rule in COUNT_RULES}
VAGUE = {"several": "several", "a": "a few", "some": "some", "many": "some"}  # the rule of what an increase begins with
INCLUDING = words("including include includes included counting")
HALVES = "“fifty-fifty” is a chance or a way to share, not a number of things; write how many."
MARGINS = frozenset(("a majority of", "majority of", "a clear majority of", "a small majority of"))
JOINING = words("and but while as")
Passed = list[tuple[Match, str]]


def read_figure(wording: str, kind: str) -> Reading:
    """The reading of a count or an amount; Unreadable where no rule or more than one explains the wording."""
    text = Text(wording, tokenize(wording), is_plain)
    matches, passed = _figures(text, kind)
    if not matches:
        matches = _matches(text, BARE[kind].at, FIRST_BARE[kind])[:1]
        if not matches:
            raise Unreadable(_nothing(text, passed))
        _refuse_spaced(text)
    matches, parts = _without_parts(text, matches)
    first, whole = _named_first(text, matches)
    start, end = first.start, first.end
    if whole is not None:
        start, end = min(start, whole.start), max(end, whole.end)
    if end - start < len(text.tokens):
        try:
            check_around(text, start, end, first.rule.bare, _places(passed + parts))
        except Unreadable:
            if passed and first.rule.bare:
                raise Unreadable(_nothing(text, passed)) from None
            raise
    reading = _reading(text, first, whole, kind, *_told(text, start, end))
    notes = [f"“{part}” is a part of it." for _, part in parts]
    return replace(reading, note=" ".join(filter(None, (reading.note, *notes)))) if notes else reading


def _without_parts(text: Text, matches: list[Match]) -> tuple[list[Match], Passed]:
    """The figures but for those that are a part of the first: "14 people, including 3 children"; and these, quoted."""
    kept, parts = matches[:1], Passed()
    for match in matches[1:]:
        last = (parts or [(matches[0], "")])[-1][0]
        between = [token.text for token in text.tokens[last.end : match.start]]
        of_them = text.part(match.end - (text.tokens[match.end - 1].text == "of"), match.end + 2).split()
        told = of_them[:1] == ["of"] and of_them[1:2] in (["them"], ["whom"]) and not JOINING.intersection(between)
        told = told or bool({"among them", "among whom"}.intersection(map(" ".join, pairwise(between))))
        if not (INCLUDING.intersection(between) or told or (parts and between[-2:] != [",", "and"])):
            kept.append(match)
            continue
        whole, part = (one.values.get("n") for one in (matches[0], match))
        of_all = text.part(match.end, match.end + 1) in ("%", "percent", "per")
        if isinstance(whole, Amount) and isinstance(part, Amount) and part.value > whole.value and not of_all:
            raise Unreadable(f"“{_part(text, match)}” is more than the whole, “{_part(text, matches[0])}”.")
        opening = next((at for at in range(last.end, match.start) if text.tokens[at].text in INCLUDING), match.start)
        parts.append((match, text.quote(opening, _end_of_part(text, match.end))))
    return (kept, parts) if len(kept) == 1 else (matches, [])


def _end_of_part(text: Text, end: int) -> int:
    """The place behind the words that tell what a part is of, up to the next sign."""
    while end < len(text.tokens) and (
        text.tokens[end].text in ("%", "-") or (text.tokens[end].kind == WORD and text.tokens[end].text not in JOINING)
    ):
        end += 1
    return end


def _named_first(text: Text, matches: list[Match]) -> tuple[Match, Match | None]:
    """The figure that is meant and the whole that it is a part of: also "of the 14 hostages, 12"."""
    first = matches[0]
    if len(matches) == 2 and text.part(0, first.start) in ("of", "of the", "out of", "out of the", "of all"):
        between = [token.text for token in text.tokens[first.end : matches[1].start]]
        if "," in between and not JOINING.intersection(between):
            for match in matches:
                check_numbers(match)
                _refuse(text, match)
            return matches[1], first
    return first, _whole(text, matches)


def _whole(text: Text, matches: list[Match]) -> Match | None:
    """The whole that the first figure is a part of, None where there is none.

    Unreadable where a figure says no total, or two do not go together.
    """
    first = matches[0]
    matches = [match for match in matches if match is first or not _is_all_of(text, match)]
    for match in matches:
        check_sign(text, match.start, match.end)
        check_numbers(match)
    _refuse(text, first)
    if len(matches) == 1:
        return None
    if len(matches) > 2 or not _is_whole(text, first, matches[1]):
        _refuse_decimal_comma(text, first, matches[1])
        raise Unreadable(
            f"“{_part(text, first)}” and “{_part(text, matches[1])}” are two numbers, and no rule says "
            "how they go together; give the phrase that carries one."
        )
    _refuse(text, matches[1])
    if first.rule.name == "most of" and text.part(first.start, matches[1].start) in MARGINS:
        raise Unreadable(f"“{text.quote(first.start, matches[1].end)}” may be a margin or a share; write the number.")
    return matches[1]


def _is_all_of(text: Text, match: Match) -> bool:
    """Whether an "all" only says what a share is of: "half of all detainees"."""
    return match.rule.name == "all" and text.tokens[match.start - 1].text == "of"


def _refuse_decimal_comma(text: Text, first: Match, second: Match) -> None:
    """Unreadable, with what to do, where a comma between two numbers may stand for the decimal point."""
    between = text.tokens[first.end : second.start]
    if len(between) == 1 and between[0].text == "," and text.tokens[second.start].start == between[0].end:
        part = text.quote(first.start, second.end)
        raise Unreadable(f"“{part}” could be one number with a decimal comma, or two; write it with a point.")


def _refuse_spaced(text: Text) -> None:
    """Unreadable where digits with a space between may be two numbers: "12 107-mm rockets"."""
    for token in text.tokens:
        if token.kind == NUMERAL and " " in token.text:
            raise Unreadable(f"“{token.text}” may be one number or two; write the one that counts.")


def _refuse(text: Text, match: Match) -> None:
    if match.rule.refuses:
        raise Unreadable(f"“{_part(text, match)}” {match.rule.refuses}")


def figure_at(text: Text, place: int) -> Match | None:
    """The count, amount or share that reads most from a token on, None where none begins there."""
    token = text.tokens[place]
    if token.kind == WORD and token.text not in OPENING:
        return None
    match = GRAMMARS["count"].at(text, place)
    if match is None or token.text in MAY_MEASURE or unit_at(text.tokens, match.end)[0]:
        amount = GRAMMARS["amount"].at(text, place)
        if amount is not None and (match is None or amount.end > match.end) and units_in(amount):
            return amount
    return match


def whole_behind(text: Text, match: Match) -> Match | None:
    """The whole that a figure is a part of, where one stands right behind it: "11 of the 14"."""
    tokens, place = text.tokens, match.end
    while place < min(match.end + FAR, len(tokens)) and tokens[place].text in OF_WHOLE:
        place += 1
    if place == len(tokens) or (place == match.end and tokens[place - 1].text != "of"):
        return None
    whole = figure_at(text, place)
    if whole is None or whole.rule.refuses or not_counted(tokens, whole.start, whole.end):
        return None
    return whole if _is_whole(text, match, whole) else None


def has_unit(match: Match) -> bool:
    """Whether a figure is an amount with its unit."""
    return bool(units_in(match))


def read_match(text: Text, match: Match, whole: Match | None = None) -> Reading:
    """The reading of what `figure_at` found: an amount where it has a unit, else a count; or Unreadable.

    `whole` is what the figure is a part of (`whole_behind`).
    """
    added = _added(text, match) if match.rule.name == INCREASE else None
    if added is not None:
        return replace(read_match(text, added), rule=INCREASE, phrase=_part(text, match), increase=True)
    for part in (match, whole):
        if part is not None:
            _refuse(text, part)
            check_numbers(part)
    kind = "amount" if units_in(match) else "count"
    return _reading(text, match, whole, kind, text.quote(match.start, (whole or match).end), ())


def _added(text: Text, match: Match) -> Match | None:
    """What an increase adds, as a figure of its own; None for "another", which says no number."""
    number = match.values.get("n", match.values.get("n*"))
    if isinstance(number, Match):
        return number
    if number is not None:
        return match._replace(rule=RULES["n"], values={"n": number})
    if "units" in match.values:
        return match._replace(rule=RULES["dozens"])
    vague = VAGUE.get(text.tokens[match.start].text)
    return match._replace(rule=RULES[vague]) if vague else None


def _reading(text: Text, first: Match, whole: Match | None, kind: str, phrase: str, unread: tuple[str, ...]) -> Reading:
    """The reading of a figure, of its whole where that is named."""
    reading = reading_of(text, first, kind, phrase, unread)
    if whole is None:
        return reading
    base = reading_of(text, whole, kind)
    return reading.on(base) if reading.relative else _capped(reading, base, _part(text, first), _part(text, whole))


def _figures(text: Text, kind: str) -> tuple[list[Match], Passed]:
    """The figures of a wording that count or measure, and those that do not, with the reason."""
    counted: list[Match] = []
    passed: Passed = []
    found = [match for match in _matches(text, GRAMMARS[kind].at, FIRST[kind]) if not lacks_thing(text, match)]
    if text.part(0, 3) == "fifty - fifty" and len(text.tokens) == 3:
        raise Unreadable(HALVES)
    if len(found) == 1 and found[0].end - found[0].start == len(text.tokens) and found[0].rule.name != RANGE:
        return found, passed
    for match in found:
        reason = not_counted(text.tokens, match.start, match.end)
        if reason is None or (reason == YEAR and _holds_more(match)) or (kind == "amount" and reason in (MEASURE, SUM)):
            counted.append(match)
        else:
            passed.append((match, reason))
    if kind == "amount" and not counted and len(passed) == 1 and passed[0][1] in (STRETCH, AGE):
        return [passed[0][0]], []
    return counted, passed


def _holds_more(match: Match) -> bool:
    """Whether a range that begins with a year goes on to another number: "from 1987, to 10 billion"."""
    numbers = [value.value for value in match.values.values() if isinstance(value, Amount)]
    return len(numbers) > 1 and not all(1000 <= number <= LAST_YEAR for number in numbers)


def _matches(text: Text, at: Callable[[Text, int], Match | None], first: frozenset[str]) -> list[Match]:
    found: list[Match] = []
    place, tokens = 0, text.tokens
    while place < len(tokens):
        token = tokens[place]
        match = None if token.kind == WORD and token.text not in first else at(text, place)
        if match is None:
            place += 1
        else:
            found.append(match)
            place = match.end
    return found


def lacks_thing(text: Text, match: Match) -> bool:
    """Whether "some" or "no" has nothing behind it that can be counted: "some money", "no longer"."""
    tokens, end = text.tokens, match.end
    if end == len(tokens) or tokens[end - 1].text not in ("some", "no") or match.end - match.start > 1:
        return False
    for token in tokens[end : end + 3]:
        word = token.text
        if token.kind != WORD or (match.rule.name == "none" and (word in NOT_DENIED or word in NOT_AHEAD)):
            return True
        if names_several(word) or (word in SINGULAR and match.rule.name == "none"):
            return False
    return True


def _nothing(text: Text, passed: Passed) -> str:
    """The message about a wording in which no number counts anything."""
    if not passed and any(token.kind not in NOT_A_DATE for token in text.tokens):
        written = next(text.quote(at, at + 1) for at, token in enumerate(text.tokens) if token.kind not in NOT_A_DATE)
        return f"“{written}” is a date or a time here, not a number of things; give the phrase that says how many."
    if not passed:
        return f"“{text.wording}” says no number that a rule reads; write beside it what it is to be read as."
    match, reason = passed[0]
    start = match.start
    if start and reason in (NAME, VERSION, YEAR, "a place in a document", "a day of a month"):
        start -= 1 + (text.tokens[start - 1].text in "-#" and start > 1)
    part = text.quote(start, match.end)
    return f"“{part}” is {reason} here, not a number of things; give the phrase that says how many."


def _places(passed: Passed) -> frozenset[int]:
    """The places of what does not count, and of what stands next to it."""
    return (
        frozenset(place for match, _ in passed for place in range(match.start - 1, match.end + 1)) if passed else NONE
    )


NONE = frozenset[int]()


def _told(text: Text, start: int, end: int) -> tuple[str, tuple[str, ...]]:
    """The part of the wording that is read, and the parts that are not."""
    wording, tokens = text.wording, text.tokens
    first, last = tokens[start].start, tokens[end - 1].end
    before = wording[:first].strip(EDGES) if first else ""
    behind = wording[last:].strip(EDGES) if last < len(wording) else ""
    return wording[first:last], tuple(part for part in (before, behind) if part)


def _capped(reading: Reading, whole: Reading, part: str, all_of: str) -> Reading:
    """ "At least 11 of the 14": a number of a whole is at most the whole."""
    most = Span(None, whole.possible.high)
    expected, possible = share((reading.expected, most)), share((reading.possible, most))
    if possible is None:
        raise Unreadable(f"“{part}” is more than the whole, “{all_of}”.")
    return replace(reading, expected=expected or Span(possible.high, possible.high), possible=possible)


def _is_whole(text: Text, first: Match, second: Match) -> bool:
    """Whether the second number is what the first is a part of: "11 of the 14", "all but one of the 14"."""
    between = [token.text for token in text.tokens[first.end : second.start]]
    if not all(word in OF_WHOLE for word in between) or second.rule.relative or between[-1:] in (["them"], ["us"]):
        return False
    return "of" in between or first.rule.relative or text.tokens[first.end - 1].text == "of"


def _part(text: Text, match: Match) -> str:
    return text.quote(match.start, match.end)
