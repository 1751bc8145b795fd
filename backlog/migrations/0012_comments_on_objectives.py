import django.db.models.deletion
from django.db import migrations, models

import core.constraints
from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("backlog", "0011_real_numbers"),
        ("roadmap", "0004_objectives"),
    ]

    operations = [
        Together(
            migrations.RemoveConstraint(model_name="comment", name="comment_on_one_thing"),
            migrations.AddField(
                model_name="comment",
                name="objective",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="comments",
                    to="roadmap.objective",
                ),
            ),
            migrations.AddIndex(
                model_name="comment",
                index=models.Index(
                    condition=models.Q(("objective__isnull", False)),
                    fields=["objective", "id"],
                    name="comment_of_objective",
                ),
            ),
            migrations.AddConstraint(
                model_name="comment",
                constraint=core.constraints.SameWorkspace("objective", name="comment_objective_here"),
            ),
            migrations.AddConstraint(
                model_name="comment",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("entry", None), ("item__isnull", False), ("objective", None)),
                        models.Q(("entry__isnull", False), ("item", None), ("objective", None)),
                        models.Q(("entry", None), ("item", None), ("objective__isnull", False)),
                        _connector="OR",
                    ),
                    name="comment_on_one_thing",
                ),
            ),
        ),
    ]
