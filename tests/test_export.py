"""What leaves: the facts, with decisions and explanations, dissent and citations, and the files that load back."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from pathlib import Path

import pytest
from django.test import override_settings

from claims.evidence import evidence_of
from claims.facts import FILES, Extract, csv_lines
from claims.facts.reconciled import stamp
from claims.loading import load
from claims.loading.headings import STATES, WORKED_OUT, headings
from claims.models import Assertion, Assessment, Claim, Decision, Option, Source
from claims.review.assertions import set_aside, supersede
from claims.review.decisions import decide as take

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LOADABLE = ("sources", "claims", "options", "assertions")

pytestmark = pytest.mark.django_db


def exported(name):
    text = "".join(csv_lines(FILES[name].headings, Extract().rows(name)))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def fact(claim):
    return next(row for row in exported("facts") if row["reference"] == claim.reference)


def test_the_headings_are_those_of_the_design():
    assert ",".join(FILES["facts"].headings) == (
        "reference,topic,question,kind,unit,status,stale,verdict,value,low,high,likelihood,confidence,rationale,"
        "decided_by,decided_at,assertions,sources,origins,supporting,dissenting,range_low,range_high,citations,"
        "evidence_sha256"
    )
    loads_back = [column.heading for column in STATES]
    assert FILES["assertions"].headings == [*headings("assertions"), *loads_back, *WORKED_OUT]
    assert all(FILES[name].headings == headings(name) for name in ("sources", "claims", "options"))


def test_a_claim_without_a_decision_has_its_verdict_and_evidence_all_the_same():
    claim = make_claim(unit="people")
    maya = make_source(publisher="Center", authors="Maya Carlin", published_on=None)
    say(claim, "more than a dozen", maya, locator="paragraph 3")
    say(claim, "11", make_source(publisher="Post", authors="Seth Frantzman; Ann Low"))
    row = fact(claim)
    assert (row["status"], row["stale"], row["verdict"], row["unit"]) == (
        "open",
        "no",
        "contradiction",
        "people",
    )
    assert (row["assertions"], row["sources"], row["origins"]) == ("2", "2", "2")
    assert (row["range_low"], row["range_high"]) == ("11", "")
    empty = ("value", "low", "high", "likelihood", "confidence", "rationale", "decided_by", "decided_at")
    assert not any(row[name] for name in (*empty, "supporting", "dissenting", "evidence_sha256"))
    assert row["citations"] == (
        "“more than a dozen” (read as 13 or more) — Maya Carlin, Center, undated, paragraph 3; "
        "“11” — Seth Frantzman, Ann Low, Post, 2020-07-01"
    )


def test_a_claim_without_evidence_is_a_row_of_empty_cells():
    row = fact(make_claim())
    assert (row["verdict"], row["assertions"], row["range_low"], row["citations"]) == ("none", "0", "", "")


def test_a_verified_claim_says_what_is_held_by_whom_and_who_dissents():
    claim = make_claim()
    say(claim, "14", make_source(publisher="A"))
    say(claim, "at most eleven", make_source(publisher="B"))
    say(claim, "many", make_source(publisher="C"), speaker="The minister", stance="reports")
    decision = verify(claim, "14", by=make_user("editor", "eve"))
    row = fact(claim)
    assert (row["status"], row["value"], row["low"], row["high"]) == ("verified", "14", "14", "14")
    assert (row["likelihood"], row["confidence"], row["rationale"]) == (
        *("almost certain", "high"),
        "Because. Assumed: The others are mistaken.",
    )
    assert (row["decided_by"], row["supporting"], row["dissenting"]) == ("eve", "2", "1")
    assert row["decided_at"] == stamp(decision.decided_at)
    assert row["evidence_sha256"] == decision.evidence_sha256
    assert row["citations"] == (
        "dissents: “at most eleven” (read as 0–11) — B, 2020-07-01; supports: “14” — A, 2020-07-01; "
        "supports: “many” (read as 2 or more) — The minister, quoted, C, 2020-07-01"
    )


def test_the_counts_are_current_and_the_fingerprint_is_the_decisions():
    claim = make_claim()
    say(claim, "14")
    decision = verify(claim, "14")
    say(claim, "11")
    row = fact(claim)
    assert (row["stale"], row["assertions"], row["dissenting"]) == ("yes", "2", "1")
    assert row["evidence_sha256"] == decision.evidence_sha256


@override_settings(TIME_ZONE="Asia/Baghdad")
def test_the_moment_of_a_decision_is_in_utc_wherever_it_is_told():
    claim = make_claim()
    say(claim, "14")
    verify(claim, "14")
    assert fact(claim)["decided_at"].endswith("Z")


@override_settings(SELF_VERIFY=True)
def test_a_self_verified_fact_says_so():
    editor = make_user("editor", "eve")
    claim = make_claim()
    say(claim, "14", by=editor)
    verify(claim, "14", by=editor)
    assert fact(claim)["decided_by"] == "eve (self-verified)"


def test_an_unresolved_claim_has_reason_and_author_and_no_value():
    claim = make_claim()
    say(claim, "14")
    say(claim, "11")
    decide(claim, "leave_unresolved", way="pending", by=make_user("editor", "eve"))
    row = fact(claim)
    assert (row["status"], row["rationale"], row["decided_by"]) == ("unresolved", "wait for more: Because.", "eve")
    assert row["decided_at"] and row["evidence_sha256"]
    held = ("value", "low", "high", "likelihood", "confidence", "supporting", "dissenting")
    assert not any(row[name] for name in held)
    assert row["citations"].startswith("“14” — ")


def in_conflict():
    claim = make_claim()
    say(claim, "14")
    say(claim, "11")
    return claim


def test_an_explanation_alone_has_reason_and_author_and_no_value():
    claim = in_conflict()
    explanation = decide(claim, "explain", cause="definition", by=make_user("editor", "eve"))
    row = fact(claim)
    assert (row["status"], row["verdict"], row["stale"]) == ("open", "contradiction", "no")
    assert row["rationale"] == "Conflict explained (another definition): Because."
    assert (row["decided_by"], row["evidence_sha256"]) == ("eve", explanation.evidence_sha256)
    assert row["decided_at"] == stamp(explanation.decided_at)
    held = ("value", "low", "high", "likelihood", "confidence", "supporting", "dissenting")
    assert not any(row[name] for name in held)


def test_an_explanation_is_told_behind_the_decision_in_force():
    verified, unresolved = in_conflict(), in_conflict()
    decide(verified, "explain", cause="time", by=make_user("editor", "ann"))
    decision = verify(verified, "14", by=make_user("editor", "eve"))
    decide(unresolved, "leave_unresolved", way="range")
    decide(unresolved, "explain", cause="disagreement")
    row = fact(verified)
    assert row["rationale"] == "Because. Conflict explained (another time): Because."
    assert (row["decided_by"], row["evidence_sha256"]) == ("eve", decision.evidence_sha256)
    assert fact(unresolved)["rationale"] == (
        "report the range: Because. Conflict explained (a genuine disagreement): Because."
    )


def test_an_explanation_that_holds_no_more_is_not_told():
    claim = in_conflict()
    decide(claim, "explain", cause="time")
    say(claim, "20")
    assert not Assessment.objects.get(claim=claim).explained
    row = fact(claim)
    assert (row["rationale"], row["decided_by"], row["evidence_sha256"]) == ("", "", "")


def test_a_reopened_claim_holds_nothing():
    claim = make_claim()
    say(claim, "14")
    verify(claim, "14")
    decide(claim, "reopen")
    row = fact(claim)
    assert (row["status"], row["value"], row["decided_by"], row["evidence_sha256"]) == ("open", "", "", "")


def test_bounds_of_dates_are_iso_and_those_of_choices_paths():
    when, who = make_claim("date"), make_claim("choice")
    make_options(who, {"Army": None, "Rangers": "Army", "Navy": None})
    say(when, "May 2020")
    say(who, "Rangers")
    say(who, "Navy")
    verify(when, "12 May 2020")
    verify(who, "Rangers")
    row = fact(when)
    assert (row["value"], row["low"], row["high"]) == ("12 May 2020", "2020-05-12", "2020-05-12")
    assert (row["range_low"], row["range_high"]) == ("2020-05-01", "2020-05-31")
    row = fact(who)
    assert (row["value"], row["low"], row["high"]) == ("Rangers", "Army > Rangers", "Army > Rangers")
    assert (row["range_low"], row["range_high"]) == ("Army > Rangers", "Navy")


def test_citations_say_how_words_came_to_be_read():
    base, claim = make_claim(), make_claim()
    source = make_source(publisher="P")
    say(base, "14", source)
    say(claim, "alle bis auf einen", source, translation="all but one", base=base)
    say(claim, "They were released", source, read_as="most of them", note="Vague.", base=base)
    verify(base, "20")
    verify(claim, "19")
    rebased = "by a verified value that its own source does not give"
    assert fact(claim)["citations"] == (
        f"allows: “alle bis auf einen” (translated “all but one”; read as 19; {rebased}) — P, 2020-07-01; "
        f"allows: “They were released” (entered as “most of them”; read as 11–20; {rebased}) — P, 2020-07-01"
    )


def test_citations_leave_out_what_is_not_counted_and_name_denials():
    claim = make_claim()
    aside = say(claim, "15")
    set_aside(make_user(), aside, "Misread.")
    say(claim, "14", make_source(publisher="P"))
    say(claim, "exactly 14", make_source(publisher="Q"), stance="denies")
    say(claim, "13", stance="doubts")
    assert fact(claim)["citations"] == "denies: “exactly 14” — Q, 2020-07-01; “14” — P, 2020-07-01"


def test_figures_that_grow_are_cited_with_their_moment():
    claim = make_claim(accumulates=True)
    say(claim, "14", make_source(publisher="P"), as_of=date(2020, 6, 29), as_of_time=time(10, 30))
    assert fact(claim)["citations"] == "“14” (as of 2020-06-29T10:30) — P, 2020-07-01"


# Back again


def emptied():
    Decision.objects.all().delete()
    Assertion.objects.update(superseded_by=None, base=None, terms=None, base_used="", rebased=False)
    Source.objects.update(derives_from=None)
    Option.objects.update(parent=None)
    for model in (Assertion, Option, Claim, Source):
        model.objects.all().delete()


def verdicts():
    columns = (
        "verdict",
        "assertions",
        "sources",
        "origins",
        "waiting",
        "range_low",
        "range_high",
    )
    return list(Claim.objects.order_by("reference").values("reference", *(f"assessment__{name}" for name in columns)))


def written(folder):
    for name in LOADABLE:
        lines = csv_lines(FILES[name].headings, Extract().rows(name))
        (folder / f"{name}.csv").write_text("".join(lines), "utf-8", newline="")
    return {name: (folder / f"{name}.csv").read_bytes() for name in LOADABLE}


def test_the_evidence_loads_back_into_an_empty_database_and_comes_to_the_same(tmp_path):
    analyst = make_user()
    load([SEEDS], analyst)
    rows = Assertion.objects.filter(claim__reference="KH-03", source__reference="frantzman-0629").order_by("pk")
    supersede(analyst, rows[2], rows[1], "Corrected.")
    set_aside(analyst, rows[0], "=Deck, not text.")
    say(
        Claim.objects.get(reference="KH-22"),
        "-ended",
        Source.objects.first(),
        locator="p. | 3",
        note="'=x",
        stance="denies",
    )
    claim = make_claim(accumulates=True, definition='Two\nlines, “quoted” "so"')
    say(claim, "14", as_of=date(2020, 6, 29), as_of_time=time(10, 30), speaker="@minister", stance="reports")
    before, files = verdicts(), written(tmp_path)
    assert not any(load([tmp_path], analyst).counts[name]["changed"] for name in LOADABLE)
    emptied()
    assert load([tmp_path], analyst).counts["assertions"]["new"] == 51
    assert verdicts() == before
    assert written(tmp_path) == files


def test_rows_that_load_take_the_order_in_which_they_were_entered(tmp_path):
    load([SEEDS], make_user())
    written(tmp_path)
    with open(SEEDS / "assertions.csv", encoding="utf-8", newline="") as file:
        seeds = list(csv.DictReader(file))
    assert [{key: row[key] for key in seeds[0]} for row in exported("assertions")] == seeds


def test_an_exported_assertion_shows_its_reading():
    claim = make_claim("date")
    say(claim, "in May", make_source("s"))
    say(claim, "some day or other", make_source())
    read, unread = exported("assertions")
    assert (read["rule"], read["state"], read["problem"]) == ("a month", "counted", "")
    assert (read["possible_low"], read["possible_high"], read["origin"]) == (
        "2020-05-01",
        "2020-05-31",
        "source: s",
    )
    assert unread["state"] == "unread"
    assert unread["problem"]
    assert not any(unread[name] for name in ("expected_low", "expected_high", "possible_low", "possible_high"))


def test_a_decision_made_through_the_door_is_what_the_row_says():
    claim = make_claim("yesno")
    say(claim, "yes")
    claim = Claim.objects.get(pk=claim.pk)
    editor = make_user("editor")
    take(
        editor, claim, "verify", seen=evidence_of(claim).token, reason="It was.", value="yes",
        likelihood="likely", confidence="low",
    )  # fmt: skip
    row = fact(claim)
    assert (row["value"], row["low"], row["likelihood"], row["confidence"]) == ("yes", "yes", "likely", "low")
