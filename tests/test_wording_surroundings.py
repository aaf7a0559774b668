"""Surroundings: numbers that count nothing are passed over where another one counts, and named where none does."""

import pytest

from claims.wording import Unreadable, read
from claims.wording.figures.reading import figure_at, is_plain, read_match, whole_behind
from claims.wording.figures.surroundings import not_counted
from claims.wording.grammar import Text
from claims.wording.tokens import alike, cut

COUNTED = [
    ("14 attacks since 2019", 14),
    ("14 attacks in 2019 and 2020", 14),
    ("the 2019 crackdown killed 14", 14),
    ("two men aged 34 and 40", 2),
    ("three 12-year-old boys", 3),
    ("three boys, all 12 years old", 3),
    ("14 men arrested on June 25, 2020", 14),
    ("on 25 June 14 men were held", 14),
    ("on June 25 and 26, 14 men were held", 14),
    ("14 men arrested on 25–26 June", 14),
    ("May 25 people", 25),
    ("In May 25 people were held", 25),
    ("at 21:30 14 men were held", 14),
    ("14 people were killed at 9.30 pm", 14),
    ("14 men were held at 0300 GMT", 14),
    ("14 voted for Resolution 1701", 14),
    ("the 14 on Flight 655", 14),
    ("14 held in Camp 4", 14),
    ("Covid-19 killed 14", 14),
    ("14 jets of the type F-16", 14),
    ("14 men in the past two weeks", 14),
    ("14 attacks in 3 days", 14),
    ("14 men held for ten years", 14),
    ("14 men 3 km from Mosul", 14),
    ("14 men who paid $5,000", 14),
    ("14 killed at 10 Baker Street", 14),
    ("the second attack killed 14", 14),
    ("14 men (page 10)", 14),
    ("2,000 people", 2000),
    ("of 2000 people", 2000),
    ("one of the 14 detainees", 1),
]

NOT_COUNTED = [
    ("a man over 60", "an age"),
    ("a man (34)", "an age"),
    ("minors under 18", "an age"),
    ("a 14-day ceasefire", "a stretch of time"),
    ("a five-hour battle", "a stretch of time"),
    ("14 months in prison", "a stretch of time"),
    ("a two-state solution", "a name"),
    ("Case 14", "a name"),
    ("Exhibit 14", "a name"),
    ("Witness 14", "a name"),
    ("question 14", "a name"),
    ("rule 14", "a name"),
    ("victim 3", "a name"),
    ("block 9", "a name"),
    ("Task Force 47", "a name"),
    ("Boeing 737", "a name"),
    ("iOS 17", "a name"),
    ("Psalm 23", "a name"),
    ("Group of Seven", "a name"),
    ("1,000th", "a place in a row"),
    ("aged 34", "an age"),
    ("the driver, 34, fled", "an age"),
    ("Ali (34)", "an age"),
    ("1,2,3", "a telephone number, a date or a list"),
    ("a 34-year-old", "an age"),
    ("9 pm", "a time of day"),
    ("nine o'clock", "a time of day"),
    ("0300 GMT", "a time of day"),
    ("at 21:30", "a date or a time"),
    ("2020-06-25", "a date or a time"),
    ("version 3.2.1", "a version number"),
    ("v2.0", "a version number"),
    ("Resolution 1701", "a place in a document"),
    ("page 10", "a place in a document"),
    ("Flight 655", "a name"),
    ("Route 66", "a name"),
    ("No. 10", "a name"),
    ("#5", "a name"),
    ("F-16", "a name"),
    ("G7", "a name"),
    ("Camp 4", "a name"),
    ("Commercial Zero Turn Mowers", "a name"),
    ("14 Baker Street", "an address"),
    ("+1-222-555-0100", "a telephone number"),
    ("in 2019", "a year"),
    ("between 2018 and 2020", "a year"),
    ("2019–2020", "a year"),
    ("14 dollars", "an amount of money"),
    ("at 1400 hours", "a time of day"),
    ("June 2020", "a year"),
    ("25 June", "a day of a month"),
    ("June 25", "a day of a month"),
    ("the past two weeks", "a stretch of time"),
    ("for 14 years", "a stretch of time"),
    ("3 km from the base", "a measure"),
    ("$5,000", "an amount of money"),
    ("the one who fled", "a pronoun"),
    ("one day", "a pronoun"),
    ("last week", "says no number"),
    ("no comment", "says no number"),
    ("no longer", "says no number"),
    ("no timeline for withdrawal", "says no number"),
    ("in no way", "says no number"),
    ("some money", "says no number"),
    ("no reports of casualties", "“no” changes"),
]


@pytest.mark.parametrize(("wording", "count"), COUNTED)
def test_it_passes_over_a_number_that_counts_nothing(wording, count):
    assert read(wording, "count").expected.low == count
    assert read(wording, "count").expected.high == count


@pytest.mark.parametrize(("wording", "low"), [("more than 2000 people", 2001), ("from 2000 to 3000", 2000)])
def test_a_round_number_that_could_be_a_year_counts_what_stands_behind_it(wording, low):
    assert read(wording, "count").possible.low == low


