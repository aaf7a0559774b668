"""Merging duplicates of sources and publishers: nothing is lost, nothing doubled, and nothing turned around."""

from __future__ import annotations

from datetime import date

import pytest

from claims.assessment import assess
from claims.assessment.proof import prove_decisions
from claims.models import Assertion, Decision, Publisher, Source
from claims.review import Changed, Refused
from claims.review.assertions import set_aside, supersede
from claims.review.merging import merge_publishers, merge_sources
from claims.review.sources import save_source

from .factories import make_claim, make_source, make_user, say, verdict, verify

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
    assert assess(anew=True) == 0


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


def test_what_only_the_dropped_source_derived_from_the_kept_one_derives_from(editor):
    claim, wire, keep = make_claim(), make_source(), make_source()
    drop = make_source(derives_from=wire)
    say(claim, "14", wire)
    say(claim, "14", drop)
    assert verdict(claim) == "single"
    merge_sources(editor, keep, drop)
    assert Source.objects.get(pk=keep.pk).derives_from == wire
    assert verdict(claim) == "single"


def test_a_kept_source_that_the_dropped_one_derived_from_stays_as_it_is(editor):
    keep = make_source()
    merge_sources(editor, keep, make_source(derives_from=keep))
    assert Source.objects.get(pk=keep.pk).derives_from is None


def test_decisions_over_what_was_merged_stay_in_force_and_still_prove(editor):
    claim, keep, drop, third = make_claim(), make_source(), make_source(), make_source()
    say(claim, "14", keep)
    say(claim, "14", drop)
    say(claim, "at least 10", third)
    decision = verify(claim, "14")
    evidence = decision.evidence
    for other in (drop, third):
        merge_sources(editor, keep, other)
        merge_publishers(editor, keep.publisher, other.publisher)
    claim.refresh_from_db()
    assert claim.assessment.decision == decision
    assert Decision.objects.get().evidence == evidence
    assert prove_decisions() == 1


def test_the_histories_of_what_was_merged_stay(editor):
    claim, keep, drop = make_claim(), make_source("s-keep"), make_source("s-drop")
    kept, twin = say(claim, "14", keep), say(claim, "14", drop)
    merge_sources(editor, keep, drop)
    merge_publishers(editor, keep.publisher, drop.publisher)
    gone = Assertion.history.filter(id=twin.pk)
    assert [change.history_change_reason for change in gone] == [
        f"merged into its twin, assertion {kept.pk}",
        "entered",
    ]
    assert Source.history.filter(id=drop.pk).first().history_change_reason == "merged into s-keep"
    assert Publisher.history.filter(id=drop.publisher_id).first().history_type == "-"


def test_many_are_merged_at_once_or_none(client, editor):
    client.force_login(editor)
    claim, rows = make_claim(), [make_source() for _ in range(4)]
    for n, source in enumerate(rows[:3]):
        say(claim, str(n + 10), source)
    say(claim, "10", rows[3], speaker="The mayor")
    page = "/admin/claims/source/merge/?ids="
    refused = client.post(page + ",".join(str(row.pk) for row in rows), {"keep": rows[0].pk, "confirmed": rows[0].pk})
    assert "not alike" in refused.content.decode()
    assert Source.objects.count() == 4
    client.post(page + ",".join(str(row.pk) for row in rows[:3]), {"keep": rows[0].pk, "confirmed": rows[0].pk})
    assert rows[0].assertions.count() == 3
    assert Source.objects.count() == 2


def test_a_source_or_publisher_that_is_gone_meanwhile_is_said_to_be(editor):
    keep, drop, third = make_source(), make_source(), make_source()
    merge_sources(editor, keep, drop)
    with pytest.raises(Changed):
        merge_sources(editor, drop, third)
    merge_publishers(editor, keep.publisher, drop.publisher)
    with pytest.raises(Changed):
        merge_publishers(editor, third.publisher, drop.publisher)
    assert Source.objects.count() == 2


def test_what_comes_of_a_merge_is_shown_before_it_is_done(client):
    claim, keep, drop = make_claim(reference="C"), make_source("keep"), make_source("drop")
    say(claim, "14", keep)
    say(claim, "14 men", drop)
    client.force_login(make_user("editor"))
    page = f"/admin/claims/source/merge/?ids={keep.pk},{drop.pk}"
    shown = client.post(page, {"keep": keep.pk})
    words = " ".join(shown.content.decode().split())
    assert '<span class="reference">C</span> turns from sources agree into single source' in words
    assert "They differ in title and publisher." in words
    assert verdict(claim) == "agree" and claim.assertions.filter(source=drop).exists()
    form = {"keep": keep.pk, "confirmed": shown.context["form"]["confirmed"].value()}
    assert client.post(page, form).status_code == 302
    assert not claim.assertions.filter(source=drop).exists()
