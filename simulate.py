#!/usr/bin/env python
"""Scenario simulation of international alignments: the command line."""

from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from model.errors import ModelError

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # the program is parallel over blocks of worlds, not inside matrix products

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Run documented what-if scenarios of a region's alignments in thousands of worlds and compare what follows.",
)

MOST_WORLDS, MOST_MONTHS, MOST_JOBS = 10_000_000, 600, 1_000
"""Beyond these a number is a slip: the work would not end, or not fit."""

Seeds = Annotated[Path, typer.Option("--seeds", metavar="DIR", help="Folder of the region's evidence.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM", help="Start from what was documented then.")]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="DOCUMENT", help="Leave a document's testimony out; repeatable."),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change an assumption; repeatable.")]
Worlds = Annotated[int, typer.Option("--worlds", min=1, max=MOST_WORLDS, metavar="N", help="Worlds of each scenario.")]
Months = Annotated[
    int | None,
    typer.Option("--months", min=1, max=MOST_MONTHS, metavar="M", help="Horizon; 36 unless a scenario says more."),
]
Seed = Annotated[
    int, typer.Option("--seed", min=0, metavar="S", help="World 17 of a seed is the same world in every scenario.")
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=MOST_JOBS, metavar="J", help="Processes; all cores if not given.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Run folder; runs/<utc time>-<name> if not given.")
]
SEEDS = Path("seeds")
Misused: Any = typer.BadParameter.__mro__[2]
"""What Typer raises for words it does not understand; its home differs between versions."""


@app.command()
def run(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="File stems or paths; all of scenarios/ if none."),
    ] = None,
    worlds: Worlds = 1000,
    months: Months = None,
    seed: Seed = 1,
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Draw every assumption from its range, one draw a world.")
    ] = False,
    seeds: Seeds = SEEDS,
    jobs: Jobs = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:port.")
    ] = None,
    out: Out = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run in --out.")] = False,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            min=1e-9,
            metavar="H",
            help="Go on, twice as many worlds at a time, until half-widths are below H.",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="NAME", help="What --precision looks at; the headline if not given."),
    ] = None,
    max_worlds: Annotated[
        int,
        typer.Option(
            "--max-worlds", min=1, max=MOST_WORLDS, metavar="N", help="Where --precision stops at the latest."
        ),
    ] = 64_000,
    block: Annotated[int | None, typer.Option("--block", min=0, hidden=True)] = None,
) -> None:
    """Run scenarios and compare each with the baseline, world by world."""
    from model.commands.run import Wanted, run_command

    run_command(
        Wanted(
            scenarios=tuple(scenarios or ()),
            worlds=worlds,
            months=months,
            seed=seed,
            as_of=as_of,
            overrides=tuple(set_ or ()),
            without=tuple(without or ()),
            seeds=seeds,
            jobs=jobs,
            cluster=cluster,
            sample=sample,
            out=out,
            resume=resume,
            precision=precision,
            outcomes=tuple(outcome or ()),
            max_worlds=max_worlds,
            block=block,
        )
    )


@app.command()
def why(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Who leans, for example ARM.")],
    other: Annotated[str, typer.Argument(metavar="ACTOR", help="To whom, for example RUS.")],
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
) -> None:
    """Take a starting score apart into the ties and events that made it."""
    from model.commands.why import why_command

    why_command(actor, other, as_of=as_of, overrides=set_ or [], without=without or [], seeds=seeds)


@app.command()
def trace(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="File stem or path.")],
    world: Annotated[int, typer.Option("--world", min=0, max=10**9, metavar="W", help="Number of the world.")] = 0,
    month: Annotated[
        str | None, typer.Option("--month", metavar="YYYY-MM", help="Tell only this month, or the one of this number.")
    ] = None,
    months: Annotated[
        int | None,
        typer.Option(
            "--months", min=1, max=MOST_MONTHS, metavar="M", help="Horizon; 36 unless the scenario says more."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, metavar="S", help="World 17 of a seed is the same world in every scenario.")
    ] = 1,
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document with all of it, for machines.")] = False,
) -> None:
    """Tell one world month by month: who did what and why, what it changed, and where it parts from the baseline."""
    from model.commands.trace import trace_command

    trace_command(
        scenario,
        world=world,
        month=month,
        months=months,
        seed=seed,
        as_of=as_of,
        overrides=tuple(set_ or ()),
        without=tuple(without or ()),
        seeds=seeds,
        as_json=as_json,
    )


