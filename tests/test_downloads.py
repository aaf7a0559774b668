"""The record's files: who may have them, what they hold, and how they are sent."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.facts import formats, loadable, reconciled, workbook
from claims.models import Claim, Option
from claims.review.claims import save_options
from claims.review.merging import merge_claims

from .factories import make_claim, make_options, make_source, make_user, say, verify

NAMES = ("facts", "assertions", "sources", "claims", "options")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}
FILES = [f"/{name}.{kind}" for name in NAMES for kind in KINDS]


@pytest.fixture
def story(db):
    """C-A in contradiction, C-B in agreement with a single source."""
    torn = make_claim(reference="C-A", topic="The raid", question="How many were freed?")
    say(torn, "only 11", make_source("s-a"))
    say(torn, "12 or more", make_source("s-b"))
    say(make_claim("date", reference="C-B", topic="The strike"), "12 May 2020", make_source("s-c"))


@pytest.fixture
def reader(client, db):
    client.force_login(make_user("viewer"))
    return client


def rows(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def column(client, address, name):
    return {row[name] for row in rows(client, address)}


@pytest.mark.parametrize("address", FILES)
def test_each_file_is_sent_with_its_kind_and_name_and_for_no_shared_cache(story, reader, address):
    response = reader.get(address)
    kind = address.rpartition(".")[2]
    assert response["Content-Type"] == KINDS[kind]
    assert response["Content-Disposition"] == f'attachment; filename="{address[1:]}"'
    assert response["Cache-Control"] == "private, no-cache"
    data = response.getvalue()
    if kind == "csv":
        assert data.count(b"\r\n") == {"/options.csv": 1, "/claims.csv": 3, "/facts.csv": 3}.get(address, 4)
    elif kind == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data)).active.max_row >= 1
    else:
        assert all(json.loads(line) for line in data.splitlines())


@pytest.mark.parametrize("address", [*FILES, "/package.zip"])
def test_strangers_are_asked_to_log_in_unless_the_record_is_public(story, client, settings, address):
    assert client.get(address).status_code == 302
    settings.PUBLIC_RECORD = True
    response = client.get(address)
    assert response.status_code == 200
    response.close()


@pytest.mark.parametrize("address", ["/facts.csv", "/assertions.xlsx", "/package.zip"])
def test_only_reading_is_allowed_and_the_head_alone_reads_no_rows(story, reader, address):
    assert reader.post(address).status_code == 405
    with CaptureQueriesContext(connection) as captured:
        response = reader.head(address)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert not any('FROM "claims_assertion"' in query["sql"] for query in captured if "COUNT" not in query["sql"])


@pytest.mark.parametrize("address", ["/facts.json", "/decisions.csv", "/facts", "/package.csv"])
def test_there_are_no_other_files(reader, address):
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [("verdict=contradiction", {"C-A"}), ("kind=date", {"C-B"}), ("search=freed", {"C-A"}), ("status=verified", set())],
)
def test_every_file_honours_the_lists_filters(story, reader, query, found):
    assert column(reader, f"/facts.csv?{query}", "reference") == found
    assert column(reader, f"/claims.csv?{query}", "reference") == found
    assert column(reader, f"/assertions.csv?{query}", "claim") == found
    sources = {"C-A": {"s-a", "s-b"}, "C-B": {"s-c"}}
    assert column(reader, f"/sources.csv?{query}", "reference") == set().union(*(sources[one] for one in found))


@pytest.mark.parametrize("name", ["facts", "assertions", "sources"])
def test_the_list_of_claims_leads_to_facts_and_evidence_of_what_its_filters_leave(story, reader, name):
    page = reader.get("/?topic=The+raid").content.decode()
    for kind in KINDS:
        assert f'href="/{name}.{kind}?topic=The+raid"' in page
    assert len(rows(reader, f"/{name}.csv?topic=The+raid")) == {"facts": 1}.get(name, 2)
    assert f'href="/{name}.csv"' in reader.get("/").content.decode()


def test_a_topic_narrows_them_too(story, reader):
    assert column(reader, "/facts.csv?topic=The+strike", "reference") == {"C-B"}
    assert "There is no topic “The raids”." in reader.get("/facts.csv?topic=The+raids").content.decode()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("verdict=sideways", "Select a valid choice"),
        ("as_of=yesterday", "is no moment"),
        ("as_of=2999-01-01", "still to come"),
        ("as_of=2020-01-01&verdict=single", "that is of now"),
    ],
)
@pytest.mark.parametrize("address", ["/facts.csv", "/facts.xlsx", "/package.zip"])
def test_what_makes_no_sense_is_said_and_no_file_sent(story, reader, address, query, why):
    response = reader.get(f"{address}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert why in response.content.decode()


def test_only_facts_are_known_as_they_once_stood(story, reader):
    assert reader.get("/assertions.csv?as_of=2020-01-01").status_code == 400
    assert rows(reader, "/facts.csv?as_of=2020-01-01") == []


def test_a_workbook_that_cannot_hold_all_is_refused_before_it_is_begun(story, reader, monkeypatch):
    few = formats.Format(KINDS["xlsx"], formats.workbook, most=1)
    monkeypatch.setitem(formats.FORMATS, "xlsx", few)
    response = reader.get("/facts.xlsx")
    assert response.status_code == 400
    assert "take CSV or JSON Lines" in response.content.decode()
    assert reader.get("/facts.xlsx?kind=date").status_code == 200


def test_the_package_holds_all_files_of_what_is_chosen(story, reader):
    response = reader.get("/package.zip?kind=date")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="package.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    assert archive.testzip() is None
    assert archive.read("claims.csv").decode().splitlines()[1].startswith("C-B,")
    assert len(archive.read("sources.csv").decode().splitlines()) == 2


@pytest.mark.django_db(transaction=True)
def test_a_file_under_way_keeps_no_writer_waiting_and_may_be_broken_off(roles, monkeypatch, settings):
    monkeypatch.setattr(reconciled, "CHUNK", 1)
    monkeypatch.setattr(formats, "BLOCK", 1)
    settings.PUBLIC_RECORD = True
    for _ in range(5):
        say(make_claim(), "14")
    for address in ("/facts.csv", "/assertions.jsonl"):
        response = Client().get(address)
        read = iter(response.streaming_content)
        next(read), next(read)
        done = threading.Thread(target=write)
        done.start()
        done.join(10)
        assert not done.is_alive()
        response.close()
        assert not connection.in_atomic_block
    assert Claim.objects.count() == 7


def write():
    try:
        with transaction.atomic():
            make_claim()
    finally:
        connection.close()


def test_a_verified_fact_is_told_of_then_by_the_web_too(story, reader):
    claim = Claim.objects.get(reference="C-B")
    verify(claim, "12 May 2020")
    decided = claim.decisions.get().decided_at.isoformat().replace("+", "%2B")
    (row,) = rows(reader, f"/facts.csv?as_of={decided}&kind=date")
    assert (row["status"], row["value"]) == ("verified", "12 May 2020")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["facts", "assertions"])
def test_a_file_is_of_one_moment_however_slowly_it_is_read(roles, reader, monkeypatch, name):
    for module in (reconciled, loadable):
        monkeypatch.setattr(module, "CHUNK", 1)
    monkeypatch.setattr(formats, "BLOCK", 1)
    claims = [make_claim("choice", reference=f"C-{number}") for number in range(3)]
    for claim in claims:
        make_options(claim, {"Army": None, "Police": None})
        say(claim, "Police")
    expected = rows(reader, f"/{name}.csv")
    response = reader.get(f"/{name}.csv")
    blocks = iter(response.streaming_content)
    taken = [next(blocks), next(blocks)]
    writer = threading.Thread(target=meanwhile, args=(claims,))
    writer.start()
    writer.join(10)
    assert not writer.is_alive()
    text = b"".join([*taken, *blocks]).decode()
    response.close()
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == expected
    assert rows(reader, f"/{name}.csv") != expected


def meanwhile(claims):
    """The tree of a claim grows, so that its places move, and another is merged."""
    try:
        save_options(make_user("editor"), [Option(claim=claims[1], name="Guard")])
        merge_claims(make_user("editor"), claims[1], claims[2])
    finally:
        connection.close()


def test_a_filter_that_there_is_not_is_no_reason_to_send_everything(story, reader):
    response = reader.get("/facts.csv?serach=zeppelin")
    assert (response.status_code, response.content) == (
        400,
        b"serach: there is no such filter. Leave it out, or look for a slip.",
    )


def test_a_workbook_that_outgrows_its_sheet_while_it_is_written_is_refused(story, reader, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    response = reader.get("/facts.xlsx")
    assert (response.status_code, b"1 rows at the most" in response.content) == (400, True)
