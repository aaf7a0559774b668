"""What happened to a claim and its assertions: loaded, entered, changed, decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from claims.models import Assertion, Claim, Decision
from claims.review.rereading import BY_RULES
from claims.spans import Span, off_axis
from claims.wording import say

SHOWN = ("wording", "translation", "locator", "speaker", "stance", "as_of", "base_id", "read_as", "credibility", "note")


def events(claim: Claim, assertions: Sequence[Assertion]) -> Iterator[tuple[datetime, str]]:
    imports: dict[object, list[Assertion]] = defaultdict(list)
    for row in assertions:
        if row.brought_by:
            imports[row.brought_by].append(row)
    for brought, rows in imports.items():
        noun = "assertion" if len(rows) == 1 else "assertions"
        yield brought.loaded_at, f"{rows[0].entered_by} loaded {len(rows)} {noun}"  # type: ignore[attr-defined]
    before: dict[int, object] = {}
    for change in Assertion.history.filter(claim=claim.pk).order_by("history_id").select_related("history_user"):
        by = f"{change.history_user}: " if change.history_user else ""  # what the rules read again, nobody did
        yield change.history_date, by + told(change, before.get(change.id), claim.kind)
        before[change.id] = change
    for decision in Decision.objects.filter(claim=claim).select_related("author").defer("evidence", "positions"):
        value = f" {decision.value}" if decision.value else ""
        yield decision.decided_at, f"{decision.author}: {decision.get_verb_display()}{value}"


def told(change: Any, before: Any, kind: str) -> str:
    """What a row of an assertion's history says: what was done, and for an edit which fields it changed."""
    reason = change.history_change_reason or "changed"
    if reason.startswith(BY_RULES) and before is not None:
        return f"“{change.wording}” {reason}: {read_as(before, kind)} → {read_as(change, kind)}"
    if reason != "edited" or before is None:
        return f"“{change.wording}” {reason}"
    fields = [name for name in SHOWN if getattr(before, name) != getattr(change, name)]
    changed = ", ".join(name.removesuffix("_id").replace("_", " ") for name in fields) or "nothing that counts"
    old = f"“{before.wording}” edited: {changed}"
    return f"{old}, now “{change.wording}”" if "wording" in fields else old


def read_as(row: Any, kind: str) -> str:
    """What a row of the history was read as: "28–35 (nearly n)"; a relative reading is told by its rule alone."""
    if row.problem:
        return "unread"
    span = Span(row.possible_low, row.possible_high)
    known = span != Span() and kind not in (Claim.Kind.CHOICE, Claim.Kind.YESNO)
    return f"{say(off_axis(span, kind), kind)} ({row.rule})" if known else row.rule
