"""People and their roles, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.forms import ModelForm
from django.http import HttpRequest

admin.site.unregister(User)


class RoleForm(forms.ModelForm):
    """Gives a person a role: a group, and with it the way to the desk."""

    role = forms.ChoiceField(
        required=False,
        help_text="What the person may do. Whoever has no role reads the record, and does not see the desk.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            names = Group.objects.order_by("name").values_list("name", flat=True)
            self.fields["role"].choices = [("", "none"), *((name, name) for name in names)]  # type: ignore[attr-defined]
            if self.instance.pk:
                self.initial["role"] = (
                    self.instance.groups.order_by("name").values_list("name", flat=True).first() or ""
                )


class PersonForm(RoleForm, UserChangeForm):
    pass


class NewPersonForm(RoleForm, AdminUserCreationForm):
    pass


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ("username", "roles", "email", "first_name", "last_name", "is_active")
    list_filter = ("groups", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Role", {"fields": ("role", "is_active")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        ("Since when", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "role", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all()) or "none"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        # Whoever hands out roles could otherwise give themself another one.
        form.base_fields["role"].disabled = obj == request.user
        return form

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if "role" in form.changed_data:
            obj.is_staff = bool(form.cleaned_data["role"])
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "role" in form.changed_data:
            form.instance.groups.set(Group.objects.filter(name=form.cleaned_data["role"]))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = request.user.is_superuser or not (obj and obj.is_superuser)
        return mine and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = request.user.is_superuser or not (obj and obj.is_superuser)
        return mine and super().has_delete_permission(request, obj)
