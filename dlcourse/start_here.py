"""The start of the course: the one idea that everything else is made of."""


def rise_over_run(before, after, run):
    """The slope between two points of a graph: how much it rises, divided by how far one walked.

    `before` and `after` are the heights at the start and the end of the walk, `run` its length; all are numbers.
    """
    return (after - before) / run
