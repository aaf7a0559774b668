from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.facts import csv_lines
from claims.loading.cells import day
from claims.loading.encodings import line_at
from claims.loading.tables import Unfit
from claims.management.commands import plain, pour
from claims.wording import Mention, say, scan

HEADINGS = [
    "file", "line", "column", "start", "end", "wording", "kind", "rule", "expected", "possible", "increase", "problem",
]  # fmt: skip


class Command(BaseCommand):
    help = "Find every number, amount, share and date in texts, and how the rules read each. Stores nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", metavar="PATH", help="a file of text in UTF-8; - or none for standard input"
        )
        parser.add_argument("--published", metavar="DATE", help="when the texts were published, as 2020-06-29")
        parser.add_argument("--format", choices=["csv", "text"], default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        published = day_given(options["published"])
        texts = [text_of(path) for path in options["paths"] or ["-"]]
        rows = (row for name, text in texts for row in rows_of(name, text, published))
        pour(csv_lines(HEADINGS, rows) if options["format"] == "csv" else map(line, rows), self.stdout)


def day_given(words: str | None) -> date | None:
    try:
        return day(words) if words is not None else None
    except Unfit as error:
        raise CommandError(f"--published “{plain(words or '')}”: {error}") from error


def text_of(path: str) -> tuple[str, str]:
    """What to call a text, and its letters: line ends as they are, so that places in it are those of the file."""
    name = "standard input" if path == "-" else path
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return name, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = f"line {line_at(data, error.start)}, byte {error.start + 1:,} of the file"
        raise CommandError(f"{plain(name)} is not UTF-8 ({at}): save it as UTF-8 and try again.") from error
    except OSError as error:
        raise CommandError(f"{plain(name)} cannot be read: {error.strerror}.") from error


def rows_of(name: str, text: str, published: date | None) -> Iterator[list[str]]:
    """The mentions under HEADINGS. Lines and columns count from 1; start and end are characters, from 0."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    for mention in scan(text, published):
        number = bisect_right(starts, mention.start)
        places = (number, mention.start - starts[number - 1] + 1, mention.start, mention.end)
        yield [name, *map(str, places), mention.wording, mention.kind, *read_as(mention), mention.problem]


def read_as(mention: Mention) -> list[str]:
    """Rule, expected and possible span in words, and whether it is an increase; spans are empty where relative."""
    reading = mention.reading
    if reading is None:
        return [""] * 4
    spans = [] if reading.relative else [reading.expected, reading.possible]
    said = [say(span, reading.kind) for span in spans] or ["", ""]
    return [reading.rule, *said, "yes" if reading.increase else "no"]


def line(row: Iterable[str]) -> str:
    """ "raid.txt:3:14 “all but one” share (all but k)"."""
    cells = dict(zip(HEADINGS, map(plain, row), strict=True))
    place = ":".join(cells[name] for name in ("file", "line", "column"))
    if cells["problem"]:
        return f"{place} “{cells['wording']}” {cells['kind']}: unread ({cells['problem']})\n"
    most = f", most readers: {cells['expected']}" if cells["expected"] != cells["possible"] else ""
    means = f": {cells['possible']}{most}" if cells["possible"] else ""
    more = ", an increase" if cells["increase"] == "yes" else ""
    return f"{place} “{cells['wording']}” {cells['kind']}{means}{more} ({cells['rule']})\n"
