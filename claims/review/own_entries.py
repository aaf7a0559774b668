"""Who had a hand in what is said of a claim: nobody verifies what they typed, by whatever detour."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from claims.models import Assertion, Claim, Option, Source
from claims.postgres import statement

MERGED = "merged"
# How the history begins that tells of a step by which no word changed. Any other change counts as typing.
ASIDE = ("set aside", "restored", "superseded", "deleted", MERGED)
MERGED_INTO = f"{MERGED} into "  # before the name of what was kept
TWIN = f"{MERGED_INTO}its twin, assertion "


def merged_twin(pk: int) -> str:
    """What the history says of an assertion that a merge made one with the same words elsewhere, by their key."""
    return f"{TWIN}{pk}"


def typed_for(actor: User, claim: Claim) -> bool:
    """Whether the actor entered, loaded, edited, overruled or moved what is said of a claim, or what it is read by."""
    here = Assertion.objects.filter(claim=claim)
    touched = Q(history_user=actor)
    for words in ASIDE:
        touched &= ~Q(history_change_reason__startswith=words)
    theirs = Assertion.history.filter(touched | Q(entered_by=actor))
    redated = Source.history.filter(history_user=actor, history_change_reason="redated")
    reworded = Option.history.filter(history_user=actor, history_change_reason="edited")
    gone = Assertion.history.filter(history_type="-")
    ever_here = Assertion.history.filter(id__in=here.values("pk")).values("claim")
    looked = Claim.objects.filter(pk=claim.pk).annotate(
        typed=Exists(here.filter(entered_by=actor))
        | Exists(theirs.filter(id__in=here.values("pk")))
        | Exists(redated.filter(id__in=here.values("source")))
        | Exists(reworded.filter(claim=claim)),
        merged_here=Exists(Claim.objects.filter(merged_into=claim)),
        gone=Exists(gone.filter(claim=claim)) | Exists(gone.filter(claim__in=ever_here)),
    )
    typed, merged_here, some_gone = looked.values_list("typed", "merged_here", "gone").get()
    if typed or not (merged_here or some_gone):
        return typed
    before = theirs.filter(id__in=gone_but_said(claim)).order_by().values("id")
    return before.union(reworded.filter(claim__in=claim.with_merged()).order_by().values("id")).exists()


# Assertions, and all that a merge made one with them, or with what it had made one with them, and so on.
AND_TWINS = """
WITH RECURSIVE twin(id, reason) AS ({twins}), said(id) AS (
    {first} UNION
    SELECT twin.id FROM said JOIN twin ON twin.reason = %s || CAST(said.id AS text)
) SELECT id FROM said"""


def gone_but_said(claim: Claim) -> RawSQL:
    """For `filter(id__in=…)`: the assertions of a claim, and those that are no more, though it has what they said.

    A merge made them one with a twin, there or where that twin stood before; or they were deleted and entered again.
    """
    here = Assertion.objects.filter(claim=claim)
    gone = Assertion.history.filter(history_type="-").order_by()
    again = here.filter(source=OuterRef("source"), wording=OuterRef("wording"), locator=OuterRef("locator"))
    known = gone.filter(
        Q(history_change_reason__startswith=MERGED) | Exists(again), claim__in=claim.with_merged()
    ).values_list("id")
    stood = Assertion.history.filter(id__in=here.values("pk")).values("claim")
    twins = gone.filter(claim__in=stood, history_change_reason__startswith=TWIN)
    twin, of_twins = statement(twins.values_list("id", "history_change_reason"))
    first, of_first = statement(here.order_by().values_list("pk").union(known))
    sql = AND_TWINS.format(twins=twin, first=first)
    return RawSQL(sql, [*of_twins, *of_first, TWIN])  # noqa: S611
