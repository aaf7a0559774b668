from datetime import date
from decimal import Decimal

import pytest

from claims.spans import Span
from claims.wording import RULES, Unreadable, read


def span(low, high):
    return Span(None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)))


# wording, expected low and high, possible low and high; worked out by hand from the coding rules
COUNTS = [
    # n
    ("14 members", 14, 14, 14, 14),
    ("six bases", 6, 6, 6, 6),
    ("one man", 1, 1, 1, 1),
    ("three separate attacks", 3, 3, 3, 3),
    ("once", 1, 1, 1, 1),
    ("twice", 2, 2, 2, 2),
    ("struck 3 times", 3, 3, 3, 3),
    ("90", 90, 90, 90, 90),
    ("105", 105, 105, 105, 105),
    ("1,234", 1234, 1234, 1234, 1234),
    ("two dozen", 24, 24, 24, 24),
    # a bare round n: the smaller of half its last non-zero place and 5%
    ("100", 100, 100, 95, 105),
    ("1,500", 1500, 1500, 1450, 1550),
    ("a hundred people", 100, 100, 95, 105),
    ("120", 120, 120, 115, 125),
    ("1.5 million", 1500000, 1500000, 1450000, 1550000),
    ("2 million", 2000000, 2000000, 1900000, 2100000),
    ("10k", 10000, 10000, 9500, 10500),
    ("2.3bn", 2300000000, 2300000000, 2250000000, 2350000000),
    ("1.25 million", 1250000, 1250000, 1245000, 1255000),
    # exactly
    ("Only 11", 11, 11, 11, 11),
    ("only 1,500", 1500, 1500, 1500, 1500),
    ("just 100", 100, 100, 100, 100),
    ("exactly 1,500", 1500, 1500, 1500, 1500),
    ("precisely 200", 200, 200, 200, 200),
    ("a total of 1,500", 1500, 1500, 1500, 1500),
    ("all 100 prisoners", 100, 100, 100, 100),
    # about
    ("about 5,200", 4680, 5720, 4160, 6240),
    ("around five", 5, 5, 4, 6),
    ("approximately 10", 9, 11, 8, 12),
    ("roughly 33", 30, 36, 26, 40),
    ("some 1,000", 900, 1100, 800, 1200),
    ("circa 100", 90, 110, 80, 120),
    ("an estimated 100", 90, 110, 80, 120),
    ("150,000 or so", 135000, 165000, 120000, 180000),
    ("14 members or so", 13, 15, 11, 17),
    ("about 1", 1, 1, 0, 2),
    # nearly
    ("nearly three dozen", 33, 35, 28, 35),
    ("almost 100", 90, 99, 80, 99),
    ("close to 50", 45, 49, 40, 49),
    ("just under 20", 18, 19, 16, 19),
    ("nearly 5", 4, 4, 4, 4),
    ("nearly 3", 2, 2, 2, 2),
    # just over
    ("just over 100", 101, 110, 101, 120),
    ("slightly more than 50", 51, 55, 51, 60),
    ("just over 5", 6, 6, 6, 6),
    # more than
    ("more than a dozen", 13, 24, 13, None),
    ("more than 20", 21, 40, 21, None),
    ("over 3", 4, 8, 4, None),
    ("above 10", 11, 20, 11, None),
    ("upwards of 100", 101, 200, 101, None),
    ("in excess of 1,000", 1001, 2000, 1001, None),
    ("tops 500", 501, 1000, 501, None),
    # at least
    ("at least six", 6, 12, 6, None),
    ("at least four", 4, 9, 4, None),
    ("no fewer than 3", 3, 8, 3, None),
    ("not less than 10", 10, 20, 10, None),
    ("a minimum of 2", 2, 7, 2, None),
    ("12 or more", 12, 24, 12, None),
    ("five people or more", 5, 10, 5, None),
    ("14+", 14, 28, 14, None),
    # up to
    ("up to 1,500", 750, 1500, 1, 1500),
    ("as many as 15", 8, 15, 1, 15),
    ("up to one", 1, 1, 1, 1),
    # at most
    ("at most 15", 8, 15, 0, 15),
    ("no more than 20", 10, 20, 0, 20),
    ("not more than 20", 10, 20, 0, 20),
    ("a maximum of 6", 3, 6, 0, 6),
    ("10 or fewer", 5, 10, 0, 10),
    ("at most 0", 0, 0, 0, 0),
    # fewer than
    ("fewer than 20", 10, 19, 0, 19),
    ("less than 5", 3, 4, 0, 4),
    ("under 100", 50, 99, 0, 99),
    ("below 1", 0, 0, 0, 0),
    # possibly
    ("possibly 20", 20, 20, 0, 20),
    ("perhaps 7", 7, 7, 0, 7),
    ("feared 30", 30, 30, 0, 30),
    ("may have been 12", 12, 12, 0, 12),
    # ranges
    ("between 10 and 20", 10, 20, 10, 20),
    ("from 10 to 20", 10, 20, 10, 20),
    ("10 to 20", 10, 20, 10, 20),
    ("10-20", 10, 20, 10, 20),
    ("10–20", 10, 20, 10, 20),
    ("10 — 20", 10, 20, 10, 20),
    ("five or six", 5, 6, 5, 6),
    ("100–200", 100, 200, 100, 200),
    ("two to three thousand", 2000, 3000, 2000, 3000),
    ("2–3 million", 2000000, 3000000, 2000000, 3000000),
    ("between 500 and 1 thousand", 500, 1000, 500, 1000),
    ("between one hundred and two hundred", 100, 200, 100, 200),
    # b (a–c)
    ("12 (10–15)", 12, 12, 10, 15),
    ("100 (80 to 150)", 100, 100, 80, 150),
    # n-odd
    ("50-odd", 50, 62, 50, 75),
    ("twenty-odd men", 20, 25, 20, 30),
    # plural units
    ("dozens", 24, 119, 12, 239),
    ("scores", 40, 199, 20, 399),
    ("hundreds of people", 200, 999, 100, 1999),
    ("tens of thousands", 20000, 99999, 10000, 199999),
    ("hundreds of thousands", 200000, 999999, 100000, 1999999),
    # several, a few, a couple, a handful
    ("several", 3, 7, 2, 9),
    ("several attacks", 3, 7, 2, 9),
    ("several thousand", 3000, 7000, 2000, 9000),
    ("several dozen", 36, 84, 24, 108),
    ("a few", 3, 5, 2, 9),
    ("a few hundred", 300, 500, 200, 900),
    ("a couple", 2, 2, 2, 3),
    ("a couple of men", 2, 2, 2, 3),
    ("a couple of thousand", 2000, 2000, 2000, 3000),
    ("a handful", 3, 6, 2, 9),
    # some, bare plural
    ("some bases", 2, None, 2, None),
    ("many", 2, None, 2, None),
    ("numerous attacks", 2, None, 2, None),
    ("multiple rockets", 2, None, 2, None),
    ("various groups", 2, None, 2, None),
    ("a number of detainees", 2, None, 2, None),
    ("militants killed", 2, None, 2, None),
    # none
    ("no", 0, 0, 0, 0),
    ("no members", 0, 0, 0, 0),
    ("none", 0, 0, 0, 0),
    ("zero", 0, 0, 0, 0),
    ("not a single rocket", 0, 0, 0, 0),
    ("not one", 0, 0, 0, 0),
    ("none of them", 0, 0, 0, 0),
    # one
    ("a soldier", 1, 1, 1, 1),
    ("an attack", 1, 1, 1, 1),
    ("a single man", 1, 1, 1, 1),
    ("a lawmaker", 1, 1, 1, 1),
    ("an oil tanker", 1, 1, 1, 1),
    ("a lone gunman", 1, 1, 1, 1),
    ("struck once", 1, 1, 1, 1),
    ("at least once", 1, 6, 1, None),
    ("a member of the group", 1, 1, 1, 1),
    ("militia members", 2, None, 2, None),
    ("rocket attacks", 2, None, 2, None),
    ("soldier killed", 1, 1, 1, 1),
]

