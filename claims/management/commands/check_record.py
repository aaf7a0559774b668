from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.assessment.proof import Off, prove_decisions, prove_verdicts
from claims.management.commands import number, plain, require_tables


class Command(BaseCommand):
    help = (
        "Prove the record: every stored verdict is what the evidence comes to, and every decision has the fingerprint, "
        "the counts and the number that its own evidence and place give it. Changes nothing; fails at the first that "
        "is off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        try:
            self.progress("working out verdicts anew")
            claims = prove_verdicts()
            self.progress("proving decisions")
            decisions = prove_decisions(self.progress)
        except Off as error:
            raise CommandError(plain(str(error))) from error
        self.stdout.write(f"{number(claims, 'claim')}, {number(decisions, 'decision')}: all as recorded")

    def progress(self, stage: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(stage, self.style.NOTICE)
