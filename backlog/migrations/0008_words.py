"""The words of titles, found by likeness."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

LEARN = """
    INSERT INTO backlog_titleword (workspace_id, word)
    SELECT DISTINCT workspace_id, word
      FROM backlog_item, unnest(tsvector_to_array(to_tsvector('simple', title))) AS word
     WHERE length(word) BETWEEN 4 AND 40
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("backlog", "0004_grooming"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="TitleWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "word"), name="titleword_once")],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", "gin_trgm_ops"),
                        name="titleword_similar",
                    )
                ],
            },
        ),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
