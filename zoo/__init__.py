"""A zoo of Keras 3 sequence models, from the recurrent cell to the Transformer."""

import importlib

__version__ = "0.1.0"

_PACKAGES = (
    "audio",
    "data",
    "decoding",
    "export",
    "image",
    "layers",
    "models",
    "predictor",
    "text",
    "training",
)


def __getattr__(name: str):
    """Import a package when it is first asked for: `import zoo` itself stays fast."""
    if name in _PACKAGES:
        return importlib.import_module(f"zoo.{name}")
    raise AttributeError(f"module 'zoo' has no attribute {name!r}")
