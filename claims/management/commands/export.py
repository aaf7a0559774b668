from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.facts import FILES, csv_lines
from claims.management.commands import pour, require_tables


class Command(BaseCommand):
    help = "Write the reconciled facts, or the evidence in the form of the files that load takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=list(FILES))
        parser.add_argument("--format", choices=["csv"], default="csv")
        parser.add_argument("--output", type=Path, metavar="FILE", help="by default to standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        headings, rows = FILES[options["what"]]
        lines = csv_lines(headings, rows())
        try:
            if options["output"] is None:
                pour(lines, self.stdout)
            else:
                write_whole(options["output"], lines)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write a file so that it is there as a whole or, where anything fails, as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "x", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
