"""Hedges: several at once, on both sides, with corrections, and at both ends of a range."""

from decimal import Decimal

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read


def span(low, high):
    return Span(None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)))


# wording, expected low and high, possible low and high; worked out by hand from the inside out
COUNTS = [
    # a verb that passes or comes near a number
    ("death toll in Gaza has passed 1,000", 1001, 2000, 1001, None),
    ("the number crossed 1,000", 1001, 2000, 1001, None),
    ("pushed the toll past 1,000", 1001, 2000, 1001, None),
    ("the toll neared 1,000", 900, 999, 800, 999),
    ("approaches 1,000", 900, 999, 800, 999),
    ("rose to 14", 14, 14, 14, 14),
    ("passed 14 laws", 14, 14, 14, 14),
    # a correction keeps the margin of a bare round number
    ("1,200, up from 1,100", 1200, 1200, 1150, 1250),
    ("1,200 (revised from 1,400)", 1200, 1200, 1150, 1250),
    ("about 1,200, up from 1,100", 1080, 1320, 960, 1440),
    # feared of a vague number
    ("dozens feared dead", 24, 119, 0, 239),
    ("hundreds could be trapped", 200, 999, 0, 1999),
    ("14 could be dead", 14, 14, 0, 14),
    # words for about, nearly, just over
    ("est. 200", 180, 220, 160, 240),
    ("14 est.", 13, 15, 11, 17),
    ("something like 200", 180, 220, 160, 240),
    ("estimated to be 200", 180, 220, 160, 240),
    ("give or take 200", 180, 220, 160, 240),
    ("closer to 200", 180, 220, 160, 240),
    ("nigh on 200", 180, 199, 160, 199),
    ("verging on 200", 180, 199, 160, 199),
    ("a touch under 200", 180, 199, 160, 199),
    ("a shade over 200", 201, 220, 201, 240),
    ("14 upwards", 14, 28, 14, None),
    ("from 14 onwards", 14, 28, 14, None),
    ("14 (min)", 14, 28, 14, None),
    ("14 (max)", 7, 14, 0, 14),
    ("20, possibly more", 20, 40, 20, None),
    ("20 if not more", 20, 40, 20, None),
    ("two (possibly three)", 2, 3, 2, 3),
    ("14 all told", 14, 14, 14, 14),
    ("believed to number 20", 20, 20, 20, 20),
    ("more then 200", 201, 400, 201, None),
    # a plural unit in digits
    ("10s of thousands", 20000, 99999, 10000, 199999),
    ("100s of people", 200, 999, 100, 1999),
    # the same hedge said twice
    ("over 200+", 200, 400, 200, None),
    ("upwards of at least 20", 20, 40, 20, None),
    ("around about 200", 180, 220, 160, 240),
    ("some hundreds", 200, 999, 100, 1999),
    # a word behind a number that hedges something else
    ("14 odd jobs", 14, 14, 14, 14),
    ("14-odd people", 14, 17, 14, 21),
    ("14 killed at least", 14, 28, 14, None),
    ("20 people perhaps", 20, 20, 0, 20),
    # several hedges at once
    ("at least nearly 40", 36, 78, 32, None),  # nearly 40: 36 … 39, 32 … 39
    ("perhaps as many as 60 or more", 30, 120, 0, None),  # 60 or more: 60 … 120, 60 …
    ("up to about 100", 45, 110, 1, 120),
    ("more than several hundred", 301, 1400, 201, None),
    ("at least dozens", 24, 238, 12, None),
    ("no more than a handful", 2, 6, 0, 9),
    ("nearly a dozen or so", 10, 12, 7, 14),  # a dozen or so: 11 … 13, 9 … 15
    ("fewer than about 12", 6, 12, 0, 14),
    ("possibly more than 20", 21, 40, 0, None),
    ("feared at least 30", 30, 60, 0, None),
    ("a total of about 50", 45, 55, 40, 60),
    ("perhaps up to about 20", 9, 22, 0, 24),  # three of them
    ("at least several dozen", 36, 168, 24, None),
    # hedged ranges
    ("about 10 to 15", 9, 16, 8, 18),
    ("some 20 to 30", 18, 33, 16, 36),
    ("at least 20 to 30", 20, 60, 20, None),
    ("up to 10 or 12", 5, 12, 1, 12),
    ("as many as two or three dozen", 12, 36, 1, 36),
    ("from eight to as many as ten", 8, 10, 8, 10),
    ("between about 10 and 20", 9, 20, 8, 20),
    # two-sided
    ("more than 10 and less than 40", 11, 39, 11, 39),
    ("more than 10 but fewer than 20", 11, 19, 11, 19),
    ("over 20 but fewer than 30", 21, 29, 21, 29),
    ("fewer than 30 but more than 20", 21, 29, 21, 29),
    ("at least 5 but no more than 9", 5, 9, 5, 9),
    ("5 or more but fewer than 10", 5, 9, 5, 9),
    ("above 1,000 and below 1,500", 1001, 1499, 1001, 1499),
    ("more than 10 people but fewer than 20", 11, 19, 11, 19),
    ("larger than 12, smaller than or equal to 20", 13, 20, 13, 20),
    # one-sided
    ("greater than 10", 11, 20, 11, None),
    ("bigger than or equal to 10", 10, 20, 10, None),
    ("smaller than 10", 5, 9, 0, 9),
    ("lower or equal to 10", 5, 10, 0, 10),
    ("10 or above", 10, 20, 10, None),
    ("10 and over", 10, 20, 10, None),
    ("10 or possibly more", 10, 20, 10, None),
    ("10-plus", 10, 20, 10, None),
    ("min 10", 10, 20, 10, None),
    ("a good dozen", 12, 24, 12, None),
    ("10 or below", 5, 10, 0, 10),
    ("10 max", 5, 10, 0, 10),
    ("does not exceed 10", 5, 10, 0, 10),
    ("not exceeding 10", 5, 10, 0, 10),
    ("> 10", 11, 20, 11, None),
    (">= 10", 10, 20, 10, None),
    ("≥ 10", 10, 20, 10, None),
    ("< 10", 5, 9, 0, 9),
    ("=< 10", 5, 10, 0, 10),
    ("exceeds 10", 11, 20, 11, None),
    ("well over 10", 11, 20, 11, None),
    ("far fewer than 10", 5, 9, 0, 9),
    ("as few as 30", 30, 60, 30, None),
    ("as little as 3", 3, 8, 3, None),
    ("equal to 20", 20, 20, 20, 20),
    # near
    ("not quite 40", 36, 39, 32, 39),
    ("barely 40", 36, 40, 32, 44),
    ("a full 14", 14, 14, 14, 14),
    ("40 ± 5", 40, 40, 35, 45),
    ("40 plus or minus 5", 40, 40, 35, 45),
    ("40, give or take 5", 40, 40, 35, 45),
    ("40 people, give or take", 36, 44, 32, 48),
    ("14-ish", 13, 15, 11, 17),
    ("14 (approx.)", 13, 15, 11, 17),
    ("upto 14", 7, 14, 1, 14),
    ("14 (at least)", 14, 28, 14, None),
    ("[about] 14", 13, 15, 11, 17),
    # ranges
    ("anywhere from 10 to 20", 10, 20, 10, 20),
    ("10 through 20", 10, 20, 10, 20),
    ("5~10", 5, 10, 5, 10),
    ("one or two", 1, 2, 1, 2),
    ("two or one", 1, 2, 1, 2),
    ("10, 11 or 12", 10, 12, 10, 12),
    ("10 or 11 or 12", 10, 12, 10, 12),
    ("14, possibly 16", 14, 16, 14, 16),
    ("40 if not 50", 40, 50, 40, 50),
    ("a dozen or two", 12, 24, 12, 24),
    ("a hundred or two", 100, 200, 100, 200),
    ("dozens or hundreds", 24, 999, 12, 1999),
    ("dozens if not hundreds", 24, 999, 12, 1999),
    ("hundreds, perhaps thousands", 200, 9999, 100, 19999),
    ("tens if not hundreds of thousands", 20000, 999999, 10000, 1999999),
    ("in the hundreds", 200, 999, 100, 1999),
    ("in the low hundreds", 100, 399, 100, 499),
    ("mid-hundreds", 400, 699, 300, 799),
    ("the high thousands", 7000, 9999, 6000, 9999),
    ("single digits", 1, 9, 1, 9),
    ("in double figures", 10, 99, 10, 99),
    ("a four-figure number", 1000, 9999, 1000, 9999),
    ("a trio of gunmen", 3, 3, 3, 3),
    ("a couple hundred", 200, 200, 200, 300),
    # a negation
    ("not a single one", 0, 0, 0, 0),
    ("not more than 20", 10, 20, 0, 20),
    ("none at all", 0, 0, 0, 0),
    ("no civilian casualties", 0, 0, 0, 0),
    # corrections
    ("14 (later corrected to 11)", 11, 11, 11, 11),
    ("14 men (revised to 11)", 11, 11, 11, 11),
    ("11 (not 14)", 11, 11, 11, 11),
    ("11, not 14", 11, 11, 11, 11),
    ("14 (corrected from 11)", 14, 14, 14, 14),
    ("12 (earlier reports said 10)", 12, 12, 12, 12),
    ("14, up from 10", 14, 14, 14, 14),
    ("doubled to 14", 14, 14, 14, 14),
]

