"""Large exports: the same text as by the slow way, in few queries a chunk, and in memory that does not grow."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import date, time
from functools import lru_cache
from pathlib import Path

import pytest
from django.db import DataError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from claims import postgres
from claims.facts import Extract, citations, formats, loadable, reconciled
from claims.facts.citations import said_of
from claims.facts.columns import FILES
from claims.loading import load
from claims.models import Assertion, Claim, Decision
from claims.postgres import asked
from claims.review.assertions import set_aside, supersede

from . import facts_oracle
from .factories import decide, make_claim, make_many, make_options, make_source, make_user, say, verify

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

pytestmark = pytest.mark.django_db


def rows(name):
    return [list(row) for row in Extract().rows(name)]


def in_conflict(**fields):
    claim = make_claim(**fields)
    say(claim, "14", make_source(authors="Ann Low; Seth Frantzman"))
    say(claim, "11", make_source(published_on=None))
    return claim


def make_figures():
    """Figures in every state of decision, with every way to come to a reading."""
    verified, self_verified, base = in_conflict(unit="people"), in_conflict(), make_claim()
    decide(verified, "explain", cause="time")
    verify(verified, "14")
    say(verified, "some, it is said")
    set_aside(make_user(), say(verified, "15"), "Misread.")
    with override_settings(SELF_VERIFY=True):
        editor = make_user("editor")
        say(self_verified, "12", by=editor)
        verify(self_verified, "12 or more", by=editor)
    decide(in_conflict(), "explain", cause="definition")
    decide(in_conflict(), "leave_unresolved", way="prefer")
    source = make_source(publisher="P", authors="Maya Carlin")
    say(base, "14", source)
    relative = make_claim()
    say(relative, "alle bis auf einen", source, translation="all but one", base=base)
    say(relative, "They were released", source, read_as="most of them", note="Vague.", base=base)
    verify(base, "20")
    verify(relative, "19")
    grows = make_claim(accumulates=True, kind="amount", unit="dollars")
    say(grows, "$1,400", as_of=date(2020, 6, 29), as_of_time=time(10, 30))
    say(grows, "$1,200.50", as_of=date(2020, 6, 30), speaker="The minister", stance="reports")
    say(grows, "exactly $1,400", stance="denies", speaker="@army")
    supersede(make_user(), *reversed([say(grows, words, source) for words in ("$1,000", "$1,600")]), "Corrected.")


def make_places_and_days():
    who, happened, when = make_claim("choice"), make_claim("yesno"), make_claim("date")
    make_options(who, {"Army": None, "Rangers": "Army", "Scouts > 2": "Army", "Navy": None})
    say(who, "Rangers")
    say(who, "Navy", stance="denies")
    say(who, "Army", speaker="A witness", stance="reports")
    verify(who, "Rangers")
    say(happened, "yes")
    say(happened, "no")
    decide(happened, "explain", cause="disagreement")
    say(when, "May 2020")
    say(when, "before 12 May 2020", locator="p. 3")
    verify(when, "11 May 2020")
    say(when, "14 May 2020")  # now stale


def test_the_seeds_go_out_as_by_the_slow_way():
    load([SEEDS], make_user())
    verify(Claim.objects.get(reference="KH-01"), "14")
    assert rows("facts") == list(facts_oracle.facts())
    assert rows("assertions") == list(facts_oracle.assertions())


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_every_kind_and_state_goes_out_as_by_the_slow_way(chunk, monkeypatch):
    monkeypatch.setattr(reconciled, "CHUNK", chunk)
    make_figures()
    make_places_and_days()
    found = rows("facts")
    assert found == list(facts_oracle.facts())
    assert rows("assertions") == list(facts_oracle.assertions())
    told = " ".join(" ".join(row) for row in found)
    for words in (
        "dissents: ",
        "denies: ",
        "allows: ",
        "supports: ",
        "(self-verified)",
        "Conflict explained",
        "as of ",
    ):
        assert words in told
    assert {row[FILES["facts"].headings.index("stale")] for row in found} == {"yes", "no"}


def test_what_is_remembered_of_sources_is_read_again_where_it_grew_too_large(monkeypatch):
    monkeypatch.setattr(reconciled, "CHUNK", 2)
    monkeypatch.setattr(citations, "signature", lru_cache(1)(citations.signature.__wrapped__))
    make_many(5)
    assert rows("facts") == list(facts_oracle.facts())


def test_no_facts_are_told_of_no_claims_and_no_more_than_there_are(monkeypatch):
    make_many(4)
    assert list(Extract(Claim.objects.none()).rows("facts")) == []
    for size in (1, 2, 3, 4, 5):
        monkeypatch.setattr(reconciled, "CHUNK", size)
        assert rows("facts") == list(facts_oracle.facts())


def test_claims_of_which_much_is_said_are_told_few_at_a_time(monkeypatch):
    for many in (1, 4, 2, 2, 5, 1):
        claim = make_claim()
        for n in range(many):
            say(claim, f"{n + 3}")
    gathered = []
    monkeypatch.setattr(reconciled, "MOST_SAID", 4)
    monkeypatch.setattr(reconciled, "said_of", lambda claims: said_of(gathered.append([*claims]) or gathered[-1]))
    expected = list(facts_oracle.facts())
    for size, told in ((10, [1, 1, 2, 1, 1]), (3, [1, 1, 1, 1, 1, 1])):
        gathered.clear()
        monkeypatch.setattr(reconciled, "CHUNK", size)
        assert rows("facts") == expected
        assert [*map(len, gathered)] == told


@pytest.mark.postgresql
def test_what_goes_wrong_in_the_database_comes_out_as_djangos_error(monkeypatch):
    say(make_claim(), "14")
    told = []

    def slip(sql, parameters=()):
        told.append(sql)
        return asked("SELECT 1 / 0" if len(told) == 6 else sql, parameters)

    monkeypatch.setattr(postgres, "asked", slip)
    with pytest.raises(DataError, match="division by zero"):
        rows("facts")
    assert len(told) == 6


def queries(name):
    with CaptureQueriesContext(connection) as captured:
        assert rows(name)
    return len(captured)


def test_facts_take_a_fixed_number_of_queries_a_chunk():
    load([SEEDS], make_user())
    verify(Claim.objects.get(reference="KH-01"), "14")
    some = queries("facts")
    for _ in range(10):
        claim = in_conflict()
        verify(claim, "14")
        decide(claim, "explain", cause="time")
    # Claims; what is said of them; decisions; options. PostgreSQL is told first, and asked for more in the end.
    assert queries("facts") == some == (6 if connection.vendor == "postgresql" else 4)


def test_assertions_take_a_fixed_number_of_queries_a_chunk():
    load([SEEDS], make_user())
    assert queries("assertions") == 2


def test_no_model_instance_is_made_for_an_assertion(monkeypatch):
    make_many(20)

    def refuse(*arguments, **fields):
        raise AssertionError("an instance of a model")

    expected = rows("facts"), rows("assertions")
    for model in (Assertion, Decision):
        monkeypatch.setattr(model, "__init__", refuse)
    assert (rows("facts"), rows("assertions")) == expected


def peak(extract, name):
    """The most memory in use at a time while the file was written and thrown away, in bytes; garbage does not count."""
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        for _ in formats.FORMATS["csv"].write(FILES[name], extract.rows(name)):
            gc.collect()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


@pytest.mark.parametrize("name", ["facts", "assertions", "claims"])
def test_memory_does_not_grow_with_the_rows(name, monkeypatch):
    for module in (reconciled, loadable):
        monkeypatch.setattr(module, "CHUNK", 50)
    monkeypatch.setattr(formats, "BLOCK", 1024)
    make_many(800)
    a_quarter = Extract(Claim.objects.filter(reference__lt="M-00200").order_by("reference"))
    peak(Extract(), name)  # what is kept for good is there from now on
    assert peak(Extract(), name) < 1.2 * peak(a_quarter, name)
