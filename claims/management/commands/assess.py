from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claims.assessment import assess
from claims.assessment.proof import differences, differing
from claims.management.commands import number, require_tables
from claims.models import Claim
from claims.postgres import writers_lock


class Command(BaseCommand):
    help = "Work out every verdict anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a stored one differs")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        if options["check"]:
            self.check_all()
            return
        with transaction.atomic():
            writers_lock()
            changed = assess()
        self.stdout.write(f"{number(Claim.objects.live().count(), 'claim')} assessed, {changed:,} changed")

    def check_all(self) -> None:
        if lines := [line for before, after in differing() for line in differences(before, after)]:
            self.stderr.write("\n".join(lines))
            raise CommandError(f"The stored verdicts are not those of the evidence in {number(len(lines), 'place')}.")
        self.stdout.write(f"{number(Claim.objects.live().count(), 'claim')} checked, all as stored")
