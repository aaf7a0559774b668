"""Uploads: what loading them comes to, their headings, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from claims import uploads
from claims.facts import FORMATS
from claims.forms.files import EncodingForm, MappingForm
from claims.loading.headings import HeadingMap
from claims.loading.tables import KINDS
from claims.models import Assessment, Claim, Mapping, Upload, UploadFile
from claims.uploads.headings import Foreign, different, fitting, foreign, guessed, said_anew, said_of, use
from claims.uploads.reading import mappings_of
from claims.uploads.work import gone

from .reviewed import ReadOnlyAdmin

NO_MORE = "This upload is there no more: it was discarded, or forgotten after a week. Nothing of it waits to be loaded."
LATE = "Somebody was faster, or it was looked at again meanwhile. This is where it stands now."


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ("uploaded_at", "uploaded_by", "named", "stands")
    list_display_links = ("uploaded_at",)
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # the list of imports leads here

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.has_perm("claims.add_import")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        waiting = uploads.seen_by(request.user).exclude(state=Upload.State.LOADED)  # type: ignore[arg-type]
        return waiting.defer("preview").prefetch_related(
            models.Prefetch("files", UploadFile.objects.filter(rejected=False).defer("content"))
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        idle = uploads.idle(request.user).count()  # type: ignore[arg-type]
        return super().changelist_view(request, {**(extra_context or {}), "idle": idle})

    @admin.display(description="files")
    def named(self, upload: Upload) -> str:
        return "; ".join(file.name for file in upload.files.all())

    @admin.display(description="where it stands")
    def stands(self, upload: Upload) -> str:
        return capfirst(upload.get_state_display())

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:key>/map/", self.page_of(self.map_view, "GET", "POST"), name="claims_upload_map"),
            path("<int:key>/rejected/<int:file>/", self.page(self.rejected_view, "GET"), name="claims_upload_rejected"),
            path("<int:key>/change/", self.page_of(self.upload_view, "GET", "POST"), name="claims_upload_change"),
            path("discard/", self.page(self.discard_view, "POST"), name="claims_upload_discard"),
            *(url for url in super().get_urls() if url.name == "claims_upload_changelist"),
        ]

    def found(self, request: HttpRequest, key: int) -> Upload:
        self.demand(request, "add_import")
        return get_object_or_404(uploads.seen_by(request.user), pk=key)  # type: ignore[arg-type]

    def page_of(self, view: Callable[..., HttpResponseBase], *methods: str) -> Callable[..., HttpResponseBase]:
        """A page about an upload, or, where that is there no more, what became of it."""

        def shown(request: HttpRequest, **given: Any) -> HttpResponseBase:
            try:
                return view(request, **given)
            except Http404:
                messages.warning(request, NO_MORE)
                return HttpResponseRedirect(reverse("admin:claims_import_changelist"))

        return self.page(shown, *methods)

    def upload_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """What loading comes to, or how far the work on it is."""
        upload = self.found(request, key)
        if request.method == "POST":
            return self.act(request, upload)
        if upload.brought_id:
            return HttpResponseRedirect(reverse("admin:claims_import_change", args=[upload.brought_id]))
        own, at_work = upload.uploaded_by == request.user, pace(upload) if upload.run else None
        context = {
            **self.admin_site.each_context(request),
            "title": TITLES[upload.state],
            "opts": self.opts,
            "upload": upload,
            "own": own,
            "again": own and (at_work["silent"] if at_work else upload.state == Upload.State.FAILED),
            "tables": tables(upload),
            "encoding": EncodingForm(initial={"encoding": upload.encoding}),
            "rejected": upload.files.filter(rejected=True).defer("content").order_by("pk"),
            "preview": shown(upload.preview or {}),
            "pace": at_work,
            "since": upload.state == Upload.State.READY and uploads.stored_since(upload.heard_at or upload.uploaded_at),
        }
        return TemplateResponse(request, "admin/claims/upload/page.html", context)

    def act(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Load it, look at it again, or forget it."""
        action = request.POST.get("action", "")
        if action not in ("all", "good", "again", "discard"):
            raise BadRequest("There is no such step.")
        if action == "discard" and uploads.discard(upload):
            messages.success(request, "The upload was discarded; nothing of it was loaded.")
            return HttpResponseRedirect(reverse("admin:claims_import_changelist"))
        if action == "discard" or not self.go_on(request, upload, action):
            messages.warning(request, LATE)
        elif loaded := Upload.objects.filter(pk=upload.pk, state=Upload.State.LOADED).first():
            messages.success(request, "Loaded." if loaded.brought_id else "Nothing in it was new: nothing was changed.")
        return HttpResponseRedirect(reverse("admin:claims_upload_change", args=[upload.pk]))

    def go_on(self, request: HttpRequest, upload: Upload, action: str) -> bool:
        """Load one's own upload, or look at it again; False where somebody was faster."""
        if upload.uploaded_by != request.user:
            raise PermissionDenied
        if action != "again":
            return uploads.confirm(upload, request.user, rejects=action == "good", seen=request.POST.get("seen", ""))
        form = EncodingForm(request.POST if "encoding" in request.POST else {"encoding": upload.encoding})
        if not form.is_valid():
            raise BadRequest("There is no such encoding.")
        return uploads.start_again(upload, form.cleaned_data["encoding"])

    def discard_view(self, request: HttpRequest) -> HttpResponse:
        """Forget all uploads of one's own that wait."""
        self.demand(request, "add_import")
        number = uploads.discard_all(request.user)  # type: ignore[arg-type]
        messages.success(request, f"Uploads of yours that were discarded: {number}. Nothing of them was loaded.")
        return HttpResponseRedirect(reverse("admin:claims_upload_changelist"))

    def rejected_view(self, request: HttpRequest, key: int, file: int) -> HttpResponse:
        """All rejected rows of a kind, as a file to mend and load again."""
        upload = self.found(request, key)
        found = get_object_or_404(upload.files.filter(rejected=True), pk=file)
        return HttpResponse(
            bytes(found.content),
            content_type=FORMATS[found.name.rpartition(".")[2]].content_type,
            headers={"Content-Disposition": f'attachment; filename="{found.name}"'},
        )

    def map_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """What the headings of a table mean, which are not ours."""
        upload = self.found(request, key)
        if upload.uploaded_by != request.user:
            raise PermissionDenied
        table = asked_for(request, upload)
        if table is None:
            return HttpResponseRedirect(reverse("admin:claims_upload_change", args=[upload.pk]))
        form, kept, fits = self.mapping_form(request, table)
        if request.POST.get("action") == "leave":
            return self.read_so(request, upload, table, None)
        if request.method == "POST" and form is not None and form.is_valid():
            self.demand(request, "change_mapping" if kept else "add_mapping")
            return self.read_so(request, upload, table, keep(request, form, kept))
        context = {
            **self.admin_site.each_context(request),
            "title": "What do these headings mean?",
            "opts": self.opts,
            "upload": upload,
            "table": table,
            "form": form,
            "columns": columns(table, form) if form else [],
            "kinds": EXPLAINED,
            "kind": form.kind if form else "",
            "kept": kept,
            "fits": fits,
        }
        return TemplateResponse(request, "admin/claims/upload/map.html", context)

    def read_so(self, request: HttpRequest, upload: Upload, table: Foreign, mapping: Mapping | None) -> HttpResponse:
        """Read a table by a mapping, or leave it out by none; then comes the next that waits to be mapped."""
        use(table, mapping)
        if not uploads.start_again(upload, upload.encoding):
            messages.warning(request, LATE)
        page = "map" if waits(upload) else "change"
        return HttpResponseRedirect(reverse(f"admin:claims_upload_{page}", args=[upload.pk]))

    def mapping_form(
        self, request: HttpRequest, table: Foreign
    ) -> tuple[MappingForm | None, Mapping | None, list[Mapping]]:
        """The form, None until it is known what the table holds; the mapping that it begins with; and all that fit."""
        fits = fitting(table.sample.headings)
        asked = request.POST.get("mapping", request.GET.get("mapping"))
        kept = next((one for one in fits if str(one.pk) == asked), None)
        if kept is None and asked is None and "kind" not in request.GET:
            used = table.mapping.name if table.mapping else ""
            kept = next((one for one in fits if one.name == used), next(iter(fits), None))
        kind = kept.kind if kept else request.POST.get("kind", request.GET.get("kind", table.sample.kind))
        if kind not in KINDS:
            return None, None, fits
        written = different(table.sample.headings)
        meant = said_of(written, kept) if kept else guessed(written, kind)
        typed = request.POST if request.method == "POST" else None
        return MappingForm(typed, kind=kind, columns=meant, kept=kept), kept, fits


