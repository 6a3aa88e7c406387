"""Tables over ten seeds that take too long for a notebook: stored as JSON, with the script that made them.

Each chapter that has such tables has two files here: `dropout.py`, whose public functions are its experiments, and
`dropout.json`, what they gave. An experiment takes a seed and returns {variant: {quantity: number or list}}, and
its name is the table's:

    table("dropout", "keep_prob")                     {variant: {quantity: array (10,) or (10, T)}}, row i is seed i
    table("dropout", "keep_prob", recompute=True)     the same from new runs, which takes minutes
    python -m dlcourse.results dropout keep_prob      run, and store; without a table's name, all of the chapter

An experiment that takes long has fewer seeds than ten, in its attribute `seeds`.

Chapter modules never import this package; notebooks do. A test runs one seed of every table again.
"""

import inspect
import json
from importlib import import_module
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
SEEDS = range(10)


def table(chapter, name, *, recompute=False):
    """One table as {variant: {quantity: array with a row for each seed}}, from the file, or from new runs."""
    if recompute:
        experiment = experiments(chapter)[name]
        return gather([experiment(seed) for seed in seeds_of(experiment)])
    return arrays(stored(chapter)[name])


def experiments(chapter):
    """The experiments of a chapter by name: the public functions of its script, in the order of the file."""
    script = import_module(f"{__name__}.{chapter}")
    own = {name: f for name, f in vars(script).items() if inspect.isfunction(f) and f.__module__ == script.__name__}
    return {name: f for name, f in own.items() if not name.startswith("_")}


def seeds_of(experiment):
    """The seeds that an experiment's table has rows for."""
    return getattr(experiment, "seeds", SEEDS)


def stored(chapter):
    """All that the chapter's file holds, as lists."""
    path = FOLDER / f"{chapter}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def store(chapter, names=()):
    """Run the experiments of these names (or all of the chapter) for every seed, and write the chapter's file."""
    tables = stored(chapter)
    for name in names or experiments(chapter):
        runs = table(chapter, name, recompute=True)
        tables[name] = {v: {q: a.round(5).tolist() for q, a in quantities.items()} for v, quantities in runs.items()}
    lines = ",\n".join(
        f"{json.dumps(name)}: {_one_row_a_variant(tables[name])}" for name in experiments(chapter) if name in tables
    )
    (FOLDER / f"{chapter}.json").write_text("{\n" + lines + "\n}\n")


def _one_row_a_variant(variants):
    rows = ",\n".join(f"  {json.dumps(v)}: {json.dumps(quantities)}" for v, quantities in variants.items())
    return "{\n" + rows + "\n}"


def gather(runs):
    """The results of several seeds, side by side: {variant: {quantity: array with a row for each run}}."""
    return {v: {q: np.array([run[v][q] for run in runs]) for q in quantities} for v, quantities in runs[0].items()}


def arrays(variants):
    """A stored table with arrays in the place of lists."""
    return {v: {q: np.array(values) for q, values in quantities.items()} for v, quantities in variants.items()}
