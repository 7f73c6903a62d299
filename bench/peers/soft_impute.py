"""Soft-impute along a path of λ, in plain numpy with a full decomposition in every iteration: what
Lacuna's method soft-impute does by default, extrapolation included.

    python3 soft_impute.py FILE.npy [OUT.npy]

FILE holds a matrix whose missing entries are NaN. Prints {"seconds", "iterations", "about"}.
"""

import json
import sys
import time

import numpy as np
from problem import loaded_blas

POINTS = 30
LEAST = 1e-3
TOLERANCE = 1e-3
ITERATIONS = 100


def shrink(x, threshold):
    """Soft-thresholded singular values of x, and their sum."""
    u, s, v = np.linalg.svd(x, full_matrices=False)
    s = s[s > threshold] - threshold
    return (u[:, : len(s)] * s) @ v[: len(s)], float(s.sum())


def solve(data, observed, x, threshold):
    """min ½‖P_Ω(X − M)‖² + λ‖X‖_*, from x."""
    before, momentum, objective = x, 1.0, np.inf
    for iteration in range(1, ITERATIONS + 1):
        after = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum**2))
        beta = np.float32((momentum - 1.0) / after)
        momentum = after
        filled = np.where(observed, data, x + beta * (x - before))
        before = x
        x, norm = shrink(filled, threshold)
        error = float(np.square(x - data, where=observed, out=np.zeros_like(x)).sum(dtype=float))
        risen = 0.5 * error + threshold * norm
        momentum = 1.0 if risen > objective else momentum
        objective = risen
        size = np.linalg.norm(x)
        if np.linalg.norm(x - before) <= TOLERANCE * size:
            break
    return x, iteration


def main():
    given = np.load(sys.argv[1]).astype(np.float32)
    observed = ~np.isnan(given)
    data = np.where(observed, given, np.float32(0))
    start = time.perf_counter()
    largest = np.linalg.norm(data, 2)
    x, iterations = np.zeros_like(data), 0
    for point in range(1, POINTS + 1):
        x, more = solve(data, observed, x, largest * LEAST ** (point / POINTS))
        iterations += more
    seconds = time.perf_counter() - start
    if len(sys.argv) > 2:
        np.save(sys.argv[2], x)
    print(json.dumps({"seconds": seconds, "iterations": iterations, "about": loaded_blas()}))


if __name__ == "__main__":
    main()
