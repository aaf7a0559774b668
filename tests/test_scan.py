from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.wording import RULES, Unreadable, read, say, scan

from .steps import steps

PUBLISHED = date(2020, 7, 1)  # a Wednesday

# Prose, and what it mentions: the words as they stand, their kind, and what is possible by them.
NEWS = [
    (
        "Iraqi forces detained 14 members of the group, two officials said. All but one of them were freed.",
        [
            ("14 members", "count", "14"),
            ("two officials", "count", "2"),
            ("All but one of them", "share", ""),
        ],
    ),
    (
        "There have been nearly three dozen attacks since October 2019, and at least six of them in June.",
        [
            ("nearly three dozen attacks", "count", "28–35"),
            ("since October 2019", "date", "October 2019"),
            ("at least six of them", "count", "6 or more"),
            ("June", "date", "June 2020"),
        ],
    ),
    (
        "Between June 25 and 26, as many as 1,500 people marched; more than 20 but fewer than 30 were hurt.",
        [
            ("Between June 25 and 26", "date", "25–26 June 2020"),
            ("as many as 1,500 people", "count", "1–1,500"),
            ("more than 20 but fewer than 30", "count", "21–29"),
        ],
    ),
    (
        "The contract was worth $2.3bn, about 40 percent of the budget. It cost 12.5 percent less.",
        [
            ("$2.3bn", "amount", "2,250,000,000–2,350,000,000"),
            ("about 40 percent of the budget", "share", ""),
            ("12.5 percent", "amount", "12.45–12.55"),
        ],
    ),
    (
        "Dozens of rocket attacks followed. Several bases were hit, some bases twice, and no soldiers died.",
        [
            ("Dozens of rocket attacks", "count", "12–239"),
            ("Several bases", "count", "2–9"),
            ("some bases", "count", "2 or more"),
            ("twice", "count", "2"),
            ("no soldiers", "count", "0"),
        ],
    ),
    (
        "A 34-year-old driver and two 12-year-old boys were hurt; the driver, 34, later died aged 34 years old.",
        [("two 12-year-old boys", "count", "2")],
    ),
    (
        "At 9:30 pm on 25 June 2020, and again at 21:45, five Katyusha rockets fell.",
        [("At 9:30 pm on 25 June 2020", "date", "25 June 2020"), ("five Katyusha rockets", "count", "5")],
    ),
    (
        "He runs version 3.2.1 of the software, lives at 10 Downing Street and can be called at +964 770 123 4567.",
        [],
    ),
    ("The third man was the 14th to be arrested under Resolution 1701; see page 10 and Article 5.", []),
    ("Covid-19 kept the F-16 and the G7 away from Route 66 and Room 12.", []),
    (
        "Three more were arrested, another 14 followed and dozens more fled.",
        [
            ("Three more", "count", "3"),
            ("another 14", "count", "14"),
            ("dozens more", "count", "12–239"),
        ],
    ),
    (
        "The meeting of 03/04/2020 was moved. It is held on the third Tuesday of September 2014.",
        [("03/04/2020", "date", None), ("the third Tuesday of September 2014", "date", "16 September 2014")],
    ),
    (
        "On Thursday night, 11 of the 14 detainees were released; one soldier was hurt. No one was killed.",
        [
            ("Thursday night", "date", "25–26 June 2020"),
            ("11 of the 14 detainees", "count", "11"),
            ("one soldier", "count", "1"),
            ("No one", "count", "0"),
        ],
    ),
    (
        "In May, 25 people died. In 2018 the figure was 90. He may march on. She came second, after one day or so.",
        [
            ("May", "date", "May 2020"),
            ("25 people", "count", "25"),
            ("2018", "date", "2018"),
            ("90", "count", "90"),
        ],
    ),
    ("“About 14”, he said – “nearly\n40”.", [("About 14", "count", "11–17"), ("nearly\n40", "count", "32–39")]),
    ("Two-thirds of the 30 seats are vacant.", [("Two-thirds of the 30 seats", "count", "18–22")]),
    ("Only 11 were let go, an estimated 3–4,000 came, and a hundred and five stayed.",
     [("Only 11", "count", "11"), ("an estimated 3–4,000", "count", "2,400–4,800"),
      ("a hundred and five", "count", "105")]),
]  # fmt: skip

