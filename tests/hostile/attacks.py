"""What students have tried, or could: each attack is a notebook, or a file that claims to be one.

Code attacks define wrong answers and something that ought to make them right, or look for what is not theirs, or try to
stop the grader, or to get out.  Where an attack prints, it prints HELD or ESCAPED.  COURSE stands for the true path of
the course: an attacker may have guessed it.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.hostile import honest

WRONG = {
    "max_stable_lr": "def max_stable_lr(X):\n    return 0.5",
    "minibatch_indices": "def minibatch_indices(n, batch_size, seed):\n    return []",
    "double": "def double(x):\n    return 'wrong'",
}
NONE = {}
ALL = dict(honest.POINTS)


@dataclass(frozen=True)
class Attack:
    """One attack, and what must come of it."""

    make: Callable  # (path of the notebook, folder of the course) -> None
    points: dict = field(default_factory=dict)  # what it honestly deserves; all else is 0
    says: tuple = ()  # what the feedback must say
    never: tuple = ("ESCAPED",)
    open_in: dict = field(default_factory=dict)  # modes that cannot hold it, and why

    @property
    def patient(self):
        """Whether it must be stopped by a limit of size or number, however long the machine takes to get there."""
        return any(re.search(r"limit of|memory limit|disk limit|[0-9] (MB|files|open files)", s) for s in self.says)

    def hand_in(self, path, course):
        self.make(path, course)


ATTACKS: dict[str, Attack] = {}


def by_code(name, first="", last="", points=NONE, says=(), answers=WRONG, **options):
    """An attack by what the cells do: `first` runs before the answers, `last` after them."""

    def make(path, course):
        cells = {k: [v] if isinstance(v, str) else v for k, v in {"first": first, "last": last}.items() if v}
        text = json.dumps(honest.submission(answers, **cells))
        path.write_text(text.replace("COURSE", str(course)))

    ATTACKS[name] = Attack(make, points, says, **options)


def by_file(name, points=NONE, says=(), **options):
    """An attack by what is handed in: the decorated function makes the file."""

    def register(make):
        ATTACKS[name] = Attack(make, points, says, **options)
        return make

    return register


def by_answer(name, answer, **options):
    """An attack by what the functions give back: `answer` defines `cheat`."""
    given = {n: f"{answer}\n\n\ndef {n}(*a):\n    return cheat(*a)" for n in honest.ANSWERS}
    by_code(name, answers=given, **options)


# Forging

by_code("forge_assertion_error", "import builtins\nbuiltins.AssertionError = type('A', (BaseException,), {})")
by_code(
    "forge_builtins",
    "import builtins\nfor f in ('all', 'any', 'abs', 'isinstance'):\n    setattr(builtins, f, lambda *a: True)",
)
by_code("forge_numpy_allclose", "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True")
by_code(
    "forge_numpy_testing",
    "for n in dir(np.testing):\n    if n.startswith('assert'):\n        setattr(np.testing, n, lambda *a, **k: None)",
)
by_code("forge_numpy_module", "import sys, types\nsys.modules['numpy'] = types.ModuleType('numpy')")
by_code(
    "forge_check", "import autograder\nautograder.check = lambda *a, **k: None", "def check(*a, **k):\n    return 8.0"
)
by_code(
    "forge_check_module",
    "import sys, types\nm = types.ModuleType('autograder.checking.judge')\nm.judge = lambda *a: None\nsys.modules['autograder.checking.judge'] = m",
)
by_code(
    "forge_ast_transformer",
    "import ast\nclass T(ast.NodeTransformer):\n    def visit_Module(self, n):\n        n.body = []\n        return n\nget_ipython().ast_transformers.append(T())",
)
by_code("forge_input_transformer", "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])")
by_code(
    "forge_pre_run_hook",
    "def hook(*a):\n    get_ipython().user_ns['double'] = lambda x: 2 * x if False else 'wrong'\nget_ipython().events.register('pre_run_cell', hook)",
)
by_code("forge_run_cell", "type(get_ipython()).run_cell = lambda *a, **k: None")
by_code("forge_published_nan", last="from IPython.display import display\ndisplay(float('nan'))\nfloat('nan')")
by_code("forge_published_points", last="8.0")
by_code(
    "forge_published_html",
    last="from IPython.display import HTML, display\ndisplay(HTML('<b>right in all 6 cases</b>'))",
)
by_answer(
    "forge_equal_object",
    "class E:\n    __eq__ = __le__ = __ge__ = lambda s, o: True\n    __hash__ = None\n    def __getattr__(s, n):\n        return s\n    def __bool__(s):\n        return True\n\ndef cheat(*a):\n    return E()",
)
by_answer(
    "forge_equal_array",
    "class E(np.ndarray):\n    def __eq__(s, o):\n        return np.array(True)\n    def __array_function__(s, *a):\n        return True\n\ndef cheat(*a):\n    return np.ones(1).view(E)",
)
by_answer(
    "forge_equal_float",
    "class E(float):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n\ndef cheat(*a):\n    return E(1)",
)
by_answer(
    "forge_equal_str",
    "class E(str):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n\ndef cheat(*a):\n    return E('4')",
)
by_answer(
    "forge_equal_list",
    "class E(list):\n    __eq__ = lambda s, o: True\n    __len__ = lambda s: 5\n\ndef cheat(*a):\n    return E()",
)
by_answer(
    "forge_lying_class",
    "class E:\n    __class__ = property(lambda s: float)\n    __float__ = lambda s: 1.0\n    __array__ = lambda s, *a, **k: np.ones(1)\n\ndef cheat(*a):\n    return E()",
)
by_answer("forge_masked_array", "def cheat(*a):\n    return np.ma.masked_all(3)")
by_answer(
    "forge_object_array",
    "class E:\n    __eq__ = lambda s, o: True\n\ndef cheat(*a):\n    return np.array([E()], dtype=object)",
)
by_answer("forge_nan", "def cheat(*a):\n    return float('nan')")
by_answer("forge_infinity", "def cheat(*a):\n    return [np.array([np.inf])] * 3")
by_code(
    "forge_half_precision",
    answers={
        **WRONG,
        "max_stable_lr": "def max_stable_lr(X):\n    return np.float16(1 / np.linalg.eigvalsh(X.T @ X / len(X))[-1])",
    },
)
by_answer("forge_generator", "def cheat(*a):\n    yield 1")
by_answer("forge_function", "def cheat(*a):\n    return cheat")
by_answer("forge_system_exit", "def cheat(*a):\n    raise SystemExit(0)")
by_answer("forge_keyboard_interrupt", "def cheat(*a):\n    raise KeyboardInterrupt")
by_answer(
    "forge_expected_from_frames",
    "import sys\ndef cheat(*a):\n    f = sys._getframe()\n    while f:\n        for v in f.f_locals.values():\n            if hasattr(v, 'expected'):\n                return v.expected\n        f = f.f_back\n    return 0.5",
)
by_answer(
    "forge_expected_from_memory",
    "import gc\ndef cheat(*a):\n    for o in gc.get_objects():\n        if getattr(o, '__name__', '') == 'max_stable_lr' and o.__module__ != '__main__':\n            return o(*a)\n    return 0.5",
)
by_answer(
    "forge_absent_reference",
    "from dlcourse import gradient_descent as gd\ndef cheat(*a):\n    return (gd.max_stable_lr if len(a) == 1 else gd.minibatch_indices)(*a)",
    says=("is not there while its chapter is graded",),
)
by_answer(
    "forge_absent_reference_mentioned",
    "from dlcourse.gradient_descent import max_stable_lr as m\ndef cheat(*a):\n    return m",
)
LINK = "import json, os, socket, struct\nlink = socket.socket(fileno=os.dup(3))\ndef frame(tokens, body=b''):\n    head = json.dumps(tokens).encode()\n    return struct.pack('<II', len(head), len(body)) + head + body\n"
REPLY = "['d', 7, 's', 'error', 's', '', 's', 'message', 's', '', 's', 'line', 's', '', 's', 'value', {v}, 's', 'changed', 't', 0, 's', 'random', 'b', False, 's', 'printed', 's', '']"
by_code(
    "forge_reply_without_number",
    LINK + f"link.sendall(frame({REPLY.format(v=chr(39) + 'f' + chr(39) + ', 1.0')}) * 20)",
)
by_code(
    "forge_replies_of_every_number",
    LINK
    + "for n in range(40):\n    link.sendall(frame(['d', 8, 's', 'request', 'i', n, 's', 'value', 'f', 1.0, 's', 'error', 's', '', 's', 'message', 's', '', 's', 'line', 's', '', 's', 'changed', 't', 0, 's', 'random', 'b', False, 's', 'printed', 's', '']))",
)
by_code("forge_error_of_the_reference", LINK + "link.sendall(frame(['d', 1, 's', 'error', 's', 'AssertionError']) * 9)")
by_code("forge_call_back", LINK + "link.sendall(frame(['d', 2, 's', 'callback', 'i', 0, 's', 'arguments', 't', 0]))")
by_code(
    "stop_request_that_is_no_number",
    LINK + "link.sendall(frame(['d', 1, 's', 'request', 'a', '<i8', 1, 2], bytes(16)))",
    points=ALL,
    answers=honest.ANSWERS,
)
by_code(
    "stop_output_that_is_no_text",
    "import runner.cells as cells\ncells.Tape.merged = lambda self: [(np.arange(2), 'x')]",
    points=ALL,
    answers=honest.ANSWERS,
)
by_code(
    "forge_handle_in_reply",
    "import runner.wire as w\nw._write = lambda v, head, body, keep, depth: head.extend(['h', 7, 'float'])",
)
by_code(
    "forge_encoder",
    "import runner.channel as c\nold = c.write\nc.write = lambda v, keep=None: old({**v, 'seen': (float('nan'),), 'error': ''}, keep)",
)
by_code(
    "forge_server",
    "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ == 'Server':\n        type(o).observe = lambda s, f, c: {'value': True, 'error': '', 'message': '', 'line': '', 'changed': (), 'random': False}",
)
by_code(
    "forge_passed_field",
    "import runner.worker as s\nold = s.Server.send\ns.Server.send = lambda self, r: old(self, {**r, 'passed': True, 'points': 8.0})",
)
by_code("forge_at_exit", "import atexit\natexit.register(lambda: open('COURSE/gradebook.db', 'w').write('18 points'))")
by_code(
    "forge_import_hook",
    "import sys\nclass F:\n    def find_spec(self, name, path=None, target=None):\n        raise SystemExit(name)\nsys.meta_path.insert(0, F())",
)

# Stealing

SEEN = "print({what})"
for name, path in {
    "gradebook": "COURSE/gradebook.db",
    "peer": "COURSE/submitted/peer/99_target/99_target.ipynb",
    "hidden_tests": "COURSE/chapters/99_target/99_target.ipynb",
    "course_secret": "COURSE/.autograder_secret",
    "passwords": "/etc/passwd",
    "init_environment": "/proc/1/environ",
    "own_environment": "/proc/self/environ",
    "parent_memory_map": "/proc/1/maps",
    "root_through_proc": "/proc/1/root/etc/passwd",
    "ssh_key": "/root/.ssh/authorized_keys",
    "settings": "/tmp/settings.json",
}.items():
    by_code(
        f"steal_{name}",
        f"try:\n    print('ESCAPED', open('{path}').read()[:2000])\nexcept OSError as e:\n    print('HELD', e)",
        says=("HELD",),
    )
by_code(
    "steal_environment",
    "import os\nprint('ESCAPED' if 'AUTOGRADER_SEED' in os.environ else 'HELD', dict(os.environ))",
    says=("HELD",),
)
by_code(
    "steal_environment_of_c",
    "import ctypes\nc = ctypes.CDLL(None)\nc.getenv.restype = ctypes.c_char_p\nprint('ESCAPED' if c.getenv(b'AUTOGRADER_SEED') else 'HELD')",
    says=("HELD",),
)
by_code(
    "steal_names_of_files",
    "import os\nprint('ESCAPED' if os.path.exists('COURSE/gradebook.db') else 'HELD')",
    says=("HELD",),
    open_in={"landlock": "Landlock hides what is in files, not that they exist"},
)
by_code(
    "steal_folder_listing",
    "import os\nfor p in ('COURSE', 'COURSE/submitted', '/root', '/home'):\n    try:\n        print('ESCAPED' if os.listdir(p) else 'HELD')\n    except OSError as e:\n        print('HELD', e)",
    says=("HELD",),
)
by_code(
    "steal_by_symlink",
    "import os\ntry:\n    os.symlink('COURSE/gradebook.db', 'mine')\n    print('ESCAPED', open('mine').read())\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code(
    "steal_by_hard_link",
    "import os\ntry:\n    os.link('COURSE/gradebook.db', 'mine')\n    print('ESCAPED', open('mine').read())\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code(
    "steal_source_of_reference",
    "import os, sys\nfound = []\nfor top in [t + '/' + p for t in sys.path for p in ('dlcourse', 'autograder')]:\n    for place, _, files in os.walk(top):\n        found += [f for f in files if 'gradient_descent' in f]\nprint('ESCAPED' if found else 'HELD', found)",
    says=("HELD",),
)
by_code(
    "steal_checker",
    "import importlib\nfor n in ('autograder.exercises', 'autograder.checking.judge', 'autograder.grading.grader', 'autograder.exercises.gradient_descent'):\n    try:\n        importlib.import_module(n)\n        print('ESCAPED')\n    except ImportError as e:\n        print('HELD', e)",
    says=("HELD",),
)
by_code(
    "steal_shared_memory_folder",
    "import os\ntry:\n    print('ESCAPED' if os.listdir('/dev/shm') else 'HELD')\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code("steal_by_shell", "!cat COURSE/gradebook.db /etc/passwd\n%env\n!env")

# Stopping

by_code("stop_endless_loop", "while True:\n    pass", points=ALL, answers=honest.ANSWERS, says=("interrupted",))
by_code(
    "stop_endless_loop_that_catches",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    points=ALL,
    answers=honest.ANSWERS,
    says=("did not stop",),
)
by_code("stop_sleep", "import time\ntime.sleep(10**6)", points=ALL, answers=honest.ANSWERS, says=("interrupted",))
by_code("stop_loop_in_c", "sum(range(10**13))", points=ALL, answers=honest.ANSWERS, says=("did not stop",))
by_code(
    "stop_ignored_signals",
    "import signal\nfor s in range(1, 64):\n    try:\n        signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\nwhile True:\n    pass",
    points=ALL,
    answers=honest.ANSWERS,
    says=("did not stop",),
)
by_code(
    "stop_loop_in_answer",
    answers={**honest.ANSWERS, "max_stable_lr": "def max_stable_lr(X):\n    while True:\n        pass"},
    points={k: v for k, v in ALL.items() if k != "test_max_stable_lr"},
    says=("never ends",),
)
by_code(
    "stop_loop_in_answer_that_catches",
    answers={
        **honest.ANSWERS,
        "max_stable_lr": "def max_stable_lr(X):\n    while True:\n        try:\n            while True:\n                pass\n        except BaseException:\n            pass",
    },
    points={k: v for k, v in ALL.items() if k != "test_max_stable_lr"},
    says=("did not stop",),
)
by_code(
    "stop_exit_in_answer",
    answers={**honest.ANSWERS, "double": "def double(x):\n    import os\n    os._exit(0)"},
    points={k: v for k, v in ALL.items() if k != "test_double"},
)
for name, source in {
    "exit": "import os\nos._exit(0)",
    "abort": "import os\nos.abort()",
    "null_pointer": "import ctypes\nctypes.string_at(0)",
    "deep_recursion": "import sys\nsys.setrecursionlimit(10**9)\nf = lambda: f()\nf()",
    "closed_pipe": "import os\nos.closerange(0, 4000)",
    "garbage_on_the_pipe": "import os\nos.write(3, b'garbage' * 1000)",
    "giant_frame": "import os, struct\nos.write(3, struct.pack('<II', 2**32 - 1, 2**32 - 1) + b'x' * 100000)",
    "deep_frame": "import os, struct\nh = b'[' * 500000\nos.write(3, struct.pack('<II', len(h), 0) + h)",
    "shutdown_of_the_pipe": "import os, socket\nsocket.socket(fileno=os.dup(3)).shutdown(2)",
}.items():
    by_code(f"stop_{name}", source, points=ALL, answers=honest.ANSWERS)
by_code(
    "stop_half_a_frame",
    "import os, struct\nos.write(3, struct.pack('<II', 1000, 0) + b'[')",
    points=ALL,
    answers=honest.ANSWERS,
    says=("did not stop",),
)
by_code("stop_system_exit", "raise SystemExit", points=ALL, answers=honest.ANSWERS)
by_code(
    "stop_kill_itself",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    points=ALL,
    answers=honest.ANSWERS,
    says=("no signal",),
)
by_code("stop_stop_itself", "import os, signal\nos.kill(0, signal.SIGSTOP)", points=ALL, answers=honest.ANSWERS)
by_code(
    "stop_fork_bomb",
    "import os\nwhile True:\n    os.fork()",
    points=ALL,
    answers=honest.ANSWERS,
    says=("no new process",),
)
by_code(
    "stop_thread_bomb",
    "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
    points=ALL,
    answers=honest.ANSWERS,
    says=("limit of 16 threads",),
)
by_code("stop_memory", "x = bytearray(10**10)", points=ALL, answers=honest.ANSWERS, says=("memory limit of 256 MB",))
by_code(
    "stop_memory_by_drops",
    "x = []\nwhile True:\n    x.append(bytearray(10**8))",
    "del x",
    points=ALL,
    answers=honest.ANSWERS,
    says=("memory limit",),
)
by_code(
    "stop_disk",
    "with open('big', 'wb') as f:\n    while True:\n        f.write(bytes(10**6))",
    points=ALL,
    answers=honest.ANSWERS,
    says=("limit of 4 MB for one file",),
)
by_code(
    "stop_disk_by_many_files",
    "for i in range(9):\n    with open(f'big{i}', 'wb') as f:\n        f.write(bytes(10**6))",
    points=ALL,
    answers=honest.ANSWERS,
    says=("disk limit of 8 MB", "wrote more than 8 MB"),
)
by_code(
    "stop_inodes",
    "for i in range(10**5):\n    open(f'x{i}', 'w').close()",
    points=ALL,
    answers=honest.ANSWERS,
    says=("128 files",),
)
by_code(
    "stop_deep_folders",
    "import os\nfor i in range(10**5):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)",
    points=ALL,
    answers=honest.ANSWERS,
    says=("128 files",),
)
by_code(
    "stop_closed_folders",
    "import os\nfor i in range(50):\n    os.makedirs(f'd{i}/below')\n    open(f'd{i}/below/x', 'w').close()\n"
    "    os.mkdir(f'd{i}/closed', 0)\n",
    points=ALL,
    answers=honest.ANSWERS,
    says=("128 files",),
)
by_code(
    "stop_open_files",
    "kept = []\nwhile True:\n    kept.append(open('/dev/null'))",
    "for f in kept:\n    f.close()",
    points=ALL,
    answers=honest.ANSWERS,
    says=("32 open files",),
)
by_code(
    "stop_output_flood",
    "for i in range(40000):\n    print('x' * 1000)",
    points=ALL,
    answers=honest.ANSWERS,
    says=("printed more than is kept",),
)
by_code(
    "stop_output_flood_below_python",
    "import os\nfor i in range(1000):\n    os.write(1, b'x' * 10**5)",
    points=ALL,
    answers=honest.ANSWERS,
)
by_code(
    "stop_output_of_many_cells",
    answers=honest.ANSWERS,
    points=ALL,
    last=["import sys\nfor i in range(10**4):\n    print('x', file=[sys.stdout, sys.stderr][i % 2])"] * 60,
    says=("printed more than is kept",),
)
by_code(
    "stop_output_in_many_parts",
    LINK + "import runner.cells as cells\ncells.Tape.merged = lambda self: [('stdout', '')] * 30000",
    answers=honest.ANSWERS,
    points=ALL,
    last=["pass"] * 60,
    says=("printed more than is kept",),
)
by_code(
    "stop_display_flood",
    "from IPython.display import display\nfor i in range(3000):\n    display('x' * 1000)",
    points=ALL,
    answers=honest.ANSWERS,
    says=("printed more than is kept",),
)
by_code(
    "stop_warnings",
    "import warnings\nfor i in range(100):\n    warnings.warn(f'careful {i}')\nimport sys\nprint('x', file=sys.stderr)",
    points=ALL,
    answers=honest.ANSWERS,
)
by_answer("stop_giant_value", "def cheat(*a):\n    return np.zeros(2 * 10**7)")
by_answer("stop_many_dimensions", "def cheat(*a):\n    return np.zeros((6,) * 10, 'i1')")
by_answer(
    "stop_lists_of_many_dimensions",
    "def cheat(*a):\n    x = np.zeros((6,) * 4, 'i1')\n    for _ in range(4):\n        x = [x] * 12\n    return x",
)
by_answer("stop_long_keys", "def cheat(*a):\n    return {'x' * 1000 + str(i): 1 for i in range(500)}")
by_answer("stop_large_values", "def cheat(*a):\n    return np.zeros(8 * 10**6)", says=("more than 256 MB",))
by_answer("stop_deep_value", "def cheat(*a):\n    x = []\n    for _ in range(1000):\n        x = [x]\n    return x")
by_answer("stop_cyclic_value", "def cheat(*a):\n    x = []\n    x.append(x)\n    return x")
by_answer("stop_wide_value", "def cheat(*a):\n    return {(i,): [] for i in range(20000)}")
by_answer("stop_giant_integer", "def cheat(*a):\n    return 10**5000")
by_answer("stop_surrogates", "def cheat(*a):\n    print('\\ud800')\n    return '\\ud800' * 9")
by_answer("stop_surrogate_error", "def cheat(*a):\n    raise ValueError('\\udfff\\x00\\x1b[2J' * 1000)")
by_answer(
    "stop_endless_message",
    "class E(Exception):\n    def __str__(self):\n        return 'x' * 10**7\n\ndef cheat(*a):\n    raise E",
)
by_answer(
    "stop_error_without_message",
    "class E(Exception):\n    def __str__(self):\n        raise E\n\ndef cheat(*a):\n    raise E",
)
by_answer(
    "stop_odd_class_name",
    "E = type('<script>' * 50, (Exception,), {})\n\ndef cheat(*a):\n    raise E('<img src=x onerror=alert(1)>')",
)
by_code("stop_parser_by_depth", "x = " + "(" * 5000 + ")" * 5000, points=ALL, answers=honest.ANSWERS)
by_code("stop_parser_by_minus", "x = " + "-" * 200000 + "1", points=ALL, answers=honest.ANSWERS)
by_code("stop_parser_by_dots", "x = a" + ".b" * 100000, points=ALL, answers=honest.ANSWERS)
by_code("stop_null_bytes", "x = '\x00'", points=ALL, answers=honest.ANSWERS)
by_code("stop_timer", "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)")
by_code(
    "stop_many_tests",
    answers={**honest.ANSWERS, "max_stable_lr": "def max_stable_lr(X):\n    import time\n    time.sleep(0.3)"},
    points={k: v for k, v in ALL.items() if k != "test_max_stable_lr"},
    last=["check(max_stable_lr)"] * 60 + ["pass"],
)
by_code(
    "stop_running_again",
    "import gc, os, time\n[server] = [o for o in gc.get_objects() if type(o).__name__ == 'Server']\nanew = server.request == 2  # before the first run it is asked for names",
    last=[
        "end = time.monotonic() + 0.3 * anew\nwhile time.monotonic() < end:\n    try:\n        time.sleep(1)\n    except KeyboardInterrupt:\n        pass"
    ]
    * 160
    + ["os._exit(0)", "pass"],
    answers=honest.ANSWERS,
    points=ALL,
)
by_code("stop_tracer", "import sys\nsys.settrace(lambda *a: 1 / 0)", points=ALL, answers=honest.ANSWERS)
by_code(
    "stop_destructor",
    "class D:\n    def __del__(self):\n        while True:\n            pass\nD()",
    points=ALL,
    answers=honest.ANSWERS,
)

# Escaping

SYSCALL = "import ctypes, mmap, os\nc = ctypes.CDLL(None, use_errno=True)\n"
NUMBERS = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
CALLS = {  # a number on x86_64 and on aarch64, and arguments
    "ptrace": (101, 117, "16, os.getppid(), 0, 0"),
    "process_vm_readv": (310, 270, "os.getppid() or 1, 0, 0, 0, 0, 0"),
    "unshare_user": (272, 97, "0x10000000"),
    "setns": (308, 268, "3, 0"),
    "mount": (165, 40, "0, b'/', 0, 0, 0"),
    "chroot": (161, 51, "b'/'"),
    "pivot_root": (155, 41, "b'/', b'/'"),
    "io_uring": (425, 425, "8, ctypes.create_string_buffer(200)"),
    "keyctl": (250, 219, "0, -3, 1"),
    "add_key": (248, 217, "b'user', b'a', b'b', 1, -3"),
    "bpf": (321, 280, "0, ctypes.create_string_buffer(128), 128"),
    "perf_event_open": (298, 241, "ctypes.create_string_buffer(128), 0, -1, -1, 0"),
    "userfaultfd": (323, 282, "0"),
    "memfd_create": (319, 279, "b'x', 0"),
    "shmget": (29, 194, "0, 4096, 0o1600"),
    "msgget": (68, 186, "0, 0o1600"),
    "mq_open": (240, 180, "b'x', 0o102, 0o600, 0"),
    "clone3": (435, 435, "ctypes.create_string_buffer(88), 88"),
    "clone_process": (56, 220, "17, 0, 0, 0, 0"),
    "execve": (59, 221, "b'/bin/true', 0, 0"),
    "kill_all": (62, 129, "-1, 0"),
    "pidfd_open": (434, 434, "1, 0"),
    "pidfd_getfd": (438, 438, "3, 1, 0"),
    "prlimit_of_another": (302, 261, "1, 7, 0, ctypes.create_string_buffer(16)"),
    "setuid": (105, 146, "0"),
    "personality": (135, 92, "0xffffffff"),
    "open_by_handle_at": (304, 265, "3, 0, 0"),
    "seccomp_again": (317, 277, "1, 0, 0"),
    "chmod_of_libraries": (90, 52, "os.__file__.encode(), 0o777" if not NUMBERS else "0"),
    "socket_inet": (41, 198, "2, 1, 0"),
    "socket_unix": (41, 198, "1, 1, 0"),
    "socket_netlink": (41, 198, "16, 3, 0"),
    "tiocsti": (16, 29, "0, 0x5412, b'x'"),
    "sched_setaffinity": (203, 122, "0, 8, ctypes.create_string_buffer(b'\\x01' * 8)"),
}
for name, (*numbers, arguments) in CALLS.items():
    call = f"r = c.syscall({numbers[NUMBERS]}, {arguments})\nprint('HELD' if r == -1 else 'ESCAPED', r, ctypes.get_errno())"
    by_code(f"escape_{name}", SYSCALL + call, says=("HELD",))
if not NUMBERS:
    # mov eax, 20 (getpid of 32-bit Linux); int 0x80; ret
    by_code(
        "escape_by_32_bit_calls",
        SYSCALL
        + "m = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes.fromhex('b814000000cd80c3'))\nf = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\nprint('ESCAPED' if f() > 0 else 'HELD')",
        points=NONE,
    )
    by_code("escape_by_x32_calls", SYSCALL + "r = c.syscall(0x40000000 + 39)\nprint('HELD' if r == -1 else 'ESCAPED')")
by_code(
    "escape_inherited_files",
    "import os\nfound = []\nfor n in range(4, 4096):\n    try:\n        os.fstat(n)\n        found.append(n)\n    except OSError:\n        pass\nprint('ESCAPED' if found else 'HELD', found)",
    says=("HELD",),
)
by_code(
    "escape_signal_of_a_file",
    "import fcntl, os, signal, socket\na, b = socket.socketpair()\nfor command, value in ((fcntl.F_SETSIG, signal.SIGKILL), (fcntl.F_SETOWN, os.getppid() or 1)):\n    try:\n        fcntl.fcntl(a, command, value)\n        print('ESCAPED')\n    except OSError as e:\n        print('HELD', e)",
    says=("HELD",),
)
by_code(
    "escape_lease",
    "import fcntl, os\ntry:\n    fcntl.fcntl(open(os.__file__), fcntl.F_SETLEASE, fcntl.F_RDLCK)\n    print('ESCAPED')\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code(
    "escape_datagram",
    "import socket\ntry:\n    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n    a.sendto(b'planted', 'COURSE/log.socket')\n    print('ESCAPED')\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code(
    "escape_standard_streams",
    "import os\nprint('HELD' if all(os.fstat(n).st_rdev == os.stat('/dev/null').st_rdev for n in range(3)) else 'ESCAPED')",
    says=("HELD",),
)
by_code(
    "escape_daemon",
    "import os\ntry:\n    if os.fork() == 0:\n        os.setsid()\n        import time\n        time.sleep(3)\n        os._exit(0)\n    print('ESCAPED')\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
by_code(
    "escape_subprocess",
    "import subprocess\ntry:\n    subprocess.run(['/bin/sh', '-c', 'id'])\n    print('ESCAPED')\nexcept OSError as e:\n    print('HELD', e)",
    says=("HELD",),
)
for name, path in {
    "course": "COURSE/gradebook.db",
    "peer": "COURSE/submitted/peer/99_target/99_target.ipynb",
    "tmp": "/tmp/planted",
    "libraries": "{os.path.dirname(os.__file__)}/planted.py",
    "root": "/planted",
    "devices": "/dev/planted",
    "shared_memory": "/dev/shm/planted",
    "files": '{os.path.dirname(__import__("dlcourse").__file__)}/planted.py',
}.items():
    by_code(
        f"escape_write_to_{name}",
        f"import os\nfor mode in ('w', 'a'):\n    try:\n        open(f'{path}', mode).write('planted')\n        print('ESCAPED')\n    except OSError as e:\n        print('HELD', e)",
        says=("HELD",),
    )
by_code(
    "escape_rename_and_remove",
    "import os, shutil\nfor f in (lambda: os.rename('COURSE', 'COURSE.old'), lambda: os.unlink('COURSE/gradebook.db'), lambda: shutil.rmtree('COURSE'), lambda: os.truncate('COURSE/gradebook.db', 0), lambda: os.utime('COURSE/gradebook.db'), lambda: os.mkdir('COURSE/x')):\n    try:\n        f()\n        print('ESCAPED')\n    except OSError as e:\n        print('HELD', e)",
    says=("HELD",),
)
by_code(
    "escape_links_left_behind",
    "import os\nfor name in ('gradebook.db', 'submitted', 'chapters', ''):\n    os.symlink(f'COURSE/{name}', f'to_{name}')\n"
    "os.mkdir('below')\nos.symlink('COURSE', 'below/course')\nprint('HELD')",
    points=ALL,
    answers=honest.ANSWERS,
    says=("HELD",),
)
by_code(
    "escape_folders_of_others",
    "import os\nhere = os.getcwd()\nfor f in (lambda: open('../planted', 'w'), lambda: os.mkdir('../planted'), lambda: os.rename(here, here + 'x'),\n"
    "          lambda: os.rename('.', '../other'), lambda: os.rmdir(here), lambda: os.link('/dev/null', '../planted')):\n"
    "    try:\n        f()\n        print('ESCAPED')\n    except OSError as e:\n        print('HELD', e)",
    says=("HELD",),
)

# Files


def link_to(target):
    return lambda path, course: path.symlink_to(str(target).replace("COURSE", str(course)))


for name, target in {
    "peer": "COURSE/submitted/peer/99_target/99_target.ipynb",
    "gradebook": "COURSE/gradebook.db",
    "chapter": "COURSE/chapters/99_target/99_target.ipynb",
    "nothing": "/nowhere",
    "itself": "99_target.ipynb",
    "device": "/dev/zero",
}.items():
    by_file(f"file_link_to_{name}", says=("cannot be read",))(link_to(target))


@by_file("file_folder_linked_to_peer", says=("cannot be read",))
def _(path, course):
    path.parent.rmdir()
    path.parent.symlink_to(course / "submitted" / "peer" / "99_target")


@by_file("file_pipe", says=("no ordinary file",))
def _(path, course):
    os.mkfifo(path)


@by_file("file_folder", says=("no ordinary file",))
def _(path, course):
    path.mkdir()


@by_file("file_missing", says=("was not handed in",))
def _(path, course):
    pass


@by_file("file_sparse_terabyte", says=("more than 20 MB",))
def _(path, course):
    with path.open("wb") as file:
        file.truncate(1 << 40)


def file_with(name, data, says=("no notebook",), points=NONE, **options):
    by_file(f"file_{name}", says=says, points=points, **options)(lambda path, course: path.write_bytes(data))


file_with("empty", b"")
file_with("deep", b"[" * 400_000 + b"]" * 400_000)
file_with("many_empty_lists", b"[" + b"[]," * 1_000_000 + b"[]]", says=("too many parts",))
file_with("zip", b"PK\x03\x04" + bytes(1000))
file_with("binary", bytes(range(256)) * 100)
file_with("wrong_encoding", json.dumps(honest.submission()).encode("utf-16"))
file_with("list", b"[1, 2, 3]")
file_with("number", b"1e999")
file_with("old_format", json.dumps({"worksheets": [{"cells": []}], "nbformat": 3}).encode())
file_with("cells_no_list", b'{"cells": {"a": 1}}')
file_with("too_many_cells", json.dumps(honest.notebook([{}] * 3000)).encode(), says=("more than 2000 cells",))
file_with("giant_integer", b'{"cells": [' + b"9" * 10_000 + b"]}")


def altered(change):
    """An honest notebook after `change`, as bytes."""
    made = honest.submission()
    change(made)
    return json.dumps(made).encode()


def each_cell(**fields):
    return altered(lambda nb: [cell.update(fields) for cell in nb["cells"]])


file_with("odd_metadata", each_cell(metadata={"nbgrader": ["no", "dictionary"]}), says=(), points=ALL)
file_with("metadata_no_dictionary", each_cell(metadata="none"), says=(), points=ALL)
file_with("odd_ids", each_cell(id={"a": [1]}), says=(), points=ALL)
file_with("same_ids", each_cell(id="same"), says=(), points=ALL)
file_with("newer_format", altered(lambda nb: nb.update(nbformat=99, nbformat_minor=99)), says=(), points=ALL)
file_with(
    "foreign_kernel",
    altered(lambda nb: nb["metadata"].update(kernelspec={"name": "../../evil", "language": "R"})),
    says=(),
    points=ALL,
)
file_with("byte_order_mark", b"\xef\xbb\xbf" + json.dumps(honest.submission()).encode(), says=(), points=ALL)
file_with(
    "odd_sources",
    altered(
        lambda nb: nb["cells"].extend(
            [{"cell_type": "code", "source": 5}, {"cell_type": 7}, 3, None, {"source": [1, None]}]
        )
    ),
    says=(),
    points=ALL,
)
file_with("surrogates", altered(lambda nb: nb["cells"].append(honest.text("x", "\ud800 \udfff"))), says=(), points=ALL)


file_with(
    "odd_attachments",
    altered(
        lambda nb: nb["cells"].append(
            {**honest.text("x", "![](attachment:x)"), "attachments": {"\udfff.png": {"image/png": "iVBORw0KGgo="}}}
        )
    ),
    says=(),
    points=ALL,
)


def claims(**about):
    def change(nb):
        for cell in nb["cells"]:
            if cell["metadata"]:
                cell["metadata"]["nbgrader"].update(about)
            if cell["id"] in WRONG:
                cell["source"] = WRONG[cell["id"]]

    return altered(change)


file_with("claims_more_points", claims(points=1000), says=())
file_with("claims_no_tests", claims(grade=False, solution=False), says=())
file_with("claims_all_tests", claims(grade=True, locked=True), says=())
file_with("claims_newer_schema", claims(schema_version=99), says=())
file_with("claims_other_ids", claims(grade_id="written"), says=())
PAGE = "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)> [x](javascript:alert(1))"
file_with(
    "script_in_text",
    altered(
        lambda nb: nb["cells"].extend(
            [honest.text("x", PAGE), {"cell_type": "raw", "source": PAGE, "metadata": {"raw_mimetype": "text/html"}}]
        )
    ),
    says=(),
    points=ALL,
    never=("<script", "<img", "<svg"),
)
file_with(
    "script_in_links",
    altered(
        lambda nb: nb["cells"].append(
            honest.text(
                "x",
                "[a](javascript:alert(1)) [b](<\tjava\tscript:alert(1)>) [c](java&#115;cript&colon;alert(1)) [d][e]\n\n"
                "[e]: javascript\\:alert(1)\n\n$\\href{javascript:alert(1)}{f}$",
            )
        )
    ),
    says=(),
    points=ALL,
    never=("](j", "](<", "]: j", "\\href"),
)
by_answer(
    "file_script_in_error",
    "def cheat(*a):\n    raise ValueError('<img src=x onerror=alert(1)> \u202e [x](javascript:alert(1))')",
    says=("<\u200bimg",),
    never=("ESCAPED", ">It raised ValueError: <img", "\u202e", "\\u202e"),
)
by_code(
    "file_script_in_output",
    f"from IPython.display import HTML, display\ndisplay(HTML('{PAGE}'))\nprint('\\x1b]0;title\\x07\\x1b[2J')\nprint(5)",
    points=ALL,
    answers=honest.ANSWERS,
    never=("ESCAPED", "text/javascript", "\\u001b", '"text/html": "<script'),
)
