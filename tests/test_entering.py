"""What the form of an assertion does to make entering it quick and right; its panel has tests of its own."""

from __future__ import annotations

import re

import pytest

from claims.models import Assertion
from claims.review import assertions as review

from .factories import make_claim, make_source, make_user, say, verdict

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/claims/assertion/preview/"
ADD = "/admin/claims/assertion/add/"


@pytest.fixture
def desk(client):
    client.force_login(make_user("analyst", name="ann"))
    return client


def text(response) -> str:
    """The page's words, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def typed(claim, source, wording="only 11", **fields) -> dict[str, object]:
    sent = {"claim": claim.pk, "source": source.pk, "wording": wording, "stance": "asserts", "credibility": "6"}
    return sent | fields


def edited(row: Assertion, **fields) -> dict[str, object]:
    """What a browser sends from an assertion's form, opened now."""
    names = ("wording", "translation", "locator", "speaker", "stance", "read_as", "credibility", "note")
    values = {name: getattr(row, name) for name in names}
    values |= {"source": row.source_id, "base": row.base_id or "", "as_of": row.as_of or "", "as_of_time": ""}
    return {f"initial-{name}": value for name, value in values.items()} | values | fields


# Without JavaScript


def test_check_shows_the_panel_with_all_that_was_typed_and_stores_nothing(desk):
    claim = make_claim()
    response = desk.post(ADD, typed(claim, make_source(), locator="kept, page 3", _check="Check"))
    assert "can mean 11" in text(response) and "no evidence → single source" in text(response)
    assert "kept, page 3" in response.content.decode()
    assert "Please correct" not in text(response)
    assert not Assertion.objects.exists()


def test_check_on_an_edit_stores_nothing(desk):
    row = say(make_claim(), "11")
    response = desk.post(f"/admin/claims/assertion/{row.pk}/change/", edited(row, wording="15", _check="Check"))
    assert "can mean 15" in text(response)
    row.refresh_from_db()
    assert row.wording == "11"


# Unreadable words


def test_words_that_cannot_be_read_are_pointed_out_before_they_are_stored(desk):
    form = typed(make_claim(), make_source(), "umpteen", locator="kept, page 3")
    response = desk.post(ADD, form)
    assert "umpteen" in "".join(response.context["adminform"].form.errors["wording"])
    assert "kept, page 3" in response.content.decode()
    assert 'name="_unread"' in response.content.decode()
    assert not Assertion.objects.exists()
    desk.post(ADD, form | {"read_as": "11", "note": "By the caption."})
    assert Assertion.objects.get().counted


def test_the_problem_stands_beside_the_words_that_are_read(desk):
    form = typed(make_claim(), make_source(), "zwölf", read_as="umpteen", note="Because.")
    assert "read_as" in desk.post(ADD, form).context["adminform"].form.errors


def test_a_base_that_nothing_is_said_of_is_pointed_out_too(desk):
    form = typed(make_claim(), make_source(), "all but one", base=make_claim().pk)
    assert "no counted assertion yet" in text(desk.post(ADD, form))
    assert not Assertion.objects.exists()
    desk.post(ADD, form | {"_unread": "1"})
    assert Assertion.objects.get().state == "unread"


def test_another_field_of_an_unread_assertion_is_edited_without_being_asked_again(desk):
    row = say(make_claim(), "umpteen")
    desk.post(f"/admin/claims/assertion/{row.pk}/change/", edited(row, locator="p. 2"))
    row.refresh_from_db()
    assert row.locator == "p. 2"
    response = desk.post(f"/admin/claims/assertion/{row.pk}/change/", edited(row, wording="oodles"))
    assert "oodles" in "".join(response.context["adminform"].form.errors["wording"])


# The next one


def test_the_last_source_is_kept_for_the_next_one(desk):
    claim, source = make_claim(), make_source()
    assert desk.get(ADD).context["adminform"].form.initial.get("source") is None
    desk.post(ADD, typed(claim, source, _addanother="1"))
    assert desk.get(ADD).context["adminform"].form.initial["source"] == source.pk
    another = desk.get(f"{ADD}?source={make_source('other').pk}")
    assert another.context["adminform"].form.initial["source"] != source.pk
    Assertion.objects.all().delete()
    source.delete()
    assert desk.get(ADD).context["adminform"].form.initial.get("source") is None


def test_autocomplete_finds_the_reference_first(desk):
    say(make_claim("count", "XX-1", question="Is KH-2 true?"), "1", make_source("aa", authors="Carlin"))
    say(make_claim("count", "KH-2"), "1", make_source("carlin-0704"))
    for field, term, first in (("claim", "KH-2", "KH-2:"), ("source", "carlin", "carlin-0704")):
        address = f"/admin/autocomplete/?app_label=claims&model_name=assertion&field_name={field}&term={term}"
        found = [result["text"] for result in desk.get(address).json()["results"]]
        assert len(found) == 2 and found[0].startswith(first)


