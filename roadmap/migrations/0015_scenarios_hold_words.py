from django.db import migrations, models

from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0014_comments_of_visitors")]

    operations = [
        Together(
            migrations.RemoveConstraint(model_name="overlay", name="overlay_field_known"),
            migrations.AlterField(model_name="overlay", name="field", field=models.CharField(max_length=12)),
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
                            ],
                        )
                    ),
                    name="overlay_field_known",
                ),
            ),
        ),
    ]
