"""Decisions: the pages on which a claim is decided, and the list of all that was."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.evidence import Evidence
from claims.forms.steps import CorrectForm, ExplainForm, ReaffirmForm, StepForm, UnresolvedForm, ValueForm
from claims.models import Assessment, Claim, Decision
from claims.review.decisions import decide, obstacle, permission

from .lists import ClaimTopicFilter
from .reviewed import ReadOnlyAdmin
from .steps import Step, claim_url, step_page

Verb = Decision.Verb
SHOWN = 100  # assertions of what a decision keeps, on one page

# For each verb: what its button says, its page's title, and what is said once it is done.
WORDS = {
    Verb.VERIFY: ("Verify", "Verify a value", "Verified."),
    Verb.CORRECT: ("Correct", "Correct the verified value", "Corrected."),
    Verb.REAFFIRM: ("Reaffirm", "Reaffirm the verified value", "Reaffirmed."),
    Verb.EXPLAIN: ("Explain", "Explain the conflict", "Explained."),
    Verb.LEAVE_UNRESOLVED: ("Leave unresolved", "Leave the claim unresolved", "Left unresolved."),
    Verb.REOPEN: ("Reopen", "Reopen the claim", "Reopened."),
}


# A step that another person's decision has made impossible, and the one that does its work then.
INSTEAD = {Verb.VERIFY: Verb.CORRECT, Verb.CORRECT: Verb.VERIFY}


def form_of(verb: str, explained: bool, evidence: Evidence, *args: Any, **kwargs: Any) -> Form:
    valued = {Verb.VERIFY: ValueForm, Verb.CORRECT: CorrectForm}
    if verb in valued:
        return valued[Verb(verb)](*args, evidence=evidence, explained=explained, **kwargs)
    if verb == Verb.REAFFIRM:
        return ReaffirmForm(*args, **kwargs)
    return {Verb.EXPLAIN: ExplainForm, Verb.LEAVE_UNRESOLVED: UnresolvedForm}.get(verb, StepForm)(*args, **kwargs)  # type: ignore[call-overload]


def decide_page(request: HttpRequest, pk: int, verb: str, site: admin.AdminSite) -> HttpResponse:
    claim = get_object_or_404(Claim.objects.select_related("topic"), pk=pk)
    assessment = Assessment.objects.select_related("claim").get(claim=claim)
    if not request.user.has_perm(permission(verb, assessment)):
        raise PermissionDenied
    button, title, done = WORDS[Verb(verb)]

    def take(cleaned: dict[str, Any]) -> None:
        fields = {name: value for name, value in cleaned.items() if name != "confirmed"}
        decide(request.user, claim, verb, **fields)  # type: ignore[arg-type]

    def taken(cleaned: dict[str, Any], opened: datetime) -> bool:
        last = claim.decisions.order_by("number").last()
        if last is None or last.decided_at <= opened or (last.author_id, last.verb) != (request.user.pk, verb):
            return False
        sent = ("reason", "value", "likelihood", "confidence", "cause", "way")
        return all(getattr(last, name) == cleaned.get(name, getattr(last, name)) for name in sent)

    step = Step(
        title=title,
        button=button,
        form=partial(form_of, verb, assessment.explained),
        take=take,
        taken=taken,
        done=done,
        obstacle=obstacle(request.user, verb, assessment),  # type: ignore[arg-type]
        instead=partial(instead, request, claim, verb),
    )
    return step_page(request, site, claim, step)


def instead(request: HttpRequest, claim: Claim, verb: str) -> tuple[str, str] | None:
    """The button and the page of the step that can be taken with what was typed, where this one no longer can."""
    now = Assessment.objects.select_related("claim").get(claim=claim)
    other = INSTEAD.get(Verb(verb))
    if other is None or not obstacle(request.user, verb, now) or obstacle(request.user, other, now):  # type: ignore[arg-type]
        return None
    return f"{WORDS[other][0]} it instead…", claim_url(claim.pk, other)


class DecisionFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "decision"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("claim", "decided", "value", "author", "decided_at")
    list_display_links = ("decided",)
    list_filter = (("verb", DecisionFilter), "decided_at", ClaimTopicFilter)
    list_select_related = ("claim", "author")
    search_fields = ("claim__reference", "claim__question", "value", "reason")
    fields = (
        "about", "decided", "signed", "decided_at", "reason", "value", "likelihood", "confidence", "why_they_differ",
        "meanwhile", "assumption", "alternatives", "corrected", "caused_by", "verdict_then", "counts", "range",
        "evidence_then", "evidence_sha256",
    )  # fmt: skip
    readonly_fields = (
        "about", "decided", "signed", "why_they_differ", "meanwhile", "alternatives", "corrected", "caused_by",
        "verdict_then", "counts", "range", "evidence_then",
    )  # fmt: skip

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Decision | None:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.shown_from = place(request.GET.get("from", ""))
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        # Large, and no list shows them.
        return super().get_queryset(request).defer("evidence", "positions", "rejected", "because_of")

    @admin.display(description="claim")
    def about(self, decision: Decision) -> SafeString:
        url = reverse("admin:claims_claim_change", args=[decision.claim_id])
        return format_html('<a href="{}">{}</a>', url, decision.claim)

    @admin.display(description="decision")
    def decided(self, decision: Decision) -> str:
        return f"{decision.number}. {decision.get_verb_display()}"

    @admin.display(description="why the sources differ")
    def why_they_differ(self, decision: Decision) -> str:
        return decision.get_cause_display()

    @admin.display(description="what to do meanwhile")
    def meanwhile(self, decision: Decision) -> str:
        return decision.get_way_display()

    @admin.display(description="rejected alternatives")
    def alternatives(self, decision: Decision) -> SafeString:
        rows = ((row["label"], "; ".join(row["names"])) for row in decision.rejected)
        return format_html(
            '<ul class="then">{}</ul>', format_html_join("", "<li><bdi>{}</bdi> — <bdi>{}</bdi></li>", rows)
        )

    @admin.display(description="corrects")
    def corrected(self, decision: Decision) -> str:
        return f"{decision.corrects.value} (no. {decision.corrects.number})" if decision.corrects else ""

    @admin.display(description="because of")
    def caused_by(self, decision: Decision) -> SafeString:
        rows = ((row["source"], row["wording"]) for row in decision.because_of)
        return format_html('<ul class="then">{}</ul>', format_html_join("", "<li>{}: “<bdi>{}</bdi>”</li>", rows))

    @admin.display(description="verdict then")
    def verdict_then(self, decision: Decision) -> str:
        return decision.get_verdict_display()

    @admin.display(description="author")
    def signed(self, decision: Decision) -> str:
        return f"{decision.author}{' (self-verified)' if decision.self_verified else ''}"

    @admin.display(description="evidence then")
    def counts(self, decision: Decision) -> str:
        counts = f"{decision.assertions} assertions, {decision.sources} sources, {decision.origins} origins"
        if decision.supporting is None:
            return counts
        return f"{counts}; {decision.supporting} support the value, {decision.dissenting} do not"

    @admin.display(description="range then")
    def range(self, decision: Decision) -> str:
        return f"{decision.range_low or 'open'} … {decision.range_high or 'open'}"

    @admin.display(description="what the sources said then")
    def evidence_then(self, decision: Decision) -> SafeString:
        start, total = decision.shown_from, len(decision.evidence)  # type: ignore[attr-defined]
        rows = format_html_join(
            "",
            "<li>{}: “{}” — {} … {}{}</li>",
            (
                (
                    row["source"],
                    row["wording"],
                    *(bound or "open" for bound in row["possible"]),
                    supported(row),
                )
                for row in decision.evidence[start : start + SHOWN]
            ),
        )
        ways = [("prev", max(start - SHOWN, 0), "Previous")] if start else []
        ways += [("next", start + SHOWN, "Next")] if start + SHOWN < total else []
        links = format_html_join(" ", '<a rel="{}" href="?from={}#evidence-then">{}</a>', ways)
        where = format_html("<p>{}–{} of {} {}</p>", start + 1, min(start + SHOWN, total), total, links) if ways else ""
        return format_html('<ul class="then" id="evidence-then">{}</ul>{}', rows, where)


def place(asked: str) -> int:
    """Where the list of what a decision keeps is to begin: it never changes, so that a number will do."""
    return int(asked) if re.fullmatch("[0-9]{1,9}", asked) else 0


def supported(row: dict[str, Any]) -> str:
    if "bears" not in row:
        return ""
    return f", {row['bears']} the value" if row["bears"] != "dissents" else ", dissents from the value"
