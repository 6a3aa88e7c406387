"""What a learner has passed, read from their notebooks."""

VERDICT = "application/vnd.dlcourse.verdict+json"  # the output in which a check records its verdict
