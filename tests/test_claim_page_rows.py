"""Who says what on a claim's page: positions with their backers, reprints under what they reprint, and workings."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.claim_page import ClaimPage, rows
from claims.models import Assertion, Claim
from claims.review.assertions import set_aside
from claims.wording import RULES_VERSION

from .factories import make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return make_claim(reference="C")


def page(claim):
    return ClaimPage(Claim.objects.get(pk=claim.pk))


def html(claim, client):
    client.force_login(make_user("viewer"))
    return client.get(f"/claims/{claim.reference}/").content.decode()


def backers(claim):
    return [
        (position.label, [(backer.row.assertion.wording, backer.also) for backer in position.backers], position.more)
        for position in page(claim).backed
    ]


# Positions


def test_each_position_names_its_backers_and_what_else_they_allow(claim):
    say(claim, "Only 11")
    say(claim, "12 or more")
    say(claim, "more than 10")
    assert backers(claim) == [
        ("11", [("Only 11", []), ("more than 10", ["12 or more"])], 0),
        ("12 or more", [("12 or more", []), ("more than 10", ["11"])], 0),
    ]


def test_one_position_shows_its_backers_too(claim):
    say(claim, "14")
    say(claim, "14 men")
    assert backers(claim) == [("14", [("14", []), ("14 men", [])], 0)]


def test_the_first_backers_are_named_and_the_others_counted(claim):
    for number in range(7):
        say(claim, f"14 men, no. {number} says")
    ((_, named, more),) = backers(claim)
    assert (len(named), more) == (3, 4)


def test_what_is_denied_stands_beside_the_positions(claim):
    say(claim, "11")
    say(claim, "denied that anyone was released", stance="denies")
    assert [label for label, _, _ in backers(claim)] == ["11", "denies 1 or more"]


def test_a_backer_is_told_with_publisher_day_grade_and_origin(claim, client):
    paper = make_source(publisher="The Post", authors="Ann Lee", published_on=date(2020, 6, 29), reliability="B")
    row = say(claim, "Only 11", paper, credibility=2)
    shown = html(claim, client)
    assert f'<a href="#assertion-{row.pk}"><q dir="auto">Only 11</q></a>' in shown
    assert "<bdi>Ann Lee</bdi>, <bdi>The Post</bdi>, 29 June 2020" in shown
    assert "B2 · origin 1" in shown


def test_a_claim_of_many_positions_folds_all_but_the_first(claim, client):
    for number in range(9):
        say(claim, f"{number} men")
    assert "3 more positions</summary>" in html(claim, client)


# Reprints


@pytest.fixture
def wire():
    return make_source(publisher="The Wire", authors="Jo Wire")


def folded(claim):
    return [
        (row.assertion.wording, [reprint.assertion.wording for reprint in row.reprints]) for row in page(claim).listed
    ]


def test_reprints_fold_under_their_origin_at_any_remove(claim, wire):
    first = make_source(derives_from=wire)
    second = make_source(derives_from=make_source(derives_from=first))
    say(claim, "fourteen", second)
    say(claim, "14", wire)
    say(claim, "14 men", first)
    assert folded(claim) == [("14", ["fourteen", "14 men"])]


def test_a_reprint_folds_where_what_it_reprints_says_nothing_here(claim, wire):
    paper = make_source(derives_from=wire)
    say(claim, "14", paper)
    say(claim, "14 men", make_source(derives_from=paper))
    assert folded(claim) == [("14", ["14 men"])]


@pytest.mark.parametrize(
    ("wording", "fields"),
    [
        ("15", {}),
        ("about 14", {}),
        ("14", {"stance": "doubts"}),
        ("14", {"speaker": "The Minister", "stance": "reports"}),
        ("14", {"as_of": date(2020, 6, 1)}),
        ("umpteen", {}),
    ],
)
def test_what_says_otherwise_is_never_folded(claim, wire, wording, fields):
    say(claim, "14", wire)
    say(claim, "umpteen", wire)
    say(claim, wording, make_source(derives_from=wire), **fields)
    assert len(page(claim).listed) == 3


def test_a_reprint_that_was_set_aside_stands_for_itself(claim, wire):
    say(claim, "14", wire)
    row = say(claim, "14 men", make_source(derives_from=wire))
    set_aside(make_user(), row, "Of another raid.")
    assert folded(claim) == [("14", []), ("14 men", [])]


def test_one_origin_without_descent_is_no_reprint(claim):
    for _ in range(2):
        say(claim, "14", make_source(authors="Ann Lee"))
    assert folded(claim) == [("14", []), ("14", [])]


def test_folding_changes_neither_the_picture_nor_the_counts(claim, wire):
    say(claim, "14", wire)
    say(claim, "14 men", make_source(derives_from=wire))
    shown = page(claim)
    assert len(shown.assertions) == len(shown.chart_wide.bars) == shown.assessment.assertions == 2


def test_a_reprint_keeps_its_words_place_grade_actions_and_address(claim, wire, client):
    say(claim, "14", wire)
    row = say(claim, "14 men", make_source("copy", publisher="The Copy", derives_from=wire), locator="page 7")
    client.force_login(make_user("analyst"))
    shown = client.get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()
    fold = shown[shown.index("1 reprint of this") :]
    for part in (f'id="assertion-{row.pk}"', "14 men", "page 7", "The Copy", "/sources/copy/", 'title="F: cannot'):
        assert part in fold
    assert f"/admin/claims/assertion/{row.pk}/set-aside/" in fold
    assert f"/admin/claims/assertion/{row.pk}/overrule/" in fold
    assert "1 reprint</span>" in shown


def test_a_page_of_reprints_takes_one_query_for_all_chains(claim, wire):
    say(claim, "14", wire)
    say(claim, "14 men", make_source(derives_from=wire))
    with CaptureQueriesContext(connection) as few:
        page(claim).context()
    last = wire
    for _ in range(12):
        last = make_source(derives_from=last)
        say(claim, "14 men", last)
    with CaptureQueriesContext(connection) as many:
        page(claim).context()
    assert len(many) == len(few)


# How was this worked out?


def workings(claim):
    return [row.working for row in page(claim).listed]


def test_it_says_whose_words_were_read_by_which_rule(claim):
    say(claim, "Only 11 were released")
    say(claim, "أربعة عشر", translation="14")
    say(claim, "they went home", read_as="most of 14", note="So it is meant.")
    assert [(work.whose, work.words) for work in workings(claim)] == [
        ("the source’s own", "Only 11 were released"),
        ("the translation", "14"),
        ("what an analyst wrote for them", "most of 14"),
    ]
    work = workings(claim)[0]
    assert (work.rule, work.anchor, work.version, work.outdated) == (
        "exactly n",
        "rule-exactly-n",
        RULES_VERSION,
        False,
    )


def test_it_says_that_there_are_newer_rules(claim, client):
    say(claim, "14")
    Assertion.objects.update(rules_version=RULES_VERSION - 1)
    assert workings(claim)[0].outdated
    assert "there are newer rules" in html(claim, client)


def test_a_relative_reading_says_which_value_of_its_base_it_goes_by_and_the_sum(claim):
    base, hers = make_claim(reference="BASE"), make_source(publisher="B")
    say(base, "14 men")
    say(base, "more than a dozen", hers)
    say(claim, "all but one", hers, base=base)
    say(claim, "most of them", base=base)
    own, every = workings(claim)
    assert own.value == "what the same source says of it: “more than a dozen”"
    assert own.steps == ["Each bound of BASE minus 1."]
    assert every.value == "all that its sources say, together: 13 or more"
    assert every.steps[0] == "Most readers: from 1/2 of the low bound of BASE plus 0.5 to 9/10 of its high bound."
    verify(base, "14", make_user("editor", "ed"))
    assert workings(claim)[0].value == "the value that ed verified: 14"


def test_a_date_counted_from_another_is_told_in_days():
    base, claim = make_claim("date", reference="RAID"), make_claim("date")
    say(base, "25 June 2020")
    say(claim, "two days later", base=base)
    assert workings(claim)[0].steps == [
        "Most readers: each bound of RAID plus 2 days.",
        "Could still mean: from the low bound of RAID plus 1 day to its high bound plus 3 days.",
    ]


def test_what_could_not_be_read_has_no_working_and_can_be_overruled_all_the_same(claim, client):
    row = say(claim, "umpteen")
    assert workings(claim) == [None]
    client.force_login(make_user("analyst"))
    shown = client.get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()
    assert "How was this worked out?" not in shown
    assert f"/admin/claims/assertion/{row.pk}/overrule/" in shown


def test_each_working_is_named_by_its_words_and_links_to_its_rule(claim, client):
    say(claim, "Only 11", make_source(publisher="The Post"))
    shown = html(claim, client)
    assert '<summary>How was this worked out?<span class="visually-hidden"> Only 11, The Post</span></summary>' in shown
    assert '<a href="/methodology/#rule-exactly-n">exactly n</a>' in shown


# Grades


def test_a_grade_of_1_without_a_second_origin_is_marked(claim, client):
    say(claim, "14", make_source(authors="Ann Lee"))
    say(claim, "14", make_source(authors="Ann Lee"))
    Assertion.objects.update(credibility=1)
    assert [row.unconfirmed for row in page(claim).listed] == [True, True]
    assert html(claim, client).count("graded 1 without a second origin") == 2
    say(claim, "about 14")
    assert [row.unconfirmed for row in page(claim).listed] == [False, False, False]


def test_what_somebody_takes_away_while_the_page_is_made_is_not_on_it(monkeypatch):
    claim = make_claim()
    kept, gone = say(claim, "11", make_source("s-1")), say(claim, "12", make_source("s-2"))

    def meanwhile(assertions):
        Assertion.objects.filter(pk=gone.pk).delete()
        return {}

    monkeypatch.setattr(rows, "reprinted", meanwhile)
    page = ClaimPage(claim)
    assert [line.assertion.pk for line in page.listed] == [kept.pk]
    assert [[backer.row.assertion.pk for backer in position.backers] for position in page.backed] == [[kept.pk], []]
