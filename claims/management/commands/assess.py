from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claims.assessment import assess
from claims.management.commands import number, require_tables
from claims.models import Assessment
from claims.postgres import writers_lock

COMPARED = [field.attname for field in Assessment._meta.concrete_fields if field.name != "changed_at"]


class Command(BaseCommand):
    help = "Work out every verdict anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a stored one differs")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        with transaction.atomic():
            writers_lock()
            before = stored() if options["check"] else {}
            changed = assess()
            after = stored() if options["check"] and changed else before
            transaction.set_rollback(options["check"])
        claims = Assessment.objects.count()
        if not options["check"]:
            self.stdout.write(f"{number(claims, 'claim')} assessed, {changed:,} changed")
            return
        if differing := [line for key in after for line in differences(before[key], after[key])]:
            self.stderr.write("\n".join(differing))
            raise CommandError(
                f"The stored verdicts are not those of the evidence in {number(len(differing), 'place')}."
            )
        self.stdout.write(f"{number(claims, 'claim')} checked, all as stored")


def stored() -> dict[int, dict[str, Any]]:
    rows = Assessment.objects.order_by("claim__reference").values("claim__reference", *COMPARED)
    return {row["claim_id"]: row for row in rows.iterator()}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """ "KH-02: verdict is stored as agree, and comes to contradiction", a line for each column."""
    return [
        f"{before['claim__reference']}: {name} is stored as {before[name]}, and comes to {after[name]}"
        for name in COMPARED
        if before[name] != after[name]
    ]
