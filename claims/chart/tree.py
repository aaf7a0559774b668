"""The geometry of a claim's tree of options: an outline from top to bottom, with what is said under each option.

Everything is in user units of the picture's viewBox, from the top left corner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from claims.chart.axis import Axis
from claims.chart.lettering import Text, clean, edges, quoted, shortened, width_of
from claims.chart.number_line import LABEL_SIZE, NARROW, WORDING_SIZE
from claims.chart.strokes import Gap, Row, classes_of, in_contradiction, is_apart
from claims.chart.words import Entry, concluded, entry_of, sentence_of
from claims.spans import Span

SMALL = 12  # a tree of no more options is shown whole
INDENT = 24
BEAM = 7  # from where an option's words begin to the stroke that goes down from them
WORDS = 24  # from there to the words of who names it
GUTTER = 20  # at the right, for the stroke that joins what excludes each other
HEAD, STEP, NARROW_STEP, REST = 28, 24, 44, 22  # the heights of an option, of an assertion, and of a last line
APART = 8  # between the tree and what names none of its options
MIDDLE = 13  # from the top of an option to its level
NAME_SIZE = 16.5  # to measure by: it is set at 14, in bold
VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Place:
    """An option and its stretch of places: its own, then those of all that lie in it (pre-order)."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """An assertion under the option that it expects, on a level from its mark at x to end; x is None without option.

    whole: whether the option holds others, so that the mark is a stroke and no dot.
    """

    x: float | None
    level: float
    whole: bool
    who: Text
    wording: Text
    end: float
    classes: str
    sentence: str

    @property
    def left(self) -> float | None:
        """The left edge of the mark of an option that holds others, 8 units wide and 16 high."""
        return self.x and self.x - 4

    @property
    def top(self) -> float:
        return self.level - 8


@dataclass(frozen=True, slots=True)
class Branch:
    """An option on its level, from x to end.

    joint: the x at which the stroke from its parent begins, None without a parent. The strokes down from it run to
    beam, the level of the last option right under it, and to reach, the end of all that it covers, where somebody
    names it (solid where that is counted). whole: whether it can hold others.
    """

    x: float
    level: float
    name: Text
    joint: float | None
    beam: float | None
    reach: float | None
    whole: bool
    solid: bool
    apart: bool
    verified: Text | None
    end: float
    leaves: tuple[Leaf, ...]

    @property
    def elbow(self) -> float:
        """The x at which the stroke from its parent ends."""
        return round(self.x - 4, 1)

    @property
    def rule(self) -> float:
        """The y of the line under what is verified."""
        return self.name.y + 5

    @property
    def trunk(self) -> float:
        """The x of the strokes down from it."""
        return round(self.x + BEAM, 1)

    @property
    def foot(self) -> float:
        """The y at which they begin."""
        return self.level + 10


@dataclass(frozen=True, slots=True)
class Clash:
    """The upright stroke at x, down from top, that joins what excludes each other, and its words.

    joints: where the level strokes to it begin, as x and y.
    """

    x: float
    top: float
    joints: tuple[tuple[float, float], ...]
    text: Text

    @property
    def bottom(self) -> float:
        return max([self.top, *(y for _, y in self.joints)])


@dataclass(frozen=True, slots=True)
class Tree:
    """An outline of options; loose: assertions that name none of them, rest: how many options are not shown."""

    width: int
    height: float
    branches: tuple[Branch, ...]
    loose: tuple[Leaf, ...]
    rest: Text | None
    clash: Clash | None
    hard: bool
    conclusion: str
    entries: tuple[Entry, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height:g}"

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    @property
    def bars(self) -> list[Leaf]:
        """Every assertion that is drawn."""
        return [*(leaf for branch in self.branches for leaf in branch.leaves), *self.loose]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What every part of the picture goes by; column: where the wordings begin, None where they stand below."""

    width: int
    places: Sequence[Place]
    axis: Axis
    gap: Gap | None
    hard: bool
    verified: Place | None
    indent: float
    column: float | None

    @property
    def right(self) -> float:
        return self.width - GUTTER * (self.gap is not None)

    @property
    def step(self) -> int:
        return NARROW_STEP if self.column is None else STEP


