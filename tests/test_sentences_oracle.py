"""What a claim's page says of a fall, and of what would settle a conflict, beside a look at every pair and group."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from decimal import Decimal
from itertools import product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from claims.assessment.relative import Said
from claims.claim_page.sentences import fall, without_some
from claims.evidence import Evidence
from claims.models import Assertion, Claim, Source

times = st.one_of(st.none(), st.sampled_from([time(6), time(9), time(18)]))


@st.composite
def spans(draw) -> dict[str, Decimal | None]:
    """The bounds of a reading: a possible span with an expected one within it, each end open or closed."""
    low, width = draw(st.integers(0, 8)), draw(st.integers(0, 2))
    lower, upper = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    open_low, open_high = draw(st.sampled_from(range(8))), draw(st.sampled_from(range(8)))
    return {
        "expected_low": None if open_low == 0 else Decimal(low),
        "expected_high": None if open_high == 0 else Decimal(low + width),
        "possible_low": None if open_low < 2 else Decimal(low - lower),
        "possible_high": None if open_high < 2 else Decimal(low + width + upper),
    }


@st.composite
def figures(draw) -> Assertion:
    return Assertion(
        source=Source(reference="s"),
        as_of=date(2020, 1, draw(st.integers(1, 3))),
        as_of_time=draw(times),
        origin=draw(st.sampled_from("abcd")),
        **draw(spans()),
    )


def evidence_of(rows: list[Assertion], verdict: str = "contradiction", accumulates: bool = False) -> Evidence:
    for key, row in enumerate(rows, 1):
        row.pk, row.wording = key, f"w{key}"
    return Evidence(Claim(kind="count", accumulates=accumulates), verdict, rows, [], [])


def not_after(earlier: Assertion, later: Assertion) -> bool:
    """Whether one figure is known to hold no later than another: a day without a time is before the next day only."""
    if earlier.as_of != later.as_of:
        return earlier.as_of < later.as_of
    if earlier.as_of_time is None or later.as_of_time is None:
        return earlier.as_of_time is later.as_of_time
    return earlier.as_of_time <= later.as_of_time


@settings(max_examples=400)
@given(st.lists(figures(), min_size=2, max_size=8), st.sampled_from(["contradiction", "tension"]))
def test_a_fall_is_told_where_any_two_figures_show_one(rows, verdict):
    evidence = evidence_of(rows, verdict, accumulates=True)

    def falls(one: Assertion, other: Assertion) -> bool:
        low, high = evidence.span(one).low, evidence.span(other).high
        return not_after(one, other) and low is not None and high is not None and low > high

    pairs = [pair for pair in product(rows, rows) if falls(*pair)]
    told = fall(evidence)
    event("falls" if pairs else "does not")
    assert told in pairs if pairs else told is None


def conflict_of(rows: list[Assertion]) -> int:
    """2 where two of the rows cannot both be true, 1 where two are not both as expected, else 0."""
    pairs = list(product(rows, rows))
    if any(not one.possible.meets(other.possible) for one, other in pairs):
        return 2
    return int(any(not one.expected.meets(other.expected) for one, other in pairs))


def without_each(rows: list[Assertion]) -> list[str]:
    """Every assertion, else every origin, without which the conflict would be less."""
    named = {0: "no conflict", 1: "tension", 2: "contradiction"}
    origins = defaultdict(list)
    for row in rows:
        origins[row.origin].append(row)
    now = conflict_of(rows)
    for groups in ([[row] for row in rows], origins.values()):
        found = []
        for group in groups:
            rest = [row for row in rows if row not in group]
            if rest and (then := conflict_of(rest)) < now:
                left = f"the {named[now]} would be a {named[then]}" if then else "nothing would be in conflict"
                found.append(f"Without {' and '.join(f'“{row.wording}” ({row.origin})' for row in group)}, {left}.")
        if found:
            return found
    return ["No single source settles this: more than one would have to be wrong."]


@settings(max_examples=400)
@given(st.lists(figures(), min_size=2, max_size=7))
def test_it_names_all_without_which_the_conflict_would_be_less(rows):
    evidence = evidence_of(rows)
    now = conflict_of(rows)
    event(str(now))
    if now:
        said = {row.pk: Said(row.expected, row.possible) for row in rows}
        told = without_some(evidence, said, ["", "tension", "contradiction"][now], lambda row: row.origin)
        assert list(told) == without_each(rows)
