"""What the desk needs: how urgent a claim is, discussion notes, merged claims, and more of what a decision rests on.

SQLite makes tables anew, and drops their triggers with them: 0003 makes them again.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

same_claim = import_module("claims.migrations.0003_same_claim")
NOT_ASKED = "Not recorded: when this was decided, nobody was asked for it."


def fill(apps, schema_editor):
    """Decisions of before: what they assumed was not asked, and a correction corrects the value before it."""
    Decision = apps.get_model("claims", "Decision")
    valued = Decision.objects.filter(verb__in=["verify", "correct", "reaffirm"])
    valued.filter(verdict="contradiction").update(assumption=NOT_ASKED)
    for decision in Decision.objects.filter(verb="correct").only("claim", "number"):
        before = valued.filter(claim=decision.claim_id, number__lt=decision.number).order_by("number").last()
        Decision.objects.filter(pk=decision.pk).update(corrects=before)


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0004_explanation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(same_claim.drop, same_claim.make),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField()),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='claim',
            options={'ordering': ['reference'], 'permissions': [('merge_claim', 'Can merge duplicate claims'), ('review_claim', 'Can explain, set aside, restore and leave unresolved'), ('verify_claim', 'Can verify, correct, reaffirm and reopen claims')]},
        ),
        migrations.AddField(
            model_name='assessment',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='assessment',
            name='gap',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=5),
        ),
        migrations.AddField(
            model_name='claim',
            name='merged_into',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='decision',
            name='corrects',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='claims.decision'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='decision',
            name='assumption',
            field=models.TextField(blank=True, help_text='What was assumed about a contradiction that stood then.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='because_of',
            field=models.JSONField(default=list, help_text='The assertions that caused a correction, one object each, as in evidence.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='rejected',
            field=models.JSONField(default=list, help_text='The positions that the value rules out, one object each: label, low, high, names.'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='urgency',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('explained', False), models.Q(('status__in', ['open', 'in_review']), ('stale', True), _connector='OR')), then=models.Value(1), verdict='contradiction'), models.When(models.Q(('explained', False), models.Q(('status__in', ['open', 'in_review']), ('stale', True), _connector='OR')), then=models.Value(2), verdict='tension'), models.When(stale=True, then=models.Value(3)), models.When(then=models.Value(4), waiting__gt=0), models.When(status__in=['open', 'in_review'], then=models.Value(5), verdict='single'), default=models.Value(9)), output_field=models.SmallIntegerField(choices=[(1, 'contradictions'), (2, 'tensions'), (3, 'stale decisions'), (4, 'unread wordings'), (5, 'single-source claims'), (9, 'nothing')])),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['urgency', '-gap', 'claim'], name='assessment_by_urgency'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('stale', True)), fields=['urgency', '-gap', 'claim'], name='assessment_stale'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('waiting__gt', 0)), fields=['urgency', '-gap', 'claim'], name='assessment_waiting'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['-changed_at', 'claim'], name='assessment_by_change'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('verb', 'correct')), fields=['-decided_at'], name='decision_corrections'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('gap__gte', 0), ('gap__lte', 1)), name='assessment_gap_from_0_to_1'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='claim_merged_into_another'),
        ),
        migrations.AddField(
            model_name='note',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='claims.claim'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_text_given'),
        ),
        migrations.RunPython(same_claim.make, same_claim.drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
