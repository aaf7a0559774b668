"""Uploads of which the looking breaks off: they say why, wherever it breaks, and can be started again."""

from __future__ import annotations

import io
import tempfile
import zipfile

import pytest

from claims.models import Upload

from .pages import text
from .test_desk_files import everything, upload
from .test_mappings import SHEETS, workbook

pytestmark = pytest.mark.django_db
FOREIGN = {"assertions.csv": "Case,Doc,Words\nC-1,post,11\n"}


@pytest.fixture
def no_room(monkeypatch, tmp_path):
    """Lets there be no room for files, as when the disk is full, or room again."""

    def fill(full):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none" if full else tmp_path))

    return fill


@pytest.mark.parametrize(("files", "state"), [(FOREIGN, "mapping"), (everything(), "ready")])
def test_where_there_is_no_room_for_its_files_it_says_so_and_is_started_again(desk, no_room, files, state):
    no_room(True)
    response = upload(desk, files)
    assert (response.status_code, response.context["upload"].state) == (200, "failed")
    assert "The database or the disk broke off, and nothing was stored: " in text(response)
    page = response.request["PATH_INFO"]
    response = desk.post(page, {"action": "again"}, follow=True)
    assert "The database or the disk broke off" in text(response)
    no_room(False)
    response = desk.post(page, {"action": "again"}, follow=True)
    assert response.context["upload"].state == state and "broke off" not in text(response)


def test_one_that_nobody_knows_how_to_read_waits_for_no_mapping(desk):
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(list(SHEETS)))) as whole, zipfile.ZipFile(damaged, "w", 14) as packed:
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
        at = packed.getinfo("xl/workbook.xml").header_offset + 30 + len("xl/workbook.xml") + 12
    broken = bytearray(damaged.getvalue())
    broken[at : at + 48] = (sign ^ 0xFF for sign in broken[at : at + 48])
    desk.raise_request_exception = False
    upload(desk, {"export.xlsx": bytes(broken)})
    assert Upload.objects.get().state == "failed"
