"""Imputers of scikit-learn beside a completed table: errors as JSON.

    python3 impute.py hide TABLE SHARE SEED > HOLES
    python3 impute.py compare TABLE HOLES COMPLETED

Tables are CSV of numbers without names. `hide` leaves out SHARE of the entries, at random, but one of each column at
least. `compare` standardizes the columns of HOLES as `lacuna` does and lets them be completed by `mean`, `knn` (five
neighbours), `iterative` (Bayesian ridge regressions in turn) and `trees` (the same with fifty extremely randomized
trees). Each has `deviations`, the mean over the columns of the root mean squared error at what is missing, divided by
the column's standard deviation, and `nmae`, that of `lacuna`.
"""

import json
import sys
import time
import warnings

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.preprocessing import StandardScaler

imputers = {
    "mean": SimpleImputer(),
    "knn": KNNImputer(),
    "iterative": IterativeImputer(max_iter=20, random_state=0),
    "trees": IterativeImputer(ExtraTreesRegressor(50, random_state=0), max_iter=4, random_state=0),
}


def read(path):
    return np.genfromtxt(path, delimiter=",", ndmin=2)


def hide(path, share, seed):
    table = read(path)
    draw = np.random.default_rng(int(seed))
    seen = draw.random(table.shape) >= float(share)
    seen[0, ~seen.any(axis=0)] = True
    for row, flags in zip(table, seen):
        print(",".join(repr(float(x)) if flag else "" for x, flag in zip(row, flags)))


def errors(estimate, table, missing):
    of = []
    for column, guess, holes in zip(table.T, estimate.T, missing.T):
        if holes.any() and column.std() > 0:
            of.append(np.sqrt(np.mean((guess - column)[holes] ** 2)) / column.std())
    span = table.max() - table.min()
    nmae = np.abs(estimate - table)[missing].mean() / span
    return {"deviations": float(np.mean(of)), "nmae": float(nmae)}


def compare(path, holes_path, completed_path):
    table, holes = read(path), read(holes_path)
    missing = np.isnan(holes)
    results = {"completed": errors(read(completed_path), table, missing)}
    scaler = StandardScaler().fit(holes)
    for name, imputer in imputers.items():
        start = time.perf_counter()
        estimate = scaler.inverse_transform(imputer.fit_transform(scaler.transform(holes)))
        seconds = time.perf_counter() - start
        results[name] = {**errors(estimate, table, missing), "seconds": seconds}
    print(json.dumps(results))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    {"hide": hide, "compare": compare}[sys.argv[1]](*sys.argv[2:])
