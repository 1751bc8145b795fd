from django.db import migrations, models

# What only SQL by hand can have written goes, so that the checks hold; scores of what it stood for are asked for anew.
TIDY = """
    WITH gone AS (DELETE FROM backlog_rating WHERE value = 'NaN' RETURNING item_id)
    INSERT INTO backlog_scorerequest (workspace_id, product_id, item_id, cause, at)
    SELECT DISTINCT i.workspace_id, i.product_id, i.id, 'rating', now() FROM gone JOIN backlog_item i ON i.id = gone.item_id
        ON CONFLICT (product_id, item_id) DO UPDATE SET at = excluded.at;
    DELETE FROM backlog_blindrating WHERE value = 'NaN';
    UPDATE backlog_item SET estimate = NULL WHERE estimate = 'NaN';
    UPDATE backlog_criterion SET minimum = NULLIF(minimum, 'NaN'), maximum = NULLIF(maximum, 'NaN')
     WHERE minimum = 'NaN' OR maximum = 'NaN';
    UPDATE backlog_modelcriterion SET weight = 1 WHERE weight = 'NaN';
    DELETE FROM backlog_scorehistory WHERE NOT (before BETWEEN -1e15 AND 1e15 AND after BETWEEN -1e15 AND 1e15);
    DELETE FROM backlog_score WHERE NOT value BETWEEN -1e15 AND 1e15;
"""
from core.operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("backlog", "0010_rating_rounds"),
    ]

    operations = [
        migrations.RunSQL(TIDY, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="item",
            name="item_estimate_not_negative",
        ),
        Together(
            migrations.AddConstraint(
                model_name="blindrating",
                constraint=models.CheckConstraint(
                    condition=models.Q(("value__gte", -1000000000000000), ("value__lte", 1000000000000000)),
                    name="blindrating_is_number",
                ),
            ),
            migrations.AddConstraint(
                model_name="criterion",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("minimum__gte", -1000000000000000),
                        ("minimum__lte", 1000000000000000),
                        ("maximum__gte", -1000000000000000),
                        ("maximum__lte", 1000000000000000),
                    ),
                    name="criterion_range_is_numbers",
                ),
            ),
            migrations.AddConstraint(
                model_name="item",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("estimate", None),
                        models.Q(
                            ("estimate__gte", 0),
                            ("estimate__gte", -1000000000000000),
                            ("estimate__lte", 1000000000000000),
                        ),
                        _connector="OR",
                    ),
                    name="item_estimate_not_negative",
                ),
            ),
            migrations.AddConstraint(
                model_name="modelcriterion",
                constraint=models.CheckConstraint(
                    condition=models.Q(("weight__gte", -1000000000000000), ("weight__lte", 1000000000000000)),
                    name="modelcriterion_weight_is_number",
                ),
            ),
            migrations.AddConstraint(
                model_name="rating",
                constraint=models.CheckConstraint(
                    condition=models.Q(("value__gte", -1000000000000000), ("value__lte", 1000000000000000)),
                    name="rating_is_number",
                ),
            ),
            migrations.AddConstraint(
                model_name="score",
                constraint=models.CheckConstraint(
                    condition=models.Q(("value__gte", -1000000000000000), ("value__lte", 1000000000000000)),
                    name="score_is_number",
                ),
            ),
            migrations.AddConstraint(
                model_name="scorehistory",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("before__gte", -1000000000000000),
                        ("before__lte", 1000000000000000),
                        ("after__gte", -1000000000000000),
                        ("after__lte", 1000000000000000),
                    ),
                    name="scorehistory_is_numbers",
                ),
            ),
        ),
    ]
