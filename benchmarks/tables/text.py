"""Tables of models of text: scores, sizes, minutes."""

from statistics import mean

from benchmarks.tables.table import NOT_YET, read, table

_ARCHITECTURES = ("lstm", "lstm_attention", "transformer")

# Accuracy on whole test splits. NSMC: Oh et al. 2019, "Korean Movie-review Sentiment Analysis Using
# Parallel Stacked Bidirectional LSTM Model", abstract, and the README of SKTBrain/KoBERT. IMDB: the
# logs at keras.io of "Bidirectional LSTM on IMDB" and "Text classification with Transformer".
# SST-2: Kim 2014, "Convolutional Neural Networks for Sentence Classification", table 2, CNN-rand.
_PUBLISHED_SENTIMENT = {
    "nsmc": {
        "ensemble of stacked BiLSTMs": "89.0",
        "multilingual BERT, pretrained": "87.5",
        "KoBERT, pretrained": "90.1",
    },
    "imdb": {"BiLSTM of Keras' examples": "84.3", "Transformer of Keras' examples": "87.5"},
    "sst2": {"CNN from scratch": "82.7"},
}


def korean_english() -> str:
    """One row an architecture, and the exact match by length."""
    results = {arch: read(f"korean_english_{arch}") for arch in _ARCHITECTURES}
    results = {arch: result for arch, result in results.items() if result}
    if not results:
        return NOT_YET
    lengths = next(iter(results.values()))["by_length"]
    head = ["architecture", "parameters", "minutes", "by the clock", "exact match %", "BLEU"]
    rows = [
        [
            f"`{arch}`",
            f"{result['parameters'] / 1e6:.2f} M",
            f"{result['cpu_minutes'] / 2:.0f}",
            f"{result['wall_minutes']:.0f}",
            f"{result['test']['exact_match']:.1f}",
            f"{result['test']['bleu']:.1f}",
            *(f"{scores['exact_match']:.0f}" for scores in result["by_length"].values()),
        ]
        for arch, result in results.items()
    ]
    return table([*head, *(f"{n} words" for n in lengths)], rows)


def architectures() -> str:
    """Three seeds of each architecture under one budget."""
    return _side_by_side("architectures")


def positions() -> str:
    """Three seeds of each kind of position under one budget."""
    return _side_by_side("positions")


def _side_by_side(what: str) -> str:
    """Means over the seeds, and the spread of the exact match."""
    results = read(f"side_by_side_{what}")
    if not results:
        return NOT_YET
    rows = []
    for name, by_seed in results.items():
        runs = list(by_seed.values())
        exact = [run["test"]["exact_match"] for run in runs]
        lengths = list(runs[0]["by_length"])
        rows.append(
            [
                f"`{name}`",
                f"{runs[0]['parameters'] / 1e6:.2f} M",
                f"{mean(run['cpu_minutes'] for run in runs) / 2:.1f}",
                f"{len(runs)}",
                _with_spread(exact),
                f"{mean(run['test']['bleu'] for run in runs):.1f}",
                *(
                    f"{mean(run['by_length'][n]['exact_match'] for run in runs):.0f}"
                    for n in lengths
                ),
            ]
        )
    head = [what, "parameters", "minutes", "seeds", "exact match %", "BLEU"]
    return table([*head, *(f"{n} words" for n in lengths)], rows)


def _with_spread(scores: list[float]) -> str:
    return f"{mean(scores):.1f} ({min(scores):.1f} to {max(scores):.1f})"


