"""The record against what it rests on: verdicts against the evidence, decisions against what they keep of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.evidence import fingerprint
from claims.models import Assertion, Assessment, Claim, Decision
from claims.postgres import writers_lock

from . import assess
from .relative import Circle

PASSED_OVER = ("changed_at", "seal", "urgency")
COMPARED = [field.attname for field in Assessment._meta.concrete_fields if field.name not in PASSED_OVER]
CHUNK = 500
Row = dict[str, Any]


class Off(ValueError):
    """Something in the record is not what it rests on; the text names it."""


def prove_verdicts() -> int:
    """Compare every assessment with one worked out anew; how many there are. Raises Off at the first that differs."""
    if bare := Claim.objects.filter(assessment=None).order_by("reference").first():
        raise Off(f"{bare.reference}: it has no assessment.")
    try:
        for before, after in differing(1):
            raise Off(next(differences(before, after)))
    except Circle as error:
        raise Off(str(error)) from error
    return Claim.objects.live().count()


def differing(most: int | None = None) -> list[tuple[Row, Row]]:
    """The assessments that are not what the evidence comes to, by reference: each as stored and as worked out.

    Changes nothing. `most` limits how many are looked for.
    """
    rows = Assessment.objects.order_by("claim__reference").values("claim__reference", *COMPARED)
    moment = timezone.now()
    with transaction.atomic():
        writers_lock()
        with transaction.atomic():
            assess(moment=moment, anew=True)
            after = {row["claim_id"]: row for row in rows.filter(changed_at=moment)[:most]}
            transaction.set_rollback(True)
        before = list(rows.filter(pk__among=after))
    pairs = [(row, after[row["claim_id"]]) for row in before]
    return [(stored, found) for stored, found in pairs if stored != found]


def differences(before: Row, after: Row) -> Iterator[str]:
    """ "KH-02: verdict is stored as agree, and comes to contradiction", a line for each column."""
    for name in COMPARED:
        if before[name] != after[name]:
            yield f"{before['claim__reference']}: {name} is stored as {before[name]}, and comes to {after[name]}"


def prove_decisions(progress: Callable[[str], None] = lambda stage: None) -> int:
    """Compare every decision with the evidence that it keeps; how many there are. Raises Off at the first that differs.

    One chunk at a time is in memory, however many they are.
    """
    names = ("claim", "claim__reference", "number", "evidence", "evidence_sha256", *COUNTS, "supporting", "dissenting")
    claim, last, proven = None, 0, 0
    for row in Decision.objects.order_by("claim", "number").values(*names).iterator(CHUNK):
        expected = last + 1 if row["claim"] == claim else 1
        if row["number"] != expected:
            raise Off(f"{row['claim__reference']}: decision no. {expected} is missing; no. {row['number']} follows.")
        if why := next(faults(row), None):
            raise Off(f"{row['claim__reference']} no. {row['number']}: {why}")
        claim, last, proven = row["claim"], expected, proven + 1
        if proven % CHUNK == 0:
            progress(f"{proven:,} decisions proven")
    return proven


# What a decision counts of its evidence: that of rows which are counted, or of what such rows have in common.
COUNTS: dict[str, Callable[[list[Row]], int]] = {
    "assertions": len,
    "sources": lambda rows: len({row.get("source") for row in rows}),
    "origins": lambda rows: len({row.get("origin") for row in rows}),
}


def faults(decision: Row) -> Iterator[str]:
    """What of a decision is not what its evidence comes to."""
    evidence = decision["evidence"]
    if not isinstance(evidence, list) or not all(isinstance(row, dict) for row in evidence):
        yield "its evidence is no list of assertions."
        return
    if (found := fingerprint(evidence)) != decision["evidence_sha256"]:
        yield f"evidence_sha256 is stored as {decision['evidence_sha256']}, and its evidence comes to {found}"
    counted = [row for row in evidence if row.get("stance") != Assertion.Stance.DENIES]
    comes_to = {name: count(counted) for name, count in COUNTS.items()}
    if decision["supporting"] is not None:
        for name, bears in (("supporting", "supports"), ("dissenting", "dissents")):
            comes_to[name] = sum(row.get("bears") == bears for row in counted)
    for name, n in comes_to.items():
        if decision[name] != n:
            yield f"{name} is stored as {decision[name]}, and its evidence comes to {n}"
