from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read

PUBLISHED = date(2020, 7, 1)  # a Wednesday


def span(text):
    low, _, high = text.partition(" ")
    return Span(*(None if end == ".." else date.fromisoformat(end) for end in (low, high or low)))


# Each a way to write the stretch of days above it.
RANGES = {
    "2020-06-26 2020-06-28": [
        "26 June to 28 June in 2020", "26 June to 28 June 2020", "26 to 28 June 2020", "26–28 June 2020",
        "26 - 28 June 2020", "26-28 June 2020", "June 26 to 28, 2020", "June 26–28, 2020", "June 26-28 2020",
        "from 26th of June to the 28th 2020", "from the 26th to the 28th of June 2020", "from 26 until 28 June 2020",
        "26 June till 28 June 2020", "from June 26 through June 28, 2020", "June 26 thru 28, 2020",
        "between the 26th and the 28th of June 2020", "between June 26 and 28, 2020", "between 26 and 28 June 2020",
        "between 26–28 June 2020", "June 26, 2020 – June 28, 2020", "26/06/2020 – 28/06/2020",
        "from 2020-06-26 to 2020-06-28", "2020-06-26/2020-06-28", "June 26, 27 and 28, 2020", "26, 27 or 28 June 2020",
        "the 26th, 27th and 28th of June 2020", "from 26 June up to 28 June 2020",
        "Friday 26 June to Sunday 28 June 2020",
        "June 2020, between the 26th and the 28th", "between 26 and the 28th of June in 2020",
        "from 26 June 2020 to 28/06/2020", "26 June 2020 until the 28th", "the night of 26–28 June 2020",
        "overnight from 26 to 28 June 2020",
    ],
    "2020-06-27 2020-06-28": [
        "the weekend of 27–28 June 2020", "the weekend of June 27–28, 2020", "the weekend of June 27 and 28, 2020",
    ],
    "2020-06-25 2020-06-26": ["overnight Thursday into Friday", "Thursday evening into early Friday"],
    "2020-06-26 2020-06-27": ["26/27 June 2020", "June 26 and 27, 2020", "26 or 27 June 2020",
        "26 June or 27 June 2020"],
    "2019-12-29 2020-01-03": [
        "29 December to 3 January 2020", "29 December 2019 to 3 January", "between 29 December and 3 January 2020",
        "from 29 Dec 2019 to 3 Jan 2020", "December 29, 2019 – January 3, 2020",
    ],
    "2019-11-01 2020-02-29": ["November 2019 to February 2020", "November to February 2020", "Nov 2019 – Feb 2020"],
    "2020-01-01 2020-03-31": ["Jan–Mar 2020", "January to March 2020", "from January through March 2020"],
    "2020-05-01 2020-06-30": ["May or June 2020", "either May or June 2020", "May to June 2020"],
    "1601-01-01 1900-12-31": ["from the 17th to the 19th century", "17th–19th centuries"],
    "2020-06-19 2020-06-24": ["from Friday to Wednesday last week"],
    "2017-01-01 2018-12-31": [
        "2017–2018", "2017-18", "2017/18", "from 2017 to 2018", "2017 or 2018", "between 2017 and 2018",
        "2017 through 2018",
    ],
    "2020-01-01 2021-12-31": ["2020-21", "2020/21"],
    "1861-01-01 1867-12-31": ["1861-67", "1861–1867"],
    "1990-01-01 2009-12-31": ["from the 1990s to the 2000s", "the 1990s or the 2000s"],
    "1701-01-01 1900-12-31": ["the 18th and 19th centuries", "the 18th–19th centuries", "18th to 19th century"],
    "2015-01-01 2018-02-28": ["between 2015 and February 2018", "from 2015 to Feb 2018"],
    "2017-01-01 2020-07-01": ["from 2017 to date", "from 2017 to the present", "2017 until now",
        "between 2017 and now"],
    "2020-06-29 2020-07-01": ["from Monday to Wednesday", "Monday–Wednesday", "between Monday and today",
        "Monday to now"],
    "2020-06-24 2020-06-26": ["last week between Wednesday and Friday", "from Wednesday to Friday"],
    "2020-06-04 2020-06-22": ["from the 4th to the 22nd of last month", "4 to 22 last month",
        "between 4 and 22 last month"],
    "2020-06-30 2020-07-02": ["from yesterday to tomorrow", "yesterday until tomorrow"],
}  # fmt: skip

