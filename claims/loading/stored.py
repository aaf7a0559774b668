"""What is stored of all that the rows of files name: one query a table, however many the rows are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from django.db.models import F

from claims.models import Assertion, Claim, Option, Publisher, Source, Topic
from claims.postgres import among, named

from .files import Row
from .rows import key_of, later_key

MOST_NAMES = 5000  # the nearest to an unknown name is sought among so many
MOST_SOUGHT = 50  # and for so many unknown names

Key = tuple[str, ...]
Rows = dict[str, list[Row]]
Named = TypeVar("Named", Publisher, Topic)


class Stored:
    """The stored rows by natural key. Those that the files add join them unsaved, while they are matched."""

    def __init__(self, rows: Rows) -> None:
        # Names are compared in Python, since SQLite folds the case of ASCII alone.
        self.publishers = by_name(Publisher.objects.order_by("pk") if rows["sources"] else ())
        self.topics = by_name(Topic.objects.order_by("pk") if rows["claims"] else ())
        self.sources = stored_sources(rows)
        self.claims = stored_claims(rows)
        follow_merges(rows["assertions"], self.claims)
        self.options = stored_options(rows["options"])
        self.assertions = self._assertions(rows["assertions"])
        self._names: dict[type[Source] | type[Claim], list[str]] = {}
        self._nearest: dict[str, str] = {}

    def _assertions(self, rows: list[Row]) -> dict[Key, Assertion]:
        """Those that the rows name, as themselves or as what supersedes them."""
        keys = {key_of(row) for row in rows} | later_keys(rows)
        claims = among(self.claims[name].pk for name in texts(rows, "claim") if name in self.claims)
        sources = among(self.sources[name].pk for name in {key[1] for key in keys} if name in self.sources)
        # The sum keeps SQLite from looking up each claim with each source in the index of natural keys.
        said = Assertion.objects.alias(by=F("source") + 0).filter(claim__in=claims, by__in=sources)
        words = said.order_by().values_list("pk", "claim__reference", "source__reference", "wording", "locator")
        wanted = {pk: tuple(key) for pk, *key in words.iterator() if tuple(key) in keys}
        found = Assertion.objects.filter(pk__in=among(wanted))
        by_key: dict[Key, Assertion] = {}
        for assertion in found.select_related("source__publisher", "base", "superseded_by"):
            key = wanted[assertion.pk]
            # One instance of each claim and source, so that what the files change in it is seen from here.
            assertion.claim = self.claims[key[0]]
            assertion.source = self.sources.get(key[1], assertion.source)
            by_key[key] = assertion
        return by_key

    def nearest(self, model: type[Source] | type[Claim], name: str) -> str:
        """What to do about a reference that nothing has: "Did you mean “KH-01”?"."""
        if name not in self._nearest and len(self._nearest) < MOST_SOUGHT:
            if model not in self._names:
                self._names[model] = list(model._default_manager.values_list("reference", flat=True)[:MOST_NAMES])
            new = self.sources if model is Source else self.claims
            self._nearest[name] = did_you_mean(name, [*self._names[model], *new])
        other = f"Add it to a file of {model._meta.verbose_name_plural}, and load the two together."
        return self._nearest.get(name) or other


def did_you_mean(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, set(known), 1)
    return f"Did you mean “{near[0]}”?" if near else ""


def stored_sources(rows: Rows) -> dict[str, Source]:
    wanted = texts(rows["sources"], "reference", "derives_from") | texts(rows["assertions"], "source")
    wanted |= {key[1] for key in later_keys(rows["assertions"])}
    found = Source.objects.filter(reference__in=named(wanted)).select_related("publisher", "derives_from")
    return {source.reference: source for source in found}


def stored_claims(rows: Rows) -> dict[str, Claim]:
    """The claims that rows name, and those that these were merged into."""
    wanted = texts(rows["claims"], "reference") | texts(rows["options"], "claim")
    wanted |= texts(rows["assertions"], "claim", "base")
    stored = Claim.objects.select_related("topic")
    claims = {claim.pk: claim for claim in stored.filter(reference__in=named(wanted))}
    while missing := {claim.merged_into_id for claim in claims.values() if claim.merged_into_id} - claims.keys():
        claims |= stored.in_bulk(missing)
    for claim in claims.values():
        claim.merged_into = claims.get(claim.merged_into_id)  # type: ignore[arg-type]
    return {claim.reference: claim for claim in claims.values()}


def follow_merges(rows: list[Row], claims: dict[str, Claim]) -> None:
    """Let rows of assertions name the claims that are kept, in place of those merged into them."""
    kept = {name: claim.kept.reference for name, claim in claims.items() if claim.merged_into}
    for row in rows:
        for column in ("claim", "base"):
            if (name := row.values.get(column)) in kept:
                row.values[column] = kept[name]


def stored_options(rows: list[Row]) -> dict[Key, Option]:
    """All the options of the claims that rows of options name."""
    found = Option.objects.filter(claim__reference__in=named(texts(rows, "claim")))
    return {(o.claim.reference, o.name.casefold()): o for o in found.select_related("claim", "parent")}


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
        rows = Assertion.objects.relative().filter(base__in=among(fresh)).exclude(pk__in=among(but_for)).order_by()
        found = set(rows.values_list("base__reference", "claim__reference", "claim").distinct())
        edges |= {(base, claim) for base, claim, _ in found}
        fresh = {pk for _, _, pk in found} - seen
        seen |= fresh
    return edges
