"""`translate`: what pages say in other languages as a sheet, and the corrected sheet back."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.show import terminal
from model.common.errors import RunError
from model.common.plain_csv import for_spreadsheets
from model.common.reading import text_in
from model.common.system import write_whole
from model.load import load_scenarios, load_seeds, scenario_names, scenarios_beside
from model.reporting.wording.names import names_said

if TYPE_CHECKING:  # it needs Babel
    from model.reporting.translations import Sheet


def translate_command(to: Path | None, back: Path | None, seeds: Path) -> None:
    """Write the sheet, or read it back into the catalogues; raises ModelError on the user's mistakes."""
    if (to is None) == (back is None):
        raise RunError("translate: give --to FILE.csv to write the sheet, or --from FILE.csv to read it back")
    if find_spec("babel") is None:
        raise RunError("translate needs a package of its own: uv run --extra workshop simulate.py translate")
    from model.reporting.translations import Sheet

    region, folder = load_seeds(seeds), scenarios_beside(seeds)
    loaded = load_scenarios(scenario_names(folder), region, folder=folder)
    sheet = Sheet.of(seeds, names_said(region, ((scenario.id, scenario.spec) for scenario in loaded)))
    try:
        if to is not None:
            if to.suffix.lower() != ".csv":
                raise RunError(f"--to {to}: the sheet is a table; give it a name that ends in .csv")
            write_whole(to, for_spreadsheets(sheet.text()))
            terminal().print(str(to), soft_wrap=True, markup=False)
        elif back is not None:
            _take(sheet, back)
    except OSError as error:
        raise RunError(f"{error.filename}: cannot be written or read: {error.strerror or error}") from None


def _take(sheet: Sheet, back: Path) -> None:
    try:
        text = text_in(back, "utf-8-sig")
    except UnicodeDecodeError:
        raise RunError(f"--from {back}: is not in UTF-8; save it as CSV UTF-8") from None
    try:
        changed = sheet.take(text)
    except RunError as error:
        raise RunError("\n".join(f"{back}: {line}" for line in str(error).splitlines())) from None
    for path in sheet.write():
        terminal().print(str(path), soft_wrap=True, markup=False)
    terminal().print(f"{changed} texts changed", markup=False)
