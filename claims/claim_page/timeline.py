"""All that happened to a claim: what was entered, loaded, changed, moved, decided and said of it, when and by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from claims.models import Assertion, Claim, Decision, Import, Note, Option, Source
from claims.postgres import among
from claims.review import LOADED
from claims.review.rereading import BY_RULES

from .changes import OF_ASSERTIONS, OF_CLAIMS, OF_OPTIONS, OF_SOURCES, Change, changes, reread

Histories = dict[int, list[Any]]


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

    `on` is the reference of the claim that it happened to, where that was merged into this one since.
    """

    when: datetime
    kind: Kind
    who: str
    what: str
    about: str = ""
    changes: tuple[Change, ...] = ()
    reason: str = ""
    link: str = ""
    on: str = ""

    def __str__(self) -> str:
        who = f"{self.who}: " if self.who else ""
        on = f" (on {self.on})" if self.on else ""
        done = " ".join(filter(None, (self.about, self.what))) + on
        told = "; ".join(f"{field}: {old} → {new}" for field, old, new in self.changes)
        return who + ": ".join(filter(None, (done, told, self.reason)))


def events(claim: Claim, assertions: Sequence[Assertion], notes: Iterable[Note] = ()) -> list[Event]:
    """What happened to a claim and to those merged into it, earliest first, in a fixed number of queries.

    `assertions` are those that the claim now has.
    """
    family = list(Claim.objects.filter(pk__in=among(claim.with_merged())).only("reference", "brought_by"))
    on = {one.pk: "" if one.pk == claim.pk else one.reference for one in family}
    past = histories(on)
    here = {row.pk for row in assertions}
    found = [
        *of_imports(family, on, assertions, past),
        *of_claims(on),
        *of_options(on),
        *of_sources({row.source_id for row in assertions}),
        *(event for rows in past.values() for event in of_assertion(rows, on, here, claim.kind)),
        *of_decisions(on),
        *(Event(note.written_at, Kind.NOTED, str(note.author), "wrote a note", link=f"#note-{note.pk}",
                on=on[note.claim_id]) for note in notes),
    ]  # fmt: skip
    return sorted(found, key=lambda event: event.when)


def histories(claims: Collection[int]) -> Histories:
    """The whole history of each assertion that ever was on one of the claims, earliest first."""
    once_here = Assertion.history.filter(claim__in=among(claims)).values("id")
    rows = Assertion.history.filter(id__in=once_here).select_related("history_user", "base", "source", "option")
    past: Histories = defaultdict(list)
    for row in rows.order_by("history_id"):
        past[row.id].append(row)
    return past


def of_imports(
    family: Sequence[Claim], on: dict[int, str], assertions: Sequence[Assertion], past: Histories
) -> Iterator[Event]:
    """What imports brought: an assertion's first row in its history, or the stored one, tells where it came to."""
    first = {row.pk: row for row in assertions} | {pk: rows[0] for pk, rows in past.items()}
    counts = Counter((row.brought_by_id, row.claim_id) for row in first.values() if row.brought_by_id)
    brought = {one.pk: one.brought_by_id for one in family if one.brought_by_id}
    loads = Import.objects.filter(pk__in=among({pk for pk, _ in counts} | set(brought.values())))
    for load in loads.select_related("loaded_by"):
        for pk, reference in on.items():
            many = counts[load.pk, pk]
            what = ["the claim"] * (brought.get(pk) == load.pk)
            what += [f"{many} assertion{'s' * (many > 1)}"] * (many > 0)
            if what:
                said = f"loaded {' and '.join(what)} from {load.files}"
                yield Event(load.loaded_at, Kind.LOADED, str(load.loaded_by), said, on=reference)


def of_claims(on: dict[int, str]) -> Iterator[Event]:
    before: dict[int, Any] = {}
    rows = Claim.history.filter(id__in=among(on)).select_related("history_user", "topic", "assignee")
    for row in rows.order_by("history_id"):
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
        yield Event(row.history_date, kind, who(row), what, changes=told, on=on[row.id])


def of_options(on: dict[int, str]) -> Iterator[Event]:
    """What happened to the options; those that one person entered in one minute are told together."""
    before: dict[int, Any] = {}
    rows = Option.history.filter(claim__in=among(on)).select_related("history_user", "parent").order_by("history_id")

    def minute(row: Any) -> tuple[Any, ...]:
        new = row.history_type == "+"
        return new, row.claim_id, row.history_user_id, row.history_date.strftime("%F %R") if new else row.history_id

    for _, found in groupby(rows, key=minute):
        group = list(found)
        row, old = group[0], before.get(group[0].id)
        before |= {row.id: row for row in group}
        names = ", ".join(f"“{row.name}”" for row in group)
        done = {"+": "entered", "-": "dropped"}.get(row.history_type, "edited")
        what = f"option{'s' * (len(group) > 1)} {done}"
        kind = Kind.ENTERED if row.history_type == "+" else Kind.EDITED
        told = changes(old, row, OF_OPTIONS) if old and done == "edited" else ()
        yield Event(row.history_date, kind, who(row), what, names, told, on=on[row.claim_id])


def of_sources(sources: Collection[int]) -> Iterator[Event]:
    """How the documents that the assertions stand in were dated, graded or attributed otherwise."""
    before: dict[int, Any] = {}
    rows = Source.history.filter(id__in=among(sources)).select_related("history_user", "publisher", "derives_from")
    for row in rows.order_by("history_id"):
        old = before.get(row.id)
        before[row.id] = row
        if old and (told := changes(old, row, OF_SOURCES)):
            yield Event(row.history_date, Kind.EDITED, who(row), "source edited", row.reference, told)


def of_assertion(rows: Sequence[Any], on: dict[int, str], here: Collection[int], kind: str) -> Iterator[Event]:
    """What happened to an assertion while it was on one of the claims, with its coming and its going."""
    before: Any = None
    for row in rows:
        places = [place.claim_id for place in (row, before) if place is not None and place.claim_id in on]
        if places and row.history_change_reason != LOADED:
            link = f"#assertion-{row.id}" if row.id in here else ""
            yield told_of(row, before, kind, link, on[places[0]])
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
        what = "edited: nothing that counts"
    words = before.wording if before is not None and row.history_type != "-" else row.wording
    by = "the rules" if by_rules else who(row)
    return Event(row.history_date, mark, by, what, f"“{words}”", told, reason, link, on)


def of_decisions(on: dict[int, str]) -> Iterator[Event]:
    found = Decision.objects.filter(claim__in=among(on)).select_related("author", "corrects")
    large = ("evidence", "positions", "asked", "rejected", "because_of")
    for row in found.defer(*large, *(f"corrects__{name}" for name in large)).order_by("claim", "number"):
        what = row.get_verb_display()
        said = row.value or row.get_cause_display() or row.get_way_display()
        told: tuple[Change, ...] = ()
        if row.corrects:
            told = (Change("value", row.corrects.value, row.value),)
        elif said:
            what = f"{what}: {said}" if not row.value else f"{what} {said}"
        kind = Kind.CORRECTED if row.corrects else Kind.DECIDED
        own = " (self-verified)" * row.self_verified
        yield Event(row.decided_at, kind, str(row.author), what + own, "", told, row.reason, on=on[row.claim_id])


def who(row: Any) -> str:
    return str(row.history_user) if row.history_user else ""
