"""A data package: all files as CSV in one archive, with `datapackage.json`, which describes every column.

The terms are those of Data Package and Table Schema, version 1 (Frictionless Data, specs.frictionlessdata.io).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .columns import FILES, File
from .extracts import Extract
from .formats import blocks, csv_lines
from .reconciled import stamp

BLOCK = 64 * 1024
PERMISSIONS = 0o644 << 16  # as the archive keeps them
TITLE = "Claims, what sources say about them, and what is held to be true"
GUARD = (
    "A cell that a spreadsheet would take for a formula, or may have written itself, begins with an apostrophe, which "
    "is not part of it: take one off where the cell without it begins with any apostrophes and then one of = + - @, a "
    "tab, a line break, or the wide forms of these signs, and is not a plain number; and where behind any apostrophes "
    "nothing stands but ### or more, #NAME?, #REF!, #VALUE!, #DIV/0!, #N/A, #NUM! or #NULL!."
)
THEN = (
    "The facts are those of the moment given as asOf: the decisions then in force, with what they recorded. The other "
    "files hold what is stored at the moment given as created."
)


def package(extract: Extract, made_at: datetime, licence: str = "") -> Iterator[bytes]:
    """The bytes of the archive, made on disk. The same data, moment and licence come to the same bytes."""
    with TemporaryFile() as made:
        fill(made, extract, made_at, licence)
        made.seek(0)
        while block := made.read(BLOCK):
            yield block


def fill(made: IO[bytes], extract: Extract, made_at: datetime, licence: str) -> None:
    resources = []
    with ZipFile(made, "w") as archive:
        for name, file in FILES.items():
            if name == "options" and not extract.query(name).exists():
                continue  # most records have none
            counted = Counted(blocks(csv_lines(file.headings, extract.rows(name))))
            write(archive, f"{name}.csv", counted)
            resources.append(resource(name, file, counted, then=bool(extract.moment)))
        described = descriptor(resources, extract, made_at, licence)
        text = json.dumps(described, ensure_ascii=False, indent=2)
        write(archive, "datapackage.json", [f"{text}\n".encode()])
        about = readme(resources, extract, made_at, licence)
        write(archive, "README.txt", [f"{line}\n".encode() for line in about])


class Counted:
    """Blocks of bytes, counted and hashed while they pass."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.blocks, self.size, self.hash = blocks, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for block in self.blocks:
            self.size += len(block)
            self.hash.update(block)
            yield block


def write(archive: ZipFile, name: str, blocks: Iterable[bytes]) -> None:
    info = ZipInfo(name)  # dated 1 January 1980, so that equal data come to equal bytes
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, PERMISSIONS, 3
    with archive.open(info, "w", force_zip64=True) as entry:
        for block in blocks:
            entry.write(block)


def descriptor(
    resources: list[dict[str, object]], extract: Extract, made_at: datetime, licence: str
) -> dict[str, object]:
    """What `datapackage.json` says."""
    return {
        "profile": "tabular-data-package",
        "name": "claims",
        "title": TITLE,
        "description": " ".join(filter(None, (chosen(extract), GUARD, THEN if extract.moment else ""))),
        "created": stamp(made_at),
        **({"asOf": stamp(extract.moment)} if extract.moment else {}),
        **({"licenses": [{"path" if "/" in licence else "name": licence}]} if licence else {}),
        "resources": resources,
    }


def chosen(extract: Extract) -> str:
    """By what the claims were chosen, of which the package is; "" where it is of all."""
    by = ", ".join(f"{name} “{words}”" for name, words in extract.asked_for.items())
    return f"A selection of the claims, by {by}, with those that their wordings go by." if by else ""


def resource(name: str, file: File, counted: Counted, then: bool) -> dict[str, object]:
    """What `datapackage.json` says of one file. Facts of then may name a claim that was merged into another since."""
    foreign = [
        {"fields": column, "reference": {"resource": "" if other == name else other, "fields": "reference"}}
        for column, other in file.foreign.items()
        if not (then and name == "facts")
    ]
    schema: dict[str, object] = {
        "fields": [column.schema() for column in file.columns],
        "missingValues": [""],
        "primaryKey": file.key,
    }
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": file.title,
        "description": file.description,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "bytes": counted.size,
        "hash": f"sha256:{counted.hash.hexdigest()}",
        "schema": {**schema, "foreignKeys": foreign} if foreign else schema,
    }


def readme(resources: list[dict[str, object]], extract: Extract, made_at: datetime, licence: str) -> Iterator[str]:
    """The same in plain words, a line at a time."""
    yield from (TITLE, "=" * len(TITLE), "", f"Made at {stamp(made_at)}.")
    if extract.moment:
        yield f"Facts as of {stamp(extract.moment)}. {THEN}"
    yield chosen(extract) or "All claims are in it."
    yield f"Licence: {licence}." if licence else "Licence: none is stated; ask whoever gave you this."
    yield from ("", "The files are CSV in UTF-8, their first lines the headings; an empty cell means that nothing is")
    yield "known or that nothing applies. datapackage.json describes every column for programs (Data Package, version"
    yield "1, Frictionless Data), and has the size and the SHA-256 of each file."
    yield from ("", GUARD)
    for name in (str(about["name"]) for about in resources):
        file = FILES[name]
        yield from ("", f"{name}.csv", "-" * len(f"{name}.csv"), file.description, "")
        yield from (f"{column.name}: {column.description}" for column in file.columns)
