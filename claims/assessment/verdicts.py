"""The verdict on each claim, by one statement that both engines run, and the decisions that the evidence has left."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

from django.db import connection
from django.db.models import Q

from claims.evidence import gather
from claims.models import Assessment
from claims.postgres import ids_parameter, ids_sql
from claims.standing import has_moved

from .seals import sealed

BATCH = 2000


def update_verdicts(those: str, given: Collection[int], now: datetime) -> int:
    """Write the verdict, counts, range, gap, status and seal where they differ; returns for how many claims.

    `those` tells which claims, to stand behind a column that holds a claim's key ("IN (1, 2)"). The `given` ones among
    them are stamped as changed, whatever comes of it.
    """
    comes_to = COMES_TO.format(
        those=those,
        seal=sealed(those),
        settled=SETTLED.format(those=those),
        gap=apart("t.low", "t.high"),
        strain=apart("t.expected_low", "t.expected_high"),
        grown=GROWN.format(
            moments=MOMENTS, fall=apart("f.low", "f.high"), sag=apart("f.expected_low", "f.expected_high")
        ),
    )
    stamped = f"{DIFFER} OR claims_assessment.claim_id IN ({ids_sql()})"
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(figures=FIGURES.format(those=those), comes_to=comes_to, those=those, stamped=stamped),
            [ids_parameter(given), connection.ops.adapt_datetimefield_value(now), ids_parameter(given)],
        )
        return cursor.rowcount


def apart(low: str, high: str) -> str:
    """SQL for how far a low bound lies above a high one, from 0 to 1, for a claim `s`.

    Numbers by their ratio, days by 30 of them, and answers that exclude each other wholly.
    """
    return f"""CASE WHEN s.kind IN ('choice', 'yesno') OR {low} > 0 AND {high} < 0 THEN 1
        WHEN s.kind = 'date' THEN ({low} - {high}) * 1.0 / ({low} - {high} + 30)
        WHEN {low} > 0 THEN ({low} - {high}) * 1.0 / {low} ELSE ({high} - {low}) * 1.0 / {high} END"""


# The decision in force about the value of each claim that has one, and the one that explains its conflict.
SETTLED = """
        SELECT l.claim_id, l.last, s.id AS decision_id, e.id AS explanation_id,
            CASE WHEN s.verb IN ('verify', 'correct', 'reaffirm') THEN 'verified'
                 WHEN s.id IS NOT NULL THEN 'unresolved' END AS status,
            COALESCE(o.low, s.low) AS low, COALESCE(o.high, s.high) AS high
        FROM (
            SELECT claim_id, MAX(number) AS last, MAX(CASE WHEN verb <> 'explain' THEN number END) AS settled,
                MAX(CASE WHEN verb IN ('explain', 'reopen') THEN number END) AS explained
            FROM claims_decision WHERE claim_id {those} GROUP BY claim_id
        ) l
        LEFT JOIN claims_decision s ON s.claim_id = l.claim_id AND s.number = l.settled AND s.verb <> 'reopen'
        LEFT JOIN claims_option o ON o.id = s.option_id
        LEFT JOIN claims_decision e ON e.claim_id = l.claim_id AND e.number = l.explained AND e.verb = 'explain'"""

# EXISTS is asked once: without it, what is said of a claim is read before that it does not accumulate.
FIGURES = """
        SELECT a.claim_id, a.source_id, a.origin, a.specific, COALESCE(a.as_of, x.published_on) AS day,
            a.as_of_time AS time, a.possible_low, a.possible_high, a.expected_low, a.expected_high
        FROM claims_claim c JOIN claims_assertion a ON a.claim_id = c.id JOIN claims_source x ON x.id = a.source_id
        WHERE c.accumulates AND c.id {those} AND a.counted AND COALESCE(a.as_of, x.published_on) IS NOT NULL
            AND EXISTS (SELECT 1 FROM claims_claim WHERE accumulates AND id {those})"""

# A figure that accumulates takes part twice: its low bound is known from the end of its as-of moment, its high bound
# holds from the beginning, so that a day without a time is before the next day only.
MOMENTS = """
        SELECT claim_id, source_id, origin, day, CASE WHEN time IS NOT NULL THEN 1 WHEN ended THEN 2 ELSE 0 END AS part,
            COALESCE(time, '00:00:00') AS time,
            CASE WHEN ended THEN possible_low END AS low, CASE WHEN ended THEN expected_low END AS expected_low,
            CASE WHEN NOT ended THEN possible_high END AS high,
            CASE WHEN NOT ended THEN expected_high END AS expected_high
        FROM figures CROSS JOIN (SELECT TRUE AS ended UNION ALL SELECT FALSE) ends"""

GROWN = """LEFT JOIN (
        SELECT f.claim_id, COUNT(*) FILTER (WHERE f.low > f.high) AS apart,
            COUNT(*) FILTER (WHERE f.expected_low > f.expected_high) AS strained,
            COUNT(*) FILTER (WHERE f.own_low > f.own_high) AS torn,
            MAX(CASE WHEN f.low > f.high THEN {fall} END) AS gap,
            MAX(CASE WHEN f.expected_low > f.expected_high THEN {sag} END) AS strain
        FROM (
            SELECT claim_id, MAX(low) OVER (PARTITION BY claim_id ORDER BY day, part, time) AS low, high,
                MAX(expected_low) OVER (PARTITION BY claim_id ORDER BY day, part, time) AS expected_low, expected_high,
                MAX(low) OVER (PARTITION BY claim_id, source_id, origin ORDER BY day, part, time) AS own_low,
                high AS own_high
            FROM ({moments}) moments
            UNION ALL
            SELECT claim_id, MAX(possible_low), MIN(possible_high), MAX(expected_low), MIN(expected_high), NULL, NULL
            FROM figures WHERE time IS NULL GROUP BY claim_id, day
            UNION ALL
            SELECT claim_id, NULL, NULL, NULL, NULL, MAX(possible_low), MIN(possible_high)
            FROM figures WHERE time IS NULL GROUP BY claim_id, source_id, origin, day
        ) f JOIN claims_claim s ON s.id = f.claim_id GROUP BY f.claim_id
    ) g ON g.claim_id = s.id
    LEFT JOIN (
        SELECT claim_id, MAX(specific) AS specific FROM (
            SELECT claim_id, COUNT(DISTINCT CASE WHEN specific THEN origin END) AS specific
            FROM figures GROUP BY claim_id, day, time
        ) times GROUP BY claim_id
    ) y ON y.claim_id = s.id"""

# For "MAX(low) > MIN(high)" an open bound is NULL and drops out by itself. Every part reads its own rows by the same
# keys and is joined only when it is one row a claim: else planners take a claim for many, or all claims for a few.
# Origins are counted in groups, and sources only where one says two things: COUNT(DISTINCT …) sorts for every claim.
COMES_TO = """
    SELECT s.id AS claim_id, s.status, s.decision_id, s.explanation_id,
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
        COALESCE(CASE WHEN s.accumulates THEN g.torn ELSE r.torn END, 0) > 0 AS self_contradiction,
        COALESCE(t.assertions, 0) AS assertions, COALESCE(r.sources, t.assertions, 0) AS sources,
        COALESCE(t.origins, 0) AS origins,
        COALESCE(u.waiting, 0) AS waiting, t.least AS range_low, t.most AS range_high,
        CASE WHEN s.status = 'verified' THEN COALESCE(b.meeting, 0) END AS supporting,
        CASE WHEN s.status = 'verified' THEN COALESCE(b.missing, 0) END AS dissenting,
        {seal.made} AS seal
    FROM (
        SELECT c.id, c.kind, c.accumulates, {seal.own} AS mark, s.last, s.decision_id, s.explanation_id,
            COALESCE(s.status, CASE WHEN c.assignee_id IS NOT NULL THEN 'in_review' ELSE 'open' END) AS status
        FROM claims_claim c LEFT JOIN ({settled}) s ON s.claim_id = c.id AND c.merged_into_id IS NULL
        WHERE c.id {those}
    ) s
    LEFT JOIN (
        SELECT claim_id, CAST(SUM(assertions) AS integer) AS assertions, MAX(low) AS low, MIN(high) AS high,
            MAX(expected_low) AS expected_low, MIN(expected_high) AS expected_high,
            CASE WHEN SUM(lows) = SUM(assertions) THEN MIN(least) END AS least,
            CASE WHEN SUM(highs) = SUM(assertions) THEN MAX(most) END AS most,
            COUNT(*) AS origins, COUNT(*) FILTER (WHERE specific > 0) AS specific
        FROM (
            SELECT claim_id, origin, COUNT(*) AS assertions, COUNT(*) FILTER (WHERE specific) AS specific,
                COUNT(possible_low) AS lows, MAX(possible_low) AS low, MIN(possible_low) AS least,
                COUNT(possible_high) AS highs, MIN(possible_high) AS high, MAX(possible_high) AS most,
                MAX(expected_low) AS expected_low, MIN(expected_high) AS expected_high
            FROM claims_assertion WHERE counted AND claim_id {those} GROUP BY claim_id, origin
        ) origins GROUP BY claim_id
    ) t ON t.claim_id = s.id
    LEFT JOIN (
        SELECT claim_id, COUNT(DISTINCT source_id) AS sources, COUNT(*) FILTER (WHERE low > high) AS torn
        FROM (
            SELECT claim_id, origin, source_id, MAX(possible_low) AS low, MIN(possible_high) AS high
            FROM claims_assertion WHERE counted AND claim_id {those} AND claim_id IN (
                SELECT claim_id FROM claims_assertion WHERE claim_id {those}
                GROUP BY claim_id, source_id HAVING COUNT(*) > 1
            ) GROUP BY claim_id, origin, source_id
        ) voices GROUP BY claim_id
    ) r ON r.claim_id = s.id
    LEFT JOIN (
        SELECT a.claim_id, COUNT(*) FILTER (WHERE NOT a.rebased
                AND (a.possible_low <= s.high OR a.possible_low IS NULL OR s.high IS NULL)
                AND (a.possible_high >= s.low OR a.possible_high IS NULL OR s.low IS NULL)) AS meeting,
            COUNT(*) FILTER (WHERE a.possible_low > s.high OR a.possible_high < s.low) AS missing
        FROM ({settled}) s JOIN claims_assertion a ON a.claim_id = s.claim_id
        WHERE s.status = 'verified' AND a.counted GROUP BY a.claim_id
    ) b ON b.claim_id = s.id
    {grown}
    LEFT JOIN (
        SELECT a.claim_id FROM (
            SELECT claim_id, MAX(possible_low) AS low, MIN(possible_high) AS high FROM claims_assertion
            WHERE counted AND claim_id {those}
                AND claim_id IN (SELECT claim_id FROM claims_assertion WHERE stance = 'denies' AND claim_id {those})
            GROUP BY claim_id
        ) c JOIN claims_assertion a ON a.claim_id = c.claim_id
        WHERE a.stance = 'denies' AND a.set_aside_reason = '' AND a.superseded_by_id IS NULL AND a.problem = ''
            AND (c.low <= c.high OR c.low IS NULL OR c.high IS NULL)
            AND (a.possible_low IS NULL OR a.possible_low <= c.low)
            AND (a.possible_high IS NULL OR a.possible_high >= c.high)
        GROUP BY a.claim_id
    ) d ON d.claim_id = s.id
    LEFT JOIN (
        SELECT claim_id, COUNT(*) AS waiting FROM claims_assertion
        WHERE problem <> '' AND claim_id {those} AND set_aside_reason = '' AND superseded_by_id IS NULL
        GROUP BY claim_id
    ) u ON u.claim_id = s.id
    {seal.joined}
