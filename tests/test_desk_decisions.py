"""The pages on which a claim is decided, and an assertion taken out of the count."""

from __future__ import annotations

import pytest

from claims.models import Assertion, Assessment, Claim, Decision
from claims.review import Refused, assertions, decisions
from claims.review.claims import save_claim

from .factories import decide, make_claim, make_options, make_source, make_user, say, verdict, verify
from .pages import opened, text

pytestmark = pytest.mark.django_db

JUDGED = {"likelihood": "likely", "confidence": "moderate", "reason": "Her count fits.", "assumption": "He miscounted."}


def page(claim: Claim, verb: str) -> str:
    return f"/admin/claims/claim/{claim.pk}/{verb}/"


def test_a_value_is_held_only_after_its_reading_was_shown(editor, claim):
    form = opened(editor, page(claim, "verify"), value="about 40", **JUDGED)
    shown = editor.post(page(claim, "verify"), form)
    assert "will be held as <strong>32–48</strong> (most readers: 36–44)" in text(shown)
    assert "1 of 2 counted assertions supports it. These rule it out:" in text(shown)
    assert "“<bdi>only 11</bdi>”" in text(shown)
    assert not Decision.objects.exists()
    done = editor.post(page(claim, "verify"), form | {"confirmed": shown.context["form"]["confirmed"].value()})
    assert done.url == f"/admin/claims/claim/{claim.pk}/change/"
    decision = Decision.objects.get()
    assert (decision.value, decision.low, decision.high) == ("about 40", 32, 48)
    assert (decision.likelihood, decision.confidence, decision.reason) == (
        "likely",
        "moderate",
        "Her count fits.",
    )
    assert decision.author.username == "ed"


def test_a_value_that_is_changed_on_the_confirming_page_is_shown_again(editor, claim):
    form = opened(editor, page(claim, "verify"), value="13", confirmed="12", **JUDGED)
    assert "will be held as <strong>13</strong>" in text(editor.post(page(claim, "verify"), form))
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "complaint"),
    [
        ({"value": ""}, "value", "Say which value you hold to be true."),
        ({"value": "umpteen"}, "value", "umpteen"),
        ({"value": "all but one"}, "value", "goes by another claim"),
        ({"reason": "  "}, "reason", "Give a reason: someone will ask for it."),
        ({"likelihood": ""}, "likelihood", "This field is required."),
        ({"likelihood": "certain"}, "likelihood", "Select a valid choice"),
        ({"confidence": ""}, "confidence", "This field is required."),
    ],
)
def test_a_fault_stands_beside_its_field_and_all_that_was_typed_is_kept(editor, claim, typed, field, complaint):
    typed = {"value": "12", **JUDGED, **typed}
    form = opened(editor, page(claim, "verify"), **typed, confirmed=typed["value"])
    response = editor.post(page(claim, "verify"), form)
    assert complaint in "".join(response.context["form"].errors[field])
    for name, value in typed.items():
        assert response.context["form"][name].value() == value
    assert not Decision.objects.exists()


def test_a_choice_is_verified_by_an_option_shown_with_where_it_lies(editor):
    claim = make_claim("choice")
    make_options(claim, {"Iraqi forces": None, "CTS": "Iraqi forces"})
    say(claim, "Iraqi forces")
    assert "Iraqi forces &gt; CTS" in text(editor.get(page(claim, "verify")))
    form = opened(editor, page(claim, "verify"), value="CTS", confirmed="CTS", **JUDGED)
    editor.post(page(claim, "verify"), form)
    assert Decision.objects.get().option.name == "CTS"


def test_the_positions_are_offered_as_values(editor, claim):
    form = editor.get(page(claim, "verify")).context["form"]
    assert [label for label, _ in form.fields["position"].choices] == ["11", "12 or more", ""]


def test_a_position_is_picked_and_the_others_are_kept_as_rejected(editor, claim):
    form = opened(editor, page(claim, "verify"), position="12 or more", **JUDGED)
    shown = editor.post(page(claim, "verify"), form)
    assert "Rejected with it: <bdi>11</bdi>" in text(shown)
    editor.post(page(claim, "verify"), form | {"confirmed": "12 or more"})
    decision = Decision.objects.get()
    assert (decision.value, decision.assumption) == ("12 or more", "He miscounted.")
    assert [(row["label"], row["low"], row["high"]) for row in decision.rejected] == [("11", "11", "11")]
    assert len(decision.rejected[0]["names"]) == 1
    assert "Rejected alternatives" in text(editor.get(page(claim, "change")))


