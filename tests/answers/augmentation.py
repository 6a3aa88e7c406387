"""Answers to the exercises of the chapter on augmentation, written from their docstrings, for benchmarks.teaching."""


# wrong shift_image: np.roll, what leaves comes back on the other side
def shift_image(img, dx, dy, fill=0.0):
    return np.roll(img, (dy, dx), axis=(0, 1))


# wrong shift_image: dx moves rows and dy columns
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=float)
    for r in range(H):
        for c in range(W):
            if 0 <= r + dx < H and 0 <= c + dy < W:
                out[r + dx, c + dy] = img[r, c]
    return out


# wrong shift_image: moves the other way
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=float)
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                out[r, c] = img[r + dy, c + dx]
    return out


# wrong shift_image: dy positive moves up
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=float)
    for r in range(H):
        for c in range(W):
            r2, c2 = r - dy, c + dx
            if 0 <= r2 < H and 0 <= c2 < W:
                out[r2, c2] = img[r, c]
    return out


# wrong shift_image: negative indices wrap around
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=float)
    for r in range(H):
        for c in range(W):
            if r + dy < H and c + dx < W:
                out[(r + dy) % H, (c + dx) % W] = img[r, c]
    return out


# wrong shift_image: fill is forgotten
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.zeros((H, W))
    rows, cols = np.indices((H, W))
    ok = (rows + dy >= 0) & (rows + dy < H) & (cols + dx >= 0) & (cols + dx < W)
    out[rows[ok] + dy, cols[ok] + dx] = img[ok]
    return out


# wrong shift_image: changes the image itself
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    old = img.copy()
    img[:] = fill
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                img[r + dy, c + dx] = old[r, c]
    return img


# wrong shift_image: rolls and fills columns only
def shift_image(img, dx, dy, fill=0.0):
    out = np.roll(np.roll(img, dy, axis=0), dx, axis=1)
    if dx > 0:
        out[:, :dx] = fill
    elif dx < 0:
        out[:, dx:] = fill
    return out


# wrong shift_image: rolls, and the edge is filled for positive shifts only
def shift_image(img, dx, dy, fill=0.0):
    out = np.roll(img, (dy, dx), axis=(0, 1))
    out[: max(dy, 0)] = fill
    out[:, : max(dx, 0)] = fill
    return out


# wrong shift_image: the edge repeats, as np.pad does with mode edge
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    rows = np.clip(np.arange(H) - dy, 0, H - 1)
    cols = np.clip(np.arange(W) - dx, 0, W - 1)
    return img[np.ix_(rows, cols)]


# wrong shift_image: pads, and the result is larger than the image
def shift_image(img, dx, dy, fill=0.0):
    return np.pad(
        img,
        ((max(dy, 0), max(-dy, 0)), (max(dx, 0), max(-dx, 0))),
        constant_values=fill,
    )


# wrong shift_image: takes H for W, as if all images were square
def shift_image(img, dx, dy, fill=0.0):
    n = len(img)
    out = np.full_like(img, fill)
    for r in range(n):
        for c in range(n):
            if 0 <= r + dy < n and 0 <= c + dx < n:
                out[r + dy, c + dx] = img[r, c]
    return out


# wrong shift_image: height and width swapped
def shift_image(img, dx, dy, fill=0.0):
    W, H = img.shape
    out = np.full(img.shape, fill, dtype=float)
    for r in range(img.shape[0]):
        for c in range(img.shape[1]):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                out[r + dy, c + dx] = img[r, c]
    return out


# wrong shift_image: one pixel at the edge is lost
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=float)
    for r in range(H):
        for c in range(W):
            if 0 < r + dy < H and 0 < c + dx < W:
                out[r + dy, c + dx] = img[r, c]
    return out


# wrong shift_image: slices fail for a shift of 0
def shift_image(img, dx, dy, fill=0.0):
    out = np.full_like(img, fill)
    if dy >= 0:
        tall, put = img[:-dy], slice(dy, None)
    else:
        tall, put = img[-dy:], slice(None, dy)
    if dx >= 0:
        out[put, dx:] = tall[:, :-dx]
    else:
        out[put, :dx] = tall[:, -dx:]
    return out


# wrong shift_image: a shift larger than the image is taken modulo its size
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    dx, dy = int(np.sign(dx)) * (abs(dx) % W), int(np.sign(dy)) * (abs(dy) % H)
    out = np.full_like(img, fill)
    out[max(dy, 0) : H + min(dy, 0), max(dx, 0) : W + min(dx, 0)] = img[
        max(-dy, 0) : H + min(-dy, 0), max(-dx, 0) : W + min(-dx, 0)
    ]
    return out


# wrong shift_image: zero pixels that were moved become fill, too
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                out[r + dy, c + dx] = img[r, c]
    out[out == 0] = fill
    return out


