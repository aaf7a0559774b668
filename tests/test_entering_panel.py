"""What an assertion would come to, said beside its form before it is stored."""

from __future__ import annotations

from datetime import date

import pytest

from claims.models import Assertion, Assessment, Claim

from .factories import make_claim, make_options, make_source, make_user, say, verdict, verify
from .test_entering import edited, text, typed

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/claims/assertion/preview/"


def test_the_panel_says_how_the_words_are_read_and_what_the_claim_then_says(desk):
    claim, source = make_claim(), make_source(authors="Ann Lee")
    say(claim, "at least 12", source=make_source(authors="Maya Carlin"))
    shown = text(desk.post(PREVIEW, typed(claim, source, "about 10")))
    assert "“ about 10 ” can mean 8–12 ; most readers: 9–11" in shown
    assert "Verdict single source → tension" in shown
    assert "Either 9–11, or 12–24: their words could all be true" in shown
    assert 'methodology/#rule-about-n"' in desk.post(PREVIEW, typed(claim, source, "about 10")).content.decode()


def test_the_panel_names_what_would_be_contradicted(desk):
    claim = make_claim()
    say(claim, "12 or more", source=make_source(authors="Maya Carlin"))
    say(claim, "at most 30")
    shown = text(desk.post(PREVIEW, typed(claim, make_source(), "only 11")))
    assert "compatible → contradiction" in shown
    assert "It cannot be true together with: “ 12 or more ” ( Carlin )" in shown
    assert "at most 30" not in shown.partition("together with")[2]


def test_the_panel_writes_nothing(desk):
    claim, source = make_claim(), make_source()
    say(claim, "12", source)
    verify(claim, "12")
    histories = (Assertion.history.count(), Claim.history.count())
    before = Assessment.objects.values().get(), Assertion.objects.count()
    assert "contradiction" in text(desk.post(PREVIEW, typed(claim, make_source(), "only 11")))
    assert (Assessment.objects.values().get(), Assertion.objects.count()) == before
    assert (Assertion.history.count(), Claim.history.count()) == histories
    row = say(claim, "13")
    assert row.pk == Assertion.objects.order_by("pk").first().pk + 1
    keys = list(Assertion.history.order_by("history_id").values_list("history_id", flat=True))
    assert keys == list(range(keys[0], keys[0] + len(keys)))


def test_the_panel_of_an_edit_writes_nothing_and_says_what_it_would_come_to(desk):
    claim = make_claim()
    say(claim, "11")
    row = say(claim, "11")
    shown = text(desk.post(f"/admin/claims/assertion/{row.pk}/preview/", edited(row, wording="15")))
    assert "sources agree → contradiction" in shown
    row.refresh_from_db()
    assert (row.wording, row.history.count(), verdict(claim)) == ("11", 1, "agree")


def test_a_relative_wording_is_worked_out_in_the_panel(desk):
    base, claim, source = make_claim(), make_claim(), make_source()
    say(base, "14", source)
    shown = text(desk.post(PREVIEW, typed(claim, source, "all but one", base=base.pk)))
    assert f"can mean 13 Rule: all but k · of {base.reference} , as this source has it" in shown


def test_words_that_cannot_be_read_say_why_and_what_to_do(desk):
    shown = text(desk.post(PREVIEW, typed(make_claim(), make_source(), "umpteen")))
    assert "“umpteen” says no number that a rule reads" in shown
    assert "save it as it is, unread: it is kept, not counted, and waits in the queue" in shown


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"source": ""}, "can mean 11 Rule: exactly n With the source chosen"),
        ({"claim": ""}, "Choose the claim and type the wording"),
        ({"wording": ""}, "Choose the claim and type the wording"),
        ({"stance": "reports"}, "Speaker: Say whose word the source reports"),
    ],
)
def test_half_a_form_is_read_as_far_as_it_goes(desk, missing, said):
    assert said in text(desk.post(PREVIEW, typed(make_claim(), make_source()) | missing))


def test_a_date_waits_for_its_source(desk):
    claim = make_claim("date")
    form = typed(claim, make_source(published_on=date(2020, 7, 1)), "yesterday")
    assert "Choose the source" in text(desk.post(PREVIEW, form | {"source": ""}))
    assert "30 June 2020" in text(desk.post(PREVIEW, form))


def test_an_option_is_read_in_the_panel(desk):
    claim = make_claim("choice")
    make_options(claim, {"Iraqi forces": None, "Federal Police": "Iraqi forces"})
    assert "can mean Iraqi forces" in text(desk.post(PREVIEW, typed(claim, make_source(), "iraqi forces")))
    assert "is no option of this claim" in text(desk.post(PREVIEW, typed(claim, make_source(), "the navy")))


