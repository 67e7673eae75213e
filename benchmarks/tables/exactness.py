"""Tables of what must be equal, and of what an export costs."""

from benchmarks.tables.table import NOT_YET, read, table

_DTYPES = ("float32", "float64")


def parity() -> str:
    """The worst absolute error against each reference."""
    rows = [
        [
            name,
            *(f"{errors[dtype][of]:.0e}" for dtype in _DTYPES for of in ("outputs", "gradients")),
        ]
        for name, errors in read("parity")["errors"].items()
    ]
    head = [f"{of}, {dtype}" for dtype in _DTYPES for of in ("outputs", "gradients")]
    return table(["compared with", *head], rows)


def saved_model() -> str:
    """One row a storage of an export's weights."""
    result = read("saved_model_times")
    if not result:
        return NOT_YET
    bleu = read("saved_model_fidelity").get("results", {}).get("bleu", {})
    columns = {
        "export, s": ("export_seconds", 1, 0),
        "graph, MB": ("graph_bytes", 1e-6, 1),
        "weights, MB": ("weights_bytes", 1e-6, 1),
        "import, s": ("import_seconds", 1, 2),
        "first translation, s": ("first_translation_seconds", 1, 2),
        "1 row, ms": ("serving_default_1_milliseconds", 1, 0),
        "32 rows, ms": ("serving_default_32_milliseconds", 1, 0),
        "compiled, first, s": ("compiled_1_first_seconds", 1, 1),
        "1 row compiled, ms": ("compiled_1_milliseconds", 1, 0),
        "32 rows compiled, ms": ("compiled_32_milliseconds", 1, 0),
    }
    rows = [
        [
            f"`{storage}`",
            *(f"{of[name] * unit:.{digits}f}" for name, unit, digits in columns.values()),
            *([f"{bleu[storage]:.1f}"] if bleu else []),
        ]
        for storage, of in result["results"]["by_storage"].items()
    ]
    return table(["storage", *columns, *(["BLEU"] if bleu else [])], rows)


def fidelity() -> str:
    """How often two ways to decode differ."""
    result = read("saved_model_fidelity")
    if not result:
        return NOT_YET
    names = ("sentences", "tokens", "different_sentences", "of_them_ties")
    rows = [
        [compared, *(f"{counts[name]:,}" for name in names)]
        for compared, counts in result["results"]["compared"].items()
    ]
    return table(["compared", *(name.replace("_", " ") for name in names)], rows)
