"""When the evidence leaves a decision it turns stale; lesser changes only show a badge."""

from __future__ import annotations

from datetime import date

import pytest

from claims.evidence import fingerprint, gather
from claims.models import Assessment, Claim, Source
from claims.review.assertions import edit, set_aside
from claims.review.claims import save_claim
from claims.review.sources import save_source
from claims.standing import differences

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

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


def test_a_second_source_that_agrees_with_a_single_one_only_touches_it():
    claim = make_claim()
    say(claim, "14 people")
    verify(claim, "14")
    say(claim, "14 men")
    assert Assessment.objects.get(pk=claim.pk).verdict == "agree"
    assert state(claim) == TOUCHED


def test_a_source_that_narrows_the_only_position_around_the_value_only_touches_it():
    claim = make_claim()
    say(claim, "12 or more")
    verify(claim, "14")
    say(claim, "14 men")
    assert state(claim) == TOUCHED


@pytest.mark.parametrize(("kind", "first", "second", "third"), [
    ("count", "11", "14", "20"),
    ("date", "25 June 2020", "27 June 2020", "30 June 2020"),
    ("choice", "Army", "Navy", "Police"),
])  # fmt: skip
def test_one_more_position_makes_it_stale(kind, first, second, third):
    claim = make_claim(kind)
    if kind == "choice":
        make_options(claim, {"Army": None, "Navy": None, "Police": None})
    say(claim, first)
    say(claim, second)
    verify(claim, first)
    say(claim, second)
    assert state(claim)["stale"]  # one more origin speaks against it
    decide(claim, "reaffirm")
    assert state(claim) == FRESH
    say(claim, third)
    assert state(claim) == STALE


def test_what_changed_since_is_told_exactly(claim):
    gone = say(claim, "fourteen")
    decision = verify(claim, "14")
    new = say(claim, "11", make_source("s-new", publisher="New"))
    set_aside(make_user(), gone, "A reprint.")
    row = claim.assertions.order_by("pk").first()
    row.locator = "page 4"
    edit(make_user(), row, ["locator"])
    found = {(d.what, d.then, d.now, d.assertion, d.lesser) for d in differences(decision, next(gather([claim.pk])))}
    assert found == {
        ("verdict", "sources agree", "contradiction", None, False),
        ("new", "", "“11” (s-new), dissents", new.pk, False),
        ("no longer counted", f"“fourteen” ({gone.source.reference}), supports", "", gone.pk, False),
        ("“14 people”: locator", "", "page 4", row.pk, True),
    }


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


def test_a_new_denial_of_the_value_makes_it_stale_though_the_verdict_stays():
    claim = make_claim()
    say(claim, "12 or more")
    say(claim, "13 or 14")
    verify(claim, "14")
    say(claim, "14", stance="denies")
    assert Assessment.objects.get(pk=claim.pk).verdict == "compatible"
    assert state(claim) == STALE


def test_two_origins_that_prove_to_be_one_make_it_stale(claim):
    verify(claim, "14")
    one, other = Source.objects.order_by("reference")
    other.derives_from = one
    save_source(make_user(), other)
    assert Assessment.objects.get(pk=claim.pk).verdict == "single"
    assert state(claim) == STALE


def test_an_agreeing_source_moves_no_position_that_speaks_against_the_value():
    claim = make_claim()
    for words in ("1 to 5", "4 to 8", "7 to 10"):
        say(claim, words)
    verify(claim, "2")
    say(claim, "2")
    assert state(claim) == TOUCHED


def test_an_earlier_lower_figure_of_what_grows_is_no_news_and_a_higher_one_is():
    claim = make_claim(accumulates=True)
    say(claim, "10", as_of=date(2020, 7, 1))
    say(claim, "14", as_of=date(2020, 7, 3))
    verify(claim, "14")
    say(claim, "10", as_of=date(2020, 7, 1))
    say(claim, "12", as_of=date(2020, 7, 2))
    assert state(claim) == TOUCHED
    say(claim, "20", as_of=date(2020, 7, 9))
    assert state(claim) == STALE


def test_a_claim_that_is_said_to_grow_after_all_makes_it_stale(claim):
    verify(claim, "14")
    claim.accumulates = True
    save_claim(make_user(), claim, ["accumulates"])
    assert state(claim) == STALE
