"""Long lists page by key: every row once, whatever is added or removed meanwhile, and nothing is counted to its end."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.filters import OFFERED
from claims.models import Assertion, Assessment, Claim, Decision, Publisher, Source, Topic
from claims.paging import COUNTED, NEWEST, PER_PAGE, REFERENCES, Found, finding, page_of
from claims.paging.finding import STRETCH
from claims.postgres import analyze

from .factories import decide, make_claim, make_many, make_source, make_user, say, verify
from .pages import text
from .test_desk_queries import vars_of
from .test_queue_plan import copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user("viewer"))
    return client


def add_claims(*references: str) -> list[Claim]:
    model = make_claim(reference=f"model of {references[0]}", topic="Many")
    claims = Claim.objects.bulk_create(
        Claim(reference=reference, topic=model.topic, question="How many?", kind="count") for reference in references
    )
    Assessment.objects.bulk_create(Assessment(claim=claim) for claim in claims)
    model.assessment.delete()
    model.delete()
    return claims


def add_sources(*references: str) -> None:
    model = make_source()
    Source.objects.bulk_create(Source(**{**vars_of(model), "reference": reference}) for reference in references)
    model.delete()


def numbered(prefix: str, many: int) -> list[str]:
    return [f"{prefix}-{n:04}" for n in range(many)]


def link(html: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="(\?[^"]+)"', html)
    return found and found[1].replace("&amp;", "&")


def walk(client, page: str, query: str, rel: str) -> list[list[object]]:
    """What the pages show, from one on, as their links of one kind lead."""
    pages = []
    while query is not None:
        response = client.get(f"{page}{query}")
        pages.append([getattr(row, "reference", row.pk) for row in shown(response)])
        query = link(text(response), rel)
    return pages


def shown(response) -> list[object]:
    return response.context["rows"] if "cl" not in response.context else response.context["cl"].result_list


LISTS = [
    "/",
    "/admin/claims/claim/",
    "/?kind=count",
    "/?topic=many",
    "/?search=how+many",
    "/admin/claims/claim/?q=many",
]


@pytest.mark.parametrize("address", LISTS)
def test_next_and_previous_lead_through_every_claim_once_in_its_order(desk, address):
    references = numbered("C", 2 * PER_PAGE + 7)
    add_claims(*reversed(references))
    page, _, query = address.partition("?")
    on = walk(desk, page, f"?{query}", "next")
    assert [reference for rows in on for reference in rows] == references
    last = f"?{query}&after={references[2 * PER_PAGE - 1]}"
    assert walk(desk, page, last, "prev")[::-1] == on


@pytest.mark.parametrize("page", ["/sources/", "/admin/claims/source/"])
def test_next_and_previous_lead_through_every_source_once(desk, page):
    add_sources(*(references := numbered("s", PER_PAGE + 3)))
    on = walk(desk, page, "", "next")
    assert on == [references[:PER_PAGE], references[PER_PAGE:]]
    assert walk(desk, page, f"?after={references[PER_PAGE - 1]}", "prev") == on[::-1]


@pytest.mark.parametrize("page", ["/admin/claims/publisher/", "/admin/claims/topic/"])
def test_names_are_in_the_order_of_the_alphabet_whatever_their_case(desk, page):
    for name in ("beta", "Alpha", "Gamma"):
        make_claim(topic=name)
        make_source(publisher=name)
    assert [row.name for row in shown(desk.get(page))] == ["Alpha", "beta", "Gamma"]
    assert [row.name for row in shown(desk.get(f"{page}?after=alpha"))] == ["beta", "Gamma"]


def test_what_a_source_says_goes_on_from_page_to_page(reader):
    source = make_source("s-a")
    row = say(make_claim(), "11", source)
    copies = ({**vars_of(row), "claim_id": claim.pk} for claim in add_claims(*numbered("C", PER_PAGE + 2)))
    Assertion.objects.bulk_create(Assertion(**copy) for copy in copies)
    said = list(source.assertions.order_by("claim_id", "pk").values_list("pk", flat=True))
    assert walk(reader, "/sources/s-a/", "", "next") == [said[:PER_PAGE], said[PER_PAGE:]]


def test_corrections_go_on_from_page_to_page_newest_first(reader):
    claim = make_claim()
    say(claim, "11")
    verify(claim, "11")
    say(claim, "12")
    decision = decide(claim, "correct", value="12", likelihood="likely", confidence="low", because_of=[])
    others = [{**vars_of(decision), "number": 3 + n} for n in range(PER_PAGE)]
    Decision.objects.bulk_create(Decision(**fields) for fields in others)
    keys = list(Decision.objects.filter(verb="correct").order_by("-pk").values_list("pk", flat=True))
    assert walk(reader, "/corrections/", "", "next") == [keys[:PER_PAGE], keys[PER_PAGE:]]


@pytest.mark.parametrize("page", ["/", "/admin/claims/claim/"])
def test_rows_that_come_and_go_move_no_other_to_another_page(desk, page):
    references = numbered("C", PER_PAGE + 5)
    claims = add_claims(*references)
    after = link(text(desk.get(page)), "next")
    Assessment.objects.filter(claim__in=claims[:3]).delete()
    Claim.objects.filter(pk__in=[claim.pk for claim in claims[:3]]).delete()
    add_claims("A-1", "A-2")
    assert walk(desk, page, after, "next") == [references[PER_PAGE:]]


def test_the_row_that_a_page_goes_on_from_may_be_gone(reader):
    add_claims("C-1", "C-3")
    assert walk(reader, "/", "?after=C-2", "next") == [["C-3"]]


@pytest.mark.parametrize("page", ["/", "/sources/", "/admin/claims/claim/", "/admin/claims/source/"])
@pytest.mark.parametrize("place", ["a/b", "x" * 61, "a\nb", "\x7f"])
def test_a_reference_that_cannot_be_one_names_no_place(desk, page, place):
    for name in ("after", "before"):
        assert desk.get(page, {name: place}).status_code == 400


@pytest.mark.parametrize(
    "page", ["/corrections/", "/admin/claims/assertion/", "/admin/claims/decision/", "/sources/s/"]
)
@pytest.mark.parametrize("place", ["x", "-1", "1_2_3", "١", "9" * 19, "1_", "1.5"])
def test_a_number_that_cannot_be_one_names_no_place(desk, page, place):
    make_source("s")
    for name in ("after", "before"):
        assert desk.get(page, {name: place}).status_code == 400


@pytest.mark.parametrize("reference", ["a b&c=d", "é؟", "100%", "<script>", "a_b", '"', "?#+"])
def test_any_reference_can_be_gone_on_from(reader, reference):
    before, after = numbered("", PER_PAGE - 1), numbered("\uffff", 2)
    ordered = sorted([*before, reference, *after])
    add_claims(*ordered)
    pages = walk(reader, "/", "", "next")
    assert [found for rows in pages for found in rows] == list(
        Claim.objects.order_by("reference").values_list("reference", flat=True)
    )


def test_beyond_the_last_row_stands_a_way_back(reader):
    make_claim(reference="C-1")
    html = text(reader.get("/?after=C-2&kind=count"))
    assert "There is nothing more in this direction." in html
    assert '<a href="?kind=count">First page</a>' in html


def test_a_list_says_how_many_it_has_up_to_a_thousand(reader):
    add_claims(*numbered("C", COUNTED))
    assert '<p class="tally">1,000 claims</p>' in text(reader.get("/"))
    add_claims("D-1")
    assert '<p class="tally">1,000 claims or more</p>' in text(reader.get("/"))
    assert '<p class="tally">1 claim</p>' in text(reader.get("/?search=D-1"))
    assert "tally" not in text(reader.get("/?after=C-0049"))


def test_a_claim_in_the_list_tells_its_topic(reader):
    make_claim(topic="The strike")
    assert "The strike" in text(reader.get("/"))


def test_a_topic_is_narrowed_to_by_its_name_in_whichever_case(reader):
    make_claim(reference="C-1", topic="The raid")
    make_claim(reference="C-2", topic="The strike")
    assert walk(reader, "/", "?topic=the+RAID", "next") == [["C-1"]]
    response = reader.get("/?topic=the+rade")
    assert shown(response) == []
    assert "There is no topic “the rade”." in text(response)
    assert '<option value="The strike">' in text(response)


PAGES = [
    "/",
    "/?verdict=agree&status=open&kind=count&topic=many&search=question+14",
    "/?verdict=contradiction&search=question",
    "/sources/?search=title+publisher",
]
PAGES += [
    "/admin/claims/claim/?q=question+14&assessment__verdict__exact=agree&topic=many",
    "/admin/claims/assertion/?q=14+many&state=counted&topic=many",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_14_queries_at_most_and_as_many_however_far_it_goes_on(desk, page, monkeypatch):
    monkeypatch.setattr(finding, "NEAR", 100)
    monkeypatch.setattr(finding, "STRETCH", 250)

    def queries(claims: int) -> int:
        with transaction.atomic():
            make_many(claims)
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(page).status_code == 200
            transaction.set_rollback(True)
        return len(captured)

    few, many, more = (queries(claims) for claims in (10, 450, 600))
    assert many == more
    assert max(few, many) <= 14


# Plans

LATE = "C-11995"


@pytest.fixture
def stored() -> None:
    """More claims than a page looks at, each with two assertions, of which few say anything else."""
    model = make_claim(reference="model", topic="Many", question="How many?")
    for wording in ("11", "12"):
        say(model, wording)
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {3 * STRETCH - 1})"
    select = f"{numbers} SELECT {{}} FROM claims_claim m, n WHERE m.id = {model.pk}"
    copy(Claim, select, {"reference": "'C-' || substr('0000' || n, length('' || n), 5)"})
    of_each = f"m.claim_id = {model.pk} AND c.id <> {model.pk}"
    for kind in (Assessment, Assertion):
        rows = f"SELECT {{}} FROM {kind._meta.db_table} m, claims_claim c WHERE {of_each}"
        copy(kind, rows, {"claim_id": "c.id"})
    Assertion.objects.filter(claim__reference=LATE).update(speaker="Zubaydah")
    analyze("claims_claim", "claims_assessment", "claims_assertion", "claims_source")


def plan(rows) -> str:
    return rows.explain(analyze=True) if connection.vendor == "postgresql" else rows.explain()


@pytest.mark.parametrize(
    ("order", "listed", "place"),
    [
        (REFERENCES, Claim.objects.live(), ("C-09000",)),
        (NEWEST, Assertion.objects.all(), (12_000,)),
    ],
)
@pytest.mark.parametrize("back", [False, True])
def test_a_page_far_in_comes_from_the_index_without_a_sort(stored, order, listed, place, back):
    how = plan(order.places(listed, place, back))
    assert "Sort" not in how and "USE TEMP B-TREE FOR ORDER BY" not in how, how
    assert "Seq Scan" not in how and not re.search(r"SCAN claims_\w+(?! USING)$", how, re.MULTILINE), how
    if connection.vendor == "postgresql":
        assert max(int(rows) for rows in re.findall(r"actual time=\S+ rows=(\d+)", how)) <= PER_PAGE + 1


def test_the_claims_of_a_topic_come_from_an_index_in_their_order(stored):
    rare = make_claim(reference="C-99999", topic="Rare").topic_id
    how = plan(REFERENCES.places(Claim.objects.live().filter(topic=rare), ("C-00100",)))
    assert "claim_by_topic" in how and "Sort" not in how and "USE TEMP B-TREE" not in how, how


def test_rows_that_are_not_near_are_found_all_the_same(stored):
    late = Claim.objects.filter(reference=LATE)
    page = page_of(REFERENCES, Found(Claim.objects.live(), late, late))
    assert page.keys == [late.get().pk]
    assert (page.total, page.more, page.cut, page.after) == (1, False, False, None)


@pytest.mark.parametrize(
    "which", ["c.id % 12 = 0", "c.id % 12 = 0 AND c.reference > 'C-03000'", "c.reference > 'C-11000'"]
)
@pytest.mark.parametrize("address", ["/?status=in_review", "/?status=in_review&kind=count&verdict=contradiction"])
def test_filters_leave_the_same_whether_they_are_dense_far_between_or_all_at_the_end(stored, reader, which, address):
    taken = f"SELECT c.id FROM claims_claim c WHERE {which}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_assessment SET status = 'in_review' WHERE claim_id IN ({taken})")  # noqa: S608
    analyze("claims_assessment")
    fitting = Claim.objects.filter(assessment__status="in_review").order_by("reference")
    references = list(fitting.values_list("reference", flat=True))
    assert len(references) > 700
    on = walk(reader, "/", address.removeprefix("/"), "next")
    assert [reference for rows in on for reference in rows] == references
    last = f"{address.removeprefix('/')}&after={on[-2][-1]}"
    assert [rows for rows in walk(reader, "/", last, "prev")[::-1] if rows] == on


def test_a_page_that_all_fit_on_says_how_many_and_leads_nowhere(stored, reader):
    first = Claim.objects.filter(reference__lt="C-00030")
    Assessment.objects.filter(claim__in=first).update(status="in_review")
    analyze("claims_assessment")
    html = text(reader.get("/?status=in_review"))
    assert '<p class="tally">30 claims</p>' in html
    assert link(html, "next") is None


def test_what_no_index_can_find_is_looked_for_a_stretch_at_a_time_and_the_page_says_so(stored, desk):
    html = text(desk.get("/?search=Zu"))
    assert "only a part of the list was looked through" in html
    assert "tally" not in html and "No claim fits" not in html
    found = walk(desk, "/", "?search=Zu", "next")
    assert [reference for rows in found for reference in rows] == [LATE]
    assert len(found) == 4


def test_a_word_in_the_last_of_many_is_found_at_once(stored, desk):
    for address in ("/?search=zubaydah", "/?search=zubaydah+how", "/admin/claims/claim/?q=ZUBAYDAH+many"):
        assert [row.reference for row in shown(desk.get(address))] == [LATE], address
    queue = desk.get("/admin/?need=all&search=zubaydah").context["rows"]
    assert [row.assessment.claim.reference for row in queue] == [LATE]
    assert len(shown(desk.get("/admin/claims/assertion/?q=Zubaydah"))) == 2


@pytest.mark.parametrize("model", ["topic", "publisher"])
def test_the_lists_of_names_go_on_from_any_name(editor, model):
    made = {"topic": Topic, "publisher": Publisher}[model]
    names = {f"{n:03} of\n“a\tlist”, İ" for n in range(PER_PAGE + 10)}
    made.objects.bulk_create(made(name=name) for name in names)
    pages = walk(editor, f"/admin/claims/{model}/", "", "next")
    assert sum(map(len, pages)) == made.objects.count()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/claims/assertion/?claim__id__exact=9999999999999999999",
        "/admin/claims/decision/?claim__id__exact=9999999999999999999",
    ],
)
def test_what_nothing_can_have_is_an_empty_list(editor, address):
    say(make_claim(), "14")
    response = editor.get(address)
    assert (response.status_code, list(response.context["cl"].result_list)) == (200, [])


def test_a_name_is_found_in_any_case_of_any_letters_and_first_as_it_is_written(reader):
    Topic.objects.bulk_create(Topic(name=f"{n:03}") for n in range(OFFERED))  # so that it is none of those offered
    make_claim(reference="C-1", topic="Éz")
    make_claim(reference="C-2", topic="Öl")
    if connection.vendor == "sqlite":  # which takes the two for different names
        make_claim(reference="C-3", topic="öl")
    for topic, found in (("éz", ["C-1"]), ("ÉZ", ["C-1"]), ("Öl", ["C-2"])):
        response = reader.get("/", {"topic": topic})
        assert [row.reference for row in response.context["rows"]] == found, topic
