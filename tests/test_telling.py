"""How far the work on a large upload is, told from beside it: whatever it says, and whatever goes wrong once."""

from __future__ import annotations

import threading
import time

import pytest

from claims.models import Upload
from claims.uploads import work

from .pages import text
from .test_uploads import at_work, waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


@pytest.fixture
def page(desk):
    """The page of an upload at which somebody works."""
    page = waiting(desk).request["PATH_INFO"]
    at_work()
    return page


@pytest.fixture
def telling(page, monkeypatch):
    """The work on it, of which is told by a thread."""
    monkeypatch.setattr(work, "TELL", 0.01)
    found = work.Work(Upload.objects.get().run)
    thread = threading.Thread(target=found.tell)
    thread.start()
    yield found
    found.over.set()
    thread.join(30)


def until(true):
    ends = time.monotonic() + 10
    while not true():
        assert time.monotonic() < ends


def test_a_long_name_is_cut_and_a_number_of_rows_that_cannot_be_is_left_out(desk, page, telling):
    telling.progress(f"reading {'x' * 400}", 10**30, 10**30)
    until(lambda: Upload.objects.get().stage.startswith("reading x"))
    found = Upload.objects.get()
    assert (len(found.stage), found.stage[-1], found.done, found.total) == (300, "…", 10**9, 0)
    assert "Reading x" in text(desk.get(page))


def test_after_what_could_not_be_told_once_it_goes_on(telling, caplog):
    telling.said = ("reading", "much", 0)
    until(lambda: "could not be told" in caplog.text)
    telling.progress("reading", 3, 4)
    until(lambda: (Upload.objects.get().done, Upload.objects.get().total) == (3, 4))
