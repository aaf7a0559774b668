"""Loading: files into cleaned rows, and those through review's door, all or none."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from claims.assessment import assess
from claims.models import Assertion, Import, Publisher, Topic
from claims.postgres import among, analyze
from claims.review import Refused, enter_names, writing
from claims.review.assertions import GRADED, UNCONFIRMED, column_read, edit_all, enter_all, unconfirmed_of
from claims.review.claims import enter_claims, enter_options, store_claims, store_options
from claims.review.sources import enter_sources, store_sources

from .cells import guard, unguard
from .files import KINDS, BadFiles, Fault, Progress, Row, Table, read_tables
from .matching import Matched, Matching
from .rows import REJECTED, clean

__all__ = ["BadFiles", "Fault", "Loaded", "guard", "load", "unguard"]

UNREAD = 20  # wordings that could not be read and are named in the summary
MANY = 1000  # new assertions from which the tables' statistics are refreshed before verdicts are worked out


@dataclass
class Loaded:
    """What a load came to: rows new, changed and unchanged by kind.

    unread: the new and changed wordings that could not be read, each with why. brought: the import that new rows
    point at, None where nothing changed. rejected: files of rejected rows.
    """

    counts: dict[str, dict[str, int]]
    unread: list[Fault] = field(default_factory=list)
    brought: Import | None = None
    faults: list[Fault] = field(default_factory=list)
    rejected: list[Path] = field(default_factory=list)

    @property
    def rejected_rows(self) -> int:
        return len({(fault.file, fault.line) for fault in self.faults})

    def lines(self) -> list[str]:
        """The summary, a line for each kind: "49 assertions: 0 new, 0 changed, 49 unchanged"; then what is unread."""
        lines = []
        for kind, counts in self.counts.items():
            if total := sum(counts.values()):
                states = ", ".join(f"{n:,} {state}" for state, n in counts.items())
                lines.append(f"{total:,} {kind if total != 1 else kind.removesuffix('s')}: {states}")
        if len(self.unread) == 1:
            lines.append("1 wording could not be read; it waits on the desk:")
        elif self.unread:
            lines.append(f"{len(self.unread):,} wordings could not be read; they wait on the desk:")
        lines += map(str, self.unread[:UNREAD])
        if len(self.unread) > UNREAD:
            lines.append(f"… and {len(self.unread) - UNREAD:,} more")
        return lines or ["nothing to load"]


def load(
    paths: Iterable[str | Path],
    actor: User,
    *,
    rejects: Path | None = None,
    progress: Progress = lambda stage: None,
) -> Loaded:
    """Load files, or the CSV files of folders, as the actor: what their names say they hold, sources first.

    All or nothing: raises BadFiles with everything that is wrong. With `rejects`, bad rows, and those that go
    by them, are written there with their reasons, and the others are loaded. Rows that are stored already, by
    their natural keys, are changed where the file says otherwise in one of its columns.
    """
    given = [Path(path) for path in paths]
    inputs = {os.path.realpath(file) for path in given for file in (path, *path.glob("*"))}
    if rejects is not None and os.path.realpath(rejects) in inputs:
        raise Refused(f"{rejects} is one of the files to load: write the rejected rows to another.")
    tables = read_tables(given, progress)
    rows = clean(tables, progress)
    progress("comparing with what is stored")
    broken = {table.kind for table in tables if table.faults}
    Matching(rows, broken)
    stop_at_faults(tables, rejects)
    while True:
        with writing(actor, "claims.add_import"):
            # Somebody may have written since, another load of the same files perhaps.
            matching = Matching(rows, broken)
            stop_at_faults(tables, rejects)
            loaded = store(actor, matching, tables, progress)
            if refuse_unconfirmed(matching, loaded):
                stop_at_faults(tables, rejects)
                transaction.set_rollback(True)  # all is done again without the rows that are now rejected
                continue
            loaded.faults = faults_of(tables)
            if rejects is not None and loaded.faults:
                loaded.rejected = write_rejects(tables, rejects)
        return loaded


def refuse_unconfirmed(matching: Matching, loaded: Loaded) -> bool:
    """Lay a fault to each row just stored that is graded as confirmed by others, and is not; whether there was any."""
    graded = {
        said.pk: row
        for row, said, differing in matching.made["assertions"]
        if not row.faults
        and said.credibility == Assertion.Credibility.CONFIRMED
        and (said.brought_by == loaded.brought or differing & GRADED)
    }
    unconfirmed = unconfirmed_of(Assertion.objects.filter(pk__in=among(graded))) if graded else []
    for said in unconfirmed:
        graded[said.pk].fault("credibility", *UNCONFIRMED)
    return bool(unconfirmed)


def faults_of(tables: list[Table]) -> list[Fault]:
    return [fault for table in tables for fault in [*table.faults, *(f for row in table.rows for f in row.faults)]]


def stop_at_faults(tables: list[Table], rejects: Path | None) -> None:
    """Raise BadFiles where anything is wrong; with `rejects` only where a whole file is."""
    faults = faults_of(tables)
    if faults and (rejects is None or any(table.faults for table in tables)):
        raise BadFiles(faults)


def store(actor: User, matching: Matching, tables: list[Table], progress: Progress) -> Loaded:
    """Write what is new or changed, and work out the verdicts that it bears on."""
    kinds = {kind: matching.matched(kind) for kind in KINDS}
    loaded = Loaded(
        {k: {"new": len(m.new), "changed": len(m.changed), "unchanged": m.unchanged} for k, m in kinds.items()}
    )
    if not any(matched.new or matched.changed for matched in kinds.values()):
        return loaded
    files = "; ".join(table.name for table in tables)
    loaded.brought = Import.objects.create(loaded_by=actor, files=files, counts=loaded.counts)
    progress("storing")
    claims = store_frame(actor, kinds, loaded.brought)
    said = kinds["assertions"]
    for assertion in [*said.new, *said.changed]:
        # What was new when the row was matched has its id only now.
        assertion.claim, assertion.source, assertion.base = assertion.claim, assertion.source, assertion.base
    enter_all(actor, said.new, loaded.brought)
    edit_all(actor, said.changed, said.fields)
    if len(said.new) >= MANY:
        analyze("claims_assertion", "claims_claim", "claims_source", "claims_assessment")
    progress("working out verdicts")
    assess(claims | {assertion.claim_id for assertion in [*said.new, *said.changed]})
    loaded.unread = unread_rows(matching, [*said.new, *said.changed])
    return loaded


def unread_rows(matching: Matching, assertions: list[Assertion]) -> list[Fault]:
    """The rows of those of the assertions that count but for words that could not be read, each with why."""
    waiting = Assertion.objects.unread().order_by()
    problems = dict(waiting.filter(pk__in=among(a.pk for a in assertions)).values_list("pk", "problem"))
    return [
        Fault(row.table.name, row.line, column_read(said), said.read_wording, problems[said.pk], "")
        for row, said, _ in matching.made["assertions"]
        if said.pk in problems
    ]


def store_frame(actor: User, kinds: dict[str, Matched], brought_by: Import) -> set[int]:
    """Store sources, claims and options; returns the claims to assess."""
    sources, claims, options = kinds["sources"], kinds["claims"], kinds["options"]
    enter_names(actor, Publisher, new_names(s.publisher for s in [*sources.new, *sources.changed]))
    enter_names(actor, Topic, new_names(c.topic for c in [*claims.new, *claims.changed]))
    enter_sources(sources.new, brought_by)
    assessed = store_sources(actor, sources.changed, sources.fields)
    enter_claims(claims.new, brought_by)
    assessed |= store_claims(actor, claims.changed, claims.fields)
    assessed |= enter_options(actor, options.new, claims.new)
    return assessed | store_options(actor, options.changed)


def new_names(rows: Iterable[Publisher | Topic]) -> list[Publisher | Topic]:
    return list({id(row): row for row in rows if row.pk is None}.values())


def write_rejects(tables: list[Table], path: Path) -> list[Path]:
    """Write the rejected rows as they stood, with a last column that says where and why; returns the files.

    Rows of several kinds go to several files, whose names say the kind.
    """
    bad: dict[str, list[Row]] = {}
    for table in tables:
        bad.setdefault(table.kind, []).extend(row for row in table.rows if row.faults)
    bad = {kind: rows for kind, rows in bad.items() if rows}
    files = []
    for kind, rows in bad.items():
        files.append(path if len(bad) == 1 else path.with_stem(f"{path.stem}-{kind}"))
        with open(files[-1], "w", encoding="utf-8", newline="") as file:
            write_rows(csv.writer(file), rows)
    return files


def write_rows(writer: csv.Writer, rows: list[Row]) -> None:  # type: ignore[name-defined]
    headings: list[str] = []
    for row in rows:
        headings += [heading for heading in row.table.headings if heading not in headings and heading != REJECTED]
    writer.writerow([*headings, REJECTED])
    for row in rows:
        why = "; ".join(f"{fault.place}: {fault.said}" for fault in row.faults)
        cells = [guard(unguard(row.table.cell(row, heading).strip())) for heading in headings]
        writer.writerow([*cells, why])
