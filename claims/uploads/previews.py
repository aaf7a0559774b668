"""What loading an upload would come to, in so many words whatever its size; kept as JSON until it is confirmed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from claims.facts.columns import Column, File
from claims.facts.workbook import MOST_ROWS, holds, workbook
from claims.loading import BadFiles, Change, Loaded, Prepared
from claims.loading.files import WORKBOOKS
from claims.loading.rejects import ENCODING, lines_of, write_rows
from claims.loading.tables import KINDS, Fault, Row, Table
from claims.models import Upload, UploadFile

REASONS = 20  # kinds of faults that are shown
FIRST = 5  # faults of each kind that are shown
SAMPLE = 20  # changes, new rows, verdicts that are shown
LONGEST = 200  # letters of a value that are shown
NOTHING = ("", None)

# What tells two faults of one kind apart.
PARTICULAR = re.compile(r"“[^”]*”|\d[\d,.]*")


def described(prepared: Prepared) -> dict[str, Any]:
    """What is known before anything is stored: samples of what is new and changed, and what was taken for granted."""
    return {
        "new": [{"kind": kind, "what": what} for kind in KINDS for what in named_rows(prepared, kind)],
        "changes": list(islice((told(c) for kind in KINDS for c in prepared.changes(kind)), SAMPLE)),
        **cleared(prepared),
        "remarks": prepared.remarks[:SAMPLE],
    }


def cleared(prepared: Prepared) -> dict[str, Any]:
    """How many stored values would give way to empty cells, and how many of each field."""
    found = Counter(
        (kind, name)
        for kind in KINDS
        for row, instance, before in prepared.matching.made[kind]
        if not row.faults
        for name, old in before.items()
        if old not in NOTHING and (getattr(instance, name) in NOTHING or is_empty(row, name))
    )
    return {"cleared": found.total(), "cleared_fields": [[kind, name, n] for (kind, name), n in found.most_common()]}


def is_empty(row: Row, heading: str) -> bool:
    """Whether the file leaves a cell of a row empty, so that what such a cell means is taken, as “asserts” is."""
    return heading in row.table.headings and not row.table.cell(row, heading).strip()


def came_to(prepared: Prepared, loaded: Loaded) -> dict[str, Any]:
    """What storing came to: totals, faults, wordings that cannot be read, verdicts, and decisions gone stale."""
    turned = Counter((before, after) for _, before, after in loaded.verdicts)
    return {
        "counts": loaded.counts,
        "rejected": rejected_rows(prepared.tables),
        **grouped(loaded.faults),
        "unread": len(loaded.unread),
        "unread_sample": [
            in_file(fault) | {"why": fault.reason, "named": fault.names_value} for fault in loaded.unread[:FIRST]
        ],
        "verdicts": [[before, after, n] for (before, after), n in turned.most_common()],
        "verdicts_sample": sorted(loaded.verdicts, key=urgency)[:SAMPLE],
        "stale": len(loaded.stale),
        "stale_sample": loaded.stale[:SAMPLE],
    }


def only_faults(error: BadFiles) -> dict[str, Any]:
    """What there is to say of files of which nothing can be loaded."""
    return grouped(error.faults)


def grouped(faults: list[Fault]) -> dict[str, Any]:
    """Faults by column and reason, the most frequent first, and apart from them what only goes by refused rows."""
    own = by_reason(fault for fault in faults if not fault.follows)
    following = by_reason(fault for fault in faults if fault.follows)
    return {
        "faults": [told_group(group) for group in own[:REASONS]],
        "faults_more": sum(map(len, own[REASONS:])),
        "faults_all": sum(map(len, own)),
        "following": [told_group(group) for group in following[:REASONS]],
        "following_more": sum(map(len, following[REASONS:])),
        "following_all": sum(map(len, following)),
    }


def by_reason(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Faults of one column and one kind of reason together, the largest group first."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.column, PARTICULAR.sub("…", fault.reason)), []).append(fault)
    return sorted(groups.values(), key=len, reverse=True)


def told_group(group: list[Fault]) -> dict[str, Any]:
    """What holds for all of a group, its first few, and what is said of the first where that says more."""
    first = group[0]
    reason = first.reason if alike(fault.reason for fault in group) else PARTICULAR.sub("…", first.reason)
    remedy = first.remedy if alike(fault.remedy for fault in group) else ""
    said = f"{reason} {remedy}".strip()
    return {
        "count": len(group),
        "column": first.heading if alike(fault.heading for fault in group) else first.column,
        "said": said,
        "example": first.said if first.said != said else "",
        "first": [in_file(fault) for fault in group[:FIRST]],
    }


def alike(texts: Iterable[str]) -> bool:
    return len(set(texts)) == 1


def in_file(fault: Fault) -> dict[str, Any]:
    """Where a fault stands."""
    return {
        "file": fault.file,
        "line": fault.line,
        "column": fault.heading,
        "cell": fault.cell,
        "value": shortened(fault.value),
    }


def rejected_rows(tables: Iterable[Table]) -> dict[str, int]:
    counts = dict.fromkeys(KINDS, 0)
    for table in tables:
        counts[table.kind] += sum(bool(row.faults) for row in table.rows)
    return counts


def rejected_files(upload: Upload, tables: Iterable[Table]) -> Iterator[UploadFile]:
    """The rejected rows as they stood, each with why, as a CSV file of each kind that mended loads again.

    Where all that came are workbooks, one of each kind beside it: of CSV, a spreadsheet would turn words into dates.
    """
    rows: dict[str, list[Row]] = {}
    for table in tables:
        rows.setdefault(table.kind, []).extend(row for row in table.rows if row.faults)
    names = upload.files.filter(rejected=False).values_list("name", flat=True)
    sheets = all(name.lower().endswith(WORKBOOKS) for name in names)
    for kind, found in rows.items():
        if found:
            made = {"csv": as_csv(found), "xlsx": as_workbook(kind, found) if sheets else None}
            for ending, content in made.items():
                if content is not None:
                    yield UploadFile(upload=upload, name=f"rejected-{kind}.{ending}", content=content, rejected=True)


def as_csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    write_rows(csv.writer(text), rows)
    return text.getvalue().encode(ENCODING)


def as_workbook(kind: str, rows: list[Row]) -> bytes | None:
    """A workbook of rejected rows; None where it cannot hold them as they are."""
    headings, *lines = lines_of(rows)
    if len(lines) > MOST_ROWS or not all(holds(cell) for line in lines for cell in line):
        return None
    file = File(kind, "", "", [Column(heading, "", "") for heading in headings], [])
    return b"".join(workbook(file, lines))


def named_rows(prepared: Prepared, kind: str) -> list[str]:
    return [shortened(NAMES[kind](row)) for row in islice(prepared.new(kind), FIRST)]


NAMES = {
    "sources": lambda row: f"{row.reference}: {row.title} ({row.publisher.name})",
    "claims": lambda row: f"{row.reference}: {row.question}",
    "options": lambda row: f"{row.claim.reference}: {row.name}",
    "assertions": lambda row: f"{row.claim.reference}: “{row.wording}” ({row.source.reference})",
}


def told(change: Change) -> dict[str, Any]:
    """A row that would change: old and new, by field."""
    return {
        "kind": change.kind,
        "what": change.label,
        "fields": [[name, shown(old), shown(change.after[name])] for name, old in change.before.items()],
    }


def shown(value: Any) -> str:
    """A value as a person reads it; "" where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    for name in ("reference", "name", "wording"):
        if hasattr(value, name):
            return shortened(str(getattr(value, name)))
    return shortened(str(value))


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def urgency(turned: tuple[str, str, str]) -> tuple[int, int, str]:
    """Orders verdicts that turn: those that become conflicts first, those of claims that were there before new ones."""
    reference, before, after = turned
    order = ("contradiction", "tension", "single", "compatible", "agree", "none")
    return (order.index(after), before == "none", reference)
