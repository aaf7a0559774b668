"""Imports: what one changed of the rows that were there, and undoing one as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from claims.assessment import assess
from claims.assessment.relative import with_those_going_by
from claims.models import Assertion, Assessment, Claim, Import, ImportedChange, Option, Publisher, Source, Topic
from claims.postgres import Staged

from . import Changed, Refused, required, writing
from .assertions import edit_all
from .built_on import Obstacle, claims_of, obstacles
from .claims import renumbered, store_claims, store_options
from .history import EDITED, GONE, remember
from .rereading import Standing, standings
from .sources import store_sources

EDITS = ("edited", "redated")  # what the history says of rows that an import changed
# In the order in which they go: nothing points at rows that went before.
BROUGHT = (Assertion, Option, Claim, Source, Topic, Publisher)


class Change(Protocol):
    """A stored row that an import changes: its kind, as files call it, and fields as the model has them."""

    @property
    def kind(self) -> str: ...

    @property
    def row(self) -> Any: ...

    @property
    def before(self) -> dict[str, Any]: ...

    @property
    def after(self) -> dict[str, Any]: ...


def stage_changes(brought: Import, changes: Iterable[Change]) -> Staged:
    """What an import changes in rows that were there, old and new, on its way to be kept; all rows have their keys."""
    columns = ("brought_by", "kind", "row", "before", "after")
    rows = ((brought.pk, c.kind, c.row.pk, kept(c.before), kept(c.after)) for c in changes)
    return Staged(ImportedChange, columns, rows)


def with_imports(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Rows of a history, each edit of an import with its key as `by_import`.

    Of the rows that an import changed, it made the first edit since it began: what somebody else stores meanwhile
    makes it begin anew.
    """
    kind = next(kind for kind, model in MODELS.items() if model.history.model is rows.model)  # type: ignore[attr-defined]
    edits = rows.model._default_manager.filter(history_type=EDITED, history_change_reason__in=EDITS)
    row, began = models.OuterRef(models.OuterRef("id")), models.OuterRef("brought_by__loaded_at")
    before = models.OuterRef(models.OuterRef("history_id"))
    change = ImportedChange.objects.filter(
        ~models.Exists(edits.filter(id=row, history_id__lt=before, history_date__gte=began)),
        kind=kind,
        row=models.OuterRef("id"),
        brought_by__loaded_by=models.OuterRef("history_user"),
        brought_by__loaded_at__lte=models.OuterRef("history_date"),
    )
    edit = models.When(history_type=EDITED, history_change_reason__in=EDITS, then=change.values("brought_by")[:1])
    return rows.annotate(by_import=models.Case(edit))


