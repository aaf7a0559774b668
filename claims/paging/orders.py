"""The orders that indexes have, and the places in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

PER_PAGE = 50

Place = tuple[Any, ...]  # where a row stands: its values of the columns that order the list
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Order:
    """An order that an index has: columns, a minus before those that fall; the last one tells rows apart.

    `form` is how a place is written in addresses, with a group for each column, and `kinds` are what these hold.
    """

    columns: tuple[str, ...]
    form: re.Pattern[str]
    kinds: tuple[type, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.removeprefix("-") for column in self.columns)

    def by(self, back: bool = False) -> tuple[str, ...]:
        """For `order_by`."""
        turned = (name if name != column else f"-{name}" for name, column in zip(self.names, self.columns, strict=True))
        return tuple(turned) if back else self.columns

    def sql(self, back: bool = False) -> str:
        """For ORDER BY, where the columns have their own names."""
        return ", ".join(f"{name.removeprefix('-')}{' DESC' * name.startswith('-')}" for name in self.by(back))

    def read(self, text: str) -> Place:
        """The place that a text stands for; ValueError where it is none."""
        if not (found := self.form.fullmatch(text)):
            raise ValueError(f"{text!r} is no place in this list")
        return tuple(kind(part) for kind, part in zip(self.kinds, found.groups(), strict=True))

    def write(self, place: Place) -> str:
        """A place, or a row that begins with it, as an address says it."""
        values = place[: len(self.columns)]
        return "_".join(f"{value:.4f}" if isinstance(value, Decimal) else str(value) for value in values)

    def beyond(self, place: Place, back: bool = False) -> list[Q]:
        """The rows beyond a place, in parts that are each a range of the index, the nearest first."""
        parts = []
        for at, column in enumerate(self.columns):
            alike = dict(zip(self.names[:at], place, strict=False))
            higher = "lt" if column.startswith("-") != back else "gt"
            parts.append(Q(**alike, **{f"{self.names[at]}__{higher}": place[at]}))
        return parts[::-1]

    def places(self, rows: Rows, place: Place | None = None, back: bool = False, many: int = PER_PAGE + 1) -> Rows:
        """The places and keys of so many rows beyond a place, by the index.

        One condition for all parts would read the rows of the first part from its beginning.
        """
        rows = self.valued(rows)
        if place is None:
            return rows.order_by(*self.by(back))[:many]
        parts = [rows.filter(part) for part in self.beyond(place, back)]
        if len(parts) == 1:
            return parts[0].order_by(*self.by(back))[:many]
        if connection.features.supports_slicing_ordering_in_compound:  # SQLite merges the parts by itself
            parts = [part.order_by(*self.by(back))[:many] for part in parts]
        return parts[0].union(*parts[1:], all=True).order_by(*self.by(back))[:many]

    def sorted(self, rows: Rows, back: bool = False) -> Rows:
        """The places and keys of all the rows, put in order.

        By expressions that no index has: for some of the rows only, a database may walk an index to its end.
        """
        values = (Coalesce(F(name), F(name)) for name in self.names)
        falling = (column.startswith("-") != back for column in self.columns)
        by = (value.desc() if falls else value.asc() for value, falls in zip(values, falling, strict=True))
        return self.valued(rows).order_by(*by)

    def valued(self, rows: Rows) -> Rows:
        return rows.order_by().values_list(*self.names, *([] if "pk" in self.names else ["pk"]))

    def typed(self, row: Place) -> Place:
        """A row that begins with a place, as a database gives it by itself, with the values that Django would give."""
        values = (kind(str(cell)) for kind, cell in zip(self.kinds, row, strict=False))
        return (*values, *row[len(self.kinds) :])

    def asked(self, query: Mapping[str, Any]) -> tuple[Place | None, bool]:
        """From where on an address asks for a page, and whether backwards; BadRequest where it names no place."""
        back = "before" in query
        text = query.get("before" if back else "after")
        try:
            return (self.read(text) if text else None), back
        except ValueError as error:
            raise BadRequest("The address names no place in this list.") from error


NAMES = Order(("folded",), re.compile(r"([^\0]{1,400})"), (str,))  # `folded` is the name in small letters
REFERENCES = Order(("reference",), re.compile(r"([^/\x00-\x1f\x7f]{1,60})"), (str,))
SAID = Order(("claim_id", "pk"), re.compile(r"(\d{1,18})_(\d{1,18})", re.ASCII), (int, int))
NEWEST = Order(("-pk",), re.compile(r"(\d{1,18})", re.ASCII), (int,))
