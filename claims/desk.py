"""The desk itself: its title, its one log-in, and what needs attention."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .models import Assessment

Verdict, Status = Assessment.Verdict, Assessment.Status


class Desk(AdminSite):
    site_title = site_header = "Claims desk"
    index_title = "What needs attention"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # it would pass review by

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The record's log-in page serves the desk too."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        counts = attention(request.user) if request.user.has_perm("claims.view_claim") else []
        context = {"attention": counts, "may_load": request.user.has_perm("claims.add_import")}
        return super().index(request, context | (extra_context or {}))


def undecided(to: str = "") -> Q:
    """Assessments, seen from a relation `to` them, whose conflict nobody explained and no decision in force settles."""
    waits = Q(**{f"{to}status__in": [Status.OPEN, Status.IN_REVIEW]}) | Q(**{f"{to}stale": True})
    return waits & Q(**{f"{to}explained": False})


def attention(user: User | AnonymousUser) -> list[tuple[str, int, str]]:
    """What waits for somebody, most urgent first: what it is, how much of it, and the list that shows it."""
    claims, assertions = (
        reverse("admin:claims_claim_changelist"),
        reverse("admin:claims_assertion_changelist"),
    )
    of = {verdict: f"{claims}?assessment__verdict__exact={verdict}&undecided=yes" for verdict in Verdict}
    counts = waiting(user)
    return [
        ("contradictions not yet explained", counts["contradictions"], of[Verdict.CONTRADICTION]),
        ("tensions not yet explained", counts["tensions"], of[Verdict.TENSION]),
        ("stale decisions", counts["stale"], f"{claims}?assessment__stale__exact=1"),
        ("wordings waiting to be read", counts["unread"], f"{assertions}?state=unread"),
        (
            "open claims with a single source",
            counts["single"],
            f"{claims}?assessment__verdict__exact=single&assessment__status__exact=open",
        ),
        (
            "claims in your hands",
            counts["mine"],
            f"{claims}?assignee__id__exact={user.pk}&assessment__status__exact=in_review",
        ),
    ]


def waiting(user: User | AnonymousUser) -> dict[str, int]:
    return Assessment.objects.aggregate(
        contradictions=Count("pk", filter=undecided() & Q(verdict=Verdict.CONTRADICTION)),
        tensions=Count("pk", filter=undecided() & Q(verdict=Verdict.TENSION)),
        stale=Count("pk", filter=Q(stale=True)),
        unread=Sum("waiting", default=0),
        single=Count("pk", filter=Q(verdict=Verdict.SINGLE, status=Status.OPEN)),
        mine=Count("pk", filter=Q(claim__assignee=user.pk, status=Status.IN_REVIEW)),
    )
