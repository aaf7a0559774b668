"""The verdict worked out slowly and plainly: all pairs, point by point. Whole numbers from 0 to 12 only."""

from __future__ import annotations

from itertools import product

# Every bound lies well within, so that the ends stand for the open ones.
POINTS = range(-2, 14)


def points(low, high):
    return {p for p in POINTS if (low is None or p >= low) and (high is None or p <= high)}


def possible(row):
    return points(row.possible_low, row.possible_high)


def expected(row):
    return points(row.expected_low, row.expected_high)


def counts(row):
    return row.stance in ("asserts", "reports") and not (row.set_aside_reason or row.superseded_by_id or row.problem)


def origin(row):
    if row.speaker:
        return "speaker", " ".join(row.speaker.lower().split())
    source = row.source
    while source.derives_from is not None:
        source = source.derives_from
    return ("byline", source.authors.lower()) if source.authors else ("source", source.pk)


def specific(row, kind):
    low, high = row.possible_low, row.possible_high
    if low is None or high is None:
        return False
    if kind in ("count", "amount"):
        return high <= 2 * low
    return high - low < 31 if kind == "date" else low == high


def moment(row):
    return (row.as_of, row.as_of_time) if row.as_of else (row.source.published_on, None)


def not_later(a, b):
    """Whether a's moment surely is earlier than b's, or the same."""
    (day, at), (other_day, other_at) = moment(a), moment(b)
    if day is None or other_day is None:
        return False
    if day != other_day:
        return day < other_day
    return at == other_at if at is None or other_at is None else at <= other_at


def clash(rows, claim, reach):
    if claim.accumulates:
        return any(not_later(a, b) and min(reach(a)) > max(reach(b)) for a, b in product(rows, rows))
    return any(not reach(a) & reach(b) for a, b in product(rows, rows))


def plain_verdict(claim, every):
    rows = [row for row in every if counts(row)]
    if not rows:
        return "none"
    common = set.intersection(*map(possible, rows))
    denials = [
        row
        for row in every
        if row.stance == "denies" and not (row.set_aside_reason or row.superseded_by_id or row.problem)
    ]
    if clash(rows, claim, possible) or any(common and common <= possible(row) for row in denials):
        return "contradiction"
    if clash(rows, claim, expected):
        return "tension"
    if len({origin(row) for row in rows}) == 1:
        return "single"
    moments = {moment(row) for row in rows if moment(row)[0]} if claim.accumulates else {None}
    for when in moments:
        here = [row for row in rows if not claim.accumulates or moment(row) == when]
        if len({origin(row) for row in here if specific(row, claim.kind)}) >= 2:
            return "agree"
    return "compatible"


def plain_self_contradiction(claim, every):
    rows = [row for row in every if counts(row)]
    voices = {(row.source_id, origin(row)) for row in rows}
    return any(
        clash([row for row in rows if (row.source_id, origin(row)) == voice], claim, possible) for voice in voices
    )


def plain_counts(every, value):
    rows = [row for row in every if counts(row)]
    found = {
        "assertions": len(rows),
        "sources": len({row.source_id for row in rows}),
        "origins": len({origin(row) for row in rows}),
        "range_low": None
        if not rows or any(r.possible_low is None for r in rows)
        else min(r.possible_low for r in rows),
        "range_high": None
        if not rows or any(r.possible_high is None for r in rows)
        else max(r.possible_high for r in rows),
        "waiting": sum(1 for row in every if row.problem and not row.set_aside_reason and not row.superseded_by_id),
        "supporting": None,
        "dissenting": None,
    }
    if value is not None:
        held = points(*value)
        found["supporting"] = sum(1 for row in rows if possible(row) & held)
        found["dissenting"] = sum(1 for row in rows if not possible(row) & held)
    return found