def test_a_position_and_other_words_together_are_refused(editor, claim):
    form = opened(editor, page(claim, "verify"), position="12 or more", value="13", **JUDGED)
    assert "keep one of the two" in text(editor.post(page(claim, "verify"), form))


def test_an_open_contradiction_is_not_verified_over_without_an_assumption(editor, claim):
    form = opened(editor, page(claim, "verify"), value="12", confirmed="12", **{**JUDGED, "assumption": " "})
    assert "The contradiction is open." in text(editor.post(page(claim, "verify"), form))
    with pytest.raises(Refused, match="The contradiction is open"):
        decide(claim, "verify", value="12", likelihood="likely", confidence="low", assumption="")
    assert not Decision.objects.exists()


def test_an_explained_contradiction_is_verified_on_its_explanation(editor, claim):
    decide(claim, "explain", cause="time")
    shown = editor.get(page(claim, "verify"))
    assert "assumption" not in shown.context["form"].fields
    decision = decide(claim, "verify", value="12", likelihood="likely", confidence="low", assumption="")
    assert decision.assumption == "The conflict is explained (no. 1): another time."


@pytest.mark.parametrize(
    ("verb", "before", "typed", "status"),
    [
        ("explain", None, {"cause": "definition"}, "open"),
        ("leave-unresolved", None, {"way": "range"}, "unresolved"),
        ("correct", "verify", {"value": "12", "confirmed": "12", "because_of": "own", **JUDGED}, "verified"),
        ("reaffirm", "verify", {}, "verified"),
        ("reopen", "verify", {}, "open"),
    ],
)
def test_each_verb_is_decided_on_its_page_and_once(editor, claim, verb, before, typed, status):
    if before:
        verify(claim, "11")
    form = opened(editor, page(claim, verb), **{"reason": "Because.", **typed})
    count = Decision.objects.count()
    for _ in range(2):  # a double click
        response = editor.post(page(claim, verb), form)
        assert response.url == f"/admin/claims/claim/{claim.pk}/change/"
    assert Decision.objects.count() == count + 1
    assert Decision.objects.latest("pk").verb == verb.replace("-", "_")
    assert Claim.objects.get(pk=claim.pk).assessment.status == status


def test_of_two_clicks_that_arrive_at_once_the_second_is_no_other_persons_doing(editor, claim, monkeypatch):
    def after_the_other(*who, **what):
        decisions.decide(*who, **what)
        return decisions.decide(*who, **what)

    monkeypatch.setattr("claims.admin.decisions.decide", after_the_other)
    form = opened(editor, page(claim, "verify"), value="12", confirmed="12", **JUDGED)
    response = editor.post(page(claim, "verify"), form, follow=True)
    assert "That was done already, once." in text(response)
    assert Decision.objects.get().value == "12"


@pytest.mark.parametrize(("verb", "missing"), [("explain", "cause"), ("leave-unresolved", "way")])
def test_an_explanation_needs_a_cause_and_an_unresolved_claim_a_way(editor, claim, verb, missing):
    response = editor.post(page(claim, verb), opened(editor, page(claim, verb), reason="Because."))
    assert missing in response.context["form"].errors
    assert not Decision.objects.exists()


def test_a_decision_on_what_has_changed_is_refused_with_all_that_was_typed(editor, claim):
    form = opened(editor, page(claim, "verify"), value="12", confirmed="12", **JUDGED)
    say(claim, "13", make_source("late"))
    response = editor.post(page(claim, "verify"), form)
    assert "Somebody changed this claim" in text(response)
    assert "Her count fits." in text(response)
    assert response.context["form"]["value"].value() == "12"
    assert not Decision.objects.exists()
    fresh = response.context["form"]["seen"].value()
    assert fresh != form["seen"]
    editor.post(page(claim, "verify"), form | {"seen": fresh})
    assert Decision.objects.get().value == "12"


def test_two_editors_at_once_make_one_decision_and_the_second_is_told(editor, claim, client):
    form = opened(editor, page(claim, "leave-unresolved"), way="pending", reason="Wait.")
    decide(claim, "leave_unresolved", way="range")
    response = editor.post(page(claim, "leave-unresolved"), form)
    assert "Somebody changed this claim" in text(response)
    assert Decision.objects.count() == 1


