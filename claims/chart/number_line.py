"""The geometry of a claim's number line: where its bars, dots, ticks and words stand.

Everything is in user units of the picture's viewBox, from the top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.chart.axis import Axis, Tick, lay_out, ticks_of
from claims.chart.lettering import Text, clamped, clean, quoted, shortened, width_of
from claims.chart.strokes import Arrow, Gap, Row, Strokes, classes_of, in_contradiction, is_apart, line_of, strokes_of
from claims.chart.words import Entry, concluded, entry_of, sentence_of
from claims.spans import Span

NARROW = 600  # a picture less wide than this has its labels above the bars
LABEL_COLUMN = 156
INSET = 22  # between the edge of the plot, where arrows end, and the axis
LABEL_SIZE = 13
WORDING_SIZE = 13  # to measure by: it is set at 15, in a serif, which runs narrower
ARROW = Arrow(length=8, half=4.5, thin=7, thick=11)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as it is drawn; classes: for the style sheet, sentence: what it means, entry: the same for a table."""

    label: tuple[Text, ...]
    wording: Text
    strokes: Strokes
    classes: str
    sentence: str
    entry: Entry


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
    def entries(self) -> list[Entry]:
        return [bar.entry for bar in self.bars]

    @property
    def narrow(self) -> bool:
        return self.width < NARROW


def draw(
    rows: Sequence[Row],
    kind: str,
    *,
    gap: Gap | None = None,
    verified: Span | None = None,
    width: int = 760,
) -> Chart:
    """The picture of the rows, in their order, from top to bottom.

    kind: "count", "amount" or "date". Where the possible spans share a value, the gap lies between expected ones.
    width: 760 beside a column of labels; below 600 the labels stand above the bars.
    """
    narrow = width < NARROW
    plot = (0.0 if narrow else LABEL_COLUMN, float(width))
    axis = _axis(rows, kind, [span for span in (gap and gap.span, verified) if span], plot)
    hard = in_contradiction(rows)
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
            _bar(row, strokes_of(row, top + step * n - 10, axis, plot, ARROW), axis, plot, gap, hard)
            for n, row in enumerate(rows, start=1)
        ),
        ticks=tuple(ticks),
        gap=_gap(axis, gap, hard, plot) if gap else None,
        verified=_verified(axis, verified, top - 8, plot) if verified else None,
        hard=hard,
        conclusion=concluded(axis, gap, hard, verified),
    )


def _axis(rows: Sequence[Row], kind: str, more: list[Span], plot: tuple[float, float]) -> Axis:
    spans = [span for row in rows for span in (row.expected, row.possible) if span]
    return lay_out([*spans, *more], kind, {}, (plot[0] + INSET, plot[1] - INSET))


def _bar(row: Row, strokes: Strokes, axis: Axis, plot: tuple[float, float], gap: Gap | None, hard: bool) -> Bar:
    return Bar(
        label=_label(clean(row.label), strokes.y, narrow=plot[0] == 0),
        wording=_wording(row, strokes.extent or plot, strokes.y - 12, plot),
        strokes=strokes,
        classes=classes_of(row, gap, hard),
        sentence=sentence_of(row, axis),
        entry=entry_of(row, axis, is_apart(row, gap, hard)),
    )


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


def _wording(row: Row, extent: tuple[float, float], y: float, plot: tuple[float, float]) -> Text:
    """The words above the strokes: from where these begin, else up to where they end, else up to the edge."""
    state = "" if row.state == "counted" else f" ({clean(row.state)})"
    room = plot[1] - plot[0] - width_of(f"“”{state}", WORDING_SIZE)
    words = quoted(shortened(clean(row.wording), WORDING_SIZE, room)) + state
    width = width_of(words, WORDING_SIZE)
    if extent[0] + 3 + width <= plot[1]:
        return Text(round(extent[0] + 3, 1), y, words)  # clear of a mark at that place
    return Text(extent[1] if extent[1] - width >= plot[0] else plot[1], y, words, "end")


def _gap(axis: Axis, gap: Gap, hard: bool, plot: tuple[float, float]) -> Band:
    line = line_of(gap.span, 0, axis, plot, ARROW, 0)
    words = gap.words or ("no common value" if hard else "no value that all expect")
    return Band(line.left, line.width, clamped((line.x1 + line.x2) / 2, 15, words, LABEL_SIZE, plot))


def _verified(axis: Axis, span: Span, y: float, plot: tuple[float, float]) -> Band:
    line = line_of(span, y, axis, plot, ARROW, 0)
    middle = (line.x1 + line.x2) / 2
    return Band(line.x1, round(line.x2 - line.x1, 1), clamped(middle, y, "verified", LABEL_SIZE, plot))
