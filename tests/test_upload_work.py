"""The work on an upload: beside the requests where it is large, told how far it is, and taken over where it died."""

from __future__ import annotations

import io
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims import uploads
from claims.models import Claim, Import, Source, Upload, UploadFile
from claims.uploads import work

from .pages import text
from .test_desk_files import confirm, everything, upload
from .test_uploads import at_work, waiting

pytestmark = pytest.mark.django_db


def zipped(part: bytes) -> bytes:
    """An archive of one part."""
    with zipfile.ZipFile(made := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pärt", part)
    return made.getvalue()


@pytest.fixture
def beside(monkeypatch):
    """Any work is done beside the request, and its progress told soon."""
    monkeypatch.setattr(work, "SMALL", 0)
    monkeypatch.setattr(work, "TELL", 0.01)
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("upload "):
            thread.join(30)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"claim,source,wording\n", 21),
        (zipped(b" " * 3_000_000), 3_000_000),
        (zipped(b" " * 3_000_000)[:-1], None),
        (zipped(b"")[:20], 20),
        (b"PK\x05\x06" + b"\xff" * 18, 22),
        (zipped(b"1").replace("ä".encode(), b"\xff\xff"), None),
    ],
    ids=["text", "whole", "cut", "begun", "no place", "no name"],
)
def test_how_much_work_an_archive_is_goes_by_what_it_unfolds_to(analyst, data, size):
    found = Upload.objects.create(uploaded_by=analyst, state="mapping")
    UploadFile.objects.create(upload=found, name="assertions.xlsx", content=data)
    assert uploads.size_of(found) == (len(data) if size is None else size)


def until(desk, page, state):
    """The page of an upload once it is in a state."""
    ends = time.monotonic() + 30
    while (response := desk.get(page, follow=True)).context.get("upload") and (
        response.context["upload"].state != state
    ):
        assert time.monotonic() < ends, response.context["upload"].state
    return response


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles", "beside")
def test_large_files_are_looked_at_and_loaded_beside_the_requests(desk):
    began = upload(desk, everything())
    page = began.request["PATH_INFO"]
    response = until(desk, page, "ready")
    assert response.context["preview"]["totals"][0] == ("sources", 2, 0, 0, 0)
    assert not Source.objects.exists()
    desk.post(page, {"action": "all", "seen": response.context["upload"].token})
    response = until(desk, page, "loaded")
    assert response.redirect_chain == [(f"/admin/claims/import/{Import.objects.get().pk}/change/", 302)]
    assert Claim.objects.get().assessment.verdict == "contradiction"


def test_progress_is_told_in_rows_rate_and_time_left(desk):
    page = waiting(desk).request["PATH_INFO"]
    now = timezone.now()
    at_work(stage="reading sources.csv", done=3000, total=9000, began_at=now - timedelta(seconds=10))
    shown = text(desk.get(page))
    assert "Reading sources.csv: 3,000 of 9,000, 300 a second, 0:00:20 left." in shown
    assert '<progress aria-label="How far it is" max="9000" value="3000"></progress>' in shown
    assert "claims/progress.js" in shown and "Start again" not in shown


def test_work_that_is_no_longer_heard_of_can_be_started_again(desk):
    page = waiting(desk).request["PATH_INFO"]
    at_work(heard_at=timezone.now() - timedelta(minutes=5))
    shown = text(desk.get(page))
    assert "Nothing was heard of this work since" in shown and "claims/progress.js" not in shown
    response = desk.post(page, {"action": "again"}, follow=True)
    assert response.context["upload"].state == "ready"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles")
def test_work_that_is_writing_is_not_taken_to_be_dead(desk):
    page = waiting(desk).request["PATH_INFO"]
    at_work(heard_at=timezone.now() - timedelta(minutes=5))
    if connection.vendor == "postgresql":  # there it can be told of all the same
        assert "Nothing was heard of this work since" in text(desk.get(page))
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "Nothing was heard of this work since" not in text(desk.get(page))
    assert "Nothing was heard of this work since" in text(desk.get(page))


def test_work_that_somebody_took_over_stores_nothing(desk, analyst):
    waiting(desk)
    old = work.Work(Upload.objects.get().run)
    at_work(run="99999999999999999999999999999999")
    with pytest.raises(work.Lost):
        old.end("ready")
    assert Upload.objects.get().state == "reading"


def test_what_goes_wrong_is_said_on_the_page(desk, full_disk):
    many = "".join(f"C-1,post,{n},{'x' * 400}\n" for n in range(500))
    response = waiting(desk, everything() | {"assertions.csv": f"claim,source,wording,note\n{many}"})
    full_disk(True)
    response = confirm(desk, response)
    assert response.context["upload"].state == "failed"
    assert "The database or the disk broke off, and nothing was stored: " in text(response)
    assert not Import.objects.exists() and not Source.objects.exists()
    full_disk(False)
    response = desk.post(response.request["PATH_INFO"], {"action": "again"}, follow=True)
    assert response.context["upload"].state == "ready"


@pytest.fixture
def full_disk():
    """Lets the database have no room for more, as when its disk is full, or have it again."""

    def fill(full):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA max_page_count = {1 if full else 2**30}")  # never less than there are
            elif full:
                cursor.execute(
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$"
                )
                cursor.execute(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON claims_assertion "
                    "FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
                )
            else:
                cursor.execute("DROP FUNCTION full_disk CASCADE")

    yield fill
    if connection.vendor == "sqlite":
        fill(False)
