"""What the evidence comes to: origins, relative readings and verdicts, worked out for any set of claims.

Nothing else writes these. Every function expects to run inside a transaction that holds the writers' lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from claims.models import Assertion, Assessment
from claims.postgres import listed

from .relative import in_order, rows_of, to_place, work_out_relative
from .seals import unsealed
from .verdicts import mark_moved, update_verdicts


def assess(
    claims: Iterable[int] | None = None,
    *,
    moment: datetime | None = None,
    anew: bool = False,
    fresh: Mapping[int, int] | None = None,
    before: Callable[[set[int]], object] = lambda moved: None,
) -> int:
    """Work out the given claims (by default all), and what goes by them; returns how many assessments changed.

    The given claims are taken to have changed, whatever comes of it; `moment` is when (by default now). Of all, those
    are passed over whose seal shows that nothing has changed since they were worked out, but not where all is worked
    out `anew`. `fresh` are the assertions that are new or changed, with their claims, where no other of the given
    claims' may stand otherwise. What is done `before` is given the claims whose verdicts are about to be worked out.
    Raises Circle where relative wordings go by each other.
    """
    now = moment or timezone.now()
    given = None if claims is None else set(claims)
    concerned = unsealed() if given is None and not anew else given
    if concerned is not None and not concerned:
        return 0
    moved = place(concerned, fresh)
    before(moved or set())
    with listed(moved) as those:
        changed = update_verdicts(those, given or [], now) + mark_moved(moved, now)
    return changed if given else Assessment.objects.filter(changed_at=now).count()


def place(concerned: Iterable[int] | None, fresh: Mapping[int, int] | None) -> set[int] | None:
    """Work out the relative readings; returns the claims that have moved (None: all)."""
    levels, bases = in_order(concerned)
    if concerned is None:
        for level in levels:
            work_out_relative(rows_of(Assertion.objects.relative().filter(claim__among=level)))
        return None
    moved = set(concerned)
    for level in levels:
        moved |= work_out_relative(to_place(level, bases, moved, fresh))
    return moved
