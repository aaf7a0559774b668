"""A claim of which thousands of sources speak, made at once."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from claims.assessment import assess
from claims.assessment.origins import origin_keys, origin_of
from claims.models import Assertion, Claim, Publisher, Source

from .factories import make_claim, make_options, make_user, numbers

FIRST = date(2020, 1, 1)
WORDINGS = {
    "count": ["14", "14 men", "only 11", "12 or more", "about 30", "more than 10", "dozens", "nearly 40", "at least 3"],
    "date": ["25 June 2020", "June 2020", "late June 2020", "26 June 2020", "in 2020", "before July 2020"],
    "choice": ["Counter-Terrorism Service", "Iraqi forces", "Army", "Kata'ib Hezbollah", "militia"],
}
TREE = {
    "Iraqi forces": None, "Counter-Terrorism Service": "Iraqi forces", "Army": "Iraqi forces",
    "militia": None, "Kata'ib Hezbollah": "militia",
}  # fmt: skip


def make_hot_claim(assertions: int, kind: str = "count", history: bool = False, **fields: object) -> Claim:
    """A claim of so many assertions of two thirds as many sources: every third quoted, every fourth a reprint.

    With `history` each was entered by hand, one a minute.
    """
    claim = make_claim(kind, **fields)
    if kind == "choice":
        make_options(claim, TREE)
    user, options = make_user(), list(claim.options.all())
    documents = make_documents(max(2, assertions * 2 // 3))
    keys = origin_keys(source.pk for source in documents)
    rows = []
    for n in range(assertions):
        source, speaker = documents[n % len(documents)], f"Speaker {n % 97}" if n % 3 == 0 else ""
        row = Assertion(
            claim=claim,
            source=source,
            wording=WORDINGS[kind][n % 7 % len(WORDINGS[kind])],
            locator=f"p. {n}",
            speaker=speaker,
            stance="denies" if kind == "count" and n % 50 == 49 else "asserts",
            as_of=FIRST + timedelta(days=n % 300) if claim.accumulates else None,
            entered_by=user,
            origin=origin_of(speaker, keys[source.pk]),
        )
        row.read(options)
        rows.append(row)
    if history:
        bulk_create_with_history(rows, Assertion, 2000, default_user=user, default_change_reason="entered")
    else:
        Assertion.objects.bulk_create(rows)
    with transaction.atomic():
        assess([claim.pk])
    return Claim.objects.get(pk=claim.pk)


def make_documents(many: int) -> list[Source]:
    """Sources of a tenth as many publishers, every fourth a reprint of the one before it."""
    first = next(numbers)
    publishers = Publisher.objects.bulk_create(Publisher(name=f"Paper {first}-{n}") for n in range(max(1, many // 10)))
    made = Source.objects.bulk_create(
        Source(
            reference=f"hot-{first}-{n}",
            title=f"Report no. {n}",
            publisher=publishers[n % len(publishers)],
            authors=f"Author {n % 400}" if n % 5 == 0 else "",
            published_on=FIRST + timedelta(days=n % 500),
        )
        for n in range(many)
    )
    for original, reprint in zip(made[2::4], made[3::4], strict=False):
        reprint.derives_from = original
    Source.objects.bulk_update(made[3::4], ["derives_from"])
    return made
