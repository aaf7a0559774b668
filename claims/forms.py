"""The desk's forms: each keeps what was typed, and puts every fault beside its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from .claim_page import Names
from .evidence import Evidence, bearing, path
from .models import Assertion, Claim, Decision, Option, Source
from .review import Refused
from .review.claims import named_twice
from .review.decisions import Value, read_value
from .spans import Span
from .wording import Unreadable, read, say

REASON_MISSING = "Give a reason: someone will ask for it."
CHOOSE = ("", "choose…")
LARGEST = 20 * 1024 * 1024  # bytes of uploaded files: some 100,000 assertions


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


# Steps: what a person decides about a claim or an assertion, on a page of its own


class StepForm(forms.Form):
    """`seen` is the token of the evidence that the person saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REASON_MISSING},
        help_text="It stays with the record, under your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class DeleteForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ExplainForm(StepForm):
    field_order = ["cause", "reason"]
    cause = forms.ChoiceField(label="Why they differ", choices=[CHOOSE, *Decision.Cause.choices])


class UnresolvedForm(StepForm):
    field_order = ["way", "reason"]
    way = forms.ChoiceField(label="What to do meanwhile", choices=[CHOOSE, *Decision.Way.choices])


class LaterAssertion(forms.ModelChoiceField):
    def label_from_instance(self, obj: Assertion) -> str:
        day = obj.source.published_on
        where = [obj.source.reference, say(Span(day, day), "date") if day else "", obj.locator]
        return f"“{obj.wording}” ({', '.join(filter(None, where))})"


class SupersedeForm(StepForm):
    field_order = ["by", "reason"]
    by = LaterAssertion(label="Superseded by", queryset=Assertion.objects.none(), empty_label=CHOOSE[1])

    def __init__(self, *args: Any, assertion: Assertion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = (  # type: ignore[attr-defined]
            Assertion.objects.filter(
                claim=assertion.claim_id, source__publisher=assertion.source.publisher_id, superseded_by=None
            )
            .exclude(pk=assertion.pk)
            .select_related("source")
        )


FIGURE = "write a number, a range or a bound, such as 12, 10–15 or 12 or more"
ADVICE: dict[str, str] = {
    Claim.Kind.COUNT: FIGURE,
    Claim.Kind.AMOUNT: FIGURE,
    Claim.Kind.DATE: "write a day, a month or a year, such as 26 June 2020",
}


class ValueForm(StepForm):
    """A value to hold true, once the person has seen how it is read: then `confirmed` says the same."""

    field_order = ["value", "likelihood", "confidence", "reason"]
    value = forms.CharField(
        label="Value",
        max_length=500,
        error_messages={"required": "Say which value you hold to be true."},
        help_text="In words, as people will see it: 12 or more; about 40; 26 June 2020.",
    )
    likelihood = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Likelihood.choices], help_text="How likely it is that this value is true."
    )
    confidence = forms.ChoiceField(
        choices=[CHOOSE, *Decision.Confidence.choices],
        help_text="How good the evidence for that judgement is.",
    )
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, evidence: Evidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        self.held: Value | None = None
        if evidence.claim.has_options:
            choices = [(option.name, path(option, evidence.options)) for option in evidence.options]
            self.fields["value"] = forms.ChoiceField(label="Value", choices=[CHOOSE, *choices])
        else:
            self.fields["value"].widget.attrs["list"] = "positions"
        self.order_fields(self.field_order)

    def clean_value(self) -> str:
        try:
            self.held = read_value(self.cleaned_data["value"], self.evidence)
        except Refused as error:
            raise ValidationError(self.complaint(error)) from error
        return self.cleaned_data["value"]

    def complaint(self, error: Refused) -> str:
        """Why the words are no value; what a reading says is meant for assertions, so only its cause is kept."""
        if not isinstance(error.__cause__, Unreadable):
            return str(error)
        cause = re.split(r"[;.](?:\s|$)", str(error))[0]
        words, advice = self.cleaned_data["value"], ADVICE.get(self.evidence.claim.kind, "choose an option")
        return f"“{words}” could not be read as a value: {advice}. {cause}."

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen how this very value is read."""
        return self.held is not None and self.data.get("confirmed") == self.cleaned_data["value"]

    def suggestions(self) -> list[str]:
        """What the positions say, where it can be read as a value."""
        if self.evidence.claim.has_options:
            return []
        labels = [self.evidence.say(self.evidence.span(position.backers[0])) for position in self.evidence.positions]
        return [label for label in labels if readable(label, self.evidence)]

    def reading(self) -> dict[str, object]:
        """How the value is read, and what the assertions say to it; empty while it cannot be read."""
        if self.held is None:
            return {}
        kind, name = self.evidence.claim.kind, Names(self.evidence.counted)
        held, expected = self.evidence.say(self.held.span), ""
        bears = [bearing(row, self.held.span) for row in self.evidence.counted]
        if not self.evidence.claim.has_options:
            expected = say(read(self.held.words, kind).expected, kind)
        return {
            "words": self.held.words,
            "held": held,
            "expected": expected if expected != held else "",
            "counted": len(self.evidence.counted),
            "supporting": bears.count("supports"),
            "dissent": [
                (row.wording, name(row))
                for row, bears_so in zip(self.evidence.counted, bears, strict=True)
                if bears_so == "dissents"
            ],
        }


def readable(words: str, evidence: Evidence) -> bool:
    try:
        read_value(words, evidence)
    except Refused:
        return False
    return True


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, of at most LARGEST bytes together."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        names = [file.name for file in files]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(f"Two of the files have the name {twice[0]}: rename one, or load it by itself.")
        if sum(file.size for file in files) > LARGEST:
            raise ValidationError(
                f"Together the files are larger than {filesizeformat(LARGEST)}. Load them in parts, sources and claims "
                "first, or ask whoever runs the server to load them there: “manage.py load” takes files of any size."
            )
        return files


class FilesForm(forms.Form):
    uploads = FilesField(
        label="Files",
        max_length=60,  # a file system takes 255 bytes, and a letter has up to 4
        allow_empty_file=True,  # loading says what an empty one lacks
        error_messages={"required": "Choose one or several CSV files."},
        help_text="CSV files. A file’s name says what it holds: sources, claims, options or assertions.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["uploads"].widget.attrs["accept"] = ".csv,text/csv"


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
