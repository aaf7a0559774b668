"""The list of claims, a claim's page, and editing the claim itself."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import facts
from claims.models import Assessment, Claim, Import, Option
from claims.review.merging import merge_claims

from .factories import make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A client that is logged in as an analyst."""
    client.force_login(make_user("analyst"))
    return client


def released() -> Claim:
    claim = make_claim(reference="KH-02", question="How many were released?")
    say(claim, "only 11", make_source(authors="Seth J. Frantzman"))
    say(claim, "12 or more", make_source(authors="Maya Carlin"))
    say(claim, "at least 7", make_source(authors="Ann Other"))
    return claim


def text(response) -> str:
    return response.content.decode()


def rows(response) -> list[str]:
    return [claim.reference for claim in response.context["cl"].result_list]


def test_the_list_says_the_verdict_in_words_and_the_positions_as_a_person_would(desk):
    released()
    page = text(desk.get("/admin/claims/claim/"))
    assert '<span class="verdict contradiction">Contradiction</span>' in page
    assert "<bdi>11</bdi> — <bdi>Frantzman</bdi></span> · " in page
    assert "<bdi>12 or more</bdi> — <bdi>Carlin</bdi>" in page
    assert "3 · 3 · 3" in page
    assert "icon-yes" not in page and "icon-no" not in page


def test_a_source_that_says_both_stands_under_both(desk):
    claim, source = make_claim(), make_source(authors="Seth J. Frantzman")
    say(claim, "only 11", source)
    say(claim, "exactly 12", source)
    page = text(desk.get("/admin/claims/claim/"))
    assert "<bdi>11</bdi> — <bdi>Frantzman</bdi></span> · " in page
    assert "<bdi>12</bdi> — <bdi>Frantzman</bdi></span>" in page


def test_the_list_has_every_claim_by_reference(desk):
    conflict, _ = make_claim(reference="B"), make_claim(reference="A")
    say(conflict, "1")
    say(conflict, "2")
    assert rows(desk.get("/admin/claims/claim/")) == ["A", "B"]


def test_a_merged_duplicate_is_not_listed_and_keeps_its_pages(desk):
    keep, drop = make_claim(reference="A"), make_claim(reference="B")
    merge_claims(make_user("editor"), keep, drop)
    assert rows(desk.get("/admin/claims/claim/")) == ["A"]
    for page in ("change", "history"):
        assert desk.get(f"/admin/claims/claim/{drop.pk}/{page}/").status_code in (200, 302)


def test_the_stale_mark_stands_in_the_list(desk):
    claim = make_claim(reference="A")
    say(claim, "3")
    verify(claim, "3")
    say(claim, "5")
    assert Assessment.objects.get(claim=claim).stale
    assert "stale</span>" in text(desk.get("/admin/claims/claim/"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("assessment__verdict__exact=contradiction", ["A"]),
        ("assessment__verdict__exact=single", ["B"]),
        ("assessment__status__exact=verified", ["B"]),
        ("assessment__stale__exact=1", []),
        ("kind__exact=date", ["C"]),
        ("assessment__self_contradiction__exact=1", ["A"]),
        ("unread=yes", ["C"]),
        ("q=released", ["A"]),
        ("q=definitely", ["B"]),
        ("q=militiamen", ["A"]),
        ("q=Al-Haidari", ["B"]),
        ("q=only 11", ["A"]),
    ],
)
def test_the_list_can_be_narrowed(desk, query, expected):
    torn = make_claim(reference="A", question="How many released?")
    single = make_claim(reference="B", definition="Definitely dead.")
    unread = make_claim("date", reference="C", question="When?")
    source = make_source()
    say(torn, "only 11", source)
    say(torn, "exactly 12 militiamen", source)
    say(single, "5", stance="reports", speaker="Al-Haidari")
    verify(single, "5")
    say(unread, "one fine day")
    assert rows(desk.get(f"/admin/claims/claim/?{query}")) == expected


def test_a_filter_by_topic_shows_that_topic(desk):
    make_claim(reference="A", topic="Raid")
    other = make_claim(reference="B", topic="Strike")
    assert rows(desk.get(f"/admin/claims/claim/?topic__id__exact={other.topic_id}")) == ["B"]


def test_the_export_honours_filters_and_search_and_is_what_the_command_writes(desk):
    released()
    make_claim(reference="Z")
    chosen = Claim.objects.filter(reference="KH-02")
    expected = "".join(facts.csv_lines(facts.FILES["facts"].headings, facts.rows(chosen)))
    for query in ("assessment__verdict__exact=contradiction", "q=only+11"):
        response = desk.get(f"/admin/claims/claim/facts.csv?{query}")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert b"".join(response.streaming_content).decode() == expected
    assert "facts.csv?q=only+11" in text(desk.get("/admin/claims/claim/?q=only+11"))


