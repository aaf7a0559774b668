"""History: how stored rows are, kept beside them, however many they are."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import CharField, DateTimeField, F, IntegerField, QuerySet, TextField, Value
from django.utils import timezone

NEW, EDITED, GONE = "+", "~", "-"
# What a history adds to the columns of its rows.
ADDED = ("history_id", "history_date", "history_change_reason", "history_type", "history_user")


def remember(rows: QuerySet[Any], event: str, actor: int | None, change: str) -> None:
    """Keep how rows now are: new, changed or about to go; by whom, None where by the rules, and why."""
    keep(rows, event, Value(actor, IntegerField()), change, Value(timezone.now(), DateTimeField()))


def remember_loaded(rows: QuerySet[Any], change: str) -> None:
    """Begin the history of rows that imports brought with how they are: as they came."""
    keep(rows, NEW, F("brought_by__loaded_by"), change, F("brought_by__loaded_at"))


def keep(rows: QuerySet[Any], event: str, user: Any, change: str, moment: Any) -> None:
    history = rows.model.history.model._meta
    tracked = [field.name for field in history.concrete_fields if field.name not in ADDED]
    added = (moment, Value(change, TextField()), Value(event, CharField()), user)
    names = [*tracked, "history_date", "history_change_reason", "history_type", "history_user"]
    columns = ", ".join(connection.ops.quote_name(history.get_field(name).column) for name in names)
    sql, parameters = rows.order_by().values_list(*tracked, *added).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(history.db_table)} ({columns}) {sql}", parameters)  # noqa: S608
