"""Units: the currencies and measures that stand before or behind the number of an amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from claims.wording.figures.amounts import Amount, part_at, text_at
from claims.wording.figures.number_words import ARTICLES, FIRST_WORDS, PARTS
from claims.wording.figures.numbers import numbers_at
from claims.wording.tokens import NUMERAL, SIGN, WORD, Token, words


def _spellings(*rows: str) -> dict[str, str]:
    """Each row's first word for all of its words."""
    return {word: row.split()[0] for row in rows for word in row.split()}


CURRENCIES = _spellings(
    "$ us$ usd dollars dollar bucks buck", "€ eur euros euro", "£ gbp sterling", "¥ yen jpy", "IQD iqd dinars dinar",
    "IRR irr rials rial", "tomans toman", "₹ inr rs rupees rupee", "CNY cny yuan renminbi rmb", "CHF chf francs franc",
    "CAD cad", "AUD aud", "SAR sar riyals riyal", "AED aed dirhams dirham", "₺ try lira liras lire", "SEK sek",
    "NOK nok", "DKK dkk", "₽ rub roubles rouble rubles ruble", "₪ ils shekels shekel", "SYP syp", "KWD kwd", "EGP egp",
    "JOD jod", "LBP lbp", "pounds pound",
)  # fmt: skip
SIGNS = frozenset("$€£¥₹₺₽₪¢")
# Codes and signs that may stand before a number.
BEFORE = SIGNS - {"¢"} | words("""
    us$ usd eur gbp iqd irr inr rs cny chf cad aud sar aed sek nok dkk rub ils jpy syp kwd egp jod lbp
""")
LETTERED_SIGNS = words("us hk au nz c ca a s nt r")  # US$, HK$, C$
LETTERED = {"us": "$", "ca": "C$", "au": "A$"}
AMOUNT_WORDS = frozenset(FIRST_WORDS | BEFORE | LETTERED_SIGNS)
TIMES = words("days weeks months years hours minutes seconds decades points")  # "a day" is a rate or a date
MONEY = frozenset(CURRENCIES.values())
HUNDREDTHS = words("cent cents pence penny pennies c p ¢")
MEASURES = _spellings(
    "tonnes tonne", "tons ton", "kg kgs kilograms kilogram kilogrammes kilos kilo", "metres meters metre meter",
    "km kms kilometres kilometers kilometre kilometer", "miles mile mi", "hectares hectare ha", "acres acre",
    "barrels barrel bbl bpd", "litres liters litre liter l ltr", "gallons gallon gal gals", "hours hour hrs hr",
    "minutes minute mins min", "seconds", "days day", "weeks week", "months month", "years year yrs yr",
    "decades decade",
    "MW mw megawatts megawatt", "GW gw gigawatts gigawatt", "kW kw kilowatts kilowatt", "MWh mwh", "kWh kwh",
    "grams gram grammes gramme g gr", "mg mgs milligrams milligram",
    "ml mls millilitres milliliters millilitre milliliter",
    "cl", "hectolitres hectoliters hectolitre hectoliter", "feet foot ft", "inches inch in", "yards yard yd",
    "cm cms centimetres centimeters centimetre centimeter", "mm millimetres millimeters millimetre millimeter",
    "lb lbs", "ounces ounce oz", "cups cup", "degrees degree deg °", "celsius", "fahrenheit", "knots knot",
    "volts volt",
    "watts watt", "bytes byte", "kb kilobytes", "MB mb megabytes", "GB gb gigabytes", "TB tb terabytes", "cents cent",
    "pence penny pennies", "points point", "kph kmh", "mph", "nm", "hz", "bits bit",
)  # fmt: skip
UNITS = CURRENCIES | MEASURES | _spellings("% percent pc pct percentage percents percentages")
UNITS |= {"¢": "¢"}
TWO_WORDS = {
    "us dollars": "$", "us dollar": "$", "us $": "$", "per cent": "%", "percentage points": "points",
    "percentage point": "points", "metric tons": "tonnes", "metric tonnes": "tonnes", "pounds sterling": "£",
    "square kilometres": "km²", "square kilometers": "km²", "square km": "km²", "sq km": "km²", "square miles": "mi²",
    "square metres": "m²", "square meters": "m²", "sq m": "m²", "square feet": "ft²", "cubic metres": "m³",
    "cubic meters": "m³", "cubic kilometers": "km³", "cubic kilometres": "km³", "cubic metre": "m³",
    "square kilometer": "km²",
    "square kilometre": "km²", "cubic feet": "ft³", "iraqi dinars": "IQD", "iraqi dinar": "IQD", "swiss francs": "CHF",
    "nautical miles": "nm", "degrees celsius": "°C", "degrees fahrenheit": "°F", "degrees c": "°C", "degrees f": "°F",
    "° c": "°C", "° f": "°F", "° celsius": "°C", "° fahrenheit": "°F", "indian rupees": "₹", "british pounds": "£",
}  # fmt: skip
POWERS = {"2": "²", "3": "³"}
POWERED = words("km cm mm") | {"metres", "miles"}
FIRST_OF_TWO = frozenset(pair.split()[0] for pair in TWO_WORDS)
TOUCHING = words("m t")  # only where they touch the number: "5m"


