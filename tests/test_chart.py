import calendar
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.chart import Gap, Row, draw
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
GAP = Gap(count(11, 12))

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
)


@st.composite
def pictures(draw_one):
    """A picture of some rows, with a gap or a verified value as likely as not."""
    kind, given_rows = draw_one(drawn)
    bounds = {"count": counts, "amount": numbers, "date": st.dates()}[kind]
    gap = draw_one(st.none() | st.builds(Gap, spans(bounds), st.sampled_from(["", "denied"])))
    verified = draw_one(st.none() | spans(bounds))
    return given_rows, draw(given_rows, kind, gap=gap, verified=verified, width=draw_one(st.sampled_from(WIDTHS)))


@given(pictures())
def test_everything_lies_within_the_picture(picture):
    given_rows, chart = picture

    assert len(chart.bars) == len(given_rows)
    for bar in chart.bars:
        strokes = bar.strokes
        lines = [line for line in (strokes.expected, strokes.possible) if line]
        assert all(chart.left <= line.x1 <= line.x2 <= chart.right for line in lines)
        assert strokes.point is None or chart.left <= strokes.point <= chart.right
        assert chart.top < bar.wording.y < strokes.y < chart.bottom
        low, high = edges(bar.wording, 13)
        assert chart.left - ROUNDING <= low
        assert high <= chart.right + ROUNDING
    for band in filter(None, [chart.gap, chart.verified]):
        low, high = edges(band.text, 13)
        assert chart.left - ROUNDING <= low
        assert high <= chart.right + ROUNDING
        assert chart.left <= band.x <= band.end <= chart.right
    assert all(chart.left <= tick.x <= chart.right and tick.text.y <= chart.height for tick in chart.ticks)


@given(pictures())
def test_words_of_ticks_never_touch(picture):
    _, chart = picture
    levels: dict[float, list[tuple[float, float]]] = {}
    for tick in chart.ticks:
        levels.setdefault(tick.text.y, []).append(edges(tick.text, 12))
    for words in levels.values():
        assert all(left[1] < right[0] for left, right in pairwise(sorted(words)))


@given(rows(counts))
@example([Row("", "", None, Span(high=Decimal("957894736842106")))])
def test_ticks_of_counts_are_whole_and_never_below_zero(given_rows):
    for tick in draw(given_rows, "count").ticks:
        assert "." not in tick.text.words or tick.text.words.endswith("illion")
        assert not tick.text.words.startswith("−")


@given(st.lists(counts, min_size=2, max_size=6))
def test_a_larger_value_never_stands_left_of_a_smaller_one(values):
    chart = draw([row(Span(value, value)) for value in sorted(values)], "count")

    assert all(left.strokes.point <= right.strokes.point for left, right in pairwise(chart.bars))


@given(pictures())
def test_the_table_has_every_row_of_the_picture(picture):
    given_rows, chart = picture

    assert len(chart.entries) == len(given_rows)
    assert all(entry.expected and entry.possible for entry in chart.entries)
    assert all(bar.sentence.endswith(".") for bar in chart.bars)


def test_a_single_value_is_a_dot_and_an_open_end_an_arrow():
    eleven, all_but_one, _ = (bar.strokes for bar in draw(RELEASED, "count", gap=GAP).bars)

    assert eleven.point is not None
    assert eleven.possible is None
    assert all_but_one.point is None
    assert all_but_one.possible.high_arrow
    assert not all_but_one.possible.low_arrow
    assert all_but_one.expected.x2 < all_but_one.possible.x2


def test_the_gap_stands_between_the_dot_and_the_bar():
    chart = draw(RELEASED, "count", gap=GAP)

    assert chart.gap.x == chart.bars[0].strokes.point
    assert chart.gap.end == chart.bars[1].strokes.expected.x1
    assert chart.gap.text.words == "no common value"


def test_only_rows_beside_the_gap_stand_out():
    classes = [bar.classes.split() for bar in draw(RELEASED, "count", gap=GAP).bars]

    assert ["apart" in names for names in classes] == [True, True, False]
    assert "between" in classes[2]


