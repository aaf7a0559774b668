"""The queue: claims in the order of what they need of somebody, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from .chart import Sketch
from .claim_page import LabelledPosition, Names, labelled
from .claim_page.picture import sketch_of
from .evidence import gathered
from .models import Assessment, Claim
from .paging import COUNTED, Order, Rows
from .review.claims import reviewers

ORDER = Order(("urgency", "-gap", "pk"), re.compile(r"(\d)_([01]\.\d{4})_(\d{1,18})", re.ASCII), (int, Decimal, int))
LOOKED_AT = 400  # rows, to count those of them that filters leave
SNAPSHOT = ("decision__evidence", "decision__positions", "decision__rejected")  # large, and no row shows them


@dataclass
class Row:
    """A claim as a line of the queue."""

    assessment: Assessment
    positions: list[LabelledPosition]
    sketch: Sketch


def assessments() -> QuerySet[Assessment]:
    """Those that can stand in the queue; nothing is joined to them, so that their index alone gives the order."""
    merged = Claim.objects.filter(pk=OuterRef("pk"), merged_into__isnull=False)
    return Assessment.objects.filter(~Exists(merged))


def rows_of(claims: Sequence[int]) -> list[Row]:
    """The rows of the claims, in their order, from one pass over the evidence of all."""
    found = (
        Assessment.objects.filter(pk__among=claims)
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


def count_each(user: User, found: dict[str, tuple[Rows, Rows]]) -> dict[str, tuple[int, bool]]:
    """How many there are of each, by name, and whether there may be more, in one query.

    Each is given by the rows to look at and by those of them to count. Where these differ, only the first 400 are
    looked at, and else 1,000.
    """
    values: dict[str, Counted] = {}
    most = {name: COUNTED if counted is listed else LOOKED_AT for name, (listed, counted) in found.items()}
    for name, (listed, counted) in found.items():
        first = listed.order_by().values("pk")[: most[name] + 1]
        values[f"{name}_listed"] = Counted(first)
        if counted is not listed:
            values[name] = Counted(counted.order_by().filter(pk__in=first).values("pk"))
    # One row, for all the counts to stand in.
    counts = User.objects.filter(pk=user.pk).annotate(**values).values(*values).get()
    looked_at = {name: counts[f"{name}_listed"] for name in found}
    return {name: (min(counts.get(name, many), most[name]), many > most[name]) for name, many in looked_at.items()}


def people() -> list[User]:
    """Who may review, and who has a claim in hand and may no longer; `may_review` tells them apart."""
    here = OuterRef("pk")
    found = User.objects.annotate(may_review=Exists(reviewers().filter(pk=here)))
    return list(found.filter(Q(may_review=True) | Exists(Claim.objects.filter(assignee=here))).order_by("username"))
