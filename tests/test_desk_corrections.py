"""What becomes of a verified value: corrected, stale, reaffirmed; each with what changed and why."""

from __future__ import annotations

import pytest

from claims.models import Claim, Decision
from claims.review import Refused

from .factories import decide, make_claim, make_source, make_user, say, verify
from .pages import opened, text

pytestmark = pytest.mark.django_db

JUDGED = {"likelihood": "likely", "confidence": "moderate", "reason": "Her count fits.", "assumption": "He miscounted."}


def page(claim: Claim, verb: str) -> str:
    return f"/admin/claims/claim/{claim.pk}/{verb}/"


def test_a_correction_names_old_and_new_and_the_evidence_that_caused_it(editor, claim):
    old = verify(claim, "11")
    new = say(claim, "13", make_source("late"))
    typed = {"value": "13", "confirmed": "13", **JUDGED}
    missing = editor.post(page(claim, "correct"), opened(editor, page(claim, "correct"), **typed))
    assert "Choose the evidence that caused it" in text(missing)
    form = opened(editor, page(claim, "correct"), **typed, because_of=[new.pk])
    assert editor.post(page(claim, "correct"), form).status_code == 302
    decision = Decision.objects.latest("number")
    assert (decision.corrects, decision.value) == (old, "13")
    assert [(row["source"], row["wording"]) for row in decision.because_of] == [("late", "13")]
    listed = " ".join(text(editor.get("/corrections/")).split())
    assert '<s dir="auto">11</s>' in listed and '<strong dir="auto">13</strong>' in listed
    assert "because of" in listed and "Her count fits." in listed


def test_a_correction_to_what_is_in_force_already_is_refused(claim):
    verify(claim, "11")
    with pytest.raises(Refused, match="in force already"):
        decide(claim, "correct", value="11", likelihood="almost certain", confidence="high")


def test_evidence_of_another_claim_causes_no_correction(claim):
    verify(claim, "11")
    other = say(make_claim(), "13")
    with pytest.raises(Refused, match="No assertion of this claim"):
        decide(claim, "correct", value="13", likelihood="likely", confidence="high", because_of=[other.pk])


def test_a_stale_decision_shows_what_changed_and_is_reaffirmed_from_the_claims_page(editor, claim):
    verify(claim, "11")
    new = say(claim, "13", make_source("late"), by=make_user(name="ana"))
    shown = editor.get(page(claim, "change"))
    words = " ".join(text(shown).split())
    assert "“13” (late), dissents" in words and "ana, " in words
    assert new.pk in [difference.assertion for difference in shown.context["since"]]
    form = {**shown.context["reaffirm"]["form"].initial, "reason": "He is no better placed."}
    assert editor.post(page(claim, "reaffirm"), form).status_code == 302
    decision = Decision.objects.latest("number")
    assert (decision.verb, decision.value, decision.assumption) == ("reaffirm", "11", "The others are mistaken.")
    assert editor.get(page(claim, "change")).context["reaffirm"] is None


def test_a_reaffirmation_over_a_contradiction_that_is_new_names_what_is_assumed(editor):
    claim = make_claim()
    say(claim, "11")
    verify(claim, "11")
    say(claim, "13")
    form = opened(editor, page(claim, "reaffirm"), reason="He saw them.")
    assert "The contradiction is open." in text(editor.post(page(claim, "reaffirm"), form))
    assert editor.post(page(claim, "reaffirm"), form | {"assumption": "A later count."}).status_code == 302
    assert Decision.objects.latest("number").assumption == "A later count."


def test_an_assumption_that_was_an_explanation_does_not_outlive_it(claim):
    decide(claim, "explain", cause="time")
    decide(claim, "verify", value="12", likelihood="likely", confidence="low", assumption="")
    say(claim, "50")  # so that the conflict is no longer explained
    with pytest.raises(Refused, match="The contradiction is open"):
        decide(claim, "reaffirm", assumption="")


def test_the_same_reason_again_on_a_page_opened_later_is_no_double_click(editor, claim):
    verify(claim, "11")
    for figure in ("13", "20"):
        say(claim, figure)
        form = opened(editor, page(claim, "reaffirm"), reason="Still holds.")
        for _ in range(2):
            assert editor.post(page(claim, "reaffirm"), form).status_code == 302
    assert list(Decision.objects.values_list("verb", flat=True)) == ["verify", "reaffirm", "reaffirm"]
    assert not Claim.objects.get(pk=claim.pk).assessment.stale


def test_an_assumption_that_nobody_can_see_is_none(claim):
    with pytest.raises(Refused, match="The contradiction is open"):
        decide(claim, "verify", value="12", likelihood="likely", confidence="low", assumption="\u200b")
