"""The learner's workspace and launcher: `dlcourse lab`, `workspace`, `progress`, `reset` and `doctor`."""