def test_the_export_can_be_json_and_a_spreadsheet(desk):
    released()
    (line,) = desk.get("/admin/claims/claim/facts.jsonl").getvalue().splitlines()
    assert json.loads(line)["reference"] == "KH-02"
    assert desk.get("/admin/claims/claim/facts.xlsx").getvalue().startswith(b"PK")
    assert desk.get("/admin/claims/claim/facts.exe").status_code == 404


def test_the_page_shows_the_evidence_and_what_can_be_decided(desk):
    claim = released()
    page = text(desk.get(f"/admin/claims/claim/{claim.pk}/change/"))
    assert "Either 11, or 12 or more: no number satisfies both." in page
    assert page.count("<h1") == 1
    assert f'href="/admin/claims/claim/{claim.pk}/explain/"' in page
    assert f'href="/admin/claims/claim/{claim.pk}/verify/"' not in page
    assert "Only editors can do this." in page
    assert f"/admin/claims/assertion/add/?claim={claim.pk}" in page


def test_the_page_tells_an_editor_why_another_one_must_verify(client):
    editor = make_user("editor")
    claim = make_claim()
    say(claim, "3", by=editor)
    client.force_login(editor)
    page = text(client.get(f"/admin/claims/claim/{claim.pk}/change/"))
    assert "so an editor other than you must verify it" in page
    assert f'href="/admin/claims/claim/{claim.pk}/verify/"' not in page


def test_what_sources_say_is_never_markup(desk):
    claim = make_claim(question="<script>alert(1)</script>?")
    source = make_source(authors="<b>Evil</b> <i>Twin</i>")
    say(claim, "3 <img src=x onerror=alert(1)>", source, note="<b>", read_as="3", speaker="<u>He</u>")
    for address in (
        "",
        f"{claim.pk}/change/",
        f"{claim.pk}/explain/",
        f"{claim.pk}/edit/",
        f"{claim.pk}/history/",
    ):
        page = text(desk.get(f"/admin/claims/claim/{address}"))
        for hostile in ("<script>alert", "<img src=x", "<b>Evil", "<u>He", "<i>Twin"):
            assert hostile not in page, address


def test_a_claim_is_added_with_its_options(desk):
    topic = make_claim().topic
    response = desk.post(
        "/admin/claims/claim/add/", typed(topic, reference="N-1", kind="choice", options=["Army", "Police"])
    )
    claim = Claim.objects.get(reference="N-1")
    assert response.url == f"/admin/claims/claim/{claim.pk}/change/"
    assert [option.name for option in claim.options.all()] == ["Army", "Police"]
    assert [int(option.low) for option in claim.options.all()] == [0, 1]
    assert claim.assessment.verdict == "none"
    assert claim.history.get().history_change_reason == "entered"


def typed(topic, options=(), **fields):
    values = {"topic": topic.pk, "question": "What?", "kind": "count", "reference": "N-1", **fields}
    values |= {"options-TOTAL_FORMS": len(options), "options-INITIAL_FORMS": 0}
    for place, name in enumerate(options):
        values |= {
            f"options-{place}-name": name,
            f"options-{place}-parent": "",
            f"options-{place}-aliases": "",
        }
    return values


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"kind": "count", "options": ["Army"]}, "Only a choice, or a yes or no, has options."),
        ({"kind": "yesno", "options": ["yes"]}, "gets its two options by itself"),
        ({"kind": "choice", "options": ["Army", "the ARMY"]}, "names two options of one claim"),
        ({"kind": "choice", "options": ["Army", "ARMY"]}, "names two options of one claim"),
        ({"reference": "a/b"}, "cannot contain “/”"),
        ({"question": ""}, "This field is required."),
        ({"kind": "date", "accumulates": "on"}, "Only counts and amounts accumulate."),
    ],
)
def test_a_claim_with_a_fault_is_not_stored_and_all_that_was_typed_is_kept(desk, fields, complaint):
    topic = make_claim().topic
    page = text(desk.post("/admin/claims/claim/add/", typed(topic, **{"unit": "kept by the form", **fields})))
    assert complaint in page
    assert "kept by the form" in page
    assert not Claim.objects.filter(unit="kept by the form").exists()


def edited(claim: Claim, **fields) -> dict[str, object]:
    """What a browser sends from the claim's form, opened now."""
    values = {name: getattr(claim, name) for name in ("reference", "question", "kind", "unit", "definition")} | {
        "topic": claim.topic_id
    }
    return (
        {f"initial-{name}": value for name, value in values.items()}
        | values
        | {"initial-accumulates": "False"}
        | fields
    )


def test_a_form_opened_earlier_overwrites_nothing_that_another_changed(desk):
    claim = make_claim(question="What?", unit="people")
    form = edited(claim, question="What exactly?")
    Claim.objects.filter(pk=claim.pk).update(unit="persons", definition="Another person's work.")
    desk.post(f"/admin/claims/claim/{claim.pk}/edit/", form)
    claim.refresh_from_db()
    assert (claim.question, claim.unit, claim.definition) == (
        "What exactly?",
        "persons",
        "Another person's work.",
    )


