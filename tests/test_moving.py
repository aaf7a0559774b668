"""Moving an assertion to the claim that it really answers: read there, counted there, and nothing lost on the way."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims.assessment import assess
from claims.evidence import evidence_of
from claims.loading import near_names
from claims.models import Assertion, Claim, Decision
from claims.review import Changed, Refused
from claims.review.assertions import delete, enter, set_aside, supersede
from claims.review.decisions import decide
from claims.review.merging import merge_claims
from claims.review.moves import move, preview

from .factories import decide as decided
from .factories import make_claim, make_options, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db
ROLES = ("viewer", "analyst", "editor", "administrator", "the editor who typed")
STATES = (
    "open", "in conflict", "explained", "verified", "stale", "unresolved", "set aside", "superseded", "superseding",
    "unread",
)  # fmt: skip
# For each state of the assertion and the claim that it leaves: + is done, - is refused, x is forbidden to the role.
OUTCOMES = {state: "x----" if state.startswith("supersed") else "x++++" for state in STATES}
TABLE = [(state, role, mark) for state in STATES for role, mark in zip(ROLES, OUTCOMES[state], strict=True)]


@pytest.fixture
def analyst():
    return make_user("analyst")


def people(role: str):
    """The typist of the evidence, and the person who takes the step."""
    if role == "the editor who typed":
        editor = make_user("editor")
        return editor, editor
    return make_user("editor"), make_user(role)


def prepare(state: str, typist) -> Assertion:
    """An assertion in that state, on a claim in that state."""
    claim, reviewer = make_claim(), make_user()
    words = "hard to say" if state == "unread" else "12"
    row = say(claim, words, make_source("s-one", publisher="P"), by=typist)
    if state in ("verified", "stale"):
        verify(claim, "12")
    other = "30" if state in ("in conflict", "explained", "stale") else "at least 10"
    if state != "verified":
        later = say(claim, other, make_source("s-two", publisher="P"), by=typist)
    if state == "explained":
        decided(claim, "explain", cause="definition")
    if state == "unresolved":
        decided(claim, "leave_unresolved", way="pending")
    if state == "set aside":
        set_aside(reviewer, row, "A misprint.")
    if state == "superseded":
        supersede(reviewer, row, later, "Corrected.")
    if state == "superseding":
        supersede(reviewer, later, row, "Corrected.")
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("state", "role", "outcome"), TABLE)
def test_who_moves_what(state, role, outcome):
    typist, person = people(role)
    row, to = prepare(state, typist), make_claim()
    left, was, decisions = row.claim, row.state, Decision.objects.count()
    if outcome == "+":
        move(person, row, to, "It asks that.", seen=evidence_of(left).token)
    else:
        with pytest.raises(PermissionDenied if outcome == "x" else Refused):
            move(person, row, to, "It asks that.", seen=evidence_of(left).token)
    row.refresh_from_db()
    assert row.claim == (to if outcome == "+" else left)
    assert row.state == was
    assert Decision.objects.count() == decisions
    assert assess(anew=True) == 0


@pytest.mark.parametrize(("state", "role", "outcome"), TABLE)
def test_who_moves_what_through_its_page(client, state, role, outcome):
    typist, person = people(role)
    row, to = prepare(state, typist), make_claim()
    left, page = row.claim, f"/admin/claims/assertion/{row.pk}/move/"
    client.force_login(person)
    form = {"seen": evidence_of(left).token, "seen_at": timezone.now().isoformat()}
    form |= {"reason": "It asks that.", "to": to.reference}
    first = client.post(page, form)
    assert first.status_code == (403 if outcome == "x" else 200)
    if outcome == "+":
        assert Assertion.objects.get(pk=row.pk).claim == left
        form["confirmed"] = first.context["form"].data["confirmed"]
        assert client.post(page, form).url == f"/admin/claims/claim/{to.pk}/change/?row={row.pk}#assertion-{row.pk}"
        assert "done already" in client.post(page, form, follow=True).content.decode()
    row.refresh_from_db()
    assert row.claim == (to if outcome == "+" else left)


def test_the_words_are_read_by_what_is_asked_there(analyst):
    left, to = make_claim(), make_claim("date")
    row = say(left, "25 June 2020")
    assert row.problem
    moved = move(analyst, row, to, "A day, not a number.")
    assert (moved.assertion.problem, moved.means) == ("", "25 June 2020")
    assert verdict(to) == "single"


def test_a_choice_is_read_as_an_option_of_its_new_claim(analyst):
    left, to = make_claim("choice"), make_claim("choice")
    make_options(left, {"Army": None})
    there = make_options(to, {"Police": None, "Army": None})
    row = say(left, "Army")
    move(analyst, row, to, "That was asked there.")
    row.refresh_from_db()
    assert row.option == there["Army"]
    assert row.possible_low == there["Army"].low


def test_words_that_cannot_be_read_there_wait(analyst):
    left, to = make_claim(), make_claim("date")
    row = say(left, "14")
    moved = move(analyst, row, to, "It is about the day.")
    assert moved.assertion.state == "unread"
    assert Claim.objects.get(pk=to.pk).assessment.waiting == 1


def test_false_dissent_goes_with_it_and_what_goes_by_both_claims_follows(analyst):
    left, to, part = make_claim(), make_claim(), make_claim()
    say(left, "14")
    row = say(left, "30")
    say(part, "half of them", base=to)
    say(to, "30 people")
    assert verdict(left) == "contradiction"
    move(analyst, row, to, "It counts the wounded.")
    assert (verdict(left), verdict(to)) == ("single", "agree")
    assert assess(anew=True) == 0


def test_the_history_says_from_where_to_where_and_why(analyst):
    row, to = say(make_claim(reference="K-1"), "14"), make_claim(reference="K-2")
    move(analyst, row, to, "It counts the wounded.")
    change = row.history.first()
    assert change.history_user == analyst
    assert change.history_change_reason == "moved from K-1 to K-2: It counts the wounded."


def test_a_decision_that_rests_on_it_stays_and_turns_stale(analyst):
    left, to = make_claim(), make_claim()
    row = say(left, "14")
    decision = verify(left, "14")
    moved = move(analyst, row, to, "It counts the wounded.")
    assessment = Claim.objects.get(pk=left.pk).assessment
    assert (assessment.decision, assessment.stale) == (decision, True)
    assert [now.stale for _, now in moved.turned if now.claim == left.reference] == [True]


def test_what_a_decision_rests_on_cannot_be_deleted_after_a_move_either(analyst):
    left, to, administrator = make_claim(), make_claim(), make_user("administrator")
    row = say(left, "14")
    verify(left, "14")
    moved = move(analyst, row, to, "It counts the wounded.")
    with pytest.raises(Refused, match="rests on"):
        delete(administrator, moved.assertion)


def test_the_preview_changes_nothing_and_says_what_the_move_comes_to(analyst):
    left, to = make_claim(), make_claim()
    say(left, "14")
    row = say(left, "30")
    seen = preview(analyst, row, to)
    assert Assertion.objects.get(pk=row.pk).claim == left
    assert row.history.count() == 1
    turned = [(was.verdict, now.verdict) for was, now in seen.turned]
    assert sorted(turned) == [("contradiction", "single"), ("none", "single")]
    assert move(analyst, row, to, "So it is.").turned == seen.turned


def test_the_same_words_there_are_refused(analyst):
    left, to, source = make_claim(), make_claim(reference="K-2"), make_source()
    row = say(left, "14", source)
    say(to, "14", source)
    with pytest.raises(Refused, match="K-2 has these words .* set this one aside"):
        move(analyst, row, to, "It asks that.")


def test_a_wording_that_would_go_by_its_own_claim_is_refused(analyst):
    left, to = make_claim(), make_claim(reference="K-2")
    row = say(left, "half of them", base=to)
    with pytest.raises(Refused, match="would there go by itself: edit it first"):
        move(analyst, row, to, "It asks that.")


def test_a_base_of_another_kind_is_refused(analyst):
    left, base, to = make_claim(), make_claim(), make_claim("date")
    row = say(left, "half of them", base=base)
    with pytest.raises(Refused, match="edit it first"):
        move(analyst, row, to, "It asks that.")


def test_a_circle_is_refused(analyst):
    one, other, third = make_claim(), make_claim(), make_claim()
    say(other, "half of them", base=one)
    row = say(third, "half of them", base=other)
    with pytest.raises(Refused, match="circle"):
        move(analyst, row, one, "It asks that.")
    assert Assertion.objects.get(pk=row.pk).claim == third


def test_all_that_is_in_the_way_is_said_at_once(analyst):
    left, to = make_claim(), make_claim()
    one, other = make_source(publisher="P"), make_source(publisher="P")
    row = say(left, "half of them", one, base=to)
    say(to, "half of them", one, base=make_claim())
    later = say(left, "12", other)
    supersede(make_user(), row, later, "Corrected.")
    with pytest.raises(Refused) as error:
        move(analyst, row, to, "It asks that.")
    assert len(str(error.value).splitlines()) == 3


def test_a_move_to_where_it_is_or_to_a_merged_claim_is_refused(analyst):
    left, keep, drop = make_claim(), make_claim(reference="K-1"), make_claim(reference="K-2")
    row = say(left, "14")
    merge_claims(make_user("editor"), keep, drop)
    with pytest.raises(Changed, match="already"):
        move(analyst, row, left, "It asks that.")
    with pytest.raises(Refused, match="K-2 was merged into K-1"):
        move(analyst, row, drop, "It asks that.")


def test_a_move_to_a_claim_that_is_gone_meanwhile_is_refused(analyst):
    row, to = say(make_claim(), "14"), make_claim(reference="K-2")
    Claim.objects.get(pk=to.pk).delete()
    with pytest.raises(Changed, match="Somebody deleted K-2"):
        move(analyst, row, to, "It asks that.")


def test_a_move_needs_a_reason(analyst):
    with pytest.raises(Refused, match="reason"):
        move(analyst, say(make_claim(), "14"), make_claim(), "  ")


def test_a_move_is_refused_where_the_claim_it_leaves_has_changed(analyst):
    left = make_claim()
    row, seen = say(left, "14"), evidence_of(left).token
    say(left, "15")
    with pytest.raises(Changed):
        move(analyst, row, make_claim(), "It asks that.", seen=seen)


def test_a_step_with_an_assertion_that_was_moved_meanwhile_says_where_it_is(analyst):
    row, to = say(make_claim(), "14"), make_claim(reference="K-2")
    stale = Assertion.objects.get(pk=row.pk)
    move(analyst, row, to, "It asks that.")
    with pytest.raises(Changed, match="K-2"):
        set_aside(analyst, stale, "A misprint.")


def test_the_page_shows_the_reading_there_and_both_verdicts_before_it_is_confirmed(client, analyst):
    left, to = make_claim(reference="K-1"), make_claim(reference="K-2")
    say(left, "14")
    row = say(left, "30")
    client.force_login(analyst)
    page = f"/admin/claims/assertion/{row.pk}/move/"
    assert 'list="suggestions"' in client.get(page).content.decode()
    html = client.post(page, {"to": "k-2", "reason": "It asks that.", "seen": evidence_of(left).token}).content.decode()
    assert "means <strong>30</strong> there" in html
    assert "turns from contradiction into single source" in html
    assert "turns from no evidence into single source" in html
    assert to.assertions.count() == 0


def test_the_page_shows_it_anew_where_the_other_claim_has_changed_meanwhile(client, analyst):
    left, to = make_claim(), make_claim()
    row = say(left, "30")
    client.force_login(analyst)
    page = f"/admin/claims/assertion/{row.pk}/move/"
    form = {"to": to.reference, "reason": "It asks that.", "seen": evidence_of(left).token}
    form["seen_at"] = timezone.now().isoformat()
    form["confirmed"] = client.post(page, form).context["form"].data["confirmed"]
    say(to, "14")
    again = client.post(page, form)
    assert again.status_code == 200
    assert to.assertions.count() == 1
    form["confirmed"] = again.context["form"].data["confirmed"]
    assert client.post(page, form).status_code == 302
    assert verdict(to) == "contradiction"


@pytest.mark.parametrize(("typed", "said"), [("", "required"), ("K-22", "Did you mean “K-2”?"), ("K-1", "already")])
def test_the_page_says_what_is_wrong_with_the_claim_and_keeps_what_was_typed(client, analyst, typed, said):
    row, _ = say(make_claim(reference="K-1"), "30"), make_claim(reference="K-2")
    client.force_login(analyst)
    form = {"to": typed, "reason": "It asks that.", "seen": evidence_of(row.claim).token}
    html = client.post(f"/admin/claims/assertion/{row.pk}/move/", form).content.decode()
    assert said in html
    assert "It asks that." in html


def test_the_page_suggests_another_spelling_among_more_claims_than_are_compared(client, analyst, monkeypatch):
    monkeypatch.setattr(near_names, "MOST_NAMES", 1)
    row, _ = say(make_claim(reference="AA-1"), "30"), make_claim(reference="K-02")
    client.force_login(analyst)
    form = {"to": "k 2", "reason": "It asks that.", "seen": evidence_of(row.claim).token}
    assert "Did you mean “K-02”?" in client.post(f"/admin/claims/assertion/{row.pk}/move/", form).content.decode()


def test_a_move_is_offered_on_each_row_that_can_be_moved(client):
    row = prepare("superseded", make_user())
    later = row.superseded_by
    client.force_login(make_user("analyst"))
    html = client.get(f"/admin/claims/claim/{row.claim_id}/change/").content.decode()
    assert f"/admin/claims/assertion/{later.pk}/move/" in html
    assert f"/admin/claims/assertion/{row.pk}/move/" not in html
    client.force_login(make_user("viewer"))
    assert "/move/" not in client.get(f"/admin/claims/claim/{row.claim_id}/change/").content.decode()


def test_a_decision_over_what_was_moved_away_meanwhile_is_refused(analyst):
    left, to, editor = make_claim(), make_claim(), make_user("editor")
    row, seen = say(left, "14"), evidence_of(left).token
    move(analyst, row, to, "It asks that.")
    value = {"value": "14", "likelihood": "likely", "confidence": "low", "reason": "Because."}
    with pytest.raises(Changed):
        decide(editor, left, "verify", seen=seen, **value)


def test_what_was_moved_can_be_entered_anew_where_it_stood(analyst):
    left, to, source = make_claim(), make_claim(), make_source()
    move(analyst, say(left, "14", source), to, "It asks that.")
    enter(analyst, Assertion(claim=left, source=source, wording="14"))
    assert Assertion.objects.count() == 2
    assert assess(anew=True) == 0