# wrong shift_image: if the shift leaves nothing, the image comes back as it was
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    if abs(dx) >= W or abs(dy) >= H:
        return img.copy()
    out = np.full_like(img, fill)
    out[max(dy, 0) : H + min(dy, 0), max(dx, 0) : W + min(dx, 0)] = img[
        max(-dy, 0) : H + min(-dy, 0), max(-dx, 0) : W + min(-dx, 0)
    ]
    return out


# wrong shift_image: axes swapped, and rolled
def shift_image(img, dx, dy, fill=0.0):
    out = np.roll(img, dx, axis=0)
    return np.roll(out, dy, axis=1)


# wrong shift_image: the other way, and fill is forgotten
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.zeros_like(img)
    for r in range(H):
        for c in range(W):
            if r + dy in range(H) and c + dx in range(W):
                out[r, c] = img[r + dy, c + dx]
    return out


# right shift_image: two loops
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    out = np.full((H, W), fill, dtype=img.dtype)
    for r in range(H):
        for c in range(W):
            if 0 <= r + dy < H and 0 <= c + dx < W:
                out[r + dy, c + dx] = img[r, c]
    return out


# right shift_image: two products with shifted identities
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    down, right = np.eye(H, k=-dy), np.eye(W, k=dx)
    covered = np.outer(down.sum(axis=1), right.sum(axis=0))
    return down @ img @ right + fill * (1 - covered)


# right shift_image: pads on all sides and cuts out
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    dx, dy = max(-W, min(W, dx)), max(-H, min(H, dy))
    big = np.pad(img, ((H, H), (W, W)), constant_values=fill)
    return big[H - dy : 2 * H - dy, W - dx : 2 * W - dx].copy()


# right shift_image: a mask of indices
def shift_image(img, dx, dy, fill=0.0):
    r, c = np.indices(img.shape)
    r, c = r - dy, c - dx
    H, W = img.shape
    inside = (r >= 0) & (r < H) & (c >= 0) & (c < W)
    return np.where(inside, img[np.clip(r, 0, H - 1), np.clip(c, 0, W - 1)], fill)


# right shift_image: row by row in Python lists
def shift_image(img, dx, dy, fill=0.0):
    H, W = img.shape
    rows = []
    for r in range(H):
        if not 0 <= r - dy < H:
            rows.append([fill] * W)
            continue
        source = img[r - dy]
        rows.append([source[c - dx] if 0 <= c - dx < W else fill for c in range(W)])
    return np.array(rows)


# right shift_image: rolls, and fills each edge
def shift_image(img, dx, dy, fill=0.0):
    out = np.roll(img, (dy, dx), axis=(0, 1))
    if dy > 0:
        out[:dy] = fill
    elif dy < 0:
        out[dy:] = fill
    if dx > 0:
        out[:, :dx] = fill
    elif dx < 0:
        out[:, dx:] = fill
    return out


# wrong augment_batch: max_shift itself never comes
def augment_batch(X, max_shift, seed):
    low, high = -max_shift, max_shift
    if high == low:
        high += 1
    dx, dy = np.random.default_rng(seed).integers(low, high, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: max_shift + 1 comes, too
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)), endpoint=True)
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: only shifts to the right and down
def augment_batch(X, max_shift, seed):
    shifts = np.random.default_rng(seed).integers(0, max_shift + 1, (2, len(X)))
    return np.array([shift_image(X[i], shifts[0, i], shifts[1, i]) for i in range(len(X))])


# wrong augment_batch: one shift for all images
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, dx[0], dy[0]) for x in X])


# wrong augment_batch: dy comes before dx
def augment_batch(X, max_shift, seed):
    dy, dx = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    out = np.zeros_like(X)
    for i in range(len(X)):
        out[i] = shift_image(X[i], dx[i], dy[i])
    return out


# wrong augment_batch: the shape of the draw is (n, 2)
def augment_batch(X, max_shift, seed):
    s = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (len(X), 2))
    return np.array([shift_image(x, dx, dy) for x, (dx, dy) in zip(X, s)])


# wrong augment_batch: draws anew for each image
def augment_batch(X, max_shift, seed):
    rng = np.random.default_rng(seed)
    out = np.empty_like(X)
    for i, x in enumerate(X):
        dx, dy = rng.integers(-max_shift, max_shift + 1, 2)
        out[i] = shift_image(x, dx, dy)
    return out


# wrong augment_batch: makes the generator anew for each image, which gives each the same shift
def augment_batch(X, max_shift, seed):
    out = np.empty_like(X)
    for i, x in enumerate(X):
        dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, 2)
        out[i] = shift_image(x, dx, dy)
    return out


# wrong augment_batch: changes X
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    for i in range(len(X)):
        X[i] = shift_image(X[i], dx[i], dy[i])
    return X


