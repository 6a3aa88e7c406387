"""The figures: one look for all chapters, each with a caption that says what to see, and alt text."""

import base64
import html
import io
from itertools import cycle

import matplotlib.figure
import numpy as np

# Okabe and Ito's colors, told apart by color-blind readers; line styles and markers tell them apart in grey.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
LINES = ["-", "--", "-.", ":"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]


class Figure(matplotlib.figure.Figure):
    """A figure that carries its caption and its alt text wherever it is shown."""

    def __init__(self, caption, alt, width=7.0, height=3.6):
        super().__init__(figsize=(width, height), dpi=110, layout="constrained", facecolor="white")
        self.caption, self.alt = caption, alt

    def png(self):
        """The figure as the bytes of a PNG file."""
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()

    def _repr_mimebundle_(self, **_):
        image = base64.b64encode(self.png()).decode()
        shown = (
            f'<figure style="margin:0;max-width:{self.get_figwidth() * 110:.0f}px">'
            f'<img style="max-width:100%" alt="{html.escape(self.alt)}" src="data:image/png;base64,{image}">'
            f"<figcaption>{html.escape(self.caption)}</figcaption></figure>"
        )
        return {"text/html": shown, "text/plain": f"{self.caption} [{self.alt}]"}


def axes(figure, xlabel="", ylabel="", *, position=111, xlog=False, ylog=False):
    """New axes in `figure`, in the course's look."""
    ax = figure.add_subplot(position)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if xlog:
        ax.set_xscale("log")
    if ylog:
        ax.set_yscale("log")
    return ax


def spread(values, axis=None):
    """The standard deviation of a sample such as ten seeds: of n numbers, the squares are divided by n - 1."""
    return np.std(values, axis=axis, ddof=1)


def plus_minus(values, sign=""):
    """The mean and the spread of a sample, in words; sign="+" gives the mean a sign in any case."""
    return f"{np.mean(values):{sign}.1f} ± {spread(values):.1f}"


def draw_lines(ax, series, x=None, *, marked=False):
    """Draw each of `series` {label: (T,) or (seeds, T)} on ax, several seeds as their mean and a band of one sd."""
    for (label, values), color, line, marker in zip(series.items(), cycle(COLORS), cycle(LINES), cycle(MARKERS)):
        runs = np.atleast_2d(values)
        mean = runs.mean(axis=0)
        at = np.arange(len(mean)) if x is None else np.asarray(x)
        ax.plot(at, mean, color=color, linestyle=line, marker=marker if marked else None, markersize=5, label=label)
        if len(runs) > 1:
            sd = spread(runs, axis=0)
            ax.fill_between(at, mean - sd, mean + sd, color=color, alpha=0.2, linewidth=0)
    if len(series) > 1:
        ax.legend(frameon=False, fontsize=9)


def lines(series, x=None, *, caption, alt, xlabel="", ylabel="", xlog=False, ylog=False, marked=False):
    """A figure with one line for each of `series`, {label: (T,) or (seeds, T)}; x (T,) defaults to 0, 1, 2, ...

    A log axis of x has its ticks at the points, where these are marked and few.
    """
    figure = Figure(caption, alt)
    ax = axes(figure, xlabel, ylabel, xlog=xlog, ylog=ylog)
    draw_lines(ax, series, x, marked=marked)
    if xlog and marked and len(x) <= 10:
        ax.set_xticks(x, [f"{value:g}" for value in x])
        ax.set_xticks([], minor=True)
    return figure


def bowl(A, paths, *, caption, alt, b=None, extent=(-4, 4, -2, 2)):
    """A figure of the contours of 1/2 w^T A w - b^T w in two dimensions, with `paths`, {label: (T, 2)}, on them."""
    b = np.zeros(2) if b is None else b
    w1, w2 = np.meshgrid(np.linspace(*extent[:2], 120), np.linspace(*extent[2:], 80))
    w = np.stack([w1, w2], axis=-1)
    height = 0.5 * np.einsum("...i,ij,...j", w, A, w) - w @ b
    figure = Figure(caption, alt)
    ax = axes(figure, "w1", "w2")
    ax.contour(w1, w2, np.sqrt(height - height.min()), levels=14, colors="#999999", linewidths=0.6)
    for (label, path), color, line, marker in zip(paths.items(), cycle(COLORS), cycle(LINES), cycle(MARKERS)):
        ax.plot(*path.T, color=color, linestyle=line, marker=marker, markersize=4, label=label)
    ax.set(xlim=extent[:2], ylim=extent[2:])
    ax.legend(frameon=True, fontsize=9)
    return figure


def images(rows, *, caption, alt):
    """A figure with a row of images for each of `rows`, {label: (k, H, W) or a list of images}, 0 black and 1 white."""
    columns, height = max(map(len, rows.values())), 0.95
    figure = Figure(caption, alt, width=min(7.0, 1.6 + height * columns), height=height * len(rows) + 0.1)
    grid = figure.add_gridspec(len(rows), columns)
    for i, (label, row) in enumerate(rows.items()):
        for j, image in enumerate(row):
            ax = figure.add_subplot(grid[i, j])
            ax.imshow(image, cmap="gray", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            if j == 0:
                ax.set_ylabel(label, rotation=0, ha="right", va="center", fontsize=9)
    return figure


def table(rows, head, *, digits=4):
    """A Markdown-like table as text: `rows` of values below the column names `head`, numbers to `digits` digits."""
    cells = [[f"{v:.{digits}g}" if isinstance(v, float | np.floating) else str(v) for v in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    line = "  ".join(h.rjust(w) for h, w in zip(head, widths, strict=True))
    body = ["  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
    return "\n".join([line, "-" * len(line), *body])
