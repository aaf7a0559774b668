"""Overruling a reading, and going back to the computed one."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.evidence import Evidence, evidence_of
from claims.forms.steps import OverruleForm, StepForm
from claims.models import Assertion, Assessment
from claims.postgres import Busy, impatient
from claims.review import readings, rehearsal
from claims.review.previews import PATIENCE

from .steps import Step, step_page


def overrule_page(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    row = asked_for(request, pk)

    def rehearse(read_as: str, note: str) -> dict[str, object]:
        """How the words are read, and the verdict that follows, by the code that takes the step."""
        with rehearsal():
            return comes_to(readings.overrule(request.user, row, read_as, note))  # type: ignore[arg-type]

    def form(evidence: Evidence, *args: Any, **kwargs: Any) -> Form:
        if args:
            return OverruleForm(*args, rehearse=rehearse, **kwargs)
        initial = {**kwargs.pop("initial"), "read_as": row.read_as, "reason": row.note if row.read_as else ""}
        return OverruleForm(rehearse=rehearse, initial=initial, **kwargs)

    def take(cleaned: dict[str, Any]) -> None:
        readings.overrule(request.user, row, cleaned["read_as"], cleaned["reason"], seen=cleaned["seen"])  # type: ignore[arg-type]

    step = Step(
        "Overrule the reading",
        "Overrule",
        form,
        take,
        lambda cleaned, opened: did_last(request, row, f"overruled: {cleaned['reason']}", opened),
        "Overruled.",
        row,
    )
    return step_page(request, site, row.claim, step)


def computed_page(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    row = asked_for(request, pk)

    def take(cleaned: dict[str, Any]) -> None:
        readings.go_back(request.user, row, cleaned["reason"], seen=cleaned["seen"])  # type: ignore[arg-type]

    then = ""
    if row.read_as and request.method != "POST":
        with suppress(Busy), impatient(PATIENCE), rehearsal():
            found = comes_to(readings.go_back(request.user, row, "to see what it comes to"))  # type: ignore[arg-type]
            then = f" Read by the rules it is {found['held'] or 'unread'}."
    step = Step(
        "Go back to the computed reading",
        "Go back",
        lambda evidence, *args, **kwargs: StepForm(*args, **kwargs),
        take,
        lambda cleaned, opened: did_last(request, row, f"read again as computed: {cleaned['reason']}", opened),
        "Read as computed.",
        row,
        warning=f"It is read as “{row.read_as}” now: {row.note}{then}" if row.read_as else "",
    )
    return step_page(request, site, row.claim, step)


def asked_for(request: HttpRequest, pk: int) -> Assertion:
    if not request.user.has_perm("claims.change_assertion"):
        raise PermissionDenied
    return get_object_or_404(Assertion.objects.select_related("claim__topic", "source__publisher"), pk=pk)


def comes_to(row: Assertion) -> dict[str, object]:
    evidence = evidence_of(row.claim)
    held, expected = ("", "") if row.problem else (evidence.say(row.possible), evidence.say(row.expected))
    return {
        "words": row.read_as,
        "held": held,
        "expected": expected if expected != held else "",
        "rule": row.rule,
        "verdict": Assessment.objects.get(claim=row.claim_id).get_verdict_display(),
    }


def did_last(request: HttpRequest, assertion: Assertion, change: str, since: datetime) -> bool:
    """Whether the last change of an assertion was this one, by this person, since they opened the page."""
    last = assertion.history.first()
    done = last and (last.history_user_id, last.history_change_reason) == (request.user.pk, change)
    return bool(done and last.history_date > since)