# wrong augment_batch: rolls around
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.stack([np.roll(x, (b, a), axis=(0, 1)) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: uniform numbers, rounded: the ends come half as often
def augment_batch(X, max_shift, seed):
    u = np.random.default_rng(seed).uniform(-max_shift, max_shift, (2, len(X)))
    dx, dy = np.round(u).astype(int)
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: the same shift in x and y
def augment_batch(X, max_shift, seed):
    d = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, len(X))
    return np.array([shift_image(x, s, s) for x, s in zip(X, d)])


# wrong augment_batch: two draws, y first
def augment_batch(X, max_shift, seed):
    rng = np.random.default_rng(seed)
    dy = rng.integers(-max_shift, max_shift + 1, len(X))
    dx = rng.integers(-max_shift, max_shift + 1, len(X))
    return np.array([shift_image(x, dx[i], dy[i]) for i, x in enumerate(X)])


# wrong augment_batch: NumPy's global generator
def augment_batch(X, max_shift, seed):
    np.random.seed(seed)
    dx, dy = np.random.randint(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: the seed is not used
def augment_batch(X, max_shift, seed):
    rng = np.random.default_rng(0)
    dx, dy = rng.integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: shifts the other way
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(X[i], -dx[i], -dy[i]) for i in range(len(X))])


# wrong augment_batch: what is left over is filled with the mean of the image
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, a, b, x.mean()) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: the shifts belong to columns, one draw for each column of the batch
def augment_batch(X, max_shift, seed):
    n = X.shape[-1]
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, n))
    return np.array([shift_image(x, dx[i % n], dy[i % n]) for i, x in enumerate(X)])


# wrong augment_batch: dy before dx, and max_shift never comes
def augment_batch(X, max_shift, seed):
    m = max(max_shift, 1)
    dy, dx = np.random.default_rng(seed).integers(-max_shift, m, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)])


# wrong augment_batch: rolls, and the shape of the draw is (n, 2)
def augment_batch(X, max_shift, seed):
    moves = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, size=(len(X), 2))
    new = X.copy()
    for k in range(len(X)):
        new[k] = np.roll(np.roll(X[k], moves[k, 0], axis=1), moves[k, 1], axis=0)
    return new


# right augment_batch: a comprehension
def augment_batch(X, max_shift, seed):
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, len(X)))
    return np.array([shift_image(x, a, b) for x, a, b in zip(X, dx, dy)]).reshape(X.shape)


# right augment_batch: endpoint=True
def augment_batch(X, max_shift, seed):
    n = X.shape[0]
    rng = np.random.default_rng(seed)
    shifts = rng.integers(-max_shift, max_shift, size=(2, n), endpoint=True)
    out = X.copy()
    for i in range(n):
        out[i] = shift_image(X[i], int(shifts[0, i]), int(shifts[1, i]))
    return out


# right augment_batch: two draws after one another
def augment_batch(X, max_shift, seed):
    rng = np.random.default_rng(seed)
    dx = rng.integers(-max_shift, max_shift + 1, len(X))
    dy = rng.integers(-max_shift, max_shift + 1, len(X))
    return np.stack([shift_image(X[i], dx[i], dy[i], 0) for i in range(len(X))]) if len(X) else X.copy()


# right augment_batch: no loop, indices
def augment_batch(X, max_shift, seed):
    n, H, W = X.shape
    dx, dy = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, n))
    r = np.arange(H)[None, :, None] - dy[:, None, None]
    c = np.arange(W)[None, None, :] - dx[:, None, None]
    inside = (r >= 0) & (r < H) & (c >= 0) & (c < W)
    return np.where(inside, X[np.arange(n)[:, None, None], r.clip(0, H - 1), c.clip(0, W - 1)], 0)


# right augment_batch: pads the batch and cuts windows
def augment_batch(X, max_shift, seed):
    m = max_shift
    n, H, W = X.shape
    dx, dy = np.random.default_rng(seed).integers(-m, m + 1, (2, n))
    padded = np.pad(X, ((0, 0), (m, m), (m, m)))
    out = np.empty_like(X)
    for i in range(n):
        top = m - dy[i]
        left = m - dx[i]
        out[i] = padded[i, top : top + H, left : left + W]
    return out


# right augment_batch: four loops
def augment_batch(X, max_shift, seed):
    n, H, W = X.shape
    moves = np.random.default_rng(seed).integers(-max_shift, max_shift + 1, (2, n))
    result = np.zeros((n, H, W), dtype=X.dtype)
    for i in range(n):
        dx = moves[0][i]
        dy = moves[1][i]
        for r in range(H):
            for c in range(W):
                if 0 <= r + dy < H:
                    if 0 <= c + dx < W:
                        result[i, r + dy, c + dx] = X[i, r, c]
    return result


# wrong expand_dataset: all shifts of the first image come first
def expand_dataset(X, y, shifts):
    moved = [shift_image(x, dx, dy) for x in X for dx, dy in shifts]
    return np.array(moved), np.repeat(y, len(shifts))


