"""Pages of an upload that were opened before it was loaded: they neither lie, nor undo anything of it."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims import uploads
from claims.models import Import, Source, Upload

from .factories import make_user
from .pages import text
from .test_desk_files import confirm, everything, load
from .test_uploads import at_work, waiting

pytestmark = pytest.mark.django_db
STEPS = ["discard", "again", "all"]


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("new", [True, False])
def test_once_it_was_loaded_a_step_says_so_and_does_nothing(desk, action, new):
    if not new:
        load(desk, everything())
    response = waiting(desk)
    confirm(desk, response)
    before = Upload.objects.values().latest("pk")
    response = confirm(desk, response, action)
    assert response.status_code == 200
    assert "Somebody was faster" in text(response) and "discarded" not in text(response)
    assert Upload.objects.values().latest("pk") == before
    assert Import.objects.count() == 1 and Source.objects.count() == 2


@pytest.mark.parametrize("action", ["all", "good", "again"])
def test_while_it_is_being_loaded_a_step_says_so_and_stops_nothing(desk, action):
    response = waiting(desk)
    token = Upload.objects.get().token
    at_work(state="loading", preview={}, token=token)
    before = Upload.objects.values().get()
    response = confirm(desk, response, action)
    assert "Somebody was faster" in text(response)
    assert Upload.objects.values().get() == before


@pytest.mark.parametrize("state", ["reading", "loading"])
def test_who_reads_or_loads_it_is_stopped_by_discarding_it(desk, state):
    response = waiting(desk)
    token = Upload.objects.get().token
    at_work(**({"state": "loading", "preview": {}, "token": token} if state == "loading" else {}))
    assert 'value="discard"' in text(desk.get(response.request["PATH_INFO"]))
    confirm(desk, response, "discard")
    assert not Upload.objects.exists()


def test_what_a_process_that_is_gone_was_loading_can_be_discarded(desk):
    response = waiting(desk)
    at_work(state="loading", preview={}, token="x", heard_at=timezone.now() - timedelta(minutes=5))
    assert 'value="discard"' in text(desk.get(response.request["PATH_INFO"]))
    assert "The upload was discarded; nothing of it was loaded." in text(confirm(desk, response, "discard"))
    assert not Upload.objects.exists()


def test_what_was_loaded_since_it_was_looked_up_stays_loaded(desk):
    waiting(desk)
    found = Upload.objects.get()
    Upload.objects.update(state="loaded")
    assert not uploads.discard(found)
    assert not uploads.start_again(found, "windows-1252")
    assert list(Upload.objects.values_list("state", "encoding")) == [("loaded", "")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("step", [uploads.discard, lambda upload: uploads.discard_all(upload.uploaded_by)])
def test_one_of_which_the_load_ends_while_it_is_discarded_is_kept(desk, step):
    waiting(desk)
    found, outcomes = Upload.objects.get(), []

    def discard():
        outcomes.append(step(found))
        connection.close()

    thread = Thread(target=discard)
    with transaction.atomic(), connection.cursor() as cursor:
        Upload.objects.update(state="loaded")
        thread.start()
        waits = 0
        while not waits and thread.is_alive():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (waits,) = cursor.fetchone()
    thread.join(60)
    assert not outcomes[0]
    assert Upload.objects.get().state == "loaded"


def test_an_administrator_discards_none_that_was_loaded(desk, client):
    response = waiting(desk)
    confirm(desk, response)
    client.force_login(make_user("administrator"))
    assert "Somebody was faster" in text(confirm(client, response, "discard"))
    assert Upload.objects.exists()
