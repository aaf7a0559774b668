"""What a browser gets of a page and sends from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client


def text(response: HttpResponse) -> str:
    return response.content.decode()


def opened(client: Client, address: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends from a step's page, opened now."""
    return {**client.get(address).context["form"].initial, **typed}
