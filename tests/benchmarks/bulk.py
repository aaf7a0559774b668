"""What takes rows by the hundred thousand, each beside the bare statement of the engine that does as much."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction

from claims import loading
from claims.assessment import assess
from claims.facts import FILES, FORMATS, Extract
from claims.models import Assertion, Claim
from claims.postgres import writers_lock

from .measuring import Line, Watch, in_turns

ROWS = 200_000
MEMORY = 50  # megabytes above an idle process that an export may take
HEADINGS = ("claim", "source", "wording", "translation", "locator", "speaker", "stance", "as_of", "base", "read_as",
            "credibility", "note")  # fmt: skip
# Rows as believable as those that are stored, a tenth of them relative: the same words at another place.
NEW_ROWS = """
SELECT c.reference, s.reference, a.wording, a.translation, 'annex, line ' || a.id, a.speaker, a.stance, a.as_of,
    b.reference, a.read_as, a.credibility, a.note
FROM claims_assertion a JOIN claims_claim c ON c.id = a.claim_id JOIN claims_source s ON s.id = a.source_id
LEFT JOIN claims_claim b ON b.id = a.base_id
WHERE a.superseded_by_id IS NULL AND a.set_aside_reason = '' AND a.locator NOT LIKE 'page %'
ORDER BY hashint8(a.id) LIMIT {rows}
"""
TORN = """
SELECT claim_id FROM claims_assertion WHERE counted GROUP BY claim_id HAVING max(possible_low) > min(possible_high)
"""


def measure_bulk() -> Iterator[Line]:
    """The rows of the table about loading, exporting and assessing, on the database of this process."""
    yield measure_load()
    yield measure_export()
    yield measure_assess()


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction whose work is done, its deferred checks included, and then rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def measure_load() -> Line:
    """Load new assertions from a CSV, as the command does, beside the same rows, already read, from a staging table."""
    actor = User.objects.get(username="administrator-1")
    columns = stored_columns()
    with NamedTemporaryFile("w+b", suffix=".copy") as ready, NamedTemporaryFile("w", prefix="assertions-") as file:
        source = Path(file.name).with_suffix(".csv")
        Path(file.name).rename(source)
        try:
            rows = write_csv(source)

            def ours() -> float:
                with undone():
                    with Watch() as watch:
                        loaded = loading.load([source], actor)
                        run("SET CONSTRAINTS ALL IMMEDIATE")
                    keep(loaded.brought.pk, columns, ready.name)  # type: ignore[union-attr]
                tidy()
                return watch.seconds

            def engine() -> float:
                with undone():
                    run(f"CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT {columns} FROM claims_assertion LIMIT 0")
                    with Watch() as watch:
                        copy_in(f"COPY staging ({columns}) FROM STDIN", ready.name)
                        run(f"INSERT INTO claims_assertion ({columns}) SELECT {columns} FROM staging")
                        run("SET CONSTRAINTS ALL IMMEDIATE")
                tidy()
                return watch.seconds

            seconds, limit = in_turns(ours, engine)
        finally:
            source.rename(file.name)
    return Line(f"load {rows:,} assertions ({rows / seconds:,.0f} a second)", seconds, limit, 3)


def stored_columns() -> str:
    """The columns of an assertion that are stored, its key aside."""
    fields = (field for field in Assertion._meta.concrete_fields if not field.generated and not field.primary_key)
    return ", ".join(field.column for field in fields)


def write_csv(path: Path, most: int = ROWS) -> int:
    """Write so many new assertions at the most as a file to load; returns how many."""
    with connection.cursor() as cursor, open(path, "w", encoding="utf-8", newline="") as file:
        cursor.execute(NEW_ROWS.format(rows=most))
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        rows = 0
        while batch := cursor.fetchmany(5000):
            writer.writerows(batch)
            rows += len(batch)
    return rows


def keep(brought_by: int, columns: str, path: str) -> None:
    """Write the rows of an import to a file, as they were read, for the engine to take in; they go by no import."""
    kept = columns.replace("brought_by_id", "NULL")
    statement = f"COPY (SELECT {kept} FROM claims_assertion WHERE brought_by_id = {brought_by} ORDER BY id) TO STDOUT"
    copy_out(statement, path)


def copy_out(statement: str, path: str) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy, open(path, "wb") as file:
        file.writelines(copy)


def copy_in(statement: str, path: str) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy, open(path, "rb") as file:
        while block := file.read(1 << 16):
            copy.write(block)


def tidy() -> None:
    """Clear away what was rolled back, so that every round finds the tables alike."""
    run("VACUUM claims_assertion, claims_assessment")


def measure_export() -> Line:
    """Write facts as CSV beside COPY of the same columns; and how much memory the whole export takes."""
    last = max(Claim.objects.live().order_by("pk").values_list("pk", flat=True)[:ROWS])
    chosen = Claim.objects.live().filter(pk__lte=last).order_by("reference")
    rows = chosen.count()

    def ours() -> float:
        with Watch() as watch, open(os.devnull, "wb") as file:
            file.writelines(FORMATS["csv"].write(FILES["facts"], Extract(chosen).rows("facts")))
        return watch.seconds

    def engine() -> float:
        statement = f"COPY ({FACTS.format(last=last)}) TO STDOUT (FORMAT csv, HEADER)"
        run("SET jit = off")  # compiling such a statement takes longer than it saves
        with Watch() as watch:
            copy_out(statement, os.devnull)
        run("RESET jit")
        return watch.seconds

    seconds, limit = in_turns(ours, engine)
    above = memory("export", "facts", "--output", os.devnull) - memory("shell", "-c", "pass")
    held = (("MB above idle for all claims", above, MEMORY),)
    return Line(f"export {rows:,} facts as CSV", seconds, limit, 4, held=held)


# Started by a small process of its own: the system counts a process with the memory of the one that it came from.
STARTER = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def memory(*command: str) -> float:
    """The most memory that a command takes, in megabytes. Raises CalledProcessError where it fails."""
    whole = [sys.executable, "-c", STARTER, sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    return int(subprocess.run(whole, stdout=subprocess.PIPE, check=True).stdout) / 1024  # noqa: S603  (our own)


def measure_assess() -> Line:
    """Work out every verdict where nothing changed, beside the one aggregate that finds what contradicts itself."""

    def ours() -> float:
        with Watch() as watch, transaction.atomic():
            writers_lock()
            changed = assess()
        if changed:
            raise RuntimeError(f"{changed} verdicts changed: the world was not assessed")
        return watch.seconds

    def engine() -> float:
        with Watch() as watch:
            fetched(TORN)
        return watch.seconds

    seconds, limit = in_turns(ours, engine)
    return Line(f"assess {Claim.objects.count():,} claims, nothing changed", seconds, limit, 2)


def fetched(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


BOUND = """CASE WHEN {bound} IS NULL THEN ''
    WHEN c.kind = 'date' THEN (date '0001-01-01' + ({bound} - 1)::int)::text
    WHEN c.kind IN ('choice', 'yesno') THEN (
        SELECT o.name FROM claims_option o WHERE o.claim_id = c.id AND o.low = {bound} ORDER BY o.high DESC LIMIT 1)
    ELSE trim_scale({bound})::text END"""
SAID = """CASE WHEN c.kind IN ('choice', 'yesno') THEN (SELECT o.name FROM claims_option o WHERE o.id = a.option_id)
    WHEN a.possible_low = a.possible_high THEN {low}
    WHEN a.possible_high IS NULL THEN {low} || ' or more'
    WHEN a.possible_low IS NULL THEN {high} || ' or fewer'
    ELSE {low} || ' to ' || {high} END""".format(
    low=BOUND.format(bound="a.possible_low"), high=BOUND.format(bound="a.possible_high")
)
# The facts as the engine alone can say them: the same columns, the citations in words, those that dissent first.
FACTS = f"""
WITH chosen AS NOT MATERIALIZED (
    SELECT c.id, c.reference, c.topic_id, c.question, c.kind, c.unit, s.status, s.stale, s.verdict, s.assertions,
        s.sources, s.origins, s.supporting, s.dissenting, s.range_low, s.range_high, s.decision_id, s.explanation_id
    FROM claims_claim c JOIN claims_assessment s ON s.claim_id = c.id
    WHERE c.merged_into_id IS NULL AND c.id <= {{last}}
), said AS (
    SELECT c.id AS claim_id, a.id,
        CASE WHEN d.id IS NULL THEN 4 WHEN a.stance = 'denies' THEN 1
            WHEN a.possible_low > d.high OR a.possible_high < d.low THEN 0 WHEN a.rebased THEN 2 ELSE 3 END AS rank,
        CASE WHEN d.id IS NULL THEN '' WHEN a.stance = 'denies' THEN 'denies: '
            WHEN a.possible_low > d.high OR a.possible_high < d.low THEN 'dissents: '
            WHEN a.rebased THEN 'allows: ' ELSE 'supports: ' END
        || '“' || a.wording || '”'
        || CASE WHEN a.translation <> '' THEN ' (translated “' || a.translation || '”)' ELSE '' END
        || CASE WHEN a.read_as <> '' THEN ' (entered as “' || a.read_as || '”)' ELSE '' END
        || CASE WHEN strpos(a.wording, {SAID}) = 0 THEN ' (read as ' || {SAID} || ')' ELSE '' END
        || ' — ' || concat_ws(', ', nullif(a.speaker, ''), nullif(x.authors, ''), p.name,
            coalesce(x.published_on::text, 'undated'), nullif(a.locator, '')) AS words
    FROM chosen c JOIN claims_assertion a ON a.claim_id = c.id JOIN claims_source x ON x.id = a.source_id
        JOIN claims_publisher p ON p.id = x.publisher_id LEFT JOIN claims_decision d ON d.id = c.decision_id
    WHERE a.counted
        OR a.stance = 'denies' AND a.set_aside_reason = '' AND a.superseded_by_id IS NULL AND a.problem = ''
), cited AS (
    SELECT claim_id, string_agg(words, '; ' ORDER BY rank, id) AS citations FROM said GROUP BY claim_id
)
SELECT c.reference, t.name AS topic, c.question, c.kind, c.unit, c.status,
    CASE WHEN c.stale THEN 'yes' ELSE 'no' END AS stale, c.verdict, d.value,
    {BOUND.format(bound="d.low")} AS low, {BOUND.format(bound="d.high")} AS high, d.likelihood, d.confidence,
    concat_ws(' ', d.way, d.reason, d.assumption, e.reason) AS rationale, u.username AS decided_by, d.decided_at,
    c.assertions, c.sources, c.origins, c.supporting, c.dissenting,
    {BOUND.format(bound="c.range_low")} AS range_low, {BOUND.format(bound="c.range_high")} AS range_high,
    z.citations, d.evidence_sha256
FROM chosen c JOIN claims_topic t ON t.id = c.topic_id LEFT JOIN cited z ON z.claim_id = c.id
    LEFT JOIN claims_decision d ON d.id = c.decision_id LEFT JOIN claims_decision e ON e.id = c.explanation_id
    LEFT JOIN auth_user u ON u.id = d.author_id
ORDER BY c.reference
"""
