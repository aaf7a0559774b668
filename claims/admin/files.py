"""Files: loading them, the imports that came of it, and all of the evidence as files that load back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from claims import facts
from claims.forms.files import FilesForm
from claims.loading import BadFiles, Fault, Loaded, load
from claims.models import Import
from claims.resources import csv_download
from claims.review import Refused

from .reviewed import ReadOnlyAdmin

SHOWN = 500  # faults in a table
EXPORTED = ("sources", "claims", "options", "assertions")
STATES = ("new", "changed", "unchanged")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ("loaded_at", "loaded_by", "files", "brought")
    list_select_related = ("loaded_by",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-loaded_at", "-pk")
    fields = readonly_fields = ("loaded_at", "loaded_by", "files", "brought")

    def get_urls(self) -> list[URLPattern]:
        return [
            path("load/", self.page(self.load_view, "GET", "POST"), name="claims_import_load"),
            path("<slug:name>.csv", self.page(self.export, "GET"), name="claims_import_export"),
            *super().get_urls(),
        ]

    @admin.display(description="what it brought")
    def brought(self, row: Import) -> str:
        # PostgreSQL keeps no order of keys.
        counts = {kind: {state: row.counts[kind][state] for state in STATES} for kind in EXPORTED if kind in row.counts}
        return "; ".join(Loaded(counts).lines())

    def load_view(self, request: HttpRequest) -> HttpResponse:
        """Take one or several files, and load all of them, or say all that is wrong."""
        self.demand(request, "add_import")
        form = FilesForm(files=request.FILES) if request.method == "POST" else FilesForm()
        faults: list[Fault] = []
        if form.is_valid():
            try:
                loaded = load_uploads(form.cleaned_data["uploads"], request)
            except BadFiles as error:
                faults = error.faults
            except Refused as error:
                form.add_error(None, str(error))
            else:
                say_what_was_loaded(request, loaded)
                return HttpResponseRedirect(reverse("admin:claims_import_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Load files",
            "opts": self.opts,
            "form": form,
            "faults": faults[:SHOWN],
            "count": len(faults),
            "more": max(len(faults) - SHOWN, 0),
        }
        return TemplateResponse(request, "admin/claims/import/load.html", context)

    def export(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """All rows of one kind, as a file that loads back."""
        if name not in EXPORTED:
            raise Http404
        self.demand(request, f"view_{name[:-1]}")
        headings, rows = facts.FILES[name]
        return csv_download(name, headings, rows())


def say_what_was_loaded(request: HttpRequest, loaded: Loaded) -> None:
    messages.success(request, f"{'; '.join(Loaded(loaded.counts).lines())}.")
    if loaded.unread:
        url = f"{reverse('admin:claims_assertion_changelist')}?state=unread"
        waiting = format_html('<a href="{}">See those that wait</a>', url)
        messages.warning(request, format_html("Wordings that could not be read: {}. {}.", len(loaded.unread), waiting))


def load_uploads(files: list[UploadedFile], request: HttpRequest) -> Loaded:
    with TemporaryDirectory() as folder:
        for file in files:
            # The form has seen to it that no two names are one; a name is never a path.
            with open(Path(folder) / Path(file.name or "").name, "wb") as written:
                written.writelines(file.chunks())
        return load(sorted(Path(folder).iterdir()), request.user)  # type: ignore[arg-type]
