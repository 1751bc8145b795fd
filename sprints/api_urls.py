"""Addresses of sprints, of reports and of rounds of estimates in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from sprints.api import reports
from sprints.api.estimation import EstimationRounds
from sprints.api.sprints import SprintItems, Sprints

router = SimpleRouter(use_regex_path=False)
router.register("sprints", Sprints, basename="sprints")
router.register("estimation-rounds", EstimationRounds, basename="estimation-rounds")

OF_SPRINT = "sprints/<uuid:sprint_pk>/items/"

urlpatterns = [
    path(OF_SPRINT, SprintItems.as_view({"get": "list", "post": "add"}), name="sprint-items"),
    path(OF_SPRINT + "remove/", SprintItems.as_view({"post": "remove"}), name="sprint-items-remove"),
    path("sprints/<uuid:pk>/report/", reports.SprintReport.as_view(), name="sprints-report"),
    path("reports/velocity/", reports.Velocity.as_view(), name="reports-velocity"),
    path("reports/flow/", reports.Flow.as_view(), name="reports-flow"),
    path("reports/cycle-times/", reports.CycleTimes.as_view(), name="reports-cycle-times"),
    path("reports/forecast/", reports.ForecastReport.as_view(), name="reports-forecast"),
    path("", include(router.urls)),
]
