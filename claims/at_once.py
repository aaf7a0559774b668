"""Rows of several tables in one statement: a page that tells of many waits for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Key = TypeVar("Key")


def together(queries: Mapping[Key, QuerySet[Any, Any]]) -> dict[Key, list[Any]]:
    """The rows of several queries, whatever they are of, in one statement; those of each in no order.

    It brings the columns of a row as one array, of which Django makes the row as it makes any.
    """
    if len(queries) == 1:
        return {key: list(rows) for key, rows in queries.items()}
    parts = {}
    for key, rows in queries.items():
        with suppress(EmptyResultSet):
            parts[key] = Part(rows.order_by())
    answers = answered(list(parts.values())) if parts else []
    found = {key: part.made(answer) for (key, part), answer in zip(parts.items(), answers, strict=True)}
    return {key: found.get(key, []) for key in queries}


def answered(parts: Sequence[Part]) -> list[list[list[Any]]]:
    """The columns of the rows that each of several queries finds."""
    given = ", ".join(f"part{n}({part.names}) AS ({part.sql})" for n, part in enumerate(parts))
    chosen = " UNION ALL ".join(f"SELECT {n}, {part.array} FROM part{n}" for n, part in enumerate(parts))  # noqa: S608
    answers: list[list[list[Any]]] = [[] for _ in parts]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {given} {chosen}", [cell for part in parts for cell in part.parameters])  # noqa: S608
        for n, cells in cursor.fetchall():
            answers[n].append(parts[n].read(cells))
    return answers


class Part:
    """One of several queries in a statement, of at most 100 columns: PostgreSQL's functions take no more.

    Raises EmptyResultSet where Django knows that nothing can be found.
    """

    # What JSON has no words for, and drivers do; on SQLite they leave all of it to Django.
    READ: ClassVar[dict[str, Callable[[str], object]]] = {
        "DateField": date.fromisoformat,
        "DateTimeField": datetime.fromisoformat,
        "TimeField": time.fromisoformat,
    }

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows
        self.compiler: Any = rows.query.get_compiler(rows.db)
        self.sql, self.parameters = self.compiler.as_sql()
        kinds = [column.output_field.get_internal_type() for column, *_ in self.compiler.select]
        names = [f"c{place}" for place in range(len(kinds))]
        self.names, self.array = ", ".join(names), f"json_array({', '.join(names)})"
        self.readers: dict[int, Callable[[str], object]] = {}
        self.figure: type[Decimal | float] = float
        if connection.vendor == "postgresql":
            cells = (f"{name}::text" if kind == "JSONField" else name for name, kind in zip(names, kinds, strict=True))
            self.array = f"json_build_array({', '.join(cells)})::text"
            self.figure = Decimal
            self.readers = {place: self.READ[kind] for place, kind in enumerate(kinds) if kind in self.READ}

    def read(self, array: str) -> list[Any]:
        """The columns of a row as the driver would have brought them."""
        cells: list[Any] = json.loads(array, parse_float=self.figure)
        for place, reader in self.readers.items():
            if cells[place] is not None:
                cells[place] = reader(cells[place])
        return cells

    def made(self, answer: list[list[Any]]) -> list[Any]:
        """What the query would have given, had it been asked and answered so."""
        self.compiler.execute_sql = lambda *args, **kwargs: [answer]
        vars(self.rows.query)["get_compiler"] = lambda *args, **kwargs: self.compiler
        return list(self.rows)