# The same number in all its writings.
ALIKE = [
    ("half a dozen", 6),
    ("a hundred and five", 105),
    ("one hundred and five", 105),
    ("twenty-five", 25),
    ("twenty‑five", 25),
    ("١٤", 14),
    ("۱۴", 14),
    ("１４", 14),
    ("١٬٢٣٤", 1234),
    ("1 234", 1234),
    ("1 234", 1234),
    ("1’234", 1234),
    ("1.234.567", 1234567),
    ("12,34,567", 1234567),
    ("a dozen", 12),
    ("three dozen", 36),
    ("\u200e14\u200b men", 14),
    ("a half dozen", 6),
    ("quarter of a score", 5),
    ("nought", 0),
    ("thrice", 3),
    ("14-member", 14),
]

AMOUNTS = [
    ("$2.3bn", "$", 2300000000, 2300000000, 2250000000, 2350000000),
    ("€40 million", "€", 40000000, 40000000, 38000000, 42000000),
    ("5 million dollars", "$", 5000000, 5000000, 4750000, 5250000),
    ("40 percent", "%", 40, 40, 40, 40),
    ("40%", "%", 40, 40, 40, 40),
    ("several million euros", "€", 3000000, 7000000, 2000000, 9000000),
    ("12.5 per cent", "%", "12.5", "12.5", "12.45", "12.55"),
    ("about 40%", "%", 36, 44, 32, 48),
    ("nearly 40%", "%", 36, 40, 32, 40),
    ("more than 12.5 tonnes", "tonnes", "12.5", 25, "12.5", None),
    ("over 3 tonnes", "tonnes", 3, 8, 3, None),
    ("less than $10", "$", 5, 10, 0, 10),
    ("up to half a million barrels", "barrels", 250000, 500000, 0, 500000),
    ("between $2 and $3 million", "$", 2000000, 3000000, 2000000, 3000000),
    ("30–40%", "%", 30, 40, 30, 40),
    ("millions of dollars", "$", 2000000, 10000000, 1000000, 20000000),
    ("3.33 km", "km", "3.33", "3.33", "3.325", "3.335"),
]

