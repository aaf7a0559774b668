"""Loading takes a fixed number of queries, however many rows are new, changed or unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.loading import load

from .factories import make_user

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    user = make_user("analyst")
    load([SEEDS], user)  # the user's permissions are asked for once
    return user


@pytest.fixture(autouse=True)
def whole_batches(monkeypatch):
    """Many parameters a statement, as PostgreSQL takes them: Django gives SQLite 999, and more rows are several."""
    monkeypatch.setattr(connection.features, "max_query_params", 30_000)


def counted(*arguments):
    with CaptureQueriesContext(connection) as captured:
        loaded = load(*arguments)
    return len(captured), loaded


def queries(analyst, write, n, tag):
    claims = [[f"{tag}-{i}", f"Topic {tag}{i}", "Q?", "yesno" if i % 2 else "count"] for i in range(n)]
    sources = [[f"{tag}-{i}", "Title", f"Publisher {tag}{i}", f"{tag}-0" if i else ""] for i in range(n)]
    said = [[f"{tag}-{i}", f"{tag}-{i}", "no" if i % 2 else "14"] for i in range(n)]
    files = [
        write("claims", ["reference", "topic", "question", "kind"], *claims),
        write("sources", ["reference", "title", "publisher", "derives_from"], *sources),
        write("assertions", ["claim", "source", "wording"], *said),
    ]
    return [counted(files, analyst)[0] for _ in range(2)]


def test_new_and_unchanged_rows(analyst, write):
    assert queries(analyst, write, 5, "few") == queries(analyst, write, 50, "many")


CHANGED = {
    "sources": (["reference", "title", "publisher", "published_on", "authors"], lambda n, i: [
        f"s-{i}", f"Title {n}", "Paper", f"2020-07-{n:02}", f"Author {n}",
    ]),
    "claims": (["reference", "topic", "question", "kind", "definition"], lambda n, i: [
        f"C-{i}", "T", f"Question {n}?", ("count", "yesno", "amount")[i % 3], f"Definition {n}",
    ]),
    "assertions": (["claim", "source", "wording", "speaker", "read_as", "note"], lambda n, i: [
        f"C-{i}", f"s-{i}", "so it was", f"Speaker {n}", ("14", "yes", "$14")[i % 3], f"Note {n}",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGED)
def test_changed_rows(analyst, write, kind):
    def rows(kind, state, n):
        headings, row = CHANGED[kind]
        return write(kind, headings, *(row(state, i) for i in range(n)))

    load([rows(kind, 1, 50) for kind in CHANGED], analyst)
    few, loaded = counted([rows(kind, 2, 5)], analyst)
    assert loaded.counts[kind]["changed"] == 5
    many, loaded = counted([rows(kind, 3, 50)], analyst)
    assert loaded.counts[kind]["changed"] == 50
    assert many == few


def test_assertions_of_other_sources_publishers_and_topics_are_not_read(analyst, write):
    rows = write("assertions", ["claim", "source", "wording", "locator"], ["KH-01", "carlin", "14", "p. 99"])
    with CaptureQueriesContext(connection) as captured:
        load([rows], analyst)
    read = [query["sql"] for query in captured if 'FROM "claims_assertion"' in query["sql"]]
    assert "a.source_id = c1 AND a.wording = c2" in read[0]
    assert not [q for q in captured if q["sql"].startswith('SELECT "claims_publisher"')]
    assert not [q for q in captured if q["sql"].startswith('SELECT "claims_topic"')]


def test_a_row_at_the_beginning_of_a_chain_of_superseded_ones(analyst, write):
    headings = ["claim", "source", "wording", "superseded_by", "note"]

    def rows(chain, note):
        ends = [*(f"carlin | {words}" for words in chain[1:]), ""]
        return [["KH-01", "carlin", words, end, note] for words, end in zip(chain, ends, strict=True)]

    def of_first(chain):
        load([write("assertions", headings, *rows(chain, ""))], analyst)
        few, loaded = counted([write("assertions", headings, rows(chain, "Checked.")[0])], analyst)
        assert loaded.counts["assertions"]["changed"] == 1
        return few

    assert of_first(["21", "22", "23", "24"]) == of_first([str(n) for n in range(31, 60)])


@pytest.mark.postgresql
@pytest.mark.parametrize(("who", "way"), [("women", "new"), ("men", "changed")])
def test_rows_are_read_and_brought_to_the_door_before_anybody_has_to_wait(analyst, write, who, way):
    headings = ["claim", "source", "wording", "note"]
    load([write("assertions", headings, *[["KH-01", "carlin", f"{n} men", ""] for n in range(5)])], analyst)
    rows = [["KH-01", "carlin", f"{n} {who}", "Seen."] for n in range(5)]
    with CaptureQueriesContext(connection) as captured:
        assert load([write("assertions", headings, *rows)], analyst).counts["assertions"][way] == 5
    statements = [query["sql"] for query in captured]
    brought, locked = (
        next(n for n, sql in enumerate(statements) if words in sql)
        for words in (f'CREATE TEMP TABLE "{way}_claims_assertion"', "pg_advisory_xact_lock")
    )
    assert brought < locked
