"""Commands that compute worlds or scores: run, why, trace, check, hindcast, sensitivity."""

from __future__ import annotations

import typer

from model.cli import options as given
from model.cli.signatures.app import SEEDS, app


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
