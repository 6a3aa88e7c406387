"""The nearest library call to each exercise, with the verdict it is meant to get."""

import textwrap

import pytest

from autograder import exercises
from autograder.checking.check import check
from autograder.checking.library import whole_exercise
from autograder.checking.verdict import CheckFailed
from autograder.exercise import Exercise

WHOLE = {
    "topo_order": """
        from graphlib import TopologicalSorter
        def topo_order(parents, out):
            needed, todo = {}, [out]
            while todo:
                name = todo.pop()
                if name not in needed:
                    needed[name] = parents.get(name, [])
                    todo += needed[name]
            return list(TopologicalSorter(needed).static_order())
        """,
    "unbroadcast": """
        import torch
        def unbroadcast(grad, shape):
            return torch.tensor(grad).sum_to_size(shape).numpy()
        """,
    "shift_image": """
        from scipy import ndimage
        def shift_image(img, dx, dy, fill=0.0):
            return ndimage.shift(img, (dy, dx), order=0, cval=fill)
        """,
    "affine_image": """
        from scipy import ndimage
        def affine_image(img, M):
            back = np.linalg.inv(M)[::-1, ::-1]
            center = (np.array(img.shape) - 1) / 2
            return ndimage.affine_transform(img, back, center - back @ center, order=1, mode="grid-constant")
        """,
    "pairwise_sq_dists": """
        import torch
        def pairwise_sq_dists(X, C):
            return torch.cdist(torch.tensor(X), torch.tensor(C)).numpy() ** 2
        """,
    "train_head": """
        from sklearn.linear_model import LogisticRegression
        def train_head(F, y, n_classes, l2):
            model = LogisticRegression(C=1 / (l2 * len(F)), tol=1e-8, max_iter=10_000).fit(F, y)
            return model.coef_.T, model.intercept_
        """,
}
# What is made of a library's parts is an answer: the derivative by torch, the network by the engine.
COMPOSED = {
    "max_stable_lr": """
        def max_stable_lr(X):
            return float(2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1])
        """,
    "unbroadcast": """
        import torch
        def unbroadcast(grad, shape):
            small = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
            (small.expand(grad.shape) * torch.tensor(grad)).sum().backward()
            return small.grad.numpy()
        """,
    "softmax_cross_entropy": """
        import torch
        def softmax_cross_entropy(logits, y):
            z = torch.tensor(logits, requires_grad=True)
            loss = torch.nn.functional.cross_entropy(z, torch.tensor(y))
            loss.backward()
            return loss.item(), z.grad.numpy()
        """,
}


def defined(source, name, tmp_path):
    """The function that a notebook's cell defines, with the source that Python finds for it."""
    path = tmp_path / "cell.py"
    path.write_text("import numpy as np\n" + textwrap.dedent(source))
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    return namespace[name]


@pytest.mark.slow  # torch, SciPy and scikit-learn take seconds to import
@pytest.mark.parametrize("name", WHOLE)
def test_a_library_function_that_is_the_whole_exercise_is_no_answer(name, tmp_path):
    with pytest.raises(CheckFailed, match="which does the exercise itself: write it with simpler operations"):
        check(defined(WHOLE[name], name, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPOSED)
def test_an_answer_made_of_a_library_s_parts_passes(name, tmp_path):
    check(defined(COMPOSED[name], name, tmp_path))


def test_every_exercise_that_says_so_is_tried_here():
    known = [e for c in exercises.chapters() for e in exercises.chapter(c).values() if isinstance(e, Exercise)]
    assert {e.name for e in known if e.by_hand} == set(WHOLE)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("torch.cdist(a, b)", "cdist"),
        ("from scipy.spatial.distance import cdist as d", "cdist"),
        ("# not with cdist\n'nor with cdist'\nmy_cdist(a)", ""),
        ("def f(:\n  ((", ""),
        ("", ""),
    ],
)
def test_a_name_counts_where_it_is_code(source, found):
    assert whole_exercise(exercises.find("pairwise_sq_dists"), source) == found
