"""Sources and publishers: store and merge, with all that their dates, bylines and descent bear on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.origins import derived_from, trace
from claims.assessment.relative import in_circle
from claims.models import Assertion, Claim, Import, Publisher, Source
from claims.postgres import among, named

from . import BATCH, Refused, in_turn, remove, save, save_all, writing
from .assertions import read_again


def save_source(actor: User, source: Source, fields: Iterable[str] | None = None) -> None:
    """Store a source, new or changed, and work out anew all that its date, byline and descent bear on."""
    with writing(actor, "claims.change_source" if source.pk else "claims.add_source"):
        claims = store_sources(actor, [source], fields)
        assess(claims)


def store_sources(actor: User, sources: Sequence[Source], fields: Iterable[str] | None = None) -> set[int]:
    """Store sources; returns the claims to assess. Raises Refused where sources would derive from each other."""
    known = [source.pk for source in sources if source.pk is not None]
    dates = dict(Source.objects.filter(pk__in=among(known)).values_list("pk", "published_on"))
    # Whoever sets a date sets how words such as "last night" are read.
    redated = [source for source in sources if source.pk and source.published_on != dates[source.pk]]
    save_all(redated, actor, "redated", fields)
    save_all([source for source in sources if source.pk and source not in redated], actor, "edited", fields)
    for source in sources:
        if source.pk is None:
            save(source, actor, "entered")
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

    Words that both have at the same place of the same claim are kept once. Raises Refused where such twins differ,
    or where sources would derive from each other.
    """
    with writing(actor, "claims.merge_source"):
        if keep.pk == drop.pk:
            raise Refused("A source cannot be merged with itself.")
        keep, drop = (Source.objects.select_related("derives_from").get(pk=row.pk) for row in (keep, drop))
        merged = f"merged into {keep.reference}"
        moved = merge_words(actor, keep, drop, merged)
        relink(actor, keep, drop)
        remove(drop, actor, merged)
        refuse_circles([keep])
        read_again(Assertion.objects.filter(pk__in=among(moved), claim__kind=Claim.Kind.DATE))
        trace([keep.pk])
        said = Assertion.objects.filter(source__in=among(derived_from([keep.pk])))
        assess(set(said.order_by().values_list("claim", flat=True).distinct()))


def merge_words(actor: User, keep: Source, drop: Source, merged: str) -> list[int]:
    """Give one source the assertions of another, but for twins of its own; returns those that moved."""
    kept = {twin_key(row): row for row in keep.assertions.select_related("claim")}
    rows = list(drop.assertions.select_related("claim"))
    pairs = [(row, kept[twin_key(row)]) for row in rows if twin_key(row) in kept]
    if unlike := [row for row, twin in pairs if not alike(row, twin)]:
        words = "; ".join(f"“{row.wording}” on {row.claim.reference}" for row in unlike)
        raise Refused(
            f"Both sources say {words}, at the same place but not alike (stance, speaker, reading, moment, or set "
            "aside or superseded): make them alike, or delete one, and merge again."
        )
    for row, twin in pairs:
        save_all([*row.supersedes.all()], actor, merged, superseded_by=twin)
        remove(row, actor, merged)
    twins = {row.pk for row, _ in pairs}
    moved = [row for row in rows if row.pk not in twins]
    save_all(moved, actor, merged, source=keep)
    return [row.pk for row in moved]


def twin_key(row: Assertion) -> tuple[int, str, str]:
    return row.claim_id, row.wording, row.locator


def alike(row: Assertion, twin: Assertion) -> bool:
    """Whether two assertions of the same words, at the same place of one claim, say and count the same."""
    names = ("translation", "speaker", "stance", "as_of", "as_of_time", "base_id", "read_as", "set_aside_reason")
    superseding = (row.superseded_by_id, twin.superseded_by_id)
    return superseding == (None, None) and all(getattr(row, name) == getattr(twin, name) for name in names)


def relink(actor: User, keep: Source, drop: Source) -> None:
    """Let what derives from `drop` derive from `keep`, and what `keep` derived from it, from its own parent."""
    merged = f"merged with {drop.reference}"
    if keep.derives_from_id == drop.pk:
        save_all([keep], actor, merged, derives_from=drop.derives_from)
    save_all([*drop.derivatives.exclude(pk=keep.pk)], actor, merged, derives_from=keep)


def merge_publishers(actor: User, keep: Publisher, drop: Publisher) -> None:
    """Make two entries of one publisher one."""
    with writing(actor, "claims.merge_source"):
        if keep.pk == drop.pk:
            raise Refused("A publisher cannot be merged with itself.")
        save_all([*drop.sources.all()], actor, f"publisher merged into {keep.name}", publisher=keep)
        remove(drop, actor, f"merged into {keep.name}")
