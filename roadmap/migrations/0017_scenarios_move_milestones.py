import django.db.models.deletion
from django.db import migrations, models

import core.constraints
from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0016_visitors_speak_of_items")]

    operations = [
        Together(
            migrations.RemoveConstraint(model_name="overlay", name="overlay_field_known"),
            migrations.AlterField(
                model_name="overlay",
                name="item",
                field=models.ForeignKey(
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="backlog.item",
                ),
            ),
            migrations.AddField(
                model_name="overlay",
                name="milestone",
                field=models.ForeignKey(
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="roadmap.milestone",
                ),
            ),
            migrations.AddConstraint(
                model_name="overlay",
                constraint=core.constraints.SameWorkspace("milestone", name="overlay_milestone_here"),
            ),
            migrations.AddConstraint(
                model_name="overlay",
                constraint=models.UniqueConstraint(
                    fields=("scenario", "milestone"), name="overlay_milestone_once"
                ),
            ),
            migrations.AddConstraint(
                model_name="overlay",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("field", "day"), ("item", None), ("milestone__isnull", False)),
                        models.Q(
                            models.Q(("field", "day"), _negated=True),
                            ("item__isnull", False),
                            ("milestone", None),
                        ),
                        _connector="OR",
                    ),
                    name="overlay_of_one_thing",
                ),
            ),
            migrations.AddConstraint(
                model_name="overlay",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        (
                            "field__in",
                            [
                                "on",
                                "lane",
                                "horizon",
                                "start",
                                "due",
                                "confidence",
                                "public_title",
                                "public_note",
                                "day",
                            ],
                        )
                    ),
                    name="overlay_field_known",
                ),
            ),
        ),
    ]
