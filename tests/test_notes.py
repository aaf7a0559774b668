"""Notes: the team's discussion of a claim, on the desk and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client

from claims.models import Claim, Note
from claims.review import Refused
from claims.review.notes import write

from .factories import make_claim, make_user, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return make_claim(reference="C-1")


def logged_in(role="analyst", name=None):
    client = Client()
    client.force_login(make_user(role, name))
    return client


def page(claim, client):
    return client.get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()


def post(claim, client, text):
    return client.post(f"/admin/claims/claim/{claim.pk}/note/", {"text": text})


def test_a_note_stands_on_the_desk_with_who_and_when(claim):
    client = logged_in("analyst", "ana")
    response = post(claim, client, "Ask the hospital.\r\nThey keep lists. <b>")
    note = Note.objects.get()
    assert response["Location"] == f"/admin/claims/claim/{claim.pk}/change/#note-{note.pk}"
    assert (note.author.username, note.text) == ("ana", "Ask the hospital.\nThey keep lists. <b>")
    html = page(claim, client)
    assert 'dir="auto">Ask the hospital.\nThey keep lists. &lt;b&gt;</div>' in html
    assert f'<a href="#note-{note.pk}">wrote a note</a>' in html


def test_a_viewer_reads_them_and_writes_none(claim):
    write(make_user(), claim, "Ask the hospital.")
    client = logged_in("viewer")
    assert "Ask the hospital." in page(claim, client)
    assert "Write the note" not in page(claim, client)
    assert post(claim, client, "Me, too.").status_code == 403
    with pytest.raises(PermissionDenied):
        write(make_user("viewer"), claim, "Me, too.")
    assert Note.objects.count() == 1


def test_who_may_not_see_notes_sees_neither_them_nor_their_events(claim):
    write(make_user(), claim, "Ask the hospital.")
    client = logged_in("viewer")
    viewers = make_user("viewer").groups.get()
    viewers.permissions.remove(*viewers.permissions.filter(codename="view_note"))
    html = page(claim, client)
    assert "hospital" not in html
    assert "wrote a note" not in html


@pytest.mark.parametrize("role", ["viewer", "editor", "administrator"])
def test_the_record_never_shows_them(claim, role):
    write(make_user("analyst", "ana"), claim, "Ask the hospital.")
    html = logged_in(role).get("/claims/C-1/").content.decode()
    assert "hospital" not in html
    assert "note-" not in html
    assert "wrote a note" not in html
    assert "ana" not in html.replace("analyst", "")


@pytest.mark.parametrize("what", ["facts", "claims", "assertions"])
def test_no_export_has_them(claim, what, tmp_path):
    say(claim, "14")
    write(make_user(), claim, "Ask the hospital.")
    call_command("export", what, output=tmp_path / "out.csv")
    assert "hospital" not in (tmp_path / "out.csv").read_text()


def test_the_same_words_within_a_minute_are_one_note(claim):
    ana, bo = make_user("analyst"), make_user("analyst")
    first = write(ana, claim, "Ask the hospital.")
    assert write(ana, claim, "  Ask the hospital.\r\n") == first
    assert write(bo, claim, "Ask the hospital.") != first
    assert write(ana, claim, "Ask them again.") != first
    Note.objects.update(written_at=first.written_at - timedelta(minutes=2))
    assert write(ana, claim, "Ask the hospital.") != first


@pytest.mark.parametrize(("text", "why"), [("  \n ", "Write something"), ("x" * 5001, "at most 5,000 characters")])
def test_what_is_refused_says_why_and_stays_as_it_was_typed(claim, text, why):
    response = post(claim, logged_in(), text)
    html = response.content.decode()
    assert response.status_code == 200
    assert why in html
    assert text.strip() in html
    assert not Note.objects.exists()
    with pytest.raises(Refused, match=why):
        write(make_user(), claim, text)


def test_a_note_of_5000_characters_is_kept(claim):
    assert len(write(make_user(), claim, "x\r\n" * 2499 + "xy").text) == 5000


def test_a_character_that_no_database_keeps_is_refused_on_the_page(claim):
    assert "Null characters" in post(claim, logged_in(), "a\x00b").content.decode()


def test_a_duplicate_takes_no_notes_and_names_the_claim_that_was_kept(claim):
    kept = make_claim(reference="KEPT")
    Claim.objects.filter(pk=claim.pk).update(merged_into=kept)
    html = post(claim, logged_in(), "Ask the hospital.").content.decode()
    assert "KEPT" in html
    assert "Ask the hospital." in html
    assert not Note.objects.exists()


def test_the_kept_claim_shows_the_notes_of_its_duplicate(claim):
    kept = make_claim(reference="KEPT")
    write(make_user(), claim, "Ask the hospital.")
    Claim.objects.filter(pk=claim.pk).update(merged_into=kept)
    html = page(kept, logged_in())
    assert "Ask the hospital." in html
    assert "(on C-1)" in html


def test_it_is_posted_only_by_people_of_the_desk_to_claims_there_are(claim):
    address = f"/admin/claims/claim/{claim.pk}/note/"
    assert Client().post(address, {"text": "Hm."}).status_code == 302
    assert logged_in().get(address).status_code == 405
    assert logged_in().post("/admin/claims/claim/999999/note/", {"text": "Hm."}).status_code == 404
    assert not Note.objects.exists()
