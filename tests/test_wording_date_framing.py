from datetime import date

import pytest

from claims.wording import RULES, Unreadable, read
from claims.wording.dates.reading import DATE_RULES

PUBLISHED = date(2020, 7, 1)

# wording, the words that are read, the stretches that are not
FRAMED = [
    ("25 June 2020", "25 June 2020", ()),
    ("on 25 June 2020", "25 June 2020", ()),
    ("on the evening of 25 June 2020.", "the evening of 25 June 2020", ()),
    ("14 people on June 25", "June 25", ("14 people on",)),
    (
        "Some 14 Sunni men were held on June 25, officials said",
        "June 25",
        ("Some 14 Sunni men were held on", "officials said"),
    ),
    ("In June, 25 people died", "June", ("25 people died",)),
    ("In June 25 people died", "June", ("25 people died",)),
    ("in June 2020, 25 people died", "June 2020", ("25 people died",)),
    ("the June 25 attacks", "June 25", ("attacks",)),
    ("on June 25 attacks began", "June 25", ("attacks began",)),
    ("two men were shot on Thursday", "Thursday", ("two men were shot on",)),
    ("2,000 troops left in June 2020", "June 2020", ("2,000 troops left in",)),
    ("40 percent had left by June 2020", "by June 2020", ("40 percent had left",)),
    ("at 9:30, on 25 June 2020", "at 9:30, on 25 June 2020", ()),
    ("The attack (25 June 2020)", "25 June 2020", ("The attack",)),
    ("the day after the raid", "the day after", ("the raid",)),
    ("10 days after June 25, 2020", "10 days after June 25, 2020", ()),
    ("within three days of being arrested", "within three days of", ("being arrested",)),
    ("over the past two weeks", "the past two weeks", ()),
    ("«25 June 2020»", "25 June 2020", ()),
    ("Detained   25 June   2020 …", "25 June   2020", ("Detained",)),
    ("1984?", "1984?", ()),
]

REFUSED = [
    ("14 on June 25", "“14” is not explained"),
    ("25 June 2020, 14", "“14” is not explained"),
    ("1861, reprinted 1869", "“1861” and “1869” are two dates"),
    ("in June 25 were held", "“25” is not explained"),
    ("never on June 25", "“never” changes"),
    ("it wasn't June 25", "“wasn't” changes"),
    ("shortly before the raid on June 25", "are two dates"),
    ("before the raid of June 25", "“before” changes"),
    ("until the raid on June 25", "“until” changes"),
    ("every Thursday", "“every” changes"),
    ("half of June 2020", "“half” changes"),
    ("the eve of the new fiscal year 2020", "“fiscal” changes"),
    ("the height of 2020", "“height” changes"),
    ("the night after the attack of 25 June", "are two dates"),
    ("~ the raid of 25 June", "“~” is not explained"),
    ("Chinese New Year's Day 2020", "“Chinese New Year's” is not on the same day"),
]


@pytest.mark.parametrize(("wording", "phrase", "unread"), FRAMED)
def test_it_names_what_it_reads_and_what_it_leaves(wording, phrase, unread):
    reading = read(wording, "date", PUBLISHED)
    assert (reading.phrase, reading.unread) == (phrase, unread)


@pytest.mark.parametrize(("wording", "message"), REFUSED)
def test_words_around_a_date_that_change_it_are_refused(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "date", PUBLISHED)
    assert message in str(refused.value)


@pytest.mark.parametrize("rule", DATE_RULES, ids=lambda rule: rule.name)
def test_every_rule_reads_its_own_example(rule):
    if rule.refuses:
        with pytest.raises(Unreadable) as refused:
            read(rule.example, "date", PUBLISHED)
        assert rule.refuses in str(refused.value)
    else:
        reading = read(rule.example, "date", PUBLISHED)
        assert reading.rule == rule.name
        assert reading.unread == () or reading.relative


def test_rules_of_dates_have_short_names_of_their_own():
    names = [rule.name for rule in DATE_RULES]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 60
    assert set(DATE_RULES) <= set(RULES)
