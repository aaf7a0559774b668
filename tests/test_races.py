"""Several people at once, with real threads and real transactions: nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from claims.assessment import assess
from claims.assessment.relative import Circle
from claims.evidence import evidence_of
from claims.models import Assertion, Claim, Decision
from claims.review import Changed, Refused, decisions
from claims.review.assertions import enter, set_aside

from .factories import make_claim, make_source, make_user, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Take the steps in a thread each, starting together; what each returned or raised, in their order."""
    barrier, outcomes = Barrier(len(steps)), [None] * len(steps)

    def take(n: int, step: Callable[[], object]) -> None:
        try:
            barrier.wait()
            outcomes[n] = step()
        except (Refused, Circle) as error:
            outcomes[n] = error
        finally:
            connection.close()

    threads = [Thread(target=take, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_of_two_editors_who_verify_at_once_one_decides():
    claim = make_claim()
    say(claim, "14")
    seen = evidence_of(claim).token
    value = {"likelihood": "likely", "confidence": "low", "reason": "Because.", "seen": seen}
    editors = [make_user("editor") for _ in range(4)]
    outcomes = at_once(*(lambda e=e: decisions.decide(e, claim, "verify", value="14", **value) for e in editors))
    assert sum(isinstance(outcome, Decision) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert Decision.objects.count() == 1


def test_an_editor_does_not_verify_over_evidence_that_came_at_the_same_moment():
    claim, editor, analyst, source = make_claim(), make_user("editor"), make_user(), make_source()
    say(claim, "14")
    seen = evidence_of(claim).token
    decided, _ = at_once(
        lambda: decisions.decide(
            editor,
            claim,
            "verify",
            value="14",
            likelihood="likely",
            confidence="low",
            reason="Because.",
            seen=seen,
        ),
        lambda: enter(analyst, Assertion(claim=claim, source=source, wording="11")),
    )
    assessment = Claim.objects.get().assessment
    assert assessment.verdict == "contradiction"
    assert isinstance(decided, Changed) or assessment.stale


def test_assertions_entered_at_once_all_count():
    claim = make_claim()
    rows = [(make_user(), make_source()) for _ in range(6)]
    at_once(
        *(
            lambda n=n, user=user, source=source: enter(user, Assertion(claim=claim, source=source, wording=str(n)))
            for n, (user, source) in enumerate(rows, start=10)
        )
    )
    assessment = Claim.objects.get().assessment
    assert (assessment.assertions, assessment.verdict) == (6, "contradiction")
    assert assess() == 0


def test_the_same_words_entered_twice_at_once_are_stored_once():
    claim, source, user = make_claim(), make_source(), make_user()
    outcomes = at_once(*[lambda: enter(user, Assertion(claim=claim, source=source, wording="14"))] * 3)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 2
    assert Claim.objects.get().assessment.assertions == 1


def test_of_two_wordings_that_would_go_by_each_other_one_is_refused():
    first, second = make_claim(), make_claim()
    say(first, "14")
    say(second, "13")
    user, source = make_user(), make_source()
    outcomes = at_once(
        lambda: enter(user, Assertion(claim=first, base=second, source=source, wording="all of them")),
        lambda: enter(user, Assertion(claim=second, base=first, source=source, wording="all of them")),
    )
    assert sum(isinstance(outcome, Assertion) for outcome in outcomes) == 1
    assert assess() == 0


def test_an_assertion_is_set_aside_once():
    row = say(make_claim(), "14")
    users = [make_user() for _ in range(3)]
    outcomes = at_once(*(lambda user=user: set_aside(user, row, f"Because {user}.") for user in users))
    assert sum(isinstance(outcome, Changed) for outcome in outcomes) == 2
    assert Claim.objects.get().assessment.verdict == "none"
