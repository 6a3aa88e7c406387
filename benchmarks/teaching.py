"""What a wrong answer is answered with: whether it is caught, and how much its reply tells.

    python -m benchmarks.teaching                   prints the table for all exercises (some minutes)
    python -m benchmarks.teaching gd_path slopes    for these
    python -m benchmarks.teaching --show gd_path    and each reply, to be read
    python -m benchmarks.teaching --write           puts the table into docs/benchmarks.md

The answers are the exercises' own mistakes, and those in tests/answers/, if that folder is there: one Python file a
chapter, in which a line `# wrong NAME: what is wrong` or `# right NAME: how it is written` begins each answer to the
exercise NAME.  An answer is what follows up to the next such line; it is run by itself, where the chapter's own names
are.  Own mistakes are tried twice: as they are known, and with no author's mistake known, as an answer that nobody
thought of.
"""

import argparse
import linecache
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from autograder import exercises
from autograder.checking.judge import drawn, judge, passes
from autograder.exercise import VISIBLE_SEED, Exercise
from autograder.runner.call import observe
from benchmarks import document

ANSWERS = Path(__file__).parents[1] / "tests" / "answers"
BEGINS = re.compile(r"^# (wrong|right) (\w+): (.*)$", re.MULTILINE)
HIDDEN = (7, 20260101)
BARE = re.compile(r"returned other values( \((its|the) [^)]*\))?")
REPLIES = ("hint", "slip", "relation", "bare")  # an author's sentence, one made from the reference, and none


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise, with its source where it has one."""

    exercise: Exercise
    about: str
    function: object
    source: str = ""
    right: bool = False
    driven: bool = False  # by the exercise's driver: own mistakes give at once what that would make of them

    def attempt(self):
        """What judges call: the function, observed."""
        driven = partial(self.exercise.driver, self.function) if self.driven else self.function
        return partial(observe, driven, seconds=self.exercise.seconds)


def own_mistakes(exercise):
    """The mistakes that the author of an exercise knows."""
    return [Answer(exercise, hint, mistake) for hint, mistake in exercise.mistakes.items()]


def written():
    """The answers in tests/answers/."""
    return [answer for path in sorted(ANSWERS.glob("*.py")) for answer in in_file(path.name, path.read_text())]


def in_file(name, text):
    """The answers that the text of one file holds."""
    parts = BEGINS.split(text)
    for kind, exercise, about, source in zip(*(iter(parts[1:]),) * 4, strict=True):
        yield answer(exercises.find(exercise), about, source, place=f"{name}: {about}", right=kind == "right")


def answer(exercise, about, source, place, right):
    """The function of this source, defined where the chapter's own names are."""
    linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
    names = dict(vars(sys.modules[exercise.reference.__module__]))
    exec(compile(source, place, "exec"), names)
    return Answer(exercise, about, names[exercise.name], source, right, driven=exercise.driver is not None)


def reply(answer, exercise, known):
    """What the visible check says, and what kind of reply that is; None where it passes."""
    attempt = answer.attempt()
    verdict = judge(exercise, attempt, VISIBLE_SEED, known, source=answer.source, again=attempt)
    if verdict.passed:
        return None, ""
    said = " | ".join(filter(None, (verdict.hint, verdict.summary)))
    if verdict.hint:
        sentence = verdict.hint.rpartition("cases that fail: ")[2]
        return "hint" if sentence in answer.exercise.mistakes else "slip", said
    return "bare" if BARE.fullmatch(verdict.summary) else "relation", said


def measure(exercise, answers, *, show=False):
    """How many answers there are, are caught, and get each kind of reply; with and without the authors' hints."""
    known = {seed: drawn(exercise, seed) for seed in (VISIBLE_SEED, *HIDDEN)}
    unknown = replace(exercise, mistakes={})
    found = Counter(answers=len(answers))
    for each in answers:
        kind, said = reply(each, exercise, known[VISIBLE_SEED])
        other, alone = reply(each, unknown, known[VISIBLE_SEED])
        caught = [not passes(exercise, each.attempt(), seed, known[seed]) for seed in HIDDEN]
        found.update({f"with {kind}": 1, f"without {other}": 1})
        found.update(visible=kind is not None, hidden=all(caught))
        if show:
            print(f"{each.about}\n    [{kind}] {said}\n    [{other}] {alone}")
    return found


def table(rows):
    """The counts as Markdown, each exercise a row, the sum last."""
    total = sum((counts for _, counts in rows), Counter())
    head = ["exercise", "answers", "caught", "hidden", *REPLIES, *REPLIES]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, counts in [*rows, ("**all**", total)]:
        keys = ("answers", "visible", "hidden", *(f"{w} {r}" for w in ("with", "without") for r in REPLIES))
        lines.append(f"| {name} | {' | '.join(str(counts[key]) for key in keys)} |")
    share = [f"{100 * total[f'{w} bare'] / max(1, total['visible']):.0f} %" for w in ("with", "without")]
    lines.append(f"\nNo more than that other values came: {share[0]}; had no author known the mistake: {share[1]}.")
    return "\n".join(lines)


def report(names, *, show=False):
    """The section for docs/benchmarks.md."""
    load = os.getloadavg()[0]
    every = [e for c in exercises.chapters() for e in exercises.chapter(c).values() if isinstance(e, Exercise)]
    chosen = [e for e in every if e.name in names or not names]
    others = [a for a in written() if not a.right]
    rows = [
        (e.name, measure(e, [*own_mistakes(e), *(a for a in others if a.exercise is e)], show=show)) for e in chosen
    ]
    about = (
        "Wrong answers to each exercise, how many of them the visible check and two hidden ones catch, and what the "
        "reply holds: an author's hint, a slip that was recognized, a relation, place or cause, or bare, no more than "
        "that other values came. The last four columns: the same, had no author known any mistake."
    )
    made = f"{document.machine(load)}. Made by `python -m benchmarks.teaching --write`."
    return "\n\n".join(["## Replies to wrong answers", about, table(rows), made])


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="exercises, instead of all")
    parser.add_argument("--show", action="store_true", help="print each reply")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    section = report(options.names, show=options.show)
    print(section)
    if options.write:
        document.write("teaching", section)


if __name__ == "__main__":
    main()
