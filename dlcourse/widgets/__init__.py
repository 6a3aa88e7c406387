"""The interactive pictures and questions of the chapters; each has a static form for readers without a kernel."""

from dlcourse.widgets.activation_microscope import ActivationMicroscope
from dlcourse.widgets.batch_lever import BatchLever
from dlcourse.widgets.batch_thermometer import BatchThermometer
from dlcourse.widgets.dart_board import DartBoard
from dlcourse.widgets.depth_and_gain import DepthAndGain
from dlcourse.widgets.difference_microscope import DifferenceMicroscope
from dlcourse.widgets.gap_meter import GapMeter
from dlcourse.widgets.graph_explorer import GraphExplorer
from dlcourse.widgets.marble import Marble
from dlcourse.widgets.patience_slider import PatienceSlider
from dlcourse.widgets.prediction import Prediction
from dlcourse.widgets.rounds import Rounds
from dlcourse.widgets.scissors import Scissors
from dlcourse.widgets.shifted_digit import ShiftedDigit
from dlcourse.widgets.stop_button import StopButton
from dlcourse.widgets.thinned_unit import ThinnedUnit
from dlcourse.widgets.transform_mixer import TransformMixer

__all__ = [
    "ActivationMicroscope",
    "BatchLever",
    "BatchThermometer",
    "DartBoard",
    "DepthAndGain",
    "DifferenceMicroscope",
    "GapMeter",
    "GraphExplorer",
    "Marble",
    "PatienceSlider",
    "Prediction",
    "Rounds",
    "Scissors",
    "ShiftedDigit",
    "StopButton",
    "ThinnedUnit",
    "TransformMixer",
]
