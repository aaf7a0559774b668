"""Assertions by the hundred thousand: read and stored without an instance of the model for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.utils import timezone

from claims.assessment.origins import Parentage, origin_keys, origin_of
from claims.models import Assertion, Claim, Import, Option
from claims.models.readings import Asked, Read
from claims.postgres import Staged, reserve

from . import BATCH, Refused, begin_as_loaded, refuse_merged
from .assertions import READING
from .history import EDITED, remember

EVERY = 5000  # entries between two words of progress
Progress = Callable[[str, int, int], None]


@dataclass(slots=True, eq=False)
class Entry:
    """An assertion as a file says it, or as it is stored, at a tenth of the cost of the model's own instance."""

    claim: Any  # a Claim; it and the source may be None in a row that is refused
    source: Any
    base: Claim | None = None
    wording: str = ""
    translation: str = ""
    locator: str = ""
    speaker: str = ""
    stance: str = Assertion.Stance.ASSERTS.value
    as_of: date | None = None
    as_of_time: time | None = None
    read_as: str = ""
    credibility: int = Assertion.Credibility.NOT_JUDGED.value
    note: str = ""
    set_aside_reason: str = ""
    superseded_by: Entry | None = None
    pk: int | None = None
    rule: str = ""
    rules_version: int = 0
    problem: str = ""
    explanation: str = ""
    terms: list[list[str]] | None = None
    option: Option | None = None
    expected_low: Decimal | None = None
    expected_high: Decimal | None = None
    possible_low: Decimal | None = None
    possible_high: Decimal | None = None
    base_used: str = ""
    rebased: bool = False
    specific: bool = False
    origin: str = ""

    Stance: ClassVar = Assertion.Stance
    # It is read, and refused, as the model's own are.
    read: ClassVar[Any] = Assertion.read
    faults: ClassVar[Any] = Assertion.faults
    asked: ClassVar[Any] = Assertion.asked
    read_wording: ClassVar[Any] = Assertion.read_wording

    @property
    def base_id(self) -> int | None:
        """The key of the base, 0 where that is not stored yet."""
        return None if self.base is None else self.base.pk or 0


SAID = (
    "wording", "translation", "locator", "speaker", "stance", "as_of", "as_of_time", "read_as", "credibility", "note",
    "set_aside_reason",
)  # fmt: skip
COLUMNS = ("id", "claim", "source", "base", *SAID, "entered_by", "entered_at", "brought_by", *READING)


def stage(
    actor: User,
    entries: Sequence[Entry],
    brought_by: Import,
    options: Mapping[int, Sequence[Option]],
    parentage: Mapping[int, Parentage],
    progress: Progress,
) -> Staged:
    """Read new entries, give them their keys, and bring them to the database's door; claims and sources have theirs.

    `options` are those of each claim that has some, by its key. `parentage` is that of the sources that are new or
    changed. Raises Refused for an entry with faults.
    """
    read_all(entries, options, parentage, progress)
    for entry, key in zip(entries, reserve(Assertion, len(entries)), strict=True):
        entry.pk = key
    now = timezone.now()
    return Staged(Assertion, COLUMNS, (row(entry, actor.pk, now, brought_by.pk) for entry in entries))


def stage_edits(
    entries: Sequence[Entry],
    fields: Iterable[str],
    options: Mapping[int, Sequence[Option]],
    parentage: Mapping[int, Parentage],
    progress: Progress,
) -> Staged:
    """The same for the named fields of stored entries: read again, and brought to the door with them."""
    read_all(entries, options, parentage, progress)
    names = sorted(fields)
    edits = ((entry.pk, *(cell(getattr(entry, name)) for name in names), *read(entry)) for entry in entries)
    return Staged(Assertion, ("id", *names, *READING), edits, new=False)


def cell(value: object) -> object:
    """A value of an entry as a column has it: what it points at by its key."""
    return value.pk if isinstance(value, Entry) else value


def read_all(
    entries: Sequence[Entry],
    options: Mapping[int, Sequence[Option]],
    parentage: Mapping[int, Parentage],
    progress: Progress,
) -> None:
    """Read the words of entries, and find their origins. Raises Refused for one with faults."""
    keys = origin_keys({entry.source.id for entry in entries}, parentage)
    known: dict[Asked, Read] = {}
    for done, entry in enumerate(entries):
        if done % EVERY == 0:
            progress("reading the words", done, len(entries))
        if faults := entry.faults():
            raise Refused(" ".join(faults.values()))
        entry.origin = origin_of(entry.speaker, keys[entry.source.id])
        entry.read(options.get(entry.claim.id, ()), known)


said, read = attrgetter(*SAID), attrgetter(*READING)


def row(entry: Entry, actor: int, now: datetime, brought_by: int) -> tuple[object, ...]:
    """An entry under COLUMNS."""
    base = entry.base and entry.base.id
    return (entry.pk, entry.claim.id, entry.source.id, base, *said(entry), actor, now, brought_by, *read(entry))


def enter_staged(staged: Staged, entries: Sequence[Entry]) -> None:
    """Let staged entries in; the caller assesses their claims."""
    refuse_merged({claim.id for entry in entries for claim in (entry.claim, entry.base) if claim})
    staged.insert("claim_id", "source_id")
    # What supersedes a row may have come with it.
    superseded = [
        Assertion(pk=entry.pk, superseded_by_id=entry.superseded_by.pk) for entry in entries if entry.superseded_by
    ]
    Assertion.objects.bulk_update(superseded, ["superseded_by"], BATCH)


def edit_staged(actor: User, staged: Staged, entries: Sequence[Entry]) -> None:
    """Let staged edits in, with who in the history; the caller assesses their claims."""
    refuse_merged({claim.id for entry in entries for claim in (entry.claim, entry.base) if claim})
    keys = [entry.pk for entry in entries if entry.pk]
    begin_as_loaded(Assertion, keys)
    staged.update()
    remember(Assertion.objects.filter(pk__among=keys), EDITED, actor.pk, "edited")
