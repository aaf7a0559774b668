"""The form that takes files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

LARGEST = 20 * 1024 * 1024  # bytes of uploaded files: some 100,000 assertions


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
