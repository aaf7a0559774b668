"""Undoing an import as an upload is loaded: what it comes to is worked out, and done once somebody confirms that."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from claims.models import Import, Upload
from claims.postgres import check_references
from claims.review import Changed, rehearsal
from claims.review.built_on import Obstacle
from claims.review.imports import BuiltOn, Undone, undo

from .previews import SAMPLE, shortened
from .work import Work, begin, gone

ROW = 100  # bytes of a file that are as much work as a row that goes or gets its old values back


def under_way(actor: User, brought: Import) -> Upload | None:
    """How far a person is with undoing an import."""
    return Upload.objects.filter(undoes=brought, uploaded_by=actor).first()


def look(actor: User, brought: Import) -> None:
    """Work out what undoing an import comes to, unless the person's last go at it is still at work."""
    begun = {"state": Upload.State.READING, "run": uuid4(), "heard_at": timezone.now()}
    upload, new = Upload.objects.get_or_create(begun, undoes=brought, uploaded_by=actor)
    if new or not upload.run or gone(upload):
        still = Upload.objects.filter(pk=upload.pk, run=upload.run)
        task = partial(preview, actor=actor, brought=brought)
        begin(still, Upload.State.READING, task, size_of(brought), preview=None, token="", problem="")


def confirm(actor: User, brought: Import, reason: str, *, seen: str) -> bool:
    """Undo what a person looked at, `seen` being the token of that; False where they were faster elsewhere.

    Where it would come to something else by now, nothing is undone, and that is shown instead.
    """
    still = Upload.objects.filter(undoes=brought, uploaded_by=actor, state=Upload.State.READY, token=seen)
    task = partial(carry_through, actor=actor, brought=brought, reason=reason, seen=seen)
    return begin(still, Upload.State.LOADING, task, size_of(brought))


def size_of(brought: Import) -> int:
    return ROW * sum(states["new"] + states["changed"] for states in brought.counts.values())


def preview(work: Work, *, actor: User, brought: Import, reason: str = "") -> None:
    """Work out what undoing comes to, by the code that undoes.

    `reason` is why it was to be undone, where by then it came to something else than what was looked at.
    """
    try:
        with rehearsal():
            why = "to see what it comes to"
            undone = undo(actor, brought, why, last=check_references, progress=work.progress)
    except BuiltOn as error:
        found = [obstacle_shown(obstacle) for obstacle in error.obstacles]
        work.end(Upload.State.FAILED, preview={"obstacles": found}, problem=str(error))
    else:
        shown = came_to(undone) | {"moved": bool(reason), "reason": reason}
        work.end(Upload.State.READY, preview=shown, token=undone.token)


def carry_through(work: Work, *, actor: User, brought: Import, reason: str, seen: str) -> None:
    """Undo what was looked at, or look at it again where that has changed."""

    def last() -> None:
        work.upload()
        Upload.objects.filter(undoes=brought).delete()

    try:
        undo(actor, brought, reason, seen=seen, last=last, progress=work.progress)
    except (Changed, BuiltOn):
        preview(work, actor=actor, brought=brought, reason=reason)


def came_to(undone: Undone) -> dict[str, Any]:
    """What undoing comes to, in so many words whatever its size."""
    turned = [(was, now) for was, now in undone.turned if was.verdict != now.verdict]
    return {
        "gone": list(undone.gone.items()),
        "restored": list(undone.restored.items()),
        "turned": len(turned),
        "turned_sample": [(was.claim, was.verdict, now.verdict) for was, now in turned[:SAMPLE]],
        "stale": sum(now.stale and not was.stale for was, now in undone.turned),
    }


def obstacle_shown(obstacle: Obstacle) -> dict[str, Any]:
    """An obstacle with the first of its rows, each by what it is called and the desk's page that shows it."""
    rows = [(shortened(str(row)), *page_of(row)) for row in obstacle.rows]
    return {"what": obstacle.what, "count": obstacle.count, "more": obstacle.more, "rows": rows}


def page_of(row: Model) -> tuple[str, int]:
    """Model and key of the page of a row; of a note or an option it is the claim's."""
    name = str(row._meta.model_name)
    return ("claim", row.claim_id) if name in ("option", "note") else (name, row.pk)  # type: ignore[attr-defined]
