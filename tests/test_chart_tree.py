"""The picture of a choice: its tree of options, with what is said under each."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.chart import Gap, Place, Row, draw_tree
from claims.chart.lettering import Text, edges
from claims.spans import Span

WIDTHS = (760, 340)
ROUNDING = 0.11
FORCES = [Place("Iraqi forces", 0, 2), Place("CTS", 1, 1), Place("Army", 2, 2), Place("Militia", 3, 3)]


def span(low: int, high: int | None = None) -> Span:
    return Span(Decimal(low), Decimal(low if high is None else high))


def row(low: int, high: int | None = None, **more: object) -> Row:
    return Row(
        **{"label": "Carlin", "wording": "them", "expected": span(low, high), "possible": span(low, high)} | more
    )


def preorder(parents: list[int]) -> list[Place]:
    """Places from each one's distance back to its parent, 0 for none."""
    above: list[int | None] = []
    for n, back in enumerate(parents):
        chain, at = [], n - 1
        while at is not None and at >= 0:
            chain.append(at)
            at = above[at]
        above.append(chain[min(back, len(chain)) - 1] if back and chain else None)
    highs = list(range(len(parents)))
    for n in reversed(range(len(parents))):
        if above[n] is not None:
            highs[above[n]] = max(highs[above[n]], highs[n])
    return [Place(f"option {n} “أحمر”", n, high) for n, high in enumerate(highs)]


trees = st.lists(st.integers(0, 4), max_size=60).map(preorder)


@st.composite
def cases(draw_one):
    places = draw_one(trees)
    stretch = st.sampled_from([span(p.low, p.high) for p in places]) if places else st.none()
    states = st.sampled_from(["counted", "counted", "denies", "set aside"])
    one = st.builds(Row, st.text(max_size=60), st.text(max_size=200), st.none() | stretch, stretch, states)
    gap = draw_one(st.none() | st.builds(Gap, stretch.filter(bool))) if places else None
    rows = draw_one(st.lists(one, max_size=12))
    return rows, places, gap, draw_one(st.none() | stretch), draw_one(st.sampled_from(WIDTHS))


def texts(tree) -> list[tuple[Text, float]]:
    found = [(branch.name, 16.5) for branch in tree.branches]
    found += [(branch.verified, 13) for branch in tree.branches if branch.verified]
    found += [(text, 13) for bar in tree.bars for text in (bar.who, bar.wording)]
    found += [(tree.clash.text, 13)] if tree.clash else []
    return found + ([(tree.rest, 13)] if tree.rest else [])


@given(cases())
def test_everything_lies_within_the_picture(case):
    rows, places, gap, verified, width = case
    tree = draw_tree(rows, places, gap=gap, verified=verified, width=width)

    for text, size in texts(tree):
        low, high = edges(text, size)
        assert low >= -ROUNDING
        assert high <= width + ROUNDING
        assert 10 <= text.y <= tree.height
    ends = [y for b in tree.branches for y in (b.beam, b.reach) if y is not None]
    assert all(0 < y <= tree.height for y in [*ends, *(bar.level for bar in tree.bars)])
    assert all(branch.end <= width and branch.trunk < width / 2 for branch in tree.branches)


@given(cases())
def test_no_two_texts_overlap(case):
    rows, places, gap, verified, width = case
    tree = draw_tree(rows, places, gap=gap, verified=verified, width=width)

    for (one, size), (other, other_size) in combinations(texts(tree), 2):
        if abs(one.y - other.y) < 16:
            (a, b), (c, d) = edges(one, size), edges(other, other_size)
            assert b <= c + ROUNDING or d <= a + ROUNDING, (one, other)


@given(cases())
def test_every_row_is_drawn_once_and_stands_in_the_table(case):
    rows, places, gap, verified, width = case
    tree = draw_tree(rows, places, gap=gap, verified=verified, width=width)

    assert len(tree.bars) == len(tree.entries) == len(rows)
    assert [entry.who for entry in tree.entries] == [" ".join(entry.who.split()) for entry in tree.entries]


def test_options_stand_in_their_order_and_deeper_ones_further_in():
    tree = draw_tree([row(0, 2), row(1)], FORCES)

    assert [branch.name.words for branch in tree.branches] == ["Iraqi forces", "CTS", "Army", "Militia"]
    assert [branch.x for branch in tree.branches] == [0, 24, 24, 0]
    assert [branch.joint for branch in tree.branches] == [None, 7, 7, None]
    assert tree.branches[0].beam == tree.branches[2].level


