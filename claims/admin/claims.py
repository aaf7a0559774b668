"""Claims: the list, a claim's page, and editing the claim itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import BaseFormSet, BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.claim_page import ClaimPage, LabelledPosition, positions_of
from claims.facts import FORMATS, Extract
from claims.forms.assign import AssignForm
from claims.forms.notes import NoteForm
from claims.forms.rows import ClaimForm, OptionForm, OptionFormSet, SeenForm
from claims.forms.steps import ReaffirmForm
from claims.models import Assessment, Claim, Decision, Option
from claims.outgoing import download
from claims.paging import REFERENCES
from claims.review import Refused
from claims.review.claims import reviewers, save_claim, save_options
from claims.review.decisions import obstacles
from claims.review.merging import merge_claims
from claims.review.notes import write
from claims.search import CLAIMS

from .assertions import actions_for
from .decisions import WORDS, decide_page
from .duplicates import dropped_decisions, lead_to_kept
from .lists import AssigneeFilter, KeyedList, TopicFilter
from .merging import MergeableAdmin
from .steps import claim_url, now_seen

NAMED = 3  # who holds a position, in a row of the list
SNAPSHOT = ("assessment__decision__evidence", "assessment__decision__positions")  # large, and no list shows them
Verdict = Assessment.Verdict


class UnreadFilter(admin.SimpleListFilter):
    title = "not yet read"
    parameter_name = "unread"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "some wording waits to be read")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return queryset.filter(assessment__waiting__gt=0) if self.value() == "yes" else queryset


class ClaimList(KeyedList):
    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, with the positions of all of them worked out at once."""
        super().get_results(request)
        positions = positions_of(claim.pk for claim in self.result_list)
        for claim in self.result_list:
            claim.labelled_positions = positions[claim.pk]