def draw_tree(
    rows: Sequence[Row],
    places: Sequence[Place],
    *,
    gap: Gap | None = None,
    verified: Span | None = None,
    width: int = 760,
) -> Tree:
    """The outline of the options, which stand in pre-order, each with the rows that expect it.

    Of many options it shows those that are named or verified, and those in which they lie.
    width: 760 with the wordings in a column; below 600 they stand under the names of who says them.
    """
    under = _by_place(((row, row.expected) for row in rows), places)
    covering = _by_place(((row, row.possible) for row in rows), places)
    chosen = holder(verified, places)
    shown = _shown(places, {chosen, *under, *covering})
    depths = _depths(shown)
    sheet = _sheet(rows, places, gap, chosen, depths, width)
    top = 4.0 + HEAD * (gap is not None)
    branches, bottom = _branches(shown, depths, under, covering, top, sheet)
    bottom += APART * bool(under[None])
    loose = [_leaf(row, None, bottom + sheet.step * n, None, sheet) for n, row in enumerate(under[None])]
    bottom += sheet.step * len(loose)
    hidden = len(places) - len(shown)
    return Tree(
        width=width,
        height=bottom + REST * bool(hidden) + 8,
        branches=tuple(branches),
        loose=tuple(loose),
        rest=Text(0, bottom + REST - 4, _of_the_rest(hidden)) if hidden else None,
        clash=_clash(branches, gap, sheet) if gap else None,
        hard=sheet.hard,
        conclusion=concluded(sheet.axis, gap, sheet.hard, verified),
        entries=tuple(entry_of(row, sheet.axis, is_apart(row, gap, sheet.hard)) for row in rows),
    )


def holder(span: Span | None, places: Iterable[Place]) -> Place | None:
    """The narrowest option that holds all of the span; None where none does."""
    if span is None or span.low is None or span.high is None:
        return None
    holders = [p for p in places if p.low <= span.low and span.high <= p.high]  # type: ignore[operator]
    return min(holders, key=lambda place: place.high - place.low, default=None)


def _by_place(pairs: Iterable[tuple[Row, Span | None]], places: Sequence[Place]) -> dict[Place | None, list[Row]]:
    found: dict[tuple[object, object], Place | None] = {(place.low, place.high): place for place in places}
    rows: dict[Place | None, list[Row]] = defaultdict(list)
    for row, span in pairs:
        ends = (span.low, span.high) if span else (None, None)
        if ends not in found:
            found[ends] = holder(span, places)
        rows[found[ends]].append(row)
    return rows


def _shown(places: Sequence[Place], named: Iterable[Place | None]) -> list[Place]:
    if len(places) <= SMALL:
        return list(places)
    lows = sorted(place.low for place in named if place)
    return [place for place in places if bisect_left(lows, place.low) < bisect_right(lows, place.high)]


def _depths(places: Iterable[Place]) -> list[int]:
    ends: list[int] = []
    depths = []
    for place in places:
        while ends and ends[-1] < place.low:
            ends.pop()
        depths.append(len(ends))
        ends.append(place.high)
    return depths


def _sheet(
    rows: Sequence[Row], places: Sequence[Place], gap: Gap | None, verified: Place | None, depths: list[int], width: int
) -> _Sheet:
    indent = min(INDENT, 0.3 * width / max([1, *depths]))
    deepest = indent * max([0, *depths]) + WORDS
    longest = max((width_of(clean(row.label), LABEL_SIZE) for row in rows), default=0)
    column = None if width < NARROW else round(min(deepest + longest + 16, width * 0.5), 1)
    axis = Axis("choice", {place.low: place.name for place in places}, 0, 0, 0, 0)
    return _Sheet(width, places, axis, gap, in_contradiction(rows), verified, indent, column)


