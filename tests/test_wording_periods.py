from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read

WEDNESDAY = date(2020, 7, 1)


def span(text):
    low, _, high = text.partition(" ")
    return Span(*(None if end == ".." else date.fromisoformat(end) for end in (low, high or low)))


# wording, expected, and possible where it is another
STRETCHES = [
    ("Q2 2020", "2020-04-01 2020-06-30", ""),
    ("2020 Q2", "2020-04-01 2020-06-30", ""),
    ("2020-Q2", "2020-04-01 2020-06-30", ""),
    ("2020Q2", "2020-04-01 2020-06-30", ""),
    ("Q2 of 2020", "2020-04-01 2020-06-30", ""),
    ("the second quarter of 2020", "2020-04-01 2020-06-30", ""),
    ("2nd quarter 2020", "2020-04-01 2020-06-30", ""),
    ("the last quarter of 2019", "2019-10-01 2019-12-31", ""),
    ("first half of 2020", "2020-01-01 2020-06-30", ""),
    ("H2 2019", "2019-07-01 2019-12-31", ""),
    ("2019 H2", "2019-07-01 2019-12-31", ""),
    ("1H 2020", "2020-01-01 2020-06-30", ""),
    ("the second half of February 2020", "2020-02-16 2020-02-29", ""),
    ("the first half of June 2020", "2020-06-01 2020-06-15", ""),
    ("the latter half of the 1990s", "1995-01-01 1999-12-31", ""),
    ("the first half of the 20th century", "1901-01-01 1950-12-31", ""),
    ("summer 2020", "2020-06-01 2020-08-31", "2020-06-01 2020-09-23"),
    ("the summer of 2020", "2020-06-01 2020-08-31", "2020-06-01 2020-09-23"),
    ("spring 2020", "2020-03-01 2020-05-31", "2020-03-01 2020-06-21"),
    ("fall 2019", "2019-09-01 2019-11-30", "2019-09-01 2019-12-21"),
    ("autumn of 2019", "2019-09-01 2019-11-30", "2019-09-01 2019-12-21"),
    ("winter 2019", "2019-12-01 2020-02-29", "2019-01-01 2020-03-20"),
    ("winter 2019–20", "2019-12-01 2020-02-29", "2019-12-01 2020-03-20"),
    ("the winter of 2019/20", "2019-12-01 2020-02-29", "2019-12-01 2020-03-20"),
    ("early summer 2020", "2020-06-01 2020-06-30", "2020-06-01 2020-08-23"),  # two months from 24 June at the latest
    ("early Q2 2020", "2020-04-01 2020-04-30", "2020-04-01 2020-05-31"),
    ("late summer 2020", "2020-08-01 2020-08-31", "2020-07-01 2020-09-23"),
    ("mid-2019", "2019-05-01 2019-08-31", "2019-03-01 2019-10-31"),
    ("around summer 2020", "2020-06-01 2020-08-31", "2020-05-01 2020-10-23"),
    ("early to mid June 2020", "2020-06-01 2020-06-20", "2020-06-01 2020-06-25"),
    ("mid-to-late June 2020", "2020-06-11 2020-06-30", "2020-06-06 2020-06-30"),
    ("mid to late 2019", "2019-05-01 2019-12-31", "2019-03-01 2019-12-31"),
    ("the early 1990s", "1990-01-01 1993-04-30", "1990-01-01 1994-12-31"),
    ("the mid-1990s", "1993-05-01 1996-08-31", "1991-09-01 1998-04-30"),
    ("the late 1990s", "1996-09-01 1999-12-31", "1995-01-01 1999-12-31"),
    ("circa the 1860s", "1860-01-01 1869-12-31", "1855-01-01 1874-12-31"),
    ("the early 20th century", "1901-01-01 1934-04-30", "1901-01-01 1950-12-31"),
    ("the late 19th century", "1867-09-01 1900-12-31", "1851-01-01 1900-12-31"),
    ("the beginning of June 2020", "2020-06-01 2020-06-05", "2020-06-01 2020-06-10"),
    ("the start of June 2020", "2020-06-01 2020-06-05", "2020-06-01 2020-06-10"),
    ("the end of February 2020", "2020-02-25 2020-02-29", "2020-02-20 2020-02-29"),
    ("end of February 2019", "2019-02-24 2019-02-28", "2019-02-19 2019-02-28"),
    ("the beginning of 2020", "2020-01-01 2020-01-31", "2020-01-01 2020-04-30"),
    ("the end of 2020", "2020-12-01 2020-12-31", "2020-09-01 2020-12-31"),
    ("the first days of May 2020", "2020-05-01 2020-05-05", "2020-05-01 2020-05-09"),
    ("the last days of May 2020", "2020-05-27 2020-05-31", "2020-05-23 2020-05-31"),
    ("the first two weeks of May 2020", "2020-05-01 2020-05-14", ""),
    ("the last three days of February 2020", "2020-02-27 2020-02-29", ""),
    ("the last six months of 2019", "2019-07-01 2019-12-31", ""),
    ("the first day of May 2020", "2020-05-01", ""),
    ("the last day of February 2020", "2020-02-29", ""),
    ("the last day of February 2019", "2019-02-28", ""),
    ("the 100th day of 2020", "2020-04-09", ""),
    ("the third Tuesday of September 2014", "2014-09-16", ""),
    ("the last Friday in June 2020", "2020-06-26", ""),
    ("the first Monday of 2020", "2020-01-06", ""),
    ("the second last Friday of June 2020", "2020-06-19", ""),
    ("the fifth Monday of June 2020", "2020-06-29", ""),
    ("the 2nd weekend of June 2020", "2020-06-13 2020-06-14", "2020-06-12 2020-06-14"),
    ("the weekend of 27 June 2020", "2020-06-27 2020-06-28", "2020-06-26 2020-06-28"),
    ("the weekend of 26 June 2020", "2020-06-27 2020-06-28", "2020-06-26 2020-06-28"),
    ("week 26 of 2020", "2020-06-22 2020-06-28", ""),
    ("week 1 of 2021", "2021-01-04 2021-01-10", ""),
    ("week 53 of 2020", "2020-12-28 2021-01-03", ""),
    ("the first week of June 2020", "2020-06-01 2020-06-07", ""),
    ("the third week of June 2020", "2020-06-15 2020-06-21", ""),
    ("the last week of May 2020", "2020-05-25 2020-05-31", ""),
    ("the last week of June 2020", "2020-06-24 2020-06-30", "2020-06-22 2020-07-05"),
    ("the second week of May 2020", "2020-05-08 2020-05-14", "2020-05-04 2020-05-17"),
    ("the fifth week of June 2020", "2020-06-29 2020-06-30", "2020-06-29 2020-07-05"),
    ("the first week of 2020", "2020-01-01 2020-01-07", "2019-12-30 2020-01-12"),
    ("the week of 25 June 2020", "2020-06-22 2020-06-28", "2020-06-19 2020-07-01"),
    ("the week beginning 22 June 2020", "2020-06-22 2020-06-28", ""),
    ("the week starting on June 22, 2020", "2020-06-22 2020-06-28", ""),
    ("w/c 22 June 2020", "2020-06-22 2020-06-28", ""),
    ("the week ending 28 June 2020", "2020-06-22 2020-06-28", ""),
]

