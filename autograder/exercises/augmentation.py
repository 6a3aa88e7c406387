"""The exercises of chapter 6: their cases, and the wrong answers we can explain."""

from contextlib import suppress

import numpy as np

from autograder.exercise import Exercise, Help, Written
from dlcourse import augmentation as right


def shift_cases(rng):
    """One bright pixel, each direction, both at once, nothing, fills, and shifts as large as the image and larger."""
    dot = np.zeros((3, 4))
    dot[1, 1] = 1.0
    yield dot, 1, 0, 0.5
    yield dot, 1, 0, 0.0
    yield dot, 0, 1, 0.0
    yield dot, -1, -1, 0.0
    yield rng.random((4, 5)), 0, 0, 0.0
    yield rng.random((4, 6)), 2, -1, 0.0
    yield rng.random((5, 3)), 1, 1, 0.5
    yield rng.random((4, 4)), 4, 0, 0.0
    yield rng.random((5, 6)), -8, 2, 0.0
    yield rng.random((5, 6)), 2, -15, 0.25
    yield rng.random((3, 5)), 1, -1, 2.5
    yield rng.random((8, 7)), int(rng.integers(-6, 0)), int(rng.integers(1, 8)), float(rng.uniform(0.1, 1))


def rolled(img, dx, dy, fill=0.0):
    return np.roll(img, (dy, dx), axis=(0, 1))


