"""What the claim's page says: its sentence, what would settle it, and what is no longer so."""

from __future__ import annotations

from datetime import date

import pytest

from claims.claim_page import ClaimPage
from claims.models import Claim
from claims.review.claims import save_claim, save_options
from claims.review.sources import save_source

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def page(claim):
    return ClaimPage(Claim.objects.get(pk=claim.pk))


def test_a_total_that_falls_is_told_in_the_order_of_time():
    claim = make_claim(accumulates=True)
    say(claim, "12 wounded", make_source(publisher="A"), as_of=date(2020, 6, 27))
    say(claim, "8 wounded", make_source(publisher="B"), as_of=date(2020, 6, 28))
    assert page(claim).sentence == (
        "A running total cannot fall, yet “12 wounded” (A, as of 27 June 2020) comes before “8 wounded” "
        "(B, as of 28 June 2020), or at the same moment."
    )


def test_two_totals_of_one_moment_are_told_so():
    claim = make_claim(accumulates=True)
    say(claim, "8 wounded", as_of=date(2020, 6, 28))
    say(claim, "12 wounded", as_of=date(2020, 6, 28))
    assert page(claim).sentence.startswith("A running total cannot fall, yet “12 wounded”")


def test_a_denial_names_who_denies_and_is_not_shown_as_its_opposite():
    claim = make_claim()
    say(claim, "11", make_source(publisher="A"))
    say(claim, "denied that anyone was released", make_source(publisher="The Army"), stance="denies")
    shown = page(claim)
    assert shown.sentence == "The Army denies “1 or more”, and the others leave no value outside that: 11."
    assert [row.means for row in shown.listed] == ["11", "denies 1 or more"]
    assert shown.what_would_change == [
        "Without the denial “denied that anyone was released” (The Army), nothing would be in conflict."
    ]


def test_the_smallest_set_of_words_that_settles_a_conflict_is_named():
    claim, source = make_claim("date"), make_source(publisher="A", published_on=date(2020, 6, 29))
    for wording in ("on June 25", "detained on June 26"):
        say(claim, wording, source)
    say(claim, "25 June 2020", make_source(publisher="B"))
    assert page(claim).what_would_change == ["Without “detained on June 26” (A), nothing would be in conflict."]


def test_a_contradiction_that_would_leave_a_tension_says_so():
    claim = make_claim()
    say(claim, "11", make_source(publisher="A"))
    say(claim, "150,000 or so", make_source(publisher="B"))
    say(claim, "more than 20", make_source(publisher="C"))
    assert "Without “11” (A), the contradiction would be a tension." in page(claim).what_would_change


def test_it_says_where_no_single_source_settles_a_conflict():
    claim = make_claim()
    for number in ("11", "12", "13", "14"):
        say(claim, number)
    assert page(claim).what_would_change == ["No single source settles this: more than one would have to be wrong."]


def test_it_says_what_verifying_a_base_would_do():
    base, claim = make_claim(reference="BASE"), make_claim()
    hers = make_source(publisher="B")
    say(base, "14 members", make_source(authors="Ann Lee"))
    say(base, "more than a dozen", hers)
    say(claim, "Only 11", make_source(publisher="A"))
    say(claim, "all but one", hers, base=base)
    shown = page(claim)
    assert shown.sentence == "Either 11, or 12 or more: no number satisfies both."
    assert "Verifying BASE as “14 members” (Lee) turns “all but one” into 13; the contradiction stays." in (
        shown.what_would_change
    )
    assert "rule: all but k; of BASE, its own “more than a dozen”" in [row.how for row in shown.listed]


def test_a_reopened_claim_shows_its_last_decision(client, settings):
    settings.PUBLIC_RECORD = True
    claim = make_claim(reference="C")
    say(claim, "14")
    verify(claim, "14")
    decide(claim, "reopen", by=make_user("editor", "ed"))
    html = client.get("/claims/C/").content.decode()
    assert "Nobody has verified a value" not in html
    assert "Reopened by <bdi>ed</bdi>" in html


def test_an_explanation_that_the_evidence_has_left_is_marked(client, settings):
    settings.PUBLIC_RECORD = True
    claim = make_claim(reference="C")
    say(claim, "14")
    say(claim, "11")
    decide(claim, "explain", cause="definition")
    assert "explain it again" not in client.get("/claims/C/").content.decode()
    say(claim, "eleven")
    assert "The evidence has changed since: explain it again" in client.get("/claims/C/").content.decode()


def test_a_claim_left_unresolved_says_what_to_do_meanwhile(client, settings):
    settings.PUBLIC_RECORD = True
    claim = make_claim(reference="C")
    say(claim, "14")
    decide(claim, "leave_unresolved", way="range")
    assert "Report the range" in client.get("/claims/C/").content.decode()


def test_an_amount_in_another_currency_is_not_compared():
    claim = make_claim("amount", unit="US dollars")
    assert not say(claim, "$1.5 million").problem
    assert not say(claim, "1,500,000 dollars").problem
    assert not say(claim, "1.5 million").problem
    row = say(claim, "€1.5 million")
    assert "is in €, and the claim asks for US dollars" in row.problem
    assert Claim.objects.get().assessment.assertions == 3


def test_renaming_the_option_that_was_verified_makes_the_decision_stale_and_its_words_stay():
    claim = make_claim("choice")
    option = make_options(claim, {"Army": None, "Police": None})["Army"]
    say(claim, "Army")
    verify(claim, "Army")
    option.name, option.aliases = "Somebody else", "Army"
    save_options(make_user(), [option])
    assessment = Claim.objects.get().assessment
    assert (assessment.stale, assessment.decision.value) == (True, "Army")


def test_renaming_another_option_leaves_the_decision_fresh():
    claim = make_claim("choice")
    options = make_options(claim, {"Army": None, "Police": None})
    say(claim, "Army")
    say(claim, "Police")
    verify(claim, "Army")
    options["Police"].name, options["Police"].aliases = "Federal Police", "Police"
    save_options(make_user(), [options["Police"]])
    assert not Claim.objects.get().assessment.stale


@pytest.mark.parametrize(
    ("field", "value"), [("question", "How many were wounded?"), ("unit", "thousand"), ("definition", "All of them.")]
)
def test_another_question_makes_the_decision_stale(field, value):
    claim = make_claim()
    say(claim, "14")
    verify(claim, "14")
    claim = Claim.objects.get()
    setattr(claim, field, value)
    save_claim(make_user(), claim, [field])
    assert Claim.objects.get().assessment.stale


def test_mending_a_byline_leaves_a_decision_fresh():
    claim, source = make_claim(), make_source(authors="Ann Leee")
    say(claim, "14", source)
    say(claim, "14")
    verify(claim, "14")
    source.authors = "Ann Lee"
    save_source(make_user(), source, ["authors"])
    assessment = Claim.objects.get().assessment
    assert (assessment.stale, assessment.touched) == (False, True)


def test_a_claim_of_many_values_has_a_position_for_each_and_every_backer_in_its_place():
    claim, source = make_claim(), make_source()
    for number in range(30):
        say(claim, f"{number} people", source)
    say(claim, "more than 20", source)
    positions = page(claim).evidence.positions
    assert [position.core.low for position in positions] == list(range(30))
    assert [len(position.backers) for position in positions] == [1] * 21 + [2] * 9
