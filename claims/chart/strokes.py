"""What is drawn of an assertion: thick what is expected, thin what is possible, and where it stands in a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.chart.axis import Axis
from claims.chart.lettering import clean
from claims.spans import Span, share

SAID = ("denies", "doubts")  # what a source does with a meaning instead of asserting it
LEAST = 5  # a closed stretch that is less wide is a dot


@dataclass(frozen=True, slots=True)
class Row:
    """An assertion as the picture needs it.

    label: who says it; wording: as it stands; spans: None where it could not be read.
    state: "counted", or in a word or two why it is not.
    conflicts: whether it takes part in the conflict, None where the gap alone tells.
    """

    label: str
    wording: str
    expected: Span | None
    possible: Span | None
    state: str = "counted"
    dissents: bool = False
    rebased: bool = False
    conflicts: bool | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps the rows from all being right: no value of the span satisfies them all.

    span: from the smallest high bound to the largest low one, or what all allow and a denial rules out.
    words: over the span; conclusion: what follows, in a sentence. Where empty, the rows and the span tell them.
    """

    span: Span
    words: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A level stroke from x1 to x2; its arrows are points of polygons, empty where an end is closed."""

    x1: float
    x2: float
    low_arrow: str = ""
    high_arrow: str = ""

    @property
    def width(self) -> float:
        """That of a stretch that can be seen, which begins at left."""
        return max(3.0, round(self.x2 - self.x1, 1))

    @property
    def left(self) -> float:
        return round(min(self.x1, (self.x1 + self.x2) / 2 - 1.5), 1)


@dataclass(frozen=True, slots=True)
class Arrow:
    """The length and half the height of an arrow's head, and how far short of its tip the strokes end."""

    length: float
    half: float
    thin: float
    thick: float


@dataclass(frozen=True, slots=True)
class Strokes:
    """An assertion on the level y.

    point: the x of the dot that stands for an expected span of a single value, None where that is a stroke.
    A row that could not be read has nothing.
    """

    y: float
    expected: Line | None
    possible: Line | None
    point: float | None

    @property
    def extent(self) -> tuple[float, float] | None:
        """The x of its left and right ends; None where nothing is drawn."""
        ends = [end for line in (self.expected, self.possible) if line for end in (line.x1, line.x2)]
        ends += [] if self.point is None else [self.point, self.point + 6]
        return (min(ends), max(ends)) if ends else None


def strokes_of(row: Row, y: float, axis: Axis, plot: tuple[float, float], arrow: Arrow) -> Strokes:
    expected = line_of(row.expected, y, axis, plot, arrow, arrow.thick) if row.expected else None
    possible = line_of(row.possible, y, axis, plot, arrow, arrow.thin) if row.possible else None
    point = None
    if expected and row.expected and row.expected.closed and expected.x2 - expected.x1 < LEAST:
        point, expected = (expected.x1 + expected.x2) / 2, None
    hidden = point is not None and possible and possible.x2 - possible.x1 < LEAST
    return Strokes(y, expected, None if hidden else possible, point)


def line_of(span: Span, y: float, axis: Axis, plot: tuple[float, float], arrow: Arrow, short: float) -> Line:
    """The stroke of a span; where it is open it ends short of the plot's edge, to which the arrow points."""
    left, right = plot
    x1 = left + short if span.low is None else axis.x(span.low)
    x2 = right - short if span.high is None else axis.x(span.high)
    low_arrow = "" if span.low is not None else head(left, left + arrow.length, y, arrow)
    high_arrow = "" if span.high is not None else head(right, right - arrow.length, y, arrow)
    return Line(x1, x2, low_arrow, high_arrow)


def head(tip: float, base: float, y: float, arrow: Arrow) -> str:
    """The points of an arrow's head."""
    return f"{tip:g},{y:g} {base:g},{y - arrow.half:g} {base:g},{y + arrow.half:g}"


def in_contradiction(rows: Iterable[Row]) -> bool:
    """Whether the rows cannot all be right, rather than only not all be meant as most would take them."""
    rows = list(rows)
    counted = [row.possible for row in rows if row.possible and row.state == "counted"]
    return share(counted) is None or any(row.conflicts for row in rows)


def side_of(row: Row, gap: Gap | None, hard: bool) -> str:
    """The side of the gap on which a row that another excludes stands: "below" or "above".

    "between" where it takes no part in the conflict; empty without a gap or a span.
    """
    span = row.possible if hard else row.expected
    if gap is None or span is None:
        return ""
    ends = gap.span
    below = span.high is not None and ends.high is not None and span.high < ends.high  # type: ignore[operator]
    above = span.low is not None and ends.low is not None and span.low > ends.low  # type: ignore[operator]
    takes_part = (below or above) and row.state == "counted" if row.conflicts is None else row.conflicts
    if not takes_part:
        return "between"
    return "below" if below else "above"


def is_apart(row: Row, gap: Gap | None, hard: bool) -> bool:
    """Whether a row takes part in the conflict."""
    return side_of(row, gap, hard) in ("below", "above")


def classes_of(row: Row, gap: Gap | None, hard: bool) -> str:
    """What the style sheet is told: the state, the part in the conflict, and more."""
    part = "apart" if is_apart(row, gap, hard) else side_of(row, gap, hard)
    flags = ["-".join(clean(row.state).split()), part, "dissents" * row.dissents, "rebased" * row.rebased]
    return " ".join(filter(None, flags))
