"""Moving an assertion to the claim that it really answers."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.relative import with_those_going_by
from claims.evidence import evidence_of
from claims.models import Assertion, Claim

from . import Changed, Refused, refuse_merged, rehearsal, required, save, writing
from .assertions import READING, current, prepare, unconfirmed_of
from .rereading import Standing, standings


@dataclass(frozen=True)
class Moved:
    """What a move comes to: the assertion as it then is.

    means, expected: what it means there, and most readers take it to mean, in words; empty where it cannot be read.
    turned: both claims, and those going by them whose standing it turns, each as it was and as it is.
    """

    assertion: Assertion
    means: str
    expected: str
    turned: list[tuple[Standing, Standing]]


def move(actor: User, assertion: Assertion, to: Claim, reason: str, *, seen: str | None = None) -> Moved:
    """Let an assertion stand on another claim, read by what is asked there; `seen` is of the claim that it leaves.

    Raises Refused, with all that is in the way, where it cannot stand there. Decisions that rest on it stay.
    """
    with writing(actor, "claims.review_claim"):
        row = current(assertion, seen)
        left, to = row.claim, claim_now(to)
        if left == to:
            raise Changed(f"This assertion is on {to.reference} already.")
        if why := list(hindrances(row, to)):
            raise Refused("\n".join(why))
        claims = with_those_going_by([left.pk, to.pk])
        before = standings(claims or ())
        row.claim = to
        prepare(actor, [row])
        save(row, actor, f"moved from {left.reference} to {to.reference}: {required(reason)}", ["claim", *READING])
        assess([left.pk, to.pk])
        row.refresh_from_db()
        if unconfirmed_of([row]):
            raise Refused(f"It is graded as confirmed by others, and on {to.reference} none does: regrade it first.")
        pairs = zip(before, standings(claims or ()), strict=True)
        turned = [(was, now) for was, now in pairs if was != now or now.claim in (left.reference, to.reference)]
        there = evidence_of(to)
        means, expected = ("", "") if row.problem else (there.say(row.possible), there.say(row.expected))
        return Moved(row, means, expected, turned)


def claim_now(claim: Claim) -> Claim:
    """A claim as it now is; Refused where it is gone, or was merged into another."""
    found = Claim.objects.filter(pk=claim.pk).first()
    if found is None:
        raise Changed(f"Somebody deleted {claim.reference}.")
    refuse_merged([found.pk])
    return found


def preview(actor: User, assertion: Assertion, to: Claim) -> Moved:
    """What a move would come to; nothing is changed. Raises Refused where it cannot be done."""
    with rehearsal():
        return move(actor, assertion, to, "to see what it comes to")


def hindrances(row: Assertion, to: Claim) -> Iterator[str]:
    """Why an assertion cannot stand on another claim, each with what to do."""
    yield from tied(row)
    same = Assertion.objects.filter(claim=to, source=row.source, wording=row.wording, locator=row.locator).first()
    if same is not None:
        yield (
            f"{to.reference} has these words of {row.source} already, at the same place ({same.state}): "
            "set this one aside, or delete it."
        )
    there = copy(row)
    there.claim = to
    if row.base_id == to.pk:
        yield (
            f"“{row.wording}” goes by {to.reference}, and would there go by itself: edit it first, to go by another "
            "claim or by none."
        )
    elif "base" in there.faults():
        yield (
            f"“{row.wording}” goes by {row.base.reference}, which is a {row.base.get_kind_display()}, and "  # type: ignore[union-attr]
            f"{to.reference} a {to.get_kind_display()}: edit it first, to go by another claim or by none."
        )


def tied(row: Assertion) -> Iterator[str]:
    """What holds an assertion to the claim that it stands on, each with what to do."""
    if row.superseded_by:
        yield f"It is superseded by “{row.superseded_by.wording}”: restore it first."
    if old := row.supersedes.first():
        yield f"It supersedes “{old.wording}”: restore that one first."
