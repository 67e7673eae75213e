"""What cells that step another cell have in common."""

import keras

from zoo.layers.recurrent_cell import DropoutRNNCell


class CellWrapper(keras.layers.Layer, DropoutRNNCell):
    """Base of a cell around `cell`: its sizes, its dropout, its place in the config.

    A subclass says in `get_dropout_mask` which part of a step the cell sees, and names in
    `_parts` the layers among its constructor's arguments.
    """

    _parts = ("cell",)

    def __init__(self, cell, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell

    @property
    def cell_sizes(self) -> list[int]:
        """Widths of the cell's states."""
        sizes = self.cell.state_size
        return list(sizes) if isinstance(sizes, (list, tuple)) else [sizes]

    def get_recurrent_dropout_mask(self, step_input):
        return self.cell.get_recurrent_dropout_mask(step_input)

    def reset_dropout_mask(self):
        self.cell.reset_dropout_mask()

    def reset_recurrent_dropout_mask(self):
        self.cell.reset_recurrent_dropout_mask()

    def get_config(self):
        parts = {
            part: keras.saving.serialize_keras_object(getattr(self, part)) for part in self._parts
        }
        return {**super().get_config(), **parts}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        parts = {
            part: keras.saving.deserialize_keras_object(config[part], custom_objects=custom_objects)
            for part in cls._parts
        }
        return cls(**{**config, **parts})
