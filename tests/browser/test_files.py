"""A person brings a file with faults, mends what was rejected, loads both, and takes one import back."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from claims.models import Assertion, Import, Mapping
from claims.uploads import work
from tests.factories import make_claim, make_source, make_user

from .test_main_job import log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]

BAD = "claim,source,wording,as_of\nC-1,post,only 11,\nC-1,wire,12 or more,29/06/2020\n"
FOREIGN = "Incident,Outlet,Quote,Remarks\nC-1,post,about 14,x\n"


@pytest.fixture
def analyst(roles) -> None:
    make_user("analyst", "analyst")
    make_claim(reference="C-1")
    make_source("post")
    make_source("wire")


def bring(page: Page, path: Path) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Load files").click()
    page.get_by_label("Files").set_input_files(path)
    page.get_by_role("button", name="Look at them").click()


SHOUTED = """() => [...document.querySelectorAll("body *")]
  .filter((one) => getComputedStyle(one).textTransform === "uppercase" && one.innerText?.trim())
  .map((one) => one.innerText)"""
GAPS = """() => [...document.querySelectorAll(".helptext")]
  .map((help) => help.nextElementSibling.getBoundingClientRect().top - help.getBoundingClientRect().bottom)"""


@pytest.mark.parametrize("width", [360, 1440])
def test_labels_are_in_sentence_case_and_help_stands_off_its_field(person: Page, analyst, tmp_path: Path, width: int):
    (file := tmp_path / "sheet-of-assertions.csv").write_text(FOREIGN)
    person.set_viewport_size({"width": width, "height": 900})
    log_in(person, "analyst")
    bring(person, file)
    mapping = Mapping.objects.create(
        name="NGO sheet", kind="claims", columns={}, kept_by=User.objects.get(username="analyst")
    )
    gaps = []
    for page in ("import/", "import/load/", "upload/", person.url, "mapping/", f"mapping/{mapping.pk}/change/"):
        person.goto(urljoin("/admin/claims/", page))
        assert person.evaluate(SHOUTED) == []
        gaps += person.evaluate(GAPS)
    assert len(gaps) == 3 and min(gaps) >= 5


def test_a_file_is_mended_loaded_and_taken_back(person: Page, analyst, tmp_path: Path):
    (file := tmp_path / "assertions.csv").write_text(BAD)
    log_in(person, "analyst")
    bring(person, file)
    expect(person.get_by_text("1 thing to put right")).to_be_visible()
    with person.expect_download() as download:
        person.get_by_role("link", name="Download the rejected rows").click()
    rejected = tmp_path / download.value.suggested_filename
    download.value.save_as(rejected)
    person.get_by_role("button", name="Load the good rows").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text("Import ")
    with open(rejected, encoding="utf-8-sig", newline="") as written:
        headings, row = csv.reader(written)
    row[headings.index("as_of")], row[headings.index("rejected")] = "2020-06-29", ""
    with open(rejected, "w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows([headings, row])
    bring(person, rejected)
    expect(person.get_by_text("1: single source → Contradiction")).to_be_visible()
    person.get_by_role("button", name="Load all").click()
    person.get_by_role("button", name="Undo this import").click()
    expect(person.get_by_text("1 verdict turns")).to_be_visible()
    person.get_by_label("Reason").fill("Not ours.")
    person.get_by_role("button", name="Undo the import").click()
    expect(person.get_by_text("analyst undid this import")).to_be_visible()
    assert [row.wording for row in Assertion.objects.all()] == ["only 11"]
    assert Import.objects.count() == 2


def test_a_large_file_with_foreign_headings_is_mapped_followed_and_taken_back(
    person: Page, analyst, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(work, "SMALL", 0)
    (file := tmp_path / "sheet.csv").write_text(FOREIGN)
    log_in(person, "analyst")
    bring(person, file)
    person.get_by_label("Each row is one of the").select_option("assertions")
    person.get_by_role("button", name="Show its columns").click()
    for heading, ours in (("Incident", "claim"), ("Outlet", "source"), ("Quote", "wording")):
        person.get_by_label(heading).select_option(ours)
    person.get_by_label("Keep this mapping as").fill("NGO sheet")
    person.get_by_role("button", name="Keep it, and look at the file").click()
    expect(person.get_by_text("read with the mapping “NGO sheet”")).to_be_visible()
    person.get_by_role("button", name="Load all").click()  # the page comes to it by itself
    expect(person.get_by_role("heading", level=1)).to_contain_text("Import ")
    assert Assertion.objects.get().wording == "about 14"
    assert Mapping.objects.get().name == "NGO sheet"
    person.get_by_role("button", name="Undo this import").click()
    person.get_by_label("Reason").fill("Not ours.")
    person.get_by_role("button", name="Undo the import").click()
    expect(person.get_by_text("analyst undid this import")).to_be_visible()
    assert not Assertion.objects.exists()
