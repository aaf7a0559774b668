"""Rows against what is stored: which are new, which change what, and which cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import partial
from typing import Any

from django.db.models import Model

from claims.models import Claim, Option, Publisher, Source, Topic
from claims.review.assertions import ONE_VOICE, may_supersede
from claims.review.claims import KIND_FIXED, no_and_yes, with_fixed_kind
from claims.review.entries import SAID, Entry
from claims.review.merging import SUBSTANCE
from claims.wording.choices import normalise

from .circles import (
    parent_key,
    refuse_base_circles,
    refuse_later_circles,
    refuse_option_circles,
    refuse_source_circles,
)
from .files import KINDS, Row
from .matched import Change, Matched
from .rows import later_key, raw_key
from .stored import Key, Names, Rows, Stored

Pool = dict[Any, Any]  # instances by reference or natural key
FIGURES = (Claim.Kind.COUNT, Claim.Kind.AMOUNT)
ALIKE = (*(name.removesuffix("_id") for name in SUBSTANCE), "superseded_by")


class Matching:
    """The rows of all files, matched kind after kind. What cannot be is laid to the rows as their faults."""

    def __init__(self, rows: Rows, names: Names, broken: set[str]) -> None:
        """`broken` are the kinds of which a file as a whole is wrong, so that what it holds is not known."""
        self.rows, self.broken = rows, broken
        self.stored = Stored(rows, names)
        self.rejected: dict[str, dict[Key, Row]] = {}
        # Each row with its instance, and the fields in which that differs from what is stored, as they are stored.
        self.made: dict[str, list[tuple[Row, Any, dict[str, Any]]]] = {kind: [] for kind in KINDS}
        self.said: dict[Key, Row] = {}
        self.match_sources()
        self.match_claims()
        self.match_options()
        self.match_assertions()

    def matched(self, kind: str) -> Matched:
        """What is left of a kind once everything is matched."""
        found, added = Matched(), set()
        for row, instance, before in self.made[kind]:
            if row.faults:
                continue
            if instance.pk is None and id(instance) not in added:
                found.new.append(instance)
                added.add(id(instance))
            elif before:
                found.changed.append(instance)
                found.before.append(before)
            else:
                found.unchanged += 1
        return found

    def changes(self, kind: str) -> Iterator[Change]:
        """The stored rows of a kind that change."""
        for row, instance, before in self.made[kind]:
            if before and not row.faults:
                after = {name: getattr(instance, name) for name in before}
                yield Change(kind, " | ".join(filter(None, row.key)), instance, before, after)

    def good(self, kind: str) -> list[Row]:
        return [row for row in self.rows[kind] if not row.faults]

    def reject(self, kind: str, pool: Pool) -> None:
        """Note the rows of a kind that are rejected, and forget what they would have added."""
        good = {row.key for row in self.good(kind)}
        self.rejected[kind] = {raw_key(row): row for row in self.rows[kind] if row.faults and row.key not in good}
        forget(pool, self.rejected[kind])

    def settle(self, kind: str, pool: Pool, link: Callable[[Row], object], named: Callable[[Row], object]) -> None:
        """Look up what the rows of a kind name in their own kind; again where that is rejected then, until none is.

        Rejected rows are looked at too, so that all that is wrong with them is said at once. `named` is the key of
        what a row names.
        """
        self.reject(kind, pool)
        good = Counter(row.key for row in self.good(kind))
        naming: dict[object, list[Row]] = {}
        for row in self.rows[kind]:
            naming.setdefault(named(row), []).append(row)
        rows = self.rows[kind]
        while rows:
            standing = [row for row in rows if not row.faults]
            for row in rows:
                link(row)
            fallen = [row for row in standing if row.faults]
            good.subtract(row.key for row in fallen)
            lost = {row.key: row for row in fallen if not good[row.key]}
            self.rejected[kind] |= lost
            forget(pool, lost)
            rows = [row for key in lost for row in naming.get(key, ())]

    def find(self, row: Row, column: str, model: type[Source] | type[Claim]) -> Any:
        """The source or claim that a cell names; None, and a fault of the row, where there is none."""
        name = row.values.get(column)
        if not name or (row.faults and row.faults_in(column)):
            return None
        kind = "sources" if model is Source else "claims"
        pool: Pool = getattr(self.stored, kind)
        if name in pool and (name,) not in self.rejected[kind]:
            return pool[name]
        if not self.goes_by_rejected(row, column, kind, (name,), pool.get(name)):
            why = f"No {model._meta.verbose_name} has this reference."
            row.fault(column, why, self.stored.nearest(model, name))
        return None

    def goes_by_rejected(self, row: Row, column: str, kind: str, key: Key, found: object) -> bool:
        """Whether what a cell names was rejected, or may have been with its whole file; the row then follows it."""
        if rejecting := self.rejected[kind].get(key):
            follow(row, column, f"was refused on {rejecting.where}")
        elif found is None and kind in self.broken:
            follow(row, column, f"may stand in a file of {kind} that was refused")
        return bool(row.faults_in(column))

    def make(self, row: Row, instance: Model | Entry, fields: dict[str, Any]) -> None:
        """Give an instance the fields of its row."""
        if instance.pk is None:
            differing = fields
        else:
            differing = {name: value for name, value in fields.items() if getattr(instance, name) != value}
        before = {name: getattr(instance, name) for name in differing} if instance.pk else {}
        for name, value in differing.items():
            setattr(instance, name, value)
        claim = instance if isinstance(instance, Claim) else getattr(instance, "claim", None)
        if claim and claim.merged_into and (differing or instance.pk is None):
            why = f"{claim.reference} was merged into {claim.kept.reference}, so nothing of its own can change."
            row.fault("", why, "Change the other, or leave this row out.")
        self.made[row.table.kind].append((row, instance, before))

    def match_sources(self) -> None:
        pool = self.stored.sources
        for row in self.good("sources"):
            reference = row.values["reference"]
            if reference not in pool:
                pool[reference] = Source(reference=reference)
        refuse_source_circles(self.rows["sources"], pool)
        found = partial(self.find, column="derives_from", model=Source)
        self.settle("sources", pool, found, lambda row: (row.values.get("derives_from"),))
        for row in self.good("sources"):
            fields = without(row, "reference")
            name = row.values["publisher"]
            fields["publisher"] = self.stored.publishers.setdefault(name.casefold(), Publisher(name=name))
            if "derives_from" in fields:
                fields["derives_from"] = self.find(row, "derives_from", Source)
            self.make(row, pool[row.values["reference"]], fields)

    def match_claims(self) -> None:
        pool = self.stored.claims
        said = [row for row in self.rows["claims"] if "kind" in row.values]
        stored = {row.key[0]: row for row in said if row.key[0] in pool}
        fixed = with_fixed_kind([Claim(pk=pool[name].pk, kind=row.values["kind"]) for name, row in stored.items()])
        for row in said:
            reference = row.key[0]
            claim = pool.get(reference) or Claim(reference=reference)
            if reference in fixed:
                row.fault("kind", KIND_FIXED, f"Leave it “{claim.kind}”, or make another claim.")
            elif row.values["kind"] not in FIGURES and row.values.get("accumulates", claim.accumulates):
                row.fault("accumulates", "Only counts and amounts can accumulate.", "Write no.")
            if not row.faults:
                pool.setdefault(reference, claim)
        self.reject("claims", pool)
        for row in self.good("claims"):
            fields = without(row, "reference")
            name = row.values["topic"]
            fields["topic"] = self.stored.topics.setdefault(name.casefold(), Topic(name=name))
            self.make(row, pool[row.values["reference"]], fields)

    def match_options(self) -> None:
        pool = self.stored.options
        for row in self.rows["options"]:
            self.place_option(row)
        refuse_option_circles(self.rows["options"], pool)
        self.refuse_same_names()
        self.settle("options", pool, self.find_parent, parent_key)
        for row in self.good("options"):
            fields = without(row, "claim", "name")
            if "parent" in fields:
                fields["parent"] = self.find_parent(row)
            self.make(row, pool[row.key], fields)

    def refuse_same_names(self) -> None:
        """Lay a fault to each row whose option would have a name or an alias of another, as wordings are matched."""
        rows = {row.key: row for row in reversed(self.rows["options"]) if "name" in row.values}
        stored = {key: option for key, option in self.stored.options.items() if key not in rows}
        taken: dict[tuple[str, str], tuple[Key, str]] = {}
        for key, option in stored.items():
            for name in (option.name, *option.alias_names):
                taken.setdefault((key[0], normalise(name)), (key, option.name))
        for key, row in reversed(rows.items()):
            for column, name in self.names_of(row):
                if not normalise(name):
                    continue
                other, known_as = taken.setdefault((key[0], normalise(name)), (key, row.values["name"]))
                if other != key:
                    why = f"“{name}” is a name of “{known_as}” already, but for its spelling perhaps."
                    row.fault(column, why, "An option is found by its names: give one of the two another.")

    def names_of(self, row: Row) -> Iterator[tuple[str, str]]:
        """The names by which the option of a row would be found, each with its column."""
        yield "option", row.values["name"]
        stored = self.stored.options.get(row.key)
        option = Option(aliases=row.values.get("aliases", stored.aliases if stored else ""))
        for alias in option.alias_names:
            yield "aliases", alias

    def place_option(self, row: Row) -> None:
        """Have an instance for the option of a row, where its claim can have it."""
        claim = self.find(row, "claim", Claim)
        if claim is None:
            return
        yesno = claim.kind == Claim.Kind.YESNO
        for option in no_and_yes(claim) if yesno and claim.pk is None else []:
            self.stored.options.setdefault((claim.reference, option.name), option)
        if not claim.has_options:
            row.fault("claim", f"A {claim.get_kind_display()} has no options.", "Only a choice has.")
        elif yesno and "name" in row.values and row.key not in self.stored.options:
            row.fault("option", "A yes-or-no claim has no other option.", "Write yes or no, with its aliases.")
        elif not row.faults:
            self.stored.options.setdefault(row.key, Option(claim=claim, name=row.values["name"]))

    def find_parent(self, row: Row) -> Option | None:
        key = parent_key(row)
        if key is None or row.faults_in("parent") or row.is_at_fault("claim"):
            return None
        found = self.stored.options.get(key)
        if self.goes_by_rejected(row, "parent", "options", key, found):
            return None
        if found is None:
            why = f"{key[0]} has no option of this name."
            row.fault("parent", why, self.stored.nearest_option(key[0], row.values["parent"]))
        return found

    def match_assertions(self) -> None:
        for row in self.rows["assertions"]:
            self.make_assertion(row)
        if any("superseded_by" in row.values for row in self.rows["assertions"]):
            self.match_later()
        refuse_base_circles([(row, entry) for row, entry, _ in self.made["assertions"]])

    def match_later(self) -> None:
        """Look up the assertions that supersede others."""
        by_row = {id(row): (entry, before) for row, entry, before in self.made["assertions"]}

        def look_up() -> None:
            self.settle(
                "assertions", {}, lambda row: self.supersede(row, *by_row.get(id(row), (None, {}))), named_later
            )

        look_up()
        refuse_later_circles([(row, by_row[id(row)][0]) for row in self.good("assertions")])
        look_up()

    def make_assertion(self, row: Row) -> None:
        claim, source = self.find(row, "claim", Claim), self.find(row, "source", Source)
        base = self.find(row, "base", Claim)
        entry = self.stored.assertions.get(row.key)
        if not row.faults and (twin := self.said.setdefault(row.key, row)) is not row:
            refuse_unlike(row, twin)
            fields = {}
        else:
            fields = {name: value for name, value in row.values.items() if name in SAID}
            fields |= {"base": base} if "base" in row.values else {}
        if row.faults:
            # What else is wrong with it: told by a copy that is not kept.
            entry = copy(entry) if entry else Entry(claim, None)
            for name, value in fields.items():
                setattr(entry, name, value if claim or name != "base" else None)
        elif entry is None:
            entry = self.stored.assertions[row.key] = Entry(claim, source, **fields)
            self.made["assertions"].append((row, entry, {}))
        else:
            self.make(row, entry, fields)
        for column, why in entry.faults().items():
            if not row.faults_in(column):
                row.fault(column, why)

    def supersede(self, row: Row, entry: Entry | None, before: dict[str, Any]) -> None:
        """Look up what supersedes a row; `entry` is None for one that was rejected before."""
        column = "superseded_by"
        if column not in row.values or row.faults_in(column) or row.is_at_fault("claim"):
            return
        later = None
        if row.values[column]:
            key = later_key(row)
            later = self.stored.assertions.get(key)
            if self.goes_by_rejected(row, column, "assertions", key, later):
                return
            if later is None:
                why = "No assertion of this claim has this label."
                row.fault(column, why, "Write its source | wording | locator, any bar in them doubled.")
                return
        if entry is None:
            return
        if later is not None and not may_supersede(later, entry):
            row.fault(column, ONE_VOICE)
        elif entry.superseded_by is not later:
            if entry.pk:
                before[column] = entry.superseded_by
            entry.superseded_by = later


def forget(pool: Pool, rejected: Iterable[Key]) -> None:
    """Take out what rejected rows would have added."""
    for key in rejected:
        place = key[0] if len(key) == 1 else key
        if place in pool and pool[place].pk is None:
            del pool[place]


def without(row: Row, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name not in names}


def refuse_unlike(row: Row, twin: Row) -> None:
    """Lay a fault to a row that says otherwise what another says at the same place of a claim, once of two."""
    if any(row.values.get(name) != twin.values.get(name) for name in ALIKE):
        merged = row.table.cell(row, "claim")
        why = f"Since {merged} was merged, the row has the same words at the same place as {twin.where}, but not alike."
        row.fault("claim", why, "Leave one of the two.")


def follow(row: Row, column: str, what: str) -> None:
    row.fault(column, f"This {what}.", "Mend that first.", follows=what)


def named_later(row: Row) -> Key | None:
    return later_key(row) if row.values.get("superseded_by") else None
