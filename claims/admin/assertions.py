"""Assertions: entering, editing and deleting them, and the steps that take them out of the count and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import facts
from claims.claim_page import ClaimPage
from claims.evidence import Evidence
from claims.forms.rows import AssertionForm, SeenForm
from claims.forms.steps import DeleteForm, StepForm, SupersedeForm
from claims.models import Assertion
from claims.outgoing import file_of
from claims.review import assertions as review
from claims.search import ASSERTIONS

from .entering import LAST_SOURCE, last_source, panel_of, preview_page, say_what_came
from .lists import ClaimTopicFilter
from .moves import move_page
from .readings import computed_page, did_last, overrule_page
from .reviewed import ReviewedAdmin
from .steps import Step, claim_url, row_url, step_page

STATES = {
    "unread": (
        "waiting: could not be read",
        ~Q(problem="") & Q(set_aside_reason="", superseded_by=None),
    ),
    "counted": ("counted", Q(counted=True)),
    "aside": ("set aside", ~Q(set_aside_reason="")),
    "superseded": ("superseded", Q(superseded_by__isnull=False)),
}


FINAL = "Deleting is final: the assertion cannot be restored. Its history keeps a copy of what it said."


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(state, words) for state, (words, _) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assertion]) -> QuerySet[Assertion]:
        return queryset.filter(STATES[self.value()][1]) if self.value() in STATES else queryset  # type: ignore[index]


@admin.register(Assertion)
class AssertionAdmin(ReviewedAdmin):
    class Media:
        js = ("admin/js/jquery.init.js", "claims/entering.js")

    form = AssertionForm
    autocomplete_fields = ("claim", "source", "base")
    fieldsets = (
        (None, {"fields": ("claim", "source", "wording", "locator", "stance", "speaker")}),
        ("How it is read", {"fields": ("base", "translation", "read_as", "note", ("as_of", "as_of_time"))}),
        ("Grade", {"fields": ("credibility",)}),
    )
    correction = ("A correction by the source itself", {"fields": ("corrects", "reason")})
    list_display = ("wording", "about", "source", "stance", "standing", "problem")
    list_filter = (StateFilter, "stance", ClaimTopicFilter)
    list_select_related = ("claim", "source")
    search_fields = ("wording", "translation", "read_as", "speaker", "claim__reference", "source__reference")
    searched = ASSERTIONS

    def get_urls(self) -> list[URLPattern]:
        steps = {
            "set-aside": self.set_aside,
            "restore": self.restore,
            "supersede": self.supersede,
            "delete": self.delete,
        }
        return [
            path("assertions.csv", self.page(self.export, "GET"), name="claims_assertion_export"),
            path("preview/", self.page(self.preview, "POST"), name="claims_assertion_preview"),
            path("<int:pk>/preview/", self.page(self.preview, "POST"), name="claims_assertion_preview"),
            *(
                path(f"<int:pk>/{name}/", self.page(view, "GET", "POST"), name=f"claims_assertion_{name}")
                for name, view in steps.items()
            ),
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.page(view, "GET", "POST"),
                    {"site": self.admin_site},
                    name=f"claims_assertion_{name}",
                )
                for name, view in (("overrule", overrule_page), ("computed", computed_page), ("move", move_page))
            ),
            *super().get_urls(),
        ]

    @admin.display(description="claim")
    def about(self, assertion: Assertion) -> SafeString:
        return format_html('<a href="{}">{}</a>', row_url(assertion), assertion.claim.reference)

    @admin.display(description="state")
    def standing(self, assertion: Assertion) -> str:
        return assertion.state

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """The assertions that the list's filters and search leave, as a file that loads back."""
        self.demand(request, "view_assertion")
        chosen = Assertion.objects.filter(pk__in=self.listed(request))
        return file_of("assertions", facts.assertion_rows(chosen))

    # Entering and editing

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("claim", "base"):
            field.widget.can_change_related = False  # its page is no form for a pop-up window
        return field

    def changed(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponseBase:
        # Review's own transaction holds all that is stored.
        return self._changeform_view(request, object_id, form_url, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Assertion | None = None) -> tuple[str, ...]:
        return ("claim",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Assertion | None = None) -> Any:
        return self.fieldsets if obj else (*self.fieldsets, self.correction)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"source": last_source(request), **super().get_changeform_initial_data(request)}

    def store(self, request: HttpRequest, row: Assertion, form: SeenForm) -> None:  # type: ignore[override]
        unread = "_unread" in request.POST
        if (fields := form.changed_fields) is None:
            correction = {"corrects": form.cleaned_data["corrects"], "reason": form.cleaned_data["reason"]}
            review.enter(request.user, row, **correction, unread=unread)  # type: ignore[arg-type]
            if request.session.get(LAST_SOURCE) != row.source_id:
                request.session[LAST_SOURCE] = row.source_id
        else:
            review.edit(request.user, row, fields, seen=form.seen, unread=unread)  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: Any, message: object) -> None:
        """Nothing: what is stored is in the assertion's history."""

    log_change = log_addition

    def response_add(self, request: HttpRequest, obj: Assertion, post_url_continue: str | None = None) -> HttpResponse:
        say_what_came(request, obj)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(f"{reverse('admin:claims_assertion_add')}?claim={obj.claim_id}")
        return HttpResponseRedirect(claim_url(obj.claim_id))

    response_change = response_add

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return preview_page(request, self, pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        key = [context["original"].pk] if context["original"] else []
        context |= {
            "show_save_and_continue": False,
            "entry": panel_of(request, form),
            "preview_url": reverse("admin:claims_assertion_preview", args=key),
            "unread": isinstance(form.refusal, review.Unread),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Steps

    def step(
        self,
        request: HttpRequest,
        pk: int,
        permission: str,
        words: tuple[str, str, str],
        take: Callable[[Assertion, dict[str, Any]], object],
        taken: Callable[[Assertion, dict[str, Any], datetime], bool],
        form: Callable[..., Any] = StepForm,
    ) -> HttpResponse:
        self.demand(request, permission)
        assertion = get_object_or_404(Assertion.objects.select_related("claim__topic", "source__publisher"), pk=pk)
        button, title, done = words
        if form is SupersedeForm:
            form = partial(SupersedeForm, assertion=assertion)

        def form_for(evidence: Evidence, *args: Any, **kwargs: Any) -> Form:
            return form(*args, **kwargs)

        step = Step(
            *(title, button, form_for, partial(take, assertion), partial(taken, assertion), done, assertion),
            warning=FINAL if form is DeleteForm else "",
        )
        return step_page(request, self.admin_site, assertion.claim, step)

    def set_aside(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.step(
            request,
            pk,
            "review_claim",
            ("Set aside", "Set an assertion aside", "Set aside: it is kept, and not counted."),
            lambda row, cleaned: review.set_aside(request.user, row, cleaned["reason"], seen=cleaned["seen"]),  # type: ignore[arg-type]
            lambda row, cleaned, opened: did_last(request, row, f"set aside: {cleaned['reason']}", opened),
        )

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.step(
            request,
            pk,
            "review_claim",
            ("Restore", "Restore an assertion", "Restored: it is counted again."),
            lambda row, cleaned: review.restore(request.user, row, cleaned["reason"], seen=cleaned["seen"]),  # type: ignore[arg-type]
            lambda row, cleaned, opened: did_last(request, row, f"restored: {cleaned['reason']}", opened),
        )

    def supersede(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.step(
            request,
            pk,
            "review_claim",
            (
                "Mark as superseded",
                "Mark an assertion as superseded",
                "Superseded: it is kept, and not counted.",
            ),
            lambda row, cleaned: review.supersede(
                request.user,  # type: ignore[arg-type]
                row,
                cleaned["by"],
                cleaned["reason"],
                seen=cleaned["seen"],
            ),
            lambda row, cleaned, opened: (
                row.superseded_by_id == cleaned["by"].pk
                and did_last(request, row, f"superseded: {cleaned['reason']}", opened)
            ),
            SupersedeForm,
        )

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method == "POST" and not Assertion.objects.filter(pk=pk).exists():
            self.demand(request, "delete_assertion")
            messages.warning(request, "There is no such assertion: it may be deleted already.")
            return HttpResponseRedirect(reverse("admin:claims_assertion_changelist"))
        return self.step(
            request,
            pk,
            "delete_assertion",
            ("Delete", "Delete an assertion", "Deleted."),
            lambda row, cleaned: review.delete(request.user, row, seen=cleaned["seen"]),  # type: ignore[arg-type]
            lambda row, cleaned, opened: False,
            DeleteForm,
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        # The stock page's address, for ids that are no numbers.
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)


OVERRULE, GO_BACK = "Overrule the reading", "Go back to the computed reading"


def actions_for(request: HttpRequest, page: ClaimPage) -> Callable[[Assertion], list[tuple[str, str]]]:
    """For each assertion of a claim's page, the steps that this person may take: what each is called, and where."""
    may = {
        name: request.user.has_perm(f"claims.{name}")
        for name in ("change_assertion", "review_claim", "delete_assertion")
    }
    last = page.last_decision

    def actions(row: Assertion) -> list[tuple[str, str]]:
        out = bool(row.set_aside_reason or row.superseded_by_id)
        offered = {
            ("Edit", "change"): may["change_assertion"],
            (OVERRULE, "overrule"): may["change_assertion"] and not out,
            (GO_BACK, "computed"): may["change_assertion"] and not out and bool(row.read_as),
            ("Move to another claim…", "move"): may["review_claim"] and row.superseded_by_id is None,
            ("Set aside", "set-aside"): may["review_claim"] and not out,
            ("Restore", "restore"): may["review_claim"] and out,
            ("Superseded by…", "supersede"): may["review_claim"]
            and not out
            and page.voices[row.source.publisher_id] > 1,
            ("Delete", "delete"): may["delete_assertion"] and (last is None or last.decided_at < row.entered_at),
        }
        return [
            (label, reverse(f"admin:claims_assertion_{name}", args=[row.pk]))
            for (label, name), offer in offered.items()
            if offer
        ]

    return actions
