"""Forms over stored rows: assertions, claims, options, and which of several duplicates is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.models import Assertion, Claim, Option, Source
from claims.review.claims import named_twice


class SeenForm(forms.ModelForm):
    """A form over a row that others may edit meanwhile.

    The values that the person saw travel with it, so that `changed_data` names what the person changed; all else
    is taken from the row as it now is. `refusal` is what a rule said about an earlier try with the same values.
    """

    refusal = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values() if self.instance.pk else ():
            field.show_hidden_initial = True

    def clean_reference(self) -> str:
        if "/" in (reference := self.cleaned_data["reference"]):
            raise ValidationError("A reference stands in web addresses, so it cannot contain “/”.")
        return reference

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name in cleaned.keys() - set(self.changed_data):
                cleaned[name] = getattr(self.instance, name)
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned


class AssertionForm(SeenForm):
    class Meta:
        model = Assertion
        fields = (
            "claim", "source", "wording", "translation", "locator", "speaker", "stance", "as_of", "as_of_time",
            "base", "read_as", "credibility", "note",
        )  # fmt: skip
        labels = {
            "base": "Goes by",
            "as_of": "As of",
            "as_of_time": "As of, time of day",
            "read_as": "Read as",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        claim = cleaned.get("claim") or (self.instance.claim if self.instance.pk else None)
        if claim is not None:
            for name, fault in Assertion(**{**cleaned, "claim": claim}).faults().items():
                self.add_error(name, fault)
        return cleaned


class ClaimForm(SeenForm):
    class Meta:
        model = Claim
        fields = ("reference", "topic", "question", "kind", "unit", "definition", "accumulates")
        widgets = {"definition": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("accumulates") and cleaned.get("kind") not in (Claim.Kind.COUNT, Claim.Kind.AMOUNT):
            self.add_error("accumulates", "Only counts and amounts accumulate.")
        return cleaned


class OptionForm(forms.ModelForm):
    class Meta:
        model = Option
        fields = ("name", "parent", "aliases")
        labels = {"parent": "Lies in"}
        widgets = {"aliases": forms.TextInput}


class OptionFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        if kept and not self.instance.has_options:
            raise ValidationError("Only a choice, or a yes or no, has options.")
        if kept and self.instance.kind == Claim.Kind.YESNO and self.instance.pk is None:
            raise ValidationError("A yes or no gets its two options by itself.")
        if self.deleted_forms and self.instance.kind == Claim.Kind.YESNO:
            raise ValidationError("A yes or no keeps its two options.")
        rows = [
            form.instance for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("name")
        ]
        if twice := named_twice(rows):
            raise ValidationError(twice)


class MergeForm(forms.Form):
    keep = forms.ModelChoiceField(
        queryset=Source.objects.none(),  # the form is given its rows
        widget=forms.RadioSelect,
        empty_label=None,
        label="Which one is kept",
        error_messages={"required": "Choose the one that is kept."},
    )

    def __init__(self, *args: Any, rows: Any, labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["keep"].queryset = rows  # type: ignore[attr-defined]
        self.fields["keep"].choices = [(row.pk, label) for row, label in zip(rows, labels, strict=True)]  # type: ignore[attr-defined]
