"""Pages of integrations."""

from django.urls import include, path

from integrations import views

app_name = "integrations"

_import = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("<uuid:pk>/", views.import_job, name="import_job"),
    path("<uuid:pk>/progress/", views.import_progress, name="import_progress"),
    path("<uuid:pk>/choices/", views.choose_meanings, name="choose_meanings"),
    path("<uuid:pk>/dry-run/", views.try_import, name="try_import"),
    path("<uuid:pk>/start/", views.start_import, name="start_import"),
    path("<uuid:pk>/cancel/", views.cancel_import, name="cancel_import"),
    path("<uuid:pk>/problems.csv", views.import_problems, name="import_problems"),
]

urlpatterns = [path("w/<slug:slug>/settings/import/", include(_import))]
