"""Sources and publishers: store and merge, with all that their dates, bylines and descent bear on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib.auth.models import User

from claims.assessment import assess
from claims.assessment.origins import derived_from, trace
from claims.assessment.relative import in_circle
from claims.lookups import TITLED, Stands
from claims.models import Assertion, Claim, Publisher, Source
from claims.postgres import insert_all
from claims.wording.choices import normalise

from . import Changed, Refused, save, save_all, writing
from .assertions import read_again
from .together import revised


def save_source(
    actor: User, source: Source, fields: Collection[str] | None = None, *, seen: Mapping[str, object] | None = None
) -> None:
    """Store a source, new or changed, and work out anew all that its date, byline and descent bear on.

    `seen` are its fields as the actor saw them: Overtaken is raised where somebody else changed one of those named.
    """
    with writing(actor, "claims.change_source" if source.pk else "claims.add_source"):
        row = source if fields is None else revised(source, fields, seen, "publisher", "derives_from")
        refuse_gone(row)
        assess(store_sources(actor, [row], fields))


def refuse_gone(source: Source) -> None:
    """Raise Changed where what a source names was merged or deleted since the person chose it."""
    for model, key, what in (
        (Publisher, source.publisher_id, "publisher"),
        (Source, source.derives_from_id, "source that it derives from"),
    ):
        if key is not None and not model._default_manager.filter(pk=key).exists():
            raise Changed(f"Somebody merged or deleted the {what} meanwhile: choose the one that is left.")


def duplicates_of(source: Source) -> list[Source]:
    """The stored sources that look like the same document: the same web address, or the same title of the same day."""
    others = Source.objects.exclude(pk=source.pk).select_related("publisher").order_by("pk")
    found = []
    if address := address_of(source.url):
        alike = others.filter(Stands(address.partition("?")[0], *TITLED))
        found = [other for other in alike if address_of(other.url) == address]
    title = normalise(source.title)
    same_day = others.filter(published_on=source.published_on).only("title", "published_on", "reference", "publisher")
    if source.published_on is None:  # of these there may be very many
        plain = re.findall(r"[A-Za-z]+", source.title)
        same_day = same_day.filter(Stands(max(plain, key=len, default=""), *TITLED))
    return [*found, *(other for other in same_day if other not in found and normalise(other.title) == title)]


def merged_into(key: object) -> Source | None:
    """What a source that is gone, by its key, was merged into; None where it is there, or was not merged."""
    gone = (
        Source.history.filter(id=key, history_type="-").order_by("history_id").last() if str(key).isdecimal() else None
    )
    merged, _, reference = (gone.history_change_reason or "").partition("merged into ") if gone else ("", "", "")
    return Source.objects.filter(reference=reference).first() if reference and not merged else None


# What tells where a reader came from, and nothing of the document.
TRACKING = re.compile(r"utm_|fbclid$|gclid$")


def address_of(url: str) -> str:
    """A web address without what does not tell documents apart: scheme, www, tracking, fragment, last slash."""
    parts = urlsplit(url.strip())
    query = urlencode([pair for pair in parse_qsl(parts.query) if not TRACKING.match(pair[0])])
    path = f"{parts.netloc.lower().removeprefix('www.')}{parts.path}".rstrip("/")
    return f"{path}?{query}" if query else path


def store_sources(actor: User, sources: Sequence[Source], fields: Iterable[str] | None = None) -> set[int]:
    """Store sources; returns the claims to assess. Raises Refused where sources would derive from each other."""
    known = [source.pk for source in sources if source.pk is not None]
    dates = dict(Source.objects.filter(pk__among=known).values_list("pk", "published_on"))
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
    if redated:
        told_by = [source.pk for source in redated]
        read_again(Assertion.objects.filter(source__among=told_by, claim__kind=Claim.Kind.DATE))
    trace(known)
    said = Assertion.objects.filter(source__among=derived_from(known))
    return set(said.order_by().values_list("claim", flat=True).distinct())


def enter_sources(sources: Sequence[Source]) -> None:
    """Store many new sources that an import brought, which stands for their history; they have their keys."""
    insert_all(Source, sources)


def refuse_circles(sources: Sequence[Source]) -> None:
    parents = {source.reference: getattr(source.derives_from, "reference", None) for source in sources}
    if circle := ", ".join(sorted(circular(parents))):
        raise Refused(f"{circle} would derive from each other in a circle: let one derive from none.")


def circular(parents: Mapping[str, str | None]) -> set[str]:
    """Which sources would derive from themselves, did each derive from the one given for it (by reference)."""
    known = dict(parents)
    while fresh := {parent for parent in known.values() if parent} - known.keys():
        found = Source.objects.filter(reference__among=fresh)
        known |= dict.fromkeys(fresh) | dict(found.values_list("reference", "derives_from__reference"))
    return in_circle((parent, source) for source, parent in known.items() if parent)