@app.command()
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Scenario files; all of the region's if none.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show what a run with these options would do.")] = False,
    worlds: Worlds = 1000,
    months: Months = None,
    seed: Seed = 1,
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
    jobs: Jobs = None,
    out: Out = None,
) -> None:
    """Validate the seeds and the scenarios; every mistake of every file is reported together."""
    if not (plan or months or as_of or set_ or without):
        from model.commands.check import check_command

        return check_command(files or [], seeds=seeds)
    from model.commands.plan import plan_command
    from model.commands.run import Wanted

    plan_command(
        Wanted(
            scenarios=tuple(files or ()),
            worlds=worlds,
            months=months,
            seed=seed,
            as_of=as_of,
            overrides=tuple(set_ or ()),
            without=tuple(without or ()),
            seeds=seeds,
            jobs=jobs,
            out=out,
            resume=False,
        ),
        plan=plan,
    )


@app.command("list")
def list_(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="scenarios, actors, actions, issues, ...; all if none.")
    ] = None,
    seeds: Seeds = SEEDS,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, for machines.")] = False,
) -> None:
    """What there is to name: scenarios, actors, actions, issues, assumptions, documents, outcomes, types, ties."""
    from model.commands.list import list_command

    list_command(kind, seeds=seeds, as_json=as_json)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits, - and _.")],
    seeds: Seeds = SEEDS,
) -> None:
    """Write a commented scenario to start from; it runs as it is."""
    from model.commands.new import new_command

    new_command(name, seeds=seeds)


@app.command()
def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[FILE-KIND]", help="scenario, actors, events, ...; all if none.")
    ] = None,
    seeds: Seeds = SEEDS,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write a file for each into DIR.")] = None,
) -> None:
    """JSON Schemas, by which editors complete and check the YAML files."""
    from model.commands.schema import schema_command

    schema_command(kind, seeds=seeds, out=out)


@app.command()
def hindcast(
    worlds: Annotated[
        int, typer.Option("--worlds", min=2, max=MOST_WORLDS, metavar="N", help="Worlds from each start.")
    ] = 256,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Another seed is another luck.")] = 1,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, max=MOST_JOBS, metavar="J", help="Processes; all cores if not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder; runs/<utc time>-hindcast if not given.")
    ] = None,
    calibration_only: Annotated[
        bool, typer.Option("--calibration-only", help="Do not look at the test window.")
    ] = False,
    calibrate: Annotated[
        int | None,
        typer.Option(
            "--calibrate",
            min=40,
            metavar="POINTS",
            help="Search the values of choice and issues on the calibration window.",
        ),
    ] = None,
) -> None:
    """Score the model, started in past months, on what the documents then report, against naive rivals."""
    from model.commands.hindcast import Wanted, hindcast_command
    from model.hindcast import CALIBRATION, WINDOWS

    hindcast_command(
        Wanted(
            worlds=worlds,
            seed=seed,
            overrides=tuple(set_ or ()),
            without=tuple(without or ()),
            seeds=seeds,
            jobs=jobs,
            out=out,
            windows=(CALIBRATION,) if calibration_only or calibrate is not None else WINDOWS,
            points=calibrate,
        )
    )


@app.command()
def sensitivity(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="File stems or paths; all of scenarios/ if none."),
    ] = None,
    points: Annotated[
        int,
        typer.Option(
            "--points",
            min=16,
            max=65_536,
            metavar="N",
            help="Points of the Sobol design, a power of two; time grows with it.",
        ),
    ] = 256,
    months: Months = None,
    seed: Seed = 1,
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
    jobs: Jobs = None,
    out: Out = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run in --out.")] = False,
) -> None:
    """Find the assumptions that outcomes, and each scenario's effects on them, hang on; luck is kept apart."""
    from model.commands.run import Wanted
    from model.commands.sensitivity import sensitivity_command

    sensitivity_command(
        Wanted(
            scenarios=tuple(scenarios or ()),
            worlds=points,
            months=months,
            seed=seed,
            as_of=as_of,
            overrides=tuple(set_ or ()),
            without=tuple(without or ()),
            seeds=seeds,
            jobs=jobs,
            out=out,
            resume=resume,
        )
    )