# wrong expand_dataset: the labels are repeated, not tiled
def expand_dataset(X, y, shifts):
    moved = [shift_image(x, dx, dy) for dx, dy in shifts for x in X]
    return np.array(moved), np.repeat(y, len(shifts))


# wrong expand_dataset: each shift starts from the last one's result
def expand_dataset(X, y, shifts):
    images, labels, current = [], [], X
    for dx, dy in shifts:
        current = np.array([shift_image(x, dx, dy) for x in current])
        images.append(current)
        labels.append(y)
    return np.concatenate(images), np.concatenate(labels)


# wrong expand_dataset: the originals are added in front
def expand_dataset(X, y, shifts):
    images = [X] + [np.array([shift_image(x, dx, dy) for x in X]) for dx, dy in shifts]
    return np.concatenate(images), np.concatenate([y] * len(images))


# wrong expand_dataset: dx and dy swapped
def expand_dataset(X, y, shifts):
    moved = [shift_image(x, b, a) for a, b in shifts for x in X]
    return np.array(moved), np.tile(y, len(shifts))


# wrong expand_dataset: an array (s, n, H, W), not flattened
def expand_dataset(X, y, shifts):
    moved = [[shift_image(x, dx, dy) for x in X] for dx, dy in shifts]
    return np.array(moved), np.array([y for _ in shifts])


# wrong expand_dataset: one label for each shift
def expand_dataset(X, y, shifts):
    moved = np.array([shift_image(x, dx, dy) for dx, dy in shifts for x in X])
    labels = np.array([y[i % len(y)] for i in range(len(shifts))])
    return moved, labels


# wrong expand_dataset: the labels are not expanded
def expand_dataset(X, y, shifts):
    return np.array([shift_image(x, dx, dy) for dx, dy in shifts for x in X]), y


# wrong expand_dataset: each image gets one shift only
def expand_dataset(X, y, shifts):
    moved = [shift_image(x, *shifts[i % len(shifts)]) for i, x in enumerate(X)]
    return np.array(moved), y.copy()


# wrong expand_dataset: rolls around
def expand_dataset(X, y, shifts):
    moved = [np.roll(X, (dy, dx), axis=(1, 2)) for dx, dy in shifts]
    return np.concatenate(moved), np.tile(y, len(shifts))


# wrong expand_dataset: shifts each twice, from x and from y
def expand_dataset(X, y, shifts):
    images, labels = [], []
    for dx, dy in shifts:
        for image, label in zip(X, y):
            images.append(shift_image(image, dx, 0))
            images.append(shift_image(image, 0, dy))
            labels += [label, label]
    return np.array(images), np.array(labels)


# wrong expand_dataset: forgets the last shift
def expand_dataset(X, y, shifts):
    images = [shift_image(x, *shifts[k]) for k in range(len(shifts) - 1) for x in X]
    return np.array(images).reshape(-1, *X.shape[1:]), np.tile(y, len(shifts) - 1)


# wrong expand_dataset: only the last shift is kept, the result is overwritten
def expand_dataset(X, y, shifts):
    for dx, dy in shifts:
        images = np.array([shift_image(x, dx, dy) for x in X])
        labels = y
    return images, labels


# wrong expand_dataset: moves the other way
def expand_dataset(X, y, shifts):
    moved = np.concatenate([[shift_image(x, -dx, -dy) for x in X] for dx, dy in shifts])
    return moved, np.concatenate([y for _ in shifts])


# wrong expand_dataset: sorts the shifts
def expand_dataset(X, y, shifts):
    moved = [shift_image(x, dx, dy) for dx, dy in sorted(shifts) for x in X]
    return np.array(moved), np.tile(y, len(shifts))


# wrong expand_dataset: leaves out a shift that came before
def expand_dataset(X, y, shifts):
    distinct = list(dict.fromkeys(tuple(s) for s in shifts))
    moved = [shift_image(x, dx, dy) for dx, dy in distinct for x in X]
    return np.array(moved), np.tile(y, len(distinct))


# wrong expand_dataset: reshapes where it should transpose
def expand_dataset(X, y, shifts):
    n, H, W = X.shape
    out = np.empty((n, len(shifts), H, W))
    for i in range(n):
        for s, (dx, dy) in enumerate(shifts):
            out[i, s] = shift_image(X[i], dx, dy)
    return out.reshape(-1, H, W), np.tile(y, len(shifts))


# wrong expand_dataset: shifts X in place, so that the next shift starts from there
def expand_dataset(X, y, shifts):
    images, labels = [], []
    for dx, dy in shifts:
        for i in range(len(X)):
            X[i] = shift_image(X[i], dx, dy)
            images.append(X[i].copy())
            labels.append(y[i])
    return np.array(images), np.array(labels)


# wrong expand_dataset: image by image, and dx and dy swapped
def expand_dataset(X, y, shifts):
    imgs, labs = [], []
    for x, label in zip(X, y):
        for s in shifts:
            imgs.append(shift_image(x, s[1], s[0]))
            labs.append(label)
    return np.array(imgs), np.array(labs)


