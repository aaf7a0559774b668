from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from tqdm import tqdm

from claims.loading import BadFiles, load
from claims.loading.encodings import ENCODINGS, known
from claims.loading.files import Mappings, chosen, foreign_in
from claims.loading.headings import HeadingMap
from claims.loading.rejects import told
from claims.loading.tables import COMMANDS
from claims.management.commands import number, pour, require_tables
from claims.models import Mapping
from claims.review import Refused
from claims.uploads.headings import readers

WIDTH, HEIGHT = 80, 24  # of a terminal that does not say it
SHOWN = 200  # faults that are printed
FOLLOWING = 20  # and rejected rows of which it is said what goes by them


class Command(BaseCommand):
    help = (
        "Load sources, claims, options and assertions from CSV, XLSX, JSON and JSON Lines; the name of a file, or of a "
        "sheet, says which of them it holds, and a folder stands for its files. All or nothing, unless --rejects takes "
        "the bad rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder of them")
        parser.add_argument(
            "--user", metavar="NAME", help="who enters the rows; the one administrator, if there is one"
        )
        parser.add_argument(
            "--rejects",
            type=Path,
            metavar="FILE",
            help="load the good rows, and write the bad ones there with their reasons, a file for each kind, which is "
            "put into its name",
        )
        parser.add_argument(
            "--encoding",
            default="",
            type=known,
            choices=ENCODINGS,
            help="of text that does not say it itself, where it is not UTF-8",
        )
        parser.add_argument(
            "--mapping",
            metavar="NAME",
            action="append",
            help="read headings that are not ours by a mapping that the desk keeps; of several, each file and sheet by "
            "the one that fits",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        actor, named = self.actor(options["user"]), [mapping_named(name) for name in options["mapping"] or []]
        try:
            mapping = self.taken(options["paths"], named, options["encoding"]) if named else {}
            with Bar() as bar:
                loaded = load(
                    options["paths"],
                    actor,
                    rejects=options["rejects"],
                    encoding=options["encoding"],
                    mapping=mapping,
                    progress=bar.show,
                )
        except BadFiles as error:
            self.complain(error)
            self.offer(options["paths"], options["encoding"], mapping)
            raise CommandError("Nothing was loaded.") from error
        except PermissionDenied as error:
            raise CommandError(f"Nothing was loaded. {actor.get_username()} may not load files: {error}") from error
        except (DatabaseError, InterfaceError) as error:
            why = " ".join(str(error).split())
            raise CommandError(f"Nothing was loaded. The database broke off: {why}") from error
        except (Refused, OSError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        try:
            pour((f"{line}\n" for line in loaded.lines()), self.stdout)
        except OSError as error:
            why = f"The files were loaded, but standard output cannot be written: {error.strerror}."
            raise CommandError(why) from error
        if loaded.faults:
            files = ", ".join(map(str, loaded.rejected))
            self.stderr.write(f"{number(loaded.rejected_rows, 'row')} rejected, with the reasons in {files}")

    def taken(self, paths: list[str], named: list[HeadingMap], encoding: str) -> Mappings:
        """Which of the mappings reads which file or sheet; says so."""
        taken = chosen(map(Path, paths), named, encoding)
        lines = (f"{table} is read with the mapping “{mapping.name}”." for table, mapping in taken.items())
        pour((f"{COMMANDS.sub(' ', line)}\n" for line in lines), self.stdout)
        for mapping in named:
            if mapping not in taken.values():
                self.stderr.write(f"No file was found to be read with the mapping “{mapping.name}”.")
        return taken

    def complain(self, error: BadFiles) -> None:
        """Print what is wrong, then in short the rows that only go by others."""
        consequences = error.consequences()
        for lines, shown in ((told(error.own), SHOWN), (consequences, FOLLOWING)):
            for line in lines[:shown]:
                self.stderr.write(line)
            if len(lines) > shown:
                self.stderr.write(f"… and {len(lines) - shown:,} more (--rejects FILE writes all of them)")
        going_by = {(fault.file, fault.line) for fault in error.faults if fault.follows}
        refused = "; 1 row goes by what was refused" if len(going_by) == 1 else ""
        if len(going_by) > 1:
            refused = f"; {len(going_by):,} rows go by what was refused"
        self.stderr.write(f"{number(len(error.own), 'error')}{refused}")

    def offer(self, paths: list[str], encoding: str, taken: Mappings) -> None:
        """Name the kept mappings by which tables with foreign headings can be read."""
        for sample in foreign_in(map(Path, paths), encoding):
            if sample.name not in taken and (found := readers(sample)):
                names = " or ".join(f"--mapping “{mapping}”" for mapping in found)
                self.stderr.write(COMMANDS.sub(" ", f"{sample.name}: give {names}."))

    def actor(self, name: str | None) -> User:
        """Who enters the rows: the named user, or the only administrator."""
        users = User.objects.filter(is_active=True)
        if name is None:
            found = list(users.filter(Q(is_superuser=True) | Q(groups__name="administrator")).distinct()[:2])
            if len(found) == 1:
                return found[0]
            few = "no active administrator" if not found else "more than one active administrator"
            raise CommandError(f"Say with --user NAME who enters the rows: there is {few} to fall back on.")
        try:
            return users.get(username=name)
        except User.DoesNotExist:
            raise CommandError(f"There is no active user “{name}”.") from None


def mapping_named(name: str) -> HeadingMap:
    """A mapping that the desk keeps."""
    found = Mapping.objects.filter(name__iexact=name).first()
    if found is None:
        if names := ", ".join(f"“{kept}”" for kept in Mapping.objects.all()):
            raise CommandError(f"There is no mapping “{name}”. There are: {names}.")
        raise CommandError(f"There is no mapping “{name}”. None is kept yet: map the headings of a file on the desk.")
    return HeadingMap(found.kind, found.columns, found.name)


class Bar:
    """How far a load is, how fast, and how long it will take: on a terminal, and nowhere else."""

    def __init__(self) -> None:
        self.bar: tqdm[Any] | None = None
        self.stage = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        self.leave(done=error is None)

    def leave(self, *, done: bool) -> None:
        """Let the bar stand as it is; a stage that is done is told up to its end, of which it may not have spoken."""
        if self.bar is not None:
            if done and self.bar.total:
                self.bar.update(self.bar.total - self.bar.n)
            self.bar.close()

    def show(self, stage: str, done: int = 0, total: int = 0) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self.stage:
            self.leave(done=True)
            size = {"ncols": width(), "nrows": HEIGHT}
            shape = None if total else "{desc} [{elapsed}]"  # of what cannot be counted, only for how long it takes
            self.bar = tqdm(desc=stage, total=total or None, unit=" rows", bar_format=shape, file=sys.stderr, **size)
            self.stage = stage
        if self.bar is not None:
            self.bar.update(done - self.bar.n)


def width() -> int:
    """Columns of the terminal; WIDTH where it says none, as one without a window does."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH
    except OSError:
        return WIDTH