EXPLAINED = [
    ("sources", "documents, such as articles, reports and posts"),
    ("claims", "questions that have one true answer"),
    ("options", "the answers that a claim offers to choose from"),
    ("assertions", "what a source says about a claim, in its own words"),
]
TITLES: dict[str, str] = {
    Upload.State.MAPPING: "Headings to be mapped",
    Upload.State.READING: "The files are being read",
    Upload.State.READY: "What loading comes to",
    Upload.State.LOADING: "The files are being loaded",
    Upload.State.LOADED: "Loaded",
    Upload.State.FAILED: "These files cannot be loaded",
}


def asked_for(request: HttpRequest, upload: Upload) -> Foreign | None:
    """The foreign table that a request names, or else the first that waits to be mapped, or the first."""
    if upload.state not in (Upload.State.MAPPING, Upload.State.READY, Upload.State.FAILED):
        return None
    found = foreign(upload)
    named = {name: request.POST.get(name, request.GET.get(name)) for name in ("file", "table")}
    if named["file"]:
        found = [one for one in found if str(one.file.pk) == named["file"]] or found
        found = [one for one in found if one.sample.name == named["table"]] or found
    return next((one for one in found if not one.mapping), next(iter(found), None))


def waits(upload: Upload) -> bool:
    """Whether headings of it wait to be mapped."""
    return Upload.objects.filter(pk=upload.pk, state=Upload.State.MAPPING).exists()


