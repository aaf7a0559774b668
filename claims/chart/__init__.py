"""The geometry of a claim's number line: where its bars, dots, ticks and words stand.

Everything is in user units of the picture's viewBox, from the top left corner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.chart.axis import NAMED, Axis, Tick, in_words, lay_out, ticks_of
from claims.chart.lettering import Text, clamped, clean, quoted, shortened, width_of
from claims.spans import Bound, Span, share

NARROW = 600  # a picture less wide than this has its labels above the bars
LABEL_COLUMN = 156
INSET = 22  # between the edge of the plot, where arrows end, and the axis
LABEL_SIZE = 13
WORDING_SIZE = 13  # to measure by: it is set at 15, in a serif, which runs narrower
SAID = ("denies", "doubts")  # what a source does with a meaning instead of asserting it


@dataclass(frozen=True, slots=True)
class Row:
    """An assertion as the picture needs it.

    label: who says it; wording: as it stands; spans: None where it could not be read.
    state: "counted", or in a word or two why it is not.
    """

    label: str
    wording: str
    expected: Span | None
    possible: Span | None
    state: str = "counted"
    dissents: bool = False
    rebased: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A level stroke from x1 to x2; its arrows are points of polygons, empty where an end is closed."""

    x1: float
    x2: float
    low_arrow: str = ""
    high_arrow: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as it is drawn, its strokes at y: thick what is expected, thin what is possible.

    point: the x of the dot that stands for an expected span of a single value, None where that is a stroke.
    A row that could not be read has neither. classes: for the style sheet. meaning: the spans in words.
    """

    row: Row
    y: float
    label: tuple[Text, ...]
    wording: Text
    expected: Line | None
    possible: Line | None
    point: float | None
    classes: str
    meaning: str

    @property
    def sentence(self) -> str:
        if self.row.state in SAID and self.row.possible is not None:
            return f"{clean(self.row.label)} {self.row.state} {self.meaning}: {quoted(self.row.wording)}."
        state = "" if self.row.state == "counted" else f" Not counted: {clean(self.row.state)}."
        dissent = " Differs from the verified value." if self.row.dissents else ""
        return f"{clean(self.row.label)}: {quoted(self.row.wording)} means {self.meaning}.{state}{dissent}"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the axis from x to x + width, over the height of the plot, and what it is called."""

    x: float
    width: float
    text: Text

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A number line; top and bottom, left and right are the edges of its plot.

    hard: whether the gap lies between possible spans (a contradiction) or between expected ones (a tension).
    conclusion: what follows from the gap and the verified value, in words.
    """

    width: int
    height: float
    top: float
    bottom: float
    left: float
    right: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    gap: Band | None
    verified: Band | None
    hard: bool
    conclusion: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height:g}"

    @property
    def plot_height(self) -> float:
        return self.bottom - self.top

    @property
    def narrow(self) -> bool:
        return self.width < NARROW


def draw(
    rows: Sequence[Row],
    kind: str,
    *,
    names: Mapping[int, str] | None = None,
    gap: tuple[Bound, Bound] | None = None,
    verified: Span | None = None,
    width: int = 760,
) -> Chart:
    """The picture of the rows, in their order, from top to bottom.

    kind: "count", "amount", "date", "choice" or "yesno"; names: of the places of the last two.
    gap: the stretch that no value satisfies, from the smallest high bound to the largest low one.
    width: 760 beside a column of labels; below 600 the labels stand above the bars.
    """
    gap = gap and (min(gap), max(gap))
    narrow = width < NARROW
    plot = (0.0 if narrow else LABEL_COLUMN, float(width))
    axis = _axis(rows, kind, names or {}, [*([Span(*gap)] if gap else []), *([verified] if verified else [])], plot)
    hard = share(row.possible for row in rows if row.possible and row.state == "counted") is None
    top = 4 + 20 * bool(gap) + 20 * bool(verified)
    step = 68 if narrow else 50
    bottom = top + step * len(rows) + 10
    ticks = ticks_of(axis, bottom, plot)
    lowest = max([bottom, *(text.y for tick in ticks for text in (tick.text, tick.under) if text)])
    return Chart(
        width=width,
        height=lowest + 8,
        top=top,
        bottom=bottom,
        left=plot[0],
        right=plot[1],
        bars=tuple(
            _bar(row, top + step * n - 10, axis, plot, narrow, _side(row, gap, hard))
            for n, row in enumerate(rows, start=1)
        ),
        ticks=tuple(ticks),
        gap=_gap(axis, gap, hard, plot) if gap else None,
        verified=_verified(axis, verified, top - 8, plot) if verified else None,
        hard=hard,
        conclusion=_conclusion(axis, gap, hard, verified),
    )


def _axis(
    rows: Sequence[Row], kind: str, names: Mapping[int, str], more: list[Span], plot: tuple[float, float]
) -> Axis:
    spans = [span for row in rows for span in (row.expected, row.possible) if span]
    return lay_out([*spans, *more], kind, names, (plot[0] + INSET, plot[1] - INSET))


def describe(chart: Chart) -> str:
    """The picture in words: a sentence a row, each on a line of its own, then what follows from them."""
    lines = [bar.sentence for bar in chart.bars]
    return "\n".join([*lines, chart.conclusion] if chart.conclusion else lines)


def _bar(row: Row, y: float, axis: Axis, plot: tuple[float, float], narrow: bool, apart: str) -> Bar:
    expected = _line(row.expected, axis, y, plot, short=11) if row.expected else None
    possible = _line(row.possible, axis, y, plot) if row.possible else None
    point = None
    if expected and row.expected and row.expected.closed and expected.x2 - expected.x1 < 5:
        point, expected = (expected.x1 + expected.x2) / 2, None
    state = "-".join(clean(row.state).split())
    flags = [state, apart, "dissents" * row.dissents, "rebased" * row.rebased]
    return Bar(
        row=row,
        y=y,
        label=_label(clean(row.label), y, narrow),
        wording=_wording(row, _extent(expected, possible, point, plot), y - 12, plot),
        expected=expected,
        possible=possible if possible and (point is None or possible.x2 - possible.x1 >= 5) else None,
        point=point,
        classes=" ".join(filter(None, flags)),
        meaning=_meaning(row, axis),
    )


def _line(span: Span, axis: Axis, y: float, plot: tuple[float, float], short: float = 7) -> Line:
    """The stroke of a span; where it is open it ends short of the plot's edge, to which the arrow points."""
    left, right = plot
    x1 = left + short if span.low is None else axis.x(span.low)
    x2 = right - short if span.high is None else axis.x(span.high)
    low_arrow = f"{left},{y} {left + 8},{y - 4.5} {left + 8},{y + 4.5}" if span.low is None else ""
    high_arrow = f"{right},{y} {right - 8},{y - 4.5} {right - 8},{y + 4.5}" if span.high is None else ""
    return Line(x1, x2, low_arrow, high_arrow)


