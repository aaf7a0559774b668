from decimal import Decimal
from fractions import Fraction

import pytest

from claims.spans import Span
from claims.wording import Reading, Terms, Unreadable, read


def span(low, high):
    return Span(None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)))


def figure(low, high, lowest, highest, kind="count"):
    return Reading(span(low, high), span(lowest, highest), "n", kind)


# wording, then expected and possible on a base of exactly 14, worked out by hand from the coding rules
ON_FOURTEEN = [
    ("all", 14, 14, 14, 14),
    ("all of them", 14, 14, 14, 14),
    ("every one of them", 14, 14, 14, 14),
    ("everyone", 14, 14, 14, 14),
    ("all but one", 13, 13, 13, 13),
    ("all of the detainees but three", 11, 11, 11, 11),
    ("all except two", 12, 12, 12, 12),
    ("all but twenty", 0, 0, 0, 0),
    ("half of them", 7, 7, 6, 8),
    ("half", 7, 7, 6, 8),
    ("a third of them", 5, 5, 4, 6),  # 4.67 is nearest to 5
    ("two-thirds", 9, 9, 8, 11),  # 9.33; 8.4 … 10.27
    ("three in five", 8, 8, 7, 10),  # 8.4; 7.56 … 9.24
    ("three quarters of them", 11, 11, 9, 12),  # 10.5; 9.45 … 11.55
    ("40 percent of them", 6, 6, 5, 6),  # 5.6; 5.53 … 5.67
    ("40% of the detainees", 6, 6, 5, 6),
    ("50.0 per cent of them", 7, 7, 6, 8),  # 49.95% is 6.993
    ("most of them", 8, 12, 8, 14),
    ("the majority of the detainees", 8, 12, 8, 14),
    ("more than half", 8, 12, 8, 14),
    ("nearly all of them", 13, 13, 11, 13),  # 12.6; 11.2
    ("almost all", 13, 13, 11, 13),
    ("a minority of them", 0, 6, 0, 6),
    ("less than half", 0, 6, 0, 6),
    ("every single one of them", 14, 14, 14, 14),
    ("each of them", 14, 14, 14, 14),
    ("all bar three", 11, 11, 11, 11),
    ("everyone but two", 12, 12, 12, 12),
    ("all but a few", 9, 11, 5, 12),  # a few: 3 … 5, 2 … 9
    ("all but at least two", 7, 12, 0, 12),  # at least two: 2 … 7, 2 …
    ("the other half", 7, 7, 6, 8),
    ("one-half of them", 7, 7, 6, 8),
    ("½ of them", 7, 7, 6, 8),
    ("a quarter of them", 4, 4, 3, 4),  # 3.5; 3.15 … 3.85
    ("four out of five", 11, 11, 10, 13),  # 11.2; 10.08 … 12.32
    ("nine in ten", 13, 13, 11, 14),  # 12.6; 11.34 … 13.86
    ("2/7 of them", 4, 4, 3, 5),  # 4; 3.6 … 4.4
    ("every second one", 7, 7, 6, 8),
    ("about half", 7, 7, 5, 9),  # 6.3 … 7.7; 5.6 … 8.4
    ("roughly two-thirds of them", 9, 10, 7, 12),  # 8.4 … 10.27; 7.47 … 11.2
    ("nearly half of them", 6, 6, 5, 6),  # 6.3 … below 7; 5.6
    ("just over half of them", 8, 8, 8, 9),  # above 7 … 7.7; 8.4
    ("more than two-thirds of them", 10, 11, 10, 14),  # above 9.33 … 11.67
    ("well over half of them", 8, 10, 8, 14),  # above 7 … 10.5
    ("at least half", 7, 10, 7, 14),
    ("half or more", 7, 10, 7, 14),
    ("up to a third of them", 3, 4, 0, 5),  # 2.33 … 4.67
    ("no more than half", 4, 7, 0, 7),
    ("less than a quarter of them", 2, 3, 0, 3),  # 1.75 … below 3.5
    ("perhaps half of them", 7, 7, 0, 8),
    ("about 40 percent of them", 6, 6, 4, 7),  # 5.04 … 6.16; 4.48 … 6.72
    ("more than 60% of them", 9, 11, 9, 14),  # above 8.4 … 11.2
    ("between a third and half of them", 5, 7, 4, 7),
    ("a quarter to a half", 4, 7, 3, 7),
    ("the vast majority of them", 11, 13, 8, 14),  # 10.5 … 13.3
    ("not all of them", 0, 13, 0, 13),
    ("exactly half", 7, 7, 6, 8),
    ("half of all detainees", 7, 7, 6, 8),
    ("one in every five", 3, 3, 2, 4),  # 2.8; 2.52 … 3.08
    ("fewer than one in five", 2, 2, 0, 2),  # 1.4 … below 2.8
    ("40–60% of them", 6, 8, 5, 9),  # 5.6 … 8.4
    ("between 40 and 60 percent of them", 6, 8, 5, 9),
    ("40 percent to 60 percent of them", 6, 8, 5, 9),
]


