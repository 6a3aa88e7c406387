"""The exercises of chapter 1: their cases, and the wrong answers we can explain."""

import numpy as np

from autograder.exercise import Exercise, Help, Written
from dlcourse import gradient_descent as right


def regression_cases(rng):
    """Rows and features from one to many, with as many features as rows among them."""
    yield np.zeros(2), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 2.0])
    for n, d in ((1, 1), (1, 3), (3, 1), (3, 2), (2, 3), (4, 4), (20, 5)):
        yield rng.normal(size=d), rng.normal(size=(n, d)), rng.normal(size=n)


def grad_of_a_sum(w, X, y):
    return right.mse_loss_and_grad(w, X, y)[0], X.T @ (X @ w - y)


def grad_uphill(w, X, y):
    loss, grad = right.mse_loss_and_grad(w, X, y)
    return loss, -grad


def grad_keeps_the_2(w, X, y):
    loss, grad = right.mse_loss_and_grad(w, X, y)
    return loss, 2 * grad


def loss_without_the_half(w, X, y):
    loss, grad = right.mse_loss_and_grad(w, X, y)
    return 2 * loss, grad


def both_without_the_half(w, X, y):
    loss, grad = right.mse_loss_and_grad(w, X, y)
    return 2 * loss, 2 * grad


def column_broadcast(w, X, y):
    residual = X @ w - y[:, None]
    return float((residual**2).sum() / (2 * len(y))), X.T @ residual.sum(axis=0) / len(y)


def not_transposed(w, X, y):
    residual = X @ w - y
    return float(residual @ residual / (2 * len(y))), X @ residual / len(y)


def loss_of_a_sum(w, X, y):
    loss, grad = right.mse_loss_and_grad(w, X, y)
    return loss * len(y), grad * len(y)


mse_loss_and_grad = Exercise(
    right.mse_loss_and_grad,
    regression_cases,
    {
        "Your gradient is n times too big: the loss is a mean over n rows, and your gradient is that of a sum.": (
            grad_of_a_sum
        ),
        "Your gradient points the wrong way: the derivative of (Xw - y)^2 has no minus sign; that one belongs to the "
        "update.": grad_uphill,
        "Your gradient is exactly twice too big: the factor 1/2 of the loss cancels the 2 of the derivative.": (
            grad_keeps_the_2
        ),
        "Your gradient is right and your loss twice too big: you left out the 1/2 in 1/(2n).": loss_without_the_half,
        "Your loss and gradient agree with each other but are both twice too big: you left out the 1/2 in 1/(2n).": (
            both_without_the_half
        ),
        "Your residual has shape (n, n): y became a column, and NumPy subtracted it from every entry of X @ w. "
        "Print (X @ w - y).shape.": column_broadcast,
        "You multiplied by X where the gradient needs X.T: d numbers must remain, one for each feature.": (
            not_transposed
        ),
        "Your loss and gradient are both n times too big: you summed over the rows where a mean is asked.": (
            loss_of_a_sum
        ),
    },
    points=8,
    help=Help(
        section="1.2 Slope: how the error answers to a weight",
        step=(
            "Give the residual, X w - y, a name: both the loss and the gradient are made of it. Its shape is (n,), one "
            "number for each example."
        ),
        question=(
            "The residual has n entries and the gradient has d: a product with which form of X turns the one into the "
            "other, and by what is it divided?"
        ),
        idea=(
            "Loss and gradient share the residual, so it is computed once, and its product with itself is the sum of "
            "its squares. A loop that adds up each residual times its row of X gives the same gradient, more slowly."
        ),
    ),
)


def quadratic_cases(rng):
    """One step, no step, a start at the minimum, learning rates on both sides of the threshold, and far beyond it."""
    yield np.array([[2.0]]), np.array([0.0]), np.array([1.0]), 0.25, 2
    yield np.diag([1.0, 10.0]), np.zeros(2), np.array([1.0, 1.0]), 0.1, 1
    yield np.diag([1.0, 10.0]), np.array([1.0, 2.0]), np.array([1.0, 0.2]), 0.05, 3
    yield np.diag([1.0, 10.0]), np.zeros(2), np.array([3.0, 1.0]), 0.1, 0
    for d, stretch, steps in ((2, 0.5, 4), (3, 0.95, 6), (3, 1.2, 6)):
        root = rng.normal(size=(d, d))
        A = root @ root.T + np.eye(d)
        yield A, rng.normal(size=d), rng.normal(size=d), stretch * 2 / np.linalg.eigvalsh(A)[-1], steps
    yield np.diag([1.0, 10.0]), rng.normal(size=2), np.array([3.0, -2.0]), 0.21, 40
    yield np.diag([1.0, 10.0]), rng.normal(size=2), np.array([3.0, -2.0]) + rng.random(2), 0.3, 60


