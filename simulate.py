#!/usr/bin/env python
"""Scenario simulation of international alignments: the command line."""

from __future__ import annotations

import io
import os
import sys

import typer

from model.cli import options as given
from model.cli.failure import answered, too_little_memory
from model.common import interruption
from model.common.errors import interrupted
from model.common.places import PROGRAM, default_seeds

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # the program is parallel over blocks of worlds, not inside matrix products

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Run documented what-if scenarios of a region's alignments in thousands of worlds and compare what follows.",
)

SEEDS = default_seeds()


@app.callback(invoke_without_command=True)
def program(version: given.Version = False) -> None:
    """Say the version, if that is asked; a command follows otherwise."""
    if version:
        from model.experiment.manifest import PROGRAM as NAME
        from model.experiment.manifest import program_version

        print(f"{NAME} {program_version()}")
        raise typer.Exit


@app.command()
def run(
    ctx: typer.Context,
    scenarios: given.Scenarios = None,
    worlds: given.Worlds = 1000,
    months: given.Months = None,
    seed: given.Seed = 1,
    as_of: given.AsOf = None,
    set_: given.SetMany = None,
    zip_: given.Zip = False,
    settings: given.Settings = None,
    without: given.Without = None,
    sample: given.Sample = False,
    seeds: given.Seeds = SEEDS,
    jobs: given.Jobs = None,
    cluster: given.Cluster = None,
    out: given.Out = None,
    resume: given.Resume = False,
    precision: given.Precision = None,
    outcome: given.Precise = None,
    max_worlds: given.MaxWorlds = None,
    no_report: given.NoReport = False,
    figures: given.Figures = "all",
    keep_blocks: given.KeepBlocks = False,
    table: given.Shown = "short",
    yes: given.Yes = False,
    fail: given.Fail = "late",
    extend: given.Extend = None,
    block: given.Block = None,
) -> None:
    """Run scenarios and compare each with the baseline, world by world."""
    from model.cli.commands.run import run_command
    from model.cli.wanted import Wanted, precision_of

    wanted = Wanted(
        scenarios=tuple(scenarios or ()), worlds=worlds, months=months, seed=seed, as_of=as_of,
        overrides=tuple(set_ or ()), without=tuple(without or ()), sample=sample, seeds=seeds,
        jobs=jobs, cluster=cluster, out=out, resume=resume,
        precision=precision_of(precision), outcomes=tuple(outcome or ()), max_worlds=max_worlds, block=block,
        report=not no_report, figures=figures, keep_blocks=keep_blocks, table=table,
        zipped=zip_, settings=settings, yes=yes, fail=fail, explicit=given.explicit(ctx),
    )  # fmt: skip
    run_command(wanted, extend)


@app.command()
def why(
    actor: given.Actor,
    other: given.Other,
    as_of: given.AsOf = None,
    set_: given.Set = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
) -> None:
    """Take a starting score apart into the ties and events that made it."""
    from model.cli.commands.why import why_command

    why_command(actor, other, as_of=as_of, overrides=set_ or [], without=without or [], seeds=seeds)


@app.command()
def trace(
    scenario: given.Scenario,
    world: given.World = 0,
    month: given.Month = None,
    months: given.ItsMonths = None,
    seed: given.Seed = 1,
    as_of: given.AsOf = None,
    set_: given.Set = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
    as_json: given.AllJson = False,
) -> None:
    """Tell one world month by month: who did what and why, what it changed, and where it parts from the baseline."""
    from model.cli.commands.trace import trace_command
    from model.cli.wanted import Wanted

    wanted = Wanted(
        scenarios=(scenario,), worlds=1, months=months, seed=seed, as_of=as_of,
        overrides=tuple(set_ or ()), without=tuple(without or ()), seeds=seeds,
    )  # fmt: skip
    trace_command(wanted, world=world, month=month, as_json=as_json)


