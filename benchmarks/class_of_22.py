"""A class on two cores: 22 kernels at once beside one, by how long a model and a picture take.

    python benchmarks/class_of_22.py [--kernels 22] [--threads 8]

Each kernel is a process that fits the model with effects to one year, of which nothing is stored,
and draws one picture. All begin at once on two cores, with as many BLAS threads allowed as a host
of many cores would allow. The bar: what 22 do on two cores takes no longer than 1.5 times eleven
times what one does on one core, so that only the work itself is waited for.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys

KERNELS, CORES, MANY, BAR = 22, 2, 8, 1.5
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
# numpy first, which starts no more threads than it sees cores; then all of them go to the cores.
_KERNEL = """
import json, os, sys, time
import numpy as np
np.ones((500, 500)) @ np.ones((500, 500))
for thread in os.listdir("/proc/self/task"):
    os.sched_setaffinity(int(thread), {cores})
from steppes import views
from steppes.measures import benchmark
flows = benchmark.flows_of(2012)
views.declared()
print("ready", flush=True)
sys.stdin.readline()
start, used = time.perf_counter(), time.process_time()
benchmark.estimate(flows, "effects", benchmark.COVARIATES["ties"])
model = time.perf_counter()
figure, _ = views.partner_ranks()
figure.canvas.draw()
end = time.perf_counter()
print(json.dumps([model - start, end - start, time.process_time() - used]))
"""


def seconds(kernels: int, cores: set[int], threads: int) -> list[list[float]]:
    """What a model and a picture take in each of some kernels that begin at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _KERNEL.format(cores=cores)],
            env={**os.environ, **dict.fromkeys(THREADS, str(threads))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(kernels)
    ]
    try:
        for kernel in started:
            assert kernel.stdout.readline() == "ready\n", "a kernel did not begin"
        for kernel in started:
            kernel.stdin.write("\n")
            kernel.stdin.flush()
        return [json.loads(kernel.stdout.readline()) for kernel in started]
    finally:
        for kernel in started:
            kernel.kill()
            kernel.communicate()


def class_table(kernels: int = KERNELS, threads: int = MANY) -> list[dict]:
    """For a model, and for model and picture: one kernel alone, the slowest of all, and the ratio.

    The ratio is over what is due when the cores share the work evenly: `kernels` over cores, times
    what one takes with one thread. The last row is processor time, of which each kernel is due what
    one takes alone, whatever else the machine does. Empty where no cores can be chosen, which is
    outside Linux.
    """
    if not hasattr(os, "sched_setaffinity"):
        return []
    cores = set(sorted(os.sched_getaffinity(0))[-CORES:])
    alone = [seconds(1, {max(cores)}, 1)[0] for _ in range(3)]
    together = seconds(kernels, cores, threads)
    share = kernels / len(cores)
    rows = []
    for place, what in enumerate(("model", "model and picture", "the same, processor time")):
        one, each = min(taken[place] for taken in alone), [taken[place] for taken in together]
        due = one if place == 2 else one * share  # processor time is not shared by the others
        row = {"what": what, "one": one, "median": statistics.median(each), "slowest": max(each)}
        rows.append({**row, "ratio": max(each) / due})
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernels", type=int, default=KERNELS)
    parser.add_argument("--threads", type=int, default=MANY)
    arguments = parser.parse_args()
    print(f"{arguments.kernels} kernels on {CORES} cores, {arguments.threads} threads allowed")
    rows = class_table(arguments.kernels, arguments.threads)
    for row in rows:
        times = ", ".join(f"{name} {row[name]:.2f} s" for name in ("one", "median", "slowest"))
        print(f"{row['what']:<26} {times}; {row['ratio']:.2f} of what is due (at most {BAR})")
    return int(any(row["ratio"] > BAR for row in rows))


if __name__ == "__main__":
    sys.exit(main())