# wording, expected, possible
VAGUE = [
    ("mid-June to early July 2020", "2020-06-11 2020-07-10", "2020-06-06 2020-07-15"),
    ("from early May to mid-June 2018", "2018-05-01 2018-06-20", "2018-05-01 2018-06-25"),
    ("late December 2018 to mid-January", "2018-12-21 2019-01-20", "2018-12-16 2019-01-25"),
    ("between late 2018 and early 2019", "2018-09-01 2019-04-30", "2018-07-01 2019-06-30"),
    ("from about 25 June to 28 June 2020", "2020-06-24 2020-06-28", "2020-06-22 2020-06-28"),
]

SIDES = [
    ("until 25 June 2020", ".. 2020-06-25"),
    ("up to 25 June 2020", ".. 2020-06-25"),
    ("not until 25 June 2020", "2020-06-25 .."),
    ("no later than 3 May 2020", ".. 2020-05-03"),
    ("on or before 3 May 2020", ".. 2020-05-03"),
    ("in or after May 2020", "2020-05-01 .."),
    ("no earlier than May 2020", "2020-05-01 .."),
    ("before the end of May 2020", ".. 2020-05-31"),
    ("by the end of May 2020", ".. 2020-05-31"),
    ("by mid-May 2020", ".. 2020-05-20"),
    ("until now", ".. 2020-07-01"),
    ("after the first half of 2019", "2019-07-01 .."),
    ("as of 25 June 2020", "2020-06-25"),
    ("starting on 25 June 2020", "2020-06-25"),
    ("as early as June 2020", "2020-06-01 2020-06-30"),
    ("some time in June 2020", "2020-06-01 2020-06-30"),
    ("sometime in 2019", "2019-01-01 2019-12-31"),
]

REFUSED = [
    ("25 and 27 June 2020", "do not follow one another"),
    ("26, 25 June 2020", "do not follow one another"),
    ("25 June or 2 July 2020", "with others between them"),
    ("June or May 2020", "out of order"),
    ("1864 or 1866", "with others between them"),
    ("25 June 2020 and 27 June 2020", "are two dates"),
    ("June 25, then on June 27", "are two dates"),
    ("from 28 to 26 June 2020", "runs backwards"),
    ("from the 19th to the 17th century", "runs backwards"),
    ("from 25 to 28", "says no date"),
    ("2018 to 25", "without its month"),
    ("from the 25th to 2018", "without its month"),
    ("from 5 July to 9 July", "names no year"),
    ("2001-29", "could be the years 2001 to 2029 or, in EDTF"),
]


@pytest.mark.parametrize(("days", "wording"), [(days, one) for days, several in RANGES.items() for one in several])
def test_every_way_to_write_a_range_is_read_alike(days, wording):
    reading = read(wording, "date", PUBLISHED)
    assert reading.expected == reading.possible == span(days)
    assert (reading.phrase, reading.unread) == (wording, ())


@pytest.mark.parametrize(("wording", "expected", "possible"), VAGUE)
def test_a_vague_end_keeps_its_two_spans_and_takes_the_year_of_the_other(wording, expected, possible):
    reading = read(wording, "date", date(2024, 5, 1))
    assert (reading.expected, reading.possible) == (span(expected), span(possible))


@pytest.mark.parametrize(("wording", "days"), SIDES)
def test_it_reads_one_side_of_a_date(wording, days):
    assert read(wording, "date", PUBLISHED).expected == span(days)


@pytest.mark.parametrize(("wording", "message"), REFUSED)
def test_dates_that_are_no_range_are_refused(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", PUBLISHED)
    assert message in str(refused.value)
