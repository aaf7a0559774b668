"""The form by which an assertion is moved to another claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.evidence import evidence_of
from claims.loading.near_names import did_you_mean, near_among
from claims.models import Assertion, Assessment, Claim
from claims.models.claims import REFERENCE_LENGTH
from claims.review import Changed, Refused
from claims.review.moves import Moved
from claims.review.rereading import Standing

from .steps import ReadForm

SUGGESTED = 200


class MoveForm(ReadForm):
    """The claim to move to, once the person has seen how the words are read there; `preview` tells what comes of it."""

    field_order = ["to", "reason"]
    to = forms.CharField(
        label="To the claim",
        max_length=REFERENCE_LENGTH,
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "off"}),
        help_text="The reference of the claim that it really answers.",
    )

    def __init__(self, *args: Any, assertion: Assertion, preview: Callable[[Claim], Moved], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assertion, self.preview = assertion, preview
        self.moved: Moved | None = None

    def suggestions(self) -> list[tuple[str, str]]:
        """References and questions of other claims of the same kind, those of the same topic first."""
        left = self.assertion.claim
        others = Claim.objects.live().exclude(pk=left.pk).order_by("reference").values_list("reference", "question")
        near = others.filter(topic=left.topic_id, kind=left.kind)[:SUGGESTED]
        return list(dict.fromkeys([*near, *others[:SUGGESTED]]))[:SUGGESTED]

    def clean_to(self) -> Claim:
        """The claim of a reference; of one that was merged, the claim that is kept."""
        asked = self.cleaned_data["to"].strip()
        found = Claim.objects.filter(reference__iexact=asked).select_related("merged_into").first()
        if found is None:
            known = near_among(Claim.objects.live(), asked)
            raise ValidationError(f"There is no claim “{asked}”. {did_you_mean(asked, known)}".strip())
        return found.kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "to" in cleaned:
            try:
                self.moved = self.preview(cleaned["to"])
            except Changed:
                pass  # taking the step says what changed
            except Refused as error:
                for why in str(error).splitlines():
                    self.add_error("to", why)
        return cleaned

    @property
    def words(self) -> str:
        """The claim, as it was when the person saw what the move comes to."""
        if self.moved is None:
            return ""
        claim = self.cleaned_data["to"]
        return f"{claim.reference} {evidence_of(claim).token}"

    def reading(self) -> dict[str, object]:
        if self.moved is None:
            return {}
        turned = [told(was, now) for was, now in self.moved.turned]
        return {"moved": self.moved, "to": self.cleaned_data.get("to"), "turned": turned}


def told(was: Standing, now: Standing) -> tuple[str, str]:
    """A claim, and what becomes of its standing: "turns from contradiction into single source"."""
    before, after = (Assessment.Verdict(verdict).label.lower() for verdict in (was.verdict, now.verdict))
    parts = [f"stays: {after}" if before == after else f"turns from {before} into {after}"]
    if was.stale != now.stale:
        parts.append(f"its decision {'turns stale' if now.stale else 'is no longer stale'}")
    if was.explained != now.explained:
        parts.append(f"its conflict is {'explained again' if now.explained else 'no longer explained'}")
    return now.claim, "; ".join(parts)
