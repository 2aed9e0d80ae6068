"""The installed package: its wheel holds what the program needs, and its command works where no project lies."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED, TRIAD

pytestmark = pytest.mark.slow
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel; skips where its builder is not at hand, but fails in CI."""
    if importlib.util.find_spec("hatchling") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no hatchling to build the package with")
        pytest.skip("no hatchling to build the package with")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `simulate` of an environment that has the wheel, and the packages of this one."""
    if (uv := shutil.which("uv")) is None:
        pytest.skip("no uv to install the package with")
    place = tmp_path_factory.mktemp("installed") / "venv"
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, timeout=120)
    install = [uv, "pip", "install", "--offline", "--no-deps", "--no-index", "--python", str(scripts / "python")]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True, timeout=120)
    (libraries,) = {path.parent for path in place.rglob("alignment_scenarios-*.dist-info")}
    (libraries / "present.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return scripts / "simulate"


def said(command: Path, *words: str | Path, at: Path) -> str:
    done = subprocess.run([command, *words], cwd=at, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_wheel_holds_every_file_of_the_package_and_the_evidence_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    listed = subprocess.run(
        ["git", "ls-files", "-z", "model", "seeds", "scenarios", "simulate.py"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    places = {"seeds": "model/shipped/seeds", "scenarios": "model/shipped/seeds/scenarios"}
    kept = [name.partition("/") for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert {places.get(first, first) + slash + rest for first, slash, rest in kept} <= names
    assert {name.partition("/")[0] for name in names} == {"model", "simulate.py"}


def test_the_command_finds_the_shipped_evidence_where_there_is_none(command: Path, tmp_path: Path) -> None:
    assert all(name in said(command, "list", "scenarios", at=tmp_path) for name in SHIPPED)
    assert "simulate check mine.yaml" in said(command, "new", "mine", at=tmp_path)
    assert "extends: baseline" in (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "no mistakes found" in said(command, "check", "mine.yaml", at=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_named_evidence_goes_first_and_then_that_of_the_working_directory(command: Path, tmp_path: Path) -> None:
    shipped = said(command, "list", "actors", at=tmp_path)
    named = said(command, "list", "actors", "--seeds", TRIAD, at=tmp_path)
    shutil.copytree(TRIAD, tmp_path / "seeds")
    assert "AAA" not in shipped and "AAA" in named
    assert said(command, "list", "actors", at=tmp_path) == named


def test_python_uses_the_installed_package_as_well(command: Path, tmp_path: Path) -> None:
    code = (
        "import model; from model.experiment.manifest import manifest_of; "
        "found = manifest_of(model.make_experiment(['peace-deal-signed']), 1); "
        "print(model.__file__, found['version'], found['commit'])"
    )
    file, *rest = said(command.with_name("python"), "-c", code, at=tmp_path).split()
    assert Path(file).is_relative_to(command.parents[1]) and rest == ["0.1.0", "None"]


def test_a_region_is_made_of_the_shipped_evidence_too(command: Path, tmp_path: Path) -> None:
    code = (
        "import os; os.environ['NUMBA_DISABLE_JIT'] = '1'; "
        "from model import Region; region = Region(scenario='corridor-opened'); "
        "print(region.experiment.seeds.folder, *region.axes.deciding)"
    )
    folder, *actors = said(command.with_name("python"), "-c", code, at=tmp_path).split()
    assert Path(folder).is_relative_to(command.parents[1]) and len(actors) == 8
