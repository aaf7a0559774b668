"""What was built on an import since: all that stands in the way of undoing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from claims.assessment.origins import derived_from
from claims.assessment.relative import with_those_going_by
from claims.models import Assertion, Claim, Decision, Import, Note, Option, Publisher, Source

from .assertions import EDITABLE
from .history import ADDED, GONE
from .own_entries import MERGED_INTO, TWIN

SHOWN = 10  # rows of each obstacle that are named


@dataclass(frozen=True)
class Obstacle:
    """One reason why an import cannot be undone: what there is, how many, and the first of them."""

    what: str
    count: int
    rows: list[models.Model] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def obstacles(brought: Import) -> list[Obstacle]:
    """All that was built on an import since it was loaded."""
    found = [*not_noted(brought), *edited_since(brought), *changed_since(brought), *gone_since(brought)]
    for what, rows in (*built_on(brought), *merged_since(brought)):
        if count := rows.count():
            found.append(Obstacle(what, count, list(rows.order_by("pk")[:SHOWN])))
    return found


def not_noted(brought: Import) -> Iterator[Obstacle]:
    """Changes that were not kept: those of imports of older versions of this program."""
    changed = sum(states["changed"] for states in brought.counts.values())
    if missing := changed - brought.changes.count():
        yield Obstacle("rows that it changed, of which the old values were not kept in those days", missing)


# What people edit of an assertion; the rest is worked out.
OF_ASSERTIONS = (*EDITABLE, "set_aside_reason", "superseded_by")


def edited_since(brought: Import) -> Iterator[Obstacle]:
    """The rows that an import brought and that are no longer as they came."""
    for model in (Publisher, Source, Claim, Option, Assertion):
        tracked = [f.name for f in model.history.model._meta.concrete_fields if f.name not in ADDED]
        names = OF_ASSERTIONS if model is Assertion else [name for name in tracked if name not in ("id", "brought_by")]
        ours = model._default_manager.filter(brought_by=brought).order_by("pk")
        edited = model.history.filter(history_type="~", id__in=ours.values("pk")).values("id")
        came = model.history.filter(history_type="+", id__in=edited).order_by("-history_id")
        loaded = {values.pop("id"): values for values in came.values("id", *names)}
        now = {values.pop("pk"): values for values in ours.filter(pk__in=edited).values("pk", *names)}
        yield from told(
            f"{model._meta.verbose_name_plural} that it brought and that were edited since",
            model,
            [pk for pk, values in now.items() if values != loaded.get(pk)],
        )


# The models of which an import changes rows, by what files call them.
CHANGED = (("sources", Source), ("claims", Claim), ("options", Option), ("assertions", Assertion))


def changed_since(brought: Import) -> Iterator[Obstacle]:
    """The rows that an import changed and that are no longer as it left them, or are gone."""
    for kind, model in CHANGED:
        after = dict(brought.changes.filter(kind=kind).order_by("row").values_list("row", "after"))
        if not after:
            continue
        names = sorted({name for values in after.values() for name in values})
        now = {values.pop("pk"): values for values in model.objects.filter(pk__among=after).values("pk", *names)}
        other = [pk for pk in after if pk in now and not as_left(now[pk], after[pk])]
        yield from told(f"{kind} that it changed and that were edited since", model, other)
        if gone := len(after.keys() - now.keys()):
            yield Obstacle(f"{kind} that it changed and that are gone", gone)


def as_left(now: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a row still has the values, as JSON keeps them, that an import gave it."""
    return all(
        str(now[name]) == str(value["key"] if isinstance(value, dict) else value) for name, value in after.items()
    )


def gone_since(brought: Import) -> Iterator[Obstacle]:
    """The rows that an import changed and that pointed before at what is gone: no old value can be put back there."""
    for kind, model in CHANGED:
        pointed: dict[str, dict[int, int]] = defaultdict(dict)
        for row, before in brought.changes.filter(kind=kind).order_by("row").values_list("row", "before"):
            for name, value in before.items():
                if isinstance(value, dict):
                    pointed[name][row] = value["key"]
        for name, keys in pointed.items():
            field: Any = model._meta.get_field(name)
            at = field.related_model._default_manager.filter(pk__among=set(keys.values()))
            there = set(at.values_list("pk", flat=True))
            lost = [row for row, key in keys.items() if key not in there]
            yield from told(
                f"{kind} that it changed, and that pointed before at what is gone ({field.verbose_name})", model, lost
            )


def told(what: str, model: type[models.Model], keys: list[int]) -> Iterator[Obstacle]:
    if keys:
        yield Obstacle(what, len(keys), list(model._default_manager.filter(pk__in=keys[:SHOWN]).order_by("pk")))


