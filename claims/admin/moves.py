"""Moving an assertion to the claim that it really answers."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from claims.evidence import Evidence
from claims.forms.moves import MoveForm
from claims.models import Assertion, Claim
from claims.review.moves import Moved, move, preview, tied

from .steps import Step, row_url, step_page


def move_page(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """Ask for the claim, show what the words mean there and what comes of it, and move; then show the claim."""
    if not request.user.has_perm("claims.review_claim"):
        raise PermissionDenied
    row = get_object_or_404(Assertion.objects.select_related("claim__topic", "source__publisher"), pk=pk)

    def look(to: Claim) -> Moved:
        return preview(request.user, row, to)  # type: ignore[arg-type]

    def form(evidence: Evidence, *args: Any, **kwargs: Any) -> Form:
        return MoveForm(*args, assertion=row, preview=look, **kwargs)

    def take(cleaned: dict[str, Any]) -> None:
        move(request.user, row, cleaned["to"], cleaned["reason"], seen=cleaned["seen"])  # type: ignore[arg-type]

    step = Step(
        title="Move an assertion to another claim",
        button="Move",
        form=form,
        take=take,
        taken=partial(moved_last, request, row),
        done="Moved: this is the claim that it answers now.",
        assertion=row,
        obstacle=" ".join(tied(row)),
    )
    response = step_page(request, site, row.claim, step)
    if response.status_code == 302:
        row.refresh_from_db()
        return HttpResponseRedirect(row_url(row))
    return response


def moved_last(request: HttpRequest, row: Assertion, cleaned: dict[str, Any], since: datetime) -> bool:
    """Whether this very move was the last change of the assertion, by this person, since they opened the page."""
    last, end = row.history.first(), f" to {cleaned['to'].reference}: {cleaned['reason']}"
    change = (last and last.history_change_reason) or ""
    return (
        last is not None
        and last.history_date > since
        and row.claim == cleaned["to"]
        and last.history_user_id == request.user.pk
        and change.startswith("moved from ")
        and change.endswith(end)
    )
