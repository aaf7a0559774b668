"""Nobody verifies a claim to which they typed an assertion, by whatever detour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from claims.loading import load
from claims.models import Assertion, Claim
from claims.review import Refused
from claims.review.assertions import delete, edit, enter, restore, set_aside, supersede
from claims.review.claims import save_options
from claims.review.decisions import decide
from claims.review.merging import merge_claims, merge_sources
from claims.review.moves import move
from claims.review.readings import go_back, overrule
from claims.review.sources import save_source

from .factories import decide as decided
from .factories import make_claim, make_options, make_source, make_user, say, verdict, verify

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


# Detours. Each is walked by the editor and others, over a claim on which others say 14; it gives the claim that then
# has the words.


def other_words(claim: Claim) -> Assertion:
    return say(claim, "14 people", make_source("s-other"))


def typed_aside_verified_restored(editor: User, claim: Claim) -> Claim:
    row = say(claim, "14 people", by=editor)
    set_aside(make_user(), row, "A slip.")
    with pytest.raises(Refused):
        verify(claim, "14", by=editor)
    restore(make_user(), row, "It was none.")
    return claim


def typed_superseded_restored(editor: User, claim: Claim) -> Claim:
    row = say(claim, "14 people", make_source(publisher="P"), by=editor)
    later = say(claim, "14", make_source(publisher="P"))
    supersede(make_user(), row, later, "Corrected.")
    restore(make_user(), row, "It was not.")
    return claim


def overruled(editor: User, claim: Claim) -> Claim:
    overrule(editor, other_words(claim), "14", "The caption says so.")
    return claim


def overruled_and_gone_back(editor: User, claim: Claim) -> Claim:
    row = other_words(claim)
    overrule(make_user(), row, "15", "The caption says so.")
    go_back(editor, row, "It says nothing of the kind.")
    return claim


def overruled_elsewhere_then_moved(editor: User, claim: Claim) -> Claim:
    row = other_words(make_claim())
    overrule(editor, row, "14", "The caption says so.")
    move(make_user(), Assertion.objects.get(pk=row.pk), claim, "It asks that.")
    return claim


def edited_elsewhere_then_moved(editor: User, claim: Claim) -> Claim:
    row = other_words(make_claim())
    row.locator = "page 3"
    edit(editor, row, ["locator"])
    move(make_user(), Assertion.objects.get(pk=row.pk), claim, "It asks that.")
    return claim


def typed_elsewhere_then_moved(editor: User, claim: Claim) -> Claim:
    move(make_user(), say(make_claim(), "14 people", by=editor), claim, "It asks that.")
    return claim


def moved_by_oneself(editor: User, claim: Claim) -> Claim:
    move(editor, other_words(make_claim()), claim, "It asks that.")
    return claim


def moved_away_and_back_by_oneself(editor: User, claim: Claim) -> Claim:
    there = make_claim()
    row = move(make_user(), other_words(claim), there, "It asks that.").assertion
    move(editor, row, claim, "It does not.")
    return claim


def loaded(editor: User, claim: Claim, write: Callable) -> Claim:
    make_source("s-file")
    load([write("assertions", ["claim", "source", "wording"], [claim.reference, "s-file", "14 people"])], editor)
    return claim


def changed_by_a_file(editor: User, claim: Claim, write: Callable) -> Claim:
    row = other_words(claim)
    headings = ["claim", "source", "wording", "speaker", "stance"]
    load([write("assertions", headings, [claim.reference, "s-other", row.wording, "The mayor", "reports"])], editor)
    return claim


def loaded_then_moved(editor: User, claim: Claim, write: Callable) -> Claim:
    row = loaded(editor, make_claim(), write).assertions.get()
    move(make_user(), row, claim, "It asks that.")
    return claim


def typed_the_twin_that_a_merge_of_claims_dropped(editor: User, claim: Claim) -> Claim:
    source, drop = claim.assertions.get().source, make_claim()
    say(drop, "14", source, by=editor)
    merge_claims(make_user("editor"), claim, drop)
    assert claim.assertions.count() == 1
    return claim


def typed_on_the_claim_that_was_merged_away(editor: User, claim: Claim) -> Claim:
    keep = make_claim()
    say(claim, "14 people", by=editor)
    merge_claims(make_user("editor"), keep, claim)
    return keep


def typed_the_dropped_twin_of_what_was_moved_then(editor: User, claim: Claim) -> Claim:
    left, keep = make_claim(), make_source()
    row = say(left, "14 people", keep)
    merge_sources(make_user("editor"), keep, say(left, "14 people", by=editor).source)
    move(make_user(), row, claim, "It asks that.")
    return claim


def edited_the_dropped_twin(editor: User, claim: Claim) -> Claim:
    twin = say(claim, "14")
    twin.note = "By the mayor."
    edit(editor, twin, ["note"])
    merge_sources(make_user("editor"), claim.assertions.first().source, twin.source)
    return claim


def redated_the_source(editor: User, claim: Claim) -> Claim:
    source = claim.assertions.get().source
    source.published_on = date(2020, 7, 9)
    save_source(editor, source, ["published_on"])
    return claim


def redated_by_a_file(editor: User, claim: Claim, write: Callable) -> Claim:
    source = claim.assertions.get().source
    row = [source.reference, source.title, source.publisher.name, "2020-07-09"]
    load([write("sources", ["reference", "title", "publisher", "published_on"], row)], editor)
    return claim


def deleted_and_entered_again_by_another(editor: User, claim: Claim) -> Claim:
    row = say(claim, "14 people", by=editor)
    delete(editor, row)
    enter(make_user(), Assertion(claim=claim, source=row.source, wording="14 people"))
    return claim


def deleted_and_entered_again_by_oneself(editor: User, claim: Claim) -> Claim:
    row = other_words(claim)
    delete(editor, row)
    enter(editor, Assertion(claim=claim, source=row.source, wording="14 people"))
    return claim


DETOURS = [
    typed_aside_verified_restored, typed_superseded_restored, overruled, overruled_and_gone_back,
    overruled_elsewhere_then_moved, edited_elsewhere_then_moved, typed_elsewhere_then_moved, moved_by_oneself,
    moved_away_and_back_by_oneself, loaded, changed_by_a_file, loaded_then_moved,
    typed_the_twin_that_a_merge_of_claims_dropped, typed_on_the_claim_that_was_merged_away,
    typed_the_dropped_twin_of_what_was_moved_then, edited_the_dropped_twin, redated_the_source, redated_by_a_file,
    deleted_and_entered_again_by_another, deleted_and_entered_again_by_oneself,
]  # fmt: skip


def walk(detour, editor, claim, write) -> Claim:
    return detour(editor, claim, write) if "write" in detour.__annotations__ else detour(editor, claim)


@pytest.mark.parametrize("detour", DETOURS, ids=lambda detour: detour.__name__)
def test_no_detour_lets_an_editor_verify_own_words(claim, editor, write, detour):
    there = walk(detour, editor, claim, write)
    assert verdict(there) != "none"
    refused(there, editor)
    assert verify(there, "14").author != editor


@pytest.mark.parametrize("detour", DETOURS, ids=lambda detour: detour.__name__)
@pytest.mark.parametrize("verb", ["correct", "reaffirm"])
def test_nor_to_correct_or_reaffirm(claim, editor, write, detour, verb):
    there = walk(detour, editor, claim, write)
    verify(there, "14")
    value = {"value": "15", "likelihood": "likely", "confidence": "low"} if verb == "correct" else {}
    with pytest.raises(Refused, match="an editor other than you"):
        decide(editor, there, verb, seen=None, reason="Because.", **value)
    decided(there, verb, **value)


# What is no typing, whatever the history says that they did.


def reviewed(editor: User, claim: Claim) -> Claim:
    row, later = say(claim, "14", make_source(publisher="P")), say(claim, "14", make_source(publisher="P"))
    set_aside(editor, row, "A slip.")
    restore(editor, row, "It was none.")
    supersede(editor, row, later, "Corrected.")
    return claim


def moved_away(editor: User, claim: Claim) -> Claim:
    move(make_user(), say(claim, "30", by=editor), make_claim(), "It asks that.")
    return claim


def merged(editor: User, claim: Claim) -> Claim:
    drop = make_claim()
    source = claim.assertions.get().source
    say(drop, "14", source)
    twin = say(drop, "14 people")
    merge_claims(editor, claim, drop)
    merge_sources(editor, source, twin.source)
    return claim


def merged_what_it_goes_by(editor: User, claim: Claim) -> Claim:
    keep, drop = make_claim(), make_claim()
    say(keep, "14")
    say(claim, "all of them", base=drop)
    merge_claims(editor, keep, drop)
    return claim


def deleted_what_others_typed(editor: User, claim: Claim) -> Claim:
    delete(editor, other_words(claim))
    return claim


def typed_elsewhere_alike(editor: User, claim: Claim) -> Claim:
    row = say(make_claim(), "14 people", by=editor)
    delete(editor, row)
    enter(make_user(), Assertion(claim=claim, source=row.source, wording="14 people"))
    return claim


@pytest.mark.parametrize(
    "step",
    [reviewed, moved_away, merged, merged_what_it_goes_by, deleted_what_others_typed, typed_elsewhere_alike],
    ids=lambda step: step.__name__,
)
def test_who_typed_nothing_that_is_said_here_verifies(claim, editor, step):
    assert verify(step(editor, claim), "14", by=editor).author == editor


def test_whoever_redated_a_source_by_merging_it_does_not_verify_what_is_told_by_its_date():
    editor, claim = make_user("editor"), make_claim("date")
    early, late = make_source("early"), make_source("late", published_on=date(2020, 7, 9))
    say(claim, "yesterday", early)
    merge_sources(editor, late, early)
    with pytest.raises(Refused, match="an editor other than you"):
        verify(claim, "8 July 2020", by=editor)
