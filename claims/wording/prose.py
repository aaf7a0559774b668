"""Prose: every mention of a count, an amount, a share or a date in running text, with its place and its reading.

A sentence is gone through once, from left to right; at each place the rule that reads most wins, and every look
around it is a few words long, so that the time taken grows with the length of the text and no faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims.wording.dates import almanac
from claims.wording.dates import reading as dates
from claims.wording.dates.durations import HOUR_WORDS, UNIT_WORDS
from claims.wording.figures import reading as figures
from claims.wording.figures.dated import YEAR
from claims.wording.figures.number_words import ARTICLES, MULTIPLIERS, PARTS
from claims.wording.figures.slots import GRAMMARS
from claims.wording.figures.surroundings import MEASURE, STRETCH, SUM, not_counted
from claims.wording.grammar import Match, Text
from claims.wording.lexicon import SINGULAR, names_several
from claims.wording.readings import Reading, Unreadable
from claims.wording.tokens import ABBREVIATED, DATE, NUMERAL, ORDINAL, SIGN, STOP, WORD, Token, alike, cut, words

THING = 4  # words at most that name the thing counted, behind "of the"
REMEMBERED = 20_000  # readings that a sentence without end keeps at a time
ROW = 3  # numerals that stand in a row, and count nothing
LAST_YEAR = 2100  # a later bare number is no year
# Words that no thing counted is named with.
NOT_IN_THING = words("""
    a about above according after again against ago all along also although am among an and another any are as at away
    be became because become been before began behind being below beside besides between beyond both but by came can
    could despite did do does down during each either else every everyone except few for from further go goes got had
    has have he her here him his how however i if in inside instead into is it its itself just least less like many
    may me might more most much must my near neither no nobody none nor not now of off on once one only onto or other
    others our out outside over own per plus reportedly said same say saying says she should since so some soon still
    such than that the their them then there these they this those though through throughout till to today
    together told too toward towards under unless until up upon versus via was we well went were what when where
    whether which while who whom whose why will with within without would yes yesterday yet you your
    killed wounded injured dead died arrested detained released held taken hurt shot hit missing remain remained
    remains alive
""")
DETERMINERS = words("the its their his her our these those")
PRONOUNS = words("them us you these those")
# Words behind which a number alone is a year, and a day alone a date.
BEFORE_YEAR = words("in since by until till during early late mid before after of from for to and through - /")
BEFORE_DAY = words("on by since until till from before after")
IN_DAYS = "in n days"  # which in prose is how long something took as often as when it will be
MONTHS_TOO = words("may march")
# What says how many only of a thing that is named: "some bases", but not "some say".
NEED_A_THING = frozenset(("some", "one", "both", "all", "most of", "nearly all", "a minority of"))
SHARE = "a share"
PER = words("a an per every each")
ONE = words("one single lone sole only")
BEFORE_ALL = words("at after above")
BEHIND_ALL = words("means events cases times costs odds intents purposes sides hands kinds sorts ages ends walks")
# Figures that are no counts, and are amounts where they have a unit: "two weeks", "$5".
MEASURED = (MEASURE, STRETCH, SUM)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the prose that says a value: prose[start:end] is its wording.

    `kind` is "count", "amount", "share" (read as a count, relative to a base) or "date". `reading` is None where
    a value is named and cannot be told; `problem` then says why ("03/04/2020" is two days).
    """

    start: int
    end: int
    wording: str
    kind: str
    reading: Reading | None
    problem: str = ""


def scan(prose: str, published: date | None = None) -> list[Mention]:
    """Every mention in running text, in order, none within another; in time linear in its length.

    Maximal ones: the thing counted belongs to the wording ("nearly three dozen attacks"). Versions, times of day,
    addresses, telephone numbers, ages and ordinals are no counts. A reading that is an `increase` ("three more")
    says what was added to a total. A wording read alone, by `read`, is read the same.
    """
    found: list[Mention] = []
    for tokens in _sentences(alike(prose)):
        found.extend(_mentions(prose, tokens, published))
    return found


def _sentences(text: str) -> Iterator[list[Token]]:
    """The tokens of each sentence. A point behind an abbreviation ends none."""
    tokens: list[Token] = []
    for token in cut(text):
        if token.kind != STOP:
            tokens.append(token)
        elif tokens and not (token.text == "." and tokens[-1].end == token.start and tokens[-1].text in ABBREVIATED):
            yield tokens
            tokens = []
    if tokens:
        yield tokens


