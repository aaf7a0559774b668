"""What is stored of all that the rows of files name: one query a table, however many the rows are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django.db.models.expressions import RawSQL

from claims.models import Assertion, Assessment, Claim, Option, Publisher, Source, Topic
from claims.postgres import digest, ids_parameter, ids_sql, keyed, keyed_parameters, matching
from claims.review.entries import SAID, Entry
from claims.wording import RULES_VERSION

from .files import Row
from .near_names import MOST_NAMES, did_you_mean, spelled_as, spellings
from .rows import later_key, set_key

MOST_LETTERS = 300_000  # of names that are gone through for the nearest to unknown ones, which takes a few seconds

Key = tuple[str, ...]
Rows = dict[str, list[Row]]
Named = TypeVar("Named", Publisher, Topic)


class Names:
    """What the rows of files name, before any merge is followed: references of sources and claims."""

    def __init__(self, rows: Rows) -> None:
        self.sources = texts(rows["sources"], "reference", "derives_from") | texts(rows["assertions"], "source")
        self.sources |= {key[1] for key in later_keys(rows["assertions"])}
        self.claims = texts(rows["claims"], "reference") | texts(rows["options"], "claim")
        self.claims |= texts(rows["assertions"], "claim", "base")
        self.publishers = {name.casefold() for name in texts(rows["sources"], "publisher")}
        self.topics = {name.casefold() for name in texts(rows["claims"], "topic")}


# Some rows, and what these lead to: documents they derive from, claims they were merged into, what supersedes them.
WITH_LINE = """
WITH RECURSIVE line(id) AS (
    {first} UNION
    SELECT t.{column} FROM line JOIN {table} t ON t.id = line.id WHERE t.{column} IS NOT NULL
) SELECT id FROM line"""
NAMED = "SELECT t.id FROM {names} names JOIN {table} t ON t.reference = names.c0"


def basis_of(names: Names) -> str:
    """A token of all that is stored which rows with these names are matched with and read by.

    Whatever changes of a claim, its options, evidence or decisions, its assessment says when.
    """
    sources = Source.objects.filter(pk__in=with_line("claims_source", "derives_from_id", names.sources))
    claims = with_line("claims_claim", "merged_into_id", names.claims)
    assessed = Assessment.objects.filter(pk__in=claims).values_list("pk", "changed_at")
    # The preview names what a changed source or claim had: only rows of these name publishers and topics.
    published = digest(sources.values_list("pk", "publisher__name")) if names.publishers else ""
    about = digest(Claim.objects.filter(pk__in=claims).values_list("pk", "topic__name")) if names.topics else ""
    stored = (
        digest(sources.values_list()),
        digest(assessed),
        published,
        about,
        named_so(Publisher, names.publishers),
        named_so(Topic, names.topics),
    )
    return hashlib.sha256(repr((RULES_VERSION, stored)).encode()).hexdigest()


def with_line(table: str, column: str, names: set[str]) -> RawSQL:
    first = NAMED.format(table=table, names=keyed("text"))
    sql = WITH_LINE.format(first=first, table=table, column=column)
    return RawSQL(sql, keyed_parameters([(name,) for name in sorted(names)], 1))  # noqa: S611


def named_so(model: type[Publisher] | type[Topic], names: set[str]) -> list[tuple[int, str]]:
    """Keys and names of those that have the names, whatever their case."""
    rows = model._default_manager.order_by("pk").values_list("pk", "name") if names else ()
    return [(key, name) for key, name in rows if name.casefold() in names]


class Stored:
    """The stored rows by natural key. Those that the files add join them unsaved, while they are matched."""

    def __init__(self, rows: Rows, names: Names) -> None:
        # Names are compared in Python, since SQLite folds the case of ASCII alone.
        self.publishers = by_name(Publisher.objects.order_by("pk") if names.publishers else ())
        self.topics = by_name(Topic.objects.order_by("pk") if names.topics else ())
        self.sources = stored_sources(names)
        self.claims = stored_claims(names)
        follow_merges(rows["assertions"], self.claims)
        self.options = stored_options(rows["options"])
        self.assertions = stored_assertions(rows["assertions"], self.claims, self.sources)
        self._names: dict[type[Source] | type[Claim], list[str]] = {}
        self._nearest: dict[tuple[object, str], str] = {}
        self._letters = MOST_LETTERS

    def nearest(self, model: type[Source] | type[Claim], name: str) -> str:
        """What to do about a reference that nothing has: "Did you mean “KH-01”?"."""
        other = f"Add it to a file of {model._meta.verbose_name_plural}, and load the two together."
        return self._suggested(model, name, self._references(model, name)) or other

    def nearest_option(self, claim: str, name: str) -> str:
        """What to do about an option that a claim has not."""
        return self._suggested(claim, name, iter(self._options.get(claim, ()))) or "Add a row for it."

    def _suggested(self, among: object, name: str, known: Iterator[str]) -> str:
        if (among, name) not in self._nearest and self._letters > 0:
            names = list(islice(known, MOST_NAMES))
            self._letters -= len(name) + sum(map(len, names))
            self._nearest[among, name] = did_you_mean(name, names)
        return self._nearest.get((among, name), "")

    def _references(self, model: type[Source] | type[Claim], name: str) -> Iterator[str]:
        """Those of the files, then stored ones; before them, where they are many, other spellings of the name."""
        own: Iterable[str] = self.sources if model is Source else self.claims
        if model not in self._names:
            self._names[model] = list(model._default_manager.values_list("reference", flat=True)[:MOST_NAMES])
        names = [*own, *self._names[model]]
        if len(names) >= MOST_NAMES:
            yield from spellings(name).intersection(own)
            yield from spelled_as(name, model._default_manager.all())
        yield from names

    @cached_property
    def _options(self) -> dict[str, list[str]]:
        """The names of each claim's options."""
        names: dict[str, list[str]] = {}
        for (claim, _), option in self.options.items():
            names.setdefault(claim, []).append(option.name)
        return names


