"""`manage.py check_record` proves verdicts and decisions, and names the first that is off."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.evidence import fingerprint
from claims.models import Assertion, Assessment, Claim, Decision
from claims.review.merging import merge_claims

from .factories import decide, make_claim, make_many, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def check() -> str:
    out = StringIO()
    call_command("check_record", stdout=out)
    return out.getvalue()


def off() -> str:
    with pytest.raises(CommandError) as error:
        check()
    return str(error.value)


@pytest.fixture
def record():
    """Two claims; three decisions on the first: over a contradiction, with a denial, and a correction."""
    claim, other = make_claim(reference="K-1"), make_claim(reference="K-2")
    say(claim, "14", make_source("s-one"))
    say(claim, "11", make_source("s-two"))
    say(claim, "20", make_source("s-three"), stance="denies")
    decide(claim, "explain", cause="time")
    verify(claim, "14")
    decide(claim, "correct", value="11", likelihood="likely", confidence="low")
    say(other, "30")
    verify(other, "30")
    return claim


@pytest.fixture
def unguarded(record):
    """The record in a database that no longer keeps decisions from change."""
    connection.check_constraints()  # PostgreSQL drops no trigger while checks are put off
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=lambda sql, params=None: cursor.execute(sql))
        import_module("claims.migrations.0006_append_only").drop(None, editor)
    return record


def test_it_says_what_it_proved(record):
    assert check() == "2 claims, 4 decisions: all as recorded\n"


def test_an_empty_database_is_as_recorded():
    assert check() == "0 claims, 0 decisions: all as recorded\n"


def test_merged_claims_are_proven_with_their_decisions(record):
    merge_claims(make_user("editor"), record, Claim.objects.get(reference="K-2"))
    assert check() == "1 claim, 4 decisions: all as recorded\n"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": "tension"}, "K-1: verdict is stored as tension, and comes to contradiction"),
        ({"assertions": 3}, "K-1: assertions is stored as 3, and comes to 2"),
        ({"waiting": 1}, "K-1: waiting is stored as 1, and comes to 0"),
        ({"range_high": 99}, "K-1: range_high is stored as 99"),
        ({"supporting": 0}, "K-1: supporting is stored as 0, and comes to 1"),
        ({"stale": True}, "K-1: stale is stored as True, and comes to False"),
        ({"touched": True}, "K-1: touched is stored as True, and comes to False"),
        ({"explained": False}, "K-1: explained is stored as False, and comes to True"),
        ({"gap": 1}, "K-1: gap is stored as 1.0000"),
        ({"self_contradiction": True}, "K-1: self_contradiction is stored as True"),
    ],
)
def test_a_verdict_count_or_mark_that_is_off_is_named(record, fields, said):
    Assessment.objects.filter(claim=record).update(**fields)
    assert off().startswith(said)
    stored = Assessment.objects.get(claim=record)
    assert {name: getattr(stored, name) for name in fields} == fields


def test_evidence_that_changed_behind_its_back_shows_in_the_verdict(record):
    Assertion.objects.filter(wording="11").update(possible_low=14, possible_high=14, expected_low=14, expected_high=14)
    assert off().startswith("K-1: verdict is stored as contradiction")


def test_the_wrong_decision_in_force_is_named(record):
    first, last = record.decisions.get(number=2), record.decisions.get(number=3)
    Assessment.objects.filter(claim=record).update(decision=first, supporting=1, dissenting=1)
    assert off() == f"K-1: decision_id is stored as {first.pk}, and comes to {last.pk}"


def test_a_claim_without_an_assessment_is_named(record):
    Assessment.objects.filter(claim__reference="K-2").delete()
    assert off() == "K-2: it has no assessment."


def test_only_the_first_that_is_off_is_named(record):
    Assessment.objects.update(waiting=7)
    assert off() == "K-1: waiting is stored as 7, and comes to 0"


def tampered(claim: Claim, number: int, **fields: object) -> None:
    Decision.objects.filter(claim=claim, number=number).update(**fields)


def test_evidence_that_was_rewritten_is_named(unguarded):
    evidence = unguarded.decisions.get(number=2).evidence
    evidence[0]["wording"] = "12"
    tampered(unguarded, 2, evidence=evidence)
    assert off().startswith("K-1 no. 2: evidence_sha256 is stored as ")


def test_a_fingerprint_that_was_rewritten_is_named(unguarded):
    tampered(unguarded, 2, evidence_sha256="0" * 64)
    assert off().startswith(f"K-1 no. 2: evidence_sha256 is stored as {'0' * 64}, and its evidence comes to ")


def test_evidence_that_was_left_out_with_its_fingerprint_made_anew_shows_in_the_counts(unguarded):
    evidence = [row for row in unguarded.decisions.get(number=2).evidence if row["wording"] != "11"]
    tampered(unguarded, 2, evidence=evidence, evidence_sha256=fingerprint(evidence))
    assert off() == "K-1 no. 2: assertions is stored as 2, and its evidence comes to 1"


@pytest.mark.parametrize("name", ["assertions", "sources", "origins", "supporting", "dissenting"])
def test_a_count_that_was_rewritten_is_named(unguarded, name):
    tampered(unguarded, 3, **{name: 9})
    assert off().startswith(f"K-1 no. 3: {name} is stored as 9, and its evidence comes to ")


def test_a_decision_that_was_deleted_is_missed(unguarded):
    Assessment.objects.filter(claim=unguarded).update(explanation=None, explained=False)
    unguarded.decisions.filter(number=1)._raw_delete("default")
    assert off() == "K-1: decision no. 1 is missing; no. 2 follows."


@pytest.mark.parametrize("evidence", [{}, ["11"], "11", 11])
def test_evidence_of_another_shape_is_named(unguarded, evidence):
    tampered(unguarded, 2, evidence=evidence)
    assert off() == "K-1 no. 2: its evidence is no list of assertions."


def test_it_takes_as_many_queries_for_many_claims_and_decisions_as_for_few(record):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            check()
        return len(captured)

    few = queries()
    make_many(40)
    for claim in Claim.objects.filter(reference__in=["M-00001", "M-00002"]):
        verify(claim, "14")
    assert queries() <= few
