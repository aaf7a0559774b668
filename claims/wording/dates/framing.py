"""Framing: the words around a date that change what it says, and those that the rules leave unread."""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.dates import hours
from claims.wording.dates.days import NAMES_TOO, is_date_sign, is_number
from claims.wording.dates.holidays import MOVABLE
from claims.wording.dates.written import NTHS
from claims.wording.dates.years import CARDINALS
from claims.wording.grammar import Match, Text
from claims.wording.lexicon import NEGATIONS, PLURAL, SINGULAR
from claims.wording.readings import Unreadable
from claims.wording.tokens import NUMERAL, TIME, WORD, Token, words

# Words that change a date wherever they stand, only in front of it, or only where they touch it.
AROUND_DATE = (NEGATIONS - NAMES_TOO) | words("""
    every each possibly perhaps maybe probably likely presumably conceivably might could
""")
BEFORE_DATE = words("before after within prior since until till")
BESIDE_DATE = words("""
    about around circa approximately roughly between nearly almost half weekend week
    weeks days months years fortnight quarter spring summer autumn fall winter next last previous following ago
    several few couple more least shortly soon or and this ending fiscal financial academic school eve anniversary
    week's later earlier rest closest nearest
    chinese lunar islamic jewish persian kurdish orthodox coptic latest season fy ay
""") | MOVABLE  # fmt: skip
OF_DATE = words("""
    end beginning start onset turn close middle rest part height day month months quarter quarters half halves year
    years decade decades century centuries season
""")
NOT_TOLD = words("a the that")  # before a weekday, which they leave open
# In front of a date that they touch: "FY 2019", "dozens of years ago", "under a year ago", "by 14 and 15 May".
JUST_BEFORE = words("""
    year season fy ay by than under below beyond many dozens scores hundreds thousands tens business working numerous
    countless multiple preceding pre post ante latest earliest lent ½ ¼ ¾ ⅓ ⅔
""")
NIGHT = words("night nights overnight midnight")
PARTS_OF = words("early mid late middle")
BASE_WORDS = words("of the on out that this")
BARE = words("over throughout since a an the in on at of by to from for during and or is was this that it s around as")
JOINTS = words("of the in on at a an -")
COUNTABLE = PLURAL | SINGULAR | words("percent per hours hour minutes minute seconds dollars")
NOUN_WITHIN = 3  # words behind a number within which the things that it counts are named
STRIPPED = " \t\r\n.,;:!?()[]{}\"'“”‘’«»–-—/…"


def check_around(text: Text, match: Match, end: int, by_day: bool) -> None:
    """Refuses words around the date, and numbers, that change what it says."""
    part, tokens = text.quote(match.start, end), text.tokens
    _refuse_weekday(text, match, end)
    touching = _touching(tokens, match.start, end)
    is_range = match.rule.name.startswith(("between", "the night"))
    counted = -1
    for place, token in enumerate(tokens):
        if match.start <= place < end or place < counted:
            continue
        word = token.text
        before = place < match.start
        if (
            word in AROUND_DATE
            or (before and word in BEFORE_DATE)
            or (place in touching and _changes_beside(tokens, place, before, by_day))
            or (word == "/" and place in (match.start - 1, end))
            or (word in NIGHT and not is_range)
            or word.endswith("n't")
        ):
            raise Unreadable(
                f"“{word}” changes what “{part}” says, and no rule explains it here; "
                "write beside it what it is to be read as."
            )
        if is_number(token) or not is_date_sign(token):
            counted = _counted(tokens, place)
            if not counted:
                raise Unreadable(
                    f"“{word}” is not explained by the rule that reads “{part}”; give the phrase that carries the date."
                )


def _refuse_weekday(text: Text, match: Match, end: int) -> None:
    """Refuses a weekday that is one of several, or told from another day: "a Friday", "that Sunday"."""
    within: Match | None = match
    while within and within.rule.name != "a weekday":
        within = next((value for value in within.values.values() if isinstance(value, Match)), None)
    if not within or not within.start:
        return
    before = text.tokens[within.start - 1].text
    if before in NOT_TOLD:
        raise which_weekday(text, within.start, end)


def which_weekday(text: Text, place: int, end: int) -> Unreadable:
    """Why "a Friday" is refused."""
    return Unreadable(
        f"“{text.quote(place - 1, end)}” does not say which {text.quote(place, place + 1)} it is; write the date."
    )


def _changes_beside(tokens: Sequence[Token], place: int, before: bool, by_day: bool) -> bool:
    """Whether a word next to a date changes what it says."""
    word = tokens[place].text
    return (
        word in BESIDE_DATE
        or _is_loose_number(tokens, place)
        or (before and (word in JUST_BEFORE or (word in PARTS_OF and not by_day)))
        or (word in OF_DATE and _follows(tokens, place, "of"))
    )


def _touching(tokens: Sequence[Token], start: int, end: int) -> frozenset[int]:
    """The places of the words next to a date, whatever "of", "the" and the like stand between."""
    before = start - 1
    while before > 0 and tokens[before].text in JOINTS:
        before -= 1
    behind = end
    while behind < len(tokens) - 1 and tokens[behind].text in JOINTS:
        behind += 1
    return frozenset((*range(max(before, 0), start), *range(end, behind + 1)))


def _counted(tokens: Sequence[Token], at: int) -> int:
    """The place behind a number of things, which is no date: "14 people", "$5m"; 0 where it may be one."""
    token = tokens[at]
    if token.kind == TIME or hours.is_clock(tokens, at):
        return at + 1
    if token.kind != NUMERAL:
        return at + 1 if token.text in ("$", "€", "£", "@", "#") else 0
    for place in range(at + 1, min(at + 1 + NOUN_WITHIN, len(tokens))):
        if tokens[place].kind != WORD:
            return place if tokens[place].text == "%" else 0
        if tokens[place].text in COUNTABLE:
            return place
    return 0


def _is_loose_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number in words stands by a date and counts nothing: "October twenty-three", "second Sunday"."""
    if tokens[at].text not in CARDINALS and tokens[at].text not in NTHS:
        return False
    behind = tokens[at + 1 : at + 1 + NOUN_WITHIN]
    return not any(token.text in COUNTABLE for token in behind)


def left_over(wording: str, start: int, end: int) -> tuple[str, ...]:
    """What stands before and behind the phrase that was read, but for prepositions and articles alone."""
    if start == 0 and end == len(wording):
        return ()
    left = []
    for part in (wording[:start].strip(STRIPPED), wording[end:].strip(STRIPPED)):
        if part and not all(word.lower() in BARE for word in part.split()):
            left.append(part)
    return tuple(left)


def _follows(tokens: Sequence[Token], at: int, word: str) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text == word