def test_the_second_of_two_editors_sees_both_versions_and_goes_on_with_what_they_typed(editor, claim):
    form = opened(editor, page(claim, "verify"), value="12", confirmed="12", **JUDGED)
    verify(claim, "11", by=make_user("editor", name="first"))
    response = editor.post(page(claim, "verify"), form)
    told = " ".join(text(response).split())
    assert "What others did meanwhile" in told and "first" in told and "11" in told
    assert response.context["form"]["value"].value() == "12"
    assert "Correct it instead…" in told
    form |= {name: response.context["form"][name].value() for name in ("seen", "seen_at")}
    carried = editor.post(page(claim, "correct"), form)  # what the button sends
    assert carried.context["form"]["reason"].value() == "Her count fits."
    assert editor.post(page(claim, "correct"), form | {"because_of": "own"}).status_code == 302
    assert list(Decision.objects.order_by("number").values_list("value", flat=True)) == ["11", "12"]


def test_a_token_that_was_made_up_decides_nothing(editor, claim):
    form = opened(editor, page(claim, "explain"), cause="time", reason="Because.") | {"seen": "0-contradiction-beef"}
    assert "Somebody changed this claim" in text(editor.post(page(claim, "explain"), form))
    assert not Decision.objects.exists()


def test_an_obstacle_is_told_instead_of_a_form(client, claim):
    editor = make_user("editor")
    say(claim, "12", by=editor)
    client.force_login(editor)
    shown = text(client.get(page(claim, "verify")))
    assert "so an editor other than you must verify it" in shown
    assert 'name="reason"' not in shown
    form = {"value": "12", "confirmed": "12", **JUDGED}
    assert "so an editor other than you" in text(client.post(page(claim, "verify"), form))
    assert not Decision.objects.exists()


