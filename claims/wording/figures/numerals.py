"""Numerals: the value of a number in digits, with the separators that any country writes."""

from __future__ import annotations

from decimal import Decimal

from claims.wording.readings import DIGITS, Unreadable

LARGEST = Decimal(10) ** DIGITS
LONGEST = 60  # characters of a number that could be kept
SHOWN = 40  # characters of a long number in a message


def literal(text: str) -> Decimal:
    """The value of a numeral with its separators; Unreadable where it has two meanings or too many digits."""
    if text.isdigit() and len(text) <= DIGITS and (text[0] != "0" or text == "0"):
        return Decimal(text)
    if len(text) > LONGEST:
        raise Unreadable(too_long(text))
    if len(text) > 1 and text[0] == "0" and text[1] != ".":
        raise Unreadable(f"“{text}” begins with a nought, as no number does; write the number itself.")
    if text[0] == ".":
        text = f"0{text}"
    if "," in text and text.rfind(",") > text.rfind(".") > -1:
        text = text.replace(".", "").replace(",", ".")  # 1.234.567,89
    pieces = text.split(".")
    if len(pieces) > 2 and all(len(piece) == 3 for piece in pieces[1:]) and len(pieces[0]) <= 3:
        text = "".join(pieces)
    elif len(pieces) > 2:
        raise Unreadable(f"“{text}” is a version or an address, not a number; write it in plain digits.")
    for separator in " ,'":
        text = text.replace(separator, "")
    return checked(Decimal(text), text)


def checked(value: Decimal, wording: str) -> Decimal:
    """The value itself; Unreadable where it has more digits than a bound can keep."""
    if value >= LARGEST:
        raise Unreadable(too_long(wording))
    if value == value.to_integral_value():
        return value
    digits = value.as_tuple().digits
    if len(digits) > DIGITS and len(value.normalize().as_tuple().digits) > DIGITS:
        if not wording.replace(".", "").isdigit():  # a third of a million has no last digit
            return value.quantize(Decimal("0.0001"))
        raise Unreadable(too_long(wording))
    return value


def too_long(wording: str) -> str:
    """The message about a number that no bound can keep."""
    shown = wording if len(wording) <= SHOWN else wording[:SHOWN] + "…"
    return f"“{shown}” is too long a number: {DIGITS} digits, and less than 10^{DIGITS}, are the most."
