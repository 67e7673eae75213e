from zoo.export.translation_card import translation_card

SETTINGS = {
    "arch": "lstm_attention",
    "data": "some/folder/pairs.tsv",
    "run_dir": "here",
    "epochs": 3,
}


def test_the_card_says_what_it_is_and_how_to_call_it(predictor):
    card = translation_card(predictor, SETTINGS, {"float32": {"bleu": 12.345, "exact_match": 7.0}})
    assert card.startswith("# Translation, lstm_attention, pairs.tsv\n")
    assert 'signatures["serving_default"]' in card
    assert f"- Parameters: {predictor.model.count_params():,}\n" in card
    assert "beam 2, length penalty 0.6, at most 6 tokens" in card
    assert "| bleu | 12.35 |\n| exact_match | 7.00 |\n" in card
    assert "| epochs | 3 |\n" in card
    assert "some/folder" not in card
    assert "run_dir" not in card


def test_the_card_says_what_a_tokenizer_costs(predictor, sentencepiece_predictor):
    alone, needy = (translation_card(p, SETTINGS, {}) for p in (predictor, sentencepiece_predictor))
    assert "needs nothing but TensorFlow." in alone
    assert "tensorflow_text" not in alone
    assert "It loads only after `import tensorflow_text`, or in TF Serving." in needy
    assert "import tensorflow as tf\nimport tensorflow_text\nserved" in needy
    assert "nothing but TensorFlow" not in needy


def test_a_card_without_figures_has_no_table_of_them(predictor):
    assert "Test split" not in translation_card(predictor, SETTINGS, {})


def test_the_card_says_what_a_storage_costs(predictor):
    scores = {"float32": {"bleu": 12.34, "chrf": 30.0}, "int8": {"bleu": 12.04, "chrf": 30.5}}
    card = translation_card(predictor, SETTINGS, scores)
    assert "| figure | float32 | int8 | change |" in card
    assert "| bleu | 12.34 | 12.04 | -0.30 |\n| chrf | 30.00 | 30.50 | +0.50 |\n" in card
