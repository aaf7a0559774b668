"""Undoing an import as a whole, where nobody has built on it since."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.assessment import assess
from claims.loading import load
from claims.models import Assertion, Assessment, Claim, Import, Note, Option, Publisher, Source, Topic
from claims.review import Changed, Refused, assertions, claims
from claims.review.imports import BuiltOn, undo
from claims.review.merging import merge_claims, merge_publishers, merge_sources
from claims.review.moves import move

from .factories import decide, make_claim, make_options, make_source, make_user, say, verdict

pytestmark = pytest.mark.django_db

SOURCES = [["reference", "title", "publisher"], ["post", "The raid", "The Post"], ["wire", "Raid", "The Wire"]]
CLAIMS = [
    ["reference", "topic", "question", "kind"],
    ["C-1", "Raid", "How many?", "count"],
    ["Y", "Raid", "So?", "yesno"],
]
SAID = [["claim", "source", "wording"], ["C-1", "post", "only 11"], ["C-1", "wire", "12 or more"], ["Y", "wire", "yes"]]
STORED = (Publisher, Topic, Source, Claim, Assessment, Option, Assertion)


@pytest.fixture
def bring(analyst, write):
    """Loads tables by the names of their files, and gives the import."""

    def bring(by=None, **tables):
        return load([write(name, *rows) for name, rows in tables.items()], by or analyst).brought

    return bring


@pytest.fixture
def brought(bring):
    return bring(sources=SOURCES, claims=CLAIMS, assertions=SAID)


def counts():
    return {model.__name__: model.objects.count() for model in STORED}


def columns(model):
    """All rows of a model, but for when they changed."""
    names = [field.name for field in model._meta.concrete_fields if field.name != "changed_at"]
    return list(model.objects.order_by("pk").values(*names))


def in_the_way(actor, brought):
    with pytest.raises(BuiltOn) as refused:
        undo(actor, brought, "The wrong file.")
    return {obstacle.what: (obstacle.count, obstacle.rows) for obstacle in refused.value.obstacles}


def test_all_that_it_brought_goes_and_stays_in_the_history(analyst, brought):
    undone = undo(analyst, brought, "The wrong file.")
    assert set(counts().values()) == {0}
    assert undone.gone == {"assertions": 3, "options": 2, "claims": 2, "sources": 2, "topics": 1, "publishers": 2}
    for model in (Publisher, Source, Claim, Option, Assertion):
        last = [*model.history.filter(history_type="-")]
        assert {row.history_user for row in last} == {analyst}
        assert {row.history_change_reason for row in last} == {f"deleted: import {brought.pk} undone: The wrong file."}
    said = Assertion.history.filter(history_type="-").values_list("wording", "brought_by", "entered_by")
    assert set(said) == {(words, brought.pk, analyst.pk) for words in ("only 11", "12 or more", "yes")}


def test_the_import_stays_and_says_who_undid_it_when_and_why(analyst, brought):
    undo(analyst, brought, "The wrong file.")
    brought.refresh_from_db()
    assert (brought.undone_by, brought.undone_reason) == (analyst, "The wrong file.")
    assert brought.undone_at > brought.loaded_at


def test_what_it_changed_gets_its_old_values_back_with_readings_and_verdicts(analyst, bring, brought):
    option = make_claim("choice", "W", topic="Raid")
    make_options(option, {"Iraq": None, "Baghdad": "Iraq"})
    say(option, "Baghdad", Source.objects.get(reference="post"))
    before = {model: columns(model) for model in STORED}
    second = bring(
        sources=[
            ["reference", "title", "publisher", "published_on", "derives_from"],
            ["new", "New", "The News", "2020-07-01", ""],
            ["wire", "A raid", "The News", "2020-07-02", "new"],
        ],
        claims=[["reference", "topic", "question", "kind", "unit"], ["C-1", "Other", "How many men?", "count", "men"]],
        options=[
            ["claim", "option", "parent", "aliases"],
            ["W", "Mosul", "", ""],
            ["W", "Baghdad", "Mosul", "the city"],
        ],
        assertions=[
            ["claim", "source", "wording", "stance", "speaker", "credibility", "read_as", "note"],
            ["C-1", "post", "only 11", "asserts", "", "3", "14", "A slip."],
            ["C-1", "wire", "12 or more", "reports", "The minister", "", "", ""],
            ["C-1", "new", "14", "", "", "", "", ""],
        ],
    )
    assert verdict(Claim.objects.get(reference="C-1")) != "contradiction"
    undone = undo(analyst, second, "Not ours.")
    assert {model: columns(model) for model in STORED} == before
    assert undone.restored == {"sources": 1, "claims": 1, "options": 1, "assertions": 2}
    assert [(was.claim, now.verdict) for was, now in undone.turned] == [("C-1", "contradiction")]
    with transaction.atomic():
        assert assess(anew=True) == 0
    for model in (Source, Claim, Assertion):
        row = model.history.order_by("history_id").last()
        assert (row.history_type, row.history_user, row.history_change_reason) == (
            ("~", analyst, "redated") if model is Source else ("~", analyst, f"import {second.pk} undone: Not ours.")
        )


def test_the_same_files_load_again_after_it(analyst, bring, brought):
    undo(analyst, brought, "The wrong file.")
    again = bring(sources=SOURCES, claims=CLAIMS, assertions=SAID)
    assert again.counts == brought.counts
    assert verdict(Claim.objects.get(reference="C-1")) == "contradiction"


def test_an_import_of_before_is_undone_after_a_later_one_is(analyst, bring, brought):
    second = bring(assertions=[[*SAID[0], "note"], ["C-1", "post", "only 11", "Checked."]])
    assert in_the_way(analyst, brought) == {
        "assertions that it brought and that were edited since": (1, [Assertion.objects.get(wording="only 11")])
    }
    undo(analyst, second, "Not ours.")
    undo(analyst, brought, "The wrong file.")
    assert set(counts().values()) == {0}


def test_it_is_undone_once(analyst, brought):
    undo(analyst, brought, "The wrong file.")
    with pytest.raises(Changed, match="anna undid this import already"):
        undo(analyst, brought, "Again.")


def test_a_reason_is_asked_for(analyst, brought):
    with pytest.raises(Refused, match="reason"):
        undo(analyst, brought, " ")
    assert counts()["Assertion"] == 3


def test_analysts_and_editors_undo_their_own_and_an_administrator_any(brought):
    for role in ("viewer", "analyst", "editor"):
        with pytest.raises(PermissionDenied):
            undo(make_user(role), brought, "Not mine.")
    undo(make_user("administrator"), brought, "Not theirs.")


def test_what_undoing_comes_to_must_be_what_was_shown(analyst, brought):
    with pytest.raises(Changed, match="Nothing was done"):
        undo(analyst, brought, "The wrong file.", seen="else")
    assert counts()["Assertion"] == 3 and not Import.objects.exclude(undone_at=None).exists()


def said_on_it():
    return say(Claim.objects.get(reference="C-1"), "15", make_source())


def goes_by_it():
    return say(make_claim(), "all but one", base=Claim.objects.get(reference="C-1"))


def said_from_it():
    return say(make_claim(), "15", Source.objects.get(reference="post"))


def derives_from_it():
    return make_source(derives_from=Source.objects.get(reference="post"))


def of_its_publisher():
    return make_source(publisher="The Post")


def under_its_topic():
    return make_claim(topic="Raid")


def decided():
    return decide(Claim.objects.get(reference="C-1"), "explain", cause="error")


def noted():
    return Note.objects.create(claim=Claim.objects.get(reference="Y"), author=make_user(), text="Look again.")


def set_aside():
    row = Assertion.objects.get(wording="only 11")
    assertions.set_aside(make_user(), row, "A slip.")
    return row


def moved_away():
    row = Assertion.objects.get(wording="only 11")
    return move(make_user(), row, make_claim(topic="Else"), "It answers that.").assertion


def assigned():
    claim = Claim.objects.get(reference="C-1")
    claims.assign(make_user(), [claim], make_user())
    return claim


BUILT = {
    "assertions on claims that it brought, or that go by them": (said_on_it, goes_by_it),
    "assertions from sources that it brought": (said_from_it,),
    "sources that derive from sources that it brought": (derives_from_it,),
    "sources of publishers that it brought": (of_its_publisher,),
    "claims under topics that it brought": (under_its_topic,),
    "decisions made since on claims that it bears on": (decided,),
    "notes on claims that it brought": (noted,),
    "assertions that it brought and that were edited since": (set_aside, moved_away),
    "claims that it brought and that were edited since": (assigned,),
}


@pytest.mark.parametrize(("what", "build"), [(what, build) for what, builds in BUILT.items() for build in builds])
def test_what_was_built_on_it_stands_in_the_way_and_is_named(analyst, brought, what, build):
    row = build()
    before = counts()
    assert in_the_way(analyst, brought) == {what: (1, [row])}
    assert counts() == before


INTO_SAID = "assertions that it brought or changed and that others were merged into"
INTO_SOURCES = "sources that it brought and that others were merged into"
INTO_PUBLISHERS = "publishers that it brought and that others were merged into"


@pytest.fixture
def twins(bring):
    """A claim of which an import brings "14" from a source, and another of which somebody typed the same."""
    keep, drop, source = make_claim(), make_claim(), make_source("S")
    say(drop, "14", source)
    return keep, drop, bring(assertions=[SAID[0], [keep.reference, "S", "14"]])


def test_what_somebody_typed_is_not_lost_where_a_merge_of_claims_kept_the_imported_twin(analyst, twins):
    keep, drop, brought = twins
    merge_claims(make_user("editor"), keep, drop)
    kept = Assertion.objects.get()
    assert in_the_way(analyst, brought) == {INTO_SAID: (1, [kept])}
    assert Assertion.objects.get() == kept


def test_nor_where_the_imported_twin_went_into_another_that_the_import_brought(analyst, bring):
    first, second, third = make_claim(), make_claim(), make_claim()
    say(first, "14", make_source("S"))
    brought = bring(assertions=[SAID[0], *([claim.reference, "S", "14"] for claim in (second, third))])
    for keep, drop in ((second, first), (third, second)):
        merge_claims(make_user("editor"), keep, drop)
    assert in_the_way(analyst, brought) == {INTO_SAID: (1, [Assertion.objects.get()])}


def test_nor_where_the_import_changed_the_twin_that_was_kept(analyst, bring):
    keep, drop, source = make_claim(), make_claim(), make_source("S")
    say(keep, "14", source, read_as="15", note="A slip.")
    say(drop, "14", source, read_as="16", note="A slip.")
    brought = bring(assertions=[[*SAID[0], "read_as"], [keep.reference, "S", "14", "16"]])
    merge_claims(make_user("editor"), keep, drop)
    assert in_the_way(analyst, brought) == {INTO_SAID: (1, [Assertion.objects.get()])}


def test_nor_where_a_merge_of_sources_kept_the_imported_one(analyst, bring):
    claim, drop = make_claim(), make_source(publisher="The Herald")
    say(claim, "14", drop)
    brought = bring(sources=SOURCES[:2], assertions=[SAID[0], [claim.reference, "post", "14"]])
    keep = Source.objects.get(reference="post")
    merge_sources(make_user("editor"), keep, drop)
    assert in_the_way(analyst, brought) == {INTO_SOURCES: (1, [keep]), INTO_SAID: (1, [Assertion.objects.get()])}


def test_nor_where_a_merge_of_publishers_kept_the_imported_one(analyst, brought):
    keep, drop = Publisher.objects.get(name="The Post"), Publisher.objects.create(name="Post", note="Of the capital.")
    merge_publishers(make_user("editor"), keep, drop)
    assert in_the_way(analyst, brought) == {INTO_PUBLISHERS: (1, [keep])}


def test_merges_among_what_the_import_itself_brought_lose_nothing(analyst, bring):
    claim = make_claim()
    brought = bring(
        sources=SOURCES, assertions=[SAID[0], *([claim.reference, name, "14"] for name in ("post", "wire"))]
    )
    merge_sources(make_user("editor"), *Source.objects.order_by("reference"))
    merge_publishers(make_user("editor"), *Publisher.objects.order_by("name"))
    assert undo(analyst, brought, "The wrong file.").gone["assertions"] == 1


def test_merges_that_came_before_the_import_are_not_in_its_way(analyst, bring):
    keep, drop, source = make_claim(), make_claim(), make_source("S")
    for claim in (keep, drop):
        say(claim, "14", source)
    merge_claims(make_user("editor"), keep, drop)
    brought = bring(assertions=[[*SAID[0], "note"], [keep.reference, "S", "14", "Checked."]])
    assert undo(analyst, brought, "The wrong file.").restored["assertions"] == 1


def test_what_was_said_before_of_a_claim_merged_since_is_not_left_without_its_option(analyst, bring):
    keep, drop = make_claim("choice"), make_claim("choice")
    make_options(drop, {"Navy": None})
    row = say(drop, "Navy")
    brought = bring(options=[["claim", "option"], [keep.reference, "Navy"]])
    merge_claims(make_user("editor"), keep, drop)
    what = "assertions that were entered since, or came from other claims, and are read as options that it brought"
    assert in_the_way(analyst, brought) == {what: (1, [row])}
