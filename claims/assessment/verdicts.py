"""The verdict on each claim, by one statement that both engines run, and the decisions that the evidence has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q

from claims.evidence import gather
from claims.models import Assessment
from claims.postgres import among, ids_parameter, ids_sql
from claims.standing import has_moved

BATCH = 2000


def update_verdicts(ids: set[int] | None, now: datetime) -> int:
    """Write the verdict, counts, range, gap and status of the claims where they differ; returns how many did."""
    parameters: list[Any] = [connection.ops.adapt_datetimefield_value(now)]

    def chosen(column: str) -> str:
        if ids is None:
            return "1 = 1"
        parameters.append(ids_parameter(ids))
        return f"{column} IN ({ids_sql()})"

    # The blanks stand in the order in which `chosen` fills them.
    statement = VERDICTS.format(
        decided=chosen("claim_id"),
        claims=chosen("c.id"),
        gap=apart("t.low", "t.high"),
        strain=apart("t.expected_low", "t.expected_high"),
        fall=apart("f.low", "f.high"),
        sag=apart("f.expected_low", "f.expected_high"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def apart(low: str, high: str) -> str:
    """SQL for how far a low bound lies above a high one, from 0 to 1, for a claim of standing `s`.

    Numbers by their ratio, days by 30 of them, and answers that exclude each other wholly.
    """
    return f"""CASE WHEN s.kind IN ('choice', 'yesno') OR {low} > 0 AND {high} < 0 THEN 1
        WHEN s.kind = 'date' THEN ({low} - {high}) * 1.0 / ({low} - {high} + 30)
        WHEN {low} > 0 THEN ({low} - {high}) * 1.0 / {low} ELSE ({high} - {low}) * 1.0 / {high} END"""


# For "MAX(low) > MIN(high)" an open bound is NULL and drops out by itself. A figure that accumulates takes
# part twice: its low bound is known from the end of its as-of moment, its high bound holds from the beginning,
# so that a day without a time is before the next day only. COALESCE: no IS DISTINCT FROM in SQLite before 3.39.
VERDICTS = """
UPDATE claims_assessment SET
    verdict = v.verdict, self_contradiction = v.self_contradiction, assertions = v.assertions, sources = v.sources,
    origins = v.origins, waiting = v.waiting, range_low = v.range_low, range_high = v.range_high,
    status = v.status, decision_id = v.decision_id, explanation_id = v.explanation_id,
    supporting = v.supporting, dissenting = v.dissenting, gap = v.gap, changed_at = %s,
    -- mark_moved sets these next; what no longer has a decision, or a conflict to explain, is not marked.
    stale = claims_assessment.stale AND v.decision_id IS NOT NULL,
    touched = claims_assessment.touched AND v.decision_id IS NOT NULL,
    explained = claims_assessment.explained AND v.explanation_id IS NOT NULL
        AND v.verdict IN ('contradiction', 'tension')
