"""The words that numbers are written with: units, tens, scales, groups, parts and ordinals, as data."""

from __future__ import annotations

from decimal import Decimal

from claims.wording.tokens import words

UNITS_AND_TEENS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SMALL = dict.fromkeys(words("zero nought naught nil"), 0) | dict(zip(UNITS_AND_TEENS, range(1, 20), strict=True)) | TENS
DIGITS_SPOKEN = {word: str(value) for word, value in SMALL.items() if value < 10} | {"oh": "0"}
SCALES = {
    "hundred": 10**2, "thousand": 10**3, "lakh": 10**5, "lac": 10**5, "lkh": 10**5, "million": 10**6,
    "crore": 10**7, "krore": 10**7, "koti": 10**7, "billion": 10**9, "milliard": 10**9, "trillion": 10**12,
}  # fmt: skip
TOO_LARGE = words("quadrillion quintillion sextillion septillion octillion nonillion decillion")
GROUPS = {"dozen": 12, "score": 20}
SHORT = {
    "k": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "mio": 10**6, "b": 10**9,
    "bn": 10**9,
    "bln": 10**9, "tn": 10**12, "tln": 10**12, "trn": 10**12, "t": 10**12, "doz": 12, "dozs": 12, "dz": 12, "dzs": 12,
    "cr": 10**7,
}  # fmt: skip
MULTIPLIERS = {word: Decimal(value) for word, value in (SCALES | GROUPS | SHORT).items()}
BEHIND_WORDS = words("cr bn mn doz dozs dz")  # a scale behind a number in words too
TOUCHING = frozenset("mbt") | {"mm"}  # a scale only where it touches its number: "5m", never "5 m"
PLURALS = {"tens": Decimal(10)} | {word + "s": Decimal(value) for word, value in (SCALES | GROUPS).items()}
TIMES = {"once": Decimal(1), "twice": Decimal(2), "thrice": Decimal(3)}
BEHIND_ONCE = words("or in during since before on this that and") | {""}
NUMBER_WORDS = frozenset(SMALL.keys() | SCALES.keys() | TOO_LARGE | {"dozen"})
ONE_PART = {
    "half": Decimal("0.5"), "quarter": Decimal("0.25"), "fourth": Decimal("0.25"), "third": Decimal(1) / 3,
    "fifth": Decimal("0.2"), "sixth": Decimal(1) / 6, "seventh": Decimal(1) / 7, "eighth": Decimal("0.125"),
    "ninth": Decimal(1) / 9, "tenth": Decimal("0.1"),
}  # fmt: skip
PARTS = ONE_PART | {("halves" if word == "half" else word + "s"): value for word, value in ONE_PART.items()}
ARTICLES = words("a an")
VULGAR = {
    sign: Decimal(top) / bottom
    for sign, top, bottom in (
        ("½", 1, 2), ("¼", 1, 4), ("¾", 3, 4), ("⅓", 1, 3), ("⅔", 2, 3), ("⅕", 1, 5), ("⅖", 2, 5), ("⅗", 3, 5),
        ("⅘", 4, 5), ("⅙", 1, 6), ("⅚", 5, 6), ("⅛", 1, 8), ("⅜", 3, 8), ("⅝", 5, 8), ("⅞", 7, 8),
    )
}  # fmt: skip
FIRST_WORDS = frozenset(NUMBER_WORDS | TIMES.keys() | VULGAR.keys() | words("a an half quarter point"))
ORDINALS = words("""
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth
    ninetieth hundredth thousandth millionth billionth trillionth hundredths thousandths millionths billionths
    trillionths twentieths thirtieths fortieths fiftieths
""")
GOES_ON = frozenset(
    NUMBER_WORDS | {"score"} | VULGAR.keys() | SHORT.keys() | PLURALS.keys() | PARTS.keys() | ORDINALS | {"point"}
)
BEGINS_PART = frozenset(SMALL.keys() | PARTS.keys() | ARTICLES)
POWERS = words("e x")  # 1e10, 1.3x10^6
FIRST_THREE = words("first second third")
