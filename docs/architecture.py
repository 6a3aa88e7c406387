"""The rooms of the house and what imports what: the picture and the table of docs/architecture.md.

    python -m docs.architecture             prints the table
    python -m docs.architecture --write     and puts it into docs/architecture.md, and the picture beside it

Both are read from the imports and the docstrings, so they say what is, and a test compares them with that.
"""

import argparse
import ast
from functools import cache
from html import escape
from itertools import pairwise

from tests.conftest import ROOT
from tests.imports import ORDER, PACKAGES, files, rooms

DOCUMENT, PICTURE = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.svg"
BEGIN, END = "<!-- rooms -->", "<!-- /rooms -->"
LETTER, HEIGHT, GAP, RISE, MARGIN = 7.6, 34, 26, 84, 26  # pixels: a letter, a room, between rooms, a floor, a frame
HEAD = (
    '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="head" d="M0,0 L8,4 L0,8 z"/></marker>'
)
STYLE = """
text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1f2328; text-anchor: middle; }
.package { font-weight: 600; text-anchor: start; }
.frame { fill: none; stroke: #8c959f; stroke-dasharray: 3 3; }
.room { fill: #eef4fb; stroke: #3d6a9e; }
.arrow { fill: none; stroke: #57606a; stroke-width: 1.2; marker-end: url(#head); }
.head { fill: #57606a; }
.paper { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .room { fill: #16283d; stroke: #7fb0e6; } .paper { fill: #0d1117; }
  .arrow { stroke: #9aa4ae; } .head { fill: #9aa4ae; } .frame { stroke: #656d76; }
}"""


@cache
def house():
    """The rooms that each room imports; the packages themselves, and what only starts a command, are left out."""
    left_out = {*PACKAGES, *(name for name in rooms() if name.endswith("__main__"))}
    return {name: wanted - left_out for name, wanted in rooms().items() if name not in left_out}


@cache
def below(name):
    """All rooms that a room stands on."""
    return frozenset(house()[name]).union(*map(below, house()[name]))


@cache
def floor(name):
    """How many rooms stand one on the other below this one."""
    return 1 + max(map(floor, house()[name]), default=-1)


def arrows():
    """What to draw: each import of a room, unless another room between the two implies it."""
    for name, wanted in sorted(house().items()):
        yield from ((name, other) for other in sorted(wanted) if not any(other in below(via) for via in wanted))


def package(name):
    """The package that a room belongs to."""
    return next((p for p in PACKAGES if name.startswith(p)), "dlcourse")


def label(name):
    """What stands on a room's door."""
    return name.partition(package(name))[2].lstrip("./") or name


class Layout:
    """Where everything is drawn: rooms on floors, an arrow through several floors by a point on each between.

    A place is a room's name, or the pair (arrow, floor) of such a point; places of a floor are ordered by where their
    neighbors are, from the top down and from the bottom up in turns (Sugiyama, Tagawa and Toda 1981).
    """

    def __init__(self):
        self.routes = [self.route(arrow) for arrow in arrows()]
        places = dict.fromkeys([*sorted(house()), *(place for route in self.routes for place in route)])
        self.floors = [[p for p in places if self.floor(p) == n] for n in range(max(map(floor, house())) + 1)]
        self.widths = {p: len(label(p)) * LETTER + 24 if isinstance(p, str) else 0 for p in places}
        self.left, x = {}, MARGIN
        for name in PACKAGES:
            self.left[name] = x, x + max(self.span(self.of(row, name)) for row in self.floors)
            x = self.left[name][1] + 3 * MARGIN
        self.size = x - 2 * MARGIN, len(self.floors) * RISE + MARGIN
        self.x = {}
        for row in self.floors:
            self.spread(row)
        for sweep in range(12):
            for row in self.floors if sweep % 2 else reversed(self.floors):
                self.spread(sorted(row, key=self.pull))

    @staticmethod
    def route(arrow):
        """The places that an arrow passes."""
        start, end = arrow
        return [start, *((arrow, n) for n in range(floor(start) - 1, floor(end), -1)), end]

    @staticmethod
    def floor(place):
        """The floor of a place."""
        return floor(place) if isinstance(place, str) else place[1]

    @staticmethod
    def of(row, name):
        """The places of a row that lie in a package; an arrow on its way is where it leads."""
        return [p for p in row if package(p if isinstance(p, str) else p[0][1]) == name]

    def span(self, row):
        """The width of places side by side."""
        return sum(self.widths[p] for p in row) + GAP * (len(row) - 1)

    def pull(self, place):
        """Where the neighbors of a place are, on average."""
        pairs = [pair for route in self.routes for pair in pairwise(route) if place in pair]
        beside = [self.x[other] for pair in pairs for other in pair if other != place]
        return sum(beside) / len(beside) if beside else self.x[place]

    def spread(self, row):
        """Give the places of a row their x, from left to right, in the middle of their package."""
        for name, (left, right) in self.left.items():
            own = self.of(row, name)
            x = (left + right - self.span(own)) / 2
            for place in own:
                self.x[place] = x + self.widths[place] / 2
                x += self.widths[place] + GAP

    def point(self, place):
        """The middle of a place."""
        return round(self.x[place]), round((len(self.floors) - 1 - self.floor(place)) * RISE + MARGIN + HEIGHT)


