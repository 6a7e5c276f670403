"""Exercises from solutions, by three rules.

1. A cell tagged `solution` is dropped (an explanation, the model paragraph of a rubric).
2. In a code cell the lines from `### BEGIN SOLUTION` to `### END SOLUTION` become stubs, one line
   `name = ...` for each name that they assign at their top level and that the rest of the cell
   uses, in the order of assignment. When the rest of the cell uses none of them, the later cells
   are asked instead. When those use none either, the generation stops, since nothing would be
   asked of the student.
3. Of these lines one that ends in `### GAP "sold"` is shown beneath its stub, as a comment in which
   ____ stands in place of "sold": the student fills the gap and takes the sign of a comment away.

Whatever stands outside the two marks is the student's to read: a line left there is a step shown,
a cell without marks is a worked example. "The rest" is what the student will see: in every cell
the lines outside all marks, and no cell that rule 1 drops. Tags and ids stay the solution's; the
notebook's metadata say where it came from.
"""

from __future__ import annotations

import ast
import re

import nbformat
from nbformat import NotebookNode

from .notebooks import Trouble, first_line

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
GAP = re.compile(r"\s*### GAP (?P<filled>.+)$")
TO_FILL = "# Fill the gap ____ and take the sign # at the beginning of the line away:"


def exercise_from(solution: NotebookNode, where: str) -> NotebookNode:
    """The exercise notebook, not executed, that a solution notebook generates.

    `where` is the solution's place, such as solutions/01_puzzle.ipynb. Raises Trouble when a
    cell's marks cannot be understood.
    """
    kept = [cell for cell in solution.cells if "solution" not in cell.metadata.get("tags", [])]
    pieces = {cell.id: _pieces(cell, where) for cell in kept if cell.cell_type == "code"}
    used = {
        cell_id: _names_used("\n".join(text for is_solution, text in parts if not is_solution))
        for cell_id, parts in pieces.items()
    }
    cells = []
    for position, cell in enumerate(kept):
        cell = NotebookNode(cell)
        if cell.cell_type == "code":
            later = [used[c.id] for c in kept[position + 1 :] if c.cell_type == "code"]
            cell.source = "\n".join(
                _stubs(text, used[cell.id], set().union(*later), f"{where}, cell {cell.id}")
                if is_solution
                else text
                for is_solution, text in pieces[cell.id]
            )
            cell.outputs, cell.execution_count = [], None
        cells.append(cell)
    metadata = {
        "steppes": {"generated_from": where, "how": "Edit the solution, then run: steppes build"}
    }
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )


def _pieces(cell: NotebookNode, where: str) -> list[tuple[bool, str]]:
    """A code cell in pieces, in order: whether it is a solution, and its lines without marks."""
    pieces: list[tuple[bool, list[str]]] = [(False, [])]
    for line in cell.source.splitlines():
        if line.strip() in (BEGIN, END):
            inside = pieces[-1][0]
            if (line.rstrip() == BEGIN) == inside or line.rstrip() not in (BEGIN, END):
                raise Trouble(
                    f"{where}, cell {cell.id}: '{line}' is out of place: each '{BEGIN}' needs one "
                    f"'{END}' after it, and both stand at the beginning of a line."
                )
            pieces.append((not inside, []))
        else:
            pieces[-1][1].append(line)
    if pieces[-1][0]:
        raise Trouble(f"{where}, cell {cell.id}: '{BEGIN}' has no '{END}' after it.")
    joined = [(is_sol, "\n".join(lines)) for is_sol, lines in pieces if lines or is_sol]
    for _, text in joined:
        try:
            ast.parse(text)
        except SyntaxError as problem:
            raise Trouble(
                f"{where}, cell {cell.id}: the part that begins with '{first_line(text)}' cannot "
                f"be read by itself ({problem.msg})."
            ) from None
    return joined


def _stubs(solution: str, here: set[str], later: set[str], where: str) -> str:
    """The stub lines for the lines of a solution, by the names used in its cell and after it."""
    assigned = _names_assigned(solution)
    names = [name for name in assigned if name in here] or [n for n in assigned if n in later]
    if not names:
        raise Trouble(
            f"{where}: nothing uses what the solution that begins with '{first_line(solution)}' "
            "assigns; use one of its names after it, in a check for instance."
        )
    return "\n".join([*(f"{name} = ..." for name in names), *_with_gaps(solution, where)])


def _with_gaps(solution: str, where: str) -> list[str]:
    """The lines of a solution that have a gap to be filled, as comments; nothing without one."""
    shown = []
    for line in solution.splitlines():
        if gap := GAP.search(line):
            code = line[: gap.start()]
            if code.count(gap["filled"]) != 1:
                raise Trouble(f"{where}: the gap {gap['filled']} does not stand once in its line.")
            shown.append(f"# {code.replace(gap['filled'], '____')}")
    return [TO_FILL, *shown] if shown else []


def _names_assigned(code: str) -> list[str]:
    """The names that a piece of code assigns at its top level, each once, in order."""
    names: dict[str, None] = {}
    for statement in ast.parse(code).body:
        match statement:
            case ast.Assign(targets=targets):
                pass
            case ast.AnnAssign(target=assigned) | ast.AugAssign(target=assigned):
                targets = [assigned]
            case _:
                continue
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    names[node.id] = None
    return list(names)


def _names_used(code: str) -> set[str]:
    return {
        node.id
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
