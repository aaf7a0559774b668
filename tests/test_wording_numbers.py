"""Numbers: one value in its many writings, and the units of amounts."""

from decimal import Decimal

import pytest

from claims.spans import Span
from claims.wording import Unreadable, read


def point(value):
    return Span(Decimal(str(value)), Decimal(str(value)))


COUNTS = [
    # digits
    ("1,234,567", 1234567),
    ("1 234 567", 1234567),
    ("1\u00a0234\u202f567", 1234567),
    ("1'234'567", 1234567),
    ("12,34,567", 1234567),
    ("1.5 million", 1500000),
    ("2.3bn", 2300000000),
    ("2.3 Bn", 2300000000),
    ("10k", 10000),
    ("10 K", 10000),
    ("5MM", 5000000),
    ("5mil", 5000000),
    ("5 mln", 5000000),
    ("3 crore", 30000000),
    ("1 lakh 20 thousand", 120000),
    ("1½ million", 1500000),
    ("٣٫٥ million", 3500000),
    # words and digits
    ("4 thousand 3 hundred", 4300),
    ("4 thousand 3 hundred and 21", 4321),
    ("3 hundred and 21", 321),
    ("12 hundred", 1200),
    ("2 dozen", 24),
    # words
    ("twelve hundred", 1200),
    ("thirty-three hundred", 3300),
    ("a thousand and one", 1001),
    ("a hundred and five", 105),
    ("one hundred five", 105),
    ("One Hundred And Five", 105),
    ("hundred and five", 105),
    ("two hundred and two thousand", 202000),
    ("two thousand and two hundred", 2200),
    ("twenty-one thousand, three hundred and four", 21304),
    ("seven million two hundred and six thousand and nine", 7206009),
    ("six crore and two hundred", 60000200),
    ("three lakh crore", 3000000000000),
    ("two thousand million", 2000000000),
    ("twenty‐one", 21),
    ("twenty – one", 21),
    ("forty two", 42),
    ("fourty-two", 42),
    ("four score", 80),
    ("two dozens", 24),
    ("two hundred dozen", 2400),
    ("three hundred and two dozen", 324),
    ("a dozen and a half", 18),
    ("dozen", 12),
    ("two and a half thousand", 2500),
    ("two and a half million", 2500000),
    ("one million and a half", 1500000),
    ("3 million and a quarter", 3250000),
    ("a billion and a half million", 1000500000),
    ("half a million", 500000),
    ("half-a-million", 500000),
    ("quarter of a million", 250000),
    ("three quarters of a million", 750000),
    ("two point five million", 2500000),
    ("naught", 0),
    # twice over
    ("forty-five (45)", 45),
    ("45 (forty-five)", 45),
    ("fourteen [14]", 14),
    # with something around it
    ("14 members", 14),
    ("the 14", 14),
    ("50-strong", 50),
    ("14-member cell", 14),
    ("11 of the detainees", 11),
    ("“14”", 14),
    ("**14**", 14),
    ("14 times", 14),
    ("thrice", 3),
]

AMOUNTS = [
    ("Rs 500", "₹", 500),
    ("₹5 crore", "₹", 50000000),
    ("USD 5 million", "$", 5000000),
    ("US$ 5m", "$", 5000000),
    ("5 million US dollars", "$", 5000000),
    ("a US$5 million", "$", 5000000),
    ("$1.2 M", "$", 1200000),
    ("IQD 3bn", "IQD", 3000000000),
    ("3 billion dinars", "IQD", 3000000000),
    ("HK$20", "HK$", 20),
    ("20 dollars and 43 cents", "$", "20.43"),
    ("£3 20p", "£", "3.2"),
    ("five per cent", "%", 5),
    (".5 percent", "%", "0.5"),
    ("2.5 metres", "metres", "2.5"),
    ("10 1/2 miles", "miles", "10.5"),
    ("3½ tonnes", "tonnes", "3.5"),
    ("half a gallon", "gallons", "0.5"),
    ("a quarter-mile", "miles", "0.25"),
    ("a dollar", "$", 1),
    ("1.234,5 km", "km", "1234.5"),
    ("nine point nought four tonnes", "tonnes", "9.04"),
    ("14 tonnes a day", "tonnes/days", 14),
    ("200 kilometres per hour", "km/hours", 200),
    ("40 square kilometres", "km²", 40),
    ("34 years old", "years", 34),
    ("for 14 years", "years", 14),
]

