"""Formulas: how a rule's spans are worked out, written as the methodology page prints them.

"0.9n … n−1" gives both bounds; "n" alone gives a point, an empty side an open bound. A bound is a sum of
terms, each a product of a number and names ("base + 2u"), or "above x", "below x", "larger of x and y".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from claims.wording.readings import Edges, Number, Term

ONE, ZERO = Decimal(1), Decimal(0)
_PIECE = re.compile(r"([+−-])|([0-9]+(?:\.[0-9]+)?)|([a-z]+)")


class Product(NamedTuple):
    """A number times the values of some names."""

    factor: Decimal
    names: tuple[str, ...]

    @property
    def is_step(self) -> bool:
        """Whether it is a step to the next whole number, which an amount does not take."""
        return not self.names and abs(self.factor) == 1


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound: the largest of some sums; `strictly` is 1 where it lies above that and −1 where below."""

    sums: tuple[tuple[Product, ...], ...]
    strictly: int = 0


Formula = tuple[Bound | None, Bound | None]


@cache
def formula(text: str) -> Formula:
    """The low and the high bound that a formula's text gives."""
    low, dots, high = text.partition("…")
    first = _bound(low.strip())
    return (first, _bound(high.strip())) if dots else (first, first)


def edges(text: str, values: Mapping[str, Decimal], kind: str) -> Edges:
    """Both bounds of a formula, unrounded, with the values of its names."""
    low, high = _sums(text, kind)
    return _edge(low, values), _edge(high, values)


def term(bound: Bound | None, values: Mapping[str, Number], kind: str, outward: bool) -> Term:
    """A bound as share × base + offset; an open bound is that of the base.

    "Above half" is the next whole number: of the multiples of 1/q that a share p/q of a whole base can be,
    the next one is rounded inward, and a whole step is rounded outward; both end on that number.
    """
    share, offset = Fraction(0), Fraction(0)
    for product in bound.sums[0] if bound else (Product(Decimal(1), ("base",)),):
        if kind != "count" and product.is_step:
            continue
        value = Fraction(product.factor)
        for name in product.names:
            if name != "base":
                value *= Fraction(values[name])
        if "base" in product.names:
            share += value
        else:
            offset += value
    if bound and kind == "count":
        offset += Fraction(bound.strictly, 1 if outward else share.denominator)
    return Term(share, Decimal(offset.numerator) / Decimal(offset.denominator))


def _bound(text: str) -> Bound | None:
    if not text:
        return None
    strictly = {"above": 1, "below": -1}.get(text.split()[0], 0)
    if strictly:
        text = text.split(maxsplit=1)[1]
    sums = text.removeprefix("larger of ").split(" and ") if text.startswith("larger of ") else [text]
    return Bound(tuple(_sum(part) for part in sums), strictly)


def _sum(text: str) -> tuple[Product, ...]:
    products: list[Product] = []
    factor, names = ONE, list[str]()
    for sign, digits, name in _PIECE.findall(text):
        if sign:
            products.append(Product(factor, tuple(names)))
            factor, names = ONE if sign == "+" else -ONE, []
        elif digits:
            factor *= Decimal(digits)
        else:
            names.append(name)
    products.append(Product(factor, tuple(names)))
    return tuple(products)


Sums = tuple[tuple[Product, ...], ...]


@cache
def _sums(text: str, kind: str) -> tuple[Sums | None, Sums | None]:
    """What the two bounds of a formula are the largest of; an amount takes no steps."""
    low, high = (
        None
        if bound is None
        else tuple(tuple(part for part in parts if kind == "count" or not part.is_step) for parts in bound.sums)
        for bound in formula(text)
    )
    return low, high


def _edge(sums: Sums | None, values: Mapping[str, Decimal]) -> Number | None:
    if sums is None:
        return None
    return _total(sums[0], values) if len(sums) == 1 else max([_total(products, values) for products in sums])


def _total(products: tuple[Product, ...], values: Mapping[str, Decimal]) -> Decimal:
    total = None
    for factor, names in products:
        value = factor
        for name in names:
            value = values[name] if value is ONE else value * values[name]
        total = value if total is None else total + value
    return ZERO if total is None else total
