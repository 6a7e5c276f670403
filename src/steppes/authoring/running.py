"""Execute a notebook in a kernel of its own, with nothing stored from before."""

from __future__ import annotations

import asyncio
import atexit
import copy
import os
import subprocess
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from .notebooks import Trouble, first_line

SECONDS_PER_CELL = 120


class Stopped(Exception):
    """A kernel ended by itself or was interrupted; the message is one sentence."""


def kernel_environment(folder: Path) -> dict[str, str]:
    """What a kernel's environment must hold so that the same notebook gives the same outputs.

    `folder` is an empty one: the student's work and IPython's own start-up files are looked for
    there, so that neither a stored guess nor a person's settings reach an output.
    """
    return {
        "STEPPES_HOME": str(folder / "my_work"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONHASHSEED": "0",
        # On a busy machine the threads of linear algebra wait for one another far longer than
        # they save, and with one thread sums are added in one order.
        "OPENBLAS_NUM_THREADS": "1",
        "SOURCE_DATE_EPOCH": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def prepare_fonts() -> None:
    """Let matplotlib list the machine's fonts now: it warns when a cell has to wait for that."""
    import matplotlib.font_manager  # noqa: F401


async def execute(notebook: NotebookNode, path: Path) -> NotebookNode:
    """An executed copy of a notebook, run in the folder of `path`.

    Raises Trouble when a cell ends in an error, takes too long or writes to stderr, as a warning
    does; Stopped when the kernel goes away.
    """
    executed = copy.deepcopy(notebook)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        executed,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        iopub_timeout=30,
        raise_on_iopub_timeout=True,
        store_widget_state=False,
        record_timing=False,
    )
    name = f"{path.parent.name}/{path.name}"
    with tempfile.TemporaryDirectory(prefix="steppes-", ignore_cleanup_errors=True) as home:
        environment = {**os.environ, **kernel_environment(Path(home))}
        try:
            # What cells write to stderr arrives as an output; the rest is the kernel's own log.
            await client.async_execute(
                cwd=str(path.parent), env=environment, stderr=subprocess.DEVNULL
            )
        except CellExecutionError:
            pass  # The cell holds the error, and is found below.
        except CellTimeoutError as problem:
            raise Trouble(f"{name}: {first_line(str(problem))}") from None
        except (asyncio.CancelledError, DeadKernelError):
            # nbclient takes being cancelled for the death of a kernel. It has ended the kernel by
            # now, and would look for it again at the exit.
            task = asyncio.current_task()
            if task and task.cancelling():
                atexit.unregister(client._cleanup_kernel)
                raise asyncio.CancelledError from None
            raise Stopped(
                f"{name}: the kernel stopped in the middle; was it interrupted, or out of memory?"
            ) from None
        except (NoSuchKernel, RuntimeError) as problem:
            raise Stopped(f"{name}: no kernel can be started ({problem}).") from None
    for cell in executed.cells:
        if said := _trouble_in(cell):
            raise Trouble(
                f"{name}, cell {cell.id} (which begins with '{first_line(cell.source)}'): {said}"
            )
    return executed


def _trouble_in(cell: NotebookNode) -> str:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            value = first_line(output.evalue)
            return f"it ended in {output.ename}{f': {value}' if value else ''}"
        if output.output_type == "stream" and output.name == "stderr":
            return f"it wrote to stderr: {first_line(output.text)}"
    return ""
