"""How fast each explorer answers, beside ipywidgets' interact drawing the same view, in Chromium.

    python benchmarks/explorers.py [--only NAME ...] [--moves 5] [--json FILE]

Each explorer, of lessons and of what goes deeper, has a kernel of its own and a few moves, so that
all of them take some minutes; what is told is the median. From a key to the first frame with the
new picture, in JupyterLab, in ms. (The frame as the page paints it: what a compositor then needs to
show it, a frame or more, is in none of these times.)

(waits)  of what is above drawing, until the kernel begins to draw
first    its cell, run in a kernel that has imported steppes and nothing else
jump     the slider or list is put where nothing was drawn ahead, while the kernel rests
draw     what drawing and encoding took in these jumps, timed in the kernel; the axes stood ready
above    what each jump took beyond it
step     one step on, which was drawn while the student looked at the picture before
interact the pictures of the jumps again, drawn by ipywidgets' interact

Ratios and what a jump takes above drawing are held to their bars (exit code 1); times are reported.
"""

from __future__ import annotations

import argparse
import functools
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nbformat import v4
from playwright.sync_api import Locator

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from lab import IDLE, KERNEL, OpenNotebook, open_notebook, running_chromium, running_lab

HELD = {"above": 40.0, "of_interact": 0.9}  # at most, for every explorer
REPORTED = {"first": 1000.0, "step": 25.0}
DRAW_MS = 100.0  # at the median explorer
PACE_MS = 400  # from one picture to the next move: someone who looks only briefly
WAIT_S = 60

SETUP = """
import json, time
import matplotlib.pyplot as plt
import steppes
from steppes.exploring import Explorer
from steppes.showing import png_bytes

spent = {}  # places -> when drawing began, and how long it took, in ms
drawn = Explorer._drawn

def timed(self, at):
    began = 1000 * time.time()
    picture = drawn(self, at)
    spent.setdefault(",".join(map(str, at)), (began, 1000 * time.time() - began))
    return picture

Explorer._drawn = timed
"""
SHOW = "explorer = steppes.explorers.{name}()\nexplorer"
# What the views keep of tables and models is there before anything is compared.
WARM = """
for at in {path}:
    png_bytes(explorer.view(**explorer._named(at))[0])
"""
SPENT = "print(json.dumps(spent))"
INTERACT = """
from ipywidgets import IntSlider, interact

path = {path}

def draw(place):
    explorer.view(**explorer._named(path[place]), fig=plt.figure())
    plt.show()

interact(draw, place=IntSlider(min=0, max=len(path) - 1, value=0));
"""
CELLS = 5
SETUP_CELL, SHOW_CELL, WARM_CELL, INTERACT_CELL, SPENT_CELL = range(CELLS)

# Resolves to when a move was made and, from there, the ms to the frame with a new picture.
TIME_NEXT = """root => new Promise(resolve => {
  let moved;
  const source = () => root.querySelector('img')?.src;
  const before = source();
  const note = () => { moved ??= performance.now(); };
  for (const kind of ['keydown', 'input']) {
    window.addEventListener(kind, note, {capture: true, once: true});
  }
  setTimeout(() => resolve([0, null]), 30000);
  const watch = new MutationObserver(async () => {
    const image = root.querySelector('img');
    if (!image?.src || image.src === before) return;
    watch.disconnect();
    // Not decode(), which waits for a turn of its own and is no part of what is seen.
    if (!image.complete) {
      await new Promise(loaded => image.addEventListener('load', loaded, {once: true}));
    }
    requestAnimationFrame(() => {
      // A message posted in a frame's callbacks is delivered once that frame is painted.
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => resolve([performance.timeOrigin + moved, performance.now() - moved]);
      port2.postMessage(0);
    });
  });
  watch.observe(root, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
})"""
RUN_AND_SEE = """async index => {
  const cell = jupyterapp.shell.currentWidget.content.widgets[index].node;
  const began = performance.now();
  jupyterapp.commands.execute('notebook:run-cell');
  while (!cell.querySelector('.steppes-explorer:has(.steppes-controls) img')?.src) {
    await new Promise(requestAnimationFrame);
  }
  await cell.querySelector('.steppes-explorer:has(.steppes-controls) img').decode();
  return performance.now() - began;
}"""
CLEAR = "() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
SCROLL_TO = "index => jupyterapp.shell.currentWidget.content.scrollToItem(index)"
MOVE = """(control, place) => {
  control.value = place;
  control.dispatchEvent(new Event('input'));
}"""


