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
    help = "Work out the verdicts of all claims of which anything changed since they were worked out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a stored one differs")
        parser.add_argument("--anew", action="store_true", help="also those of which nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        if options["check"]:
            self.check_all()
            return
        with transaction.atomic():
            writers_lock()
            changed = assess(anew=options["anew"])
        self.stdout.write(f"{number(Claim.objects.live().count(), 'claim')} assessed, {changed:,} changed")

    def check_all(self) -> None:
        if lines := [line for before, after in differing() for line in differences(before, after)]:
            self.stderr.write("\n".join(lines))
            places = number(len(lines), "place")
            raise CommandError(f"The stored verdicts are not those of the evidence in {places}: run assess --anew.")
        self.stdout.write(f"{number(Claim.objects.live().count(), 'claim')} checked, all as stored")
