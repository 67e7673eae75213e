"""Writes the result tables of the READMEs from `results/*.json`: python -m benchmarks.tables"""

import json
import re
from pathlib import Path
from statistics import mean

HERE = Path(__file__).parent
READMES = (HERE.parent / "README.md", HERE.parent / "README.ko.md")
_DTYPES = ("float32", "float64")
_NOT_YET = "Not measured yet."
_TRAINED = ("zoo", "zoo, XLA", "Keras", "Keras, XLA", "KerasHub", "KerasHub, XLA", "PyTorch")
ARCHITECTURES = ("lstm", "lstm_attention", "transformer")
# ETTh1, MSE and MAE: Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?",
# table 2, which has no horizon of 24.
_DLINEAR = {96: ("0.375", "0.399")}


def korean_english() -> str:
    """One row an architecture, and the exact match by length."""
    results = {arch: _read(f"korean_english_{arch}") for arch in ARCHITECTURES}
    results = {arch: result for arch, result in results.items() if result}
    if not results:
        return _NOT_YET
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
    return _table([*head, *(f"{n} words" for n in lengths)], rows)


def multi30k() -> str:
    """Each architecture after 30 minutes and at its best."""
    figures = ["BLEU", "BLEU lower-cased", "chrF"]
    names = {"30_minutes": "best within 30 minutes", "best": "best"}
    rows = []
    for arch in ARCHITECTURES:
        result = _read(f"multi30k_{arch}")
        for name, score in sorted(result["results"].items()) if result else ():
            row = [f"`{arch}`", names[name], f"{result['parameters'] / 1e6:.2f} M"]
            row += [f"{score['epoch']}", f"{score['cpu_minutes'] / 2:.0f}"]
            row += [f"{score['wall_minutes']:.0f}"]
            test = score["test_2016_flickr"]
            rows.append([*row, *(f"{test[k]:.1f}" for k in ("bleu", "bleu_lowercase", "chrf"))])
    if not rows:
        return _NOT_YET
    head = ["architecture", "weights", "parameters", "epoch", "minutes", "by the clock"]
    return _table([*head, *figures], rows)


def language_model() -> str:
    """N-grams, and each architecture at equal characters and at equal time."""
    names = ("transformer", "lstm", "transformer_5", "lstm_5")
    results = [found for name in names if (found := _read(f"language_model_{name}"))]
    if not results:
        return _NOT_YET
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
    return _table(head, rows)


def architectures() -> str:
    """Three seeds of each architecture under one budget."""
    return _side_by_side("architectures")


def positions() -> str:
    """Three seeds of each kind of position under one budget."""
    return _side_by_side("positions")


def generated_captioning() -> str:
    """Captions that are true, beside those of a model that does not see."""
    figures = {"true": "true %", "blind_true": "blind, true %", "bleu_4": "BLEU-4"}
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


def decoding() -> str:
    """Our time, and how many times as fast we are as each peer at its best."""
    peers = {
        "plain graph": ("zoo, plain graph",),
        "Keras loop": ("Keras loop",),
        "KerasHub": ("KerasHub",),
        "Transformers": ("Transformers",),
        "CTranslate2 float32": ("CTranslate2 float32 1", "CTranslate2 float32 2"),
        "CTranslate2 int8": ("CTranslate2 int8 1", "CTranslate2 int8 2"),
    }
    cases = _read("decoding").get("cases")
    if not cases:
        return _NOT_YET
    rows = []
    for case, found in cases.items():
        row = [case, f"{found['zoo']['seconds'] * 1000:,.0f} ms"]
        for names in peers.values():
            ratios = [found[name]["our_speed"] for name in names if name in found]
            row.append(f"{min(ratios):.2f}" if ratios else "")
        rows.append(row)
    return _table(["model, search, rows", "zoo", *peers], rows)


def training() -> str:
    """Tokens per second of each, and how many times as fast our better one is as their better."""
    rows = []
    for case, found in _read("training").get("cases", {}).items():
        of = {name: peer["tokens_per_second"] for name, peer in found["peers"].items()}
        best = {
            library: max((of[name] for name in of if name.split(",")[0] == library), default=None)
            for library in ("zoo", "Keras", "KerasHub", "PyTorch")
        }
        ratios = [best["zoo"] / best[name] if best[name] else None for name in list(best)[1:]]
        row = [case, *(f"{of[name]:,.0f}" if name in of else "" for name in _TRAINED)]
        rows.append([*row, *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios)])
    head = ["model", *_TRAINED, "to Keras", "to KerasHub", "to PyTorch"]
    return _table(head, rows) if rows else _NOT_YET


def training_memory() -> str:
    """Peak memory of each process."""
    rows = []
    for case, found in _read("training").get("cases", {}).items():
        of = {name: f"{peer['mebibytes']:,.0f}" for name, peer in found["peers"].items()}
        rows.append([case, *(of.get(name, "") for name in _TRAINED)])
    return _table(["MiB", *_TRAINED], rows) if rows else _NOT_YET


