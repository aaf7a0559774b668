"""What changed since a decision was made, with who did it and when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format

from claims.evidence import Evidence
from claims.models import Assertion, Decision
from claims.review.imports import with_imports
from claims.standing import Difference, differences

TOLD = 60  # differences that a page tells


@dataclass(frozen=True)
class Since:
    """The first of the differences between a decision's evidence and today's, and how many there are."""

    told: list[Difference]
    total: int

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def more(self) -> int:
        return self.total - len(self.told)


def since(decision: Decision | None, evidence: Evidence) -> Since:
    """What changed since a decision, with who changed it; in two queries beside the decision's snapshot."""
    if decision is None:
        return Since([], 0)
    found = list(differences(decision, evidence))
    first = found[:TOLD]
    keys = {difference.assertion for difference in first if difference.assertion}
    changes = with_imports(Assertion.history.filter(id__among=keys, history_date__gt=decision.decided_at))
    by = {change.id: told(change) for change in changes.select_related("history_user").order_by("history_id")}
    came = Assertion.objects.filter(pk__among=keys, brought_by__isnull=False, entered_at__gt=decision.decided_at)
    for row in came.select_related("entered_by"):
        by.setdefault(row.pk, f"{row.entered_by}, {moment(row.entered_at)}: loaded")
    return Since([replace(difference, by=by.get(difference.assertion, "")) for difference in first], len(found))


def told(change: Assertion) -> str:
    who = change.history_user or "the rules"  # type: ignore[attr-defined]
    by = f" by import {change.by_import}" if change.by_import else ""  # type: ignore[attr-defined]
    return f"{who}, {moment(change.history_date)}: {change.history_change_reason or 'changed'}{by}"  # type: ignore[attr-defined]


def moment(when: object) -> str:
    return date_format(timezone.localtime(when), "j M Y, H:i")  # type: ignore[arg-type]
