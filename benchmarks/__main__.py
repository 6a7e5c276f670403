"""Measure the course beside its bars: `python benchmarks [--json FILE] [--no-browser]`.

Ratios and sizes are held to their bars (exit code 1 when one is missed). Times and memory
depend on the machine: they are reported beside their bars and never fail the run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Row:
    """One line of the table: what was measured, beside its bar; `held` means it can fail."""

    what: str
    measured: float
    unit: str
    bar: float
    held: bool
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    def __str__(self) -> str:
        sign = "at least" if self.at_least else "at most"
        said = "met" if self.met else "MISSED" if self.held else "slower here"
        return (
            f"{self.what:<62} {self.measured:>9.3f} {self.unit:<6} {sign:>8} {self.bar:g}  {said}"
        )


def _output(*command: str, env: dict[str, str] | None = None) -> str:
    """What a command prints, run at the top of the checkout, in this environment unless given."""
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=env)
    return done.stdout


def _import_time() -> Row:
    code = (
        "import time, pandas, matplotlib.pyplot; start = time.perf_counter(); import steppes;"
        "print(time.perf_counter() - start)"
    )
    times = [float(_output(sys.executable, "-c", code)) for _ in range(5)]
    what = "import steppes, beyond pandas and matplotlib (median of 5)"
    return Row(what, statistics.median(times), "s", 0.15, held=False)


_FIRST_CHECK = """
import contextlib, io, sys, time
import steppes
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    steppes.check(sys.argv[1], "A")
print(1000 * (time.perf_counter() - start))
"""


def _first_check_of_a_kernel() -> Row:
    """Where nothing was asked or loaded before: an exercise of each lesson, the slowest of them."""
    from steppes import checking

    asked = {exercise.lesson: exercise.id for exercise in reversed(checking.declared().values())}
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.values():
            command = (sys.executable, "-c", _FIRST_CHECK, name)
            home = {**os.environ, "STEPPES_HOME": folder}
            times.append(statistics.median(float(_output(*command, env=home)) for _ in range(5)))
    what = "check(...), the first of a kernel, slowest lesson (median of 5)"
    return Row(what, max(times), "ms", 20, held=False)


def _check_times() -> list[Row]:
    """The slowest exercise: its first check, which computes the answer, and those after."""
    from steppes import checking, tables

    for name in tables.manifest():
        tables.load(name)
    first = again = 0.0
    for exercise in checking.declared().values():
        answer = exercise.mistakes[-1].answer() if exercise.mistakes else "too short"
        for turn in range(2):
            start = time.perf_counter()
            checking.judge(exercise, answer)
            spent = 1000 * (time.perf_counter() - start)
            first, again = (max(first, spent), again) if turn == 0 else (first, max(again, spent))
    return [
        Row("check(...), slowest exercise, wrong answer, first time", first, "ms", 20, held=False),
        Row("check(...), slowest exercise, wrong answer, again", again, "ms", 20, held=False),
    ]


_MEMORY = """
import os, psutil
print(psutil.Process(os.getpid()).memory_info().rss / 1e6)
"""


def _run_all() -> list[Row]:
    """Run every lesson and solution once, one after the other, and read the kernel's memory."""
    largest, where = 0.0, ""
    start = time.perf_counter()
    for folder in ("notebooks", "solutions"):
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.append(nbformat.v4.new_code_cell(_MEMORY))
            client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
            client.execute()
            used = float(notebook.cells[-1].outputs[0]["text"])
            if used > largest:
                largest, where = used, f"{folder}/{path.stem}"
    return [
        Row(
            "all lessons and solutions executed", time.perf_counter() - start, "s", 120, held=False
        ),
        Row(f"one kernel's memory at the end of {where}", largest, "MB", 300, held=False),
    ]


def _megabytes(paths) -> float:
    return sum(p.stat().st_size for p in paths if p.is_file() and not p.is_symlink()) / 1e6


