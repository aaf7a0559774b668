"""Steps that a person takes: a page that shows what one bears on, asks what it needs, and takes it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from claims.claim_page import Names, happened_since, sentence
from claims.claim_page.timeline import Event
from claims.evidence import Evidence, evidence_of
from claims.forms.steps import CorrectForm, ReadForm
from claims.models import Assertion, Assessment, Claim
from claims.review import CHANGED, Changed, Refused

DONE_ALREADY = "That was done already, once."
SAID = 6  # wordings of a position that a step's page quotes


@dataclass(frozen=True)
class Step:
    """`form` makes one for some evidence; `take` does the step with the form's cleaned data; `taken` tells whether this
    very step was taken since a moment; `instead` gives button and page of the step that takes its place by now, if any.
    """

    title: str
    button: str
    form: Callable[..., Form]
    take: Callable[[dict[str, Any]], object]
    taken: Callable[[dict[str, Any], datetime], bool]
    done: str
    assertion: Assertion | None = None
    obstacle: str = ""
    warning: str = ""
    instead: Callable[[], tuple[str, str] | None] = lambda: None


def step_page(request: HttpRequest, site: AdminSite, claim: Claim, step: Step) -> HttpResponse:
    """Show a step's page, or take the step; the claim's page comes after it."""
    # Gathered where it is looked at: many a step is taken without.
    evidence: Any = SimpleLazyObject(lambda: evidence_of(claim))
    if request.method != "POST":
        return show(request, site, step, evidence, step.form(evidence, initial=now_seen(evidence)))
    if (typed := CorrectForm.looked_for(request.POST)) is not None:
        return show(request, site, step, evidence, step.form(evidence, initial=typed))
    form = step.form(evidence, request.POST)
    valid, happened = form.is_valid(), []
    if isinstance(form, ReadForm) and form.words and not form.is_confirmed:
        put(form, confirmed=form.words)
        valid = False
    if isinstance(form, ReadForm) and not valid and form.data.get("seen") not in (None, "", evidence.token):
        # Told now, not only once the reading is confirmed.
        opened = form.cleaned_data.get("seen_at")
        happened = happened_since(claim, opened) if opened else []
        put(form, **now_seen(evidence))
        form.add_error(None, f"{CHANGED} {step.obstacle}".strip())
    if valid:
        opened, cleaned = form.cleaned_data.pop("seen_at", None), form.cleaned_data
        if opened and step.taken(cleaned, opened):
            return leave(request, claim, DONE_ALREADY)
        before = Assessment.objects.get(claim=claim)
        try:
            step.take(cleaned)
        except Changed as error:
            if opened and step.taken(cleaned, opened):  # by the other click of two
                return leave(request, claim, DONE_ALREADY)
            evidence, happened = evidence_of(claim), happened_since(claim, opened) if opened else []
            form = again(step, evidence, request.POST, **now_seen(evidence))
            form.add_error(None, f"{error} {step.obstacle}".strip())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return leave(request, claim, f"{step.done} {standing(claim, before)}")
    return show(request, site, step, evidence, form, happened)


def now_seen(evidence: Evidence) -> dict[str, str]:
    return {"seen": evidence.token, "seen_at": timezone.now().isoformat()}


def put(form: Form, **values: str) -> None:
    """Let a form that was sent show other hidden values."""
    form.data = data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value


def again(step: Step, evidence: Evidence, typed: QueryDict, **values: str) -> Form:
    """The form with all that was typed, but for some hidden values."""
    data = typed.copy()
    for name, value in values.items():
        data[name] = value
    form = step.form(evidence, data)
    form.is_valid()
    return form


def standing(claim: Claim, before: Assessment) -> str:
    """How a claim stands after a step, and what the step turned."""
    now = Assessment.objects.select_related("decision").get(claim=claim)
    verdict, was = now.get_verdict_display().lower(), before.get_verdict_display().lower()
    turned = f"turned from {was} into" if verdict != was else "is"
    words = [f"The verdict on {claim.reference} {turned} {verdict}."]
    if now.decision and now.decision.value:
        words.append(f"Verified: {now.decision.value}.")
    if now.stale and not before.stale:
        words.append("The decision in force turned stale.")
    return " ".join(words)


def leave(request: HttpRequest, claim: Claim, message: str) -> HttpResponse:
    messages.success(request, message)
    return HttpResponseRedirect(claim_url(claim.pk))


def claim_url(claim: int, page: str = "change") -> str:
    return reverse(f"admin:claims_claim_{page}", args=[claim])


def row_url(assertion: Assertion) -> str:
    """Where an assertion stands on its claim's page, on whatever part of a long table."""
    return f"{claim_url(assertion.claim_id)}?row={assertion.pk}#assertion-{assertion.pk}"


def show(
    request: HttpRequest,
    site: AdminSite,
    step: Step,
    evidence: Evidence,
    form: Form,
    happened: Sequence[Event] = (),
) -> HttpResponse:
    name = Names(evidence.counted)
    positions = [
        {
            "label": evidence.label(position),
            "said": [(row.wording, name(row)) for row in position.backers[:SAID]],
            "more": max(len(position.backers) - SAID, 0),
        }
        for position in evidence.positions
    ]
    reading = form.reading() if isinstance(form, ReadForm) else {}
    assessment = Assessment.objects.select_related("decision").get(claim=evidence.claim)
    context = {
        **site.each_context(request),
        "title": step.title,
        "claim": evidence.claim,
        "assessment": assessment,
        "in_force": assessment.decision,
        "sentence": sentence(evidence, [evidence.label(position) for position in evidence.positions]),
        "positions": positions,
        "step": step,
        "form": form,
        "reading": reading,
        "button": step.button if reading or not isinstance(form, ReadForm) else f"{step.button}…",
        "happened": happened,
        "instead": step.instead() if form.is_bound and form.non_field_errors() else None,
        "opts": Claim._meta,
    }
    return TemplateResponse(request, "admin/claims/step.html", context)
