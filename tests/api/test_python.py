"""The public names: imported lazily, documented by a page that runs, and computing what the command line computes."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from base64 import b64decode
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

import model
from model.analysis.overrides import NAME
from model.experiment.ensemble import BlockError, BlockResult, Task
from model.experiment.ensemble import run_block as sound_block
from model.simulation.experiment import Experiment
from model.simulation.experiment import make_experiment as bare_experiment
from tests.conftest import ROOT, TRIAD, Call, digests

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*fired in no world:UserWarning")]

PAGE = ROOT / "model" / "docs" / "python.md"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Names that the page's examples define, run in order from the project's folder."""
    found: dict[str, Any] = {"folder": tmp_path_factory.mktemp("runs")}
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.chdir(ROOT)
        patch.setattr("model.api.computing.cores", lambda: 1)
        for example in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL):
            exec(example, found)
    return found


@pytest.mark.slow
def test_the_pages_examples_give_what_they_say(names: dict[str, Any]) -> None:
    past = names["experiment"].past(slice(0, 1)).alignment.mean(axis=1)[0]
    opened = model.Region(names["experiment"], "corridor-opened", worlds=20)
    opened.step()
    assert np.array_equal(names["first"].state.alignment, opened.state.alignment)
    arm, rus = (names["region"].axes.actor[name] for name in ("ARM", "RUS"))
    assert names["score"] == pytest.approx(past[arm, rus])
    assert len(names["worlds"]) == 50 and set(names["trajectories"]["month"]) == set(range(13))
    assert names["cell"]["difference"] == pytest.approx(names["difference"], abs=1e-6)
    assert names["cell"]["ci_low"] <= names["difference"] <= names["cell"]["ci_high"]
    assert set(names["table"]["scenario"]) == {"baseline", "corridor-opened"}
    assert names["table"]["differing"].any()
    assert np.allclose(names["edited"], 0.5) and not np.allclose(names["before"], 0.5)
    assert len(names["collected"]) == 12
    by_month, followed = names["by_month"], names["finished"].followed
    here, there = (followed(name)["alignment.ARM.RUS"] for name in ("corridor-opened", "baseline"))
    assert list(by_month["difference"]) == pytest.approx(list((here - there).mean(axis=0)), abs=1e-12)
    assert list(names["early"]["scenario"]) == ["baseline", "peace-deal-signed", "corridor-opened"]
    assert (names["folder"] / "armenia-russia.png").read_bytes().startswith(b"\x89PNG")
    assert set(names["effects"]["scenario"]) <= {"corridor-opened"}
    assert list(names["by_setting"]["setting"]) == ["spillover=0.05", "spillover=0.1", "spillover=0.2"]
    assert len(names["every_world"]) == 60 and set(names["most"]["scenario"]) <= {"corridor-opened"}
    assert names["one"].manifest["overrides"] == {"assumptions.spillover": 0.1}
    assert names["larger"].worlds == 60 and "treaty-stalls" in names["larger"].scenarios
    assert {row["scenario"] for row in names["rows"]} == {"baseline", "corridor-opened"}
    assert "assumptions.spillover" in names["message"]


@pytest.mark.slow
def test_a_run_is_the_one_its_command_makes(names: dict[str, Any], call: Call, tmp_path: Path) -> None:
    program, *words = names["other"].manifest["command"]
    status, _, said = call(*words, "--out", tmp_path / "run")
    assert (program, status) == ("simulate.py", 0), said
    here, there = (names["folder"] / "second", tmp_path / "run")
    assert digests(here) == digests(there)
    files = [{path.relative_to(folder) for path in folder.rglob("*")} for folder in (here, there)]
    assert files[0] == files[1]
    assert (here / NAME).read_bytes() == (there / NAME).read_bytes()


@pytest.mark.parametrize("zipped", [False, True])
def test_a_sweep_is_the_one_its_command_makes(deal: Experiment, tmp_path: Path, call: Call, zipped: bool) -> None:
    values = {"spillover": [0.3, 0.6], "assumptions.impact": [0.15, 0.25]}
    swept = model.run(deal, tmp_path / "here", worlds=8, jobs=1, set=values, zip=zipped, figures="few", progress=False)
    program, *words = swept.manifest["command"]
    status, _, said = call(*words, "--jobs", "1", "--figures", "few", "--out", tmp_path / "there")
    assert (program, status) == ("simulate.py", 0), said
    assert digests(tmp_path / "here") == digests(tmp_path / "there")
    assert (tmp_path / "here" / "by-setting.csv").read_bytes() == (tmp_path / "there" / "by-setting.csv").read_bytes()
    files = [
        {path.relative_to(folder) for path in folder.rglob("*")} for folder in (tmp_path / "here", tmp_path / "there")
    ]
    assert files[0] == files[1]
    assert len(swept.settings) == (2 if zipped else 4)
    again = model.run(deal, tmp_path / "here", worlds=8, jobs=1, set=values, zip=zipped, figures="few", resume=True)
    assert again.manifest == swept.manifest == model.open_sweep(tmp_path / "here").manifest
    has_the_tables_of_its_runs(swept)
    assert len(drawings(swept._repr_html_())) == 1
    assert "<table" in swept._repr_html_() and "spillover at 0.3 and 0.6" in swept._repr_html_()


