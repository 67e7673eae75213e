"""The recurrent cells by name."""

from zoo.layers.gru import GRUCell
from zoo.layers.layer_norm_gru import LayerNormGRUCell
from zoo.layers.layer_norm_lstm import LayerNormLSTMCell
from zoo.layers.lstm import LSTMCell
from zoo.layers.peephole_lstm import PeepholeLSTMCell
from zoo.layers.recurrent_cell import RecurrentCell
from zoo.layers.simple_rnn import SimpleRNNCell

CELLS: dict[str, type[RecurrentCell]] = {
    "simple_rnn": SimpleRNNCell,
    "lstm": LSTMCell,
    "gru": GRUCell,
    "layer_norm_lstm": LayerNormLSTMCell,
    "layer_norm_gru": LayerNormGRUCell,
    "peephole_lstm": PeepholeLSTMCell,
}


def cell_class(cell: str, *, activation: str = "tanh") -> type[RecurrentCell]:
    """The class of that name.

    Raises:
        ValueError: There is none, or `activation` is given for another one than "simple_rnn".
    """
    if cell not in CELLS:
        raise ValueError(f"`cell` must be one of {sorted(CELLS)}, got {cell!r}.")
    if activation != "tanh" and cell != "simple_rnn":
        raise ValueError(f'`activation` must be "tanh" for {cell!r}, got {activation!r}.')
    return CELLS[cell]


def make_cell(cell: str, units: int, *, activation: str = "tanh", **options) -> RecurrentCell:
    """The cell of that name; refuses what `cell_class` refuses."""
    made = cell_class(cell, activation=activation)
    if cell == "simple_rnn":
        options["activation"] = activation
    return made(units, **options)
