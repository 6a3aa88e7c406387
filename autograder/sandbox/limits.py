"""How much one submission may use, and how to say which bound it met."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds for one submission; times are seconds on the clock."""

    cell: float = 30.0  # one cell; then it is interrupted, and the next goes on
    cells: float = 120.0  # all cells together
    check: float = 60.0  # all calls of one exercise together
    output: float = 1e6  # characters that all cells together print
    grace: float = 1.5  # for what does not stop when interrupted; then the process is killed
    cpu: int = 600
    memory: int = 1024 * MB
    disk: int = 64 * MB
    inodes: int = 2048
    file: int = 32 * MB
    tasks: int = 64
    files: int = 64

    def inside(self) -> dict[str, int]:
        """What the child sets for itself before it is locked in."""
        return {k: v for k, v in asdict(self).items() if isinstance(v, int)}

    def named(self, error: str, message: str) -> str:
        """The limit behind an error, as a sentence; empty where there is none."""
        if error == "MemoryError":
            return f"It met the memory limit of {self.memory // MB} MB."
        if "No space left on device" in message:
            return f"It met the disk limit of {self.disk // MB} MB and {self.inodes} files."
        if "File too large" in message:
            return f"It met the limit of {self.file // MB} MB for one file."
        if "Too many open files" in message:
            return f"It met the limit of {self.files} open files."
        if "start new thread" in message or "Resource temporarily unavailable" in message:
            return f"It met the limit of {self.tasks} threads."
        if error in ("PermissionError", "BlockingIOError") and "Operation not permitted" in message:
            return "The grader allows no network, no other program, no new process and no signal."
        if error == "PermissionError" or "Read-only file system" in message:
            return "The grader lets code read its libraries and its own folder, and write to its own folder only."
        return ""
