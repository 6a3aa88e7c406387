"""The names that others rely on: learners' notebooks, which are never overwritten, courses' configuration, commands.

To rename one of these is to break something of somebody's.  Who does it on purpose changes this list.
"""

import argparse
import ast
import importlib
import subprocess
import sys
import tomllib

from autograder import cli
from dlcourse.lab import cli as lab
from tests.conftest import CHAPTERS, ROOT
from tests.notebook import sources

EXPORTED = {
    "autograder": "check",
    "autograder.executor": "Export Feedback Grade Reader Save",
    "dlcourse.data": "DataError canvas_digits cifar10 diabetes digits fashion_mnist mnist noisy_digits",
    "dlcourse.widgets": """
        ActivationMicroscope BatchLever BatchThermometer DartBoard DepthAndGain DifferenceMicroscope GapMeter
        GraphExplorer Marble PatienceSlider Prediction Rounds Scissors ShiftedDigit StopButton ThinnedUnit
        TransformMixer""",
}
IN_NOTEBOOKS = {
    "autograder": "check",
    "dlcourse.augmentation": """
        affine affine_batch convolutional dense elastic fit flips shift_batch shift_image shifts""",
    "dlcourse.backprop": """
        backward_graph difference_error doublings forward_graph init_mlp mlp_loss_and_grads path_grad random_graph
        slopes softmax_cross_entropy""",
    "dlcourse.capstone": """
        critical_batch_size grid_search loop_layer pairwise_sq_dists progress_bar random_search row_by_row run_trial
        search select_trial variance_explained""",
    "dlcourse.compare": "compare matmul_seconds seconds",
    "dlcourse.data": "canvas_digits diabetes digits noisy_digits",
    "dlcourse.data.letters": "LETTERS letters translated translated_digits",
    "dlcourse.dropout": """
        dropout_backward dropout_mask exact_ensemble_mean hidden_activity loss_curves masked_moments
        mc_dropout_predict mean_logits softmax train_mlp""",
    "dlcourse.early_stopping": "EarlyStopping by_gl by_patience by_pq by_up patience_stop",
    "dlcourse.engine.graph": "backward constant parameter relu",
    "dlcourse.engine.nn": "BatchNorm Linear Sequential as_params freeze linear_layers mlp",
    "dlcourse.engine.operations": "cross_entropy",
    "dlcourse.engine.training": "SGD checkpoint evaluate loss_and_backward resume train",
    "dlcourse.gradient_descent": """
        best_momentum decayed descend gd_path gradient_noise logistic_loss_and_grad max_stable_lr minibatch_indices
        mse_loss_and_grad noise_floor numerical_grad steps_to_converge""",
    "dlcourse.lab.doctor": "examine",
    "dlcourse.lab.archive": "pack",
    "dlcourse.plots": "COLORS Figure MARKERS axes bowl draw_lines images lines spread table",
    "dlcourse.results": "table",
    "dlcourse.results.capstone": "BATCH_SIZES BOX LEARNING_RATES PLANE TRIALS",
    "dlcourse.search.journal": "Journal",
    "dlcourse.search.leaderboard": "STEPS recipe_fault score",
    "dlcourse.transfer_learning": """
        features frozen_step nearest_neighbor paired_gain pretrain replace_head train_head train_on_features
        train_steps transplant""",
    "dlcourse.vanishing_gradients": """
        activation chain_loss_and_grad clip_gradients deep_net init_weights layer_norms per_layer predicted_shrink
        race residual_forward_backward signal_norms""",
    "dlcourse.widgets": """
        ActivationMicroscope BatchLever BatchThermometer DartBoard DepthAndGain DifferenceMicroscope GapMeter
        GraphExplorer Marble PatienceSlider Prediction Rounds Scissors ShiftedDigit StopButton ThinnedUnit
        TransformMixer""",
}


def used(source):
    """What a notebook's code takes from modules of ours, as pairs of a module's and a name."""
    tree, found, aliases = ast.parse(source), set(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith(("dlcourse", "autograder")):
            for alias in node.names:
                if is_module(f"{node.module}.{alias.name}"):
                    aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                else:
                    found.add((node.module, alias.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            found.add((aliases[node.value.id], node.attr))
    return found


def is_module(name):
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def names_in_notebooks():
    found = {}
    for path in CHAPTERS:
        code = "\n".join(s for s in sources(path, "code") if not s.startswith(("%", "!")))
        for module, name in used(code):
            found.setdefault(module, set()).add(name)
    return found


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def commands(parser):
    (choices,) = (a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return sorted(choices)


def test_a_package_exports_these_names_and_has_them():
    for module, names in EXPORTED.items():
        loaded = importlib.import_module(module)
        assert sorted(loaded.__all__) == names.split(), module
        assert all(hasattr(loaded, name) for name in names.split()), module


def test_notebooks_use_these_names():
    assert names_in_notebooks() == {module: set(names.split()) for module, names in IN_NOTEBOOKS.items()}


def test_the_commands_are_these():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"dlcourse": "dlcourse.lab.cli:main", "autograder": "autograder.cli:main"}
    assert commands(cli._parser()) == ["doctor", "grade", "release"]
    assert commands(lab.parser()) == ["doctor", "lab", "pack", "progress", "reset", "workspace"]


def test_the_notebooks_command_says_what_it_does():
    done = run("-m", "autograder.notebooks")
    assert done.returncode == 2
    assert "python -m autograder.notebooks check" in done.stdout


def test_the_configuration_of_a_course_names_these_classes():
    text = (ROOT / "nbgrader_config.py").read_text()
    assert all(f'"autograder.executor.{name}"' in text for name in EXPORTED["autograder.executor"].split())


def test_the_hidden_cases_are_drawn_from_this_variable(monkeypatch):
    from autograder.checking.check import SEED_VARIABLE

    assert SEED_VARIABLE == "AUTOGRADER_SEED"


def test_importing_the_grader_imports_nothing_that_takes_time():
    done = run("-c", "import sys, autograder; print(*sys.modules)")
    slow = ("autograder.", "dlcourse", "numpy", "IPython", "nbformat", "nbgrader")
    assert [name for name in done.stdout.split() if name.startswith(slow)] == []


def test_what_the_grader_has_not_is_said_as_python_says_it():
    assert "cannot import name 'chek' from 'autograder'" in run("-c", "from autograder import chek").stderr
