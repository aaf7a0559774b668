"""What there is to tell of a claim's past, and how it is read from its histories a part at a time, the last first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Assertion, Claim, Decision, Note, Option, Source
from claims.review.imports import with_imports

Histories = dict[int, list[Any]]

PAST = (
    "merges", "notes", "decisions", "claim_changes", "option_changes", "assertion_changes", "source_changes",
)  # fmt: skip


def past_of(claim: str) -> dict[str, Exists]:
    """What there is to tell of a claim, in the order of PAST, for `annotate`; `claim` is the column with its key."""
    here, said = OuterRef(claim), Assertion.objects.filter(claim=OuterRef(OuterRef(claim)))
    return {
        "merges": Exists(Claim.objects.filter(merged_into=here)),
        "notes": Exists(Note.objects.filter(claim=here)),
        "decisions": Exists(Decision.objects.filter(claim=here)),
        "claim_changes": Exists(Claim.history.filter(id=here)),
        "option_changes": Exists(Option.history.filter(claim=here)),
        "assertion_changes": Exists(Assertion.history.filter(claim=here)),
        "source_changes": Exists(Source.history.filter(history_type="~", id__in=said.values("source"))),
    }


# Large, and no timeline tells them.
SNAPSHOT = ("evidence", "positions", "asked", "rejected", "because_of")


@dataclass
class Past:
    """What is known of a claim beside its assertions; `found` names what there is to look for (`past_of`)."""

    claim: Claim
    found: Collection[str] = PAST

    def has(self, name: str) -> bool:
        """Whether there may be any; what was merged into the claim may have them where itself has not."""
        return name in self.found or "merges" in self.found

    @cached_property
    def family(self) -> list[Claim]:
        """The claim and those merged into it, at any remove."""
        if "merges" not in self.found:
            return [self.claim]
        return list(self.claim.with_merged().only("reference", "brought_by"))

    @cached_property
    def on(self) -> dict[int, str]:
        """The keys of the family, each with its reference; without for the claim itself."""
        return {one.pk: "" if one.pk == self.claim.pk else one.reference for one in self.family}

    def decisions(self) -> QuerySet[Decision]:
        """Those of the family, without their evidence."""
        found = Decision.objects.filter(claim__among=self.on).select_related("author", "option", "corrects")
        return found.defer(*SNAPSHOT, *(f"corrects__{name}" for name in SNAPSHOT))

    def notes(self) -> QuerySet[Note]:
        return Note.objects.filter(claim__among=self.on).select_related("author", "claim")


PLACE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_([0-6])_(\d{1,18})", re.ASCII)


@dataclass(frozen=True, order=True)
class Place:
    """Where an event stands in the order of a timeline; as text it goes into addresses."""

    when: datetime
    table: int
    key: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that a text stands for, None where it is none."""
        if not (found := PLACE.fullmatch(text)):
            return None
        try:
            return cls(datetime.fromisoformat(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z_{self.table}_{self.key}"

    def follows(self, table: int) -> Q:
        """What finds the rows of a history that this place follows."""
        earlier = Q(history_date__lt=self.when)
        if table > self.table:
            return earlier
        same = Q(history_date=self.when)
        return earlier | (same & Q(history_id__lt=self.key) if table == self.table else same)


# The tables that events come from, in the order in which those of one moment are told.
IMPORTS, CLAIMS, OPTIONS, SOURCES, ASSERTIONS, DECISIONS, NOTES = range(7)
BROUGHT = 7  # which assertions imports brought to which claims


class Placed(Protocol):
    @property
    def place(self) -> Place: ...


E = TypeVar("E", bound=Placed)


@dataclass
class Slice:
    """At most so many events before a place; those from `floor` on back are not all known."""

    before: Place | None
    most: int | None
    floor: Place | None = None

    def whole(self, rows: QuerySet[Any], table: int, *related: str) -> QuerySet[Any]:
        """The whole histories of what the last of the rows are of."""
        if self.before:
            rows = rows.filter(self.before.follows(table))
        if self.most is not None:
            rows = rows.order_by("-history_date", "-history_id")[: self.most + 1]
        found = with_imports(rows.model.objects.filter(id__in=rows.values("id")))
        return found.select_related("history_user", *related)

    def histories(self, rows: Iterable[Any], table: int) -> Histories:
        """The rows of `whole` by what they are of, earliest first."""
        past: Histories = defaultdict(list)
        places = []
        for row in sorted(rows, key=attrgetter("history_id")):
            past[row.id].append(row)
            if self.before is None or Place(row.history_date, table, row.history_id) < self.before:
                places.append(Place(row.history_date, table, row.history_id))
        if self.most is not None and len(places) > self.most:
            floor = sorted(places, reverse=True)[self.most]
            self.floor = max(self.floor or floor, floor)
        return past

    def cut(self, found: Iterable[E]) -> tuple[list[E], Place | None]:
        """The last of the events, earliest first, and the place before which there are more, if any."""
        known = [
            event
            for event in found
            if (self.before is None or event.place < self.before) and (self.floor is None or event.place > self.floor)
        ]
        known.sort(key=lambda event: event.place)
        last = known if self.most is None else known[-self.most :]
        if len(last) < len(known):
            return last, last[0].place
        if self.floor is None:
            return last, None
        return last, last[0].place if last else replace(self.floor, key=self.floor.key + 1)
