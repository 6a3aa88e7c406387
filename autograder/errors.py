"""What can go wrong for an instructor: each error is one sentence that says what to do.

AutograderError
├── AssignmentError
├── ExerciseModuleError
├── GradebookError
├── LimitsError
├── NotebookError
├── PolicyError
├── ReleaseError
├── SandboxError
├── SettingsError
├── SubmissionError
└── UnknownExerciseError

Whatever else is raised is a mistake of ours and keeps its traceback: no sentence makes it somebody else's.  What a
learner's code raises stays in the sandbox (see `autograder.runner`); `check` raises CheckFailed, an AssertionError.
"""

from __future__ import annotations


class AutograderError(Exception):
    """The base of all errors that are told in one sentence."""
