"""What only PostgreSQL does, each behind one function with an SQLite twin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import count, islice
from types import NoneType
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models.expressions import RawSQL

WRITERS = 7_231_904_415  # any number that no other user of this database locks
LOCK_NOT_AVAILABLE = "55P03"
FEW = 100  # ids that a statement names itself
BATCH = 5000  # rows that a statement changes
CURSORS = count()  # tells those of a process apart


def writers_lock() -> None:
    """Wait until this transaction is the only one that writes evidence or decisions; held to its end.

    On SQLite the transaction has it already, being IMMEDIATE.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The writers' lock lasts for a transaction; begin one first.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


def check_references() -> None:
    """Look now at what is else looked at when a transaction ends. Raises IntegrityError where a row points at nothing.

    Not on SQLite, which would go through whole tables.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()


class Busy(Exception):
    """Somebody else has been writing for longer than the caller would wait."""


@contextmanager
def impatient(seconds: int) -> Iterator[None]:
    """A transaction that waits no longer than so many seconds for the writers' lock, then raises Busy."""
    try:
        with transaction.atomic() if connection.vendor == "postgresql" else waiting_at_most(seconds):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE and "is locked" not in str(error):
            raise
        raise Busy from error


@contextmanager
def waiting_at_most(seconds: int) -> Iterator[None]:
    """SQLite waits at the beginning of a transaction, for as long as its connection says."""
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    set_patience(seconds)
    try:
        yield
    finally:
        set_patience(usual)


def set_patience(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def ids_sql() -> str:
    """A subquery with one parameter, given by ids_parameter, that yields many ids."""
    if connection.vendor == "postgresql":
        return "SELECT unnest(%s::bigint[])"
    return "SELECT value FROM json_each(%s)"


def ids_parameter(ids: Iterable[int]) -> str:
    rising = sorted(ids)  # so that an index is gone through once, from its beginning to its end
    return array(rising) if connection.vendor == "postgresql" else json.dumps(rising)


def array(cells: Iterable[object]) -> str:
    """Numbers or texts as PostgreSQL writes an array: psycopg takes a microsecond for each, and this a tenth."""
    texts = [
        '"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(cell, str) else str(cell)
        for cell in cells
    ]
    return "{" + ",".join(texts) + "}"


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """For `filter(pk__among=keys)`: one parameter, however many the keys or texts are.

    PostgreSQL goes through an index once for all of them: sorted, and several times faster than by a subquery.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        return sorted(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[object]]:  # type: ignore[override]
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor != "postgresql":
            return f"{column} IN ({ids_sql()})", [*parameters, json.dumps(self.rhs)]
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        kind = "text" if field.get_internal_type() in ("CharField", "TextField") else "bigint"
        return f"{column} = ANY(%s::{kind}[])", [*parameters, array(self.rhs)]


def digest(rows: QuerySet[Any, Any]) -> str:
    """A token of all that rows hold, in whichever order: another one once any of it has changed."""
    sql, parameters = rows.order_by().query.sql_with_params()
    if connection.vendor == "postgresql":
        sql = f"SELECT count(*), bit_xor(hash_record_extended(given, 0)) FROM ({sql}) given"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()


def analyze(*tables: str) -> None:
    """Refresh the statistics of tables after many rows came in: without, plans are up to 40 times slower."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def analyze_grown(new: Mapping[str, int]) -> None:
    """Refresh the statistics of those tables of which so many new rows are a tenth of all or more."""
    known: dict[str, float] = {}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s::text[])", [array(new)])
            known = dict(cursor.fetchall())
    analyze(*(table for table, rows in new.items() if known.get(table, 0) < 10 * rows))


def keyed(*columns: str) -> str:
    """A subquery of rows given by `keyed_parameters`, whose columns c0, c1 … are of the named PostgreSQL types."""
    if connection.vendor == "postgresql":
        names = ", ".join(f"c{n}" for n in range(len(columns)))
        return f"(SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in columns)}) AS given({names}))"  # noqa: S608
    cells = ", ".join(f"json_extract(value, '$[{n}]') AS c{n}" for n in range(len(columns)))
    return f"(SELECT {cells} FROM json_each(%s))"  # noqa: S608


