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
from django.views.generic import DetailView, TemplateView

from .claim_page import ClaimPage, positions_of
from .filters import ClaimFilter, SearchedFilterSet, SourceFilter
from .models import Assertion, Claim, Decision, Source
from .paging import NEWEST, REFERENCES, SAID, Found, Page, page_of
from .wording import RULES_VERSION
from .wording.choices import CHOICE_RULES
from .wording.methodology import BASES, PUBLISHED, sections

SNAPSHOT = ("assessment__decision__evidence", "assessment__decision__positions")  # large, and no list shows them


class RecordMixin(AccessMixin):
    """Asks for a log-in, unless the record is public."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (settings.PUBLIC_RECORD or request.user.is_authenticated):
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class KeyedList(RecordMixin, TemplateView):
    """A list in an order that an index has, page by page."""

    order = REFERENCES
    rows: QuerySet[Any]  # what a page shows of the rows whose keys it has

    def shown(self, page: Page) -> dict[str, Any]:
        """The page's rows in their order, and what else its template asks for."""
        found = self.rows.filter(pk__among=page.keys).in_bulk()
        return {"page": page, "rows": [found[key] for key in page.keys if key in found]}

    def page(self, found: Found) -> Page:
        return page_of(self.order, found, *self.order.asked(self.request.GET))


class FilteredList(KeyedList):
    """A list that its filter form narrows; a filter that makes no sense shows its error and no rows."""

    filters: type[SearchedFilterSet]
    listed: QuerySet[Any]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        chosen = self.filters(self.request.GET, queryset=self.listed)
        query = self.request.GET.copy()
        for name in ("before", "after"):
            query.pop(name, None)
        shown = self.shown(self.page(chosen.found())) if chosen.is_valid() else {"rows": []}
        return super().get_context_data(filter=chosen, query=query.urlencode(), **shown, **context)


class ClaimList(FilteredList):
    filters = ClaimFilter
    listed = Claim.objects.live()
    rows = Claim.objects.select_related("topic", "assessment__decision__option").defer(*SNAPSHOT)
    template_name = "claims/claim_list.html"

    def shown(self, page: Page) -> dict[str, Any]:
        positions = positions_of(page.keys)
        shown = super().shown(page)
        return {**shown, "lines": [(claim, positions[claim.pk]) for claim in shown["rows"]]}


class ClaimDetail(RecordMixin, DetailView):
    """A claim's page; that of a merged one leads to the one that is kept."""

    queryset = Claim.objects.select_related("topic", "merged_into")
    slug_field = slug_url_kwarg = "reference"
    template_name = "claims/claim_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = claim = self.get_object()
        if claim.merged_into:
            messages.info(request, f"{claim.reference} was merged into {claim.kept.reference}, which is shown here.")
            return redirect("claim", claim.kept.reference)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page = ClaimPage(self.object, asked=self.request.GET)
        return super().get_context_data(**context, **page.context())


class SourceList(FilteredList):
    filters = SourceFilter
    listed = Source.objects.all()
    rows = Source.objects.select_related("publisher").annotate(claims=Count("assertions__claim", distinct=True))
    template_name = "claims/source_list.html"


class SourceDetail(KeyedList):
    """A source, and what it says, claim by claim."""

    order = SAID
    rows = Assertion.objects.select_related("claim__assessment")
    template_name = "claims/source_detail.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        found = Source.objects.select_related("publisher", "derives_from")
        source = get_object_or_404(found, reference=self.kwargs["reference"])
        page = self.page(Found(Assertion.objects.filter(source=source)))
        return super().get_context_data(source=source, **self.shown(page), **context)


class Methodology(RecordMixin, TemplateView):
    template_name = "claims/methodology.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        grades = [(Source.Reliability, "of a source"), (Assertion.Credibility, "of what it says here")]
        rules = {"sections": sections(), "choices": CHOICE_RULES, "version": RULES_VERSION}
        return super().get_context_data(published=PUBLISHED, bases=BASES, grades=grades, **rules, **context)


class Corrections(KeyedList):
    """What was held to be true and no longer is, newest first: the old value, the new one, and why."""

    order = NEWEST
    rows = Decision.objects.select_related("claim", "author", "corrects").defer(
        "evidence", "positions", "corrects__evidence", "corrects__positions"
    )
    template_name = "claims/corrections.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page = self.page(Found(Decision.objects.filter(verb=Decision.Verb.CORRECT)))
        return super().get_context_data(**self.shown(page), **context)