def stored_sources(names: Names) -> dict[str, Source]:
    stored = Source.objects.select_related("publisher", "derives_from") if names.publishers else Source.objects.all()
    return {source.reference: source for source in stored.filter(reference__among=names.sources)}


def stored_claims(names: Names) -> dict[str, Claim]:
    """The claims that rows name, and those that these were merged into."""
    stored = Claim.objects.select_related("topic") if names.topics else Claim.objects.all()
    claims = {claim.pk: claim for claim in stored.filter(reference__among=names.claims)}
    while missing := {claim.merged_into_id for claim in claims.values() if claim.merged_into_id} - claims.keys():
        claims |= stored.in_bulk(missing)
    for claim in claims.values():
        if claim.merged_into_id:
            claim.merged_into = claims[claim.merged_into_id]
    return {claim.reference: claim for claim in claims.values()}


def follow_merges(rows: list[Row], claims: dict[str, Claim]) -> None:
    """Let rows of assertions name the claims that are kept, in place of those merged into them."""
    kept = {name: claim.kept.reference for name, claim in claims.items() if claim.merged_into}
    for row in rows if kept else []:
        for column in ("claim", "base"):
            if (name := row.values.get(column)) in kept:
                row.values[column] = kept[name]
                set_key(row)


def stored_options(rows: list[Row]) -> dict[Key, Option]:
    """All the options of the claims that rows of options name."""
    found = Option.objects.filter(claim__reference__among=texts(rows, "claim"))
    return {(o.claim.reference, o.name.casefold()): o for o in found.select_related("claim", "parent")}


def stored_assertions(rows: list[Row], claims: dict[str, Claim], sources: dict[str, Source]) -> dict[Key, Entry]:
    """Those that the rows name, as themselves or as what supersedes them, by natural key."""
    wanted = {row.key for row in rows} | later_keys(rows)
    keys = [
        (claims[claim].id, sources[source].id, wording, locator)
        for claim, source, wording, locator in wanted
        if claim in claims and source in sources
    ]
    found = entries_of(keys, {claim.pk: claim for claim in claims.values()}, {s.pk: s for s in sources.values()})
    return {(e.claim.reference, e.source.reference, e.wording, e.locator): e for e in found}


FOUND = ("pk", "claim", "source", "base", "superseded_by", *SAID)


def entries_of(keys: list[tuple[Any, ...]], claims: dict[int, Claim], sources: dict[int, Source]) -> list[Entry]:
    """The stored assertions with these natural keys, and what they are superseded by, at any remove."""
    same = "a.claim_id = c0 AND a.source_id = c1 AND a.wording = c2 AND a.locator = c3"
    here = matching(same, keys, "bigint", "bigint", "text", "text")
    rows = list(Assertion.objects.filter(pk__in=here).order_by("pk").values_list(*FOUND)) if keys else []
    rows += later_rows(rows)
    complete(claims, Claim, {key for row in rows for key in (row[1], row[3]) if key})
    complete(sources, Source, {row[2] for row in rows})
    entries = {
        pk: Entry(claims[claim], sources[source], claims.get(base), *said) for pk, claim, source, base, _, *said in rows
    }
    for pk, _, _, _, superseded_by, *_ in rows:
        entries[pk].pk = pk
        entries[pk].superseded_by = entries[superseded_by] if superseded_by else None
    return list(entries.values())


def later_rows(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What assertions, under FOUND, are superseded by at any remove, without those that are among them."""
    known = {row[0] for row in rows}
    missing = {row[4] for row in rows if row[4]} - known
    if not missing:
        return []
    sql = WITH_LINE.format(first=ids_sql(), table="claims_assertion", column="superseded_by_id")
    line = RawSQL(sql, [ids_parameter(missing)])  # noqa: S611
    found = Assertion.objects.filter(pk__in=line).order_by("pk").values_list(*FOUND)
    return [row for row in found if row[0] not in known]


def complete(found: dict[int, Any], model: type[Claim] | type[Source], wanted: set[int]) -> None:
    """Find those that are still missing."""
    if missing := wanted - found.keys():
        found |= model._default_manager.in_bulk(missing)


def texts(rows: list[Row], *fields: str) -> set[str]:
    return {str(row.values[field]) for row in rows for field in fields if row.values.get(field)}


def later_keys(rows: list[Row]) -> set[Key]:
    keys = {later_key(row) for row in rows if row.values.get("superseded_by")}
    return keys - {()}


def by_name(rows: Iterable[Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for row in rows:
        found.setdefault(row.name.casefold(), row)
    return found


def relative_edges(claims: set[int], but_for: set[int]) -> set[tuple[str, str]]:
    """(Base, claim) references of what goes by the claims at any remove, without some assertions."""
    edges: set[tuple[str, str]] = set()
    fresh, seen = claims, set(claims)
    while fresh:
        rows = Assertion.objects.relative().filter(base__among=fresh).exclude(pk__among=but_for).order_by()
        found = set(rows.values_list("base__reference", "claim__reference", "claim").distinct())
        edges |= {(base, claim) for base, claim, _ in found}
        fresh = {pk for _, _, pk in found} - seen
        seen |= fresh
    return edges
