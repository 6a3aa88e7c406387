"""Functions that do odd things with the arguments x (an array), params (a dict of arrays), rows (a list), n (a number).

Each is the body of `odd(x, params, rows, n)`; the right answer is x + 1.
"""

LINES = """
return x + 1
x += 1e-14; return x + 1
x[0] += 1e-14; return x + 1
x[0] = -x[0]; return x + 1
x[1] = np.nan; return x + 1
x[1] = np.inf; return x - 1
x[:] = x; return x + 1
x[:] = x[::-1]; return x + 1
x *= -1; x *= -1; return x + 1
y = x + 1; x *= 0; return y
y = x + 1; x *= -0.0; return y
y = x + 1; x.dtype = np.int64; return y
y = x + 1; x.shape = (2, -1); return y
y = x + 1; x.flags.writeable = False; return y
y = x + 1; x.sort(); return y
y = x + 1; x.resize(0, refcheck=False); return y
y = x + 1; x.view('u1')[0] ^= 1; return y
y = x + 1; x += np.random.default_rng(0).normal(size=x.shape); return y
x += 1; return x
x = x + 1; return x
return x
return np.add(x, 1, out=x)
return np.add(x, 1, dtype='f4')
return np.add(x, 1).astype('f4').astype(float)
return np.add(x, 1).astype('f2')
return np.add(x, 1).astype('>f8')
return np.add(x, 1).astype(complex)
return np.add(x, 1).astype(object)
return np.add(x, 1).astype(str)
return np.add(x, 1).astype(bool)
return np.add(x, 1).astype(np.longdouble)
return np.add(x, 1).astype('M8[s]')
return (x + 1)[None]
return (x + 1)[::-1]
return np.asfortranarray(x + 1)
return np.ma.array(x + 1)
return np.matrix(x + 1)
return np.nditer(x)
return (x + 1).view(np.recarray)
return np.broadcast_to(x + 1, (3, *x.shape))
return np.empty((0, 3))
return np.zeros((1,) * 20)
return np.float64(3)
return np.longdouble(3)
return np.str_('three')
return np.datetime64('2001-01-01')
return np.array(3.0)
return np.array(None)
return np.zeros(9_000_000)
return list(x + 1)
return tuple(x + 1)
return [x + 1]
return {'x': x + 1}
return {1: 2, (3, 4): [5]}
return {None: 1, True: 2}
return {len: 1}
return {i: i for i in range(3000)}
return set(map(float, x))
return frozenset()
return iter(x + 1)
return (v for v in x)
return map(abs, x)
return range(3)
return memoryview(x)
return bytearray(8)
return b'bytes'
return 'text'
return 'a lone \\ud800 surrogate'
return 'long ' * 100_000
return 10 ** 30
return -0.0
return float('nan')
return 3 + 4j
return True
return ...
return NotImplemented
return None
return
pass
return print
return lambda: 0
return type
return np
return object()
return ValueError('as a value')
return [[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]
y = [x]; y.append(y); return y
y = {}; y['y'] = y; return y
y = x; exec('for _ in range(40): y = [y, y]'); return x + 1
params['w'] += 1e-300; return x + 1
params['w'] = params['w'] + 0; return x + 1
params['w'] = params['w'].astype('f4'); return x + 1
params['new'] = 1; return x + 1
params['w'] = params.pop('w'); return x + 1
params.clear(); return x + 1
del params['b']; return x + 1
params['self'] = params; return x + 1
params.update(w=None); return x + 1
return dict(params)
return params
rows.append(1); return x + 1
rows.append(rows.pop()); return x + 1
rows.sort(); return x + 1
rows[0] = float(rows[0]); return x + 1
rows[1] = -rows[1]; return x + 1
rows[:] = []; return x + 1
rows[0] = rows; return x + 1
rows[0] = object(); return x + 1
rows += [np.zeros(3)]; return x + 1
n += 1; return x + 1
np.random.seed(0); return x + 1
np.random.seed(0); np.random.rand(); return x + 1
np.random.rand(); return x + 1
np.random.shuffle(x); return x + 1
np.random.set_state(np.random.get_state()); return x + 1
import random; random.seed(0); return x + random.random()
print('hello'); return x + 1
print('hello'); return x
print('hello ' * 10_000); return x
print('\\ud800 \\x00 \\x1b[31m', n); return x
import sys; sys.stderr.write('loud'); return x
import sys; sys.stdout = None; return x
import sys; sys.stdout = None; print('gone'); return x
import warnings; warnings.warn('careful'); return x
import warnings; warnings.simplefilter('error'); return x / 0
np.seterr(all='raise'); return x + 1
return x / 0
return np.log(-np.abs(x) - 1)
return np.exp(x * 1e6 + 1e6)
return 1 / 0
return int('x')
return x @ np.ones(999)
return undefined
return x.undefined
return params['undefined']
return rows[99]
return odd(x, params, rows)
return odd(x, params, rows, n)
return x.reshape(999)
assert n == 99
assert n == 99, 'n is not 99'
raise KeyboardInterrupt
raise KeyboardInterrupt('stop')
raise SystemExit
raise SystemExit(3)
import sys; sys.exit('bye')
raise GeneratorExit
raise StopIteration(3)
raise BaseException('base')
raise ExceptionGroup('group', [ValueError(1), TypeError(2)])
raise MemoryError
raise RecursionError('so deep')
raise NotImplementedError('write your answer here')
raise NotImplementedError
raise TimeoutError('late')
raise OSError(2, 'No such file')
raise UnicodeDecodeError('utf-8', b'x', 0, 1, 'odd')
raise ValueError('first line\\nsecond line')
raise ValueError('x' * 5_000)
raise ValueError('\\ud800')
raise ValueError('')
raise ValueError(x)
raise ValueError from KeyError('cause')
raise 'no exception'
raise type('Odd', (Exception,), {})('of my own')
raise type('N' * 300, (Exception,), {})('a long name')
raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})
raise type('Quits', (Exception,), {'__str__': lambda self: exit()})
raise type('Nothing', (Exception,), {'__str__': lambda self: None})
e = ValueError('noted'); e.add_note('a note'); raise e
e = ValueError('noted'); e.__notes__ = [3]; raise e
e = ValueError('noted'); e.__notes__ = 3; raise e
return type('Mine', (), {})()
return type('M' * 300, (), {})()
return type('Mine', (list,), {})([1])
return type('Mine', (dict,), {})(a=1)
return type('Mine', (float,), {})(1.0)
return type('Mine', (int,), {})(1)
return type('Mine', (str,), {})('1')
return type('Mine', (np.float64,), {})(1.0)
return type('Mine', (np.float64,), {'dtype': property(lambda self: 1 / 0)})(1.0)
return (x + 1).view(type('Mine', (np.ndarray,), {}))
return type('Mine', (), {'__eq__': lambda self, other: True, '__hash__': None})()
return type('Mine', (), {'__repr__': lambda self: 1 / 0})()
return type('Mine', (), {'__class__': property(lambda self: np.ndarray)})()
return type('Mine', (), {'__array__': lambda self, *a: np.zeros(3)})()
return type('Mine', (), {'__deepcopy__': lambda self, memo: x + 1})()
return type('Meta', (type,), {'__name__': property(lambda self: 1 / 0)})('Mine', (), {})()
return type('Point', (tuple,), {})((1, 2))
import collections; return collections.namedtuple('Point', 'x y')(1, 2)
import collections; return collections.OrderedDict(a=1)
import collections; return collections.Counter('aab')
import collections; return collections.defaultdict(list)
import fractions; return fractions.Fraction(1, 3)
import decimal; return decimal.Decimal('0.1')
import enum; return enum.IntEnum('Color', 'RED').RED
import threading; return threading.Lock()
import threading; t = threading.Thread(target=x.fill, args=(0,)); t.start(); t.join(); return x + 1
import gc; gc.collect(); return x + 1
globals()['odd'] = None; return x + 1
yield x + 1
"""

SLOW = """
while True: pass
while True: n = n + 1
exec('while True:\\n try:\\n  while True: pass\\n except BaseException: break'); return x + 1
exec('try:\\n while True: pass\\nfinally: x += 1'); return x + 1
import time; time.sleep(60)
import itertools; return sum(1 for _ in itertools.count())
"""


def bodies(text):
    """The bodies in a text, one a line."""
    return text.strip().split("\n")


def source(body):
    """The function of a body, as a learner writes it."""
    return "def odd(x, params, rows, n):\n" + "".join(f"    {line}\n" for line in body.split("; "))
