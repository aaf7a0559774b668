"""The gold table: every claim of the demo, and what its sources must come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from claims.loading import load
from claims.models import Assertion, Claim, Source

from .factories import decide, make_user, verdict, verify

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeds(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load([SEEDS], make_user("analyst"))
        yield
        transaction.set_rollback(True)


VERDICTS = {
    "KH-01": "compatible",
    "KH-02": "contradiction",
    "KH-03": "contradiction",
    "KH-04": "tension",
    "KH-05": "contradiction",
    "KH-06": "tension",
    "KH-07": "compatible",
    "KH-08": "contradiction",
    "KH-09": "single",
    "KH-10": "agree",
    "KH-11": "compatible",
    "KH-12": "contradiction",
    "KH-13": "agree",
    "KH-14": "single",
    "KH-15": "compatible",
    "KH-16": "agree",
    "KH-17": "compatible",
    "KH-18": "single",
    "KH-19": "single",
    "KH-20": "single",
    "KH-21": "contradiction",
    "KH-22": "contradiction",
    "KH-23": "contradiction",
    "KH-24": "single",
}


@pytest.mark.parametrize(("reference", "expected"), VERDICTS.items())
def test_a_seed_claim_comes_to_its_gold_verdict(seeds, reference, expected):
    assert Claim.objects.get(reference=reference).assessment.verdict == expected


def test_there_is_no_other_claim_and_every_wording_is_read(seeds):
    assert set(Claim.objects.values_list("reference", flat=True)) == set(VERDICTS)
    assert not Assertion.objects.exclude(problem="")


# Claim, source, wording, then expected and possible bounds; None is open.
READINGS = [
    ("KH-01", "meog-26", "14 members", (14, 14), (14, 14)),
    ("KH-01", "carlin", "more than a dozen", (13, 24), (13, None)),
    ("KH-02", "frantzman-0629", "Only 11", (11, 11), (11, 11)),
    ("KH-02", "carlin", "all but one", (12, 23), (12, None)),
    ("KH-02", "frantzman-0817", "They were released", (7, 21), (7, None)),
    ("KH-06", "meog-26", "more than 20", (21, 40), (21, None)),
    ("KH-06", "frantzman-0629", "150,000 or so", (135_000, 165_000), (120_000, 180_000)),
    ("KH-07", "meog-26", "nearly three dozen", (33, 35), (28, 35)),
    ("KH-07", "frantzman-0629", "dozens", (24, 119), (12, 239)),
    ("KH-08", "frantzman-0629", "at least six", (6, 12), (6, None)),
    ("KH-08", "carlin", "three separate attacks", (3, 3), (3, 3)),
    ("KH-09", "meog-26", "at least four", (4, 9), (4, None)),
    ("KH-14", "meog-26", "about 5,200", (4680, 5720), (4160, 6240)),
    ("KH-15", "meog-26", "six bases", (6, 6), (6, 6)),
    ("KH-15", "frantzman-0817", "some bases", (2, None), (2, None)),
    ("KH-16", "meog-26", "twice", (2, 2), (2, 2)),
    ("KH-16", "frantzman-0629", "in December and March", (2, 2), (2, 2)),
    ("KH-18", "frantzman-0629", "up to 1,500", (750, 1500), (1, 1500)),
    ("KH-19", "meog-26", "several thousand", (3000, 7000), (2000, 9000)),
    ("KH-20", "frantzman-0817", "around five", (5, 5), (4, 6)),
    ("KH-23", "meog-26", "one man", (1, 1), (1, 1)),
    ("KH-23", "carlin", "more than a dozen", (13, 24), (13, None)),
]


@pytest.mark.parametrize(("reference", "source", "wording", "expected", "possible"), READINGS)
def test_a_seed_wording_means_what_the_gold_table_says(seeds, reference, source, wording, expected, possible):
    row = Assertion.objects.get(claim__reference=reference, source__reference=source, wording__contains=wording)
    assert (row.expected_low, row.expected_high) == expected
    assert (row.possible_low, row.possible_high) == possible


# Claim, source, wording, first and last day expected, first and last day possible.
DATES = [
    ("KH-03", "frantzman-0629", "the evening between June 25 and 26", "2020-06-25 2020-06-26", "2020-06-25 2020-06-26"),
    ("KH-03", "frantzman-0629", "on June 25", "2020-06-25 2020-06-25", "2020-06-25 2020-06-25"),
    ("KH-03", "frantzman-0629", "detained on June 26", "2020-06-26 2020-06-26", "2020-06-26 2020-06-26"),
    ("KH-03", "meog-26", "Thursday night", "2020-06-25 2020-06-25", "2020-06-25 2020-06-26"),
    ("KH-03", "carlin", "10 days after", "2020-06-25 2020-06-25", "2020-06-25 2020-06-25"),
    ("KH-04", "frantzman-0629", "on June 29", "2020-06-29 2020-06-29", "2020-06-29 2020-06-29"),
    ("KH-04", "carlin", "within three days", "2020-06-25 2020-06-28", "2020-06-25 2020-06-29"),
    ("KH-04", "frantzman-0817", "days later", "2020-06-27 2020-07-02", "2020-06-26 2020-07-05"),
    ("KH-05", "frantzman-0629", "since 2018", "2018-01-01 2018-12-31", "2018-01-01 2018-12-31"),
    ("KH-05", "meog-26", "Since 2017", "2017-01-01 2017-12-31", "2017-01-01 2017-12-31"),
    ("KH-10", "frantzman-0629", "this evening", "2020-06-29 2020-06-29", "2020-06-29 2020-06-29"),
    ("KH-10", "carlin", "Days after the release", "2020-06-27 2020-07-04", "2020-06-26 2020-07-08"),
    ("KH-12", "carlin", "late Saturday evening", "2020-07-04 2020-07-04", "2020-07-04 2020-07-04"),
    ("KH-12", "carlin", "The attack on Sunday", "2020-07-05 2020-07-05", "2020-07-05 2020-07-05"),
    ("KH-13", "meog-26", "in May", "2020-05-01 2020-05-31", "2020-05-01 2020-05-31"),
    ("KH-13", "carlin", "in May", "2020-05-01 2020-05-31", "2020-05-01 2020-05-31"),
    ("KH-21", "frantzman-0629", "in December", "2019-12-01 2019-12-31", "2019-12-01 2019-12-31"),
    ("KH-21", "meog-26", "January airstrikes", "2020-01-01 2020-01-31", "2020-01-01 2020-01-31"),
]


@pytest.mark.parametrize(("reference", "source", "wording", "expected", "possible"), DATES)
def test_a_seed_date_means_what_the_gold_table_says(seeds, reference, source, wording, expected, possible):
    row = Assertion.objects.get(claim__reference=reference, source__reference=source, wording__contains=wording)

    def days(low: Decimal, high: Decimal) -> str:
        return " ".join(date.fromordinal(int(bound)).isoformat() for bound in (low, high))

    assert days(row.expected_low, row.expected_high) == expected
    assert days(row.possible_low, row.possible_high) == possible


CHOICES = [
    ("KH-11", "frantzman-0629", "Counter-Terrorism Service"),
    ("KH-11", "frantzman-0817", "Counter-Terrorism Service"),
    ("KH-11", "meog-26", "Iraqi forces"),
    ("KH-11", "carlin", "Iraqi forces"),
    ("KH-17", "meog-26", "a brigade's headquarters"),
    ("KH-17", "carlin", "a headquarters of the group"),
    ("KH-22", "meog-26", "yes"),
    ("KH-22", "frantzman-0817", "no"),
    ("KH-24", "frantzman-0817", "no"),
]


@pytest.mark.parametrize(("reference", "source", "option"), CHOICES)
def test_a_seed_choice_is_the_option_of_the_gold_table(seeds, reference, source, option):
    row = Assertion.objects.get(claim__reference=reference, source__reference=source)
    assert row.option.name == option


def test_the_coalitions_denial_counts_as_the_coalitions(seeds):
    row = Assertion.objects.get(claim__reference="KH-24")
    assert (row.stance, row.speaker, row.origin) == ("reports", "US-led Coalition", "speaker: us led coalition")


def test_verifying_the_arrest_as_26_june_ends_the_tension_about_the_release(seeds):
    arrest, release = (Claim.objects.get(reference=reference) for reference in ("KH-03", "KH-04"))
    verify(arrest, "26 June 2020")
    assert verdict(release) == "compatible"
    hers = Assertion.objects.get(claim=release, source__reference="carlin")
    assert hers.rebased
    assert not hers.specific
    decide(arrest, "reopen")
    assert verdict(release) == "tension"
    verify(arrest, "25 June 2020")
    assert verdict(release) == "tension"
    hers.refresh_from_db()
    assert not hers.rebased


def test_correcting_the_arrest_to_25_june_brings_the_tension_back(seeds):
    arrest, release = (Claim.objects.get(reference=reference) for reference in ("KH-03", "KH-04"))
    verify(arrest, "26 June 2020")
    decide(arrest, "correct", value="25 June 2020", likelihood="likely", confidence="moderate")
    assert verdict(release) == "tension"


def test_verifying_the_release_as_29_june_makes_the_burning_a_contradiction(seeds):
    release, burning = (Claim.objects.get(reference=reference) for reference in ("KH-04", "KH-10"))
    assert verdict(burning) == "agree"
    verify(release, "29 June 2020")
    assert verdict(burning) == "contradiction"


def test_a_rebased_reading_supports_nothing(seeds):
    arrest, release = (Claim.objects.get(reference=reference) for reference in ("KH-03", "KH-04"))
    verify(arrest, "26 June 2020")
    decision = verify(release, "29 June 2020")
    backers = {row["source"] for row in decision.evidence if row["bears"] == "supports"}
    assert "frantzman-0629" in backers
    assert "carlin" not in backers


@pytest.mark.parametrize(("reference", "source"), [("KH-03", "frantzman-0629"), ("KH-12", "carlin")])
def test_a_source_that_contradicts_itself_is_flagged(seeds, reference, source):
    assert Claim.objects.get(reference=reference).assessment.self_contradiction
    flagged = Claim.objects.filter(assessment__self_contradiction=True)
    assert set(flagged.values_list("reference", flat=True)) == {"KH-03", "KH-12"}


def test_the_columns_of_one_author_are_one_origin(seeds):
    origins = set(Assertion.objects.filter(source__authors__contains="Frantzman", speaker="").values_list("origin"))
    assert len(origins) == 1
    assert Source.objects.filter(authors__contains="Frantzman").count() == 3
