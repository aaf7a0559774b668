"""A number line so small that it has no words in it, for a row of a list."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from claims.chart.axis import NAMED, Axis, as_number, in_words, lay_out
from claims.chart.strokes import (
    SAID,
    Arrow,
    Gap,
    Line,
    Row,
    Strokes,
    classes_of,
    in_contradiction,
    line_of,
    side_of,
    strokes_of,
)
from claims.chart.words import concluded
from claims.spans import Span

MOST = 8  # lines
STEP = 7
INSET = 10
DRAWN = ("counted", *SAID)
ARROW = Arrow(length=5, half=3, thin=4, thick=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one or more assertions say, as it is drawn; classes: for the style sheet."""

    strokes: Strokes
    classes: str

    @property
    def svg(self) -> str:
        """As SVG. A page has hundreds of these, for each of which a template takes ten times as long."""
        y, possible, expected, point = self.strokes.y, self.strokes.possible, self.strokes.expected, self.strokes.point
        drawn = []
        if possible:
            drawn.append(f'<path class="possible" d="M{possible.x1} {y}H{possible.x2}"/>')
            heads = (possible.low_arrow, possible.high_arrow)
            drawn += [f'<polygon points="{head}"/>' for head in heads if head]
        if expected:
            drawn.append(f'<path class="expected" d="M{expected.x1} {y}H{expected.x2}"/>')
        if point is not None:
            drawn.append(f'<circle cx="{point}" cy="{y}" r="3"/>')
        return f'<g class="bar {self.classes}">{"".join(drawn)}</g>'


@dataclass(frozen=True, slots=True)
class Sketch:
    """A small number line in user units; gap and verified stand over its whole height, sentence says it in words."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    gap: Line | None
    verified: Line | None
    hard: bool
    sentence: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"

    @property
    def drawn(self) -> str:
        """The marks as SVG, in which nothing is of a source."""
        return "\n".join(mark.svg for mark in self.marks)


def sketch(
    rows: Sequence[Row],
    kind: str,
    *,
    gap: Gap | None = None,
    verified: Span | None = None,
    names: Mapping[int, str] | None = None,
    width: int = 180,
) -> Sketch:
    """The small picture of what is counted, denied and doubted, from low to high, equal spans once.

    Of more than eight it draws those on both sides of the gap first.
    kind: "count", "amount", "date", "choice" or "yesno"; names: of the places of the last two, by their number.
    """
    hard = in_contradiction(rows)
    shown = chosen(rows, gap, hard)
    plot = (0.0, float(width))
    spans = [span for row in shown for span in (row.expected, row.possible) if span]
    more = [span for span in (gap and gap.span, verified) if span]
    axis = lay_out([*spans, *more], kind, names or {}, (float(INSET), float(width - INSET)))
    marks = [
        Mark(strokes_of(row, 5.5 + STEP * n, axis, plot, ARROW), classes_of(row, gap, hard))
        for n, row in enumerate(shown)
    ]
    return Sketch(
        width=width,
        height=4 + STEP * max(1, len(marks)),
        marks=tuple(marks),
        gap=line_of(gap.span, 0, axis, plot, ARROW, 0) if gap else None,
        verified=line_of(verified, 0, axis, plot, ARROW, 0) if verified else None,
        hard=hard,
        sentence=in_a_sentence(shown, axis, gap, hard, verified),
    )


def chosen(rows: Sequence[Row], gap: Gap | None, hard: bool) -> list[Row]:
    """The rows to draw, from low to high; of too many the outermost of both sides of the gap come first."""
    distinct = {
        (row.expected, row.possible, row.state): row
        for row in sorted(rows, key=lambda row: bool(row.conflicts))
        if row.possible and row.expected and row.state in DRAWN
    }
    by_side: dict[str, list[Row]] = defaultdict(list)
    for row in distinct.values():
        by_side[side_of(row, gap, hard)].append(row)
    below = sorted(by_side.pop("below", []), key=high_end)
    above = sorted(by_side.pop("above", []), key=low_end, reverse=True)
    pairs = zip_longest(below, above)
    first = [row for pair in pairs for row in pair if row]
    rest = [row for rows in by_side.values() for row in rows]
    rest.sort(key=lambda row: row.state != "counted")
    return sorted([*first, *rest][:MOST], key=lambda row: (low_end(row), high_end(row)))


def low_end(row: Row) -> float:
    return as_number(row.possible.low) if row.possible and row.possible.low is not None else -math.inf


def high_end(row: Row) -> float:
    return as_number(row.possible.high) if row.possible and row.possible.high is not None else math.inf


def in_a_sentence(rows: Sequence[Row], axis: Axis, gap: Gap | None, hard: bool, verified: Span | None) -> str:
    """What is drawn, in words; places without names are only counted."""
    if axis.kind in NAMED and not axis.names:
        said, verified = [f"{len(rows)} answer{'s' * (len(rows) != 1)}"] if rows else [], None
    else:
        said = [
            f"{row.state} {in_words(row.possible, axis)}" if row.state in SAID else in_words(row.possible, axis)
            for row in rows
            if row.possible
        ]
    drawn = f"{'; '.join(dict.fromkeys(said))}." if said else "Nothing has been read."
    return f"{drawn} {concluded(axis, gap, hard, verified)}".strip()
