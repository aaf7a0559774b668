"""Fills an empty, migrated database with the made-up world, on either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from math import isqrt
from random import Random

from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from claims.assessment import assess
from claims.assessment.origins import origin_keys
from claims.evidence import Evidence, gather
from claims.models import Assertion, Assessment, Claim, Decision, Import, Note, Option, Publisher, Source, Topic
from claims.postgres import analyze, writers_lock
from claims.review import assertions
from claims.review.decisions import decide, read_value, record

from . import stories, words
from .stories import DAYS, EACH, START, Cells, Sources, Teller

BATCH = 500
NEWS = datetime(2024, 1, 8, 9, tzinfo=UTC)  # when decisions were made
LARGE = (Claim, Option, Source, Assertion, Assessment)  # filled without their indexes
Progress = Callable[[str], None]


def fill(claims: int, progress: Progress = lambda stage: None) -> None:
    """Make a world of so many claims and EACH times as many assertions; the same one each time."""
    progress("people, sources")
    people = make_people()
    imports = make_imports(people["administrator"][0], max(2, claims // 5000))
    topics = make_topics(max(5, isqrt(claims) * 3 // 10))
    sources = make_sources(max(50, claims // 5), max(10, isqrt(claims) * 5 // 2), imports)
    teller = Teller(claims, claims * EACH - late(claims), sources, topics, people["analyst"], imports)
    for chunk in teller.chunks():
        pour(Claim, stories.CLAIM, chunk.claims)
        pour(Assessment, ("claim_id",), [(row[0],) for row in chunk.claims])
        pour(Option, stories.OPTION, chunk.options)
        pour(Assertion, stories.ASSERTION, chunk.assertions)
        progress(f"{teller.claim:,} claims, {teller.assertion:,} assertions")
    restart_sequences()


def settle(progress: Progress = lambda stage: None) -> None:
    """Work out the verdicts of a filled world, by the product."""
    analyze(*(model._meta.db_table for model in LARGE))
    progress("verdicts")
    assess_all()
    spread_changes()
    analyze(Assessment._meta.db_table)


def live_on(claims: int, progress: Progress = lambda stage: None) -> None:
    """Decide a hundredth of the claims, explain and correct some, and let late news unsettle others."""
    progress("decisions")
    editors = list(User.objects.filter(username__startswith="editor").order_by("pk"))
    decided = decide_many(editors, max(20, claims // 100))
    assess_all()
    progress("corrections, notes and late news")
    correct(editors[0], decided, late(claims))
    news(User.objects.get(username="analyst-1"), late(claims))
    note = (editors[0].pk, "Waiting for the court’s list.")
    pour(Note, ("claim_id", "author_id", "text"), [(claim, *note) for claim in decided[::3]])
    restart_sequences()
    assess_all()


def late(claims: int) -> int:
    """How many assertions come in only after the decisions."""
    return max(2, claims // 2000)


def assess_all(claims: Iterable[int] | None = None) -> None:
    with transaction.atomic():
        writers_lock()
        assess(claims)


def make_people() -> dict[str, list[int]]:
    """Some people of each role, who cannot log in with a password; their keys by role."""
    people: dict[str, list[int]] = {}
    for role, n in (("viewer", 2), ("analyst", 12), ("editor", 4), ("administrator", 1)):
        group = Group.objects.get(name=role)
        made = [User.objects.create_user(f"{role}-{at + 1}", is_staff=True) for at in range(n)]
        group.user_set.add(*made)
        people[role] = [user.pk for user in made]
    return people


def make_imports(by: int, n: int) -> list[int]:
    return [Import.objects.create(loaded_by_id=by, files=f"archive-{at + 1:03}.csv").pk for at in range(n)]


def make_topics(n: int) -> int:
    names = [f"{words.PLACES[at % len(words.PLACES)]} {2014 + at // len(words.PLACES)}" for at in range(n)]
    pour(Topic, ("pk", "name"), [(at + 1, name) for at, name in enumerate(names)])
    return n


def make_sources(n: int, publishers: int, imports: Sequence[int]) -> Sources:
    """Sources of ten years in the order of their days, a few publishers bringing out most of them."""
    draw = Random(4)  # noqa: S311  (no secret)
    papers = [form.format(place) for form in words.PAPERS for place in words.PLACES][:publishers]
    pour(Publisher, ("pk", "name"), [(at + 1, name) for at, name in enumerate(papers)])
    days = [START + timedelta(days=at * DAYS // n) if draw.random() < 0.99 else None for at in range(n)]
    pour(
        Source,
        ("pk", "reference", "title", "publisher_id", "authors", "published_on", "kind", "url", "derives_from_id",
         "reliability", "language", "brought_by_id"),
        (source(at, day, len(papers), draw, imports[at * len(imports) // n]) for at, day in enumerate(days)),
    )  # fmt: skip
    keys = origin_keys(range(1, n + 1))
    return Sources(days, [keys[key] for key in range(1, n + 1)])


def source(at: int, day: date | None, publishers: int, draw: Random, brought_by: int) -> Cells:
    place = draw.choice(words.PLACES)
    event = draw.choice(words.EVENTS)
    reference = f"{place.lower().replace(' ', '-')}-{at + 1:06}"
    authors = f"{draw.choice(words.FIRST)} {draw.choice(words.LAST)}" if draw.random() < 0.4 else ""
    reprints = at > 40 and draw.random() < 0.06
    return (
        at + 1, reference, f"{event.title()} near {place}: what is known", int(publishers * draw.random() ** 2) + 1,
        authors, day, draw.choice(("article", "article", "article", "statement", "report", "post")),
        f"https://example.org/{reference}", at + 1 - draw.randint(1, 40) if reprints else None,
        draw.choice("ABCDFF"), draw.choice(("en", "en", "en", "ar", "fr")), brought_by,
    )  # fmt: skip


def pour(model: type[models.Model], columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Store rows, given by some columns, the others by their defaults: by COPY, or where there is none in bulk."""
    if connection.vendor != "postgresql":
        rows = iter(rows)
        while batch := [model(**dict(zip(columns, row, strict=True))) for row in islice(rows, BATCH)]:
            model._default_manager.bulk_create(batch)
        return
    stored = [field for field in model._meta.concrete_fields if not field.generated]
    fields = {"pk" if field.primary_key and "pk" in columns else field.attname: field for field in stored}
    others = [name for name, one in fields.items() if name not in columns and not isinstance(one, models.AutoField)]
    rest = tuple(fields[name].get_default() for name in others)
    rest = tuple(Jsonb(cell) if isinstance(cell, dict | list) else cell for cell in rest)
    quoted = ", ".join(connection.ops.quote_name(fields[name].column) for name in (*columns, *others))
    json = [at for at, name in enumerate(columns) if isinstance(fields[name], models.JSONField)]
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            for at in json:
                if row[at] is not None:
                    row = (*row[:at], Jsonb(row[at]), *row[at + 1 :])
            copy.write_row(row + rest)


