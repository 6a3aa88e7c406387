"""The tools of a search for hyperparameters: a log of finished jobs, and the leaderboard."""
