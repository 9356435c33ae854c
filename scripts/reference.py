"""How long stammkunde needs for a model of the base, as a ratio to the reference library.

By hand, never in a test: the library needs Python and a network.

    python3 -m venv ref
    ref/bin/pip install lifetimes==0.11.3 numpy==1.24.2 scipy==1.10.1 pandas==1.5.3
    go build -o stammkunde ./cmd/stammkunde
    ref/bin/python scripts/reference.py base.csv ./stammkunde

base.csv is a table with the columns x,t_x,T and for Gamma-Gamma zbar, one row a customer, as
`stammkunde clv fit` reads it. Both get the same rows, one after the other, on one thread each.
The library's figure is the processor time of its fit alone; ours is `seconds` of
`clv fit --json`, the fit with the grouping of equal customers, both without the reading of the
file. The parameters stand side by side: a ratio between two different answers says nothing.
"""

import csv
import json
import os
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is loaded

import lifetimes  # noqa: E402
import numpy as np  # noqa: E402

# The ratio that each model may have at most.
BUDGETS = {"mbg-nbd": 0.1, "bg-nbd": 0.1, "pareto-nbd": 0.05, "gamma-gamma": 0.2}

FITTERS = {
    "mbg-nbd": lifetimes.ModifiedBetaGeoFitter,
    "bg-nbd": lifetimes.BetaGeoFitter,
    "pareto-nbd": lifetimes.ParetoNBDFitter,
    "gamma-gamma": lifetimes.GammaGammaFitter,
}


def read(path):
    """Return the columns of the table as arrays, zbar only where it is there."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [n for n in ("x", "t_x", "T", "zbar") if rows and n in rows[0]]
    return {n: np.array([float(r[n] or 0) for r in rows]) for n in names}


def theirs(model, base):
    """Fit with the library: processor seconds and parameters, or why it failed."""
    fitter = FITTERS[model](penalizer_coef=0.0)
    if model == "gamma-gamma":
        some = (base["x"] > 0) & (base["zbar"] > 0)
        data = (base["x"][some], base["zbar"][some])
    else:
        data = (base["x"], base["t_x"], base["T"])
    start = time.process_time()
    try:
        fitter.fit(*data)
    except Exception as failure:  # it refuses some bases, which is an answer, too
        return time.process_time() - start, f"{type(failure).__name__}: {failure}"
    return time.process_time() - start, dict(fitter.params_)


def ours(model, path, program):
    """Fit with stammkunde on one thread: seconds and parameters."""
    out = subprocess.run(
        [program, "clv", "fit", path, "--model", model, "--json"],
        env={**os.environ, "GOMAXPROCS": "1"}, check=True, capture_output=True, text=True,
    ).stdout
    answer = json.loads(out)
    return answer["seconds"], answer["params"] or answer["note"]


def shown(params):
    if isinstance(params, str):
        return params
    return " ".join(f"{k}={v:.4g}" for k, v in sorted(params.items()))


def main(path, program):
    base = read(path)
    print(f"{len(base['x'])} customers, lifetimes {lifetimes.__version__}, numpy {np.__version__}")
    for model, budget in BUDGETS.items():
        if model == "gamma-gamma" and "zbar" not in base:
            continue
        before, reference = theirs(model, base)
        seconds, params = ours(model, path, program)
        ratio = seconds / before if before else float("inf")
        print(f"{model}: {seconds:.3f} s to {before:.3f} s, ratio {ratio:.4f}, at most {budget}")
        print(f"  ours   {shown(params)}")
        print(f"  theirs {shown(reference)}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
