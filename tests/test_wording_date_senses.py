"""Dates that an attacker read wrongly: each is the span that is meant, or is refused by name."""

from datetime import date

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read

PUBLISHED = date(2020, 7, 1)


def span(text):
    low, _, high = text.partition(" ")
    return Span(*(None if end == ".." else date.fromisoformat(end) for end in (low, high or low)))


# wording, expected, and possible where it is another
READ = [
    ("the night of 13/14 May 2020", "2020-05-13 2020-05-14", ""),
    ("on the night of 13/14 June", "2020-06-13 2020-06-14", ""),
    ("before dawn on Tuesday", "2020-06-30", ""),
    ("before noon on 14 May 2020", "2020-05-14", ""),
    ("just after midnight on 14 May", "2020-05-14", ""),
    ("after sunset on Thursday", "2020-06-25", ""),
    ("Thursday after dark", "2020-06-25", ""),
    ("shortly after midnight on 14 May 2020", "2020-05-14", ""),
    ("shortly before midnight on 14 May 2020", "2020-05-14", "2020-05-14 2020-05-15"),
    ("in the last month", "2020-06-01 2020-07-01", ""),
    ("over the last year", "2019-07-01 2020-07-01", ""),
    ("over the last week", "2020-06-24 2020-07-01", ""),
    ("within the past month", "2020-06-01 2020-07-01", ""),
    ("before the end of the year", ".. 2020-12-31", ""),
    ("before the end of May 2020", ".. 2020-05-31", ""),
    ("less than two weeks ago", "2020-06-17 2020-06-24", "2020-06-17 2020-07-01"),
    ("no more than two weeks ago", "2020-06-17 2020-06-24", "2020-06-17 2020-07-01"),
    ("no less than two weeks ago", "2020-06-03 2020-06-16", ".. 2020-06-17"),
    ("nearly two weeks after 1 June 2020", "2020-06-13 2020-06-15", "2020-06-12 2020-06-15"),
    ("no fewer than three years after 14 May 2015", "2018-05-14 2021-05-14", "2018-05-14 .."),
    ("a week or two ago", "2020-06-17 2020-06-24", "2020-06-10 2020-07-01"),
    ("a year ago to the day", "2019-07-01", ""),
    ("one year to the day after 14 May 2019", "2020-05-14", ""),
    ("the two weeks from 14 June", "2020-06-14 2020-06-28", ""),
    ("the two weeks before 15 June", "2020-06-01 2020-06-15", ""),
    ("this past November", "2019-11-01 2019-11-30", ""),
    ("2017–18", "2017-01-01 2018-12-31", ""),
    ("2012/11", "2012-11-01 2012-11-30", ""),
    ("the week 14-20 June", "2020-06-14 2020-06-20", ""),
    ("the week of June 8-14", "2020-06-08 2020-06-14", ""),
    ("the winter of 2019/2020", "2019-12-01 2020-02-29", "2019-12-01 2020-03-20"),
    ("pre-2011", ".. 2010-12-31", ""),
    ("post-May 2020", "2020-06-01 ..", ""),
    ("14 May 2020 at the latest", ".. 2020-05-14", ""),
    ("at the latest 14 May 2020", ".. 2020-05-14", ""),
    ("by 14 or 15 May", ".. 2020-05-15", ""),
    ("by 14-15 May", ".. 2020-05-15", ""),
    ("the afternoon before 14 May", "2020-05-13", ""),
    ("overnight into Tuesday", "2020-06-29 2020-06-30", ""),
    ("the night before last", "2020-06-29 2020-06-30", ""),
    ("31-12-19", "2019-12-31", ""),
    ("25–06–2020", "2020-06-25", ""),
    ("2020 – 06 – 25", "2020-06-25", ""),
    ("25 / 06 / 2020", "2020-06-25", ""),
    ("25/06/2020-27/06/2020", "2020-06-25 2020-06-27", ""),
    ("25-27.06.2020", "2020-06-25 2020-06-27", ""),
    ("the 1840s-50s", "1840-01-01 1859-12-31", ""),
    ("the 1990s–00s", "1990-01-01 2009-12-31", ""),
    ("14 May last year", "2019-05-14", ""),
    ("May/June 2020", "2020-05-01 2020-06-30", ""),
    ("28 December/29 December 2020", "2020-12-28 2020-12-29", ""),
]