def _branches(
    shown: Sequence[Place],
    depths: Sequence[int],
    under: Mapping[Place | None, Sequence[Row]],
    covering: Mapping[Place | None, Sequence[Row]],
    top: float,
    sheet: _Sheet,
) -> tuple[list[Branch], float]:
    """The options from top to bottom, and where the last one ends."""
    levels = list(accumulate((HEAD + sheet.step * len(under.get(place, ())) for place in shown), initial=top))
    branches = []
    for n, place in enumerate(shown):
        inside = [m for m in range(n + 1, len(shown)) if shown[m].high <= place.high]
        next_ones = [levels[m] + MIDDLE for m in inside if depths[m] == depths[n] + 1]
        end = levels[inside[-1] + 1 if inside else n + 1] - 6
        branches.append(
            _branch(place, depths[n], levels[n], next_ones, end, covering.get(place, ()), under.get(place, ()), sheet)
        )
    return branches, levels[-1]


def _branch(
    place: Place,
    depth: int,
    top: float,
    next_ones: Sequence[float],
    end: float,
    saying: Sequence[Row],
    under: Sequence[Row],
    sheet: _Sheet,
) -> Branch:
    x = round(depth * sheet.indent, 1)
    label = width_of(VERIFIED, LABEL_SIZE) + 10 if place == sheet.verified else 0
    name = Text(x, top + 18, shortened(clean(place.name), NAME_SIZE, sheet.right - x - label - 10))
    name_end = x + width_of(name.words, NAME_SIZE)
    return Branch(
        x=x,
        level=top + MIDDLE,
        name=name,
        joint=round(x - sheet.indent + BEAM, 1) if depth else None,
        beam=next_ones[-1] if next_ones else None,
        reach=end if saying else None,
        whole=place.low < place.high,
        solid=any(row.state == "counted" for row in saying),
        apart=any(is_apart(row, sheet.gap, sheet.hard) for row in saying),
        verified=Text(round(name_end + 10, 1), name.y, VERIFIED) if place == sheet.verified else None,
        end=round(name_end + label, 1),
        leaves=tuple(_leaf(row, place, top + HEAD + sheet.step * n, x, sheet) for n, row in enumerate(under)),
    )


def _leaf(row: Row, place: Place | None, top: float, x: float | None, sheet: _Sheet) -> Leaf:
    """An assertion from the y top down; x: where its option begins, None where it has none."""
    start = 0.0 if x is None else round(x + WORDS, 1)
    who_end = sheet.right - 8 if sheet.column is None else sheet.column - 8
    who = Text(start, top + 16, shortened(clean(row.label), LABEL_SIZE, who_end - start))
    state = "" if row.state == "counted" else f" ({clean(row.state)})"
    left, y = (start, top + 36) if sheet.column is None else (sheet.column, top + 16)
    room = sheet.right - 8 - left - width_of(f"“”{state}", WORDING_SIZE)
    wording = Text(left, y, quoted(shortened(clean(row.wording), WORDING_SIZE, room)) + state)
    return Leaf(
        x=None if x is None else round(x + BEAM, 1),
        level=top + 12,
        whole=place is not None and place.low < place.high,
        who=who,
        wording=wording,
        end=edges(*((who, LABEL_SIZE) if sheet.column is None else (wording, WORDING_SIZE)))[1],
        classes=classes_of(row, sheet.gap, sheet.hard),
        sentence=sentence_of(row, sheet.axis),
    )


def _clash(branches: Sequence[Branch], gap: Gap, sheet: _Sheet) -> Clash:
    """Joins the options that exclude each other; where a denial and what it denies meet in one, these two."""
    parts: list[Branch | Leaf] = [branch for branch in branches if branch.apart]
    if len(parts) < 2:
        parts = [leaf for branch in branches for leaf in branch.leaves if "apart" in leaf.classes.split()]
    words = "no answer satisfies all of them" if sheet.hard else "no answer that all expect"
    return Clash(
        x=sheet.width - 6,
        top=22,
        joints=tuple((round(min(part.end + 6, sheet.right), 1), part.level) for part in parts),
        text=Text(sheet.width, 15, gap.words or words, "end"),
    )


def _of_the_rest(hidden: int) -> str:
    return "1 other option is not shown" if hidden == 1 else f"{hidden} other options are not shown"
