"""What the items below one come to, as SQL: the tree rolls it up for its rows, the API for the items it shows.

`{of}` says below which: what follows `parent_id`. One row for each of them that has children:

- `root`: its id; `children`: how many there are directly below it;
- `done` of `total` at the ends of the branches, where the work is, and `points_done` of `points`, the sums of their
  estimates, `unestimated` of which have none; dropped items, and what is below them, do not count;
- `start_on`, `due_on`: the span of dates of all that is below.

It reads each item below once, by the index of parents; 20 bounds a tree that may be 8 deep.
"""

COLUMNS = (
    "root", "children", "total", "done", "points", "points_done", "unestimated", "start_on", "due_on",
)  # fmt: skip
BELOW = """
    WITH RECURSIVE down (root, id, parent_id, depth, category, estimate, start_on, due_on) AS (
        SELECT c.parent_id, c.id, c.parent_id, 1, c.category, c.estimate, c.start_on, c.due_on
          FROM backlog_item c WHERE c.parent_id {of} AND c.deleted_at IS NULL
        UNION ALL
        SELECT down.root, c.id, c.parent_id, down.depth + 1, c.category, c.estimate, c.start_on, c.due_on
          FROM down JOIN backlog_item c ON c.parent_id = down.id
         WHERE c.deleted_at IS NULL AND down.category <> 'dropped' AND down.depth < 20
    ), counted AS (
        SELECT down.*, held.id IS NULL AS is_end
          FROM down LEFT JOIN (SELECT DISTINCT root, parent_id AS id FROM down WHERE category <> 'dropped') held
            ON held.root = down.root AND held.id = down.id
    )
    SELECT root,
           count(*) FILTER (WHERE depth = 1) AS children,
           count(*) FILTER (WHERE is_end AND category <> 'dropped') AS total,
           count(*) FILTER (WHERE is_end AND category = 'done') AS done,
           sum(estimate) FILTER (WHERE is_end AND category <> 'dropped') AS points,
           coalesce(sum(estimate) FILTER (WHERE is_end AND category = 'done'), 0) AS points_done,
           count(*) FILTER (WHERE is_end AND category <> 'dropped' AND estimate IS NULL) AS unestimated,
           min(start_on) FILTER (WHERE category <> 'dropped') AS start_on,
           max(due_on) FILTER (WHERE category <> 'dropped') AS due_on
      FROM counted GROUP BY root
"""
DOCUMENT = f"""(SELECT json_build_object('children', b.children, 'items', b.total, 'done', b.done,
        'points', b.points::float8, 'points_done', b.points_done::float8, 'unestimated', b.unestimated,
        'progress', CASE WHEN b.points > 0 THEN round(b.points_done / b.points, 4)
                         WHEN b.total > 0 THEN round(b.done::numeric / b.total, 4) ELSE 0 END::float8,
        'start_on', b.start_on, 'due_on', b.due_on)
    FROM ({BELOW.format(of="= i.id")}) b)"""
