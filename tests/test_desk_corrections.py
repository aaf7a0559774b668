"""What becomes of a verified value: corrected, stale, reaffirmed; each with what changed and why."""

from __future__ import annotations

import re

import pytest

from claims.models import Assertion, Claim, Decision
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


def many(claim: Claim, count: int) -> list[Assertion]:
    return [say(claim, f"{number} men", make_source(f"s-{number}")) for number in range(20, 20 + count)]


def boxes(html: str) -> list[int]:
    return [int(key) for key in re.findall(r'name="because_of" value="(\d+)"', html)]


def sent_back(html: str, **typed: object) -> dict[str, object]:
    """What the form of a page sends, once something more is typed."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    checked = re.findall(r'name="because_of" value="(\w+)"[^>]* checked', html)
    return {**hidden, "because_of": checked, **typed}


def test_of_few_assertions_all_are_offered(editor, claim):
    verify(claim, "11")
    html = text(editor.get(page(claim, "correct")))
    assert boxes(html) == list(claim.assertions.values_list("pk", flat=True))
    assert 'name="find"' not in html


def test_of_many_assertions_each_can_be_chosen_in_turn(editor, claim):
    rows = many(claim, 45)
    verify(claim, "11")
    html, seen = text(editor.get(page(claim, "correct"))), []
    while following := re.search(r'name="_look" value="(\d+)">Next', html):
        seen += boxes(html)
        assert len(boxes(html)) == 20
        html = text(editor.post(page(claim, "correct"), sent_back(html, _look=following[1])))
    seen += boxes(html)
    assert sorted(seen) == list(claim.assertions.values_list("pk", flat=True))
    assert seen[0] == rows[-1].pk
    back = re.search(r'name="_look" value="(\d+)">Previous', html)[1]
    assert boxes(text(editor.post(page(claim, "correct"), sent_back(html, _look=back)))) == seen[20:40]


def test_what_was_chosen_and_typed_stays_while_other_evidence_is_looked_for(editor, claim):
    rows = many(claim, 45)
    verify(claim, "11")
    html = text(editor.get(page(claim, "correct")))
    typed = {**JUDGED, "value": "13", "because_of": [rows[44].pk], "find": "24 men"}
    html = text(editor.post(page(claim, "correct"), sent_back(html, **typed)))
    assert boxes(html) == [rows[44].pk, rows[4].pk]
    assert 'value="13"' in html and "Her count fits." in html and "errorlist" not in html
    typed["because_of"] = [rows[44].pk, rows[4].pk]
    html = text(editor.post(page(claim, "correct"), sent_back(html, **typed)))
    assert "will be held as" in html
    assert editor.post(page(claim, "correct"), sent_back(html, **typed)).status_code == 302
    told = {row["source"] for row in Decision.objects.latest("number").because_of}
    assert told == {"s-24", "s-64"}


@pytest.mark.parametrize("look", ["x", "-1", "9" * 30, "٣", "1000"])
def test_a_part_that_is_not_there_is_as_good_as_the_first(editor, claim, look):
    many(claim, 25)
    verify(claim, "11")
    assert "1–20 of 2" in text(editor.post(page(claim, "correct"), {"_look": look, "because_of": ["own", "x"]}))


def test_words_that_nothing_has_leave_what_was_chosen(editor, claim):
    rows = many(claim, 25)
    verify(claim, "11")
    sent = {"_look": "0", "find": "zeppelin", "because_of": [rows[0].pk]}
    html = text(editor.post(page(claim, "correct"), sent))
    assert boxes(html) == [rows[0].pk] and "Nothing has these words" in html


def test_a_box_of_another_claim_is_no_choice(editor, claim):
    many(claim, 25)
    verify(claim, "11")
    other = say(make_claim(), "13")
    form = opened(editor, page(claim, "correct"), value="13", confirmed="13", **JUDGED, because_of=[other.pk])
    assert "is not one of the available choices" in text(editor.post(page(claim, "correct"), form))


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
    assert new.pk in [difference.assertion for difference in shown.context["since"].told]
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
