"""Rows: which columns each file has, and one cleaning of them for every door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from django.db.models import Field, Model

from claims.models import Assertion, Claim, Option, Publisher, Source, Topic

from .cells import Cleaner, choice, day, moment, reference, text, unguard, web_address, yes_no
from .files import Progress, Row, Table, Unfit

HEADINGS = 100  # more are no table of ours, and each is compared with all that are known
REJECTED = "rejected"  # the column that a file of rejected rows adds


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the field that its cells fill, how they are cleaned, and what an empty one means."""

    heading: str
    field: str
    clean: Cleaner
    empty: object = ""
    required: bool = False


def of_model(model: type[Model], heading: str, **settings: object) -> Column:
    """A column of free text, as long as the model's field allows."""
    name = str(settings.pop("field", heading))
    field = model._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - none of ours is a relation seen from its other end
    return Column(heading, name, text(field.max_length), **settings)  # type: ignore[arg-type]


def name_of(model: type[Model], heading: str, *, required: bool = False, key: str = "reference") -> Column:
    """A column that names a row of another table, or nothing."""
    field = model._meta.get_field(key)
    assert isinstance(field, Field)  # noqa: S101
    return Column(heading, heading, text(field.max_length), None, required)


def own_reference(model: type[Model]) -> Column:
    field = model._meta.get_field("reference")
    return Column("reference", "reference", reference(field.max_length), required=True)  # type: ignore[union-attr]


COLUMNS: dict[str, list[Column]] = {
    "sources": [
        own_reference(Source),
        of_model(Source, "title", required=True),
        name_of(Publisher, "publisher", required=True, key="name"),
        of_model(Source, "authors"),
        Column("published_on", "published_on", day, None),
        Column("kind", "kind", choice(Source.Kind), Source.Kind.ARTICLE.value),
        Column("url", "url", web_address(2000)),
        name_of(Source, "derives_from"),
        Column("reliability", "reliability", choice(Source.Reliability), Source.Reliability.F.value),
        of_model(Source, "language"),
        of_model(Source, "note"),
    ],
    "claims": [
        own_reference(Claim),
        name_of(Topic, "topic", required=True, key="name"),
        of_model(Claim, "question", required=True),
        Column("kind", "kind", choice(Claim.Kind), required=True),
        of_model(Claim, "unit"),
        of_model(Claim, "definition"),
        Column("accumulates", "accumulates", yes_no, False),
    ],
    "options": [
        name_of(Claim, "claim", required=True),
        of_model(Option, "option", field="name", required=True),
        name_of(Option, "parent", key="name"),
        of_model(Option, "aliases"),
    ],
    "assertions": [
        name_of(Claim, "claim", required=True),
        name_of(Source, "source", required=True),
        of_model(Assertion, "wording", required=True),
        of_model(Assertion, "translation"),
        of_model(Assertion, "locator"),
        of_model(Assertion, "speaker"),
        Column("stance", "stance", choice(Assertion.Stance), Assertion.Stance.ASSERTS.value),
        Column("as_of", "as_of", moment, (None, None)),
        name_of(Claim, "base"),
        of_model(Assertion, "read_as"),
        Column(
            "credibility",
            "credibility",
            choice(Assertion.Credibility),
            Assertion.Credibility.NOT_JUDGED.value,
        ),
        of_model(Assertion, "note"),
    ],
}
# What else an exported file of assertions holds that loads back: the reason, and the later assertion's label.
STATES = [
    Column("set_aside", "set_aside_reason", text(None)),
    Column("superseded_by", "superseded_by", text(None), None),
]
# What an export adds that is worked out anew.
WORKED_OUT = [
    "rule", "rules_version", "explanation", "expected_low", "expected_high", "possible_low", "possible_high", "origin",
    "state", "problem",
]  # fmt: skip
KEYS = {
    "sources": ("reference",),
    "claims": ("reference",),
    "options": ("claim", "name"),
    "assertions": ("claim", "source", "wording", "locator"),
}


def headings(kind: str) -> list[str]:
    """The headings that a file of that kind may have, in order."""
    return [column.heading for column in COLUMNS[kind]]


def key_of(row: Row) -> tuple[str, ...]:
    """The natural key by which a cleaned row finds the one that is stored; options whatever their case."""
    key = tuple(str(row.values.get(name, "")) for name in KEYS[row.table.kind])
    return (key[0], key[1].casefold()) if row.table.kind == "options" else key


