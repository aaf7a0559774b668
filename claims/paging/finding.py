"""Finding the rows of a page: what is quickest depends on how many there are, and on what an index can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from claims.lookups import expected

from .orders import PER_PAGE, Order, Place, Rows

FEW = 8000  # rows that are all found, to show the first of them
COUNTED = 1000  # beyond, a list has "1,000 or more"
NEAR = 1600  # rows of a list that are looked at for those that its filters leave,
STRETCH = 4000  # and so many where they are not all that rare
HASHED = 25_000  # rows whose keys are put into a hash, to look up those of a list there
WALKED = 4  # rows of a list that are looked up there while one is found by its key
LOOKED_AT = 400  # rows, to count those of them that filters leave

Sought = tuple[list[Place], Place | None]  # rows, and the place up to which they were sought if others may be beyond
Test = tuple[str, Sequence[Any]]  # SQL of a condition for rows called `near`, and its parameters


@dataclass(frozen=True)
class Found:
    """What a list shows: of the `listed` rows, whose order an index has, those that its filters and search leave.

    row_by_row: rows with their keys, asked for some keys of the list at a time; None where nothing narrows the list.
    at_once: these rows, found by whatever narrows them most; None where no index can. fitting: rows among whose keys
    are those of all these, where an index of their own tells them.

    share: of a search, which share of all rows should have the words, None where nobody says. Where by it a page is
    among the `near` next rows of the list, these are looked at before an index is asked. sought: asks it, for the keys
    among which all the rows are, None where these are not few, and for row_by_row anew, quicker by what it told, None
    where all that have the keys are found.
    """

    listed: Rows
    row_by_row: Rows | None = None
    at_once: Rows | None = None
    fitting: Rows | None = None
    sought: Callable[[], tuple[Rows | None, Iterable[int] | None]] | None = None
    share: Callable[[], float | None] = lambda: None
    near: int = NEAR

    @property
    def all(self) -> Rows:
        if self.at_once is not None or self.row_by_row is None:
            return self.listed if self.at_once is None else self.at_once
        return self.listed.filter(pk__in=keys_in(self.row_by_row))


@dataclass(frozen=True)
class Beyond:
    """The rows of a list beyond a place: in its `order`, or `back` against it, so many at the `most`."""

    order: Order
    found: Found
    place: Place | None
    back: bool
    most: int

    def rows(self) -> Sought:
        """Each its place and key: those of a page and one more, or of the first page all to count."""
        try:
            return self.quickest()
        except EmptyResultSet:  # Django knows that nothing can have what is asked for
            return [], None

    def quickest(self) -> Sought:
        if self.found.row_by_row is None:
            many = self.most if self.place else COUNTED + 1
            return list(self.order.places(self.found.listed, self.place, self.back, many)), None
        if self.found.at_once is None:
            return self.looked_at(self.found.row_by_row, STRETCH, STRETCH)
        return self.searched() if self.found.sought else self.filtered()

    def searched(self) -> Sought:
        """They are sought among the next ones of the list if they are common, then among the few that an index tells.

        Where it does not, they are sought further on, and then among all at once.
        """
        rows: list[Place] = []
        end, share = self.place, self.found.share()
        if share is None or share * self.found.near > self.most:
            many = self.found.near if share is None else STRETCH
            rows, end = self.looked_at(self.found.row_by_row, many, self.most)
            if end is None or len(rows) >= self.most:
                return rows, end
        row_by_row, few = self.found.sought()  # type: ignore[misc]
        if few is not None:
            fit = self.found.listed.filter(pk__among=few)
            if row_by_row is not None:
                fit = fit.filter(pk__in=keys_in(row_by_row.filter(pk__among=few)))
            return self.sorted(fit)
        others, end = replace(self, place=end).looked_at(row_by_row, STRETCH, self.most)
        if end is None or rows or others:
            return rows + others, end
        return self.sorted(self.found.at_once)

    def filtered(self) -> Sought:
        """Where PostgreSQL expects few, all are found and put in order, and else they are found in the list's order."""
        parts = [part for part in (self.found.listed, self.found.at_once, self.found.fitting) if part is not None]
        many, few, *fitting = expected([keys_in(part) for part in parts])
        if few is not None and fitting and fitting[0] <= HASHED:  # type: ignore[operator]
            walked = self.most * (many or 1) / max(few, 1)
            if walked < fitting[0] * WALKED:  # type: ignore[operator]
                tests = among(self.found.fitting), by_itself(self.found.row_by_row)
                if len(rows := self.next(int(3 * walked), self.most, *tests)) == self.most:
                    return rows, rows[-1]
            return self.sorted(self.found.at_once)
        if is_little(few, many):
            return self.sorted(self.found.at_once)
        return self.walked()

    def walked(self) -> Sought:
        """They are sought among the next ones of the list, then further on if they are not rare, else all at once."""
        row_by_row = self.found.row_by_row
        rows, end = self.looked_at(row_by_row, NEAR, NEAR)
        if end is None or len(rows) >= self.most:
            return rows, end
        if len(rows) > 1 and len(self.order.columns) == 1:
            rows = list(self.order.places(row_by_row, self.place, self.back, self.most))  # type: ignore[arg-type]
            return rows, end if len(rows) >= self.most else None
        if len(rows) > 1:
            others, end = replace(self, place=end).looked_at(row_by_row, STRETCH, STRETCH)
            if end is None or len(rows) + len(others) >= self.most:
                return rows + others, end
        return self.sorted(self.found.at_once)

    def sorted(self, rows: Rows | None) -> Sought:
        """Those of the rows that are beyond the place, all found and put in order."""
        beyond = reduce(or_, self.order.beyond(self.place, self.back)) if self.place else Q()
        return list(self.order.sorted(rows.filter(beyond), self.back)[: COUNTED + 1]), None  # type: ignore[union-attr]

    def looked_at(self, row_by_row: Rows | None, many: int, most: int) -> Sought:
        """At most so many of those that are among so many rows of the list."""
        rows = self.next(many, most, by_itself(row_by_row))
        ends = rows[-1:] if len(rows) >= most else self.listed(many)[many - 1 :]
        return rows, next((end[: len(self.order.columns)] for end in ends), None)

    def listed(self, many: int) -> Rows:
        return self.order.places(self.found.listed, self.place, self.back, many)

    def next(self, many: int, most: int, *tests: Test) -> list[Place]:
        """Of so many rows of the list the first that pass tests; each is put to them after those before it."""
        rows, parameters = self.listed(many).query.sql_with_params()
        passes = " AND ".join(test for test, _ in tests)
        statement = f"SELECT * FROM ({rows}) near WHERE {passes} ORDER BY {self.order.sql(self.back)} LIMIT {most}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, *chain(*(given for _, given in tests))])
            return [self.order.typed(row) for row in cursor.fetchall()]


