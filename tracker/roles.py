"""What people may do: what their roles allow, and nothing beside."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import F


class RolesBackend(ModelBackend):
    """Loads a person together with what their roles allow, in the one query that every page begins with."""

    def get_user(self, user_id: int) -> User | None:
        allowed = {"app": F("groups__permissions__content_type__app_label"), "may": F("groups__permissions__codename")}
        rows: list[Any] = list(User.objects.filter(pk=user_id).annotate(**allowed))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user: User = rows[0]
        if not user.is_superuser:
            user._group_perm_cache = {f"{row.app}.{row.may}" for row in rows if row.may}  # type: ignore[attr-defined]
        return user

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()  # nobody has any: they come with roles
