"""Attacks on tests that run in the student's own process: what they can have there is had there and nowhere else.

The course has two such tests, each with something hidden, and one that is judged outside, as any other.
"""

import json
from dataclasses import asdict, replace

import pytest

from autograder.grading import feedback
from autograder.grading.batch import entry
from tests.autograder.sandboxed import an_assignment, graded, sandbox_for
from tests.hostile import honest

SECRETS = {"first": "canary-first-5d1c", "second": "canary-second-77ae", "outside": "canary-outside-03fb"}
ANSWER = "def double(x):\n    return 2 * x\n\ndef {name}(x):\n    return double(x) + {more}"
USES = """kept = double
del double
try:
    {name}(1)
except NameError:
    pass
else:
    raise AssertionError('it does not use double')
finally:
    double = kept
### BEGIN HIDDEN TESTS
assert {name}(2) == {right}, '{secret}'
### END HIDDEN TESTS"""
OUTSIDE = "### BEGIN HIDDEN TESTS\nassert first(20) == 41, '{secret}'\n### END HIDDEN TESTS"
POINTS = {"uses_first": 4.0, "uses_second": 3.0, "outside": 2.0}
RIGHT = [ANSWER.format(name="first", more=1), ANSWER.format(name="second", more=2)]


def a_test(name, source):
    return honest.code(name, source, grade=True, locked=True, points=POINTS[name])


def assignment():
    return an_assignment(
        [
            honest.code("first", RIGHT[0], solution=True),
            a_test("uses_first", USES.format(name="first", right=5, secret=SECRETS["first"])),
            honest.code("second", RIGHT[1], solution=True),
            a_test("uses_second", USES.format(name="second", right=6, secret=SECRETS["second"])),
            a_test("outside", OUTSIDE.format(secret=SECRETS["outside"])),
        ]
    )


WRONG = "def double(x):\n    return 0\n\nfirst = second = lambda x: 0"
READ = """
import gc, linecache, sys
def known():
    "Every text that this process holds."
    found = [line for entry in linecache.cache.values() for line in entry[2] or ()]
    found += [o for o in gc.get_objects() if isinstance(o, str)]
    for o in gc.get_objects():
        if isinstance(o, (dict, list, tuple)):
            found += [x for x in (o.values() if isinstance(o, dict) else o) if isinstance(x, str)]
    frame = sys._getframe()
    while frame:
        found += [c for c in frame.f_code.co_consts if isinstance(c, str)]
        found += [str(v) for v in list(frame.f_locals.values()) if isinstance(v, str)]
        frame = frame.f_back
    return [text for text in found if "canary" in text]
"""
FORGE = "import sys\nserver = sys.modules['runner.worker'].Server\n"


def replaced(body):
    """A server in the student's process that answers otherwise when it is to run a test."""
    return f"{FORGE}def test(self, source):\n    {body}\nserver.test = test"


def telling(body):
    """A function that knows what the process holds, and does something with it when it is called by a test."""
    return f"{READ}\ndef tell(x):\n    {body}"


ATTACKS = {
    "a result is forged": replaced("self.reply(lambda: None)"),
    "the compiler is replaced": "import builtins\nbuiltins.exec = lambda *a: None",
    "more points than there are": replaced("self.reply(lambda: 400.0)"),
    "points that are no number": replaced("self.reply(lambda: float('nan'))"),
    "a reply that is none": replaced("self.channel.send([1, 2])"),
    "no reply": replaced("__import__('os')._exit(0)"),
    "an error that is another one": "import builtins\nbuiltins.NameError = Exception",
    "an error with the test's source": telling("raise AssertionError(' '.join(known()))"),
    "a failed line with the test's source": replaced(
        "seen = sys.modules['runner.call'].Observation(error=source[-90:], message=source[-400:], line=source[-90:])\n"
        "    self.enqueue(seen)\n    self.channel.flush()"
    ),
    "the test's source printed": telling("print(known())\n    raise ValueError"),
    "the test's source in a file for the next one": telling(
        "open('kept.txt', 'a').write(str(known()))\n    raise ValueError(open('kept.txt').read())"
    ),
    "an exit": "import atexit, sys\natexit.register(lambda: print('canary'))\ndef tell(x):\n    sys.exit(0)",
}
FORGED = ("a result is forged", "the compiler is replaced")  # and so have the points of the tests that run inside


@pytest.fixture(scope="module")
def sandbox():
    with sandbox_for(assignment()) as one:
        yield one


def submission(attack):
    tells = "first = second = tell" if "def tell" in attack else ""
    return honest.notebook([honest.code("first", f"{WRONG}\n{attack}\n{tells}"), honest.code("second", "pass")])


def everything(result):
    """All that anybody will see of a result."""
    limits = replace(result, matching=None)
    return json.dumps([asdict(limits), asdict(entry("eve", result, None))], default=str)


def honest_result(sandbox):
    return graded(sandbox, assignment(), honest.notebook([honest.code(f"a{i}", s) for i, s in enumerate(RIGHT)]))


def test_an_honest_answer_gets_all_points_and_the_marks_of_where(sandbox):
    result = honest_result(sandbox)
    assert result.points == POINTS
    assert result.inside == ["uses_first", "uses_second"]


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_forged_or_read_inside_is_marked_and_goes_no_further(sandbox, name):
    result = graded(sandbox, assignment(), submission(ATTACKS[name]))
    assert result.points == (POINTS if name in FORGED else dict.fromkeys(POINTS, 0)) | {"outside": 0}
    assert result.inside == ["uses_first", "uses_second"]
    assert all("found inside the student's process" in result.scores[test].message for test in result.inside)
    page = json.dumps(feedback.notebook(result, sandbox.limits))
    assert [k for k, secret in SECRETS.items() if secret in everything(result) + page] == []
    assert honest_result(sandbox).points == POINTS


def test_what_runs_inside_sees_its_own_test_and_no_other_one(sandbox):
    """The process tells what it found by the points that it gives itself: 1 of its own, 2 of another one."""
    tells = replaced(
        f"held = [n for n in {list(SECRETS)} if 'can' + 'ary-' + n in ' '.join(known())]\n"
        "    self.reply(lambda: {('first',): 1.0, ('second',): 2.0}.get(tuple(held), 2.5))"
    )
    result = graded(sandbox, assignment(), submission(READ + tells))
    assert result.points == {"uses_first": 1, "uses_second": 2, "outside": 0}
