"""Every public layer and model, with the ways of using it that the harness checks."""

from tests.harness.coder_entries import CODER_ENTRIES
from tests.harness.layer_entries import LAYER_ENTRIES
from tests.harness.signal_entries import SIGNAL_ENTRIES
from tests.harness.text_entries import TEXT_ENTRIES

ENTRIES = {**LAYER_ENTRIES, **CODER_ENTRIES, **TEXT_ENTRIES, **SIGNAL_ENTRIES}
DECODERS = {name: entry for name, entry in ENTRIES.items() if entry.memory is not None}