# wrong expand_dataset: originals in front, and the labels repeated
def expand_dataset(X, y, shifts):
    moved = np.array([shift_image(x, dx, dy) for dx, dy in shifts for x in X])
    return np.concatenate([X, moved]), np.repeat(y, len(shifts) + 1)


# right expand_dataset: two loops with lists
def expand_dataset(X, y, shifts):
    images, labels = [], []
    for dx, dy in shifts:
        for image, label in zip(X, y):
            images.append(shift_image(image, dx, dy))
            labels.append(label)
    return np.array(images), np.array(labels)


# right expand_dataset: concatenate
def expand_dataset(X, y, shifts):
    parts = [np.stack([shift_image(x, *s) for x in X]) for s in shifts]
    return np.concatenate(parts), np.concatenate([y] * len(shifts))


# right expand_dataset: fills an array
def expand_dataset(X, y, shifts):
    n, H, W = X.shape
    s = len(shifts)
    big = np.zeros((s * n, H, W), dtype=X.dtype)
    labels = np.zeros(s * n, dtype=y.dtype)
    k = 0
    for shift in shifts:
        for i in range(n):
            big[k] = shift_image(X[i], shift[0], shift[1])
            labels[k] = y[i]
            k += 1
    return big, labels


# right expand_dataset: itertools.product
def expand_dataset(X, y, shifts):
    from itertools import product

    pairs = list(product(shifts, zip(X, y)))
    return (
        np.array([shift_image(image, dx, dy) for (dx, dy), (image, _) in pairs]),
        np.array([label for _, (_, label) in pairs]),
    )


# right expand_dataset: whole batches at once, reshaped
def expand_dataset(X, y, shifts):
    n, H, W = X.shape
    out = np.zeros((len(shifts), n, H, W))
    for block, (dx, dy) in zip(out, shifts):
        if abs(dx) < W and abs(dy) < H:
            block[:, max(dy, 0) : H + min(dy, 0), max(dx, 0) : W + min(dx, 0)] = X[
                :, max(-dy, 0) : H + min(-dy, 0), max(-dx, 0) : W + min(-dx, 0)
            ]
    return out.reshape(-1, H, W), np.broadcast_to(y, (len(shifts), n)).reshape(-1)


# right expand_dataset: indices by divmod
def expand_dataset(X, y, shifts):
    n = len(X)
    order = [divmod(i, n) for i in range(n * len(shifts))]
    return np.array([shift_image(X[i], *shifts[s]) for s, i in order]), y[[i for _, i in order]]


# wrong affine_image: uses M, not its inverse
def affine_image(img, M):
    H, W = img.shape
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = M @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: the transpose instead of the inverse
def affine_image(img, M):
    H, W = img.shape
    A = np.asarray(M).T
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: the center is W / 2
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - W / 2, r - H / 2])
            sc, sr = x + W / 2, y + H / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: turns about the corner
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            sc, sr = A @ np.array([c, r])
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: the nearest pixel
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            i, j = int(round(y + (H - 1) / 2)), int(round(x + (W - 1) / 2))
            if 0 <= i < H and 0 <= j < W:
                out[r, c] = img[i, j]
    return out


