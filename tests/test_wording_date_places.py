from datetime import date

import pytest

from claims.wording.dates.reading import date_at, read_match
from claims.wording.grammar import Text
from claims.wording.tokens import alike, cut

PUBLISHED = date(2020, 7, 1)

# A sentence, and the dates that stand in it.
SENTENCES = [
    ("Iraqi forces raided a base on June 25, officials said", ["June 25"]),
    ("In June, 25 people died", ["June"]),
    ("They may march on the palace", []),
    ("May they rest in peace", []),
    ("Sun and wind slowed the fall of Mosul", []),
    ("the second attack of the third brigade", []),
    ("the 25th Brigade lost 14 men", []),
    ("the 27 were held in the base", []),
    ("2,000 troops left, 40 percent of the 300", []),
    ("he was the first to die, one of five", []),
    ("clashes went on over the weekend until Monday", ["over the weekend until Monday"]),
    ("at 9:30 pm on June 26 they left", ["at 9:30 pm on June 26"]),
    ("in the early hours of Friday they fled", ["the early hours of Friday"]),
    ("between 2017 and 2019 it grew", ["between 2017 and 2019"]),
    ("the base was hit a day later", ["a day later"]),
    ("two years ago and again last month", ["two years ago", "last month"]),
    ("see 2020/06/25/14 for more", ["2020"]),
    ("Mrs May met Theresa May and Mayor May", []),
    ("The Arab Spring, the Spring Cup and The Sun", []),
    ("after Friday prayers on Easter Sunday, it was a Friday", []),
    ("He left in May for Iraq in March", ["May", "March"]),
    ("the last week of the war", []),
    ("in recent weeks and in the past 24 hours", ["recent weeks", "the past 24 hours"]),
]


def text_of(prose):
    return Text(prose, list(cut(alike(prose))), lambda token: False, PUBLISHED)


def dates_in(text):
    place = 0
    while place < len(text.tokens):
        match = date_at(text, place)
        if match:
            yield match
        place = match.end if match else place + 1


@pytest.mark.parametrize(("sentence", "dates"), SENTENCES)
def test_it_finds_the_dates_of_a_sentence_and_takes_no_other_word_for_one(sentence, dates):
    text = text_of(sentence)
    assert [text.quote(match.start, match.end) for match in dates_in(text)] == dates


def test_a_date_in_a_sentence_is_read_as_it_is_alone():
    text = text_of("Officials said on Friday that the raid took place on the night of 25 June.")
    friday, night = (read_match(text, match) for match in dates_in(text))
    assert (friday.rule, friday.phrase, friday.expected.low) == ("a weekday", "Friday", date(2020, 6, 26))
    assert (night.rule, night.phrase, night.possible.high) == (
        "the night of",
        "the night of 25 June",
        date(2020, 6, 26),
    )


def test_no_date_crosses_the_end_of_a_sentence():
    text = text_of("It began in June; 25 fell. It ended between May. And then June")
    assert [text.quote(match.start, match.end) for match in dates_in(text)] == ["June", "May", "June"]


@pytest.mark.parametrize(
    "piece",
    ["the week of ", "late ", "the end of the ", "9:30 ", "1, ", "25 - ", "two days after ", "from ", "June - "],
)
def test_however_often_a_word_is_repeated_the_dates_are_found_in_proportionate_steps(piece):
    readers = []
    for length in (3000, 6000):
        text = text_of((piece * 6000)[:length])
        list(dates_in(text))
        readers.append(len(text.read))
    assert readers[1] < 2.2 * readers[0] + 20


def test_a_date_is_the_same_whatever_was_read_before_it():
    wording = "the start of the morning of the first week of the end of the end of May 2020"
    tokens = list(cut(alike(wording)))
    shared = Text(wording, tokens, lambda _: False)
    for place in range(len(tokens)):
        assert date_at(shared, place) == date_at(Text(wording, tokens, lambda _: False), place)
