"""The queue: claims in the order of what they need of somebody, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from .chart import Sketch
from .claim_page import LabelledPosition, Names, labelled
from .claim_page.picture import sketch_of
from .evidence import gathered
from .models import Assessment, Claim
from .paging import Order
from .review.claims import reviewers

ORDER = Order(("urgency", "-gap", "pk"), re.compile(r"(\d)_([01]\.\d{4})_(\d{1,18})", re.ASCII), (int, Decimal, int))
SNAPSHOT = ("decision__evidence", "decision__positions", "decision__rejected")  # large, and no row shows them


@dataclass
class Row:
    """A claim as a line of the queue."""

    assessment: Assessment
    positions: list[LabelledPosition]
    sketch: Sketch


def assessments() -> QuerySet[Assessment]:
    """Those that can stand in the queue."""
    return Assessment.objects.filter(~Exists(Claim.objects.filter(pk=OuterRef("pk"), merged_into__isnull=False)))


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


def people() -> list[User]:
    """Who may review, and who has a claim in hand and may no longer; `may_review` tells them apart."""
    here = OuterRef("pk")
    found = User.objects.annotate(may_review=Exists(reviewers().filter(pk=here)))
    return list(found.filter(Q(may_review=True) | Exists(Claim.objects.filter(assignee=here))).order_by("username"))
