"""The timeline of a claim: all that happened to it, field by field, in the order of time."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.claim_page import SHOWN, ClaimPage
from claims.claim_page.timeline import Kind
from claims.loading import load
from claims.models import Assertion, Claim, Note
from claims.review import save, save_all
from claims.review.assertions import delete, edit, restore, set_aside, supersede
from claims.review.claims import assign, save_claim, save_options
from claims.review.readings import go_back, overrule
from claims.review.sources import save_source

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def events(claim):
    return ClaimPage(Claim.objects.get(pk=claim.pk)).timeline()


def told(claim):
    return [str(event) for event in events(claim)][1:]  # that it was entered comes first


@pytest.fixture
def analyst():
    return make_user("analyst", "ana")


def test_it_begins_with_the_claim():
    claim = make_claim()
    (first,) = events(claim)
    assert (first.kind, first.what) == (Kind.ENTERED, "entered the claim")
    assert first.who.startswith("analyst-")


def test_it_keeps_the_words_as_they_were_and_every_reason(analyst):
    claim = make_claim()
    row = say(claim, "41 members", by=analyst)
    row.wording = "fourteen members"
    edit(make_user("analyst", "bo"), row, ["wording"])
    set_aside(make_user("analyst", "cy"), row, "Of another raid. " * 20)
    restore(make_user("analyst", "di"), row, "Of this one.")
    assert told(claim) == [
        "ana: “41 members” entered",
        "bo: “41 members” edited: wording: “41 members” → “fourteen members”; reading: 41 (n) → 14 (n)",
        f"cy: “fourteen members” set aside: {('Of another raid. ' * 20).strip()}",
        "di: “fourteen members” restored: Of this one.",
    ]


def test_an_edit_is_told_field_by_field_with_nothing_for_what_is_empty(analyst):
    claim, base = make_claim(), make_claim(reference="BASE")
    say(base, "14")
    row = say(claim, "all but one", base=base, by=analyst, locator="p. 1")
    other = make_claim(reference="OTHER")
    say(other, "20")
    row.base, row.locator, row.speaker, row.stance = other, "", "The Minister", "reports"
    row.as_of, row.credibility = date(2020, 6, 29), 2
    edit(analyst, row, ["base", "locator", "speaker", "stance", "as_of", "credibility"])
    assert events(claim)[-1].changes == (
        ("locator", "“p. 1”", "nothing"),
        ("speaker", "nothing", "“The Minister”"),
        ("stance", "asserts", "reports (a speaker's word)"),
        ("as of", "nothing", "29 June 2020"),
        ("base", "BASE", "OTHER"),
        ("credibility", "6: cannot be judged", "2: probably true"),
    )


def test_a_reading_that_goes_by_a_base_is_told_by_its_rule_however_the_base_then_stood(analyst):
    claim, base = make_claim(), make_claim(reference="BASE")
    say(base, "14")
    row = say(claim, "all but one", base=base, by=analyst, locator="p. 1")
    editor = make_user("editor")
    set_aside(editor, row, "Doubled.")
    restore(editor, row, "It is not.")
    row.refresh_from_db()
    row.locator = "p. 2"
    edit(analyst, row, ["locator"])
    assert events(claim)[-1].changes == (("locator", "“p. 1”", "“p. 2”"),)


def test_what_an_import_brought_is_told_as_one_and_its_words_are_kept_when_they_change(analyst, write):
    files = [
        write("claims", ["reference", "topic", "question", "kind"], ["C", "T", "How many?", "count"]),
        write("sources", ["reference", "title", "publisher"], ["s", "Title", "Paper"]),
        write("assertions", ["claim", "source", "wording"], ["C", "s", "41"], ["C", "s", "14 men"]),
    ]
    load(files, analyst)
    claim, row = Claim.objects.get(), Assertion.objects.get(wording="41")
    row.wording = "14"
    edit(make_user("analyst", "bo"), row, ["wording"])
    claim.unit = "men"
    save_claim(make_user("analyst", "cy"), claim, ["unit"])
    first, second, third = events(claim)
    assert first.kind == Kind.LOADED
    assert str(first) == "ana: loaded the claim and 2 assertions from sources.csv; claims.csv; assertions.csv"
    assert str(second) == "bo: “41” edited: wording: “41” → “14”; reading: 41 (n) → 14 (n)"
    assert str(third) == "cy: edited the claim: unit: nothing → “men”"


def test_an_edited_claim_is_told_field_by_field(analyst):
    claim = make_claim(question="How many?")
    claim.question, claim.accumulates = "How many men?", True
    save_claim(analyst, claim, ["question", "accumulates"])
    assert told(claim) == ["ana: edited the claim: question: “How many?” → “How many men?”; accumulates: no → yes"]


def test_it_says_in_whose_hands_the_claim_was(analyst):
    claim, bo = make_claim(), make_user("analyst", "bo")
    assign(analyst, [claim], bo)
    assign(bo, [claim], None)
    assert told(claim) == ["ana: assigned to bo", "bo: put in nobody’s hands"]


def test_options_are_told_as_they_come_change_and_go(analyst):
    claim = make_claim("choice")
    made = make_options(claim, {"Army": None, "Police": None})
    made["Police"].name = "Federal Police"
    save_options(analyst, [made["Police"]])
    save_options(analyst, [], [made["Army"]])
    assert [text.partition(": ")[2] for text in told(claim)][-2:] == [
        "“Federal Police” option edited: name: “Police” → “Federal Police”",
        "“Army” option dropped",
    ]


def test_a_yes_or_no_claim_has_its_two_options_in_one_event():
    (event,) = [event for event in events(make_claim("yesno")) if "option" in event.what]
    assert (event.about, event.what) == ("“no”, “yes”", "options entered")


def test_a_reading_overruled_and_gone_back_to_says_what_it_was_and_is(analyst):
    claim = make_claim()
    row = say(claim, "dozens", by=analyst)
    overrule(analyst, row, "24", "The list has 24 names.")
    go_back(analyst, row, "The list is of another day.")
    over, back = events(claim)[-2:]
    assert over.kind == back.kind == Kind.READ
    assert str(over) == (
        "ana: “dozens” overruled: read as: nothing → “24”; reading: 12–239 (dozens) → 24 (n): The list has 24 names."
    )
    assert back.changes[-1] == ("reading", "24 (n)", "12–239 (dozens)")
    assert back.reason == "The list is of another day."


def test_decisions_are_told_with_value_way_and_cause_and_a_correction_with_both_values():
    claim, editor = make_claim(), make_user("editor", "ed")
    say(claim, "14")
    say(claim, "11")
    decide(claim, "explain", editor, cause="definition")
    decide(claim, "leave_unresolved", editor, way="range")
    verify(claim, "14", editor)
    decide(claim, "correct", editor, value="11", likelihood="likely", confidence="low")
    decide(claim, "reaffirm", editor)
    decide(claim, "reopen", editor)
    assert [str(event) for event in events(claim) if event.kind in (Kind.DECIDED, Kind.CORRECTED)] == [
        "ed: explained: another definition: Because.",
        "ed: left unresolved: report the range: Because.",
        "ed: verified 14: Because.",
        "ed: corrected: value: 14 → 11: Because.",
        "ed: reaffirmed 11: Because.",
        "ed: reopened: Because.",
    ]


def test_what_was_superseded_or_deleted_is_told(analyst):
    claim, source = make_claim(), make_source()
    old, new, typo = say(claim, "14", source), say(claim, "11", source), say(claim, "111", source)
    supersede(analyst, old, new, "The paper corrected itself.")
    delete(make_user("administrator", "adam"), typo)
    superseded, deleted = events(claim)[-2:]
    assert str(superseded) == "ana: “14” superseded: The paper corrected itself."
    assert str(deleted) == "adam: “111” deleted"
    assert (superseded.link, deleted.link) == (f"#assertion-{old.pk}", "")


def test_what_was_moved_away_is_told_where_it_was_and_where_it_is(analyst):
    here, there = make_claim(reference="HERE"), make_claim(reference="THERE")
    row = say(here, "14", by=analyst)
    row.claim = there
    save(row, analyst, "moved from HERE to THERE: It answers the other question.", ["claim"])
    row.refresh_from_db()
    row.note = "Only there."
    save_all([row], analyst, "edited", ["note"])
    moved = "ana: “14” moved from HERE to THERE: It answers the other question."
    assert told(here) == ["ana: “14” entered", moved]
    assert told(there) == [moved, "ana: “14” edited: note: nothing → “Only there.”"]


def test_what_an_import_brought_and_was_moved_away_is_told_as_loaded_where_it_was(analyst, write):
    load(
        [
            write("claims", ["reference", "topic", "question", "kind"], ["A", "T", "How many?", "count"]),
            write("sources", ["reference", "title", "publisher"], ["s", "Title", "Paper"]),
            write("assertions", ["claim", "source", "wording"], ["A", "s", "14"]),
        ],
        analyst,
    )
    there = make_claim(reference="B")
    row = Assertion.objects.get()
    row.claim = there
    save_all([row], analyst, "moved from A to B: It answers that.", ["claim"])
    assert [str(event) for event in events(Claim.objects.get(reference="A"))] == [
        "ana: loaded the claim and 1 assertion from sources.csv; claims.csv; assertions.csv",
        "ana: “14” moved from A to B: It answers that.",
    ]
    assert told(there) == ["ana: “14” moved from A to B: It answers that."]


def test_what_happened_to_a_duplicate_is_told_on_the_claim_that_was_kept(analyst):
    kept, twin = make_claim(reference="KEPT"), make_claim(reference="TWIN")
    say(kept, "14")
    decide(twin, "leave_unresolved", make_user("editor", "ed"), way="pending")
    twin.merged_into = kept
    save(twin, analyst, "merged into KEPT", ["merged_into"])
    assert "ed: left unresolved: wait for more (on TWIN): Because." in told(kept)
    assert "ana: merged into KEPT (on TWIN)" in told(kept)


def test_a_long_one_shows_the_last_events_and_folds_the_others(client):
    client.force_login(make_user("viewer"))
    claim = make_claim(reference="C")
    for number in range(SHOWN):
        say(claim, f"{number} men")
    html = client.get("/claims/C/").content.decode()
    assert "1 earlier event</summary>" in html
    assert html.index("entered the claim") < html.index("“0 men”</bdi></a> entered")


def test_moments_stand_in_the_time_zone_of_the_site(client, settings):
    settings.TIME_ZONE = "Asia/Baghdad"
    client.force_login(make_user("viewer"))
    claim = make_claim(reference="C")
    Claim.history.filter(id=claim.pk).update(history_date="2020-06-25T22:30:00Z")
    assert '<time class="when" datetime="2020-06-26T01:30:00+03:00">26 Jun 2020, 01:30</time>' in (
        client.get("/claims/C/").content.decode()
    )


def test_hostile_words_stay_words_in_it(analyst):
    client, attack = Client(), "<script>alert(1)</script>"
    client.force_login(analyst)
    claim = make_claim(reference="C")
    row = say(claim, "14")
    row.note = attack
    edit(analyst, row, ["note"])
    set_aside(analyst, row, attack)
    html = client.get("/claims/C/").content.decode()
    assert "<script>" not in html
    assert "note: <bdi>nothing</bdi> → <bdi>“&lt;script&gt;" in html


def queries(claim):
    with CaptureQueriesContext(connection) as captured:
        ClaimPage(Claim.objects.get(pk=claim.pk), notes=True).timeline()
    return len(captured)


def test_it_takes_as_many_queries_for_many_events_as_for_few(analyst):
    claim, base = make_claim(), make_claim()
    say(base, "14")
    row = say(claim, "all but one", base=base)
    row.note = "One."
    edit(analyst, row, ["note"])
    decide(claim, "leave_unresolved", way="range")
    Note.objects.create(claim=claim, author=analyst, text="Hm.")
    few = queries(claim)
    for number in range(12):
        row = say(claim, "all but two", base=base)
        row.note = f"No. {number}"
        edit(make_user(), row, ["note"])
        decide(claim, "leave_unresolved", way="range")
        Note.objects.create(claim=claim, author=make_user(), text="Hm.")
    assert queries(claim) == few


def test_a_source_that_is_redated_or_regraded_is_told(analyst):
    claim, source = make_claim(), make_source("post")
    say(claim, "14", source)
    source.published_on, source.reliability, source.note = date(2020, 7, 2), "B", "Checked."
    save_source(analyst, source)
    assert told(claim)[-1] == (
        "ana: post source edited: published on: 1 July 2020 → 2 July 2020; "
        "reliability: F: cannot be judged → B: usually reliable"
    )