def by_itself(rows: Rows | None) -> Test:
    """Whether there is such a row with its key.

    By EXISTS, PostgreSQL might find all that pass first, and Django would test the rows of every part of a union.
    """
    one = keys_in(rows.filter(pk=RawSQL("near.pk", ())))[:1]  # type: ignore[union-attr]
    sql, parameters = one.query.sql_with_params()
    return f"({sql}) IS NOT NULL", parameters


def among(rows: Rows | None) -> Test:
    """The same by a hash of all their keys. As a plain condition it would become a join, which is in no order."""
    sql, parameters = keys_in(rows).query.sql_with_params()  # type: ignore[arg-type]
    return f"(near.pk IN ({sql})) IS TRUE", parameters


def few_expected(listed: Rows, found: Rows) -> bool:
    """Whether PostgreSQL expects so few rows of a list, and so far between, that it is best to find all of them."""
    many, few = expected([keys_in(listed), keys_in(found)])
    return is_little(few, many)


def is_little(few: float | None, many: float | None) -> bool:
    return few is not None and few <= FEW and few * NEAR < (many or 0) * PER_PAGE


def count_each(lists: Mapping[str, tuple[Rows, Rows | None]]) -> dict[str, tuple[int, bool]]:
    """How many rows each list has, by name, and whether it may have more, in one query.

    Beside a list stands what has to fit for a row of it to count, if anything: then the first 400 of it are looked at,
    and else 1,000.
    """
    parts, parameters, most = [], [], {}
    for name, (rows, fitting) in lists.items():
        most[name] = LOOKED_AT if fitting is not None else COUNTED
        counts = Value(1) if fitting is None else Case(When(there_is(fitting.filter(pk=OuterRef("pk"))), then=1))
        first = rows.order_by().annotate(counts=counts).values("pk", "counts")[: most[name] + 1]
        try:
            sql, given = first.query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 0 AS counts WHERE 0 = 1", ()
        parts.append(f"SELECT %s, count(*), count(counts) FROM ({sql}) looked_at")  # noqa: S608
        parameters += [name, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        counted = cursor.fetchall()
    return {name: (min(count, most[name]), many > most[name]) for name, many, count in counted}


def there_is(rows: Rows) -> Q:
    """Whether there is such a row: for EXISTS, PostgreSQL might find all of them first, however few it is asked of."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))


def keys_in(rows: Rows) -> Rows:
    return rows.order_by().values("pk")
