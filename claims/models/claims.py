"""Questions with one true answer, the options of those that offer a choice, and what is worked out about each."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from simple_history.models import HistoricalRecords

from claims.wording.choices import OptionName

from .imports import Import
from .sources import REFERENCE_LENGTH, is_reference


class Topic(models.Model):
    name = models.CharField(max_length=200)
    brought_by = models.ForeignKey(
        Import, models.PROTECT, null=True, editable=False, db_index=False, related_name="topics"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="topic_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="topic_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


WITH_MERGED = """
WITH RECURSIVE line(id) AS (
    SELECT id FROM claims_claim WHERE id = %s UNION
    SELECT merged.id FROM line JOIN claims_claim merged ON merged.merged_into_id = line.id
) SELECT id FROM line"""


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self) -> Self:
        """Those that are not duplicates merged into another."""
        return self.filter(merged_into=None)


class Claim(models.Model):
    class Kind(models.TextChoices):
        COUNT = "count"
        AMOUNT = "amount"
        DATE = "date"
        CHOICE = "choice"
        YESNO = "yesno", "yes or no"

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, validators=[is_reference])
    topic = models.ForeignKey(Topic, models.PROTECT, db_index=False, related_name="claims")
    question = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.CharField(max_length=60, blank=True)
    definition = models.TextField(blank=True, help_text="What counts, and what does not.")
    accumulates = models.BooleanField(
        default=False,
        help_text="A running total: an earlier, lower figure does not contradict a later, higher one.",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="assigned",
    )
    brought_by = models.ForeignKey(Import, models.PROTECT, null=True, editable=False, related_name="claims")
    # A duplicate keeps its row, its address and its decisions; what was said of it went to the other.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, db_index=False, related_name="merged"
    )
    objects = ClaimQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["reference"]
        indexes = [
            models.Index(fields=["topic", "reference"], name="claim_by_topic"),
            # Lists leave merged claims out, and look for each row in this, which has few.
            models.Index(fields=["id"], condition=Q(merged_into__isnull=False), name="claim_merged"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="claim_by_kept"),
        ]
        permissions = [
            ("merge_claim", "Can merge duplicate claims"),
            ("review_claim", "Can explain, set aside, restore and leave unresolved"),
            ("verify_claim", "Can verify, correct, reaffirm and reopen claims"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(reference__contains="/"), name="claim_reference_fits_a_url"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("reference"), REFERENCE_LENGTH), name="claim_reference_short"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="claim_question_given"),
            models.CheckConstraint(
                condition=Q(kind__in=["count", "amount", "date", "choice", "yesno"]), name="claim_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(accumulates=False) | Q(kind__in=["count", "amount"]),
                name="claim_only_figures_accumulate",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="claim_merged_into_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.question}"

    @property
    def has_options(self) -> bool:
        return self.kind in (self.Kind.CHOICE, self.Kind.YESNO)

    @property
    def kept(self) -> Claim:
        """The claim that it was merged into, at the last remove; itself where it was not."""
        return self.merged_into.kept if self.merged_into else self

    def with_merged(self) -> ClaimQuerySet:
        """The claim itself, and all that were merged into it, at any remove."""
        return Claim.objects.filter(pk__in=RawSQL(WITH_MERGED, [self.pk]))  # noqa: S611


class Option(models.Model):
    """A possible answer to a choice; low and high are its stretch of places in the tree (pre-order)."""

    claim = models.ForeignKey(Claim, models.CASCADE, db_index=False, related_name="options")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="narrower")
    aliases = models.TextField(blank=True, help_text="Other names, separated by “;”.")
    low = models.DecimalField(max_digits=20, decimal_places=4, default=0, editable=False)
    high = models.DecimalField(max_digits=20, decimal_places=4, default=0, editable=False)
    brought_by = models.ForeignKey(
        Import, models.PROTECT, null=True, editable=False, db_index=False, related_name="options"
    )
    history = HistoricalRecords(excluded_fields=["low", "high"])

    class Meta:
        ordering = ["claim", "low", "pk"]
        indexes = [models.Index(fields=["brought_by"], condition=Q(brought_by__isnull=False), name="option_by_import")]
        constraints = [
            models.UniqueConstraint("claim", Lower("name"), name="option_name_unique_in_claim"),
            models.CheckConstraint(condition=~Q(name=""), name="option_name_given"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="option_low_not_above_high"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="option_parent_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_name(self) -> OptionName:
        """What a wording is matched to."""
        return OptionName(self.pk, self.name, self.alias_names, self.parent_id)

    @property
    def alias_names(self) -> tuple[str, ...]:
        return tuple(alias.strip() for alias in self.aliases.split(";") if alias.strip())


# A conflict that nobody explained, and that no decision in force settles.
UNDECIDED = Q(explained=False) & (Q(status__in=["open", "in_review"]) | Q(stale=True))


class Assessment(models.Model):
    """What the evidence of one claim comes to. Only claims.assessment changes it; a new claim has an empty one."""

    class Verdict(models.TextChoices):
        NONE = "none", "no evidence"
        CONTRADICTION = "contradiction"
        TENSION = "tension"
        SINGLE = "single", "single source"
        AGREE = "agree", "sources agree"
        COMPATIBLE = "compatible"

    class Status(models.TextChoices):
        OPEN = "open"
        IN_REVIEW = "in_review", "in review"
        VERIFIED = "verified"
        UNRESOLVED = "unresolved"

    class Urgency(models.IntegerChoices):
        """What a claim needs of somebody, most urgent first."""

        CONTRADICTION = 1, "contradictions"
        TENSION = 2, "tensions"
        STALE = 3, "stale decisions"
        UNREAD = 4, "unread wordings"
        SINGLE = 5, "single-source claims"
        NOTHING = 9, "nothing"

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True)
    verdict = models.CharField(max_length=20, choices=Verdict, default=Verdict.NONE)
    self_contradiction = models.BooleanField("a source contradicts itself", default=False)
    assertions = models.PositiveIntegerField(default=0)
    sources = models.PositiveIntegerField(default=0)
    origins = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField("not yet read", default=0)
    range_low = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    range_high = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    # The decision in force about the value, and the one that explains the conflict.
    decision = models.ForeignKey(
        "claims.Decision", models.PROTECT, null=True, db_index=False, related_name="in_force_for"
    )
    explanation = models.ForeignKey(
        "claims.Decision", models.PROTECT, null=True, db_index=False, related_name="explains_for"
    )
    supporting = models.PositiveIntegerField(null=True)
    dissenting = models.PositiveIntegerField(null=True)
    stale = models.BooleanField(default=False)
    touched = models.BooleanField("evidence changed a little since the decision", default=False)
    explained = models.BooleanField(default=False)
    # How far a conflict's sides lie apart: 0 without one, up to 1 (assessment/verdicts.py).
    gap = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    # Made of all that this was worked out from (assessment/seals.py).
    seal = models.BigIntegerField(null=True, editable=False)
    # When the claim, its evidence or its decisions last changed.
    changed_at = models.DateTimeField(default=timezone.now)
    urgency = models.GeneratedField(
        expression=Case(
            When(UNDECIDED, verdict="contradiction", then=Value(1)),
            When(UNDECIDED, verdict="tension", then=Value(2)),
            When(stale=True, then=Value(3)),
            When(waiting__gt=0, then=Value(4)),
            When(verdict="single", status__in=["open", "in_review"], then=Value(5)),
            default=Value(9),
        ),
        output_field=models.SmallIntegerField(choices=Urgency),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["none", "contradiction", "tension", "single", "agree", "compatible"]),
                name="assessment_verdict_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "in_review"], decision__isnull=True)
                | Q(status__in=["verified", "unresolved"], decision__isnull=False),
                name="assessment_status_follows_decision",
            ),
            models.CheckConstraint(
                condition=Q(range_low__isnull=True) | Q(range_high__isnull=True) | Q(range_low__lte=F("range_high")),
                name="assessment_range_low_not_above_high",
            ),
            models.CheckConstraint(
                condition=Q(verdict="none", assertions=0, sources=0, origins=0)
                | (~Q(verdict="none") & Q(sources__gte=1, origins__gte=1, sources__lte=F("assertions")))
                & Q(origins__lte=F("assertions")),
                name="assessment_verdict_follows_counts",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(stale=False, touched=False),
                name="assessment_stale_follows_decision",
            ),
            models.CheckConstraint(
                condition=Q(explanation__isnull=False, verdict__in=["contradiction", "tension"]) | Q(explained=False),
                name="assessment_explained_follows_explanation",
            ),
            models.CheckConstraint(condition=Q(gap__gte=0, gap__lte=1), name="assessment_gap_from_0_to_1"),
        ]
        indexes = [
            models.Index(fields=["verdict", "urgency", "-gap", "claim"], name="assessment_by_verdict"),
            *(
                models.Index(fields=["urgency", "-gap", "claim"], name=name, condition=condition)
                for name, condition in [
                    ("assessment_by_urgency", None),
                    ("assessment_stale", Q(stale=True)),
                    ("assessment_waiting", Q(waiting__gt=0)),
                ]
            ),
            models.Index(
                fields=["status", "urgency", "-gap", "claim"], condition=~Q(status="open"), name="assessment_by_status"
            ),
            models.Index(fields=["-changed_at", "claim"], name="assessment_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.reference}: {self.verdict}"

    @property
    def in_conflict(self) -> bool:
        return self.verdict in (self.Verdict.CONTRADICTION, self.Verdict.TENSION)
