"""What the sandbox's processes are told by variables."""

from autograder.sandbox.environment import environment


def test_nothing_of_who_grades_is_told_and_libraries_have_one_thread(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_SEED", "secret")
    monkeypatch.setenv("HOME", "/home/instructor")
    given = environment("/box/home", tmp_path)
    assert "secret" not in given.values()
    assert (given["HOME"], given["PYTHONPATH"]) == ("/box/home", str(tmp_path))
    threads = {name: value for name, value in given.items() if name.endswith("_NUM_THREADS")}
    assert set(threads.values()) == {"1"}
    assert len(threads) == 4


def test_the_kernels_that_were_chosen_outside_are_told(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.delenv("ATEN_CPU_CAPABILITY", raising=False)
    given = environment("/box/home", tmp_path)
    assert given["OPENBLAS_CORETYPE"] == "Haswell"
    assert "ATEN_CPU_CAPABILITY" not in given
