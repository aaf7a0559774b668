"""Reading again what older rules read: what the command shows is what it applies."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.claim_page import ClaimPage
from claims.loading import load
from claims.models import Assertion, Assessment, Decision
from claims.review import rereading
from claims.review.rereading import reread
from claims.wording import RULES_VERSION

from .factories import decide, make_claim, make_options, make_source, make_user, say, verdict, verify

pytestmark = pytest.mark.django_db

PROMISE = "Nothing was changed: this is what --apply would do."


def run(*arguments):
    out = io.StringIO()
    call_command("reread", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def older(*rows, **columns):
    """Have the rows, or all, read by older rules, with what those rules made of them."""
    found = Assertion.objects.filter(pk__in=[row.pk for row in rows]) if rows else Assertion.objects.all()
    found.update(rules_version=RULES_VERSION - 1, **columns)


def bounds(low, high=None):
    high = low if high is None else high
    return {"expected_low": low, "expected_high": high, "possible_low": low, "possible_high": high}


def stored():
    """Every row of every table of ours, and of their histories."""
    tables = sorted(name for name in connection.introspection.table_names() if name.startswith("claims_"))
    dump = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            dump[table] = cursor.fetchall()
    return dump


@pytest.fixture
def claim():
    """Says 14 and, by older rules, 40, which its "14 people" never said; verified as 14 when it said so."""
    claim = make_claim(reference="C-1")
    say(claim, "14", make_source("first"))
    row = say(claim, "14 people", make_source("second"))
    older(row, rule="an old rule", specific=True, **bounds(40))
    call_command("assess", stdout=io.StringIO())
    return claim


def test_without_apply_it_shows_and_changes_nothing(claim):
    before = stored()
    assert verdict(claim) == "contradiction"
    assert run() == [
        "C-1 second “14 people”: was 40 (an old rule) → is 14 (n)",
        "C-1: verdict contradiction → sources agree",
        f"1 reading of other rules than version {RULES_VERSION}: 1 changed, 0 alike",
        "1 verdict changed, 0 decisions turned stale",
        PROMISE,
    ]
    assert stored() == before


def test_it_applies_what_it_showed(claim):
    shown = run()
    assert run("--apply") == [*shown[:-1], "Done."]
    row = Assertion.objects.get(wording="14 people")
    assert (row.rule, row.rules_version, row.possible_low, row.expected_high) == ("n", RULES_VERSION, 14, 14)
    assert verdict(claim) == "agree"
    call_command("assess", check=True, stdout=io.StringIO())
    assert run() == [f"Nothing to do: no reading asked for is of other rules than version {RULES_VERSION}."]


def test_the_history_says_that_the_rules_did_it(claim):
    run("--apply")
    row = Assertion.objects.get(wording="14 people")
    last = row.history.first()
    assert (last.history_user, last.history_change_reason, last.rule, last.possible_low) == (
        None,
        f"read again by the rules, version {RULES_VERSION}",
        "n",
        14,
    )
    told = [str(event) for event in ClaimPage(claim).timeline()]
    assert told[-1].startswith(f"the rules: “14 people” read again by the rules, version {RULES_VERSION}")
    assert Assertion.objects.get(wording="14").history.count() == 1


def test_it_makes_nobody_an_author(claim):
    """Whoever applies it may still verify what it read again."""
    run("--apply")
    assert verify(claim, "14").value == "14"


def test_a_decision_stays_in_force_and_turns_stale():
    claim = make_claim(reference="C-1")
    first, _ = say(claim, "14", make_source("first")), say(claim, "14", make_source("second"))
    older(first, rule="an old rule", **bounds(11, 14))
    call_command("assess", stdout=io.StringIO())
    Assertion.objects.filter(pk=first.pk).update(wording="11")
    decision = verify(claim, "14")
    shown = run()
    assert "C-1: verdict sources agree → contradiction" in shown
    assert "C-1: the decision turns stale" in shown
    assert "1 verdict changed, 1 decision turned stale" in shown
    kept = Decision.objects.values().get()
    run("--apply")
    assessment = Assessment.objects.get()
    assert (assessment.decision, assessment.status, assessment.stale) == (decision, "verified", True)
    assert Decision.objects.values().get() == kept


def test_an_explanation_of_a_conflict_that_is_gone_is_one_decision_more(claim):
    decide(claim, "explain", cause="definition")
    shown = run("--apply")
    assert "C-1: the conflict is no longer explained" in shown
    assert "1 verdict changed, 1 decision turned stale" in shown


def test_readings_that_stay_only_get_the_version():
    claim = make_claim()
    say(claim, "14")
    say(claim, "umpteen")
    say(make_claim(), "all but one", base=claim)
    make_options(choice := make_claim("choice"), {"Army": None})
    say(choice, "the army")
    older()
    before = list(Assertion.objects.order_by("pk").values())
    assert run("--apply") == [
        f"4 readings of other rules than version {RULES_VERSION}: 0 changed, 4 alike",
        "0 verdicts changed, 0 decisions turned stale",
        "Done.",
    ]
    assert list(Assertion.objects.order_by("pk").values()) == [
        {**row, "rules_version": RULES_VERSION} for row in before
    ]
    assert Assertion.history.count() == 4


def test_a_new_explanation_alone_is_counted_and_stored():
    row = say(make_claim(), "14")
    older(row, explanation="As it was told once.")
    assert run("--apply")[0].endswith("0 changed, 1 alike, 1 of them with a new explanation")
    row.refresh_from_db()
    assert (row.explanation, row.rules_version, row.history.count()) == ("", RULES_VERSION, 1)


def test_what_was_unread_is_read_and_what_was_read_may_be_unread():
    claim = make_claim(reference="C-1")
    unread = {"problem": "No rule.", "rule": "", "specific": False, **dict.fromkeys(bounds(0))}
    older(say(claim, "14", make_source("first")), **unread)
    older(say(claim, "umpteen", make_source("second")), problem="", rule="an old rule", **bounds(7))
    shown = run("--apply")
    assert shown[0] == "C-1 first “14”: was unread (No rule.) → is 14 (n)"
    assert shown[1].startswith("C-1 second “umpteen”: was 7 (an old rule) → is unread (“umpteen” says no number")
    assert list(Assertion.objects.order_by("pk").values_list("counted", flat=True)) == [True, False]


def test_both_spans_are_shown_where_they_differ():
    older(say(make_claim(reference="C-1"), "dozens", make_source("s")), rule="an old rule", **bounds(30))
    assert run()[0] == "C-1 s “dozens”: was 30 (an old rule) → is 12–239, most readers: 24–119 (dozens)"


def test_what_is_read_instead_of_the_wording_is_read_again():
    row = say(make_claim(reference="C-1"), "umpteen", make_source("s"), read_as="14", note="She meant 14.")
    older(row, rule="an old rule", **bounds(15))
    assert run("--apply")[0] == "C-1 s “umpteen”, read as “14”: was 15 (an old rule) → is 14 (n)"
    row.refresh_from_db()
    assert (row.possible_low, row.read_as, row.note) == (14, "14", "She meant 14.")


def test_a_choice_is_told_by_its_options():
    claim = make_claim("choice", reference="C-1")
    options = make_options(claim, {"Army": None, "Navy": None})
    row = say(claim, "Navy", make_source("s"))
    older(row, option=options["Army"], **bounds(options["Army"].low))
    assert run("--apply")[0] == f"C-1 s “Navy”: was Army ({row.rule}) → is Navy ({row.rule})"
    row.refresh_from_db()
    assert row.option == options["Navy"]


def test_a_denial_says_so():
    claim = make_claim(reference="C-1")
    older(say(claim, "14", make_source("s"), stance="denies"), rule="an old rule", **bounds(15))
    assert run()[0] == "C-1 s “14”: was denies 15 (an old rule) → is denies 14 (n)"


@pytest.fixture
def chain():
    """14, all but one of them, and half of those, by one source; the middle one once read as all but two."""
    base, middle, last = (make_claim(reference=f"C-{n}") for n in (1, 2, 3))
    source = make_source("s")
    say(base, "14", source)
    row = say(middle, "all but one", source, base=base)
    say(last, "all of them", source, base=middle)
    older(row, terms=[["1", "-2"]] * 4, rule="all but k")
    call_command("assess", stdout=io.StringIO())
    return base, middle, last


def test_a_relative_reading_moves_and_so_does_what_goes_by_it(chain):
    rows = Assertion.objects.order_by("pk")
    assert [row.possible_low for row in rows] == [14, 12, 12]
    shown = run("--apply")
    assert shown == [
        "C-2 s “all but one”: was 12 (all but k) → is 13 (all but k)",
        "C-3 s “all of them”: was 12 (all) → is 13 (all)",
        f"1 reading of other rules than version {RULES_VERSION}: 1 changed, 0 alike",
        "1 relative reading changed with the base",
        "0 verdicts changed, 0 decisions turned stale",
        "Done.",
    ]
    assert [(row.possible_low, row.specific) for row in rows.all()] == [(14, True), (13, True), (13, True)]
    assert [row.history.count() for row in rows.all()] == [1, 2, 1]
    call_command("assess", check=True, stdout=io.StringIO())


def test_a_base_that_moves_takes_all_along_that_go_by_it(chain):
    run("--apply")
    older(Assertion.objects.get(wording="14"), rule="an old rule", **bounds(20))
    older(Assertion.objects.get(wording="all but one"))
    call_command("assess", stdout=io.StringIO())
    shown = run("--apply")
    assert shown[:5] == [
        "C-1 s “14”: was 20 (an old rule) → is 14 (n)",
        "C-2 s “all but one”: was 19 (all but k) → is 13 (all but k)",
        "C-3 s “all of them”: was 19 (all) → is 13 (all)",
        f"2 readings of other rules than version {RULES_VERSION}: 1 changed, 1 alike",
        "2 relative readings changed with the base",
    ]


def test_terms_that_change_without_a_base_are_named():
    claim = make_claim(reference="C-2")
    row = say(claim, "all but one", make_source("s"), base=make_claim(reference="C-1"))
    older(row, terms=[["1", "-2"]] * 4)
    assert run()[0].endswith(
        "is unread (C-1 has no counted assertion yet that this could go by.), but differs in terms"
    )


def test_a_circle_is_refused_and_nothing_changed():
    one, other = make_claim(reference="C-1"), make_claim(reference="C-2")
    source = make_source()
    say(one, "all but one", source, base=other)
    row = say(other, "14", source, base=one)
    Assertion.objects.filter(pk=row.pk).update(wording="all but two")
    older(row)
    before = stored()
    for arguments in ([], ["--apply"]):
        with pytest.raises(CommandError, match="Nothing was changed. The wordings of C-1, C-2 would go by each other"):
            run(*arguments)
        assert stored() == before


def test_a_claim_can_be_named(claim):
    older(say(make_claim(reference="C-2"), "11", make_source("third")), rule="an old rule", **bounds(12))
    older(say(make_claim(reference="C-3"), "15", make_source("fourth")), rule="an old rule", **bounds(12))
    shown = run("--claim", "C-2", "--claim", "C-3", "--apply")
    assert [line.partition(" ")[0] for line in shown[:2]] == ["C-2", "C-3"]
    assert shown[2].startswith("2 readings")
    assert run()[0].startswith("C-1 second")


def test_a_claim_that_is_not_there_is_named(claim):
    with pytest.raises(CommandError, match="There is no claim “C-9”."):
        run("--claim", "C-1", "--claim", "C-9")


def test_it_says_that_the_database_has_no_tables():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_assertion RENAME TO gone")
    with pytest.raises(CommandError, match="run manage.py migrate first"):
        run()


def test_hostile_words_command_no_terminal():
    row = say(make_claim(reference="C-1"), "14", make_source("s"))
    older(row, wording="\x1b[2J14\r\npeople", rule="\x9bold", **bounds(15))
    assert run()[0].startswith("C-1 s “ [2J14 people”: was 15 ( old) → ")


def test_readings_of_all_kinds_are_read_again_as_they_were(tmp_path):
    from .test_commands import SEEDS

    load([SEEDS], make_user())
    before = list(Assertion.objects.order_by("pk").values())
    older(rule="an old rule", explanation="Once.")
    shown = run("--apply")
    assert f"{len(before)} readings of other rules than version {RULES_VERSION}" in shown[-3]
    assert list(Assertion.objects.order_by("pk").values()) == before


def test_rows_are_taken_some_at_a_time(monkeypatch, claim):
    """What is told and what is stored do not go by how many are looked at together."""
    older()
    older(say(claim, "15", make_source("third")), rule="an old rule", **bounds(16))
    shown = run()
    monkeypatch.setattr(rereading, "BATCH", 1)
    assert run() == shown
    assert run("--apply")[:-1] == shown[:-1]
    assert not Assertion.objects.exclude(rules_version=RULES_VERSION).exists()


def test_queries_do_not_grow_with_rows(monkeypatch):
    # Many parameters a statement, as PostgreSQL takes them: Django gives SQLite 999, and more rows are several.
    monkeypatch.setattr(connection.features, "max_query_params", 30_000)

    def queries(n):
        base, claim = make_claim(), make_claim()
        for number in range(n):
            source = make_source()
            older(say(base, f"{number + 1} people", source), rule="an old rule", **bounds(500))
            older(say(claim, "all but one", source, base=base), terms=[["1", "-2"]] * 4)
            older(say(base, "1", source), explanation="Once.")
            older(say(make_claim(), "1", source))
        monkeypatch.setattr(rereading, "reset_queries", lambda: None)
        with CaptureQueriesContext(connection) as captured:
            reread(apply=True, tell=lambda change: None)
        return len(captured)

    assert queries(2) == queries(20)


def test_what_ends_midway_changes_nothing(claim):
    before = stored()

    def killed(change):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread(apply=True, tell=killed)
    assert stored() == before


def test_the_claims_page_says_what_it_was_and_is(client):
    row = say(make_claim(reference="C-1"), "nearly three dozen", make_source("s"))
    older(row, rule="an old rule", **bounds(1, 35))
    Assertion.history.update(rule="an old rule", **bounds(1, 35))
    run("--apply")
    client.force_login(make_user("viewer"))
    page = client.get("/claims/C-1/").content.decode()
    assert "reading: <bdi>1–35 (an old rule)</bdi> → <bdi>28–35 (nearly n)</bdi>" in page
