"""Undoing an import on the desk: what it comes to, what stands in its way, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Assertion, Claim, Import, Source, Upload

from .factories import make_source, make_user, say
from .pages import text
from .test_desk_files import everything, load
from .test_upload_work import beside, until

__all__ = ["beside"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(desk):
    load(desk, everything())
    return f"/admin/claims/import/{Import.objects.get().pk}/undo/"


def look(client, page):
    """Ask what undoing comes to, and go where that leads."""
    return client.post(page, follow=True)


def undo(client, page, shown, reason="The wrong file."):
    return client.post(page, {"reason": reason, "seen": shown.context["upload"].token}, follow=True)


def test_the_import_offers_it_and_nothing_is_worked_out_before_somebody_asks(desk, page):
    assert f'action="{page}"' in text(desk.get(page.replace("undo", "change")))
    assert "See what it comes to</button>" in text(desk.get(page))
    assert not Upload.objects.filter(undoes__isnull=False).exists()


def test_it_shows_what_it_comes_to(desk, page):
    shown = look(desk, page)
    assert "These rows go: 2 assertions, 1 claim, 2 sources, 1 topic, 2 publishers;" in text(shown)
    assert shown.redirect_chain == [(page, 302)]
    assert Assertion.objects.count() == 2


def test_it_is_undone_for_a_reason_and_the_import_says_so(desk, page):
    response = undo(desk, page, look(desk, page), "The <b>wrong</b> file.")
    assert response.redirect_chain == [(page.replace("undo", "change"), 302)]
    assert "anna undid this import" in text(response) and "<b>wrong</b>" not in text(response)
    assert not Assertion.objects.exists() and not Source.objects.exists()
    assert not Upload.objects.filter(undoes__isnull=False).exists()
    assert "by anna" in text(desk.get("/admin/claims/import/"))
    assert "nna undid this import already" in text(look(desk, page))
    assert desk.get(page, follow=True).redirect_chain == [(page.replace("undo", "change"), 302)]


def test_what_gets_its_old_values_back_and_which_verdicts_turn_are_shown(desk, page):
    load(desk, {"assertions.csv": "claim,source,wording,note,read_as\nC-1,post,only 11,Slip.,14\n"})
    shown = look(desk, f"/admin/claims/import/{Import.objects.first().pk}/undo/")
    assert "These get their old values back: 1 assertion." in text(shown)
    assert shown.context["preview"]["turned_sample"] == [("C-1", "Compatible", "Contradiction")]


def test_a_reason_is_asked_for(desk, page):
    response = undo(desk, page, look(desk, page), "")
    assert "This field is required." in text(response)
    assert Assertion.objects.count() == 2


def test_a_reason_that_nobody_can_see_is_none_and_what_it_comes_to_still_stands(desk, page):
    response = undo(desk, page, look(desk, page), "\u200b")
    assert "Give a reason: someone will ask for it." in text(response)
    assert "These rows go: 2 assertions" in text(response) and "Undo the import</button>" in text(response)
    assert Upload.objects.get(undoes__isnull=False).state == Upload.State.READY


def test_what_somebody_built_on_it_is_named_with_links(desk, page):
    rows = [say(Claim.objects.get(), f"{n} people", make_source()) for n in range(12)]
    shown = text(look(desk, page))
    assert "Assertions on claims that it brought, or that go by them: 12" in shown
    assert f'href="/admin/claims/assertion/{rows[0].pk}/change/"' in shown and "and 2 more" in shown
    assert "Undo the import</button>" not in shown and "Look again</button>" in shown
    desk.post(page, {"reason": "Still.", "seen": ""})
    assert Source.objects.filter(reference="post").exists()


def test_what_came_meanwhile_is_shown_before_anything_is_undone(desk, page):
    shown = look(desk, page)
    Assertion.objects.first().delete()
    response = undo(desk, page, shown, "A slip.")
    assert "Nothing was undone: what it comes to has changed since you looked." in text(response)
    assert "A slip.</textarea>" in text(response)
    assert Import.objects.get().undone_at is None
    undo(desk, page, response)
    assert Import.objects.get().undone_at is not None


def test_what_was_built_on_it_meanwhile_is_shown_before_anything_is_undone(desk, page):
    shown = look(desk, page)
    say(Claim.objects.get(), "15", make_source())
    assert "somebody has built on it since" in text(undo(desk, page, shown))
    assert Import.objects.get().undone_at is None


def test_what_was_looked_at_anew_is_not_undone_by_the_page_of_before(desk, page):
    shown = look(desk, page)
    Upload.objects.filter(undoes__isnull=False).update(token="x")
    assert "Somebody was faster" in text(undo(desk, page, shown))
    assert Import.objects.get().undone_at is None


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("analyst", 403), ("editor", 403), ("administrator", 200)]
)
def test_others_imports_are_undone_by_administrators_alone(client, page, role, status):
    client.force_login(make_user(role))
    assert client.get(page).status_code == status
    assert ("Undo this import" in text(client.get(page.replace("undo", "change")))) is (status == 200)
    assert client.post(page, follow=True).status_code == status
    if status == 403:
        assert client.post(page, {"reason": "Mine.", "seen": ""}).status_code == 403


def test_what_is_not_there_is_not_found(desk):
    assert desk.get("/admin/claims/import/77/undo/").status_code == 404


def test_it_is_no_upload_that_waits(desk, page):
    look(desk, page)
    key = Upload.objects.get(undoes__isnull=False).pk
    assert f"/admin/claims/upload/{key}/" not in text(desk.get("/admin/claims/upload/"))
    assert desk.get(f"/admin/claims/upload/{key}/change/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles")
def test_a_large_one_is_looked_at_and_undone_beside_the_requests(desk, page, beside):
    desk.post(page)
    shown = until(desk, page, "ready")
    assert Assertion.objects.count() == 2
    began = undo(desk, page, shown)
    assert "Undo the import</button>" not in text(began)
    assert until(desk, page, "done").redirect_chain == [(page.replace("undo", "change"), 302)]
    assert not Assertion.objects.exists()


def test_how_far_it_is_is_told_and_a_second_click_begins_nothing(desk, page):
    look(desk, page)
    job = Upload.objects.filter(undoes__isnull=False)
    run, now = "12345678123456781234567812345678", timezone.now()
    job.update(state="loading", run=run, began_at=now, heard_at=now, stage="taking its rows away")
    shown = text(look(desk, page))
    assert "Taking its rows away." in shown and "claims/progress.js" in shown
    assert job.get().run.hex == run


def test_one_that_is_no_longer_heard_of_can_be_started_again(desk, page):
    look(desk, page)
    long_ago = timezone.now() - timedelta(minutes=5)
    Upload.objects.filter(undoes__isnull=False).update(state="loading", run="1" * 32, heard_at=long_ago)
    shown = text(desk.get(page))
    assert "the process that did it is gone. Nothing was undone: start again." in shown
    assert look(desk, page).context["upload"].state == "ready"
