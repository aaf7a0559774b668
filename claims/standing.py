"""How a decision stands today: whether the evidence has left it, and what exactly has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .evidence import Evidence, value_of
from .models import Assessment, Decision
from .spans import Bound, Span, stab

Row = Mapping[str, object]
Verdict = Assessment.Verdict
# Verdicts without a conflict, from the one that rests on least: more agreement is no news to a decision, less is.
AT_PEACE = (Verdict.SINGLE, Verdict.COMPATIBLE, Verdict.AGREE)


def has_moved(decision: Decision, now: Evidence) -> bool:
    """Whether question, verdict, positions or support are no longer what the decision was made on.

    The verdict has changed where a conflict came or went, or less agrees. Support has changed where an origin that
    backed the value no longer does, or a new one speaks against it or denies it; an explanation or a claim left
    unresolved has moved also where a new origin joined.
    """
    asked = now.asked(decision.option_id)
    if worsened(decision.verdict, now.verdict) or decision.asked != {name: asked.get(name) for name in decision.asked}:
        return True
    value = value_of(decision)
    then, current = decision.evidence, now.snapshot(value)
    if value is None:
        return not same_positions(decision.positions, now) or joined(then, current)
    backed, backing = (bearers(snapshot, "supports") for snapshot in (then, current))
    denied, denying = (bearers(snapshot, "denies") for snapshot in (then, current))
    against, now_against = (dissent(snapshot, value, now) for snapshot in (then, current))
    return (
        joined(backing, backed)
        or joined(denied, denying)
        or joined(against, now_against)
        or not (now.claim.has_options or same_stand(against, now_against, now))
        or (now.claim.has_options and not same_positions(decision.positions, now))
    )


def dissent(snapshot: Iterable[Row], value: Span, now: Evidence) -> list[Row]:
    """The rows that speak against a value. A lower figure of what only grows is no news: it may be an earlier one."""
    found = bearers(snapshot, "dissents")
    if not now.claim.accumulates:
        return found
    return [row for row in found if not below(span_of(row, now), value)]


def below(span: Span, value: Span) -> bool:
    return span.high is not None and value.low is not None and span.high < value.low  # type: ignore[operator]


def same_stand(then: Sequence[Row], rows: Sequence[Row], now: Evidence) -> bool:
    """Whether what speaks against a value takes as many positions as then, each with room for the one in its place."""
    before, after = (stab([span_of(row, now) for row in snapshot]) for snapshot in (then, rows))
    return len(before) == len(after) and all(old.meets(new) for old, new in zip(before, after, strict=True))


def span_of(row: Row, now: Evidence) -> Span:
    """What a row of a snapshot can mean, on the axis of a claim of numbers or dates."""
    low, high = (bound(end, now.claim.kind) for end in row["possible"])  # type: ignore[attr-defined]
    return Span(low, high)


def worsened(then: str, now: str) -> bool:
    """Whether a verdict is another one; without a conflict, whether it rests on less."""
    if then in AT_PEACE and now in AT_PEACE:
        return AT_PEACE.index(Verdict(now)) < AT_PEACE.index(Verdict(then))
    return then != now


def same_positions(then: Sequence[Row], now: Evidence) -> bool:
    """Whether there are as many positions as then, and each still leaves room for the one in its place.

    An agreeing source may narrow a position; it makes no other of it.
    """
    if len(then) != len(now.positions):
        return False
    pairs = zip(then, now.positions, now.written_positions(), strict=True)
    return all(
        core.meets(position.core) if (core := core_of(row, now)) else (row["low"], row["high"]) == (w["low"], w["high"])
        for row, position, w in pairs
    )


def core_of(row: Row, now: Evidence) -> Span | None:
    """The stretch of a position that was written down, on the claim's axis as it is today; None where it has none."""
    if not now.claim.has_options:
        return Span(bound(row["low"], now.claim.kind), bound(row["high"], now.claim.kind))
    held = next((option for option in now.options if option.pk == row["option"]), None)
    return Span(held.low, held.high) if held else None


def bound(written: object, kind: str) -> Bound | None:
    if written is None:
        return None
    return Decimal(date.fromisoformat(str(written)).toordinal()) if kind == "date" else Decimal(str(written))


def bearers(snapshot: Iterable[Row], how: str) -> list[Row]:
    return [row for row in snapshot if row.get("bears") == how]


def joined(before: Iterable[Row], after: Iterable[Row]) -> bool:
    """Whether an origin stands among the later rows of which no assertion stood among the earlier ones.

    Assertions are told by their keys first: an origin that was renamed or merged is no new one.
    """
    before = list(before)
    known = {row["id"] for row in before}
    origins = {row["origin"] for row in before}
    fresh: dict[object, bool] = {}
    for row in after:
        fresh[row["origin"]] = fresh.get(row["origin"], row["origin"] not in origins) and row["id"] not in known
    return any(fresh.values())


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was: what of, then and now ("" for nothing), and the assertion's key, if any.

    `lesser` where nothing that a decision rests on is touched by it; `by`: who did it and when, where that is known.
    """

    what: str
    then: str
    now: str
    assertion: int | None = None
    lesser: bool = False
    by: str = ""


# What a decision keeps of an assertion, in the order in which a difference is told; the last two are worked out.
TOLD = {
    "wording": "wording", "locator": "locator", "speaker": "speaker", "stance": "stance", "as_of": "as of",
    "read_as": "read as", "source": "source", "possible": "can mean", "expected": "most readers", "origin": "origin",
    "bears": "the value",
}  # fmt: skip
LESSER = ("locator", "as_of", "expected", "wording", "source", "read_as", "origin", "speaker")


def differences(decision: Decision, now: Evidence) -> Iterator[Difference]:
    """What is no longer as it was when a decision was made, what matters most first."""
    if decision.verdict != now.verdict:
        lesser = not worsened(decision.verdict, now.verdict)
        then_verdict, verdict = (Verdict(v).label.lower() for v in (decision.verdict, now.verdict))
        yield Difference("verdict", then_verdict, verdict, lesser=lesser)
    asked = now.asked(decision.option_id)
    for name in asked:
        if decision.asked.get(name) != asked[name]:
            yield Difference(name, str(decision.asked.get(name) or ""), str(asked[name] or ""))
    then = {row["id"]: row for row in decision.evidence}
    current = {row["id"]: row for row in now.snapshot(value_of(decision))}
    for key in current.keys() - then.keys():
        yield Difference("new", "", quoted(current[key]), key, lesser=current[key].get("bears") == "supports")  # type: ignore[arg-type]
    for key in then.keys() - current.keys():
        yield Difference("no longer counted", quoted(then[key]), "", key)
    for key in then.keys() & current.keys():
        yield from changes(then[key], current[key])


def quoted(row: Row) -> str:
    """ "“only 11” (frantzman-june), dissents" """
    bears = f", {row['bears']}" if row.get("bears") else ""
    return f"“{row['wording']}” ({row['source']}){bears}"


def changes(then: Row, now: Row) -> Iterator[Difference]:
    same = "bears" in now and then.get("bears") == now["bears"]  # its span moved, and what it says to the value did not
    for name, words in TOLD.items():
        if then.get(name) != now.get(name):
            old, new = written(then.get(name)), written(now.get(name))
            yield Difference(f"“{now['wording']}”: {words}", old, new, now["id"], lesser=same or name in LESSER)  # type: ignore[arg-type]


def written(value: object) -> str:
    if isinstance(value, list):
        low, high = (end or "open" for end in value)
        return low if low == high else f"{low} … {high}"
    return "" if value is None else str(value)