def distribution() -> str:
    """Milliseconds of a step of `fit`, and of what it stands beside."""
    rows = []
    for devices, found in _read("distribution").get("steps", {}).items():
        (_, ours), (other, theirs) = found["seconds"].items()
        row = [devices, other, f"{ours * 1000:,.0f}", f"{theirs * 1000:,.0f}"]
        rows.append([*row, f"{found['our_speed']:.2f}"])
    head = ["on", "beside", "`ExactFit`, ms", "the other, ms", "ratio"]
    return _table(head, rows) if rows else _NOT_YET


def scaling() -> str:
    """The share of N machines' throughput that is left."""
    found = _read("distribution").get("scaling")
    if not found:
        return _NOT_YET
    rows = [
        [f"{gigabits} Gbit/s", *(f"{100 * share:.0f} %" for share in shares.values())]
        for gigabits, shares in found.items()
    ]
    machines = next(iter(found.values()))
    return _table(["network", *(f"{n} machines" for n in machines)], rows)


def checkpoints() -> str:
    """What safety costs."""
    found = _read("checkpoints")
    if not found:
        return _NOT_YET
    plain = found["plain"]
    row = [
        f"{plain['step_seconds'] * 1000:.0f}",
        f"{found['deterministic']['step_seconds'] * 1000:.0f}",
        f"{plain['checkpoint_seconds'] * 1000:.0f}",
        f"{plain['checkpoint_megabytes']:.0f}",
        f"{100 * found['checkpoint_share_at_10_minutes']:.2f} %",
    ]
    head = ["step, ms", "deterministic, ms", "checkpoint, ms", "MB", "share of the time"]
    return _table(head, [row])


def parity() -> str:
    """The worst absolute error against each reference."""
    rows = [
        [
            name,
            *(f"{errors[dtype][of]:.0e}" for dtype in _DTYPES for of in ("outputs", "gradients")),
        ]
        for name, errors in _read("parity")["errors"].items()
    ]
    head = [f"{of}, {dtype}" for dtype in _DTYPES for of in ("outputs", "gradients")]
    return _table(["compared with", *head], rows)


def tokenizers() -> str:
    """Lines per second beside others' tokenizers."""
    found = _read("input_pipeline").get("tokenizers", {})
    rows = [
        [
            name,
            f"{int(size):,}",
            *(f"{f[speed]:,.0f}" for speed in ("ours", "theirs")),
            f"{f['ratio']:.2f}",
            *(f"{f[start]:.0f}" for start in ("start_ms", "their_start_ms")),
            f"{f['ratio_with_start']:.2f}",
        ]
        for name, by_size in found.items()
        for size, f in by_size.items()
    ]
    head = ["tokenizer, beside", "lines a call", "lines/s", "theirs", "ratio"]
    head += ["start of an iterator, ms", "theirs", "ratio with the start, 290,000 lines"]
    return _table(head, rows) if rows else _NOT_YET


def waits() -> str:
    """The share of an epoch spent waiting for batches."""
    rows = []
    for arch, found in _read("input_pipeline").get("waits", {}).items():
        for kind in ("in memory", "streamed"):
            f = found[kind]
            row = [f"`{arch}`", kind, f"{100 * f['share_waited']:.2f}"]
            row += [f"{f['first_wait_ms']:,.0f}", f"{f['wait_ms']:.2f}", f"{f['step_ms']:.0f}"]
            row += [f"{found['ready']['step_ms']:.0f}", f"{f['batches_per_second_alone']:,.0f}"]
            rows.append(row)
    head = ["architecture", "pairs", "% of an epoch waited", "first wait, ms", "other waits, ms"]
    head += ["step, ms", "step on ready batches, ms", "batches/s without training"]
    return _table(head, rows) if rows else _NOT_YET


def memory() -> str:
    """Peak memory by the size of the corpus."""
    rows = [
        [kind, f"{int(size):,}", f"{f['corpus_mib']:,.0f}", f"{f['peak_mib']:,.0f}"]
        for kind, by_size in _read("input_pipeline").get("memory", {}).items()
        for size, f in by_size.items()
    ]
    head = ["pairs are", "pairs", "corpus, MiB", "peak memory, MiB"]
    return _table(head, rows) if rows else _NOT_YET


def saved_model() -> str:
    """One row a storage of an export's weights."""
    result = _read("saved_model_times")
    if not result:
        return _NOT_YET
    bleu = _read("saved_model_fidelity").get("results", {}).get("bleu", {})
    columns = {
        "export, s": ("export_seconds", 1, 0),
        "graph, MB": ("graph_bytes", 1e-6, 1),
        "weights, MB": ("weights_bytes", 1e-6, 1),
        "import, s": ("import_seconds", 1, 2),
        "first translation, s": ("first_translation_seconds", 1, 2),
        "1 row, ms": ("serving_default_1_milliseconds", 1, 0),
        "32 rows, ms": ("serving_default_32_milliseconds", 1, 0),
        "1 row compiled, ms": ("compiled_1_milliseconds", 1, 0),
    }
    rows = [
        [
            f"`{storage}`",
            *(f"{of[name] * unit:.{digits}f}" for name, unit, digits in columns.values()),
            *([f"{bleu[storage]:.1f}"] if bleu else []),
        ]
        for storage, of in result["results"]["by_storage"].items()
    ]
    return _table(["storage", *columns, *(["BLEU"] if bleu else [])], rows)


