"""Addresses of sprints, of estimating together and of reports."""

from django.urls import path

from sprints import estimation_urls, report_urls
from sprints.views import planning, sprints

app_name = "sprints"
HOME = "w/<slug:slug>/p/<slug:product_key>/sprints/"
ONE = HOME + "<uuid:pk>/"

urlpatterns = [
    path(HOME, sprints.sprints, name="sprints"),
    path(HOME + "new/", sprints.new_sprint, name="new_sprint"),
    path(ONE, planning.sprint, name="sprint"),
    path(ONE + "settings/", sprints.sprint_settings, name="sprint_settings"),
    path(ONE + "delete/", sprints.delete_sprint, name="delete_sprint"),
    path(ONE + "add/", planning.add_items, name="add_items"),
    path(ONE + "remove/", planning.remove_items, name="remove_items"),
    path(ONE + "capacity/", planning.set_capacity, name="set_capacity"),
    path(ONE + "start/", planning.start_sprint, name="start_sprint"),
    path(ONE + "close/", planning.close_sprint, name="close_sprint"),
    *estimation_urls.urlpatterns,
    *report_urls.urlpatterns,
]
