"""The stored tables: one seed of each is run again, and must come out as one more of them could."""

import numpy as np
import pytest
from scipy.stats import t

from dlcourse import results

CHAPTERS = sorted(path.stem for path in results.FOLDER.glob("*.json"))
TABLES = [(chapter, name) for chapter in CHAPTERS for name in results.experiments(chapter)]
LONG = ("canvas_flat", "canvas_pooled", "label_curve", "width")  # half a minute and more for one seed


def tables():
    """The stored tables; those that take longest are left to `make test-long`."""
    for chapter, name in TABLES:
        yield pytest.param(chapter, name, marks=pytest.mark.long if name in LONG else pytest.mark.slow)


@pytest.mark.parametrize(("chapter", "name"), list(tables()))
def test_one_seed_run_again_could_be_one_of_the_stored_ones(chapter, name):
    kept = results.table(chapter, name)
    experiment = results.experiments(chapter)[name]
    again = experiment(0)
    assert again.keys() == kept.keys()
    for variant, quantities in kept.items():
        assert again[variant].keys() == quantities.keys()
        for quantity, values in quantities.items():
            assert len(values) == len(results.seeds_of(experiment))
            # Another processor rounds otherwise, and training makes more of it: it is as good as another seed, and lies
            # within Student's interval for one more draw, which it leaves once in a thousand times.
            n = len(values)
            margin = t.ppf(0.9995, n - 1) * np.std(values, axis=0, ddof=1) * (1 + 1 / n) ** 0.5
            margin = margin + 1e-3 * np.abs(values).max()
            assert np.all(np.abs(again[variant][quantity] - values.mean(axis=0)) <= margin), (variant, quantity)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_file_holds_what_its_script_makes_and_is_small(chapter):
    assert list(results.stored(chapter)) == list(results.experiments(chapter))
    assert (results.FOLDER / f"{chapter}.json").stat().st_size < 100_000


def test_recomputing_runs_the_experiment_for_every_seed_and_storing_writes_it(tmp_path, monkeypatch):
    def squares(seed):
        return {"a": {"square": seed**2, "curve": [seed, 0.123456789]}}

    monkeypatch.setattr(results, "experiments", lambda chapter: {"squares": squares})
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    run = results.table("some", "squares", recompute=True)
    assert run["a"]["square"].tolist() == [k**2 for k in range(10)]
    assert run["a"]["curve"].shape == (10, 2)
    squares.seeds = range(3)
    assert results.table("some", "squares", recompute=True)["a"]["square"].tolist() == [0, 1, 4]
    del squares.seeds
    results.store("some")
    kept = results.table("some", "squares")
    assert np.array_equal(kept["a"]["square"], run["a"]["square"])
    assert np.allclose(kept["a"]["curve"], run["a"]["curve"], atol=1e-5)