RANGES = [
    ("€1.5–2 million", "€", 1500000, 2000000),
    ("$10 to $20", "$", 10, 20),
    ("$10-$20", "$", 10, 20),
    ("10% to 15%", "%", 10, 15),
    ("1.5–2.5%", "%", "1.5", "2.5"),
    ("between $3 and $4 million", "$", 3000000, 4000000),
    ("3km-5km", "km", 3, 5),
    ("more than $5 but less than $9", "$", 5, 9),
    ("2.5 ± 0.5 tonnes", "tonnes", 2, 3),
    ("from 9.5 to 20", None, "9.5", 20),
]

REFUSED = [
    ("count", "2.5 men", "not a whole number"),
    ("count", "two and a half", "not a whole number"),
    ("count", "1.500", "could be a decimal or thousands"),
    ("count", "007", "begins with a nought"),
    ("count", "1e10", "written with a power"),
    ("count", "1.3x10^6", "written with a power"),
    ("count", "-14", "is below 0"),
    ("count", "minus fourteen", "is below 0"),
    ("count", "between -5 and 5", "is below 0"),
    ("amount", "<-30", "is below 0"),
    ("amount", "$-5", "is below 0"),
    ("count", "two quintillion", "too long a number"),
    ("count", "one twenty two", "two numbers"),
    ("count", "4000 3 hundred", "two numbers"),
    ("count", "3 hundred and 2 hundred", "two numbers"),
    ("count", "1,3", "decimal comma"),
    ("count", "14 10", "two numbers"),
    ("count", "10G", "could be a scale, a unit or a name"),
    ("amount", "1,674.5 G", "could be a scale, a unit or a name"),
    ("count", "14h00", "could be a scale, a unit or a name"),
    ("count", "twenty fifths", "says no number"),
    ("amount", "two millionths", "says no number"),
    ("count", "twenty-first", "says no number"),
    ("count", "21st", "says no number"),
    ("amount", "$3 €", "two units"),
    ("amount", "tenth of a gallon", "says no number"),
    ("count", "245 23 yen", "two numbers"),
]


@pytest.mark.parametrize(("wording", "value"), COUNTS)
def test_it_reads_a_number_however_it_is_written(wording, value):
    assert read(wording, "count").expected == point(value)


@pytest.mark.parametrize(("wording", "unit", "value"), AMOUNTS)
def test_it_reads_an_amount_with_its_unit(wording, unit, value):
    reading = read(wording, "amount")
    assert (reading.expected, reading.unit) == (point(value), unit)


@pytest.mark.parametrize(("wording", "unit", "low", "high"), RANGES)
def test_it_reads_a_range_of_amounts_with_closed_bounds(wording, unit, low, high):
    reading = read(wording, "amount")
    assert (reading.possible, reading.unit) == (Span(Decimal(str(low)), Decimal(str(high))), unit)


@pytest.mark.parametrize(("kind", "wording", "message"), REFUSED)
def test_it_refuses_by_name_what_is_no_number_of_things(kind, wording, message):
    with pytest.raises(Unreadable) as refused:
        read(wording, kind)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("wording", "phrase", "unread"),
    [
        ("14", "14", ()),
        ("about 14 men", "about 14", ("men",)),
        ("The base held “about 14” men.", "about 14", ("The base held", "men")),
        ("14 attacks since 2019", "14", ("attacks since 2019",)),
        ("(14)", "14", ()),
        ("soldiers killed", "soldiers", ("killed",)),
        ("forty-five (45) men", "forty-five (45)", ("men",)),
    ],
)
def test_a_reading_says_what_it_read_and_what_it_left(wording, phrase, unread):
    reading = read(wording, "count")
    assert (reading.phrase, reading.unread) == (phrase, unread)


def test_parts_of_a_scale_are_rounded_outward_in_the_possible_span():
    reading = read("a third of a million", "count")
    assert (reading.expected, reading.possible) == (point(333333), Span(Decimal(333333), Decimal(333334)))