def multi30k() -> str:
    """Each architecture after 30 minutes and at its best."""
    figures = ["BLEU", "BLEU lower-cased", "chrF"]
    names = {"30_minutes": "best within 30 minutes", "best": "best"}
    rows = []
    for arch in _ARCHITECTURES:
        result = read(f"multi30k_{arch}")
        for name, score in sorted(result["results"].items()) if result else ():
            row = [f"`{arch}`", names[name], f"{result['parameters'] / 1e6:.2f} M"]
            row += [f"{score['epoch']}", f"{score['cpu_minutes'] / 2:.0f}"]
            row += [f"{score['wall_minutes']:.0f}"]
            test = score["test_2016_flickr"]
            rows.append([*row, *(f"{test[k]:.1f}" for k in ("bleu", "bleu_lowercase", "chrf"))])
    if not rows:
        return NOT_YET
    head = ["architecture", "weights", "parameters", "epoch", "minutes", "by the clock"]
    return table([*head, *figures], rows)


def language_model() -> str:
    """N-grams, and each architecture at equal characters and at equal time."""
    names = ("transformer", "lstm", "transformer_5", "lstm_5")
    results = [found for name in names if (found := read(f"language_model_{name}"))]
    if not results:
        return NOT_YET
    ngram = results[0]
    nats, bits = ngram["ngram_nats_per_character"], ngram["test"]["ngram_bits_per_character"]
    rows = [[f"{ngram['test']['ngram_order']}-grams", "", "", "", f"{nats:.3f}", f"{bits:.3f}"]]
    for found in results:
        rows.append(
            [
                f"`{found['config']['arch']}`",
                f"{found['parameters'] / 1e6:.2f} M",
                f"{found['batches']:,}",
                f"{found['cpu_minutes'] / 2:.1f}",
                f"{found['nats_per_character']:.3f}",
                f"{found['test']['bits_per_character']:.3f}",
            ]
        )
    head = ["model", "parameters", "batches", "minutes", "nats per character", "bits per character"]
    return table(head, rows)


def sentiment_reviews() -> str:
    """One row an architecture: accuracy by what decides, and by how far from the end."""
    results = read("sentiment_reviews")
    if not results:
        return NOT_YET
    first = next(iter(results.values()))
    rows = [
        [
            f"`{result['config']['arch']}`",
            str(result["config"]["num_layers"]),
            f"{result['parameters'] / 1e3:,.0f} k",
            f"{result['cpu_minutes'] / 2:.1f}",
            f"{result['test']['accuracy']:.1f}",
            f"{result['test']['calibration_error']:.1f}",
            *(f"{scores['accuracy']:.0f}" for scores in result["by_kind"].values()),
            *(f"{scores['accuracy']:.0f}" for scores in result["by_distance"].values()),
        ]
        for result in results.values()
    ]
    head = ["architecture", "layers", "parameters", "minutes", "accuracy %", "calibration error %"]
    head += [*first["by_kind"], *(f"{words} words" for words in first["by_distance"])]
    return table(head, rows)


def sentiment() -> str:
    """Each set of real reviews: what was trained, and what was published."""
    figures = ("accuracy", "macro_f1", "calibration_error", "bag_of_words", "majority")
    rows = []
    for name in ("nsmc", "imdb", "sst2"):
        result = read(f"sentiment_{name}")
        if not result:
            continue
        test = result["test"]
        rows.append(
            [
                f"`{name}`",
                f"`{result['config']['arch']}`",
                f"{result['parameters'] / 1e6:.2f} M",
                f"{result['texts']['train']:,}",
                f"{result['texts']['test']:,}",
                f"{result['cpu_minutes'] / 2:.0f}",
                f"{result['validation']['accuracy']:.1f}",
                *(f"{test[figure]:.1f}" for figure in figures),
                ", ".join(f"{o['test']['accuracy']:.1f}" for o in result["other_seeds"].values()),
            ]
        )
        for model, accuracy in _PUBLISHED_SENTIMENT[name].items():
            row = [f"`{name}`", f"{model}, published", *[""] * 5, accuracy]
            rows.append([*row, *[""] * (len(rows[0]) - len(row))])
    head = ["data", "architecture", "parameters", "training texts", "test texts", "minutes"]
    head += ["validation %", "accuracy %", "macro F1", "calibration error %", "bag of words %"]
    head += ["majority %", "other seeds, accuracy %"]
    return table(head, rows) if rows else NOT_YET