def test_looking_at_a_page_changes_nothing(editor, claim):
    before = list(Assertion.history.values_list("pk")), list(Assessment.objects.values())
    for verb in ("verify", "explain", "leave-unresolved", "reopen", "correct", "reaffirm"):
        editor.get(page(claim, verb) + "?reason=x&value=12&confirmed=12&likelihood=likely&confidence=high")
    row = claim.assertions.first()
    for step in ("set-aside", "restore", "supersede", "delete"):
        editor.get(f"/admin/claims/assertion/{row.pk}/{step}/?reason=x")
    assert not Decision.objects.exists()
    assert before == (
        list(Assertion.history.values_list("pk")),
        list(Assessment.objects.values()),
    )


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        ("count", "umpteen", "“umpteen” could not be read as a value: write a number, a range or a bound, such as 12, "
         "10–15 or 12 or more. “umpteen” says no number that a rule reads."),
        ("date", "last month", "“last month” could not be read as a value: write a day, a month or a year, such as "
         "26 June 2020. The publication date is missing: “last month” is told from it."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_refused_with_advice_for_values(editor, kind, value, complaint):
    claim = make_claim(kind)
    form = opened(editor, page(claim, "verify"), value=value, **JUDGED)
    assert editor.post(page(claim, "verify"), form).context["form"].errors["value"] == [complaint]


def test_the_names_on_a_page_are_told_apart(editor):
    claim = make_claim()
    say(claim, "11", make_source(authors="A. Frantzman"))
    say(claim, "11", stance="reports", speaker="Doe, Jane")
    say(claim, "12")
    shown = text(editor.get(page(claim, "explain")))
    assert "</q> — <bdi>Frantzman</bdi>" in shown and "</q> — <bdi>Doe, Jane</bdi>" in shown


# Steps with an assertion


def step(row: Assertion, name: str) -> str:
    return f"/admin/claims/assertion/{row.pk}/{name}/"


def test_an_assertion_is_set_aside_and_restored_each_once(editor, claim):
    row = claim.assertions.get(wording="only 11")
    form = opened(editor, step(row, "set-aside"), reason="A misprint.")
    for _ in range(2):
        assert editor.post(step(row, "set-aside"), form).status_code == 302
    row.refresh_from_db()
    assert (row.set_aside_reason, row.counted, verdict(claim)) == ("A misprint.", False, "single")
    form = opened(editor, step(row, "restore"), reason="It was none.")
    for _ in range(2):
        assert editor.post(step(row, "restore"), form).status_code == 302
    row.refresh_from_db()
    assert (row.counted, verdict(claim)) == (True, "contradiction")
    assert list(row.history.order_by("pk").values_list("history_change_reason", flat=True)) == [
        "entered", "set aside: A misprint.", "restored: It was none.",
    ]  # fmt: skip


def test_an_assertion_is_superseded_by_another_of_its_publisher(editor, claim):
    row = claim.assertions.get(wording="only 11")
    later = say(claim, "13", make_source("frantzman-2", publisher="Post"))
    other = claim.assertions.get(wording="12 or more")
    choices = editor.get(step(row, "supersede")).context["form"].fields["by"].queryset
    assert list(choices) == [later]
    refused = editor.post(step(row, "supersede"), opened(editor, step(row, "supersede"), by=other.pk, reason="x"))
    assert "by" in refused.context["form"].errors
    form = opened(editor, step(row, "supersede"), by=later.pk, reason="It corrected itself.")
    for _ in range(2):
        assert editor.post(step(row, "supersede"), form).status_code == 302
    row.refresh_from_db()
    assert (row.superseded_by, row.state, verdict(claim)) == (later, "superseded", "compatible")


def test_a_reason_is_required_to_set_aside(editor, claim):
    row = claim.assertions.first()
    response = editor.post(step(row, "set-aside"), opened(editor, step(row, "set-aside"), reason=" "))
    assert "Give a reason" in text(response)
    row.refresh_from_db()
    assert row.counted


def test_setting_aside_what_has_changed_is_refused_with_the_reason_kept(editor, claim):
    row = claim.assertions.first()
    form = opened(editor, step(row, "set-aside"), reason="A misprint, surely.")
    say(claim, "14")
    response = editor.post(step(row, "set-aside"), form)
    assert "Somebody changed this claim" in text(response)
    assert "A misprint, surely." in text(response)
    row.refresh_from_db()
    assert row.counted


def test_a_step_that_another_took_is_not_taken_for_ones_own(editor, claim):
    row = claim.assertions.get(wording="only 11")
    aside = opened(editor, step(row, "set-aside"), reason="A misprint.")
    assertions.set_aside(make_user("editor"), row, "A misprint.")
    assert "Somebody changed this claim" in text(editor.post(step(row, "set-aside"), aside))
    back = opened(editor, step(row, "restore"), reason="It was none.")
    assertions.restore(make_user("editor"), row, "It was none.")
    assert "Somebody changed this claim" in text(editor.post(step(row, "restore"), back))
    later = say(claim, "13", make_source("frantzman-2", publisher="Post"))
    over = opened(editor, step(row, "supersede"), by=later.pk, reason="It corrected itself.")
    assertions.supersede(make_user("editor"), row, later, "It corrected itself.")
    assert "Somebody changed this claim" in text(editor.post(step(row, "supersede"), over))


def test_later_assertions_of_equal_words_are_told_apart(editor, claim):
    row = claim.assertions.get(wording="only 11")
    for place in ("p. 1", "p. 2"):
        say(claim, "13", make_source(f"post-{place[-1]}", publisher="Post"), locator=place)
    shown = text(editor.get(step(row, "supersede")))
    assert "“13” (post-1, 1 July 2020, p. 1)" in shown
    assert "“13” (post-2, 1 July 2020, p. 2)" in shown


# The list of decisions


def test_the_decision_is_shown_with_the_evidence_as_it_then_was(editor, claim):
    decision = verify(claim, "12 or more")
    say(claim, "500")
    shown = text(editor.get(f"/admin/claims/decision/{decision.pk}/change/"))
    assert "carlin: “12 or more” — 12 … open, supports the value" in shown
    assert "frantzman: “only 11” — 11 … 11, dissents from the value" in shown
    assert "500" not in shown
    assert 'name="_save"' not in shown


def test_a_claims_page_leads_to_its_decisions(editor, claim):
    verify(claim, "12 or more")
    verify(other := make_claim(), "3")
    address = f"/admin/claims/decision/?claim__id__exact={claim.pk}"
    assert f'href="{address}"' in text(editor.get(page(claim, "change")))
    assert [decision.claim for decision in editor.get(address).context["cl"].result_list] == [claim]
    assert other.decisions.exists()


def test_decisions_are_listed_and_searched(editor, claim):
    verify(claim, "12 or more")
    found = editor.get(f"/admin/claims/decision/?q={claim.reference}&verb__exact=verify").context["cl"].result_list
    assert [decision.value for decision in found] == ["12 or more"]


def test_a_decision_is_told_in_plain_words(editor, claim):
    decision = decide(claim, "leave_unresolved", way="pending")
    listed = text(editor.get("/admin/claims/decision/"))
    assert "1. left unresolved</a>" in listed
    shown = text(editor.get(f"/admin/claims/decision/{decision.pk}/change/"))
    assert "What to do meanwhile" in shown and "wait for more" in shown
    for word in ("Verb", "verb<", "Way:", "Number"):
        assert word not in listed + shown


def test_a_question_that_changed_meanwhile_is_not_answered_unseen(editor, claim):
    form = opened(editor, page(claim, "verify"), value="12", confirmed="12", **JUDGED)
    claim.question = "How many were not released?"
    save_claim(make_user(), claim, ["question"])
    assert "Somebody changed this claim" in text(editor.post(page(claim, "verify"), form))
    assert not Decision.objects.exists()