def tables(upload: Upload) -> list[tuple[UploadFile, str, HeadingMap | None]]:
    """The file, and the name and mapping of each table that has one; for a file without, its own name and None."""
    rows: list[tuple[UploadFile, str, HeadingMap | None]] = []
    for file in upload.files.filter(rejected=False).defer("content"):
        known = mappings_of(file)
        rows += [(file, name, known[name]) for name in sorted(known)] or [(file, file.name, None)]
    return rows


def keep(request: HttpRequest, form: MappingForm, kept: Mapping | None) -> Mapping:
    """Keep what was said of the headings under its name, in place of the mapping that it began with."""
    mapping = kept or Mapping(kind=form.kind)
    mapping.name, mapping.columns = form.cleaned_data["name"], said_anew(form.columns, kept)
    mapping.kept_by, mapping.kept_at = request.user, timezone.now()  # type: ignore[assignment]
    mapping.save()
    return mapping


def columns(table: Foreign, form: MappingForm) -> list[dict[str, Any]]:
    """Each heading with its field and what stands under it."""
    return [
        {
            "heading": heading,
            "field": form[f"column-{n}"],
            "cells": [row[place] for row in table.sample.rows if place < len(row)],
        }
        for n, (heading, place) in enumerate(different(table.sample.headings).items())
    ]


def shown(preview: dict[str, Any]) -> dict[str, Any]:
    """A preview as the page has it: totals by kind, verdicts in words, claims to be linked."""
    if "counts" not in preview:
        return preview
    words = dict(Assessment.Verdict.choices)
    keys = dict(
        Claim.objects.filter(reference__in=[row[0] for row in preview["verdicts_sample"]]).values_list(
            "reference", "pk"
        )
    )
    totals = [
        (kind, states["new"], states["changed"], states["unchanged"], preview["rejected"][kind])
        for kind, states in sorted(preview["counts"].items(), key=lambda pair: KINDS.index(pair[0]))
        if any(states.values()) or preview["rejected"][kind]
    ]
    return preview | {
        "totals": totals,
        "anything": any(new or changed for _, new, changed, _, _ in totals),
        "rejected_all": sum(preview["rejected"].values()),
        "verdicts": [(words[before], words[after], n) for before, after, n in preview["verdicts"]],
        "verdicts_sample": [
            (reference, keys.get(reference), words[before], words[after])
            for reference, before, after in preview["verdicts_sample"]
        ],
    }


def pace(upload: Upload) -> dict[str, Any]:
    """How far the work is, how fast, how long it will take, and whether it is still heard of."""
    heard, began = upload.heard_at or timezone.now(), upload.began_at or timezone.now()
    seconds = (heard - began).total_seconds()
    rate = upload.done / seconds if seconds > 0 else 0
    left = (upload.total - upload.done) / rate if rate and upload.total else None
    return {
        "rate": round(rate),
        "left": timedelta(seconds=round(left)) if left is not None else None,
        "silent": gone(upload),
    }
