"""Uploads: files that people bring to the desk, looked at, and then loaded or discarded; and imports to be undone.

They wait in the database, since several processes may serve the desk. Small ones are worked on within the request,
larger ones by a thread that says how far it is. Looking at one stores nothing; confirmed, it is loaded once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone

from claims.loading import MOVED, BadFiles, Loaded, Moved, Prepared, apply
from claims.models import Assessment, Import, Source, Upload, UploadFile
from claims.postgres import writers_lock
from claims.review import Refused, rehearsal

from .headings import unmapped
from .previews import came_to, described, only_faults, rejected_files
from .reading import look_through, on_disk, token_of, unfolded
from .work import SMALL, Work, begin, failing, gone

KEPT = timedelta(days=7)
MOST = 10  # uploads of one person that wait
GOES = 2  # at a preview, while somebody writes what it goes by meanwhile


def receive(actor: User, files: Iterable[UploadedFile], encoding: str = "") -> Upload:
    """Keep files for a person, and begin to look at them; where their headings are foreign, these are mapped first."""
    Upload.objects.filter(uploaded_at__lt=timezone.now() - KEPT).delete()
    failed = waiting(actor).filter(state=Upload.State.FAILED)
    failed.exclude(pk__in=list(failed.values_list("pk", flat=True)[: MOST - 1])).delete()
    if waiting(actor).exclude(state=Upload.State.FAILED).count() >= MOST:
        raise Refused(f"{MOST} uploads of yours wait already: follow the link above, and load or discard some first.")
    with transaction.atomic():
        upload = Upload.objects.create(uploaded_by=actor, encoding=encoding, state=Upload.State.MAPPING)
        for file in files:
            UploadFile.objects.create(upload=upload, name=file.name or "", content=file.read())
    with failing(Upload.objects.filter(pk=upload.pk, state=upload.state)):
        if not unmapped(upload):
            look(upload)
    return upload


def seen_by(person: User) -> QuerySet[Upload]:
    """The uploads that a person may look at: their own, and all for those who may undo others' imports."""
    found = Upload.objects.filter(undoes__isnull=True).select_related("uploaded_by", "brought")
    return found if person.has_perm("claims.undo_import") else found.filter(uploaded_by=person)


def waiting(person: User) -> QuerySet[Upload]:
    """A person's own uploads that are not loaded, the newest first."""
    return Upload.objects.filter(undoes__isnull=True, uploaded_by=person).exclude(state=Upload.State.LOADED)


def not_loaded(upload: Upload) -> QuerySet[Upload]:
    return Upload.objects.filter(pk=upload.pk).exclude(state=Upload.State.LOADED)


def discard(upload: Upload) -> bool:
    """Forget an upload, and stop who reads or loads it, so that nothing of it is stored; False where it was loaded."""
    return bool(forget(not_loaded(upload)))


def idle(person: User) -> QuerySet[Upload]:
    """A person's own uploads that wait, but for those that somebody works on."""
    return waiting(person).filter(run__isnull=True)


def discard_all(person: User) -> int:
    """Forget a person's idle uploads; returns how many these were."""
    return forget(idle(person))


def forget(found: QuerySet[Upload]) -> int:
    """Delete uploads and their files; returns how many these were."""
    with transaction.atomic():
        # They are deleted by their keys: locked before, none is loaded meanwhile.
        keys = list(found.select_for_update().values_list("pk", flat=True))
        return Upload.objects.filter(pk__in=keys).delete()[1].get("claims.Upload", 0)


def start_again(upload: Upload, encoding: str) -> bool:
    """Look at an upload anew, in an encoding; whoever reads it stops. Headings that wait to be mapped come first.

    False where it was loaded or is being loaded, or somebody went on with it meanwhile.
    """
    still = not_loaded(upload).filter(state=upload.state, run=upload.run)
    if not still.exists() or (upload.state == Upload.State.LOADING and not gone(upload)):
        return False
    if encoding != upload.encoding:  # headings may be others in it
        still.update(encoding=encoding)
        upload.files.update(mappings={})
        upload.encoding = encoding
    with failing(still):
        if unmapped(upload):
            return bool(still.update(state=Upload.State.MAPPING, run=None, preview=None, token="", problem=""))
        return look(upload)
    return True


