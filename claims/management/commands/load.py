from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.loading import BadFiles, load
from claims.management.commands import number, require_tables
from claims.review import Refused

SHOWN = 200  # faults that are printed
FOLLOWING = 20  # and rejected rows of which it is said what goes by them


class Command(BaseCommand):
    help = (
        "Load sources, claims, options and assertions from CSV files; a file's name says which of them it "
        "holds, and a folder stands for its CSV files. All or nothing, unless --rejects takes the bad rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a CSV file, or a folder of them")
        parser.add_argument(
            "--user", metavar="NAME", help="who enters the rows; the one administrator, if there is one"
        )
        parser.add_argument(
            "--rejects",
            type=Path,
            metavar="FILE",
            help="load the good rows, and write the bad ones there with their reasons",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        actor = self.actor(options["user"])
        try:
            loaded = load(options["paths"], actor, rejects=options["rejects"], progress=self.progress)
        except BadFiles as error:
            self.complain(error)
            raise CommandError("Nothing was loaded.") from error
        except PermissionDenied as error:
            raise CommandError(f"Nothing was loaded. {actor.get_username()} may not load files: {error}") from error
        except (Refused, OSError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for line in loaded.lines():
            self.stdout.write(line)
        if loaded.faults:
            files = ", ".join(map(str, loaded.rejected))
            self.stderr.write(f"{number(loaded.rejected_rows, 'row')} rejected, with the reasons in {files}")

    def complain(self, error: BadFiles) -> None:
        """Print what is wrong, then in short the rows that only go by others."""
        consequences = error.consequences()
        for lines, shown in ((list(map(str, error.own)), SHOWN), (consequences, FOLLOWING)):
            for line in lines[:shown]:
                self.stderr.write(line)
            if len(lines) > shown:
                self.stderr.write(f"… and {len(lines) - shown:,} more (--rejects FILE writes all of them)")
        going_by = {(fault.file, fault.line) for fault in error.faults if fault.follows}
        refused = "; 1 row goes by what was refused" if len(going_by) == 1 else ""
        if len(going_by) > 1:
            refused = f"; {len(going_by):,} rows go by what was refused"
        self.stderr.write(f"{number(len(error.own), 'error')}{refused}")

    def progress(self, stage: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(stage, self.style.NOTICE)

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
