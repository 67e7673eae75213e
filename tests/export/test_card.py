from zoo.export.card import write_card

OF = {
    "takes": "numbers in, names out",
    "holds": "a model",
    "usage": ["served(1)  # one"],
    "facts": ["Eats: hay"],
    "settings": {"arch": "gru", "data": "/home/me/rows.csv", "run_dir": "/home/me/run", "seed": 3},
}


def test_what_a_card_says():
    card = write_card("Naming", scores={}, **OF)
    assert card.startswith("# Naming, gru, rows.csv\n")
    about = (
        "SavedModel: numbers in, names out. It holds a model, and needs nothing but\nTensorFlow.\n"
    )
    assert about in card
    assert "served(1)  # one\n```\n\n- Eats: hay\n- Made with seqzoo" in card
    assert "| seed | 3 |\n" in card
    assert "/home/me" not in card
    assert "Test split" not in card


def test_what_must_be_imported():
    card = write_card("Naming", scores={}, needed=["other", "", "other"], **OF)
    assert card.count("It loads only after `import other`, or in TF Serving.") == 1
    assert "import tensorflow as tf\nimport other\nserved" in card
    assert "nothing but TensorFlow" not in card


def test_figures_and_how_a_storage_changes_them():
    alone = write_card("Naming", scores={"float32": {"loss": 1.234}}, **OF)
    assert "| figure | value |\n| --- | --- |\n| loss | 1.23 |\n" in alone
    both = write_card("Naming", scores={"float32": {"loss": 1.0}, "int8": {"loss": 1.25}}, **OF)
    assert "| figure | float32 | int8 | change |" in both
    assert "| loss | 1.00 | 1.25 | +0.25 |\n" in both
