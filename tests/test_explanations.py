"""What was read of a wording and what was not: kept with the reading, and shown wherever its rule is."""

from __future__ import annotations

import csv
import io
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from claims.facts import FILES, Extract, csv_lines
from claims.loading import load
from claims.models import Assertion
from claims.review.assertions import edit
from claims.wording import read

from .factories import make_claim, make_options, make_source, make_user, say

pytestmark = pytest.mark.django_db

HOSTILE = "“<script>alert(1)</script>” is read, “<b>so it says</b>” is not."
ESCAPED = "“&lt;script&gt;alert(1)&lt;/script&gt;” is read, “&lt;b&gt;so it says&lt;/b&gt;” is not."
WORDING = "Police said on Friday that 14 people were held in Kirkuk"
SHARE = "Police said on Friday that all but one of them were held in Kirkuk"


def explained(row, explanation=HOSTILE):
    Assertion.objects.filter(pk=row.pk).update(explanation=explanation)
    return row


def exported():
    return "".join(csv_lines(FILES["assertions"].headings, Extract().rows("assertions")))


def test_a_reading_keeps_its_explanation():
    row = say(make_claim(), WORDING)
    assert row.explanation == read(WORDING, "count").explanation != ""
    assert row.history.get().explanation == row.explanation


def test_a_relative_reading_keeps_it_whether_its_base_is_known_or_not():
    base, claim = make_claim(), make_claim()
    row = say(claim, SHARE, base=base)
    assert (row.explanation, row.state) == (read(SHARE, "count").explanation, "unread")
    assert row.explanation
    say(base, "14")
    row.refresh_from_db()
    assert (row.explanation, row.state) == (read(SHARE, "count").explanation, "counted")


def test_loaded_rows_keep_it(write):
    make_claim(reference="C-1")
    make_source("s")
    load([write("assertions", ["claim", "source", "wording"], ["C-1", "s", WORDING])], make_user())
    assert Assertion.objects.get().explanation == read(WORDING, "count").explanation


def test_a_plain_reading_a_choice_and_what_cannot_be_read_have_none():
    make_options(choice := make_claim("choice"), {"Army": None})
    rows = [say(make_claim(), "14"), say(choice, "the army"), say(make_claim(), "umpteen")]
    rows.append(say(make_claim("amount", unit="US dollars"), "€14"))
    assert [row.explanation for row in rows] == [""] * 4
    assert rows[3].problem


def test_a_wording_edited_to_be_plain_loses_it():
    row = explained(say(make_claim(), "14"))
    row.wording = "15"
    edit(make_user(), row, ["wording"])
    row.refresh_from_db()
    assert row.explanation == ""


def test_record_and_desk_show_it_with_the_rule_escaped(client):
    row = explained(say(make_claim(reference="C-1"), "14"))
    client.force_login(make_user())
    for url in ("/claims/C-1/", f"/admin/claims/claim/{row.claim_id}/change/"):
        html = client.get(url).content.decode()
        assert html.count(ESCAPED) == 1
        assert html.index(f"rule: {row.rule}") < html.index(ESCAPED)
        assert "<script>alert" not in html


def test_the_page_does_not_explain_a_reading_that_waits_for_its_base(client):
    claim = make_claim(reference="C-1")
    explained(say(claim, "all but one", base=make_claim()))
    client.force_login(make_user())
    assert ESCAPED not in client.get("/claims/C-1/").content.decode()


def test_the_desk_says_it_after_entering(client):
    client.force_login(make_user())
    claim, source = make_claim(), make_source()
    typed = {"claim": claim.pk, "source": source.pk, "wording": WORDING, "stance": "asserts", "credibility": "6"}
    response = client.post("/admin/claims/assertion/add/", typed, follow=True)
    row = Assertion.objects.get()
    (message,) = map(str, response.context["messages"])
    assert message.startswith(f"Read as 14, by the rule “{row.rule}”. {row.explanation} Verdict now: single source.")


def test_an_export_has_it_and_loads_back_without_a_word(tmp_path):
    explained(say(make_claim(reference="C-1"), "14", make_source("s")), "=It is so.")
    (row,) = csv.DictReader(io.StringIO(exported(), newline=""))
    assert (row["rule"], row["explanation"]) == ("n", "'=It is so.")
    names = list(row)
    assert names[names.index("rule") : names.index("rule") + 3] == ["rule", "rules_version", "explanation"]
    path = tmp_path / "assertions.csv"
    path.write_text(exported(), "utf-8")
    assert load([path], make_user()).counts["assertions"] == {"new": 0, "changed": 0, "unchanged": 1}
    assert Assertion.objects.get().explanation == "=It is so."


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_rows_and_triggers(roles):
    row = say(make_claim(), "14")
    before = Assertion.objects.values().get()
    MigrationExecutor(connection).migrate([("claims", "0003_same_claim")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert Assertion.objects.values().get() == before
    assert row.history.count() == 1
    catalogue = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'name' if connection.vendor == 'sqlite' else 'tgname'} FROM {catalogue}")
        there = {name.removesuffix("_insert").removesuffix("_update") for (name,) in cursor.fetchall()}
    assert {name for name, *_ in import_module("claims.migrations.0003_same_claim").RULES} <= there