REFUSED = [
    ("goes up to 14", "either a total that was reached or the most"),
    ("rose up to 14", "either a total that was reached or the most"),
    ("crossed 1,000", "may be a number that is passed, or one that is counted"),
    ("several feared dead", "is only feared or possible"),
    ("14 feared militants", "is only feared or possible"),
    ("14 possibly armed men", "“possibly” changes what “14” says"),
    ("14 people, perhaps for the first time", "“perhaps” changes what “14” says"),
    ("14 maximum security prisoners", "“maximum” changes what “14” says"),
    ("14 plus the driver", "“plus” changes what “14” says"),
    ("14, at least for now", "“least” changes what “14” says"),
    ("more than 40 but fewer than 30", "leaves no number between the two"),
    ("less than more than 10", "says both “fewer than n” and “more than n”"),
    ("rose from 10 to 14", "is a change from one total to another"),
    ("up from 10", "is a change"),
    ("fell by 14", "is a change, not a total"),
    ("forty-five (46)", "says 45 in one place and 46 in the other"),
    ("between about 30 and 20", "runs backwards"),
    ("thousands or hundreds", "runs backwards"),
    ("at least three more", "“more” changes"),
    ("a man and a woman", "one number among others"),
    ("14 or more killed, at least 3 wounded", "two numbers"),
    ("14 instead of 11", "two numbers"),
    ("nearly 14, perhaps 16", "two numbers"),
    ("up 14", "is a change, not a total"),
    ("an increase of 14", "is a change, not a total"),
    ("dozens and hundreds", "names two units"),
    ("twice the number", "is a comparison, not a total"),
    ("three times as many", "is a comparison"),
]


