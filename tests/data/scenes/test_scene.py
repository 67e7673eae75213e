from collections import Counter

from zoo.data.korean_english.dice import Dice
from zoo.data.scenes.scene import MOST_ALIKE, SIZES, groups_of, make_scene


def test_scenes_are_of_all_kinds():
    dice = Dice("test")
    scenes = [make_scene(dice) for _ in range(500)]
    assert {len(groups_of(scene)) for scene in scenes} == {1, 2}
    alike = Counter(groups_of(scene)[0][0] for scene in scenes if len(groups_of(scene)) == 1)
    assert set(alike) == set(range(1, MOST_ALIKE + 1))
    for scene in scenes:
        assert len({(round(3 * t.x - 0.5), round(3 * t.y - 0.5)) for t in scene}) == len(scene)


def test_nothing_is_out_of_the_image_or_on_another():
    dice = Dice("places")
    for _ in range(300):
        scene = make_scene(dice)
        for i, thing in enumerate(scene):
            radius = SIZES[thing.size]
            assert radius <= thing.x <= 1 - radius
            assert radius <= thing.y <= 1 - radius
            for other in scene[:i]:
                apart = max(abs(thing.x - other.x), abs(thing.y - other.y))
                assert apart >= radius + SIZES[other.size]
