"""What is stored of all that the rows of files name: one query a table, however many the rows are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

from claims.assessment.relative import relative
from claims.models import Assertion, Claim, Option, Publisher, Source, Topic
from claims.postgres import among, named

from .files import Row
from .rows import key_of, label

MOST_NAMES = 5000  # the nearest to an unknown name is sought among so many
MOST_SOUGHT = 50  # and for so many unknown names

Key = tuple[str, ...]
Rows = dict[str, list[Row]]
Named = TypeVar("Named", Publisher, Topic)


class Stored:
    """The stored rows by natural key. Those that the files add join them unsaved, while they are matched."""

    def __init__(self, rows: Rows) -> None:
        self.publishers = by_name(Publisher.objects.order_by("pk"))
        self.topics = by_name(Topic.objects.order_by("pk"))
        self.sources = stored_sources(rows)
        self.claims = stored_claims(rows)
        self.options = stored_options(rows["options"])
        self.assertions = self._assertions(rows["assertions"])
        self._names: dict[type[Source] | type[Claim], list[str]] = {}
        self._nearest: dict[str, str] = {}

    def _assertions(self, rows: list[Row]) -> dict[Key, Assertion]:
        """Those that the rows name, as themselves or as what supersedes them."""
        keys, claims = {key_of(row) for row in rows}, texts(rows, "claim")
        later = {
            (row.values.get("claim"), row.values["superseded_by"]) for row in rows if row.values.get("superseded_by")
        }
        said = Assertion.objects.filter(
            claim__in=among(self.claims[r].pk for r in claims if r in self.claims)
        ).order_by()
        wanted = {
            pk: (claim, *words)
            for pk, claim, *words in said.values_list(
                "pk", "claim__reference", "source__reference", "wording", "locator"
            )
            if (claim, *words) in keys or (later and (claim, label(*words)) in later)
        }
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
    found = Source.objects.filter(reference__in=named(wanted)).select_related("publisher", "derives_from")
    return {source.reference: source for source in found}


def stored_claims(rows: Rows) -> dict[str, Claim]:
    wanted = texts(rows["claims"], "reference") | texts(rows["options"], "claim")
    wanted |= texts(rows["assertions"], "claim", "base")
    found = Claim.objects.filter(reference__in=named(wanted)).select_related("topic")
    return {claim.reference: claim for claim in found}


def stored_options(rows: list[Row]) -> dict[Key, Option]:
    """All the options of the claims that rows of options name."""
    found = Option.objects.filter(claim__reference__in=named(texts(rows, "claim")))
    return {(o.claim.reference, o.name.casefold()): o for o in found.select_related("claim", "parent")}


def texts(rows: list[Row], *fields: str) -> set[str]:
    return {str(row.values[field]) for row in rows for field in fields if row.values.get(field)}


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
        rows = relative().filter(base__in=among(fresh)).exclude(pk__in=among(but_for)).order_by()
        found = set(rows.values_list("base__reference", "claim__reference", "claim").distinct())
        edges |= {(base, claim) for base, claim, _ in found}
        fresh = {pk for _, _, pk in found} - seen
        seen |= fresh
    return edges