def test_a_tension_is_told_from_a_contradiction():
    militias = [row(count(21), count(21, 40)), row(count(120_000, 180_000), count(135_000, 165_000))]
    chart = draw(militias, "count", gap=Gap(count(40, 135_000)))

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


def test_the_verified_value_is_marked_over_the_whole_plot():
    chart = draw(RELEASED, "count", verified=point(11))

    assert chart.verified.x == chart.verified.end == chart.bars[0].strokes.point
    assert chart.conclusion == "Verified: 11."


def test_words_say_what_a_row_means_and_why_it_does_not_count():
    chart = draw([row(count(13), count(13, 26)), row(point(5), state="set aside")], "count")
    first, second = (bar.sentence for bar in chart.bars)

    assert first == "Carlin: “more than a dozen” means 13 or more, most likely 13–26."
    assert second == "Carlin: “more than a dozen” means 5. Not counted: set aside."
    assert [(entry.expected, entry.possible, entry.note) for entry in chart.entries] == [
        ("13–26", "13 or more", ""),
        ("5", "5", "not counted: set aside"),
    ]


def test_the_table_says_who_is_in_the_conflict():
    chart = draw([*RELEASED, row(point(3), state="denies"), row(point(9), dissents=True)], "count", gap=GAP)

    assert [entry.note for entry in chart.entries] == [
        "in the conflict",
        "in the conflict",
        "",
        "denies this",
        "in the conflict; differs from the verified value",
    ]


def test_a_value_that_lies_in_the_gap_takes_part_in_the_conflict():
    chart = draw([row(point(11)), row(point(12)), row(point(13)), row(count(7))], "count", gap=Gap(count(11, 13)))

    assert ["apart" in bar.classes.split() for bar in chart.bars] == [True, True, True, False]


def test_rows_that_are_said_to_exclude_each_other_stand_out_and_no_others():
    totals = [row(point(8)), row(point(12), conflicts=True), row(point(9), conflicts=True)]
    totals[0] = replace(totals[0], conflicts=False)
    chart = draw(totals, "count", gap=Gap(count(9, 12), "a total that falls", "A running total cannot fall."))

    assert ["apart" in bar.classes.split() for bar in chart.bars] == [False, True, True]
    assert (chart.gap.text.words, chart.conclusion) == ("a total that falls", "A running total cannot fall.")
    assert chart.hard


def test_what_is_denied_may_be_open_at_an_end():
    rows = [row(count(12), conflicts=True), row(count(1), state="denies", conflicts=True)]
    chart = draw(rows, "count", gap=Gap(count(12), "denied", "The Army denies it."))

    assert chart.gap.end == chart.right
    assert ["apart" in bar.classes.split() for bar in chart.bars] == [True, True]


def test_a_row_that_could_not_be_read_is_shown_without_a_bar():
    (bar,) = draw([Row("Carlin", "scores of some", None, None, state="unread")], "count").bars

    assert bar.wording.words == "“scores of some” (unread)"
    assert bar.strokes.expected is bar.strokes.possible is bar.strokes.point is None
    assert bar.entry.possible == "could not be read"


def test_a_long_wording_is_cut_in_the_picture_and_whole_in_the_words():
    wording = "x" * 500
    chart = draw([Row("Carlin", wording, point(3), point(3))], "count", width=340)

    assert chart.bars[0].wording.words.endswith("…”")
    assert chart.entries[0].wording == wording


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
    ],
)
def test_odd_rows_are_drawn_all_the_same(kind, span, width):
    chart = draw([row(span)] * 300, kind, gap=None, verified=span, width=width)

    assert len(chart.bars) == len(chart.entries) == 300
    assert chart.conclusion.startswith("Verified")


def test_no_rows_make_an_empty_picture():
    chart = draw([], "count")

    assert chart.bars == chart.ticks == ()
    assert chart.conclusion == ""


def test_a_narrow_picture_of_ten_days_has_a_scale():
    rows = [Row("A", "on June 29", *[Span(date(2020, 6, 29), date(2020, 6, 29))] * 2)]
    rows.append(Row("B", "days later", *[Span(date(2020, 6, 25), date(2020, 7, 5))] * 2))
    assert len(draw(rows, "date", width=340).ticks) >= 2