@app.command()
def check(
    ctx: typer.Context,
    files: given.Files = None,
    plan: given.Plan = False,
    worlds: given.PlanWorlds = None,
    months: given.Months = None,
    seed: given.PageSeed = None,
    as_of: given.AsOf = None,
    set_: given.SetMany = None,
    zip_: given.Zip = False,
    settings: given.Settings = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
    jobs: given.Jobs = None,
    out: given.Out = None,
) -> None:
    """Validate the seeds and the scenarios; every mistake of every file is reported together."""
    from model.cli.wanted import Wanted, refuse_unused
    from model.load.batch_file import is_batch

    if not plan:
        refuse_unused({"--worlds": worlds, "--seed": seed, "--jobs": jobs, "--out": out}, "--plan")
    if not (plan or any(map(is_batch, files or ())) or months or as_of or set_ or without or settings):
        from model.cli.commands.check import check_command

        return check_command(files or [], seeds=seeds)
    from model.cli.commands.plan import plan_command

    wanted = Wanted(
        scenarios=tuple(files or ()), worlds=1000 if worlds is None else worlds, months=months,
        seed=1 if seed is None else seed, as_of=as_of, overrides=tuple(set_ or ()),
        without=tuple(without or ()), seeds=seeds, jobs=jobs, out=out, zipped=zip_, settings=settings,
        explicit=given.explicit(ctx) - {"plan"},
    )  # fmt: skip
    plan_command(wanted, plan=plan)


@app.command("list")
def list_(kind: given.Kind = None, seeds: given.Seeds = SEEDS, as_json: given.Json = False) -> None:
    """List the names there are: scenarios, actors, actions, issues, assumptions, documents, questions and more."""
    from model.cli.commands.list import list_command

    list_command(kind, seeds=seeds, as_json=as_json)


@app.command()
def new(name: given.Name, seeds: given.Seeds = SEEDS) -> None:
    """Write a commented scenario to start from; it runs as it is."""
    from model.cli.commands.new import new_command

    new_command(name, seeds=seeds)


@app.command()
def events(table: given.Table, seeds: given.Seeds = SEEDS, out: given.EventsOut = None) -> None:
    """Check a table of events of your own and write it as YAML, in the form of seeds/chronicle/.

    Its first line names the columns, in any order:
    date: YYYY-MM-DD, or YYYY-MM where the day is not known
    source, target: who did it to whom; several actors as A;B
    type or cameo: a type of event (list types), or its CAMEO code
    salience: statement, measure, agreement, war, or a number from 0 to 1
    page: the address it was read at

    There may be besides, made up where they are not given:
    id, what (a sentence), standing (documented), document (chronicle), row, note

    Every fault is told with its line and column, and nothing is written then.
    """
    from model.cli.commands.events import events_command

    events_command(table, seeds=seeds, out=out)


@app.command()
def schema(kind: given.FileKind = None, seeds: given.Seeds = SEEDS, out: given.SchemaOut = None) -> None:
    """JSON Schemas, by which editors complete and check the YAML files."""
    from model.cli.commands.schema import schema_command

    schema_command(kind, seeds=seeds, out=out)


@app.command()
def hindcast(
    worlds: given.HindcastWorlds = 256,
    seed: given.HindcastSeed = 1,
    set_: given.Set = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
    jobs: given.Jobs = None,
    out: given.HindcastOut = None,
    calibration_only: given.CalibrationOnly = False,
    calibrate: given.Calibrate = None,
) -> None:
    """Score the model, started in past months, on what the documents then report, against reference forecasts."""
    from model.analysis.hindcast import CALIBRATION, WINDOWS
    from model.cli.commands.hindcast import HindcastWanted, hindcast_command

    hindcast_command(
        HindcastWanted(
            worlds=worlds, seed=seed, overrides=tuple(set_ or ()), without=tuple(without or ()), seeds=seeds,
            jobs=jobs, out=out, points=calibrate,
            windows=(CALIBRATION,) if calibration_only or calibrate is not None else WINDOWS,
        )
    )  # fmt: skip


@app.command()
def sensitivity(
    scenarios: given.Scenarios = None,
    points: given.Points = 256,
    months: given.Months = None,
    seed: given.Seed = 1,
    as_of: given.AsOf = None,
    set_: given.Set = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
    jobs: given.Jobs = None,
    out: given.Out = None,
    resume: given.Resume = False,
) -> None:
    """Find the assumptions that outcomes, and each scenario's effects on them, depend on; luck is kept apart."""
    from model.cli.commands.sensitivity import sensitivity_command
    from model.cli.wanted import Wanted

    sensitivity_command(
        Wanted(
            scenarios=tuple(scenarios or ()), worlds=points, months=months, seed=seed, as_of=as_of,
            overrides=tuple(set_ or ()), without=tuple(without or ()), seeds=seeds,
            jobs=jobs, out=out, resume=resume,
        )
    )  # fmt: skip


