"""Long lists, a page at a time: a page goes on from a row, so that the last one is as quick as the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from .postgres import expected

PER_PAGE = 50
FEW = 8000  # rows that are all found, to show the first of them
COUNTED = 1000  # beyond, a list has "1,000 or more"
NEAR = 1600  # rows of a list that are looked at for those that its filters leave,
STRETCH = 4000  # and so many where they are not all that rare

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

    def asked(self, query: Mapping[str, Any]) -> tuple[Place | None, bool]:
        """From where on an address asks for a page, and whether backwards; BadRequest where it names no place."""
        back = "before" in query
        text = query.get("before" if back else "after")
        try:
            return (self.read(text) if text else None), back
        except ValueError as error:
            raise BadRequest("The address names no place in this list.") from error


NAMES = Order(("folded",), re.compile(r"([^\x00-\x1f\x7f]{1,200})"), (str,))  # `folded` is the name in small letters
REFERENCES = Order(("reference",), re.compile(r"([^/\x00-\x1f\x7f]{1,60})"), (str,))
SAID = Order(("claim_id", "pk"), re.compile(r"(\d{1,18})_(\d{1,18})", re.ASCII), (int, int))
NEWEST = Order(("-pk",), re.compile(r"(\d{1,18})", re.ASCII), (int,))


@dataclass(frozen=True)
class Found:
    """What a list shows: of `listed`, in whose order an index gives them, the rows that its filters leave.

    `row_by_row` are rows with the keys of these, and are asked for some keys of the list at a time; `at_once` are these
    rows, found by whatever narrows them most. Without the first nothing narrows them, without the second no index can.
    `near` is how many rows of the list are looked at before an index is asked, which `sought` does: it gives row_by_row
    anew, quicker by what the index told, and the keys among which all the rows are, or None where these are not few.
    """

    listed: Rows
    row_by_row: Rows | None = None
    at_once: Rows | None = None
    sought: Callable[[], tuple[Rows, Iterable[int] | None]] | None = None
    near: int = NEAR

    @property
    def all(self) -> Rows:
        if self.at_once is not None or self.row_by_row is None:
            return self.listed if self.at_once is None else self.at_once
        return self.listed.filter(pk__in=keys_in(self.row_by_row))


@dataclass
class Page:
    """The keys of its rows in order; before and after: from where the pages beside it go on, None at the ends.

    `total` is how many rows there are from here on, or with `more` how many there are at least. Where it is `cut`, only
    STRETCH rows of the list were looked at, and there may be others beyond.
    """

    keys: list[int]
    before: str | None
    after: str | None
    begun: bool
    total: int
    more: bool
    cut: bool


def page_of(order: Order, found: Found, place: Place | None = None, back: bool = False) -> Page:
    """The page that follows a place, or goes before it; the first one without a place."""
    rows, end = found_beyond(order, found, place, back)
    further, shown = len(rows) > PER_PAGE, rows[:PER_PAGE]
    cut = end is not None and not further
    ahead = order.write(end if cut else shown[-1]) if further or cut else None  # type: ignore[arg-type]
    behind = order.write(shown[0]) if shown and (place is not None or back) else None
    before, after = (ahead, behind) if back else (behind, ahead)
    keys = [row[-1] for row in (reversed(shown) if back else shown)]
    more = len(rows) > COUNTED or end is not None
    return Page(keys, before, after, place is not None, min(len(rows), COUNTED), more, cut)


def found_beyond(order: Order, found: Found, place: Place | None, back: bool) -> tuple[list[Place], Place | None]:
    """The rows beyond a place, each its place and key: those of a page and one more, or of the first page all to count.

    Where they should be few, all are found. Else they are sought among the next rows of the list, then among the few
    that can be they, if an index tells these, then further on where many can be they, and otherwise among all at once.
    With them, where it is not known whether there are others, the place up to which they were sought.
    """
    if found.row_by_row is None:
        return list(order.places(found.listed, place, back, (COUNTED if place is None else PER_PAGE) + 1)), None
    beyond = reduce(or_, order.beyond(place, back)) if place is not None else Q()
    if found.at_once is not None and found.sought is None and few_expected(found.listed, found.at_once):
        return first_sorted(order, found.at_once.filter(beyond), back), None
    rows, end = looked_at(order, found, found.row_by_row, place, back, STRETCH if found.at_once is None else found.near)
    if end is None or len(rows) > PER_PAGE or found.at_once is None:
        return rows, end
    row_by_row, few = found.sought() if found.sought else (found.row_by_row, None)
    if few is not None:
        fit = keys_in(row_by_row.filter(pk__among=few))
        return first_sorted(order, found.listed.filter(beyond, pk__in=fit), back), None
    if not found.sought and len(rows) > 1 and len(order.columns) == 1:
        return list(order.places(row_by_row, place, back)), end
    if found.sought or len(rows) > 1:
        others, end = looked_at(order, found, row_by_row, end, back, STRETCH - found.near)
        rows += others
        if end is None or len(rows) > PER_PAGE or (found.sought and rows):
            return rows, end
    return first_sorted(order, found.at_once.filter(beyond), back), None


def looked_at(
    order: Order, found: Found, row_by_row: Rows, place: Place | None, back: bool, many: int
) -> tuple[list[Place], Place | None]:
    """Those found among so many rows of the list beyond a place, and the last place looked at if there are others.

    A search stops where it has a page. Each row is put to the test by itself, after those before it: by EXISTS,
    PostgreSQL might find all that pass first, and Django would test the rows of every part of a union.
    """
    near, parameters = order.places(found.listed, place, back, many).query.sql_with_params()
    test = keys_in(row_by_row.filter(pk=RawSQL("near.pk", ())))[:1]
    passed, others = test.query.sql_with_params()
    by = ", ".join(f"{name.removeprefix('-')}{' DESC' if name.startswith('-') else ''}" for name in order.by(back))
    most = PER_PAGE + 1 if found.sought else many
    statement = f"""
        WITH near AS MATERIALIZED ({near})
        SELECT * FROM (
            SELECT near.*, 1 AS fits FROM (SELECT * FROM near ORDER BY {by} LIMIT {many}) near
            WHERE ({passed}) IS NOT NULL LIMIT {most}
        ) fitting
        UNION ALL SELECT * FROM (SELECT near.*, 0 FROM near ORDER BY {by} LIMIT 1 OFFSET {many - 1}) final
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *others])
        width = len(order.columns)
        rows = [
            (*(kind(str(cell)) for kind, cell in zip(order.kinds, row, strict=False)), *row[width:])
            for row in cursor.fetchall()
        ]
    end = next((row[:width] for row in rows if not row[-1]), None)
    return [row[:-1] for row in rows if row[-1]], end


def few_expected(listed: Rows, found: Rows) -> bool:
    """Whether PostgreSQL expects so few rows of a list, and so far between, that it is best to find all of them."""
    many, few = expected([keys_in(listed), keys_in(found)])
    return few is not None and few <= FEW and few * NEAR < many * PER_PAGE  # type: ignore[operator]


def there_is(rows: Rows) -> Q:
    """Whether there is such a row: for EXISTS, PostgreSQL might find all of them first, however few it is asked of."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))


def keys_in(rows: Rows) -> Rows:
    return rows.order_by().values("pk")


def first_sorted(order: Order, rows: Rows, back: bool) -> list[Place]:
    return list(order.sorted(rows, back)[: COUNTED + 1])
