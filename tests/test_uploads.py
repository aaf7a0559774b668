"""What becomes of an upload: who may touch it, what moved underneath, and several at it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from claims import uploads
from claims.loading import load, silent
from claims.models import Assertion, Import, Publisher, Source, Topic, Upload
from claims.uploads import work
from claims.uploads.reading import look_through, on_disk

from .factories import make_claim, make_source, make_user, say, verdict
from .pages import text
from .test_desk_files import confirm, everything, upload

pytestmark = pytest.mark.django_db


def waiting(desk, named=None):
    """A page of files that wait to be confirmed."""
    response = upload(desk, named or everything())
    assert response.context["upload"].state == "ready"
    return response


def at_work(**fields):
    """An upload at which somebody works."""
    now = timezone.now()
    values = {"state": "reading", "run": "12345678123456781234567812345678", "began_at": now, "heard_at": now}
    Upload.objects.update(**values | {"preview": None, "token": ""} | fields)


def test_where_what_it_goes_by_has_changed_nothing_is_loaded_and_the_new_outcome_is_shown(desk):
    claim, source = make_claim(reference="C-1"), make_source("post")
    named = {"assertions.csv": "claim,source,wording,note\nC-1,post,11,Seen.\n"}
    response = waiting(desk, named)
    assert response.context["preview"]["totals"] == [("assertions", 1, 0, 0, 0)]
    say(claim, "11", source)
    response = confirm(desk, response)
    assert "Nothing was loaded yet: what these files go by has changed since this was worked out." in text(response)
    assert response.context["preview"]["totals"] == [("assertions", 0, 1, 0, 0)]
    assert not Import.objects.exists()
    confirm(desk, response)
    assert Assertion.objects.get().note == "Seen."


SINCE = "Something was stored since."


@pytest.mark.parametrize("what", ["an assertion", "a source", "an import"])
def test_the_page_says_when_it_was_looked_at_and_that_something_was_stored_since(desk, analyst, tmp_path, what):
    claim, source = make_claim(reference="C-1"), make_source("post")
    response = waiting(desk, {"assertions.csv": "claim,source,wording\nC-1,post,11\n"})
    looked_at = Upload.objects.get().heard_at
    assert f"Looked at on {date_format(localtime(looked_at), 'j F Y, H:i')}." in text(response)
    assert SINCE not in text(response) and 'value="again"' not in text(response)
    if what == "an assertion":
        say(claim, "12", source)
    elif what == "a source":
        make_source("wire")
    else:
        (path := tmp_path / "sources.csv").write_text("reference,title,publisher\nwire,The raid,The Wire\n")
        load([path], analyst)
    assert SINCE in text(desk.get(response.request["PATH_INFO"]))
    response = confirm(desk, response, "again")
    assert SINCE not in text(response)
    assert Upload.objects.get().heard_at > looked_at


def test_where_a_verdict_that_follows_from_it_has_changed_the_new_outcome_is_shown(desk):
    base, follower = make_claim(reference="C-1"), make_claim(reference="C-2")
    make_source("post")
    say(base, "14")
    say(follower, "all but one", base=base)
    response = waiting(desk, {"assertions.csv": "claim,source,wording\nC-1,post,20\n"})
    assert [reference for reference, *_ in response.context["preview"]["verdicts_sample"]] == ["C-1"]
    say(follower, "17")
    assert verdict(follower) == "contradiction"
    response = confirm(desk, response)
    assert "Nothing was loaded yet: what these files go by has changed since this was worked out." in text(response)
    assert [reference for reference, *_ in response.context["preview"]["verdicts_sample"]] == ["C-1", "C-2"]
    confirm(desk, response)
    assert verdict(follower) != "contradiction"


@pytest.mark.parametrize("model", [Publisher, Topic])
def test_where_a_name_has_changed_that_the_files_change_the_new_outcome_is_shown(desk, model):
    make_source("post")
    claim = make_claim(reference="C-1")
    files = {
        "sources.csv": "reference,title,publisher\npost,A title,Gazette\n",
        "claims.csv": f"reference,topic,question,kind\nC-1,Raids,How many?,{claim.kind}\n",
    }
    response = waiting(desk, files)
    model.objects.filter(pk__in=[Source.objects.get().publisher_id, claim.topic_id]).update(name="Other")
    response = confirm(desk, response)
    assert "what these files go by has changed" in text(response)
    assert "Other" in text(response)


def test_what_is_shown_holds_where_somebody_wrote_while_it_was_looked_at(desk, analyst):
    claim, source = make_claim(reference="C-1"), make_source("post")
    waiting(desk, {"assertions.csv": "claim,source,wording\nC-1,post,11\nC-1,post,12\n"})
    found = Upload.objects.get()
    with on_disk(found) as files:
        prepared = look_through(found, files, silent)
        say(claim, "11", source)
        shown, loaded = uploads.rehearsed(work.Work(uuid4()), found, prepared)
    assert [row["what"] for row in shown["new"]] == ["C-1: “12” (post)"]
    assert loaded.counts["assertions"] == {"new": 1, "changed": 0, "unchanged": 1}


def test_rows_that_turn_out_wrong_only_once_they_are_stored_are_not_shown_as_new(desk):
    say(make_claim(reference="C-1"), "13", make_source("post"), credibility=2)
    rows = "C-1,post,11,1\nC-1,post,12,2\nC-1,post,13,1\nC-9,post,14,2\n"
    shown = waiting(desk, {"assertions.csv": f"claim,source,wording,credibility\n{rows}"}).context["preview"]
    assert [row["what"] for row in shown["new"]] == ["C-1: “12” (post)"]
    assert (shown["changes"], shown["faults_all"], shown["rejected_all"]) == ([], 3, 3)


def test_a_second_click_loads_nothing_more(desk):
    response = waiting(desk)
    confirm(desk, response)
    response = confirm(desk, response)
    assert Import.objects.count() == 1
    assert response.redirect_chain[-1][0] == f"/admin/claims/import/{Import.objects.get().pk}/change/"


def test_what_was_looked_at_anew_is_not_loaded_by_the_page_of_before(desk):
    response = waiting(desk)
    make_source("post", publisher="The Post")
    uploads.look(Upload.objects.get())
    response = confirm(desk, response)
    assert "Somebody was faster" in text(response)
    assert not Import.objects.exists()


def test_an_upload_is_its_uploaders(desk, client, analyst):
    page = waiting(desk).request["PATH_INFO"]
    for role, status in (("analyst", 302), ("viewer", 403), ("editor", 302), ("administrator", 200)):
        client.force_login(make_user(role))
        assert client.get(page).status_code == status
        assert client.post(page, {"action": "all"}).status_code == (403 if status in (200, 403) else 302)
    assert not Import.objects.exists()


def test_an_administrator_sees_all_that_wait_and_may_discard_them(desk, client):
    page = waiting(desk).request["PATH_INFO"]
    client.force_login(make_user("administrator"))
    assert page in text(client.get("/admin/claims/upload/"))
    assert "alone can load them" in text(client.get(page))
    client.post(page, {"action": "discard"})
    assert not Upload.objects.exists()


@pytest.mark.parametrize("page", ["change/", "map/"])
def test_of_what_is_there_no_more_it_is_said_what_became_of_it(desk, page):
    for response in (desk.get(f"/admin/claims/upload/77/{page}", follow=True), confirm(desk, waiting(desk), "discard")):
        assert response.request["PATH_INFO"] == "/admin/claims/import/"
    assert "This upload is there no more" in text(desk.post(f"/admin/claims/upload/77/{page}", follow=True))
    assert desk.get("/admin/claims/upload/77/rejected/1/").status_code == 404


def test_an_unknown_step_is_refused(desk):
    page = waiting(desk).request["PATH_INFO"]
    assert desk.post(page, {"action": "explode"}).status_code == 400
    assert desk.put(page).status_code == 405


def test_discarded_files_are_forgotten(desk):
    response = waiting(desk)
    desk.post(response.request["PATH_INFO"], {"action": "discard"})
    assert not Upload.objects.exists() and not Source.objects.exists()


def test_uploads_that_nobody_came_back_to_are_forgotten_when_the_next_comes(desk):
    waiting(desk)
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
    waiting(desk)
    assert Upload.objects.count() == 1


def test_only_so_many_uploads_of_one_person_wait(desk, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 2)
    for _ in range(2):
        waiting(desk)
    page = text(upload(desk, everything()))
    assert "2 uploads of yours wait already: follow the link above" in page
    assert page.index('href="/admin/claims/upload/"') < page.index("2 uploads of yours wait already")
    assert Upload.objects.count() == 2


def test_uploads_that_failed_lock_nobody_out_and_the_oldest_of_them_go(desk, monkeypatch):
    monkeypatch.setattr(uploads, "MOST", 2)
    for number in range(4):
        assert upload(desk, {f"facts-{number}.csv": "no,kind\n", "facts.csv": "x\n1\n"}).status_code == 200
        Upload.objects.filter(state="mapping").update(state="failed", problem="None of it can be loaded.")
    newest = list(Upload.objects.values_list("pk", flat=True))
    assert len(newest) == 2
    assert waiting(desk).context["upload"].pk > max(newest)


def test_all_of_ones_own_are_discarded_at_once_but_for_those_at_work(desk, client):
    client.force_login(make_user("analyst", "bert"))
    others = waiting(client).context["upload"].pk
    client.force_login(make_user("analyst", "carla"))
    working = waiting(client).context["upload"].pk
    at_work()
    Upload.objects.filter(pk=others).update(state="failed", run=None, problem="x")
    for _ in range(2):
        waiting(client)
    page = text(client.get("/admin/claims/upload/"))
    assert 'action="/admin/claims/upload/discard/"' in page and "Discard all of mine (2)" in page
    assert client.get("/admin/claims/upload/discard/").status_code == 405
    response = client.post("/admin/claims/upload/discard/", follow=True)
    assert "Uploads of yours that were discarded: 2." in text(response)
    assert set(Upload.objects.values_list("pk", flat=True)) == {others, working}
    assert "Discard all" not in text(client.get("/admin/claims/upload/"))
    client.force_login(make_user("viewer"))
    assert client.post("/admin/claims/upload/discard/").status_code == 403


def test_where_none_waits_the_list_of_uploads_says_so(desk):
    assert "No upload waits to be loaded." in text(desk.get("/admin/claims/upload/"))
    waiting(desk)
    page = text(desk.get("/admin/claims/upload/"))
    assert "No upload waits to be loaded." not in page and ">Waits to be confirmed</td>" in page


LATIN = "reference,title,publisher\npöst,Räid,Póst\n".encode("latin-1")


def test_a_wrong_encoding_is_put_right_where_it_is_told_of(desk):
    response = upload(desk, {"sources.csv": LATIN})
    page, shown = response.request["PATH_INFO"], text(response)
    assert "choose its encoding, such as windows-1252" in shown
    assert '<select name="encoding"' in shown and "Start again" in shown
    assert '<select name="encoding"' not in text(waiting(desk))
    assert desk.post(page, {"action": "again", "encoding": "klingon"}).status_code == 400
    response = desk.post(page, {"action": "again", "encoding": "windows-1252"}, follow=True)
    assert response.context["preview"]["totals"] == [("sources", 1, 0, 0, 0)]
    confirm(desk, response)
    assert Source.objects.get().reference == "pöst"


def test_foreign_headings_are_mapped_anew_in_another_encoding(desk):
    response = upload(desk, {"sources.csv": "Kürzel,Titel,Verlag\npöst,Räid,Póst\n".encode("latin-1")})
    response = desk.post(response.request["PATH_INFO"], {"action": "again", "encoding": "iso-8859-1"}, follow=True)
    found = response.context["upload"]
    assert (found.state, found.encoding) == ("mapping", "iso-8859-1")
    assert "Kürzel" in text(desk.get(f"/admin/claims/upload/{found.pk}/map/"))