@app.command()
def workshop(
    port: given.Port = 8080, host: given.Host = "127.0.0.1", session: given.Session = None,
    language: given.SpokenLanguage = "en", seeds: given.Seeds = SEEDS, jobs: given.RoomJobs = None,
) -> None:  # fmt: skip
    """Serve the workshop to a room: explore, ask why, predict and play in a browser; no network is needed."""
    from model.cli.commands.workshop import workshop_command

    workshop_command(host=host, port=port, seeds=seeds, session=session, jobs=jobs, language=language)


@app.command()
def compare(
    runs: given.Runs,
    table: given.Shown = "short",
    why: given.Why = None,
    by: given.By = None,
    outcome: given.CutOutcome = None,
    scenario: given.CutScenario = None,
    month: given.CutMonth = None,
    csv: given.Csv = False,
    xlsx: given.Xlsx = False,
    as_json: given.Json = False,
    decimal: given.Decimal = "point",
    out: given.CutOut = None,
    figure: given.Figure = None,
) -> None:
    """The comparison of one run again, any cut of it, what a difference is made up of, or runs against each other."""
    from model.cli.commands.compare import CompareWanted, compare_command

    compare_command(
        CompareWanted(
            runs=tuple(runs), full=table == "full", why=why, by=by, outcomes=tuple(outcome or ()),
            scenarios=tuple(scenario or ()), month=month, csv=csv, xlsx=xlsx, json=as_json, decimal=decimal, out=out,
            figure=figure,
        )
    )  # fmt: skip


@app.command()
def report(
    run: given.Run, with_: given.Beside = None, force: given.Force = False, figures: given.Figures = "all"
) -> None:
    """Write a run's report and figures again from what is saved, never simulating."""
    from model.cli.commands.report import report_command

    report_command(run, with_ or [], force=force, figures=figures)


@app.command()
def export(
    run: given.Run,
    to: given.To = "csv",
    decimal: given.Decimal = "point",
    measure: given.Measure = None,
    month: given.ExportMonth = None,
    out: given.ExportOut = None,
) -> None:
    """Write a run's tables for spreadsheets and other programs, with labels, units, dates and a codebook."""
    from model.cli.commands.export import export_command

    export_command(run, to, decimal, measure or [], month, out)


@app.command()
def translate(to: given.SheetTo = None, from_: given.SheetFrom = None, seeds: given.Seeds = SEEDS) -> None:
    """Write what pages say in other languages as a sheet to correct, or read the corrected sheet back."""
    from model.cli.commands.translate import translate_command

    translate_command(to, from_, seeds)


@app.command()
def page(
    words: given.RunOrScenarios = None,
    slider: given.Slider = None,
    delay: given.Delay = None,
    briefs: given.Briefs = False,
    worlds: given.PageWorlds = None,
    months: given.Months = None,
    seed: given.PageSeed = None,
    as_of: given.AsOf = None,
    set_: given.Set = None,
    without: given.Without = None,
    seeds: given.Seeds = SEEDS,
    jobs: given.Jobs = None,
    language: given.BriefsLanguage = "en",
    out: given.PageOut = None,
) -> None:
    """Write one HTML file with sliders over precomputed worlds, to take home: no Python, no network."""
    from model.cli.commands.page import PageWanted, briefs_command, page_command

    wanted = PageWanted(
        words=tuple(words or ()), worlds=worlds, months=months, seed=seed, as_of=as_of,
        overrides=tuple(set_ or ()), without=tuple(without or ()), seeds=seeds, jobs=jobs,
        sliders=tuple(slider or ()), delays=None if delay is None else tuple(delay), out=out, language=language,
    )  # fmt: skip
    (briefs_command if briefs else page_command)(wanted)


def main() -> int:
    """Parse and carry out one command; a user's mistake ends with its message, never a traceback."""
    interruption.heed()
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()  # None where they are closed
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if short := too_little_memory():
        print(short, file=sys.stderr)
        return 2
    try:
        left = app(prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        left = interruption.INTERRUPTED if interrupted(error) else answered(error)
    if left == interruption.INTERRUPTED:  # which is also what Typer makes of it
        interruption.say_interrupted()
    return left if isinstance(left, int) else 0


def start() -> None:
    """Be the program: carry out one command and leave with its status."""
    sys.unraisablehook = interruption.give_again
    status = main()
    if status == interruption.INTERRUPTED:
        interruption.leave()
    sys.exit(status)


if __name__ == "__main__":
    start()
