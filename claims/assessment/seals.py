"""Seals: what tells of each claim that nothing has changed since its assessment was worked out.

On PostgreSQL each assertion and each claim has a mark, a hash that the database itself makes of its columns (migration
0009). The seal of an assessment is made of the marks of all that it was worked out from. Whatever changes one of them
afterwards, by whichever way, breaks it; what else an assessment goes by (days of sources, places of options) only
review changes, which assesses all that it bears on. SQLite has no hash, and seals nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from claims.wording import RULES_VERSION

VERSION = 1  # of all that works out an assessment: raise it where the same evidence comes to something else


class Sealed(NamedTuple):
    """SQL for a statement about claims `s`: a claim's own mark, what its seal is made of, and what is joined for it."""

    own: str
    made: str
    joined: str


def sealed(those: str) -> Sealed:
    """How those claims are sealed (as in update_verdicts)."""
    if connection.vendor != "postgresql":
        return Sealed("NULL", "NULL", "")
    return Sealed(
        "c.mark",
        f"s.mark # COALESCE(m.mark, 0) # COALESCE(hashint8extended(s.id, s.last), 0) # {version()}",
        f"LEFT JOIN ({MARKS.format(those=those)}) m ON m.claim_id = s.id",
    )


def version() -> int:
    return VERSION * 1_000_003 + RULES_VERSION


MARKS = "SELECT claim_id, bit_xor(mark) AS mark FROM claims_assertion WHERE claim_id {those} GROUP BY claim_id"
# The claims whose seal is not what it would be now.
BROKEN = """
SELECT a.claim_id FROM claims_assessment a JOIN claims_claim s ON s.id = a.claim_id
LEFT JOIN ({marks}) m USING (claim_id)
LEFT JOIN (SELECT claim_id, MAX(number) AS last FROM claims_decision GROUP BY claim_id) d USING (claim_id)
WHERE a.seal IS DISTINCT FROM
    s.mark # COALESCE(m.mark, 0) # COALESCE(hashint8extended(s.id, d.last), 0) # {version}"""
# Whether none is broken: all seals XOR all that they are made of is nought then. Each mark is made of its row's key
# too, so that no two rows make up for each other. It needs no join, and runs on all processors.
WHOLE = """
SELECT COALESCE((SELECT bit_xor(mark) FROM claims_assertion), 0)
    # COALESCE((SELECT bit_xor(seal # {version}) FROM claims_assessment), 0)
    # COALESCE((SELECT bit_xor(mark) FROM claims_claim), 0)
    # COALESCE((SELECT bit_xor(hashint8extended(claim_id, last)) FROM (
        SELECT claim_id, MAX(number) AS last FROM claims_decision GROUP BY claim_id
    ) d), 0) = 0
    AND NOT EXISTS (SELECT 1 FROM claims_assessment WHERE seal IS NULL)"""


def unsealed() -> list[int] | None:
    """The claims of which something has changed since they were worked out, or that were never sealed; None for all."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(WHOLE.format(version=version()))
        if cursor.fetchone()[0]:
            return []
        cursor.execute("SELECT set_config('work_mem', '128MB', true)")  # a million claims take less
        cursor.execute(BROKEN.format(marks=MARKS.format(those="IS NOT NULL"), version=version()))
        found = [claim for (claim,) in cursor.fetchall()]
        cursor.execute("SELECT set_config('work_mem', reset_val, true) FROM pg_settings WHERE name = 'work_mem'")
    return found