def built_on(brought: Import) -> Iterator[tuple[str, models.QuerySet[Any]]]:
    """What points at rows that an import brought, or was decided since of what it bears on."""

    def others(model: type[models.Model], kind: str, *names: str) -> models.QuerySet[Any]:
        """The rows of others that point at what it brought by any of the named fields, where it did not set that."""
        pointing = Q()
        for name in names:
            set_by_it = brought.changes.filter(kind=kind, before__has_key=name).values("row")
            pointing |= Q(**{f"{name}__brought_by": brought}) & ~Q(pk__in=set_by_it)
        return model._default_manager.filter(pointing).exclude(brought_by=brought)

    yield "sources of publishers that it brought", others(Source, "sources", "publisher")
    yield "claims under topics that it brought", others(Claim, "claims", "topic")
    yield "sources that derive from sources that it brought", others(Source, "sources", "derives_from")
    yield "assertions from sources that it brought", others(Assertion, "assertions", "source")
    yield "assertions on claims that it brought, or that go by them", others(Assertion, "assertions", "claim", "base")
    yield "options of claims that it brought", others(Option, "options", "claim")
    yield "options that lie in options that it brought", others(Option, "options", "parent")
    moved = Assertion.history.filter(id=OuterRef("pk"), history_date__gt=brought.loaded_at)
    moved = moved.filter(
        Q(history_change_reason__startswith=MERGED_INTO) | Q(history_change_reason__startswith="moved from ")
    )
    since = Q(entered_at__gt=brought.loaded_at) | Exists(moved)
    yield (
        "assertions that were entered since, or came from other claims, and are read as options that it brought",
        Assertion.objects.filter(since, option__brought_by=brought).exclude(brought_by=brought),
    )
    yield "assertions superseded by ones that it brought", others(Assertion, "assertions", "superseded_by")
    yield "claims merged into claims that it brought", others(Claim, "claims", "merged_into")
    yield "notes on claims that it brought", Note.objects.filter(claim__brought_by=brought)
    bearing = with_those_going_by(claims_of(brought))
    yield (
        "decisions made since on claims that it bears on",
        Decision.objects.filter(claim__among=bearing, decided_at__gt=brought.loaded_at),
    )


def merged_since(brought: Import) -> Iterator[tuple[str, models.QuerySet[Any]]]:
    """The rows of an import that, by merges since, alone still have what others entered."""
    ours = Q(brought_by=brought)
    publishers, sources = (kept_alone(brought, model) for model in (Publisher, Source))
    yield (
        "publishers that it brought and that others were merged into",
        Publisher.objects.filter(ours, name__among=publishers),
    )
    yield (
        "sources that it brought and that others were merged into",
        Source.objects.filter(ours, reference__among=sources),
    )
    changed = brought.changes.filter(kind="assertions").values("row")
    yield (
        "assertions that it brought or changed and that others were merged into",
        Assertion.objects.filter(ours | Q(pk__in=changed), pk__among=set(map(int, kept_alone(brought, Assertion)))),
    )


# The field by which the history names what a row was merged into, and the words before it.
NAMED_BY = {Publisher: ("name", MERGED_INTO), Source: ("reference", MERGED_INTO), Assertion: ("id", TWIN)}


def kept_alone(brought: Import, model: Any) -> set[str]:
    """The names of what rows that others entered were merged into since an import, at any remove."""
    name, words = NAMED_BY[model]
    gone = model.history.filter(
        history_type=GONE, history_date__gt=brought.loaded_at, history_change_reason__startswith=words
    )
    into: dict[str, set[str]] = defaultdict(set)
    fresh = set()
    for row, why, by in gone.values_list(name, "history_change_reason", "brought_by"):
        kept = why.removeprefix(words)
        into[str(row)].add(kept)
        if by != brought.pk:
            fresh.add(kept)
    found: set[str] = set()
    while fresh:
        found |= fresh
        fresh = set().union(*(into[row] for row in fresh if row in into)) - found
    return found


def claims_of(brought: Import) -> set[int]:
    """The claims on which an import bears: those it brought or changed, and those of which it says anything."""
    changed = {
        kind: set(brought.changes.filter(kind=kind).values_list("row", flat=True))
        for kind in ("sources", "claims", "options", "assertions")
    }
    rows: Iterable[models.QuerySet[Any]] = (
        brought.claims.values_list("pk"),
        brought.options.values_list("claim"),
        brought.assertions.values_list("claim"),
        Claim.objects.filter(pk__among=changed["claims"]).values_list("pk"),
        Option.objects.filter(pk__among=changed["options"]).values_list("claim"),
        Assertion.objects.filter(pk__among=changed["assertions"]).values_list("claim"),
    )
    sources = derived_from(changed["sources"])
    if sources:
        rows = (*rows, Assertion.objects.filter(source__among=sources).values_list("claim"))
    return {claim for found in rows for (claim,) in found.order_by().distinct()}
