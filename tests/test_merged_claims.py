"""What was merged into another claim: nothing is written to it, its reference leads on, and files follow."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command

from claims.assessment import assess
from claims.evidence import evidence_of
from claims.loading import BadFiles, load
from claims.models import Assertion, Claim, Decision, Option
from claims.review import Changed, Refused
from claims.review.assertions import delete, edit, enter, set_aside
from claims.review.claims import assign, save_claim, save_options
from claims.review.decisions import decide
from claims.review.merging import merge_claims
from claims.review.moves import move

from .factories import make_claim, make_options, make_source, make_user, say, verify
from .test_merging_claims import reloaded

pytestmark = pytest.mark.django_db
VALUE = {"value": "12", "likelihood": "likely", "confidence": "low", "reason": "Because."}


@pytest.fixture
def editor():
    return make_user("editor")


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
