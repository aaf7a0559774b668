"""Lists of the desk: page by page in an order that an index has, whatever they are narrowed by; nothing is counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Lower
from django.http import HttpRequest

from claims.filters import OFFERED
from claims.models import Claim, Publisher, Topic
from claims.paging import NEWEST, PER_PAGE, Found, Order, page_of
from claims.search import Searched, asked


class KeyedList(ChangeList):
    """A list whose pages go on from a row. Its order is fixed, for others would have no index."""

    model_admin: Any

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> QuerySet[Any]:
        """All the rows that filters and search leave."""
        for name in ("before", "after", ORDER_VAR):
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        query, self.query = self.query, ""
        narrowed = super().get_queryset(request, exclude_parameters)
        self.query = query
        if not self.get_filters_params():
            narrowed = self.root_queryset
        self.found = self.model_admin.searching(request, self.root_queryset, narrowed, query)
        return self.found.all

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return list(self.model_admin.order.columns)

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page."""
        order = self.model_admin.order
        narrowed = self.query or self.get_filters_params()
        found = self.found if narrowed else Found(self.root_queryset)
        self.page = page_of(order, found, *order.asked(request.GET))
        rows = self.apply_select_related(self.root_queryset).filter(pk__among=self.page.keys).in_bulk()
        self.result_list = [rows[key] for key in self.page.keys if key in rows]
        # As long as they are equal, nothing is said of them.
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = self.multi_page = False
        self.can_show_all = self.show_admin_actions = True

    @property
    def filters(self) -> str:
        """What narrows the list, as an address says it."""
        return self.get_query_string().removeprefix("?")

    @property
    def of_import(self) -> str:
        """The number of the import whose rows alone the list shows; "" where it shows others."""
        number = self.params.get("brought_by", "")
        return number if number.isdecimal() else ""


class KeyedAdmin:
    """What an admin class needs for such a list.

    `order` is that of its rows, and `searched` how they are searched where stock fields would not do.
    """

    order: ClassVar[Order] = NEWEST
    searched: ClassVar[Searched | None] = None
    sortable_by: ClassVar[Any] = ()
    list_per_page: ClassVar[Any] = PER_PAGE
    show_full_result_count: ClassVar[Any] = False
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeyedList

    def searching(self, request: HttpRequest, listed: QuerySet[Any], narrowed: QuerySet[Any], words: str) -> Found:
        """Those of the narrowed rows of a list that have the words."""
        if self.searched is None or not (words := " ".join(asked(words))):
            rows, _ = self.get_search_results(request, narrowed, words)  # type: ignore[attr-defined]
            return Found(listed, rows, rows)
        return self.searched.found(listed, narrowed, words)


class NamedFilter(admin.SimpleListFilter):
    """Narrows a list to what has a name, which is typed: there may be too many to choose from."""

    template = "admin/claims/name_filter.html"
    model: type[Topic] | type[Publisher]
    path: str

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        names = self.model._default_manager.order_by(Lower("name")).values_list("name", flat=True)
        return [(name, name) for name in names[:OFFERED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not (name := self.value()):
            return queryset
        named = self.model._default_manager.annotate(folded=Lower("name")).filter(folded=Lower(Value(name)))
        return queryset.filter(**{self.path: named.values_list("pk", flat=True).first() or 0})

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        yield {"names": [name for name, _ in self.lookup_choices], "others": others, "value": self.value() or ""}


class ClaimTopicFilter(NamedFilter):
    title, parameter_name, model, path = "topic", "topic", Topic, "claim__topic"


class TopicFilter(ClaimTopicFilter):
    path = "topic"


class PublisherFilter(NamedFilter):
    title, parameter_name, model, path = "publisher", "publisher", Publisher, "publisher"


class AssigneeFilter(admin.SimpleListFilter):
    title = "in the hands of"
    parameter_name = "assignee__id__exact"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        holders = User.objects.filter(Exists(Claim.objects.filter(assignee=OuterRef("pk")))).order_by("username")
        return [(str(person.pk), person.get_username()) for person in holders]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(assignee=self.value()) if self.value() in known else queryset