# What is told from a Wednesday, 1 July 2020.
FROM_PUBLICATION = [
    ("this quarter", "2020-07-01", ""),
    ("last quarter", "2020-04-01 2020-06-30", ""),
    ("next quarter", "2020-10-01 2020-12-31", ""),
    ("Q2", "2020-04-01 2020-06-30", ""),
    ("the second quarter", "2020-04-01 2020-06-30", ""),
    ("the second half of last year", "2019-07-01 2019-12-31", ""),
    ("this decade", "2020-01-01 2020-07-01", ""),
    ("the last decade", "2010-07-01 2020-07-01", "2010-01-01 2020-07-01"),
    ("last century", "1901-01-01 2000-12-31", ""),
    ("the month before last", "2020-05-01 2020-05-31", ""),
    ("the year before last", "2018-01-01 2018-12-31", ""),
    ("the week before last", "2020-06-13 2020-06-21", "2020-06-11 2020-06-23"),
    ("next week", "2020-07-04 2020-07-12", "2020-07-02 2020-07-14"),
    ("next month", "2020-08-01 2020-08-31", ""),
    ("next year", "2021-01-01 2021-12-31", ""),
    ("earlier this month", "2020-07-01", ""),
    ("later this month", "2020-07-01 2020-07-31", ""),
    ("the rest of the year", "2020-07-01 2020-12-31", ""),
    ("late last month", "2020-06-21 2020-06-30", "2020-06-16 2020-06-30"),
    ("early this year", "2020-01-01 2020-04-30", "2020-01-01 2020-06-30"),
    ("the end of the month", "2020-07-27 2020-07-31", "2020-07-22 2020-07-31"),
    ("the first Monday of last month", "2020-06-01", ""),
    ("the first Monday of the month", "2020-07-06", ""),
    ("early last week", "2020-06-22 2020-06-23", "2020-06-22 2020-06-24"),
    ("the middle of last week", "2020-06-24", "2020-06-23 2020-06-26"),
    ("the end of last week", "2020-06-26 2020-06-28", "2020-06-25 2020-06-28"),
    ("in spring", "2020-03-01 2020-05-31", "2020-03-01 2020-06-21"),
    ("last summer", "2019-06-01 2019-08-31", "2019-06-01 2019-09-23"),
    ("last spring", "2020-03-01 2020-05-31", "2019-03-01 2020-06-21"),
    ("this spring", "2020-03-01 2020-05-31", "2020-03-01 2020-06-21"),
    ("next winter", "2020-12-01 2021-02-28", "2020-12-01 2022-03-20"),
    ("summer of last year", "2019-06-01 2019-08-31", "2019-06-01 2019-09-23"),
    ("over the weekend", "2020-06-27 2020-06-28", "2020-06-26 2020-06-28"),
    ("last weekend", "2020-06-27 2020-06-28", "2020-06-26 2020-06-28"),
    ("this weekend", "2020-07-04 2020-07-05", "2020-06-26 2020-07-05"),
    ("next weekend", "2020-07-04 2020-07-05", "2020-07-03 2020-07-12"),
    ("the weekend before last", "2020-06-20 2020-06-21", "2020-06-19 2020-06-21"),
    ("week 26", "2020-06-22 2020-06-28", ""),
    ("the week of the 22nd", "2020-06-22 2020-06-28", "2020-06-16 2020-06-28"),
]

