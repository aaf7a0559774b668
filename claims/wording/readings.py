"""Readings: what a wording says, as spans; and the terms by which a relative one hangs on its base."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from claims.spans import Span, plain

Number = Decimal | Fraction
Edges = tuple[Number | None, Number | None]

DIGITS = 15  # significant digits that a bound keeps; SQLite stores no more of them exactly
FINEST = -4  # the last decimal place of a bound is 10 to this power
PLACES = {place: Decimal(1).scaleb(place) for place in range(FINEST, 40)}


class Unreadable(ValueError):
    """A wording that cannot be read; its text says what part of it, or what is missing, and what to do."""


@dataclass(frozen=True, slots=True)
class Term:
    """One bound of a relative reading: share × the base's bound + offset (in units, or days for dates)."""

    share: Fraction
    offset: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """The four bounds of a relative reading, each worked out from the same bound of its base."""

    expected_low: Term
    expected_high: Term
    possible_low: Term
    possible_high: Term

    def as_json(self) -> list[list[str]]:
        """Four [share, offset] pairs of strings, in the order of the fields: [["9/10", "0"], …]."""
        return [[str(term.share), str(term.offset)] for term in self._all()]

    @classmethod
    def from_json(cls, pairs: list[list[str]]) -> Terms:
        """The terms that `as_json` gave; ValueError where there are not four of them."""
        low, high, lowest, highest = (Term(Fraction(share), Decimal(offset)) for share, offset in pairs)
        return cls(low, high, lowest, highest)

    def _all(self) -> tuple[Term, Term, Term, Term]:
        return self.expected_low, self.expected_high, self.possible_low, self.possible_high


@dataclass(frozen=True, slots=True)
class Reading:
    """What a wording says: two spans on the claim's axis, and the name of the rule that gave them.

    Both spans are Span(None, None) while the reading is relative, that is, while it waits for its base. `phrase`
    is the part of the wording that was read and `unread` the parts that were not, as they stand; `note` says why
    it is read so, where there is a second way. An `increase` ("three more") is only what was added to a total.
    """

    expected: Span
    possible: Span
    rule: str
    kind: str
    unit: str | None = None
    terms: Terms | None = None
    phrase: str = ""
    unread: tuple[str, ...] = ()
    note: str = ""
    increase: bool = False

    @property
    def relative(self) -> bool:
        return self.terms is not None

    @property
    def explanation(self) -> str:
        """What was read and what was left, in a sentence or two; "" where the whole wording was read plainly."""
        left = " and ".join(f"“{part}”" for part in self.unread)
        verb = "are" if len(self.unread) > 1 else "is"
        said = f"“{self.phrase}” is read, {left} {verb} not." if left else ""
        return " ".join(filter(None, (said, self.note)))

    def on(self, base: Reading) -> Reading:
        """This relative reading worked out for a base that is worked out itself.

        A bound that the base leaves open stays open, but where the share of it is nought. Raises ValueError
        where this reading is not relative or the base still is, Unreadable where a date leaves the calendar.
        """
        if self.terms is None or base.terms is not None:
            raise ValueError("only a relative reading is worked out, and only on a base that is not")
        if self.kind == "date":
            expected, possible = self._dates_on(base, self.terms)
        else:
            expected, possible = (
                settle(
                    (
                        _of(self.terms.expected_low, base.expected.low),
                        _of(self.terms.expected_high, base.expected.high),
                    ),
                    (
                        _of(self.terms.possible_low, base.possible.low),
                        _of(self.terms.possible_high, base.possible.high),
                    ),
                    self.kind,
                )
                or (Span(Decimal(0), Decimal(0)),) * 2
            )
        return replace(self, expected=expected, possible=possible, terms=None)

    def _dates_on(self, base: Reading, terms: Terms) -> tuple[Span, Span]:
        expected = Span(
            shifted(base.expected.low, terms.expected_low.offset),
            shifted(base.expected.high, terms.expected_high.offset),
        )
        possible = Span(
            shifted(base.possible.low, terms.possible_low.offset),
            shifted(base.possible.high, terms.possible_high.offset),
        )
        return expected, possible


def _of(term: Term, bound: object) -> Fraction | None:
    if term.share == 0:
        return Fraction(term.offset)
    return term.share * Fraction(bound) + Fraction(term.offset) if isinstance(bound, Decimal) else None


def shifted(day: object, days: Decimal) -> date | None:
    """The day so many days on, None for an open bound; Unreadable where no calendar day is that far."""
    if not isinstance(day, date):
        return None
    try:
        return date.fromordinal(day.toordinal() + int(days))
    except (ValueError, OverflowError):
        raise Unreadable(f"{abs(int(days)):,} days from {day.isoformat()} lies outside the years 1 to 9999.") from None


def settle(expected: Edges, possible: Edges, kind: str) -> tuple[Span, Span] | None:
    """The two spans of a count or an amount from its raw bounds, or None where nothing is possible.

    Whole numbers for counts, ten-thousandths for amounts: the expected span is rounded inward, the possible
    one outward, and none goes below 0. An expected span that is empty then becomes its one nearest number
    inside the possible span.
    """
    low = _rounded(possible[0], ROUND_FLOOR, kind)
    high = _rounded(possible[1], ROUND_CEILING, kind)
    if low is not None and low < 0:
        low = Decimal(0)
    if low is not None and high is not None and low > high:
        return None
    if expected == possible and (low, high) == possible:
        span = Span(low, high)
        return span, span
    first = _within(_rounded(expected[0], ROUND_CEILING, kind), low, high)
    last = _within(_rounded(expected[1], ROUND_FLOOR, kind), low, high)
    first = low if first is None else first
    last = high if last is None else last
    if first is not None and last is not None and first > last:
        first = last = _within(_nearest(expected, kind), low, high)
    return Span(first, last), Span(low, high)


def _rounded(bound: Number | None, rounding: str, kind: str) -> Decimal | None:
    """The bound on the finest place that its kind and DIGITS leave it; ROUND_FLOOR or ROUND_CEILING."""
    if bound is None:
        return None
    finest = 0 if kind == "count" else FINEST
    if isinstance(bound, Decimal):
        place = max(finest, bound.adjusted() + 1 - DIGITS)
        value = bound.quantize(PLACES[place], rounding)
    else:
        place = max(finest, len(str(abs(int(bound)))) - DIGITS)
        exact = bound * Fraction(10) ** -place
        value = Decimal(math.floor(exact) if rounding == ROUND_FLOOR else math.ceil(exact)).scaleb(place)
    return value if place == 0 else plain(value)


def _nearest(edges: Edges, kind: str) -> Decimal | None:
    known = [Fraction(edge) for edge in edges if edge is not None]
    middle = sum(known, Fraction(0)) / len(known)
    return _rounded(middle + Fraction(1, 2) if kind == "count" else middle, ROUND_FLOOR, kind)


def _within(bound: Decimal | None, low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if bound is None:
        return None
    if low is not None and bound < low:
        return low
    return high if high is not None and bound > high else bound
