from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Reading, Unreadable, read


def span(text):
    low, _, high = text.partition(" ")
    return Span(*(None if end == ".." else date.fromisoformat(end) for end in (low, high or low)))


# wording, publication day, expected, and possible where it is another
FROM_PUBLICATION = [
    ("a week ago", "2020-07-15", "2020-07-08", "2020-07-01 2020-07-15"),
    ("a fortnight ago", "2020-07-15", "2020-07-01", "2020-06-17 2020-07-15"),
    ("four days back", "2020-07-15", "2020-07-11", "2020-07-10 2020-07-12"),
    ("two decades ago", "2020-07-15", "2000-07-15", "1990-07-15 2010-07-15"),
    ("a month ago", "2020-02-29", "2020-01-29", "2019-12-29 2020-02-29"),
    ("a year ago", "2020-02-29", "2019-02-28", "2018-02-28 2020-02-29"),
    ("half a year ago", "2020-07-15", "2020-01-15", "2019-12-15 2020-02-15"),
    ("a year and a half ago", "2020-07-15", "2019-01-15", "2018-12-15 2019-02-15"),
    ("two and a half weeks ago", "2020-07-15", "2020-06-27 2020-06-28", "2020-06-26 2020-06-29"),
    ("1 month and 21 days ago", "2017-11-23", "2017-10-02", "2017-10-01 2017-10-03"),
    ("2 years, 1 month and 21 days ago", "2017-11-23", "2015-10-02", "2015-10-01 2015-10-03"),
    ("two or three days ago", "2020-07-15", "2020-07-12 2020-07-13", "2020-07-11 2020-07-14"),
    ("2-3 weeks ago", "2020-07-15", "2020-06-24 2020-07-01", "2020-06-17 2020-07-08"),
    ("one to two months ago", "2020-07-15", "2020-05-15 2020-06-15", "2020-04-14 2020-07-15"),
    ("48 hours ago", "2020-07-15", "2020-07-13", ""),
    ("two hours ago", "2020-07-15", "2020-07-14 2020-07-15", ""),
    ("hours ago", "2020-07-15", "2020-07-14 2020-07-15", ""),
    ("about three weeks ago", "2020-07-15", "2020-06-17 2020-07-01", "2020-06-10 2020-07-08"),
    ("about a day ago", "2020-07-15", "2020-07-13 2020-07-15", "2020-07-12 2020-07-15"),
    ("more than a year ago", "2020-07-15", "2018-07-15 2019-07-14", ".. 2019-07-15"),
    ("over two weeks ago", "2020-07-15", "2020-06-17 2020-06-30", ".. 2020-07-01"),
    ("nearly ten days ago", "2020-07-15", "2020-07-06", "2020-07-06 2020-07-07"),
    ("several days ago", "2020-07-15", "2020-07-08 2020-07-12", "2020-07-06 2020-07-13"),
    ("a few weeks ago", "2020-07-15", "2020-06-10 2020-06-24", "2020-05-13 2020-07-01"),
    ("a couple of days ago", "2020-07-15", "2020-07-13", "2020-07-12 2020-07-13"),
    ("the last two weeks", "2020-07-15", "2020-07-01 2020-07-15", ""),
    ("over the past three months", "2020-05-31", "2020-02-29 2020-05-31", ""),
    ("in the last 24 hours", "2020-07-15", "2020-07-14 2020-07-15", ""),
    ("in the past week", "2020-07-15", "2020-07-08 2020-07-15", ""),
    ("over the past year", "2020-07-15", "2019-07-15 2020-07-15", ""),
    ("in recent days", "2020-07-15", "2020-07-09 2020-07-15", "2020-07-06 2020-07-15"),
    ("the past few weeks", "2020-07-15", "2020-06-03 2020-07-15", "2020-05-13 2020-07-15"),
    ("the day before yesterday", "2020-03-01", "2020-02-28", ""),
    ("tomorrow", "2020-02-28", "2020-02-29", ""),
    ("tomorrow evening", "2020-12-31", "2021-01-01", ""),
    ("the day after tomorrow", "2020-12-31", "2021-01-02", ""),
    ("in three days", "2020-07-15", "2020-07-18", "2020-07-17 2020-07-19"),
    ("three days from now", "2020-07-15", "2020-07-18", "2020-07-17 2020-07-19"),
    ("in two weeks' time", "2020-07-15", "2020-07-29", "2020-07-22 2020-08-05"),
    ("a year from now", "2020-02-29", "2021-02-28", "2020-02-29 2022-02-28"),
    ("in a few days", "2020-07-15", "2020-07-18 2020-07-20", "2020-07-17 2020-07-24"),
    ("the next ten days", "2020-07-15", "2020-07-15 2020-07-25", ""),
    ("in the coming weeks", "2020-07-15", "2020-07-15 2020-08-26", "2020-07-15 2020-09-16"),
    ("last night", "2020-01-01", "2019-12-31 2020-01-01", ""),
    ("two days before yesterday", "2020-07-15", "2020-07-12", "2020-07-11 2020-07-13"),
    ("two weeks from tomorrow", "2020-07-15", "2020-07-30", "2020-07-29 2020-07-31"),
]

