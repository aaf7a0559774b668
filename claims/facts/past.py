"""Facts as they stood at a past moment, by what was recorded then.

A decision keeps the question, the counts, the range and the evidence that it was made on, so its row is told from it
alone. Who wrote and published a source, and when, is told as it was recorded then, also where the source is gone since;
only the names of topics are those of now. Nothing keeps what the evidence came to while no decision was in force, nor
when the evidence left one: those cells are empty. A claim without a decision is told as its history has it, and left
out where it was not entered yet. One that was merged into another since is told; one that was merged already is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from claims.evidence import BEHIND, path
from claims.loading.cells import DAY
from claims.models import Assessment, Claim, Decision, Publisher, Source, Topic
from claims.review.history import GONE
from claims.standing import bound

from .axis import OFFERING, ask_places, line
from .citations import Said, cite, signature, told
from .reconciled import CHUNK, HELD, Held, Rows, chunks, held, number

FIRST = 1970  # earlier, a time zone's hours could leave the calendar
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?P<second>:\d\d(?P<part>[.,]\d+)?)?", re.ASCII)
Status = Assessment.Status
Verb = Decision.Verb


def moment_of(words: str) -> datetime:
    """The moment that is meant by a day of ISO 8601, or by a day and a time of day: the end of what is written.

    That is of the day, the minute or the second; it is local time where no offset is given, and what has begun ends
    now. Raises ValueError, with what to write instead, for what
    is no moment or is still to come.
    """
    now = timezone.now()
    try:
        begins, ends = written(words)
    except ValueError:
        raise ValueError(f"“{words}” is no moment: write 2020-06-29, or 2020-06-29T10:30.") from None
    if begins.year < FIRST:
        raise ValueError(f"“{words}” is too long ago: write a moment from {FIRST} on.")
    if begins.year > now.year + 1 or in_utc(begins) > now:
        raise ValueError(f"“{words}” is still to come: write a moment that has passed.")
    return min(in_utc(ends), now)


def written(words: str) -> tuple[datetime, datetime]:
    """When what the words name begins and ends; ValueError where they are no day, minute, second or part of one."""
    if DAY.fullmatch(words):
        day = date.fromisoformat(words)
        return datetime.combine(day, time.min), datetime.combine(day, time.max)
    if not (found := MOMENT.match(words)):
        raise ValueError
    at = datetime.fromisoformat(words)
    second, part = (found[name] is not None for name in ("second", "part"))
    return at, at if part else at.replace(second=at.second if second else 59, microsecond=999_999)


def in_utc(at: datetime) -> datetime:
    return (at if at.tzinfo else timezone.make_aware(at)).astimezone(UTC)


def rows(claims: QuerySet[Claim], moment: datetime, then: Mapping[str, object]) -> Rows:
    """The facts of claims as they stood at a moment, in their order, under the headings of facts.

    `then` are fields, with the values that a claim had at the moment if it is to be among them.
    """
    for chunk in chunks(claims.values_list("pk", flat=True).iterator(CHUNK)):
        decided = decisions_at(chunk, moment)
        states = states_at(chunk, moment, decided)
        known = Known(states.values(), decided.values(), moment)
        for key in chunk:
            if key in states and all(getattr(states[key], name) == value for name, value in then.items()):
                yield fact(states[key], decided.get(key, Decided()), known)


# Decisions


class Kept(NamedTuple):
    """What a decision kept of the claim and of its evidence."""

    verdict: str
    assertions: int
    sources: int
    origins: int
    supporting: int | None
    dissenting: int | None
    range_low: str
    range_high: str
    asked: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]


class Decided(NamedTuple):
    """What was in force about a claim: a decision and an explanation, and what the first of them kept."""

    decision: Held | None = None
    explanation: Held | None = None
    kept: Kept | None = None


def decisions_at(claims: Iterable[int], moment: datetime) -> dict[int, Decided]:
    """What was in force about each of the claims at a moment, for those of which anything was decided by then."""
    settled: dict[int, tuple[int, str]] = {}
    explained: dict[int, tuple[int, str]] = {}
    steps = Decision.objects.filter(claim__among=claims, decided_at__lte=moment).order_by("number")
    for claim, pk, verb in steps.values_list("claim_id", "pk", "verb"):
        if verb != Verb.EXPLAIN:
            settled[claim] = (pk, verb)
        if verb in (Verb.EXPLAIN, Verb.REOPEN):
            explained[claim] = (pk, verb)
    wanted = [pk for pk, verb in (*settled.values(), *explained.values()) if verb != Verb.REOPEN]
    found: dict[int, tuple[Held, Kept]] = {}
    for row in Decision.objects.filter(pk__among=wanted).order_by().values_list(*HELD, *Kept._fields):
        found[row[0]] = Held._make(row[: len(HELD)]), Kept._make(row[len(HELD) :])
    decided = {}
    for claim in settled.keys() | explained.keys():
        decision, kept = found.get(settled.get(claim, (0, ""))[0], (None, None))
        explanation, kept_with_it = found.get(explained.get(claim, (0, ""))[0], (None, None))
        decided[claim] = Decided(decision or explanation, explanation, kept or kept_with_it)
    return decided


# Claims


class State(NamedTuple):
    """A claim as it was at a moment."""

    reference: str
    topic_id: int
    question: str
    kind: str
    unit: str
    accumulates: bool
    assignee_id: int | None
    merged_into_id: int | None
    pk: int = 0


def states_at(claims: Iterable[int], moment: datetime, decided: Iterable[int]) -> dict[int, State]:
    """The claims as they were at a moment, without those that were not there yet, or merged already.

    What has no history is as it was loaded, and there since then, or always where no import brought it.
    """
    fields = State._fields[:-1]
    now = Claim.objects.filter(pk__among=claims).order_by().values_list("pk", "brought_by__loaded_at", *fields)
    states = {pk: State._make((*row, pk)) for pk, loaded_at, *row in now if not (loaded_at and loaded_at > moment)}
    history = Claim.history.filter(id__among=claims).order_by("history_date", "history_id")
    there = set(decided)
    for pk, at, how, *row in history.values_list("id", "history_date", "history_type", *fields):
        if at <= moment:
            states[pk] = State._make((*row, pk))
            there.add(pk)
        elif how == "+" and pk not in there:
            states.pop(pk, None)
    return {pk: state for pk, state in states.items() if not state.merged_into_id}


class Known:
    """What is known of what some claims of then name: now of topics and options, then of sources."""

    def __init__(self, states: Iterable[State], decided: Iterable[Decided], moment: datetime) -> None:
        states = list(states)
        self.topics = dict(Topic.objects.filter(pk__in={state.topic_id for state in states}).values_list("pk", "name"))
        trees = ask_places([state.pk for state in states if state.kind in OFFERING])()
        self.names = {
            claim: {path(place, places): place.name for place in places}  # type: ignore[arg-type]
            for claim, places in trees.items()
        }
        references = {row["source"] for one in decided if one.kept for row in one.kept.evidence}
        self.signatures = signatures_at(references, moment)


def signatures_at(references: Collection[str], moment: datetime) -> dict[str, tuple[bool, str]]:
    """Whose the sources were at a moment, by their references; of those gone by then, as they last were."""
    sources = as_recorded(Source, "reference", references, moment, "authors", "publisher_id", "published_on")
    publishers = {publisher for _, publisher, _ in sources.values()}
    names = as_recorded(Publisher, "id", publishers, moment, "name")
    return {
        reference: signature(authors, names.get(publisher, ("",))[0], day)
        for reference, (authors, publisher, day) in sources.items()
    }


def as_recorded(
    model: Any, name: str, keys: Collection[Any], moment: datetime, *fields: str
) -> dict[Any, tuple[Any, ...]]:
    """Fields of rows as they were at a moment, by the field of that name; what has no history of then is as now."""
    now = model.objects.filter(**{f"{name}__among": keys}).order_by().values_list(name, *fields)
    history = model.history.filter(**{f"{name}__among": keys}, history_date__lte=moment)
    then: dict[Any, tuple[Any, ...]] = {}
    gone: dict[Any, tuple[Any, ...]] = {}
    for key, how, *values in history.order_by("history_date", "history_id").values_list(name, "history_type", *fields):
        if how == GONE:
            then.pop(key, None)
            gone[key] = tuple(values)
        else:
            then[key] = tuple(values)
    return gone | {key: tuple(values) for key, *values in now} | then


# Rows


def fact(state: State, decided: Decided, known: Known) -> list[str]:
    decision, explanation, kept = decided
    low, high = value_of(state.kind, decision, kept) if decision and kept else ("", "")
    asked = kept.asked if kept else {}
    return [
        *(state.reference, known.topics.get(state.topic_id, ""), asked.get("question", state.question)),
        *(state.kind, asked.get("unit", state.unit), status(state, decision), "", kept.verdict if kept else ""),
        *held(decision, explanation, low, high),
        *(map(number, kept[1:6]) if kept else [""] * 5),
        *((kept.range_low, kept.range_high) if kept else ("", "")),
        citations(state, kept, known) if kept else "",
        decision.evidence_sha256 if decision else "",
    ]


def status(state: State, decision: Held | None) -> str:
    if decision and decision.verb in Decision.VALUED:
        return Status.VERIFIED
    if decision and decision.verb == Verb.LEAVE_UNRESOLVED:
        return Status.UNRESOLVED
    return Status.IN_REVIEW if state.assignee_id else Status.OPEN


def value_of(kind: str, decision: Held, kept: Kept) -> tuple[str, str]:
    """The bounds of the value, as a record has them."""
    if decision.verb not in Decision.VALUED:
        return "", ""
    if kind in OFFERING:
        option = kept.asked.get("option") or ""
        return option, option
    return line(kind).write(decision.low, decision.high)


class Written:
    """Says bounds that a decision wrote down; an option that is gone, or was renamed, by its name of then."""

    def __init__(self, kind: str, names: Mapping[str, str]) -> None:
        self.kind, self.names = kind, names

    def say(self, low: str | None, high: str | None) -> str:
        if self.kind not in OFFERING:
            return line(self.kind).say(bound(low, self.kind), bound(high, self.kind))
        ends = dict.fromkeys(self.names.get(end) or end.rpartition(BEHIND)[2] for end in (low, high) if end)
        return " … ".join(ends)


def citations(state: State, kept: Kept, known: Known) -> str:
    """The evidence that a decision kept, as a fact of now cites it; translations and times of day were not kept."""
    axis = Written(state.kind, known.names.get(state.pk, {}))
    accumulates = kept.asked.get("accumulates", state.accumulates)
    return told(cited(kept.evidence, axis, known.signatures, accumulates))


def cited(
    evidence: Sequence[Mapping[str, Any]], axis: Written, signatures: Mapping[str, tuple[bool, str]], grows: bool
) -> Iterator[tuple[str, str]]:
    for row in sorted(evidence, key=lambda row: row["id"]):
        denies = row["stance"] == "denies"
        said = Said(
            claim=0,
            counted=not denies,
            wording=row["wording"],
            translation="",
            read_as=row["read_as"],
            low=row["possible"][0],
            high=row["possible"][1],
            rebased=row["rebased"],
            as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
            as_of_time=None,
            speaker=row["speaker"],
            locator=row["locator"],
            authors="",
            publisher="",
            published_on=None,
        )
        signed = signatures.get(row["source"], (False, row["source"]))
        yield "denies" if denies else row.get("bears", ""), cite(said, axis, signed, grows)
