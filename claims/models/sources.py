"""Who published what: publishers and their documents."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from simple_history.models import HistoricalRecords

from .imports import Import

REFERENCE_LENGTH = 60
# It stands in addresses: no slash, no control character, no dots alone; nothing that cannot be seen, but joiners.
REFERENCE = re.compile(
    r"(?!\.+$)[^/\x00-\x1f\x7f\x85\xa0\xad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)


def is_reference(text: str) -> None:
    if not REFERENCE.fullmatch(text):
        raise ValidationError(
            "A reference stands in addresses of pages: no “/”, line break, invisible sign or dots alone."
        )


class Publisher(models.Model):
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    brought_by = models.ForeignKey(
        Import, models.PROTECT, null=True, editable=False, db_index=False, related_name="publishers"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="publisher_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="publisher_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    class Kind(models.TextChoices):
        ARTICLE = "article"
        STATEMENT = "statement"
        REPORT = "report"
        POST = "post"
        OTHER = "other"

    class Reliability(models.TextChoices):
        """The Admiralty code's six grades for a source."""

        A = "A", "A: reliable"
        B = "B", "B: usually reliable"
        C = "C", "C: fairly reliable"
        D = "D", "D: not usually reliable"
        E = "E", "E: unreliable"
        F = "F", "F: cannot be judged"

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True, validators=[is_reference])
    title = models.CharField(max_length=500)
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="sources")
    authors = models.CharField(max_length=500, blank=True, help_text="Separated by “;”, as in the byline.")
    published_on = models.DateField(
        null=True, blank=True, help_text="As 2020-06-29. Words such as “last night” are read from it."
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ARTICLE)
    url = models.URLField("URL", max_length=2000, blank=True)
    derives_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="derivatives",
        help_text="The document that this one reprints or retells: the two count as one origin.",
    )
    reliability = models.CharField(max_length=1, choices=Reliability, default=Reliability.F)
    language = models.CharField(max_length=35, blank=True, help_text="A BCP 47 tag, such as en or ar.")
    note = models.TextField(blank=True)
    brought_by = models.ForeignKey(Import, models.PROTECT, null=True, editable=False, related_name="sources")
    history = HistoricalRecords()

    class Meta:
        ordering = ["reference"]
        indexes = [models.Index(fields=["published_on"], name="source_by_day")]
        permissions = [("merge_source", "Can merge duplicate sources and publishers")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(reference__contains="/"), name="source_reference_fits_a_url"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="source_title_given"),
            models.CheckConstraint(
                condition=Q(kind__in=["article", "statement", "report", "post", "other"]),
                name="source_kind_known",
            ),
            models.CheckConstraint(condition=Q(reliability__in="ABCDEF"), name="source_reliability_known"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="source_url_is_of_the_web",
            ),
            models.CheckConstraint(
                condition=Q(derives_from__isnull=True) | ~Q(derives_from=F("pk")),
                name="source_derives_from_another",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("reference"), REFERENCE_LENGTH),
                name="source_reference_short",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def described(self) -> str:
        """As a list of sources tells it: "carlin: Is Iraq’s new PM … (Center for Security Policy, 2020-07-06)"."""
        day = f", {self.published_on:%Y-%m-%d}" if self.published_on else ""
        return f"{self.reference}: {self.title} ({self.publisher.name}{day})"

    @property
    def short_name(self) -> str:
        """How a sentence calls it: the authors' last names, or the publisher."""
        return " and ".join(map(surname, authors_of(self.authors))) or self.publisher.name

    @property
    def byline(self) -> str:
        """The authors as they are shown, with a space behind each semicolon."""
        return "; ".join(authors_of(self.authors))


def authors_of(byline: str) -> list[str]:
    return [name for part in byline.split(";") if (name := part.strip().strip(",").strip())]


def surname(author: str) -> str:
    """What stands before the comma of "Müller, Jörg", or the last word of "Jörg Müller"."""
    before, comma, _ = author.partition(",")
    return (comma and before.strip()) or author.split()[-1]
