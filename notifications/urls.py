"""Pages of notifications. The stream at /w/<slug>/live/ is not Django's: config/asgi.py sends it to `live`."""

from django.urls import path

from notifications import digest_views, views

app_name = "notifications"

urlpatterns = [
    path("w/<slug:slug>/inbox/", views.inbox, name="inbox"),
    path("w/<slug:slug>/inbox/read/", views.read_all, name="read_all"),
    path("w/<slug:slug>/inbox/<uuid:pk>/read/", views.read, name="read"),
    path("w/<slug:slug>/inbox/<uuid:pk>/unread/", views.unread, name="unread"),
    path("w/<slug:slug>/roadmaps/<uuid:pk>/digest/", digest_views.digest, name="digest"),
    path("unsubscribe/<str:token>/", digest_views.unsubscribe, name="unsubscribe"),
]