def amount_at(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """The numbers that begin at a token, each with the unit that stands before or behind it."""
    start, before = at, None
    if tokens[at].text in LETTERED_SIGNS and text_at(tokens, at + 1) == "$" and _touch(tokens, at):
        start, before = at + 2, LETTERED.get(tokens[at].text) or tokens[at].text.upper() + "$"
    elif tokens[at].text in BEFORE:
        start, before = at + 1, CURRENCIES[tokens[at].text]
    if start >= len(tokens):
        return []
    found = []
    for number, end in numbers_at(tokens, start):
        unit, after = unit_at(tokens, end)
        if before and unit and before != unit:
            problem = f"“{number.wording}” has two units, {before} and {unit}; write which one is meant."
            number = number._replace(problem=number.problem or problem)
        unit = before or unit
        if unit and after < len(tokens):
            unit, after = _rate(tokens, unit, after)
        found.append(_with_hundredths(tokens, number._replace(unit=unit), after))
    return found or _part_of_unit(tokens, start)


def unit_at(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The unit that stands at a token, or behind a hyphen there, and the place behind it."""
    if at >= len(tokens):
        return None, at
    place = at + (tokens[at].text == "-")
    one = text_at(tokens, place)
    if one in FIRST_OF_TWO:
        two = f"{one} {text_at(tokens, place + 1)}"
        if two in TWO_WORDS:
            return TWO_WORDS[two], place + 2
    unit = UNITS.get(one)
    if (
        unit is None
        or (one == "in" and place + 1 < len(tokens))
        or (one in TOUCHING and tokens[place].start != tokens[place - 1].end)
        or (one in BEFORE and place + 1 < len(tokens) and _stands_before(tokens, place))
        or (one in ("g", "m") and tokens[place].capital)
    ):
        return None, at
    if unit in POWERED and text_at(tokens, place + 1) in POWERS and _touch(tokens, place):
        return unit + POWERS[tokens[place + 1].text], place + 2
    return unit, place + 1


def _touch(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token touches the one behind it."""
    return at + 1 < len(tokens) and tokens[at].end == tokens[at + 1].start


def _stands_before(tokens: Sequence[Token], place: int) -> bool:
    """Whether a sign of a currency belongs to the number behind it."""
    return tokens[place + 1].kind == NUMERAL and tokens[place].end == tokens[place + 1].start


def _rate(tokens: Sequence[Token], unit: str, end: int) -> tuple[str, int]:
    """The unit with what it is per: "kilometres per hour", "barrels a day"."""
    joint, then = text_at(tokens, end), text_at(tokens, end + 1)
    if not then:
        return unit, end
    if joint == "per" and tokens[end + 1].kind == WORD:
        return f"{unit}/{UNITS.get(then, then)}", end + 2
    if joint == "/" and tokens[end + 1].kind == WORD:
        then = {"h": "hours", "s": "seconds"}.get(then, then)
        squared = POWERS.get(text_at(tokens, end + 2), "") if _touch(tokens, end + 1) else ""
        return f"{unit}/{UNITS.get(then, then)}{squared}", end + 2 + bool(squared)
    if joint in ARTICLES and UNITS.get(then) in TIMES:
        return f"{unit}/{UNITS[then]}", end + 2
    return unit, end


def _with_hundredths(tokens: Sequence[Token], number: Amount, end: int) -> tuple[Amount, int]:
    """A sum of money with its smaller coins: "20 dollars and 43 cents", "$20 43c"."""
    if number.unit not in MONEY:
        return number, end
    start = end + (text_at(tokens, end) == "and")
    if start >= len(tokens) or tokens[start].kind == SIGN:
        return number, end
    for coins, after in numbers_at(tokens, start):
        if coins.value < 100 and text_at(tokens, after) in HUNDREDTHS:
            return number._replace(value=number.value + coins.value / 100, decimal=True), after + 1
    return number, end


def _is_of_part(tokens: Sequence[Token], at: int) -> bool:
    """Whether a part is named before a unit: "tenth of a gallon"."""
    return at > 1 and tokens[at - 1].text == "of" and tokens[at - 2].text in PARTS


def _part_of_unit(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """A part of a unit, or one unit: "half a gallon", "quarter-mile", "a tenth of a mile", "a gallon"."""
    part = part_at(tokens, at)
    if part:
        value, place = part
        for joint in ("-", "of", "a"):
            place += text_at(tokens, place) == joint
    elif tokens[at].text in ARTICLES and not _is_of_part(tokens, at):
        value, place = Decimal(1), at + 1
    else:
        return []
    unit, end = unit_at(tokens, place)
    if unit is None or (part is None and unit in TIMES) or tokens[end - 1].text in BEFORE:
        return []
    wording = " ".join(token.text for token in tokens[at:end])
    return [_with_hundredths(tokens, Amount(value, False, Decimal(1), unit, Decimal("0.5"), wording), end)]