def keyed_parameters(rows: Sequence[Sequence[object]], columns: int) -> list[object]:
    if connection.vendor == "postgresql":
        return [array(column) for column in zip(*rows, strict=True)] or ["{}"] * columns
    return [json.dumps(rows)]


def matching(condition: str, keys: Iterable[tuple[Any, ...]], *kinds: str) -> RawSQL:
    """For `filter(pk__in=…)`: the assertions `a` that fit one of the keys, with columns c0, c1 … of these kinds."""
    sql = f"SELECT a.id FROM {keyed(*kinds)} k JOIN claims_assertion a ON {condition}"  # noqa: S608 - our own words
    return RawSQL(sql, keyed_parameters(sorted(keys), len(kinds)))  # noqa: S611


def reserve(model: type[Model], n: int) -> Sequence[int]:
    """Keys for so many new rows, in rising order. On SQLite the transaction must hold the writers' lock already."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), n],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return range(last + 1, last + 1 + n)


class Staged:
    """Rows of a table that wait at its door, within a transaction, until `insert` or `update` lets all of them in.

    Bringing them there takes most of the time, and no lock on PostgreSQL. New rows and others of a table may wait there
    at a time.
    """

    def __init__(
        self, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]], *, new: bool = True
    ) -> None:
        fields: list[Any] = [model._meta.get_field(column) for column in columns]
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.waiting = connection.ops.quote_name(f"{'new' if new else 'changed'}_{model._meta.db_table}")
        self.names = [connection.ops.quote_name(field.column) for field in fields]
        self.columns = ", ".join(self.names)
        self.rows: Any = storable(fields, rows)
        if connection.vendor == "postgresql":
            self.copy()
        else:
            self.rows = list(self.rows)

    def copy(self) -> None:
        with connection.cursor() as cursor:
            like = f"SELECT {self.columns} FROM {self.table} WITH NO DATA"  # noqa: S608 - our own names
            cursor.execute(f"CREATE TEMP TABLE {self.waiting} ON COMMIT DROP AS {like}")
            with cursor.copy(f"COPY {self.waiting} ({self.columns}) FROM STDIN") as copy:
                for row in self.rows:
                    copy.write_row(row)

    def insert(self, *order: str) -> None:
        """Store the rows. Raises IntegrityError where a constraint forbids one of them.

        In the `order` of a large index, whose pages are then written once each, not once for each row.
        """
        sorting = f" ORDER BY {', '.join(order)}" if order else ""
        into = f"INSERT INTO {self.table} ({self.columns})"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"{into} SELECT {self.columns} FROM {self.waiting}{sorting}")  # noqa: S608
                cursor.execute(f"DROP TABLE {self.waiting}")
            else:
                cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(self.names))})", self.rows)

    def update(self) -> None:
        """Store the columns of rows that are there, whose key is the first. Raises IntegrityError as `insert` does."""
        key, *others = self.names
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                values = ", ".join(f"{name} = changed.{name}" for name in others)
                these = f"FROM {self.waiting} changed WHERE {self.table}.{key} = changed.{key}"
                cursor.execute(f"UPDATE {self.table} SET {values} {these}")  # noqa: S608 - our own names
                cursor.execute(f"DROP TABLE {self.waiting}")
            else:
                values = ", ".join(f"{name} = %s" for name in others)
                rows = [[*cells, pk] for pk, *cells in self.rows]
                cursor.executemany(f"UPDATE {self.table} SET {values} WHERE {key} = %s", rows)  # noqa: S608


def insert_all(model: type[Model], rows: Iterable[Model]) -> None:
    """Store new instances that have their keys; no signal is sent, and no history begun."""
    names = [field.name for field in model._meta.concrete_fields if not field.generated]
    Staged(model, names, ([getattr(row, name) for name in names] for row in rows)).insert()


def storable(fields: Sequence[Any], rows: Iterable[Sequence[object]]) -> Iterator[list[object]]:
    """Rows whose cells are as their columns keep them; an instance of a model stands for its key."""
    plain = {str, int, bool, NoneType} | (
        {Decimal, date, time, datetime} if connection.vendor == "postgresql" else set()
    )
    texts = ("CharField", "TextField", "BooleanField", "PositiveSmallIntegerField")
    others = [(at, field) for at, field in enumerate(fields) if field.get_internal_type() not in texts]
    for row in rows:
        cells = list(row)
        for at, field in others:
            if type(cell := cells[at]) not in plain:
                cells[at] = cell.pk if isinstance(cell, Model) else field.get_db_prep_save(cell, connection)
        yield cells


Answer = Callable[[], Sequence[Any]]


@contextmanager
def asking() -> Iterator[None]:
    """Have PostgreSQL find what is asked for within while other things are done there; it is there at the end.

    No query is made within but by `ask` and `ask_by`.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def ask(rows: QuerySet[Any, Any]) -> Answer:
    """Ask for rows of plain values; the answer gives them, and turns them into values only when it is called."""
    return asked(*statement(rows)) if connection.vendor == "postgresql" else partial(list, rows)


