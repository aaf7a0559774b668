"""What the desk's editing pages share: they store through claims.review, and show the history it keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_http_methods
from simple_history.admin import SimpleHistoryAdmin

from claims.forms.rows import NAMED, SeenForm
from claims.review import Refused, writing
from claims.review.imports import MODELS, with_imports
from claims.review.together import told

from .lists import KeyedAdmin

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


class ReviewedAdmin(OwnPages, KeyedAdmin, SimpleHistoryAdmin):
    """Stores through `store`; what review refuses stands on the form, beside all that was typed."""

    form = SeenForm
    object_history_template = "admin/claims/history.html"
    object_history_list_template = "admin/claims/history_list.html"

    def store(self, request: HttpRequest, row: models.Model, form: SeenForm) -> None:
        """Store a new row whole, or of an old one what the form says was changed."""
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
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        self.refuse_odd_keys(request)
        try:
            return self.changed(request, object_id, form_url, extra_context)
        except Refused as error:
            request.refusal = error  # type: ignore[attr-defined]
        return self.changed(request, object_id, form_url, extra_context)

    def changed(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponseBase:
        """The form's page, or what follows once it is stored, in one transaction with the forms of other rows on it."""
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["named"] = [
            (
                f"{name}{NAMED}",
                form.fields[name].label,
                form.data.get(f"{name}{NAMED}", "") if name in form.unknown else "",
            )
            for name in self.autocomplete_fields
            if name in form.fields
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def refuse_odd_keys(self, request: HttpRequest) -> None:
        for name in self.autocomplete_fields:
            # The stock widget fails where the key of a row is no number.
            if (key := request.POST.get(name, request.GET.get(name))) and not key.isdecimal():
                raise BadRequest(f"{name} is not a number.")

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        if change and not form.changed_fields:
            return
        left = [name for name in form.stored if name not in form.changed_data]
        self.store(request, obj, form)
        if change and (what := told(type(obj)._default_manager.get(pk=obj.pk), left, form.seen)):
            messages.info(request, what)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseBase:
        """Where a row is gone that a person had open, what was typed goes on as a new one's."""
        gone = None
        if request.method == "POST" and object_id.isdecimal():
            gone = self.model.history.filter(id=object_id).order_by("history_id").last()
        if gone is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        typed = request.POST.copy()
        for name in self.get_readonly_fields(request, gone):
            typed.setdefault(name, str(gone.serializable_value(name)))
        request.POST = typed  # type: ignore[assignment]
        request.refusal = Refused(  # type: ignore[attr-defined]
            f"{gone.history_user or 'Somebody'} removed this {opts.verbose_name} meanwhile "
            f"({gone.history_change_reason or 'deleted'}). What you typed is kept: save it as a new one, or leave it."
        )
        return self._changeform_view(request, None, reverse(f"admin:claims_{opts.model_name}_add"), {})

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with writing(request.user, f"claims.delete_{self.opts.model_name}"):  # type: ignore[arg-type]
            obj.delete()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and hasattr(db_field.remote_field.model, "described"):
            field.label_from_instance = lambda row: row.described  # as the choices say it that are looked up
        return field

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def get_history_queryset(self, *args: Any) -> QuerySet[Any]:
        rows = super().get_history_queryset(*args)
        return with_imports(rows) if self.model in MODELS.values() else rows

    def history_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return f"History of {obj}"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if not object_id.isdecimal():
            raise Http404
        return super().history_view(request, object_id, extra_context)


class ReadOnlyAdmin(OwnPages, KeyedAdmin, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