def restart_sequences() -> None:
    """Let the next keys follow those that were given."""
    made = [Topic, Publisher, Source, Claim, Option, Assertion, Note]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Take the indexes and foreign keys of tables away, but for the primary keys, and make them again at the end.

    Foreign keys are then proven by a join each. Only on PostgreSQL.
    """
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'f') ORDER BY contype DESC, conname",
            [names],
        )
        constraints = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary ORDER BY 1",
            [names],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("RESET maintenance_work_mem")


def spread_changes() -> None:
    """Let the claims have changed last at different times, a minute apart."""
    with connection.cursor() as cursor:
        first = connection.ops.adapt_datetimefield_value(datetime.combine(START, time(9), UTC))
        if connection.vendor == "postgresql":
            step = "%s::timestamptz + claim_id * 7919 %% 5250000 * interval '1 minute'"
        else:
            step = "datetime(%s, '+' || (claim_id * 7919 %% 5250000) || ' minutes')"
        cursor.execute(f"UPDATE claims_assessment SET changed_at = {step}", [first])


def decide_many(editors: Sequence[User], n: int) -> list[int]:
    """Decide about so many claims, keeping their evidence as the product does; returns which."""
    draw = Random(6)  # noqa: S311  (no secret)
    known = list(Assessment.objects.exclude(verdict="none").order_by("pk").values_list("pk", "verdict"))
    torn = [pk for pk, verdict in known if verdict == "contradiction"]
    chosen = sorted({*draw.sample([pk for pk, _ in known], n), *draw.sample(torn, min(len(torn), n // 10))})
    for at in range(0, len(chosen), BATCH):
        batch = chosen[at : at + BATCH]
        assessed = Assessment.objects.select_related("claim").in_bulk(batch)
        made = [
            decision_about(evidence, assessed[evidence.claim.pk], editors[evidence.claim.pk % len(editors)], draw)
            for evidence in gather(batch)
        ]
        Decision.objects.bulk_create(made)
    return chosen


def decision_about(evidence: Evidence, assessed: Assessment, editor: User, draw: Random) -> Decision:
    verb, fields = Decision.Verb.VERIFY, {"likelihood": draw.choice(Decision.Likelihood.values[3:])}
    fields["confidence"] = draw.choice(Decision.Confidence.values)
    if assessed.in_conflict and draw.random() < 0.5:
        verb, fields = Decision.Verb.EXPLAIN, {"cause": draw.choice(Decision.Cause.values)}
    elif draw.random() < 0.15:
        verb, fields = Decision.Verb.LEAVE_UNRESOLVED, {"way": draw.choice(Decision.Way.values)}
    elif assessed.verdict == Assessment.Verdict.CONTRADICTION:
        fields["assumption"] = "The later figures repeat the first report."
    held = None
    if verb == Decision.Verb.VERIFY:
        held = read_value(evidence.label(evidence.positions[0]), evidence)
    decision = record(editor, verb, evidence, assessed, held)
    vars(decision).update(fields, reason="As the documents stand.", decided_at=NEWS)
    return decision


def correct(editor: User, claims: Sequence[int], n: int) -> None:
    """Correct so many of the verified claims among those given: surer before, less sure now, or the other way."""
    verified = Assessment.objects.filter(pk__in=claims, status="verified").order_by("pk")
    for assessed in verified.select_related("claim", "decision")[:n]:
        old = assessed.decision
        surer = {"high": "moderate", "moderate": "low", "low": "moderate"}[old.confidence]
        decide(
            editor, assessed.claim, "correct", seen=None, reason="The court’s list is out.", value=old.value,
            likelihood=old.likelihood, confidence=surer, assumption=old.assumption,
        )  # fmt: skip


def news(analyst: User, n: int) -> None:
    """Let so many verified claims hear of a figure that their decisions do not allow."""
    verified = Assessment.objects.filter(status="verified", claim__kind="count", claim__accumulates=False)
    for assessed in verified.order_by("-pk").select_related("claim", "decision")[:n]:
        held = assessed.decision
        figure = int(max(held.low or 0, held.high or 0)) * 4 + 7
        said = {"source_id": assessed.pk % 50 + 1, "wording": f"exactly {figure:,}", "locator": "correction"}
        assertions.enter(analyst, Assertion(claim=assessed.claim, **said))
