from __future__ import annotations

import csv
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims.evidence import evidence_of
from claims.loading import load
from claims.models import Claim, Decision
from claims.review import Refused
from claims.review.decisions import decide

SEEDS = settings.BASE_DIR / "seeds"
ADDRESS = ("127.0.0.1", 8000)
PASSWORD = "demo"  # noqa: S105 - it is printed; the command refuses to run but with DEBUG
ROLES = {
    "viewer": "read",
    "analyst": "enter and load sources, claims and assertions, set aside, explain",
    "editor": "do what an analyst may, verify, and merge duplicates",
    "administrator": "do what an analyst may, merge, delete, and manage users",
}
# The two decisions that the demo shows; each only where nobody has decided anything yet.
DECISIONS: dict[str, dict[str, str]] = {
    "KH-01": {
        "verb": Decision.Verb.VERIFY,
        "value": "14",
        "likelihood": Decision.Likelihood.VERY_LIKELY,
        "confidence": Decision.Confidence.MODERATE,
        "reason": "MEOG alone gives a number, and Carlin’s “more than a dozen” allows it.",
    },
    "KH-08": {
        "verb": Decision.Verb.EXPLAIN,
        "cause": Decision.Cause.DEFINITION,
        "reason": "She counts the Green Zone alone, he counts attacks anywhere in Iraq.",
    },
}


class Command(BaseCommand):
    help = "Show the product on the seed documents: make the demo's database, users and rows, and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="prepare everything, and serve nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has a password that everybody knows, so it runs with DEBUG=true only.")
        if connection.vendor == "sqlite":
            Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        remarks = [self.user(role) for role in ROLES]
        try:
            self.seeds()
        except PermissionDenied as error:
            raise CommandError(
                f"The seeds were not loaded: the user “analyst” has another role now. {error}"
            ) from error
        for reference, decision in DECISIONS.items():
            self.decide(reference, **decision)
        self.log_ins(remarks)
        if not options["no_server"]:
            self.serve()

    def user(self, role: str) -> str:
        """Make the role's user where it is missing; returns what to say of one who was there."""
        if User.objects.filter(username=role).exists():
            return " (was there before: the password may have been changed)"
        user = User.objects.create_user(role, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return ""

    def seeds(self) -> None:
        with open(SEEDS / "claims.csv", encoding="utf-8", newline="") as file:
            references = [row["reference"] for row in csv.DictReader(file)]
        if Claim.objects.filter(reference__in=references).exists():
            self.stdout.write("The seeds were loaded before, and stay as people have left them.")
            return
        for line in load([SEEDS], User.objects.get(username="analyst")).lines():
            self.stdout.write(line)

    def decide(self, reference: str, verb: str, **fields: Any) -> None:
        claim = Claim.objects.filter(reference=reference).first()
        if claim is None:
            self.stdout.write(f"{reference} is gone.")
        elif claim.decisions.exists():
            self.stdout.write(f"{reference} was decided on before.")
        else:
            editor = User.objects.get(username="editor")
            try:
                decision = decide(editor, claim, verb, seen=evidence_of(claim).token, **fields)
            except Refused as error:
                self.stdout.write(f"{reference} is left as it is. {error}")
            else:
                self.stdout.write(f"{reference} is {decision.get_verb_display()}.")

    def log_ins(self, remarks: list[str]) -> None:
        address = f"http://{ADDRESS[0]}:{ADDRESS[1]}"
        self.stdout.write(f"\nRecord: {address}/\nDesk:   {address}/admin/\n\n  user           password  may")
        for (role, may), remark in zip(ROLES.items(), remarks, strict=True):
            self.stdout.write(f"  {role:<14} {PASSWORD:<9} {may}{remark}")

    def serve(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(ADDRESS)
            except OSError as error:
                raise CommandError(
                    f"The demo is ready, but another program has port {ADDRESS[1]}. Stop that one and run "
                    f"this again, or take another port: manage.py runserver {ADDRESS[0]}:{ADDRESS[1] + 1}"
                ) from error
        self.stdout.flush()
        call_command("runserver", f"{ADDRESS[0]}:{ADDRESS[1]}", use_reloader=False)
