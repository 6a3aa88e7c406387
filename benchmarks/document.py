"""docs/benchmarks.md: where each benchmark puts its table, and which machine it comes from."""

import argparse
import os
import platform
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def write(name, section):
    """Put the section between the markers `<!-- name -->` of docs/benchmarks.md, or at its end where there are none."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    if begin not in text:
        text += f"\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    DOCUMENT.write_text(f"{before}{begin}\n{section}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def main(name, description, report):
    """The command of a benchmark: prints the section that report() gives, and writes it under `name` if asked."""
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    section = report()
    print(section)
    if options.write:
        write(name, section)


def machine(load):
    """The processor, the load average that was measured before the start, and the versions, as the end of a section."""
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    return f"{processor()}, load average {load:.1f} before the start; {versions}"


def processor():
    """The name of the processor, and how many of its cores are ours."""
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line] \
        if info.exists() else []  # fmt: skip
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"
