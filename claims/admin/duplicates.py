"""Duplicate claims: what merging them ends, and where the address of a merged one leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from claims.models import Claim

from .steps import claim_url


def dropped_decisions(claims: Sequence[Claim]) -> Iterator[str]:
    """What of claims that are to be merged is not in force on the one that is kept, for each that may be dropped."""
    for claim in claims:
        decision, explanation = claim.assessment.decision, claim.assessment.explanation
        if decision and decision.value:
            yield (
                f"If {claim.reference} is not kept: it is verified as {decision.value}, which stays in the history and "
                "is not in force on the other. Verify anew there."
            )
        elif decision:
            yield f"If {claim.reference} is not kept: it was left unresolved, which stays in the history only."
        if explanation:
            yield f"If {claim.reference} is not kept: its conflict is explained, which stays in the history only."


def lead_to_kept(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Show the claim that another was merged into, and say so."""
    said = '{} was merged into {}, which is shown here. <a href="{}">History of {}</a>'
    history = reverse("admin:claims_claim_history", args=[claim.pk])
    messages.info(request, format_html(said, claim.reference, claim.kept.reference, history, claim.reference))
    return HttpResponseRedirect(claim_url(claim.kept.pk))