def test_the_kind_of_a_claim_with_assertions_stays_and_the_form_says_why(desk):
    claim = make_claim(unit="people")
    say(claim, "3")
    page = text(desk.post(f"/admin/claims/claim/{claim.pk}/edit/", edited(claim, kind="date", unit="souls")))
    assert "its kind cannot change any more" in page
    assert "souls" in page
    claim.refresh_from_db()
    assert (claim.kind, claim.unit) == ("count", "people")


def test_dropping_an_option_that_others_lie_in_is_refused_on_the_form(client):
    client.force_login(make_user("administrator"))
    claim = make_claim("choice")
    options = make_options(claim, {"Iraqi forces": None, "CTS": "Iraqi forces"})
    values = edited(claim) | {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 2}
    for place, option in enumerate(options.values()):
        values |= {
            f"options-{place}-id": option.pk, f"options-{place}-claim": claim.pk,
            f"options-{place}-name": option.name,
            f"options-{place}-parent": option.parent_id or "", f"options-{place}-aliases": "",
        }  # fmt: skip
    page = text(client.post(f"/admin/claims/claim/{claim.pk}/edit/", values | {"options-0-DELETE": "on"}))
    assert "Other options lie in “Iraqi forces”" in page
    assert Option.objects.filter(claim=claim).count() == 2


def test_dropping_an_option_reads_what_was_read_as_it_anew(client):
    client.force_login(make_user("administrator"))
    claim = make_claim("choice")
    options = make_options(claim, {"Army": None, "Police": None})
    said = say(claim, "Army")
    values = edited(claim) | {"options-TOTAL_FORMS": 1, "options-INITIAL_FORMS": 1, "options-0-DELETE": "on"}
    values |= {"options-0-id": options["Army"].pk, "options-0-claim": claim.pk, "options-0-name": "Army"}
    client.post(f"/admin/claims/claim/{claim.pk}/edit/", values)
    said.refresh_from_db()
    assert (said.option, said.state) == (None, "unread")


def test_the_claim_is_taken_in_hand_and_given_back(desk):
    claim = make_claim()
    desk.post(f"/admin/claims/claim/{claim.pk}/assign/", {"to": "me"})
    claim = Claim.objects.get(pk=claim.pk)
    assert claim.assignee_id == int(desk.session["_auth_user_id"])
    assert claim.assessment.status == "in_review"
    desk.post(f"/admin/claims/claim/{claim.pk}/assign/", {"to": "nobody"})
    assert Claim.objects.get(pk=claim.pk).assignee is None


def test_the_history_says_who_changed_what(desk):
    claim = make_claim(unit="people")
    desk.post(f"/admin/claims/claim/{claim.pk}/edit/", edited(claim, unit="souls"))
    page = text(desk.get(f"/admin/claims/claim/{claim.pk}/history/"))
    assert "<bdi>people</bdi> → <bdi>souls</bdi>" in page
    assert "edited" in page


def test_the_history_of_what_an_import_brought_points_at_the_import(desk):
    claim = make_claim()
    brought = Import.objects.create(loaded_by=claim.history.get().history_user, files="claims.csv")
    Claim.objects.filter(pk=claim.pk).update(brought_by=brought)
    claim.history.all().delete()
    page = text(desk.get(f"/admin/claims/claim/{claim.pk}/history/"))
    assert "from <bdi>claims.csv</bdi>" in page


def test_an_old_version_cannot_be_put_back_past_review(desk):
    claim = make_claim()
    version = claim.history.get().pk
    assert desk.post(f"/admin/claims/claim/{claim.pk}/history/{version}/", edited(claim, unit="x")).status_code in (
        302,
        404,
    )
    claim.refresh_from_db()
    assert claim.unit == ""


def test_the_autocomplete_offers_the_very_reference_first_then_those_that_begin_so(desk):
    for reference in ("A-KH-1", "KH-10", "KH-1", "B", "KH-11"):
        make_claim(reference=reference, question="Of kh-1?" if reference == "B" else "What?")
    address = "/admin/autocomplete/?app_label=claims&model_name=assertion&field_name=claim&term=kh-1"
    found = [row["text"].partition(":")[0] for row in desk.get(address).json()["results"]]
    assert found == ["KH-1", "KH-10", "KH-11", "A-KH-1", "B"]


def test_the_lists_read_no_decisions_snapshot(desk):
    verify(released(), "12")
    with CaptureQueriesContext(connection) as captured:
        desk.get("/admin/claims/claim/")
        desk.get("/admin/claims/decision/")
    assert captured
    assert not any('_decision"."evidence",' in query["sql"] for query in captured)
