"""What the queue costs: its queries, and how the databases go about the one that orders it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection, models
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from claims import queue
from claims.filters import QueueFilter
from claims.models import Assessment, Claim
from claims.paging import COUNTED, PER_PAGE, page_of
from claims.postgres import analyze

from .factories import make_claim, make_options, make_user, say
from .test_desk_queries import fill

pytestmark = pytest.mark.django_db

MANY = 20_000
# A twentieth contradict each other, two fifths have a single source, and the rest is at peace.
CONTRADICTION, SINGLE = "c.id % 20 = 0", "c.id % 5 IN (1, 2)"
VOICES = f"CASE WHEN {SINGLE} THEN 1 ELSE 2 END"
ASSESSED = {
    "claim_id": "c.id",
    "verdict": f"CASE WHEN {CONTRADICTION} THEN 'contradiction' WHEN {SINGLE} THEN 'single' ELSE 'agree' END",
    "gap": f"CASE WHEN {CONTRADICTION} THEN c.id * 7919 % 10000 / 10000.0 ELSE 0 END",
    "assertions": "2",
    "sources": VOICES,
    "origins": VOICES,
}


@pytest.fixture
def stored() -> None:
    """Claims by the thousand, with nothing said of them but what their assessments hold."""
    model = make_claim(reference="model")
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {MANY})"
    copy(Claim, f"{numbers} SELECT {{}} FROM claims_claim m, n WHERE m.id = {model.pk}", {"reference": "'M-' || n"})
    claims = f"FROM claims_assessment m, claims_claim c WHERE m.claim_id = {model.pk} AND c.id <> {model.pk}"
    copy(Assessment, f"SELECT {{}} {claims}", ASSESSED)
    analyze("claims_claim", "claims_assessment")


def copy(model: type[models.Model], select: str, values: dict[str, str]) -> None:
    """Insert what a statement selects of the row `m`, with values of their own for some columns."""
    columns = [f.column for f in model._meta.concrete_fields if not f.generated and f.column != "id"]
    chosen = select.format(", ".join(values.get(column, f"m.{column}") for column in columns))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) {chosen}".replace("%", "%%"), [])


def found(**asked: str) -> QuerySet[Assessment]:
    rows = QueueFilter(asked, queryset=queue.assessments(), person=make_user(), people=[])
    assert rows.is_valid()
    return rows.found().listed


def plan(rows: QuerySet[Assessment]) -> str:
    """How the database takes a page of rows; PostgreSQL says also what it read to do so."""
    return rows.explain(analyze=True) if connection.vendor == "postgresql" else rows.explain()


def assert_it_reads(most: int, how: str) -> None:
    """The index is used, and no more rows are read, or passed over to reach them."""
    assert "assessment_by_urgency" in how, how
    if connection.vendor == "postgresql":
        lines = "\n".join(line for line in how.splitlines() if "Bitmap Index" not in line)  # it counts dead rows, too
        read = [int(rows) * int(loops) for rows, loops in re.findall(r"time=\S+ rows=(\d+) loops=(\d+)", lines)]
        passed_over = [int(rows) for rows in re.findall(r"Rows Removed by .*: (\d+)", how)]
        assert max(read + passed_over) <= most, how
    else:
        assert "SCAN claims_assessment" not in how.replace("SCAN claims_assessment USING", ""), how


def test_the_first_page_comes_from_the_index_without_a_sort(stored):
    how = plan(queue.ORDER.places(found()))
    assert_it_reads(4 * PER_PAGE, how)
    assert "Sort" not in how and "TEMP B-TREE FOR ORDER BY" not in how


def test_a_page_far_in_does_not_read_all_that_come_before_it(stored):
    ordered = Assessment.objects.order_by(*queue.ORDER.columns)
    for row in (ordered.filter(urgency=1)[500], ordered.filter(urgency=1).last(), ordered.filter(urgency=5)[7000]):
        place = (row.urgency, row.gap, row.pk)
        for back in (False, True):
            # PostgreSQL thinks that few contradictions have a gap, and so may take them all and sort them.
            assert_it_reads(MANY // 10, plan(queue.ORDER.places(found(), place, back)))


@pytest.mark.postgresql
def test_merged_claims_are_left_out_by_an_index_of_these_alone(stored):
    kept = Claim.objects.get(reference="M-1")
    Claim.objects.filter(reference__startswith="M-7").update(merged_into=kept)
    analyze("claims_claim")
    how = plan(queue.ORDER.places(found()))
    assert re.search("claim_merged|claim_by_kept", how) and "claims_claim_pkey" not in how, how


def test_all_that_a_filter_leaves_is_found_where_this_is_little(stored):
    Claim.objects.filter(reference="M-11999").update(kind="date")
    analyze("claims_claim")
    (late,) = Claim.objects.filter(kind="date")
    rows = QueueFilter({"need": "all", "kind": "date"}, queryset=queue.assessments(), person=make_user(), people=[])
    assert rows.is_valid()
    assert page_of(queue.ORDER, rows.found()).keys == [late.pk]
    many, more = rows.count()["contradiction"]
    assert more == (connection.vendor != "postgresql")  # SQLite does not say how many it expects, and looks at 400
    assert more or many == int(late.assessment.urgency == Assessment.Urgency.CONTRADICTION)


def test_counting_reads_no_more_than_it_shows(stored):
    rows = found(need="single").order_by().values("pk")[: COUNTED + 1]
    if connection.vendor != "postgresql":  # SQLite does not say how many rows it read
        assert "assessment_by_urgency" in rows.explain()
        return
    read = re.findall(r"actual time=\S+ rows=(\d+) loops=(\d+)", rows.explain(analyze=True))
    assert max(int(rows) * int(loops) for rows, loops in read) <= MANY / 4


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


FILTERS = (
    "?topic={topic}&publisher={publisher}&verdict=contradiction&status=open&kind=count&assignee=nobody"
    f"&since={date(2020, 1, 1)}&search=how+11&need=contradiction"
)


def test_the_queue_stays_under_15_queries_at_10_claims_as_at_1000(client):
    people = [make_user(role) for role in ("viewer", "analyst", "administrator")]
    fill(9)
    row = say(make_claim(), "11")
    choice = make_claim("choice")
    make_options(choice, {"Army": None, "Police": None})
    say(choice, "Army")
    filters = FILTERS.format(topic=row.claim.topic.name, publisher=row.source.publisher.name)
    row = Assessment.objects.order_by(*queue.ORDER.columns)[3]
    place = queue.ORDER.write((row.urgency, row.gap, row.pk))
    addresses = ["/admin/", f"/admin/{filters}", f"/admin/?after={place}", f"/admin/?need=all&before={place}"]

    def most() -> int:
        asked = []
        for person in people:
            client.force_login(person)
            asked += [queries(client, address) for address in addresses]
        return max(asked)

    few = most()
    fill(989, first=10)
    assert max(few, most()) < 15


def test_assigning_a_page_takes_as_many_queries_as_assigning_two(client):
    client.force_login(make_user("analyst"))
    fill(60)
    claims = list(Claim.objects.values_list("pk", flat=True))

    def assigning(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post("/admin/assign/", {"claim": some, "to": "me"})
        return len(captured)

    assert assigning(claims[2:52]) <= assigning(claims[:2])
