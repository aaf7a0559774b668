"""The queue: what stands in it, in which order, what it shows of each claim, and how it is narrowed and paged."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import cycle

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import queue
from claims.filters import NEEDS
from claims.models import Assessment, Claim, Topic
from claims.review.claims import assign
from claims.review.merging import merge_claims

from .factories import decide, make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


def said(reference: str, *wordings: str, **fields) -> Claim:
    claim = make_claim(reference=reference, **fields)
    for wording in wordings:
        say(claim, wording)
    return claim


def stored(many: int, verdict: str, gaps: list[float]) -> list[Claim]:
    """Claims in bulk, of a verdict, with the gaps in turn; nothing is said of them."""
    topic, _ = Topic.objects.get_or_create(name="Many")
    claims = Claim.objects.bulk_create(
        Claim(reference=f"{verdict}-{n}", topic=topic, question="How many?", kind="count") for n in range(many)
    )
    voices = 1 if verdict == "single" else 2
    Assessment.objects.bulk_create(
        Assessment(claim=claim, verdict=verdict, gap=gap, assertions=2, sources=voices, origins=voices)
        for claim, gap in zip(claims, cycle(gaps))
    )
    return claims


def queued(desk, query: str = "") -> list[str]:
    return [row.assessment.claim.reference for row in desk.get(f"/admin/?{query}").context["rows"]]


def counts(desk, query: str = "") -> dict[str, int]:
    return {need["label"]: need["count"] for need in desk.get(f"/admin/?{query}").context["needs"]}


def text(response) -> str:
    return response.content.decode()


def test_contradictions_come_first_by_their_gap_then_tensions_stale_unread_and_single(desk):
    said("single", "4")
    said("agreed", "7", "7")
    said("unread", "umpteen")
    verify(stale := said("stale", "3"), "3")
    say(stale, "3 or 4")
    say(stale, "4")
    decide(stale, "explain", cause="time")
    said("tension", "more than 20", "about 150,000")
    said("near", "11", "12")
    said("far", "11", "90")
    assert Assessment.objects.get(claim=stale).stale
    assert queued(desk) == ["far", "near", "tension", "stale", "unread", "single"]


def test_equal_gaps_stand_in_the_order_of_their_claims(desk):
    for reference in ("B", "A", "C"):
        said(reference, "11", "12")
    assert queued(desk) == ["B", "A", "C"]


def test_an_explained_contradiction_leaves_the_urgent_end_and_comes_back_with_new_evidence(desk):
    claim = said("explained", "11", "12")
    said("single", "4")
    decide(claim, "explain", cause="time")
    assert queued(desk) == ["single"]
    say(claim, "90")
    assert queued(desk) == ["explained", "single"]


def test_an_explained_contradiction_with_an_unread_wording_waits_for_that(desk):
    claim = said("explained", "11", "12", "umpteen")
    said("tension", "more than 20", "about 150,000")
    decide(claim, "explain", cause="time")
    assert queued(desk) == ["tension", "explained"]


def test_a_claim_left_unresolved_or_verified_leaves_until_its_decision_is_stale(desk):
    unresolved, verified = said("unresolved", "11", "12"), said("verified", "11", "90")
    decide(unresolved, "leave_unresolved", way="range")
    verify(verified, "11")
    assert queued(desk) == []
    for claim in (unresolved, verified):
        say(claim, "5")
    assert set(queued(desk)) == {"unresolved", "verified"}


def test_a_claim_in_somebodys_hands_keeps_its_place(desk, analyst):
    said("far", "11", "90")
    near = said("near", "11", "12")
    assign(analyst, [near], analyst)
    assert queued(desk) == ["far", "near"]


def test_a_merged_duplicate_is_nowhere_in_the_queue(desk):
    keep, drop = said("keep", "11", "12"), said("drop", "13")
    verify(drop, "13")
    merge_claims(make_user("editor"), keep, drop)
    for need in ("", "stale", "all"):
        assert "drop" not in queued(desk, f"need={need}")
    assert counts(desk)["stale decisions"] == 0


def test_a_row_says_who_holds_which_position(desk):
    claim = make_claim(reference="KH-02", question="How many were released?")
    say(claim, "only 11", make_source(authors="Seth J. Frantzman"))
    say(claim, "12 or more", make_source(authors="Maya Carlin"))
    page = text(desk.get("/admin/"))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "11 — Frantzman" in words
    assert "12 or more — Carlin" in words
    assert "KH-02" in words and "How many were released?" in words
    assert "In the hands of" in words and "nobody" in words
    assert f'href="/admin/claims/claim/{claim.pk}/change/"' in page
    assert '<span class="verdict contradiction">Contradiction</span>' in page
    assert page.count("<h1") == 1


def test_a_row_draws_what_its_sources_say(desk):
    said("drawn", "11", "12")
    said("unread", "umpteen")
    drawn, unread = desk.get("/admin/").context["rows"]
    assert len(drawn.sketch.marks) == 2 and drawn.sketch.gap
    assert text(desk.get("/admin/")).count('<svg class="sketch"') == 1
    assert unread.positions == []


def test_a_row_carries_its_marks_and_unread_wordings_lead_to_where_they_can_be_mended(desk):
    claim = make_claim(reference="marked")
    source = make_source()
    say(claim, "3", source)
    verify(claim, "3")
    say(claim, "exactly 5", source)
    say(claim, "umpteen")
    page = text(desk.get("/admin/"))
    for mark in ("stale</span>", "a source contradicts itself</span>", "1 unread</a>"):
        assert mark in page
    listed = f"/admin/claims/assertion/?state=unread&claim__id__exact={claim.pk}"
    assert listed.replace("&", "&amp;") in page
    assert [row.wording for row in desk.get(listed).context["cl"].result_list] == ["umpteen"]


def test_an_explained_conflict_says_so(desk):
    decide(said("explained", "11", "12"), "explain", cause="time")
    assert "Contradiction, explained</span>" in text(desk.get("/admin/?need=all"))


def test_a_claim_with_many_positions_and_sources_names_a_few(desk):
    claim = make_claim()
    for number in range(1, 7):
        for author in "ABCDE":
            say(claim, str(number), make_source(authors=f"{author}. Author{author}{number}"))
    page = text(desk.get("/admin/"))
    assert "and 2 more positions" in page
    assert page.count(" and 2 more</span>") == 4


def test_what_sources_say_is_never_markup(desk):
    claim = make_claim(question="<script>alert(1)</script>?", topic="<i>Topic")
    say(claim, "3", make_source(authors="<b>Evil</b>"))
    say(claim, "5", stance="reports", speaker="<u>He</u>")
    page = text(desk.get("/admin/"))
    for hostile in ("<script>alert", "<b>Evil", "<u>He", "<i>Topic"):
        assert hostile not in page


def test_each_kind_of_need_is_counted_and_leads_to_its_claims(desk, analyst):
    said("far", "11", "90")
    near = said("near", "11", "12")
    said("single", "4")
    said("agreed", "7", "7")
    assign(analyst, [near], analyst)
    assert counts(desk) == {
        "contradictions": 2,
        "tensions": 0,
        "stale decisions": 0,
        "unread wordings": 0,
        "single-source claims": 1,
        "in your hands": 1,
    }
    for need in desk.get("/admin/").context["needs"]:
        assert len(queued(desk, need["query"])) == need["count"]
        chosen = [other["label"] for other in desk.get(f"/admin/?{need['query']}").context["needs"] if other["current"]]
        assert chosen == [need["label"]]


def test_counts_follow_the_other_filters_and_their_links_keep_them(desk):
    said("A", "11", "12", topic="Raid")
    said("B", "11", "12", topic="Strike")
    assert counts(desk, "topic=strike&need=single")["contradictions"] == 1
    link = desk.get("/admin/?topic=Strike").context["needs"][0]["query"]
    assert queued(desk, link) == ["B"]


def test_what_is_searched_for_is_not_counted(desk):
    said("A", "4")
    page = text(desk.get("/admin/?search=A"))
    assert 'class="count"' not in page
    assert "single-source claims</a>" in page


def test_counting_stops_at_a_thousand(desk):
    stored(1001, "contradiction", [0.5])
    stored(1000, "tension", [0.5])
    words = re.sub(r"<[^>]+>", "", text(desk.get("/admin/")))
    assert "1,000+ contradictions" in words
    assert "1,000 tensions" in words


def test_the_default_leaves_out_what_needs_nothing_and_all_shows_it(desk):
    said("agreed", "7", "7")
    said("single", "4")
    assert queued(desk) == ["single"]
    assert queued(desk, "need=all") == ["single", "agreed"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=contradiction", ["torn"]),
        ("status=in_review", ["mine"]),
        ("kind=date", ["dated"]),
        ("assignee=me", ["mine"]),
        ("assignee=nobody", ["torn", "dated", "his"]),
        ("need=contradiction", ["torn"]),
        ("need=single", ["dated", "mine", "his"]),
        ("search=11+militia", ["torn"]),
        ("search=Al-Haidari", ["his"]),
        ("search=DATED", ["dated"]),
        ("verdict=single&kind=count", ["mine", "his"]),
    ],
)
def test_the_queue_can_be_narrowed(desk, analyst, query, expected):
    said("torn", "11", "12 militiamen")
    said("dated", "25 June 2020", kind="date")
    mine, his = said("mine", "4"), make_claim(reference="his")
    say(his, "5", stance="reports", speaker="Al-Haidari")
    assign(analyst, [mine], analyst)
    assert queued(desk, query) == expected


def test_the_queue_can_be_narrowed_to_a_topic_a_publisher_and_a_colleague(desk):
    colleague = make_user("editor", "ed")
    claim = make_claim(reference="A", topic="Strike")
    say(claim, "4", make_source(publisher="The Post"))
    said("B", "4")
    assign(colleague, [claim], colleague)
    for query in ("topic=Strike", "publisher=the+post", f"assignee={colleague.pk}"):
        assert queued(desk, query) == ["A"], query


def test_a_colleague_who_left_can_still_be_filtered_by_but_not_assigned_to(desk):
    colleague = make_user("analyst", "gone")
    assign(colleague, [said("A", "4")], colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert queued(desk, f"assignee={colleague.pk}") == ["A"]
    assert colleague not in desk.get("/admin/").context["colleagues"]


def test_the_queue_can_be_narrowed_to_what_changed_since_a_day(desk):
    old, new = said("old", "4"), said("new", "4")
    Assessment.objects.filter(claim=old).update(changed_at=timezone.now() - timedelta(days=9))
    assert new.reference in queued(desk)
    assert queued(desk, f"since={timezone.localdate() - timedelta(days=1)}") == ["new"]


@pytest.mark.parametrize(
    "query",
    [
        "verdict=nonsense",
        "need=nonsense",
        "topic=x",
        "topic=99999999999999999999999",
        "publisher=-1",
        "assignee=x",
        "since=yesterday",
        "since=0001-01-01",
        "since=9999-12-31",
        f"search={'x' * 201}",
    ],
)
def test_an_impossible_value_shows_its_error_and_no_rows(desk, settings, query):
    settings.TIME_ZONE = "Asia/Baghdad"
    said("A", "4")
    response = desk.get(f"/admin/?{query}")
    assert response.status_code == 200
    assert response.context["filter"].errors
    assert '<p class="error"' in text(response)
    assert response.context["rows"] == []


@pytest.mark.parametrize("place", ["x", "1_0.5_1", "1_0.5000_", "9" * 30, "1_0.5000_" + "9" * 19, "١_0.5000_1"])
def test_an_address_that_names_no_place_is_refused(desk, place):
    assert desk.get("/admin/", {"after": place}).status_code == 400
    assert desk.get("/admin/", {"before": place}).status_code == 400


def place(row: Assessment) -> str:
    return queue.ORDER.write((row.urgency, row.gap, row.pk))


def walk(desk, query: str, rel: str) -> list[list[str]]:
    """The references of each page, from one given by its query, as its links of one kind lead."""
    pages = []
    while True:
        response = desk.get(f"/admin/?{query}")
        pages.append([row.assessment.claim.reference for row in response.context["rows"]])
        link = re.search(rf'rel="{rel}" href="\?([^"]+)"', text(response))
        if not link:
            return pages
        query = link[1].replace("&amp;", "&")


@pytest.mark.parametrize("kind", ["", "kind=count&"])
def test_next_and_previous_lead_through_every_row_once_in_its_order(desk, kind):
    stored(60, "contradiction", [0.9, 0.0833, 0.3333])
    stored(30, "tension", [0.25, 1])
    stored(90, "single", [0])
    stored(20, "agree", [0])
    expected = sorted(Assessment.objects.all(), key=lambda row: (row.urgency, -row.gap, row.pk))
    on = walk(desk, f"{kind}need=all", "next")
    assert list(map(len, on)) == [50, 50, 50, 50]
    assert [reference for page in on for reference in page] == [row.claim.reference for row in expected]
    last = f"{kind}need=all&after={place(expected[149])}"
    assert walk(desk, last, "prev")[::-1] == on


def test_a_row_that_leaves_moves_no_other_to_another_page(desk):
    claims = stored(60, "single", [0])
    query = f"after={place(Assessment.objects.get(claim=claims[49]))}"
    before = queued(desk, query)
    decide(claims[0], "leave_unresolved", way="range")
    assert queued(desk, query) == before == [claim.reference for claim in claims[50:]]


def test_beyond_the_last_row_stands_a_way_back(desk):
    said("A", "4")
    page = text(desk.get("/admin/?after=9_0.0000_99&kind=count"))
    assert "There is nothing more in this direction." in page
    assert '<a href="?kind=count">First page</a>' in page


def test_a_viewer_sees_the_queue_and_no_way_to_assign(client):
    said("A", "4")
    client.force_login(make_user("viewer"))
    page = text(client.get("/admin/"))
    assert "/admin/claims/claim/" in page
    assert "/admin/assign/" not in page and 'type="checkbox"' not in page


def test_whoever_may_not_view_claims_sees_no_queue(client):
    said("A", "4", question="Hidden?")
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    response = client.get("/admin/")
    assert response.status_code == 200
    assert "Hidden?" not in text(response)


def test_files_and_what_is_in_hand_can_be_reached(desk):
    page = text(desk.get("/admin/"))
    assert 'href="/admin/claims/import/load/"' in page
    assert 'href="?need=all&amp;status=in_review&amp;assignee=me"' in page
    assert "Nothing needs anybody at the moment." in page


def test_a_stale_decision_over_a_contradiction_is_found_among_both(client):
    claim = make_claim()
    say(claim, "14")
    verify(claim, "14")
    say(claim, "15")
    client.force_login(make_user())
    for need in ("contradiction", "stale"):
        page = client.get(f"/admin/?need={need}").context
        assert [row.assessment.claim for row in page["rows"]] == [claim]
        assert {line["label"]: line["count"] for line in page["needs"]}[NEEDS[need].label] == 1


@pytest.mark.parametrize(
    "query", ["need=bogus&after=1_0.2143_0", "topic=999&after=1_0.2143_0", "since=x&before=1_0.2143_9"]
)
def test_filters_that_make_no_sense_show_their_error_and_no_rows_wherever_the_page_begins(desk, query):
    answer = desk.get(f"/admin/?{query}")
    assert answer.status_code == 200 and answer.context["filter"].errors and not answer.context["rows"]
