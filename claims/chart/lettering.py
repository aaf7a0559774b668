"""The words of a picture: how wide they are, how they are cut to fit, and where they are set.

No font is known here, so widths are estimates on the safe side, in the picture's user units.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

EM = 0.57  # an average letter's width in font sizes, in DejaVu, the widest of the usual fonts
CONTROLS = dict.fromkeys([*range(32), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C], " ")


@dataclass(frozen=True, slots=True)
class Text:
    """Words on the base line y; anchor: which of their ends stands at x ("start", "middle", "end")."""

    x: float
    y: float
    words: str
    anchor: str = "start"


def clean(words: str) -> str:
    """On one line, without the characters that would turn the text around them."""
    return " ".join(words.translate(CONTROLS).split())


def quoted(wording: str) -> str:
    """The wording between quotation marks."""
    return f"“{isolated(clean(wording))}”"


def isolated(words: str) -> str:
    """The words, so that those from right to left do not turn the text around them."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words):
        return f"\u2068{words}\u2069"
    return words


def width_of(words: str, size: float) -> float:
    """At most how wide the words are, in the unit of the font size."""
    return size * sum(_letter(letter) for letter in words)


@cache
def _letter(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    return EM * (1.3 if letter.isupper() or letter in "mw@%…—" else 1)


def shortened(words: str, size: float, room: float) -> str:
    """The words, or as many letters of them as fit the room before an ellipsis."""
    if width_of(words, size) <= room:
        return words
    ends = accumulate(size * _letter(letter) for letter in words)
    kept = bisect_right(list(ends), room - width_of("…", size))
    return f"{words[:kept].rstrip()}…"


def edges(text: Text, size: float) -> tuple[float, float]:
    """The x of the text's left and right ends."""
    width = width_of(text.words, size)
    start = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return start, start + width


def clamped(x: float, y: float, words: str, size: float, plot: tuple[float, float]) -> Text:
    """The words centred on x, or against the edge of the plot that they would cross."""
    half = width_of(words, size) / 2
    if x - half < plot[0]:
        return Text(plot[0], y, words)
    if x + half > plot[1]:
        return Text(plot[1], y, words, "end")
    return Text(round(x, 1), y, words, "middle")