def test_a_thin_stroke_covers_the_option_and_all_that_lies_in_it():
    whole, cts, army, militia = draw_tree([row(0, 2), row(1)], FORCES).branches

    assert army.level < whole.reach < militia.level
    assert cts.level < cts.reach < army.level
    assert army.reach is militia.reach is None


def test_an_option_that_holds_others_is_marked_by_a_stroke_and_a_single_one_by_a_dot():
    whole, single = draw_tree([row(0, 2), row(1)], FORCES).bars

    assert (whole.whole, single.whole) == (True, False)
    assert whole.level < single.level


def test_what_is_not_counted_says_so_and_covers_by_a_broken_stroke():
    tree = draw_tree([row(1, state="denies"), row(2), row(3, state="set aside")], FORCES)

    assert [bar.wording.words for bar in tree.bars] == ["“them” (denies)", "“them”", "“them” (set aside)"]
    assert [branch.solid for branch in tree.branches] == [False, False, True, False]
    assert [entry.note for entry in tree.entries] == ["denies this", "", "not counted: set aside"]


def test_options_that_exclude_each_other_are_joined_in_words_and_by_a_stroke():
    tree = draw_tree([row(0, 2), row(1), row(3), row(2)], FORCES, gap=Gap(span(1, 3)))

    assert [branch.name.words for branch in tree.branches if branch.apart] == ["Iraqi forces", "CTS", "Army", "Militia"]
    assert tree.clash.text.words == "no answer satisfies all of them"
    assert [y for _, y in tree.clash.joints] == [branch.level for branch in tree.branches]
    assert tree.conclusion == "No answer satisfies all of them."


def test_an_option_that_allows_all_the_others_is_not_in_the_conflict():
    tree = draw_tree([row(0, 2), row(1), row(2)], FORCES, gap=Gap(span(1, 2)))

    assert [branch.apart for branch in tree.branches] == [False, True, True, False]


def test_a_denial_is_joined_to_what_it_denies():
    rows = [row(1, conflicts=True), row(1, state="denies", conflicts=True), row(0, 2, conflicts=False)]
    tree = draw_tree(rows, FORCES, gap=Gap(span(1), "denied", "Carlin denies “CTS”."))

    bars = [bar for bar in tree.bars if "apart" in bar.classes.split()]
    assert [y for _, y in tree.clash.joints] == [bar.level for bar in bars]
    assert (len(bars), tree.clash.text.words, tree.conclusion) == (2, "denied", "Carlin denies “CTS”.")


def test_the_verified_option_is_labelled_and_underlined():
    tree = draw_tree([row(1)], FORCES, verified=span(1))

    assert [branch.verified and branch.verified.words for branch in tree.branches] == [None, "verified", None, None]
    assert tree.conclusion == "Verified: CTS."


@pytest.mark.parametrize("width", WIDTHS)
def test_of_a_big_tree_it_shows_what_is_reached_and_says_how_many_are_not(width):
    places = [Place("all", 0, 400), Place("north", 1, 200), *(Place(f"village {n}", n, n) for n in range(2, 201))]
    places += [Place("south", 201, 400), *(Place(f"town {n}", n, n) for n in range(202, 401))]
    tree = draw_tree([row(7)], places, verified=span(300), width=width)

    assert [branch.name.words for branch in tree.branches] == ["all", "north", "village 7", "south", "town 300"]
    assert tree.rest.words == "396 other options are not shown"


def test_what_names_no_option_stands_below_the_tree():
    tree = draw_tree([Row("Carlin", "whoever", None, None, state="unread"), row(3)], FORCES)

    (loose,) = tree.loose
    assert loose.x is None
    assert loose.wording.words == "“whoever” (unread)"
    assert loose.level > tree.branches[-1].level


def test_a_tree_forty_deep_keeps_room_for_words():
    places = [Place(f"within {n}", n, 39) for n in range(40)]
    tree = draw_tree([row(39)], places, width=340)

    assert max(branch.x for branch in tree.branches) <= 0.3 * 340
    assert tree.branches[-1].name.words == "within 39"


def test_no_options_make_an_empty_picture():
    tree = draw_tree([], [])

    assert tree.branches == () and tree.bars == [] and tree.rest is None
