"""Entering, editing and listing assertions on the desk."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from claims.evidence import evidence_of
from claims.loading import load
from claims.models import Assertion

from .factories import make_claim, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user("analyst", name="ann"))
    return client


def text(response) -> str:
    return response.content.decode()


def typed(claim, source=None, **fields) -> dict[str, object]:
    values = {"claim": claim.pk, "wording": "only 11", "stance": "asserts", "credibility": "6"}
    return values | {"source": (source or make_source()).pk} | fields


def edited(row: Assertion, **fields) -> dict[str, object]:
    """What a browser sends from an assertion's form, opened now."""
    names = ("wording", "translation", "locator", "speaker", "stance", "read_as", "credibility", "note")
    values = {name: getattr(row, name) for name in names}
    values |= {"source": row.source_id, "base": row.base_id or "", "as_of": row.as_of or "", "as_of_time": ""}
    return {f"initial-{name}": value for name, value in values.items()} | values | fields


def test_entering_says_how_the_wording_was_read_and_goes_to_the_claim(desk):
    claim = make_claim()
    response = desk.post("/admin/claims/assertion/add/", typed(claim), follow=True)
    row = Assertion.objects.get()
    assert response.redirect_chain == [(f"/admin/claims/claim/{claim.pk}/change/", 302)]
    assert f"Read as 11, by the rule “{row.rule}”. Verdict now: single source." in text(response)
    assert f'href="/admin/claims/claim/{claim.pk}/change/?row={row.pk}#assertion-{row.pk}">See it below</a>' in text(
        response
    )
    assert (row.entered_by.username, row.counted, verdict(claim)) == ("ann", True, "single")


def test_what_is_typed_is_what_a_file_says_whatever_their_line_breaks(desk, write):
    claim = make_claim(reference="C-1")
    words, note = "only 11\r\nof them", "One.\r\nTwo."
    desk.post("/admin/claims/assertion/add/", typed(claim, make_source("s-1"), wording=words, note=note))
    row = Assertion.objects.get()
    assert (row.wording, row.note) == ("only 11\nof them", "One.\nTwo.")
    aside = {"reason": "A misprint.\r\nSee below.", "seen": evidence_of(claim).token}
    desk.post(f"/admin/claims/assertion/{row.pk}/set-aside/", aside)
    headings = ["claim", "source", "wording", "note", "set_aside"]
    for ends in ("\r\n", "\n", "\r"):
        cells = [cell.replace("\r\n", ends) for cell in (words, note, aside["reason"])]
        loaded = load([write("assertions", headings, ["C-1", "s-1", *cells])], make_user())
        assert loaded.counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 1}


def test_words_of_several_lines_are_edited_as_they_stand(desk):
    row = say(make_claim(), "only 11\nof them", locator="p. 3")
    page = text(desk.get(f"/admin/claims/assertion/{row.pk}/change/"))
    assert re.search(r'<textarea name="wording"[^>]*>\s*only 11\nof them</textarea>', page)
    assert re.search(r'<input type="text" name="locator"', page)


def test_a_relative_wording_is_read_by_its_base(desk):
    base, claim = make_claim(), make_claim()
    source = make_source()
    say(base, "14", source)
    response = desk.post(
        "/admin/claims/assertion/add/", typed(claim, source, wording="all but one", base=base.pk), follow=True
    )
    assert "Read as 13, by the rule" in text(response)


def test_a_wording_that_cannot_be_read_is_kept_and_the_person_told_what_to_do(desk):
    claim = make_claim()
    form = typed(claim, wording="umpteen", _unread="1")
    response = desk.post("/admin/claims/assertion/add/", form, follow=True)
    assert Assertion.objects.get().state == "unread"
    row = Assertion.objects.get()
    assert "“umpteen” says no number that a rule reads; write beside it what it is to be read as." in text(response)
    assert text(response).count("to be read as") == 2  # in the message, and beside the row
    assert f'href="/admin/claims/assertion/{row.pk}/change/">Edit the assertion</a>' in text(response)


@pytest.mark.parametrize(
    ("fields", "field", "complaint"),
    [
        ({"stance": "reports"}, "speaker", "Say whose word the source reports"),
        ({"read_as": "12"}, "note", "Say in the note why"),
        ({"as_of_time": "10:00"}, "as_of", "A time of day needs its day."),
        ({"wording": ""}, "wording", "This field is required."),
        ({"source": ""}, "source", "This field is required."),
        ({"source": "999999"}, "source", "Select a valid choice"),
        ({"claim": "999999"}, "claim", "Select a valid choice"),
        ({"wording": "x" * 501}, "wording", "at most 500"),
    ],
)
def test_a_fault_stands_beside_its_field_and_all_that_was_typed_is_kept(desk, fields, field, complaint):
    form = typed(make_claim(), locator="kept, page 3") | fields
    response = desk.post("/admin/claims/assertion/add/", form)
    assert complaint in "".join(response.context["adminform"].form.errors[field])
    assert "kept, page 3" in text(response)
    assert not Assertion.objects.exists()


def test_a_base_of_another_kind_is_refused_beside_its_field(desk):
    day = make_claim("date")
    response = desk.post("/admin/claims/assertion/add/", typed(make_claim(), wording="all but one", base=day.pk))
    assert "cannot go by it" in "".join(response.context["adminform"].form.errors["base"])


def test_a_circle_of_bases_is_refused_on_the_form(desk):
    one, other = make_claim(), make_claim()
    say(one, "all but one", base=other)
    response = desk.post("/admin/claims/assertion/add/", typed(other, wording="all but two", base=one.pk))
    assert response.status_code == 200
    assert response.context["adminform"].form.non_field_errors()
    assert Assertion.objects.count() == 1