def _sizes() -> list[Row]:
    """The tracked files with their history, and what the lessons' pins take up when installed."""
    tracked = _megabytes(ROOT / name for name in _output("git", "ls-files", "-z").split("\0")[:-1])
    packed = _output("git", "count-objects", "-v")
    sizes = dict(line.split(": ") for line in packed.splitlines())
    history = (int(sizes["size"]) + int(sizes["size-pack"])) / 1000
    rows = [
        Row("the repository, cloned: files and history", tracked + history, "MB", 25, held=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "env"
        uv = [sys.executable, "-m", "uv"]
        lock = str(ROOT / "requirements.lock")
        subprocess.run([*uv, "venv", "-q", str(target)], check=True)
        # The folder is named: `python -m uv` would otherwise take the environment it runs in.
        into = ["--python", str(target), "--link-mode", "copy", "--require-hashes", "-r", lock]
        subprocess.run([*uv, "pip", "install", "-q", *into], check=True)
        size = _megabytes(target.rglob("*"))
    rows.append(Row("the installed environment for lessons", size, "MB", 450, held=True))
    return rows


def _estimator() -> list[Row]:
    """PPML with importer and exporter effects, all flows of one year, beside statsmodels."""
    import numpy as np
    import pandas as pd
    import statsmodels.api as sm

    from steppes.measures.benchmark import flows_of
    from steppes.measures.ppml import ppml

    flows = flows_of(2012)
    names = ["log_distance", "contiguous", "common_official_language", "colony"]
    sides = flows["exporter"], flows["importer"]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        fit = ppml(flows["usd_million"], flows[names], sides)
        times.append(time.perf_counter() - start)
    dummies = [pd.get_dummies(side, prefix=side.name, dtype=float) for side in sides]
    design = pd.concat([flows[names], dummies[0], dummies[1].iloc[:, 1:]], axis=1)
    start = time.perf_counter()
    model = sm.GLM(flows["usd_million"], design, family=sm.families.Poisson())
    found = model.fit(tol=1e-12, tol_criterion="params")
    slower = (time.perf_counter() - start) / statistics.median(times)
    apart = float(np.abs(fit.coefficients / found.params[names] - 1).max())
    what = f"PPML with effects, {len(flows):,} flows"
    return [
        Row(f"{what} (median of 5)", statistics.median(times), "s", 1, held=False),
        Row(f"{what}: times faster than statsmodels", slower, "x", 1, True, True),
        Row("the same, largest relative difference, in millionths", 1e6 * apart, "", 1, True),
    ]


def _estimator_on_one_core() -> list[Row]:
    """Many BLAS threads on one core beside a load, over one thread there, in the same run."""
    from estimator import CONTROL, MANY, threads_table

    rows = []
    for row in threads_table():
        what = f"{row['model']}, a loaded core: {MANY} BLAS threads over 1"
        held = row["model"] != CONTROL  # which shows what the bar is for
        rows.append(Row(what, row["ratio"], "x", 1.5 if held else float("inf"), held))
    return rows


def _class() -> list[Row]:
    """22 kernels on two cores, over what is due of the work when two cores share it."""
    from class_of_22 import BAR, KERNELS, class_table

    return [
        Row(
            f"{KERNELS} kernels on two cores: {row['what']}, of what is due",
            row["ratio"],
            "x",
            BAR,
            True,
        )
        for row in class_table()
    ]


def _estimator_by_samples() -> list[Row]:
    from estimator import samples_that_differ

    tried, differ = samples_that_differ()
    return [Row(f"PPML, {tried} samples of states: differ from the oracles", differ, "", 0, True)]


def _explorers() -> list[Row]:
    """All explorers of the course: the worst of each against its bar."""
    import explorers

    found = list(explorers.measure())

    def worst(what: str, told: str, unit: str, bar: float, held: bool) -> Row:
        each = max(found, key=lambda one: getattr(one, what))
        return Row(f"{told} ({each.name})", getattr(each, what), unit, bar, held)

    above, of_interact = explorers.HELD["above"], explorers.HELD["of_interact"]
    first, step = explorers.REPORTED["first"], explorers.REPORTED["step"]
    middle = statistics.median(each.draw for each in found)
    return [
        worst("above", "explorers, a jump above drawing it once", "ms", above, True),
        worst("of_interact", "explorers, a jump, of interact's time", "x", of_interact, True),
        worst("step", "explorers, a step drawn ahead", "ms", step, False),
        worst("first", "explorers, the first picture, cold", "ms", first, False),
        Row("explorers, drawing at the median one", middle, "ms", explorers.DRAW_MS, held=False),
        worst("draw", "explorers, the slowest to draw", "ms", float("inf"), False),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    parser.add_argument("--no-browser", action="store_true", help="leave the explorers out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEPPES_HOME"] = home
        rows = [
            _import_time(),
            _first_check_of_a_kernel(),
            *_check_times(),
            *_estimator(),
            *_estimator_on_one_core(),
        ]
        rows += [*_class(), *_estimator_by_samples(), *_run_all(), *_sizes()]
        if not arguments.no_browser:
            rows = [*_explorers(), *rows]
    print("\n".join(str(row) for row in rows))
    if arguments.json:
        text = json.dumps([{**asdict(row), "met": row.met} for row in rows], indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return int(any(row.held and not row.met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
