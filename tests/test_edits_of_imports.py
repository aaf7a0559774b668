"""What an import changed in rows that were there is told in their histories as its doing."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.claim_page import ClaimPage
from claims.loading import load
from claims.models import Assertion, Claim, Import, Option, Source
from claims.review.assertions import edit
from claims.review.claims import save_claim
from claims.review.imports import undo
from claims.review.sources import save_source

from .factories import make_claim, make_options, make_source, say, verify
from .pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(analyst, write):
    """A claim of which an import changed all: itself, an option, an assertion and its source; and the import."""
    claim = make_claim("choice", "C", topic="T", question="Who?")
    make_options(claim, {"Army": None})
    say(claim, "Army", make_source("s", publisher="P", published_on=None))
    files = [
        write("claims", ["reference", "topic", "question", "kind"], ["C", "T", "Who was it?", "choice"]),
        write("options", ["claim", "option", "aliases"], ["C", "Army", "the soldiers"]),
        write("sources", ["reference", "title", "publisher", "published_on"], ["s", "New", "P", "2020-07-01"]),
        write("assertions", ["claim", "source", "wording", "note"], ["C", "s", "Army", "Checked."]),
    ]
    return Claim.objects.get(), load(files, analyst).brought


def told(claim):
    return [str(event) for event in ClaimPage(Claim.objects.get(pk=claim.pk)).timeline()]


def what(client, row):
    """What each row of a history on the desk says was done, the last first."""
    page = text(client.get(f"/admin/claims/{row._meta.model_name}/{row.pk}/history/"))
    return re.findall(r"</bdi></td>\s*<td>(.*?)</td>", page)


def test_the_timeline_of_a_claim_says_which_import_edited_it(changed):
    claim, brought = changed
    by = f"by import {brought.pk}"
    assert sorted(text.partition(": ")[2] for text in told(claim) if by in text) == [
        f"edited the claim {by}: question: “Who?” → “Who was it?”",
        f"s source edited {by}: published on: nothing → 1 July 2020",
        f"“Army” edited {by}: note: nothing → “Checked.”",
        f"“Army” option edited {by}: aliases: nothing → “the soldiers”",
    ]


@pytest.mark.parametrize(("model", "done"), [(Claim, "edited"), (Source, "redated"), (Assertion, "edited")])
def test_the_history_of_a_row_says_so_and_leads_there(desk, changed, model, done):
    _, brought = changed
    link = f'<a href="/admin/claims/import/{brought.pk}/change/">import {brought.pk}</a>'
    assert what(desk, model.objects.get()) == [f"{done} by {link}", "entered"]


def test_later_edits_by_the_same_person_are_not_taken_for_the_imports(desk, analyst, changed):
    claim, brought = changed
    row, source = Assertion.objects.get(), Source.objects.get()
    row.note, source.title, claim.unit = "Wrong.", "Newer", "men"
    edit(analyst, row, ["note"])
    save_source(analyst, source, ["title"])
    save_claim(analyst, claim, ["unit"])
    for one in (claim, row, source):
        last, before, _ = what(desk, one)
        assert last == "edited" and f"import {brought.pk}</a>" in before
    assert len([text for text in told(claim) if "by import" in text]) == 4


def test_of_several_imports_each_edit_is_told_by_its_own(desk, analyst, write, changed):
    _, first = changed
    second = load([write("assertions", ["claim", "source", "wording", "note"], ["C", "s", "Army", "No."])], analyst)
    last, before, _ = what(desk, Assertion.objects.get())
    assert f"import {second.brought.pk}</a>" in last and f"import {first.pk}</a>" in before


def test_undoing_it_is_told_as_that_and_leaves_what_it_did(desk, analyst, changed):
    _, brought = changed
    undo(analyst, brought, "Not ours.")
    last, before, _ = what(desk, Assertion.objects.get())
    assert last == f"import {brought.pk} undone: Not ours." and f"import {brought.pk}</a>" in before


def test_what_changed_since_a_decision_says_so(editor, analyst, write):
    claim = make_claim("count", "C")
    say(claim, "14", make_source("s"))
    verify(claim, "14")
    load([write("assertions", ["claim", "source", "wording", "speaker"], ["C", "s", "14", "A minister"])], analyst)
    page = text(editor.get(f"/admin/claims/claim/{claim.pk}/change/"))
    assert f": edited by import {Import.objects.get().pk}<" in page


def test_the_record_links_it_for_the_staff_alone(client, desk, changed, settings):
    _, brought = changed
    link = f'href="/admin/claims/import/{brought.pk}/change/"'
    assert link in text(desk.get("/claims/C/"))
    settings.PUBLIC_RECORD = True
    client.logout()
    page = text(client.get("/claims/C/"))
    assert link not in page and f"by import {brought.pk}" in page


@pytest.mark.parametrize("address", ["/admin/claims/claim/{}/change/", "/admin/claims/claim/{}/history/", "/claims/C/"])
def test_it_takes_no_query_for_each_edit(desk, analyst, write, changed, address):
    claim, _ = changed

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address.format(claim.pk)).status_code == 200
        return len(captured)

    few = queries()
    for n in range(5):
        load([write("claims", ["reference", "topic", "question", "kind"], ["C", "T", f"Who {n}?", "choice"])], analyst)
    assert Option.history.count() and queries() == few
