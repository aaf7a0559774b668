"""What the evidence comes to: origins, relative readings and verdicts, worked out for any set of claims.

Nothing else writes these. Every function expects to run inside a transaction that holds the writers' lock.
"""

from __future__ import annotations

from collections.abc import Iterable

from .relative import in_order, work_out_relative
from .verdicts import mark_moved, update_verdicts


def assess(claims: Iterable[int] | None = None) -> int:
    """Work out the given claims (by default all), and all that go by them; returns how many assessments changed.

    Raises Circle where relative wordings go by each other.
    """
    levels, ids = in_order(claims)
    for level in levels:
        work_out_relative(level)
    changed = update_verdicts(ids)
    return changed + mark_moved(ids)
