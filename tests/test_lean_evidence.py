"""What a row of a list shows of a claim is what the whole evidence comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.claim_page import ClaimPage, Names, labelled
from claims.claim_page.picture import sketch_of
from claims.evidence import gathered
from claims.models import Assertion, Assessment

from .factories import make_claim, make_options, make_source, say
from .facts_oracle import whole_evidence

WORDINGS = {
    "count": ["11", "14", "about 12", "12 or more", "at most 13", "between 10 and 20", "many", "nonsense!"],
    "date": ["25 June 2020", "26 June 2020", "June 2020", "nonsense!"],
    "choice": ["Army", "Police", "Army or Police", "nonsense!"],
}
SAID = st.tuples(
    st.sampled_from(["asserts", "reports", "doubts", "denies"]),
    st.integers(0, 7),  # the wording
    st.integers(0, 3),  # the source
    st.sampled_from(["Al-Haidari", "The Post"]),
    st.booleans(),  # set aside
)


def stored(kind: str, accumulates: bool, said: list[tuple[str, int, int, str, bool]]) -> Assessment:
    claim = make_claim(kind, accumulates=accumulates and kind == "count")
    if kind == "choice":
        make_options(claim, {"Army": None, "Police": None})
    sources = [
        make_source(f"s-{n}", publisher="The Post", authors="" if n % 2 else "Ann Lee; Bo Berg",
                    published_on=date(2020, 6, 20 + n) if n else None)
        for n in range(4)
    ]  # fmt: skip
    for n, (stance, wording, source, speaker, aside) in enumerate(said):
        words = WORDINGS[kind][wording % len(WORDINGS[kind])]
        speaker = speaker if stance == "reports" else ""
        row = say(claim, words, sources[source], stance=stance, speaker=speaker, locator=f"p. {n}")
        if aside:
            Assertion.objects.filter(pk=row.pk).update(set_aside_reason="doubled")
    return Assessment.objects.select_related("claim", "decision__option").get(claim=claim)


class RowsOfLists(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from(sorted(WORDINGS)), st.booleans(),
        st.sampled_from(Assessment.Verdict.values), st.lists(SAID, max_size=9),
    )  # fmt: skip
    def test_positions_names_and_pictures_are_those_of_the_whole_evidence(self, kind, accumulates, verdict, said):
        assessment = stored(kind, accumulates, said)
        assessment.verdict = verdict if verdict in ("contradiction", "tension") else assessment.verdict
        whole = replace(whole_evidence(assessment.claim), verdict=assessment.verdict)
        (lean,) = gathered([assessment])
        told = [labelled(evidence, Names(evidence.counted)) for evidence in (whole, lean)]
        assert told[0] == told[1]
        assert [p.core for p in whole.positions] == [p.core for p in lean.positions]
        assert [[a.pk for a in p.backers] for p in whole.positions] == [
            [a.pk for a in p.backers] for p in lean.positions
        ]
        assert sketch_of(whole, assessment) == sketch_of(lean, assessment)
        assert (lean.snapshot(), lean.token) == (whole.snapshot(), whole.token)

        page = ClaimPage(assessment.claim).evidence
        assert page.snapshot() == whole.snapshot()
        assert replace(page, verdict=whole.verdict).token == whole.token


@pytest.mark.django_db
def test_lean_evidence_takes_two_queries_for_any_number_of_claims_and_assertions():
    claims = [make_claim("choice") for _ in range(3)]
    for claim in claims:
        make_options(claim, {"Army": None, "Police": None})
        for n in range(5):
            say(claim, "Army", make_source(f"s-{claim.pk}-{n}"))
    assessments = list(Assessment.objects.select_related("claim"))
    with CaptureQueriesContext(connection) as captured:
        rows = list(gathered(assessments))
        assert [len(row.counted) for row in rows] == [5, 5, 5]
        assert [[p.label for p in row_labels] for row_labels in (labelled(r, Names(r.counted)) for r in rows)]
    assert len(captured) == 2
