"""Addresses of roadmaps, releases and goals."""

from django.urls import path

from roadmap.views import (
    changelog,
    dependencies,
    discussion,
    entries,
    goals,
    key_results,
    lanes,
    launch,
    milestones,
    notes,
    objective_items,
    publishing,
    release_items,
    releases,
    roadmaps,
    share,
)

app_name = "roadmap"
HOME = "w/<slug:slug>/roadmaps/"
ONE = HOME + "<uuid:pk>/"
ENTRY = ONE + "entries/<uuid:entry_pk>/"
RELEASES = "w/<slug:slug>/releases/"
RELEASE = RELEASES + "<uuid:pk>/"
STEP = RELEASE + "launch/<uuid:step_pk>/"
GOALS = "w/<slug:slug>/goals/"
GOAL = GOALS + "<uuid:pk>/"
RESULT = GOAL + "key-results/<uuid:result_pk>/"
LANE = ONE + "lanes/<uuid:lane_pk>/"
DEPENDENCY = ONE + "dependencies/<uuid:link_pk>/"
MILESTONE = ONE + "milestones/<uuid:milestone_pk>/"

urlpatterns = [
    path(HOME, roadmaps.roadmaps, name="roadmaps"),
    path(HOME + "new/", roadmaps.new_roadmap, name="new_roadmap"),
    path(ONE, roadmaps.roadmap, name="roadmap"),
    path(ONE + "timeline/", roadmaps.timeline, name="timeline"),
    path(ONE + "horizons/", roadmaps.horizons, name="horizons"),
    path(ONE + "fold/", roadmaps.fold, name="fold"),
    path(ONE + "settings/", roadmaps.roadmap_settings, name="settings"),
    path(ONE + "delete/", roadmaps.delete_roadmap, name="delete_roadmap"),
    path(ONE + "lanes/", lanes.lanes, name="lanes"),
    path(ONE + "lanes/add/", lanes.add_lane, name="add_lane"),
    path(LANE, lanes.update_lane, name="update_lane"),
    path(LANE + "move/", lanes.move_lane, name="move_lane"),
    path(LANE + "remove/", lanes.remove_lane, name="remove_lane"),
    path(ONE + "milestones/", milestones.milestones, name="milestones"),
    path(ONE + "milestones/add/", milestones.add_milestone, name="add_milestone"),
    path(MILESTONE, milestones.update_milestone, name="update_milestone"),
    path(MILESTONE + "move/", milestones.move_milestone, name="move_milestone"),
    path(MILESTONE + "remove/", milestones.remove_milestone, name="remove_milestone"),
    path(ONE + "candidates/", entries.candidates, name="candidates"),
    path(ONE + "entries/add/", entries.add_entries, name="add_entries"),
    path(ONE + "entries/move/", entries.move_entries, name="move_entries"),
    path(ENTRY, entries.entry, name="entry"),
    path(ENTRY + "update/", entries.update_entry, name="update_entry"),
    path(ENTRY + "move/", entries.move_entry, name="move_entry"),
    path(ENTRY + "remove/", entries.remove_entry, name="remove_entry"),
    path(ENTRY + "links/", dependencies.link_entry, name="link_entry"),
    path(ONE + "dependencies/add/", dependencies.add_dependency, name="add_dependency"),
    path(DEPENDENCY, dependencies.dependency, name="dependency"),
    path(DEPENDENCY + "shift/", dependencies.shift_dependency, name="shift_dependency"),
    path(DEPENDENCY + "remove/", dependencies.remove_dependency, name="remove_dependency"),
    path(ENTRY + "comments/", discussion.comments, name="comments"),
    path(ENTRY + "comments/add/", discussion.comment_on, name="comment_on"),
    path(ENTRY + "comments/<uuid:comment_pk>/", discussion.change_comment, name="change_comment"),
    path(ENTRY + "comments/<uuid:comment_pk>/delete/", discussion.remove_comment, name="remove_comment"),
    path(ONE + "publish/", publishing.publish, name="publish"),
    path(ONE + "share/", publishing.share_links, name="share_links"),
    path(ONE + "share/<uuid:link_pk>/revoke/", publishing.revoke_share_link, name="revoke_share_link"),
    path(RELEASES, releases.releases, name="releases"),
    path(RELEASES + "new/", releases.new_release, name="new_release"),
    path(RELEASES + "changelog/", notes.changelog_settings, name="changelog_settings"),
    path(RELEASE, releases.release, name="release"),
    path(RELEASE + "settings/", releases.release_settings, name="release_settings"),
    path(RELEASE + "delete/", releases.delete_release, name="delete_release"),
    path(RELEASE + "released/", releases.mark_released, name="mark_released"),
    path(RELEASE + "unreleased/", releases.mark_unreleased, name="mark_unreleased"),
    path(RELEASE + "candidates/", release_items.release_candidates, name="release_candidates"),
    path(RELEASE + "add/", release_items.put_in_release, name="put_in_release"),
    path(RELEASE + "remove/", release_items.take_out_of_release, name="take_out_of_release"),
    path(RELEASE + "launch/", launch.release_launch, name="release_launch"),
    path(RELEASE + "launch/new/", launch.new_step, name="new_step"),
    path(RELEASE + "launch/begin/", launch.begin_checklist, name="begin_checklist"),
    path(RELEASE + "launch/keep/", launch.keep_as_template, name="keep_as_template"),
    path(STEP, launch.step_settings, name="step_settings"),
    path(STEP + "tick/", launch.tick_step, name="tick_step"),
    path(STEP + "untick/", launch.untick_step, name="untick_step"),
    path(STEP + "remove/", launch.remove_step, name="remove_step"),
    path(RELEASE + "notes/", notes.release_notes, name="release_notes"),
    path(RELEASE + "publish/", notes.publish_release, name="publish_release"),
    path(RELEASE + "unpublish/", notes.unpublish_release, name="unpublish_release"),
    path("changelog/<slug:slug>/", changelog.changelog, name="changelog"),
    path("changelog/<slug:slug>/atom.xml", changelog.changelog_feed, name="changelog_feed"),
    path(GOALS, goals.goals, name="goals"),
    path(GOALS + "new/", goals.new_objective, name="new_objective"),
    path(GOAL, goals.objective, name="objective"),
    path(GOAL + "settings/", goals.objective_settings, name="objective_settings"),
    path(GOAL + "move/", goals.move_objective, name="move_objective"),
    path(GOAL + "parent/", goals.put_below, name="put_below"),
    path(GOAL + "delete/", goals.delete_objective, name="delete_objective"),
    path(GOAL + "candidates/", objective_items.objective_candidates, name="objective_candidates"),
    path(GOAL + "add/", objective_items.add_to_objective, name="add_to_objective"),
    path(GOAL + "remove/", objective_items.remove_from_objective, name="remove_from_objective"),
    path(GOAL + "key-results/new/", key_results.new_key_result, name="new_key_result"),
    path(RESULT, key_results.key_result_settings, name="key_result_settings"),
    path(RESULT + "delete/", key_results.delete_key_result, name="delete_key_result"),
    path(RESULT + "check-in/", key_results.check_in, name="check_in"),
    path(
        RESULT + "check-ins/<uuid:check_in_pk>/remove/", key_results.remove_check_in, name="remove_check_in"
    ),
    path("share/<str:token>/", share.shared, name="shared"),
]
