"""When the evidence leaves a decision it turns stale; lesser changes only show a badge."""

from __future__ import annotations

import pytest

from claims.evidence import fingerprint, gather
from claims.models import Assessment, Claim
from claims.review.assertions import edit, set_aside

from .factories import decide, make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    claim = make_claim(reference="C")
    say(claim, "14 people", make_source("s-a", publisher="A"))
    say(claim, "14 men", make_source("s-b", publisher="B"))
    return claim


def state(claim):
    found = Assessment.objects.get(pk=claim.pk)
    return {"stale": found.stale, "touched": found.touched}


FRESH, STALE, TOUCHED = (
    {"stale": False, "touched": False},
    {"stale": True, "touched": False},
    {"stale": False, "touched": True},
)


def test_a_decision_is_fresh_when_it_is_made(claim):
    verify(claim, "14")
    assert state(claim) == FRESH


def test_a_verdict_that_changes_makes_it_stale_and_leaves_it_in_force(claim):
    verify(claim, "14")
    say(claim, "11")
    assert state(claim) == STALE
    assert Assessment.objects.get(pk=claim.pk).status == "verified"


def test_the_same_evidence_again_makes_it_fresh_again(claim):
    verify(claim, "14")
    row = say(claim, "11")
    set_aside(make_user(), row, "Another raid.")
    assert state(claim) == FRESH


def test_one_more_agreeing_source_only_touches_it(claim):
    verify(claim, "14")
    say(claim, "14 detainees")
    assert state(claim) == TOUCHED


def test_a_locator_only_touches_it(claim):
    verify(claim, "14")
    row = claim.assertions.first()
    row.locator = "page 4"
    edit(make_user(), row, ["locator"])
    assert state(claim) == TOUCHED


def test_a_backer_that_falls_away_makes_it_stale(claim):
    say(claim, "14 in all")
    verify(claim, "14")
    set_aside(make_user(), claim.assertions.last(), "A reprint.")
    assert state(claim) == STALE


def test_a_new_dissenter_makes_it_stale_though_the_verdict_stays(claim):
    say(claim, "11")
    verify(claim, "14")
    assert state(claim) == FRESH
    say(claim, "eleven")
    assert state(claim) == STALE


def test_reaffirming_makes_it_fresh_on_the_new_evidence(claim):
    verify(claim, "14")
    say(claim, "11")
    decision = decide(claim, "reaffirm")
    assert (decision.value, decision.supporting, decision.dissenting) == ("14", 2, 1)
    assert state(claim) == FRESH


def test_reopening_ends_it(claim):
    verify(claim, "14")
    say(claim, "11")
    decide(claim, "reopen")
    assert state(claim) == FRESH
    assert Assessment.objects.get(pk=claim.pk).status == "open"


def test_an_explained_contradiction_stays_one_and_comes_back_with_a_new_origin(claim):
    say(claim, "11")
    decide(claim, "explain", cause="definition")
    found = Assessment.objects.get(pk=claim.pk)
    assert (found.verdict, found.explained) == ("contradiction", True)
    say(claim, "eleven")
    found.refresh_from_db()
    assert (found.verdict, found.explained) == ("contradiction", False)


def test_a_base_that_is_corrected_makes_what_goes_by_it_stale():
    base, claim = make_claim(), make_claim()
    source = make_source()
    say(base, "14", source)
    say(claim, "all but one", source, base=base)
    verify(claim, "13")
    assert state(claim) == FRESH
    verify(base, "20")
    assert state(claim) == STALE


def test_a_decision_keeps_the_evidence_as_it_then_was(claim):
    say(claim, "11 or 12")
    decision = verify(claim, "14")
    assert (decision.assertions, decision.supporting, decision.dissenting) == (3, 2, 1)
    assert (decision.range_low, decision.range_high) == ("11", "14")
    assert [(p["low"], p["high"]) for p in decision.positions] == [("11", "12"), ("14", "14")]
    say(claim, "20")
    decision.refresh_from_db()
    assert len(decision.evidence) == 3
    assert fingerprint(decision.evidence) == decision.evidence_sha256


def test_a_fingerprint_is_the_same_on_every_engine(claim):
    evidence = next(gather([claim.pk]))
    assert evidence.fingerprint == "6b312a1c0ffc6702a77ea791e7c0c83fea0b238dca15a30ec83450bbd38fc49d"


def test_a_fingerprint_changes_with_what_a_source_says_and_not_with_the_claim(claim):
    before = next(gather([claim.pk])).fingerprint
    Claim.objects.update(question="Another?")
    assert next(gather([claim.pk])).fingerprint == before
    row = claim.assertions.first()
    row.wording = "15 people"
    edit(make_user(), row, ["wording"])
    assert next(gather([claim.pk])).fingerprint != before
