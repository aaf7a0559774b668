"""Extracts: everything that is stored, or some claims and what belongs to them, as rows of each kind of file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from claims.models import Assertion, Claim, Option, Source

from . import loadable, past, reconciled
from .reconciled import Rows


class Extract:
    """The files of chosen claims, by default of all: facts, assertions, sources, claims, options.

    With a moment the facts are those of then, of the claims that had the fields of `then`; nothing else is kept as it
    was, and is that of the claims chosen `now`. `asked_for` says by what they were chosen. `alone` adds the claims that
    wordings go by, with all that is said of them, so that the files load without others.
    """

    def __init__(
        self,
        claims: QuerySet[Claim] | None = None,
        moment: datetime | None = None,
        then: Mapping[str, object] | None = None,
        *,
        now: QuerySet[Claim] | None = None,
        asked_for: Mapping[str, str] | None = None,
        alone: bool = False,
    ) -> None:
        self.chosen, self.moment, self.then = claims, moment, then or {}
        self.now, self.alone = claims if now is None else now, alone
        self.asked_for = asked_for or {}

    @cached_property
    def claims(self) -> QuerySet[Claim] | None:
        """Those of all files but facts; found at the moment of which these are."""
        return loadable.with_bases(self.now) if self.now is not None and self.alone else self.now

    def query(self, name: str) -> QuerySet[Any]:
        """What a file is made of: as many rows, but for facts of a moment, which leave out what was not there yet."""
        if name == "facts":
            every = Claim.objects.all() if self.moment else Claim.objects.live()
            return every.order_by("reference") if self.chosen is None else self.chosen
        claims = self.claims
        match name:
            case "assertions":
                return Assertion.objects.all() if claims is None else loadable.said_of(claims)
            case "sources":
                return Source.objects.all() if claims is None else loadable.sources_of(claims)
            case "claims":
                return Claim.objects.live() if claims is None else claims.filter(merged_into=None)
            case "options":
                live = Option.objects.filter(claim__merged_into=None)
                return live if claims is None else live.filter(claim__in=claims.order_by().values("pk"))
        raise KeyError(name)

    def rows(self, name: str) -> Rows:
        """The rows of a file, under its headings, read while they are taken."""
        if name == "facts" and self.moment:
            return past.rows(self.query(name), self.moment, self.then)
        return ROWS[name](self.query(name))


ROWS: dict[str, Callable[[QuerySet[Any]], Rows]] = {
    "facts": reconciled.rows,
    "assertions": loadable.assertion_rows,
    "sources": loadable.source_rows,
    "claims": loadable.claim_rows,
    "options": loadable.option_rows,
}
