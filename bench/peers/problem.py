"""What the Python peers share: the problem as files, and the two things that are asked of a peer.

    python3 PEER.py FOLDER check STEPS     the loss at every step
    python3 PEER.py FOLDER time SECONDS    seconds of one step
"""

import json
import os
import re
import sys
import time

import numpy as np

FEWEST_SAMPLES = 5
WARM_UP_STEPS = 3


class Problem:
    """Row-major float32 arrays and the constants of Adam."""

    def __init__(self, folder):
        with open(os.path.join(folder, "problem.json"), encoding="utf-8") as file:
            head = json.load(file)
        self.rows, self.cols = head["rows"], head["cols"]
        self.weight = head["weight"]
        self.learning_rate = head["learningRate"]
        self.beta1, self.beta2, self.epsilon = head["beta1"], head["beta2"], head["epsilon"]

        def read(name, rows, cols):
            values = np.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4")
            return values.reshape(rows, cols)

        m, n = self.rows, self.cols
        self.target, self.mask = read("target", m, n), read("mask", m, n)
        self.factors = [read("factor0", m, m), read("factor1", m, m), read("factor2", m, n)]
        self.row_side, self.col_side = read("rows", m, m), read("cols", n, n)


def serve(make_step, about):
    """Answers the command line. make_step(problem) returns a function of no arguments that takes
    one step and returns the loss before it, as a float or something that float() takes."""
    folder, command, amount = sys.argv[1:4]
    step = make_step(Problem(folder))
    if command == "check":
        answer = {"losses": [float(step()) for _ in range(int(amount) + 1)]}
    else:
        answer = {"seconds": time_steps(step, float(amount))}
    print(json.dumps({**answer, "about": about()}))


def time_steps(step, seconds):
    for _ in range(WARM_UP_STEPS):
        step()
    samples = []
    start = time.perf_counter()
    while len(samples) < FEWEST_SAMPLES or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        step()
        samples.append(time.perf_counter() - begin)
    return samples


def loaded_blas():
    """File names of the BLAS libraries in this process, where the system tells."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            text = maps.read()
    except OSError:
        return "unknown BLAS"
    names = set(re.findall(r"/([^/\s]*(?:openblas|blis|mkl_rt|libblas)[^/\s]*)$", text, re.M))
    return ", ".join(sorted(names)) or "unknown BLAS"
