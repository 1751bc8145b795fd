"""Reports told from events: burndown, velocity, flow, cycle time. Days are those of the workspace's zone."""
