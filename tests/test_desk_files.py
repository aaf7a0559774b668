"""Loading files on the desk, the list of imports, and the evidence as files that load back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.admin import files
from claims.forms import files as files_form
from claims.models import Assertion, Claim, Import, Source

from .factories import make_claim, make_options, make_source, make_user, say, verdict

pytestmark = pytest.mark.django_db

PAGE = "/admin/claims/import/load/"
SOURCES = "reference,title,publisher\npost,The raid,The Post\nwire,Raid,The Wire\n"
CLAIMS = "reference,topic,question,kind\nC-1,Raid,How many?,count\n"
ASSERTIONS = "claim,source,wording\nC-1,post,only 11\nC-1,wire,12 or more\n"


@pytest.fixture
def desk(client):
    client.force_login(make_user("analyst", name="ann"))
    return client


def text(response) -> str:
    return response.content.decode()


def upload(client, named: dict[str, str | bytes], **kwargs):
    chosen = [
        SimpleUploadedFile(name, body if isinstance(body, bytes) else body.encode()) for name, body in named.items()
    ]
    return client.post(PAGE, {"uploads": chosen}, **kwargs)


def everything() -> dict[str, str]:
    return {"assertions.csv": ASSERTIONS, "my-claims.csv": CLAIMS, "sources-june.csv": SOURCES}


def test_several_files_are_loaded_at_once_and_the_summary_is_told(desk):
    response = upload(desk, everything(), follow=True)
    assert response.redirect_chain == [("/admin/claims/import/", 302)]
    assert "2 sources: 2 new, 0 changed, 0 unchanged" in text(response)
    assert "2 assertions: 2 new, 0 changed, 0 unchanged" in text(response)
    assert verdict(Claim.objects.get()) == "contradiction"
    brought = Import.objects.get()
    assert (brought.loaded_by.username, brought.files) == ("ann", "sources-june.csv; my-claims.csv; assertions.csv")


def test_wordings_that_cannot_be_read_are_loaded_and_told_of(desk):
    unread = "claim,source,wording\nC-1,post,umpteen\nC-1,wire,12\n"
    page = text(upload(desk, everything() | {"assertions.csv": unread}, follow=True))
    assert "Wordings that could not be read: 1." in page
    assert 'href="/admin/claims/assertion/?state=unread"' in page


def test_loading_the_same_files_again_changes_nothing(desk):
    upload(desk, everything())
    response = upload(desk, everything(), follow=True)
    assert "2 assertions: 0 new, 0 changed, 2 unchanged" in text(response)
    assert Import.objects.count() == 1


def test_all_faults_stand_in_a_table_and_nothing_is_loaded(desk):
    bad = "claim,source,wording,as_of\nC-1,post,only 11,29/06/2020\nC-9,wire,<b>12</b>,\n"
    response = upload(desk, everything() | {"assertions.csv": bad})
    assert response.status_code == 200
    told = [(fault.file, fault.line, fault.column, fault.value) for fault in response.context["faults"]]
    assert told == [("assertions.csv", 2, "as_of", "29/06/2020"), ("assertions.csv", 3, "claim", "C-9")]
    page = text(response)
    assert "Nothing was loaded: 2 things to put right." in page
    for fault in response.context["faults"]:
        assert f"<td>{fault.line}</td>" in page
        assert "<bdi>29/06/2020</bdi>" in page
    assert not Source.objects.exists() and not Import.objects.exists()


def test_only_so_many_faults_are_shown_and_the_others_counted(desk, monkeypatch):
    monkeypatch.setattr(files, "SHOWN", 3)
    rows = "".join(f"C-{n},post,11\n" for n in range(5))
    response = upload(desk, {"assertions.csv": "claim,source,wording\n" + rows})
    faults = response.context["count"]
    assert faults > 3
    assert len(response.context["faults"]) == 3
    assert f"… and {faults - 3} more." in text(response)


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ({"june.csv": SOURCES}, "Its name does not say what it holds."),
        ({"facts.csv": SOURCES}, "do not load"),
        ({"sources.csv": ""}, "sources.csv"),
        ({"sources.csv": b"PK\x03\x04rest"}, "sources.csv"),
        ({"sources.csv": "reference,title,publisher\npöst,Räid,Póst\n".encode("latin-1")}, "UTF-8"),
    ],
)
def test_a_file_that_is_no_such_file_is_told_in_the_table(desk, named, complaint):
    response = upload(desk, named)
    assert response.status_code == 200
    assert response.context["faults"]
    assert complaint in text(response)


def test_no_file_is_asked_for(desk):
    response = desk.post(PAGE, {})
    assert response.context["form"].errors["uploads"] == ["Choose one or several CSV files."]


def test_files_that_are_too_large_are_refused_kindly(desk, monkeypatch):
    monkeypatch.setattr(files_form, "LARGEST", 100)
    response = upload(desk, {"sources.csv": SOURCES, "claims.csv": CLAIMS})
    (complaint,) = response.context["form"].errors["uploads"]
    assert "larger than 100" in complaint and "Load them in parts" in complaint
    assert not Source.objects.exists()


def test_two_files_of_one_name_are_refused(desk):
    chosen = [SimpleUploadedFile("sources.csv", SOURCES.encode()) for _ in range(2)]
    response = desk.post(PAGE, {"uploads": chosen})
    assert "Two of the files have the name sources.csv" in text(response)


@pytest.mark.parametrize("name", ["../../sources.csv", "/etc/sources.csv", "..\\..\\sources.csv", "a/../sources.csv"])
def test_a_name_is_never_a_path(desk, name):
    boundary = "b0und"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="uploads"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{SOURCES}\r\n--{boundary}--\r\n"
    )
    desk.generic("POST", PAGE, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert Import.objects.get().files == "sources.csv"


def test_a_name_that_is_too_long_to_store_is_refused(desk):
    response = upload(desk, {f"sources-{'𝔖' * 70}.csv": SOURCES})
    assert response.context["form"].errors["uploads"]


def test_a_post_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("analyst"))
    assert upload(client, everything()).status_code == 403
    assert not Import.objects.exists()


def test_the_page_is_offered_to_those_who_may_load(client):
    for role, offered in (("viewer", False), ("analyst", True)):
        client.force_login(make_user(role))
        for page in ("/admin/", "/admin/claims/import/"):
            assert (f'href="{PAGE}"' in text(client.get(page))) is offered


def test_the_list_says_in_words_what_an_import_brought(desk):
    upload(desk, everything())
    brought = Import.objects.get()
    for page in ("/admin/claims/import/", f"/admin/claims/import/{brought.pk}/change/"):
        shown = text(desk.get(page))
        assert "2 sources: 2 new, 0 changed, 0 unchanged; 1 claim" in shown
        assert "{" not in shown.partition("2 sources")[2][:200]


def test_all_that_is_exported_loads_back(client):
    client.force_login(make_user("viewer"))
    claim = make_claim("choice")
    make_options(claim, {"Iraqi forces": None, "CTS": "Iraqi forces"}, {"CTS": "Golden Division"})
    say(claim, "CTS", make_source())
    listed = text(client.get("/admin/claims/import/"))
    saved = {}
    for name in ("sources", "claims", "options", "assertions"):
        assert f'href="/admin/claims/import/{name}.csv"' in listed
        saved[f"{name}.csv"] = b"".join(client.get(f"/admin/claims/import/{name}.csv").streaming_content)
    for row in Assertion.objects.all():
        row.delete()
    client.force_login(make_user("analyst"))
    assert ": 1 new, 0 changed, 0 unchanged" in text(upload(client, saved, follow=True))
    assert Assertion.objects.get().option.name == "CTS"


@pytest.mark.parametrize("name", ["facts", "decisions", "x"])
def test_what_does_not_load_is_not_exported_there(desk, name):
    assert desk.get(f"/admin/claims/import/{name}.csv").status_code == 404