NOTHING = [
    "", " ", "…", "No.", "He said so.", "At all events, all in all, above all.", "I may go.", "The march was long.",
    "There is no doubt, no longer, no matter what.", "One should know what one wants.", "v2.0", "192.168.0.1",
    "Tel. (212) 555-0187", "ISBN 978-3-16-148410-0", "at 5 o'clock", "9 a.m.", "0300 GMT", "#5", "No. 10", "A1",
    "https://example.org/2020/06/25/14-members", "Windows 10", "World War II", "in the second half of the match",
    "200 trucks a day", "14 attacks per week",
]  # fmt: skip


@pytest.mark.parametrize(("prose", "mentions"), NEWS)
def test_it_finds_every_mention_with_its_reading(prose, mentions):
    found = scan(prose, PUBLISHED)
    said = [
        (
            mention.wording,
            mention.kind,
            None
            if mention.reading is None
            else ""
            if mention.reading.relative
            else say(mention.reading.possible, mention.reading.kind),
        )
        for mention in found
    ]
    assert said == mentions


@pytest.mark.parametrize("prose", NOTHING)
def test_it_takes_nothing_else_for_a_mention(prose):
    assert scan(prose, PUBLISHED) == []


@pytest.mark.parametrize("prose", [prose for prose, _ in NEWS])
def test_a_mention_read_alone_is_read_the_same(prose):
    for mention in scan(prose, PUBLISHED):
        if mention.reading is None:
            with pytest.raises(Unreadable) as refused:
                read(mention.wording, mention.kind, PUBLISHED)
            assert mention.problem == str(refused.value)
        elif not mention.reading.increase:
            assert read(mention.wording, mention.reading.kind, PUBLISHED) == mention.reading


def test_an_increase_is_marked_as_one():
    found = scan("Three more were arrested, 14 fled, and several others hid.")
    assert [(mention.wording, mention.reading.increase) for mention in found] == [
        ("Three more", True),
        ("14", False),
        ("several others", True),
    ]


def test_a_date_that_needs_a_publication_date_says_so():
    [mention] = scan("He was arrested on Thursday.")
    assert mention.wording == "Thursday"
    assert mention.reading is None
    assert "publication date" in mention.problem


WORDS = sorted(
    {word.strip("(){}") for rule in RULES for word in f"{rule.forms} {rule.example}".replace(",", " ").split()}
    | {
        "14",
        "3",
        "2020",
        "25",
        "June",
        "May",
        "%",
        "$",
        "people",
        "rocket",
        "attacks",
        ".",
        ",",
        "(",
        "9:30",
        "-year-old",
    }
)
PROSE = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@given(st.one_of(PROSE, st.text(max_size=120)), st.sampled_from([None, PUBLISHED, date(1, 1, 1), date(9999, 12, 31)]))
@example("14²", None)
@example("İ 14 İ", None)
@settings(max_examples=800)
def test_mentions_stand_in_order_and_apart_at_their_places(prose, published):
    behind = 0
    for mention in scan(prose, published):
        assert behind <= mention.start < mention.end
        assert prose[mention.start : mention.end] == mention.wording
        assert (mention.reading is None) == bool(mention.problem)
        behind = mention.end


@pytest.mark.parametrize(
    "piece",
    [
        "1", " ", "a ", "(", "1,", "11,", "1.1.", "1 2 3 4 ", "14 - ", "at least ", "one hundred and ", "all but ",
        "June 25 ", "2020-", "2020-06-25/", "between 1 and ", "from ", "the third ", "half of ", "x.", "\n ", "½",
        "three in ", "no ", "several hundred thousand ", "more than 10 but ", "14 rocket ", "25 - 26 / ",
        "the week of ", "$1 ", "about 2017–18 again ",
    ],
)  # fmt: skip
def test_scanning_takes_steps_in_proportion_to_the_text(piece):
    scan(piece * 3)
    half, whole = (steps(scan, (piece * 4000)[:length], PUBLISHED) for length in (2000, 4000))
    assert whole < 2.5 * half  # in proportion it is twice, by the square four times


def test_a_long_text_of_one_thing_is_gone_through():
    [number] = scan("1" * 1_000_000)
    assert "too long a number" in number.problem
    assert scan("1," * 50_000) == []
    assert len(scan("14 men. " * 12_500)) == 12_500
