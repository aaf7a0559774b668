"""Headings: which columns each kind of file has, and how those of a file are found among them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from django.db.models import Field, Model

from claims.models import Assertion, Claim, Option, Publisher, Source, Topic

from .cells import Cleaner, choice, day, moment, named, reference, text, web_address, yes_no
from .tables import Table, Unfit, shortened

HEADINGS = 100  # more are no table of ours, and each is compared with all that are known
WIDEST = 1000  # cells in the row of headings
LONGEST = 500  # letters of a heading
TITLES = 20  # rows in which the headings are looked for where the first row holds none
REJECTED = "rejected"  # the column that a file of rejected rows adds


@dataclass(frozen=True, slots=True)
class HeadingMap:
    """How the headings of a foreign file are ours: what it holds, and for each of its headings ours, or "".

    kind: "" where the table is left out. name: that under which it is kept.
    """

    kind: str
    columns: dict[str, str]
    name: str = ""

    def fits(self, written: list[str]) -> bool:
        """Whether headings are all that a table needs, and each is known."""
        place_headings(table := Table(self.kind, ""), 1, written, self)
        return not table.faults

    def others(self, written: list[str]) -> int:
        """How many headings it knows beyond these."""
        return len({tidy(foreign) for foreign in self.columns} - set(map(tidy, written)))


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
    clean = named if key == "reference" else text
    return Column(heading, heading, clean(field.max_length), None, required)


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


def headings(kind: str) -> list[str]:
    """The headings that a file of that kind may have, in order."""
    return [column.heading for column in COLUMNS[kind]]


def required(kind: str) -> set[str]:
    """The headings that a file of that kind must have."""
    return {column.heading for column in COLUMNS[kind] if column.required}


def columns_of(table: Table) -> list[tuple[int, Column]]:
    """Each known column of a table with its place."""
    known = known_columns(table.kind)
    return [(at, known[heading]) for at, heading in enumerate(table.headings) if heading in known]


def known_columns(kind: str) -> dict[str, Column]:
    """Each column that loads, by its heading."""
    return {column.heading: column for column in COLUMNS[kind] + STATES * (kind == "assertions")}


def passed_over(kind: str) -> set[str]:
    """The headings of columns that a file of ours may have and that are not loaded."""
    return {REJECTED, *WORKED_OUT} if kind == "assertions" else {REJECTED}


def tidy(heading: str) -> str:
    """A heading as it is compared: "  Published On\u200b" is published_on. Of a very long one the beginning counts."""
    plain = unicodedata.normalize("NFKC", heading[: 2 * LONGEST])
    visible = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return re.sub(r"[\s_-]+", "_", visible.strip()).casefold()


def ours(written: list[str], mapping: HeadingMap | None) -> list[str]:
    """What the headings of a file are to us; "" over columns that the mapping leaves out."""
    meant = {tidy(foreign): heading for foreign, heading in mapping.columns.items()} if mapping else {}
    return [meant.get(heading, heading) for heading in map(tidy, written)]


def recognised(written: list[str], kind: str, mapping: HeadingMap | None) -> int:
    """How many of the headings are known ones."""
    meant = {tidy(foreign) for foreign in mapping.columns} if mapping else set()
    return len({tidy(heading) for heading in written} & {*known_columns(kind), *passed_over(kind), *meant} - {""})


def best_of(written: list[str], kind: str, mappings: Iterable[HeadingMap]) -> HeadingMap | None:
    """The mapping that fits headings with the fewest others, or else knows the most of them; None where none does.

    Of several that fit, one of that kind, where that is not "".
    """

    def order(mapping: HeadingMap) -> tuple[bool, bool, int, int]:
        known = recognised(written, mapping.kind, mapping)
        return mapping.fits(written), kind in ("", mapping.kind), known, -mapping.others(written)

    best = max(mappings, key=order, default=None)
    return best if best and set(map(tidy, written)) & set(map(tidy, best.columns)) - {""} else None


def place_headings(table: Table, line: int, written: list[str], mapping: HeadingMap | None) -> None:
    """Give a table its headings; what is wrong with them is laid to it.

    Raises Unfit where they are too many, or one of them is too long.
    """
    while written and not tidy(written[-1]):
        written = written[:-1]
    if (longest := max(map(len, written), default=0)) > LONGEST:
        raise Unfit(f"A heading has {longest:,} letters.", f"Leave {LONGEST} at most.", line=line)
    if len(written) > WIDEST:
        raise Unfit(f"The row of headings has {len(written):,} cells.", f"Leave {WIDEST} at most.", line=line)
    table.line, table.written, table.headings = line, written, ours(written, mapping)
    known, others = known_columns(table.kind), passed_over(table.kind)
    left_out = {tidy(foreign) for foreign, heading in mapping.columns.items() if not heading} if mapping else set()
    places_of: dict[str, list[int]] = {}
    for at, heading in enumerate(table.headings):
        if tidy(written[at]) not in left_out:
            places_of.setdefault(heading, []).append(at)
    for heading, places in islice(places_of.items(), HEADINGS):
        shown = " and ".join(shortened(written[at]) or "(empty)" for at in places)
        if heading in known and len(places) > 1:
            table.fault(Unfit(f"The heading stands {len(places)} times.", "Leave one.", line=line, value=shown))
        elif heading not in known and heading not in others:
            table.fault(Unfit("No column has this heading.", near(heading, known), line=line, value=shown))
    for column in known.values():
        if column.required and column.heading not in table.headings:
            remedy = missing(column.heading, table.kind, mapping)
            table.fault(Unfit("A required heading is missing.", remedy, line=line, column=column.heading))


def near(heading: str, known: Iterable[str]) -> str:
    if close := get_close_matches(heading, known, 1):
        return f"Did you mean “{close[0]}”?"
    return f"These are known: {', '.join(known)}."


def missing(heading: str, kind: str, mapping: HeadingMap | None) -> str:
    foreign = [name for name, ours in mapping.columns.items() if ours == heading] if mapping else []
    if foreign:
        return f"The mapping looks for it under “{'” or “'.join(map(shortened, foreign))}”."
    return f"The headings of {kind} are: {', '.join(headings(kind))}."


def title_above(table: Table, mapping: HeadingMap | None) -> Unfit | None:
    """What to say of a table whose headings stand lower down, under a title."""
    if recognised(table.written, table.kind, mapping):
        return None
    for row in table.rows[:TITLES]:
        if required(table.kind) <= set(ours(row.cells, mapping)):
            why = f"The headings stand on line {row.line}, and this above them."
            shown = " ".join(filter(None, table.written))
            return Unfit(why, "Delete the rows above the headings.", line=table.line, value=shown)
    return None
