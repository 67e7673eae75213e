from zoo.training.workers import OneWorker


def test_one_agrees_with_itself():
    worker = OneWorker()
    assert worker.is_chief
    assert worker.any(True)
    assert not worker.any(False)
    assert worker.from_chief(b"said") == b"said"
    assert worker.wait() is None