FROM (
    WITH standing AS (
        SELECT c.id AS claim_id, c.accumulates, c.kind, s.id AS decision_id, e.id AS explanation_id,
            CASE WHEN s.verb IN ('verify', 'correct', 'reaffirm') THEN 'verified'
                 WHEN s.id IS NOT NULL THEN 'unresolved'
                 WHEN c.assignee_id IS NOT NULL THEN 'in_review' ELSE 'open' END AS status,
            COALESCE(o.low, s.low) AS low, COALESCE(o.high, s.high) AS high
        FROM claims_claim c
        LEFT JOIN (
            SELECT claim_id, MAX(CASE WHEN verb <> 'explain' THEN number END) AS settled,
                MAX(CASE WHEN verb IN ('explain', 'reopen') THEN number END) AS explained
            FROM claims_decision WHERE {decided} GROUP BY claim_id
        ) latest ON latest.claim_id = c.id AND c.merged_into_id IS NULL
        LEFT JOIN claims_decision s ON s.claim_id = c.id AND s.number = latest.settled AND s.verb <> 'reopen'
        LEFT JOIN claims_option o ON o.id = s.option_id
        LEFT JOIN claims_decision e ON e.claim_id = c.id AND e.number = latest.explained AND e.verb = 'explain'
        WHERE {claims}
    ), voices AS (
        SELECT a.claim_id, a.origin, a.source_id, COUNT(*) AS n, COUNT(*) FILTER (WHERE a.specific) AS specific,
            MAX(a.possible_low) AS low, MIN(a.possible_high) AS high,
            MAX(a.expected_low) AS expected_low, MIN(a.expected_high) AS expected_high,
            MIN(a.possible_low) AS least, MAX(a.possible_high) AS most,
            COUNT(*) - COUNT(a.possible_low) AS open_low, COUNT(*) - COUNT(a.possible_high) AS open_high,
            COUNT(*) FILTER (WHERE NOT a.rebased
                AND (a.possible_low <= s.high OR a.possible_low IS NULL OR s.high IS NULL)
                AND (a.possible_high >= s.low OR a.possible_high IS NULL OR s.low IS NULL)) AS meeting,
            COUNT(*) FILTER (WHERE a.possible_low > s.high OR a.possible_high < s.low) AS missing
        FROM claims_assertion a JOIN standing s ON s.claim_id = a.claim_id
        WHERE a.counted GROUP BY a.claim_id, a.origin, a.source_id
    ), totals AS (
        SELECT claim_id, SUM(n) AS assertions, COUNT(DISTINCT source_id) AS sources, COUNT(DISTINCT origin) AS origins,
            COUNT(DISTINCT CASE WHEN specific > 0 THEN origin END) AS specific,
            MAX(low) AS low, MIN(high) AS high, MAX(expected_low) AS expected_low, MIN(expected_high) AS expected_high,
            CASE WHEN SUM(open_low) = 0 THEN MIN(least) END AS least,
            CASE WHEN SUM(open_high) = 0 THEN MAX(most) END AS most,
            COUNT(*) FILTER (WHERE low > high) AS torn, SUM(meeting) AS meeting, SUM(missing) AS missing
        FROM voices GROUP BY claim_id
    ), figures AS (
        SELECT a.claim_id, a.source_id, a.origin, a.specific, COALESCE(a.as_of, x.published_on) AS day,
            a.as_of_time AS time, a.possible_low, a.possible_high, a.expected_low, a.expected_high
        FROM standing s JOIN claims_assertion a ON a.claim_id = s.claim_id JOIN claims_source x ON x.id = a.source_id
        WHERE s.accumulates AND a.counted AND COALESCE(a.as_of, x.published_on) IS NOT NULL
    ), moments AS (
        SELECT claim_id, source_id, origin, day, CASE WHEN time IS NULL THEN 2 ELSE 1 END AS part,
            COALESCE(time, '00:00:00') AS time, possible_low AS low, expected_low,
            CAST(NULL AS NUMERIC) AS high, CAST(NULL AS NUMERIC) AS expected_high
        FROM figures
        UNION ALL
        SELECT claim_id, source_id, origin, day, CASE WHEN time IS NULL THEN 0 ELSE 1 END, COALESCE(time, '00:00:00'),
            NULL, NULL, possible_high, expected_high
        FROM figures
    ), falls AS (
        SELECT claim_id, MAX(low) OVER (PARTITION BY claim_id ORDER BY day, part, time) AS low, high,
            MAX(expected_low) OVER (PARTITION BY claim_id ORDER BY day, part, time) AS expected_low, expected_high,
            MAX(low) OVER (PARTITION BY claim_id, source_id, origin ORDER BY day, part, time) AS own_low,
            high AS own_high
        FROM moments
        UNION ALL
        SELECT claim_id, MAX(possible_low), MIN(possible_high), MAX(expected_low), MIN(expected_high), NULL, NULL
        FROM figures WHERE time IS NULL GROUP BY claim_id, day
        UNION ALL
        SELECT claim_id, NULL, NULL, NULL, NULL, MAX(possible_low), MIN(possible_high)
        FROM figures WHERE time IS NULL GROUP BY claim_id, source_id, origin, day
    ), grown AS (
        SELECT f.claim_id, COUNT(*) FILTER (WHERE f.low > f.high) AS apart,
            COUNT(*) FILTER (WHERE f.expected_low > f.expected_high) AS strained,
            COUNT(*) FILTER (WHERE f.own_low > f.own_high) AS torn,
            MAX(CASE WHEN f.low > f.high THEN {fall} END) AS gap,
            MAX(CASE WHEN f.expected_low > f.expected_high THEN {sag} END) AS strain
        FROM falls f JOIN standing s ON s.claim_id = f.claim_id GROUP BY f.claim_id
    ), together AS (
        SELECT claim_id, MAX(specific) AS specific FROM (
            SELECT claim_id, COUNT(DISTINCT CASE WHEN specific THEN origin END) AS specific
            FROM figures GROUP BY claim_id, day, time
        ) times GROUP BY claim_id
    ), denied AS (
        SELECT DISTINCT t.claim_id FROM totals t JOIN claims_assertion a ON a.claim_id = t.claim_id
        WHERE a.stance = 'denies' AND a.set_aside_reason = '' AND a.superseded_by_id IS NULL AND a.problem = ''
            AND (t.low <= t.high OR t.low IS NULL OR t.high IS NULL)
            AND (a.possible_low IS NULL OR a.possible_low <= t.low)
            AND (a.possible_high IS NULL OR a.possible_high >= t.high)
    ), unread AS (
        SELECT a.claim_id, COUNT(*) AS waiting FROM claims_assertion a JOIN standing s ON s.claim_id = a.claim_id
        WHERE a.problem <> '' AND a.set_aside_reason = '' AND a.superseded_by_id IS NULL GROUP BY a.claim_id
    )
    SELECT s.claim_id, s.status, s.decision_id, s.explanation_id,
        CASE WHEN t.claim_id IS NULL THEN 'none'
             WHEN d.claim_id IS NOT NULL OR CASE WHEN s.accumulates THEN g.apart > 0 ELSE t.low > t.high END
                 THEN 'contradiction'
             WHEN CASE WHEN s.accumulates THEN g.strained > 0 ELSE t.expected_low > t.expected_high END THEN 'tension'
             WHEN t.origins = 1 THEN 'single'
             WHEN CASE WHEN s.accumulates THEN y.specific ELSE t.specific END >= 2 THEN 'agree'
             ELSE 'compatible' END AS verdict,
        -- What a denial rules out is excluded wholly.
        ROUND(CASE WHEN t.claim_id IS NULL THEN 0 WHEN s.accumulates AND g.apart > 0 THEN g.gap
             WHEN NOT s.accumulates AND t.low > t.high THEN {gap} WHEN d.claim_id IS NOT NULL THEN 1
             WHEN s.accumulates AND g.strained > 0 THEN g.strain
             WHEN NOT s.accumulates AND t.expected_low > t.expected_high THEN {strain} ELSE 0 END, 4) AS gap,
        COALESCE(CASE WHEN s.accumulates THEN g.torn ELSE t.torn END, 0) > 0 AS self_contradiction,
        COALESCE(t.assertions, 0) AS assertions, COALESCE(t.sources, 0) AS sources, COALESCE(t.origins, 0) AS origins,
        COALESCE(u.waiting, 0) AS waiting, t.least AS range_low, t.most AS range_high,
        CASE WHEN s.status = 'verified' THEN COALESCE(t.meeting, 0) END AS supporting,
        CASE WHEN s.status = 'verified' THEN COALESCE(t.missing, 0) END AS dissenting
    FROM standing s
    LEFT JOIN totals t ON t.claim_id = s.claim_id
    LEFT JOIN grown g ON g.claim_id = s.claim_id
    LEFT JOIN together y ON y.claim_id = s.claim_id
    LEFT JOIN denied d ON d.claim_id = s.claim_id
    LEFT JOIN unread u ON u.claim_id = s.claim_id
) v
WHERE v.claim_id = claims_assessment.claim_id AND (
    claims_assessment.verdict <> v.verdict OR claims_assessment.self_contradiction <> v.self_contradiction
    OR claims_assessment.assertions <> v.assertions OR claims_assessment.sources <> v.sources
    OR claims_assessment.origins <> v.origins OR claims_assessment.waiting <> v.waiting
    OR claims_assessment.status <> v.status OR claims_assessment.gap <> v.gap
    OR COALESCE(claims_assessment.range_low, -1e16) <> COALESCE(v.range_low, -1e16)
    OR COALESCE(claims_assessment.range_high, -1e16) <> COALESCE(v.range_high, -1e16)
    OR COALESCE(claims_assessment.decision_id, 0) <> COALESCE(v.decision_id, 0)
    OR COALESCE(claims_assessment.explanation_id, 0) <> COALESCE(v.explanation_id, 0)
    OR COALESCE(claims_assessment.supporting, -1) <> COALESCE(v.supporting, -1)
    OR COALESCE(claims_assessment.dissenting, -1) <> COALESCE(v.dissenting, -1)
)
"""


def mark_moved(ids: set[int] | None, moment: datetime) -> int:
    """Mark decisions in force that the evidence has left (stale), or merely touched; returns how many marks changed."""
    marked = Assessment.objects.filter(
        Q(decision__isnull=False) | Q(explanation__isnull=False) | Q(stale=True) | Q(touched=True) | Q(explained=True)
    )
    if ids is not None:
        marked = marked.filter(pk__in=among(ids))
    changed = []
    for batch in batches(marked.select_related("decision__option", "explanation").iterator(BATCH)):
        evidence = {found.claim.pk: found for found in gather(row.pk for row in batch)}
        for row in batch:
            marks = {"stale": False, "touched": False, "explained": False}
            now = evidence[row.pk]
            if row.decision:
                marks["stale"] = has_moved(row.decision, now)
                marks["touched"] = not marks["stale"] and now.fingerprint != row.decision.evidence_sha256
            if row.explanation and row.in_conflict:
                marks["explained"] = not has_moved(row.explanation, now)
            if marks != {name: getattr(row, name) for name in marks}:
                vars(row).update(marks, changed_at=moment)
                changed.append(row)
    Assessment.objects.bulk_update(changed, ["stale", "touched", "explained", "changed_at"], BATCH)
    return len(changed)


def batches(rows: Iterator[Assessment]) -> Iterator[list[Assessment]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
