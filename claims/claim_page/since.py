"""What changed since a decision was made, with who did it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

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


class Left:
    """A decision that the evidence has left, and how; `queries` tell by whom."""

    def __init__(self, decision: Decision, evidence: Evidence) -> None:
        self.found = list(differences(decision, evidence))
        keys = {difference.assertion for difference in self.found[:TOLD] if difference.assertion}
        changes = with_imports(Assertion.history.filter(id__among=keys, history_date__gt=decision.decided_at))
        came = Assertion.objects.filter(pk__among=keys, brought_by__isnull=False, entered_at__gt=decision.decided_at)
        self.queries = changes.select_related("history_user"), came.select_related("entered_by")

    def since(self, changes: Iterable[Any], came: Iterable[Assertion]) -> Since:
        """What changed since the decision, with who changed it: from what the queries bring."""
        by = {change.id: told(change) for change in sorted(changes, key=attrgetter("history_id"))}
        for row in came:
            by.setdefault(row.pk, f"{row.entered_by}, {moment(row.entered_at)}: loaded")
        first = [replace(difference, by=by.get(difference.assertion, "")) for difference in self.found[:TOLD]]
        return Since(first, len(self.found))


def told(change: Assertion) -> str:
    who = change.history_user or "the rules"  # type: ignore[attr-defined]
    by = f" by import {change.by_import}" if change.by_import else ""  # type: ignore[attr-defined]
    return f"{who}, {moment(change.history_date)}: {change.history_change_reason or 'changed'}{by}"  # type: ignore[attr-defined]


def moment(when: object) -> str:
    return date_format(timezone.localtime(when), "j M Y, H:i")  # type: ignore[arg-type]