def look(upload: Upload) -> bool:
    """Work out what loading would come to; False where somebody else was faster."""
    still = Upload.objects.filter(pk=upload.pk, state=upload.state, run=upload.run)
    return begin(still, Upload.State.READING, preview, size_of(upload), preview=None, token="", problem="")


def confirm(upload: Upload, actor: User, *, rejects: bool, seen: str) -> bool:
    """Load what a person looked at, with `rejects` without the rows that are wrong; False where somebody was faster.

    `seen` is the token of the preview. Where what the files go by has changed since, they are looked at again instead.
    """
    still = Upload.objects.filter(pk=upload.pk, state=Upload.State.READY, token=seen)
    return begin(still, Upload.State.LOADING, lambda work: store(work, actor, rejects, seen), size_of(upload))


def size_of(upload: Upload) -> int:
    """Bytes of its files; where these are few, of archives those of their parts."""
    files = upload.files.filter(rejected=False)
    size = files.aggregate(size=Sum(Length("content"), default=0))["size"]
    return size if size > SMALL else sum(map(unfolded, files.values_list("content", flat=True)))


def preview(work: Work, *, moved: bool = False) -> None:
    """Work out what loading comes to, by the code that loads, and undo it.

    `moved` says that it was to be loaded, and that what the files go by had changed.
    """
    upload = work.upload()
    with on_disk(upload) as files:
        try:
            prepared = look_through(upload, files, work.progress)
            shown, loaded = rehearsed(work, upload, prepared)
            looked_at = timezone.now()
        except BadFiles as error:
            work.end(Upload.State.FAILED, preview=only_faults(error), problem="None of it can be loaded.")
            return
        shown |= {"moved": moved, "turned": turned_by(loaded), **came_to(prepared, loaded)}
        with transaction.atomic():
            token = token_of(upload, prepared.basis)
            work.end(Upload.State.READY, preview=shown, token=token, heard_at=looked_at)
            UploadFile.objects.filter(upload=upload, rejected=True).delete()
            UploadFile.objects.bulk_create(rejected_files(upload, prepared.tables))


def rehearsed(work: Work, upload: Upload, prepared: Prepared) -> tuple[dict[str, Any], Loaded]:
    """What prepared files would bring, and what storing them comes to, both beside the same stored rows."""

    shown: dict[str, Any] = {}

    def applied() -> tuple[dict[str, Any], Loaded]:
        loaded = apply(
            upload.uploaded_by,
            prepared,
            rejects=True,
            seen=prepared.basis,
            first=lambda: shown.update(described(prepared)),
            progress=work.progress,
        )
        return shown, loaded

    for _ in range(GOES):
        with suppress(Moved), rehearsal():
            return applied()
        prepared.match()
    with rehearsal():  # where people keep writing it would never end, so they wait for this last go
        writers_lock()
        prepared.match()
        return applied()


def stored_since(moment: datetime) -> bool:
    """Whether anything was stored since, whatever it bears on; told by indexes, not by all that a preview goes by."""
    last = (
        Assessment.objects.order_by("-changed_at").values_list("changed_at", flat=True),
        Source.history.order_by("-history_date").values_list("history_date", flat=True),
        Import.objects.order_by("-pk").values_list("loaded_at", flat=True),
    )
    return any(at > moment for moments in last for at in moments[:1])


def turned_by(loaded: Loaded) -> str:
    """Stands for the verdicts and decisions that loading turns. Of claims that go by those of files, no basis tells."""
    return hashlib.sha256(repr((sorted(loaded.verdicts), loaded.stale)).encode()).hexdigest()


def store(work: Work, actor: User, rejects: bool, seen: str) -> None:
    """Load what was looked at, or look at it again where it has changed."""
    upload = work.upload()

    def last(loaded: Loaded) -> None:
        if turned_by(loaded) != (upload.preview or {}).get("turned"):
            raise Moved(MOVED)
        work.end(Upload.State.LOADED, brought=loaded.brought)
        upload.files.all().delete()

    with on_disk(upload) as files:
        try:
            prepared = look_through(upload, files, work.progress)
            if token_of(upload, prepared.basis) == seen:
                apply(actor, prepared, rejects=rejects, seen=prepared.basis, last=last, progress=work.progress)
                return
        except (Moved, BadFiles):
            pass
    preview(work, moved=True)
