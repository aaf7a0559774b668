"""Who had a hand in what is said of a claim: nobody verifies what they typed, by whatever detour."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q

from claims.models import Assertion, Claim, Option, Source
from claims.postgres import among, named

MERGED = "merged"
# How the history begins that tells of a step by which no word changed. Any other change counts as typing.
ASIDE = ("set aside", "restored", "superseded", "deleted", MERGED)


def merged_twin(pk: int) -> str:
    """What the history says of an assertion that a merge made one with the same words elsewhere, by their key."""
    return f"{MERGED} into its twin, assertion {pk}"


def typed_for(actor: User, claim: Claim) -> bool:
    """Whether the actor entered, loaded, edited, overruled or moved what is said of a claim, or what it is read by."""
    here = Assertion.objects.filter(claim=claim)
    if here.filter(entered_by=actor).exists():
        return True
    touched = Q(history_user=actor)
    for words in ASIDE:
        touched &= ~Q(history_change_reason__startswith=words)
    ours = Q(id__in=here.values("pk")) | Q(id__in=among(gone_but_said(claim)))
    if Assertion.history.filter(ours, touched | Q(entered_by=actor)).exists():
        return True
    redated = Source.history.filter(history_user=actor, history_change_reason="redated")
    reworded = Option.history.filter(history_user=actor, history_change_reason="edited", claim__in=claim.with_merged())
    return redated.filter(id__in=here.values("source")).exists() or reworded.exists()


def gone_but_said(claim: Claim) -> set[int]:
    """The keys of assertions that are no more, though a claim has what they said.

    A merge made them one with a twin, there or where that twin stood before; or they were deleted and entered again.
    """
    here = Assertion.objects.filter(claim=claim)
    gone = Assertion.history.filter(history_type="-")
    again = here.filter(source=OuterRef("source"), wording=OuterRef("wording"), locator=OuterRef("locator"))
    known = gone.filter(
        Q(history_change_reason__startswith=MERGED) | Exists(again), claim__in=claim.with_merged()
    ).values_list("id", flat=True)
    found = set(known)
    stood = Assertion.history.filter(id__in=here.values("pk")).values("claim")
    fresh = found | set(here.values_list("pk", flat=True))
    while fresh:
        twins = gone.filter(claim__in=stood, history_change_reason__in=named(map(merged_twin, fresh)))
        fresh = set(twins.values_list("id", flat=True)) - found
        found |= fresh
    return found
