"""How a test says all that is missing and what is wanted, not only that five things are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def nothing_wanted(sentences: Iterable[str]) -> None:
    """Fail with every sentence on a line of its own; pytest itself would cut a long list."""
    lines = list(sentences)
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
