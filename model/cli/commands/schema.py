"""`schema`: JSON Schemas by which editors complete and check what users write."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from model.common.errors import RunError, did_you_mean
from model.common.system import writing
from model.load import load_seeds
from model.load.json_schema import MODELS, schema_texts


def schema_command(kind: str | None, *, seeds: Path, out: Path | None) -> None:
    """Print the schema of a sort of file, or of all by sort; with `out`, write a file for each into a folder."""
    region = load_seeds(seeds)
    texts = schema_texts(region)
    if kind is not None:
        wanted = kind.removesuffix(".yaml").removesuffix(".yml")
        if wanted not in MODELS:
            raise RunError(f'unknown sort of file "{kind}"{did_you_mean(wanted, MODELS)}')
        texts = {f"{wanted}.json": texts[f"{wanted}.json"]}
    if out is not None:
        _write(texts, out)
    elif kind is not None:
        sys.stdout.write(next(iter(texts.values())))
    else:
        schemas = {name.removesuffix(".json"): json.loads(text) for name, text in texts.items()}
        sys.stdout.write(json.dumps(schemas, ensure_ascii=False, indent=1) + "\n")


def _write(texts: dict[str, str], out: Path) -> None:
    """Each schema into a file of its own; prints their paths."""
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"{(out / name).as_posix()}\n")