# wording, and the words that its refusal names
REFUSED = [
    *((f"{years}", "could be the years") for years in ("2001–04", "2010/11", "1995–6", "1995/6", "2003/4")),
    ("spring of 2019/2020", "only a winter lies in two"),
    ("by 14 and 15 May", "“by” changes"),
    ("on a Thursday", "“a Thursday” does not say which Thursday it is; write the date."),
    ("the Sunday after", "“the Sunday” does not say which"),
    ("that Friday night", "does not say which Friday"),
    ("the year before 2019", "write its first and its last day"),
    ("the year ended 31 March 2020", "write its first and its last day"),
    ("the three months from May 2020", "write its first and its last day"),
    ("20-05-14", "could begin with its day or with its year"),
    ("19-12-31", "could begin with its day or with its year"),
    ("Was it 14 May 2020?", "“?” makes"),
    ("1851-1852?", "“?” makes"),
    ("early 1850?", "“?” makes"),
    ("spring/summer 2019", "“/” changes"),
    ("the May before last", "write the month and its year"),
    ("the preceding May", "“preceding” changes"),
    ("the same day last year", "write the date"),
    ("the first month of 2020", "“month” changes"),
    ("the first decade of the 21st century", "“decade” changes"),
    ("in the last week of the war", "says no date"),
    ("dozens of years ago", "“dozens” changes"),
    ("three business days ago", "“business” changes"),
    ("FY2019", "“fy” changes"),
    ("academic year 2018-19", "“year” changes"),
    ("rainy season 2019", "“season” changes"),
    *((f"14 May 1700 {style}", "Julian calendar") for style in ("(O.S.)", "Old Style", "(Julian)", "OS")),
    ("2020-06-25T25:00", "no such time"),
    ("2020--05", "“2020--05”"),
    ("[1667", "does not close"),
    ("-3 days ago", "“-3”"),
    ("½ a year ago", "“½” changes"),
    ("300000 years ago", "“300000 years ago” lies outside"),
    ("1441 AH", "“AH”"),
]


@pytest.mark.parametrize(("wording", "expected", "possible"), READ)
def test_it_reads_what_is_meant(wording, expected, possible):
    reading = read(wording, "date", PUBLISHED)
    assert (reading.expected, reading.possible) == (span(expected), span(possible or expected))


@pytest.mark.parametrize(("wording", "named"), REFUSED)
def test_it_refuses_what_could_be_another(wording, named):
    with pytest.raises(Unreadable, match=r".") as refusal:
        read(wording, "date", PUBLISHED)
    assert named in str(refusal.value)


# wording, and the days from the base: expected, possible
FROM_BASE = [
    ("nearly three months after", (82, 92), (71, 94)),
    ("almost a year before", (-366, -328), (-368, -290)),
    ("no less than two weeks after", (14, 28), (14, 140)),
    ("six hours later", (0, 1), (0, 2)),
    ("six hours before", (-1, 0), (-2, 0)),
    ("about a month after", (0, 62), (0, 96)),
    ("a year to the day after", (365, 366), (363, 368)),
]


@pytest.mark.parametrize(("wording", "expected", "possible"), FROM_BASE)
def test_what_is_told_from_another_claim_lies_on_its_side_of_it(wording, expected, possible):
    terms = read(wording, "date", PUBLISHED).terms
    assert (terms.expected_low.offset, terms.expected_high.offset) == expected
    assert (terms.possible_low.offset, terms.possible_high.offset) == possible


def test_julian_is_a_name_too():
    assert read("Julian Assange was held on 11 April 2019", "date", PUBLISHED).expected == span("2019-04-11")