def picture():
    """The picture, as SVG."""
    layout = Layout()
    width, height = map(round, layout.size)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>The rooms of autograder and dlcourse; an arrow leads from a room to one that it imports.</title>",
        f"<style>{STYLE}\n</style>",
        f"<defs>{HEAD}</defs>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for name, (left, right) in layout.left.items():
        x, wide = round(left - MARGIN / 2), round(right - left + MARGIN)
        drawn.append(f'<rect class="frame" x="{x}" y="8" width="{wide}" height="{height - 16}" rx="6"/>')
        drawn.append(f'<text class="package" x="{x + 10}" y="28">{name}</text>')
    drawn += [f'<path class="arrow" d="{curve([layout.point(p) for p in route])}"/>' for route in layout.routes]
    for name in sorted(house()):
        (x, y), wide = layout.point(name), round(layout.widths[name])
        box = f'x="{x - wide // 2}" y="{y - HEIGHT // 2}" width="{wide}" height="{HEIGHT}" rx="5"'
        drawn.append(f'<rect class="room" {box}/><text x="{x}" y="{y + 5}">{escape(label(name))}</text>')
    return "\n".join([*drawn, "</svg>", ""])


def curve(points):
    """A smooth path down through the points, from the floor of the first room to the roof of the last."""
    (x, y), *others = points
    y += HEIGHT // 2
    path = [f"M{x},{y}"]
    for number, (right, bottom) in enumerate(others, start=1):
        end = bottom - HEIGHT // 2 - 1 if number == len(others) else bottom
        middle = (y + end) // 2
        path.append(f"C{x},{middle} {right},{middle} {right},{end}")
        x, y = right, end
    return " ".join(path)


def table():
    """The rooms from the top down, each with the first line of what its own docstring says."""
    rows = ["| room | what it is |", "|---|---|"]
    for name in sorted(house(), key=lambda name: (package(name), -floor(name), name)):
        path = f"dlcourse/{ORDER[1]}.py … {ORDER[-1]}.py" if name == "chapters" else where(name)
        rows.append(f"| `{path}` | {about(name)} |")
    return "\n".join(rows)


def where(name):
    """The folder or the file of a room."""
    return f"{name}/" if "/" in name else files()[name].relative_to(ROOT).as_posix()


def about(name):
    """The first line of a room's docstring."""
    if name == "chapters":
        return "What is taught, a module for each chapter; later ones may import earlier ones."
    text = ast.get_docstring(ast.parse(files()[name.replace("/", ".")].read_text(encoding="utf-8")))
    return text.partition("\n")[0]


def page(text):
    """The page with the table of today in it."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}"


def main():
    """Print the table, and write it and the picture if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put them into docs/")
    options = parser.parse_args()
    print(table())
    if options.write:
        DOCUMENT.write_text(page(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
        PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