def uphill(A, b, w0, lr, steps):
    return right.gd_path(A, b, w0, -lr, steps)


def without_the_start(A, b, w0, lr, steps):
    return right.gd_path(A, b, w0, lr, steps)[1:]


def without_the_end(A, b, w0, lr, steps):
    return right.gd_path(A, b, w0, lr, steps)[: max(steps, 1)]


def one_row_many_times(A, b, w0, lr, steps):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(steps):
        w -= lr * (A @ w - b)
        path.append(w)
    return np.array(path)


def edits_the_start(A, b, w0, lr, steps):
    path = [w0.copy()]
    for _ in range(steps):
        w0 -= lr * (A @ w0 - b)
        path.append(w0.copy())
    return np.array(path)


def start_many_times(A, b, w0, lr, steps):
    w, path = w0, [w0]
    for _ in range(steps):
        w -= lr * (A @ w - b)
        path.append(w)
    return np.array(path)


def sign_of_b(A, b, w0, lr, steps):
    return right.gd_path(A, -b, w0, lr, steps)


def forgets_b(A, b, w0, lr, steps):
    return right.gd_path(A, 0 * b, w0, lr, steps)


def only_the_end(A, b, w0, lr, steps):
    return right.gd_path(A, b, w0, lr, steps)[-1]


def too_careful(A, b, w0, lr, steps):
    return right.gd_path(A, b, w0, min(lr, 1.9 / np.linalg.eigvalsh(A)[-1]), steps)


gd_path = Exercise(
    right.gd_path,
    quadratic_cases,
    {
        "Your path runs uphill: step against the gradient, w - lr * gradient.": uphill,
        "Your path lacks its start: row 0 is w0, so there are steps + 1 rows.": without_the_start,
        "Your path lacks its last step: steps moves make steps + 1 rows.": without_the_end,
        "All rows of your path are the same array: w -= ... edits the row you already stored. "
        "Write w = w - ..., or store w.copy().": one_row_many_times,
        "You store w0 itself and then edit it in place: every row shows the last point, and the caller's start moved. "
        "Begin with w = np.array(w0, dtype=float), and write w = w - ...": start_many_times,
        "You edit w0 in place (w0 -= ...), so the caller's start moves: begin with w = np.array(w0, dtype=float).": (
            edits_the_start
        ),
        "Your path goes to the mirror image of the minimum: the gradient of 1/2 w'Aw - b'w is A w - b, with a minus.": (
            sign_of_b
        ),
        "You left out b: the gradient is A w - b.": forgets_b,
        "You returned only the last point: collect every w on the way.": only_the_end,
        "You cut the learning rate down to a stable one: above 2 / lambda_max the path must blow up, do not "
        "protect the reader from it.": too_careful,
    },
    points=10,
    help=Help(
        section="1.3 The step and its sign",
        step=(
            "Copy `w0` as floats and begin a list with the copy, because row 0 of the path is the start. Then write a "
            "loop that runs `steps` times."
        ),
        question=(
            "The gradient A w - b points uphill: with which sign does `lr` times the gradient change w, if the path is "
            "to go downhill?"
        ),
        idea=(
            "Each step makes a new array, so the rows that are in the list already stay what they were; `w -= ...` "
            "would change all of them. You can also fill an array of shape (steps + 1, d) row by row."
        ),
    ),
)


def design_matrix_cases(rng):
    """From one feature to many, on unequal scales, never centered."""
    yield (np.array([[2.0, 0.0], [0.0, 2.0]]),)
    yield (np.array([[3.0], [1.0]]),)
    for n, d in ((5, 2), (8, 3), (50, 4), (3, 5)):
        yield (rng.normal(loc=1.0, size=(n, d)) * np.arange(1, d + 1),)


def eigenvalues(X):
    return np.linalg.eigvalsh(X.T @ X / len(X))


def covariance_threshold(X):
    with np.errstate(divide="ignore"):
        return float(2 / np.linalg.eigvalsh(np.atleast_2d(np.cov(X.T)))[-1])


def smallest_eigenvalue(X):
    with np.errstate(divide="ignore"):
        return float(2 / eigenvalues(X)[0])