"""

DIFFER = """(
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
)"""

WRITE = """
WITH figures AS MATERIALIZED ({figures})
UPDATE claims_assessment SET
    verdict = v.verdict, self_contradiction = v.self_contradiction, assertions = v.assertions, sources = v.sources,
    origins = v.origins, waiting = v.waiting, range_low = v.range_low, range_high = v.range_high,
    status = v.status, decision_id = v.decision_id, explanation_id = v.explanation_id,
    supporting = v.supporting, dissenting = v.dissenting, gap = v.gap, seal = v.seal,
    changed_at = CASE WHEN {stamped} THEN %s ELSE changed_at END,
    -- mark_moved sets these next; what no longer has a decision, or a conflict to explain, is not marked.
    stale = claims_assessment.stale AND v.decision_id IS NOT NULL,
    touched = claims_assessment.touched AND v.decision_id IS NOT NULL,
    explained = claims_assessment.explained AND v.explanation_id IS NOT NULL
        AND v.verdict IN ('contradiction', 'tension')
FROM ({comes_to}) v
WHERE v.claim_id = claims_assessment.claim_id AND claims_assessment.claim_id {those}
    AND ({stamped} OR COALESCE(claims_assessment.seal, 0) <> COALESCE(v.seal, 0))"""


def mark_moved(ids: set[int] | None, moment: datetime) -> int:
    """Mark decisions in force that the evidence has left (stale), or merely touched; returns how many marks changed."""
    marked = Assessment.objects.filter(
        Q(decision__isnull=False) | Q(explanation__isnull=False) | Q(stale=True) | Q(touched=True) | Q(explained=True)
    )
    if ids is not None:
        marked = marked.filter(pk__among=ids)
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
