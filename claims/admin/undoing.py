"""Undoing an import: what it comes to, what stands in its way, how far it is, and its confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.forms.files import UndoForm
from claims.models import Assessment, Import, Upload
from claims.uploads import undoing

from .uploads import LATE, pace


def undo_page(request: HttpRequest, site: AdminSite, actor: User, row: Import) -> HttpResponse:
    """Show how far a person is with undoing an import; or take the step that they ask for."""
    page = HttpResponseRedirect(reverse("admin:claims_import_change", args=[row.pk]))
    upload = undoing.under_way(actor, row)
    if upload is None:
        row.refresh_from_db()  # it may have been undone this moment
    if row.undone_at:
        if request.method == "POST":
            messages.warning(request, f"{row.undone_by} undid this import already.")
        return page
    form = UndoForm(request.POST) if "reason" in request.POST else None
    if request.method == "POST" and (form is None or form.is_valid()):
        take(request, actor, row, form)
        row.refresh_from_db()
        if not row.undone_at:
            return HttpResponseRedirect(request.path)
        messages.success(request, "The import was undone.")
        return page
    return TemplateResponse(
        request,
        "admin/claims/import/undo.html",
        {
            **site.each_context(request),
            "title": "Undo an import",
            "opts": Import._meta,
            "import": row,
            "upload": upload,
            "pace": pace(upload) if upload and upload.run else None,
            "preview": shown(upload),
            "form": form or UndoForm(initial=upload and upload.preview),
        },
    )


def take(request: HttpRequest, actor: User, row: Import, form: UndoForm | None) -> None:
    """Look at what undoing comes to, or confirm it for a reason."""
    if form is None:
        undoing.look(actor, row)
    elif not undoing.confirm(actor, row, form.cleaned_data["reason"], seen=form.cleaned_data["seen"]):
        messages.warning(request, LATE)


def shown(upload: Upload | None) -> dict[str, Any]:
    """What undoing comes to as the page has it: counts and verdicts in words, and obstacles with their links."""
    preview: dict[str, Any] = (upload and upload.preview) or {}
    words = dict(Assessment.Verdict.choices)
    return preview | {
        "gone": tally(preview.get("gone", ())),
        "restored": tally(preview.get("restored", ())),
        "turned_sample": [(claim, words[was], words[now]) for claim, was, now in preview.get("turned_sample", ())],
        "obstacles": [
            (found, [(name, reverse(f"admin:claims_{model}_change", args=[key])) for name, model, key in found["rows"]])
            for found in preview.get("obstacles", ())
        ],
    }


def tally(counts: list[tuple[str, int]]) -> str:
    """ "3 assertions, 1 claim"; "" where there is nothing."""
    return ", ".join(f"{n:,} {kind if n != 1 else kind.removesuffix('s')}" for kind, n in counts if n)
