from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.spans import Span
from claims.wording import Unreadable, read, say
from claims.wording.dates.reading import DATE_RULES

from .steps import steps

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]  # fmt: skip
PUBLISHED = st.sampled_from(
    [None, date(1, 1, 1), date(4, 2, 29), date(2020, 2, 29), date(2020, 7, 1), date(2019, 12, 31), date(9999, 12, 31)]
)
DAYS = st.dates(min_value=date(1600, 1, 1), max_value=date(2100, 12, 31))
PIECES = sorted(
    {word.strip("(){}") for rule in DATE_RULES for word in f"{rule.forms} {rule.example}".replace(",", " ").split()}
    | {"3", "25", "31", "2020", "1420", "98", "25th", "1990s", "25/6", "03/04/2020", "2020-06-25", "9:30", "people"}
)
PROSE = st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join)
JOINED = st.tuples(
    st.sampled_from(["", "before ", "about ", "two days before ", "from ", "the night of ", "the end of ", "early "]),
    st.sampled_from([rule.example for rule in DATE_RULES]),
    st.sampled_from(["", " to ", " – ", " or ", " and ", ", "]),
    st.sampled_from([rule.example for rule in DATE_RULES]),
).map("".join)
NOTATION = st.text(alphabet="0123456789XYESPDMWT-/.~?%[]{},: ", max_size=24)
FORMS = [
    "{d} {month} {y:04}", "{month} {d}, {y:04}", "the {d} of {month} {y:04}", "{d}-{mon}-{y:04}",
    "{y:04}-{m:02}-{d:02}",
    "{y:04}/{m}/{d}", "{y:04}{m:02}{d:02}", "{y:04} {month} {d}", "{weekday}, {d} {month} {y:04}",
    "{y:04}-{ordinal:03}", "{week}",
]  # fmt: skip


def reading_of(wording, published=None):
    try:
        return read(wording, "date", published)
    except Unreadable as refused:
        assert str(refused)
        return None


@given(st.one_of(st.text(max_size=50), PROSE, JOINED, NOTATION), PUBLISHED)
@example("T0/3", None)
@example("0000-00-00", None)
@example("around summer 2020 or the last days of May 2020", None)
@example("2001-21/2001-41", None)
@example("9999-12-31~", None)
@example("week 53", date(9999, 12, 31))
@example("in 999999 years", date(2020, 7, 1))
@example("the winter of 9999", None)
@example("next weekend", date(9999, 12, 31))
@example("this winter", date(1, 1, 1))
@settings(max_examples=2500, deadline=None)
def test_any_text_is_read_or_refused_and_expected_lies_within_possible(wording, published):
    reading = reading_of(wording, published)
    if reading and not reading.relative:
        assert reading.expected.within(reading.possible)
    if reading:
        assert reading.phrase in wording
        assert all(part in wording for part in reading.unread)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("year", [1904, 2019, 2020])
def test_every_day_of_a_year_reads_back_from_every_way_to_write_it(form, year):
    for ordinal in range(1, 366 + (monthrange(year, 2)[1] == 29)):
        day = date(year, 1, 1) + timedelta(ordinal - 1)
        iso = day.isocalendar()
        wording = form.format(
            d=day.day, m=day.month, y=day.year, month=MONTHS[day.month - 1], mon=MONTHS[day.month - 1][:3],
            weekday=day.strftime("%A"), ordinal=ordinal, week=f"{iso.year:04}-W{iso.week:02}-{iso.weekday}",
        )  # fmt: skip
        if year >= 1970 or "{y:04}{m:02}" not in form or wording[:2] in ("19", "20"):
            assert read(wording, "date").possible == Span(day, day), wording


@given(DAYS, st.integers(min_value=0, max_value=4000), st.sampled_from(["both", "low", "high"]))
def test_what_say_prints_reads_back(day, width, side):
    span = Span(None if side == "high" else day, None if side == "low" else day + timedelta(width))
    assert read(say(span, "date"), "date").possible == span


@given(DAYS)
def test_a_wider_hedge_gives_a_wider_span(day):
    written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    plain, night, about = (read(f"{hedge}{written}", "date") for hedge in ("", "the night of ", "about "))
    week, month = read(f"the week of {written}", "date"), read(f"{MONTHS[day.month - 1]} {day.year}", "date")
    assert plain.possible.within(night.possible)
    assert night.possible.within(about.possible)
    assert about.possible.within(week.possible)
    for part in ("early", "mid", "late", "the beginning of", "the end of"):
        assert read(f"{part} {MONTHS[day.month - 1]} {day.year}", "date").possible.within(month.possible)


@given(st.integers(min_value=1, max_value=60), st.sampled_from(["days", "weeks", "months"]), DAYS)
def test_hedges_of_a_distance_widen_it_too(number, unit, published):
    plain, about = (read(f"{hedge}{number} {unit} ago", "date", published) for hedge in ("", "about "))
    assert plain.expected.within(about.expected)
    assert Span(plain.possible.low, min(plain.possible.high, published)).within(about.possible)


@given(DAYS, st.sampled_from(["Monday", "Thursday", "Sunday"]))
def test_a_weekday_is_never_after_publication_and_never_a_week_before(published, name):
    day = read(name, "date", published).expected.low
    assert 0 <= (published - day).days < 7
    assert day.strftime("%A") == name
    last = read(f"last {name}", "date", published).expected.low
    assert 1 <= (published - last).days <= 7


@given(DAYS, st.integers(min_value=1, max_value=5), st.sampled_from(["Monday", "Thursday", "Sunday"]))
def test_an_nth_weekday_is_that_day_of_its_month_or_refused(day, number, name):
    wording = f"the {number}{['st', 'nd', 'rd', 'th', 'th'][number - 1]} {name} of {MONTHS[day.month - 1]} {day.year}"
    reading = reading_of(wording)
    days = [date(day.year, day.month, n) for n in range(1, monthrange(day.year, day.month)[1] + 1)]
    matching = [one for one in days if one.strftime("%A") == name]
    if number <= len(matching):
        assert reading.possible == Span(matching[number - 1], matching[number - 1])
    else:
        assert reading is None


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_a_range_is_the_same_whichever_way_it_is_written(first, width):
    last = first + timedelta(width)
    one, other = (f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (first, last))
    forms = ("{} to {}", "from {} until {}", "between {} and {}", "{} – {}", "{} through {}")
    assert {read(form.format(one, other), "date").possible for form in forms} == {Span(first, last)}


@pytest.mark.parametrize(
    "piece",
    ["the first week of ", "from June 25 to ", "two days after ", "25, ", "the ", "in the early hours of ", "2020-",
     "1 month and ", "about ", "June 25 at ", "[2020, ", "19XX/", "the night of ", "nineteen ", "’90s ", "a week ago ",
     "20", "last summer of "],
)  # fmt: skip
def test_reading_takes_steps_in_proportion_to_the_wording(piece):
    reading_of(piece * 3)
    half, whole = (steps(reading_of, (piece * 250)[:length], date(2020, 7, 1)) for length in (250, 500))
    assert whole < 3 * half  # in proportion it is twice, by the square four times
