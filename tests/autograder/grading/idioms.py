"""How instructors of nbgrader write tests: each idiom with an answer that is right and one that is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idiom:
    """A test cell, and what it is to tell apart."""

    test: str
    right: str
    wrong: str
    course: str = ""  # a cell of the instructor's above the answer
    inside: bool = False  # whether only the student's process can judge it


HELPERS = "def shift(x):\n    return x + 1\n"  # helpers.py, beside the notebook
TABLE = "3\n4\n"  # table.txt
POINT = "from dataclasses import dataclass\n\n@dataclass\nclass Point:\n    x: int\n    y: int\n\n"
VECTOR = """
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x {} other.x, self.y + other.y)

    def __len__(self):
        return 2

    def __repr__(self):
        return f"Vector({{self.x}}, {{self.y}})"
"""
COUNTDOWN = """
class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n, {}, -1))
"""
ACCOUNT = """
class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        if amount < 0:
            raise ValueError("no negative amount")
        self.balance {} amount
"""
BUILD = "class Error(Exception):\n    pass\n\ndef f(x):\n    raise {}('no')"

IDIOMS = {
    # Data of all kinds
    "number": Idiom("assert f(2) == 4", "def f(x):\n    return 2 * x", "def f(x):\n    return x"),
    "string": Idiom(
        "assert f('ab') == 'BA'", "def f(s):\n    return s[::-1].upper()", "def f(s):\n    return s.upper()"
    ),
    "list": Idiom("assert f(3) == [1, 4, 9]", "def f(n):\n    return [i * i for i in range(1, n + 1)]", "f = list"),
    "tolerance": Idiom(
        "assert abs(f(2) - 1.41421) < 1e-4", "def f(x):\n    return x**0.5", "def f(x):\n    return x / 2"
    ),
    "array": Idiom(
        "np.testing.assert_allclose(f(np.arange(3.0)), [0, 2, 4])",
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return x",
        "import numpy as np",
    ),
    "dtype": Idiom(
        "assert f(3).dtype == np.float32 and f(3).shape == (3,)",
        "import numpy as np\n\ndef f(n):\n    return np.zeros(n, np.float32)",
        "import numpy as np\n\ndef f(n):\n    return np.zeros(n)",
    ),
    "tensor returned": Idiom(
        "import torch\nassert torch.equal(f(3), torch.arange(3))",
        "import torch\n\ndef f(n):\n    return torch.arange(n)",
        "import torch\n\ndef f(n):\n    return torch.arange(n + 1)",
    ),
    "tensor given": Idiom(
        "import torch\nx = torch.ones(2, 3)\nassert isinstance(f(x), torch.Tensor) and f(x).sum() == 12",
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return 2 * x.numpy()",
    ),
    "set": Idiom("assert f([1, 2, 2]) == {1, 2}", "def f(x):\n    return set(x)", "def f(x):\n    return list(x)"),
    "frozenset": Idiom(
        "assert f('aab') == frozenset('ab')", "def f(x):\n    return frozenset(x)", "def f(x):\n    return x"
    ),
    "fraction": Idiom(
        "from fractions import Fraction\nassert f(3) == Fraction(1, 3)",
        "from fractions import Fraction\n\ndef f(n):\n    return Fraction(1, n)",
        "def f(n):\n    return 1 / n",
    ),
    "decimal": Idiom(
        "from decimal import Decimal\nassert f('0.1') == Decimal('0.3')",
        "from decimal import Decimal\n\ndef f(x):\n    return 3 * Decimal(x)",
        "def f(x):\n    return 3 * float(x)",
    ),
    "counter": Idiom(
        "assert f('banana').most_common(1) == [('a', 3)]",
        "from collections import Counter\n\ndef f(s):\n    return Counter(s)",
        "from collections import Counter\n\ndef f(s):\n    return Counter(s[1:3])",
    ),
    "dictionary with a default": Idiom(
        "assert f(['ab', 'ac', 'b']) == {'a': ['ab', 'ac'], 'b': ['b']}",
        "from collections import defaultdict\n\ndef f(words):\n    found = defaultdict(list)\n    for w in words:\n"
        "        found[w[0]].append(w)\n    return found",
        "def f(words):\n    return {w[0]: [w] for w in words}",
    ),
    "large integer": Idiom(
        "import math\nassert f(60) == math.factorial(60)",
        "def f(n):\n    return n * f(n - 1) if n else 1",
        "import math\n\ndef f(n):\n    return int(math.gamma(n + 1))",
    ),
    "date": Idiom(
        "import datetime\nassert f(datetime.date(2024, 2, 28)) == datetime.date(2024, 2, 29)",
        "import datetime\n\ndef f(day):\n    return day + datetime.timedelta(days=1)",
        "import datetime\n\ndef f(day):\n    return day + datetime.timedelta(days=2)",
    ),
    "bytes": Idiom("assert f('ä') == b'\\xc3\\xa4'", "def f(s):\n    return s.encode()", "def f(s):\n    return s"),
    "generator": Idiom(
        "assert list(f(3)) == [0, 1, 4]",
        "def f(n):\n    for i in range(n):\n        yield i * i",
        "def f(n):\n    yield n",
    ),
    "endless generator": Idiom(
        "from itertools import islice\nassert list(islice(f(), 4)) == [0, 1, 1, 2] and next(f()) == 0",
        "def f():\n    a, b = 0, 1\n    while True:\n        yield a\n        a, b = b, a + b",
        "def f():\n    while True:\n        yield 1",
    ),
    # Errors, classes and objects
    "error": Idiom(
        "try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('did not raise')",
        "def f(x):\n    if x < 0:\n        raise ValueError",
        "def f(x):\n    return None",
    ),
    "error by pytest": Idiom(
        "import pytest\nwith pytest.raises(ValueError, match='negative'):\n    f(-1)",
        "def f(x):\n    raise ValueError('negative number')",
        "def f(x):\n    raise ValueError('number')",
    ),
    "error of the student's own": Idiom(
        "try:\n    f(1)\n    assert False, 'did not raise'\nexcept Error:\n    pass",
        BUILD.format("Error"),
        BUILD.format("KeyError"),
        inside=True,
    ),
    "assertions of unittest": Idiom(
        "import unittest\ncase = unittest.TestCase()\ncase.assertEqual(f(2), 4)\ncase.assertRaises(TypeError, f, None)",
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return 2 * (x or 0)",
    ),
    "dataclass": Idiom(
        "assert f(1) == Point(1, 2)\nassert f(1).y == 2",
        POINT + "def f(x):\n    return Point(x, x + 1)",
        POINT + "def f(x):\n    return Point(x, x)",
    ),
    "dataclass of the instructor's": Idiom(
        "assert [f(1)] == [Point(1, 2)]",
        "def f(x):\n    return Point(x, x + 1)",
        "def f(x):\n    return Point(x, x)",
        POINT,
    ),
    "dataclass of the instructor's first": Idiom(
        "assert Point(1, 2) == f(1)",
        "def f(x):\n    return Point(x, x + 1)",
        "def f(x):\n    return Point(x, x)",
        POINT,
        inside=True,
    ),
    "named tuple": Idiom(
        "assert f(1) == (1, 2) and f(1).y == 2",
        "from collections import namedtuple\nPair = namedtuple('Pair', 'x y')\n\ndef f(x):\n    return Pair(x, x + 1)",
        "def f(x):\n    return (x, x + 1)",
    ),
    "member of an enumeration": Idiom(
        "assert f(0) == Color.RED and f(1) != Color.RED",
        "import enum\n\nclass Color(enum.Enum):\n    RED = 0\n    BLUE = 1\n\ndef f(n):\n    return Color(n)",
        "import enum\n\nclass Color(enum.Enum):\n    RED = 0\n    BLUE = 1\n\ndef f(n):\n    return Color.RED",
    ),
    "what an object can do": Idiom(
        "from collections.abc import Iterable\nassert isinstance(f(3), Iterable) and not hasattr(f(3), '__len__')",
        COUNTDOWN.format(0) + "\nf = Countdown",
        VECTOR.format("+") + "\ndef f(n):\n    return Vector(n, n)",
        inside=True,
    ),
    "object that changes": Idiom(
        "a = Account()\na.deposit(3)\na.deposit(4)\nassert a.balance == 7",
        ACCOUNT.format("+="),
        ACCOUNT.format("="),
    ),
    "attributes of any name": Idiom(
        "c = Card(7, 'hearts')\nassert c.number == 7 and c.kind == 'hearts'",
        "class Card:\n    def __init__(self, number, kind):\n        self.number, self.kind = number, kind",
        "class Card:\n    def __init__(self, number, kind):\n        self.number, self.kind = kind, number",
    ),
    "object with operators": Idiom(
        "v = Vector(1, 2) + Vector(3, 4)\nassert (v.x, v.y) == (4, 6) and len(v) == 2",
        VECTOR.format("+"),
        VECTOR.format("-"),
    ),
    "object that iterates": Idiom(
        "assert [x for x in Countdown(3)] == [3, 2, 1]", COUNTDOWN.format(0), COUNTDOWN.format(1)
    ),
    "representation": Idiom(
        "assert repr(Vector(1, 2)) == 'Vector(1, 2)'",
        VECTOR.format("+"),
        VECTOR.format("+").replace("Vector({{", "({{").replace('f"Vector(', 'f"('),
        inside=True,
    ),
    "instance of the student's class": Idiom(
        "assert isinstance(f(1), Point)",
        POINT + "def f(x):\n    return Point(x, x)",
        POINT + "def f(x):\n    return (x, x)",
        inside=True,
    ),
    "subclass of the student's": Idiom(
        "assert issubclass(Dog, Animal) and Dog().speak() == 'Woof'",
        "class Animal:\n    pass\n\nclass Dog(Animal):\n    def speak(self):\n        return 'Woof'",
        "class Animal:\n    pass\n\nclass Dog:\n    def speak(self):\n        return 'Woof'",
        inside=True,
    ),
    "function given": Idiom(
        "assert f(lambda x: x + 1, 3) == 5",
        "def f(g, x):\n    return g(g(x))",
        "def f(g, x):\n    return g(x)",
    ),
    "function of texts given": Idiom(
        "assert f(lambda word: len(word), ['bb', 'a']) == ['a', 'bb']\nassert f(str.lower, ['B', 'a']) == ['a', 'B']",
        "def f(key, words):\n    return sorted(words, key=key)",
        "def f(key, words):\n    return sorted(words)",
        inside=True,
    ),
    "function returned": Idiom(
        "add = f(2)\nassert add(3) == 5",
        "def f(n):\n    return lambda x: x + n",
        "def f(n):\n    return lambda x: n",
    ),
    # Effects
    "list changed in place": Idiom(
        "xs = [3, 1, 2]\nf(xs)\nassert xs == [1, 2, 3]",
        "def f(xs):\n    xs.sort()",
        "def f(xs):\n    return sorted(xs)",
    ),
    "array changed in place": Idiom(
        "import numpy as np\na = np.zeros((2, 2))\nrow = a[0]\nf(a)\nassert row.sum() == 2",
        "def f(a):\n    a += 1",
        "def f(a):\n    a = a + 1",
    ),
    "argument left alone": Idiom(
        "xs = [3, 1, 2]\nassert f(xs) == [1, 2, 3] and xs == [3, 1, 2]",
        "def f(xs):\n    return sorted(xs)",
        "def f(xs):\n    xs.sort()\n    return xs",
    ),
    "printed": Idiom(
        "import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    f('Ada')\n"
        "assert out.getvalue() == 'Hello, Ada\\n'",
        "def f(name):\n    print('Hello,', name)",
        "def f(name):\n    return 'Hello, ' + name",
    ),
    "input": Idiom(
        "from unittest.mock import patch\nwith patch('builtins.input', side_effect=['3', '4']):\n    assert f() == 7",
        "def f():\n    return int(input()) + int(input())",
        "def f():\n    return 2 * int(input())",
        inside=True,
    ),
    "seed": Idiom(
        "np.random.seed(0)\nassert abs(f(100) - 0.4727938) < 1e-6",
        "def f(n):\n    return np.random.rand(n).mean()",
        "def f(n):\n    return np.random.randn(n).mean()",
        "import numpy as np",
        inside=True,
    ),
    "file written": Idiom(
        "f('out.txt')\nassert open('out.txt').read() == 'done'",
        "def f(path):\n    with open(path, 'w') as file:\n        file.write('done')",
        "def f(path):\n    open(path, 'w').close()",
        inside=True,
    ),
    # The notebook and what lies beside it
    "helper file": Idiom(
        "from helpers import shift\nassert f(1) == shift(1)",
        "from helpers import shift\n\ndef f(x):\n    return shift(x)",
        "from helpers import shift\n\ndef f(x):\n    return shift(shift(x))",
    ),
    "data file": Idiom(
        "assert f('table.txt') == sum(map(int, open('table.txt')))",
        "def f(path):\n    return sum(map(int, open(path)))",
        "def f(path):\n    return len(open(path).read())",
    ),
    "name and documentation": Idiom(
        "assert f.__name__ == 'f' and 'square' in f.__doc__",
        "def f(x):\n    'The square of x.'\n    return x * x",
        "def f(x):\n    'The cube of x.'\n    return x**3",
    ),
    "source": Idiom(
        "import inspect\nassert 'for' not in inspect.getsource(f) and f([1, 2]) == 3",
        "def f(xs):\n    return sum(xs)",
        "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total",
        inside=True,
    ),
    "signature": Idiom(
        "import inspect\nassert list(inspect.signature(f).parameters) == ['x', 'y']",
        "def f(x, y):\n    pass",
        "def f(a, b):\n    pass",
        inside=True,
    ),
    "magic": Idiom(
        "%matplotlib inline\nassert f(np.arange(3)).sum() == 6",
        "def f(x):\n    return 2 * x",
        "def f(x):\n    return x",
        "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\nimport numpy as np",
    ),
    "magic that does something": Idiom(
        "%time y = f(2)\nassert y == 4", "def f(x):\n    return 2 * x", "def f(x):\n    return x", inside=True
    ),
    "magic of a cell": Idiom(
        "%%time\nassert f(2) == 4", "def f(x):\n    return 2 * x", "def f(x):\n    return x", inside=True
    ),
    "helper deleted": Idiom(
        "kept = helper\ndel helper\ntry:\n    f(1)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError('f does not use helper')\nfinally:\n    helper = kept",
        "def helper(x):\n    return x\n\ndef f(x):\n    return helper(x)",
        "def helper(x):\n    return x\n\ndef f(x):\n    return x",
        inside=True,
    ),
    "helper replaced": Idiom(
        "kept, helper = helper, lambda x: 42\nassert f(1) == 42\nhelper = kept",
        "def helper(x):\n    return x\n\ndef f(x):\n    return helper(x)",
        "def helper(x):\n    return x\n\ndef f(x):\n    return x",
        inside=True,
    ),
    "points in part": Idiom(
        "points = 0\npoints += 3 * (f(1) == 1)\npoints += f(2) == 4\npoints",
        "def f(x):\n    return x * x",
        "def f(x):\n    return 0",
    ),
}
