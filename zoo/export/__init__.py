"""Models as files that others can serve."""

from zoo.export.saved_model import export_saved_model

__all__ = ["export_saved_model"]
