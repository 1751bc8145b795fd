from django.db import migrations, models

from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0007_release_notes")]

    operations = [
        Together(
            migrations.AddField(
                model_name="sharelink",
                name="version",
                field=models.PositiveIntegerField(default=1),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="updated_at",
                field=models.DateTimeField(auto_now=True),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="lanes",
                field=models.JSONField(default=list),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="titles",
                field=models.CharField(
                    choices=[
                        ("public", "Public titles, else the items’ own"),
                        ("only_public", "Only what has a public title"),
                        ("internal", "The items’ own titles"),
                    ],
                    default="public",
                    max_length=11,
                    verbose_name="titles",
                ),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="precision",
                field=models.CharField(
                    blank=True,
                    choices=[
                        ("", "As planned"),
                        ("month", "Months"),
                        ("quarter", "Quarters"),
                        ("half", "Halves of a year"),
                    ],
                    default="",
                    max_length=7,
                    verbose_name="dates",
                ),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="password_hash",
                field=models.CharField(blank=True, default="", max_length=255),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="embed_sites",
                field=models.JSONField(default=list),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="opened",
                field=models.PositiveBigIntegerField(default=0),
            ),
            migrations.AddField(
                model_name="sharelink",
                name="last_opened_at",
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddConstraint(
                model_name="sharelink",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("titles__in", ["public", "only_public", "internal"]),
                        ("precision__in", ["", "month", "quarter", "half"]),
                    ),
                    name="sharelink_audience_known",
                ),
            ),
            migrations.AddConstraint(
                model_name="sharelink",
                constraint=models.CheckConstraint(
                    condition=models.Q(("password_hash", ""), ("embed_sites", []), _connector="OR"),
                    name="sharelink_protected_unframed",
                ),
            ),
        ),
    ]
