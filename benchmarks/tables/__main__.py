"""Writes the result tables of the READMEs from `results/*.json`: python -m benchmarks.tables"""

import re
from pathlib import Path

from benchmarks.tables import exactness, signals, speed, text

_ROOT = Path(__file__).parents[2]
READMES = (_ROOT / "README.md", _ROOT / "README.ko.md")
TABLES = {
    name: make
    for chapter in (text, signals, speed, exactness)
    for name, make in vars(chapter).items()
    if getattr(make, "__module__", "") == chapter.__name__ and not name.startswith("_")
}


def main() -> None:
    """Replace what stands between `<!-- table: name -->` and `<!-- end -->`."""
    for readme in READMES:
        content = readme.read_text(encoding="utf-8")
        for name, make in TABLES.items():
            pattern = rf"(<!-- table: {name} -->\n).*?(<!-- end -->)"
            content = re.sub(
                pattern, lambda m, make=make: f"{m[1]}{make()}\n{m[2]}", content, flags=re.S
            )
        readme.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