# Each weekday rule on publication days in the middle, at the start and at the end of a week.
WEEKDAYS = [
    ("Thursday", "2020-07-01", "2020-06-25", ""),
    ("Wednesday", "2020-07-01", "2020-07-01", ""),
    ("last Thursday", "2020-07-01", "2020-06-25", ""),
    ("last Thursday", "2020-07-03", "2020-07-02", "2020-06-25 2020-07-02"),
    ("last Monday", "2020-07-06", "2020-06-29", ""),
    ("last Sunday", "2020-07-05", "2020-06-28", ""),
    ("this past Thursday", "2020-07-03", "2020-07-02", "2020-06-25 2020-07-02"),
    ("this Thursday", "2020-07-01", "2020-07-02", ""),
    ("this Monday", "2020-07-05", "2020-06-29", ""),
    ("next Thursday", "2020-07-01", "2020-07-02", "2020-07-02 2020-07-09"),
    ("next Wednesday", "2020-07-01", "2020-07-08", "2020-07-08 2020-07-15"),
    ("Thursday last week", "2020-07-03", "2020-06-25", ""),
    ("Thursday of last week", "2020-07-05", "2020-06-25", ""),
    ("last week's Thursday", "2020-07-06", "2020-07-02", ""),
    ("Sunday next week", "2020-07-01", "2020-07-12", ""),
    ("two Sundays ago", "2020-07-01", "2020-06-21", ""),
    ("two Sundays ago", "2020-07-05", "2020-06-21", ""),
    ("two Sundays from now", "2020-07-01", "2020-07-12", ""),
    ("a week ago Thursday", "2020-07-01", "2020-06-18", "2020-06-18 2020-06-25"),
    ("Thursday a week ago", "2020-07-02", "2020-06-25", "2020-06-25 2020-07-02"),
    ("Thursday the 25th", "2020-07-01", "2020-06-25", ""),
]

