"""How long files and functions are: `make sizes` prints the table, against the rules of the house."""

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PARTS = {
    "dlcourse, what is taught": ("dlcourse/*.py", 6),
    "dlcourse/engine": ("dlcourse/engine/*.py", 6),
    "dlcourse/data, search": ("dlcourse/[ds][ae]*/*.py", 6),
    "dlcourse/widgets": ("dlcourse/widgets/**/*.py", 12),
    "dlcourse/lab": ("dlcourse/lab/*.py", 12),
    "autograder": ("autograder/**/*.py", 12),
    "autograder/exercises": ("autograder/exercises/*.py", 6),
    "tests": ("tests/**/*.py", 12),
}


def function_lengths(tree):
    """The lines of code of each function in the tree, without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield body[-1].end_lineno - body[0].lineno + 1 if body else 0


def main():
    """Print one row for each part of the repository."""
    print(f"{'part':28}{'files':>6}{'lines':>7}{'median file':>13}{'longest':>9}{'median function':>17}{'longest':>9}")
    for name, (pattern, goal) in PARTS.items():
        inner = [ROOT / other for other in PARTS if other.startswith(f"{name}/")]  # has a row of its own
        paths = [p for p in sorted(ROOT.glob(pattern)) if p.parent not in inner]
        sources = [path.read_text(encoding="utf-8") for path in paths]
        files = [source.count("\n") for source in sources]
        functions = [n for source in sources for n in function_lengths(ast.parse(source))] or [0]
        row = f"{name:28}{len(files):6}{sum(files):7}{median(files):13.0f}{max(files):9}"
        print(f"{row}{median(functions):12.0f} (<={goal:2}){max(functions):9}")


if __name__ == "__main__":
    main()
