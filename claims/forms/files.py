"""Forms of loading: files, what their headings mean, and why an import is undone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from claims.loading.encodings import ENCODINGS
from claims.loading.files import SAME_NAME, SUFFIXES
from claims.loading.headings import COLUMNS, known_columns
from claims.models import Mapping
from claims.models.imports import MAPPING_NAME_LENGTH
from claims.review import Refused, required, visible

LARGEST = 50 * 1024 * 1024  # bytes of uploaded files: some 300,000 assertions
TOO_LARGE = (
    f"Together the files are larger than {filesizeformat(LARGEST)}. Load them in parts, sources and claims first, or "
    "ask whoever runs the server to load them there: “manage.py load” takes files of any size."
)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, of at most LARGEST bytes together."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        names = [file.name for file in files]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(SAME_NAME.format(twice[0]))
        if sum(file.size for file in files) > LARGEST:
            raise ValidationError(TOO_LARGE)
        return files


class EncodingForm(forms.Form):
    encoding = forms.ChoiceField(
        choices=[("", "UTF-8, or as the file itself says"), *ENCODINGS.items()],
        required=False,
        help_text="Only text needs it; workbooks say it themselves.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class FilesForm(EncodingForm):
    uploads = FilesField(
        label="Files",
        max_length=60,  # a file system takes 255 bytes, and a letter has up to 4
        allow_empty_file=True,  # loading says what an empty one lacks
        error_messages={"required": "Choose one or several files."},
        help_text="CSV, XLSX, JSON or JSON Lines. A file’s name, or a sheet’s, says what it holds: sources, claims, "
        "options or assertions.",
    )
    field_order = ("uploads", "encoding")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = ",".join(SUFFIXES)


def seen(name: str) -> str:
    """The name of a mapping; ValidationError where there is nothing to see in it."""
    if not visible(name):
        raise ValidationError("Give it a name that can be seen.")
    return name.strip()


class RenameForm(forms.ModelForm):
    """Another name for a kept mapping."""

    def clean_name(self) -> str:
        return seen(self.cleaned_data["name"])


class MappingForm(forms.Form):
    """What each heading of a file means, and the name by which that is kept.

    `columns` gives the different headings of the file, and what each is taken to mean.
    """

    name = forms.CharField(
        label="Keep this mapping as",
        max_length=MAPPING_NAME_LENGTH,
        help_text="The next file with these headings is read by it.",
    )

    def __init__(self, *args: Any, kind: str, columns: dict[str, str], kept: Mapping | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kind, self.headings, self.kept = kind, list(columns), kept
        self.fields["name"].initial = kept.name if kept else ""
        required = {column.heading for column in COLUMNS[kind] if column.required}
        choices = [
            ("", "leave out"),
            *((name, f"{name} (required)" if name in required else name) for name in known_columns(kind)),
        ]
        for place, (heading, ours) in enumerate(columns.items()):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or "(no heading)", choices=choices, required=False, initial=ours
            )
        self.required = required

    def clean_name(self) -> str:
        name = seen(self.cleaned_data["name"])
        same = Mapping.objects.filter(name__iexact=name).first()
        if same and same != self.kept:
            raise ValidationError(f"Another mapping has the name “{same}”: give this one a name of its own.")
        return name

    def clean(self) -> dict[str, Any]:
        meant = [ours for ours in self.columns.values() if ours]
        if twice := sorted({ours for ours in meant if meant.count(ours) > 1}):
            raise ValidationError(f"Two headings cannot both be {twice[0]}: leave one of them out.")
        if missing := [
            column.heading for column in COLUMNS[self.kind] if column.required and column.heading not in meant
        ]:
            raise ValidationError(f"Say which heading is: {', '.join(missing)}. Without, {self.kind} cannot be loaded.")
        return self.cleaned_data

    @property
    def columns(self) -> dict[str, str]:
        """Our heading, or "", for each of the file's."""
        return {heading: self.cleaned_data.get(f"column-{n}", "") for n, heading in enumerate(self.headings)}


class UndoForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="It stays with the import.")
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_reason(self) -> str:
        try:
            return required(self.cleaned_data["reason"])
        except Refused as error:
            raise ValidationError(str(error)) from error
