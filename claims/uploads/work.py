"""Work on an upload: within the request where it is small, else in a thread, with word of how far it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from claims.models import Upload
from claims.postgres import Busy, impatient
from claims.review import Refused

SMALL = 1024 * 1024  # bytes that are worked on within the request
TELL = 0.5  # seconds between two words of progress
SILENCE = timedelta(seconds=60)  # after so long without a word, the process that worked is taken to be dead
MOST_ROWS = 10**9  # a file that names more does not know how many it has
TURN = threading.Semaphore(1)  # large ones take turns in a process: each may need a gigabyte
BROKEN = "The database or the disk broke off, and nothing was stored: {}. Start again when that is mended."

logger = logging.getLogger(__name__)


class Lost(Exception):
    """Somebody discarded the upload, or began anew."""


class Work:
    """One go at an upload, known by its run: as long as the upload has that run, what it comes to is wanted."""

    def __init__(self, run: UUID) -> None:
        self.run = run
        self.said = ("", 0, 0)
        self.lost = False
        self.over = threading.Event()

    def upload(self) -> Upload:
        found = Upload.objects.select_related("uploaded_by").filter(run=self.run).first()
        if found is None:
            raise Lost
        return found

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        if self.lost:
            raise Lost
        longest = Upload._meta.get_field("stage").max_length or 0
        stage = stage if len(stage) <= longest else f"{stage[: longest - 1]}…"
        self.said = (stage, min(done, MOST_ROWS), total if total <= MOST_ROWS else 0)

    def end(self, state: str, **values: object) -> None:
        """Leave the upload in a state, with the transaction that this is part of. Raises Lost where it has gone on."""
        if not Upload.objects.filter(run=self.run).update(state=state, run=None, stage="", **values):
            raise Lost

    def tell(self) -> None:
        """Store now and then how far it is, so that whoever serves the page knows, until all is over."""
        try:
            while not self.over.wait(TELL):
                try:
                    with impatient(1):
                        self.tell_once()
                except Busy:  # on SQLite the work itself may be writing
                    continue
                except Exception:  # whatever it is, the work goes on, and in silence would be taken to be dead
                    logger.exception("how far an upload is could not be told")
                    connection.close()
        finally:
            connection.close()

    def tell_once(self) -> None:
        """Say that the work goes on, and how far it is."""
        stage, done, total = self.said
        now = timezone.now()
        began = Case(When(stage=stage, then=F("began_at")), default=Value(now))
        found = Upload.objects.filter(run=self.run)
        self.lost = not found.update(stage=stage, done=done, total=total, heard_at=now, began_at=began)


def begin(still: QuerySet[Upload], state: str, task: Callable[[Work], None], size: int, **values: object) -> bool:
    """Take on an upload that is still as given, and set to work; False where there is none.

    `size` is that of its files in bytes, or what comes to as much work.
    """
    work, now = Work(uuid4()), timezone.now()
    values |= {"stage": "", "done": 0, "total": 0, "began_at": now, "heard_at": now}
    if not still.update(state=state, run=work.run, **values):
        return False
    start(work, task, size)
    return True


def gone(upload: Upload) -> bool:
    """Whether the process that worked on an upload is taken to be dead."""
    silent = upload.run and upload.heard_at and timezone.now() - upload.heard_at > SILENCE
    if not silent:
        return False
    try:
        with impatient(1), transaction.atomic():  # on SQLite nothing can be told while the work itself is writing
            return True
    except Busy:
        return False


def start(work: Work, task: Callable[[Work], None], size: int) -> None:
    """Do the work; beside the request where its files have more than SMALL bytes."""
    if size <= SMALL:
        carry_out(work, task)
    else:
        threading.Thread(target=beside, args=(work, task), name=f"upload {work.run}", daemon=True).start()


def beside(work: Work, task: Callable[[Work], None]) -> None:
    telling = threading.Thread(target=work.tell, daemon=True)
    telling.start()
    try:
        work.progress("waiting for other work")
        with TURN:
            carry_out(work, task)
    finally:
        work.over.set()
        telling.join()
        connection.close()


def carry_out(work: Work, task: Callable[[Work], None]) -> None:
    """Do the work; what goes wrong is said on the upload."""
    with failing(Upload.objects.filter(run=work.run)), suppress(Lost):
        task(work)


@contextmanager
def failing(still: QuerySet[Upload]) -> Iterator[None]:
    """Say what goes wrong on the upload, while that is still as given; what nobody foresaw is raised as well."""

    def give_up(problem: str) -> None:
        still.update(state=Upload.State.FAILED, run=None, stage="", problem=problem)

    try:
        yield
    except (Refused, PermissionDenied) as error:
        give_up(str(error))
    except (DatabaseError, InterfaceError, OSError) as error:
        logger.exception("an upload broke off")
        give_up(BROKEN.format(str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__))
    except BaseException:
        give_up("Something went wrong, and nothing was stored: the server's log says what.")
        raise
