"""The desk itself: its title, its one log-in, and its first page, the queue."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import queue
from .filters import EVERY, NEEDS, QueueFilter
from .forms.assign import AssignForm
from .lookups import first_by
from .models import Assessment
from .paging import page_of

OFFERED = 20  # rows by a field that completes what is typed


class Choices(AutocompleteJsonView):
    """What a field that completes what is typed offers, each told from the others: the nearest only, for typing on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        self.term, self.model_admin, self.source_field, key = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        results = [self.serialize_result(row, key) for row in self.nearest()]
        return JsonResponse({"results": results, "pagination": {"more": False}})

    def nearest(self) -> list[Model]:
        """What is named so, what begins so, and then what has the words in the order of its list."""
        rows = self.model_admin.get_queryset(self.request).complex_filter(self.source_field.get_limit_choices_to())
        model_admin: Any = self.model_admin
        order, typed = model_admin.order, self.term.strip()
        name = "reference" if "reference" in self.model_admin.search_fields else "name"
        first = first_by(name, rows.filter(**{f"{name}__istartswith": typed}), OFFERED)
        found = [*rows.filter(**{f"{name}__iexact": typed}), *rows.filter(pk__in=first).order_by(*order.columns)]
        if typed and len(found) < OFFERED:
            others = page_of(order, model_admin.searching(self.request, rows, rows, typed), per_page=OFFERED).keys
            found += rows.filter(pk__in=others).order_by(*order.columns)
        return list(dict.fromkeys(found))[:OFFERED]

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": getattr(obj, "described", str(obj))}


class Desk(AdminSite):
    site_title = site_header = "Claims desk"
    index_title = "What needs attention"
    index_template = "admin/index.html"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # it would pass review by

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("assign/", self.admin_view(require_POST(self.assign)), name="assign"), *super().get_urls()]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        return Choices.as_view(admin_site=self)(request)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The record's log-in page serves the desk too."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {"may_load": request.user.has_perm("claims.add_import"), **(extra_context or {})}
        if request.user.has_perm("claims.view_claim"):
            context |= queue_context(request.user, request.GET)  # type: ignore[arg-type]
        return super().index(request, context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """The stock page of one application; it has no rows that the first page has not."""
        return HttpResponseRedirect(reverse("admin:index"))

    def assign(self, request: HttpRequest) -> HttpResponse:
        """Put the claims that were selected in the queue in somebody's hands."""
        if not request.user.has_perm("claims.review_claim"):
            raise PermissionDenied
        AssignForm(request.POST, request.user).save(request)  # type: ignore[arg-type]
        # The browser goes on where the person was: it scrolls to the last of them, whose link gets the focus.
        row = f"#claim-{request.POST['claim']}" if request.POST.get("claim", "").isdecimal() else ""
        return HttpResponseRedirect(f"{reverse('admin:index')}?{request.GET.urlencode()}{row}")


def queue_context(person: User, asked: QueryDict) -> dict[str, Any]:
    """What the queue's template asks for."""
    people = queue.people()
    found = QueueFilter(asked, queryset=queue.assessments(), person=person, people=people)
    valid = found.is_valid()
    page = page_of(queue.ORDER, found.found(), *queue.ORDER.asked(asked)) if valid else None
    filters = QueryDict(mutable=True)
    filters.update({name: asked[name] for name in found.filters if asked.get(name)})
    return {
        "filter": found,
        "page": page,
        "rows": queue.rows_of(page.keys) if page else [],
        "query": filters.urlencode(),
        "narrowed": bool(found.errors) or not {"search", "need"}.issuperset(filters),
        "needs": needs(found, filters) if valid else [],
        "colleagues": [other for other in people if other.may_review and other != person],  # type: ignore[attr-defined]
        "may_review": person.has_perm("claims.review_claim"),
    }


def needs(found: QueueFilter, filters: QueryDict) -> list[dict[str, Any]]:
    """What the queue can be narrowed to, most urgent first, with how much of it there is; last what is in hand."""
    # Each count would search anew: what is searched for is not counted.
    counts = {} if found.form.cleaned_data["search"] else found.count()
    chosen = found.form.cleaned_data["need"]
    offered = [(name, need.label, name == chosen, link(filters, need=name)) for name, need in NEEDS.items()]
    mine = link(QueryDict(), need=EVERY, status=Assessment.Status.IN_REVIEW, assignee="me")
    offered.append(("mine", "in your hands", filters.urlencode() == mine, mine))
    return [
        {"label": label, "count": count, "more": more, "current": current, "query": query}
        for name, label, current, query in offered
        for count, more in [counts.get(name, (None, False))]
    ]


def link(filters: QueryDict, **values: str) -> str:
    query = filters.copy()
    for name, value in values.items():
        query[name] = value
    return query.urlencode()
