"""The record's files: facts, assertions, sources, claims and options in several formats, and the data package."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.generic import View

from .facts.package import package
from .outgoing import Unclear, download, extract_of, refused, sent
from .views import RecordMixin


class Download(RecordMixin, View):
    """A file of what the list's filters leave; facts at a past moment where one is asked for."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
        try:
            extract = extract_of(request.GET)
        except Unclear as error:
            return refused(error)
        if extract.moment and name != "facts":
            return refused("as_of: only facts are known as they once stood.")
        return download(extract, name, kind, empty=request.method == "HEAD")


class Package(RecordMixin, View):
    """All files of what the list's filters leave, in one archive, of one moment."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        try:
            extract = extract_of(request.GET, alone=True)
        except Unclear as error:
            return refused(error)
        blocks = iter(()) if request.method == "HEAD" else package(extract, timezone.now())
        return sent(blocks, "package.zip", "application/zip")