def kept(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as JSON has them: a row that one points at by its key, and by its name for people."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    if isinstance(value, (date, time)):
        return value.isoformat()
    if not hasattr(value, "pk"):
        return value
    name = getattr(value, "reference", None) or getattr(value, "name", None)
    return {"key": value.pk, "name": name or f"“{value.wording}” ({value.source.reference})"}


@dataclass(frozen=True)
class Undone:
    """What undoing an import comes to: rows by kind that go, and that get their old values back.

    turned: the claims whose standing it turns, each as it was and as it is.
    """

    gone: dict[str, int]
    restored: dict[str, int]
    turned: list[tuple[Standing, Standing]]

    @property
    def token(self) -> str:
        """Stands for all of it."""
        return hashlib.sha256(repr((self.gone, self.restored, self.turned)).encode()).hexdigest()


class BuiltOn(Refused):
    """Somebody has built on an import since, as `obstacles` name it."""

    def __init__(self, found: Sequence[Obstacle]) -> None:
        self.obstacles = found
        super().__init__("Somebody has built on this import since: undo that first.")


def may_undo(actor: User, brought: Import) -> bool:
    """Whether a person's role lets them undo an import: their own, or anybody's."""
    own = brought.loaded_by_id == actor.pk and actor.has_perm("claims.add_import")
    return own or actor.has_perm("claims.undo_import")


def silent(stage: str) -> None:
    """Progress that nobody follows."""


def undo(
    actor: User,
    brought: Import,
    reason: str,
    *,
    seen: str | None = None,
    last: Callable[[], None] = lambda: None,
    progress: Callable[[str], None] = silent,
) -> Undone:
    """Take away the rows that an import brought, and give those that it changed their old values, all or none.

    What goes leaves its last state in the history; the import stays, marked. `seen` is the token of what a person was
    shown: raises Changed where it would come to something else. Raises BuiltOn with all that is in the way. `last` is
    done before all is final.
    """
    if not may_undo(actor, brought):
        raise PermissionDenied("Your role does not allow this: an import is undone by who loaded it.")
    with writing(actor, "claims.add_import"):
        brought = Import.objects.select_related("undone_by").get(pk=brought.pk)
        if brought.undone_by:
            raise Changed(f"{brought.undone_by} undid this import already.")
        progress("looking for what was built on it")
        if found := obstacles(brought):
            raise BuiltOn(found)
        undone = take_back(actor, brought, required(reason), progress)
        if seen is not None and seen != undone.token:
            raise Changed("What undoing comes to has changed since you looked. Nothing was done: look again.")
        Import.objects.filter(pk=brought.pk).update(
            undone_by=actor, undone_at=timezone.now(), undone_reason=required(reason)
        )
        last()
    return undone


def take_back(actor: User, brought: Import, reason: str, progress: Callable[[str], None] = silent) -> Undone:
    """Delete and put back the rows of an import that nobody has built on, and assess what they bore on."""
    concerned = claims_of(brought)
    trees = set(brought.options.exclude(claim__brought_by=brought).values_list("claim", flat=True))
    bearing = with_those_going_by(concerned)
    left = set(bearing or ()) - set(brought.claims.values_list("pk", flat=True))
    stood = standings(left)
    progress("taking its rows away")
    # What was read as one of its options is read again below.
    Assertion.objects.filter(option__brought_by=brought).update(option=None)
    gone = {str(model._meta.verbose_name_plural): remove_all(actor, model, brought, reason) for model in BROUGHT}
    progress("putting old values back")
    restored = {kind: put_back(actor, brought, kind, reason) for kind in MODELS}
    progress("working out verdicts")
    touched = (concerned & left).union(renumbered(trees), *(claims for _, claims in restored.values()))
    assess(touched)
    turned = [(was, now) for was, now in zip(stood, standings(left), strict=True) if was != now]
    return Undone(gone, {kind: number for kind, (number, _) in restored.items()}, turned)


def remove_all(actor: User, model: type[models.Model], brought: Import, reason: str) -> int:
    """Delete the rows of a model that an import brought; returns how many. Its constraints are looked at in the end."""
    rows: Any = model._default_manager.filter(brought_by=brought)
    if hasattr(model, "history"):
        remember(rows, GONE, actor.pk, f"deleted: import {brought.pk} undone: {reason}")
    if model is Claim:
        assessed: Any = Assessment.objects.filter(claim__brought_by=brought)
        assessed._raw_delete(assessed.db)
    return rows._raw_delete(rows.db)  # not delete(), which fetches every row and all that points at it


MODELS: dict[str, type[models.Model]] = {
    "sources": Source,
    "claims": Claim,
    "options": Option,
    "assertions": Assertion,
}


def put_back(actor: User, brought: Import, kind: str, reason: str) -> tuple[int, set[int]]:
    """Give the rows of a kind that an import changed their old values; how many, and the claims to assess."""
    model: Any = MODELS[kind]
    before = dict(brought.changes.filter(kind=kind).values_list("row", "before"))
    if not before:
        return 0, set()
    rows = list(model.objects.filter(pk__among=before).select_related(*RELATED[kind]))
    for row in rows:
        for name, value in before[row.pk].items():
            field = model._meta.get_field(name)
            setattr(row, field.attname, field.to_python(value["key"] if isinstance(value, dict) else value))
    came_before = model.history.aggregate(models.Max("pk", default=0))["pk__max"]
    touched = store(actor, kind, rows, {name for values in before.values() for name in values})
    edits = model.history.filter(pk__gt=came_before, id__among=before, history_change_reason="edited")
    if model is not Option:  # who rewords an option is known by that word, and does not verify
        edits.update(history_change_reason=f"import {brought.pk} undone: {reason}")
    return len(rows), touched


def store(actor: User, kind: str, rows: list[Any], fields: set[str]) -> set[int]:
    """Store the named fields of rows of a kind; returns the claims to assess."""
    if kind == "sources":
        return store_sources(actor, rows, fields)
    if kind == "claims":
        return store_claims(actor, rows, fields)
    if kind == "options":
        return store_options(actor, rows)
    bases = Claim.objects.in_bulk({row.base_id for row in rows if row.base_id})
    for row in rows:
        row.base = bases.get(row.base_id)
    edit_all(actor, rows, fields)
    return {row.claim_id for row in rows}


# What the writers of each kind look at, of what cannot have gone.
RELATED = {"sources": (None,), "claims": (None,), "options": ("claim",), "assertions": ("claim", "source")}
