"""What storing an assertion would come to, by the code that stores it; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.origins import derived_from
from claims.evidence import Evidence, gathered
from claims.models import Assertion, Assessment, Source
from claims.postgres import impatient
from claims.wording.choices import normalise

from . import rehearsal, writing
from .assertions import (
    EDITABLE,
    READING,
    current,
    options_of,
    prepare,
    refresh,
    refuse_replacing,
    rewritten,
    settle,
    unconfirmed_of,
)

PATIENCE = 2  # seconds to wait for others who are writing
KEY = 2**63 - 1  # of a row that is not kept: no sequence is asked for one, and none gets there


@dataclass(frozen=True)
class Preview:
    """An assertion as it would be stored, its claim's assessment without it and with it, and the evidence then.

    unconfirmed: whether its grade says that others confirm it, and they do not. repeats: what says the same already.
    """

    assertion: Assertion
    was: Assessment
    now: Assessment
    evidence: Evidence
    unconfirmed: bool
    repeats: list[Assertion]


def preview(
    actor: User, assertion: Assertion, fields: Iterable[str] | None = None, *, corrects: Assertion | None = None
) -> Preview:
    """What entering an assertion would come to, or editing the named fields of one.

    Raises Refused as those would, and Busy where somebody else has been writing for two seconds.
    """
    new = fields is None
    with impatient(PATIENCE), rehearsal(), writing(actor, f"claims.{'add' if new else 'change'}_assertion"):
        was = assessment_of(assertion.claim_id)
        row = copied(assertion) if new else rewritten(assertion, set(fields or ()))
        place(actor, row)
        settle(row, graded=False)
        if corrects is not None:
            refuse_replacing(current(corrects), row)
            Assertion.objects.filter(pk=corrects.pk).update(superseded_by=row)
            assess([row.claim_id])
        now = assessment_of(row.claim_id)
        (evidence,) = gathered([now])
        return Preview(row, was, now, evidence, bool(unconfirmed_of([row])), repeats(row))


def copied(assertion: Assertion) -> Assertion:
    row = copy(assertion)
    refresh(row)
    return row


def place(actor: User, row: Assertion) -> None:
    """Store a row, new or old, without its history, whose keys would be used up."""
    prepare(actor, [row])
    if row.pk is None:
        row.pk = KEY
        Assertion.objects.bulk_create([row])
    else:
        Assertion.objects.bulk_update([row], {*EDITABLE, *READING})


def assessment_of(claim: int) -> Assessment:
    large = [f"decision__{name}" for name in ("evidence", "positions", "rejected", "because_of")]
    return Assessment.objects.select_related("claim", "decision").defer(*large).get(claim=claim)


def read_alone(assertion: Assertion) -> None:
    """Read the words of an assertion with no look at what else is said, which a relative wording needs."""
    claim = assertion.claim
    assertion.read(options_of([claim.pk] if claim.has_options else [])[claim.pk])


def repeats(row: Assertion) -> list[Assertion]:
    """What says the same words of the claim already: the same document elsewhere, or one of which it is a reprint."""
    root = row.source
    seen = {root.pk}
    while root.derives_from_id and root.derives_from_id not in seen:
        root = Source.objects.get(pk=root.derives_from_id)
        seen.add(root.pk)
    family = Assertion.objects.filter(claim=row.claim_id, source__among=derived_from([root.pk])).exclude(pk=row.pk)
    words = normalise(row.wording)
    return [one for one in family.select_related("source__publisher") if normalise(one.wording) == words]
