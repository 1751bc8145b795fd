"""What higher apps add to lower ones, one list for each kind of thing; part of the settings."""

EVENT_HANDLERS = [
    "backlog.handlers.scores",
    "backlog.handlers.derived",
    "roadmap.handlers.weights",
    "backlog.handlers.words",
    "roadmap.handlers.queries",
    "backlog.handlers.views",
    "roadmap.handlers.names",
    "notifications.handlers.inbox",
    "notifications.handlers.roadmaps",
]
UNDO_HANDLERS = [
    "backlog.services.undo.items.ItemUndo",
    "backlog.services.undo.talk.CommentUndo",
    "backlog.services.undo.talk.AttachmentUndo",
    "backlog.services.undo.talk.WatchUndo",
    "backlog.services.undo.shaping.LinkUndo",
    "backlog.services.undo.shaping.MergeUndo",
    "backlog.services.undo.views.ViewUndo",
    "backlog.services.undo.definitions.FieldUndo",
    "backlog.services.undo.definitions.TemplateUndo",
    "backlog.services.undo.definitions.RuleUndo",
    "backlog.services.undo.products.ProductUndo",
    "backlog.services.undo.weighing.TryUndo",
    "backlog.services.undo.weighing.OwnModelUndo",
    "backlog.services.undo.weighing.CriterionUndo",
    "backlog.services.undo.rounds.RoundUndo",
    "backlog.services.undo.products.StatusUndo",
    "backlog.services.undo.products.LabelUndo",
    "backlog.services.undo.products.ModelUndo",
    "sprints.services.undo.SprintUndo",
    "sprints.services.undo.SprintItemUndo",
    "sprints.services.estimation_undo.EstimationUndo",
    "roadmap.services.undo.EntryUndo",
    "roadmap.services.undo.RoadmapUndo",
    "roadmap.services.undo.LaneUndo",
    "roadmap.services.undo.MilestoneUndo",
    "roadmap.services.undo.FollowingUndo",
    "roadmap.services.scenario_undo.ScenarioUndo",
    "roadmap.services.release_undo.ReleaseUndo",
    "roadmap.services.launch_undo.StepUndo",
    "roadmap.services.launch_undo.ChangelogUndo",
    "roadmap.services.objective_undo.ObjectiveUndo",
    "roadmap.services.objective_undo.KeyResultUndo",
    "roadmap.services.theme_undo.ThemeUndo",
    "roadmap.services.product_page_undo.ProductPageUndo",
    "roadmap.services.product_page_undo.PrincipleUndo",
]
# See backlog/search.py; custom fields last.
QUERY_FIELDS = [
    "sprints.search.query_fields",
    "roadmap.release_search.query_fields",
    "roadmap.objective_search.query_fields",
    "roadmap.theme_search.query_fields",
    "backlog.readiness.query_fields",
    "backlog.custom_query.query_fields",
]
# See backlog/inputs.py: tuples of ScoreInput.
SCORE_INPUTS = ["roadmap.inputs.INPUTS"]
# See backlog/containers.py: what items are put into.
ITEM_CONTAINERS = [
    "sprints.containers.SPRINT",
    "roadmap.containers.RELEASE",
    "roadmap.containers.OBJECTIVE",
    "roadmap.theme_container.THEME",
]
# See backlog/rail.py: the first steps of an address in the workspace (below `p`, what follows the product's key), and
# the rail's link that is lit on the pages there.
RAIL_ROOMS = {
    "": "backlog:my_work",
    "inbox": "notifications:inbox",
    "roadmaps": "roadmap:roadmaps",
    "goals": "roadmap:goals",
    "themes": "roadmap:goals",
    "products": "roadmap:goals",
    "products/new": "backlog:new_product",
    "releases": "roadmap:releases",
    "reports": "sprints:reports",
    "sprints": "sprints:reports",
    "settings": "accounts:settings",
    "items": "backlog:backlog",
    "p": "backlog:backlog",
    "p/": "roadmap:goals",
    "p/about": "roadmap:goals",
    "p/history": "roadmap:goals",
    "p/principles": "roadmap:goals",
    "p/board": "backlog:board",
    "p/sprints": "sprints:sprints",
    "p/estimation": "sprints:sprints",
    "p/scoring": "backlog:scoring",
}
SHELL_COUNTS = {"unread": "notifications.queries.unread_count"}
COMMENT_TARGETS = ["backlog.targets.Items", "roadmap.targets.Entries", "roadmap.targets.Objectives"]
ITEM_PANELS = [
    "sprints.panels.sprints_of_item",
    "sprints.estimation_panels.round_of_item",
    "roadmap.panels.goals_of_item",
    "roadmap.panels.roadmaps_of_item",
]
MY_WORK_PANELS = ["sprints.estimation_panels.estimates_waiting", "roadmap.panels.roadmaps_to_read"]
LIVE_STREAM = "notifications.live.stream"
WRITE_MAIL = "notifications.services.write_mail"
