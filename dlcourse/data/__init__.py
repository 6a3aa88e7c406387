"""The data sets of the course: small ones that come with it, and real ones for those who are online."""

import gzip
import hashlib
import io
import os
import pickle
import struct
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np

FILES = Path(__file__).parent / "files"

# The files of MNIST (LeCun, Bottou, Bengio and Haffner 1998) on PyTorch's mirror, with their MD5 sums.
MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
MNIST = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
# Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): clothes, in files of the same format and the same names.
FASHION_URL = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
FASHION = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
# CIFAR-10 (Krizhevsky 2009): an archive of six pickles.
CIFAR_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
CIFAR_MD5 = "c58f30108f718f92721af3b95e74349a"
SECONDS = 10  # to wait for a server


class DataError(RuntimeError):
    """A data set that cannot be had, with what to do about it."""


# Offline


def digits():
    """The 1,797 handwritten digits of the UCI repository: images (1797, 8, 8) from 0 to 1, labels (1797,) integers."""
    with np.load(FILES / "digits.npz") as file:
        return file["images"] / 16.0, file["labels"].astype(int)


def diabetes(*, standardized=True):
    """Ten measurements of 442 patients, X (442, 10), and the progression of their disease a year later, y (442,).

    Standardized columns and target have mean 0 and standard deviation 1; otherwise X is centered in its own units,
    and so is y. Efron, Hastie, Johnstone and Tibshirani 2004.
    """
    with np.load(FILES / "diabetes.npz") as file:
        X, y = file["features"], file["target"]
    X, y = X - X.mean(axis=0), y - y.mean()
    return (X / X.std(axis=0), y / y.std()) if standardized else (X, y)


def noisy_digits(seed, n=500, validation=200, wrong=0.2):
    """The house data set for overfitting: few digits, some with a wrong label. Three pairs: train, validation, test.

    Each is X (n, 64) from 0 to 1 in float32 and y (n,) integers. `n` digits are for training and `validation` for
    validation, drawn from `seed`; a share `wrong` of the labels of both is replaced, each by one of the nine other
    classes. The rest is the test set, all of it and with right labels. The split does not depend on `wrong`, so
    noisy_digits(seed, wrong=0) holds the same images with the right labels.
    """
    images, labels = digits()
    rng = np.random.default_rng(seed)
    train, valid, test = np.split(rng.permutation(len(labels)), [n, n + validation])
    y = labels.copy()
    for part in (train, valid):
        places = rng.choice(part, round(wrong * len(part)), replace=False)
        y[places] = (y[places] + rng.integers(1, 10, len(places))) % 10
    X = images.reshape(-1, 64).astype(np.float32)
    return (X[train], y[train]), (X[valid], y[valid]), (X[test], y[test])


def canvas_digits(seed, n=500, shift=15, tests=600):
    """The house data set for shifts: digits of 16 x 16 pixels on black canvases of 48 x 48. Three pairs (X, y).

    Each X is (n, 48, 48) from 0 to 1 in float32, with the 8 x 8 digits at twice their size. In the first pair, n
    digits to train on, and the second, `tests` others, the digit is in the middle. The third has the second's digits,
    each moved by whole pixels from -shift to shift in both directions; shift is at most 16, so that none is cut off.
    """
    if not 0 <= shift <= 16:
        raise ValueError(f"A digit can move by 0 to 16 pixels and stay on the canvas, not by {shift}.")
    images, labels = digits()
    rng = np.random.default_rng(seed)
    train, test = np.split(rng.permutation(len(labels))[: n + tests], [n])
    moved = rng.integers(-shift, shift + 1, (2, tests))
    return (
        (_on_canvas(images[train]), labels[train]),
        (_on_canvas(images[test]), labels[test]),
        (_on_canvas(images[test], *moved), labels[test]),
    )


def _on_canvas(images, dx=0, dy=0):
    """The images (n, 8, 8) at twice their size on canvases (n, 48, 48), shifted from the middle by dx and dy."""
    n = len(images)
    canvases = np.zeros((n, 48, 48), np.float32)
    dx, dy = (np.broadcast_to(d, n)[:, None, None] for d in (dx, dy))
    pixels = np.arange(16)
    larger = images.repeat(2, 1).repeat(2, 2)
    canvases[np.arange(n)[:, None, None], 16 + dy + pixels[:, None], 16 + dx + pixels] = larger
    return canvases


# Online, with a cache


def mnist(cache=None):
    """The real MNIST: images (60000, 28, 28) from 0 to 1 in float32, labels (60000,), and the same for 10,000 tests.

    Downloads 11.6 MB into `cache` (default ~/.cache/dlcourse) the first time. Raises DataError, with what to do,
    where the network is missing, DLCOURSE_OFFLINE is set, or a file is not the one it should be.
    """
    return _four_files(MNIST_URL, MNIST, cache)


