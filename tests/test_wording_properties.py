from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.spans import Span
from claims.wording import RULES, Terms, Unreadable, read, say
from claims.wording.choices import OptionName, match, normalise

from .steps import steps

KINDS = ("count", "amount", "date")
PUBLISHED = date(2020, 7, 1)
WHOLE = st.integers(min_value=0, max_value=10**14)
LAST_DAY = date(9998, 12, 31)
DAYS = st.dates(min_value=date(2, 1, 1), max_value=LAST_DAY)
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
# Hedges that may stand within one another; some of the inner ones move a bound inward as well as outward.
NESTED = [(outer, inner) for outer in ("at least", "more than", "up to", "at most", "fewer than", "perhaps", "about")
          for inner in ("about", "nearly", "just over", "up to", "as many as")]  # fmt: skip
LIFTING, LOWERING = ("just over",), ("nearly",)
SCALED = ["exactly", "about", "up to", "at most", "as many as"]
UP_TO_TWENTY = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()  # noqa: SIM905
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
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


@given(st.integers(min_value=2, max_value=10**12), st.sampled_from(NESTED))
def test_a_hedge_within_a_hedge_gives_a_wider_span(number, hedges):
    outer, inner = hedges
    nested = read(f"{outer} {inner} {number}", "count")
    alone = read(f"{outer} {number}", "count")
    assert nested.rule == alone.rule
    low, high = nested.possible.low, nested.possible.high
    assert low <= alone.possible.low or inner in LIFTING
    assert high is None or (alone.possible.high is not None and high >= alone.possible.high) or inner in LOWERING
    assert nested.expected.within(nested.possible)


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=1, max_value=10**9))
def test_two_sides_give_what_lies_between_them(low, width):
    both = read(f"more than {low} but fewer than {low + width + 1}", "count")
    assert both.possible == both.expected == Span(Decimal(low + 1), Decimal(low + width))


@given(st.integers(min_value=1, max_value=10**4), st.sampled_from(SCALED), st.sampled_from(["thousand", "million"]))
def test_scaling_the_number_scales_the_span(number, hedge, scale):
    small, large = read(f"{hedge} {number} percent", "amount"), read(f"{hedge} {number} {scale} tonnes", "amount")
    by = {"thousand": 10**3, "million": 10**6}[scale]
    for one, other in ((small.expected, large.expected), (small.possible, large.possible)):
        assert (one.low * by, one.high and one.high * by) == (other.low, other.high)


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_a_number_in_words_is_the_number_in_digits(number):
    assert read(in_words(number), "count").expected == read(f"{number:,}", "count").expected


def in_words(number):
    """The number in English words, as a school book writes it."""
    for value, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= value:
            rest = number % value
            joint = " and " if 0 < rest < 100 else " "
            return f"{in_words(number // value)} {name}{joint + in_words(rest) if rest else ''}"
    if number >= 100:
        rest = number % 100
        return f"{in_words(number // 100)} hundred{' and ' + in_words(rest) if rest else ''}"
    if number < 20:
        return UP_TO_TWENTY[number - 1]
    return f"{TENS[number // 10 - 2]}{'-' + UP_TO_TWENTY[number % 10 - 1] if number % 10 else ''}"


@given(WHOLE, st.one_of(st.none(), WHOLE), st.sampled_from(["count", "amount"]))
@example(3, 3997, "count")
@example(1, 1999, "amount")
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
    last = day if width is None else date.fromordinal(min(day.toordinal() + width, LAST_DAY.toordinal()))
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
        "a quarter of a ", "at least ", "about 3 to ", "more than 10 but ", "14 (", "four thousand ", "14 or ", ", ",
        "no x ", "aged 34 and ", "1-", "dozens of ", "half of ", "$",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_reading_takes_steps_in_proportion_to_the_wording(piece, kind):
    reading_of(piece * 3, kind)  # the grammar is built once
    half, whole = (steps(reading_of, (piece * 500)[:length], kind) for length in (250, 500))
    assert whole < 3 * half  # in proportion it is twice, by the square four times
