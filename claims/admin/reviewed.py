"""What the desk's editing pages share: they store through claims.review, and show the history it keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.http import require_http_methods
from simple_history.admin import SimpleHistoryAdmin

from claims.filters import asked
from claims.forms.rows import SeenForm
from claims.review import Refused, writing

View = Callable[..., HttpResponseBase]


class OwnPages:
    """What an admin class needs that has pages of its own beside the stock ones."""

    admin_site: admin.AdminSite

    def page(self, view: View, *methods: str) -> View:
        """A page of the desk: for people of the staff, by the given methods only."""
        methods += ("HEAD",) if "GET" in methods else ()
        return self.admin_site.admin_view(require_http_methods(methods)(view))

    def demand(self, request: HttpRequest, *permissions: str) -> None:
        if not request.user.has_perms(f"claims.{name}" for name in permissions):
            raise PermissionDenied


class ReviewedAdmin(OwnPages, SimpleHistoryAdmin):
    """Stores through `store`; what review refuses stands on the form, beside all that was typed."""

    form = SeenForm
    object_history_template = "admin/claims/history.html"
    object_history_list_template = "admin/claims/history_list.html"

    def store(self, request: HttpRequest, row: models.Model, fields: list[str] | None) -> None:
        """Store a new row whole, or the named fields of an old one."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        # Not those of SimpleHistoryAdmin: its page of an old version stores that version for whoever posts to it.
        return super(SimpleHistoryAdmin, self).get_urls()

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that the list's filters and search leave, for `filter(pk__in=…)`."""
        try:
            return self.get_changelist_instance(request).queryset.order_by().values("pk")
        except IncorrectLookupParameters as error:
            raise BadRequest("These filters make no sense.") from error

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        for name in self.autocomplete_fields:
            # The stock widget fails where the key of a row is no number.
            if (key := request.POST.get(name, request.GET.get(name))) and not key.isdecimal():
                raise BadRequest(f"{name} is not a number.")
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as error:
            request.refusal = str(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        if form.changed_data or not change:
            self.store(request, obj, form.changed_data if change else None)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with writing(request.user, f"claims.delete_{self.opts.model_name}"):  # type: ignore[arg-type]
            obj.delete()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, " ".join(asked(search_term)))

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def history_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return f"History of {obj}"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if not object_id.isdecimal():
            raise Http404
        return super().history_view(request, object_id, extra_context)


class ReadOnlyAdmin(OwnPages, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