@pytest.mark.parametrize(("wording", "reason"), NOT_COUNTED)
def test_it_names_why_a_number_counts_nothing(wording, reason):
    with pytest.raises(Unreadable) as refused:
        read(wording, "count")
    assert reason in str(refused.value)


def test_running_text_is_looked_at_a_few_tokens_from_the_number():
    near, far = "aged " + "34 ", "aged " + "x " * 10 + "34 "
    for prose, reason in ((near, "an age"), (far, None)):
        tokens = list(cut(alike(prose)))
        assert not_counted(tokens, len(tokens) - 1, len(tokens)) == reason


def test_the_end_of_a_sentence_parts_a_number_from_the_next_one():
    tokens = list(cut("He was aged 34. Ten died."))
    places = [place for place, token in enumerate(tokens) if token.text in ("34", "ten")]
    assert [not_counted(tokens, place, place + 1) for place in places] == ["an age", None]


@pytest.mark.parametrize("wording", ["at least 14 in 2019", "aged 20 to 30", "14 at 9 pm", "June 25 to 30"])
def test_an_amount_is_never_read_of_a_day_or_an_hour(wording):
    if wording.startswith("at least"):
        assert read(wording, "amount").possible.low == 14
    elif wording.startswith("14"):
        assert read(wording, "amount").expected.low == 14
    elif wording.startswith("June"):
        with pytest.raises(Unreadable, match="day of a month"):
            read(wording, "amount")
    else:
        assert read(wording, "amount").possible.high == 30


def figure_in(prose):
    """The first figure of some running text, and the whole behind it."""
    text = Text(prose, list(cut(alike(prose))), is_plain)
    match = next(match for place in range(len(text.tokens)) if (match := figure_at(text, place)))
    return text, match, whole_behind(text, match)


@pytest.mark.parametrize(
    ("prose", "kind", "phrase", "low"),
    [
        ("They held 11 of the 14 men.", "count", "11 of the 14", 11),
        ("They paid $5 million. Ten died.", "amount", "$5 million", 5000000),
        ("They held all but one of the 14 men.", "count", "all but one of the 14", 13),
        ("At least nearly 40 rockets fell.", "count", "At least nearly 40", 36),
        ("It lies 3 km off.", "amount", "3 km", 3),
    ],
)
def test_a_figure_in_running_text_is_read_where_it_stands(prose, kind, phrase, low):
    reading = read_match(*figure_in(prose))
    assert (reading.kind, reading.phrase, reading.expected.low) == (kind, phrase, low)
    assert not reading.increase


@pytest.mark.parametrize(
    ("prose", "low", "high"),
    [
        ("Another three died.", 3, 3),
        ("14 more died.", 14, 14),
        ("A further 40 or so died.", 36, 44),
        ("Dozens more fled.", 24, 119),
        ("Several others died.", 3, 7),
        ("A few more died.", 3, 5),
    ],
)
def test_an_increase_in_running_text_is_told_from_a_total(prose, low, high):
    reading = read_match(*figure_in(prose))
    assert reading.increase
    assert (reading.expected.low, reading.expected.high) == (low, high)


@pytest.mark.parametrize("prose", ["14 men of the camp", "14, of the 20", "11 men and the 14"])
def test_no_whole_is_seen_where_none_stands_behind(prose):
    assert figure_in(prose)[2] is None


AROUND = [
    ("200 trucks a day", "is a rate or an average"),
    ("14 deaths a week", "is a rate or an average"),
    ("14 people an hour", "is a rate or an average"),
    ("14 every day", "is a rate or an average"),
    ("14/day", "is a rate or an average"),
    ("hundreds every day", "is a rate or an average"),
    ("an average of 14", "is a rate or an average"),
    ("on average 14", "is a rate or an average"),
    ("14 on average", "is a rate or an average"),
    ("averaging 14", "is a rate or an average"),
    ("a median of 14", "is a rate or an average"),
    ("a mean of 14", "is a rate or an average"),
    ("one person every two minutes", "is a rate or an average"),
    ("30 prisoners for every hostage", "is a rate or an average"),
    ("in batches of 10", "is a rate or an average"),
    ("14 at a time", "is a rate or an average"),
    ("rose 14", "is a change or a comparison"),
    ("14 higher", "is a change or a comparison"),
    ("14 increase", "is a change or a comparison"),
    ("net gain of 14", "is a change or a comparison"),
    ("a margin of 14", "is a change or a comparison"),
    ("by a factor of 14", "is a change or a comparison"),
    ("ten times higher", "is a change or a comparison"),
    ("moved from 11 to 14", "is a change from one total to another"),
    ("updated from 11 to 14", "is a change from one total to another"),
    ("dismissed claims that 14", "is denied"),
    ("rules out 14", "is denied"),
    ("failed to kill 14", "is denied"),
    ("instead of 14", "is denied"),
    ("rather than 14", "is denied"),
    ("as opposed to 14", "is denied"),
    ("far from 20", "is denied"),
    ("anything but 20", "is denied"),
    ("apart from 20", "is denied"),
    ("save for 20", "is denied"),
    ("barring 20", "is denied"),
    ("falsely claimed 14", "“falsely”"),
    ("wrongly put at 14", "“wrongly”"),
    ("contrary to claims of 14", "“contrary”"),
    ("rarely more than 20", "“rarely”"),
    ("nowhere near 20", "“nowhere”"),
    ("casualties unknown", "“unknown”"),
    ("at least three other people", "is an increase"),
    ("nearly 100 other people", "is an increase"),
    ("father of three", "counted beside or as kin"),
    ("a woman and her three children", "counted beside or as kin"),
    ("the driver and his two passengers", "counted beside or as kin"),
    ("ground zero", "is a name or a turn of phrase"),
    ("zero tolerance", "is a name or a turn of phrase"),
    ("zero hour", "is a name or a turn of phrase"),
    ("second to none", "is a name or a turn of phrase"),
    ("next to none", "is a name or a turn of phrase"),
    ("all but destroyed", "is a name or a turn of phrase"),
    ("half-brother", "is a name or a turn of phrase"),
    ("baker's dozen", "is a name or a turn of phrase"),
    ("fifty-fifty", "a chance or a way to share"),
    ("no or few casualties", "names no one number"),
    ("the first of five", "which one, not how many"),
    ("too many", "names no number"),
    ("so many", "names no number"),
    ("how many", "names no number"),
    ("as many as possible", "names no number"),
    ("majority of 14 seats", "may be a margin or a share"),
    ("14%", "“14%” is a share of something: name its base"),
    ("40 per cent", "“40 per cent” is a share"),
    ("14-3 vote", "is a score or a vote"),
    ("won 3-2", "is a score or a vote"),
    ("14 people, including 30 children", "is more than the whole"),
    ("14 people, including 3 children, and 20 soldiers", "are two numbers"),
]


