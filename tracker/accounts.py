"""Where people come in."""

from django.contrib.auth.views import LoginView
from django.urls import reverse


class LogIn(LoginView):
    def get_default_redirect_url(self) -> str:
        """The first page of those who work here is the queue; of others, the record."""
        return reverse("admin:index" if self.request.user.is_staff else "record")
