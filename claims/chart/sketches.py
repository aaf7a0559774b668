"""A number line so small that it has no words in it, for a row of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from claims.chart.axis import NAMED, in_words, lay_out
from claims.chart.strokes import SAID, Arrow, Gap, Line, Row, Strokes, in_contradiction, line_of, side_of, strokes_of
from claims.chart.words import concluded
from claims.spans import Span

MOST = 8  # lines
STEP = 7
INSET = 10
ARROW = Arrow(length=5, half=3, thin=4, thick=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one or more assertions say, as it is drawn; classes: for the style sheet."""

    strokes: Strokes
    classes: str


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

    Of more than eight it draws those on both sides of the gap first. kind, names, gap and verified: as for `draw`.
    """
    hard = in_contradiction(rows)
    shown = _chosen(rows, gap, hard)
    plot = (0.0, float(width))
    spans = [span for row in shown for span in (row.expected, row.possible) if span]
    more = [span for span in (gap and gap.span, verified) if span]
    axis = lay_out([*spans, *more], kind, names or {}, (float(INSET), float(width - INSET)))
    marks = [
        Mark(strokes_of(row, 4 + STEP * n + STEP / 2, axis, plot, ARROW), _classes(row, gap, hard))
        for n, row in enumerate(shown)
    ]
    said = [] if kind in NAMED and not names else list(dict.fromkeys(_said(row, in_words(row.possible, axis)) for row in shown if row.possible))
    sentences = [f"{'; '.join(said)}." if said else "", concluded(axis, gap, hard, verified if said else None)]
    return Sketch(
        width=width,
        height=8 + STEP * len(marks),
        marks=tuple(marks),
        gap=line_of(gap.span, 0, axis, plot, ARROW, 0) if gap else None,
        verified=line_of(verified, 0, axis, plot, ARROW, 0) if verified else None,
        hard=hard,
        sentence=" ".join(filter(None, sentences)) or "Nothing is said yet.",
    )