def has_the_tables_of_its_runs(swept: model.SweepRun) -> None:
    """Outcomes, trajectories and comparison of every setting, setting first; effects of all settings, by size."""
    for name in swept.settings:
        one = swept.at(name)
        for here, there in (
            (swept.outcomes["deal"], one.outcomes["deal"]),
            (swept.trajectories, one.trajectories),
            (swept.comparison, one.comparison),
        ):
            assert here.columns[0] == "setting"
            own = here[here["setting"] == name].drop(columns="setting").reset_index(drop=True)
            pd.testing.assert_frame_equal(own, there.reset_index(drop=True), check_dtype=False)
    effects = swept.effects()
    times = (effects["followed"].abs() / effects["smallest"]).tolist()
    assert times == sorted(times, reverse=True) and set(effects["scenario"]) <= {"deal"}
    assert swept.effects("deal").equals(effects) and swept.effects("baseline").empty
    keys = swept.table[swept.table["kind"].isin(["matters", "size unsure"]) & ~swept.table["scripted"].eq(True)]
    assert len(keys) == len(effects)


def test_a_larger_run_is_the_one_of_that_size(tmp_path: Path) -> None:
    small = model.make_experiment(["deal"], seeds=TRIAD, months=3)
    first = model.run(small, tmp_path / "small", worlds=8, jobs=1, figures=None)
    larger = model.extend(first, tmp_path / "larger", worlds=300, jobs=1, figures=None)
    model.run(small, tmp_path / "whole", worlds=300, jobs=1, figures=None)
    assert digests(tmp_path / "larger") == digests(tmp_path / "whole")
    assert larger.worlds == 300 and (tmp_path / "small" / "run.json").is_file()
    one = model.extend(first, tmp_path / "one", worlds=16, scenarios=["baseline"], jobs=1, figures=None)
    assert list(one.scenarios) == ["baseline"] and one.worlds == 16, "of its own scenarios those that are named"
    wrong: dict[str, dict[str, Any]] = {
        "has 8 already": {"worlds": 4},
        "nothing is added;": {},
        "nothing is added": {"scenarios": ["deal"]},
        "a list is needed": {"scenarios": "deal"},
    }
    for said, words in wrong.items():
        with pytest.raises(model.RunError, match=said):
            model.extend(tmp_path / "small", tmp_path / "more", **words)
    assert not (tmp_path / "more").exists()