REFUSED = [
    ("", "There is no wording"),
    ("   ", "There is no wording"),
    ("…", "holds no word"),
    ("They were released", "“They were released” says no number"),
    ("in December and March", "says no number"),
    ("the detainees were released", "says no number"),
    ("14 more", "“14 more” is an increase, not a total"),
    ("another 14", "an increase, not a total"),
    ("a further 14", "an increase, not a total"),
    ("14 more members", "an increase, not a total"),
    ("14 members of 3 groups", "“14” and “3” are two numbers"),
    ("14 members and 3 leaders", "“14” and “3” are two numbers"),
    ("two men and a woman", "is a sum"),
    ("leaders and 14 men", "one number among others"),
    ("not 14", "“not” changes what “14” says"),
    ("denied that 14 were held", "“denied” changes"),
    ("14 were not released", "“not” changes"),
    ("wasn't 14", "“wasn't” changes"),
    ("40 percent", "“40 percent” is a share of something"),
    ("40%", "“40%” is a share of something"),
    ("$14", "is an amount of money here"),
    ("around the base 14 men", "“around” changes"),
    ("14 a day", "is a rate"),
    ("14 per week", "“per” changes"),
    ("a 14-year-old", "is an age"),
    ("-14", "below 0"),
    ("Covid-19", "is a name"),
    ("P10", "is a name"),
    ("in the past two weeks", "is a stretch of time"),
    ("was once detained", "says no number"),
    ("at once", "says no number"),
    ("militant outfit", "says no number"),
    ("the 2019 crackdown", "is a year"),
    ("000 men", "begins with a nought"),
    ("5 m", "“m” changes"),
    ("three-fold", "“fold” changes"),
    ("au moins 14", "“moins” changes"),
    ("a lot", "says no number"),
    ("a group of soldiers", "not how many"),
    ("a second soldier", "says no number"),
    ("in 2018", "is a year"),
    ("June 25", "is a day of a month"),
    ("fewer than 0", "no number"),
    ("up to 0", "no number"),
    ("between 20 and 10", "runs backwards"),
    ("12 (13–15)", "runs backwards"),
    ("12 of 11", "“12” is more than the whole, “11”"),
    ("five twenty", "two numbers"),
    ("1.500", "could be a decimal or thousands"),
    ("14²", "footnote"),
    ("1234567890123456", "too long a number"),
    ("1,000,000,000,000,000", "too long a number"),
    ("a thousand trillion", "too long a number"),
    ("ما لا يقل عن ١٤", "not in English"),
    ("14 " + "x" * 500, "longer than 500 characters"),
]


@pytest.mark.parametrize(("wording", "low", "high", "lowest", "highest"), COUNTS, ids=lambda value: str(value))
def test_it_reads_a_count(wording, low, high, lowest, highest):
    reading = read(wording, "count")
    assert (reading.expected, reading.possible) == (span(low, high), span(lowest, highest))
    assert not reading.relative


@pytest.mark.parametrize(("wording", "value"), ALIKE)
def test_it_reads_a_number_however_it_is_written(wording, value):
    assert read(wording, "count").expected == span(value, value)


@pytest.mark.parametrize(("wording", "unit", "low", "high", "lowest", "highest"), AMOUNTS)
def test_it_reads_an_amount_with_closed_bounds(wording, unit, low, high, lowest, highest):
    reading = read(wording, "amount")
    assert (reading.expected, reading.possible) == (span(low, high), span(lowest, highest))
    assert reading.unit == unit


@pytest.mark.parametrize(("wording", "message"), REFUSED)
def test_it_refuses_what_no_rule_explains(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "count")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("11 of 14", 11, 11),
        ("11 of the 14", 11, 11),
        ("one of the 14 detainees", 1, 1),
        ("at least 11 of the 14", 11, 14),
    ],
)
def test_a_number_of_a_whole_is_at_most_the_whole(wording, low, high):
    reading = read(wording, "count")
    assert reading.possible == span(low, high)
    assert not reading.relative


def test_two_different_currencies_are_refused():
    with pytest.raises(Unreadable, match="different units"):
        read("between $2 and €3", "amount")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_reads_its_own_example(rule):
    for kind in rule.kinds:
        if rule.refuses:
            with pytest.raises(Unreadable, match=rule.refuses.split(":")[0]):
                read(rule.example, kind, date(2020, 7, 1))
        else:
            assert read(rule.example, kind, date(2020, 7, 1)).rule == rule.name


def test_every_rule_says_what_a_methodology_page_prints():
    for rule in RULES:
        assert rule.refuses or (rule.expected and rule.possible)


def test_an_unknown_kind_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        read("14", "colour")
