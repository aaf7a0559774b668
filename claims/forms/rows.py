"""Forms over stored rows: assertions, claims, options, and which of several duplicates is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from claims.models import Assertion, Claim, Option, Source
from claims.review import Refused, line_feeds
from claims.review.assertions import correctable
from claims.review.claims import named_twice
from claims.review.sources import duplicates_of, merged_into
from claims.review.together import Overtaken

from .steps import LaterAssertion

LONGEST = 200
NAMED = "-named"  # behind the name of a field that is filled in words


class SeenForm(forms.ModelForm):
    """A form over a row that others may edit meanwhile.

    The values that the person saw travel with it, so that `changed_data` names what the person changed; all else
    is taken from the row as it now is. `refusal` is what a rule said about an earlier try with the same values.
    """

    refusal: Refused | None = None
    complete = False  # whether all that was sent is right in itself

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.stored if self.instance.pk else ():
            self.fields[name].show_hidden_initial = True
            self.keep_lines(name)
        self.unknown: dict[str, str] = {}
        if self.is_bound:
            self.find_named()
        if isinstance(self.refusal, Overtaken):
            self.show_as_seen(self.refusal.faults)

    def keep_lines(self, name: str) -> None:
        """Give a text of several lines room for them: a browser would put them together in a field of one."""
        field = self.fields[name]
        if isinstance(field.widget, forms.TextInput) and "\n" in str(self.get_initial_for_field(field, name) or ""):
            field.widget = forms.Textarea(attrs={**field.widget.attrs, "rows": 2})

    def full_clean(self) -> None:
        super().full_clean()
        self.complete = self.is_bound and not self.errors
        if self.is_bound and self.refusal:
            for field, why in (self.refusal.faults or {"": str(self.refusal)}).items():
                self.add_error(field or None, why)

    def find_named(self) -> None:
        """Choose the rows of other tables that are named in words, as a page without JavaScript asks for them."""
        typed = cast(QueryDict, self.data).copy()
        for name, field in self.fields.items():
            words = typed.get(f"{name}{NAMED}", "").replace("\0", "").strip()[:LONGEST]
            if words and isinstance(field, forms.ModelChoiceField) and (rows := field.queryset) is not None:
                key = "reference" if hasattr(rows.model, "reference") else "name"
                found = rows.filter(**{f"{key}__iexact": words}).first()
                typed[name] = str(found.pk) if found else ""
                if found is None:
                    self.unknown[name] = f"No {rows.model._meta.verbose_name} has the {key} “{words}”."
        self.data = typed

    @property
    def stored(self) -> list[str]:
        """Those of its fields that are columns."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        return [name for name in self.fields if name in columns]

    @property
    def changed_fields(self) -> list[str] | None:
        """The columns that the person changed; None for a new row."""
        return [name for name in self.stored if name in self.changed_data] if self.instance.pk else None

    @property
    def seen(self) -> dict[str, object]:
        """What stood in the form when it was opened, by field."""
        names = {name: self[name].html_initial_name for name in self.stored}
        return {name: self.data[sent] for name, sent in names.items() if sent in self.data}

    def show_as_seen(self, names: Iterable[str]) -> None:
        """Take the person to have seen what is now stored, beside what was typed."""
        typed = cast(QueryDict, self.data).copy()
        for name in names:
            now = self.fields[name].prepare_value(self.get_initial_for_field(self.fields[name], name))
            typed[self[name].html_initial_name] = "" if now is None else str(now)
        self.data = typed

    def clean_reference(self) -> str:
        if "/" in (reference := self.cleaned_data["reference"]):
            raise ValidationError("A reference stands in web addresses, so it cannot contain “/”.")
        return reference

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        cleaned |= {name: line_feeds(value) for name, value in cleaned.items() if isinstance(value, str)}
        if self.instance.pk:
            for name in (cleaned.keys() & set(self.stored)) - set(self.changed_data):
                cleaned[name] = getattr(self.instance, name)
        for name, why in self.unknown.items():
            self.add_error(name, why)
        return cleaned


# What a stance does, in a few words.
STANCES = {
    Assertion.Stance.ASSERTS: "asserts: says so itself",
    Assertion.Stance.REPORTS: "reports: passes on what a named speaker says, and counts as the speaker’s",
    Assertion.Stance.DOUBTS: "doubts: is shown, and never counted",
    Assertion.Stance.DENIES: "denies: rules out what it says is not so, and is no value itself",
}


class ClaimField(forms.ModelChoiceField):
    """Chooses a claim; `known` are some that were looked up already, by their keys as a form sends them."""

    known: Mapping[str, Claim] = MappingProxyType({})

    def to_python(self, value: Any) -> Claim | None:
        return self.known.get(value) or super().to_python(value)


