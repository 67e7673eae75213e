"""Tables of models of series, images, clips and sounds: scores, sizes, minutes."""

from benchmarks.tables.table import NOT_YET, read, table

# ETTh1, MSE and MAE: Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?",
# table 2, which has no horizon of 24.
_DLINEAR = {96: ("0.375", "0.399")}

# Flickr8k, BLEU-1 to BLEU-4: Xu et al. 2015, "Show, Attend and Tell", table 1, soft attention over
# the features of a VGG that was trained on ImageNet.
_SOFT_ATTENTION = ("67.0", "44.8", "29.9", "19.5")
_BLEU = ("bleu_1", "bleu_2", "bleu_3", "bleu_4")


def forecasting() -> str:
    """Each horizon: what was trained, what learns nothing, and what was published."""
    results = read("forecasting").get("results", {})
    by_horizon = {}
    for name, found in results.items():
        arch, horizon = name.split()
        by_horizon.setdefault(int(horizon), {})[arch] = found
    names = {
        "last_value": "last value",
        "seasonal_naive": "the day before",
        "ridge": "ridge regression",
    }
    rows = []
    for horizon, by_arch in sorted(by_horizon.items()):
        for arch, found in by_arch.items():
            row = [f"{horizon}", f"`{arch}`", f"{found['parameters']:,}"]
            row.append(f"{found['cpu_minutes'] / 2:.1f}")
            rows.append([*row, *(f"{found['test'][of]:.3f}" for of in ("mse", "mae"))])
        test = next(iter(by_arch.values()))["test"]
        for key, name in names.items():
            figures = [f"{test[f'{key}_{of}']:.3f}" for of in ("mse", "mae")]
            rows.append([f"{horizon}", name, "", "", *figures])
        if horizon in _DLINEAR:
            rows.append([f"{horizon}", "DLinear, published", "", "", *_DLINEAR[horizon]])
    head = ["hours ahead", "model", "parameters", "minutes", "MSE", "MAE"]
    return table(head, rows) if rows else NOT_YET


def flickr8k() -> str:
    """Each captioner with and without the image, greedy and by beam search."""
    names = {
        "greedy": "greedy",
        "beam": "beam 5",
        "blind_greedy": "without the image, greedy",
        "blind_beam": "without the image, beam 5",
    }
    figures = (*_BLEU, "chrf", "cider")
    archs = ("lstm", "lstm_attention", "transformer")
    results = {arch: found for arch in archs if (found := read(f"captioning_{arch}"))}
    if not results:
        return NOT_YET
    rows = []
    for arch, found in results.items():
        for name, said in names.items():
            trained = found["blind"] if name.startswith("blind") else found
            rows.append(
                [
                    f"`{arch}`, {said}",
                    f"{trained['parameters'] / 1e6:.2f} M",
                    f"{trained['epochs_trained']}",
                    f"{trained['cpu_minutes'] / 2:.0f}",
                    *(f"{found['test'][name][figure]:.1f}" for figure in figures),
                ]
            )
    frequent = next(iter(results.values()))["test"]["frequent"]
    scores = [f"{frequent[figure]:.1f}" for figure in figures]
    rows.append(["the most frequent caption", "", "", "", *scores])
    rows.append(["soft attention, pretrained, published", "", "", "", *_SOFT_ATTENTION, "", ""])
    head = ["model", "parameters", "epochs", "minutes"]
    return table([*head, *(f"BLEU-{n}" for n in range(1, 5)), "chrF", "CIDEr"], rows)


