"""The declared exercises, their answers computed once for all tests of a process.

A student's check computes an answer and its mistakes once and keeps them. Tests ask for them many
times over: each gets a copy of its own, as from the tables.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from steppes import checking
from steppes.checking import Exercise


def once(answer: Callable[[], Any]) -> Callable[[], Any]:
    computed = functools.cache(answer)
    return lambda: copy.deepcopy(computed())


def computed_once(exercise: Exercise) -> Exercise:
    mistakes = (dataclasses.replace(m, answer=once(m.answer)) for m in exercise.mistakes)
    return dataclasses.replace(exercise, answer=once(exercise.answer), mistakes=tuple(mistakes))


EXERCISES = {name: computed_once(exercise) for name, exercise in checking.declared().items()}
