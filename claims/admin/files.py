"""Files: bringing them, the imports that came of it, and all of the evidence as files that load back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from claims import uploads
from claims.facts import Extract
from claims.forms.files import LARGEST, TOO_LARGE, FilesForm
from claims.loading import Loaded
from claims.models import Assertion, Import, ImportedChange
from claims.outgoing import download
from claims.review import Refused
from claims.review.imports import MODELS, may_undo
from claims.uploads.undoing import page_of

from .reviewed import ReadOnlyAdmin
from .undoing import undo_page

EXPORTED = ("sources", "claims", "options", "assertions")
STATES = ("new", "changed", "unchanged")
CHANGES = 50  # of an import, on a page


class Limited(FileUploadHandler):
    """Takes no file of a request that is too large: it is refused before it fills the disk."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *args: Any) -> None:
        self.refused = content_length > LARGEST * 1.01 + 100_000  # what stands between the files

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.refused:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ("loaded_at", "loaded_by", "files", "brought", "undone")
    list_select_related = ("loaded_by", "undone_by")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-loaded_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        return [
            path("load/", self.page(csrf_exempt(self.load_view), "GET", "POST"), name="claims_import_load"),
            path("<int:key>/undo/", self.page(self.undo_view, "GET", "POST"), name="claims_import_undo"),
            path("<slug:name>.csv", self.page(self.export, "GET"), name="claims_import_export"),
            *super().get_urls(),
        ]

    @admin.display(description="what it brought")
    def brought(self, row: Import) -> str:
        return "; ".join(Loaded(in_order(row.counts)).lines())

    @admin.display(description="undone", empty_value="")
    def undone(self, row: Import) -> str:
        return f"by {row.undone_by}, {row.undone_at:%Y-%m-%d}" if row.undone_at else ""

    def load_view(self, request: HttpRequest) -> HttpResponseBase:
        """Bring one or several files; nothing is loaded before it was looked at and confirmed."""
        self.demand(request, "add_import")
        request.upload_handlers.insert(0, Limited(request))
        return csrf_protect(self.receive)(request)

    def receive(self, request: HttpRequest) -> HttpResponse:
        form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
        if any(getattr(handler, "refused", False) for handler in request.upload_handlers):
            form.errors["uploads"] = form.error_class([TOO_LARGE])
        elif form.is_valid():
            try:
                files, encoding = form.cleaned_data["uploads"], form.cleaned_data["encoding"]
                upload = uploads.receive(request.user, files, encoding)  # type: ignore[arg-type]
            except Refused as error:
                form.add_error(None, str(error))
            else:
                upload.refresh_from_db()
                page = "map" if upload.state == upload.State.MAPPING else "change"
                return HttpResponseRedirect(reverse(f"admin:claims_upload_{page}", args=[upload.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Load files",
            "opts": self.opts,
            "form": form,
            "waiting": uploads.seen_by(request.user).exclude(state="loaded").count(),  # type: ignore[arg-type]
        }
        return TemplateResponse(request, "admin/claims/import/load.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What an import brought and changed, who loaded it, and whether it was undone."""
        self.demand(request, "view_import")
        row = self.found(object_id)
        after = request.GET.get("after", "")
        changes = list(row.changes.filter(pk__gt=int(after) if after.isdecimal() else 0).order_by("pk")[: CHANGES + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {row.pk}",
            "opts": self.opts,
            "import": row,
            "totals": totals(row),
            "unread": Assertion.objects.unread().filter(brought_by=row).count(),
            "changes": changed_rows(changes[:CHANGES]),
            "next": changes[CHANGES - 1].pk if len(changes) > CHANGES else None,
            "may_undo": row.undone_at is None and may_undo(request.user, row),  # type: ignore[arg-type]
        }
        return TemplateResponse(request, "admin/claims/import/page.html", context)

    def found(self, key: object) -> Import:
        if not str(key).isdecimal():
            raise Http404
        return get_object_or_404(Import.objects.select_related("loaded_by", "undone_by"), pk=key)

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What undoing an import comes to, or what stands in its way; and undoing it."""
        row, actor = self.found(key), request.user
        if not may_undo(actor, row):  # type: ignore[arg-type]
            raise PermissionDenied
        return undo_page(request, self.admin_site, actor, row)  # type: ignore[arg-type]

    def export(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """All rows of one kind, as a file that loads back."""
        if name not in EXPORTED:
            raise Http404
        self.demand(request, f"view_{name[:-1]}")
        return download(Extract(), name, "csv")


def in_order(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Counts of rows as people read them; PostgreSQL keeps no order of keys."""
    return {kind: {state: counts[kind][state] for state in STATES} for kind in EXPORTED if kind in counts}


def totals(row: Import) -> list[tuple[str, str, dict[str, int]]]:
    """Of each kind the list of what an import brought, "" where there is none, and how many rows it had."""
    found = []
    for kind, states in in_order(row.counts).items():
        if any(states.values()):
            listed = kind != "options" and states["new"] and not row.undone_at
            url = f"{reverse(f'admin:claims_{kind[:-1]}_changelist')}?brought_by={row.pk}" if listed else ""
            found.append((kind, url, states))
    return found


def changed_rows(changes: list[ImportedChange]) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Rows that an import changed: what each is called and where it is, and its fields, old and new."""
    rows = {kind: MODELS[kind]._default_manager.in_bulk([c.row for c in changes if c.kind == kind]) for kind in MODELS}
    found = []
    for change in changes:
        row = rows[change.kind].get(change.row)
        fields = [(name, plain(old), plain(change.after[name])) for name, old in change.before.items()]
        found.append((str(row) if row else f"{change.kind}, gone", address(row) if row else "", fields))
    return found


def plain(value: Any) -> str:
    """A value as an import keeps it, as a person reads it."""
    if isinstance(value, dict):
        return str(value["name"])
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def address(row: Model) -> str:
    """The desk's page of a row; of an option its claim's."""
    model, key = page_of(row)
    return reverse(f"admin:claims_{model}_change", args=[key])