def raw_key(row: Row) -> tuple[str, ...]:
    """The natural key, a reference as it stands where it could not be cleaned."""
    if KEYS[row.table.kind] == ("reference",) and "reference" not in row.values:
        return (unguard(row.table.cell(row, "reference").strip()),)
    return key_of(row)


def label(source: str, wording: str, locator: str) -> str:
    """How superseded_by names an assertion of the same claim: `source | wording | locator`.

    Any bar in the three is doubled; the locator is left out where there is none.
    """
    return " | ".join(part.replace("|", "||") for part in (source, wording, locator) if part)


def later_key(row: Row) -> tuple[str, ...]:
    """The natural key of the assertion that a row's superseded_by names; () where that is no label."""
    parts = [part.replace("||", "|") for part in row.values["superseded_by"].split(" | ")]
    source, wording, locator = (parts + ["", ""])[:3]
    known = label(source, wording, locator) == row.values["superseded_by"]
    return (row.values.get("claim", ""), source, wording, locator) if known else ()


def clean(tables: list[Table], progress: Progress) -> dict[str, list[Row]]:
    """The rows of all tables by kind, cleaned; each keeps what is wrong with it, and so does each table."""
    rows: dict[str, list[Row]] = {kind: [] for kind in COLUMNS}
    for table in tables:
        columns = columns_of(table)
        if not {column.heading for column in COLUMNS[table.kind] if column.required} <= set(table.headings):
            continue
        progress(f"{table.name}: cleaning {len(table.rows):,} rows")
        for row in table.rows:
            clean_row(row, columns)
        rows[table.kind] += table.rows
    for kind in rows:
        refuse_doubles(rows[kind])
    return rows


def columns_of(table: Table) -> list[tuple[int, Column]]:
    """Each known column with its place; what is wrong with the headings is laid to the table."""
    if not table.headings:
        return []
    known = {column.heading: column for column in COLUMNS[table.kind] + STATES * (table.kind == "assertions")}
    passed_over = {REJECTED, *WORKED_OUT} if table.kind == "assertions" else {REJECTED}
    for heading, times in islice(Counter(table.headings).items(), HEADINGS):
        if heading not in known and heading not in passed_over:
            near = get_close_matches(heading, known, 1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"These are known: {', '.join(known)}."
            table.fault(Unfit("No column has this heading.", remedy, line=1, value=heading or "(empty)"))
        elif times > 1:
            table.fault(Unfit(f"The heading stands {times} times.", "Leave one.", line=1, value=heading))
    for column in known.values():
        if column.required and column.heading not in table.headings:
            table.fault(Unfit("A required heading is missing.", separators(table), line=1, column=column.heading))
    return [(at, known[heading]) for at, heading in enumerate(table.headings) if heading in known]


def separators(table: Table) -> str:
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(table.headings) == 1 and sign in table.headings[0]:
            return f"The cells are separated by {name}: save the file with commas."
    return f"The headings of {table.kind} are: {', '.join(headings(table.kind))}."


def clean_row(row: Row, columns: list[tuple[int, Column]]) -> None:
    width = len(row.table.headings)
    loose = [cell for cell in row.cells[width:] if cell.strip()]
    if len(row.cells) < width or loose:
        why = f"The row has {len(row.cells)} cells under {width} headings."
        row.fault("", why, "Look for a comma too few or too many.", value=" | ".join(loose))
        return
    for at, column in columns:
        cell = unguard(row.cells[at].strip())
        if not cell and column.required:
            row.fault(column.heading, "The cell is empty.", "Every row needs it.")
            continue
        try:
            value = column.clean(cell) if cell else column.empty
        except Unfit as error:
            row.fault(column.heading, error.reason, error.remedy)
            continue
        if column.field == "as_of":
            row.values["as_of"], row.values["as_of_time"] = value  # type: ignore[misc]
        else:
            row.values[column.field] = value


def refuse_doubles(rows: list[Row]) -> None:
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if all(row.values.get(name) for name in KEYS[row.table.kind] if name != "locator"):
            earlier = first.setdefault(key_of(row), row)
            if earlier is not row:
                same = [column.heading for column in COLUMNS[row.table.kind] if column.field in KEYS[row.table.kind]]
                row.fault("", f"The row has the same {', '.join(same)} as {earlier.where}.", "Leave one of the two.")
