"""The arrays of one training step are made of the memory that the step before gave back."""

import subprocess
import sys

import pytest

STEPS = """
import resource
import numpy as np
from dlcourse.engine.graph import backward, relu
from dlcourse.engine.nn import Conv2D, Linear, Sequential, flatten
from dlcourse.engine.operations import cross_entropy

net = Sequential(Conv2D(1, 8, 3, seed=0), relu, flatten, Linear(8 * 26 * 26, 10, seed=1))
x, y = np.zeros((64, 1, 28, 28), np.float32), np.zeros(64, int)
for _ in range(8):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    backward(cross_entropy(net(x, train=True), y))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other C libraries")
def test_a_step_takes_no_new_pages_from_the_system_once_it_has_run():
    answer = subprocess.run([sys.executable, "-c", STEPS], capture_output=True, text=True, check=True)
    faults = [int(line) for line in answer.stdout.split()]
    assert faults[0] > 500  # the first step had to ask for its memory: 4 arrays of 1.4 MB, in pages of 4 kB
    assert max(faults[4:]) < 50
