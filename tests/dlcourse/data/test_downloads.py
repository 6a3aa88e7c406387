import gzip
import hashlib
import http.server
import io
import os
import pickle
import struct
import tarfile
import threading
from typing import ClassVar

import numpy as np
import pytest

from dlcourse.data import downloads
from dlcourse.data.downloads import DataError


def idx_files(folder, names):
    """Four small files in MNIST's format; returns their MD5 sums by name."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in names:
        shape = (5, 28, 28) if "images" in name else (5,)
        content = (
            struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape) + rng.integers(0, 10, shape, np.uint8).tobytes()
        )
        (folder / name).write_bytes(gzip.compress(content))
    return {name: md5(folder / name) for name in names}


def md5(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


@pytest.fixture
def address(tmp_path, monkeypatch):
    """The address of a server on loopback that has the files in tmp_path."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, directory=str(tmp_path), **options)

        def log_message(self, *_):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=running.serve_forever, args=[0.01])
    thread.start()
    monkeypatch.delenv("DLCOURSE_OFFLINE", raising=False)
    yield f"http://127.0.0.1:{running.server_port}/"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def server(address, tmp_path, monkeypatch):
    """The folder of the server's files under MNIST's names."""
    monkeypatch.setattr(downloads, "MNIST", idx_files(tmp_path / "mnist", downloads.MNIST))
    monkeypatch.setattr(downloads, "MNIST_URL", address + "mnist/")
    return tmp_path / "mnist"


def test_mnist_is_fetched_checked_and_cached(server, tmp_path, monkeypatch):
    images, labels, test_images, test_labels = downloads.mnist(tmp_path / "cache")
    assert images.shape == test_images.shape == (5, 28, 28)
    assert images.dtype == np.float32
    assert images.max() <= 1
    assert labels.dtype == test_labels.dtype == int
    monkeypatch.setenv("DLCOURSE_OFFLINE", "1")
    assert np.array_equal(downloads.mnist(tmp_path / "cache")[0], images)
    assert not list((tmp_path / "cache").glob("*.part"))


