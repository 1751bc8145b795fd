"""What goals add to formulas; named in the setting SCORE_INPUTS."""

from django.utils.translation import gettext_lazy as _

from backlog.inputs import ScoreInput

OBJECTIVE_WEIGHT = "objective_weight"

INPUTS = (
    ScoreInput(
        OBJECTIVE_WEIGHT,
        _("Objective weight"),
        _(
            "How much the objective matters that it serves first, 1 to 10; none without one, and once that is closed."
        ),
        "(SELECT o.weight FROM roadmap_itemobjective x JOIN roadmap_objective o ON o.id = x.objective_id"
        " WHERE x.item_id = i.id AND x.is_primary AND o.state = 'open' AND o.deleted_at IS NULL)",
    ),
)
