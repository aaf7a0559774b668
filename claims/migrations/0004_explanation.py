"""Each reading says what was read of its wording and what was not.

SQLite makes the table anew, and drops its triggers with it: 0003 makes them again.
"""

from importlib import import_module

from django.db import migrations, models

same_claim = import_module("claims.migrations.0003_same_claim")


class Migration(migrations.Migration):

    dependencies = [("claims", "0003_same_claim")]

    operations = [
        migrations.RunPython(same_claim.drop, same_claim.make),
        migrations.AddField("assertion", "explanation", models.TextField(blank=True, editable=False)),
        migrations.AddField("historicalassertion", "explanation", models.TextField(blank=True, editable=False)),
        migrations.RunPython(same_claim.make, same_claim.drop),
    ]
