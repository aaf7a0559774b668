"""The sentence that says what cannot be true, and those that say what would settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from itertools import groupby

from claims.assessment.relative import Said, work_out
from claims.evidence import Evidence, endless
from claims.models import Assertion, Assessment
from claims.postgres import among
from claims.spans import Bound, Span, on_axis, share
from claims.wording import Unreadable, say

from .positions import Names

TRIED = 60  # assertions, or values of a base, that are tried in turn


def sentence(evidence: Evidence, labels: Sequence[str]) -> str:
    """One sentence that says what cannot be true, or what can."""
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
        rows = sorted(group, key=lambda pair: (pair[0][1] is not None, pair[0][1] or time.min))
        for (_, at), row in rows:
            same = [r for (_, t), r in rows if t == at or (t is not None and at is not None and t < at)]
            for earlier in [*([highest] if highest else []), *same]:
                low, high = evidence.span(earlier).low, evidence.span(row).high
                if low is not None and high is not None and low > high:  # type: ignore[operator]
                    return earlier, row
        highest = max([*([highest] if highest else []), *(row for _, row in rows)], key=lambda r: floor_of(evidence, r))
    return None


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
    groups = [[row] for row in evidence.counted[:TRIED]]
    by_origin: dict[str, list[Assertion]] = defaultdict(list)
    for row in evidence.counted:
        by_origin[row.origin].append(row)
    for several in (groups, list(by_origin.values())):
        found = False
        for rows in several:
            out = {row.pk for row in rows}
            rest = conflict(said for pk, said in spans.items() if pk not in out)
            if len(out) < len(spans) and SEVERITY.index(rest) < SEVERITY.index(now):
                found = True
                words = " and ".join(dict.fromkeys(f"“{row.wording}” ({name(row)})" for row in rows))
                left = "nothing would be in conflict" if rest == SEVERITY[0] else f"the {now} would be a {rest}"
                yield f"Without {words}, {left}."
        if found:
            return
    yield "No single source settles this: more than one would have to be wrong."


def with_base_verified(evidence: Evidence, spans: dict[int, Said], now: str) -> Iterator[str]:
    rows = [row for row in evidence.counted if row.terms and row.base_used in ("own", "all")]
    closed = (
        Assertion.objects.counted()
        .filter(specific=True, claim__in=among({row.base_id for row in rows if row.base_id}))
        .select_related("source__publisher")
    )
    values: dict[tuple[int, Span], Assertion] = {}
    for candidate in closed.order_by("pk")[:TRIED]:
        values.setdefault((candidate.claim_id, candidate.possible), candidate)
    for (base, value), candidate in values.items():
        mine = [row for row in rows if row.base_id == base]
        changed = {row.pk: moved for row in mine if (moved := on_base(row, value))}
        new = [f"“{row.wording}” into {evidence.say(changed[row.pk].possible)}" for row in mine if row.pk in changed]
        if new:
            then = conflict((spans | changed).values())
            stays = "still no conflict" if now == SEVERITY[0] else f"the {now} stays"
            outcome = stays if then == now else f"{now} becomes {then}"
            said = f"“{candidate.read_wording}” ({candidate.source.short_name})"
            reference = mine[0].base.reference  # type: ignore[union-attr]
            yield f"Verifying {reference} as {said} turns {', '.join(new)}; {outcome}."


def on_base(row: Assertion, value: Span) -> Said | None:
    """A relative assertion's spans, had its base that value; None where they do not go together."""
    try:
        reading = work_out(row.terms, row.rule, row.claim.kind, Said(value, value))
    except Unreadable:
        return None
    return Said(*(Span(on_axis(s.low), on_axis(s.high)) for s in (reading.expected, reading.possible)))
