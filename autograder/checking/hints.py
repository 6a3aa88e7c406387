"""Which misconception an attempt shows, from what it was seen to do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.checking import mutation
from autograder.checking.explanation import Attempt, Explanation, Tried
from autograder.checking.mutation import Mutation
from autograder.checking.traits import Written, written
from autograder.exercise import Exercise

SURE = 0.75  # of the failed cases: what authors say of so many is not tried to be bettered
FOR_TWO = 3  # cases at least that two slips must explain, where so many pairs are tried
SECONDS = 0.6  # of processor time, for all mutations of one attempt in a notebook
CALL = 0.1  # seconds for one call of a mutation
UNSEEDED = (
    "Your generator has no seed, np.random.default_rng(): it gives other numbers at each call, so give it the seed."
)

Hint = tuple[Explanation, str]


def hint(exercise: Exercise, tried: Tried, failed: Tried, source: str = "", seconds: float | None = None) -> str:
    """The sentence of the mistake that explains most: one of the authors', one slip in the reference, or two.

    `source` is the learner's, where it is known: no sentence says that something is missing which is there.
    Slips are looked for in so many seconds of processor time, which a busy machine leaves as they are.
    """
    if failed[0][1].error == "NotImplementedError":
        return ""
    attempt, known = Attempt(exercise, tried, failed), written(source)
    found = _of_authors(attempt)
    if found and found[0].explained >= SURE * found[0].failed:
        return found[0].said(found[1])
    if mutation.reference_traits(exercise)["seeded"] and known.traits["unseeded"] and not known.traits["seeded"]:
        return UNSEEDED
    values = sum(seen.error is None for _, seen in failed)
    if values:
        search = Search(attempt, known, time.process_time() + (SECONDS if seconds is None else seconds))
        single = search.best(_likely_first(exercise, known.text), evidence=min(2, len(failed)))
        found = max(filter(None, (found, single)), key=_explained, default=None)
        if not found and values >= FOR_TWO and attempt.can_tell:
            found = search.pair(evidence=max(FOR_TWO, SURE * len(failed)))
    return found[0].said(found[1]) if found else ""


def _explained(found: Hint) -> tuple[int, int]:
    return found[0].explained, found[0].alike


def _of_authors(attempt: Attempt) -> Hint | None:
    """The authors' mistake that explains most; the first of equal ones."""
    tried = ((attempt.explained_by(mistake), said) for said, mistake in attempt.exercise.mistakes.items())
    return max(((found, said) for found, said in tried if found), key=_explained, default=None)


@dataclass(frozen=True)
class Search:
    """The mutations that explain an attempt, as far as there is time."""

    attempt: Attempt
    known: Written
    end: float

    def pair(self, *, evidence: float) -> Hint | None:
        """The first pair of slips that explains all, even what failed first."""
        pairs = self._in_time(mutation.pairs(self.attempt.exercise, self._parts))
        return self.best((p for p in pairs if self.attempt.begins_like(p.function, CALL)), evidence=evidence)

    def best(self, mutations: Iterable[Mutation], *, evidence: float) -> Hint | None:
        """The first mutation that explains all, or the one that explains most, with so much evidence at least."""
        best: Hint | None = None
        if not self.attempt.can_tell:  # what stands in the source might be recognized even so
            mutations = (m for m in mutations if m.stands_in(self.known.text))
        for each in self._in_time(mutations):
            found = None if each.contradicted_by(self.known) else self.attempt.explained_by(each.function, CALL)
            if found and not found.tells and not each.stands_in(self.known.text):
                continue  # where few values are possible, more than one slip gives them
            if found and found.evidence >= evidence and self.attempt.differs(each.function, CALL):
                best = max(best or (found, each.sentence), (found, each.sentence), key=_explained)
            if best and best[0].complete:
                break
        return best

    def _in_time(self, mutations: Iterable[Mutation]) -> Iterator[Mutation]:
        for each in mutations:
            if time.process_time() > self.end:
                return
            yield each

    def _parts(self, mutated: Mutation) -> frozenset[int]:
        if time.process_time() > self.end:
            return frozenset()
        return self.attempt.parts_explained_by(mutated.function, CALL)


def _likely_first(exercise: Exercise, source: str) -> list[Mutation]:
    """The mutations with one slip, first those whose wrong part stands in the learner's source word for word."""
    return sorted(mutation.mutations(exercise), key=lambda m: not m.stands_in(source))
