"""Wordings that fit a value, each with what the product's own rules read it as."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from claims.assessment.relative import Said, work_out
from claims.models import Assertion, Claim, Option, Source
from claims.review.claims import number_tree
from claims.spans import Span, is_specific, on_axis

from . import words


class Saying(NamedTuple):
    """Words with the columns in which an assertion keeps their reading; `option` counts from the claim's first."""

    wording: str
    rule: str
    rules_version: int
    problem: str
    explanation: str
    terms: list[list[str]] | None
    option: int | None
    expected_low: Decimal | None
    expected_high: Decimal | None
    possible_low: Decimal | None
    possible_high: Decimal | None
    base_used: str
    rebased: bool
    specific: bool

    @property
    def said(self) -> Said:
        return Said(Span(self.expected_low, self.expected_high), Span(self.possible_low, self.possible_high))

    def allows(self, value: Decimal) -> bool:
        """Whether the value is what most readers would take the words to mean."""
        low, high = self.expected_low, self.expected_high
        return not self.problem and (low is None or low <= value) and (high is None or value <= high)


class Asked(NamedTuple):
    """What a claim is read by: its kind, its unit, what it counts, and its options as (name, parent, aliases)."""

    kind: str
    unit: str = ""
    things: str = ""
    options: tuple[tuple[str, int | None, str], ...] = ()


