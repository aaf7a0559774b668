"""Loading: files into cleaned rows, and those through review's door, all or none.

`prepare` reads and compares without a lock; `apply` stores what was prepared, and holds the lock of all writers only
for its final statements; `load` does both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims.postgres import writers_lock
from claims.review import Refused, writing

from .cells import guard, unguard
from .files import Mappings, files_at, read_tables, refuse_same_names, uncollected
from .headings import HeadingMap
from .matched import Change
from .matching import Matching
from .rejects import Rejects, refuse_names, telling
from .rows import clean
from .stored import Names, basis_of
from .storing import Arrival, Loaded
from .tables import KINDS, BadFiles, Fault, Progress, Row, Table

__all__ = [
    "MOVED",
    "BadFiles",
    "Change",
    "Fault",
    "Loaded",
    "Moved",
    "Prepared",
    "apply",
    "guard",
    "load",
    "prepare",
    "unguard",
]


GOES = 2  # at loading, while somebody writes what the files go by meanwhile


class Moved(Refused):
    """What was looked at is no longer what is stored."""


MOVED = (
    "Somebody changed what these files go by since they were looked at. Nothing was stored: look at what loading them "
    "comes to now."
)


@dataclass
class Prepared:
    """Files read, cleaned and matched with what is stored. Good for one `apply`, which changes the rows it holds.

    checksums: SHA-256 of each file, by its name. mappings: by the table's name, how headings are read that are
    not ours. basis: a token of all that is stored which the files were matched with, and of the rules of reading.
    """

    tables: list[Table]
    rows: dict[str, list[Row]]
    checksums: dict[str, str]
    mappings: dict[str, HeadingMap]
    basis: str = field(init=False)
    matching: Matching = field(init=False)
    laid: list[tuple[Row, slice]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.rows)
        self.match()

    def match(self) -> None:
        """Match the rows with what is stored now; the basis comes first, so that what changes meanwhile differs.

        What an earlier matching laid to the rows is taken off them, and nothing else.
        """
        for row, laid in self.laid:
            del row.faults[laid]
        rows = list(chain.from_iterable(self.rows.values()))
        before = [len(row.faults) for row in rows]
        self.basis = basis_of(self.names)
        self.matching = Matching(self.rows, self.names, {table.kind for table in self.tables if table.faults})
        self.laid = [
            (row, slice(n, len(row.faults))) for row, n in zip(rows, before, strict=True) if len(row.faults) > n
        ]

    @property
    def faults(self) -> list[Fault]:
        """All that is wrong with the files, in the order of lines."""
        return [f for table in self.tables for f in [*table.faults, *chain.from_iterable(map(telling, table.rows))]]

    @property
    def remarks(self) -> list[str]:
        """What was taken for granted, behind the names of files and sheets."""
        return [f"{table.name}: {remark}" for table in self.tables for remark in table.remarks]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of each kind are new, changed and unchanged."""
        return {kind: self.matching.matched(kind).counts for kind in KINDS}

    def new(self, kind: str) -> Iterator[Any]:
        """The rows of a kind that would be added, unsaved."""
        return iter(self.matching.matched(kind).new)

    def changes(self, kind: str) -> Iterator[Change]:
        """The stored rows of a kind that would change."""
        return self.matching.changes(kind)


def silent(stage: str, done: int = 0, total: int = 0) -> None:
    """Progress that nobody follows."""


def prepare(
    paths: Iterable[str | Path], *, encoding: str = "", mapping: Mappings | None = None, progress: Progress = silent
) -> Prepared:
    """Read, clean and match files, or those of folders, sources first. Locks and stores nothing.

    Raises Refused where two files have one name, and BadFiles where one is missing, or nothing says what it holds; all
    else that is wrong is in `faults`.
    """
    with uncollected():
        given = [Path(path) for path in paths]
        refuse_same_names(given)
        tables = read_tables(given, progress, encoding=encoding, mapping=mapping)
        rows = clean(tables, progress)
        progress("comparing with what is stored")
        left_out = {name for name, known in (mapping or {}).items() if not known.kind}
        files = [file for path in given for file in files_at(path) if file.name not in left_out]
        mappings = {table.name: mapping[table.name] for table in tables if mapping and table.name in mapping}
        checksums = {file.name: sha256_of(file) for file in files if os.access(file, os.R_OK) and file.is_file()}
        return Prepared(tables, rows, checksums, mappings)


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(
    paths: Iterable[str | Path],
    actor: User,
    *,
    rejects: Path | None = None,
    encoding: str = "",
    mapping: Mappings | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Load files, or those of folders, as the actor: what their names say they hold, sources first.

    All or nothing: raises BadFiles with everything that is wrong. With `rejects`, bad rows, and those that go by them,
    are written there with their reasons, a file for each kind, which is put into its name; the others are loaded. Rows
    that are stored already, by their natural keys, are changed where the file says otherwise in one of its columns.
    """
    given = [Path(path) for path in paths]
    if rejects is not None:
        refuse_names(rejects, [file for path in given for file in (path, *path.glob("*"))])
    prepared = prepare(given, encoding=encoding, mapping=mapping, progress=progress)
    if rejects is None:
        return apply(actor, prepared, progress=progress)
    left = Rejects(rejects)
    try:
        loaded = apply(actor, prepared, rejects=True, last=lambda _: left.write(prepared.tables), progress=progress)
    except BaseException:
        left.forget()
        raise
    loaded.rejected = left.keep()
    return loaded


def apply(
    actor: User,
    prepared: Prepared,
    *,
    rejects: bool = False,
    seen: str | None = None,
    first: Callable[[], object] = lambda: None,
    last: Callable[[Loaded], None] = lambda loaded: None,
    progress: Progress = silent,
) -> Loaded:
    """Store what was prepared, all or nothing; with `rejects` without the rows that are wrong.

    `seen` is the basis that a person looked at: raises Moved where it is no longer what is stored. Where nobody
    looked, the rows are matched again. `first` is done before matched rows are stored, and again where they had to be
    matched again; `last` before all is final. Raises BadFiles with all that is wrong.
    """

    def arrive() -> Arrival:
        if go >= GOES:  # where people keep writing what the files go by it would never end, so they wait for this go
            writers_lock()
        if go:
            prepared.match()
        stop_at_faults(prepared, rejects)
        if seen is not None and prepared.basis != seen:
            raise Moved(MOVED)
        first()
        arrival = Arrival(actor, prepared, progress)
        arrival.stage()
        return arrival

    go = 0
    while True:
        with uncollected(), writing(actor, "claims.add_import", before=arrive) as arrival:
            if basis_of(prepared.names) == prepared.basis:
                loaded = arrival.store()
                if not arrival.refuse_unconfirmed():
                    loaded.faults, loaded.remarks = prepared.faults, prepared.remarks
                    last(loaded)
                    return loaded
                stop_at_faults(prepared, rejects)
            elif seen is not None:
                raise Moved(MOVED)
            transaction.set_rollback(True)  # all is done again: with what moved, or without what is now rejected
        go += 1


def stop_at_faults(prepared: Prepared, rejects: bool) -> None:
    """Raise BadFiles where anything is wrong; with `rejects` only where a whole file is."""
    faults = prepared.faults
    if faults and (not rejects or any(table.faults for table in prepared.tables)):
        raise BadFiles(faults)
