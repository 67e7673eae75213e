"""Tables of speed and memory beside others."""

from collections.abc import Callable

from benchmarks.decoding.cases import CASES
from benchmarks.tables.table import NOT_YET, read, table

_TRAINED = ("zoo", "zoo, XLA", "Keras", "Keras, XLA", "KerasHub", "KerasHub, XLA", "PyTorch")

_DECODED = {
    "plain graph": ("zoo, plain graph",),
    "Keras loop": ("Keras loop",),
    "KerasHub": ("KerasHub",),
    "Transformers": ("Transformers",),
    "CTranslate2 float32": ("CTranslate2 float32 1", "CTranslate2 float32 2"),
    "CTranslate2 int8": ("CTranslate2 int8 1", "CTranslate2 int8 2"),
}


def decoding() -> str:
    """Our time, and how many times as fast we are as each peer at its best."""
    head = "model, search, rows"
    return _decoded(head, lambda ours: f"{ours['seconds'] * 1000:,.0f} ms", "our_speed", ".2f")


def decoding_memory() -> str:
    """Peak memory of each process."""
    return _decoded("MiB", lambda ours: f"{ours['mebibytes']:,.0f}", "mebibytes", ",.0f")


def _decoded(head: str, of_ours: Callable[[dict], str], figure: str, form: str) -> str:
    """A row a case: what is said of ours, and the least figure of each peer's processes."""
    cases = read("decoding").get("cases", {})
    rows = []
    for case in CASES:
        if case not in cases:
            continue
        found = cases[case]
        row = [case, of_ours(found["zoo"])]
        for names in _DECODED.values():
            figures = [found[name][figure] for name in names if name in found]
            row.append(f"{min(figures):{form}}" if figures else "")
        rows.append(row)
    return table([head, "zoo", *_DECODED], rows) if rows else NOT_YET


def training() -> str:
    """Tokens per second of each, and how many times as fast our better one is as their better."""
    rows = []
    for case, found in read("training").get("cases", {}).items():
        of = {name: peer["tokens_per_second"] for name, peer in found["peers"].items()}
        best = {
            library: max((of[name] for name in of if name.split(",")[0] == library), default=None)
            for library in ("zoo", "Keras", "KerasHub", "PyTorch")
        }
        ratios = [best["zoo"] / best[name] if best[name] else None for name in list(best)[1:]]
        row = [case, *(f"{of[name]:,.0f}" if name in of else "" for name in _TRAINED)]
        rows.append([*row, *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios)])
    head = ["model", *_TRAINED, "to Keras", "to KerasHub", "to PyTorch"]
    return table(head, rows) if rows else NOT_YET


def training_memory() -> str:
    """Peak memory of each process."""
    rows = []
    for case, found in read("training").get("cases", {}).items():
        of = {name: f"{peer['mebibytes']:,.0f}" for name, peer in found["peers"].items()}
        rows.append([case, *(of.get(name, "") for name in _TRAINED)])
    return table(["MiB", *_TRAINED], rows) if rows else NOT_YET


def distribution() -> str:
    """Milliseconds of a step of `fit`, and of what it stands beside."""
    rows = []
    for devices, found in read("distribution").get("steps", {}).items():
        (_, ours), (other, theirs) = found["seconds"].items()
        row = [devices, other, f"{ours * 1000:,.0f}", f"{theirs * 1000:,.0f}"]
        rows.append([*row, f"{found['our_speed']:.2f}"])
    head = ["on", "beside", "`ExactFit`, ms", "the other, ms", "ratio"]
    return table(head, rows) if rows else NOT_YET


def scaling() -> str:
    """The share of N machines' throughput that is left."""
    found = read("distribution").get("scaling")
    if not found:
        return NOT_YET
    rows = [
        [f"{gigabits} Gbit/s", *(f"{100 * share:.0f} %" for share in shares.values())]
        for gigabits, shares in found.items()
    ]
    machines = next(iter(found.values()))
    return table(["network", *(f"{n} machines" for n in machines)], rows)


def checkpoints() -> str:
    """What safety costs."""
    found = read("checkpoints")
    if not found:
        return NOT_YET
    plain = found["plain"]
    row = [
        f"{plain['step_seconds'] * 1000:.0f}",
        f"{found['deterministic']['step_seconds'] * 1000:.0f}",
        f"{plain['checkpoint_seconds'] * 1000:.0f}",
        f"{plain['checkpoint_megabytes']:.0f}",
        f"{100 * found['checkpoint_share_at_10_minutes']:.2f} %",
    ]
    head = ["step, ms", "deterministic, ms", "checkpoint, ms", "MB", "share of the time"]
    return table(head, [row])


def tokenizers() -> str:
    """Lines per second beside others' tokenizers."""
    found = read("input_pipeline").get("tokenizers", {})
    rows = [
        [
            name,
            f"{int(size):,}",
            *(f"{f[speed]:,.0f}" for speed in ("ours", "theirs")),
            f"{f['ratio']:.2f} ({f['least_ratio']:.2f} to {f['most_ratio']:.2f})",
            *(f"{f[start]:.0f}" for start in ("start_ms", "their_start_ms")),
            f"{f['ratio_with_start']:.2f}",
        ]
        for name, by_size in found.items()
        for size, f in by_size.items()
    ]
    head = ["tokenizer, beside", "lines a call", "lines/s", "theirs", "ratio (least to most)"]
    head += ["start of an iterator, ms", "theirs", "ratio with the start, 290,000 lines"]
    return table(head, rows) if rows else NOT_YET


def waits() -> str:
    """The share of an epoch spent waiting for batches."""
    rows = []
    for arch, found in read("input_pipeline").get("waits", {}).items():
        for kind in ("in memory", "streamed"):
            f = found[kind]
            row = [f"`{arch}`", kind, f"{100 * f['share_waited']:.2f}"]
            row += [f"{f['first_wait_ms']:,.0f}", f"{f['wait_ms']:.2f}", f"{f['step_ms']:.0f}"]
            row += [f"{found['ready']['step_ms']:.0f}", f"{f['batches_per_second_alone']:,.0f}"]
            rows.append(row)
    head = ["architecture", "pairs", "% of an epoch waited", "first wait, ms", "other waits, ms"]
    head += ["step, ms", "step on ready batches, ms", "batches/s without training"]
    return table(head, rows) if rows else NOT_YET


def recipe_waits() -> str:
    """The share of an epoch that the other recipes spend waiting for batches."""
    rows = [
        [f"`{name}`", f"`{f['arch']}`", f"{f['batches']:,}", f"{100 * f['share_waited']:.2f}"]
        + [f"{f['first_wait_ms']:,.0f}", f"{f['wait_ms']:.2f}", f"{f['step_ms']:.0f}"]
        + [f"{f['batches_per_second_alone']:,.0f}"]
        for name, f in read("recipe_waits").get("results", {}).items()
    ]
    head = ["recipe", "architecture", "batches", "% of an epoch waited", "first wait, ms"]
    head += ["other waits, ms", "step, ms", "batches/s without training"]
    return table(head, rows) if rows else NOT_YET


def memory() -> str:
    """Peak memory by the size of the corpus."""
    rows = [
        [kind, f"{int(size):,}", f"{f['corpus_mib']:,.0f}", f"{f['peak_mib']:,.0f}"]
        for kind, by_size in read("input_pipeline").get("memory", {}).items()
        for size, f in by_size.items()
    ]
    head = ["pairs are", "pairs", "corpus, MiB", "peak memory, MiB"]
    return table(head, rows) if rows else NOT_YET