@pytest.mark.parametrize(("wording", "low", "high", "lowest", "highest"), ON_FOURTEEN)
def test_a_share_is_worked_out_on_its_base(wording, low, high, lowest, highest):
    reading = read(wording, "count")
    assert reading.relative
    assert (reading.expected, reading.possible) == (Span(None, None), Span(None, None))
    done = reading.on(figure(14, 14, 14, 14))
    assert (done.expected, done.possible) == (span(low, high), span(lowest, highest))
    assert not done.relative and done.rule == reading.rule


def test_all_but_one_of_more_than_a_dozen_is_twelve_or_more():
    done = read("all but one", "count").on(read("more than a dozen", "count"))
    assert done.possible == span(12, None)
    assert done.expected == span(12, 23)


def test_an_open_base_stays_open_but_where_the_share_is_nought():
    done = read("a minority of them", "count").on(figure(None, None, None, None))
    assert done.possible == span(0, None)


def test_more_than_half_of_an_odd_base_is_the_next_whole_number():
    done = read("most of them", "count").on(figure(15, 15, 15, 15))
    assert (done.expected, done.possible) == (span(8, 13), span(8, 15))
    done = read("less than half", "count").on(figure(15, 15, 15, 15))
    assert (done.expected, done.possible) == (span(0, 7), span(0, 7))


@pytest.mark.parametrize("wording", ["most of them", "nearly all of them", "half", "all but one", "a minority of them"])
@pytest.mark.parametrize("base", range(4))
def test_a_share_of_a_small_base_keeps_expected_within_possible(wording, base):
    done = read(wording, "count").on(figure(base, base, base, base))
    assert done.expected.within(done.possible)
    assert 0 <= done.possible.low <= done.possible.high <= base


def test_a_third_works_out_exactly_before_rounding():
    done = read("a third of them", "count").on(figure(300000000000000, 300000000000000, 3, 300000000000000))
    assert done.expected == span(100000000000000, 100000000000000)


def test_a_share_of_an_amount_has_closed_bounds():
    done = read("most of the money", "amount").on(figure("2.5", "2.5", "2.5", "2.5", "amount"))
    assert (done.expected, done.possible) == (span("1.25", "2.25"), span("1.25", "2.5"))


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("all but one of the 14", 13, 13),
        ("all of the 14", 14, 14),
        ("half of the 14 detainees", 6, 8),
        ("most of the 14", 8, 14),
        ("all but one of the more than a dozen detainees", 12, None),
        ("all 14 but one", 13, 13),
        ("all 14 men except two", 12, 12),
        ("all bar two of the fourteen", 12, 12),
        ("two-thirds of the 30", 18, 22),
        ("nearly half of the 14", 5, 6),
        ("some of the 14", 2, 14),
        ("several of the 5", 2, 5),
        ("11 out of 14", 11, 11),
        ("11 of a total of 14", 11, 11),
        ("4 of the 5", 4, 4),
        ("none of the 14", 0, 0),
        ("neither of the two", 0, 0),
        ("each of the 14", 14, 14),
        ("half of at least 20", 9, None),
        ("most of about 30", 13, 36),
    ],
)
def test_a_base_in_the_wording_is_worked_out_at_once(wording, low, high):
    reading = read(wording, "count")
    assert not reading.relative
    assert reading.possible == span(low, high)


@pytest.mark.parametrize("wording", ["none of them", "none"])
def test_none_of_them_needs_no_base(wording):
    reading = read(wording, "count")
    assert not reading.relative
    assert reading.possible == span(0, 0)


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        ("a third man", "says no number"),
        ("the second half of the war", "says no number"),
        ("half of them and a third of us", "two numbers"),
        ("the rest of them", "is what is left of a total"),
        ("the remaining three", "is what is left of a total"),
        ("11/40", "two numbers"),
        ("10 to half of them", "goes from a number to a share"),
        ("15 of the 14", "is more than the whole"),
    ],
)
def test_what_is_no_share_is_refused(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "count")
    assert message in str(refused.value)


@pytest.mark.parametrize("wording", ["about nine in ten", "just over 95 percent of them", "9/10"])
def test_no_share_is_more_than_its_base(wording):
    done = read(wording, "count").on(figure(100, 100, 100, 100))
    assert done.possible.high <= 100


def test_a_share_of_a_whole_names_both_in_its_phrase():
    reading = read("at least 11 of the 14 detainees", "count")
    assert (reading.phrase, reading.unread) == ("at least 11 of the 14", ("detainees",))


def test_terms_go_to_json_and_back():
    terms = read("two-thirds of them", "count").terms
    assert terms.as_json() == [["2/3", "0"], ["2/3", "0"], ["3/5", "0"], ["11/15", "0"]]
    assert Terms.from_json(terms.as_json()) == terms
    assert terms.expected_low.share == Fraction(2, 3)
    assert read("all but one", "count").terms.as_json() == [["1", "-1"]] * 4


def test_terms_of_the_wrong_length_are_refused():
    with pytest.raises(ValueError, match="unpack"):
        Terms.from_json([["1", "0"]])


def test_only_a_relative_reading_is_worked_out_and_only_on_one_that_is_not():
    absolute, relative = read("14", "count"), read("all but one", "count")
    with pytest.raises(ValueError, match="only a relative reading"):
        absolute.on(absolute)
    with pytest.raises(ValueError, match="only a relative reading"):
        relative.on(relative)
