from calendar import monthrange
from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Reading, Unreadable, read, say


def days(low, high):
    return Span(None if low is None else date.fromisoformat(low), None if high is None else date.fromisoformat(high))


PUBLISHED = date(2020, 7, 1)  # a Wednesday

# wording, expected and possible days, without any publication date
ABSOLUTE = [
    ("25 June 2020", "2020-06-25", "2020-06-25", None, None),
    ("June 25, 2020", "2020-06-25", "2020-06-25", None, None),
    ("the 25th of June 2020", "2020-06-25", "2020-06-25", None, None),
    ("Thursday, 25 June 2020", "2020-06-25", "2020-06-25", None, None),
    ("on Jun. 25th, 2020", "2020-06-25", "2020-06-25", None, None),
    ("05 June 2020", "2020-06-05", "2020-06-05", None, None),
    ("2020-06-25", "2020-06-25", "2020-06-25", None, None),
    ("2020-06-25T21:30Z", "2020-06-25", "2020-06-25", None, None),
    ("2020-06-25T23:00:00+03:00", "2020-06-25", "2020-06-25", None, None),
    ("25/06/2020", "2020-06-25", "2020-06-25", None, None),
    ("25.06.2020", "2020-06-25", "2020-06-25", None, None),
    ("06/25/2020", "2020-06-25", "2020-06-25", None, None),
    ("04/04/2020", "2020-04-04", "2020-04-04", None, None),
    ("٢٥ June ٢٠٢٠", "2020-06-25", "2020-06-25", None, None),
    ("May 2020", "2020-05-01", "2020-05-31", None, None),
    ("February 2020", "2020-02-01", "2020-02-29", None, None),
    ("2020-06", "2020-06-01", "2020-06-30", None, None),
    ("2020", "2020-01-01", "2020-12-31", None, None),
    ("the 1990s", "1990-01-01", "1999-12-31", None, None),
    ("the 19th century", "1801-01-01", "1900-12-31", None, None),
    ("between June 25 and 26, 2020", "2020-06-25", "2020-06-26", None, None),
    ("between 25 and 26 June 2020", "2020-06-25", "2020-06-26", None, None),
    ("from 29 June to 3 July 2020", "2020-06-29", "2020-07-03", None, None),
    ("29 June – 3 July 2020", "2020-06-29", "2020-07-03", None, None),
    ("25–26 June 2020", "2020-06-25", "2020-06-26", None, None),
    ("June 25-26, 2020", "2020-06-25", "2020-06-26", None, None),
    ("29 December to 3 January 2021", "2020-12-29", "2021-01-03", None, None),
    ("May–July 2020", "2020-05-01", "2020-07-31", None, None),
    ("2017–2018", "2017-01-01", "2018-12-31", None, None),
    ("overnight from 25 to 26 June 2020", "2020-06-25", "2020-06-26", None, None),
    ("2020-06-25/2020-06-26", "2020-06-25", "2020-06-26", None, None),
    ("the night of 25 June 2020", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-26"),
    ("overnight on June 25, 2020", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-26"),
    ("early June 2020", "2020-06-01", "2020-06-10", "2020-06-01", "2020-06-15"),
    ("mid-June 2020", "2020-06-11", "2020-06-20", "2020-06-06", "2020-06-25"),
    ("late June 2020", "2020-06-21", "2020-06-30", "2020-06-16", "2020-06-30"),
    ("late February 2020", "2020-02-21", "2020-02-29", "2020-02-16", "2020-02-29"),
    ("early 2020", "2020-01-01", "2020-04-30", "2020-01-01", "2020-06-30"),
    ("mid-2020", "2020-05-01", "2020-08-31", "2020-03-01", "2020-10-31"),
    ("late 2020", "2020-09-01", "2020-12-31", "2020-07-01", "2020-12-31"),
    ("about 25 June 2020", "2020-06-24", "2020-06-26", "2020-06-22", "2020-06-28"),
    ("2020-06-25~", "2020-06-24", "2020-06-26", "2020-06-22", "2020-06-28"),
    ("around June 2020", "2020-06-01", "2020-06-30", "2020-05-01", "2020-07-31"),
    ("circa 2018", "2018-01-01", "2018-12-31", "2017-01-01", "2019-12-31"),
    ("since 2018", "2018-01-01", "2018-12-31", None, None),
    ("Since 2017", "2017-01-01", "2017-12-31", None, None),
    ("from 3 May 2020", "2020-05-03", "2020-05-03", None, None),
]

OPEN = [
    ("before 3 May 2020", None, "2020-05-02"),
    ("before May 2020", None, "2020-04-30"),
    ("by 3 May 2020", None, "2020-05-03"),
    ("by 31 December 9999", None, "9999-12-31"),
    ("by May 2020", None, "2020-05-31"),
    ("after 3 May 2020", "2020-05-04", None),
    ("after 2018", "2019-01-01", None),
    ("3 May 2020 or later", "2020-05-03", None),
    ("2020-06-25/..", "2020-06-25", None),
    ("../2020-06-25", None, "2020-06-25"),
]

# wording, publication day, expected and possible days
PUBLISHED_ON = [
    (
        "the evening between June 25 and 26",
        "2020-06-29",
        "2020-06-25",
        "2020-06-26",
        "2020-06-25",
        "2020-06-26",
    ),
    ("on June 25", "2020-06-29", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-25"),
    ("detained on June 26", "2020-06-29", "2020-06-26", "2020-06-26", "2020-06-26", "2020-06-26"),
    ("Thursday night", "2020-07-01", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-26"),
    ("on June 29", "2020-06-29", "2020-06-29", "2020-06-29", "2020-06-29", "2020-06-29"),
    ("this evening", "2020-06-29", "2020-06-29", "2020-06-29", "2020-06-29", "2020-06-29"),
    ("late Saturday evening", "2020-07-06", "2020-07-04", "2020-07-04", "2020-07-04", "2020-07-04"),
    ("The attack on Sunday", "2020-07-06", "2020-07-05", "2020-07-05", "2020-07-05", "2020-07-05"),
    ("in May", "2020-07-01", "2020-05-01", "2020-05-31", "2020-05-01", "2020-05-31"),
    ("January airstrikes", "2020-07-01", "2020-01-01", "2020-01-31", "2020-01-01", "2020-01-31"),
    ("December", "2020-01-10", "2019-12-01", "2019-12-31", "2019-12-01", "2019-12-31"),
    ("early June", "2020-07-01", "2020-06-01", "2020-06-10", "2020-06-01", "2020-06-15"),
    ("29 December to 3 January", "2020-01-10", "2019-12-29", "2020-01-03", "2019-12-29", "2020-01-03"),
    ("today", "2020-07-01", "2020-07-01", "2020-07-01", "2020-07-01", "2020-07-01"),
    ("yesterday", "2020-07-01", "2020-06-30", "2020-06-30", "2020-06-30", "2020-06-30"),
    ("last night", "2020-07-01", "2020-06-30", "2020-07-01", "2020-06-30", "2020-07-01"),
    ("on Wednesday", "2020-07-01", "2020-07-01", "2020-07-01", "2020-07-01", "2020-07-01"),
    ("late Thursday night", "2020-07-01", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-26"),
    ("in may", "2020-07-01", "2020-05-01", "2020-05-31", "2020-05-01", "2020-05-31"),
    ("Mehr News said on June 25", "2020-07-01", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-25"),
    ("Thursday", "2020-07-01", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-25"),
    (
        "overnight from Thursday to Friday",
        "2020-07-01",
        "2020-06-25",
        "2020-06-26",
        "2020-06-25",
        "2020-06-26",
    ),
    ("from Tuesday to Wednesday", "2020-07-01", "2020-06-30", "2020-07-01", "2020-06-30", "2020-07-01"),
    ("between Friday and Tuesday", "2020-07-02", "2020-06-26", "2020-06-30", "2020-06-26", "2020-06-30"),
    ("between Thursday and Wednesday", "2020-07-02", "2020-06-25", "2020-07-01", "2020-06-25", "2020-07-01"),
    ("this week", "2020-07-01", "2020-06-29", "2020-07-01", "2020-06-29", "2020-07-01"),
    ("this month", "2020-07-15", "2020-07-01", "2020-07-15", "2020-07-01", "2020-07-15"),
    ("this year", "2020-07-01", "2020-01-01", "2020-07-01", "2020-01-01", "2020-07-01"),
    ("last week", "2020-07-15", "2020-07-04", "2020-07-12", "2020-07-02", "2020-07-14"),
    ("last month", "2020-01-31", "2019-12-01", "2019-12-31", "2019-12-01", "2019-12-31"),
    ("last year", "2020-07-01", "2019-01-01", "2019-12-31", "2019-01-01", "2019-12-31"),
    ("late last year", "2020-07-01", "2019-09-01", "2019-12-31", "2019-07-01", "2019-12-31"),
    ("three days ago", "2020-07-15", "2020-07-12", "2020-07-12", "2020-07-11", "2020-07-13"),
    ("two weeks ago", "2020-07-15", "2020-07-01", "2020-07-01", "2020-06-24", "2020-07-08"),
    ("a month ago", "2020-03-31", "2020-02-29", "2020-02-29", "2020-01-31", "2020-03-31"),
    ("two months ago", "2020-07-15", "2020-05-15", "2020-05-15", "2020-04-15", "2020-06-15"),
    ("days ago", "2020-07-15", "2020-07-09", "2020-07-13", "2020-07-06", "2020-07-14"),
    ("weeks ago", "2020-07-15", "2020-06-03", "2020-07-01", "2020-05-13", "2020-07-08"),
    ("months ago", "2020-07-15", "2020-01-15", "2020-05-15", "2019-10-15", "2020-06-15"),
    ("the day before yesterday", "2020-07-01", "2020-06-29", "2020-06-29", "2020-06-29", "2020-06-29"),
    ("before Thursday", "2020-07-01", None, "2020-06-24", None, "2020-06-24"),
]

# wording, then what it says on a base of 25 June 2020 (expected) … 25–26 June 2020 (possible)
RELATIVE = [
    ("10 days after", "2020-07-05", "2020-07-05", "2020-07-04", "2020-07-07"),
    ("10 days later", "2020-07-05", "2020-07-05", "2020-07-04", "2020-07-07"),
    ("a day later", "2020-06-26", "2020-06-26", "2020-06-25", "2020-06-28"),
    ("two weeks later", "2020-07-09", "2020-07-09", "2020-07-08", "2020-07-11"),
    ("three days before", "2020-06-22", "2020-06-22", "2020-06-21", "2020-06-24"),
    ("three days earlier", "2020-06-22", "2020-06-22", "2020-06-21", "2020-06-24"),
    ("within three days of being arrested", "2020-06-25", "2020-06-28", "2020-06-25", "2020-06-30"),
    ("days later", "2020-06-27", "2020-07-01", "2020-06-26", "2020-07-05"),
    ("Days after the release", "2020-06-27", "2020-07-01", "2020-06-26", "2020-07-05"),
    ("weeks later", "2020-07-09", "2020-08-06", "2020-07-02", "2020-08-28"),
    ("the same day", "2020-06-25", "2020-06-25", "2020-06-25", "2020-06-26"),
    ("the next day", "2020-06-26", "2020-06-26", "2020-06-26", "2020-06-27"),
    ("the following day", "2020-06-26", "2020-06-26", "2020-06-26", "2020-06-27"),
]

REFUSED = [
    ("this evening", None, "The publication date is missing: “this evening”"),
    ("in May", None, "The publication date is missing: “May”"),
    ("Thursday night", None, "The publication date is missing: “Thursday”"),
    ("two weeks ago", None, "The publication date is missing"),
    ("in December", "2020-06-29", "“December” names no year"),
    ("5 July", "2020-06-29", "“5 July” names no year"),
    ("03/04/2020", None, "“03/04/2020” could be 3 April or 4 March"),
    ("31 June 2020", None, "There is no 31 June 2020"),
    ("29 February 2019", None, "There is no 29 February 2019"),
    ("2020-13-01", None, "There is no month 13"),
    ("0000", None, "outside the years"),
    ("Friday, 25 June 2020", None, "is a Thursday, not a Friday"),
    ("15 Ramadan 1441", None, "Hijri calendar"),
    ("4 Shawwal 1441 AH", None, "Hijri calendar"),
    ("5 Khordad 1399", None, "Jalali calendar"),
    ("12 Tir 1399", None, "Jalali calendar"),
    ("1399-04-05", None, "Hijri or the Jalali"),
    ("۱۴۰۰", None, "1400 could be a year of the Hijri"),
    ("every Thursday", "2020-07-01", "“every” changes"),
    ("the 25th Brigade", "2020-07-01", "says no date"),
    ("march on the Green Zone", "2020-07-01", "says no date"),
    ("44 BC", None, "before year 1"),
    ("-0044-03-15", None, "before year 1"),
    ("-0100/0100", None, "before year 1"),
    ("-0100/0100", None, "before year 1"),
    ("They were released", "2020-07-01", "says no date"),
    ("may have been released", "2020-07-01", "says no date"),
    ("not on June 25", "2020-07-01", "“not” changes"),
    ("after the raid on June 25", "2020-07-01", "“after” changes"),
    ("on June 25 and June 26", "2020-07-01", "are two dates"),
    ("from 3 July to 29 June 2020", "2020-07-01", "runs backwards"),
    ("2018 to 25", None, "without its month"),
    ("9999 years ago", "2020-07-01", "outside the years"),
]


@pytest.mark.parametrize(("wording", "low", "high", "lowest", "highest"), ABSOLUTE)
def test_it_reads_a_date_that_needs_no_publication_date(wording, low, high, lowest, highest):
    reading = read(wording, "date")
    assert reading.expected == days(low, high)
    assert reading.possible == days(lowest or low, highest or high)


@pytest.mark.parametrize(("wording", "low", "high"), OPEN)
def test_it_reads_a_date_that_is_open_on_one_side(wording, low, high):
    reading = read(wording, "date")
    assert reading.expected == reading.possible == days(low, high)


@pytest.mark.parametrize(("wording", "published", "low", "high", "lowest", "highest"), PUBLISHED_ON)
def test_it_reads_a_date_from_the_publication_date(wording, published, low, high, lowest, highest):
    reading = read(wording, "date", date.fromisoformat(published))
    assert (reading.expected, reading.possible) == (days(low, high), days(lowest, highest))


@pytest.mark.parametrize(("wording", "low", "high", "lowest", "highest"), RELATIVE)
def test_it_works_a_relative_date_out_on_its_base(wording, low, high, lowest, highest):
    reading = read(wording, "date")
    assert reading.relative
    base = Reading(days("2020-06-25", "2020-06-25"), days("2020-06-25", "2020-06-26"), "the night of", "date")
    done = reading.on(base)
    assert (done.expected, done.possible) == (days(low, high), days(lowest, highest))


@pytest.mark.parametrize(("months", "wording"), [(1, "a month later"), (2, "two months later"), (12, "a year later")])
@pytest.mark.parametrize("start", ["2019-01-31", "2020-01-31", "2020-06-15", "2019-07-31", "2020-02-01"])
def test_months_later_allow_any_reading_of_the_calendar(start, months, wording):
    first = date.fromisoformat(start)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    on_the_calendar = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
    done = read(wording, "date").on(Reading(Span(first, first), Span(first, first), "a day", "date"))
    assert done.possible.low <= on_the_calendar <= done.possible.high
    assert done.expected.within(done.possible)


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("10 days after June 25, 2020", "2020-07-04", "2020-07-06"),
        ("within three days of 25 June 2020", "2020-06-25", "2020-06-29"),
        ("the day after 25 June 2020", "2020-06-26", "2020-06-26"),
    ],
)
def test_a_base_in_the_wording_is_worked_out_at_once(wording, low, high):
    reading = read(wording, "date")
    assert not reading.relative
    assert reading.possible == days(low, high)


def test_an_open_base_stays_open():
    done = read("days later", "date").on(read("by 3 May 2020", "date"))
    assert done.possible == days(None, "2020-05-12")


def test_a_base_at_the_end_of_the_calendar_is_refused():
    with pytest.raises(Unreadable, match="outside the years"):
        read("10 days after", "date").on(read("31 December 9999", "date"))


def test_before_a_vague_day_may_be_later_than_before_its_first_expected_day():
    reading = read("before about 25 June 2020", "date")
    assert reading.expected == days(None, "2020-06-23")
    assert reading.possible == days(None, "2020-06-25")


@pytest.mark.parametrize(("wording", "published", "message"), REFUSED)
def test_it_refuses_what_no_rule_explains(wording, published, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", date.fromisoformat(published) if published else None)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("2020-06-25", "2020-06-25", "25 June 2020"),
        ("2020-06-25", "2020-06-26", "25–26 June 2020"),
        ("2020-06-29", "2020-07-03", "29 June – 3 July 2020"),
        ("2020-12-29", "2021-01-03", "29 December 2020 – 3 January 2021"),
        ("2020-05-01", "2020-05-31", "May 2020"),
        ("2018-01-01", "2018-12-31", "2018"),
        (None, "2020-05-03", "by 3 May 2020"),
        ("2020-05-03", None, "3 May 2020 or later"),
        (None, None, "any date"),
    ],
)
def test_it_says_days_as_a_person_would(low, high, words):
    assert say(days(low, high), "date") == words