def test_the_same_words_of_the_same_source_are_refused_once_entered(desk):
    claim, source = make_claim(), make_source()
    form = typed(claim, source)
    desk.post("/admin/claims/assertion/add/", form)
    response = desk.post("/admin/claims/assertion/add/", form)
    assert "This source already says these words about this claim" in text(response)
    assert Assertion.objects.count() == 1


def test_the_form_for_another_one_keeps_the_claim(desk):
    claim = make_claim()
    response = desk.post("/admin/claims/assertion/add/", typed(claim, _addanother="1"), follow=True)
    assert response.context["adminform"].form.initial["claim"] == str(claim.pk)


def test_editing_reads_the_words_again(desk):
    row = say(make_claim(), "only 11")
    response = desk.post(
        f"/admin/claims/assertion/{row.pk}/change/", edited(row, wording="more than a dozen"), follow=True
    )
    row.refresh_from_db()
    assert "Read as 13 or more" in text(response)
    assert (row.possible_low, row.possible_high) == (13, None)
    assert row.history.first().history_user.username == "ann"


def test_the_claim_of_an_assertion_cannot_be_changed(desk):
    row, other = say(make_claim(), "only 11"), make_claim()
    desk.post(f"/admin/claims/assertion/{row.pk}/change/", edited(row, claim=other.pk, locator="p. 1"))
    row.refresh_from_db()
    assert (row.locator, row.claim_id == other.pk) == ("p. 1", False)


def test_a_form_opened_earlier_takes_back_nothing_and_reads_the_words_as_they_now_are(desk):
    row = say(make_claim(), "only 11")
    form = edited(row, locator="page 2")
    again = say(make_claim(), "exactly 12")
    Assertion.objects.filter(pk=row.pk).update(wording=again.wording)
    desk.post(f"/admin/claims/assertion/{row.pk}/change/", form)
    row.refresh_from_db()
    assert (row.wording, row.locator, row.possible_low) == ("exactly 12", "page 2", 12)


def test_saving_an_unchanged_form_leaves_no_trace(desk):
    row = say(make_claim(), "only 11", as_of=date(2020, 6, 1))
    desk.post(f"/admin/claims/assertion/{row.pk}/change/", edited(row))
    assert row.history.count() == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=unread", ["umpteen"]),
        ("state=counted", ["12", "11"]),
        ("state=aside", ["13"]),
        ("state=superseded", []),
        ("state=nonsense", ["umpteen", "14", "13", "12", "11"]),
        ("stance__exact=denies", ["14"]),
        ("q=umpteen", ["umpteen"]),
        ("q=minister", ["12"]),
    ],
)
def test_the_list_can_be_narrowed(desk, query, expected):
    claim = make_claim()
    say(claim, "11")
    say(claim, "12", stance="reports", speaker="The minister")
    aside = say(claim, "13")
    Assertion.objects.filter(pk=aside.pk).update(set_aside_reason="Mistyped.")
    say(claim, "14", stance="denies")
    say(claim, "umpteen")
    response = desk.get(f"/admin/claims/assertion/?{query}")
    assert [row.wording for row in response.context["cl"].result_list] == expected


def test_a_mistyped_assertion_is_deleted_once_confirmed(desk):
    claim = make_claim()
    row = say(claim, "111")
    page = f"/admin/claims/assertion/{row.pk}/delete/"
    shown = desk.get(page)
    assert "Deleting is final" in text(shown) and "history keeps a copy" in text(shown)
    form = shown.context["form"]
    assert Assertion.objects.exists()
    response = desk.post(page, form.initial)
    assert response.url == f"/admin/claims/claim/{claim.pk}/change/"
    assert not Assertion.objects.exists()
    assert verdict(claim) == "none"
    again = desk.post(page, form.initial, follow=True)
    assert "may be deleted already" in text(again)


def test_an_assertion_that_a_decision_rests_on_is_not_deleted(desk):
    claim = make_claim()
    row = say(claim, "11")
    verify(claim, "11")
    page = f"/admin/claims/assertion/{row.pk}/delete/"
    response = desk.post(page, desk.get(page).context["form"].initial)
    assert "A decision rests on this assertion" in text(response)
    assert Assertion.objects.filter(pk=row.pk).exists()
    assert f'href="{page}"' not in text(desk.get(f"/admin/claims/claim/{claim.pk}/change/"))


def test_the_export_honours_filters_and_search_and_loads_back(desk, tmp_path):
    claim = make_claim()
    say(claim, "11")
    say(claim, "umpteen")
    assert "assertions.csv?state=unread" in text(desk.get("/admin/claims/assertion/?state=unread"))
    for query, words in (("state=unread", ["umpteen"]), ("q=11", ["11"]), ("", ["11", "umpteen"])):
        response = desk.get(f"/admin/claims/assertion/assertions.csv?{query}")
        lines = b"".join(response.streaming_content).decode()
        assert [row["wording"] for row in csv.DictReader(lines.splitlines())] == words
    assert response["Content-Disposition"] == 'attachment; filename="assertions.csv"'
    (tmp_path / "assertions.csv").write_text(lines)
    assert load([tmp_path], make_user()).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 2}


def test_autocomplete_finds_claims_and_sources(desk):
    claim, source = make_claim(question="How many released?"), make_source("frantzman")
    say(claim, "11", source)
    for field, term, found in (("claim", "released", str(claim)), ("source", "frantz", source.described)):
        answer = desk.get(
            f"/admin/autocomplete/?app_label=claims&model_name=assertion&field_name={field}&term={term}"
        ).json()
        assert [result["text"] for result in answer["results"]] == [found]
