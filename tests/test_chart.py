import calendar
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.chart import Row, describe, draw
from claims.chart.lettering import edges
from claims.spans import Span, share

WIDTHS = (760, 340)
ROUNDING = 1e-6


def count(low: int | None, high: int | None = None) -> Span:
    return Span(None if low is None else Decimal(low), None if high is None else Decimal(high))


def point(value: int) -> Span:
    return count(value, value)


def row(span: Span, expected: Span | None = None, **more: object) -> Row:
    return Row(label="Carlin", wording="more than a dozen", expected=expected or span, possible=span, **more)


RELEASED = [
    Row("Frantzman, 29 June", "Only 11", point(11), point(11)),
    Row("Carlin", "all but one", count(12, 25), count(12)),
    Row("Frantzman, 17 August", "They were released", count(8, 23), count(7)),
]
GAP = (Decimal(11), Decimal(12))

numbers = st.decimals(-(10**15), 10**15, places=4) | st.integers(-200, 200).map(Decimal)
counts = st.integers(0, 10**15).map(Decimal) | st.integers(0, 60).map(Decimal)


def spans(bounds: st.SearchStrategy) -> st.SearchStrategy[Span]:
    def ordered(low: object, high: object) -> Span:
        return Span(high, low) if low is not None and high is not None and low > high else Span(low, high)

    return st.builds(ordered, st.none() | bounds, st.none() | bounds)


def rows(bounds: st.SearchStrategy) -> st.SearchStrategy[list[Row]]:
    some = st.none() | spans(bounds)
    return st.lists(st.builds(Row, st.text(max_size=40), st.text(max_size=500), some, some), max_size=8)


drawn = st.one_of(
    st.tuples(st.just("count"), rows(counts)),
    st.tuples(st.just("amount"), rows(numbers)),
    st.tuples(st.just("date"), rows(st.dates())),
    st.tuples(st.sampled_from(["choice", "yesno"]), rows(st.integers(0, 400).map(Decimal))),
)


def names_of(kind: str) -> dict[int, str]:
    return {place: f"option {place}" for place in range(1, 300)} if kind == "choice" else {0: "No", 1: "Yes"}


@given(drawn, st.sampled_from(WIDTHS))
def test_everything_lies_within_the_picture(case, width):
    kind, given_rows = case
    chart = draw(given_rows, kind, names=names_of(kind), width=width)

    assert len(chart.bars) == len(given_rows)
    for bar in chart.bars:
        lines = [line for line in (bar.expected, bar.possible) if line]
        assert all(chart.left <= line.x1 <= line.x2 <= chart.right for line in lines)
        assert bar.point is None or chart.left <= bar.point <= chart.right
        assert chart.top < bar.wording.y < bar.y < chart.bottom
        low, high = edges(bar.wording, 13)
        assert chart.left - ROUNDING <= low
        assert high <= chart.right + ROUNDING
    assert all(chart.left <= tick.x <= chart.right and tick.text.y <= chart.height for tick in chart.ticks)


@given(drawn, st.sampled_from(WIDTHS))
def test_words_of_ticks_never_touch(case, width):
    kind, given_rows = case
    chart = draw(given_rows, kind, names=names_of(kind), width=width)

    levels: dict[float, list[tuple[float, float]]] = {}
    for tick in chart.ticks:
        levels.setdefault(tick.text.y, []).append(edges(tick.text, 12))
    for words in levels.values():
        assert all(left[1] < right[0] for left, right in pairwise(sorted(words)))


@given(rows(counts))
def test_ticks_of_counts_are_whole_and_never_below_zero(given_rows):
    for tick in draw(given_rows, "count").ticks:
        assert "." not in tick.text.words or tick.text.words.endswith("illion")
        assert not tick.text.words.startswith("−")


@given(st.lists(counts, min_size=2, max_size=6))
def test_a_larger_value_never_stands_left_of_a_smaller_one(values):
    chart = draw([row(Span(value, value)) for value in sorted(values)], "count")

    assert all(left.point <= right.point for left, right in pairwise(chart.bars))


@given(drawn)
def test_a_sentence_for_every_row(case):
    kind, given_rows = case
    lines = describe(draw(given_rows, kind, names=names_of(kind))).splitlines()

    assert len(lines) == len(given_rows)
    assert all(line.endswith(".") for line in lines)


def test_a_single_value_is_a_dot_and_an_open_end_an_arrow():
    eleven, all_but_one, _ = draw(RELEASED, "count", gap=GAP).bars

    assert eleven.point is not None
    assert eleven.possible is None
    assert all_but_one.point is None
    assert all_but_one.possible.high_arrow
    assert not all_but_one.possible.low_arrow
    assert all_but_one.expected.x2 < all_but_one.possible.x2


def test_the_gap_stands_between_the_dot_and_the_bar():
    chart = draw(RELEASED, "count", gap=GAP)

    assert chart.gap.x == chart.bars[0].point
    assert chart.gap.end == chart.bars[1].expected.x1
    assert chart.gap.text.words == "no common value"


def test_only_rows_beside_the_gap_stand_out():
    classes = [bar.classes.split() for bar in draw(RELEASED, "count", gap=GAP).bars]

    assert ["apart" in names for names in classes] == [True, True, False]
    assert "between" in classes[2]


def test_a_tension_is_told_from_a_contradiction():
    militias = [row(count(21), count(21, 40)), row(count(120_000, 180_000), count(135_000, 165_000))]
    chart = draw(militias, "count", gap=(Decimal(40), Decimal(135_000)))

    assert share(one.possible for one in militias) is not None
    assert not chart.hard
    assert chart.gap.text.words == "no value that all expect"
    assert chart.conclusion == "Some lead one to expect 40 or fewer, some 135,000 or more."


