"""All that happened to a claim: what was entered, loaded, changed, moved, decided and said of it, when and by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from claims.models import Assertion, Claim, Decision, Import, Note, Option, Source
from claims.review import LOADED
from claims.review.imports import with_imports
from claims.review.own_entries import MERGED
from claims.review.rereading import BY_RULES

from .changes import OF_ASSERTIONS, OF_CLAIMS, OF_OPTIONS, OF_SOURCES, Change, changes, reread
from .past import (
    ASSERTIONS,
    BROUGHT,
    CLAIMS,
    DECISIONS,
    IMPORTS,
    NOTES,
    OPTIONS,
    SOURCES,
    Histories,
    Past,
    Place,
    Slice,
)

IN_ORDER = attrgetter("history_id")


class Kind(StrEnum):
    """What sort of thing happened, in a word for those who do not see its mark."""

    ENTERED = "entered"
    EDITED = "edited"
    LOADED = "import"
    READ = "reading"
    OUT = "taken out"
    BACK = "brought back"
    MOVED = "moved"
    DECIDED = "decision"
    CORRECTED = "correction"
    NOTED = "note"


# What an assertion's history says was done, by how it begins.
DONE = {
    "entered": Kind.ENTERED,
    BY_RULES: Kind.READ,
    "overruled": Kind.READ,
    "read again": Kind.READ,
    "set aside": Kind.OUT,
    "superseded": Kind.OUT,
    "restored": Kind.BACK,
    "moved": Kind.MOVED,
    "merged": Kind.MOVED,
}


@dataclass(frozen=True)
class Event:
    """Something that happened: `who` did `what` to `about`, an assertion's words or an option's name.

    `on` is the reference of the claim that it happened to, where that was merged into this one since; `by_import` the
    key of the import that did it, if one did.
    """

    place: Place
    kind: Kind
    who: str
    what: str
    about: str = ""
    changes: tuple[Change, ...] = ()
    reason: str = ""
    link: str = ""
    on: str = ""
    by_import: int | None = None

    @property
    def when(self) -> datetime:
        return self.place.when

    def __str__(self) -> str:
        who = f"{self.who}: " if self.who else ""
        on = f" (on {self.on})" if self.on else ""
        by = f"by import {self.by_import}" if self.by_import else ""
        done = " ".join(filter(None, (self.about, self.what, by))) + on
        told = "; ".join(f"{field}: {old} → {new}" for field, old, new in self.changes)
        return who + ": ".join(filter(None, (done, told, self.reason)))


def queries(past: Past, told: Slice, *, notes: bool = False) -> dict[int, QuerySet[Any, Any]]:
    """What to ask for, by table, so that `events` can tell a part of a claim's past."""
    on = past.on
    found: dict[int, QuerySet[Any, Any]] = {}
    if past.has("decisions"):
        found[DECISIONS] = past.decisions()
    if past.has("claim_changes"):
        rows = Claim.history.filter(id__among=on)
        found[CLAIMS] = with_imports(rows).select_related("history_user", "topic", "assignee")
    if past.has("option_changes"):
        rows = Option.history.filter(claim__among=on)
        found[OPTIONS] = with_imports(rows).select_related("history_user", "parent")
    if past.has("source_changes"):
        said = Assertion.objects.filter(claim=past.claim).values("source")
        edits = Source.history.filter(id__in=said, history_type="~")
        found[SOURCES] = told.whole(edits, SOURCES, "publisher", "derives_from")
    if past.has("assertion_changes"):
        found[BROUGHT], found[ASSERTIONS] = brought(on), told.whole(steps(on), ASSERTIONS, "base", "source", "option")
    if notes and past.has("notes"):
        found[NOTES] = past.notes()
    return found


def brought(on: Collection[int]) -> QuerySet[Any, Any]:
    here = Q(claim__among=on) | Q(id__in=Assertion.objects.filter(claim__among=on).values("pk"))
    return Assertion.history.filter(here, history_change_reason=LOADED).values_list("id", "brought_by", "claim")


