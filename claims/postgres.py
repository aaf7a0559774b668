"""What only PostgreSQL does, each behind one function with an SQLite twin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models.expressions import RawSQL

WRITERS = 7_231_904_415  # any number that no other user of this database locks
LOCK_NOT_AVAILABLE = "55P03"


def writers_lock() -> None:
    """Wait until this transaction is the only one that writes evidence or decisions; held to its end.

    On SQLite the transaction has it already, being IMMEDIATE.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The writers' lock lasts for a transaction; begin one first.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


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


def ids_parameter(ids: Iterable[int]) -> list[int] | str:
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


def among(ids: Iterable[int]) -> RawSQL:
    """For `filter(pk__in=among(ids))`: one parameter, however many the ids are."""
    return RawSQL(ids_sql(), [ids_parameter(ids)])  # noqa: S611 - a constant with one parameter  # noqa: S611 - our own words


def named(texts: Iterable[str]) -> RawSQL:
    """For `filter(reference__in=named(texts))`: one parameter, however many the texts are."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [list(texts)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(texts))])


def analyze(*tables: str) -> None:
    """Refresh the statistics of tables after many rows came in: without, plans are up to 40 times slower."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
