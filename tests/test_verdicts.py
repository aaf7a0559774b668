"""Verdicts by example: denials, doubts, corrections, origins, figures that grow, choices."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db.models import ProtectedError

from claims.models import Assertion, Claim, Option, Source
from claims.review import Refused
from claims.review.assertions import edit, restore, set_aside, supersede
from claims.review.claims import assign, save_claim, save_options
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


def test_a_claim_keeps_its_kind_once_a_decision_or_an_option_goes_by_it():
    decided, chosen = make_claim(), make_claim("choice")
    verify(decided, "0")
    make_options(chosen, {"Army": None})
    for claim, kind in ((decided, "date"), (chosen, "count")):
        claim = Claim.objects.get(pk=claim.pk)
        claim.kind = kind
        with pytest.raises(Refused, match="kind cannot change"):
            save_claim(make_user(), claim)


def test_a_yes_or_no_claim_has_yes_and_no_side_by_side_and_nothing_else():
    claim = make_claim("yesno")
    yes, no = claim.options.get(name="yes"), claim.options.get(name="no")
    with pytest.raises(Refused, match="asks yes or no"):
        save_options(make_user(), [Option(claim=claim, name="perhaps")])
    yes.parent = no
    with pytest.raises(Refused, match="asks yes or no"):
        save_options(make_user(), [yes])
    no.aliases = "denied"
    save_options(make_user(), [no])
    assert say(claim, "denied").option == no


def test_a_count_has_no_options():
    with pytest.raises(Refused, match="Only a choice has options"):
        save_options(make_user(), [Option(claim=make_claim(), name="Army")])


def test_an_assertion_that_does_not_count_supersedes_nothing():
    claim, source = make_claim(), make_source()
    old, new = say(claim, "11", source), say(claim, "14", source)
    set_aside(make_user(), new, "A slip.")
    with pytest.raises(Refused, match="does not count itself"):
        supersede(make_user(), old, new, "A correction.")


def test_what_supersedes_another_is_not_set_aside_before_that_is_restored():
    claim, source = make_claim(), make_source()
    old, new = say(claim, "11", source), say(claim, "14", source)
    supersede(make_user(), old, new, "A correction.")
    with pytest.raises(Refused, match="restore that one first"):
        set_aside(make_user(), new, "A slip.")
    restore(make_user(), old, "No correction.")
    set_aside(make_user(), new, "A slip.")
    assert verdict(claim) == "single"


def test_a_columnist_does_not_supersede_another_of_the_same_paper():
    claim = make_claim()
    one = say(claim, "11", make_source(publisher="The Post", authors="Ann Lee"))
    other = say(claim, "14", make_source(publisher="The Post", authors="Bo Ray"))
    with pytest.raises(Refused, match="in the same voice"):
        supersede(make_user(), one, other, "It says otherwise.")
    assert verdict(claim) == "contradiction"


def test_a_percentage_with_a_base_is_a_share_of_it():
    base, claim = make_claim("amount"), make_claim("amount")
    say(base, "1,000 tonnes")
    row = say(claim, "40 percent", base=base)
    assert (row.expected_low, row.expected_high) == (400, 400)
    assert say(claim, "40 percent").possible_low == 40


def test_whoever_has_a_claim_in_hand_is_not_deleted():
    claim, user = make_claim(), make_user()
    assign(user, [claim], user)
    with pytest.raises(ProtectedError):
        user.delete()
    assert Claim.objects.get().assessment.status == "in_review"


def test_words_are_read_by_the_date_that_the_source_has_when_they_are_stored():
    claim, stale = make_claim("date"), make_source("s", published_on=date(2020, 7, 1))
    fresh = Source.objects.get(pk=stale.pk)
    fresh.published_on = date(2020, 7, 10)
    save_source(make_user(), fresh, ["published_on"])
    row = say(claim, "yesterday", stale)
    assert date.fromordinal(int(row.possible_low)) == date(2020, 7, 9)


def test_an_edit_reads_the_words_with_what_another_has_stored_meanwhile():
    claim = make_claim()
    mine = say(claim, "a show of force")
    theirs = Assertion.objects.get(pk=mine.pk)
    theirs.read_as, theirs.note = "14", "The caption says so."
    edit(make_user(), theirs, ["read_as", "note"])
    mine.locator = "page 2"
    edit(make_user(), mine, ["locator"])
    mine.refresh_from_db()
    assert (mine.locator, mine.read_as, mine.possible_low, mine.problem) == ("page 2", "14", 14, "")