def steps(on: Collection[int]) -> QuerySet[Any]:
    """What happened to assertions that once were on one of the claims, while there or when they left it."""
    once_here = Assertion.history.filter(claim__among=on).values("id")
    left = Q(history_change_reason__startswith="moved") | Q(history_change_reason__startswith=MERGED)
    rows = Assertion.history.filter(Q(claim__among=on) | left, id__in=once_here)
    return rows.exclude(history_change_reason=LOADED)


def events(
    past: Past,
    assertions: Sequence[Assertion],
    told: Slice,
    rows: Mapping[int, list[Any]],
    where: Callable[[int], str] = "#assertion-{}".format,
) -> tuple[list[Event], Place | None]:
    """What happened to a claim and to those merged into it, earliest first, from what `queries` bring.

    It is the last that `told` asks for, with the place before which there are more, None where there are none.
    `assertions` are those that the claim now has, `where` the address of each by its key.
    """
    on, here = past.on, {row.pk for row in assertions}
    found = [
        *of_imports(past.family, on, assertions, rows.get(BROUGHT, ())),
        *(of_decision(row, on) for row in rows.get(DECISIONS, ())),
        *of_claims(rows.get(CLAIMS, ()), on),
        *of_options(rows.get(OPTIONS, ()), on),
        *of_sources(told.histories(rows.get(SOURCES, ()), SOURCES)),
        *of_assertions(
            told.histories(rows.get(ASSERTIONS, ()), ASSERTIONS),
            on,
            past.claim.kind,
            lambda key: where(key) if key in here else "",
        ),
        *(of_note(note, on) for note in rows.get(NOTES, ())),
    ]
    return told.cut(found)


def of_imports(
    family: Sequence[Claim],
    on: dict[int, str],
    assertions: Sequence[Assertion],
    loaded: Iterable[tuple[int, int, int]],
) -> Iterator[Event]:
    """What imports brought: an assertion's history, or, while it has none, its row tells where it came to."""
    came = {row.pk: (row.brought_by_id, row.claim_id) for row in assertions if row.brought_by_id}
    came |= {pk: (brought_by, claim) for pk, brought_by, claim in loaded}
    counts = Counter(came.values())
    brought = {one.pk: one.brought_by_id for one in family if one.brought_by_id}
    keys = {pk for pk, _ in counts} | set(brought.values())
    for load in Import.objects.filter(pk__among=keys).select_related("loaded_by") if keys else ():
        for pk, reference in on.items():
            many = counts[load.pk, pk]
            what = ["the claim"] * (brought.get(pk) == load.pk)
            what += [f"{many} assertion{'s' * (many > 1)}"] * (many > 0)
            if what:
                said = f"loaded {' and '.join(what)} from {load.files}"
                place = Place(load.loaded_at, IMPORTS, load.pk)
                yield Event(place, Kind.LOADED, str(load.loaded_by), said, on=reference)


def of_claims(rows: Iterable[Any], on: dict[int, str]) -> Iterator[Event]:
    before: dict[int, Any] = {}
    for row in sorted(rows, key=IN_ORDER):
        old, reason = before.get(row.id), row.history_change_reason or "changed"
        before[row.id] = row
        if reason == LOADED:
            continue
        told = changes(old, row, OF_CLAIMS) if old else ()
        if reason == "assigned":
            what = f"assigned to {row.assignee}" if row.assignee else "put in nobody’s hands"
        elif reason in ("entered", "edited"):
            what = f"{reason} the claim"
        else:
            what = reason
        kind = Kind.ENTERED if reason == "entered" else Kind.EDITED
        yield Event(placed(row, CLAIMS), kind, who(row), what, changes=told, on=on[row.id], by_import=row.by_import)


