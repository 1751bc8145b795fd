import django.db.models.deletion
from django.db import migrations, models

import core.constraints
from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("backlog", "0012_comments_on_objectives"),
        ("roadmap", "0015_scenarios_hold_words"),
    ]

    operations = [
        Together(
            migrations.AddField(
                model_name="visitorcomment",
                name="item",
                field=models.ForeignKey(
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="backlog.item",
                ),
            ),
            migrations.AddConstraint(
                model_name="visitorcomment",
                constraint=core.constraints.SameWorkspace("item", name="visitorcomment_item_here"),
            ),
        ),
    ]
