"""Entering assertions: the panel that says what one would come to, and what is said once it is stored."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from claims.claim_page.entry import Entry, entry_of
from claims.evidence import Evidence
from claims.forms.rows import AssertionForm
from claims.models import Assertion, Assessment, Source

from .reviewed import ReviewedAdmin
from .steps import row_url

LAST_SOURCE = "last-source"  # in the session


def preview_page(request: HttpRequest, desk: ReviewedAdmin, pk: int | None = None) -> HttpResponse:
    """What the assertion in the form that was sent would come to, as a fragment; nothing is stored."""
    desk.demand(request, "add_assertion" if pk is None else "change_assertion")
    row = None if pk is None else get_object_or_404(Assertion, pk=pk)
    desk.refuse_odd_keys(request)
    form: Any = desk.get_form(request, row, change=row is not None)(request.POST, instance=row)
    faults = [
        (form.fields[name].label if name in form.fields else "", error)
        for name, errors in form.errors.as_data().items()
        for error in errors
        if error.code != "required"
    ]
    if row is None:
        form.offer_corrections()
    context = {
        "entry": panel_of(request, form),
        "faults": [(label, message) for label, error in faults for message in error],
        "form": form,
    }
    return TemplateResponse(request, "admin/claims/assertion/preview.html", context)


def panel_of(request: HttpRequest, form: AssertionForm) -> Entry:
    """The panel for a form; empty for one that nothing was sent with."""
    if not form.is_bound:
        return Entry(lacking="How the words are read, and what the claim then says, will stand here.")
    form.errors  # noqa: B018 - cleans it
    corrects = form.cleaned_data.get("corrects")
    return entry_of(request.user, form.instance, form.changed_fields, corrects=corrects, complete=form.complete)  # type: ignore[arg-type]


def last_source(request: HttpRequest) -> int | None:
    """The source of the assertion that the person entered last, while it is there."""
    key = request.session.get(LAST_SOURCE)
    return key if key and Source.objects.filter(pk=key).exists() else None


def say_what_came(request: HttpRequest, assertion: Assertion) -> None:
    """Say how a stored assertion was read and what its claim now says, with the way to it."""
    if assertion.problem:
        edit = reverse("admin:claims_assertion_change", args=[assertion.pk])
        kept = 'Kept, but not counted, as it could not be read. {} <a href="{}">Edit the assertion</a>'
        messages.warning(request, format_html(kept, assertion.problem, edit))
        return
    found = Assessment.objects.select_related("claim").get(claim=assertion.claim_id)
    options = list(found.claim.options.all()) if found.claim.has_options else []
    means = Evidence(found.claim, found.verdict, [], [], options).say(assertion.possible)
    said = (
        f"{denial_of(assertion)}{means}, by the rule “{assertion.rule}”.",
        assertion.explanation,
        f"Verdict now: {found.get_verdict_display().lower()}.",
    )
    words = " ".join(filter(None, said))
    messages.success(request, format_html('Read as {} <a href="{}">See it below</a>', words, row_url(assertion)))


def denial_of(assertion: Assertion) -> str:
    denies = assertion.stance == Assertion.Stance.DENIES
    return "a denial, which rules out " if denies else "a doubt of " * (assertion.stance == Assertion.Stance.DOUBTS)
