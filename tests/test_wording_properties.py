import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.spans import Span
from claims.wording import RULES, Terms, Unreadable, read, say
from claims.wording.choices import OptionName, match, normalise

KINDS = ("count", "amount", "date")
PUBLISHED = date(2020, 7, 1)
WHOLE = st.integers(min_value=0, max_value=10**14)
DAYS = st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31))
HEDGES = ["", "exactly ", "about ", "nearly ", "just over ", "more than ", "at least ", "up to ", "at most ",
          "fewer than ", "possibly ", "all but "]  # fmt: skip
WORDS = sorted(
    {word.strip("(){}") for rule in RULES for word in f"{rule.forms} {rule.example}".replace(",", " ").split()}
    | {
        "14",
        "3",
        "2020",
        "25",
        "june",
        "May",
        "%",
        "$",
        "dozen",
        "thousand",
        "hundred",
        "and",
        "a",
        "one",
        "–",
        "½",
    }
)
PROSE = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def reading_of(wording, kind, published=PUBLISHED):
    try:
        return read(wording, kind, published)
    except Unreadable as refused:
        assert str(refused)
        return None


@given(
    st.one_of(st.text(max_size=60), PROSE),
    st.sampled_from(KINDS),
    st.sampled_from([None, date(1, 1, 1), date(2020, 7, 1), date(9999, 12, 31)]),
)
@example("İ" * 10 + "14", "count", None)
@example("14\u00ad", "count", None)
@example("0" * 500, "count", None)
@example("9" * 500, "amount", None)
@example("1." * 200, "amount", None)
@example("99th century", "date", None)
@example("Thursday", "date", date(1, 1, 1))
@example("9999-12-31 night", "date", None)
@example("after 31 December 9999", "date", None)
@example("before 1 January 0001", "date", None)
@example("$", "amount", None)
@settings(max_examples=1500)
def test_any_text_is_read_or_refused_and_expected_lies_within_possible(wording, kind, published):
    reading = reading_of(wording, kind, published)
    if reading and not reading.relative:
        assert reading.expected.within(reading.possible)
        if kind != "date":
            assert reading.possible.low is None or reading.possible.low >= 0


@given(st.sampled_from(HEDGES), st.integers(min_value=1, max_value=10**14))
def test_expected_lies_within_possible_for_every_hedge(hedge, number):
    reading = reading_of(f"{hedge}{number}", "count")
    if reading and not reading.relative:
        assert reading.expected.within(reading.possible)
        low, high = reading.expected.low, reading.expected.high
        assert low == low.to_integral_value() and high == high.to_integral_value()


@given(PROSE, WHOLE, st.integers(min_value=0, max_value=10**6))
def test_a_relative_reading_stays_in_order_on_any_base(wording, low, width):
    reading = reading_of(wording, "count")
    if reading and reading.relative:
        done = reading.on(read(f"between {low} and {low + width}", "count"))
        assert done.expected.within(done.possible)
        assert done.possible.low >= 0
        assert Terms.from_json(reading.terms.as_json()) == reading.terms


@given(st.integers(min_value=1, max_value=10**13))
def test_a_wider_hedge_gives_a_wider_span(number):
    exactly, bare, about = (read(f"{hedge}{number}", "count") for hedge in ("exactly ", "", "about "))
    nearly, at_most = (read(f"{hedge} {number}", "count") for hedge in ("nearly", "at most"))
    more, least = read(f"more than {number}", "count"), read(f"at least {number}", "count")
    assert exactly.possible.within(bare.possible)
    assert bare.possible.within(about.possible)
    assert more.possible.within(least.possible)
    assert nearly.possible.within(at_most.possible)


@given(st.integers(min_value=1, max_value=10**6), st.sampled_from(HEDGES[:3] + ["at most "]))
def test_a_thousand_times_the_number_is_a_thousand_times_the_amount(number, hedge):
    small, large = read(f"{hedge}{number * 1000}", "amount"), read(f"{hedge}{number * 1000000}", "amount")
    assert large.possible == Span(small.possible.low * 1000, small.possible.high * 1000)


@given(WHOLE, st.one_of(st.none(), WHOLE), st.sampled_from(["count", "amount"]))
def test_a_span_of_numbers_reads_back_from_its_words(low, width, kind):
    span = Span(Decimal(low), None if width is None else Decimal(low + width))
    assert read(say(span, kind), kind).possible == span


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.decimals(min_value=0, max_value=10**6, places=4))
@example(Decimal("0.0001"), Decimal(0))
@example(Decimal(1), Decimal("0.5"))
def test_a_span_of_an_amount_reads_back_from_its_words(low, width):
    span = Span(low, low + width)
    assert read(say(span, "amount"), "amount").possible == span


@given(DAYS, st.one_of(st.none(), st.integers(min_value=0, max_value=2000)), st.booleans())
@example(date(2020, 5, 1), 30, False)
@example(date(987, 1, 1), 364, False)
@example(date(1400, 1, 1), 364, False)
def test_a_span_of_days_reads_back_from_its_words(day, width, open_low):
    last = day if width is None else min(day + timedelta(width), date(9998, 12, 31))
    span = Span(None if open_low else day, None if width is None and not open_low else last)
    assert read(say(span, "date"), "date").possible == span


@given(st.text(max_size=40))
@example("🄐")
def test_normalising_twice_changes_nothing_and_any_name_is_found(text):
    plain = normalise(text)
    assert normalise(plain) == plain or plain.split()[0] in ("the", "a", "an")
    if plain:
        assert match(text, [OptionName(1, text)])[0] == 1


@pytest.mark.parametrize(
    "piece",
    [
        "a ", "- ", "14 - ", "one hundred and ", "between ", "several hundred thousand ", "1,", "five ", "(",
        "all but ", "June 25 ", "from 25 to ", "1 2 3 4 ", "all x x x ", "25 - 26 / ", "three in ", "the ",
        "a quarter of a ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_reading_takes_steps_in_proportion_to_the_wording(piece, kind):
    reading_of(piece * 3, kind)  # the grammar is built once
    half, whole = (steps((piece * 500)[:length], kind) for length in (250, 500))
    assert whole < 3 * half  # in proportion it is twice, by the square four times


def steps(wording, kind):
    """How many calls reading a wording makes."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        reading_of(wording, kind)
    finally:
        sys.setprofile(None)
    return calls
