"""The set-based verdict against a slow, plain one: all pairs, point by point, in Python."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims.assessment import assess
from claims.assessment.origins import origin_keys, origin_of
from claims.evidence import gather
from claims.models import Assertion, Assessment, Claim, Decision, Publisher, Source, Topic
from claims.spans import Span
from claims.wording import Reading, read

from .oracle import POINTS, plain_counts, plain_self_contradiction, plain_verdict, points, possible

pytestmark = pytest.mark.django_db

numbers = count(1)

thorough = settings(
    max_examples=120,
    deadline=None,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def spans(draw):
    low, high = draw(st.none() | st.integers(0, 8)), draw(st.none() | st.integers(0, 8))
    return (low, high) if low is None or high is None or low <= high else (high, low)


@st.composite
def readings(draw):
    """Expected within possible, as bounds of whole numbers."""
    low, high = draw(spans())
    inner_low = draw(st.integers(0 if low is None else low, 8 if high is None else high))
    inner_high = draw(st.integers(inner_low, 8 if high is None else high))
    return (inner_low, inner_high), (low, high)


rows = st.fixed_dictionaries(
    {
        "source": st.integers(0, 4),
        "reading": readings(),
        "stance": st.sampled_from(["asserts"] * 5 + ["reports", "doubts", "denies"]),
        "speaker": st.sampled_from(["", "", "", "The Ministry", "the  ministry", "The Army"]),
        "set_aside": st.sampled_from([False] * 6 + [True]),
        "superseded": st.sampled_from([False] * 6 + [True]),
        "problem": st.sampled_from([""] * 6 + ["cannot be read"]),
        "as_of": st.none() | st.dates(date(2020, 6, 1), date(2020, 6, 3)),
        "as_of_time": st.none() | st.sampled_from([time(9), time(12)]),
    }
)
documents = st.tuples(
    st.sampled_from(["", "", "Ann Lee", "ann lee", "Bo Ray"]),  # byline
    st.sampled_from([None, None, 0, 1, 2]),  # derives from an earlier one
    st.none() | st.dates(date(2020, 6, 1), date(2020, 6, 3)),
)
worlds = st.fixed_dictionaries(
    {
        "documents": st.lists(documents, min_size=5, max_size=5),
        "claims": st.lists(
            st.tuples(
                st.sampled_from(["count", "amount", "date", "choice", "yesno"]),
                st.booleans(),
                st.lists(rows, max_size=6),
            ),
            min_size=1,
            max_size=6,
        ),
        "value": st.none() | spans(),
    }
)


def build(world, user):
    publisher = Publisher.objects.create(name=f"P{next(numbers)}")
    topic = Topic.objects.create(name=f"T{next(numbers)}")
    sources: list[Source] = []
    for byline, parent, published_on in world["documents"]:
        derives_from = sources[parent] if parent is not None and parent < len(sources) else None
        reference = f"s{next(numbers)}"
        sources.append(
            Source.objects.create(
                reference=reference,
                title=reference,
                publisher=publisher,
                authors=byline,
                derives_from=derives_from,
                published_on=published_on,
            )
        )
    claims = []
    for kind, accumulates, wanted in world["claims"]:
        claim = Claim.objects.create(
            reference=f"c{next(numbers)}",
            topic=topic,
            question="?",
            kind=kind,
            accumulates=accumulates and kind in ("count", "amount"),
        )
        Assessment.objects.create(claim=claim)
        claims.append((claim, store(claim, wanted, sources, user)))
        if world["value"] is not None:
            decision(claim, world["value"], user)
    return claims


def store(claim, wanted, sources, user):
    keys = origin_keys([source.pk for source in sources])
    made = []
    for row in wanted:
        expected, possible = ((None, None),) * 2 if row["problem"] else row["reading"]
        source = sources[row["source"]]
        speaker = row["speaker"] or ("Somebody" if row["stance"] == "reports" else "")
        assertion = Assertion(
            claim=claim,
            source=source,
            wording=f"w{next(numbers)}",
            entered_by=user,
            stance=row["stance"],
            speaker=speaker,
            set_aside_reason="why" if row["set_aside"] else "",
            problem=row["problem"],
            rule="n",
            as_of=row["as_of"],
            as_of_time=row["as_of_time"] if row["as_of"] else None,
            origin=origin_of(speaker, keys[source.pk]),
            superseded_by=made[0] if made and row["superseded"] else None,
        )
        if not row["problem"]:
            first = 1 if claim.kind == "date" else 0  # there is no day nought
            spans = (Span(*(decimal(bound, first) for bound in span)) for span in (expected, possible))
            assertion.place(*spans)
        assertion.save()
        assertion.refresh_from_db()
        made.append(assertion)
    return made


def decimal(bound, first=0):
    return None if bound is None else Decimal(bound + first)


def decision(claim, value, user):
    Decision.objects.create(
        claim=claim,
        number=1,
        verb="verify",
        author=user,
        reason="r",
        value="v",
        low=decimal(value[0]),
        high=decimal(value[1]),
        likelihood="likely",
        confidence="low",
        verdict="none",
        assertions=0,
        sources=0,
        origins=0,
        asked={},
        positions=[],
        evidence=[],
        evidence_sha256="0" * 64,
    )


@pytest.fixture
def user():
    return User.objects.create_user("typist")


@thorough
@given(world=worlds)
def test_the_verdict_is_that_of_the_plain_oracle(user, world):
    with transaction.atomic():
        claims = build(world, user)
        assess([claim.pk for claim, _ in claims])
        for claim, every in claims:
            found = Assessment.objects.get(pk=claim.pk)
            assert found.verdict == plain_verdict(claim, every)
            assert found.self_contradiction == plain_self_contradiction(claim, every)
            plain = plain_counts(every, world["value"])
            assert {name: getattr(found, name) for name in plain} == plain
        assert assess(anew=True) == 0, "working everything out again must change nothing"
        transaction.set_rollback(True)


@thorough
@given(world=worlds)
def test_positions_are_the_fewest_points_that_meet_every_span(user, world):
    with transaction.atomic():
        claims = build(world, user)
        assess([claim.pk for claim, _ in claims])
        for evidence in gather(claim.pk for claim, _ in claims):
            reach = [points(evidence.span(a).low, evidence.span(a).high) for a in evidence.counted]
            assert len(evidence.positions) == fewest(reach)
            for row in evidence.counted:
                assert any(row in position.backers for position in evidence.positions)
        transaction.set_rollback(True)


def fewest(reach):
    """The size of the smallest set of points that meets each of the sets: all sizes tried in turn."""
    from itertools import combinations

    for size in range(len(reach) + 1):
        if any(all(spot & set(chosen) for spot in reach) for chosen in combinations(POINTS, size)):
            return size
    raise AssertionError("a set of no points")


# Relative readings through chains

SHARES = ["all of them", "all but one", "half of them", "most of them", "nearly all of them"]
steps = st.lists(
    st.tuples(
        st.integers(0, 5),  # the claim it is about; it goes by an earlier one
        st.integers(0, 4),
        st.integers(0, 2),  # the source
        st.sampled_from(SHARES),
    ),
    max_size=10,
)


@thorough
@given(
    figures=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), readings()), max_size=8),
    steps=steps,
    verified=st.dictionaries(st.integers(0, 5), st.integers(0, 12), max_size=3),
    order=st.randoms(use_true_random=False),
    way=st.sampled_from(["all at once", "one by one", "one by one, told what is new"]),
)
def test_relative_readings_follow_their_bases_through_chains(user, figures, steps, verified, order, way):
    with transaction.atomic():
        world = {"documents": [("", None, None)] * 5, "claims": [("count", False, [])] * 6, "value": None}
        claims = [claim for claim, _ in build(world, user)]
        sources = list(Source.objects.order_by("pk"))[-5:]
        said: dict[int, list[tuple[int, object]]] = {n: [] for n in range(6)}
        events = [*figures, *(step for step in steps if step[1] < step[0]), *verified.items()]
        order.shuffle(events)
        for n, *what in events:
            fresh = None
            match what:
                case [value]:
                    decision(claims[n], (value, value), user)
                case [source, reading]:
                    said[n].append((source, reading))
                    store(claims[n], [absolute(source, reading)], sources, user)
                    fresh = {}
                case [base, source, words]:
                    said[n].append((source, (base, words)))
                    fresh = {relative(claims[n], claims[base], sources[source], words, user): claims[n].pk}
            if way != "all at once":
                assess([claims[n].pk], fresh=fresh if way.endswith("new") else None)
        if way == "all at once":
            assess([claim.pk for claim in claims])
        assert assess(anew=True) == 0, "what was passed over has not moved"
        for n, claim in enumerate(claims):
            wanted = sorted_as_text((reading, rebased) for _, reading, rebased in worked_out(said, verified, n))
            rows = Assertion.objects.filter(claim=claim, problem="")
            assert sorted_as_text(((bounds(r.expected), bounds(r.possible)), r.rebased) for r in rows) == wanted
            assert not rows.filter(rebased=True, specific=True)
            if n in verified:
                value = points(verified[n], verified[n])
                backing = [r for r in rows if possible(r) & value and not r.rebased]
                assert Assessment.objects.get(pk=claim.pk).supporting == len(backing)
        transaction.set_rollback(True)


def sorted_as_text(rows):
    return sorted(rows, key=str)


def bounds(span):
    return (span.low, span.high)


def absolute(source, reading):
    return {
        "source": source,
        "reading": reading,
        "stance": "asserts",
        "speaker": "",
        "set_aside": False,
        "superseded": False,
        "problem": "",
        "as_of": None,
        "as_of_time": None,
    }


def relative(claim, base, source, words, user):
    row = Assertion(
        claim=claim,
        base=base,
        source=source,
        wording=words,
        locator=str(next(numbers)),
        entered_by=user,
        origin=f"source: {source.reference}",
    )
    row.read()
    row.save()
    return row.pk


def worked_out(said, verified, n):
    """Each assertion on claim n that can be worked out, by recursion: its source, its bounds, whether it is rebased."""
    found = []
    for source, what in said[n]:
        if not isinstance(what[1], str):
            found.append((source, tuple(tuple(map(decimal, span)) for span in what), False))
            continue
        base, words = what
        basis, rebased = value_of_base(said, verified, base, source)
        if basis is not None:
            spans = [Span(*span) for span in basis]
            reading = read(words, "count").on(Reading(*spans, rule="base", kind="count"))
            found.append((source, (bounds(reading.expected), bounds(reading.possible)), rebased))
    return found


def value_of_base(said, verified, base, source):
    """The bounds that a source's share of the base goes by, and whether its own word on it lies elsewhere."""
    every = worked_out(said, verified, base)
    own = envelope([reading for who, reading, _ in every if who == source])
    if base in verified:
        value = Decimal(verified[base])
        return [(value, value)] * 2, own is not None and not points(*own[1]) & points(value, value)
    return own or envelope([reading for _, reading, _ in every]), False


def envelope(readings):
    if not readings:
        return None
    return [
        (
            None if any(r[k][0] is None for r in readings) else min(r[k][0] for r in readings),
            None if any(r[k][1] is None for r in readings) else max(r[k][1] for r in readings),
        )
        for k in (0, 1)
    ]
