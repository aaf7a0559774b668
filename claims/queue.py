"""The queue: claims in the order of what they need of somebody, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from .chart import Sketch
from .claim_page import LabelledPosition, Names, labelled
from .claim_page.picture import sketch_of
from .evidence import gathered
from .models import Assessment, Claim
from .postgres import among
from .review.claims import reviewers

PER_PAGE = 50
COUNTED = 1000  # beyond, there are "1,000+"
ORDER = ("urgency", "-gap", "pk")
BACKWARDS = ("-urgency", "gap", "-pk")
PLACE = re.compile(r"(\d)_([01]\.\d{4})_(\d{1,18})", re.ASCII)
SNAPSHOT = ("decision__evidence", "decision__positions", "decision__rejected")  # large, and no row shows them


@dataclass(frozen=True)
class Place:
    """Where a row stands in the order of the queue; as text it goes into addresses."""

    urgency: int
    gap: Decimal
    claim: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The place that a text stands for; ValueError where it is none."""
        if not (found := PLACE.fullmatch(text)):
            raise ValueError(f"{text!r} is no place in the queue")
        return cls(int(found[1]), Decimal(found[2]), int(found[3]))

    def __str__(self) -> str:
        return f"{self.urgency}_{self.gap:.4f}_{self.claim}"


@dataclass
class Row:
    """A claim as a line of the queue."""

    assessment: Assessment
    positions: list[LabelledPosition]
    sketch: Sketch


@dataclass
class Page:
    """Rows in order; before and after: the places from which the pages beside it go on, None at the ends."""

    rows: list[Row]
    before: Place | None
    after: Place | None


def assessments() -> QuerySet[Assessment]:
    """Those that can stand in the queue; nothing is joined to them, so that their index alone gives the order."""
    merged = Claim.objects.filter(pk=OuterRef("pk"), merged_into__isnull=False)
    return Assessment.objects.filter(~Exists(merged))


def page_of(found: QuerySet[Assessment], place: Place | None = None, back: bool = False) -> Page:
    """The page that follows a place, or goes before it; the first one without a place."""
    places = list(in_order(found, place, back)[: PER_PAGE + 1])
    more, places = len(places) > PER_PAGE, places[:PER_PAGE]
    if back:
        places.reverse()
    first, last = (Place(*places[0]), Place(*places[-1])) if places else (None, None)
    return Page(
        rows=rows_of([claim for _, _, claim in places]),
        before=first if (more if back else place) else None,
        after=last if back or more else None,
    )


def in_order(found: QuerySet[Assessment], place: Place | None, back: bool = False) -> QuerySet[Assessment, Any]:
    """The places of the assessments beyond a place, each part of them a range of the index that orders them all.

    One condition for the three parts would read all rows of the place's urgency from the first one on.
    """
    found = found.values_list("urgency", "gap", "pk")  # type: ignore[assignment]
    order = BACKWARDS if back else ORDER
    if place is None:
        return found.order_by(*order)
    higher, lower = ("lt", "gt") if back else ("gt", "lt")
    alike = found.filter(urgency=place.urgency)
    parts = [
        alike.filter(gap=place.gap, **{f"claim__{higher}": place.claim}),
        alike.filter(**{f"gap__{lower}": place.gap}),
        found.filter(**{f"urgency__{higher}": place.urgency}),
    ]
    if connection.features.supports_slicing_ordering_in_compound:  # SQLite merges the parts by itself
        parts = [part.order_by(*order)[: PER_PAGE + 1] for part in parts]
    return parts[0].union(*parts[1:], all=True).order_by(*order)


def rows_of(claims: Sequence[int]) -> list[Row]:
    """The rows of the claims, in their order, from one pass over the evidence of all."""
    found = (
        Assessment.objects.filter(pk__in=among(claims))
        .select_related("claim__topic", "claim__assignee", "decision__option")
        .defer(*SNAPSHOT)
        .in_bulk()
    )
    shown = [found[claim] for claim in claims if claim in found]
    return [
        Row(row, labelled(evidence, Names(evidence.counted)), sketch_of(evidence, row))
        for row, evidence in zip(shown, gathered(shown), strict=True)
    ]


class Counted(Subquery):
    """How many rows a sliced query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def count_each(user: User, found: dict[str, QuerySet[Assessment]]) -> dict[str, int]:
    """How many assessments each query finds, in one query; where it finds more than 1,000, 1,001."""
    counts = {name: Counted(rows.order_by().values("pk")[: COUNTED + 1]) for name, rows in found.items()}
    # One row, for all the counts to stand in.
    values = User.objects.filter(pk=user.pk).values_list(*counts.values()).get()
    return dict(zip(counts, values, strict=True))


def people() -> list[User]:
    """Who may review, and who has a claim in hand and may no longer; `may_review` tells them apart."""
    here = OuterRef("pk")
    found = User.objects.annotate(may_review=Exists(reviewers().filter(pk=here)))
    return list(found.filter(Q(may_review=True) | Exists(Claim.objects.filter(assignee=here))).order_by("username"))