def ask_by(size: int, rows: QuerySet[Any, Any]) -> Callable[[], Answer]:
    """What asks for the next rows of a query at each call, so many at a time, within a transaction; in the end none."""
    if connection.vendor != "postgresql":
        iterator = rows.iterator(size)
        return lambda: lambda: list(islice(iterator, size))
    name = f"rows_{next(CURSORS)}"
    sql, parameters = statement(rows)
    asked(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", parameters)
    return lambda: asked(f"FETCH {size} FROM {name}")


def asked(sql: str, parameters: Sequence[Any] = ()) -> Answer:
    cursor = connection.cursor()  # stays open: the answer is in it
    cursor.execute(sql, parameters)
    return cursor.fetchall


def statement(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL for a query, of one column where Django knows that nothing can be found; and its parameters."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0 WHERE 0 = 1", ()


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is at one moment, whatever others write meanwhile; it locks nobody out.

    Within a transaction it is that one's view of the database. Not read-only: while a file is sent, its request may
    still have to store its session.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        connection.ensure_connection()
        sqlite: Any = connection
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"  # IMMEDIATE is for writers
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual


def update_all(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Store the named fields of stored instances of one model; no signal is sent, and no history kept."""
    names = list(names)
    fields: list[Any] = [type(rows[0])._meta.get_field(name) for name in names]

    def cell(row: Model, field: Any) -> object:
        # What a row points at may have got its key only later.
        return getattr(row, field.name if field.is_relation and field.is_cached(row) else field.attname)

    update_rows(type(rows[0]), names, ([row.pk, *(cell(row, field) for field in fields)] for row in rows))


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store values of the named fields, of each row behind its key."""
    fields: list[Any] = [model._meta.get_field(name) for name in ("id", *names)]
    table, columns = connection.ops.quote_name(model._meta.db_table), [field.column for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            values = ", ".join(f"{column} = %s" for column in columns[1:])
            turned: list[Any] = [[*cells, key] for key, *cells in storable(fields, rows)]
            cursor.executemany(f"UPDATE {table} SET {values} WHERE id = %s", turned)  # noqa: S608 - our own names
            return
        values = ", ".join(f"{column} = new.{column}" for column in columns[1:])
        given = iter(rows)
        while batch := [dict(zip(columns, row, strict=True)) for row in islice(given, BATCH)]:
            cursor.execute(
                f"UPDATE {table} SET {values} FROM json_populate_recordset(NULL::{table}, %s) new "  # noqa: S608
                f"WHERE {table}.id = new.id",
                [json.dumps(batch, default=written)],
            )


def written(cell: object) -> object:
    """A cell as JSON has it: a row by its key, figures and moments as they are written."""
    return cell.pk if isinstance(cell, Model) else str(cell)


@contextmanager
def listed(ids: Collection[int] | None) -> Iterator[str]:
    """SQL for being one of the ids (None: any), to stand behind a column; many of them go through a table of their own.

    Not within itself.
    """
    if ids is None or len(ids) <= FEW:
        yield "IS NOT NULL" if ids is None else f"IN ({', '.join(map(str, ids)) or 'NULL'})"
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE listed (id bigint PRIMARY KEY)")
        cursor.execute(f"INSERT INTO listed {ids_sql()}", [ids_parameter(ids)])  # noqa: S608 - our own words
        cursor.execute("ANALYZE listed")
        yield "IN (SELECT id FROM listed)"
        cursor.execute("DROP TABLE listed")