def test_values_far_apart_stand_on_a_logarithmic_axis():
    ticks = draw([row(point(20)), row(point(150_000))], "count").ticks

    assert [tick.text.words for tick in ticks] == ["10", "100", "1,000", "10,000", "100,000"]
    assert len({round(right.x - left.x) for left, right in pairwise(ticks)}) == 1


def test_a_logarithmic_axis_has_a_place_for_zero():
    words = [tick.text.words for tick in draw([row(count(0, 3)), row(point(900))], "count").ticks]

    assert words[0] == "0"
    assert "100" in words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (date(2020, 6, 25), date(2020, 6, 29), ["25 Jun", "26 Jun", "27 Jun", "28 Jun", "29 Jun"]),
        (date(2020, 1, 1), date(2020, 5, 31), ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]),
        (date(2015, 1, 1), date(2018, 12, 31), ["2015", "2016", "2017", "2018", "2019"]),
    ],
)
def test_dates_have_ticks_on_days_months_or_years(low, high, words):
    assert [tick.text.words for tick in draw([row(Span(low, high))], "date").ticks] == words


def test_the_year_stands_under_the_first_day_and_where_it_changes():
    ticks = draw([row(Span(date(2019, 11, 3), date(2020, 2, 20)))], "date").ticks

    assert [tick.under.words for tick in ticks if tick.under] == ["2019", "2020"]
    assert {tick.text.words for tick in ticks} <= set(calendar.month_abbr)


def test_the_axis_of_yes_and_no_names_both():
    chart = draw([row(point(1)), row(point(0))], "yesno", names={0: "No", 1: "Yes"}, gap=(Decimal(0), Decimal(1)))

    assert [tick.text.words for tick in chart.ticks] == ["No", "Yes"]
    assert chart.conclusion == "No answer satisfies all of them."


def test_a_choice_is_said_by_its_names():
    chart = draw([row(count(1, 3)), row(point(2))], "choice", names={1: "Iraqi forces", 2: "CTS", 3: "Army"})

    assert [bar.meaning for bar in chart.bars] == ["Iraqi forces", "CTS"]


def test_a_huge_tree_shows_the_names_that_rows_reach():
    names = {place: f"a rather long name, {place}" for place in range(400)}
    chart = draw([row(point(7)), row(point(390))], "choice", names=names)

    shown = {tick.text.words for tick in chart.ticks}
    assert {"a rather long name, 7", "a rather long name, 390"} <= shown


def test_the_verified_value_is_marked_over_the_whole_plot():
    chart = draw(RELEASED, "count", verified=point(11))

    assert chart.verified.x == chart.verified.end == chart.bars[0].point
    assert describe(chart).endswith("Verified: 11.")


def test_words_say_what_a_row_means_and_why_it_does_not_count():
    first, second = describe(
        draw([row(count(13), count(13, 26)), row(point(5), state="set aside")], "count")
    ).splitlines()

    assert first == "Carlin: “more than a dozen” means 13 or more, most likely 13–26."
    assert second == "Carlin: “more than a dozen” means 5. Not counted: set aside."


def test_a_row_that_could_not_be_read_is_shown_without_a_bar():
    (bar,) = draw([Row("Carlin", "scores of some", None, None, state="unread")], "count").bars

    assert bar.wording.words == "“scores of some” (unread)"
    assert bar.expected is bar.possible is bar.point is None


def test_a_long_wording_is_cut_in_the_picture_and_whole_in_the_words():
    wording = "x" * 500
    chart = draw([Row("Carlin", wording, point(3), point(3))], "count", width=340)

    assert chart.bars[0].wording.words.endswith("…”")
    assert wording in describe(chart)


def test_a_wording_cannot_turn_the_text_around_it():
    chart = draw([Row("Carlin", "ab\u202eba", point(3), point(3))], "count")
    arabic = draw([Row("Carlin", "أحد عشر", point(11), point(11))], "count")

    assert chart.bars[0].wording.words == "“ab ba”"
    assert arabic.bars[0].wording.words == "“\u2068أحد عشر\u2069”"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("kind", "span"),
    [
        ("count", count(None, None)),
        ("count", point(0)),
        ("amount", Span(Decimal("-1e400"), Decimal("1e400"))),
        ("amount", Span(Decimal("-0.0001"), Decimal("0.0001"))),
        ("amount", Span(Decimal("1e-400"), Decimal("1e-300"))),
        ("date", Span(date.min, date.min)),
        ("date", Span(date.min, date.max)),
        ("date", Span(date.max, date.max)),
        ("choice", point(10**6)),
    ],
)
def test_odd_rows_are_drawn_all_the_same(kind, span, width):
    chart = draw([row(span)] * 300, kind, gap=None, verified=span, width=width)

    assert len(chart.bars) == 300
    assert describe(chart)


def test_no_rows_make_an_empty_picture():
    chart = draw([], "count")

    assert chart.bars == chart.ticks == ()
    assert describe(chart) == ""


def test_a_narrow_picture_of_ten_days_has_a_scale():
    rows = [Row("A", "on June 29", *[Span(date(2020, 6, 29), date(2020, 6, 29))] * 2)]
    rows.append(Row("B", "days later", *[Span(date(2020, 6, 25), date(2020, 7, 5))] * 2))
    assert len(draw(rows, "date", width=340).ticks) >= 2
