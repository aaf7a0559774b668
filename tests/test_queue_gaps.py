"""How far the sides of a conflict lie apart, by which the queue is ordered, against a computation of its own."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.db import transaction

from claims.assessment import assess
from claims.models import Assessment, Claim

from .factories import make_claim, make_options, make_source, say

pytestmark = pytest.mark.django_db


def gap(claim: Claim) -> Decimal:
    return Assessment.objects.get(claim=claim).gap


def rounded(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def part(smaller: int | str, larger: int | str) -> Decimal:
    """What a number lacks to the larger one, as a share of that."""
    return rounded(1 - Fraction(smaller) / Fraction(larger))


def said(kind: str, *wordings: str, **fields) -> Claim:
    claim = make_claim(kind, **fields)
    for wording in wordings:
        say(claim, wording)
    return claim


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        (["11", "12"], part(11, 12)),
        (["only 11", "12 or more"], part(11, 12)),
        (["11", "90"], part(11, 90)),
        (["11", "40", "90", "at most 50"], part(11, 90)),
        (["none", "5"], Decimal(1)),
        (["1000000", "1000001"], Decimal(0)),
        (["11", "11 or more"], Decimal(0)),
        (["11"], Decimal(0)),
    ],
)
def test_counts_lie_apart_by_their_ratio(wordings, expected):
    assert gap(said("count", *wordings)) == expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (("2.5", "10"), part("2.5", 10)),
        (("-10", "-5"), part(5, 10)),
        (("-10", "0"), Decimal(1)),
        (("-10", "5"), Decimal(1)),
        (("0", "5"), Decimal(1)),
        (("-0.0001", "0.0001"), Decimal(1)),
    ],
)
def test_amounts_lie_apart_by_their_ratio_and_wholly_across_nought(bounds, expected):
    claim = make_claim("amount", unit="dollars")
    rows = [say(claim, f"{n} dollars") for n in (1, 2)]
    for row, bound in zip(rows, bounds, strict=True):
        settle(row, Decimal(bound))
    reassess(claim)
    assert gap(claim) == expected


def settle(row, bound: Decimal) -> None:
    """Give an assertion a single value, which its words need not say."""
    type(row).objects.filter(pk=row.pk).update(
        expected_low=bound, expected_high=bound, possible_low=bound, possible_high=bound
    )


def reassess(claim: Claim) -> None:
    with transaction.atomic():
        assess([claim.pk])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (date(2020, 6, 25), date(2020, 6, 26)),
        (date(2020, 6, 25), date(2020, 7, 25)),
        (date(2017, 1, 1), date(2020, 1, 1)),
    ],
)
def test_days_lie_apart_by_thirty_of_them(earlier, later):
    claim = said("date", f"{earlier:%-d %B %Y}", f"{later:%-d %B %Y}")
    days = (later - earlier).days
    assert gap(claim) == rounded(Fraction(days, days + 30))


def test_a_month_against_a_day_is_counted_from_its_nearer_end():
    claim = said("date", "June 2020", "10 July 2020")
    assert gap(claim) == rounded(Fraction(10, 40))


def test_answers_that_exclude_each_other_lie_apart_wholly():
    choice = make_claim("choice")
    make_options(choice, {"Army": None, "Police": None, "Militia": None})
    say(choice, "Army")
    say(choice, "Militia")
    assert gap(choice) == 1
    assert gap(said("yesno", "yes", "no")) == 1


def test_an_answer_within_another_is_no_gap():
    choice = make_claim("choice")
    make_options(choice, {"Army": None, "Guard": "Army"})
    say(choice, "Army")
    say(choice, "Guard")
    assert gap(choice) == 0


def test_what_is_denied_outright_lies_apart_wholly_and_without_the_denial_not_at_all():
    claim = said("count", "11", "11")
    assert gap(claim) == 0
    say(claim, "11", stance="denies")
    assert Assessment.objects.get(claim=claim).verdict == "contradiction"
    assert gap(claim) == 1


def test_a_denial_beside_a_contradiction_leaves_its_gap():
    claim = said("count", "11", "12")
    say(claim, "11", stance="denies")
    assert gap(claim) == part(11, 12)


def test_of_figures_that_grow_the_largest_fall_counts():
    claim = make_claim(accumulates=True)
    for day, figure in ((1, "103"), (2, "97"), (3, "201"), (4, "153"), (5, "911")):
        say(claim, figure, make_source(published_on=date(2020, 7, day)))
    assert gap(claim) == part(153, 201)


def test_figures_that_only_grow_have_no_gap():
    claim = make_claim(accumulates=True)
    for day, figure in ((1, "100"), (2, "200"), (3, "900")):
        say(claim, figure, make_source(published_on=date(2020, 7, day)))
    assert gap(claim) == 0


def test_a_tension_lies_apart_by_what_is_expected():
    claim = said("count", "more than 20", "about 150,000")
    found = Assessment.objects.get(claim=claim)
    low, high = claim.assertions.order_by("expected_low")
    assert found.verdict == "tension"
    assert found.gap == part(str(low.expected_high), str(high.expected_low))
