"""The one door for writing: evidence and decisions are written here and nowhere else.

Every step takes the acting user, raises PermissionDenied where the role forbids it, and Refused where the state or a
rule does. All is done, verdicts included, when it returns; nothing, when it raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from claims.assessment.relative import Circle
from claims.evidence import evidence_of
from claims.models import Claim
from claims.postgres import writers_lock

BATCH = 2000
M = TypeVar("M", bound=models.Model)


class Refused(ValueError):
    """The step cannot be taken; the text says why, and what to do instead."""


class Changed(Refused):
    """Somebody changed the claim while the person was looking at it."""


@contextmanager
def writing(actor: User, permission: str) -> Iterator[None]:
    """A transaction that alone may write, for an actor whose role allows it."""
    if not actor.has_perm(permission):
        raise PermissionDenied(f"Your role does not allow this ({permission}).")
    with writing_alone():
        yield


@contextmanager
def writing_alone() -> Iterator[None]:
    """A transaction that alone may write; what the evidence or the database forbids comes out as Refused."""
    try:
        with transaction.atomic():
            writers_lock()
            yield
    except Circle as error:
        raise Refused(str(error)) from error
    except IntegrityError as error:
        raise Refused(explained(error)) from error


# What each constraint holds that a person can run into, by its name, and by its columns as SQLite tells it.
TAKEN = {
    "assertion_natural_key": "This source already says these words about this claim, at this place: edit that one.",
    "claims_assertion.claim_id": "This source already says these words about this claim, at this place: edit that one.",
    "option_only_of_a_choice": "Only a choice has options.",
    "option_name_unique": "The claim already has an option of that name.",
    "claims_source_reference": "There is a source with this reference already.",
    "claims_source.reference": "There is a source with this reference already.",
    "claims_claim_reference": "There is a claim with this reference already.",
    "claims_claim.reference": "There is a claim with this reference already.",
    "publisher_name_unique": "There is a publisher of that name already.",
    "topic_name_unique": "There is a topic of that name already.",
    "source_derives_from_another": "A source cannot derive from itself.",
}


def explained(error: IntegrityError) -> str:
    """What the database refused, in words."""
    text = str(error)
    return next((words for name, words in TAKEN.items() if name in text), f"The database refuses this: {text.strip()}")


def refuse_if_changed(claim: Claim, seen: str | None) -> None:
    """Raise Changed where a claim is no longer as the person saw it, by the token of its evidence.

    `seen` is None where nobody looked, as for a program.
    """
    if seen is not None and seen != evidence_of(claim).token:
        raise Changed(
            "Somebody changed this claim or its evidence while you were looking at it. Nothing was done: look at what "
            "it says now, and go on if that still holds."
        )


def save(row: models.Model, actor: User, change: str, fields: Iterable[str] | None = None) -> None:
    """Save a row with who and what in its history; only the named fields where some are named."""
    row._history_user = actor  # type: ignore[attr-defined]
    row._change_reason = change  # type: ignore[attr-defined]
    row.save(update_fields=None if fields is None else list(fields))


def save_all(
    rows: Sequence[M], actor: User | None, change: str, fields: Iterable[str] | None = (), **values: object
) -> None:
    """Store the named fields of many stored rows, and the values given for all, with who and what in their history.

    All fields are stored where `fields` is None. `actor` is None where nobody did it, but the rules.
    """
    if not rows:
        return
    if fields is None:
        fields = [field.name for field in rows[0]._meta.concrete_fields if not field.primary_key]
    for row in rows:
        row._history_user = actor  # type: ignore[attr-defined]
        row._change_reason = change  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(row, name, value)
    bulk_update_with_history(rows, type(rows[0]), [*fields, *values], BATCH)


def remove(row: models.Model, actor: User, change: str) -> None:
    """Delete a row with who and why in its history."""
    row._history_user = actor  # type: ignore[attr-defined]
    row._change_reason = change  # type: ignore[attr-defined]
    row.delete()


def in_turn(rows: Sequence[M], field: str) -> Iterator[list[M]]:
    """Unsaved rows in batches for the caller to save, each after the rows that its own point at by a field."""
    while rows:
        ready = [row for row in rows if (other := getattr(row, field)) is None or other.pk]
        if not ready:
            raise Refused(f"{', '.join(map(str, rows))} point at each other in a circle ({field}).")
        yield ready
        rows = [row for row in rows if row.pk is None]


def enter_names(actor: User, model: type[M], rows: Sequence[M]) -> None:
    """Store new publishers or topics that an import brought, with their history, where they have one."""
    if rows and hasattr(model, "history"):
        bulk_create_with_history(rows, model, BATCH, default_user=actor, default_change_reason="entered")
    else:
        model._default_manager.bulk_create(rows, BATCH)


def required(reason: str) -> str:
    if not (reason := reason.strip()):
        raise Refused("Give a reason: someone will ask for it.")
    return reason
