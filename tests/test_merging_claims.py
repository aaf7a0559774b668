"""Merging duplicate claims: all that is said goes to one, every decision stays, and the old reference still leads."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from claims.assessment import assess
from claims.evidence import evidence_of, fingerprint
from claims.loading import BadFiles, load
from claims.models import Assertion, Claim, Decision, Option
from claims.review import Changed, Refused
from claims.review.assertions import delete, edit, enter, set_aside, supersede
from claims.review.claims import assign, save_claim, save_options
from claims.review.decisions import decide
from claims.review.merging import merge_claims
from claims.review.moves import move

from .factories import decide as decided
from .factories import make_claim, make_options, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db
ROLES = ("viewer", "analyst", "editor", "administrator", "the editor who typed")
STATES = (
    "empty", "open", "in conflict", "explained", "verified", "stale", "unresolved", "set aside", "superseded", "unread",
)  # fmt: skip
TABLE = [(state, role, mark) for state in STATES for role, mark in zip(ROLES, "xx+++", strict=True)]
VALUE = {"value": "12", "likelihood": "likely", "confidence": "low", "reason": "Because."}


@pytest.fixture
def editor():
    return make_user("editor")


@pytest.fixture
def pair():
    return make_claim(reference="K-1"), make_claim(reference="K-2")


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
    assert set(pair[0].with_merged()) == {pair[0].pk, pair[1].pk, third.pk}


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
    assert last.with_merged() == [last.pk, pair[0].pk, pair[1].pk]
    client.force_login(editor)
    assert client.get("/claims/K-2/").url == "/claims/K-0/"


# Nothing is written to a merged claim


def steps(claim: Claim, row: Assertion):
    seen, option = evidence_of(claim).token, Option(claim=claim, name="Navy")
    other = Assertion(claim=claim, source=row.source, wording="15")
    return {
        "enter": lambda who: enter(who, other),
        "go by it": lambda who: enter(who, Assertion(claim=row.claim, base=claim, source=row.source, wording="half")),
        "edit its base": lambda who: edit(who, based(row, claim), ["base"]),
        "move": lambda who: move(who, row, claim, "It asks that."),
        "verify": lambda who: decide(who, claim, "verify", seen=seen, **VALUE),
        "verify unseen": lambda who: decide(who, claim, "verify", seen=None, **VALUE),
        "explain": lambda who: decide(who, claim, "explain", seen=seen, cause="time", reason="Because."),
        "leave unresolved": lambda who: decide(who, claim, "leave_unresolved", seen=seen, way="range", reason="So."),
        "edit the claim": lambda who: save_claim(who, claim, ["question"]),
        "give it options": lambda who: save_options(who, [option]),
        "assign": lambda who: assign(who, [claim], who),
    }


def based(row: Assertion, base: Claim) -> Assertion:
    row.base = base
    return row


@pytest.mark.parametrize(
    "step",
    [
        "enter", "go by it", "edit its base", "move", "verify", "verify unseen", "explain", "leave unresolved",
        "edit the claim", "give it options", "assign",
    ],
)  # fmt: skip
def test_nothing_is_written_to_a_merged_claim_and_the_refusal_names_the_kept_one(editor, pair, step):
    keep, drop = pair
    say(drop, "14")
    row = say(make_claim(), "12")
    take = steps(drop, row)[step]
    merge_claims(make_user("editor"), keep, drop)
    with pytest.raises(Refused, match="K-2 was merged into K-1"):
        take(editor)
    assert drop.assertions.count() == drop.decisions.count() == 0


def test_an_assertion_form_open_while_its_claim_was_merged_keeps_what_was_typed(client, editor, pair):
    keep, drop = pair
    client.force_login(make_user("analyst"))
    form = {"claim": drop.pk, "source": make_source().pk, "wording": "only 11", "stance": "asserts", "credibility": 6}
    merge_claims(editor, keep, drop)
    response = client.post("/admin/claims/assertion/add/", form)
    html = response.content.decode()
    assert response.status_code == 200
    assert "K-2 was merged into K-1" in html
    assert "only 11" in html


def test_a_decision_page_open_while_the_claim_was_merged_says_so_and_keeps_what_was_typed(client, editor, pair):
    keep, drop = pair
    say(drop, "12")
    form = {**VALUE, "confirmed": "12", "seen": evidence_of(drop).token, "reason": "Two papers say so."}
    merge_claims(editor, keep, drop)
    client.force_login(make_user("editor"))
    response = client.post(f"/admin/claims/claim/{drop.pk}/verify/", form)
    assert "K-2 was merged into K-1" in response.content.decode()
    assert "Two papers say so." in response.content.decode()
    assert Decision.objects.count() == 0


# Where the old reference leads


def test_the_old_reference_leads_to_the_kept_claim_on_record_and_desk(client, editor, pair):
    keep, drop = pair
    merge_claims(editor, keep, drop)
    client.force_login(editor)
    for address in ("/claims/K-2/", f"/admin/claims/claim/{drop.pk}/change/"):
        response = client.get(address, follow=True)
        assert "K-1" in response.redirect_chain[-1][0] or f"/{keep.pk}/" in response.redirect_chain[-1][0]
        assert "K-2 was merged into K-1" in response.content.decode()


def test_the_history_and_the_decisions_of_a_merged_claim_stay_on_the_desk(client, editor, pair):
    keep, drop = pair
    say(drop, "12")
    decision = verify(drop, "12")
    merge_claims(editor, keep, drop)
    client.force_login(editor)
    assert "merged into K-1" in client.get(f"/admin/claims/claim/{drop.pk}/history/").content.decode()
    assert client.get(f"/admin/claims/decision/{decision.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "/", "/facts.csv", "/admin/claims/claim/", "/admin/claims/claim/facts.csv", "/admin/claims/import/claims.csv",
        "/admin/claims/import/options.csv", "/admin/?need=all",
        "/admin/autocomplete/?app_label=claims&model_name=assertion&field_name=claim&term=K-",
    ],
)  # fmt: skip
def test_lists_and_files_leave_merged_claims_out(client, editor, page):
    keep, drop = make_claim("choice", "K-1"), make_claim("choice", "K-2")
    for claim in (keep, drop):
        make_options(claim, {"Army": None})
        say(claim, "Army")
    verify(drop, "Army")
    merge_claims(editor, keep, drop)
    client.force_login(editor)
    response = client.get(page)
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    assert "K-1" in text
    assert "K-2" not in text


def test_a_merged_claim_needs_nothing_of_anybody(editor, pair):
    keep, drop = pair
    say(drop, "12")
    verify(drop, "12")
    assign(editor, [drop], editor)
    merge_claims(make_user("editor"), keep, drop)
    assessment = reloaded(drop).assessment
    assert (assessment.status, assessment.stale, assessment.urgency, assessment.decision) == ("open", False, 9, None)
    assert reloaded(drop).assignee is None


def test_commands_count_live_claims_and_follow_old_references(editor, pair, capsys):
    say(pair[1], "12")
    merge_claims(editor, *pair)
    call_command("assess")
    call_command("assess", check=True)
    call_command("reread", claims=["K-2"])
    for what in ("facts", "claims"):
        call_command("export", what)
    out = capsys.readouterr().out
    assert "1 claim assessed" in out
    assert "1 claim checked" in out
    assert "K-2" not in out


# Files

ASSERTIONS = ["claim", "source", "wording", "base", "note"]


def test_files_that_name_the_old_reference_load_onto_the_kept_claim(editor, write, pair):
    keep, drop = pair
    part = make_claim(reference="K-3")
    make_source("s-one")
    say(keep, "20")
    merge_claims(editor, keep, drop)
    file = write(
        "assertions", ASSERTIONS, ["K-2", "s-one", "14", "", ""], [part.reference, "s-one", "half of them", "K-2", ""]
    )
    assert load([file], editor).counts["assertions"] == {"new": 2, "changed": 0, "unchanged": 0}
    assert keep.assertions.filter(wording="14").exists()
    assert part.assertions.get().base == keep
    assert load([file], editor).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert assess(anew=True) == 0


def test_files_from_before_a_merge_still_change_nothing(editor, write, tmp_path):
    claims = (
        ["reference", "topic", "question", "kind"],
        *([f"K-{n}", "The raid", f"Who, {n}?", "choice"] for n in (1, 2)),
    )
    options = ["claim", "option", "aliases"], ["K-1", "Army", "the army"], ["K-2", "The Army", ""]
    said = [[f"K-{n}", "s-one", "the army", "", f"Note {n}"] for n in (1, 2)]
    make_source("s-one")
    files = [write("claims", *claims), write("options", *options), write("assertions", ASSERTIONS, *said)]
    load(files, editor)
    merge_claims(editor, Claim.objects.get(reference="K-1"), Claim.objects.get(reference="K-2"))
    loaded = load(files, editor)
    assert loaded.brought is None
    assert {state: sum(of[state] for of in loaded.counts.values()) for state in ("new", "changed")} == {
        "new": 0, "changed": 0,
    }  # fmt: skip
    assert Assertion.objects.get().note == "Note 1"


def test_rows_that_a_merge_made_one_must_say_one_thing(editor, write, pair):
    make_source("s-one")
    merge_claims(editor, *pair)
    headings = ["claim", "source", "wording", "stance"]
    alike = write("assertions", headings, ["K-1", "s-one", "14", "asserts"], ["K-2", "s-one", "14", "asserts"])
    assert load([alike], editor).counts["assertions"]["new"] == 1
    unlike = write("assertions", headings, ["K-1", "s-one", "14", "asserts"], ["K-2", "s-one", "14", "doubts"])
    with pytest.raises(BadFiles, match="Since K-2 was merged, .* line 2 of assertions.csv, but not alike"):
        load([unlike], editor)


@pytest.mark.parametrize("rows", [
    ("claims", ["reference", "topic", "question", "kind"], ["K-2", "The raid", "Another question?", "choice"]),
    ("options", ["claim", "option", "aliases"], ["K-2", "Army", "the army"]),
    ("options", ["claim", "option", "aliases"], ["K-2", "Navy", ""]),
])  # fmt: skip
def test_a_file_that_would_change_a_merged_claim_is_refused_by_its_row(editor, write, rows):
    keep, drop = make_claim("choice", "K-1"), make_claim("choice", "K-2", topic="The raid")
    for claim in (keep, drop):
        make_options(claim, {"Army": None})
    merge_claims(editor, keep, drop)
    with pytest.raises(BadFiles, match="line 2.*K-2 was merged into K-1") as error:
        load([write(*rows)], editor)
    assert len(error.value.faults) == 1


def test_the_evidence_goes_out_after_a_merge_and_comes_back_the_same(editor, pair, tmp_path):
    keep, drop = pair
    row = say(drop, "12", make_source("s-one", published_on=date(2020, 7, 1)))
    merge_claims(editor, keep, drop)
    out = io.StringIO()
    call_command("export", "assertions", stdout=out)
    (exported,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (exported["claim"], exported["wording"]) == ("K-1", row.wording)


def test_what_a_decision_rested_on_before_a_merge_cannot_be_deleted_after_it(editor, pair):
    keep, drop = pair
    row = say(drop, "12")
    verify(drop, "12")
    merge_claims(editor, keep, drop)
    with pytest.raises(Refused, match="rests on"):
        delete(make_user("administrator"), Assertion.objects.get(pk=row.pk))


def test_a_form_over_an_assertion_that_went_along_says_where_it_is(editor, pair):
    keep, drop = pair
    row = say(drop, "12")
    stale = Assertion.objects.get(pk=row.pk)
    merge_claims(editor, keep, drop)
    with pytest.raises(Changed, match="K-1"):
        set_aside(make_user(), stale, "A misprint.")
