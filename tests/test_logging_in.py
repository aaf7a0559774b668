"""Where people come after they logged in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from .factories import make_user

pytestmark = pytest.mark.django_db


def landing(client, name: str, **more: str) -> str:
    return client.post("/accounts/login/", {"username": name, "password": "demo", **more}).url


@pytest.mark.parametrize("role", ["viewer", "analyst", "editor", "administrator"])
def test_who_works_here_comes_to_the_queue(client, role):
    make_user(role, "somebody")
    assert landing(client, "somebody") == "/admin/"


def test_who_only_reads_comes_to_the_record(client):
    User.objects.create_user("reader", password="demo")
    assert landing(client, "reader") == "/"


def test_whoever_asked_for_a_page_comes_to_that_page(client):
    make_user("analyst", "anna")
    assert landing(client, "anna", next="/sources/") == "/sources/"
    client.logout()
    assert landing(client, "anna", next="https://elsewhere.example/") == "/admin/"
