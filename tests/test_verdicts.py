"""Verdicts by example: denials, doubts, corrections, origins, figures that grow, choices."""

from __future__ import annotations

from datetime import date, time

import pytest

from claims.models import Assertion, Claim
from claims.review.assertions import restore, set_aside, supersede
from claims.review.sources import save_source

from .factories import decide, make_claim, make_options, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db


def test_a_claim_without_evidence_has_none():
    assert verdict(make_claim()) == "none"


def test_only_11_contradicts_12_or_more():
    claim = make_claim()
    say(claim, "Only 11")
    assert verdict(claim) == "single"
    say(claim, "12 or more")
    assert verdict(claim) == "contradiction"


def test_vague_words_are_compatible_and_confirm_nothing():
    claim = make_claim()
    say(claim, "14 members")
    say(claim, "more than a dozen")
    assert verdict(claim) == "compatible"


def test_a_doubt_never_counts():
    claim = make_claim()
    say(claim, "14")
    say(claim, "11", stance="doubts")
    assert verdict(claim) == "single"


def test_a_denial_of_all_that_the_others_share_contradicts():
    claim = make_claim()
    say(claim, "11")
    assert verdict(claim) == "single"
    say(claim, "1 or more", stance="denies")
    assert verdict(claim) == "contradiction"


def test_a_denial_of_part_of_what_the_others_share_does_not():
    claim = make_claim()
    say(claim, "more than 10")
    say(claim, "14", stance="denies")
    assert verdict(claim) == "single"


def test_a_denial_alone_is_no_evidence():
    claim = make_claim()
    say(claim, "14", stance="denies")
    assert verdict(claim) == "none"


def test_papers_that_quote_one_speaker_are_one_origin():
    claim = make_claim()
    say(claim, "14", stance="reports", speaker="The Ministry")
    say(claim, "14", stance="reports", speaker="the  ministry")
    assert verdict(claim) == "single"
    assert Claim.objects.get().assessment.sources == 2


def test_reprints_of_a_wire_story_are_one_origin_even_where_it_says_nothing_itself():
    claim, wire = make_claim(), make_source()
    say(claim, "14", make_source(derives_from=wire))
    say(claim, "14", make_source(derives_from=make_source(derives_from=wire)))
    assert verdict(claim) == "single"


def test_a_source_found_to_be_a_reprint_makes_two_origins_one():
    claim, first, second = make_claim(), make_source(), make_source()
    say(claim, "14", first)
    say(claim, "14", second)
    assert verdict(claim) == "agree"
    second.derives_from = first
    save_source(make_user("editor"), second)
    assert verdict(claim) == "single"


def test_a_paper_that_quotes_two_who_disagree_does_not_contradict_itself():
    claim, source = make_claim(), make_source()
    say(claim, "14", source, stance="reports", speaker="The Army")
    say(claim, "11", source, stance="reports", speaker="The Police")
    assessment = Claim.objects.get().assessment
    assert assessment.verdict == "contradiction"
    assert not assessment.self_contradiction


def test_an_assertion_set_aside_stops_counting_until_it_is_restored():
    claim = make_claim()
    say(claim, "14")
    row = say(claim, "11")
    set_aside(make_user(), row, "It is of another raid.")
    assert verdict(claim) == "single"
    restore(make_user(), row, "It is of this raid after all.")
    assert verdict(claim) == "contradiction"


def test_a_correction_by_the_source_itself_supersedes_what_it_said():
    claim, source = make_claim(), make_source()
    old = say(claim, "11", source)
    say(claim, "14")
    new = say(claim, "14", source)
    assert verdict(claim) == "contradiction"
    supersede(make_user(), old, new, "A correction on page 2.")
    assert verdict(claim) == "agree"


def test_words_that_cannot_be_read_wait_and_do_not_count():
    claim = make_claim()
    row = say(claim, "a considerable show of force")
    assert row.problem
    assessment = Claim.objects.get().assessment
    assert (assessment.verdict, assessment.waiting) == ("none", 1)


def test_what_the_analyst_reads_them_as_counts():
    claim = make_claim()
    row = say(claim, "a considerable show of force", read_as="14", note="The caption names them.")
    assert not row.problem
    assert verdict(claim) == "single"


# Figures that grow


@pytest.fixture
def toll():
    return make_claim(accumulates=True)


