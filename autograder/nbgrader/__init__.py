"""All that knows nbgrader's own things: its settings and its gradebook."""
