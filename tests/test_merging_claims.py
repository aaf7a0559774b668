"""Merging duplicate claims: all that is said goes to one, every decision stays, and the old reference still leads."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from claims.assessment import assess
from claims.evidence import fingerprint
from claims.models import Assertion, Claim, Decision
from claims.review import Refused
from claims.review.assertions import set_aside, supersede
from claims.review.merging import merge_claims

from .factories import decide as decided
from .factories import make_claim, make_options, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db
ROLES = ("viewer", "analyst", "editor", "administrator", "the editor who typed")
STATES = (
    "empty", "open", "in conflict", "explained", "verified", "stale", "unresolved", "set aside", "superseded", "unread",
)  # fmt: skip
TABLE = [(state, role, mark) for state in STATES for role, mark in zip(ROLES, "xx+++", strict=True)]


@pytest.fixture
def editor():
    return make_user("editor")


def reloaded(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def prepare(state: str, typist) -> Claim:
    """A claim in that state, to be merged into another; all its assertions were typed by the typist."""
    claim = make_claim()
    if state == "empty":
        return claim
    one, two = make_source(publisher="P"), make_source(publisher="P")
    row = say(claim, "hard to say" if state == "unread" else "12", one, by=typist)
    if state in ("verified", "stale"):
        verify(claim, "12")
    if state != "verified":
        later = say(claim, "30" if state in ("in conflict", "explained", "stale") else "at least 10", two, by=typist)
    if state == "explained":
        decided(claim, "explain", cause="definition")
    if state == "unresolved":
        decided(claim, "leave_unresolved", way="pending")
    if state == "set aside":
        set_aside(make_user(), row, "A misprint.")
    if state == "superseded":
        supersede(make_user(), row, later, "Corrected.")
    return claim


def people(role: str):
    if role == "the editor who typed":
        editor = make_user("editor")
        return editor, editor
    return make_user("editor"), make_user(role)


@pytest.mark.parametrize("kept", [True, False], ids=["keeping", "dropping"])
@pytest.mark.parametrize(("state", "role", "outcome"), TABLE)
def test_who_merges_what(kept, state, role, outcome):
    typist, person = people(role)
    claim, other = prepare(state, typist), make_claim()
    say(other, "12")
    keep, drop = (claim, other) if kept else (other, claim)
    said = sorted((row.wording, row.state) for row in Assertion.objects.all())
    recorded = list(Decision.objects.values_list("pk", "claim", "number", "evidence_sha256"))
    if outcome == "x":
        with pytest.raises(PermissionDenied):
            merge_claims(person, keep, drop)
        assert reloaded(drop).merged_into is None
        return
    merge_claims(person, keep, drop)
    assert reloaded(drop).merged_into == keep
    assert sorted((row.wording, row.state) for row in keep.assertions.all()) == said
    assert list(Decision.objects.values_list("pk", "claim", "number", "evidence_sha256")) == recorded
    in_force = reloaded(keep).assessment.decision
    assert (in_force is not None) == (kept and state in ("verified", "stale", "unresolved"))
    assert reloaded(drop).assessment.status == "open"
    assert assess(anew=True) == 0


@pytest.mark.parametrize(("state", "role", "outcome"), TABLE)
def test_who_merges_what_through_the_page(client, state, role, outcome):
    typist, person = people(role)
    drop, keep = prepare(state, typist), make_claim()
    client.force_login(person)
    page = f"/admin/claims/claim/merge/?ids={drop.pk},{keep.pk}"
    assert client.get(page).status_code == (200 if outcome == "+" else 403)
    response = client.post(page, {"keep": keep.pk, "confirmed": keep.pk})
    assert response.status_code == (302 if outcome == "+" else 403)
    assert (reloaded(drop).merged_into == keep) == (outcome == "+")
    if outcome == "+":
        assert client.post(page, {"keep": keep.pk, "confirmed": keep.pk}, follow=True).status_code == 200


def test_the_list_offers_merging_to_whoever_may(client, pair):
    form = {"action": "merge", "_selected_action": [claim.pk for claim in pair]}
    client.force_login(make_user("editor"))
    assert client.post("/admin/claims/claim/", form).url.startswith("/admin/claims/claim/merge/?ids=")
    client.force_login(make_user("analyst"))
    assert "/merge/" not in client.post("/admin/claims/claim/", form, follow=True).request["PATH_INFO"]


def test_three_are_merged_at_once_or_none(client, pair):
    third, other = make_claim(), make_claim("date")
    client.force_login(make_user("editor"))
    page = "/admin/claims/claim/merge/?ids="
    refused = client.post(f"{page}{pair[0].pk},{pair[1].pk},{other.pk}", {"keep": pair[0].pk, "confirmed": pair[0].pk})
    assert "two kinds" in refused.content.decode()
    assert Claim.objects.live().count() == 4
    client.post(f"{page}{pair[0].pk},{pair[1].pk},{third.pk}", {"keep": pair[0].pk, "confirmed": pair[0].pk})
    assert set(pair[0].with_merged()) == {*pair, third}


def test_the_page_says_which_decisions_will_not_be_in_force(client, pair):
    say(pair[1], "11")
    verify(pair[1], "11")
    client.force_login(make_user("editor"))
    html = client.get(f"/admin/claims/claim/merge/?ids={pair[0].pk},{pair[1].pk}").content.decode()
    assert "K-2 is not kept: it is verified as 11" in html
    assert "K-1 is not kept" not in html


def test_a_decision_in_force_on_the_kept_claim_turns_stale_by_what_comes(editor, pair):
    keep, drop = pair
    say(keep, "11")
    decision = verify(keep, "11")
    say(drop, "30")
    merge_claims(editor, keep, drop)
    assessment = reloaded(keep).assessment
    assert (assessment.decision, assessment.stale, assessment.verdict) == (decision, True, "contradiction")


def test_decisions_on_the_dropped_claim_still_prove_and_can_be_found(editor, pair):
    keep, drop = pair
    say(drop, "11")
    decision = verify(drop, "11")
    merge_claims(editor, keep, drop)
    found = Decision.objects.get(claim__in=keep.with_merged())
    assert found == decision
    assert fingerprint(found.evidence) == found.evidence_sha256


def test_twins_are_kept_once_with_what_they_superseded(editor, pair):
    keep, drop = pair
    one, two = make_source(publisher="P"), make_source(publisher="P")
    kept = say(keep, "14", one)
    twin, old, earlier = say(drop, "14", one), say(drop, "11", two), say(drop, "13", one, locator="page 3")
    latest = say(drop, "12", one, locator="page 2")
    supersede(make_user(), old, twin, "A correction.")
    supersede(make_user(), earlier, latest, "A correction.")
    merge_claims(editor, keep, drop)
    for row in (old, earlier, latest):
        row.refresh_from_db()
    assert not Assertion.objects.filter(pk=twin.pk).exists()
    assert (old.superseded_by, earlier.superseded_by) == (kept, latest)
    assert {row.claim for row in (old, earlier, latest)} == {keep}
    assert assess(anew=True) == 0


def test_options_are_read_again_by_name_or_alias(editor):
    keep, drop = make_claim("choice"), make_claim("choice")
    there = make_options(keep, {"Security": None, "Iraqi army": "Security"}, {"Iraqi army": "the army; soldiers"})
    make_options(drop, {"The Army": None})
    row = say(drop, "the army")
    merge_claims(editor, keep, drop)
    row.refresh_from_db()
    assert row.option == there["Iraqi army"]
    assert drop.options.count() == 1


def test_what_went_by_the_dropped_claim_goes_by_the_kept_one(editor, pair):
    keep, drop = pair
    part = make_claim()
    say(keep, "10")
    row = say(part, "all of them", base=drop)
    assert row.problem
    merge_claims(editor, keep, drop)
    row.refresh_from_db()
    assert (row.base, row.possible_low, row.problem) == (keep, 10, "")
    assert verdict(part) == "single"


def claims_unlike(**fields) -> list[str]:
    """Why two amounts that differ in some fields cannot be merged."""
    keep, drop = make_claim("amount", unit="US dollars"), make_claim("amount", **{"unit": "$", **fields})
    with pytest.raises(Refused) as error:
        merge_claims(make_user("editor"), keep, drop)
    return str(error.value).splitlines()


def test_claims_that_ask_different_things_are_refused_with_all_reasons_at_once(editor):
    with pytest.raises(Refused, match="two kinds"):
        merge_claims(editor, make_claim(), make_claim("date"))
    assert len(claims_unlike(unit="euros")) == 1
    both = claims_unlike(unit="euros", accumulates=True)
    assert ("two units" in both[0], "running total" in both[1]) == (True, True)


def test_units_are_compared_by_what_they_mean(editor):
    keep, drop = make_claim("amount", unit="US dollars"), make_claim("amount", unit="$")
    merge_claims(editor, keep, drop)
    assert reloaded(drop).merged_into == keep


def test_options_that_the_kept_claim_lacks_are_named(editor):
    keep, drop = make_claim("choice"), make_claim("choice")
    make_options(keep, {"Army": None})
    make_options(drop, {"army": None, "Navy": None, "Police": None})
    with pytest.raises(Refused, match="no option “Navy”, “Police”: add it there first"):
        merge_claims(editor, keep, drop)


def test_assertions_of_the_one_that_go_by_the_other_are_named(editor, pair):
    say(pair[1], "half of them", base=pair[0])
    for keep, drop in (pair, pair[::-1]):
        with pytest.raises(Refused, match="“half of them” .* on K-2 goes by K-1, and would go by itself"):
            merge_claims(editor, keep, drop)


def test_a_circle_by_way_of_other_claims_is_refused(editor, pair):
    between = make_claim()
    say(between, "half of them", base=pair[0])
    say(pair[1], "half of them", base=between)
    for keep, drop in (pair, pair[::-1]):
        with pytest.raises(Refused, match="by way of other claims"):
            merge_claims(editor, keep, drop)
    assert assess(anew=True) == 0


def test_twins_that_differ_are_named_and_nothing_is_lost(editor, pair):
    source = make_source("s-one")
    set_aside(make_user(), say(pair[0], "14", source), "A misprint.")
    say(pair[1], "14", source)
    with pytest.raises(Refused, match=r"“14” \(K-2, s-one\), at the same place but not alike"):
        merge_claims(editor, *pair)
    assert Assertion.objects.count() == 2


def test_a_claim_is_merged_once_and_never_with_itself(editor, pair):
    third = make_claim()
    with pytest.raises(Refused, match="itself"):
        merge_claims(editor, pair[0], pair[0])
    merge_claims(editor, *pair)
    for keep, drop in (pair[::-1], (third, pair[1]), (pair[1], third)):
        with pytest.raises(Refused, match="K-2 was merged into K-1"):
            merge_claims(editor, keep, drop)


def test_claims_merged_at_any_remove_lead_to_the_last(client, editor, pair):
    last = make_claim(reference="K-0")
    merge_claims(editor, *pair)
    merge_claims(editor, last, pair[0])
    assert reloaded(pair[1]).kept == last
    assert list(last.with_merged()) == [last, *pair]
    client.force_login(editor)
    assert client.get("/claims/K-2/").url == "/claims/K-0/"
