import numpy as np

from dlcourse import plots


def test_a_figure_carries_its_caption_and_alt_text_into_html():
    figure = plots.lines({"a": np.arange(3.0), "b": np.ones((4, 3))}, caption="One & two", alt="Two <lines>", ylog=True)
    shown = figure._repr_mimebundle_()
    assert 'alt="Two &lt;lines&gt;"' in shown["text/html"]
    assert "<figcaption>One &amp; two</figcaption>" in shown["text/html"]
    assert figure.png().startswith(b"\x89PNG")


def test_several_seeds_are_drawn_as_mean_and_band():
    figure = plots.lines({"a": np.array([[1.0, 2.0], [3.0, 4.0]])}, caption="c", alt="a")
    (ax,) = figure.axes
    assert list(ax.lines[0].get_ydata()) == [2, 3]
    assert len(ax.collections) == 1


def test_lines_are_told_apart_without_color():
    figure = plots.lines({str(i): np.arange(3) for i in range(4)}, caption="c", alt="a", marked=True)
    looks = {(line.get_linestyle(), line.get_marker()) for line in figure.axes[0].lines}
    assert len(looks) == 4


def test_a_log_axis_has_its_ticks_at_the_points_where_these_are_marked_and_few():
    def ticks(x, **style):
        figure = plots.lines({"a": x}, x=x, xlog=True, caption="", alt="", **style)
        figure.canvas.draw()
        return [text for label in figure.axes[0].get_xticklabels(which="both") if (text := label.get_text())]

    assert ticks([20, 50, 400], marked=True) == ["20", "50", "400"]
    assert "50" not in ticks([20, 50, 400])
    assert len(ticks(list(range(1, 50)), marked=True)) < 49


def test_a_bowl_shows_each_path():
    path = np.array([[1.0, 1.0], [0.0, 0.0]])
    figure = plots.bowl(np.eye(2), {"one": path, "two": -path}, caption="c", alt="a")
    assert len(figure.axes[0].lines) == 2


def test_images_stand_in_labeled_rows_on_one_scale_of_grey():
    figure = plots.images({"one": np.zeros((3, 4, 4)), "two": [np.ones((4, 4))]}, caption="c", alt="a")
    assert [ax.get_ylabel() for ax in figure.axes] == ["one", "", "", "two"]
    assert all(ax.images[0].get_clim() == (0, 1) for ax in figure.axes)


def test_a_table_lines_up():
    lines = plots.table([("a", 0.123456), ("bcd", 12)], ["name", "value"], digits=3).split("\n")
    assert lines[0] == "name  value"
    assert len({len(line) for line in lines}) == 1
    assert "0.123" in lines[2]
