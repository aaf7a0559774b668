"""Imports: what loads of files brought, the files that wait to be loaded, and how foreign headings are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

FILE_NAME_LENGTH = 200
MAPPING_NAME_LENGTH = 100
KINDS = ["sources", "claims", "options", "assertions"]


class Import(models.Model):
    """One load of files: who, when, from what, and how many rows of each kind it added or changed.

    checksums: SHA-256 by file name. mappings: by the name of each table whose headings were not ours, the mapping's
    `name` and its `columns`, as they then were. The row stays when the import is undone.
    """

    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    loaded_at = models.DateTimeField(auto_now_add=True)
    files = models.TextField()
    counts = models.JSONField(default=dict)
    checksums = models.JSONField(default=dict, editable=False)
    mappings = models.JSONField(default=dict, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_reason = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        permissions = [("undo_import", "Can undo imports that others loaded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason="")),
                name="import_undone_by_somebody_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.files}, {self.loaded_at:%Y-%m-%d %H:%M}"


class ImportedChange(models.Model):
    """What an import changed in a row that was there: by field, its values before and after, as JSON has them."""

    brought_by = models.ForeignKey(Import, models.PROTECT, db_index=False, related_name="changes")
    kind = models.CharField(max_length=10)
    row = models.BigIntegerField(help_text="The row's key.")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["brought_by", "id"], name="importedchange_by_import")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row", "brought_by"], name="importedchange_once_a_row"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="importedchange_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class Mapping(models.Model):
    """How the headings of a foreign table are read; columns gives ours for each of them, "" where it is left out."""

    name = models.CharField(max_length=MAPPING_NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS], editable=False)
    columns = models.JSONField(editable=False)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, db_index=False, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="mapping_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="mapping_name_given"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="mapping_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """Files that somebody brought to the desk, on their way to be an import; one that was loaded keeps no files.

    One that undoes an import has no files: it is on its way to take that back, and is gone once that is done.

    run names the process at work, which says now and then how far it is (done of total rows, total 0 where nobody
    knows) and when it was last heard of. What the preview found, and token, which stands for all that it went by, are
    what the person confirms.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", "waits for its headings to be mapped"
        READING = "reading", "is being read"
        READY = "ready", "waits to be confirmed"
        LOADING = "loading", "is being loaded"
        LOADED = "loaded", "was loaded"
        FAILED = "failed", "could not be read"

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    encoding = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State)
    run = models.UUIDField(null=True)
    stage = models.CharField(max_length=300, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)  # the stage
    heard_at = models.DateTimeField(null=True)
    preview = models.JSONField(null=True)
    token = models.CharField(max_length=64, blank=True)
    problem = models.TextField(blank=True)
    brought = models.ForeignKey(Import, models.PROTECT, null=True, db_index=False, related_name="+")
    undoes = models.ForeignKey(Import, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "reading", "ready", "loading", "loaded", "failed"]),
                name="upload_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reading", "loading"], run__isnull=False, heard_at__isnull=False)
                | (~Q(state__in=["reading", "loading"]) & Q(run__isnull=True)),
                name="upload_run_while_somebody_works",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "loading"]) | (Q(preview__isnull=False) & ~Q(token="")),
                name="upload_ready_has_a_preview",
            ),
            models.CheckConstraint(condition=~Q(state="failed", problem=""), name="upload_failed_says_why"),
            models.CheckConstraint(
                condition=Q(brought__isnull=True) | Q(state="loaded"), name="upload_loaded_is_what_it_brought"
            ),
            models.UniqueConstraint(
                fields=["undoes", "uploaded_by"],
                condition=Q(undoes__isnull=False),
                name="upload_undoes_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uploaded_by}, {self.uploaded_at:%Y-%m-%d %H:%M}"


class UploadFile(models.Model):
    """A file as it came, or the rows of one kind that the preview rejected, as a file to mend and load again.

    mappings: how its tables are read whose headings are not ours, by their names ("a.xlsx, sheet b").
    """

    upload = models.ForeignKey(Upload, models.CASCADE, db_index=False, related_name="files")
    name = models.CharField(max_length=FILE_NAME_LENGTH)
    content = models.BinaryField()
    rejected = models.BooleanField(default=False)
    mappings = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["upload", "rejected", "name"], name="uploadfile_name_unique_in_upload")
        ]

    def __str__(self) -> str:
        return self.name
