"""Qualifiers: the words around a figure that change what it says. Such a wording is refused, never half read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claims.wording.figures.amounts import is_figure
from claims.wording.figures.number_words import NUMBER_WORDS
from claims.wording.figures.units import BEFORE, UNITS
from claims.wording.grammar import Text
from claims.wording.lexicon import (
    AFTER_NUMBER,
    BEFORE_NUMBER,
    COLLECTIVES,
    DETERMINERS,
    FAR_HEDGES,
    HEDGES,
    MONEY,
    NEGATIONS,
    ONE_MORE,
    STRETCHES,
)
from claims.wording.readings import Unreadable
from claims.wording.tokens import NUMERAL, SIGN, WORD, Token

PLAIN_SIGNS = frozenset("-,()/&'`#")
BARE_WITHIN = 3  # words that may stand before a bare noun
ADDING = frozenset(("and", "plus", "&"))
SCALE_LETTERS = frozenset("gt")
AHEAD = 6  # tokens before a number within which a hedge changes it
TIME = "(?:day|week|fortnight|month|year|hour|minute|second|night|shift)"
RATE = "is a rate or an average, not a total: write the total."
CHANGE = "is a change or a comparison, not a total: write the total that it leads to."
DENIED = "is denied, or is what something is not: write the number that is meant."
OTHERS = "is an increase, not a total: write the total that it leads to."
POSSIBLE = "is only feared or possible, and no rule says how many: write beside it what it is to be read as."
LINKED = "is counted beside or as kin of somebody: write how many there were in all."
IDIOM = "is a name or a turn of phrase, not a number of things: give the phrase that says how many."
UNSURE = "may be a number that is passed, or one that is counted: write “more than” where it is passed."
ROSE = "rose|fell|climbed|jumped|grew|surged|plunged|declined|soared|increased|decreased|shrank"
RISE = "rise|increase|jump|surge|gain|growth|hike|fall|drop|decrease|decline|reduction"
# The words around a number, which "#" stands for ("zero| … #" where "zero" opens it), that
# change what it says: each row's first words call for a look.
PHRASES = (
    ("a an", rf"# (?:(?!in |for |after |within |over |of |on )[^ ]+ ){{0,3}}an? {TIME}\b(?! (?:of|before|after|ago|"
     "later|earlier|into|when|since|apart|long))", RATE),
    ("every", r"# (?:[^ ]+ ){0,4}every\b(?! one| single)(?: [^ ]+)?", RATE),
    ("/", rf"# / (?:{TIME}|person|head|capita)\b", RATE),
    ("average averages averaged averaging median", r"\b(?:averag(?:e|es|ed|ing)|median)\b.* #|\bon average\b", RATE),
    ("mean", r"\bmean (?:of|was|is) #", RATE),
    ("in", r"\bin (?:batches|groups|lots|waves|teams|convoys|units|cells) of #", RATE),
    ("at", r"# (?:[^ ]+ ){0,2}at a time\b(?! when| of)", RATE),
    (ROSE.replace("|", " "), rf"\b(?:{ROSE}) (?:another )?#", CHANGE),
    (RISE.replace("|", " "), rf"# (?:% |percent |per cent |points? )?(?:{RISE})\b|"
     rf"\b(?:gain|net (?:{RISE}|loss)) of #", CHANGE),
    ("higher lower", r"# (?:% |percent |per cent |points? )?(?:higher|lower)\b", CHANGE),
    ("times", r"# times (?:higher|lower|larger|bigger|greater|smaller|more|fewer|as|the)\b", CHANGE),
    ("margin lead gap shortfall difference deficit factor",
     r"\b(?:margin|lead|gap|shortfall|difference|deficit|factor) of #", CHANGE),
    ("dismiss dismisses dismissed dismissing",
     r"\bdismiss(?:es|ed|ing)? (?:[^ ]+ ){0,3}(?:claims?|reports?|allegations?|suggestions?|figures?)\b.*#", DENIED),
    ("rules ruled rule", r"\brule[sd]? out\b.*#", DENIED),
    ("failed fails failing fail", r"\bfail(?:s|ed|ing)? to (?:[^ ]+ ){1,3}#", DENIED),
    ("instead rather opposed far anything apart save barring",
     r"\b(?:instead of|rather than|as opposed to|far from|anything but|apart from|save for|barring) "
     r"(?:the |all |[^ ]+ing )?#", DENIED),
    ("other", r"# (?:of )?other\b", OTHERS),
    ("feared", r"# (?:(?!who |that |and )[^ ]+ ){0,3}feared\b", POSSIBLE),
    ("could", r"# (?:(?!who |that |and )[^ ]+ ){0,3}could (?:be|have)\b", POSSIBLE),
    ("father mother parent parents husband wife fathers mothers",
     r"\b(?:father|mother|parent|husband|wife)s?(?: -)? of(?: -)? #", LINKED),
    ("his her their", r"\band (?:his|her|their) (?:[^ ]+ )?#", LINKED),
    ("tolerance hour sum ground", r"^zero\| (?:ground #$|# (?:tolerance|sum|hour)\b)", IDIOM),
    ("second next", r"^(?:none|no|nothing|zero)\| .*\b(?:second|next) to #", IDIOM),
    ("few", r"# or (?:very )?few\b", "names no one number: write the number that is meant."),
    ("first second third last", r"\b(?:first|second|third|last) of #", "says which one, not how many: write how many."),
    ("too so how as", r"^many\| .*\b(?:too|so|how|as) #", "names no number: write how many there were."),
    ("brother sister", r"^half\| # (?:- )?(?:brother|sister)", IDIOM),
    ("but", r"^all\| # but (?!the |one |a )[^ ]+$", IDIOM),
    ("baker", r"\bbaker(?: ?['’] ?s| s)? #", IDIOM),
    ("passed passes crossed crosses past", r"\| (?:passed|passes|crossed|crosses|past) #$", UNSURE),
)  # fmt: skip
CALLED: dict[str, list[tuple[re.Pattern[str], str]]] = {}
for _words, _pattern, _reason in PHRASES:
    for _word in _words.split():
        CALLED.setdefault(_word, []).append((re.compile(_pattern), _reason))
WATCHED = CALLED.keys() | NEGATIONS | BEFORE_NUMBER | AFTER_NUMBER | MONEY | NUMBER_WORDS | {"per"}


def check_around(text: Text, start: int, end: int, bare: bool, passed: frozenset[int] = frozenset()) -> None:
    """Raises Unreadable where a word outside start … end changes the number that stands there.

    `passed` are the places of mentions that are no counts; what stands next to one belongs to it.
    """
    part = text.quote(start, end)
    for place, token in enumerate(text.tokens):
        if not start <= place < end:
            if token.kind != WORD or token.text in WATCHED or token.text.endswith("n't"):
                if token.text in CALLED:
                    _check_phrases(text, token.text, start, end)
                _check_word(text, place, part, start, place in passed)
            if bare and place < start and (token.text in DETERMINERS or place < start - BARE_WITHIN):
                raise Unreadable(f"“{text.wording}” says no number; write beside it what it is to be read as.")
    if bare and text.tokens[end - 1].text in COLLECTIVES and text.part(end, end + 1) == "of":
        raise Unreadable(f"“{part} of” says that there were several and not how many; write the number.")
    _check_before(text.tokens, start, part)
    _check_behind(text.tokens, end, part)


def _check_phrases(text: Text, word: str, start: int, end: int) -> None:
    """Raises Unreadable where a phrase that a word belongs to changes what the figure in start … end says."""
    before, behind = text.part(0, start), text.part(end, len(text.tokens))
    around = " ".join(f"{text.tokens[start].text}| {before} # {behind}".split())  # the figure, by its first word
    for pattern, reason in CALLED[word]:
        found = pattern.search(around)
        if found is None:
            continue
        said = found[0].rpartition("| ")[2]
        ahead, figure, after = said.partition("#")
        first = start - len(ahead.split())
        last = end + len(after.split())
        if figure:
            raise Unreadable(f"“{text.quote(first, last)}” {reason}")
        raise Unreadable(f"“{said}” says that “{text.quote(start, end)}” {reason}")


def _check_word(text: Text, place: int, part: str, start: int, passed: bool) -> None:
    token = text.tokens[place]
    word = token.text
    if word == "may" and token.capital and place + 1 == start and text.tokens[start].kind == NUMERAL:
        return
    if not passed and (word in ("%", "percent") or text.part(place, place + 2) == "per cent"):
        said = text.quote(start, place + 1 + (word == "per")) if place > start else word
        raise Unreadable(f"“{said}” is a share of something: name its base, or write the number.")
    if word == "not" and place > start and text.part(place + 1, place + 2) in ("including", "counting"):
        return
    if word in NEGATIONS or word.endswith("n't") or (not passed and _hedges(word, start - place)):
        raise Unreadable(
            f"“{word}” changes what “{part}” says, and no rule explains it here; "
            "write beside it what it is to be read as."
        )
    if passed:
        return
    odd_sign = token.kind == SIGN and word not in PLAIN_SIGNS
    if odd_sign or word in MONEY:
        raise Unreadable(f"“{word}” is not read with “{part}”; write beside it what it is to be read as.")
    if token.kind == NUMERAL or word in NUMBER_WORDS:
        raise Unreadable(f"“{word}” is a second number, and no rule says how it goes with the first.")


def _hedges(word: str, ahead: int) -> bool:
    """Whether a word so many tokens before a number changes it; behind it where that is below 0."""
    if ahead < 0:
        return word in AFTER_NUMBER
    return word in BEFORE_NUMBER and (ahead <= AHEAD or word in FAR_HEDGES or word not in HEDGES)


def _check_before(tokens: Sequence[Token], start: int, part: str) -> None:
    if not start:
        return
    last = tokens[start - 1]
    if start == 1 and last.text in ("up", "down"):
        raise Unreadable(f"“{last.text} {part}” is a change, not a total; write the total that it leads to.")
    if last.text in ADDING:
        raise Unreadable(f"“{last.text} {part}” is one number among others; give the phrase that says the total.")


def _check_letter(tokens: Sequence[Token], end: int) -> None:
    """Raises Unreadable where a letter behind a numeral may be a scale or a unit that is not known: "10G"."""
    if end == len(tokens) or len(tokens[end].text) > 1 or tokens[end].kind != WORD or tokens[end - 1].kind != NUMERAL:
        return
    number, letter = tokens[end - 1], tokens[end]
    touches = letter.start == number.end
    if touches or (letter.capital and letter.text in SCALE_LETTERS):
        written = f"{number.text}{'' if touches else ' '}{letter.text.upper() if letter.capital else letter.text}"
        raise Unreadable(f"“{written}” could be a scale, a unit or a name; write the number that is meant.")


def _check_behind(tokens: Sequence[Token], end: int, part: str) -> None:
    _check_letter(tokens, end)
    behind = tokens[end : end + 3]
    first, second = ([token.text for token in behind if token.text != "-"] + ["", ""])[:2]
    if first in ("a", "an") and second in STRETCHES:
        raise Unreadable(f"“{part} {first} {second}” is a rate, not a total.")
    if first == "below" and second == "zero":
        raise Unreadable(f"“{part} below zero” is below 0, and no count is.")
    for place in range(end, len(tokens) - 1):
        if tokens[place].text in ADDING and tokens[place + 1].text in ONE_MORE:
            raise Unreadable(f"“{part} … {tokens[place].text} {tokens[place + 1].text}” is a sum; write its total.")


def check_sign(text: Text, start: int, end: int) -> None:
    """Raises Unreadable where a number from start to end, or the one that begins there, is below 0."""
    tokens = text.tokens
    for place in range(max(start - 1, 0), end - 1):
        token, number = tokens[place], tokens[place + 1]
        before = tokens[place - 1] if place else None
        if (
            token.text in ("minus", "negative")
            and (is_figure(number) or number.text == "a")
            and not (before and (is_figure(before) or before.text in ("or", "plus")))
        ):
            raise Unreadable(f"“{text.quote(place, place + 2)}” is below 0, and no count or amount is.")
        is_sum = number.text in BEFORE and place + 2 < len(tokens) and tokens[place + 2].kind == NUMERAL
        if token.text != "-" or not (number.kind == NUMERAL or is_sum) or token.end != number.start:
            continue
        if (
            before is None
            or (before.kind == SIGN and before.text in "<>=≤≥$€£~±(")
            or (before.end < token.start and not is_figure(before) and before.text not in UNITS)
        ):
            raise Unreadable(f"“{text.quote(place, place + 2 + is_sum)}” is below 0, and no count or amount is.")
