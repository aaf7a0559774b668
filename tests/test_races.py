"""Several people at once, with real threads and real transactions: nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from claims.assessment import assess
from claims.assessment.relative import Circle
from claims.evidence import evidence_of
from claims.loading import load
from claims.models import Assertion, Claim, Decision, Source, Upload
from claims.postgres import Busy, impatient
from claims.review import Changed, Refused, decisions
from claims.review.assertions import enter, restore, set_aside
from claims.review.imports import undo
from claims.review.merging import merge_claims, merge_publishers, merge_sources
from claims.review.moves import move
from claims.uploads import undoing

from .factories import make_claim, make_source, make_user, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Take the steps in a thread each, starting together; what each returned or raised, in their order."""
    barrier, outcomes = Barrier(len(steps)), [None] * len(steps)

    def take(n: int, step: Callable[[], object]) -> None:
        try:
            barrier.wait()
            outcomes[n] = step()
        except (Refused, Circle, Busy) as error:
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
    assert assess(anew=True) == 0


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
    assert assess(anew=True) == 0


def test_an_assertion_is_set_aside_once():
    row = say(make_claim(), "14")
    users = [make_user() for _ in range(3)]
    outcomes = at_once(*(lambda user=user: set_aside(user, row, f"Because {user}.") for user in users))
    assert sum(isinstance(outcome, Changed) for outcome in outcomes) == 2
    assert Claim.objects.get().assessment.verdict == "none"


VALUE = {"likelihood": "likely", "confidence": "low", "reason": "Because."}


def test_an_assertion_moved_while_its_claim_is_verified_is_lost_to_neither():
    left, to, editor, analyst = make_claim(), make_claim(), make_user("editor"), make_user()
    row, seen = say(left, "14"), evidence_of(left).token
    decided, moved = at_once(
        lambda: decisions.decide(editor, left, "verify", value="14", seen=seen, **VALUE),
        lambda: move(analyst, row, to, "It asks that.", seen=seen),
    )
    # Who comes second is told, whichever of the two it is.
    assert [isinstance(outcome, Changed) for outcome in (decided, moved)].count(True) == 1
    assert (to.assertions.count(), left.decisions.count()) in ((1, 0), (0, 1))
    assert assess(anew=True) == 0


def test_an_assertion_moved_to_two_claims_at_once_goes_to_one():
    left, users = make_claim(), [make_user() for _ in range(3)]
    row, claims = say(left, "14"), [make_claim() for _ in users]
    outcomes = at_once(*(lambda u=u, c=c: move(u, row, c, "It asks that.") for u, c in zip(users, claims, strict=True)))
    assert sum(isinstance(outcome, Changed) for outcome in outcomes) == 2
    assert sum(claim.assertions.count() for claim in [left, *claims]) == 1
    assert assess(anew=True) == 0


def test_an_assertion_moved_while_it_is_set_aside_keeps_both_or_says_so():
    left, to, users = make_claim(), make_claim(), [make_user(), make_user()]
    row = say(left, "14")
    moved, aside = at_once(
        lambda: move(users[0], row, to, "It asks that."), lambda: set_aside(users[1], row, "A misprint.")
    )
    row.refresh_from_db()
    assert row.claim == to
    assert not isinstance(moved, Refused)
    assert (row.set_aside_reason == "A misprint.") == (not isinstance(aside, Changed))
    assert row.history.count() == 2 + (not isinstance(aside, Changed))
    assert assess(anew=True) == 0


def test_words_entered_while_their_claim_is_merged_away_are_on_the_kept_claim_or_refused():
    keep, drop, source, editor, analyst = make_claim(), make_claim(), make_source(), make_user("editor"), make_user()
    merged, entered = at_once(
        lambda: merge_claims(editor, keep, drop),
        lambda: enter(analyst, Assertion(claim=drop, source=source, wording="14")),
    )
    assert merged is None
    assert drop.assertions.count() == 0
    assert keep.assertions.count() == (not isinstance(entered, Refused))
    if isinstance(entered, Refused):
        assert f"was merged into {keep.reference}" in str(entered)
    assert assess(anew=True) == 0


def test_a_claim_verified_while_it_is_merged_away_keeps_the_decision_or_refuses_it():
    keep, drop, editors = make_claim(), make_claim(), [make_user("editor"), make_user("editor")]
    say(drop, "14")
    seen = evidence_of(drop).token
    merged, decided = at_once(
        lambda: merge_claims(editors[0], keep, drop),
        lambda: decisions.decide(editors[1], drop, "verify", value="14", seen=seen, **VALUE),
    )
    assert merged is None
    assert drop.decisions.count() == isinstance(decided, Decision)
    assert keep.assertions.count() == 1
    assert assess(anew=True) == 0


def test_of_two_merges_that_cross_one_is_done():
    one, other, editors = make_claim(), make_claim(), [make_user("editor"), make_user("editor")]
    say(one, "14")
    say(other, "11")
    outcomes = at_once(lambda: merge_claims(editors[0], one, other), lambda: merge_claims(editors[1], other, one))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    (kept,) = Claim.objects.live()
    assert kept.assertions.count() == Assertion.objects.count() == 2
    assert assess(anew=True) == 0