# wrong affine_image: the vector is (row, column)
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            y, x = A @ np.array([r - (H - 1) / 2, c - (W - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: cuts off towards 0 where it should take the floor
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(sr), int(sc)
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: a pixel whose four neighbors are not all inside is 0
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            i, j = int(np.floor(sr)), int(np.floor(sc))
            b, a = sr - i, sc - j
            if 0 <= i < H - 1 and 0 <= j < W - 1:
                top = (1 - a) * img[i, j] + a * img[i, j + 1]
                bottom = (1 - a) * img[i + 1, j] + a * img[i + 1, j + 1]
                out[r, c] = (1 - b) * top + b * bottom
    return out


# wrong affine_image: the edge pixels are repeated outside
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    w = (1 - abs(sr - i)) * (1 - abs(sc - j))
                    out[r, c] += w * img[min(max(i, 0), H - 1), min(max(j, 0), W - 1)]
    return out


# wrong affine_image: the weights of the pixels are swapped
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    padded = np.pad(img, 1)
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            i, j = int(np.floor(sr)), int(np.floor(sc))
            b, a = sr - i, sc - j
            if -1 <= i < H and -1 <= j < W:
                p = padded[i + 1 : i + 3, j + 1 : j + 3]
                out[r, c] = (
                    a * b * p[0, 0] + (1 - a) * b * p[0, 1] + a * (1 - b) * p[1, 0] + (1 - a) * (1 - b) * p[1, 1]
                )
    return out


# wrong affine_image: a and b swapped in the weights
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    padded = np.pad(img, 1)
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            i, j = int(np.floor(sr)), int(np.floor(sc))
            a, b = sr - i, sc - j
            if -1 <= i < H and -1 <= j < W:
                p = padded[i + 1 : i + 3, j + 1 : j + 3]
                out[r, c] = np.array([1 - b, b]) @ p @ np.array([1 - a, a])
    return out


# wrong affine_image: the mean of the four pixels
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    padded = np.pad(img, 1)
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            i, j = int(np.floor(y + (H - 1) / 2)), int(np.floor(x + (W - 1) / 2))
            if -1 <= i < H and -1 <= j < W:
                out[r, c] = padded[i + 1 : i + 3, j + 1 : j + 3].mean()
    return out


# wrong affine_image: throws each pixel forward to the nearest place
def affine_image(img, M):
    H, W = img.shape
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = np.asarray(M) @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            i, j = int(np.round(y + (H - 1) / 2)), int(np.round(x + (W - 1) / 2))
            if 0 <= i < H and 0 <= j < W:
                out[i, j] = img[r, c]
    return out


# wrong affine_image: spreads each pixel forward, bilinearly
def affine_image(img, M):
    H, W = img.shape
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = np.asarray(M) @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            tc, tr = x + (W - 1) / 2, y + (H - 1) / 2
            for i in (int(np.floor(tr)), int(np.floor(tr)) + 1):
                for j in (int(np.floor(tc)), int(np.floor(tc)) + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[i, j] += (1 - abs(tr - i)) * (1 - abs(tc - j)) * img[r, c]
    return out


# wrong affine_image: the y axis points up
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, (H - 1) / 2 - r])
            sc, sr = x + (W - 1) / 2, (H - 1) / 2 - y
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: the centers of x and y are swapped
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (H - 1) / 2, r - (W - 1) / 2])
            sc, sr = x + (H - 1) / 2, y + (W - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: negative indices take pixels from the other side
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if -1 <= i < H and -1 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# wrong affine_image: bilinear weights by distance, not by product
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += max(0, 1 - np.hypot(sr - i, sc - j)) * img[i, j]
    return out


# wrong affine_image: uses M, and turns about W / 2
def affine_image(img, M):
    H, W = img.shape
    rows, cols = np.indices((H, W))
    xy = np.asarray(M) @ np.stack([(cols - W / 2).ravel(), (rows - H / 2).ravel()])
    sc, sr = xy[0].reshape(H, W) + W / 2, xy[1].reshape(H, W) + H / 2
    r0, c0 = np.floor(sr).astype(int), np.floor(sc).astype(int)
    b, a = sr - r0, sc - c0
    P = np.pad(img, 1)
    at = lambda r, c: P[np.clip(r + 1, 0, H + 1), np.clip(c + 1, 0, W + 1)]
    return (
        (1 - a) * (1 - b) * at(r0, c0)
        + a * (1 - b) * at(r0, c0 + 1)
        + (1 - a) * b * at(r0 + 1, c0)
        + a * b * at(r0 + 1, c0 + 1)
    )


# wrong affine_image: the nearest pixel, and the edge repeated
def affine_image(img, M):
    H, W = img.shape
    rows, cols = np.indices((H, W))
    xy = np.linalg.solve(M, np.stack([(cols - (W - 1) / 2).ravel(), (rows - (H - 1) / 2).ravel()]))
    j = np.clip(np.rint(xy[0] + (W - 1) / 2).astype(int), 0, W - 1)
    i = np.clip(np.rint(xy[1] + (H - 1) / 2).astype(int), 0, H - 1)
    return img[i, j].reshape(H, W)


# right affine_image: loops over pixels
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            x, y = A @ np.array([c - (W - 1) / 2, r - (H - 1) / 2])
            sc, sr = x + (W - 1) / 2, y + (H - 1) / 2
            r0, c0 = int(np.floor(sr)), int(np.floor(sc))
            for i in (r0, r0 + 1):
                for j in (c0, c0 + 1):
                    if 0 <= i < H and 0 <= j < W:
                        out[r, c] += (1 - abs(sr - i)) * (1 - abs(sc - j)) * img[i, j]
    return out


# right affine_image: einsum over hats
def affine_image(img, M):
    H, W = img.shape
    y, x = np.mgrid[:H, :W] - np.array([H - 1, W - 1]).reshape(2, 1, 1) / 2
    sx, sy = np.einsum("ij,jrc->irc", np.linalg.inv(M), np.stack([x, y]))
    wy = np.maximum(0, 1 - np.abs(sy[..., None] + (H - 1) / 2 - np.arange(H)))
    wx = np.maximum(0, 1 - np.abs(sx[..., None] + (W - 1) / 2 - np.arange(W)))
    return np.einsum("rci,ij,rcj->rc", wy, img, wx)


# right affine_image: a large frame of zeros
def affine_image(img, M):
    H, W = img.shape
    xs = np.arange(W) - (W - 1) / 2
    ys = np.arange(H) - (H - 1) / 2
    X, Y = np.meshgrid(xs, ys)
    source = np.linalg.solve(M, np.vstack([X.ravel(), Y.ravel()]))
    col = np.clip(source[0] + (W - 1) / 2, -1, W)
    row = np.clip(source[1] + (H - 1) / 2, -1, H)
    frame = np.zeros((H + 3, W + 3))
    frame[1 : H + 1, 1 : W + 1] = img
    j, i = np.floor(col).astype(int), np.floor(row).astype(int)
    a, b = col - j, row - i
    i, j = i + 1, j + 1
    top = (1 - a) * frame[i, j] + a * frame[i, j + 1]
    bottom = (1 - a) * frame[i + 1, j] + a * frame[i + 1, j + 1]
    return ((1 - b) * top + b * bottom).reshape(H, W)


# right affine_image: sparse weights, one matrix for the whole image
def affine_image(img, M):
    H, W = img.shape
    A = np.linalg.inv(M)
    T = np.zeros((H * W, H * W))
    for k in range(H * W):
        r, c = divmod(k, W)
        x, y = A @ (c - (W - 1) / 2, r - (H - 1) / 2)
        row, column = y + (H - 1) / 2, x + (W - 1) / 2
        for m in range(H * W):
            i, j = divmod(m, W)
            T[k, m] = max(0, 1 - abs(row - i)) * max(0, 1 - abs(column - j))
    return (T @ img.ravel()).reshape(H, W)


# right affine_image: torch tensors inside
def affine_image(img, M):
    import torch

    H, W = img.shape
    A = torch.linalg.inv(torch.tensor(np.array(M, dtype=float)))
    x = (torch.arange(W, dtype=torch.float64) - (W - 1) / 2).expand(H, W)
    y = (torch.arange(H, dtype=torch.float64) - (H - 1) / 2)[:, None].expand(H, W)
    column = A[0, 0] * x + A[0, 1] * y + (W - 1) / 2
    row = A[1, 0] * x + A[1, 1] * y + (H - 1) / 2
    wy = (1 - (row[..., None] - torch.arange(H)).abs()).clamp(min=0)
    wx = (1 - (column[..., None] - torch.arange(W)).abs()).clamp(min=0)
    return torch.einsum("rci,ij,rcj->rc", wy, torch.tensor(np.array(img, dtype=float)), wx).numpy()


# right affine_image: helper functions
def affine_image(img, M):
    H, W = img.shape
    (p, q), (s, t) = np.asarray(M, dtype=float)
    det = p * t - q * s

    def pixel(r, c):
        return float(img[r, c]) if 0 <= r < H and 0 <= c < W else 0.0

    def look(row, column):
        r, c = int(np.floor(row)), int(np.floor(column))
        b, a = row - r, column - c
        return (
            (1 - a) * (1 - b) * pixel(r, c)
            + a * (1 - b) * pixel(r, c + 1)
            + (1 - a) * b * pixel(r + 1, c)
            + a * b * pixel(r + 1, c + 1)
        )

    def source(r, c):
        x, y = c - (W - 1) / 2, r - (H - 1) / 2
        return (-s * x + p * y) / det + (H - 1) / 2, (t * x - q * y) / det + (W - 1) / 2

    return np.array([[look(*source(r, c)) for c in range(W)] for r in range(H)])


# wrong leak_free_split: splits examples, not originals
def leak_free_split(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    k = round(val_frac * n)
    return np.sort(order[k:]), np.sort(order[:k])


# wrong leak_free_split: validation comes first
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: round(val_frac * len(originals))])
    return np.flatnonzero(held), np.flatnonzero(~held)


