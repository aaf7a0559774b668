"""The small number line in a row of the queue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from claims.chart import Gap, Row, sketch
from claims.claim_page.picture import sketch_of
from claims.evidence import evidence_of, gather
from claims.models import Claim

from .factories import make_claim, make_options, make_source, say, verify
from .test_chart import GAP, RELEASED, count, counts, numbers, point, row, spans

KINDS = {"count": counts, "amount": numbers, "date": st.dates(), "choice": st.integers(0, 400).map(Decimal)}


@st.composite
def cases(draw_one):
    kind = draw_one(st.sampled_from(sorted(KINDS)))
    some = st.none() | spans(KINDS[kind])
    states = st.sampled_from(["counted", "counted", "denies", "set aside", "unread"])
    rows = draw_one(st.lists(st.builds(Row, st.just("A"), st.just("b"), some, some, states), max_size=20))
    gap = draw_one(st.none() | st.builds(Gap, spans(KINDS[kind])))
    return sketch(rows, kind, gap=gap, verified=draw_one(some))


@given(cases())
def test_at_most_eight_lines_lie_within_a_small_picture(small):
    assert len(small.marks) <= 8
    assert 8 <= small.height <= 60
    for mark in small.marks:
        strokes = mark.strokes
        lines = [line for line in (strokes.expected, strokes.possible) if line]
        assert all(0 <= line.x1 <= line.x2 <= 180 for line in lines)
        assert strokes.point is None or 3 <= strokes.point <= 177
        assert 3 <= strokes.y <= small.height - 3
    for line in filter(None, [small.gap, small.verified]):
        assert line.left >= 0
        assert line.left + line.width <= 180
    assert small.sentence.endswith(".")


def test_it_draws_each_span_once_from_low_to_high():
    small = sketch([row(point(14)), row(point(11)), row(point(14)), row(point(11), state="denies")], "count")

    assert [mark.classes for mark in small.marks] == ["counted", "denies", "counted"]
    assert [mark.strokes.point for mark in small.marks] == sorted(mark.strokes.point for mark in small.marks)
    assert small.sentence == "11; denies 11; 14."


def test_of_many_spans_it_keeps_both_sides_of_the_gap():
    rows = [row(count(n, 40)) for n in range(20)] + [row(point(5)), row(point(41))]
    small = sketch(rows, "count", gap=Gap(count(5, 41)))

    assert len(small.marks) == 8
    assert {"5", "41"} <= set(small.sentence.split(". ")[0].split("; "))


def test_it_says_what_it_shows():
    small = sketch(RELEASED, "count", gap=GAP, verified=point(11))

    assert small.sentence == ("7 or more; 11; 12 or more. No value is both 11 or fewer and 12 or more. Verified: 11.")
    assert small.verified.x1 == small.gap.x1


def test_places_without_names_are_only_counted():
    rows = [row(point(1)), row(point(3))]

    assert sketch(rows, "choice", verified=point(1)).sentence == "2 answers."
    assert sketch(rows, "choice", names={1: "CTS", 3: "Army"}).sentence == "CTS; Army."


def test_what_was_not_read_or_set_aside_is_not_drawn():
    rows = [Row("A", "who knows", None, None, state="unread"), row(point(3), state="set aside")]

    assert sketch(rows, "count").marks == ()
    assert sketch(rows, "count").sentence == "Nothing has been read."


def test_it_is_an_image_with_its_sentence_for_a_name():
    small = sketch([row(point(11)), row(count(12)), row(count(3))], "count", gap=GAP, verified=point(11))
    html = render_to_string("claims/_sketch.html", {"sketch": small})

    assert f"<title>{small.sentence}</title>" in html
    assert 'role="img"' in html and "style=" not in html
    assert html.count("<polygon") == 2


@pytest.mark.django_db
def test_the_queue_gets_the_sketch_of_each_claim_from_its_evidence(django_assert_num_queries):
    falling = make_claim(accumulates=True)
    say(falling, "12 wounded", make_source(publisher="A"), as_of=date(2020, 6, 27))
    say(falling, "8 wounded", make_source(publisher="B"), as_of=date(2020, 6, 28))
    forces = make_claim("choice")
    make_options(forces, {"Army": None, "Police": None})
    say(forces, "Army")
    verify(forces, "Army")
    assessments = {c.pk: c.assessment for c in Claim.objects.select_related("assessment__decision__option")}
    found = list(gather([falling.pk, forces.pk]))
    with django_assert_num_queries(0):
        small = {evidence.claim.pk: sketch_of(evidence, assessments[evidence.claim.pk]) for evidence in found}
    assert small[falling.pk].sentence.startswith("8; 12. A running total cannot fall, yet “12 wounded” (A, as of")
    assert [mark.classes for mark in small[falling.pk].marks] == ["counted apart", "counted apart"]
    assert small[forces.pk].sentence == "Army. Verified: Army."


@pytest.mark.django_db
def test_a_denial_that_rules_out_what_the_others_say_is_marked():
    claim = make_claim()
    say(claim, "11", make_source(publisher="A"))
    say(claim, "more than 5", make_source(publisher="B"))
    say(claim, "denied that anyone was released", make_source(publisher="The Army"), stance="denies")
    small = sketch_of(evidence_of(claim), Claim.objects.get().assessment)

    assert small.sentence == (
        "denies 1 or more; 6 or more; 11. The Army denies “1 or more”, and the others leave nothing outside that."
    )
    assert small.gap.x1 == small.gap.x2 == small.marks[2].strokes.point
    assert all("apart" in mark.classes for mark in small.marks)
