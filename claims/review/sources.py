"""Sources and publishers: store and merge, with all that their dates, bylines and descent bear on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.origins import derived_from, trace
from claims.assessment.relative import in_circle
from claims.models import Assertion, Claim, Import, Publisher, Source
from claims.postgres import among, named

from . import BATCH, Refused, in_turn, save, writing
from .assertions import read_again


def save_source(actor: User, source: Source, fields: Iterable[str] | None = None) -> None:
    """Store a source, new or changed, and work out anew all that its date, byline and descent bear on."""
    with writing(actor, "claims.change_source" if source.pk else "claims.add_source"):
        claims = store_sources(actor, [source], fields)
        assess(claims)


def store_sources(actor: User, sources: Sequence[Source], fields: Iterable[str] | None = None) -> set[int]:
    """Store sources; returns the claims to assess. Raises Refused where sources would derive from each other."""
    known = [source.pk for source in sources if source.pk is not None]
    for source in sources:
        save(source, actor, "edited" if source.pk else "entered", fields)
    refuse_circles(sources)
    if not known:
        return set()
    read_again(Assertion.objects.filter(source__in=among(known), claim__kind=Claim.Kind.DATE))
    trace(known)
    said = Assertion.objects.filter(source__in=among(derived_from(known)))
    return set(said.order_by().values_list("claim", flat=True).distinct())


def enter_sources(sources: Sequence[Source], brought_by: Import) -> None:
    """Store many new sources that an import brought; it stands for their history."""
    for source in sources:
        source.brought_by = brought_by
    for batch in in_turn(sources, "derives_from"):
        Source.objects.bulk_create(batch, BATCH)


def refuse_circles(sources: Sequence[Source]) -> None:
    parents = {source.reference: getattr(source.derives_from, "reference", None) for source in sources}
    if circle := ", ".join(sorted(circular(parents))):
        raise Refused(f"{circle} would derive from each other in a circle: let one derive from none.")


def circular(parents: Mapping[str, str | None]) -> set[str]:
    """Which sources would derive from themselves, did each derive from the one given for it (by reference)."""
    known = dict(parents)
    while fresh := {parent for parent in known.values() if parent} - known.keys():
        found = Source.objects.filter(reference__in=named(fresh))
        known |= dict.fromkeys(fresh) | dict(found.values_list("reference", "derives_from__reference"))
    return in_circle((parent, source) for source, parent in known.items() if parent)


def merge_sources(actor: User, keep: Source, drop: Source) -> None:
    """Make two entries of one document one: what `drop` says, `keep` says, and `drop` is gone.

    Words that both have at the same place of the same claim are kept once.
    """
    with writing(actor, "claims.merge_source"):
        if keep.pk == drop.pk:
            raise Refused("A source cannot be merged with itself.")
        keep, drop = Source.objects.get(pk=keep.pk), Source.objects.get(pk=drop.pk)
        key = ("claim_id", "wording", "locator")
        kept = {tuple(getattr(row, name) for name in key): row for row in keep.said.all()}
        moved = []
        for row in drop.said.all():
            twin = kept.get(tuple(getattr(row, name) for name in key))
            row._history_user, row._change_reason = actor, f"merged into {keep.reference}"  # type: ignore[attr-defined]
            if twin is None:
                row.source = keep
                row.save(update_fields=["source"])
                moved.append(row.pk)
            else:
                row.supersedes.update(superseded_by=twin)
                row.delete()
        if keep.derives_from_id == drop.pk:
            keep.derives_from = drop.derives_from
            save(keep, actor, f"merged with {drop.reference}", ["derives_from"])
        drop.derivatives.exclude(pk=keep.pk).update(derives_from=keep)
        drop._history_user, drop._change_reason = actor, f"merged into {keep.reference}"  # type: ignore[attr-defined]
        drop.delete()
        read_again(Assertion.objects.filter(pk__in=among(moved), claim__kind=Claim.Kind.DATE))
        trace([keep.pk])
        said = Assertion.objects.filter(source__in=among(derived_from([keep.pk])))
        assess(set(said.order_by().values_list("claim", flat=True)) | {claim for claim, _, _ in kept})


def merge_publishers(actor: User, keep: Publisher, drop: Publisher) -> None:
    """Make two entries of one publisher one."""
    with writing(actor, "claims.merge_source"):
        if keep.pk == drop.pk:
            raise Refused("A publisher cannot be merged with itself.")
        for source in drop.sources.all():
            source.publisher = keep
            save(source, actor, f"publisher merged into {keep.name}"[:100], ["publisher"])
        drop._history_user, drop._change_reason = actor, f"merged into {keep.name}"[:100]  # type: ignore[attr-defined]
        drop.delete()
