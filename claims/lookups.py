"""Finding rows by what only PostgreSQL's indexes and estimates can tell, each with an SQLite twin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Func, QuerySet

from .postgres import statement

SPACED = " || ' ' || "
NUMBERED = re.compile(r"(?:^|\D)0+([1-9]\d{3,})$", re.ASCII)
TITLED = ("reference", "title", "authors", "url")  # what sources are searched by, as their index has it


class Stands(Func):
    """Whether a word without spaces stands in one of the columns, whatever the case of its letters.

    PostgreSQL answers it from a trigram index over the same columns in the same order, where there is one. References
    are numbered with zeros, which are those of all: of such a number, the index is asked for what comes behind them.
    """

    output_field = BooleanField()

    def __init__(self, word: str, *columns: str) -> None:
        super().__init__(*columns)
        self.word = word

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[object]]:  # type: ignore[override]
        columns, parameters = zip(*map(compiler.compile, self.get_source_expressions()), strict=True)
        text, given = SPACED.join(columns), [*chain(*parameters)]
        if connection.vendor == "sqlite":  # its LIKE knows the case of ASCII letters only
            return f"({text}) GLOB %s", [*given, f"*{''.join(map(either_case, self.word))}*"]
        pattern = f"%{connection.ops.prep_for_like_query(self.word)}%"
        if not (numbered := NUMBERED.search(self.word)):
            return f"({text}) ILIKE %s", [*given, pattern]
        return f"(({text}) ILIKE %s AND ({text} || '') ILIKE %s)", [*given, f"%{numbered[1]}%", *given, pattern]


def either_case(letter: str) -> str:
    """The pattern of a letter in whichever case, for GLOB."""
    small = letter.lower()[0]
    cases = sorted({small, *cases_of().get(small, ())})
    return f"[{''.join(cases)}]" if len(cases) > 1 or letter in "*?[" else letter


@cache
def cases_of() -> dict[str, list[str]]:
    """The letters that each small letter is the small one of."""
    cases: dict[str, list[str]] = defaultdict(list)
    for code in range(0x1F000):
        if (small := (letter := chr(code)).lower()[0]) != letter:
            cases[small].append(letter)
    return cases


def expected(parts: Sequence[QuerySet[Any, Any]]) -> list[float | None]:
    """How many rows PostgreSQL expects each of the queries for keys to find, by its statistics; SQLite does not say."""
    if connection.vendor != "postgresql":
        return [None] * len(parts)
    sql, parameters = put_together(parts)
    of_each = " UNION ALL ".join(f"SELECT pk FROM found{n}" for n in range(len(parts)))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) WITH {sql} {of_each}", parameters)
        plans = {plan.get("Subplan Name"): plan for plan in cursor.fetchone()[0][0]["Plan"]["Plans"]}
    return [plans[f"CTE found{n}"]["Plan Rows"] for n in range(len(parts))]


def first_of(
    parts: Mapping[int, QuerySet[Any, Any]], first: Collection[int], most: int, last: int, after: Collection[int]
) -> dict[int, set[int]]:
    """The keys that each of the queries finds, without those that find more than so many, in one statement.

    Once all that stand `first` have told theirs, the others are not asked, and the `last` one only if all that it
    comes `after` have. Each goes by the plan that would find all, an index if there is one: to find the first few,
    PostgreSQL might go through a table to its end.
    """
    if not parts:
        return {}
    names = {part: f"found{n}" for n, part in enumerate(parts)}
    sql, parameters = put_together(list(parts.values()))

    def more(those: Collection[int]) -> str:
        over = (f"EXISTS (SELECT 1 FROM {names[part]} LIMIT 1 OFFSET {most})" for part in those)  # noqa: S608
        return " OR ".join(["FALSE", *over])

    def asked(part: int) -> str:
        asked = "TRUE" if not first or part in first else f"({more(first)})"
        return f"{asked} AND NOT ({more(after)})" if part == last else asked

    of_each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {part}, pk FROM {name} LIMIT {most + 1}) {name}_first WHERE {asked(part)}"  # noqa: S608
        for part, name in names.items()
    )
    keys: dict[int, list[int]] = {part: [] for part in parts}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {sql} {of_each}", parameters)
        for part, key in cursor.fetchall():
            keys[part].append(key)
    told = {part: set(those) for part, those in keys.items() if len(those) <= most}
    if not told.keys() >= set(after):
        told.pop(last, None)
    return {part: told[part] for part in first} if first and told.keys() >= set(first) else told


def first_by(name: str, rows: QuerySet[Any], most: int) -> list[int]:
    """The keys of the first of some rows, by a text in capital letters.

    PostgreSQL has them from the index that finds texts by how they begin, which goes by code points.
    """
    sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    column = ".".join(map(connection.ops.quote_name, (rows.model._meta.db_table, name)))
    by = f"UPPER({column}){' USING ~<~' if connection.vendor == 'postgresql' else ''}"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {by} LIMIT %s", [*parameters, most])
        return [key for (key,) in cursor.fetchall()]


def put_together(parts: Sequence[QuerySet[Any, Any]]) -> tuple[str, list[Any]]:
    """SQL for common tables found0, found1 … with what each of the queries finds, a key in each row."""
    statements = [statement(part) for part in parts]
    sql = ", ".join(f"found{n}(pk) AS MATERIALIZED ({sql})" for n, (sql, _) in enumerate(statements))
    return sql, [*chain(*(parameters for _, parameters in statements))]
