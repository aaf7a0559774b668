"""The world that the benchmarks measure in: a small one, on either engine, held against the product."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.models import Count

from claims.assessment.origins import origin_keys, origin_of
from claims.models import Assertion, Assessment, Claim, Decision, Option, Source

from .benchmarks import filling
from .benchmarks.stories import DEEP, EACH

pytestmark = pytest.mark.django_db

CLAIMS = 300
READ = ("rule", "rules_version", "problem", "explanation", "terms", "option_id")
PLACED = ("expected_low", "expected_high", "possible_low", "possible_high", "base_used", "specific")


def test_a_small_world_is_as_promised_and_the_product_agrees_with_all_of_it(capsys):
    filling.fill(CLAIMS)
    filling.settle()
    filling.live_on(CLAIMS)
    the_product_agrees(capsys)
    every_wording_is_read_as_it_is_stored()
    its_shape_is_as_promised()


def the_product_agrees(capsys) -> None:
    call_command("assess", "--check")
    call_command("check_record")
    assert "all as stored" in capsys.readouterr().out


def every_wording_is_read_as_it_is_stored() -> None:
    options: dict[int, list[Option]] = {}
    for option in Option.objects.all():
        options.setdefault(option.claim_id, []).append(option)
    keys = origin_keys(Source.objects.values_list("pk", flat=True))
    for row in Assertion.objects.select_related("claim", "source"):
        assert row.origin == origin_of(row.speaker, keys[row.source_id])
        names = READ if row.terms else READ + PLACED
        stored = [getattr(row, name) for name in names]
        row.read(options.get(row.claim_id, []))
        assert [getattr(row, name) for name in names] == stored, row.wording


def its_shape_is_as_promised() -> None:
    said = Assertion.objects.all()
    assert Claim.objects.count() == CLAIMS
    assert said.count() == CLAIMS * EACH
    assert said.relative().count() == pytest.approx(CLAIMS * EACH / 10, rel=0.2)
    assert Assessment.objects.filter(verdict="contradiction").count() >= CLAIMS / 100
    assert set(Claim.objects.values_list("kind", flat=True)) == set(Claim.Kind.values)
    assert set(Assessment.objects.values_list("verdict", flat=True)) == set(Assessment.Verdict.values)
    assert {row.state for row in said.select_related("superseded_by")} == {
        "counted", "unread", "doubts", "denies", "set aside", "superseded",
    }  # fmt: skip
    assert {"verify", "correct"} <= set(Decision.objects.values_list("verb", flat=True))
    assert Assessment.objects.filter(stale=True).exists()
    assert Claim.objects.annotate(n=Count("assertions")).latest("n").n == CLAIMS
    assert longest_chain() == DEEP


def longest_chain() -> int:
    edges = dict(Assertion.objects.relative().values_list("claim", "base").distinct())
    depths: dict[int, int] = {}
    for claim in sorted(edges):
        depths[claim] = depths.get(edges[claim], 0) + 1
    return max(depths.values())
