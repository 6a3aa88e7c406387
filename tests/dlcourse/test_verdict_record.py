"""What a check records of a function, and what is found again in a notebook."""

import importlib.util
import sys

import pytest

from dlcourse import verdict_record

ANSWER = "def double(x):\n    # twice\n    return 2 * x\n    # done\n"


@pytest.mark.parametrize(
    "source",
    [
        ANSWER,
        "def double(x): return 2 * x\n",
        "import functools\n\n@functools.cache\ndef double(x):\n    return 2 * x\n\ny = 1\n",
        "def double(\n    x,\n):\n    '''A.\n\nB.'''\n    return 2 * x\n    # end\n# outside\n",
        "def double(x):\n    def inner():\n        return x\n\n    return 2 * inner()",
    ],
    ids=range(5),
)
def test_the_fingerprint_is_the_one_a_check_records(tmp_path, source):
    path = tmp_path / "answer.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("answer", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["answer"] = module
    try:
        spec.loader.exec_module(module)
        recorded = verdict_record.fingerprint(module.double)
    finally:
        del sys.modules["answer"]
    assert verdict_record.fingerprint_in(source, "double") == recorded != ""


def test_a_function_without_source_has_no_fingerprint_and_one_that_is_not_there_has_none():
    assert verdict_record.fingerprint(len) == ""
    assert verdict_record.fingerprint_in(ANSWER, "triple") is None


def test_only_whole_records_are_found_among_outputs():
    record = {"exercise": "double", "passed": True}
    held = [{"data": {verdict_record.MIME: record}}, {"data": {verdict_record.MIME: "passed"}}, {"data": "x"}, {}]
    assert verdict_record.records(held) == [record]