@dataclass
class Found:
    """What one explorer's moves took at the median, in ms."""

    name: str
    settings: int
    first: float
    draw: float
    jump: float
    above: float
    step: float
    interact: float
    waits: float  # of `above`: from the move until the kernel begins to draw

    @property
    def of_interact(self) -> float:
        return self.jump / self.interact

    @property
    def missed(self) -> list[str]:
        return [what for what, bar in HELD.items() if getattr(self, what) > bar]

    def __str__(self) -> str:
        times = (self.first, self.draw, self.jump, self.above, self.waits, self.step, self.interact)
        said = f"MISSED: {', '.join(self.missed)}" if self.missed else "met"
        return (
            f"{self.name:<20}{self.settings:>8}" + "".join(f"{ms:>9.0f}" for ms in times)
            + f"{self.of_interact:>9.2f}  {said}"
        )  # fmt: skip


COLUMNS = ("first", "draw", "jump", "above", "(waits)", "step", "interact", "ratio")
HEAD = f"{'':<20}{'settings':>8}" + "".join(f"{name:>9}" for name in COLUMNS)


def jumps(sizes: Sequence[int], start: Sequence[int], number: int) -> list[list[int]]:
    """Where to go from the start: one control at a time, and nowhere that is drawn ahead.

    Drawn ahead are the places beside one on which the student stood.
    """
    at, path = list(start), []
    known = {tuple(at), *_beside(at, sizes)}
    for turn in range(number):
        there = [
            [*at[:control], place, *at[control + 1 :]]
            for control, size in sorted(enumerate(sizes), key=lambda pair: -pair[1])
            for place in range(size)
        ]
        there = [each for each in there if tuple(each) not in known]
        if not there:
            break
        at = there[(len(there) * (2 * turn + 1)) // 7 % len(there)]
        path.append(at)
        known |= {tuple(at), *_beside(at, sizes)}
    return path


def _beside(at: Sequence[int], sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for control, size in enumerate(sizes):
        for place in (at[control] - 1, at[control] + 1):
            if 0 <= place < size:
                yield (*at[:control], place, *at[control + 1 :])


def _timed(notebook: OpenNotebook, root: Locator, move) -> tuple[float, float]:
    """When a move was made, and how long its picture took, once the kernel has come to rest."""
    _rest(notebook)
    handle = root.evaluate_handle(f"root => ({{done: ({TIME_NEXT})(root)}})")
    move()
    moved, ms = handle.evaluate("handle => handle.done")
    if ms is None:
        raise RuntimeError("no other picture came within 30 s")
    return moved, ms


def _rest(notebook: OpenNotebook) -> None:
    """Wait until the neighbours are drawn; a key now and then, or all the others would follow."""
    page, idle = notebook.page, 0
    page.wait_for_timeout(PACE_MS)
    for _ in range(4 * WAIT_S):
        page.keyboard.press("Shift")
        page.wait_for_timeout(80)
        idle = idle + 1 if page.evaluate(IDLE) else 0
        if idle == 5:  # longer than between one neighbour and the next
            return


def _measured(notebook: OpenNotebook, name: str, moves: int) -> Found:
    from steppes import explorers

    declared = explorers.declared()[name]()
    sizes = [len(control.values) for control in declared._controls]
    path = jumps(sizes, declared._at, moves)
    page = notebook.page
    # Widgets of the last explorer's kernel would be waited for in the next one's.
    page.evaluate(CLEAR)
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.wait_for_function(IDLE, timeout=1000 * WAIT_S)
    page.evaluate(f"async () => {{ await {KERNEL}.info; }}")
    notebook.run_cell(SETUP_CELL, SETUP.strip())
    # The first picture, cold; then the tables are warm and the explorer is made anew.
    first = _shown(notebook, name)
    notebook.run_cell(WARM_CELL, WARM.format(path=path).strip(), seconds=WAIT_S)
    _shown(notebook, name)
    took, step = _moves(notebook, declared._at, path)
    spent = json.loads(notebook.run_cell(SPENT_CELL, SPENT))
    draw, jump, above, waits = [], [], [], []
    for at, (moved, ms) in zip(path, took, strict=True):
        began, drawing = spent[",".join(map(str, at))]
        if began > moved:  # or else it was foreseen after all
            draw, jump = [*draw, drawing], [*jump, ms]
            above, waits = [*above, ms - drawing], [*waits, began - moved]
    interact = _interact(notebook, [declared._at, *path])
    size = 1
    for each in sizes:
        size *= each
    middle = [statistics.median(times) for times in (draw, jump, above, step, interact, waits)]
    return Found(name, size, first, *middle)


def _shown(notebook: OpenNotebook, name: str) -> float:
    """Run the explorer's cell; how long until its picture is there."""
    cell = "jupyterapp.shell.currentWidget.content.widgets[index]"
    notebook.page.evaluate(
        f"([index, source]) => {cell}.model.sharedModel.setSource(source)",
        [SHOW_CELL, SHOW.format(name=name)],
    )
    notebook.page.evaluate(f"index => {{ {cell}.model.clearExecution?.(); }}", SHOW_CELL)
    notebook.page.evaluate(f"index => {{ {cell}.outputArea.model.clear(); }}", SHOW_CELL)
    notebook.page.wait_for_timeout(PACE_MS)
    notebook.select_cell(SHOW_CELL)
    return notebook.page.evaluate(RUN_AND_SEE, SHOW_CELL)


def _moves(
    notebook: OpenNotebook, at: list[int], path: list[list[int]]
) -> tuple[list[tuple[float, float]], list[float]]:
    """Jump along the path, then take as many steps back and forth on the last control moved."""
    explorer = notebook.page.locator(".steppes-explorer:has(.steppes-controls)").last
    inputs = explorer.locator("select, input[type=range]")
    took, control = [], 0
    for there in path:
        control = next(i for i, (a, b) in enumerate(zip(at, there, strict=True)) if a != b)
        mover, place = inputs.nth(control), there[control]
        took.append(_timed(notebook, explorer, lambda m=mover, p=place: m.evaluate(MOVE, p)))
        at = there
    mover = inputs.nth(control)
    mover.focus()
    here, last = at[control], mover.evaluate("c => c.length ? c.length - 1 : Number(c.max)")
    is_list = mover.evaluate("c => c.tagName === 'SELECT'")
    back, on = ("ArrowUp", "ArrowDown") if is_list else ("ArrowLeft", "ArrowRight")
    step, by = [], 1
    for _ in path:
        by = by if 0 <= here + by <= last else -by
        here, key = here + by, on if by > 0 else back
        step.append(_timed(notebook, explorer, lambda k=key: notebook.page.keyboard.press(k))[1])
    return took, step


def _interact(notebook: OpenNotebook, path: list[list[int]]) -> list[float]:
    # Beneath a tall picture the page would not lay this cell out, and it may do so late.
    notebook.page.evaluate(CLEAR)
    notebook.run_cell(INTERACT_CELL, INTERACT.format(path=path).strip())
    notebook.page.evaluate(SCROLL_TO, INTERACT_CELL)
    cell = notebook.page.locator(".jp-Notebook-cell").nth(INTERACT_CELL)
    root = cell.locator(".jp-Cell-outputArea")
    root.locator("img").wait_for()
    root.locator(".noUi-handle").focus()
    step = functools.partial(notebook.page.keyboard.press, "ArrowRight")
    return [_timed(notebook, root, step)[1] for _ in path[1:]]


def measure(only: Sequence[str] = (), moves: int = 5, page_width: int = 1280) -> Iterator[Found]:
    """Each explorer in turn; `only` names some."""
    from steppes import explorers

    names = list(only) or list(explorers.declared())
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        running_chromium() as browser,
    ):
        cells = [v4.new_code_cell("") for _ in range(CELLS)]
        lab.place(v4.new_notebook(cells=cells), "explorers.ipynb")
        notebook = open_notebook(browser, lab, "explorers.ipynb", page_width)
        for name in names:
            yield _measured(notebook, name, moves)
            if problems := notebook.errors() + notebook.script_errors:
                raise RuntimeError(f"the benchmark notebook failed at {name}: {problems[0]}")
        notebook.close()


def summary(found: Sequence[Found]) -> list[str]:
    """What holds over all explorers, a line each."""
    middle = statistics.median(each.draw for each in found)
    slowest = max(found, key=lambda each: each.draw)
    told = f"drawing at the median explorer {middle:.0f} ms (wanted {DRAW_MS:.0f})"
    lines = [f"{told}; slowest {slowest.name}, {slowest.draw:.0f}"]
    for what, bar in REPORTED.items():
        over = [f"{each.name} {getattr(each, what):.0f}" for each in found
                if getattr(each, what) > bar]  # fmt: skip
        lines.append(f"{what} at most {bar:.0f} ms: {', '.join(over) or 'all'}")
    missed = [each.name for each in found if each.missed]
    lines.append(f"bars (above 40 ms, 0.9 of interact) missed: {', '.join(missed) or 'none'}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME")
    parser.add_argument("--moves", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write what was found to this file")
    arguments = parser.parse_args()
    print(HEAD)
    found = []
    for each in measure(arguments.only, arguments.moves):
        found.append(each)
        print(each, flush=True)
    print("\n".join(summary(found)))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(each) for each in found], indent=1) + "\n")
    return int(any(each.missed for each in found))


if __name__ == "__main__":
    sys.exit(main())