# wrong leak_free_split: the share is one of the examples
def leak_free_split(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    held = np.isin(source_id, order[: round(val_frac * n)])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: cuts the number off
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: int(val_frac * len(originals))])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: the last ones of the order are for validation
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    k = len(originals) - round(val_frac * len(originals))
    held = np.isin(source_id, order[k:])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: the originals are not shuffled
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    held = np.isin(source_id, originals[: round(val_frac * len(originals))])
    idx = np.arange(n)
    return idx[~held], idx[held]


# wrong leak_free_split: the originals in the order of their first copy
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.array(list(dict.fromkeys(np.asarray(source_id).tolist())))
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: round(val_frac * len(originals))])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: takes the ids for 0 ... k - 1
def leak_free_split(n, source_id, val_frac, seed):
    k = len(np.unique(source_id))
    order = np.random.default_rng(seed).permutation(k)
    held = np.isin(source_id, order[: round(val_frac * k)])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: permutes up to the largest id
def leak_free_split(n, source_id, val_frac, seed):
    k = int(np.max(source_id)) + 1
    order = np.random.default_rng(seed).permutation(k)
    held = np.isin(source_id, order[: round(val_frac * k)])
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: returns the ids of the originals
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    k = round(val_frac * len(originals))
    return np.sort(order[k:]), np.sort(order[:k])