class Reader:
    """Reads each distinct wording once, by Assertion.read()."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], Saying] = {}
        self.worked_out: dict[tuple[Any, ...], Saying] = {}
        self.trees: dict[Asked, list[Option]] = {}
        self.rows: dict[Asked, Assertion] = {}
        self.days: dict[date | None, Source] = {}

    def read(
        self, asked: Asked, wording: str, published: date | None = None, *, relative: bool = False, denied: bool = False
    ) -> Saying:
        """What the product makes of a wording; `published` where it is read from the day of publication."""
        key = (asked.kind, asked.unit, asked.options, wording, published, relative, denied)
        found = self.known.get(key)
        if found is None:
            row, row.source = self.row(asked), self.source(published)
            row.wording, row.stance = wording, "denies" if denied else "asserts"
            row.base_id = 1 if relative else None
            row.read(self.tree(asked))
            columns = {name: getattr(row, name) for name in Saying._fields if name != "option"}
            found = Saying(**columns, option=None if row.option is None else row.option.pk - 1)
            self.known[key] = found
        return found

    def row(self, asked: Asked) -> Assertion:
        if asked not in self.rows:
            self.rows[asked] = Assertion(claim=Claim(kind=asked.kind, unit=asked.unit))
        return self.rows[asked]

    def source(self, published: date | None) -> Source:
        if published not in self.days:
            self.days[published] = Source(published_on=published)
        return self.days[published]

    def tree(self, asked: Asked) -> list[Option]:
        """The options of such a claim, placed, with keys from 1 on."""
        if asked not in self.trees:
            options = [
                Option(pk=at + 1, name=name, parent_id=None if parent is None else parent + 1, aliases=aliases)
                for at, (name, parent, aliases) in enumerate(asked.options)
            ]
            number_tree(options)
            self.trees[asked] = options
        return self.trees[asked]

    def on(self, asked: Asked, saying: Saying, said: Said, base_used: str) -> Saying:
        """A relative saying worked out from what is said of its base."""
        key = (asked.kind, asked.unit, saying.wording, said, base_used)
        found = self.worked_out.get(key)
        if found is None:
            if len(self.worked_out) > 100_000:
                self.worked_out.clear()
            reading = work_out(saying.terms, saying.rule, asked.kind, said)
            found = self.worked_out[key] = saying._replace(
                expected_low=on_axis(reading.expected.low),
                expected_high=on_axis(reading.expected.high),
                possible_low=on_axis(reading.possible.low),
                possible_high=on_axis(reading.possible.high),
                base_used=base_used,
                specific=is_specific(reading.possible, asked.kind),
            )
        return found


def spoken(value: int, draw: Random) -> str:
    """A number as people write it: small ones in words now and then."""
    return words.NUMBERS[value] if value <= 20 and draw.random() < 0.4 else f"{value:,}"


def count(draw: Random, asked: Asked, value: int) -> str:
    """A wording for a number of things that is in fact `value`."""
    how = draw.random()
    if how < 0.5:
        form, n = draw.choice(words.EXACT), value
    elif how < 0.68:
        form, n = draw.choice(words.AT_LEAST), draw.randint(value // 2 + 1, max(value // 2 + 1, value - 1))
    elif how < 0.78:
        form, n = draw.choice(words.AT_MOST), value + 1 + int(value * 0.6 * draw.random())
    elif how < 0.92:
        form, n = draw.choice(words.ABOUT), near(value, draw)
    elif how < 0.96:
        step = max(1, value // 10)
        return draw.choice(words.BETWEEN).format(n=f"{max(value - step, 1):,}", m=f"{value + step:,}")
    else:
        fitting = [form for low, high, form in words.VAGUE if low <= value <= high]
        form, n = draw.choice(fitting or words.EXACT), value
    return form.format(n=spoken(n, draw), things=asked.things)


def near(value: int, draw: Random) -> int:
    """A rounder number a little off."""
    off = int(value * (0.95 + draw.random() / 10))
    place = 10 ** max(0, len(str(off)) - 2)
    return off // place * place or value


def amount(draw: Random, asked: Asked, value: int) -> str:
    """A wording for an amount that is in fact `value`."""
    how = draw.random()
    bound = "about"
    if how < 0.5:
        bound, n = "", value
    elif how < 0.7:
        bound, n = "at least", int(value * (0.6 + draw.random() / 3))
    elif how < 0.8:
        bound, n = "at most", int(value * (1.1 + draw.random() / 2))
    else:
        n = near(value, draw)
    if asked.unit != "US dollars":
        forms = {"": words.EXACT[:1], "at least": words.AT_LEAST[:2], "at most": words.AT_MOST[:2]}
        return draw.choice(forms.get(bound, words.ABOUT[:3])).format(n=f"{n:,} {asked.unit}")
    form = draw.choice(words.MONEY_LOOSE.get(bound, words.MONEY_EXACT))
    return form.format(n=f"{n:,}", short=shortened(n))


def shortened(n: int) -> str:
    """Money as the papers write it: 2.3 million."""
    return f"{n / 1_000_000:.1f} million" if n >= 1_000_000 else f"{n:,}"


def written(day: date) -> dict[str, str]:
    return {
        "d": f"{day.day} {day:%B %Y}",
        "american": f"{day:%B} {day.day}, {day.year}",
        "iso": day.isoformat(),
    }


def absolute(draw: Random, day: date) -> str:
    """A wording for a day that needs no other day to be read."""
    how = draw.random()
    if how < 0.7:
        return draw.choice(words.DAY).format(**written(day))
    if how < 0.8:
        part = "early" if day.day <= 10 else "mid" if day.day <= 20 else "late"
        return f"{part}{'-' if part == 'mid' else ' '}{day:%B %Y}"
    if how < 0.88:
        return f"in {day:%B %Y}"
    off = timedelta(days=draw.randint(1, 12))
    if how < 0.94:
        return f"by {written(day + off)['d']}"
    return f"after {written(day - off)['d']}"


def from_publication(day: date, published: date) -> str:
    """A wording for a day as a paper has it that came out soon after; "" where none has."""
    ago = (published - day).days
    if ago in (0, 1, 2):
        return ("today", "yesterday", "two days ago")[ago]
    return f"on {day:%A}" if 2 < ago < 7 else ""


def exact(asked: Asked, value: int, draw: Random) -> str:
    """A wording that allows no other value (or hardly one)."""
    if asked.kind == "count":
        return draw.choice(words.EXACT).format(n=f"{value:,}", things=asked.things)
    if asked.kind == "amount":
        return f"${value:,}" if asked.unit == "US dollars" else f"{value:,} {asked.unit}"
    if asked.kind == "date":
        return draw.choice(words.DAY_EXACT).format(**written(date.fromordinal(value)))
    return asked.options[value][0]


def leaves(asked: Asked) -> list[int]:
    """The options in which no other lies."""
    held = {parent for _, parent, _ in asked.options}
    return [at for at in range(len(asked.options)) if at not in held]


def choice(draw: Random, asked: Asked, leaf: int) -> str:
    """A wording for an option, or for one of those that hold it."""
    at: int = leaf
    while draw.random() < 0.2 and (parent := asked.options[at][1]) is not None:
        at = parent
    name, _, aliases = asked.options[at]
    return draw.choice([name, name, *filter(None, aliases.split(";"))])


def relative_pairs(kind: str, value: int, draw: Random) -> Sequence[str]:
    """Two ways to say the same by a claim whose value is `value`."""
    if kind == "date":
        return draw.choice(words.LATER)
    if kind == "amount":
        return draw.choice(words.PARTS)
    if value < 8:
        return ("all of them", "all")
    if value < 60 or draw.random() < 0.4:
        k = draw.randint(1, max(1, value // 6))
        return (f"all but {spoken(k, draw)}", f"all but {k:,} of them")
    return draw.choice(words.SHARES)