def _mentions(prose: str, tokens: list[Token], published: date | None) -> Iterator[Mention]:
    text = Text(prose, tokens, figures.is_plain, published)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if (token.kind in SAID and token.text not in OPENING) or _leads_nowhere(tokens, place):
            place += 1
            continue
        if len(text.read) > REMEMBERED:
            text.read.clear()
        row = _end_of_row(tokens, place)
        if row - place >= ROW:
            place = row
            continue
        try:
            figure, day = figures.figure_at(text, place), dates.date_at(text, place)
        except Unreadable as error:
            if token.kind == DATE:
                yield _mention(text, place, place + 1, "date", None, str(error))
            place += 1
            continue
        if day is not None and (figure is None or day.end >= figure.end) and _is_date(tokens, day):
            yield _date(text, day)
            place = day.end
        elif figure is not None:
            mention, place = _figure(text, figure)
            if mention is not None:
                yield mention
        else:
            place += 1


def _leads_nowhere(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token opens a mention only with others behind it, and none of them stands there."""
    if tokens[place].text not in LEADING or place + 1 == len(tokens):
        return tokens[place].text in LEADING
    following = tokens[place + 1]
    return following.kind == WORD and following.text not in LEADING[tokens[place].text]


def _end_of_row(tokens: Sequence[Token], place: int) -> int:
    """The place behind the numerals that follow one another: of a telephone number, or of a table."""
    while place < len(tokens) and tokens[place].kind == NUMERAL:
        place += 1
    return place


def _is_date(tokens: Sequence[Token], match: Match) -> bool:
    """Whether a date is meant, and not a number of things, or of a document."""
    start, end = match.start, match.end
    last, before = tokens[end - 1], _text(tokens, start - 1) if start else ""
    if match.rule.name == "a year" and end - start == 1:
        if len(last.text) != 4 or last.text[0] == "0" or int(last.text) > LAST_YEAR:
            return False
        if before in BEFORE_YEAR:
            return True
        return not_counted(tokens, start, end) in (None, YEAR) and _thing_at(tokens, end, one=False) == end
    if match.rule.name == IN_DAYS and tokens[start].text == "in":
        return False
    if end - start == 1 and last.text in MONTHS_TOO and _text(tokens, end) == "of":
        return end + 1 < len(tokens) and tokens[end + 1].kind == NUMERAL
    if last.kind == ORDINAL and end - start <= 2 and all(token.text == "the" for token in tokens[start : end - 1]):
        return before in BEFORE_DAY and (end == len(tokens) or tokens[end].text in NOT_IN_THING)
    return True


def _date(text: Text, match: Match) -> Mention:
    try:
        reading, problem = dates.read_match(text, match), ""
    except Unreadable as error:
        reading, problem = None, str(error)
    return _mention(text, match.start, match.end, "date", reading, problem)


def _figure(text: Text, match: Match) -> tuple[Mention | None, int]:
    """The mention of a figure with the thing counted, None where it is no count; and the place behind it."""
    tokens = text.tokens
    reason = not_counted(tokens, match.start, match.end)
    if (reason and not (reason in MEASURED and figures.has_unit(match))) or _is_dialled(tokens, match):
        return None, match.end
    whole = figures.whole_behind(text, match)
    end = _end_of_thing(text, whole or match)
    if not end or _is_rate(tokens, end):
        return None, max(match.end, end)
    try:
        reading = figures.read_match(text, match, whole)
    except Unreadable as error:
        if match.rule.refuses:
            return None, match.end
        kind = "amount" if figures.has_unit(match) else "count"
        return _mention(text, match.start, end, kind, None, str(error)), end
    kind = "share" if reading.relative else reading.kind
    first, last = tokens[match.start].start, tokens[end - 1].end
    wording = text.wording[first:last]
    unread = wording[len(reading.phrase) :].strip(figures.EDGES)
    reading = replace(reading, unread=(unread,) if unread else ())
    return Mention(first, last, wording, kind, reading), end


def _is_dialled(tokens: Sequence[Token], match: Match) -> bool:
    """Whether a numeral is one of a row: "+964 770 123 4567", "(212) 555 0187"."""
    start, end = match.start, match.end
    if tokens[start].kind == NUMERAL and " " in tokens[start].text and figures.has_unit(match):
        return True  # "12 107 mm rockets"
    if any(
        token.kind == NUMERAL and token.text[0] == "0" and token.text.isdigit() and len(token.text) > 1
        for token in tokens[start:end]
    ):
        return True  # "555-0187"
    if tokens[start].kind != NUMERAL or tokens[end - 1].kind != NUMERAL:
        return False
    before = tokens[start - 1] if start else None
    behind = [token.text if token.kind != NUMERAL else "0" for token in tokens[end : end + 2]]
    if before is not None and (before.kind == NUMERAL or (before.text == "+" and before.end == tokens[start].start)):
        return True
    return behind[:1] == ["0"] or (before is not None and before.text == "(" and behind == [")", "0"])


def _is_rate(tokens: Sequence[Token], place: int) -> bool:
    """Whether "a day", "per week" or the like stands at a place."""
    return _text(tokens, place) in PER and _text(tokens, place + 1) in UNIT_WORDS | HOUR_WORDS


def _mention(text: Text, start: int, end: int, kind: str, reading: Reading | None, problem: str) -> Mention:
    first, last = text.tokens[start].start, text.tokens[end - 1].end
    return Mention(first, last, text.wording[first:last], kind, reading, problem)


def _end_of_thing(text: Text, match: Match) -> int:
    """The place behind the thing that a figure counts, 0 where the figure needs one and none is named."""
    tokens, last = text.tokens, text.tokens[match.end - 1].text
    alone = match.end - match.start == 1
    if figures.lacks_thing(text, match):
        return 0
    end = _thing_at(tokens, match.end, one=last in ONE)
    if alone and last == "all" and _text(tokens, match.end) != "of" and _is_idiom(tokens, match.start, end):
        return 0
    if match.rule.name == SHARE and last not in ("of", "in") and end == match.end:
        return 0
    if end == match.end and (match.rule.name in NEED_A_THING or (last in ("one", "no") and alone)):
        return 0
    return end


def _is_idiom(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Whether "all" counts nothing: "above all", "by all means"."""
    return (place > 0 and tokens[place - 1].text in BEFORE_ALL) or tokens[end - 1].text in BEHIND_ALL


def _thing_at(tokens: Sequence[Token], place: int, one: bool) -> int:
    """The place behind the nouns that stand at a place: "rocket attacks", "of the detainees", "of them"."""
    start = place
    of = _text(tokens, start) == "of"
    part = of or (start > 0 and tokens[start - 1].text == "of")
    if part:
        start += of
        while _text(tokens, start) in DETERMINERS:
            start += 1
        if _text(tokens, start) in PRONOUNS:
            return start + 1
    known = start > place or not part
    start = _behind_measure(tokens, start)
    end = place
    for ahead in range(start, min(start + THING, len(tokens))):
        token = tokens[ahead]
        if _joins(tokens, ahead):
            continue
        if token.kind != WORD or token.text in NOT_IN_THING:
            break
        several = names_several(token.text)
        if token.text in SINGULAR or (several and not (one and not part and ahead == start)):
            end = ahead + 1
        elif end > place or token.text.endswith("ly"):
            break
    if end == place and (one or (part and known)) and _may_be_thing(tokens, start):
        return start + 1
    return end


def _joins(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token is a hyphen within a word: "Iranian-backed"."""
    token = tokens[place]
    return (
        token.text == "-"
        and 0 < place < len(tokens) - 1
        and tokens[place - 1].end == token.start
        and token.end == tokens[place + 1].start
    )


def _may_be_thing(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word may name one thing: "one contractor", "40 percent of the budget"."""
    if place >= len(tokens) or tokens[place].kind != WORD:
        return False
    word = tokens[place].text
    return word not in NOT_IN_THING and not word.endswith("ly") and not names_several(word)


def _behind_measure(tokens: Sequence[Token], place: int) -> int:
    """The place behind a hyphen, an age or a measure: "two 12-year-old boys", "three 107mm rockets"."""
    if place + 1 < len(tokens) and tokens[place].kind == NUMERAL:
        ahead = [token.text for token in tokens[place + 1 : place + 6]]
        if tokens[place + 1].kind == WORD and tokens[place].end == tokens[place + 1].start:
            return place + 2
        if ahead[:4] in (["-", "year", "-", "old"], ["-", "month", "-", "old"]):
            return place + 5
    return place + (_text(tokens, place) == "-")


def _text(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text if place < len(tokens) else ""


SAID = (WORD, SIGN)
OPENING = (figures.OPENING | dates.OPENING | {"'"}) - words("nothing never")
_VOCABULARY = frozenset(PARTS.keys() | MULTIPLIERS.keys() | UNIT_WORDS).union(
    *(grammar.behind() for grammar in (*GRAMMARS.values(), almanac.POINTS, almanac.FURTHER))
)
# Words that say nothing alone, and what must stand behind them.
LEADING = dict.fromkeys(words("the in on at by to from of"), _VOCABULARY) | dict.fromkeys(
    ARTICLES, _VOCABULARY - ARTICLES
)