# wrong leak_free_split: not in ascending order, original by original
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    k = round(val_frac * len(originals))
    groups = [np.flatnonzero(source_id == o) for o in order]
    join = lambda parts: np.concatenate([np.array([], dtype=int), *parts])
    return join(groups[k:]), join(groups[:k])


# wrong leak_free_split: masks, not indices
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: round(val_frac * len(originals))])
    return ~held, held


# wrong leak_free_split: one copy of each original is in validation
def leak_free_split(n, source_id, val_frac, seed):
    originals, first = np.unique(source_id, return_index=True)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(originals, order[: round(val_frac * len(originals))])
    val = np.sort(first[held])
    return np.setdiff1d(np.arange(n), val), val


# wrong leak_free_split: copies of validation originals are thrown away but one
def leak_free_split(n, source_id, val_frac, seed):
    originals, first = np.unique(source_id, return_index=True)
    order = np.random.default_rng(seed).permutation(originals)
    chosen = order[: round(val_frac * len(originals))]
    val = np.sort(first[np.isin(originals, chosen)])
    return np.flatnonzero(~np.isin(source_id, chosen)), val


# wrong leak_free_split: NumPy's global generator
def leak_free_split(n, source_id, val_frac, seed):
    np.random.seed(seed)
    originals = np.random.permutation(np.unique(source_id))
    val_ids = set(originals[: round(val_frac * len(originals))].tolist())
    val = [i for i in range(n) if source_id[i] in val_ids]
    train = [i for i in range(n) if source_id[i] not in val_ids]
    return np.array(train, dtype=int), np.array(val, dtype=int)


# wrong leak_free_split: draws originals with choice
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    rng = np.random.default_rng(seed)
    chosen = rng.choice(originals, round(val_frac * len(originals)), replace=False)
    held = np.isin(source_id, chosen)
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: each original is drawn with probability val_frac
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    chosen = originals[np.random.default_rng(seed).random(len(originals)) < val_frac]
    held = np.isin(source_id, chosen)
    return np.flatnonzero(~held), np.flatnonzero(held)


# wrong leak_free_split: permutes source_id itself, copies and all
def leak_free_split(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(source_id)
    k = round(val_frac * len(np.unique(source_id)))
    held = np.isin(source_id, order[:k])
    return np.arange(n)[~held], np.arange(n)[held]


# wrong leak_free_split: splits examples, and does not sort
def leak_free_split(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(n)
    k = int(val_frac * n)
    return order[k:], order[:k]


# wrong leak_free_split: at least one original, and validation comes first
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: max(1, round(val_frac * len(originals)))])
    return np.where(held)[0], np.where(~held)[0]


# right leak_free_split: sets and comprehensions
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.random.default_rng(seed).permutation(np.unique(source_id))
    val_ids = set(originals[: round(val_frac * len(originals))].tolist())
    train = [i for i in range(n) if source_id[i] not in val_ids]
    val = [i for i in range(n) if source_id[i] in val_ids]
    return np.array(train, dtype=int), np.array(val, dtype=int)


# right leak_free_split: flatnonzero
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    order = np.random.default_rng(seed).permutation(originals)
    held = np.isin(source_id, order[: round(val_frac * len(originals))])
    return np.flatnonzero(~held), np.flatnonzero(held)


# right leak_free_split: permutes positions and the inverse of unique
def leak_free_split(n, source_id, val_frac, seed):
    originals, which = np.unique(source_id, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(originals))
    is_val = np.zeros(len(originals), dtype=bool)
    is_val[order[: round(val_frac * len(originals))]] = True
    mask = is_val[which]
    return np.where(~mask)[0], np.where(mask)[0]


# right leak_free_split: original by original, sorted at the end
def leak_free_split(n, source_id, val_frac, seed):
    originals = np.unique(source_id)
    shuffled = np.random.default_rng(seed).permutation(originals)
    n_val = round(val_frac * originals.size)
    train, val = [], []
    for position in range(originals.size):
        for i in range(n):
            if source_id[i] == shuffled[position]:
                if position < n_val:
                    val.append(i)
                else:
                    train.append(i)
    return np.sort(np.array(train, dtype=int)), np.sort(np.array(val, dtype=int))


# right leak_free_split: a table of comparisons
def leak_free_split(n, source_id, val_frac, seed):
    ids = np.asarray(source_id)
    o = np.random.default_rng(seed).permutation(np.unique(ids))
    v = o[: round(val_frac * len(o))]
    held = (ids[:, None] == v[None, :]).any(axis=1)
    i = np.arange(n)
    return i[~held], i[held]


# right leak_free_split: set differences
def leak_free_split(n, source_id, val_frac, seed):
    order = np.random.default_rng(seed).permutation(np.unique(source_id))
    chosen = order[: round(val_frac * len(order))]
    val = np.nonzero(np.isin(source_id, chosen))[0]
    return np.setdiff1d(np.arange(n), val), val