def test_a_chain_of_merges_at_once_ends_in_one_claim():
    claims, editors = [make_claim() for _ in range(4)], [make_user("editor") for _ in range(3)]
    for n, claim in enumerate(claims):
        say(claim, str(10 + n))
    at_once(
        *(
            lambda e=e, keep=keep, drop=drop: merge_claims(e, keep, drop)
            for e, keep, drop in zip(editors, claims, claims[1:], strict=False)
        )
    )
    live = Claim.objects.live()
    assert sum(claim.assertions.count() for claim in live) == 4
    assert {claim.kept.pk for claim in Claim.objects.all()} == {claim.pk for claim in live}
    assert assess(anew=True) == 0


def test_of_two_merges_of_sources_or_publishers_that_cross_one_is_done():
    claim, one, other = make_claim(), make_source(), make_source()
    say(claim, "14", one)
    say(claim, "11", other)
    users = [make_user("editor"), make_user("editor")]
    sources = at_once(lambda: merge_sources(users[0], one, other), lambda: merge_sources(users[1], other, one))
    assert sum(isinstance(outcome, Changed) for outcome in sources) == 1
    assert Claim.objects.get().assessment.assertions == 2
    here, there = one.publisher, other.publisher
    publishers = at_once(
        lambda: merge_publishers(users[0], here, there), lambda: merge_publishers(users[1], there, here)
    )
    assert sum(isinstance(outcome, Changed) for outcome in publishers) == 1
    assert assess(anew=True) == 0


def test_words_of_a_source_that_is_merged_away_at_once_are_refused_or_kept():
    claim, keep, drop, editor, analyst = make_claim(), make_source(), make_source(), make_user("editor"), make_user()
    merged, entered = at_once(
        lambda: merge_sources(editor, keep, drop),
        lambda: enter(analyst, Assertion(claim=claim, source=drop, wording="14")),
    )
    assert merged is None
    assert claim.assertions.count() == keep.assertions.count() == (not isinstance(entered, Changed))
    assert assess(anew=True) == 0


def test_who_restores_while_another_moves_loses_nothing():
    left, to, users = make_claim(), make_claim(), [make_user(), make_user()]
    row = say(left, "14")
    set_aside(users[0], row, "A misprint.")
    _, restored = at_once(
        lambda: move(users[0], row, to, "It asks that."), lambda: restore(users[1], row, "It was none.")
    )
    row.refresh_from_db()
    assert (row.claim, row.counted) == (to, not isinstance(restored, Changed))
    assert assess(anew=True) == 0


def test_of_two_who_undo_an_import_at_once_one_does(write):
    analyst, administrator = make_user(), make_user("administrator")
    brought = load([write("sources", ["reference", "title", "publisher"], ["s", "T", "P"])], analyst).brought
    for user in (analyst, administrator):
        undoing.look(user, brought)
    seen = dict(Upload.objects.filter(undoes=brought).values_list("uploaded_by", "token"))
    at_once(
        *(lambda u=u: undoing.confirm(u, brought, f"Because {u}.", seen=seen[u.pk]) for u in (analyst, administrator))
    )
    brought.refresh_from_db()
    assert brought.undone_reason == f"Because {brought.undone_by}."
    assert Source.history.filter(history_type="-").count() == 1
    assert not Upload.objects.filter(undoes=brought).exists()


def test_an_import_on_which_somebody_builds_while_it_is_undone_is_kept_or_gone_with_what_was_refused(write):
    analyst, other, claim = make_user(), make_user(), make_claim()
    brought = load([write("sources", ["reference", "title", "publisher"], ["s", "T", "P"])], analyst).brought
    source = Source.objects.get()
    _, entered = at_once(
        lambda: undo(analyst, brought, "The wrong file."),
        lambda: enter(other, Assertion(claim=claim, source=source, wording="14")),
    )
    assert Source.objects.count() == claim.assertions.count() == (not isinstance(entered, Refused))
    assert assess() == 0


@pytest.mark.postgresql
def test_a_load_ends_though_somebody_keeps_writing_about_its_claims(write):
    claim, source, analyst, other = make_claim(), make_source(), make_user("analyst"), make_user("analyst")
    rows = write("assertions", ["claim", "source", "wording"], [claim.reference, source.reference, "14"])
    outcomes = []

    def interrupt() -> None:
        said = Assertion(claim=claim, source=source, wording=f"{len(outcomes)} people")
        with impatient(1):
            enter(other, said)

    def while_read(stage: str, done: int = 0, total: int = 0) -> None:
        if stage == "reading the words":
            outcomes.extend(at_once(interrupt))

    assert load([rows], analyst, progress=while_read).counts["assertions"]["new"] == 1
    assert [isinstance(outcome, Busy) for outcome in outcomes] == [False, False, True]
    assert Assertion.objects.count() == 3
    assert assess(anew=True) == 0
