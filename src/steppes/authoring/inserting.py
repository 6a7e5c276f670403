"""Put something new into files that people wrote: an import, an entry, cells. The rest stays."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from .notebooks import Trouble

WIDTH = 100
CELL = re.compile(r"^%% (markdown|code) (\S+)(?: (\S+))?\n", re.MULTILINE)


def cells_in(skeleton: str) -> list[NotebookNode]:
    """The cells of a skeleton: each begins with a line such as `%% code id`, and a tag."""
    _, *pieces = CELL.split(skeleton)
    cells = []
    for kind, name, tag, source in zip(*(pieces[i::4] for i in range(4)), strict=True):
        make = new_markdown_cell if kind == "markdown" else new_code_cell
        cells.append(make(source.strip("\n"), id=name, metadata={"tags": [tag]} if tag else {}))
    return cells


def put_before(notebook: NotebookNode, heading: str, cells: list[NotebookNode]) -> bool:
    """Put cells before the first text cell with such a heading, else at the end.

    Returns whether there is one.
    """
    pattern = re.compile(heading, re.IGNORECASE | re.MULTILINE)
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and pattern.search(cell.source):
            notebook.cells[place:place] = cells
            return True
    notebook.cells += cells
    return False


def read_code(code: str, where: str) -> ast.Module:
    """Python code as a tree. Raises Trouble with the file and the line that cannot be read."""
    try:
        return ast.parse(code)
    except SyntaxError as problem:
        raise Trouble(
            f"{where} cannot be read at line {problem.lineno} ({problem.msg}): mend it first."
        ) from None


def with_entry(code: str, entry: str, where: str) -> str:
    """Code whose list EXERCISES ends with one entry more.

    Raises Trouble when there is no such list.
    """
    for statement in read_code(code, where).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="EXERCISES")], value=ast.List() as listed):
                break
    else:
        raise Trouble(f"{where} has no list called EXERCISES: write EXERCISES = [] into it first.")
    # Python counts columns in bytes.
    assert listed.end_lineno is not None and listed.end_col_offset is not None
    raw = code.encode()
    lines = raw.splitlines(keepends=True)
    bracket = sum(map(len, lines[: listed.end_lineno - 1])) + listed.end_col_offset - 1
    before, after = raw[:bracket].decode().rstrip(), raw[bracket:].decode()
    comma = "" if before.endswith((",", "[")) else ","
    return f"{before}{comma}\n{entry}{after}"


def with_imports(code: str, wanted: Iterable[str], where: str) -> str:
    """Code with these lines of import, each joined with what already comes from the same place."""
    for line in wanted:
        there = [
            statement
            for statement in read_code(code, where).body
            if isinstance(statement, (ast.Import, ast.ImportFrom))
        ]
        (new,) = ast.parse(line).body
        assert isinstance(new, (ast.Import, ast.ImportFrom))
        same = [old for old in there if _place(old) == _place(new)]
        if not same:
            code = _with_line(code, line, new, there)
        elif isinstance(new, ast.ImportFrom):
            code = _joined(code, same[-1], {name.name for old in same for name in old.names}, new)
    return code


def _place(statement: ast.Import | ast.ImportFrom) -> tuple[int, bool, int, str]:
    """Where an import stands, as ruff sorts them: its group first, the rest within that."""
    if isinstance(statement, ast.Import):
        module, level = statement.names[0].name, 0
    else:
        module, level = statement.module or "", statement.level
    root = module.partition(".")[0]
    own = {"__future__": 0, "steppes": 3}.get(root, 1 if root in sys.stdlib_module_names else 2)
    return (4 if level else own, isinstance(statement, ast.ImportFrom), -level, module)


def _joined(code: str, old: ast.stmt, known: set[str], new: ast.ImportFrom) -> str:
    """Code in which the last import from a place takes the names that are not known yet."""
    missing = {name.name for name in new.names} - known
    if not missing or not isinstance(old, ast.ImportFrom):
        return code
    names = [ast.unparse(name) for name in old.names] + sorted(missing)
    names.sort(key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    start = f"from {'.' * old.level}{old.module or ''} import "
    line = start + ", ".join(names)
    if len(line) > WIDTH:
        line = f"{start}(\n    " + ",\n    ".join(names) + ",\n)"
    lines = code.splitlines(keepends=True)
    lines[old.lineno - 1 : old.end_lineno] = [line + "\n"]
    return "".join(lines)


def _with_line(
    code: str, line: str, new: ast.Import | ast.ImportFrom, there: list[ast.Import | ast.ImportFrom]
) -> str:
    """Code with a new line of import in its place, and a blank line between two groups."""
    earlier = [old for old in there if _place(old) < _place(new)]
    later = [old for old in there if _place(old) > _place(new)]
    lines = code.splitlines(keepends=True)
    if earlier and (not later or _place(earlier[-1])[0] == _place(new)[0]):
        at = earlier[-1].end_lineno or 0
        block = [f"{line}\n"] if _place(earlier[-1])[0] == _place(new)[0] else ["\n", f"{line}\n"]
    elif later:
        at = later[0].lineno - 1
        block = [f"{line}\n"] if _place(later[0])[0] == _place(new)[0] else [f"{line}\n", "\n"]
    else:
        first = ast.parse(code).body[0]
        described = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        at = (first.end_lineno or 0) if described else first.lineno - 1
        block = ["\n", f"{line}\n"] if described else [f"{line}\n", "\n"]
    lines[at:at] = block
    return "".join(lines)