def margin_by_slices(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full_like(img, fill)
    out[max(0, dy) : H + min(0, dy), max(0, dx) : W + min(0, dx)] = img[
        max(0, -dy) : H + min(0, -dy), max(0, -dx) : W + min(0, -dx)
    ]
    return out


def stays_when_too_far(img, dx, dy, fill=0.0):
    H, W = img.shape
    return right.shift_image(img, dx, dy, fill) if abs(dx) < W and abs(dy) < H else img.copy()


def shifts_in_place(img, dx, dy, fill=0.0):
    img[...] = right.shift_image(img, dx, dy, fill)
    return img


def smeared(img, dx, dy, fill=0.0):
    H, W = img.shape
    return img[np.clip(np.arange(H) - dy, 0, H - 1)][:, np.clip(np.arange(W) - dx, 0, W - 1)]


def old_pixels_stay(img, dx, dy, fill=0.0):
    out = img.copy()
    moved = right.shift_image(np.ones_like(img), dx, dy) > 0
    out[moved] = right.shift_image(img, dx, dy)[moved]
    return out


def far_edges_only(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full_like(img, fill)
    for row in range(H):
        for column in range(W):
            if row + dy < H and column + dx < W:
                out[row + dy, column + dx] = img[row, column]
    return out


def left_to_the_error(img, dx, dy, fill=0.0):
    out = np.full_like(img, fill)
    for row, column in np.ndindex(*img.shape):
        with suppress(IndexError):
            out[row + dy, column + dx] = img[row, column]
    return out


shift_image = Exercise(
    right.shift_image,
    shift_cases,
    {
        "You swapped the axes: axis 0 counts rows and belongs to dy, axis 1 counts columns and belongs to dx.": (
            lambda img, dx, dy, fill=0.0: right.shift_image(img, dy, dx, fill)
        ),
        "You shift the other way: what was in column c must be in column c + dx, so dx > 0 moves it to the right.": (
            lambda img, dx, dy, fill=0.0: right.shift_image(img, -dx, -dy, fill)
        ),
        "Your dy goes up: rows are counted from the top, so dy > 0 moves down.": (
            lambda img, dx, dy, fill=0.0: right.shift_image(img, dx, -dy, fill)
        ),
        "What leaves on one side comes back on the other (np.roll does that): it must be lost, and the freed pixels "
        "are `fill`.": rolled,
        "You ignore `fill`: the freed pixels are not always 0, think of a white page.": (
            lambda img, dx, dy, fill=0.0: right.shift_image(img, dx, dy)
        ),
        "You make `fill` a whole number: it may lie between 0 and 1, as the pixels do.": (
            lambda img, dx, dy, fill=0.0: right.shift_image(img, dx, dy, int(fill))
        ),
        "You fail where the shift is larger than the image: then everything has left, and all pixels are `fill`.": (
            margin_by_slices
        ),
        "Where the shift is larger than the image you leave the image as it is: all has left, so all is `fill`.": (
            stays_when_too_far
        ),
        "You write over the caller's image: return a new array.": shifts_in_place,
        "You repeat the pixels of the edge where nothing moved to: these pixels are `fill`.": smeared,
        "You ask only whether a place lies beyond the last row or column: a negative number is a place too, counted "
        "from the end, so ask whether it is 0 or more as well.": far_edges_only,
        "You wait for an IndexError where a pixel leaves the image: a negative number raises none, it is counted from "
        "the end, so ask whether the place is in the image.": left_to_the_error,
        "The old pixels are still there where nothing moved to: begin with an image of nothing but `fill`.": (
            old_pixels_stay
        ),
    },
    points=8,
    copies=True,
    by_hand=("ndimage",),
    help=Help(
        section="6.2 What the network sees",
        step=(
            "Begin with an image of the same shape that is `fill` everywhere, and copy into it what stays inside. Try "
            "dx = 1, dy = 0 on two rows of three pixels on paper."
        ),
        question=(
            "What arrives in row r, column c comes from row r - dy, column c - dx: for which r and c is that place in "
            "the image?"
        ),
        idea=(
            "What stays visible is one rectangle, cut out of the old image and laid into the new one; a shift larger "
            "than the image leaves none. Two loops over the pixels that skip places outside do the same, more slowly."
        ),
    ),
)


def batch_cases(rng):
    """No shift, a small one, one that may leave the image, images that are no squares, and enough of them to count."""
    yield rng.random((3, 4, 4)), 0, int(rng.integers(10_000))
    yield rng.random((4, 5, 6)), 1, int(rng.integers(10_000))
    yield rng.random((6, 7, 5)), 2, int(rng.integers(10_000))
    yield rng.random((20, 4, 4)), 5, int(rng.integers(10_000))
    dots = np.zeros((60, 9, 9))
    dots[:, 4, 4] = 1.0
    yield dots, 2, int(rng.integers(10_000))


def drawn(draw):
    """augment_batch with shifts (dx, dy) that `draw` makes otherwise."""

    def augment(X, max_shift, seed):
        dx, dy = draw(np.random.default_rng(seed), max_shift, len(X))
        return right.shift_batch(X, dx, dy)

    return augment


def diagonal(rng, m, n):
    dx = rng.integers(-m, m + 1, n)
    return dx, dx


def global_shifts(X, max_shift, seed):
    np.random.seed(seed)
    return right.shift_batch(X, *np.random.randint(-max_shift, max_shift + 1, (2, len(X))))


def augments_in_place(X, max_shift, seed):
    X[...] = right.augment_batch(X, max_shift, seed)
    return X


def rolls(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([np.roll(x, (b, a), axis=(0, 1)) for x, a, b in zip(X, dx, dy, strict=True)])


def seeded_in_the_loop(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, 2)
    return right.shift_batch(X, np.full(len(X), dx), np.full(len(X), dy))


augment_batch = Exercise(
    right.augment_batch,
    batch_cases,
    {
        "You shift the whole batch by the same amount: draw a pair of numbers for each image, once, before the loop.": (
            seeded_in_the_loop
        ),
        "You never shift by + max_shift: rng.integers(low, high) leaves `high` out, so it must be max_shift + 1.": (
            drawn(lambda rng, m, n: rng.integers(-m, max(m, 1 - m), (2, n)))
        ),
        "You move along the diagonal only: dx and dy are two independent numbers.": drawn(diagonal),
        "You move to the right and down only: the numbers go from -max_shift to max_shift.": drawn(
            lambda rng, m, n: rng.integers(0, m + 1, (2, n))
        ),
        "You write over the caller's batch, so the training set drifts further each time: return a new array.": (
            augments_in_place
        ),
        "You swapped dx and dy: the first row of the draw is dx, which moves to the right.": drawn(
            lambda rng, m, n: rng.integers(-m, m + 1, (2, n))[::-1]
        ),
        "What leaves on one side comes back on the other: it must be lost, so call your shift_image.": rolls,
        "You ignore the seed: begin with np.random.default_rng(seed).": (
            lambda X, max_shift, seed: right.augment_batch(X, max_shift, 0)
        ),
        "You seeded NumPy's global generator, which changes the random numbers of every other cell: use "
        "np.random.default_rng(seed).": global_shifts,
        "You drew the pairs as (n, 2): right on average, but to be comparable draw them in the shape (2, n).": drawn(
            lambda rng, m, n: rng.integers(-m, m + 1, (n, 2)).T
        ),
        "You moved the images sideways only: dy must move them too.": drawn(
            lambda rng, m, n: (rng.integers(-m, m + 1, (2, n))[0], np.zeros(n, int))
        ),
    },
    points=8,
    copies=True,
    help=Help(
        section="6.3 On the fly, or beforehand",
        step=(
            "Draw all dx and dy in one call, as the docstring has it. Then make a new array for the result, and fill "
            "it image by image with `shift_image`."
        ),
        question=(
            "The upper bound of `integers` is never drawn: which `high` lets max_shift itself be drawn as often as the "
            "others?"
        ),
        idea=(
            "Each image gets a shift of its own and lands in a new array, so the batch is unchanged when the next "
            "epoch comes. A list of shifted images and `np.array` at the end would do too, if there is at least one "
            "image."
        ),
    ),
)


def expand_cases(rng):
    """One shift, several, one that comes twice, one out of the image, and labels that repeat."""
    yield rng.random((2, 3, 3)), np.array([3, 8]), [(0, 0), (1, 0)]
    yield rng.random((3, 4, 4)), np.array([0, 1, 2]), [(0, 1)]
    yield rng.random((3, 4, 5)), np.array([7, 7, 1]), [(1, 0), (1, 0), (0, -2)]
    yield rng.random((4, 5, 4)), rng.permutation(10)[:4], [(-1, 0), (0, 1), (2, 2), (5, 0)]
    yield rng.random((5, 6, 6)), rng.permutation(10)[:5], [tuple(pair) for pair in rng.integers(-2, 3, (6, 2)).tolist()]


def moved(X, shifts):
    return np.concatenate([[right.shift_image(x, dx, dy) for x in X] for dx, dy in shifts])


def image_by_image(X, y, shifts):
    return np.array([right.shift_image(x, dx, dy) for x in X for dx, dy in shifts]), np.repeat(y, len(shifts))


def drifting(X, y, shifts):
    return moved(X, np.cumsum(shifts, axis=0)), np.tile(y, len(shifts))


def originals_first(X, y, shifts):
    return moved(X, [(0, 0), *shifts]), np.tile(y, len(shifts) + 1)


def lists_of_batches(X, y, shifts):
    return moved(X, shifts).reshape(len(shifts), *X.shape), np.tile(y, (len(shifts), 1))


expand_dataset = Exercise(
    right.expand_dataset,
    expand_cases,
    {
        "Your labels do not follow the images: the images come shift by shift, so the labels must be np.tile(y, s); "
        "np.repeat goes image by image.": lambda X, y, shifts: (moved(X, shifts), np.repeat(y, len(shifts))),
        "You copied the originals without shifting them: the network sees nothing new.": lambda X, y, shifts: (
            np.tile(X, (len(shifts), 1, 1)),
            np.tile(y, len(shifts)),
        ),
        "You return the labels as they were: each new image needs one.": lambda X, y, shifts: (moved(X, shifts), y),
        "Your shifts add up, so later copies drift out of the image: each shift starts from the original.": drifting,
        "You put all shifts of the first image first: asked are all images at the first shift, then the second.": (
            image_by_image
        ),
        "Your images go image by image, your labels shift by shift: go through the shifts in the outer loop, and "
        "through the images in the inner one.": lambda X, y, shifts: (
            image_by_image(X, y, shifts)[0],
            np.tile(y, len(shifts)),
        ),
        "You added the originals at the beginning: they are in the result only if (0, 0) is among the shifts.": (
            originals_first
        ),
        "You return an array for each shift: stack the images along axis 0, to shape (s n, H, W), and the labels to "
        "(s n,).": lists_of_batches,
        "You took the pairs as (dy, dx): the first number moves to the right.": lambda X, y, shifts: (
            moved(X, [pair[::-1] for pair in shifts]),
            np.tile(y, len(shifts)),
        ),
    },
    points=6,
    help=Help(
        section="6.3 On the fly, or beforehand",
        step=(
            "Write down the order for images a, b and two shifts: a and b at the first, then a and b at the second. It "
            "tells which of the two loops is the outer one."
        ),
        question="The labels come as a whole block, and then the same block again: is that `np.repeat` or `np.tile`?",
        idea=(
            "The shifts are the outer loop and the images the inner one, each shift starts from the originals, and the "
            "labels repeat as a block. To build one block for each shift and join them by `np.concatenate` does the "
            "same."
        ),
    ),
)


def affine_cases(rng):
    """Nothing, a quarter turn, a zoom, a shear, sizes odd and even, images that are no squares, and any matrix."""
    yield rng.random((4, 5)), np.eye(2)
    yield rng.random((5, 5)), np.array([[0.0, -1.0], [1.0, 0.0]])
    dot = np.zeros((5, 5))
    dot[2, 2] = 1.0
    yield dot, 2 * np.eye(2)
    yield rng.random((6, 6)), np.array([[1.0, 0.5], [0.0, 1.0]])
    yield rng.random((5, 7)), np.array([[0.8, 0.0], [0.0, 1.3]])
    angle = float(rng.uniform(0.2, 1.0))
    yield rng.random((7, 6)), np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    yield rng.random((8, 8)), np.eye(2) + rng.uniform(-0.3, 0.3, (2, 2))


def pulled(img, M, *, inverse=True, center=0.5, swap=False, nearest=False, clip=False, weights=None, floor=np.floor):
    """affine_image, with what a mistake does otherwise."""
    H, W = img.shape
    cy, cx = center * (H - 1), center * (W - 1)
    A = np.linalg.inv(M) if inverse else np.asarray(M)
    y, x = np.indices((H, W)) - np.array([cy, cx])[:, None, None]
    x, y = (y, x) if swap else (x, y)
    column, row = A[0, 0] * x + A[0, 1] * y, A[1, 0] * x + A[1, 1] * y
    column, row = (row + cx, column + cy) if swap else (column + cx, row + cy)
    if nearest:
        column, row = np.rint(column), np.rint(row)
    if clip:
        column, row = np.clip(column, 0, W - 1), np.clip(row, 0, H - 1)
    r, c = floor(row).astype(int), floor(column).astype(int)
    a, b = column - c, row - r
    a, b = weights(a, b) if weights else (a, b)
    at = lambda i, j: np.pad(img, 1)[np.clip(i + 1, 0, H + 1), np.clip(j + 1, 0, W + 1)]
    above = (1 - a) * at(r, c) + a * at(r, c + 1)
    return (1 - b) * above + b * ((1 - a) * at(r + 1, c) + a * at(r + 1, c + 1))


def where(inside):
    """affine_image, but 0 where `inside` (row, column, H, W) says that the place it looks at is not in the image."""

    def affine_image(img, M):
        H, W = img.shape
        y, x = np.indices((H, W)).astype(float) - np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
        x, y = np.tensordot(np.linalg.inv(M), [x, y], 1)
        return np.where(inside(y + (H - 1) / 2, x + (W - 1) / 2, H, W), right.affine_image(img, M), 0.0)

    return affine_image


def between_centers(row, column, H, W):
    return (row >= 0) & (row <= H - 1) & (column >= 0) & (column <= W - 1)


def all_four_inside(row, column, H, W):
    return (row >= 0) & (np.floor(row) < H - 1) & (column >= 0) & (np.floor(column) < W - 1)


def pushed(img, M):
    H, W = img.shape
    out = np.zeros((H, W))
    for row in range(H):
        for column in range(W):
            x, y = np.asarray(M) @ [column - (W - 1) / 2, row - (H - 1) / 2]
            r, c = round(y + (H - 1) / 2), round(x + (W - 1) / 2)
            if 0 <= r < H and 0 <= c < W:
                out[r, c] = img[row, column]
    return out


affine_image = Exercise(
    right.affine_image,
    affine_cases,
    {
        "You forgot the inverse, so you turn the other way and shrink where you should enlarge: for each pixel of the "
        "RESULT ask where it came from, inv(M) @ (x, y).": lambda img, M: pulled(img, M, inverse=False),
        "You transform about the corner: subtract the center before, and add it after.": lambda img, M: pulled(
            img, M, center=0.0
        ),
        "Your center is half a pixel off: with pixels 0 ... W - 1 the middle is (W - 1) / 2, not W / 2.": (
            lambda img, M: pulled(np.pad(img, ((0, 1), (0, 1))), M)[: img.shape[0], : img.shape[1]]
        ),
        "You swapped x and y: x counts columns, and is the first of the pair that M multiplies.": lambda img, M: pulled(
            img, M, swap=True
        ),
        "You take the nearest pixel, which makes strokes jagged: mix the four neighbors by their distances.": (
            lambda img, M: pulled(img, M, nearest=True)
        ),
        "You move each pixel of the original to a new place, which leaves holes: go through those of the RESULT.": (
            pushed
        ),
        "You repeat the pixels of the edge outside of the image: there it is 0.": lambda img, M: pulled(
            img, M, clip=True
        ),
        "You give up every place beyond the centers of the outermost pixels: up to one pixel outside, the neighbors "
        "that are in the image still have their weight.": where(between_centers),
        "You give up every place of which not all four neighbors are in the image: those that are still count, and "
        "only the others are 0.": where(all_four_inside),
        "You round towards 0, as int does: between -1 and 0 the pixel before is -1, so use np.floor.": (
            lambda img, M: pulled(img, M, floor=np.trunc)
        ),
        "You use the weights the wrong way round: the nearer a pixel, the more it counts.": lambda img, M: pulled(
            img, M, weights=lambda a, b: (1 - a, 1 - b)
        ),
        "You mix the two neighbors of a row only: the rows above and below are mixed too, by (1 - b) and b.": (
            lambda img, M: pulled(img, M, weights=lambda a, b: (a, 0 * b))
        ),
        "You used the transpose of M for its inverse: that is right for turns, not for zooming or shearing.": (
            lambda img, M: right.affine_image(img, np.linalg.inv(np.transpose(M)))
        ),
    },
    points=12,
    copies=True,
    by_hand=("ndimage", "grid_sample"),
    help=Help(
        section="6.5 Between the pixels",
        step=(
            "Compute x and y of every pixel of the result, counted from the center; `np.indices` gives the rows and "
            "columns. Then the inverse of M says where each comes from, as a column and a row with fractions."
        ),
        question=(
            "With that row and column rounded down, what are the weights of the four pixels around the place, and what "
            "counts for one outside of the image?"
        ),
        idea=(
            "Each pixel of the result asks where it comes from, so no holes are left, and mixes the four pixels around "
            "that place; a frame of zeros answers for all outside. Loops over the pixels with an `if` at the border "
            "give the same image."
        ),
    ),
)


def split_cases(rng):
    """Copies in blocks, copies in turn, shuffled, originals with other numbers, unequal numbers of copies."""
    seed = lambda: int(rng.integers(1, 10_000))
    yield 6, np.array([0, 0, 1, 1, 2, 2]), 0.34, seed()
    yield 8, np.tile(np.arange(4), 2), 0.5, seed()
    yield 12, rng.permutation(np.repeat(np.arange(6), 2)), 0.25, seed()
    yield 9, np.array([7, 7, 3, 3, 3, 50, 12, 12, 12]), 0.5, seed()
    yield 5, np.arange(5), 0.0, seed()
    yield 60, rng.permutation(np.repeat(np.arange(20), 3)), 0.29, seed()
    yield 90, rng.permutation(np.repeat(rng.permutation(200)[:15], 6)), 0.3, seed()


def parts(n, held_out):
    return np.arange(n)[~held_out], np.arange(n)[held_out]


def chosen(n, source_id, originals):
    return parts(n, np.isin(source_id, originals))


def split_the_copies(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    cut = round(val_frac * n)
    return np.sort(order[cut:]), np.sort(order[:cut])


def one_copy_each(n, source_id, val_frac, seed):
    train, val = right.leak_free_split(n, source_id, val_frac, seed)
    return np.sort(train[np.unique(source_id[train], return_index=True)[1]]), val


def in_blocks(n, source_id, val_frac, seed):
    originals = len(np.unique(source_id))
    order = np.random.default_rng(seed).permutation(originals)
    return chosen(n, np.arange(n) * originals // n, order[: round(val_frac * originals)])


def in_turn(n, source_id, val_frac, seed):
    originals = len(np.unique(source_id))
    order = np.random.default_rng(seed).permutation(originals)
    return chosen(n, np.arange(n) % originals, order[: round(val_frac * originals)])


def numbered_from_zero(n, source_id, val_frac, seed):
    originals = len(np.unique(source_id))
    order = np.random.default_rng(seed).permutation(originals)
    return chosen(n, source_id, order[: round(val_frac * originals)])


def rounded_down(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    return chosen(n, source_id, order[: int(val_frac * len(order))])


def not_shuffled(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    return chosen(n, source_id, originals[: round(val_frac * len(originals))])


def share_of_examples(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    return chosen(n, source_id, order[: round(val_frac * n)])


def last_of_the_order(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    return chosen(n, source_id, order[len(order) - round(val_frac * len(order)) :])


def original_by_original(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    cut = round(val_frac * len(order))
    places = [np.flatnonzero(source_id == original) for original in order]
    return tuple(np.concatenate([np.zeros(0, int), *part]) for part in (places[cut:], places[:cut]))


leak_free_split = Exercise(
    right.leak_free_split,
    split_cases,
    {
        "You split the copies, so an image is for training and its copy for validation: split the ORIGINALS, then send "
        "each copy to the side of its original.": split_the_copies,
        "You dropped the copies of the training originals: all of them are for training.": one_copy_each,
        "You took it that the copies of an original stand side by side: look them up in source_id.": in_blocks,
        "You took it that the copies come round by round: look them up in source_id.": in_turn,
        "You took it that the originals are numbered 0, 1, 2, ...: they are np.unique(source_id).": numbered_from_zero,
        "You ignore the seed: begin with np.random.default_rng(seed).": (
            lambda n, source_id, val_frac, seed: right.leak_free_split(n, source_id, val_frac, 0)
        ),
        "You hold out the first originals: if they are sorted by class, your validation set holds one class only. Draw "
        "their order.": not_shuffled,
        "You round the number of originals down (int or //): round to the nearest, as round does.": rounded_down,
        "You hold out val_frac * n originals, and n counts the copies: count the originals.": share_of_examples,
        "You hold out the last originals of the order: it is the first that are for validation.": last_of_the_order,
        "You return the indices original by original: sort them, or keep the order of a mask.": original_by_original,
        "You swapped the two sides: training comes first.": (
            lambda n, source_id, val_frac, seed: right.leak_free_split(n, source_id, val_frac, seed)[::-1]
        ),
        "You return the numbers of the originals: asked are the indices of the examples, 0 ... n - 1.": (
            lambda n, source_id, val_frac, seed: tuple(
                np.unique(source_id[part]) for part in right.leak_free_split(n, source_id, val_frac, seed)
            )
        ),
    },
    points=6,
    help=Help(
        section="6.8 Copies leak",
        step=(
            "Forget the copies at first and split the originals: `np.unique` lists them, and a permutation puts them "
            "in order. Its first part is held out."
        ),
        question=(
            "You know the original of each example and which originals are held out: how do you ask of all examples at "
            "once whether theirs is among them?"
        ),
        idea=(
            "The draw is among the originals, and each copy goes where its original is, so no example has a twin on "
            "the other side. `np.flatnonzero` of the mask, and of its opposite, lists the indices as well."
        ),
    ),
)


which_transformations = Written(
    "which_transformations",
    """\
A transformation must leave the label true, and should make images such as may come at test time.
Digits: small shifts, yes; mirror, no (a mirrored 2 or 7 is none, and comes near a 5); half turn, no (6 and 9). X-rays
of the chest: shifts, yes; mirror, only where the question is the same on both sides: the heart lies on the left, and
"left lung" becomes "right lung"; half turn, the label survives, but no such picture is taken. Satellite images: all
three, since they have no above (but shadows fall to one side, north of the tropics). Spoken words: a shift in time,
yes; a mirror is the word spoken backwards, no; a slightly other speed, yes, a much other one is nobody's voice.

No. A copy tells the network that the label survives a shift, which we knew, and nothing about how other people write.
There are still 100 independent examples. When the 900 images were split at random, validation reported 98 % where the
network was right in 86 % of copies of new digits, because nearly every validation image had siblings in the training
set; with the originals split first, the report was 84 % and the truth 84.5 %. Whoever counts 900 also states an
interval that is three times too narrow (the square root of 9).

Rubric: 1 point for the two criteria (label survives, happens at test time), 2 for the four kinds of data (half a point
each, with a reason); 1 for "100", 1 for the leak and its numbers, 1 for why (siblings on both sides).""",
)
