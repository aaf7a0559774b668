"""A claim of which thousands speak: its pages stay small and quick, and everything can be reached from them."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.assessment import assess
from claims.claim_page.windows import LISTED
from claims.models import Assertion
from claims.review.assertions import enter, set_aside

from .factories import decide, make_claim, make_source, make_user, say, verify
from .hot_claims import make_hot_claim
from .pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user("viewer"))
    return client


def statements(do) -> int:
    """How many queries something takes, but for those that only begin and end transactions."""
    ContentType.objects.get_for_model(Assertion)  # Django keeps it
    with CaptureQueriesContext(connection) as captured:
        do()
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def statements_of(client, ask) -> int:
    def request() -> None:
        response = ask(client)
        assert response.status_code in (200, 302), text(response)

    return statements(request)


def page_of(claim):
    return lambda client: client.get(f"/claims/{claim.reference}/")


def desk_page_of(claim):
    return lambda client: client.get(f"/admin/claims/claim/{claim.pk}/change/")


def source_of(claim) -> int:
    return Assertion.objects.filter(claim=claim).earliest("pk").source_id


def typed(claim, **fields):
    empty = dict.fromkeys(("translation", "speaker", "as_of", "as_of_time", "base", "read_as", "note"), "")
    asked = {"claim": claim.pk, "source": source_of(claim), "wording": "77", "locator": "p. x", "stance": "asserts"}
    return {**empty, **asked, "credibility": "6", "corrects": "", "reason": "", **fields}


def form_of(claim):
    return lambda client: client.get(f"/admin/claims/assertion/add/?claim={claim.pk}")


def preview_of(claim):
    sent = typed(claim)
    return lambda client: client.post("/admin/claims/assertion/preview/", sent)


def entry_on(claim):
    sent = typed(claim)
    return lambda client: client.post("/admin/claims/assertion/add/", sent)


def relative_on(claim):
    base = make_claim()
    say(base, "20")
    sent = typed(claim, wording="all but one", base=base.pk)
    return lambda client: client.post("/admin/claims/assertion/add/", sent)


def edit_on(claim):
    row = Assertion.objects.filter(claim=claim, stance="asserts").earliest("pk")
    sent = typed(claim, source=row.source_id, wording=row.wording, locator=row.locator, speaker=row.speaker, note="So.")
    return lambda client: client.post(f"/admin/claims/assertion/{row.pk}/change/", sent)


def step_on(claim):
    row = Assertion.objects.filter(claim=claim).earliest("pk")
    return lambda client: client.get(f"/admin/claims/assertion/{row.pk}/set-aside/")


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        (page_of, 9),
        (desk_page_of, 10),
        (form_of, 4),
        (step_on, 7),
        (preview_of, 18),
        (entry_on, 14),
        (relative_on, 15),
        (edit_on, 17),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_it_takes_as_many_queries_at_10_assertions_as_at_1000(client, asked, most):
    client.force_login(make_user("editor"))
    few, many = make_hot_claim(10), make_hot_claim(1000)
    taken = statements_of(client, asked(few))
    assert statements_of(client, asked(many)) == taken <= most


@pytest.mark.parametrize("kind", ["count", "date", "choice"])
def test_storing_an_assertion_takes_fewer_than_15_statements_its_verdict_included(kind):
    claim, actor = make_hot_claim(10, kind), User.objects.get(pk=make_user().pk)
    row = Assertion(claim=claim, source_id=source_of(claim), wording="Army" if kind == "choice" else "25 June 2020")
    assert statements(lambda: enter(actor, row)) < 15


@pytest.mark.parametrize("kind", ["count", "date", "choice"])
@pytest.mark.parametrize("desk", [False, True])
def test_its_page_is_small(client, kind, desk):
    client.force_login(make_user("editor"))
    claim = make_hot_claim(1500, kind, history=True)
    response = (desk_page_of if desk else page_of)(claim)(client)
    assert len(response.content) < 300_000


@pytest.mark.parametrize("verb", ["verify", "correct"])
def test_the_page_of_a_decision_is_small(client, verb):
    client.force_login(make_user("editor"))
    claim = make_hot_claim(1500)
    if verb == "correct":
        verify(claim, "14")
    html = text(client.get(f"/admin/claims/claim/{claim.pk}/{verb}/"))
    assert len(html) < 30_000
    sent = {"value": "14", "assumption": "So.", "likelihood": "likely", "confidence": "high", "reason": "So."}
    assert len(text(client.post(f"/admin/claims/claim/{claim.pk}/{verb}/", sent))) < 30_000


# Reaching everything


def rows_in(html: str) -> list[int]:
    return [int(key) for key in re.findall(r'id="assertion-(\d+)"', html)]


def walk(client, address: str, link: str) -> list[str]:
    """The pages from an address on, each by the link to it that the one before has."""
    found = []
    while address:
        found.append(text(client.get(address)))
        following = re.search(link, found[-1])
        address = following and address.partition("?")[0] + following[1].replace("&amp;", "&").partition("#")[0]
    return found


NEXT = r'rel="next" href="(\?[^"]*#who-says-what)"'


def test_every_assertion_stands_on_one_of_its_pages(reader):
    claim = make_hot_claim(3 * LISTED)
    set_aside(make_user("editor"), claim.assertions.first(), "No.")
    pages = [rows_in(page) for page in walk(reader, f"/claims/{claim.reference}/", NEXT)]
    keys = [key for page in pages for key in page]
    assert len(pages) > 2
    assert sorted(keys) == sorted(claim.assertions.values_list("pk", flat=True))
    uncounted = claim.assertions.filter(counted=False)
    assert keys[-4:] == list(uncounted.values_list("pk", flat=True))


def test_previous_leads_back(reader):
    claim = make_hot_claim(3 * LISTED)
    first, second, *_ = walk(reader, f"/claims/{claim.reference}/", NEXT)
    back = re.search(r'rel="prev" href="(\?[^"#]*)#', second)[1]
    assert rows_in(text(reader.get(f"/claims/{claim.reference}/{back}"))) == rows_in(first)


def test_an_address_that_names_an_assertion_shows_it(reader):
    claim = make_hot_claim(3 * LISTED)
    for row in claim.assertions.all()[::20]:
        assert row.pk in rows_in(text(reader.get(f"/claims/{claim.reference}/?row={row.pk}")))


def test_every_assertion_that_the_page_links_to_is_where_the_link_says(reader):
    claim = make_hot_claim(3 * LISTED, history=True)
    html = text(reader.get(f"/claims/{claim.reference}/"))
    here = rows_in(html)
    links = re.findall(r'href="(\?row=\d+)?#assertion-(\d+)"', html)
    assert {bool(query) for query, _ in links} == {True, False}
    for query, key in links:
        shown = rows_in(text(reader.get(f"/claims/{claim.reference}/{query}"))) if query else here
        assert int(key) in shown


def test_the_backers_of_a_position_have_pages_of_their_own(reader):
    claim = make_claim(reference="C")
    for number in range(LISTED + 5):
        say(claim, f"11 men, no. {number} says")
    say(claim, "14 men")
    html = text(reader.get("/claims/C/"))
    link = re.search(r'<a href="(\?position=\d+#who-says-what)">and 52 more', html)[1]
    pages = walk(reader, f"/claims/C/{link.partition('#')[0]}", NEXT)
    assert "Who says 11, or leaves room for it</bdi>: 1–50 of 55" in pages[0]
    assert sum(map(len, map(rows_in, pages))) == LISTED + 5
    assert not any("14 men</q>" in page.partition("Who says what")[2].partition("timeline")[0] for page in pages)


def test_many_reprints_are_counted_and_reached(reader):
    claim, wire = make_claim(reference="C"), make_source()
    first = say(claim, "14", wire)
    rows = [say(claim, "14", make_source(derives_from=wire)) for _ in range(12)]
    html = text(reader.get("/claims/C/"))
    assert "12 reprints of this" in html
    assert rows_in(html) == [first.pk, *(row.pk for row in rows[:10])]
    assert rows_in(text(reader.get(f"/claims/C/?reprints={first.pk}"))) == [row.pk for row in rows]
    assert rows[11].pk in rows_in(text(reader.get(f"/claims/C/?row={rows[11].pk}")))


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=0_", "after=9_1", "row=0", "row=99999999999999999999", "position=0", "position=77",
     "position=٣", "reprints=1", "before=now", "before=9999-99-99T00:00:00.000000Z_1_1", "after=0_999999999999999999"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_the_page(reader, claim, query):
    html = text(reader.get(f"/claims/{claim.reference}/?{query}"))
    assert rows_in(html) == list(claim.assertions.values_list("pk", flat=True))


OLDER = r'rel="next" href="(\?before=[^"]*#timeline)"'


def test_every_event_stands_on_one_page_of_the_timeline(reader):
    claim = make_hot_claim(150, history=True)
    ed = make_user("editor", "ed")
    for number, row in enumerate(claim.assertions.all()[:40]):
        set_aside(ed, row, f"No. {number}.")
    decide(claim, "leave_unresolved", way="range")
    pages = walk(reader, f"/claims/{claim.reference}/", OLDER)
    times = [re.findall(r'<time class="when" datetime="[^"]*">', page) for page in pages]
    assert [len(page) for page in times] == [60, 60, 60, 12]
    html = "".join(pages)
    assert all(html.count(f"No. {number}.</span>\n") == 1 for number in range(40))
    assert "entered the claim" in pages[-1]
    assert "left unresolved" in pages[0]


def test_a_decision_on_much_evidence_tells_the_first_of_many_changes(reader):
    claim = make_hot_claim(300)
    verify(claim, "14")
    rows = Assertion.objects.filter(claim=claim, counted=True)
    with transaction.atomic():
        rows.filter(wording__startswith="14").update(set_aside_reason="Of another raid.")
        assess([claim.pk])
    html = text(reader.get(f"/claims/{claim.reference}/"))
    total = int(re.search(r"What changed since \((\d+)\)", html)[1])
    assert total > 60
    assert f"<li>and {total - 60} more</li>" in html


def test_a_decision_on_much_evidence_shows_it_in_pages(client):
    client.force_login(make_user("viewer"))
    claim = make_hot_claim(250)
    decision = verify(claim, "14")
    pages = walk(
        client, f"/admin/claims/decision/{decision.pk}/change/", r'rel="next" href="(\?from=\d+#evidence-then)"'
    )
    shown = [page.partition('id="evidence-then">')[2].partition("</ul>")[0] for page in pages]
    assert [page.count("<li>") for page in shown] == [100, 100, 50]
    assert "101–200 of 250" in pages[1]
    assert text(client.get(f"/admin/claims/decision/{decision.pk}/change/?from=x")).count("1–100 of 250") == 1