def of_options(rows: Iterable[Any], on: dict[int, str]) -> Iterator[Event]:
    """What happened to the options; those that one person entered in one minute are told together."""
    before: dict[int, Any] = {}

    def minute(row: Any) -> tuple[Any, ...]:
        new = row.history_type == "+"
        return new, row.claim_id, row.history_user_id, row.history_date.strftime("%F %R") if new else row.history_id

    for _, found in groupby(sorted(rows, key=IN_ORDER), key=minute):
        group = list(found)
        row, old = group[0], before.get(group[0].id)
        before |= {row.id: row for row in group}
        names = ", ".join(f"“{row.name}”" for row in group)
        done = {"+": "entered", "-": "dropped"}.get(row.history_type, "edited")
        what = f"option{'s' * (len(group) > 1)} {done}"
        kind = Kind.ENTERED if row.history_type == "+" else Kind.EDITED
        told = changes(old, row, OF_OPTIONS) if old and done == "edited" else ()
        by = row.by_import
        yield Event(placed(row, OPTIONS), kind, who(row), what, names, told, on=on[row.claim_id], by_import=by)


def of_sources(histories: Histories) -> Iterator[Event]:
    """How the documents that the assertions stand in were dated, graded or attributed otherwise."""
    for rows in histories.values():
        for old, row in pairwise(rows):
            if found := changes(old, row, OF_SOURCES):
                place, what = placed(row, SOURCES), "source edited"
                yield Event(place, Kind.EDITED, who(row), what, row.reference, found, by_import=row.by_import)


def of_assertions(histories: Histories, on: dict[int, str], kind: str, where: Callable[[int], str]) -> Iterator[Event]:
    """What happened to the assertions while they were on one of the claims, with their coming and their going."""
    for past in histories.values():
        before: Any = None
        for row in past:
            places = [place.claim_id for place in (row, before) if place is not None and place.claim_id in on]
            if places and row.history_change_reason != LOADED:
                yield told_of(row, before, kind, where(row.id), on[places[0]])
            before = row


def told_of(row: Any, before: Any, kind: str, link: str, on: str) -> Event:
    done = row.history_change_reason or "changed"
    by_rules = done.startswith(BY_RULES)
    what, _, reason = (done, "", "") if by_rules else done.partition(": ")
    told: tuple[Change, ...] = ()
    if before is not None and row.history_type != "-":
        told = changes(before, row, OF_ASSERTIONS)
        if before.claim_id == row.claim_id:
            told += reread(before, row, kind)
    if what == "overruled":
        told = tuple(change for change in told if change.field != "note")  # it is the reason
    mark = next((kind for words, kind in DONE.items() if done.startswith(words)), Kind.EDITED)
    if row.history_type == "-":
        mark = Kind.OUT
    elif what == "edited" and not told:
        reason = "nothing that counts"
    words = before.wording if before is not None and row.history_type != "-" else row.wording
    by = "the rules" if by_rules else who(row)
    return Event(placed(row, ASSERTIONS), mark, by, what, f"“{words}”", told, reason, link, on, row.by_import)


def of_decision(row: Decision, on: dict[int, str]) -> Event:
    what = row.get_verb_display()
    said = row.value or row.get_cause_display() or row.get_way_display()
    told: tuple[Change, ...] = ()
    if row.corrects:
        told = (Change("value", row.corrects.value, row.value),)
    elif said:
        what = f"{what}: {said}" if not row.value else f"{what} {said}"
    kind = Kind.CORRECTED if row.corrects else Kind.DECIDED
    own = " (self-verified)" * row.self_verified
    place = Place(row.decided_at, DECISIONS, row.pk)
    return Event(place, kind, str(row.author), what + own, "", told, row.reason, on=on[row.claim_id])


def of_note(note: Note, on: dict[int, str]) -> Event:
    place, link = Place(note.written_at, NOTES, note.pk), f"#note-{note.pk}"
    return Event(place, Kind.NOTED, str(note.author), "wrote a note", link=link, on=on[note.claim_id])


def placed(row: Any, table: int) -> Place:
    return Place(row.history_date, table, row.history_id)


def who(row: Any) -> str:
    return str(row.history_user) if row.history_user else ""
