from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection

from claims.models import Assertion


def require_tables() -> None:
    """Raise CommandError on a database that nothing was ever migrated in."""
    if Assertion._meta.db_table not in connection.introspection.table_names():
        raise CommandError("The database has no tables yet: run manage.py migrate first.")


def number(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"