DAY_PARTS = [
    "Thursday morning", "late on Thursday", "early Thursday", "Thursday at dawn", "the evening of 25 June",
    "25 June at 9:30 pm", "at 21:30 on 25 June", "10:45 a.m. Thursday", "around noon on June 25", "noon 25 June",
    "in the early hours of Thursday", "predawn on 25 June", "pre-dawn on Thursday", "25 June, 2130 GMT",
    "on the afternoon of June 25", "Thursday from 9:30 to 11:00", "Thursday evening at 9", "2020-06-25 21:30:00 +0300",
    "the morning hours of 25 June", "3pm on Thursday",
]  # fmt: skip
NIGHTS = ["the night of 25 June", "Thursday night", "late Thursday night", "midnight on 25 June", "overnight Thursday",
          "25 June at midnight", "Thursday at night", "on the night of Thursday"]  # fmt: skip

REFUSED = [
    ("the fifth Wednesday of September 2014", "There is no “the fifth Wednesday of September 2014”"),
    ("the 366th day of 2019", "There is no"),
    ("the fifth week of February 2019", "There is no"),
    ("the first 40 days of June 2020", "There is no"),
    ("week 53 of 2019", "There is no week 53 of 2019"),
    ("the second two weeks of May 2020", "not a stretch"),
    ("the winter of 2019–2021", "two years that do not follow"),
    ("autumn", "the next one is nearer"),
    ("the fourth quarter", "the next one is nearer"),
    ("Thursday week", "told from the day of speaking"),
    ("Friday after next", "told from the day of speaking"),
    ("later that month", "goes by a month or a year that another claim names"),
    ("the same year", "goes by a month or a year that another claim names"),
    ("early in the week", "says no date"),
    ("the week", "says no date"),
    ("the first half", "says no date"),
]


@pytest.mark.parametrize(("wording", "expected", "possible"), STRETCHES)
def test_it_reads_a_stretch_of_the_calendar(wording, expected, possible):
    reading = read(wording, "date")
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


@pytest.mark.parametrize(("wording", "expected", "possible"), FROM_PUBLICATION)
def test_it_reads_a_stretch_from_the_publication_date(wording, expected, possible):
    reading = read(wording, "date", WEDNESDAY)
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


@pytest.mark.parametrize(("wording", "published", "expected", "possible"), WEEKDAYS)
def test_it_reads_a_weekday(wording, published, expected, possible):
    reading = read(wording, "date", date.fromisoformat(published))
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


@pytest.mark.parametrize("wording", DAY_PARTS)
def test_a_part_of_a_day_is_that_day(wording):
    reading = read(wording, "date", WEDNESDAY)
    assert reading.expected == reading.possible == span("2020-06-25")
    assert reading.unread == ()


@pytest.mark.parametrize("wording", NIGHTS)
def test_a_night_may_reach_into_the_next_day(wording):
    reading = read(wording, "date", WEDNESDAY)
    assert (reading.expected, reading.possible) == (span("2020-06-25"), span("2020-06-25 2020-06-26"))


@pytest.mark.parametrize(("wording", "message"), REFUSED)
def test_a_stretch_that_is_none_is_refused(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", WEDNESDAY)
    assert message in str(refused.value)


def test_the_weekend_is_the_latest_that_began_by_publication():
    assert read("over the weekend", "date", date(2020, 7, 4)).expected == span("2020-07-04 2020-07-05")
    assert read("last weekend", "date", date(2020, 7, 5)).expected == span("2020-06-27 2020-06-28")


def test_a_season_is_noted_to_be_the_north_s():
    assert "northern hemisphere" in read("summer 2020", "date").note