class OptionInline(admin.TabularInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    extra = 2
    verbose_name_plural = "options: the answers that a choice has"

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        # Options are part of their claim: who edits it drops them, too.
        return request.user.has_perm("claims.change_claim")

    def get_formset(self, request: HttpRequest, obj: Claim | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        # The stock check keeps every option that an assertion was read as; review reads those anew.
        formset.form.hand_clean_DELETE = lambda form: None  # type: ignore[attr-defined]
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Option.objects.filter(claim=request.resolver_match.kwargs.get("pk"))  # type: ignore[union-attr]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Claim)
class ClaimAdmin(MergeableAdmin):
    form = ClaimForm
    autocomplete_fields = ("topic",)
    list_display = ("reference", "question", "verdict", "positions", "tally", "status")
    list_display_links = ("question",)
    list_filter = (
        "assessment__verdict",
        "assessment__status",
        "assessment__stale",
        "assessment__explained",
        TopicFilter,
        "kind",
        "assessment__self_contradiction",
        UnreadFilter,
        AssigneeFilter,
    )
    list_select_related = ("assessment__decision__option", "assignee")
    search_fields = ("reference", "question", "definition", "assertions__wording", "assertions__speaker")
    searched = CLAIMS
    order = REFERENCES

    merge_two = staticmethod(merge_claims)
    merge_permission = "merge_claim"
    what_follows = (
        "What is said of the others is said of the one that is kept. The others keep their history and decisions, and "
        "their references lead to it."
    )

    def merged(self, rows: QuerySet[Claim]) -> QuerySet[Claim]:
        return rows.select_related("assessment__decision", "assessment__explanation")

    def merge_label(self, row: Claim) -> str:
        return f"{row} — {row.assessment.assertions} assertions, {row.assessment.get_status_display().lower()}"

    def warnings(self, rows: Sequence[Claim]) -> Iterator[str]:
        return dropped_decisions(rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Without merged duplicates, whose own page opens all the same (change_view)."""
        return super().get_queryset(request).filter(merged_into=None).defer(*SNAPSHOT)

    def get_urls(self) -> list[URLPattern]:
        decisions = [
            path(
                f"<int:pk>/{verb.replace('_', '-')}/",
                self.page(decide_page, "GET", "POST"),
                {"verb": verb, "site": self.admin_site},
                name=f"claims_claim_{verb}",
            )
            for verb in Decision.Verb.values
        ]
        return [
            path("facts.<slug:kind>", self.page(self.facts_file, "GET"), name="claims_claim_facts"),
            path("<int:pk>/edit/", self.page(self.edit_view, "GET", "POST"), name="claims_claim_edit"),
            path("<int:pk>/note/", self.page(self.note_view, "POST"), name="claims_claim_note"),
            path("<int:pk>/assign/", self.page(self.assign_view, "POST"), name="claims_claim_assign"),
            *decisions,
            *super().get_urls(),
        ]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ClaimList

    @admin.display
    def verdict(self, claim: Claim) -> SafeString:
        found = claim.assessment
        explained = ", explained" if found.explained else ""
        return format_html(
            '<span class="ct"><span class="verdict {}{}">{}{}</span>{}</span>',
            found.verdict,
            " explained" if explained else "",
            found.get_verdict_display(),
            explained,
            marks(["a source contradicts itself"] if found.self_contradiction else []),
        )

    @admin.display
    def positions(self, claim: Claim) -> SafeString:
        return format_html_join(
            " · ",
            '<span class="position"><bdi>{}</bdi> — {}</span>',
            ((position.label, bearers(position)) for position in claim.labelled_positions),  # type: ignore[attr-defined]
        )

    @admin.display(description="assertions · sources · origins")
    def tally(self, claim: Claim) -> str:
        found = claim.assessment
        return f"{found.assertions} · {found.sources} · {found.origins}"

    @admin.display
    def status(self, claim: Claim) -> SafeString:
        found = claim.assessment
        value = found.decision.value if found.decision else ""
        words = [
            found.get_status_display(),
            value and f": {value}",
            ", self-verified" if found.decision and found.decision.self_verified else "",
            f", with {claim.assignee}" if claim.assignee else "",
        ]
        waiting = [f"{found.waiting} not yet read"] if found.waiting else []
        badges = marks([*(["stale"] if found.stale else []), *waiting])
        return format_html('<span class="ct">{}{}</span>', "".join(words), badges)

    def facts_file(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The reconciled facts of the claims that the list's filters and search leave."""
        self.demand(request, "view_claim")
        claims = Claim.objects.filter(pk__in=self.listed(request)).order_by("reference")
        if kind not in FORMATS:
            raise Http404
        return download(Extract(claims), "facts", kind)

    # A claim's page

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """What the sources say of the claim, and what can be decided; editing it is another page."""
        self.demand(request, "view_claim")
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if not object_id.isdecimal():
            raise Http404
        claim = get_object_or_404(Claim.objects.select_related("topic", "assignee", "merged_into"), pk=object_id)
        return lead_to_kept(request, claim) if claim.merged_into else self.claim_page(request, claim)

    def claim_page(self, request: HttpRequest, claim: Claim, refused: NoteForm | None = None) -> HttpResponse:
        """The page, with the note that was refused, if any, as it was typed."""
        notes = request.user.has_perm("claims.view_note")
        page = ClaimPage(claim, partial(actions_for, request), notes=notes, asked=request.GET)
        page.assessment.claim = claim
        hindrances = obstacles(request.user, page.assessment)  # type: ignore[arg-type]
        context = {
            **self.admin_site.each_context(request),
            **page.context(),
            **self.choices(request, page, hindrances),
            "reaffirm": None if hindrances[Decision.Verb.REAFFIRM] else self.reaffirm(page),
            "title": claim.reference,
            "opts": self.opts,
            "aside_template": "admin/claims/claim/aside.html",
            "notes": page.notes if notes else None,
            "note_form": note_form(request, claim, refused),
        }
        return TemplateResponse(request, "admin/claims/claim/page.html", context)

    def choices(self, request: HttpRequest, page: ClaimPage, hindrances: dict[str, str]) -> dict[str, object]:
        """What can be decided now: the verbs with their pages, and those that something hinders."""
        may_review = request.user.has_perm("claims.review_claim")
        offered: list[tuple[str, str]] = []
        hindered: dict[str, list[str]] = defaultdict(list)
        for verb, (button, _, _) in WORDS.items():
            if why := hindrances[verb]:
                hindered[why].append(button)
            else:
                offered.append((f"{button}…", claim_url(page.claim.pk, verb)))
        return {
            "offered": offered,
            "hindered": [(", ".join(buttons), why) for why, buttons in hindered.items()],
            "may_review": may_review,
            "colleagues": [person for person in reviewers() if person != request.user] if may_review else [],
            "may_add": request.user.has_perm("claims.add_assertion"),
            "may_edit": request.user.has_perm("claims.change_claim"),
        }

    def reaffirm(self, page: ClaimPage) -> dict[str, object] | None:
        """The form that reaffirms a decision in one step, where the evidence has changed since."""
        found = page.assessment
        if not (found.stale or found.touched):
            return None
        form = ReaffirmForm(initial=now_seen(page.evidence))
        form.fields["reason"].widget.attrs["rows"] = 2
        if found.verdict != Verdict.CONTRADICTION or found.explained:
            del form.fields["assumption"]
        return {"url": claim_url(found.pk, Decision.Verb.REAFFIRM), "form": form}

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.demand(request, "view_claim", "add_note")
        claim = get_object_or_404(Claim.objects.select_related("topic", "assignee"), pk=pk)
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                note = write(request.user, claim, form.cleaned_data["text"])  # type: ignore[arg-type]
            except Refused as error:
                form.add_error("text", str(error))
            else:
                messages.success(request, "Noted.")
                return HttpResponseRedirect(f"{claim_url(pk)}#note-{note.pk}")
        return self.claim_page(request, claim, form)

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the claim in somebody's hands, or in nobody's."""
        self.demand(request, "review_claim")
        claim = get_object_or_404(Claim, pk=pk)
        asked = {"claim": [claim.pk], "to": request.POST.get("to")}
        AssignForm(asked, request.user).save(request)  # type: ignore[arg-type]
        return HttpResponseRedirect(claim_url(pk))

    # Editing

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        self.demand(request, "change_claim")
        return self.changeform_view(request, str(pk), "", {"show_save_and_add_another": False})

    def get_inlines(self, request: HttpRequest, obj: Claim | None) -> list[type[admin.TabularInline]]:
        return [OptionInline] if obj is None or obj.has_options else []

    def store(self, request: HttpRequest, row: Claim, form: SeenForm) -> None:  # type: ignore[override]
        save_claim(request.user, row, form.changed_fields, seen=form.seen)  # type: ignore[arg-type]

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseFormSet, change: bool) -> None:
        formset.save(commit=False)  # type: ignore[attr-defined]
        changed = [*formset.new_objects, *(option for option, _ in formset.changed_objects)]  # type: ignore[attr-defined]
        if changed or formset.deleted_objects:  # type: ignore[attr-defined]
            save_options(request.user, changed, formset.deleted_objects)  # type: ignore[arg-type, attr-defined]

    def response_post_save_add(self, request: HttpRequest, obj: Claim) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[obj.pk]))

    response_post_save_change = response_post_save_add


def note_form(request: HttpRequest, claim: Claim, refused: NoteForm | None) -> NoteForm | None:
    if claim.merged_into_id and refused is None or not request.user.has_perm("claims.add_note"):
        return None
    return refused or NoteForm()


def bearers(position: LabelledPosition) -> SafeString:
    names = format_html_join("; ", "<bdi>{}</bdi>", ((name,) for name in position.own[:NAMED]))
    more = len(position.own) - NAMED
    return format_html("{} and {} more", names, more) if more > 0 else names


def marks(words: list[str]) -> SafeString:
    return format_html_join("", ' <span class="badge warning">{}</span>', ((word,) for word in words))
