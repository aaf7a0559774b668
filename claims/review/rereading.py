"""Wordings that older rules read, read again by today's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models, reset_queries, transaction

from claims.assessment import assess
from claims.assessment.relative import PLACED, with_those_going_by
from claims.models import Assertion, Assessment, Option
from claims.wording import RULES_VERSION

from . import BATCH, save_all, writing_alone
from .assertions import READING, options_of

BY_RULES = "read again by the rules"
REASON = f"{BY_RULES}, version {RULES_VERSION}"
# A reading has changed where one of these has, by the names of their columns.
COMPARED = [
    Assertion._meta.get_field(name).attname  # type: ignore[union-attr]
    for name in READING
    if name not in ("rules_version", "explanation", "origin")
]
Values = dict[str, object]


@dataclass(frozen=True)
class Change:
    """An assertion whose reading changed, as it now is; its columns as they were; and its claim's options."""

    assertion: Assertion
    before: Values
    options: Sequence[Option] = ()


class Standing(NamedTuple):
    """What an assessment says that a changed reading can turn: of a claim, told by its reference."""

    claim: str
    verdict: str
    stale: bool
    explained: bool


@dataclass
class Reread:
    """What reading again came to.

    older: readings of older rules. changed: those of them that changed. explained: those of which the explanation
    alone did. followed: relative readings, of whatever rules, that moved with their bases. turned: the assessments
    that are no longer as they were, each as it was and as it is.
    """

    older: int = 0
    changed: int = 0
    explained: int = 0
    followed: int = 0
    turned: list[tuple[Standing, Standing]] = field(default_factory=list)


def reread(
    claims: Collection[str] | None = None,
    *,
    apply: bool,
    tell: Callable[[Change], None],
    progress: Callable[[str], None] = lambda stage: None,
) -> Reread:
    """Read again what rules of another version read of the claims, by reference (by default of all), and assess.

    `tell` is given each change when it is known. Without `apply` all is done alike and undone at the end. Raises
    Refused where wordings would now go by each other in a circle.
    """
    found = Assertion.objects.exclude(rules_version=RULES_VERSION)
    if claims is not None:
        found = found.filter(claim__reference__among=claims)
    with writing_alone():
        came_to = Reread()
        concerned: set[int] = set()
        relative: dict[int, Values] = {}
        for rows in batches(found):
            for change in read_batch(rows, came_to):
                concerned.add(change.assertion.claim_id)
                if change.assertion.terms is None:
                    tell(change)
                else:  # it has no bounds until its base is looked at
                    relative[change.assertion.pk] = change.before
            progress(f"{came_to.older:,} readings looked at")
            reset_queries()  # with debugging on, Django keeps them all
        if concerned:
            progress("working out verdicts")
            settle(concerned, relative, came_to, tell)
        transaction.set_rollback(not apply)
    return came_to


def batches(found: models.QuerySet[Assertion]) -> Iterator[list[Assertion]]:
    """Rows by their keys, some at a time: those that were read are no longer found."""
    rows = found.select_related("claim", "source", "base").order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def read_batch(rows: Sequence[Assertion], came_to: Reread) -> list[Change]:
    """Read rows again and store what differs; returns those whose reading changed."""
    options = options_of({row.claim_id for row in rows if row.claim.has_options})
    changes, explained = [], []
    for row in rows:
        before, explanation = values(row), row.explanation
        row.read(options[row.claim_id])
        if row.terms is not None and row.terms == before["terms"]:
            vars(row).update((name, before[name]) for name in PLACED)  # only its base moves these
        if values(row) != before:
            changes.append(Change(row, before, options[row.claim_id]))
        elif row.explanation != explanation:
            explained.append(row)
    Assertion.objects.filter(pk__among=[row.pk for row in rows]).update(rules_version=RULES_VERSION)
    Assertion.objects.bulk_update(explained, ["explanation"], BATCH)
    moved = [name for name in COMPARED if any(getattr(c.assertion, name) != c.before[name] for c in changes)]
    save_all([change.assertion for change in changes], None, REASON, ["explanation", *moved])
    came_to.older += len(rows)
    came_to.changed += len(changes)
    came_to.explained += len(explained)
    return changes


def values(row: Assertion) -> Values:
    return {name: getattr(row, name) for name in COMPARED}


def settle(concerned: set[int], changed: dict[int, Values], came_to: Reread, tell: Callable[[Change], None]) -> None:
    """Assess the claims whose readings changed, and tell of relative readings: those that `changed`, and followers."""
    claims = with_those_going_by(concerned)
    rows = Assertion.objects.relative().filter(claim__among=claims).order_by("pk")
    before = {was.pop("pk"): was for was in rows.values("pk", *COMPARED).iterator(BATCH)} | changed
    stood = standings(claims)
    assess(concerned)
    for row in rows.select_related("claim", "source").iterator(BATCH):
        if row.pk in changed or values(row) != before[row.pk]:
            came_to.followed += row.pk not in changed
            tell(Change(row, before[row.pk]))
    came_to.turned = [(was, now) for was, now in zip(stood, standings(claims), strict=True) if was != now]


def standings(claims: Collection[int]) -> list[Standing]:
    found = Assessment.objects.filter(pk__among=claims).order_by("claim__reference")
    return [
        Standing(*row) for row in found.values_list("claim__reference", "verdict", "stale", "explained").iterator(BATCH)
    ]