# Corrections by the source itself


def test_a_correction_takes_the_place_of_what_the_source_said_before(desk):
    claim, source = make_claim(), make_source()
    row = say(claim, "12", source)
    form = typed(claim, source, "15", corrects=row.pk, reason="Corrected on 3 July.")
    assert "contradict" not in text(desk.post(PREVIEW, form))
    desk.post(ADD, form)
    row.refresh_from_db()
    assert row.superseded_by.wording == "15"
    assert row.history.first().history_change_reason == "superseded: Corrected on 3 July."
    assert verdict(claim) == "single"


def test_what_can_be_corrected_follows_claim_and_source(desk):
    claim, source = make_claim(), make_source()
    row = say(claim, "12", source)
    say(claim, "13")
    say(make_claim(), "14", source)
    offered = desk.post(PREVIEW, typed(claim, source, "15")).content.decode().partition("<select")[2]
    assert re.findall(r'value="(\d+)"', offered) == [str(row.pk)]
    checked = desk.post(ADD, typed(claim, source, "15", _check="1")).content.decode()
    assert f'<option value="{row.pk}">' in checked


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"reason": ""}, "reason"), ({"corrects": "999999"}, "corrects"), ({"speaker": "A"}, "corrects")],
)
def test_a_correction_needs_a_reason_and_the_same_voice(desk, fields, field):
    claim, source = make_claim(), make_source()
    row = say(claim, "12", source)
    form = typed(
        claim,
        source,
        "15",
        corrects=row.pk,
        reason="Corrected.",
        stance="reports" if "speaker" in fields else "asserts",
    )
    assert field in desk.post(ADD, form | fields).context["adminform"].form.errors
    assert Assertion.objects.get() == row


def test_a_correction_that_cannot_be_read_leaves_nothing_behind(desk):
    claim, source = make_claim(), make_source()
    row = say(claim, "12", source)
    response = desk.post(ADD, typed(claim, source, "umpteen", corrects=row.pk, reason="Corrected.", _unread="1"))
    assert "does not count itself" in text(response)
    assert Assertion.objects.get().superseded_by is None


def test_corrections_are_offered_to_new_assertions_only(desk):
    row = say(make_claim(), "12")
    assert "corrects" not in desk.get(f"/admin/claims/assertion/{row.pk}/change/").context["adminform"].form.fields


def test_a_preview_by_whom_the_role_forbids_it_is_refused_by_review():
    from django.core.exceptions import PermissionDenied

    from claims.review.previews import preview

    row = Assertion(claim=make_claim(), source=make_source(), wording="11")
    with pytest.raises(PermissionDenied):
        preview(make_user("viewer"), row)


# Credibility 1: confirmed by others


def test_a_grade_of_1_needs_another_origin(desk):
    claim, source = make_claim(), make_source()
    form = typed(claim, source, "11", credibility="1", locator="kept, page 3")
    response = desk.post(ADD, form)
    assert "No counted assertion of another origin" in "".join(response.context["adminform"].form.errors["credibility"])
    assert "kept, page 3" in response.content.decode()
    assert "No counted assertion of another origin" in text(desk.post(PREVIEW, form))
    say(claim, "about 11")
    desk.post(ADD, form)
    assert Assertion.objects.filter(credibility=1).exists()


def test_an_edit_to_1_is_refused_and_an_old_1_stays_when_something_else_is_edited(desk):
    claim = make_claim()
    row = say(claim, "11")
    page = f"/admin/claims/assertion/{row.pk}/change/"
    assert "credibility" in desk.post(page, edited(row, credibility="1")).context["adminform"].form.errors
    other = say(claim, "11")
    desk.post(page, edited(row, credibility="1"))
    review.set_aside(make_user(), other, "A misprint.")
    row.refresh_from_db()
    desk.post(page, edited(row, note="Seen again."))
    row.refresh_from_db()
    assert (row.credibility, row.note) == (1, "Seen again.")


# Names in words, for a page without JavaScript


def test_claim_source_and_base_can_be_named_in_words(desk):
    base, claim, source = make_claim(), make_claim(), make_source("carlin-0704")
    say(base, "14", source)
    form = typed(claim, source, "all but one") | {"claim": "", "source": ""}
    named = {"claim-named": claim.reference.lower(), "source-named": "Carlin-0704", "base-named": base.reference}
    desk.post(ADD, form | named)
    row = Assertion.objects.get(claim=claim)
    assert (row.source, row.base, row.possible_low) == (source, base, 13)


def test_a_name_that_nothing_has_stands_beside_its_field(desk):
    response = desk.post(ADD, typed(make_claim(), make_source()) | {"source": "", "source-named": "carlin"})
    assert "No source has the reference “carlin”." in response.context["adminform"].form.errors["source"]
    assert 'name="source-named" id="id_source-named" value="carlin"' in response.content.decode()
    assert not Assertion.objects.exists()
