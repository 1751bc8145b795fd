"""Pages of accounts. Signing in itself is allauth's, below /accounts/."""

from django.urls import include, path

from accounts.views import arrival, people, settings

app_name = "accounts"

_settings = [
    path("", settings.settings, name="settings"),
    path("members/", people.members, name="members"),
    path("members/invite/", people.invite, name="invite_member"),
    path("members/<uuid:pk>/role/", people.role, name="change_role"),
    path("members/<uuid:pk>/deactivate/", people.deactivate, name="deactivate_member"),
    path("members/<uuid:pk>/reactivate/", people.reactivate, name="reactivate_member"),
    path("invitations/<uuid:pk>/revoke/", people.revoke, name="revoke_invitation"),
    path("teams/", people.teams, name="teams"),
    path("teams/<uuid:pk>/", people.team, name="team"),
    path("workspace/", settings.workspace, name="workspace"),
    path("profile/", settings.profile, name="profile"),
    path("tokens/", settings.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", settings.revoke_one, name="revoke_token"),
]

urlpatterns = [
    path("", arrival.home, name="home"),
    path("set-up/", arrival.set_up, name="set_up"),
    path("invitations/<str:token>/", arrival.accept_invitation, name="accept_invitation"),
    path("workspaces/new/", arrival.new_workspace, name="new_workspace"),
    path("w/<slug:slug>/settings/", include(_settings)),
]