def cifar10() -> str:
    """The Vision Transformer and the CNN after the same epochs."""
    rows = []
    for arch in ("vit", "cnn"):
        found = read(f"image_classification_{arch}")
        if found:
            scores = [found[split]["accuracy"] for split in ("validation", "test")]
            rows.append(
                [
                    f"`{arch}`",
                    f"{found['parameters'] / 1e6:.2f} M",
                    f"{found['epochs_trained']}",
                    f"{found['cpu_minutes'] / 2:.0f}",
                    *(f"{score:.1f}" for score in scores),
                    f"{found['test']['macro_f1']:.1f}",
                ]
            )
    head = ["model", "parameters", "epochs", "minutes", "validation %", "accuracy %", "macro F1"]
    return table(head, rows) if rows else NOT_YET


def moving_shapes() -> str:
    """Each network on the same clips: what happens, and how fast."""
    action, speed = (read(f"video_moving_shapes_{target}") for target in ("action", "speed"))
    rows = []
    for arch, found in action.items():
        row = [f"`{arch}`", f"{found['parameters'] / 1e6:.2f} M", f"{found['cpu_minutes'] / 2:.1f}"]
        row += [f"{found['test'][name]:.1f}" for name in ("accuracy", "macro_f1")]
        if arch in speed:
            test = speed[arch]["test"]
            row += [f"{speed[arch]['cpu_minutes'] / 2:.1f}"]
            row += [f"{test['mae']:.2f}", f"{test['explained']:.1f}"]
        else:
            row += [""] * 3
        rows.append(row)
    head = ["model", "parameters", "minutes", "action: accuracy %", "macro F1"]
    head += ["minutes", "speed: mean error", "explained %"]
    return table(head, rows) if rows else NOT_YET


def speech_tones() -> str:
    """Each network on the same digits: error rates, and by how many digits are said."""
    results = read("speech_tones")
    if not results:
        return NOT_YET
    first = next(iter(results.values()))
    rates = ("word_error_rate", "character_error_rate", "exact_match")
    rows = [
        [
            f"`{arch}`",
            f"{found['parameters'] / 1e6:.2f} M",
            f"{found['cpu_minutes'] / 2:.1f}",
            *(f"{found['test'][name]:.1f}" for name in rates),
            *(f"{scores['word_error_rate']:.1f}" for scores in found["by_digits"].values()),
        ]
        for arch, found in results.items()
    ]
    unheard = [f"{first['test'][f'unheard_{name}']:.1f}" for name in rates]
    rows.append(["without hearing", "", "", *unheard, *[""] * len(first["by_digits"])])
    head = ["model", "parameters", "minutes", "word errors %", "character errors %"]
    return table([*head, "exact match %", *(f"{n} digits" for n in first["by_digits"])], rows)


def generated_captioning() -> str:
    """Captions that are true, beside those of a model that does not see."""
    figures = {
        "true": "true %",
        "blind_true": "blind, true %",
        "frequent_true": "most frequent caption, true %",
        "bleu_4": "BLEU-4",
    }
    return _generated("captioning", figures, digits=1)


def generated_image_classification() -> str:
    """Accuracies, beside the most frequent class's."""
    figures = {"accuracy": "accuracy %", "macro_f1": "macro F1", "majority": "majority %"}
    return _generated("image_classification", figures, digits=1)


def generated_image_generation() -> str:
    """Bits of a pixel, beside the Markov model's."""
    figures = {
        "bits_per_dimension": "bits per pixel",
        "neighbour_bits": "two neighbours",
        "uniform_bits": "uniform",
    }
    return _generated("image_generation", figures, digits=3)


def _generated(recipe: str, figures: dict[str, str], *, digits: int) -> str:
    """Each architecture of a recipe on data that it draws."""
    rows = [
        [
            f"`{arch}`",
            f"{found['parameters'] / 1e6:.2f} M",
            f"{found['epochs_trained']}",
            f"{found['cpu_minutes'] / 2:.1f}",
            *(f"{found['test'][name]:.{digits}f}" for name in figures),
        ]
        for arch, found in read(f"generated_{recipe}").items()
    ]
    head = ["model", "parameters", "epochs", "minutes", *figures.values()]
    return table(head, rows) if rows else NOT_YET
