"""What people decided: an append-only record, one numbered series for each claim."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from .claims import Assessment, Claim, Option

LIKELIHOODS = [
    "", "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely",
    "almost certain",
]  # fmt: skip


class Decision(models.Model):
    """A step in a claim's history, with the evidence as it then stood.

    Verify, correct and reaffirm carry a value; leave_unresolved a way; explain a cause. Reopening ends all before it.
    """

    class Verb(models.TextChoices):
        VERIFY = "verify", "verified"
        CORRECT = "correct", "corrected"
        REAFFIRM = "reaffirm", "reaffirmed"
        LEAVE_UNRESOLVED = "leave_unresolved", "left unresolved"
        EXPLAIN = "explain", "explained"
        REOPEN = "reopen", "reopened"

    class Likelihood(models.TextChoices):
        """The seven bands of ICD 203 (2015), section D.6.e(2)(a)."""

        ALMOST_NO_CHANCE = "almost no chance", "almost no chance (1–5%)"
        VERY_UNLIKELY = "very unlikely", "very unlikely (5–20%)"
        UNLIKELY = "unlikely", "unlikely (20–45%)"
        EVEN_CHANCE = "roughly even chance", "roughly even chance (45–55%)"
        LIKELY = "likely", "likely (55–80%)"
        VERY_LIKELY = "very likely", "very likely (80–95%)"
        ALMOST_CERTAIN = "almost certain", "almost certain (95–99%)"

    class Confidence(models.TextChoices):
        LOW = "low"
        MODERATE = "moderate"
        HIGH = "high"

    class Cause(models.TextChoices):
        DEFINITION = "definition", "another definition"
        TIME = "time", "another time"
        POPULATION = "population", "another population"
        COPIED = "copied", "copied from another source"
        TRANSLATION = "translation", "a matter of translation"
        ERROR = "error", "an error in the source"
        DISAGREEMENT = "disagreement", "a genuine disagreement"

    class Way(models.TextChoices):
        RANGE = "range", "report the range"
        PREFER = "prefer", "prefer a source"
        UNCONFIRMED = "unconfirmed", "report as unconfirmed"
        PENDING = "pending", "wait for more"
        QUERY = "query", "query the source"

    VALUED = (Verb.VERIFY, Verb.CORRECT, Verb.REAFFIRM)

    claim = models.ForeignKey(Claim, models.PROTECT, db_index=False, related_name="decisions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20, choices=Verb)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    value = models.CharField(max_length=500, blank=True)
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    likelihood = models.CharField(max_length=20, choices=Likelihood, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    cause = models.CharField(max_length=20, choices=Cause, blank=True)
    way = models.CharField(max_length=20, choices=Way, blank=True)
    self_verified = models.BooleanField(default=False)
    assumption = models.TextField(blank=True, help_text="What was assumed about a contradiction that stood then.")
    rejected = models.JSONField(
        default=list, help_text="The positions that the value rules out, one object each: label, low, high, names."
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="corrected_by")
    because_of = models.JSONField(
        default=list, help_text="The assertions that caused a correction, one object each, as in evidence."
    )

    # The evidence as it then was: bounds and positions written out (option paths, decimals, ISO dates).
    verdict = models.CharField(max_length=20, choices=Assessment.Verdict)
    assertions = models.PositiveIntegerField()
    sources = models.PositiveIntegerField()
    origins = models.PositiveIntegerField()
    supporting = models.PositiveIntegerField(null=True)
    dissenting = models.PositiveIntegerField(null=True)
    range_low = models.TextField(blank=True)
    range_high = models.TextField(blank=True)
    asked = models.JSONField(help_text="The claim as decided: question, unit, definition, the option's path.")
    positions = models.JSONField()
    evidence = models.JSONField(
        help_text="One object for each assertion that bore on the claim; evidence.py writes it."
    )
    evidence_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["claim", "number"]
        indexes = [models.Index(fields=["id"], condition=Q(verb="correct"), name="decision_corrections")]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="decision_number_unique_in_claim"),
            *(
                models.CheckConstraint(condition=Q(**{f"{field}__in": known}), name=f"decision_{field}_known")
                for field, known in [
                    ("verb", ["verify", "correct", "reaffirm", "leave_unresolved", "explain", "reopen"]),
                    ("verdict", ["none", "contradiction", "tension", "single", "agree", "compatible"]),
                    (
                        "cause",
                        ["", *["definition", "time", "population", "copied", "translation", "error", "disagreement"]],
                    ),
                    ("way", ["", "range", "prefer", "unconfirmed", "pending", "query"]),
                    ("likelihood", LIKELIHOODS),
                ]
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="decision_number_from_1"),
            models.CheckConstraint(
                condition=Exact(Length("evidence_sha256"), Value(64)), name="decision_evidence_has_a_fingerprint"
            ),
            models.CheckConstraint(
                condition=Q(verb__in=["verify", "correct", "reaffirm"])
                | Q(low__isnull=True, high__isnull=True, option__isnull=True),
                name="decision_only_a_value_has_bounds",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_reason_given"),
            models.CheckConstraint(
                condition=(
                    Q(verb__in=["verify", "correct", "reaffirm"], confidence__in=["low", "moderate", "high"])
                    & ~Q(value="")
                    & ~Q(likelihood="")
                )
                | (~Q(verb__in=["verify", "correct", "reaffirm"]) & Q(value="", likelihood="", confidence="")),
                name="decision_value_with_likelihood_and_confidence",
            ),
            models.CheckConstraint(
                condition=(Q(verb="explain") & ~Q(cause="")) | (~Q(verb="explain") & Q(cause="")),
                name="decision_explanation_names_a_cause",
            ),
            models.CheckConstraint(
                condition=(Q(verb="leave_unresolved") & ~Q(way="")) | (~Q(verb="leave_unresolved") & Q(way="")),
                name="decision_unresolved_names_a_way",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="decision_low_not_above_high",
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=["verify", "correct", "reaffirm"], verdict="contradiction", assumption=""),
                name="decision_over_a_contradiction_names_its_assumption",
            ),
            models.CheckConstraint(
                condition=Q(verb="correct", corrects__isnull=False) | (~Q(verb="correct") & Q(corrects__isnull=True)),
                name="decision_correction_names_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim.reference} no. {self.number}: {self.get_verb_display()}"


class Note(models.Model):
    """A word in the discussion of a claim; it bears on nothing, and stays."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="notes")
    written_at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_text_given")]

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%Y-%m-%d %H:%M}"
