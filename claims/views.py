"""The record: read-only pages over the same data as the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, ListView, TemplateView, View
from django_filters.views import FilterMixin

from . import facts
from .claim_page import ClaimPage, positions_of
from .filters import ClaimFilter, SourceFilter
from .models import Assertion, Claim, Decision, Source
from .resources import csv_download
from .wording import RULES_VERSION
from .wording.choices import CHOICE_RULES
from .wording.methodology import BASES, PUBLISHED, sections

PER_PAGE = 50
SNAPSHOT = ("assessment__decision__evidence", "assessment__decision__positions")  # large, and no list shows them


class RecordMixin(AccessMixin):
    """Asks for a log-in, unless the record is public."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (settings.PUBLIC_RECORD or request.user.is_authenticated):
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class FilteredList(RecordMixin, FilterMixin, ListView):
    """A list that its filter form narrows, page by page; a filter that makes no sense shows its error and no rows."""

    paginate_by = PER_PAGE

    def get_queryset(self) -> QuerySet[Any]:
        self.filterset = self.get_filterset_class()(self.request.GET, queryset=super().get_queryset())
        return self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(filter=self.filterset, query=query.urlencode(), **context)


class ClaimList(FilteredList):
    queryset = (
        Claim.objects.live()
        .select_related("topic", "assessment__decision__option")
        .defer(*SNAPSHOT)
        .order_by("topic__name", "reference")
    )
    filterset_class = ClaimFilter
    template_name = "claims/claim_list.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        positions = positions_of(claim.pk for claim in context["object_list"])
        context["lines"] = [(claim, positions[claim.pk]) for claim in context["object_list"]]
        return context


class ClaimDetail(RecordMixin, DetailView):
    """A claim's page; that of a merged one leads to the one that is kept."""

    queryset = Claim.objects.select_related("topic", "merged_into")
    slug_field = slug_url_kwarg = "reference"
    template_name = "claims/claim_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        claim = self.get_object()
        if claim.merged_into:
            messages.info(request, f"{claim.reference} was merged into {claim.kept.reference}, which is shown here.")
            return redirect("claim", claim.kept.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page = ClaimPage(self.object)
        return super().get_context_data(**context, **page.context())


class SourceList(FilteredList):
    queryset = (
        Source.objects.select_related("publisher")
        .annotate(claims=Count("assertions__claim", distinct=True))
        .order_by("reference")
    )
    filterset_class = SourceFilter
    template_name = "claims/source_list.html"


class SourceDetail(RecordMixin, ListView):
    """A source, and what it says, page by page."""

    paginate_by = PER_PAGE
    template_name = "claims/source_detail.html"

    def get_queryset(self) -> QuerySet[Assertion]:
        found = Source.objects.select_related("publisher", "derives_from")
        self.source = get_object_or_404(found, reference=self.kwargs["reference"])
        return self.source.assertions.select_related("claim__assessment").order_by("claim__reference", "pk")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(source=self.source, **context)


class Methodology(RecordMixin, TemplateView):
    template_name = "claims/methodology.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        grades = [(Source.Reliability, "of a source"), (Assertion.Credibility, "of what it says here")]
        rules = {"sections": sections(), "choices": CHOICE_RULES, "version": RULES_VERSION}
        return super().get_context_data(published=PUBLISHED, bases=BASES, grades=grades, **rules, **context)


class Corrections(RecordMixin, ListView):
    """What was held to be true and no longer is, newest first: the old value, the new one, and why."""

    queryset = (
        Decision.objects.filter(verb=Decision.Verb.CORRECT)
        .select_related("claim", "author", "corrects")
        .defer("evidence", "positions", "corrects__evidence", "corrects__positions")
        .order_by("-decided_at", "-pk")
    )
    paginate_by = PER_PAGE
    template_name = "claims/corrections.html"


class FactsFile(RecordMixin, View):
    """The reconciled facts of the claims that the list's filters leave, as CSV."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        chosen = ClaimFilter(request.GET, queryset=Claim.objects.live().order_by("reference"))
        if not chosen.is_valid():
            return HttpResponse(chosen.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
        return csv_download("facts", facts.FACTS, facts.rows(chosen.qs))
