"""Tokens: a wording cut into words, numerals, written dates and signs, whatever script its digits are in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from claims.wording.readings import Unreadable

LONGEST = 500  # characters of a wording


def words(text: str) -> frozenset[str]:
    """The words of a text, as data."""
    return frozenset(text.split())


SOFT_HYPHEN = "\u00ad"
LAST_DIGIT = 0x1FBF9  # the last decimal digit that Unicode has

WORD, NUMERAL, ORDINAL, DATE, SIGN, STOP, TIME = range(7)
KINDS = frozenset((NUMERAL, ORDINAL, DATE, SIGN, STOP, TIME))  # but for words


class Token(NamedTuple):
    """A piece of a wording: its kind, its text in small letters, and where it stands in the wording."""

    kind: int
    text: str
    start: int
    end: int
    capital: bool


def _alike() -> dict[int, str]:
    """Every character that is read as another: digits of all scripts, dashes, spaces, apostrophes."""
    alike: dict[int, str] = {}
    for code in range(128, LAST_DIGIT + 1):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            alike[code] = str(unicodedata.decimal(chr(code)))
        elif category == "Pd":
            alike[code] = "–"
        elif category in ("Zs", "Cf"):
            alike[code] = " "
    del alike[ord(SOFT_HYPHEN)]  # it stands within a word
    alike |= {0x2010: "-", 0x2011: "-", 0xFF0D: "-", 0xFE63: "-", 0x2212: "–"}
    alike |= dict.fromkeys((0x2019, 0x2018, 0x02BC, 0x02BB, 0x02BF, 0x02BE, 0xFF07), "'")
    alike |= {0x066B: ".", 0x066C: ",", 0xFF0C: ",", 0xFF0E: ".", 0x066A: "%", 0xFF05: "%", 0xFF04: "$"}
    alike |= {0x2044: "/", 0x2026: " ", 0x223C: "~", 0x2248: "~", 0x00B1: "±", 0x060C: ","}
    return alike


ALIKE = _alike()

# Every repetition is bounded or cannot fail once begun, so that no text takes more than linear time.
_TOKEN = re.compile(
    r" ?(?:(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<word>(?:[^\W\d_]|[\u0300-\u036f\u00ad])[^\W\d_]*(?:[\u0300-\u036f\u00ad]+[^\W\d_]*)*(?:'[^\W\d_]+)*)"
    r"|(?P<date>[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:[Tt][0-9:.]{1,18}(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)?(?![0-9-])"
    r"|[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}(?![0-9]|[./-][0-9])"
    r"|(?:(?<![0-9][./-])|(?<=[0-9]-)(?=[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}))"
    r"[0-9]{1,2}(?P<by>[./-])[0-9]{1,2}(?P=by)(?:[0-9]{4}|[0-9]{2})(?![0-9]|(?:(?P=by)|[./])[0-9])"
    r"|(?<![0-9.])\.\.(?![0-9.]))"
    r"|(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?![0-9:]))"
    r"|(?P<ordinal>[0-9]{1,4}(?:st|nd|rd|th|ST|ND|RD|TH|'?s)(?![^\W_]))"
    r"|(?P<numeral>[0-9]{1,3}(?:[ ,'][0-9]{3}(?![0-9]))+(?:\.[0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2}){1,6},[0-9]{3}(?![0-9])(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3}){1,5},[0-9]{1,2}(?![0-9,])"
    r"|[0-9]+(?:\.[0-9]+)*|(?<![\w.)%])\.[0-9]+(?![0-9.]))"
    r"|(?P<sign>[^\s.;:!?\"“”«»„…‘*\[\]{}|\\_])"
    r"|(?P<stop>[.;:!?]|\n[ \t\r]*\n))"
)
_GROUPS = {"date": DATE, "clock": TIME, "ordinal": ORDINAL, "numeral": NUMERAL, "word": WORD, "stop": STOP}
_KINDS = [0, *(_GROUPS.get(name, SIGN) for name in sorted(_TOKEN.groupindex, key=_TOKEN.groupindex.__getitem__))]
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u036f\u1e00-\u1eff\u2150-\u215e]+")
_ODD_DIGIT = re.compile(r"[²³¹⁰-₟Ⅰ-ↈ①-⓿]")
# A point behind one of these ends no sentence.
ABBREVIATED = words("""
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun approx ca c est no
    nos vs mr mrs ms dr gen col lt sgt capt maj st u.s a.m p.m a p m
""")


def tokenize(wording: str) -> list[Token]:
    """The wording's tokens in order, in time linear in its length; Unreadable for another script or none."""
    if len(wording) > LONGEST:
        raise Unreadable(f"The wording is longer than {LONGEST} characters; give the phrase that carries the value.")
    text = alike(wording)
    if not text.isascii():
        _refuse_other_scripts(text)
    tokens = [token for token in cut(text) if token.kind != STOP]
    if not tokens:
        raise Unreadable(
            "There is no wording to read." if not wording.strip() else f"“{wording}” holds no word and no number."
        )
    return tokens


def alike(text: str) -> str:
    """The text with one character for one, so that a place in it holds in both, all that is read alike made one."""
    return text if text.isascii() else text.translate(ALIKE)


def cut(text: str) -> Iterator[Token]:
    """The tokens of a text that `alike` gave, what ends a sentence among them."""
    new, kinds = tuple.__new__, _KINDS
    for match in _TOKEN.finditer(text):
        group = match.lastindex or 0
        kind, piece = kinds[group], match[group]
        start = match.start(group)
        end, capital = start + len(piece), False
        if kind == WORD:
            if not piece.islower():
                capital, piece = piece[0].isupper(), piece.lower()
            if piece[-2:] == "'s":
                piece = piece[:-2]
            if SOFT_HYPHEN in piece:
                piece = piece.replace(SOFT_HYPHEN, "")
        else:
            piece = "-" if piece == "–" else piece.lower()
        yield new(Token, (kind, piece, start, end, capital))


def _refuse_other_scripts(text: str) -> None:
    foreign = _FOREIGN.search(text)
    if foreign:
        raise Unreadable(
            f"“{foreign.group()}” is not in English, and a word passed over could change the value; "
            "write beside it, in English, what it is to be read as."
        )
    odd = _ODD_DIGIT.search(text)
    if odd:
        raise Unreadable(f"“{odd.group()}” could be a number or a footnote; write the number in plain digits.")
