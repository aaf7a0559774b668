"""Steps that a person takes: a page that shows what one bears on, asks what it needs, and takes it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.claim_page import Names, labelled, sentence
from claims.evidence import Evidence, evidence_of
from claims.forms.steps import ValueForm
from claims.models import Assertion, Assessment, Claim
from claims.review import Changed, Refused


@dataclass(frozen=True)
class Step:
    """`form` makes one for some evidence; `take` does the step with the form's cleaned data; `taken` tells whether this
    very step was taken already.
    """

    title: str
    button: str
    form: Callable[..., Form]
    take: Callable[[dict[str, Any]], object]
    taken: Callable[[dict[str, Any]], bool]
    done: str
    assertion: Assertion | None = None
    obstacle: str = ""
    warning: str = ""


def step_page(request: HttpRequest, site: AdminSite, claim: Claim, step: Step) -> HttpResponse:
    """Show a step's page, or take the step; the claim's page comes after it."""
    evidence = evidence_of(claim)
    if request.method != "POST":
        return show(request, site, step, evidence, step.form(evidence, initial={"seen": evidence.token}))
    form = step.form(evidence, request.POST)
    valid = form.is_valid()
    if isinstance(form, ValueForm) and form.held and not form.is_confirmed:
        form, valid = again(step, evidence, request.POST, confirmed=form.cleaned_data["value"]), False
    if valid:
        if step.taken(form.cleaned_data):
            return leave(request, claim, "That was done already, once.")
        try:
            step.take(form.cleaned_data)
        except Changed as error:
            evidence = evidence_of(claim)
            form = again(step, evidence, request.POST, seen=evidence.token)
            form.add_error(None, str(error))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return leave(request, claim, step.done)
    return show(request, site, step, evidence, form)


def again(step: Step, evidence: Evidence, typed: QueryDict, **values: str) -> Form:
    """The form with all that was typed, but for some hidden values."""
    data = typed.copy()
    for name, value in values.items():
        data[name] = value
    form = step.form(evidence, data)
    form.is_valid()
    return form


def leave(request: HttpRequest, claim: Claim, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(claim_url(claim.pk))


def claim_url(claim: int, page: str = "change") -> str:
    return reverse(f"admin:claims_claim_{page}", args=[claim])


def show(request: HttpRequest, site: AdminSite, step: Step, evidence: Evidence, form: Form) -> HttpResponse:
    positions = labelled(evidence, Names(evidence.counted))
    reading = form.reading() if isinstance(form, ValueForm) else {}
    assessment = Assessment.objects.select_related("decision").get(claim=evidence.claim)
    context = {
        **site.each_context(request),
        "title": step.title,
        "claim": evidence.claim,
        "assessment": assessment,
        "in_force": assessment.decision,
        "sentence": sentence(evidence, [position.label for position in positions]),
        "positions": positions,
        "step": step,
        "form": form,
        "reading": reading,
        "button": step.button if reading or not isinstance(form, ValueForm) else f"{step.button}…",
        "opts": Claim._meta,
    }
    return TemplateResponse(request, "admin/claims/step.html", context)