def test_a_file_that_is_not_the_one_it_should_be_is_refused_and_not_kept(server, tmp_path):
    (server / "train-images-idx3-ubyte.gz").write_bytes(b"something else")
    with pytest.raises(DataError, match="nothing was kept"):
        downloads.mnist(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_damaged_cache_is_fetched_anew(server, tmp_path):
    downloads.mnist(tmp_path / "cache")
    (tmp_path / "cache" / "train-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    assert len(downloads.mnist(tmp_path / "cache")[1]) == 5


def test_without_a_network_the_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("DLCOURSE_OFFLINE", raising=False)
    monkeypatch.setattr(downloads, "MNIST_URL", "http://127.0.0.1:9/")
    with pytest.raises(DataError, match=r"needs the network once.*data\.digits"):
        downloads.mnist(tmp_path)


def test_offline_mode_fetches_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCOURSE_OFFLINE", "1")
    with pytest.raises(DataError, match="DLCOURSE_OFFLINE forbids"):
        downloads.mnist(tmp_path)


def test_fashion_mnist_keeps_its_files_apart_from_those_of_mnist_which_have_the_same_names(
    server, address, tmp_path, monkeypatch
):
    assert list(downloads.FASHION) == list(downloads.MNIST)
    monkeypatch.setattr(downloads, "FASHION", idx_files(tmp_path / "clothes", downloads.FASHION))
    monkeypatch.setattr(downloads, "FASHION_URL", address + "clothes/")
    cache = tmp_path / "cache"
    downloads.mnist(cache)
    before = {path.name: path.read_bytes() for path in cache.glob("*.gz")}
    images, labels, test_images, test_labels = downloads.fashion_mnist(cache)
    assert images.shape == test_images.shape == (5, 28, 28)
    assert labels.shape == test_labels.shape == (5,)
    assert {path.name: path.read_bytes() for path in cache.glob("*.gz")} == before
    assert {path.name for path in (cache / "fashion").iterdir()} == set(downloads.FASHION)


# CIFAR-10 comes as pickles


class Python2Pickler(pickle._Pickler):
    """Writes strings and bytes as Python 2 did, which made the real files."""

    dispatch: ClassVar = dict(pickle._Pickler.dispatch)

    def save_string(self, value):
        content = value.encode("latin1") if isinstance(value, str) else value
        self.write(pickle.BINSTRING + struct.pack("<i", len(content)) + content)
        self.memoize(value)

    dispatch[str] = dispatch[bytes] = save_string


def pickled(value, pickler=Python2Pickler):
    file = io.BytesIO()
    pickler(file, protocol=2).dump(value)
    return file.getvalue()


def cifar_batch(rng, n=3):
    return {b"data": rng.integers(0, 256, (n, 3072), np.uint8), b"labels": rng.integers(0, 10, n).tolist()}


@pytest.fixture
def cifar(address, tmp_path, monkeypatch):
    """A function that puts an archive with these files on the server."""

    def serve(files):
        path = tmp_path / "cifar-10-python.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        monkeypatch.setattr(downloads, "CIFAR_URL", address + path.name)
        monkeypatch.setattr(downloads, "CIFAR_MD5", md5(path))
        return tmp_path / "cache"

    return serve


NAMES = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]


@pytest.mark.parametrize("pickler", [Python2Pickler, pickle.Pickler])
def test_cifar_is_fetched_checked_and_unpacked(cifar, monkeypatch, pickler):
    rng = np.random.default_rng(0)
    batches = {name: cifar_batch(rng) for name in NAMES}
    cache = cifar({name: pickled(batch, pickler) for name, batch in batches.items()})
    images, labels, test_images, test_labels = downloads.cifar10(cache)
    assert images.shape == (15, 3, 32, 32)
    assert images.dtype == np.float32
    assert np.array_equal((images[3:6] * 255).round().reshape(3, -1), batches["data_batch_2"][b"data"])
    assert labels.tolist() == [label for name in NAMES[:5] for label in batches[name][b"labels"]]
    assert test_images.shape == (3, 3, 32, 32)
    assert test_labels.tolist() == batches["test_batch"][b"labels"]
    monkeypatch.setenv("DLCOURSE_OFFLINE", "1")
    assert np.array_equal(downloads.cifar10(cache)[0], images)


class Evil:
    def __init__(self, call, *arguments):
        self.call, self.arguments = call, arguments

    def __reduce__(self):
        return self.call, self.arguments


@pytest.mark.parametrize(
    "evil", [Evil(os.system, "touch evil"), Evil(eval, "1"), Evil(np.load, "x"), Evil(getattr, "x", "upper")]
)
def test_a_pickle_that_asks_for_anything_but_arrays_is_refused_before_it_runs(cifar, tmp_path, monkeypatch, evil):
    monkeypatch.chdir(tmp_path)
    cache = cifar(dict.fromkeys(NAMES, pickled({b"data": evil, b"labels": []}, pickle.Pickler)))
    with pytest.raises(DataError, match=r"is not a batch of CIFAR-10 \(it asks for .*which no array needs"):
        downloads.cifar10(cache)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"no pickle", pickled({b"labels": []}), pickled({b"data": 3, b"labels": []})])
def test_an_archive_that_is_none_of_cifar_is_refused_with_what_to_do(cifar, content):
    with pytest.raises(DataError, match="delete the file to fetch it anew"):
        downloads.cifar10(cifar(dict.fromkeys(NAMES, content)))


def test_an_archive_with_another_sum_is_never_opened(cifar, monkeypatch):
    cache = cifar({})
    monkeypatch.setattr(downloads, "CIFAR_MD5", "0" * 32)
    monkeypatch.setattr(tarfile, "open", None)
    with pytest.raises(DataError, match="nothing was kept"):
        downloads.cifar10(cache)
