"""Addresses of estimating together; part of those of the app."""

from django.urls import path

from sprints.views import estimation

HOME = "w/<slug:slug>/p/<slug:product_key>/estimation/"
ROUND = HOME + "<uuid:pk>/"

urlpatterns = [
    path(HOME, estimation.estimation, name="estimation"),
    path(HOME + "open/", estimation.open_rounds, name="open_rounds"),
    path(ROUND + "vote/", estimation.vote, name="vote"),
    path(ROUND + "reveal/", estimation.reveal, name="reveal"),
    path(ROUND + "again/", estimation.vote_again, name="vote_again"),
    path(ROUND + "set/", estimation.set_estimate, name="set_estimate"),
    path(ROUND + "skip/", estimation.skip, name="skip_round"),
]
