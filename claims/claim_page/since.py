"""What changed since a decision was made, with who did it and when."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format

from claims.evidence import Evidence
from claims.models import Assertion, Decision
from claims.postgres import among
from claims.standing import Difference, differences


def since(decision: Decision | None, evidence: Evidence) -> list[Difference]:
    """The differences between a decision's evidence and today's, each with who made it; in two queries."""
    if decision is None:
        return []
    found = list(differences(decision, evidence))
    keys = {difference.assertion for difference in found if difference.assertion}
    changes = Assertion.history.filter(id__in=among(keys), history_date__gt=decision.decided_at)
    by = {change.id: told(change) for change in changes.select_related("history_user").order_by("history_id")}
    for row in evidence.counted + evidence.denials:
        if row.brought_by and row.pk in keys and row.entered_at > decision.decided_at:
            by.setdefault(row.pk, f"{row.entered_by}, {moment(row.entered_at)}: loaded")
    return [replace(difference, by=by.get(difference.assertion, "")) for difference in found]


def told(change: Assertion) -> str:
    who = change.history_user or "the rules"  # type: ignore[attr-defined]
    return f"{who}, {moment(change.history_date)}: {change.history_change_reason or 'changed'}"  # type: ignore[attr-defined]


def moment(when: object) -> str:
    return date_format(timezone.localtime(when), "j M Y, H:i")  # type: ignore[arg-type]
