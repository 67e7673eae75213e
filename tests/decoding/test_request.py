import numpy as np
import pytest

from zoo.decoding import Request


def test_what_is_refused():
    special = {"start_id": 1, "end_id": 2, "pad_id": 0}
    with pytest.raises(ValueError, match="`max_length` must be at least 1, got 0"):
        Request(**special, max_length=0)
    with pytest.raises(ValueError, match="`prompt` and `prompt_keep` must be given together"):
        Request(**special, max_length=3, prompt=np.ones((1, 2), "int32"))