def fashion_mnist(cache=None):
    """Fashion-MNIST: ten kinds of clothes, in the shapes and with the errors of `mnist`.

    Downloads 31 MB the first time, into a folder of its own in `cache`, since the files are called like MNIST's.
    """
    return _four_files(FASHION_URL, FASHION, cache_folder(cache) / "fashion")


def cifar10(cache=None):
    """CIFAR-10: images (50000, 3, 32, 32) from 0 to 1 in float32, labels (50000,), and the same for 10,000 tests.

    Downloads 170 MB the first time, and takes 1 GB of memory: not for Binder. Errors as for `mnist`. The archive holds
    pickles, which can run any code when they are loaded; so its MD5 sum is checked first, and of what a pickle may
    name, only what NumPy needs to rebuild an array is admitted.
    """
    path = download(CIFAR_URL, CIFAR_MD5, cache)
    with tarfile.open(path) as archive:
        names = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
        batches = [_cifar_batch(archive, name, path) for name in names]
    images, labels = (np.concatenate(parts) for parts in zip(*batches[:5], strict=True))
    test_images, test_labels = batches[5]
    return images.astype(np.float32) / 255, labels, test_images.astype(np.float32) / 255, test_labels


def _cifar_batch(archive, name, path):
    """Images (n, 3, 32, 32) of bytes and labels (n,) of one file of the archive."""
    try:
        content = archive.extractfile(f"cifar-10-batches-py/{name}").read()
        batch = _ArraysOnly(io.BytesIO(content), encoding="bytes").load()
        images = batch[b"data"].reshape(-1, 3, 32, 32)
        return images, np.array(batch[b"labels"]).astype(int)
    except (KeyError, AttributeError, EOFError, pickle.UnpicklingError) as e:
        raise DataError(f"{name} in {path} is not a batch of CIFAR-10 ({e}): delete the file to fetch it anew.") from e


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that knows arrays, and of all the rest of Python nothing."""

    MODULES = ("numpy.core.multiarray", "numpy._core.multiarray")  # the name of NumPy's module before 2.0, and since

    def find_class(self, module, name):
        if module in self.MODULES and name == "_reconstruct":
            return _new_array
        if (module, name) in {("numpy", "ndarray"), ("numpy", "dtype")}:
            return getattr(np, name)
        if (module, name) == ("_codecs", "encode"):
            return _encoded
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no array needs")


def _new_array(kind, shape, _dtype):
    """An empty array, which the pickle then fills."""
    if kind is not np.ndarray:
        raise pickle.UnpicklingError("it asks for an array of another class")
    return np.ndarray(shape, "b")


def _encoded(text, encoding):
    """Bytes, as older pickles write them: text in Latin-1."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it asks for the encoding {encoding}")
    return text.encode("latin1")


def _four_files(url, files, cache):
    """Images from 0 to 1 and labels, for training and for the test, of four IDX files."""
    arrays = [_idx(download(url + name, md5, cache)) for name, md5 in files.items()]
    train_images, train_labels, test_images, test_labels = arrays
    scaled = [images.astype(np.float32) / 255 for images in (train_images, test_images)]
    return scaled[0], train_labels.astype(int), scaled[1], test_labels.astype(int)


def cache_folder(cache=None):
    """Where downloads are kept: `cache`, or the variable DLCOURSE_CACHE, or ~/.cache/dlcourse."""
    return Path(cache or os.environ.get("DLCOURSE_CACHE", Path.home() / ".cache" / "dlcourse"))


def download(url, md5, cache=None):
    """The path of the file at `url` in the cache, fetched if it is not there, its MD5 sum checked either way."""
    folder = cache_folder(cache)
    path = folder / url.rsplit("/", 1)[1]
    if path.exists() and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == md5:
        return path
    if os.environ.get("DLCOURSE_OFFLINE"):
        raise DataError(
            f"{path.name} is not in {folder}, and DLCOURSE_OFFLINE forbids fetching it: unset it to download."
        )
    content = _fetch(url)
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
        raise DataError(f"{url} is not the file it should be (its MD5 sum differs): try again later, nothing was kept.")
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)  # whole or not at all, should two notebooks fetch it at once
    return path


def _fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310  the addresses above, all https
            return answer.read()
    except (urllib.error.URLError, OSError) as e:
        reason = getattr(e, "reason", e)
        raise DataError(
            f"{url} cannot be reached ({reason}): this data set needs the network once. "
            "Everything else in the course works offline; data.digits() is the small version."
        ) from e


def _idx(path):
    """The array in a gzipped IDX file: 2 zero bytes, the type (8 is bytes), the number of axes, their lengths, data."""
    raw = gzip.decompress(path.read_bytes())
    zero, kind, axes = struct.unpack(">HBB", raw[:4])
    if zero != 0 or kind != 8:
        raise DataError(f"{path} is not an IDX file of bytes: delete it, and it will be fetched anew.")
    shape = struct.unpack(f">{axes}I", raw[4 : 4 + 4 * axes])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)
