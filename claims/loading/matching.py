"""Rows against what is stored: which are new, which change what, and which cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from claims.assessment.relative import in_circle
from claims.models import Assertion, Claim, Option, Publisher, Source, Topic
from claims.review.assertions import ONE_VOICE, may_supersede
from claims.review.claims import KIND_FIXED, no_and_yes, with_fixed_kind
from claims.review.sources import circular

from .files import KINDS, Row
from .rows import key_of, label
from .stored import Key, Rows, Stored, did_you_mean, relative_edges

Pool = dict[Any, Any]  # instances by reference or natural key
FIGURES = (Claim.Kind.COUNT, Claim.Kind.AMOUNT)


@dataclass
class Matched:
    """The rows of one kind: new and changed ones, as instances to be saved, and how many were there already.

    fields: those in which any of the changed differs from what is stored.
    """

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    unchanged: int = 0


class Matching:
    """The rows of all files, matched kind after kind. What cannot be is laid to the rows as their faults."""

    def __init__(self, rows: Rows, broken: set[str]) -> None:
        """`broken` are the kinds of which a file as a whole is wrong, so that what it holds is not known."""
        self.rows, self.broken = rows, broken
        self.stored = Stored(rows)
        self.rejected: dict[str, dict[Key, Row]] = {}
        self.made: dict[str, list[tuple[Row, Any, set[str]]]] = {kind: [] for kind in KINDS}
        self.match_sources()
        self.match_claims()
        self.match_options()
        self.match_assertions()

    def matched(self, kind: str) -> Matched:
        """What is left of a kind once everything is matched."""
        found = Matched()
        for row, instance, differing in self.made[kind]:
            if row.faults:
                continue
            if instance.pk is None:
                found.new.append(instance)
            elif differing:
                found.changed.append(instance)
                found.fields |= differing
            else:
                found.unchanged += 1
        return found

    def good(self, kind: str) -> list[Row]:
        return [row for row in self.rows[kind] if not row.faults]

    def reject(self, kind: str, pool: Pool) -> None:
        """Note the rows of a kind that are rejected, and forget what they would have added."""
        good = {key_of(row) for row in self.good(kind)}
        self.rejected[kind] = {key_of(row): row for row in self.rows[kind] if row.faults and key_of(row) not in good}
        for key in self.rejected[kind]:
            place = key[0] if len(key) == 1 else key
            if place in pool and pool[place].pk is None:
                del pool[place]

    def settle(self, kind: str, pool: Pool, link: Callable[[Row], object]) -> None:
        """Look up what the rows of a kind name in their own kind, until none goes by a rejected one."""
        while True:
            self.reject(kind, pool)
            rows = self.good(kind)
            for row in rows:
                link(row)
            if not any(row.faults for row in rows):
                return

    def find(self, row: Row, column: str, model: type[Source] | type[Claim]) -> Any:
        """The source or claim that a cell names; None, and a fault of the row, where there is none."""
        name = row.values.get(column)
        if not name:
            return None
        kind = "sources" if model is Source else "claims"
        pool: Pool = getattr(self.stored, kind)
        if rejecting := self.rejected[kind].get((name,)):
            follow(row, column, rejecting.where)
        elif name not in pool and kind in self.broken:
            follow(row, column, f"a file of {kind}, perhaps")
        elif name not in pool:
            row.fault(
                column,
                f"No {model._meta.verbose_name} has this reference.",
                self.stored.nearest(model, name),
            )
        return pool.get(name)

    def make(self, row: Row, instance: Model, fields: dict[str, Any]) -> None:
        """Give an instance the fields of its row."""
        if instance.pk is None:
            differing = set(fields)
        else:
            differing = {name for name, value in fields.items() if getattr(instance, name) != value}
        for name in differing:
            setattr(instance, name, fields[name])
        self.made[row.table.kind].append((row, instance, differing))

    def match_sources(self) -> None:
        pool = self.stored.sources
        for row in self.good("sources"):
            reference = row.values["reference"]
            if reference not in pool:
                pool[reference] = Source(reference=reference)
        self.settle("sources", pool, lambda row: self.find(row, "derives_from", Source))
        circle = circular({row.values["reference"]: self._origin(row) for row in self.good("sources")})
        for row in self.good("sources"):
            if row.values["reference"] in circle:
                row.fault(
                    "derives_from",
                    "The source would derive from itself.",
                    f"In the circle: {listed(circle)}.",
                )
        self.settle("sources", pool, lambda row: self.find(row, "derives_from", Source))
        for row in self.good("sources"):
            fields = without(row, "reference")
            name = row.values["publisher"]
            fields["publisher"] = self.stored.publishers.setdefault(name.casefold(), Publisher(name=name))
            if "derives_from" in fields:
                fields["derives_from"] = self.find(row, "derives_from", Source)
            self.make(row, pool[row.values["reference"]], fields)

    def _origin(self, row: Row) -> str | None:
        if "derives_from" in row.values:
            return row.values["derives_from"]
        parent = self.stored.sources[row.values["reference"]].derives_from
        return parent.reference if parent else None

    def match_claims(self) -> None:
        pool = self.stored.claims
        kinds = [
            Claim(pk=pool[key_of(r)[0]].pk, kind=r.values["kind"]) for r in self.good("claims") if key_of(r)[0] in pool
        ]
        fixed = with_fixed_kind(kinds)
        for row in self.good("claims"):
            reference = row.values["reference"]
            claim = pool.get(reference) or Claim(reference=reference)
            if reference in fixed:
                row.fault("kind", KIND_FIXED, f"Leave it “{claim.kind}”, or make another claim.")
            elif row.values["kind"] not in FIGURES and row.values.get("accumulates", claim.accumulates):
                row.fault("accumulates", "Only counts and amounts can accumulate.", "Write no.")
            pool.setdefault(reference, claim)
        self.reject("claims", pool)
        for row in self.good("claims"):
            fields = without(row, "reference")
            name = row.values["topic"]
            fields["topic"] = self.stored.topics.setdefault(name.casefold(), Topic(name=name))
            self.make(row, pool[row.values["reference"]], fields)

    def match_options(self) -> None:
        pool = self.stored.options
        for row in self.good("options"):
            self.place_option(row)
        self.settle("options", pool, self.find_parent)
        parents: dict[Key, Key | None] = {
            key: (key[0], option.parent.name.casefold()) if option.parent else None for key, option in pool.items()
        }
        parents |= {key_of(row): parent_key(row) for row in self.good("options") if "parent" in row.values}
        circle = in_circle((parent, key) for key, parent in parents.items() if parent)
        for row in self.good("options"):
            if key_of(row) in circle:
                row.fault("parent", "The option would lie in itself.", "A chain of parents must end.")
        self.settle("options", pool, self.find_parent)
        for row in self.good("options"):
            fields = without(row, "claim", "name")
            if "parent" in fields:
                fields["parent"] = self.find_parent(row)
            self.make(row, pool[key_of(row)], fields)

    def place_option(self, row: Row) -> None:
        """Have an instance for the option of a row, where its claim can have it."""
        claim = self.find(row, "claim", Claim)
        if claim is None or row.faults:
            return
        yesno = claim.kind == Claim.Kind.YESNO
        for option in no_and_yes(claim) if yesno and claim.pk is None else []:
            self.stored.options.setdefault((claim.reference, option.name), option)
        if not claim.has_options:
            row.fault("claim", f"A {claim.get_kind_display()} has no options.", "Only a choice has.")
        elif yesno and key_of(row) not in self.stored.options:
            row.fault("option", "A yes-or-no claim has no other option.", "Write yes or no, with its aliases.")
        else:
            self.stored.options.setdefault(key_of(row), Option(claim=claim, name=row.values["name"]))

    def find_parent(self, row: Row) -> Option | None:
        if (key := parent_key(row)) is None:
            return None
        if rejecting := self.rejected["options"].get(key):
            follow(row, "parent", rejecting.where)
        elif key not in self.stored.options:
            siblings = [option.name for (claim, _), option in self.stored.options.items() if claim == key[0]]
            why = f"{key[0]} has no option of this name."
            row.fault("parent", why, did_you_mean(row.values["parent"], siblings) or "Add a row for it.")
        return self.stored.options.get(key)

    def match_assertions(self) -> None:
        for row in self.good("assertions"):
            self.make_assertion(row)
        if any("superseded_by" in row.values for row in self.rows["assertions"]):
            self.match_later()
        self.refuse_base_circles()

    def match_later(self) -> None:
        """Look up the assertions that supersede others."""
        stored = self.stored.assertions.items()
        labels: dict[Key, Assertion] = {(key[0], label(*key[1:])): row for key, row in stored}
        by_row = {id(row): (instance, differing) for row, instance, differing in self.made["assertions"]}
        self.settle("assertions", {}, lambda row: self.supersede(row, labels, *by_row[id(row)]))
        for row in self.good("assertions"):
            if superseded_in_circle(by_row[id(row)][0]):
                why = "The assertion would be superseded by itself."
                row.fault("superseded_by", why, "Let the latest be superseded by none.")
        self.settle("assertions", {}, lambda row: self.supersede(row, labels, *by_row[id(row)]))

    def make_assertion(self, row: Row) -> None:
        claim, source = self.find(row, "claim", Claim), self.find(row, "source", Source)
        base = self.find(row, "base", Claim)
        if row.faults:
            return
        fields = without(row, "claim", "source", "wording", "locator", "superseded_by")
        if "base" in fields:
            fields["base"] = base
        assertion = self.stored.assertions.get(key_of(row))
        if assertion is None:
            words = {"wording": row.values["wording"], "locator": row.values.get("locator", "")}
            assertion = Assertion(claim=claim, source=source, **words, **fields)
            self.stored.assertions[key_of(row)] = assertion
            self.made["assertions"].append((row, assertion, set()))
        else:
            self.make(row, assertion, fields)
        for column, why in assertion.faults().items():
            row.fault(column, why)

    def supersede(self, row: Row, labels: dict[Key, Assertion], assertion: Assertion, differing: set[str]) -> None:
        if "superseded_by" not in row.values:
            return
        name = row.values["superseded_by"]
        later = labels.get((row.values["claim"], name)) if name else None
        if name and later is None:
            why = "No assertion of this claim has this label."
            row.fault("superseded_by", why, "Write its source | wording | locator, any bar in them doubled.")
        elif later is not None and (rejecting := self.rejected["assertions"].get(key_of_assertion(later))):
            follow(row, "superseded_by", rejecting.where)
        elif later is not None and not may_supersede(later, assertion):
            row.fault("superseded_by", ONE_VOICE)
        elif assertion.superseded_by != later:
            assertion.superseded_by = later
            differing.add("superseded_by")

    def refuse_base_circles(self) -> None:
        """Lay a fault to every row whose words would go by each other in a circle."""
        made = [(r, a) for r, a, _ in self.made["assertions"] if not r.faults and isinstance(a, Assertion) and a.base]
        if not made:
            return
        ours = [(a.base.reference, a.claim.reference, r, a) for r, a in made]  # type: ignore[union-attr]
        start = {a.claim.pk for _, a in made if a.claim.pk}
        stored = relative_edges(start, {a.pk for _, a, _ in self.made["assertions"] if a.pk})
        circle = in_circle(stored | {(base, claim) for base, claim, _, _ in ours})
        # Only words that are relative hang on their base, and reading them again is worth it only here.
        hanging = [edge for edge in ours if edge[0] in circle and edge[1] in circle and hangs(edge[3])]
        circle = in_circle(stored | {(base, claim) for base, claim, _, _ in hanging})
        for base, claim, row, _ in hanging:
            if base in circle and claim in circle:
                why = f"The wordings of {listed(circle)} would go by each other in a circle."
                row.fault("base", why, "Let one of them say its value without a base.")


def without(row: Row, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name not in names}


def follow(row: Row, column: str, where: str) -> None:
    row.fault(column, f"This stands in {where}, which is rejected.", "Mend that first.", follows=True)


def parent_key(row: Row) -> Key | None:
    parent = row.values.get("parent")
    return (row.values["claim"], parent.casefold()) if parent else None


def key_of_assertion(row: Assertion) -> Key:
    return (row.claim.reference, row.source.reference, row.wording, row.locator)


def superseded_in_circle(row: Assertion) -> bool:
    seen = [row]
    while (later := seen[-1].superseded_by) is not None and later not in seen[1:]:
        if later == row:
            return True
        seen.append(later)
    return False


def hangs(assertion: Assertion) -> bool:
    """Whether the words are relative."""
    assertion.read()
    return assertion.terms is not None


def listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
