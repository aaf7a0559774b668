"""Spans: stretches of a claim's axis, and the algebra by which every conflict is found.

Spans on a line all share a point exactly when each two of them do (Helly's theorem in one dimension), so
a set of spans contradicts itself iff its largest low bound exceeds its smallest high bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

Bound = Decimal | date
B = TypeVar("B", Decimal, date)

DATES_TOO_WIDE = 31  # days: a span of more of them is not specific


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an axis, both ends included; a bound of None is open.

    Bounds are Decimal for counts, amounts and places in a tree of options, and datetime.date for dates.
    Raises ValueError where the low bound exceeds the high one.
    """

    low: Bound | None = None
    high: Bound | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:  # type: ignore[operator]
            raise ValueError(f"the low bound {self.low} exceeds the high bound {self.high}")

    @property
    def closed(self) -> bool:
        return self.low is not None and self.high is not None

    def meets(self, other: Span) -> bool:
        """Whether the two share a point."""
        return not (
            (self.high is not None and other.low is not None and self.high < other.low)  # type: ignore[operator]
            or (other.high is not None and self.low is not None and other.high < self.low)  # type: ignore[operator]
        )

    def within(self, other: Span) -> bool:
        """Whether every point of this span lies in the other."""
        return (other.low is None or (self.low is not None and self.low >= other.low)) and (  # type: ignore[operator]
            other.high is None or (self.high is not None and self.high <= other.high)  # type: ignore[operator]
        )


def share(spans: Iterable[Span]) -> Span | None:
    """The stretch that all the spans have in common, or None where they share no point."""
    spans = list(spans)
    low = max((span.low for span in spans if span.low is not None), default=None)
    high = min((span.high for span in spans if span.high is not None), default=None)
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        return None
    return Span(low, high)


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all the given ones; ValueError where none is given."""
    spans = list(spans)
    if not spans:
        raise ValueError("no spans, no hull")
    lows = [span.low for span in spans]
    highs = [span.high for span in spans]
    return Span(
        None if None in lows else min(lows),  # type: ignore[type-var]
        None if None in highs else max(highs),  # type: ignore[type-var]
    )


def stab(spans: Sequence[Span]) -> list[Span]:
    """The fewest positions that between them meet every span, from low to high.

    Each position is the stretch common to the spans that it was opened for. The greedy choice by the
    smallest high bound is optimal for intervals (Cormen et al., Introduction to Algorithms, exercise 16.2-5).
    """
    positions: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.high is None, span.high)):
        common = share([positions[-1], span]) if positions else None
        if common is None:
            positions.append(span)
        else:
            positions[-1] = common
    return positions


def is_specific(span: Span, kind: str) -> bool:
    """Whether a possible span, on its axis or as it is read, says enough to corroborate another.

    Closed, and the high bound at most twice the low one for counts and amounts, 31 days at the most for
    dates, a single place for choices and yes or no.
    """
    low, high = on_axis(span.low), on_axis(span.high)
    if low is None or high is None:
        return False
    if kind == "date":
        return high - low < DATES_TOO_WIDE
    if kind in ("choice", "yesno"):
        return low == high
    return high - low <= min(abs(low), abs(high))


def on_axis(bound: Bound | None) -> Decimal | None:
    """A bound as it is stored: a date by its proleptic Gregorian ordinal, anything else as it is."""
    return Decimal(bound.toordinal()) if isinstance(bound, date) else bound


def off_axis(span: Span, kind: str) -> Span:
    """A stored span as it is read: its bounds `as_read`."""
    return Span(as_read(span.low, kind), as_read(span.high, kind))


def as_read(bound: Bound | None, kind: str) -> Bound | None:
    """A stored bound as it is read: a date again as a date, a number without the zeros that storing appended."""
    if not isinstance(bound, Decimal):
        return bound
    return date.fromordinal(int(bound)) if kind == "date" else plain(bound)


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: 14.0000 → 14, 1E+3 → 1000."""
    whole = number // 1
    return whole if whole == number else number.normalize()