max_stable_lr = Exercise(
    right.max_stable_lr,
    design_matrix_cases,
    {
        "Your threshold is half of what it is to be: 1 / lambda_max is the safe step, and the edge, where "
        "|1 - lr lambda_max| = 1, is at twice that. Or your Hessian has a 2 that the half of the loss cancels.": (
            lambda X: float(1 / eigenvalues(X)[-1])
        ),
        "Your threshold is n times too small: the Hessian of the mean loss is X'X / n.": (
            lambda X: float(2 / np.linalg.eigvalsh(X.T @ X)[-1])
        ),
        "You used a singular value of X as it is: lambda_max is its square over n. Double X, and the threshold must "
        "fall by 4.": lambda X: float(2 / np.linalg.norm(X, 2)),
        "You took the root of lambda_max: the curvature is the eigenvalue of X'X / n itself.": (
            lambda X: float(2 / np.sqrt(eigenvalues(X)[-1]))
        ),
        "You added the curvatures up (the trace): one direction diverges first, and that is the steepest one.": (
            lambda X: float(2 / np.trace(X.T @ X / len(X)))
        ),
        "You took the smallest eigenvalue: the steepest direction decides, not the flattest.": smallest_eigenvalue,
        "You used np.cov, which subtracts the mean and divides by n - 1; the loss does neither.": covariance_threshold,
        "You returned lambda_max itself: the threshold is 2 / lambda_max.": lambda X: float(eigenvalues(X)[-1]),
    },
    points=8,
    help=Help(
        section="The threshold of a data set",
        step="Build the Hessian first. It is made of X alone, and its shape is (d, d), one row for each feature.",
        question=(
            "Each direction allows rates below 2 divided by its curvature: which eigenvalue is the first to object, "
            "and where in the result of `eigvalsh` does it stand?"
        ),
        idea=(
            "The steepest direction is the first to diverge, so only the largest eigenvalue counts. It is also the "
            "square of the largest singular value of X, divided by n, so `np.linalg.norm(X, 2) ** 2 / len(X)` gives it "
            "too."
        ),
    ),
)


def epoch_cases(rng):
    """Batches that divide n and that do not, a batch larger than n, and seeds that ask for different orders."""
    yield 10, 4, 0
    yield 3, 10, 1
    yield 12, 4, 2
    yield 12, 4, 3
    yield 5, 1, int(rng.integers(100, 10_000))
    yield 103, 10, int(rng.integers(100, 10_000))


def in_order(n, batch_size, seed):
    return [np.arange(n)[start : start + batch_size] for start in range(0, n, batch_size)]


def with_replacement(n, batch_size, seed):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, n, min(batch_size, n - start)) for start in range(0, n, batch_size)]


def drops_the_rest(n, batch_size, seed):
    return [batch for batch in right.minibatch_indices(n, batch_size, seed) if len(batch) == batch_size]


def always_seed_0(n, batch_size, seed):
    return right.minibatch_indices(n, batch_size, 0)


