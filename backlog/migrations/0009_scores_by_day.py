from django.db import migrations, models

from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("backlog", "0008_words"),
    ]

    operations = [
        Together(
            migrations.AddField("scorehistory", "action", models.UUIDField(null=True)),
            migrations.AddField("scorerequest", "action", models.UUIDField(null=True)),
            migrations.AddField("scorerequest", "reached", models.PositiveIntegerField(db_default=0)),
            migrations.AddField("scoringmodel", "is_tried", models.BooleanField(default=False)),
            migrations.AddField(
                "scoringmodel", "scored_on", models.DateField(blank=True, editable=False, null=True)
            ),
            migrations.AddConstraint(
                "scoringmodel",
                models.UniqueConstraint(
                    condition=models.Q(("is_tried", True)), fields=("product",), name="scoringmodel_one_tried"
                ),
            ),
            migrations.AddConstraint(
                "scoringmodel",
                models.CheckConstraint(
                    condition=models.Q(("is_active", False), ("is_tried", False), _connector="OR"),
                    name="scoringmodel_active_or_tried",
                ),
            ),
        ),
    ]
