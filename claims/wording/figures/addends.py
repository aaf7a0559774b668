"""Addends: a number read from left to right, each part of it smaller than what the one before it counts by.

"4 thousand 3 hundred and 21" is 4 × 1,000 + 3 × 100 + 21. A scale multiplies all addends before it that are
smaller than itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from claims.wording.figures.amounts import HALF, ONE, Amount, amount, multiplier_at, part_at, places, text_at
from claims.wording.figures.number_words import (
    ARTICLES,
    DIGITS_SPOKEN,
    FIRST_THREE,
    GROUPS,
    ORDINALS,
    PARTS,
    POWERS,
    SCALES,
    SHORT,
    SMALL,
    TENS,
    TOO_LARGE,
    VULGAR,
)
from claims.wording.figures.numerals import checked, literal, too_long
from claims.wording.readings import Unreadable
from claims.wording.tokens import NUMERAL, Token

ROOMS = (Decimal(0), ONE)
LONGEST_IN_TOKENS = 48  # the longest number below 10^15 takes 29 words


class Addend:
    """A part of a number: its value, what the next part must be smaller than, its value before its scales."""

    __slots__ = ("base", "behind_and", "decimals", "room", "scale", "value")

    def __init__(self, value: Decimal, room: int, behind_and: bool, decimals: int | None = None) -> None:
        self.value = self.base = value
        self.room = ROOMS[room]
        self.scale = ONE
        self.behind_and = behind_and
        self.decimals = decimals  # places behind the point, None where it is in words


class Row:
    """The addends of a number while it is read from left to right."""

    __slots__ = ("addends", "ends", "place", "start", "tokens")

    def __init__(self, tokens: Sequence[Token], at: int) -> None:
        self.tokens, self.start, self.place = tokens, at, at
        self.addends: list[Addend] = []
        self.ends: list[tuple[Amount, int]] = []

    def read(self) -> list[tuple[Amount, int]]:
        """All numbers that begin at the start: the longest, and those that end before an "and" of it."""
        if not self._opening():
            return []
        self._scales()
        while self.place < len(self.tokens) and self.place - self.start < LONGEST_IN_TOKENS and self._next():
            pass
        if self._is_ordinal():
            return []
        self._end(self.place)
        return self.ends[::-1]

    def _opening(self) -> bool:
        """Reads the first addend; an article or a part only before a scale, as in "half a million"."""
        tokens, at = self.tokens, self.place
        text = tokens[at].text
        part = part_at(tokens, at)
        if part:
            place = part[1]
            for joint in ("-", "of", "a", "-"):
                place += text_at(tokens, place) == joint
            by = multiplier_at(tokens, place)
            if by and tokens[place].text not in SHORT:
                self.addends.append(Addend(part[0], 1, False))
                self.place = place
                return True
        if text in ARTICLES:
            scale = text_at(tokens, at + 1)
            if scale not in SCALES and scale not in GROUPS or scale in SHORT:
                return False
            self.addends.append(Addend(ONE, 1, False))
            self.place = at + 1
            return True
        if text in SCALES or text == "dozen":
            self.addends.append(Addend(ONE, 1, False))
            return True
        return self._simple(at, False)

    def _simple(self, at: int, behind_and: bool) -> bool:
        """Reads an addend without its scale: "twenty-five", "2.3", "2½", "10 1/2", "three point five"."""
        tokens = self.tokens
        if at >= len(tokens):
            return False
        token = tokens[at]
        word = token.text
        if word in SMALL:
            addend, end = self._in_words(at, behind_and)
        elif token.kind == NUMERAL:
            self.place = at + 1
            self._refuse_powers(at)
            number = literal(token.text)
            addend = Addend(number, 1, behind_and, places(token.text))
            end = self._vulgar(addend, at + 1)
        elif word in VULGAR:
            addend, end = Addend(VULGAR[word], 1, behind_and, 2), at + 1
        elif word == "point" and not behind_and:
            addend, end = Addend(Decimal(0), 1, behind_and), at
        else:
            return False
        end = self._point(addend, end)
        if end == at or (self.addends and not addend.value < self.addends[-1].room):
            return False
        self.addends.append(addend)
        self.place = end
        return True

    def _in_words(self, at: int, behind_and: bool) -> tuple[Addend, int]:
        """A number below a hundred in words, and the place behind it."""
        value, end = SMALL[self.tokens[at].text], at + 1
        if value >= 20:
            ahead = end + (text_at(self.tokens, end) == "-")
            unit = SMALL.get(text_at(self.tokens, ahead), 0)
            if 0 < unit < 10:
                value, end = value + unit, ahead + 1
        return Addend(Decimal(value), 1 if value else 0, behind_and), end

    def _vulgar(self, addend: Addend, end: int) -> int:
        """Adds a fraction behind a numeral, as in "2½" and "10 1/2", and returns the place behind it."""
        tokens = self.tokens
        if text_at(tokens, end) in VULGAR:
            addend.value = addend.base = addend.value + VULGAR[tokens[end].text]
            addend.decimals = 2
            return end + 1
        if (
            end + 2 < len(tokens)
            and tokens[end + 1].text == "/"
            and tokens[end].kind == tokens[end + 2].kind == NUMERAL
        ):
            top, bottom = tokens[end].text, tokens[end + 2].text
            if top.isdigit() and bottom.isdigit() and 0 < int(top) < int(bottom) <= 100:
                addend.value = addend.base = addend.value + Decimal(top) / Decimal(bottom)
                addend.decimals = 2
                return end + 3
        return end

    def _point(self, addend: Addend, end: int) -> int:
        """Adds the decimals of "three point five" and returns the place behind them."""
        tokens = self.tokens
        if text_at(tokens, end) != "point":
            return end
        place, digits = end + 1, ""
        while place < len(tokens) and len(digits) < 8:
            word = tokens[place].text
            if word in DIGITS_SPOKEN:
                digits += DIGITS_SPOKEN[word]
            elif word in SMALL and not digits:
                following = SMALL.get(text_at(tokens, place + 1 + (text_at(tokens, place + 1) == "-")), 0)
                digits = str(SMALL[word] + (following if word in TENS and following < 10 else 0))
                place += 0 if digits == str(SMALL[word]) else 1 + (tokens[place + 1].text == "-")
                place += 1
                break
            elif tokens[place].kind == NUMERAL and word.isdigit() and not digits:
                digits = word
            else:
                break
            place += 1
        if not digits:
            return end
        addend.value = addend.base = addend.value + Decimal(f"0.{digits}")
        addend.decimals = len(digits)
        return place

    def _next(self) -> bool:
        """Reads one more addend with its scales, behind "and", a comma or nothing; False where none follows."""
        at = self.place
        if self._half(at):
            self._scales()
            return True
        place = self._joint(at)
        if place is None:
            return False
        count, noted = len(self.addends), len(self.ends)
        if place > at:
            self._end(at)
        if self._simple(place, place > at):
            self._scales()
            is_cut_off = self.addends[-1].scale == 1 and multiplier_at(self.tokens, self.place) is not None
            of_them = self.tokens[at].text == "," and text_at(self.tokens, self.place) == "of"
            if len(self.addends) <= count or not (is_cut_off or of_them):
                return True
        del self.addends[count:], self.ends[noted:]
        self.place = at
        return False

    def _joint(self, at: int) -> int | None:
        """The place where one more addend may begin, None where none may."""
        tokens, last = self.tokens, self.addends[-1]
        text, place = tokens[at].text, at
        if last.room < 100 or last.decimals:
            return None
        if text in ("and", "&"):
            place = at + 1
        elif text == ",":
            place = at + 1 + (text_at(tokens, at + 1) == "and")
        elif text == "-":
            if text_at(tokens, at + 1) != "and":
                return None
            place = at + 2
        if place >= len(tokens):
            return None
        is_numeral = tokens[place].kind == NUMERAL
        if last.room < 1000 and (text == "," or (is_numeral and place == at)) or (text == "," and is_numeral):
            return None
        return place

    def _half(self, at: int) -> bool:
        """Reads "and a half": of the number before it, or of its scale, or of a scale that follows."""
        tokens, last = self.tokens, self.addends[-1]
        if tokens[at].text != "and" or last.decimals:
            return False
        part = part_at(tokens, at + 1)
        if part is None:
            return False
        by = multiplier_at(tokens, part[1])
        if by and last.scale > 1 and part[0] * by < last.room:
            self._end(at)
            self.addends.append(Addend(part[0], 1, True))
        elif by or last.scale == 1:
            self._end(at)
            last.value = last.base = last.value + part[0]
            last.decimals = 2
        elif last.scale >= 1000 or last.scale in (12, 20):
            self._end(at)
            last.base += part[0]
            last.value += part[0] * last.scale
            last.room = Decimal(0)
        else:
            self._end(at)
            last.value += part[0]
            last.room = Decimal(0)
        self.place = part[1]
        return True

    def _scales(self) -> None:
        """Reads the scales at this place, each of which multiplies the addends that are smaller than itself."""
        tokens = self.tokens
        while self.place < len(tokens):
            at = self.place
            if tokens[at].text == "-":
                at += 1
                if text_at(tokens, at) not in SCALES and text_at(tokens, at) not in GROUPS:
                    return
            if text_at(tokens, at) in TOO_LARGE:
                raise Unreadable(too_long(self._wording(at + 1)))
            by = multiplier_at(tokens, at)
            if by is None or (self.addends[-1].room == 0 and self.addends[-1].scale > 1) or not self._times(by):
                return
            self.place = at + 1

    def _times(self, by: Decimal) -> bool:
        addends = self.addends
        first = len(addends) - 1
        if by <= addends[first].scale and addends[first].scale > 1 and by not in (12, 20):
            return False
        while first and not (by in (12, 20) and addends[first].behind_and) and addends[first - 1].value < by:
            first -= 1
        value = sum((part.value for part in addends[first:]), Decimal(0))
        if first and not value * by < addends[first - 1].room:
            return False
        last = addends[-1]
        joined = Addend(value, 1, addends[first].behind_and, last.decimals)
        joined.value = checked(value * by, self._wording(self.place))
        joined.base = last.base if first == len(addends) - 1 else value
        joined.scale = (last.scale if first == len(addends) - 1 else ONE) * by
        joined.room = by
        joined.decimals = None if not last.decimals else last.decimals
        addends[first:] = [joined]
        return True

    def _is_ordinal(self) -> bool:
        ahead = self.place + (text_at(self.tokens, self.place) == "-")
        word = text_at(self.tokens, ahead)
        if word in PARTS:
            return word not in ("half", "quarter", "quarters") or ahead > self.place
        if word not in ORDINALS:
            return False
        return (
            self.tokens[self.place - 1].text in TENS
            or word.endswith("ths")
            or (self.addends[-1].room > 1 and word not in FIRST_THREE)
        )

    def _refuse_powers(self, at: int) -> None:
        """Unreadable where a number is written with a power of ten: "1e10", "1.3x10^6"."""
        tokens = self.tokens
        sign = text_at(tokens, at + 1)
        if sign == "^" or (
            (sign in POWERS or sign == "×")
            and at + 2 < len(tokens)
            and tokens[at].end == tokens[at + 1].start
            and tokens[at + 1].end == tokens[at + 2].start
            and (tokens[at + 2].kind == NUMERAL or tokens[at + 2].text in "+-")
        ):
            raise Unreadable(f"“{tokens[at].text}{sign}…” is written with a power; write the number in plain digits.")

    def _end(self, end: int) -> None:
        """Notes the number that ends at a place."""
        addends = self.addends
        last = addends[-1]
        wording = self._wording(end)
        value = last.value if len(addends) == 1 else sum((part.value for part in addends), Decimal(0))
        scale = last.scale if len(addends) == 1 else ONE
        if last.decimals == 3 and last.scale == 1 and value >= 1 and "." in wording and len(addends) == 1:
            self._ambiguous_thousands(end)
        step = HALF if last.decimals is None else ONE.scaleb(-last.decimals) * scale / 2
        self.ends.append((amount(checked(value, wording), wording, scale, step, bool(last.decimals)), end))

    def _ambiguous_thousands(self, end: int) -> None:
        if text_at(self.tokens, end) not in ("%", "percent") and self.tokens[self.start].text.count(".") == 1:
            raise Unreadable(
                f"“{self.tokens[self.start].text}” could be a decimal or thousands; write it without the point."
            )

    def _wording(self, end: int) -> str:
        tokens = self.tokens
        if end == self.start + 1:
            return tokens[self.start].text
        return " ".join([token.text for token in tokens[self.start : end]])