def test_a_toll_may_rise(toll):
    say(toll, "10", as_of=date(2020, 6, 1))
    say(toll, "20", as_of=date(2020, 6, 2))
    assert verdict(toll) == "compatible"


def test_a_toll_may_not_fall(toll):
    say(toll, "20", as_of=date(2020, 6, 1))
    say(toll, "10", as_of=date(2020, 6, 2))
    assert verdict(toll) == "contradiction"


def test_two_tolls_of_one_day_must_be_one(toll):
    say(toll, "20", as_of=date(2020, 6, 1))
    say(toll, "10", as_of=date(2020, 6, 1))
    assert verdict(toll) == "contradiction"


def test_a_toll_may_rise_within_a_day(toll):
    say(toll, "10", as_of=date(2020, 6, 1), as_of_time=time(9))
    say(toll, "20", as_of=date(2020, 6, 1), as_of_time=time(18))
    assert verdict(toll) == "compatible"


def test_a_day_without_a_time_is_not_compared_with_an_hour_of_it(toll):
    say(toll, "20", as_of=date(2020, 6, 1))
    say(toll, "10", as_of=date(2020, 6, 1), as_of_time=time(9))
    assert verdict(toll) == "compatible"


def test_tolls_agree_only_at_one_day(toll):
    say(toll, "20", as_of=date(2020, 6, 1))
    say(toll, "20", as_of=date(2020, 6, 2))
    assert verdict(toll) == "compatible"
    say(toll, "20", as_of=date(2020, 6, 1))
    assert verdict(toll) == "agree"


def test_a_toll_without_a_moment_goes_by_its_publication(toll):
    say(toll, "20", make_source(published_on=date(2020, 6, 1)))
    say(toll, "10", make_source(published_on=date(2020, 6, 2)))
    assert verdict(toll) == "contradiction"


def test_a_toll_without_any_date_contradicts_nothing(toll):
    say(toll, "20", as_of=date(2020, 6, 1))
    say(toll, "10", make_source(published_on=None))
    assert verdict(toll) == "compatible"


# Choices


@pytest.fixture
def force():
    claim = make_claim("choice")
    make_options(
        claim,
        {"Iraqi forces": None, "Counter-Terrorism Service": "Iraqi forces", "Army": "Iraqi forces", "US forces": None},
        {"Counter-Terrorism Service": "CTS; counter-terrorism forces"},
    )
    return claim


def test_a_wider_option_does_not_contradict_a_narrower_one(force):
    say(force, "Iraqi forces")
    say(force, "counter-terrorism forces")
    assert verdict(force) == "compatible"


def test_options_beside_each_other_contradict(force):
    say(force, "the CTS")
    say(force, "the Army")
    assert verdict(force) == "contradiction"


def test_the_same_narrow_option_agrees(force):
    say(force, "CTS")
    say(force, "Counter-Terrorism Service")
    assert verdict(force) == "agree"


def test_a_new_branch_in_the_tree_changes_no_verdict_that_it_does_not_bear_on(force):
    say(force, "CTS")
    say(force, "US forces")
    before = Assertion.objects.get(wording="US forces").possible
    make_options(force, {"Police": None})
    options = {option.name: option for option in force.options.all()}
    make_options_under(force, options["Iraqi forces"], "Federal Police")
    assert verdict(force) == "contradiction"
    assert Assertion.objects.get(wording="US forces").possible != before


def make_options_under(claim, parent, name):
    from claims.models import Option
    from claims.review.claims import save_options

    save_options(make_user(), [Option(claim=claim, name=name, parent=parent)])


def test_a_verified_option_stays_the_same_option_when_the_tree_grows(force):
    say(force, "US forces")
    verify(force, "US forces")
    options = {option.name: option for option in force.options.all()}
    make_options_under(force, options["Iraqi forces"], "Federal Police")
    assessment = Claim.objects.get().assessment
    assert (assessment.supporting, assessment.dissenting, assessment.stale) == (1, 0, False)


def test_yes_and_no_contradict():
    claim = make_claim("yesno")
    say(claim, "yes")
    say(claim, "no")
    assert verdict(claim) == "contradiction"


def test_a_decision_of_another_claim_changes_nothing():
    one, other = make_claim(), make_claim()
    say(one, "14")
    say(other, "14")
    verify(one, "14")
    assert verdict(other) == "single"
    decide(one, "reopen")
    assert verdict(one) == "single"
