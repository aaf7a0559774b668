"""The form of a note on a claim."""

from __future__ import annotations

from typing import Any

from django import forms


class NoteForm(forms.Form):
    text = forms.CharField(
        label="A note to the team",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": "Write something first."},
        help_text="For the team alone; it cannot be deleted.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "note-%s", **kwargs})