@app.command()
def workshop(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="P", help="Where it listens.")] = 8080,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="0.0.0.0 opens it to the room, which then needs the join code.")
    ] = "127.0.0.1",
    session: Annotated[
        Path | None,
        typer.Option("--session", metavar="DIR", help="Go on with the session kept there; a new one if not given."),
    ] = None,
    seeds: Seeds = SEEDS,
) -> None:
    """Serve the workshop to a room: explore, ask why, predict and play in a browser; no network is needed."""
    from model.commands.workshop import workshop_command

    workshop_command(host=host, port=port, seeds=seeds, session=session)


@app.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run folders.")],
) -> None:
    """The comparison of one run again, or runs against each other: what differs between them and what that did."""
    from model.commands.compare import compare_command

    compare_command(runs)


@app.command()
def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Run folder.")],
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="RUN", help="Take up a hindcast or sensitivity run; repeatable."),
    ] = None,
) -> None:
    """Write a run's report and figures again from what is saved, never simulating."""
    from model.commands.report import report_command

    report_command(run, with_ or [])


@app.command()
def page(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN|SCENARIO...", help="A run folder (and scenarios of it), or scenarios to simulate."),
    ] = None,
    slider: Annotated[
        list[str] | None,
        typer.Option("--slider", metavar="PATH", help="An assumption to slide; the foremost if not given; repeatable."),
    ] = None,
    delay: Annotated[
        list[int] | None,
        typer.Option(
            "--delay", min=0, max=600, metavar="M", help="Months by which scenarios also come later: 6 and 12; 0: none."
        ),
    ] = None,
    briefs: Annotated[bool, typer.Option("--briefs", help="Write the role briefs of the actors, for print.")] = False,
    worlds: Annotated[
        int | None, typer.Option("--worlds", min=2, metavar="N", help="Worlds of each scenario; 1024 if simulated.")
    ] = None,
    months: Months = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, metavar="S", help="1 if not given.")] = None,
    as_of: AsOf = None,
    set_: Set = None,
    without: Without = None,
    seeds: Seeds = SEEDS,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="In the run folder, or in runs/, if not given.")
    ] = None,
) -> None:
    """Write one HTML file with sliders over precomputed worlds, to take home: no Python, no network."""
    from model.commands.page import PageWanted, briefs_command, page_command

    wanted = PageWanted(
        words=tuple(words or ()),
        worlds=worlds,
        months=months,
        seed=seed,
        as_of=as_of,
        overrides=tuple(set_ or ()),
        without=tuple(without or ()),
        seeds=seeds,
        jobs=jobs,
        sliders=tuple(slider or ()),
        delays=None if delay is None else tuple(delay),
        out=out,
    )
    (briefs_command if briefs else page_command)(wanted)


def main() -> int:
    """Parse and carry out one command; a user's mistake ends with its message, never a traceback."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()  # None where they are closed
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        left = app(prog_name="simulate.py", standalone_mode=False)
        sys.stdout.flush()
    except ModelError as error:
        print(error, file=sys.stderr)
        return error.status
    except BrokenPipeError:  # whoever read the output has had enough; a signal would also end runs on a cluster
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except OSError as error:
        print(f"{error.filename or 'the system'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except Misused as error:
        if said := error.format_message():  # in plain lines: a box would break paths and commands at its edge
            command = error.ctx.command_path if getattr(error, "ctx", None) else "simulate.py"
            print(f"{command}: {said}\nto see how it is used: uv run {command} --help", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # Click ends with 1, which says that blocks failed
            return 128 + 13
        return leaving.code if isinstance(leaving.code, int) else 0
    return left if isinstance(left, int) else 0


if __name__ == "__main__":
    sys.exit(main())
