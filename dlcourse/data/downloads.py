"""The real data sets, for those who are online: fetched once, checked, and kept."""

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
