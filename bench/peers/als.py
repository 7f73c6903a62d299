"""Alternating least squares with biases by numpy, on a random matrix: milliseconds of a step (all rows,
then all columns) as JSON.

    python3 als.py WAY ROWS COLS SHARE RANK STEPS

WAY is `lines`, a system for each row and column from its own entries, as most programs do it, or
`products`, all systems from one product of the dense mask with the outer products of the other side's
rows, and one batched solve: more arithmetic, all of it in the BLAS.
"""

import json
import sys
import time

import numpy as np

PENALTY = np.float32(0.1)
DAMPING = np.float32(5)


def with_ones(factor):
    return np.concatenate([factor, np.ones((len(factor), 1), np.float32)], axis=1)


def penalties(counts, order):
    diagonal = np.repeat(PENALTY * counts[:, None], order, axis=1)
    diagonal[:, -1] = DAMPING
    return diagonal


def solve_lines(values, mask, other, biases):
    others = with_ones(other)
    order = others.shape[1]
    diagonals = penalties(mask.sum(axis=1), order)
    solutions = np.empty((len(values), order), np.float32)
    for i in range(len(values)):
        at = np.flatnonzero(mask[i])
        w = others[at]
        gram = w.T @ w + np.diag(diagonals[i])
        solutions[i] = np.linalg.solve(gram, w.T @ (values[i, at] - biases[at]))
    return solutions[:, :-1], solutions[:, -1]


def solve_products(values, mask, other, biases):
    others = with_ones(other)
    order = others.shape[1]
    outer = (others[:, :, None] * others[:, None, :]).reshape(len(others), -1)
    grams = (mask @ outer).reshape(-1, order, order)
    grams[:, np.arange(order), np.arange(order)] += penalties(mask.sum(axis=1), order)
    right = (mask * (values - biases)) @ others
    solutions = np.linalg.solve(grams, right[:, :, None])[:, :, 0]
    return solutions[:, :-1], solutions[:, -1]


def main(way, rows, cols, share, rank, steps):
    solve = {"lines": solve_lines, "products": solve_products}[way]
    random = np.random.default_rng(0)
    mask = (random.random((rows, cols)) < share).astype(np.float32)
    values = mask * random.standard_normal((rows, cols)).astype(np.float32)
    right = 0.1 * random.standard_normal((cols, rank)).astype(np.float32)
    col_biases = np.zeros(cols, np.float32)
    transposed = np.ascontiguousarray(values.T), np.ascontiguousarray(mask.T)
    seconds = []
    for _ in range(steps):
        start = time.perf_counter()
        left, row_biases = solve(values, mask, right, col_biases)
        right, col_biases = solve(*transposed, left, row_biases)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"way": way, "ms": 1e3 * float(np.median(seconds))}))


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    row_count, col_count, part, width, count = numbers
    main(name, int(row_count), int(col_count), float(part), int(width), int(count))