def _label(label: str, y: float, narrow: bool) -> tuple[Text, ...]:
    if narrow:
        return (Text(0, y - 31, shortened(label, LABEL_SIZE, 330)),)
    room = LABEL_COLUMN - 8
    who, comma, when = label.rpartition(", ")
    if width_of(label, LABEL_SIZE) <= room:
        lines = [label]
    elif comma and width_of(f"{who},", LABEL_SIZE) <= room:
        lines = [f"{who},", when]
    else:
        words = label.split(" ")
        fits = (n for n in range(len(words) - 1, 0, -1) if width_of(" ".join(words[:n]), LABEL_SIZE) <= room)
        first = next(fits, 1)
        lines = [line for line in (" ".join(words[:first]), " ".join(words[first:])) if line]
    top = y + 5 - 16 * (len(lines) - 1)
    return tuple(Text(0, top + 16 * n, shortened(line, LABEL_SIZE, room)) for n, line in enumerate(lines))


def _extent(
    expected: Line | None, possible: Line | None, point: float | None, plot: tuple[float, float]
) -> tuple[float, float]:
    ends = [end for line in (expected, possible) if line for end in (line.x1, line.x2)]
    ends += [] if point is None else [point, point + 6]
    return (min(ends), max(ends)) if ends else plot


def _wording(row: Row, extent: tuple[float, float], y: float, plot: tuple[float, float]) -> Text:
    """The words above the strokes: from where these begin, else up to where they end, else up to the edge."""
    state = "" if row.state == "counted" else f" ({clean(row.state)})"
    room = plot[1] - plot[0] - width_of(f"“”{state}", WORDING_SIZE)
    words = quoted(shortened(clean(row.wording), WORDING_SIZE, room)) + state
    width = width_of(words, WORDING_SIZE)
    if extent[0] + 3 + width <= plot[1]:
        return Text(round(extent[0] + 3, 1), y, words)  # clear of a mark at that place
    return Text(extent[1] if extent[1] - width >= plot[0] else plot[1], y, words, "end")


def _side(row: Row, gap: tuple[Bound, Bound] | None, hard: bool) -> str:
    """Whether the row stands on one side of the gap, and so takes part in the conflict."""
    span = row.possible if hard else row.expected
    if not gap or not span:
        return ""
    below = span.high is not None and span.high <= gap[0]  # type: ignore[operator]
    above = span.low is not None and span.low >= gap[1]  # type: ignore[operator]
    return "apart" if below or above else "between"


def _gap(axis: Axis, gap: tuple[Bound, Bound], hard: bool, plot: tuple[float, float]) -> Band:
    x1, x2 = axis.x(gap[0]), axis.x(gap[1])
    words = "no common value" if hard else "no value that all expect"
    return Band(x1, max(3, round(x2 - x1, 1)), clamped((x1 + x2) / 2, 15, words, LABEL_SIZE, plot))


def _verified(axis: Axis, span: Span, y: float, plot: tuple[float, float]) -> Band:
    line = _line(span, axis, y, plot, short=0)
    middle = (line.x1 + line.x2) / 2
    return Band(line.x1, round(line.x2 - line.x1, 1), clamped(middle, y, "verified", LABEL_SIZE, plot))


def _conclusion(axis: Axis, gap: tuple[Bound, Bound] | None, hard: bool, verified: Span | None) -> str:
    sentences = []
    if gap and axis.kind in NAMED:
        sentences.append("No answer satisfies all of them.")
    elif gap:
        below, above = in_words(Span(None, gap[0]), axis), in_words(Span(gap[1], None), axis)
        conflict = f"No value is both {below} and {above}."
        sentences.append(conflict if hard else f"Some lead one to expect {below}, some {above}.")
    if verified:
        sentences.append(f"Verified: {in_words(verified, axis)}.")
    return " ".join(sentences)


def _meaning(row: Row, axis: Axis) -> str:
    if row.possible is None:
        return "nothing that could be read"
    words = in_words(row.possible, axis)
    if row.expected is None or row.expected == row.possible:
        return words
    return f"{words}, most likely {in_words(row.expected, axis)}"
