"""Sources and publishers: store and merge, with all that their dates, bylines and descent bear on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractUser

from claims.assessment import assess
from claims.assessment.origins import derived_from, trace
from claims.models import Assertion, Claim, Publisher, Source
from claims.postgres import among

from . import Refused, save, writing
from .assertions import read_again


def save_source(actor: AbstractUser, source: Source, fields: Iterable[str] | None = None) -> None:
    """Store a source, new or changed, and work out anew all that its date, byline and descent bear on."""
    with writing(actor, "claims.change_source" if source.pk else "claims.add_source"):
        claims = store_sources(actor, [source], fields)
        assess(claims)


def store_sources(actor: AbstractUser, sources: Sequence[Source], fields: Iterable[str] | None = None) -> set[int]:
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


def refuse_circles(sources: Sequence[Source]) -> None:
    for source in sources:
        seen, parent = {source.pk}, source.derives_from
        while parent is not None:
            if parent.pk in seen:
                raise Refused(f"{source.reference} would derive from itself, by way of {parent.reference}.")
            seen.add(parent.pk)
            parent = parent.derives_from


def merge_sources(actor: AbstractUser, keep: Source, drop: Source) -> None:
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


def merge_publishers(actor: AbstractUser, keep: Publisher, drop: Publisher) -> None:
    """Make two entries of one publisher one."""
    with writing(actor, "claims.merge_source"):
        if keep.pk == drop.pk:
            raise Refused("A publisher cannot be merged with itself.")
        for source in drop.sources.all():
            source.publisher = keep
            save(source, actor, f"publisher merged into {keep.name}"[:100], ["publisher"])
        drop._history_user, drop._change_reason = actor, f"merged into {keep.name}"[:100]  # type: ignore[attr-defined]
        drop.delete()
