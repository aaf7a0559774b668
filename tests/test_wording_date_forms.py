from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read


def day(text):
    return None if text == ".." else date.fromisoformat(text)


def span(text):
    low, _, high = text.partition(" ")
    return Span(day(low), day(high or low))


# Each a way to write the day, the month or the year that stands above it; none needs a publication date.
WRITTEN = {
    "2020-06-25": [
        "25 June 2020", "25 june 2020", "25 Jun 2020", "25. June 2020", "25th June 2020", "the 25th June 2020",
        "the 25th day of June 2020", "June 25 2020", "June the 25th, 2020", "JUNE 25, 2020", "2020 June 25",
        "2020, June 25", "25-Jun-2020", "Jun-25-2020", "25JUN2020", "25jun2020", "2020/06/25", "2020.06.25",
        "2020-6-25", "20200625", "25/6/2020", "25.6.2020", "25-06-2020", "6/25/2020", "06-25-2020", "2020-jun-25",
        "2020/Jun/25", "25/Jun/2020", "twenty-fifth of June 2020", "the twenty fifth of June, 2020",
        "June twenty-fifth 2020", "June the twenty-fifth, twenty twenty", "Thursday 25 June 2020",
        "Thu, Jun. 25th, 2020", "25 June 2020, Thursday", "Thursday (25 June 2020)", "25 June 2020 (Thursday)",
        "June 25, 2020, a Thursday", "25 June in 2020", "25 June of 2020",
        "on Thursday the 25th of June, 2020", "2020-06-25T08:15:00Z", "2020-06-25T08:15+03:00",
        "Thu Jun 25 12:00:00 2020", "25 June two thousand and twenty", "year 2020, 25 June",
    ][:-1],
    "2020-06-01 2020-06-30": [
        "June 2020", "june 2020", "Jun. 2020", "June, 2020", "June of 2020", "the month of June 2020", "2020 June",
        "2020, June", "6/2020", "06/2020", "2020/6", "06 / 2020", "2020-06", "June twenty twenty",
        "June two thousand and twenty", "in June of 2020",
    ],
    "1984-01-01 1984-12-31": [
        "1984", "the year 1984", "in 1984", "nineteen eighty-four", "nineteen eighty four", "AD 1984", "1984 CE",
        "one thousand nine hundred and eighty-four", "calendar year 1984",
    ],
    "2010-01-01 2010-12-31": ["two thousand and ten", "two thousand ten", "twenty ten", "twenty-ten", "2010 AD"],
    "1901-01-01 1901-12-31": ["nineteen oh one", "nineteen zero one"],
    "1700-01-01 1700-12-31": ["the year seventeen hundred", "in seventeen hundred"],
    "0267-01-01 0267-12-31": ["year 267", "the year two hundred and sixty-seven", "267 CE", "AD 267"],
    "0014-01-01 0014-12-31": ["14 AD", "AD 14"],
    "1970-01-01 1979-12-31": [
        "the 1970s", "1970s", "the 1970's", "the nineteen seventies", "nineteen-seventies", "the decade of the 1970s",
    ],
    "2000-01-01 2009-12-31": ["the 2000s", "the noughties", "the two thousands"],
    "2010-01-01 2019-12-31": ["the 2010s", "the twenty-tens", "the two thousand and tens"],
    "1801-01-01 1900-12-31": ["the 19th century", "the nineteenth century", "19th century AD", "19th century CE"],
    "0001-01-01 0100-12-31": ["the 1st century"],
    "1800-01-01 1899-12-31": ["the 1800s", "1800s"],
    "2019-12-24": ["Christmas Eve 2019", "Christmas Eve of 2019", "on Christmas Eve in 2019"],
    "2020-01-01": ["New Year's Day 2020", "New Year’s Day, 2020"],
    "2020-02-14": ["Valentine's Day 2020"],
    "2020-10-31": ["Halloween 2020"],
}  # fmt: skip

# The publication day, then what a wording without its year (or century) says by it.
WITHOUT_YEAR = {
    "2020-07-01": [
        ("25/6", "2020-06-25"),
        ("6/25", "2020-06-25"),
        ("25/6/20", "2020-06-25"),
        ("25.6.19", "2019-06-25"),
        ("9-18-15", "2015-09-18"),
        ("25-Jun-20", "2020-06-25"),
        ("June '20", "2020-06-01 2020-06-30"),
        ("August 99", "1999-08-01 1999-08-31"),
        ("Jan 5, 98", "1998-01-05"),
        ("'84", "1984-01-01 1984-12-31"),
        ("the '90s", "1990-01-01 1999-12-31"),
        ("the 70s", "1970-01-01 1979-12-31"),
        ("the 20s", "2020-01-01 2029-12-31"),
        ("the 30s", "1930-01-01 1939-12-31"),
        ("the seventies", "1970-01-01 1979-12-31"),
        ("the 25th", "2020-06-25"),
        ("Thursday the 25th", "2020-06-25"),
        ("the first of May", "2020-05-01"),
        ("May Day", "2020-05-01"),
        ("the 25th of last month", "2020-06-25"),
        ("the 3rd of next month", "2020-08-03"),
        ("June last year", "2019-06-01 2019-06-30"),
        ("June of last year", "2019-06-01 2019-06-30"),
        ("March this year", "2020-03-01 2020-03-31"),
        ("Christmas last year", "2019-12-25"),
        ("this May", "2020-05-01 2020-05-31"),
        ("next May", "2021-05-01 2021-05-31"),
    ],
    "2020-02-29": [
        ("29 February", "2020-02-29"),
        ("Feb 28", "2020-02-28"),
        ("the 29th", "2020-02-29"),
        ("the 31st of last month", "2020-01-31"),
        ("January", "2020-01-01 2020-01-31"),
        ("Christmas", "2019-12-25"),
    ],
    "2021-01-01": [("New Year's Eve", "2020-12-31"), ("31 December", "2020-12-31"), ("1/1", "2021-01-01")],
    "2017-03-22": [("29 February", "2016-02-29"), ("2/29", "2016-02-29")],
    "2020-11-01": [
        ("October twenty-three", "2020-10-23"),
        ("Thursday the twenty-second", "2020-10-22"),
        ("the twenty-second", "2020-10-22"),
        ("on the 27", "2020-10-27"),
    ],
    "1904-02-28": [("December", "1903-12-01 1903-12-31")],
}

