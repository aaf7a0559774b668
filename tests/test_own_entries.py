"""Nobody verifies a claim to which they typed an assertion, by whatever detour."""

from __future__ import annotations

from datetime import date

import pytest

from claims.models import Assertion
from claims.review import Refused
from claims.review.assertions import delete, edit, restore, set_aside
from claims.review.claims import save_options
from claims.review.sources import merge_sources, save_source

from .factories import make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("editor")


@pytest.fixture
def claim():
    claim = make_claim()
    say(claim, "14")
    return claim


def refused(claim, editor, value="14"):
    with pytest.raises(Refused, match="an editor other than you"):
        verify(claim, value, by=editor)


def test_an_editor_verifies_what_others_typed(claim, editor):
    assert verify(claim, "14", by=editor).author == editor


def test_having_typed(claim, editor):
    say(claim, "14 people", by=editor)
    refused(claim, editor)


def test_having_typed_and_set_it_aside(claim, editor):
    set_aside(editor, say(claim, "14 people", by=editor), "A slip.")
    refused(claim, editor)


def test_having_restored_is_not_having_typed(claim, editor):
    row = say(claim, "14 people")
    set_aside(editor, row, "A slip.")
    restore(editor, row, "It was none.")
    assert verify(claim, "14", by=editor)


def test_having_typed_and_deleted_it_does_not_count(claim, editor):
    delete(editor, say(claim, "14 people", by=editor))
    assert verify(claim, "14", by=editor)


def test_having_overruled_a_reading(claim, editor):
    row = claim.assertions.get()
    row.read_as, row.note = "15", "The caption says so."
    edit(editor, row, ["read_as", "note"])
    refused(claim, editor, "15")


def test_having_edited_what_another_then_edited_back(claim, editor):
    row = claim.assertions.get()
    row.locator = "page 3"
    edit(editor, row, ["locator"])
    row = Assertion.objects.get(pk=row.pk)
    row.locator = ""
    edit(make_user(), row, ["locator"])
    refused(claim, editor)


def test_having_moved_the_date_by_which_words_are_read(editor):
    claim = make_claim("date")
    row = say(claim, "yesterday", make_source(published_on=date(2020, 7, 1)))
    row.source.published_on = date(2020, 7, 2)
    save_source(editor, row.source, ["published_on"])
    refused(claim, editor, "1 July 2020")


def test_having_mended_a_title_does_not_count(claim, editor):
    source = claim.assertions.get().source
    source.title = "A better title"
    save_source(editor, source, ["title"])
    assert verify(claim, "14", by=editor)


def test_having_added_the_alias_by_which_words_are_read(editor):
    claim = make_claim("choice")
    option = make_options(claim, {"Army": None, "Police": None})["Army"]
    say(claim, "the men in green")
    option.aliases = "the men in green"
    save_options(editor, [option])
    refused(claim, editor, "Army")


def test_having_typed_the_twin_that_a_merge_dropped(claim, editor):
    row = claim.assertions.get()
    twin = say(claim, "14", make_source(), by=editor)
    merge_sources(make_user("editor"), row.source, twin.source)
    assert claim.assertions.count() == 1
    refused(claim, editor)


def test_a_team_of_one_may_and_the_decision_says_so(claim, editor, settings):
    settings.SELF_VERIFY = True
    say(claim, "14 people", by=editor)
    assert verify(claim, "14", by=editor).self_verified