def test_what_review_refuses_stands_in_the_panel(desk):
    one, other = make_claim(), make_claim()
    say(one, "all but one", base=other)
    shown = text(desk.post(PREVIEW, typed(other, make_source(), "all but two", base=one.pk)))
    assert "It cannot be saved so" in shown and "in a circle" in shown


def test_the_panel_says_that_a_decision_would_turn_stale(desk):
    claim = make_claim()
    say(claim, "14")
    verify(claim, "14")
    assert "The decision in force turns stale" in text(desk.post(PREVIEW, typed(claim, make_source(), "11")))


def test_the_panel_says_what_a_denial_does(desk):
    claim = make_claim()
    say(claim, "14", make_source(authors="Ann Lee"))
    shown = text(desk.post(PREVIEW, typed(claim, make_source(), "denied that 14 were held", stance="denies")))
    assert "rules out 14" in shown and "A denial is no value itself" in shown
    assert "It rules out: “ 14 ” ( Lee )" in shown
    assert "single source → contradiction" in shown


def test_the_panel_says_that_a_doubt_is_not_counted(desk):
    claim = make_claim()
    say(claim, "14")
    shown = text(desk.post(PREVIEW, typed(claim, make_source(), "11", stance="doubts")))
    assert "doubts 11" in shown and "A doubt is shown, and never counted." in shown
    assert "single source as before" in shown and "together with" not in shown


def test_the_panel_says_that_a_source_would_contradict_itself(desk):
    claim, source = make_claim(), make_source()
    say(claim, "14", source, locator="paragraph 2")
    shown = text(desk.post(PREVIEW, typed(claim, source, "11")))
    assert "This source contradicts itself: “ 14 ” (" in shown
    assert "It cannot be true together with" not in shown


def test_a_paper_that_quotes_two_who_disagree_does_not_contradict_itself(desk):
    claim, source = make_claim(), make_source()
    say(claim, "14", source, stance="reports", speaker="The minister")
    shown = text(desk.post(PREVIEW, typed(claim, source, "11", stance="reports", speaker="A witness")))
    assert "It cannot be true together with: “ 14 ” ( The minister )" in shown
    assert "contradicts itself" not in shown


def test_a_long_list_is_cut(desk):
    claim = make_claim()
    for number in range(20, 28):
        say(claim, str(number))
    shown = text(desk.post(PREVIEW, typed(claim, make_source(), "11")))
    assert "“ 25 ”" in shown and "“ 26 ”" not in shown and "and 2 more" in shown


def test_a_figure_that_grows_clashes_with_a_later_lower_one_only(desk):
    claim = make_claim(accumulates=True)
    say(claim, "20", as_of=date(2020, 7, 3))
    say(claim, "5", as_of=date(2020, 7, 1))
    shown = text(desk.post(PREVIEW, typed(claim, make_source(), "30", as_of="2020-07-02")))
    assert "together with: “ 20 ”" in shown and "“ 5 ”" not in shown


def test_the_same_words_elsewhere_or_in_a_reprint_are_pointed_out(desk):
    claim, wire = make_claim(), make_source("wire")
    reprint, other = make_source("reprint", derives_from=wire), make_source("other")
    row = say(claim, "Only 11", wire, locator="paragraph 2")
    for source in (wire, reprint):
        response = desk.post(PREVIEW, typed(claim, source, "only  11."))
        assert "The same words are there already: “ Only 11 ”" in text(response)
        assert f"/admin/claims/assertion/{row.pk}/change/" in response.content.decode()
    assert "The same words" not in text(desk.post(PREVIEW, typed(claim, other, "only 11")))
    assert "The same words" not in text(desk.post(PREVIEW, typed(make_claim(), wire, "only 11")))


def test_the_panel_escapes_what_sources_say(desk):
    claim = make_claim()
    say(claim, "12", make_source(authors="<script>alert(1)</script>"), locator="<b>")
    response = desk.post(PREVIEW, typed(claim, make_source(), "11 <script>alert(2)</script>"))
    assert "<script>" not in response.content.decode() and "<b>" not in response.content.decode()


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("analyst", 200), ("editor", 200), (None, 302)])
def test_the_panel_is_for_whoever_may_enter(client, role, status):
    row = say(make_claim(), "11")
    if role:
        client.force_login(make_user(role))
    assert client.post(PREVIEW, typed(make_claim(), make_source())).status_code == status
    assert client.post(f"/admin/claims/assertion/{row.pk}/preview/", edited(row)).status_code == status


def test_the_panel_needs_a_token_of_the_form_and_is_asked_for_by_post(desk, client):
    client.handler.enforce_csrf_checks = True
    assert client.post(PREVIEW, typed(make_claim(), make_source())).status_code == 403
    client.handler.enforce_csrf_checks = False
    assert client.get(PREVIEW).status_code == 405
    assert client.post("/admin/claims/assertion/999999/preview/", {}).status_code == 404
    assert client.post(PREVIEW, {"claim": "x"}).status_code == 400