def global_seed(n, batch_size, seed):
    np.random.seed(seed)
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def equal_parts(n, batch_size, seed):
    return list(np.array_split(np.random.default_rng(seed).permutation(n), -(-n // batch_size)))


def lists_of_numbers(n, batch_size, seed):
    return [batch.tolist() for batch in right.minibatch_indices(n, batch_size, seed)]


minibatch_indices = Exercise(
    right.minibatch_indices,
    epoch_cases,
    {
        "You did not shuffle: on data sorted by class each of your batches would hold one class.": in_order,
        "You drew with replacement: an epoch visits each example exactly once, so cut one permutation.": (
            with_replacement
        ),
        "You dropped the last, smaller batch: 10 = 4 + 4 + 2, and every example must be seen.": drops_the_rest,
        "You ignored the seed: build the generator with np.random.default_rng(seed).": always_seed_0,
        "You seeded NumPy's global generator, which changes the random numbers of every other cell: use "
        "np.random.default_rng(seed).": global_seed,
        "Your batches are of nearly equal size: each is to hold batch_size examples, only the last may hold fewer.": (
            equal_parts
        ),
        "Your batches are lists of numbers: slice the permutation, and each batch stays an integer array.": (
            lists_of_numbers
        ),
    },
    points=8,
    help=Help(
        section="1.6 A few examples at a time",
        step=(
            "Draw the whole order once, as the docstring says: a minibatch is a piece of it. For n = 5 and a batch "
            "size of 2, write down on paper at which positions the pieces begin."
        ),
        question=(
            "A slice may reach beyond the end of an array and is then just shorter: which slice of the order begins at "
            "position `start` and has at most `batch_size` entries?"
        ),
        idea=(
            "One permutation cut into pieces holds each example exactly once, and the last slice is shorter by itself. "
            "`np.split(order, range(batch_size, n, batch_size))` does the same cutting in one call."
        ),
    ),
)


def gradient_cases(rng):
    """One gradient, a constant one, none, no momentum, random ones, and such as drive the weights far away."""
    yield np.ones((1, 1)), np.zeros(1), 0.1, 0.9
    yield np.ones((3, 1)), np.zeros(1), 0.1, 0.5
    yield np.zeros((0, 2)), np.ones(2), 0.1, 0.9
    yield np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, 1.0]), 0.5, 0.25
    for steps, d, lr, beta in ((4, 2, 0.3, 0.0), (6, 2, 0.1, 0.9), (8, 3, 0.05, 0.99)):
        yield rng.normal(size=(steps, d)), rng.normal(size=d), lr, beta
    yield 1000 * rng.uniform(2, 3, (5, 2)), rng.normal(size=2), 1.0, 0.9


def averaged(grads, w0, lr, beta):
    w, velocity = np.array(w0, dtype=float), np.zeros(len(w0))
    path = [w]
    for grad in grads:
        velocity = beta * velocity + (1 - beta) * grad
        w = w - lr * velocity
        path.append(w)
    return np.array(path)


def nesterov(grads, w0, lr, beta):
    w, velocity = np.array(w0, dtype=float), np.zeros(len(w0))
    path = [w]
    for grad in grads:
        velocity = beta * velocity - lr * grad
        w = w + beta * velocity - lr * grad
        path.append(w)
    return np.array(path)


def one_point_many_times(grads, w0, lr, beta):
    w, velocity = np.array(w0, dtype=float), np.zeros(len(w0))
    path = [w]
    for grad in grads:
        velocity = beta * velocity - lr * grad
        w += velocity
        path.append(w)
    return np.array(path)


def step_before_velocity(grads, w0, lr, beta):
    w, velocity = np.array(w0, dtype=float), np.zeros(len(w0))
    path = [w]
    for grad in grads:
        w = w + velocity
        velocity = beta * velocity - lr * grad
        path.append(w)
    return np.array(path)


def climbs(grads, w0, lr, beta):
    return right.momentum_path(-grads, w0, lr, beta)


momentum_path = Exercise(
    right.momentum_path,
    gradient_cases,
    {
        "You scaled the gradient by 1 - beta (an average): heavy-ball velocity adds up, and under a constant gradient "
        "it reaches lr / (1 - beta) a step.": averaged,
        "You wrote Nesterov's variant, which looks ahead: the first step from rest must be plain -lr * grad.": nesterov,
        "Your velocity starts anew at each step, which is plain gradient descent: keep it between steps.": (
            lambda grads, w0, lr, beta: right.momentum_path(grads, w0, lr, 0.0)
        ),
        "Your beta multiplies the gradient: it belongs to the old velocity.": (
            lambda grads, w0, lr, beta: right.momentum_path(beta * grads, w0, lr, 0.0)
        ),
        "You multiplied by lr twice, in the velocity and in the step: once is enough.": (
            lambda grads, w0, lr, beta: right.momentum_path(lr * grads, w0, lr, beta)
        ),
        "Your weights climb: check the sign of lr * grad in the velocity, and that of velocity in the step.": climbs,
        "All rows of your path are the same array: w += ... edits the row you already stored. Write w = w + ...": (
            one_point_many_times
        ),
        "You move before the velocity has met this step's gradient: first the velocity, then the step.": (
            step_before_velocity
        ),
        "Your path lacks its start: row 0 is w0, so T gradients make T + 1 rows.": (
            lambda grads, w0, lr, beta: right.momentum_path(grads, w0, lr, beta)[1:]
        ),
    },
    points=8,
    help=Help(
        section="1.7 Momentum",
        step=(
            "Two things live on from step to step: the weights, and the velocity, which begins as an array of zeros. "
            "Let a loop meet the gradients one by one."
        ),
        question=(
            "Which velocity moves the weights, the one from before this step's gradient or the one that has just met "
            "it?"
        ),
        idea=(
            "The velocity is updated first and then added to the weights, so each gradient acts at once and lives on, "
            "smaller by the factor beta, in every later step. Written out, a velocity is the sum of all past gradients "
            "with the factors 1, beta, beta squared and so on, times -lr."
        ),
    ),
)


units_and_speed = Written(
    "units_and_speed",
    """\
Measuring one feature in millimeters instead of meters multiplies its column by 1000 and its curvature by a million.
So lambda_max grows and 2 / lambda_max falls by up to a million, while the curvature of the other feature stays: kappa
grows by a factor of that order (how large exactly depends on means and correlation), and at the largest stable
learning rate the flat direction shrinks by 1 - lr lambda_min a step, which is now so near 1 that the number of steps
grows with kappa. Scaling each feature to standard deviation 1 makes the curvatures comparable again: on the diabetes
data kappa falls from about 76,000 to 470.

A small gradient with fast progress: near a minimum in a direction of small curvature and with a learning rate near
1 / lambda, one step arrives. A large gradient without progress: beyond 2 / lambda_max the gradient grows at each step
and the loss with it. What decides is learning rate times curvature, not the gradient alone.

Rubric: 2 points for 2 / lambda_max and its power of the unit; 2 for kappa, the number of steps, and why scaling helps;
1 for each counter-example.""",
)
