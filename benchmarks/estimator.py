"""The gravity estimator beside its oracles, and with many BLAS threads on one busy core.

    python benchmarks/estimator.py

Threads: each model is fitted on one core that another process loads, with one BLAS thread and with
as many as the machine has cores (`MANY` at most), all on that one core: as in a container that sees
the cores of its host and may use one. The last line is the reason: `numpy.linalg.solve`, which
leaves its work to BLAS, under the same conditions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

SAMPLES, MANY, ROUNDS, FITS = 800, 8, 4, 3
MODELS = ("PPML", "PPML with effects", "the same, two clusters", "logarithms")
CONTROL = "numpy.linalg.solve, 400 equations"

_LOAD = "import os; os.sched_setaffinity(0, {core})\nwhile True: pass"
# numpy first, which starts no more threads than it sees cores; then all of them go to one core.
_FIT = """
import json, os, time
import numpy as np
np.ones((500, 500)) @ np.ones((500, 500))
for thread in os.listdir("/proc/self/task"):
    os.sched_setaffinity(int(thread), {core})
from steppes.measures import benchmark
from steppes.measures.ppml import ppml

flows = benchmark.flows_of(2012)
names = ["log_distance", "contiguous", "common_official_language", "colony"]
y, sides = flows["usd_million"], (flows["exporter"], flows["importer"])
square = np.random.default_rng(0).normal(size=(400, 400))
ways = [
    lambda: ppml(y, flows[names]),
    lambda: ppml(y, flows[names], sides),
    lambda: ppml(y, flows[names], sides, sides),
    lambda: benchmark.estimate(flows, "logs", tuple(names)),
    lambda: np.linalg.solve(square, square),
]
found = []
for way in ways:
    way()
    times = []
    for _ in range({fits}):
        start = time.perf_counter()
        way()
        times.append(time.perf_counter() - start)
    found.append(min(times))
print(json.dumps(found))
"""


def _times(core: int, threads: int) -> list[float]:
    """Seconds for each model, and for the control, in a process of its own on that core."""
    named = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    code = _FIT.format(core={core}, fits=FITS)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **dict.fromkeys(named, str(threads))},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def threads_table() -> list[dict]:
    """For each model, on one core: seconds alone, beside a load, and so with many threads allowed.

    `ratio` is the last over the one before, in the same run. Empty where no core can be chosen,
    which is outside Linux.
    """
    if not hasattr(os, "sched_setaffinity"):
        return []
    core = max(os.sched_getaffinity(0))
    alone = _times(core, 1)
    with subprocess.Popen([sys.executable, "-c", _LOAD.format(core={core})]) as load:
        try:
            rounds = [(_times(core, 1), _times(core, MANY)) for _ in range(ROUNDS)]
        finally:
            load.kill()
    rows = []
    for place, model in enumerate((*MODELS, CONTROL)):
        # The quickest round: what else the machine does can only add to it.
        one, many = (min(pair[way][place] for pair in rounds) for way in (0, 1))
        rows.append(
            {"model": model, "alone": alone[place], "one": one, "many": many, "ratio": many / one}
        )
    return rows


def samples_that_differ() -> tuple[int, int]:
    """How many samples of states there are with trade, and in how many the oracles differ.

    Compared are the rows that are separated, the slope and fitted means to 1e-6, and what is
    refused.
    """
    from gravity_oracles import flows_among, sample
    from test_ppml import assert_as_oracles

    flows, tried, differ = flows_among(), 0, 0
    for seed in range(SAMPLES):
        outcome, covariates, effects = sample(flows, seed)
        if outcome.any():
            tried += 1
            try:
                assert_as_oracles(outcome, covariates, effects)
            except (AssertionError, ValueError) as error:
                differ += 1
                print(f"sample {seed} of {sorted(set(effects[0]))}: {error}", file=sys.stderr)
    return tried, differ


if __name__ == "__main__":
    print(f"{'one core':<36} {'alone':>8} {'loaded':>8} {'threads':>8} {'ratio':>6}")
    for row in threads_table():
        times = " ".join(f"{row[way]:>8.3f}" for way in ("alone", "one", "many"))
        print(f"{row['model']:<36} {times} {row['ratio']:>6.2f}")
    print("{} samples with trade, {} differ".format(*samples_that_differ()))
