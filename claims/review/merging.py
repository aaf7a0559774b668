"""Claims, sources and publishers that were entered twice: two are made one, and every decision stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import models

from claims.assessment import assess
from claims.assessment.origins import derived_from, trace
from claims.assessment.relative import with_those_going_by
from claims.models import Assertion, Claim, Publisher, Source
from claims.models.readings import unit_of
from claims.wording.choices import normalise

from . import BATCH, Changed, Refused, refuse_merged, remove, save, save_all, writing
from .assertions import READING, options_of, read_again
from .own_entries import MERGED_INTO, merged_twin
from .sources import refuse_circles

Named = TypeVar("Named", Claim, Source, Publisher)
Twins = list[tuple[Assertion, Assertion]]


def merge_claims(actor: User, keep: Claim, drop: Claim) -> None:
    """Make two claims one: what is said of `drop`, or goes by it, is said of `keep`, or goes by that.

    `drop` keeps its row, its reference, its history and its decisions, of which none is in force on `keep`. Words that
    both have at the same place of a source are kept once. Raises Refused with all that is in the way.
    """
    with writing(actor, "claims.merge_claim"):
        keep, drop = still_there(Claim, keep, drop)
        refuse_merged([keep.pk, drop.pk])
        rows, twins = paired(keep.assertions.all(), drop.assertions.all(), "claim")
        if why := [*unlike_claims(keep, drop), *going_by(keep, drop), *unlike_twins(twins)]:
            raise Refused("\n".join(why))
        merged = f"{MERGED_INTO}{keep.reference}"
        options = options_of([keep.pk])[keep.pk] if keep.has_options else []
        for row in rows:
            row.claim = keep
            if keep.has_options:
                row.read(options)
        unite(actor, rows, twins, merged, ["claim", *READING])
        change = f"merged: {drop.reference} is {keep.reference} now"
        save_all([*Assertion.objects.filter(base=drop)], actor, change, base=keep)
        drop.merged_into, drop.assignee = keep, None
        save(drop, actor, merged, ["merged_into", "assignee"])
        assess([keep.pk, drop.pk])


def unlike_claims(keep: Claim, drop: Claim) -> Iterator[str]:
    """In what two claims do not ask the same, each with what to do."""
    both = f"{keep.reference} and {drop.reference}"
    if keep.kind != drop.kind:
        kinds = ", ".join(claim.get_kind_display().lower() for claim in (keep, drop))
        yield f"{both} are of two kinds ({kinds}): they ask two things."
        return
    if (unit_of(keep.unit) or normalise(keep.unit)) != (unit_of(drop.unit) or normalise(drop.unit)):
        yield f"{both} ask in two units (“{keep.unit}”, “{drop.unit}”): give both the same one first, if it is."
    if keep.accumulates != drop.accumulates:
        grows = keep if keep.accumulates else drop
        yield f"Of {both} only {grows.reference} is a running total: make both so, or neither, first."
    known = {normalise(name) for option in keep.options.all() for name in (option.name, *option.alias_names)}
    if lost := [option.name for option in drop.options.all() if normalise(option.name) not in known]:
        names = ", ".join(f"“{name}”" for name in lost)
        yield f"{keep.reference} has no option {names}: add it there first, or the name as an alias of one it has."


def going_by(keep: Claim, drop: Claim) -> Iterator[str]:
    """Why two claims cannot be one where what is said of the one goes by the other, at whatever remove."""
    for claim, base in ((keep, drop), (drop, keep)):
        rows = claim.assertions.filter(base=base)
        for row in rows.select_related("source"):
            yield (
                f"{row} on {claim.reference} goes by {base.reference}, and would go by itself: edit it first, to go by "
                "another claim or by none."
            )
        depending = with_those_going_by([base.pk])
        if not rows and claim.pk in (depending or ()):
            yield (
                f"What is said of {claim.reference} goes by {base.reference} by way of other claims, and all would go "
                "by each other in a circle: edit one of those first, to go by another claim or by none."
            )


def paired(
    kept: models.QuerySet[Assertion], given: models.QuerySet[Assertion], moving: str
) -> tuple[list[Assertion], Twins]:
    """The given assertions that have no twin among the kept ones, and those that have, each with its twin.

    Twins say the same words at the same place, where both are of one claim and source; `moving` is which of these
    two differs as yet, "claim" or "source".
    """
    fixed = "source_id" if moving == "claim" else "claim_id"

    def key(row: Assertion) -> tuple[int, str, str]:
        return getattr(row, fixed), row.wording, row.locator

    known = {key(row): row for row in kept.select_related("claim", "source")}
    rows = list(given.select_related("claim", "source", "base"))
    twins = [(row, known[key(row)]) for row in rows if key(row) in known]
    return [row for row in rows if key(row) not in known], twins


# What twins must have in common, as columns.
SUBSTANCE = ("translation", "speaker", "stance", "as_of", "as_of_time", "base_id", "read_as", "set_aside_reason")


def alike(row: Assertion, twin: Assertion) -> bool:
    """Whether two assertions of the same words, at the same place, say and count the same."""
    superseding = (row.superseded_by_id, twin.superseded_by_id)
    return superseding == (None, None) and all(getattr(row, name) == getattr(twin, name) for name in SUBSTANCE)


def unlike_twins(twins: Twins) -> list[str]:
    """Why twins cannot be made one: those that are not alike, and what to do."""
    if not (different := [row for row, twin in twins if not alike(row, twin)]):
        return []
    words = "; ".join(f"“{row.wording}” ({row.claim.reference}, {row.source.reference})" for row in different)
    return [
        f"Both have {words}, at the same place but not alike (stance, speaker, reading, moment, or set aside or "
        "superseded): make them alike, or delete one, and merge again."
    ]


def unite(actor: User, rows: Sequence[Assertion], twins: Twins, change: str, fields: Sequence[str]) -> None:
    """Store the named fields of assertions that go to another claim or source, and make twins one.

    What a twin superseded, the one that is kept supersedes.
    """
    kept = {row.pk: twin for row, twin in twins}
    moving = {row.pk for row in rows}
    superseded = Assertion.objects.filter(superseded_by__among=kept).exclude(pk__among=moving)
    for old in (outside := list(superseded)):
        old.superseded_by = kept[old.superseded_by_id]  # type: ignore[index]
    save_all(outside, actor, change, ["superseded_by"])
    # What supersedes a row must be of its claim at every moment: they go apart, and are joined again there.
    joined = [row for row in rows if row.superseded_by_id]
    Assertion.objects.filter(pk__among=[row.pk for row in joined]).update(superseded_by=None)
    for row in joined:
        row.superseded_by = kept.get(row.superseded_by_id, row.superseded_by)  # type: ignore[arg-type]
    for row, twin in twins:
        remove(row, actor, merged_twin(twin.pk))
    save_all(rows, actor, change, fields)
    Assertion.objects.bulk_update(joined, ["superseded_by"], BATCH)


def merge_sources(actor: User, keep: Source, drop: Source) -> None:
    """Make two entries of one document one: what `drop` says, `keep` says, and `drop` is gone.

    Words that both have at the same place of the same claim are kept once. Raises Refused where such twins differ,
    or where sources would derive from each other.
    """
    with writing(actor, "claims.merge_source"):
        keep, drop = still_there(Source, keep, drop)
        rows, twins = paired(keep.assertions.all(), drop.assertions.all(), "source")
        if why := unlike_twins(twins):
            raise Refused("\n".join(why))
        merged = f"{MERGED_INTO}{keep.reference}"
        for row in rows:
            row.source = keep
        unite(actor, rows, twins, merged, ["source"])
        relink(actor, keep, drop)
        remove(drop, actor, merged)
        refuse_circles([keep])
        told_by_date = Assertion.objects.filter(pk__among=[row.pk for row in rows], claim__kind=Claim.Kind.DATE)
        read_again(told_by_date)
        if keep.published_on != drop.published_on:  # whoever sets a date sets how words such as "last night" are read
            save_all([*told_by_date], actor, f"redated, being {merged}", ["source"])
        trace([keep.pk])
        said = Assertion.objects.filter(source__among=derived_from([keep.pk]))
        assess(set(said.order_by().values_list("claim", flat=True).distinct()))


def still_there(model: type[Named], keep: Named, drop: Named) -> tuple[Named, Named]:
    """Two rows to be merged, as they now are."""
    name = model._meta.verbose_name
    if keep.pk == drop.pk:
        raise Refused(f"A {name} cannot be merged with itself.")
    found = model._default_manager.in_bulk([keep.pk, drop.pk])
    if len(found) < 2:
        raise Changed(f"Somebody merged or deleted one of these {model._meta.verbose_name_plural} meanwhile.")
    return found[keep.pk], found[drop.pk]


def relink(actor: User, keep: Source, drop: Source) -> None:
    """Let what derives from `drop` derive from `keep`, and what `keep` derived from it, from its own parent.

    What only `drop` was known to derive from, `keep` derives from.
    """
    merged = f"merged with {drop.reference}"
    if keep.derives_from_id in (drop.pk, None) and drop.derives_from_id != keep.pk:
        save_all([keep], actor, merged, derives_from=drop.derives_from)
    save_all([*drop.derivatives.exclude(pk=keep.pk)], actor, merged, derives_from=keep)


def merge_publishers(actor: User, keep: Publisher, drop: Publisher) -> None:
    """Make two entries of one publisher one."""
    with writing(actor, "claims.merge_source"):
        keep, drop = still_there(Publisher, keep, drop)
        save_all([*drop.sources.all()], actor, f"publisher merged into {keep.name}", publisher=keep)
        remove(drop, actor, f"{MERGED_INTO}{keep.name}")