def test_a_larger_sweep_is_the_one_of_that_size(
    deal: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    computed: list[Task] = []

    def counted(experiment: Experiment, task: Task) -> BlockResult:
        computed.append(task)
        return sound_block(experiment, task)

    monkeypatch.setattr("model.experiment.pool.run_block", counted)
    ways: dict[str, Any] = {"jobs": 1, "figures": None}
    first = model.run(deal, tmp_path / "first", worlds=8, set={"spillover": [0.3, 0.6]}, **ways)
    model.run(deal, tmp_path / "whole", worlds=300, set={"spillover": [0.3, 0.6, 0.25]}, **ways)
    computed.clear()
    wider = model.extend(first, tmp_path / "wider", set={"spillover": [0.25, 0.3]}, **ways)
    new, shipped = [task.scenario for task in computed[:2]], [task.scenario for task in computed[2:]]
    assert new == ["baseline", "deal"] and shipped == ["baseline"], "one setting is new, and is compared as all are"
    assert (
        list(wider.settings) == ["spillover=0.3", "spillover=0.6", "spillover=0.25"] and wider.manifest["worlds"] == 8
    )
    large = model.extend(tmp_path / "wider", tmp_path / "large", worlds=300, **ways)
    assert digests(tmp_path / "large") == digests(tmp_path / "whole")
    for name in ("settings.csv", "by-setting.csv"):
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    program, *words = large.manifest["command"]
    assert call(*words, "--jobs", "1", "--no-report", "--out", tmp_path / "again")[0] == 0, program
    assert digests(tmp_path / "again") == digests(tmp_path / "whole")
    model.run(deal, tmp_path / "run", worlds=8, **ways)
    wrong: list[tuple[str, str, dict[str, Any]]] = [
        ("wider", "has 8 already", {"worlds": 4}),
        ("wider", "nothing is added;", {}),
        ("wider", "are of assumptions.spillover; give these", {"set": {"impact": [0.1, 0.2]}}),
        ("run", "has its values fixed", {"set": {"spillover": [0.1, 0.2]}}),
    ]
    for place, said, given in wrong:
        with pytest.raises(model.RunError, match=said):
            model.extend(tmp_path / place, tmp_path / "more", **given)
    assert not (tmp_path / "more").exists()


def drawings(page: str) -> list[str]:
    """The SVG images within a notebook's page."""
    return [b64decode(found).decode() for found in re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', page)]


def test_a_run_shows_itself_in_a_notebook(deal: Experiment, tmp_path: Path) -> None:
    finished = model.run(deal, tmp_path / "<run>", worlds=8, jobs=1, figures=None)
    shown = finished._repr_html_()
    assert "&lt;run&gt;" in shown and "8 worlds, 3 months, seed 1" in shown and "treaty_signed" in shown
    (drawn,) = drawings(shown)
    size = finished.findings.assign(size=lambda found: found["followed"].abs() / found["smallest"])
    first = size[size["outcome"].isin(finished.parts[0].measures)].nlargest(1, "size")["outcome"].item()
    assert finished.parts[0].words.outcome(first) in drawn, "what is largest is drawn"
    assert "deal" in drawn and "2021-03" in drawn and drawn.count("difference") == 3
    bare = model.make_experiment(["baseline"], seeds=TRIAD, months=2)
    alone = model.run(bare, tmp_path / "bare", worlds=4, jobs=1, figures=None)._repr_html_()
    assert "Treaty signed" in alone and drawings(alone) == []


def test_a_figure_shows_itself_in_a_notebook_and_can_be_changed(deal: Experiment, tmp_path: Path) -> None:
    finished = model.run(deal, tmp_path / "run", worlds=8, jobs=1, figures=None)
    figure = finished.figure(outcomes=["treaty_signed"])
    (drawn,) = drawings(figure._repr_html_())
    assert "Treaty signed" in drawn
    assert re.search(
        'alt="Difference from the baseline Compared with “[^"]+ 8\u00a0worlds: Treaty sig', figure._repr_html_()
    )
    figure.axes[0].set_title("Signed <first>", loc="left")
    assert "Signed &lt;first&gt;" in figure._repr_svg_() and "&lt;first&gt;" in figure._repr_html_()
    figure.savefig(tmp_path / "figure.png")
    figure.savefig(tmp_path / "figure.pdf")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("progress", [None, True, False])
def test_a_notebook_without_widgets_has_a_line_of_progress(
    progress: bool | None, deal: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Warnings are errors here; rich gives one where it looks for ipywidgets in vain."""
    line: list[str] = []

    class Handle:
        def update(self, cell: dict[str, str], *, raw: bool) -> None:
            assert raw
            line.append(cell["text/plain"])

    def display(cell: dict[str, str], *, raw: bool, display_id: bool) -> Handle:
        assert raw and display_id
        line.append(cell["text/plain"])
        return Handle()

    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    monkeypatch.setattr("model.api.progress.find_spec", lambda _: None)
    for name in ("IPython", "IPython.display"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setattr(sys.modules["IPython.display"], "display", display, raising=False)
    ways: dict[str, Any] = {"worlds": 8, "jobs": 1, "figures": None, "progress": progress}
    model.run(deal, tmp_path / "run", **ways)
    shown = ["simulating: 0 of 2 blocks done", "simulating: 1 of 2 blocks done"]
    assert line[:-1] == ([] if progress is False else shown)
    assert all(re.fullmatch(r"simulated 2 blocks in \d+ s", last) for last in line[-1:])
    count = len(line)
    model.run(deal, tmp_path / "run", resume=True, **ways)
    assert len(line) == count, "nothing is left to do"


def test_what_a_sweep_cannot_be_is_refused(deal: Experiment, tmp_path: Path) -> None:
    for wrong, said in (
        ({"set": {"spilover": [0.1, 0.2]}}, "spilover"),
        ({"set": {"spillover": [0.1, 0.2], "impact": [0.1]}, "zip": True}, "same number of values"),
        ({"set": {"spillover": [0.1, 0.1]}}, "has the value 0.1 twice"),
        ({"zip": True}, "pairs the values of several assumptions"),
        ({"set": {}}, "set names no assumption"),
    ):
        with pytest.raises(model.RunError, match=said):
            model.run(deal, tmp_path / "run", worlds=8, jobs=1, **wrong)
    changed = model.make_experiment(["deal"], seeds=TRIAD, months=3, overrides={"assumptions.spillover": 0.4})
    with pytest.raises(model.RunError, match="give it once"):
        model.run(changed, tmp_path / "run", worlds=8, jobs=1, set={"spillover": [0.1, 0.2]})
    with pytest.raises(model.RunError):
        model.open_sweep(tmp_path)
    assert not (tmp_path / "run").exists()


def test_every_public_name_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in model.__all__:
        assert getattr(model, name).__doc__ and f"`{name}`" in page
    assert {*model.__all__} <= {*dir(model)}
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        model.__getattr__("simulate")


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, model; print(*(name for name in ('numpy', 'pandas', 'mesa', 'yaml') if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"months": 0}, "months=0: a whole number is needed, from 1 to 600"),
        ({"months": -3}, "months=-3"),
        ({"months": 5000}, "months=5000"),
        ({"months": 1.5}, "months=1.5"),
        ({"seed": -1}, "seed=-1: a whole number is needed, 0 at least"),
        ({"scenarios": "deal"}, r'scenarios="deal": a list is needed; write scenarios=\["deal"\]'),
        ({"without": "memoir"}, 'without="memoir": a list is needed'),
    ],
)
def test_arguments_have_the_bounds_of_the_command_line(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(model.RunError, match=said):
        model.make_experiment(**{"scenarios": ["deal"], "seeds": TRIAD} | wrong)


def test_numbers_of_numpy_are_numbers() -> None:
    experiment = model.make_experiment(
        ["deal"], seeds=TRIAD, overrides={"assumptions.impact": np.linspace(0.15, 0.35, 3)[1]}
    )
    assert experiment.overrides == {"assumptions.impact": pytest.approx(0.25)}


@pytest.fixture
def deal() -> Experiment:
    return model.make_experiment(["deal"], seeds=TRIAD, months=3)


def test_a_folder_that_holds_a_run_is_left_alone_or_gone_on_with(deal: Experiment, tmp_path: Path) -> None:
    finished = model.run(deal, tmp_path / "run", worlds=8, jobs=1)
    before = digests(tmp_path / "run")
    with pytest.raises(model.RunError, match="holds a run already"):
        model.run(deal, tmp_path / "run", worlds=8, jobs=1)
    again = model.run(deal, tmp_path / "run", worlds=8, jobs=1, resume=True)
    assert digests(tmp_path / "run") == before and again.manifest == finished.manifest
    pd.testing.assert_frame_equal(model.open_run(tmp_path / "run").comparison, finished.comparison)
    (tmp_path / "run" / "comparison.csv").write_text("spoilt")
    with pytest.raises(model.RunError, match=r"comparison\.csv"):
        model.open_run(tmp_path / "run")


def test_what_a_run_cannot_do_is_refused_before_its_folder_is_made(deal: Experiment, tmp_path: Path) -> None:
    with pytest.raises(model.RunError, match="no scenario baseline"):
        model.run(bare_experiment(["deal"], seeds=TRIAD), tmp_path / "run")
    with pytest.raises(model.RunError, match="worlds=0"):
        model.run(deal, tmp_path / "run", worlds=0)
    assert not (tmp_path / "run").exists()


def test_a_block_that_fails_is_told_and_computed_when_the_run_goes_on(
    deal: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(experiment: Experiment, task: Task) -> BlockResult:
        if task.scenario == "deal":
            raise BlockError(f"{task} failed")
        return sound_block(experiment, task)

    monkeypatch.setattr("model.experiment.pool.run_block", spoiled)
    with pytest.raises(model.RunError, match="failed twice"):
        model.run(deal, tmp_path / "run", worlds=8, jobs=1)
    monkeypatch.undo()
    finished = model.run(deal, tmp_path / "run", worlds=8, jobs=1, resume=True)
    assert list(finished.outcomes) == ["baseline", "deal"]


def test_what_has_no_effect_is_a_warning_at_the_line_that_asked(seeds: Any) -> None:
    number = seeds.numbers["assumptions.spillover"].value
    with pytest.warns(UserWarning, match="changes nothing") as given:
        model.make_experiment(["corridor-opened"], seeds=seeds, overrides={"assumptions.spillover": number})
    assert {warning.filename for warning in given} == {__file__}
    with pytest.raises(model.RunError, match="unknown actor"):
        model.why("ARM", "RSU", seeds=seeds)
    with pytest.raises(model.RunError, match="unknown document"):
        model.make_experiment(["corridor-opened"], seeds=seeds, without=["nothing"])
    with pytest.raises(model.ScenarioError, match="corridor-opend"):
        model.load_scenarios(["corridor-opend"], seeds)
    with pytest.raises(model.SeedError, match="no such seeds folder"):
        model.load_seeds(ROOT / "nowhere")