@pytest.mark.parametrize(("wording", "message"), AROUND)
def test_a_phrase_around_a_figure_that_changes_it_is_named(wording, message):
    with pytest.raises(Unreadable, match=message):
        read(wording, "count")


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        ("a 5% rise", "is a change or a comparison"),
        ("5% higher", "is a change or a comparison"),
        ("rose 5%", "is a change or a comparison"),
        ("a $5 million increase", "is a change or a comparison"),
        ("-$5 million", "is below 0"),
        ("-$300m", "is below 0"),
        ("–$5m", "is below 0"),
        ("$5 per", "“per” changes"),
        ("20 dollars per", "“per” changes"),
        ("It costs $20 per.", "“per” changes"),
        ("% per", "says no number"),
        ("kg per", "says no number"),
    ],
)
def test_a_phrase_around_an_amount_that_changes_it_is_named(wording, message):
    with pytest.raises(Unreadable, match=message):
        read(wording, "amount")


@pytest.mark.parametrize(
    ("wording", "unit"),
    [
        ("C$5m", "C$"),
        ("CA$5m", "C$"),
        ("A$5m", "A$"),
        ("a $5 million deal", "$"),
        ("100 km/h", "km/hours"),
        ("3 kg/m2", "kg/m²"),
        ("$20/barrel", "$/barrels"),
        ("20 km2", "km²"),
    ],
)
def test_a_unit_is_read_whole(wording, unit):
    assert read(wording, "amount").unit == unit


@pytest.mark.parametrize(
    ("wording", "low", "part"),
    [
        ("14 people, including 3 children", 14, "including 3 children"),
        ("14, three of them children", 14, "three of them children"),
        ("14, some of them children", 14, "some of them children"),
        ("14 some of whom fled", 14, "some of whom fled"),
        ("six civilians (including two minors)", 6, "including two minors"),
        ("35,000 Palestinians, most of them women", 35000, "most of them women"),
        ("105 hostages, 81 of them Israelis", 105, "81 of them Israelis"),
        ("14 people, including 40% women", 14, "including 40% women"),
    ],
)
def test_a_part_that_is_named_behind_a_total_is_noted(wording, low, part):
    reading = read(wording, "count")
    assert reading.expected.low == low
    assert f"“{part}” is a part of it." in reading.note
    assert any(part.rstrip(")") in unread for unread in reading.unread)


@pytest.mark.parametrize(
    ("wording", "value"),
    [
        ("of the 14 hostages, 12 were released", 12),
        ("out of 14 hostages, 12", 12),
        ("14 out of 20 hostages", 14),
        ("14, not including the gunman", 14),
        ("as of Monday, 14", 14),
        ("14 people were killed in a day", 14),
        ("dismissed 14 officers", 14),
    ],
)
def test_a_figure_among_words_that_only_look_like_a_hedge_is_read(wording, value):
    reading = read(wording, "count")
    assert reading.possible.low == reading.possible.high == value


@pytest.mark.parametrize(
    "wording",
    [
        "so 14 people died",
        "how 14 people were killed",
        "the loss of 14 soldiers",
        "jets dropped 14 bombs",
        "14 held at a time when talks went on",
        "14 men, every one of them armed",
        "failed to stop the attack that killed 14",
    ],
)
def test_a_phrase_that_only_begins_like_one_that_changes_a_figure_does_not(wording):
    assert read(wording, "count").expected.low == 14
