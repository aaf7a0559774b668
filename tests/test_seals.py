"""What has not changed since it was worked out is not worked out again; whatever changed is, whoever did it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.assessment import assess
from claims.models import Assertion, Assessment, Claim, Decision

from .factories import make_claim, say, verdict, verify

pytestmark = pytest.mark.django_db


def assess_all(**how):
    with transaction.atomic():
        return assess(**how)


def raw(sql, *values):
    """Change rows behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def claims():
    """One claim that another goes by, and one that is verified."""
    base, relative, decided = (make_claim(reference=name) for name in ("BASE", "RELATIVE", "DECIDED"))
    say(base, "14")
    say(relative, "all but one", base=base)
    say(relative, "13")
    say(decided, "7")
    verify(decided, "7")
    return base, relative, decided


def test_nothing_changed(claims):
    assert assess_all() == 0


@pytest.mark.postgresql
def test_nothing_changed_is_seen_without_looking_at_the_evidence(claims):
    with CaptureQueriesContext(connection) as captured:
        assert assess_all() == 0
    assert len([query for query in captured if "claims_" in query["sql"]]) == 1


@pytest.mark.parametrize(
    "change",
    [
        "possible_low = 20, possible_high = 20, expected_low = 20, expected_high = 20",
        "set_aside_reason = 'No.'",
        "stance = 'doubts'",
        "origin = 'source: another'",
    ],
)
def test_an_assertion_that_was_changed_behind_its_back(claims, change):
    base, relative, decided = claims
    said = Assertion.objects.get(claim=relative, wording="13")
    raw(f"UPDATE claims_assertion SET {change} WHERE id = %s", said.pk)
    before = dict(Assessment.objects.values_list("pk", "verdict"))
    assess_all()
    after = dict(Assessment.objects.values_list("pk", "verdict"))
    assess_all(anew=True)
    assert after == dict(Assessment.objects.values_list("pk", "verdict"))
    assert (before == after) == ("origin" in change)


def test_what_goes_by_a_claim_that_was_changed(claims):
    base, relative, _ = claims
    assert verdict(relative) == "agree"
    raw(
        "UPDATE claims_assertion SET possible_low = 9, possible_high = 9, expected_low = 9, expected_high = 9 "
        "WHERE claim_id = %s",
        base.pk,
    )
    assess_all()
    assert verdict(relative) == "contradiction"


@pytest.mark.parametrize("change", ["verdict = 'tension'", "supporting = 5", "gap = 0.5", "stale = true"])
def test_an_assessment_that_was_changed(claims, change):
    decided = claims[2]
    before = Assessment.objects.filter(pk=decided.pk).values().get()
    raw(f"UPDATE claims_assessment SET {change} WHERE claim_id = %s", decided.pk)
    assert assess_all(anew=True) >= 1
    after = Assessment.objects.filter(pk=decided.pk).values().get()
    assert {**after, "changed_at": before["changed_at"]} == before


def test_decisions_that_came_behind_its_back(claims):
    """Of two claims alike, so that what tells of one must not make up for the other."""
    decided = Decision.objects.get()
    fields = {f.name: getattr(decided, f.name) for f in Decision._meta.concrete_fields if f.name not in ("id", "claim")}
    new = Decision.objects.bulk_create(Decision(claim=claim, **fields) for claim in claims[:2])
    assert assess_all() == 2
    found = Assessment.objects.filter(claim__in=claims[:2]).values_list("decision", flat=True)
    assert set(found) == {decision.pk for decision in new}


def test_a_claim_that_was_changed(claims):
    Claim.objects.filter(reference="BASE").update(assignee=claims[0].assertions.get().entered_by)
    assert assess_all() == 1
    assert Assessment.objects.get(claim__reference="BASE").status == "in_review"


@pytest.mark.postgresql
def test_a_new_version_works_all_out_again(claims, monkeypatch):
    monkeypatch.setattr("claims.assessment.seals.VERSION", 2)
    with CaptureQueriesContext(connection) as captured:
        assert assess_all() == 0
    assert any("UPDATE claims_assessment" in query["sql"] for query in captured)
    assert assess_all() == 0
