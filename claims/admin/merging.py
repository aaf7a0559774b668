"""Making one of rows that were entered twice: a list's action, and the page that asks which one is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from claims.forms.moves import told
from claims.forms.rows import MergeForm
from claims.models import Assessment
from claims.review import Refused, rehearsal
from claims.review.rereading import standings

from .reviewed import ReviewedAdmin

MOST = 50  # rows that are merged at once


class MergeableAdmin(ReviewedAdmin):
    """Rows that may have been entered twice, and can be made one."""

    actions = ("merge",)
    merge_two: Callable[..., None]
    merge_permission = "merge_source"
    what_follows = "All that the others say and hold goes to the one that is kept; the others are gone."

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"claims.{self.merge_permission}")

    @admin.action(description="Merge…", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if not 2 <= len(chosen) <= MOST:
            words = "two or more to merge" if len(chosen) < 2 else f"at most {MOST} to merge at once"
            self.message_user(request, f"Choose {words}.", messages.WARNING)
            return None
        url = reverse(f"admin:claims_{self.opts.model_name}_merge")
        return HttpResponseRedirect(f"{url}?ids={','.join(map(str, chosen))}")

    def get_urls(self) -> list[URLPattern]:
        name = f"claims_{self.opts.model_name}_merge"
        return [path("merge/", self.page(self.merge_view, "GET", "POST"), name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which of the chosen rows is kept, and merge the others into it."""
        self.demand(request, self.merge_permission)
        ids = [int(part) for part in request.GET.get("ids", "").split(",") if part.isdecimal() and len(part) < 19]
        found = self.merged(self.get_queryset(request).filter(pk__in=ids[:MOST]).order_by("pk"))
        rows = list(found)
        if len(rows) < 2:
            messages.warning(request, "There are no two left to merge: choose two or more.")
            return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_changelist"))
        typed = request.POST if request.method == "POST" else None
        labels = [self.merge_label(row) for row in rows]
        form, turned = MergeForm(typed, rows=found, labels=labels), None
        if form.is_valid() and not form.is_confirmed:
            turned = self.rehearse(request, form, rows)
            if turned is not None:
                seen = {"keep": form.data["keep"], "confirmed": form.data["keep"]}
                form = MergeForm(seen, rows=found, labels=labels)
        elif form.is_valid() and (kept := self.merge_all(request, form, rows)):
            messages.success(request, f"Merged into {kept}.")
            return HttpResponseRedirect(reverse(f"admin:claims_{self.opts.model_name}_change", args=[kept.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": form,
            "what_follows": self.what_follows,
            "warnings": list(self.warnings(rows)),
            "turned": turned,
        }
        return TemplateResponse(request, "admin/claims/merge.html", context)

    def rehearse(self, request: HttpRequest, form: MergeForm, rows: Sequence[Any]) -> list[tuple[str, str]] | None:
        """What merging would make of claims, by reference; None where it cannot be done, as the form then says."""
        with rehearsal():
            began = timezone.now()
            if self.merge_all(request, form, rows) is None:
                return None
            claims = list(Assessment.objects.filter(changed_at__gte=began).values_list("pk", flat=True))
            after = standings(claims)
        return [told(was, now) for was, now in zip(standings(claims), after, strict=True) if was != now]

    def merge_all(self, request: HttpRequest, form: MergeForm, rows: Sequence[Any]) -> models.Model | None:
        """Merge all rows into the one that the form keeps, or none and say on the form all that is in the way."""
        keep, refused = form.cleaned_data["keep"], False
        with transaction.atomic():
            for row in rows:
                if row.pk != keep.pk:
                    try:
                        type(self).merge_two(request.user, keep, row)
                    except Refused as error:
                        refused = True
                        for why in str(error).splitlines():
                            form.add_error(None, why)
            transaction.set_rollback(refused)
        return None if refused else keep

    def merged(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what their labels ask for."""
        raise NotImplementedError

    def merge_label(self, row: Any) -> str:
        raise NotImplementedError

    def warnings(self, rows: Sequence[Any]) -> Iterator[str]:
        """What a person should know before merging the rows."""
        return iter(())
