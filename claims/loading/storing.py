"""Storing: what matched rows bring, staged without a lock and then stored under it, verdicts included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.origins import Parentage
from claims.models import Assertion, Assessment, Claim, Import, Option, Publisher, Source, Topic
from claims.postgres import analyze_grown, reserve
from claims.review import enter_names
from claims.review.assertions import GRADED, UNCONFIRMED, column_read, options_of, unconfirmed_of
from claims.review.claims import enter_claims, enter_options, number_tree, store_claims, store_options, yes_and_no_of
from claims.review.entries import edit_staged, enter_staged, stage, stage_edits
from claims.review.imports import stage_changes
from claims.review.sources import enter_sources, store_sources

from .tables import KINDS, Fault, Progress

if TYPE_CHECKING:
    from . import Prepared

NAMED = 20  # wordings that could not be read, and others, that the summary names
MANY = 1000  # new assertions from which the tables' statistics are refreshed before verdicts are worked out


GROWING = {
    "claims_source": "sources",
    "claims_claim": "claims",
    "claims_assessment": "claims",
    "claims_assertion": "assertions",
}
MODELS = {"publishers": Publisher, "topics": Topic, "sources": Source, "claims": Claim, "options": Option}


@dataclass
class Loaded:
    """What a load came to: rows new, changed and unchanged by kind.

    unread: the new and changed wordings that could not be read, each with why. brought: the import that new rows
    point at, None where nothing changed. faults, rejected: what was wrong with rows that were left out, and the files
    of these. remarks: what was taken for granted. verdicts: (reference, before, after) of the claims whose verdict
    changed. stale: the references of those whose evidence has left the decision in force.
    """

    counts: dict[str, dict[str, int]]
    unread: list[Fault] = field(default_factory=list)
    brought: Import | None = None
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rejected: list[Path] = field(default_factory=list)
    verdicts: list[tuple[str, str, str]] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def rejected_rows(self) -> int:
        return len({(fault.file, fault.line) for fault in self.faults})

    def lines(self) -> list[str]:
        """The summary: remarks; for each kind "49 assertions: 0 new, 0 changed, 49 unchanged"; then what is unread."""
        lines = self.remarks[:NAMED]
        if len(self.remarks) > NAMED:
            lines.append(f"… and {len(self.remarks) - NAMED:,} more")
        for kind, counts in self.counts.items():
            if total := sum(counts.values()):
                states = ", ".join(f"{n:,} {state}" for state, n in counts.items())
                lines.append(f"{total:,} {kind if total != 1 else kind.removesuffix('s')}: {states}")
        if len(self.unread) == 1:
            lines.append("1 wording could not be read; it waits on the desk:")
        elif self.unread:
            lines.append(f"{len(self.unread):,} wordings could not be read; they wait on the desk:")
        lines += map(str, self.unread[:NAMED])
        if len(self.unread) > NAMED:
            lines.append(f"… and {len(self.unread) - NAMED:,} more")
        if self.stale:
            more = f" and {len(self.stale) - NAMED:,} more" if len(self.stale) > NAMED else ""
            turn = "decision turns" if len(self.stale) == 1 else "decisions turn"
            lines.append(f"{len(self.stale):,} {turn} stale: {', '.join(self.stale[:NAMED])}{more}")
        return lines or ["nothing to load"]


class Arrival:
    """What matched rows bring, on its way into the database; good for one transaction."""

    def __init__(self, actor: User, prepared: Prepared, progress: Progress) -> None:
        self.actor, self.prepared, self.progress = actor, prepared, progress
        self.matching = matching = prepared.matching
        self.kinds = {kind: matching.matched(kind) for kind in KINDS}
        self.new: dict[str, list[Any]] = {kind: matched.new for kind, matched in self.kinds.items()}
        self.new["publishers"] = unsaved(source.publisher for source in self.rows("sources"))
        self.new["topics"] = unsaved(claim.topic for claim in self.rows("claims"))
        self.new["options"] = [*yes_and_no_of(self.new["claims"], self.new["options"]), *self.new["options"]]
        self.loaded = Loaded({kind: matched.counts for kind, matched in self.kinds.items()})

    def rows(self, kind: str) -> list[Any]:
        """What is new or changed of a kind."""
        return [*self.new[kind], *self.kinds[kind].changed]

    def stage(self) -> None:
        """Read what is new or changed and bring it to the database’s door: most of the work, on PostgreSQL unlocked."""
        if not any(self.rows(kind) for kind in KINDS):
            return
        self.loaded.brought = Import.objects.create(
            loaded_by=self.actor,
            files="; ".join(table.name for table in self.prepared.tables),
            counts=self.loaded.counts,
            checksums=self.prepared.checksums,
            mappings={name: asdict(mapping) for name, mapping in self.prepared.mappings.items()},
        )
        for kind, model in MODELS.items():
            for row, key in zip(self.new[kind], reserve(model, len(self.new[kind])), strict=True):
                row.pk, row.brought_by = key, self.loaded.brought
        for option in self.rows("options"):
            # What was new when it was set has its key only now.
            option.claim, option.parent = option.claim, option.parent
        said, options, parentage = self.kinds["assertions"], self.options(), self.parentage()
        self.staged = stage(self.actor, said.new, self.loaded.brought, options, parentage, self.progress)
        if said.changed:
            self.edits = stage_edits(said.changed, said.fields, options, parentage, self.progress)
        self.changes = stage_changes(self.loaded.brought, chain.from_iterable(map(self.matching.changes, KINDS)))

    def options(self) -> dict[int, list[Option]]:
        """The options of claims that get some, or of which files say something, placed as they will be stored."""
        changed = {option.claim_id for option in self.rows("options")}
        stored = options_of({e.claim.id for e in self.rows("assertions") if e.claim.has_options} | changed)
        trees = {claim: {option.pk: option for option in options} for claim, options in stored.items()}
        for option in self.rows("options"):
            trees.setdefault(option.claim_id, {})[option.pk] = option
        for claim in changed:
            number_tree([trees[claim][key] for key in sorted(trees[claim])])
        return {claim: sorted(tree.values(), key=attrgetter("low", "pk")) for claim, tree in trees.items()}

    def parentage(self) -> dict[int, Parentage]:
        """What the origins of the new and changed sources go by."""
        return {
            source.pk: Parentage(source.derives_from and source.derives_from.pk, source.authors, source.reference)
            for source in self.rows("sources")
        }

    def store(self) -> Loaded:
        """Store what is new or changed, and work out the verdicts that it bears on."""
        loaded = self.loaded
        if loaded.brought is None:
            return loaded
        self.progress("storing")
        claims = self.store_frame()
        said = self.kinds["assertions"]
        enter_staged(self.staged, said.new)
        if said.changed:
            edit_staged(self.actor, self.edits, said.changed)
        self.changes.insert()
        if len(said.new) >= MANY:
            analyze_grown({table: len(self.new[kind]) for table, kind in GROWING.items()})
        self.progress("working out verdicts")
        claims |= {entry.claim.id for entry in self.rows("assertions")}
        before: dict[int, Stood] = {}
        assess(claims, fresh=self.fresh(), before=lambda moved: before.update(stood(moved)))
        loaded.verdicts, loaded.stale = turned(before, stood(before))
        loaded.unread = self.unread_rows()
        return loaded

    def fresh(self) -> dict[int, int] | None:
        """The relative assertions that are new or changed, with their claims; None where others may be."""
        if self.kinds["sources"].changed or self.kinds["claims"].changed:
            return None
        new = {entry.pk: entry.claim.id for entry in self.new["assertions"] if entry.terms is not None}
        return new | {entry.pk: entry.claim.id for entry in self.kinds["assertions"].changed}

    def store_frame(self) -> set[int]:
        """Store publishers, topics, sources, claims and options; returns the claims to assess."""
        sources, claims, options = (self.kinds[kind] for kind in ("sources", "claims", "options"))
        enter_names(self.actor, Publisher, self.new["publishers"])
        enter_names(self.actor, Topic, self.new["topics"])
        enter_sources(sources.new)
        assessed = store_sources(self.actor, sources.changed, sources.fields)
        enter_claims(claims.new)
        assessed |= store_claims(self.actor, claims.changed, claims.fields)
        assessed |= enter_options(self.actor, self.new["options"])
        return assessed | store_options(self.actor, options.changed)

    def unread_rows(self) -> list[Fault]:
        """The new and changed rows that count but for words that could not be read, each with why."""
        ours = Assertion.objects.unread().filter(pk__among=[entry.pk for entry in self.rows("assertions")])
        problems = dict(ours.order_by().values_list("pk", "problem"))
        return [
            Fault(row.table.name, row.line, column_read(entry), entry.read_wording, problems[entry.pk], "")
            for row, entry, _ in self.matching.made["assertions"]
            if entry.pk in problems
        ]

    def refuse_unconfirmed(self) -> bool:
        """Lay a fault to each row just stored that is graded as confirmed by others, and is not; whether any is."""
        new = set(map(id, self.new["assertions"]))
        graded = {
            entry.pk: row
            for row, entry, before in self.matching.made["assertions"]
            if entry.credibility == Assertion.Credibility.CONFIRMED
            and not row.faults
            and (id(entry) in new or before.keys() & GRADED)
        }
        unconfirmed = unconfirmed_of(Assertion.objects.filter(pk__among=graded)) if graded else []
        for said in unconfirmed:
            graded[said.pk].fault("credibility", *UNCONFIRMED)
        return bool(unconfirmed)


def unsaved(rows: Iterable[Any]) -> list[Any]:
    """Those that are not stored, each once."""
    return list({id(row): row for row in rows if row.pk is None}.values())


Stood = tuple[str, bool]  # the verdict on a claim, and whether a decision on it is stale


def stood(claims: Iterable[int]) -> dict[int, Stood]:
    found = Assessment.objects.filter(pk__among=claims).values_list("pk", "verdict", "stale")
    return {pk: (verdict, stale) for pk, verdict, stale in found}


def turned(before: dict[int, Stood], after: dict[int, Stood]) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The claims whose verdict is another one, by reference, with both; and those whose decision has become stale."""
    changed = [pk for pk in before if before[pk] != after[pk]]
    claims = Claim.objects.filter(pk__among=changed).order_by("reference").values_list("pk", "reference")
    verdicts = [(name, before[pk][0], after[pk][0]) for pk, name in claims if before[pk][0] != after[pk][0]]
    return verdicts, [name for pk, name in claims if after[pk][1] and not before[pk][1]]
