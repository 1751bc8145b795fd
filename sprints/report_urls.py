"""Addresses of reports; part of those of the app."""

from django.urls import path

from sprints.views import reports

urlpatterns = [
    path("w/<slug:slug>/reports/", reports.reports, name="reports"),
    path("w/<slug:slug>/sprints/<uuid:pk>/report/", reports.report, name="report"),
]
