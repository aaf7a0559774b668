"""The index of unread wordings is of those that wait alone, so that counting them for a verdict reads no row."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_indexes")]

    operations = [
        migrations.RemoveIndex("assertion", "assertion_unread"),
        migrations.AddIndex(
            "assertion",
            models.Index(
                fields=["claim"],
                condition=Q(set_aside_reason="", superseded_by=None) & ~Q(problem=""),
                name="assertion_unread",
            ),
        ),
    ]