def fidelity() -> str:
    """How often two ways to decode differ."""
    result = _read("saved_model_fidelity")
    if not result:
        return _NOT_YET
    names = ("sentences", "tokens", "different_sentences", "of_them_ties")
    rows = [
        [compared, *(f"{counts[name]:,}" for name in names)]
        for compared, counts in result["results"]["compared"].items()
    ]
    return _table(["compared", *(name.replace("_", " ") for name in names)], rows)


def sentiment_reviews() -> str:
    """One row an architecture: accuracy by what decides, and by how far from the end."""
    results = _read("sentiment_reviews").get("results")
    if not results:
        return _NOT_YET
    first = next(iter(results.values()))
    rows = [
        [
            f"`{arch}`",
            f"{result['parameters'] / 1e6:.2f} M",
            f"{result['cpu_minutes'] / 2:.1f}",
            f"{result['test']['accuracy']:.1f}",
            f"{result['test']['calibration_error']:.1f}",
            *(f"{scores['accuracy']:.0f}" for scores in result["by_kind"].values()),
            *(f"{scores['accuracy']:.0f}" for scores in result["by_distance"].values()),
        ]
        for arch, result in results.items()
    ]
    head = ["architecture", "parameters", "minutes", "accuracy %", "calibration error %"]
    head += [*first["by_kind"], *(f"{words} words" for words in first["by_distance"])]
    return _table(head, rows)


def sentiment() -> str:
    """One row a set of real reviews."""
    rows = []
    for name in ("nsmc", "imdb", "sst2"):
        result = _read(f"sentiment_{name}")
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
                *(
                    f"{test[figure]:.1f}"
                    for figure in ("accuracy", "macro_f1", "calibration_error")
                ),
                *(f"{test[figure]:.1f}" for figure in ("bag_of_words", "majority")),
            ]
        )
    head = ["data", "architecture", "parameters", "training texts", "test texts", "minutes"]
    head += ["validation %", "accuracy %", "macro F1", "calibration error %", "bag of words %"]
    return _table([*head, "majority %"], rows) if rows else _NOT_YET


def forecasting() -> str:
    """Each horizon: what was trained, what learns nothing, and what was published."""
    results = _read("forecasting").get("results", {})
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
    return _table(head, rows) if rows else _NOT_YET


TABLES = {
    "forecasting": forecasting,
    "sentiment_reviews": sentiment_reviews,
    "sentiment": sentiment,
    "korean_english": korean_english,
    "language_model": language_model,
    "architectures": architectures,
    "positions": positions,
    "multi30k": multi30k,
    "generated_captioning": generated_captioning,
    "generated_image_classification": generated_image_classification,
    "generated_image_generation": generated_image_generation,
    "decoding": decoding,
    "training": training,
    "training_memory": training_memory,
    "distribution": distribution,
    "scaling": scaling,
    "checkpoints": checkpoints,
    "saved_model": saved_model,
    "fidelity": fidelity,
    "parity": parity,
    "tokenizers": tokenizers,
    "waits": waits,
    "memory": memory,
}


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
        for arch, found in _read(f"generated_{recipe}").items()
    ]
    head = ["model", "parameters", "epochs", "minutes", *figures.values()]
    return _table(head, rows) if rows else _NOT_YET


def _side_by_side(what: str) -> str:
    """Means over the seeds, and the spread of the exact match."""
    results = _read(f"side_by_side_{what}")
    if not results:
        return _NOT_YET
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
                f"{mean(exact):.1f} ({min(exact):.1f} to {max(exact):.1f})",
                f"{mean(run['test']['bleu'] for run in runs):.1f}",
                *(
                    f"{mean(run['by_length'][n]['exact_match'] for run in runs):.0f}"
                    for n in lengths
                ),
            ]
        )
    head = [what, "parameters", "minutes", "seeds", "exact match %", "BLEU"]
    return _table([*head, *(f"{n} words" for n in lengths)], rows)


def _read(name: str) -> dict:
    path = HERE / "results" / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Replace what stands between `<!-- table: name -->` and `<!-- end -->`."""
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        for name, make in TABLES.items():
            pattern = rf"(<!-- table: {name} -->\n).*?(<!-- end -->)"
            text = re.sub(pattern, lambda m, make=make: f"{m[1]}{make()}\n{m[2]}", text, flags=re.S)
        readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
