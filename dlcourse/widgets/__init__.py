"""The interactive pictures and questions of the chapters; each has a static form for readers without a kernel."""

from dlcourse.widgets.dart_board import DartBoard
from dlcourse.widgets.graph_explorer import GraphExplorer
from dlcourse.widgets.marble import Marble
from dlcourse.widgets.prediction import Prediction
from dlcourse.widgets.shifted_digit import ShiftedDigit
from dlcourse.widgets.stop_button import StopButton

__all__ = ["DartBoard", "GraphExplorer", "Marble", "Prediction", "ShiftedDigit", "StopButton"]
