"""A zoo of Keras 3 sequence models, from the recurrent cell to the Transformer."""

__version__ = "0.1.0"
