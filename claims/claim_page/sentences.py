"""The sentence that says what cannot be true, and those that say what would settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from itertools import groupby

from claims.assessment.relative import Said, work_out
from claims.evidence import Evidence, endless
from claims.models import Assertion, Assessment
from claims.spans import Bound, Span, on_axis, share
from claims.wording import Unreadable, say

from .positions import Names

TRIED = 60  # values of a base that are tried in turn
LISTED, SAID = 6, 20  # wordings, and positions, that a sentence names


def sentence(evidence: Evidence, labels: Sequence[str]) -> str:
    """One sentence that says what cannot be true, or what can."""
    if len(labels) > SAID:
        labels = [*labels[:SAID], f"one of {len(labels) - SAID:,} more"]
    if evidence.verdict == Assessment.Verdict.NONE:
        return "No source has been read on this claim yet."
    if evidence.verdict in (Assessment.Verdict.CONTRADICTION, Assessment.Verdict.TENSION):
        return sentence_of_conflict(evidence, labels)
    if evidence.verdict == Assessment.Verdict.SINGLE:
        return f"{' · '.join(labels)}, by one origin alone."
    origins = len({row.origin for row in evidence.counted})
    if evidence.verdict == Assessment.Verdict.AGREE:
        return f"{' · '.join(labels)}: {origins} origins allow it, and at least two of them say so closely."
    return f"{' · '.join(labels)}: {origins} origins allow it, but fewer than two say enough to confirm each other."


def sentence_of_conflict(evidence: Evidence, labels: Sequence[str]) -> str:
    name = Names([*evidence.counted, *evidence.denials])
    if evidence.claim.accumulates and (pair := fall(evidence)):
        earlier, later = (f"“{row.wording}” ({name(row)}, as of {as_of(row)})" for row in pair)
        return f"A running total cannot fall, yet {earlier} comes before {later}, or at the same moment."
    if evidence.verdict == Assessment.Verdict.CONTRADICTION and (denial := ruling_out(evidence)):
        what = evidence.say(denial.possible)
        return f"{name(denial)} denies “{what}”, and the others leave no value outside that: {' · '.join(labels)}."
    thing = {"count": "number", "amount": "amount", "date": "date"}.get(evidence.claim.kind, "answer")
    either = f"Either {', or '.join(labels)}"
    if evidence.verdict == Assessment.Verdict.CONTRADICTION:
        return f"{either}: no {thing} satisfies {'both' if len(labels) == 2 else 'all'}."
    return f"{either}: their words could all be true, but no {thing} is what a reader of each would expect."


def ruling_out(evidence: Evidence) -> Assertion | None:
    """The first denial of all that the counted assertions have in common."""
    common = share(row.possible for row in evidence.counted)
    return next((row for row in evidence.denials if common and common.within(row.possible)), None)


def moment(row: Assertion) -> tuple[date, time | None] | None:
    day = row.as_of or row.source.published_on
    return (day, row.as_of_time if row.as_of else None) if day else None


def as_of(row: Assertion) -> str:
    when = moment(row)
    if when is None:
        return "no known day"
    day, at = when
    return say(Span(day, day), "date") + (f", {at:%H:%M}" if at else "")


def fall(evidence: Evidence) -> tuple[Assertion, Assertion] | None:
    """Of figures that should only grow, an earlier one and a lower one of the same moment or later; None without.

    A day without a time is compared with other days, and with the like of that day, only.
    """
    dated = [(when, row) for row in evidence.counted if (when := moment(row))]
    highest: Assertion | None = None
    for _, group in groupby(sorted(dated, key=lambda pair: pair[0][0]), key=lambda pair: pair[0][0]):
        day = sorted(((at, row) for (_, at), row in group), key=lambda pair: (pair[0] is not None, pair[0] or time.min))
        for _, alike in groupby(day, key=lambda pair: pair[0] is not None):
            if pair := fall_in_a_day(evidence, highest, list(alike)):
                return pair
        highest = max([*([highest] if highest else []), *(row for _, row in day)], key=lambda r: floor_of(evidence, r))
    return None


def fall_in_a_day(
    evidence: Evidence, before: Assertion | None, day: Sequence[tuple[time | None, Assertion]]
) -> tuple[Assertion, Assertion] | None:
    """The like among rows of one day, all with a time or all without, and the highest of the days before."""
    earlier, top = [before] if before else [], before
    for _, group in groupby(day, key=lambda pair: pair[0]):
        together = [row for _, row in group]
        earlier += together
        top = max([*([top] if top else []), *together], key=lambda row: floor_of(evidence, row))
        for row in together:
            if lower(evidence, row, top):
                return next(one for one in earlier if lower(evidence, row, one)), row
    return None


def lower(evidence: Evidence, row: Assertion, other: Assertion) -> bool:
    """Whether all of what a figure can mean lies below all of what another can."""
    low, high = evidence.span(other).low, evidence.span(row).high
    return low is not None and high is not None and low > high  # type: ignore[operator]


def floor_of(evidence: Evidence, row: Assertion) -> Bound:
    return endless(evidence.span(row).low, -1)


# What would change the verdict

SEVERITY = ["no conflict", "tension", "contradiction"]


def conflict(spans: Iterable[Said]) -> str:
    """The conflict among what is said: none, tension or contradiction."""
    spans = list(spans)
    if share(said.possible for said in spans) is None:
        return "contradiction"
    return "tension" if share(said.expected for said in spans) is None else "no conflict"


def what_would_change(evidence: Evidence, name: Callable[[Assertion], str]) -> Iterator[str]:
    """In a sentence each: which words stand alone in a conflict, and what verifying a base would do."""
    if evidence.claim.accumulates or not evidence.counted:
        return
    if denial := ruling_out(evidence):
        yield f"Without the denial “{denial.wording}” ({name(denial)}), nothing would be in conflict."
        return
    spans = {row.pk: Said(row.expected, row.possible) for row in evidence.counted}
    now = conflict(spans.values())
    if now != "no conflict":
        yield from without_some(evidence, spans, now, name)
    yield from with_base_verified(evidence, spans, now)
    if evidence.verdict in (Assessment.Verdict.SINGLE, Assessment.Verdict.COMPATIBLE):
        yield "Another origin that says it closely (not “many”, not open-ended) would confirm or contradict it."


def without_some(
    evidence: Evidence, spans: dict[int, Said], now: str, name: Callable[[Assertion], str]
) -> Iterator[str]:
    """What the conflict would be without single assertions, or, where none matters alone, without single origins."""
    outermost = furthest(spans)
    by_origin: dict[str, list[Assertion]] = defaultdict(list)
    for row in evidence.counted:
        by_origin[row.origin].append(row)
    # Only what holds an end can settle anything.
    alone = [[row] for row in evidence.counted if row.pk in outermost]
    together = [rows for rows in by_origin.values() if not outermost.isdisjoint(row.pk for row in rows)]
    for several in (alone, together):
        found = False
        for rows in several:
            out = {row.pk for row in rows}
            rest = conflict(said for pk, said in spans.items() if pk not in out)
            if len(out) < len(spans) and SEVERITY.index(rest) < SEVERITY.index(now):
                found = True
                left = "nothing would be in conflict" if rest == SEVERITY[0] else f"the {now} would be a {rest}"
                yield f"Without {listed(f'“{row.wording}” ({name(row)})' for row in rows)}, {left}."
        if found:
            return
    yield "No single source settles this: more than one would have to be wrong."


def furthest(spans: dict[int, Said]) -> set[int]:
    """The keys of the first that reaches no further down, and of the first that reaches no further up, as far as any.

    A conflict lies between these ends, those of possible spans or those of expected ones.
    """
    found = set()
    for of in ("possible", "expected"):
        lows = [(getattr(said, of).low, pk) for pk, said in spans.items() if getattr(said, of).low is not None]
        highs = [(getattr(said, of).high, pk) for pk, said in spans.items() if getattr(said, of).high is not None]
        found |= {max(lows)[1]} if lows else set()
        found |= {min(highs)[1]} if highs else set()
    return found


def listed(texts: Iterable[str], joint: str = " and ") -> str:
    """Texts in a row, each once; of many the first, and how many more there are."""
    distinct = list(dict.fromkeys(texts))
    more = len(distinct) - LISTED
    return joint.join(distinct[:LISTED] + [f"{more:,} more"] * (more > 0))


def with_base_verified(evidence: Evidence, spans: dict[int, Said], now: str) -> Iterator[str]:
    """What verifying a base as one of its sources has it would do to the conflict."""
    by_base: dict[int | None, list[Assertion]] = defaultdict(list)
    for row in evidence.counted:
        if row.terms and row.base_used in ("own", "all"):
            by_base[row.base_id].append(row)
    if not by_base:
        return
    closed = Assertion.objects.counted().filter(specific=True, claim__among=[base for base in by_base if base])
    values: dict[tuple[int, Span], Assertion] = {}
    for candidate in closed.select_related("claim", "source__publisher").order_by("pk")[:TRIED]:
        values.setdefault((candidate.claim_id, candidate.possible), candidate)
    others = {base: without(spans, rows) for base, rows in by_base.items()}
    for (base, value), candidate in values.items():
        mine = by_base[base]
        placed = {worked_by(row): on_base(row, value) for row in {worked_by(row): row for row in mine}.values()}
        changed = {row.pk: moved for row in mine if (moved := placed[worked_by(row)])}
        if changed:
            moves = [(row.wording, changed[row.pk]) for row in mine if row.pk in changed]
            new = (f"“{words}” into {evidence.say(said.possible)}" for words, said in moves)
            then = conflict([*others[base], *(changed.get(row.pk, spans[row.pk]) for row in mine)])
            stays = "still no conflict" if now == SEVERITY[0] else f"the {now} stays"
            outcome = stays if then == now else f"{now} becomes {then}"
            value_as = f"“{candidate.read_wording}” ({candidate.source.short_name})"
            yield f"Verifying {candidate.claim.reference} as {value_as} turns {listed(new, ', ')}; {outcome}."


def without(spans: dict[int, Said], rows: Iterable[Assertion]) -> list[Said]:
    """Of what others say than these rows, what decides whether it is in conflict."""
    rest = spans.keys() - {row.pk for row in rows}
    return [spans[pk] for pk in furthest({pk: spans[pk] for pk in rest})]


def worked_by(row: Assertion) -> tuple[str, str]:
    """What a relative reading is worked out by, but for its base."""
    return row.rule, str(row.terms)


def on_base(row: Assertion, value: Span) -> Said | None:
    """A relative assertion's spans, had its base that value; None where they do not go together."""
    try:
        reading = work_out(row.terms, row.rule, row.claim.kind, Said(value, value))
    except Unreadable:
        return None
    return Said(*(Span(on_axis(s.low), on_axis(s.high)) for s in (reading.expected, reading.possible)))
