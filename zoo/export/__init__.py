"""Models as files that others can serve."""

from zoo.export.folder import load_data_checksum, load_folder, save_folder
from zoo.export.saved_model import check_export_path, export_saved_model

__all__ = [
    "check_export_path",
    "export_saved_model",
    "load_data_checksum",
    "load_folder",
    "save_folder",
]
