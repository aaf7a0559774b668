"""What the evidence comes to: origins, relative readings and verdicts, worked out for any set of claims.

Nothing else writes these. Every function expects to run inside a transaction that holds the writers' lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from claims.models import Assessment
from claims.postgres import among

from .relative import in_order, work_out_relative
from .verdicts import mark_moved, update_verdicts


def assess(claims: Iterable[int] | None = None, *, moment: datetime | None = None) -> int:
    """Work out the given claims (by default all), and all that go by them; returns how many assessments changed.

    The given claims are taken to have changed, whatever comes of it; `moment` is when (by default now). Raises Circle
    where relative wordings go by each other.
    """
    now = moment or timezone.now()
    given = None if claims is None else list(claims)
    levels, ids = in_order(given)
    for level in levels:
        work_out_relative(level)
    changed = update_verdicts(ids, now) + mark_moved(ids, now)
    if given:
        Assessment.objects.filter(pk__in=among(given), changed_at__lt=now).update(changed_at=now)
    return changed