class AssertionForm(SeenForm):
    """An assertion; a new one can correct an earlier one in the same voice.

    `_check` among what was sent asks for a look at what it would come to, and stores nothing.
    """

    corrects = LaterAssertion(
        queryset=Assertion.objects.none(),  # the form looks for them
        required=False,
        empty_label="nothing",
        help_text="What the same voice said of the claim before and takes back or puts right with this. It is kept, "
        "shown as superseded, and no longer counted.",
    )
    reason = forms.CharField(
        required=False,
        label="Why it corrects that",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Such as: a correction of 3 July. It stays with the record, under your name.",
    )

    class Meta:
        model = Assertion
        fields = (
            "claim", "source", "wording", "translation", "locator", "speaker", "stance", "as_of", "as_of_time",
            "base", "read_as", "credibility", "note",
        )  # fmt: skip
        field_classes = {"claim": ClaimField, "base": ClaimField}
        labels = {
            "base": "Goes by",
            "as_of": "As of",
            "as_of_time": "As of, time of day",
            "read_as": "Read as",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stance" in self.fields:  # not for whoever may only look
            self.fields["stance"].choices = list(STANCES.items())  # type: ignore[attr-defined]
        if "source" in self.fields:
            self.fields["source"].queryset = Source.objects.select_related("publisher")  # type: ignore[attr-defined]
        if self.is_bound:
            self.look_up_claims()
        if self.instance.pk:
            for name in ("corrects", "reason"):
                self.fields.pop(name, None)
            return
        if not self.is_bound or self.data.get("corrects"):
            self.offer_corrections()

    def look_up_claims(self) -> None:
        """Find the claim and its base in one query."""
        asked = {name: self.data.get(name, "") for name, field in self.fields.items() if isinstance(field, ClaimField)}
        if len(asked) > 1 and all(key.isdecimal() for key in asked.values()):
            known = {str(claim.pk): claim for claim in Claim.objects.filter(pk__in=asked.values())}
            for name in asked:
                self.fields[name].known = known  # type: ignore[attr-defined]

    def offer_corrections(self) -> None:
        """Let it be chosen which assertion of its claim the new one corrects; not before somebody looks at them."""
        claim, source = self.chosen(Claim, "claim"), self.chosen(Source, "source")
        if claim and source:
            row = Assertion(claim=claim, source=source, speaker=self["speaker"].value() or "")
            self.fields["corrects"].queryset = correctable(row)  # type: ignore[attr-defined]

    def chosen(self, model: type[models.Model], name: str) -> Any:
        """The row that is chosen, as it was loaded when it was checked, if it was."""
        if self.is_bound and name in getattr(self, "cleaned_data", {}):
            return self.cleaned_data[name]
        key = str(self[name].value() or "")
        return model._default_manager.filter(pk=key).first() if key.isdecimal() else None

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.instance.pk and (self.errors or "_check" in self.data):
            self.offer_corrections()

    def follow_merged(self) -> None:
        """Choose what a claim or source was merged into since the form was opened."""
        claim, source = self.cleaned_data.get("claim"), self["source"].value()
        if claim and claim.merged_into_id:
            self.choose_kept("claim", f"{claim.reference} was merged into {claim.kept.reference}", claim.kept)
        if source and "source" in self.errors and (kept := merged_into(source)):
            del self.errors["source"]
            self.choose_kept("source", f"This source was merged into {kept.reference}", kept)

    def choose_kept(self, name: str, why: str, kept: models.Model) -> None:
        self.data = typed = cast(QueryDict, self.data).copy()
        self.cleaned_data[name], typed[name] = kept, str(kept.pk)
        self.add_error(name, f"{why} meanwhile, which is chosen now: save again to enter it there.")

    def _get_validation_exclusions(self) -> set[str]:
        # The fields are checked by the form and `faults`, and what is left by the database, in review's words: Django
        # would ask the database about each constraint and each related row, in thirty queries.
        return {field.name for field in self._meta.model._meta.fields}

    def is_valid(self) -> bool:
        return super().is_valid() and "_check" not in self.data

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not self.instance.pk:
            self.follow_merged()
        if cleaned.get("corrects") and not cleaned.get("reason"):
            self.add_error("reason", "Say why it corrects that: someone will ask for it.")
        claim = cleaned.get("claim") or (self.instance.claim if self.instance.pk else None)
        if claim is not None:
            said = {name: cleaned[name] for name in cleaned.keys() & set(self.stored)}
            for name, fault in Assertion(**{**said, "claim": claim}).faults().items():
                self.add_error(name, fault)
        return cleaned


class SourceForm(SeenForm):
    """A source; one that looks like a document that is there already is pointed out, unless the person knows better."""

    another_document = forms.BooleanField(required=False, label="It is another document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duplicates: list[Source] = []

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        told_by = {name: cleaned.get(name) for name in ("url", "title", "published_on")}
        touched = not self.instance.pk or told_by.keys() & set(self.changed_data)
        if touched and cleaned.get("title") and not cleaned.get("another_document"):
            self.duplicates = duplicates_of(Source(pk=self.instance.pk, **{**told_by, "url": told_by["url"] or ""}))
        if self.duplicates:
            self.add_error(
                None,
                "This looks like a document that is entered already. Use that one, or say below that it is another.",
            )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # a table's cells have no label of their own
            widget: Any = getattr(field.widget, "widget", field.widget)  # the admin wraps those of other rows
            widget.attrs["aria-label"] = field.label


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
    """Which of several rows is kept; `confirmed` says the same once the person has seen what comes of it."""

    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)
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

    @property
    def is_confirmed(self) -> bool:
        return self.cleaned_data["confirmed"] == str(self.cleaned_data["keep"].pk)
