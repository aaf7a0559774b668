"""Undoing an import that pointed rows elsewhere, where what they pointed at before is gone by now."""

from __future__ import annotations

import pytest
from django.db import connection

from claims.models import Assertion, Import, Publisher, Source
from claims.review.imports import MODELS, undo
from claims.review.merging import merge_publishers

from .factories import make_claim, make_user
from .pages import text
from .test_desk_undoing import look
from .test_undoing import bring, in_the_way

__all__ = ["bring"]
pytestmark = pytest.mark.django_db

SOURCES = ["reference", "title", "publisher", "derives_from"]
CLAIMS = ["reference", "topic", "question", "kind"]
OPTIONS = ["claim", "option", "parent"]
SAID = ["claim", "source", "wording", "base", "superseded_by"]
# Of each field what an import brings; a row that then points at it; and that row as a later import leaves it.
POINTED = {
    "derives from": (
        {"sources": [SOURCES, ["first", "T", "P", ""]]},
        {"sources": [SOURCES, ["post", "T", "P", "first"]]},
        {"sources": [SOURCES, ["post", "T", "P", ""]]},
    ),
    "publisher": (
        {"sources": [SOURCES, ["first", "T", "New", ""]]},
        {"sources": [SOURCES, ["post", "T", "New", ""]]},
        {"sources": [SOURCES, ["post", "T", "P", ""]]},
    ),
    "topic": (
        {"claims": [CLAIMS, ["B", "New", "Q?", "count"]]},
        {"claims": [CLAIMS, ["C", "New", "Q?", "count"]]},
        {"claims": [CLAIMS, ["C", "T", "Q?", "count"]]},
    ),
    "parent": (
        {"options": [OPTIONS, ["W", "Iraq", ""]]},
        {"options": [OPTIONS, ["W", "Mosul", "Iraq"]]},
        {"options": [OPTIONS, ["W", "Mosul", ""]]},
    ),
    "base": (
        {"claims": [CLAIMS, ["B", "T", "Q?", "count"]]},
        {"assertions": [SAID, ["C", "post", "all but one", "B", ""]]},
        {"assertions": [SAID, ["C", "post", "all but one", "D", ""]]},
    ),
    "superseded by": (
        {"assertions": [SAID, ["C", "post", "12", "", ""]]},
        {"assertions": [SAID, ["C", "post", "11", "", "post | 12"]]},
        {"assertions": [SAID, ["C", "post", "11", "", ""]]},
    ),
}


@pytest.fixture
def stored(bring):
    make_claim("choice", "W", topic="T")
    bring(
        sources=[SOURCES, ["post", "T", "P", ""]],
        claims=[CLAIMS, ["C", "T", "Q?", "count"], ["D", "T", "Q?", "count"]],
        options=[OPTIONS, ["W", "Mosul", ""]],
        assertions=[SAID, ["C", "post", "11", "", ""], ["C", "post", "all but one", "", ""]],
    )


@pytest.fixture(params=POINTED)
def pointed(request, stored, bring, analyst):
    """The name of a field, and the import that pointed a row elsewhere by it."""
    first, then, at_last = POINTED[request.param]
    brought = bring(**first)
    bring(**then)
    last = bring(**at_last)
    undo(analyst, brought, "The wrong file.")
    return request.param, last


def test_what_is_gone_stands_in_the_way_with_the_rows_that_pointed_at_it(analyst, pointed):
    name, last = pointed
    change = last.changes.get()
    row = MODELS[change.kind].objects.get(pk=change.row)
    what = f"{change.kind} that it changed, and that pointed before at what is gone ({name})"
    assert in_the_way(analyst, last) == {what: (1, [row])}


def test_the_desk_says_so_before_anything_is_confirmed(desk, pointed):
    name, last = pointed
    shown = text(look(desk, f"/admin/claims/import/{last.pk}/undo/"))
    assert f"and that pointed before at what is gone ({name})" in shown
    assert "Undo the import</button>" not in shown


def test_what_was_merged_away_is_gone_too(analyst, stored, bring):
    last = bring(sources=[SOURCES, ["post", "T", "Q", ""]])
    merge_publishers(make_user("editor"), Publisher.objects.create(name="R"), Publisher.objects.get(name="P"))
    what = "sources that it changed, and that pointed before at what is gone (publisher)"
    assert in_the_way(analyst, last) == {what: (1, [Source.objects.get()])}


@pytest.mark.postgresql
def test_looking_at_it_meets_what_the_database_forbids_in_the_end(desk, stored, bring):
    brought = bring(assertions=[SAID, ["C", "post", "12", "", ""]])
    row = brought.assertions.get()
    with connection.cursor() as cursor:  # a reference of which no obstacle knows
        cursor.execute("CREATE TABLE elsewhere (said bigint REFERENCES claims_assertion DEFERRABLE INITIALLY DEFERRED)")
        cursor.execute("INSERT INTO elsewhere VALUES (%s)", [row.pk])
    shown = text(look(desk, f"/admin/claims/import/{brought.pk}/undo/"))
    assert "The database refuses this" in shown and "Undo the import</button>" not in shown
    assert Assertion.objects.filter(pk=row.pk).exists() and Import.objects.get(pk=brought.pk).undone_at is None