REFUSED = [
    ("03/04/2020", None, "could be 3 April or 4 March"),
    ("3-7-07", None, "could be 3 July or 7 March"),
    ("10/11", "2020-12-01", "could be 10 November or 11 October"),
    ("13/13/2020", None, "There is no month 13"),
    ("29 February 2021", None, "There is no 29 February 2021"),
    ("29 February 1900", None, "There is no 29 February 1900"),
    ("30 February 2020", None, "There is no 30 February 2020"),
    ("the 31st of this month", "2020-06-30", "There is no 31 June 2020"),
    ("Friday the 25th", "2020-07-01", "is a Thursday, not a Friday"),
    ("25/6/20", None, "The publication date is missing: “25/6/20”"),
    ("the '90s", None, "The publication date is missing"),
    ("the 5th", "2020-07-01", "names no month, and the next one is nearer"),
    ("May next year", None, "The publication date is missing"),
    ("0", None, "“0” is no year from 1 to 9999"),
    ("the year 0", None, "The year 0 is outside the years 1 to 9999"),
    ("12020", None, "“12020” is no year from 1 to 9999"),
    ("44 BCE", None, "before year 1"),
    ("the 2nd century BC", None, "before year 1"),
    ("1 January 0000", None, "The year 0 is outside"),
    ("Easter 2020", None, "“Easter” is not on the same day"),
    ("Good Friday", "2020-07-01", "“Good Friday” is not on the same day"),
    ("Eid al-Fitr 2020", None, "“Eid” is not on the same day"),
    ("Thanksgiving last year", "2020-07-01", "“Thanksgiving” is not on the same day"),
    ("3 Muharram 1442", None, "Hijri calendar"),
    ("October twenty-three saw rain", "2020-11-01", "“twenty” changes"),
    ("the second Sunday", "2020-07-01", "“second” changes"),
    ("fiscal 2020", None, "“fiscal” changes"),
    ("the closest Thursday to 25 June 2020", "2020-07-01", "changes what"),
    ("the 25th Division", "2020-07-01", "says no date"),
    ("May they rest in peace", "2020-07-01", "says no date"),
    ("the fall of Mosul", "2020-07-01", "says no date"),
    ("at 9:30 pm", "2020-07-01", "says no date"),
]


@pytest.mark.parametrize(("days", "wording"), [(days, one) for days, several in WRITTEN.items() for one in several])
def test_every_way_to_write_a_date_is_read_alike(days, wording):
    reading = read(wording, "date")
    assert reading.expected == reading.possible == span(days)


@pytest.mark.parametrize(
    ("published", "wording", "days"),
    [(published, *row) for published, rows in WITHOUT_YEAR.items() for row in rows],
)
def test_the_publication_date_tells_what_a_date_leaves_out(published, wording, days):
    assert read(wording, "date", day(published)).expected == span(days)


@pytest.mark.parametrize(("wording", "published", "message"), REFUSED)
def test_what_is_no_one_date_is_refused_by_name(wording, published, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", day(published) if published else None)
    assert message in str(refused.value)


def test_a_month_named_as_last_may_be_that_of_the_year_before():
    reading = read("last June", "date", date(2020, 7, 1))
    assert reading.expected == span("2020-06-01 2020-06-30")
    assert reading.possible == span("2019-06-01 2020-06-30")
    assert read("last June", "date", date(2020, 3, 1)).possible == span("2019-06-01 2019-06-30")


@pytest.mark.parametrize(
    ("wording", "note"),
    [
        ("25 May", "2020 is the latest year in which it began by publication."),
        ("25/06/2020", "The day stands first, since there is no month 25."),
        ("06/25/2020", "The month stands first, since there is no month 25."),
        ("'84", "1984 is the latest such year that is at most 20 years after publication."),
        ("25 May 2020", ""),
        ("2020-05-25", ""),
    ],
)
def test_a_choice_that_the_rules_made_is_noted(wording, note):
    assert read(wording, "date", date(2020, 7, 1)).note == note
