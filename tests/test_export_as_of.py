"""Facts as they stood: the decisions then in force, with what they recorded, and nothing that came later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.facts import FILES, Extract, moment_of, reconciled
from claims.loading import load
from claims.models import Claim, Source, Topic
from claims.outgoing import Unclear, extract_of
from claims.review.assertions import set_aside
from claims.review.claims import assign, save_claim, save_options
from claims.review.merging import merge_claims, merge_publishers, merge_sources
from claims.review.sources import save_source

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db

HEADINGS = FILES["facts"].headings
UNKNOWN = ("stale",)  # of the past


def told(extract):
    return {row[0]: dict(zip(HEADINGS, row, strict=True)) for row in extract.rows("facts")}


def then(moment):
    return told(Extract(moment=moment))


def now(claim):
    return told(Extract())[claim.reference]


def in_conflict(**fields):
    claim = make_claim(**fields)
    say(claim, "14", make_source(publisher="Post", authors="Ann Low"), locator="p. 3")
    say(claim, "at most eleven", make_source(publisher="Herald"), speaker="The minister", stance="reports")
    return claim


def same(row, other, but=()):
    return {name: row[name] for name in HEADINGS if name not in (*UNKNOWN, *but)} == {
        name: other[name] for name in HEADINGS if name not in (*UNKNOWN, *but)
    }


def test_each_decision_is_told_as_it_was_in_its_time():
    claim = in_conflict(unit="people")
    entered = timezone.now()
    decide(claim, "leave_unresolved", way="pending")
    unresolved, pending = timezone.now(), now(claim)
    verify(claim, "14")
    verified, fourteen = timezone.now(), now(claim)
    say(claim, "10", make_source(publisher="Times"))
    decide(claim, "correct", value="11", likelihood="likely", confidence="low")
    corrected, eleven = timezone.now(), now(claim)
    decide(claim, "reopen")
    reopened = timezone.now()
    decide(claim, "explain", cause="time")
    explained, alone = timezone.now(), now(claim)
    for moment, row in ((unresolved, pending), (verified, fourteen), (corrected, eleven), (explained, alone)):
        assert same(then(moment)[claim.reference], row), moment
    for moment, status in ((entered, "open"), (reopened, "open")):
        row = then(moment)[claim.reference]
        assert (row["status"], row["question"], row["unit"]) == (status, claim.question, "people")
        said = (
            "value",
            "verdict",
            "assertions",
            "supporting",
            "range_low",
            "citations",
            "evidence_sha256",
            "decided_by",
        )
        assert not any(row[name] for name in said)


def test_what_comes_later_changes_nothing_of_what_was():
    claim, source = in_conflict(), make_source(publisher="Times")
    late = say(claim, "exactly 14", source, stance="denies")
    decide(claim, "explain", cause="definition")
    verify(claim, "14")
    moment, row = timezone.now(), now(claim)
    set_aside(make_user(), late, "Misread.")
    say(claim, "20")
    claim.question, claim.unit = "Another question?", "men"
    save_claim(make_user(), claim, ["question", "unit"])
    decide(claim, "reaffirm", assumption="They err.")
    assert now(claim)["question"] == "Another question?"
    assert same(then(moment)[claim.reference], row)


def test_a_reaffirmed_value_is_told_with_its_new_evidence():
    claim = in_conflict()
    verify(claim, "14")
    first = timezone.now()
    say(claim, "14 men", make_source(publisher="Times"))
    decide(claim, "reaffirm", assumption="They err.")
    assert (then(first)[claim.reference]["supporting"], now(claim)["supporting"]) == ("1", "2")
    assert same(then(timezone.now())[claim.reference], now(claim))


def test_days_and_places_are_told_as_they_were_written_down():
    when, who = make_claim("date"), make_claim("choice")
    options = make_options(who, {"Army": None, "Rangers": "Army", "Navy": None})
    say(when, "May 2020")
    say(when, "before 12 May 2020")
    say(who, "Rangers")
    say(who, "Navy", stance="denies")
    verify(when, "11 May 2020")
    verify(who, "Rangers")
    moment, rows = timezone.now(), (now(when), now(who))
    assert [then(moment)[claim.reference] | {"stale": "no"} for claim in (when, who)] == list(rows)
    options["Army"].name = "Land forces"
    options["Army"].save()
    assert then(moment)[who.reference]["low"] == "Army > Rangers"
    assert now(who)["low"] == "Land forces > Rangers"


def test_of_figures_that_grow_the_day_was_kept():
    claim = make_claim(accumulates=True)
    say(claim, "14", make_source(publisher="P"), as_of=date(2020, 6, 29))
    verify(claim, "14")
    assert then(timezone.now())[claim.reference]["citations"] == "supports: “14” (as of 2020-06-29) — P, 2020-07-01"


@override_settings(SELF_VERIFY=True)
def test_a_self_verified_value_says_so_for_ever():
    editor, claim = make_user("editor", "eve"), make_claim()
    say(claim, "14", by=editor)
    verify(claim, "14", by=editor)
    moment = timezone.now()
    decide(claim, "reopen")
    assert then(moment)[claim.reference]["decided_by"] == "eve (self-verified)"


def test_what_was_not_there_yet_is_left_out(tmp_path):
    before = timezone.now()
    entered = make_claim()
    between = timezone.now()
    (tmp_path / "claims.csv").write_text("reference,topic,question,kind\nL-1,T,Many?,count\n")
    load([tmp_path], make_user())
    loaded = timezone.now()
    assert list(then(before)) == []
    assert list(then(between)) == [entered.reference]
    edited = Claim.objects.get(reference="L-1")
    edited.question = "How many?"
    save_claim(make_user(), edited, ["question"])
    assert "L-1" not in then(between)
    assert then(loaded)["L-1"]["question"] == "Many?"
    assert then(timezone.now())["L-1"]["question"] == "How many?"


def test_who_had_taken_a_claim_is_known_of_then():
    claim, analyst = make_claim(), make_user()
    before = timezone.now()
    assign(analyst, [claim], analyst)
    taken = timezone.now()
    assign(analyst, [claim], None)
    moments = (before, taken, timezone.now())
    assert [then(moment)[claim.reference]["status"] for moment in moments] == ["open", "in_review", "open"]


def test_a_claim_that_was_merged_since_is_told_until_then():
    kept, gone = make_claim(), in_conflict()
    verify(gone, "14")
    moment, row = timezone.now(), now(gone)
    merge_claims(make_user("editor"), kept, gone)
    assert same(then(moment)[gone.reference], row)
    assert list(then(timezone.now())) == list(told(Extract())) == [kept.reference]


def test_a_source_is_told_as_it_was_recorded_then(tmp_path):
    """One that somebody entered, and one that an import brought."""
    claim = make_claim()
    (tmp_path / "sources.csv").write_text("reference,title,publisher,authors\nwire,Raid,Wire,Ann Low\n")
    load([tmp_path], make_user())
    say(claim, "14", make_source("post", publisher="Post", published_on=date(2020, 6, 29)))
    say(claim, "14", Source.objects.get(reference="wire"))
    verify(claim, "14")
    moment = timezone.now()
    words = "supports: “14” — Post, 2020-06-29; supports: “14” — Ann Low, Wire, undated"
    assert then(moment)[claim.reference]["citations"] == words
    for source in Source.objects.all():
        source.published_on, source.authors, source.publisher = date(2020, 7, 2), "Bob High", make_source().publisher
        save_source(make_user(), source)
    assert then(moment)[claim.reference]["citations"] == words
    later = then(timezone.now())[claim.reference]["citations"]
    assert later.count("Bob High, Publisher") == 2 and later.count(", 2020-07-02") == 2


def test_a_source_that_is_gone_is_told_as_it_last_was():
    editor, claim = make_user("editor"), make_claim()
    old = make_source("old", publisher="Post")
    say(claim, "14", old)
    verify(claim, "14")
    moment = timezone.now()
    merge_sources(editor, make_source("new"), old)
    merge_publishers(editor, make_source().publisher, old.publisher)
    for at in (moment, timezone.now()):
        assert then(at)[claim.reference]["citations"] == "supports: “14” — Post, 2020-07-01"


def test_a_source_entered_again_under_the_reference_of_one_that_is_gone_is_told_as_it_is(tmp_path):
    merge_sources(make_user("editor"), make_source("new"), make_source("wire", publisher="Old"))
    (tmp_path / "sources.csv").write_text("reference,title,publisher\nwire,Raid,Wire\n")
    load([tmp_path], make_user())
    claim = make_claim()
    say(claim, "14", Source.objects.get(reference="wire"))
    verify(claim, "14")
    assert then(timezone.now())[claim.reference]["citations"] == "supports: “14” — Wire, undated"


def test_the_past_takes_a_fixed_number_of_queries_a_chunk(monkeypatch):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert then(timezone.now())
        return len(captured)

    for _ in range(2):
        verify(in_conflict(), "14")
    some = queries()
    for _ in range(8):
        claim = in_conflict()
        decide(claim, "explain", cause="time")
        verify(claim, "14")
    assert queries() == some
    monkeypatch.setattr(reconciled, "CHUNK", 5)
    assert len(then(timezone.now())) == 10
    assert queries() < 2 * some


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2020-06-29", datetime(2020, 6, 29, 20, 59, 59, 999_999, UTC)),
        ("2020-06-29T10:30", datetime(2020, 6, 29, 7, 30, 59, 999_999, UTC)),
        ("2020-06-29 10:30:15", datetime(2020, 6, 29, 7, 30, 15, 999_999, UTC)),
        ("2020-06-29 10:30:15.25", datetime(2020, 6, 29, 7, 30, 15, 250_000, UTC)),
        ("2020-06-29T10:30Z", datetime(2020, 6, 29, 10, 30, 59, 999_999, UTC)),
        ("2020-06-29T10:30-05:00", datetime(2020, 6, 29, 15, 30, 59, 999_999, UTC)),
    ],
)
@override_settings(TIME_ZONE="Asia/Baghdad")
def test_a_day_means_its_end_and_a_moment_is_local_unless_it_says_otherwise(words, moment):
    assert moment_of(words) == moment


def test_today_ends_now():
    before = timezone.now()
    assert before <= moment_of(str(timezone.localdate())) <= timezone.now()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("yesterday", "is no moment: write 2020-06-29"),
        ("2020-02-30", "is no moment"),
        ("29/06/2020", "is no moment"),
        ("1066-10-14", "too long ago"),
        ("9999-12-31", "still to come"),
        ("9999-12-31T23:59-11:00", "still to come"),
        pytest.param(str(timezone.localdate() + timedelta(days=1)), "still to come", id="tomorrow"),
        pytest.param((timezone.now() + timedelta(hours=1)).isoformat(), "still to come", id="in an hour"),
    ],
)
def test_what_is_no_moment_or_has_not_been_yet_is_refused(words, why):
    with pytest.raises(ValueError, match=why):
        moment_of(words)


def test_claims_are_chosen_by_the_topic_that_they_had_then():
    claim = in_conflict(topic="Old")
    verify(claim, "14")
    moment = timezone.now()
    claim.topic = Topic.objects.create(name="New")
    save_claim(make_user("editor"), claim)
    words = moment.isoformat()
    for topic, found in (("Old", [claim.reference]), ("New", [])):
        assert list(told(extract_of({"as_of": words, "topic": topic}))) == found
    for topic, found in (("Old", []), ("New", [claim.reference])):
        assert list(told(extract_of({"topic": topic}))) == found
    assert list(told(extract_of({"as_of": words, "topic": "Old", "kind": claim.kind}))) == [claim.reference]
    with pytest.raises(Unclear, match="search: that is of now"):
        extract_of({"as_of": words, "search": "many"})


def test_a_moment_means_the_end_of_what_is_written():
    claim = in_conflict()
    decision = verify(claim, "14")
    printed = then(timezone.now())[claim.reference]["decided_at"]
    assert printed == decision.decided_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for words in (printed, printed[:-4] + "Z", printed[:10]):
        assert then(moment_of(words))[claim.reference]["value"] == "14", words


@pytest.mark.parametrize("words", ["20200629", "2020-W27", "2020-W27-1", "2020-06", "2020-06-29T10", "20200629T1030"])
def test_other_forms_of_a_day_are_refused_before_they_are_taken_for_its_beginning(words):
    with pytest.raises(ValueError, match="is no moment: write 2020-06-29"):
        moment_of(words)


@pytest.mark.parametrize("offset", ["+16:30", "-23:59", "+00:00"])
def test_any_offset_from_utc_is_understood(offset):
    say(make_claim(), "14")
    moment = moment_of(f"2024-01-01T10:00{offset}")
    assert moment.tzinfo is UTC and list(Extract(moment=moment).rows("facts")) == []


def test_an_option_that_was_renamed_since_is_cited_by_its_name_of_then():
    claim = make_claim("choice")
    options = make_options(claim, {"Iraqi forces": None, "CTS": "Iraqi forces"})
    say(claim, "CTS", make_source(publisher="Post"))
    verify(claim, "CTS")
    moment, before = timezone.now(), then(timezone.now())[claim.reference]["citations"]
    options["CTS"].name = "Counter-Terrorism Service"
    save_options(make_user("editor"), [options["CTS"]])
    assert then(moment)[claim.reference]["citations"] == before
