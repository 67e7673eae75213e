from zoo.data.epoch_counter import EpochCounter


def read(seeds, count=3):
    return [seed.numpy().tolist() for seed in seeds.take(count)]


def test_an_epoch_has_its_own_seeds_whenever_it_is_read():
    counter = EpochCounter()
    seeds = counter.seeds(7)
    counted = [read(seeds) for _ in range(3)]
    assert len({str(seed) for epoch in counted for seed in epoch}) == 9
    for epoch in (2, 0, 1, 1):
        counter.set(epoch)
        assert read(seeds) == counted[epoch]
    assert read(EpochCounter().seeds(7)) == counted[0]
    assert read(EpochCounter().seeds(8)) != counted[0]
