"""Merging duplicates of sources and publishers: nothing is lost, nothing doubled, and nothing turned around."""

from __future__ import annotations

from datetime import date

import pytest

from claims.assessment import assess
from claims.models import Assertion, Publisher, Source
from claims.review import Refused
from claims.review.assertions import set_aside, supersede
from claims.review.sources import merge_publishers, merge_sources, save_source

from .factories import make_claim, make_source, make_user, say, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("editor")


def test_what_the_dropped_source_says_the_kept_one_says(editor):
    claim, keep, drop = make_claim(), make_source(), make_source()
    say(claim, "14", keep)
    say(claim, "11", drop, locator="page 2")
    assert verdict(claim) == "contradiction"
    merge_sources(editor, keep, drop)
    assert set(keep.assertions.values_list("wording", flat=True)) == {"14", "11"}
    assert not Source.objects.filter(pk=drop.pk).exists()
    assert claim.assertions.count() == 2
    assert verdict(claim) == "contradiction"
    assert assess() == 0


def test_the_same_words_at_one_place_are_kept_once(editor):
    claim, keep, drop = make_claim(), make_source(), make_source()
    say(claim, "14", keep)
    say(claim, "14", drop)
    assert verdict(claim) == "agree"
    merge_sources(editor, keep, drop)
    assert claim.assertions.count() == 1
    assert verdict(claim) == "single"


def test_twins_that_differ_are_refused_and_nothing_is_lost(editor):
    claim, keep, drop = make_claim(), make_source(), make_source()
    set_aside(make_user(), say(claim, "14", keep), "A misprint.")
    say(claim, "14", drop)
    with pytest.raises(Refused, match="not alike"):
        merge_sources(editor, keep, drop)
    assert claim.assertions.count() == 2
    assert verdict(claim) == "single"


def test_what_a_dropped_twin_superseded_its_twin_supersedes(editor):
    claim = make_claim()
    keep = make_source(authors="Ann Lee", publisher="The Post")
    drop = make_source(authors="Ann Lee", publisher="The Post")
    say(claim, "14", keep)
    later, old = say(claim, "14", drop), say(claim, "11", drop)
    supersede(make_user(), old, later, "A correction.")
    merge_sources(editor, keep, drop)
    old.refresh_from_db()
    assert old.superseded_by.source == keep
    assert verdict(claim) == "single"


def test_a_merge_that_would_close_a_circle_of_descent_is_refused(editor):
    drop = make_source()
    middle = make_source(derives_from=drop)
    keep = make_source(derives_from=middle)
    with pytest.raises(Refused, match="circle"):
        merge_sources(editor, keep, drop)
    assert Source.objects.filter(pk=drop.pk).exists()


def test_what_derived_from_the_dropped_source_derives_from_the_kept_one(editor):
    claim, keep, drop = make_claim(), make_source(), make_source()
    say(claim, "14", make_source(derives_from=drop))
    say(claim, "14", keep)
    assert verdict(claim) == "agree"
    merge_sources(editor, keep, drop)
    assert verdict(claim) == "single"


def test_words_are_read_by_the_date_of_the_source_that_they_now_stand_in(editor):
    claim = make_claim("date")
    keep = make_source(published_on=date(2020, 7, 2))
    row = say(claim, "yesterday", make_source(published_on=date(2020, 6, 30)))
    merge_sources(editor, keep, row.source)
    row.refresh_from_db()
    assert date.fromordinal(int(row.possible_low)) == date(2020, 7, 1)


def test_a_source_is_not_merged_with_itself(editor):
    source = make_source()
    with pytest.raises(Refused):
        merge_sources(editor, source, source)


def test_publishers_are_merged_with_their_sources(editor):
    keep, drop = make_source(publisher="The Post").publisher, make_source(publisher="Post, The").publisher
    merge_publishers(editor, keep, drop)
    assert keep.sources.count() == 2
    assert not Publisher.objects.filter(pk=drop.pk).exists()


def test_moved_assertions_keep_a_history(editor):
    claim, keep, drop = make_claim(), make_source("s-keep"), make_source()
    row = say(claim, "14", drop)
    merge_sources(editor, keep, drop)
    newest = Assertion.history.filter(id=row.pk).first()
    assert (newest.history_user, newest.history_change_reason) == (editor, "merged into s-keep")


def test_a_circle_of_descent_is_refused_wherever_it_comes_from(editor):
    first = make_source()
    second = make_source(derives_from=first)
    first.derives_from = second
    with pytest.raises(Refused, match="circle"):
        save_source(editor, first)
