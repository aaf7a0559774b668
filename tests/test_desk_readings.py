"""Overruling what a wording is read as, and going back to the computed reading."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from claims.evidence import evidence_of
from claims.models import Assertion
from claims.review import Refused, assertions, readings

from .factories import make_source, make_user, say, verdict, verify
from .pages import opened, text

pytestmark = pytest.mark.django_db


def step(row, name: str) -> str:
    return f"/admin/claims/assertion/{row.pk}/{name}/"


def test_a_reading_is_overruled_once_its_words_and_their_verdict_were_shown(editor, claim):
    row = claim.assertions.get(wording="12 or more")
    form = opened(editor, step(row, "overrule"), read_as="11", reason="She counts the guard.")
    shown = editor.post(step(row, "overrule"), form)
    assert "“<bdi>11</bdi>” means <strong>11</strong>" in text(shown)
    assert "turns from contradiction into sources agree" in text(shown)
    row.refresh_from_db()
    assert (row.read_as, row.history.count(), verdict(claim)) == ("", 1, "contradiction")
    for _ in range(2):
        assert editor.post(step(row, "overrule"), form | {"confirmed": "11"}).status_code == 302
    row.refresh_from_db()
    assert (row.read_as, row.note, row.possible_high, verdict(claim)) == ("11", "She counts the guard.", 11, "agree")
    assert row.history.first().history_change_reason == "overruled: She counts the guard."


def test_an_overruled_reading_goes_back_to_the_computed_one(editor, claim):
    row = claim.assertions.get(wording="12 or more")
    readings.overrule(make_user(), row, "11", "She counts the guard.")
    form = opened(editor, step(row, "computed"), reason="She does not.")
    for _ in range(2):
        assert editor.post(step(row, "computed"), form).status_code == 302
    row.refresh_from_db()
    assert (row.read_as, row.possible_low, verdict(claim)) == ("", 12, "contradiction")


@pytest.mark.parametrize("words", ["umpteen", "  "])
def test_words_that_cannot_be_read_overrule_nothing_and_are_kept(editor, claim, words):
    row = claim.assertions.get(wording="12 or more")
    form = opened(editor, step(row, "overrule"), read_as=words, reason="So it is.", confirmed=words)
    response = editor.post(step(row, "overrule"), form)
    assert response.context["form"].errors["read_as"]
    assert response.context["form"]["read_as"].value() == words
    assert row.history.count() == 1


def test_whoever_overruled_a_reading_does_not_verify_the_claim(claim):
    editor = make_user("editor")
    readings.overrule(editor, claim.assertions.get(wording="12 or more"), "13", "So it is.")
    with pytest.raises(Refused, match="an editor other than you"):
        verify(claim, "13", by=editor)


# Every state × every role: + is done, - is refused with a reason, x is forbidden to the role.
ROLES = ("viewer", "analyst", "editor", "administrator")
STATES = ("computed", "overruled", "set aside", "superseded", "decided")
TABLE = {
    "overrule": ("x+++", "x+++", "x+++", "x+++", "x+++"),
    "computed": ("x---", "x+++", "x---", "x---", "x---"),
}
CASES = [
    pytest.param(name, state, role, outcome, id=f"{name}-{state}-{role}")
    for name, row in TABLE.items()
    for state, outcomes in zip(STATES, row, strict=True)
    for role, outcome in zip(ROLES, outcomes, strict=True)
]


def prepared(claim, state):
    row = claim.assertions.get(wording="only 11")
    if state == "overruled":
        readings.overrule(make_user(), row, "10", "So it is.")
    if state == "set aside":
        assertions.set_aside(make_user(), row, "A misprint.")
    if state == "superseded":
        later = say(claim, "13", make_source("post-2", publisher="Post"))
        assertions.supersede(make_user(), row, later, "Corrected.")
    if state == "decided":
        verify(claim, "11")
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("name", "state", "role", "outcome"), CASES)
def test_who_may_overrule_a_reading_and_go_back_when(claim, name, state, role, outcome):
    row, person = prepared(claim, state), make_user(role)
    before = Assertion.objects.values().get(pk=row.pk)

    def take():
        if name == "overrule":
            return readings.overrule(person, row, "13", "Because.")
        return readings.go_back(person, row, "Because.")

    if outcome == "+":
        assert take().read_as == ("13" if name == "overrule" else "")
    else:
        with pytest.raises(PermissionDenied if outcome == "x" else Refused):
            take()
        assert Assertion.objects.values().get(pk=row.pk) == before


@pytest.mark.parametrize(("name", "state", "role", "outcome"), CASES)
def test_who_may_overrule_a_reading_and_go_back_when_through_the_pages(client, claim, name, state, role, outcome):
    row = prepared(claim, state)
    before = Assertion.objects.values().get(pk=row.pk)
    client.force_login(make_user(role))
    form = {"seen": evidence_of(claim).token, "reason": "Because.", "read_as": "13", "confirmed": "13"}
    assert client.post(step(row, name), form).status_code == {"x": 403, "+": 302}.get(outcome, 200)
    assert (Assertion.objects.values().get(pk=row.pk) == before) == (outcome != "+")


def test_another_reading_with_the_same_note_is_another_step(editor, claim):
    row = claim.assertions.get(wording="12 or more")
    for words in ("15", "16"):
        form = opened(editor, step(row, "overrule"), read_as=words, reason="So it is.", confirmed=words)
        assert editor.post(step(row, "overrule"), form).status_code == 302
    row.refresh_from_db()
    assert row.read_as == "16"
