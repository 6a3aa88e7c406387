"""The parts of a value, items of tuples and what is under keys, and how they are named in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from autograder.checking import quantities
from autograder.checking.evidence import Pair
from autograder.checking.trial import Trial
from autograder.comparison import Place, placed, step
from autograder.exercise import Exercise

KEY = "value of "
DEPTH = 2  # parts of parts are named, and no further ones
NAMED = 4  # parts that are named one by one


def parts(exercise: Exercise, trials: Sequence[Trial]) -> dict[Place, list[Pair]]:
    """The pairs of each part, of the smallest parts that what came has too."""
    names = quantities.names(exercise)
    for depth in range(DEPTH, -1, -1):
        found: dict[Place, list[Pair]] = {}
        both = [(_split(t.seen.value, depth), _split(t.expected.value, depth)) for t in trials]
        if all(list(got) == list(want) for got, want in both):
            for trial, (got, want) in zip(trials, both, strict=True):
                for place in want:
                    pair = Pair(trial.case, got[place], want[place], exercise.tolerance, names)
                    found.setdefault(place, []).append(pair)
            return found
    return {}


def _split(value: Any, depth: int, place: Place = ()) -> dict[Place, Any]:
    """The parts of tuples and dicts, and for lists of dicts the lists of what is under each key."""
    if depth and type(value) is list and _are_rows(value):
        value = {key: [v[key] for v in value] for key in value[0]}
    if depth and isinstance(value, tuple) and value:
        items = [(step(i), v) for i, v in enumerate(value)]
    elif depth and isinstance(value, dict) and value:
        items = sorted(((f"{KEY}{k!r}", v) for k, v in value.items()), key=itemgetter(0))
    else:
        return {place: value}
    return {k: v for name, part in items for k, v in _split(part, depth - 1, (*place, name)).items()}


def _are_rows(value: list[Any]) -> bool:
    return bool(value) and all(type(v) is dict and v.keys() == value[0].keys() for v in value)


def said_of(words: str, found: Sequence[Place]) -> str:
    """What is said, with the parts that it is said of."""
    if found == [()]:
        return words
    comma = "," * (" where " in words)
    if len(found) <= NAMED:
        return f"{words}{comma} in {listed(found)}"
    wholes = [placed(whole) for whole in dict.fromkeys(place[:-1] for place in found) if whole]
    return f"{words}{comma} in some parts{' of ' * bool(wholes)}{_and(wholes) if wholes else ''}"


def listed(found: Sequence[Place]) -> str:
    """The names of parts as one enumeration, those of one whole together."""
    wholes: dict[Place, list[Place]] = {}
    for place in found:
        wholes.setdefault(place[:-1], []).append(place)
    said = []
    for whole, parts in wholes.items():
        keys = [p[-1].removeprefix(KEY) if p[-1].startswith(KEY) else placed(p) for p in parts]
        said.append(f"{_and(keys)} of {placed(whole)}" if whole and parts[0][-1].startswith(KEY) else _and(keys))
    return _and(said)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
