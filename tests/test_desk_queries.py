"""The desk's lists and pages take a fixed number of queries, however many rows there are."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import facts
from claims.models import Assertion, Assessment, Claim, Decision, Import, Publisher, Source

from .factories import make_claim, make_options, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def fill(claims: int, first: int = 0) -> None:
    """Claims in bulk, each with two assertions that contradict each other, as review would leave them."""
    model = make_claim(reference=f"model-{first}")
    one, other = say(model, "11"), say(model, "12 or more")
    found = Assessment.objects.get(claim=model)
    rows = Claim.objects.bulk_create(
        Claim(reference=f"K-{first + n}", topic=model.topic, question="How many?", kind="count") for n in range(claims)
    )
    for row in (one, other):
        copies = [Assertion(**{**vars_of(row), "claim_id": claim.pk}) for claim in rows]
        Assertion.objects.bulk_create(copies)
    Assessment.objects.bulk_create(Assessment(**{**vars_of(found), "claim_id": claim.pk}) for claim in rows)


def vars_of(row) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname != "id" and not field.generated
    }


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/claims/claim/",
        "/admin/claims/claim/?q=many",
        "/admin/claims/claim/?assessment__verdict__exact=contradiction",
        "/admin/claims/assertion/",
        "/admin/",
    ],
)
def test_a_list_takes_as_many_queries_at_10_claims_as_at_1000(client, address):
    client.force_login(make_user("analyst"))
    fill(9)
    few = queries(client, address)
    fill(989, first=10)
    assert Claim.objects.count() == 1000
    # One page's rows, and the count that pages them.
    assert queries(client, address) <= few
    assert few <= 16


def test_the_export_takes_as_many_queries_for_a_chunk_of_claims_as_for_10(client):
    client.force_login(make_user("analyst"))
    fill(9)
    few = queries(client, "/admin/claims/claim/facts.csv")
    fill(facts.CHUNK - 11, first=10)
    assert Claim.objects.count() == facts.CHUNK
    assert queries(client, "/admin/claims/claim/facts.csv") <= few


def add_sources(many: int) -> None:
    first = Source.objects.count()
    model = make_source() if not first else Source.objects.first()
    publishers = Publisher.objects.bulk_create(Publisher(name=f"P-{first + n}") for n in range(many))
    rows = ({**vars_of(model), "reference": f"s-{p.name}", "publisher_id": p.pk} for p in publishers)
    Source.objects.bulk_create(Source(**row) for row in rows)


def add_decisions(many: int) -> None:
    first = Decision.objects.count()
    model = Decision.objects.first() or verify(make_claim(), "1")
    authors = User.objects.bulk_create(User(username=f"author-{first + n}") for n in range(many))
    claims = Claim.objects.bulk_create(
        Claim(reference=f"D-{author.username}", topic=model.claim.topic, question="What?", kind="count")
        for author in authors
    )
    Assessment.objects.bulk_create(Assessment(claim=claim) for claim in claims)
    pairs = zip(claims, authors, strict=True)
    Decision.objects.bulk_create(
        Decision(**{**vars_of(model), "claim_id": claim.pk, "author_id": author.pk}) for claim, author in pairs
    )


def add_imports(many: int) -> None:
    first = Import.objects.count()
    people = User.objects.bulk_create(User(username=f"loader-{first + n}") for n in range(many))
    counts = {"sources": {"new": 1, "changed": 0, "unchanged": 0}}
    Import.objects.bulk_create(Import(loaded_by=person, files="sources.csv", counts=counts) for person in people)


@pytest.mark.parametrize(
    ("page", "add"), [("source", add_sources), ("decision", add_decisions), ("import", add_imports)]
)
def test_a_list_takes_as_many_queries_at_10_rows_as_at_1000(client, page, add):
    client.force_login(make_user("analyst"))
    add(10)
    few = queries(client, f"/admin/claims/{page}/")
    add(990)
    assert queries(client, f"/admin/claims/{page}/") <= few
    assert few <= 9


@pytest.mark.parametrize("kind", ["count", "choice"])
def test_a_claims_page_takes_as_many_queries_for_2_assertions_as_for_20(client, kind):
    client.force_login(make_user("editor"))
    claim = make_claim(kind)
    if kind == "choice":
        make_options(claim, {"11": None, "12": None})
    say(claim, "11")
    say(claim, "12")
    address = f"/admin/claims/claim/{claim.pk}/change/"
    few = queries(client, address)
    for _ in range(18):
        say(claim, "11")
    assert queries(client, address) == few
