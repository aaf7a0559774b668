from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable

from django.core.management.base import CommandError, OutputWrapper
from django.db import connection

from claims.models import Assertion


def require_tables() -> None:
    """Raise CommandError on a database that nothing was ever migrated in."""
    if Assertion._meta.db_table not in connection.introspection.table_names():
        raise CommandError("The database has no tables yet: run manage.py migrate first.")


def number(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def plain(words: str) -> str:
    """Words of others on one line, without the characters by which they could command a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", words)


def pour(lines: Iterable[str], out: OutputWrapper) -> None:
    """Write lines, with their ends, for as long as the reader takes them."""
    try:
        for line in lines:
            out.write(line, ending="")
        out.flush()
    except OSError as error:
        # Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # with which a reader, such as head, has seen enough
            raise