# wording, then what it says on a base of 25 June 2020 (expected) … 25–26 June 2020 (possible)
ON_A_BASE = [
    ("the following morning", "2020-06-26", "2020-06-26 2020-06-27"),
    ("the previous evening", "2020-06-24", "2020-06-24 2020-06-25"),
    ("the day after the raid", "2020-06-26", "2020-06-26 2020-06-27"),
    ("the day before the raid", "2020-06-24", "2020-06-24 2020-06-25"),
    ("the night before", "2020-06-24", "2020-06-24 2020-06-26"),
    ("that evening", "2020-06-25", "2020-06-25 2020-06-26"),
    ("hours later", "2020-06-25 2020-06-26", "2020-06-25 2020-06-27"),
    ("within hours of the raid", "2020-06-25 2020-06-26", "2020-06-25 2020-06-27"),
    ("minutes later", "2020-06-25", "2020-06-25 2020-06-27"),
    ("shortly afterwards", "2020-06-25 2020-06-27", "2020-06-25 2020-07-05"),
    ("shortly before", "2020-06-23 2020-06-25", "2020-06-16 2020-06-26"),
    ("the following week", "2020-06-28 2020-07-06", "2020-06-26 2020-07-09"),
    ("the week before", "2020-06-14 2020-06-22", "2020-06-12 2020-06-25"),
    ("several days later", "2020-06-28 2020-07-02", "2020-06-27 2020-07-05"),
    ("one to two weeks later", "2020-07-02 2020-07-09", "2020-07-01 2020-07-11"),
    ("a few weeks later", "2020-07-16 2020-07-30", "2020-07-09 2020-08-28"),
    ("a couple of days before", "2020-06-23", "2020-06-22 2020-06-24"),
    ("days before the raid", "2020-06-19 2020-06-23", "2020-06-16 2020-06-25"),
    ("about ten days later", "2020-07-04 2020-07-06", "2020-07-03 2020-07-08"),
    ("more than two days later", "2020-06-27 2020-06-29", "2020-06-27 2020-07-16"),
    ("less than a week after", "2020-06-25 2020-07-02", "2020-06-25 2020-07-04"),
    ("less than a week before", "2020-06-18 2020-06-25", "2020-06-17 2020-06-26"),
    ("two days after their release", "2020-06-27", "2020-06-26 2020-06-29"),
]

# An offset from a day that stands in the wording.
ON_A_DAY = [
    ("two days before 25 June 2020", "2020-06-23", "2020-06-22 2020-06-24"),
    ("ten days after Christmas 2019", "2020-01-04", "2020-01-03 2020-01-05"),
    ("a month after 31 January 2020", "2020-02-29", "2020-02-28 2020-03-01"),
    ("a year before 29 February 2020", "2019-02-28", "2019-02-27 2019-03-01"),
    ("a week before the end of May 2020", "2020-05-20 2020-05-24", "2020-05-14 2020-05-25"),
    ("the day after 31 December 2019", "2020-01-01", ""),
    ("the day before 1 March 2020", "2020-02-29", ""),
    ("the eve of 1 March 2020", "2020-02-29", ""),
    ("within three days of 25 June 2020", "2020-06-25 2020-06-28", "2020-06-25 2020-06-29"),
    ("days after 25 June 2020", "2020-06-27 2020-07-01", "2020-06-26 2020-07-04"),
    ("several days before 25 June 2020", "2020-06-18 2020-06-22", "2020-06-16 2020-06-23"),
    ("more than two weeks after 25 June 2020", "2020-07-09 2020-07-23", "2020-07-09 .."),
    ("more than two weeks before 25 June 2020", "2020-05-28 2020-06-11", ".. 2020-06-11"),
    ("10 days after their release on 25 June 2020", None, ""),
]

REFUSED = [
    ("a week ago", None, "The publication date is missing: “a week ago”"),
    ("in three days", None, "The publication date is missing"),
    ("within five days", "2020-07-15", "it names no day to count from"),
    ("3000 years ago", "2020-07-15", "outside the years 1 to 9999"),
    ("in 9000 years", "2020-07-15", "outside the years 1 to 9999"),
    ("three days after Easter", "2020-07-15", "“Easter” is not on the same day"),
    ("two years", "2020-07-15", "says no date"),
    ("two days before 25 June 2020 or 27 June 2020", "2020-07-15", "are two dates"),
]


def base():
    return Reading(span("2020-06-25"), span("2020-06-25 2020-06-26"), "the night of", "date")


@pytest.mark.parametrize(("wording", "published", "expected", "possible"), FROM_PUBLICATION)
def test_it_counts_from_the_publication_date(wording, published, expected, possible):
    reading = read(wording, "date", date.fromisoformat(published))
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


@pytest.mark.parametrize(("wording", "expected", "possible"), ON_A_BASE)
def test_it_counts_from_another_claim(wording, expected, possible):
    reading = read(wording, "date")
    assert reading.relative
    done = reading.on(base())
    assert (done.expected, done.possible) == (span(expected), span(possible))


@pytest.mark.parametrize(("wording", "expected", "possible"), [row for row in ON_A_DAY if row[1]])
def test_it_counts_from_a_day_in_the_wording(wording, expected, possible):
    reading = read(wording, "date")
    assert not reading.relative
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


def test_a_day_further_on_in_the_wording_is_no_base_of_its_own_accord():
    with pytest.raises(Unreadable, match="are two dates"):
        read("10 days after their release on 25 June 2020", "date")


@pytest.mark.parametrize(("wording", "published", "message"), REFUSED)
def test_an_offset_from_nothing_is_refused(wording, published, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", date.fromisoformat(published) if published else None)
    assert message in str(refused.value)
