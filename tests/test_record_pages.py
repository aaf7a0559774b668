"""The record: who may read it, what it shows, and that hostile text stays text."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Assertion, Assessment, Claim
from claims.search import asked

from .factories import make_claim, make_many, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db

PAGES = ["/", "/claims/C-A/", "/sources/", "/sources/s-a/", "/methodology/", "/facts.csv"]


@pytest.fixture
def story():
    claim = make_claim(reference="C-A", question="How many were freed?")
    say(claim, "Only 11", make_source("s-a", publisher="The Post", authors="Ann Lee"))
    say(claim, "12 or more", make_source("s-b", publisher="The Herald"))
    return claim


@pytest.fixture
def reader():
    client = Client()
    client.force_login(make_user("viewer"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_viewer_may_read_it(story, reader, page):
    assert reader.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_reads_it_without_logging_in(story, page):
    response = Client().get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("page", PAGES)
def test_everybody_reads_it_where_it_is_public(story, page, settings):
    settings.PUBLIC_RECORD = True
    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_written_through_it(story, reader, page):
    assert reader.post(page).status_code == 405


@pytest.mark.parametrize("page", ["/claims/unknown/", "/sources/unknown/", "/nowhere/"])
def test_what_is_not_there_is_not_found(story, reader, page):
    response = reader.get(page)
    assert response.status_code == 404
    assert b"<h1" in response.content


@pytest.mark.parametrize("page", PAGES[:-1])
def test_every_page_has_one_heading_and_no_inline_style_or_script(story, reader, page):
    html = reader.get(page).content.decode()
    assert html.count("<h1") == 1
    assert " style=" not in html
    assert "<script" not in html


def test_every_page_sends_a_strict_policy(story, reader):
    policy = reader.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_claims_page_says_what_cannot_be_true_and_who_says_what(story, reader):
    html = reader.get("/claims/C-A/").content.decode()
    assert "Either 11, or 12 or more: no number satisfies both." in html
    assert "Only 11" in html
    assert "rule: exactly n" in html
    assert "The Herald" in html
    assert "no common value" in html


def test_the_list_the_page_and_the_file_give_one_verdict(story, reader):
    assert 'class="verdict contradiction"' in reader.get("/").content.decode()
    assert 'class="verdict contradiction"' in reader.get("/claims/C-A/").content.decode()
    assert 'class="verdict contradiction"' in reader.get("/sources/s-a/").content.decode()
    assert facts(reader, "/facts.csv")["C-A"]["verdict"] == "contradiction"


def facts(client, address):
    text = b"".join(client.get(address).streaming_content).decode()
    return {row["reference"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_file_honours_the_lists_filters(story, reader):
    agreed = make_claim(reference="C-B")
    say(agreed, "14")
    assert set(facts(reader, "/facts.csv")) == {"C-A", "C-B"}
    assert set(facts(reader, "/facts.csv?verdict=contradiction")) == {"C-A"}
    assert set(facts(reader, "/facts.csv?search=freed")) == {"C-A"}


def test_a_filter_that_makes_no_sense_says_so_and_shows_nothing(story, reader):
    html = reader.get("/?verdict=sideways").content.decode()
    assert "Select a valid choice" in html
    assert "C-A" not in html
    assert reader.get("/facts.csv?verdict=sideways").status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=freed", True),
        ("search=only+11", True),
        ("search=sunk", False),
        ("status=verified", False),
        ("kind=count", True),
    ],
)
def test_the_list_is_narrowed(story, reader, query, found):
    assert ("C-A" in reader.get(f"/?{query}").content.decode()) is found


def test_a_source_page_lists_what_it_says(story, reader):
    html = reader.get("/sources/s-a/").content.decode()
    assert "Only 11" in html
    assert "How many were freed?" in html
    assert "12 or more" not in html


def test_hostile_text_stays_text(reader):
    attack = "<script>alert('14')</script>"
    claim = make_claim(reference="C-X", question=f"How many? {attack}", definition=attack)
    source = make_source("s-x", publisher=attack, authors=attack, note=attack)
    say(claim, f"14 {attack}", source, read_as="14", note=attack, speaker=attack)
    verify(claim, "14")
    for page in ("/", "/claims/C-X/", "/sources/", "/sources/s-x/"):
        html = reader.get(page).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_an_arabic_wording_keeps_its_direction(reader):
    claim = make_claim(reference="C-R")
    say(claim, "أربعة عشر معتقلا", make_source("s-r", language="ar"), translation="14 detainees")
    html = reader.get("/claims/C-R/").content.decode()
    assert 'dir="auto" lang="ar">أربعة عشر معتقلا' in html
    assert "read from the translation" in html


def test_a_verified_value_shows_where_the_claim_does(story, reader):
    verify(story, "11")
    assert '<strong dir="auto">11</strong>' in reader.get("/").content.decode()
    html = reader.get("/claims/C-A/").content.decode()
    assert "differs from the verified value" in html
    assert "almost certain" in html


def test_a_self_verified_fact_says_so_wherever_it_appears(story, reader, settings):
    settings.SELF_VERIFY = True
    editor = make_user("editor")
    say(story, "11", by=editor)
    verify(story, "11", by=editor)
    assert "self-verified" in reader.get("/").content.decode()
    assert "self-verified" in reader.get("/claims/C-A/").content.decode()
    assert "self-verified" in facts(reader, "/facts.csv")["C-A"]["decided_by"]


@pytest.mark.parametrize("page", ["/", "/sources/", "/?verdict=contradiction"])
def test_a_list_takes_as_many_queries_for_1000_claims_as_for_10(reader, page):
    make_many(10)
    with CaptureQueriesContext(connection) as few:
        assert reader.get(page).status_code == 200
    Assertion.objects.all().delete()
    Assessment.objects.all().delete()
    Claim.objects.all().delete()
    make_many(1000)
    with CaptureQueriesContext(connection) as many:
        assert reader.get(page).status_code == 200
    # Which way to find what a filter leaves is quickest, PostgreSQL's statistics say, and these come when they come.
    assert max(len(few), len(many)) <= 12
    assert len(few) == len(many) or "?" in page


def test_a_claims_page_takes_as_many_queries_for_40_assertions_as_for_2(story, reader):
    with CaptureQueriesContext(connection) as few:
        reader.get("/claims/C-A/")
    for number in range(38):
        say(story, f"{number} people")
    with CaptureQueriesContext(connection) as many:
        reader.get("/claims/C-A/")
    assert len(many) == len(few)


@pytest.mark.parametrize("page", ["/claims/%00/", "/sources/%00/", "/?search=%00", "/?topic=%00"])
def test_a_nul_in_an_address_is_refused_kindly(story, reader, page):
    response = reader.get(page)
    assert response.status_code == 400
    assert b"cannot be read" in response.content


@pytest.mark.parametrize("page", [f"/corrections/?after={10**17}", f"/sources/?publisher={10**30}"])
def test_a_number_that_no_database_holds_breaks_nothing(story, reader, page):
    assert reader.get(page).status_code in (200, 400)


def test_a_search_looks_for_ten_words_at_most_each_once(story, reader):
    many = [f"w{n}" for n in range(60)]
    assert asked(" ".join(many + many)) == many[:10]
    assert reader.get("/?search=" + "+".join(many[:40])).status_code == 200
    assert "C-A" in reader.get("/?search=freed+freed+freed").content.decode()
    assert "at most 200 characters" in reader.get("/?search=" + "x" * 300).content.decode()


def test_there_is_no_page_that_promises_a_mail():
    assert Client().get("/accounts/password_reset/").status_code == 404
