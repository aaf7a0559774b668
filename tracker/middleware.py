"""Requests that no page can answer, refused before they reach a database."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse


class RefuseUnstorable:
    """Answers 400 to what no database can look up: a NUL in an address, a number beyond 64 bits, a zone of 16 hours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a NUL character in it.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        # SQLite's own word for an id that is too large; on PostgreSQL there is no such row.
        if isinstance(error, OverflowError):
            raise BadRequest("A number in the request is too large.") from error
        # PostgreSQL's, of what an address narrows a list by.
        if isinstance(error, DataError) and request.method in ("GET", "HEAD") and request.META.get("QUERY_STRING"):
            raise BadRequest("The database cannot look up what the address asks for.") from error
