"""The grade “confirmed by others”: what a load asks of the database is what a page says of one assertion."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.evidence import evidence_of
from claims.models import Assertion
from claims.review.assertions import unconfirmed_of

from .factories import make_claim, say

pytestmark = pytest.mark.django_db

WORDS = ["11", "12", "at least 12", "up to 11", "between 10 and 20", "about 30", "nobody knows"]
said = st.tuples(
    st.sampled_from(WORDS), st.sampled_from(["", "Smith", "Jones"]), st.sampled_from(list(Assertion.Stance.values))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(said, min_size=1, max_size=6))
def test_the_query_agrees_with_the_evidence(rows):
    claim = make_claim()
    for number, (words, speaker, stance) in enumerate(rows):
        say(claim, words, speaker=speaker or "Somebody", stance=stance, locator=f"p. {number}")
    Assertion.objects.filter(claim=claim).update(credibility=Assertion.Credibility.CONFIRMED)
    stored, evidence = list(claim.assertions.all()), evidence_of(claim)
    assert unconfirmed_of(stored) == [row for row in stored if not evidence.confirms(row)]