@pytest.mark.parametrize(("wording", "low", "high", "lowest", "highest"), COUNTS, ids=lambda value: str(value))
def test_it_reads_a_hedged_count(wording, low, high, lowest, highest):
    reading = read(wording, "count")
    assert (reading.expected, reading.possible) == (span(low, high), span(lowest, highest))


@pytest.mark.parametrize(("wording", "message"), REFUSED)
def test_it_refuses_hedges_that_leave_nothing_to_read(wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, "count")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("wording", "low", "high", "note"),
    [
        ("3–4,000", 3000, 4000, "3 is read as 3,000, since 4,000 follows it."),
        ("3 to 4,000", 3000, 4000, "3 is read as 3,000"),
        ("10–15,000", 10000, 15000, "10 is read as 10,000"),
        ("two to three million", 2000000, 3000000, "two is read as 2,000,000, since three million follows it."),
        ("between 3 and 4 dozen", 36, 48, "3 is read as 36"),
        ("between 3 and 4,000", 3, 4000, ""),
        ("5–1,000", 5, 1000, ""),
        ("500 to 1 thousand", 500, 1000, ""),
        ("0–4,000", 0, 4000, ""),
    ],
)
def test_a_scale_that_is_shared_is_named_in_the_note(wording, low, high, note):
    reading = read(wording, "count")
    assert reading.possible == span(low, high)
    assert reading.note.startswith(note) and bool(reading.note) == bool(note)


def test_hedges_within_one_another_are_named_in_the_note():
    assert read("at least nearly 40", "count").note == "40 is hedged twice: “nearly n” within “at least n”."
    assert "three times" in read("perhaps up to about 20", "count").note
    assert read("at least dozens", "count").note == "“at least n” is read of “dozens”."
    assert read("about 10 to 15", "count").note == read("nearly 40", "count").note == ""


def test_the_rule_that_is_named_is_the_outer_one():
    assert read("at least nearly 40", "count").rule == "at least n"
    assert read("14 (later corrected to 11)", "count").rule == "n, corrected"


def test_a_correction_says_which_figure_stands():
    assert "stands" in read("14 (later corrected to 11)", "count").note
