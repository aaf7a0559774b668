"""The one door for writing: evidence and decisions are written here and nowhere else.

Every step takes the acting user, raises PermissionDenied where the role forbids it, and Refused where the state or a
rule does. All is done, verdicts included, when it returns; nothing, when it raises.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from simple_history.utils import bulk_create_with_history

from claims.assessment.relative import Circle
from claims.evidence import Evidence, evidence_of
from claims.models import Claim
from claims.postgres import update_all, writers_lock

from .history import EDITED, remember, remember_loaded

BATCH = 2000
LOADED = "loaded"
M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


class Refused(ValueError):
    """The step cannot be taken; the text says why, and what to do instead.

    `faults` say it by field, where it lies in some.
    """

    def __init__(self, why: str = "", faults: Mapping[str, str] | None = None) -> None:
        self.faults = dict(faults or {})
        super().__init__(why or " ".join(self.faults.values()))


class Changed(Refused):
    """Somebody changed the claim while the person was looking at it."""


def nothing() -> Any:
    """What is done before, where nothing is."""


@contextmanager
def writing(actor: User, permission: str, before: Callable[[], T] = nothing) -> Iterator[T]:
    """A transaction that alone may write, for an actor whose role allows it.

    What is done `before`, in it as well, holds up no other writer on PostgreSQL; what comes of it is given.
    """
    if not actor.has_perm(permission):
        raise PermissionDenied(f"Your role does not allow this ({permission}).")
    with writing_alone(before) as found:
        yield found


@contextmanager
def writing_alone(before: Callable[[], T] = nothing) -> Iterator[T]:
    """A transaction that alone may write; what the evidence or the database forbids comes out as Refused."""
    try:
        with transaction.atomic():
            found = before()
            writers_lock()
            yield found
    except Circle as error:
        raise Refused(str(error)) from error
    except IntegrityError as error:
        raise Refused(explained(error)) from error


@contextmanager
def rehearsal() -> Iterator[None]:
    """What is written within is undone at its end: what a step would come to, by the code that takes it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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


CHANGED = (
    "Somebody changed this claim or its evidence while you were looking at it. Nothing was done: look at what it says "
    "now, and go on if that still holds."
)


def refuse_if_changed(claim: Claim, seen: str | None, evidence: Evidence | None = None) -> None:
    """Raise Changed where a claim, as it now is stored, is not as the person saw it, by the token of its evidence.

    `seen` is None where nobody looked, as for a program; `evidence` is the claim's, where it was gathered already.
    Raises Refused where the claim was merged into another.
    """
    if gone := gone_into(claim):
        raise Refused(gone)
    if seen is not None and seen != (evidence or evidence_of(claim)).token:
        raise Changed(CHANGED)


def refuse_merged(claims: Iterable[int]) -> None:
    """Raise Refused where any of the claims, by their keys, was merged into another: nothing is written to it."""
    merged = Claim.objects.filter(pk__among=claims, merged_into__isnull=False).order_by("reference")
    if gone := " ".join(map(gone_into, merged)):
        raise Refused(gone)


def gone_into(claim: Claim) -> str:
    """Where to go on with a claim that was merged into another; empty where it was not."""
    return f"{claim.reference} was merged into {claim.kept.reference}: go on there." if claim.merged_into_id else ""


def save(row: models.Model, actor: User, change: str, fields: Iterable[str] | None = None) -> None:
    """Save a row with who and what in its history; only the named fields where some are named."""
    keep_as_loaded([row])
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
    keep_as_loaded(rows)
    if fields is None:
        fields = [field.name for field in rows[0]._meta.concrete_fields if not field.primary_key]
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    update_all(rows, dict.fromkeys([*fields, *values]))
    stored = type(rows[0])._default_manager.filter(pk__among=[row.pk for row in rows])
    remember(stored, EDITED, actor.pk if actor else None, change)


def remove(row: models.Model, actor: User, change: str) -> None:
    """Delete a row with who and why in its history."""
    keep_as_loaded([row])
    row._history_user = actor  # type: ignore[attr-defined]
    row._change_reason = change  # type: ignore[attr-defined]
    row.delete()


def keep_as_loaded(rows: Sequence[models.Model]) -> None:
    """Begin the history of stored rows that an import brought, and nobody changed yet, with how they came."""
    if brought := {row.pk for row in rows if row.pk and getattr(row, "brought_by_id", None)}:
        begin_as_loaded(type(rows[0]), brought)


def begin_as_loaded(model: Any, keys: Iterable[int]) -> None:
    """The same for rows by their keys."""
    brought = model.objects.filter(pk__among=keys, brought_by__isnull=False)
    remember_loaded(brought.filter(~Exists(model.history.filter(id=OuterRef("pk")))), LOADED)


def enter_names(actor: User, model: type[M], rows: Sequence[M]) -> None:
    """Store new publishers or topics that an import brought, with their history, where they have one."""
    if rows and hasattr(model, "history"):
        bulk_create_with_history(rows, model, BATCH, default_user=actor, default_change_reason="entered")
    else:
        model._default_manager.bulk_create(rows, BATCH)


def required(reason: str) -> str:
    if not visible(reason := reason.strip()):
        raise Refused("Give a reason: someone will ask for it.")
    return reason


def line_feeds(text: str) -> str:
    """A text with a line feed for each line break, by which it is the same whatever program or browser sent it."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def visible(text: str) -> bool:
    """Whether there is anything to see in a text: a letter, a number, a sign."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in text)
