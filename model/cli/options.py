"""Arguments and options of all commands, with their help texts; defaults are beside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Context, Option

MAX_WORLDS, MAX_MONTHS, MAX_JOBS = 10_000_000, 600, 1_000
"""Beyond these a number is a slip: the work would not end, or not fit."""

Actor = Annotated[str, Argument(metavar="ACTOR", help="Who leans, for example ARM.")]
Other = Annotated[str, Argument(metavar="ACTOR", help="To whom, for example RUS.")]
Scenarios = Annotated[
    list[str] | None, Argument(metavar="[SCENARIO]...", help="File stems or paths; all of scenarios/ if none.")
]
Scenario = Annotated[str, Argument(metavar="SCENARIO", help="File stem or path.")]
Files = Annotated[list[str] | None, Argument(metavar="[FILE]...", help="Scenario files; all of the region's if none.")]
Kind = Annotated[str | None, Argument(metavar="[KIND]", help="scenarios, actors, actions, issues, ...; all if none.")]
FileKind = Annotated[str | None, Argument(metavar="[FILE-KIND]", help="scenario, actors, events, ...; all if none.")]
Name = Annotated[str, Argument(metavar="NAME", help="Letters, digits, - and _.")]
Table = Annotated[Path, Argument(metavar="FILE.csv", help="The table: commas, semicolons or tabs, in UTF-8.")]
EventsOut = Annotated[
    Path | None,
    Option("--out", metavar="FILE.yaml", help="A new file, as seeds/chronicle/mine.yaml; printed if none."),
]
Run = Annotated[Path, Argument(metavar="RUN", help="Run folder.")]
Runs = Annotated[list[Path], Argument(metavar="RUN...", help="Run folders.")]
Why = Annotated[
    tuple[str, str] | None,
    Option("--why", metavar="OUTCOME SCENARIO", help="Divide one difference of a run into its parts, in words."),
]
RunOrScenarios = Annotated[
    list[str] | None,
    Argument(metavar="RUN|SCENARIO...", help="A run folder (and scenarios of it), or scenarios to simulate."),
]

Seeds = Annotated[Path, Option("--seeds", metavar="DIR", help="Folder of the region's evidence.")]
AsOf = Annotated[
    str | None,
    Option("--as-of", metavar="YYYY-MM", help="Start from what had happened by then, as the documents tell it."),
]
Without = Annotated[
    list[str] | None,
    Option("--without", metavar="DOCUMENT", help="Leave a document's testimony out; repeatable."),
]
Set = Annotated[list[str] | None, Option("--set", metavar="PATH=VALUE", help="Change an assumption; repeatable.")]
SetMany = Annotated[
    list[str] | None,
    Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change an assumption; repeatable. Several values, as 0.1,0.3,0.5 or 0.1:0.5:5 (low, high, how many), "
        "make a setting each.",
    ),
]
Zip = Annotated[bool, Option("--zip", help="Pair the values of several --set instead of combining them all.")]
Settings = Annotated[
    Path | None,
    Option("--settings", metavar="FILE.csv", help="A table: a row a setting, columns are assumptions, perhaps a name."),
]
Fail = Annotated[
    Literal["fast", "late"],
    Option("--fail", help="When blocks fail: stop at the first (fast), or compute all others before (late)."),
]
Extend = Annotated[
    Path | None,
    Option(
        "--extend",
        metavar="RUN",
        help="Go on from a finished run with more worlds, scenarios or settings, into a new folder; of its own "
        "scenarios with those named, or all.",
    ),
]
To = Annotated[
    Literal["csv", "xlsx", "parquet", "netcdf"],
    Option("--to", help="csv: UTF-8 for spreadsheets; xlsx: one workbook; parquet, netcdf: for programs."),
]
Decimal = Annotated[
    Literal["point", "comma"],
    Option("--decimal", help="comma: for spreadsheets that write 0,5; cells are then parted by semicolons."),
]
Measure = Annotated[
    list[str] | None,
    Option("--measure", metavar="NAME", help="Only this monthly measure; repeatable."),
]
ExportMonth = Annotated[
    int | None, Option("--month", min=0, max=MAX_MONTHS, metavar="M", help="Only this month, 0 being the as-of month.")
]
ExportOut = Annotated[
    Path | None,
    Option("--out", metavar="PATH", help="Folder, or FILE.xlsx or FILE.nc; export/ in the run folder if not given."),
]
By = Annotated[
    Literal["outcome", "scenario", "setting", "month"] | None,
    Option("--by", help="One cut of a run: what runs down the rows."),
]
CutOutcome = Annotated[
    list[str] | None,
    Option("--outcome", metavar="NAME", help="Only this outcome, repeatable; the headline if not given, or all."),
]
CutScenario = Annotated[list[str] | None, Option("--scenario", metavar="NAME", help="Only this scenario; repeatable.")]
CutMonth = Annotated[
    int | None,
    Option("--month", min=0, max=MAX_MONTHS, metavar="M", help="At the end of this month instead of the run's."),
]
Csv = Annotated[bool, Option("--csv", help="As CSV for spreadsheets, UTF-8.")]
Xlsx = Annotated[bool, Option("--xlsx", help="As a workbook.")]
CutOut = Annotated[
    Path | None,
    Option(
        "--out",
        metavar="FILE",
        help="Where --csv, --xlsx or --json go; else printed, a workbook in export/.",
    ),
]
Figure = Annotated[
    Path | None, Option("--figure", metavar="FILE.svg|png", help="Draw differences by month or by setting instead.")
]
Yes = Annotated[bool, Option("--yes", help="Run more than 100 settings.")]
Sample = Annotated[bool, Option("--sample", help="Draw every assumption from its range, one draw a world.")]

Worlds = Annotated[int, Option("--worlds", min=1, max=MAX_WORLDS, metavar="N", help="Worlds of each scenario.")]
HindcastWorlds = Annotated[int, Option("--worlds", min=2, max=MAX_WORLDS, metavar="N", help="Worlds from each start.")]
PageWorlds = Annotated[
    int | None,
    Option("--worlds", min=2, max=MAX_WORLDS, metavar="N", help="Worlds of each scenario; 1024 if simulated."),
]
Points = Annotated[
    int,
    Option(
        "--points",
        min=16,
        max=65_536,
        metavar="N",
        help="Points of the Sobol design, a power of two; time grows with it.",
    ),
]
Months = Annotated[
    int | None,
    Option("--months", min=1, max=MAX_MONTHS, metavar="M", help="Horizon; 36 unless a scenario says more."),
]
ItsMonths = Annotated[
    int | None,
    Option("--months", min=1, max=MAX_MONTHS, metavar="M", help="Horizon; 36 unless the scenario says more."),
]
Seed = Annotated[
    int, Option("--seed", min=0, metavar="S", help="World 17 of a seed is the same world in every scenario.")
]
HindcastSeed = Annotated[int, Option("--seed", min=0, metavar="S", help="Another seed gives other random numbers.")]
PageSeed = Annotated[int | None, Option("--seed", min=0, metavar="S", help="1 if not given.")]
Jobs = Annotated[
    int | None, Option("--jobs", min=1, max=MAX_JOBS, metavar="J", help="Processes; all cores if not given.")
]
RoomJobs = Annotated[
    int | None, Option("--jobs", min=1, max=MAX_JOBS, metavar="J", help="Processes that compute; else 2 at most.")
]
Cluster = Annotated[str | None, Option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:port.")]

Out = Annotated[Path | None, Option("--out", metavar="DIR", help="Run folder; runs/<utc time>-<name> if not given.")]
HindcastOut = Annotated[
    Path | None, Option("--out", metavar="DIR", help="Folder; runs/<utc time>-hindcast if not given.")
]
SchemaOut = Annotated[Path | None, Option("--out", metavar="DIR", help="Write a file for each into DIR.")]
PageOut = Annotated[Path | None, Option("--out", metavar="FILE", help="In the run folder, or in runs/, if not given.")]
Resume = Annotated[
    bool, Option("--resume", help="Go on with the run in --out, or the newest unfinished one that fits.")
]
NoReport = Annotated[
    bool, Option("--no-report", help="Write tables alone; the command report writes the page and figures later.")
]
Figures = Annotated[
    Literal["none", "few", "all"],
    Option("--figures", help="Figures of the report: all, those of all scenarios together (few), or none."),
]
KeepBlocks = Annotated[
    bool,
    Option("--keep-blocks", help="Keep each block of worlds whole once the tables stand; some ten times the room."),
]
Shown = Annotated[
    Literal["short", "full"],
    Option("--table", help="One row a scenario with what matters in it, or every headline outcome of each (full)."),
]
Version = Annotated[bool, Option("--version", help="Print the version and leave.", is_eager=True)]
Json = Annotated[bool, Option("--json", help="One JSON document, for machines.")]

Precision = Annotated[
    str | None,
    Option(
        "--precision",
        metavar="H",
        help="Go on, twice as many worlds at a time, until half-widths are below H; with `matters` as H, each below "
        "half of the smallest difference that matters.",
    ),
]
Precise = Annotated[
    list[str] | None,
    Option("--outcome", metavar="NAME", help="What --precision looks at; the headline if not given."),
]
MaxWorlds = Annotated[
    int | None,
    Option(
        "--max-worlds", min=1, max=MAX_WORLDS, metavar="N", help="Where --precision stops at the latest; 64000 worlds."
    ),
]
PlanWorlds = Annotated[
    int | None,
    Option("--worlds", min=1, max=MAX_WORLDS, metavar="N", help="Worlds of each scenario; 1000 if not given."),
]
Block = Annotated[int | None, Option("--block", min=0, hidden=True)]

World = Annotated[int, Option("--world", min=0, max=10**9, metavar="W", help="Number of the world.")]
Month = Annotated[
    str | None, Option("--month", metavar="YYYY-MM", help="Tell only this month, or the one of this number.")
]
AllJson = Annotated[bool, Option("--json", help="One JSON document with all of it, for machines.")]
Plan = Annotated[bool, Option("--plan", help="Show what a run with these options would do.")]
CalibrationOnly = Annotated[bool, Option("--calibration-only", help="Do not look at the test window.")]
Calibrate = Annotated[
    int | None,
    Option(
        "--calibrate",
        min=40,
        metavar="POINTS",
        help="Search the values of choice and issues on the calibration window.",
    ),
]
Port = Annotated[int, Option("--port", min=1, max=65535, metavar="P", help="Where it listens.")]
Host = Annotated[
    str, Option("--host", metavar="H", help="0.0.0.0 opens it to the room, which then needs the join code.")
]
SpokenLanguage = Annotated[
    str | None,
    Option(
        "--language",
        metavar="CODE",
        help="Language of the projector, and of whoever chooses none (else English there, and what their browser "
        "asks for): en, ru, tr, az, hy or ka.",
    ),
]
PageLanguage = Annotated[
    str, Option("--language", metavar="CODE", help="Language of the page: en, ru, tr, az, hy or ka.")
]
SheetTo = Annotated[Path | None, Option("--to", metavar="FILE.csv", help="Write the sheet here.")]
SheetFrom = Annotated[Path | None, Option("--from", metavar="FILE.csv", help="Read the corrected sheet.")]
Session = Annotated[
    Path | None,
    Option("--session", metavar="DIR", help="Go on with the session kept there; a new one if not given."),
]
Beside = Annotated[
    list[Path] | None,
    Option("--with", metavar="RUN", help="Take up a hindcast or sensitivity run; repeatable."),
]
Force = Annotated[
    bool, Option("--force", help="Take up runs made from other inputs too; the page then says what differs.")
]
Slider = Annotated[
    list[str] | None,
    Option("--slider", metavar="PATH", help="An assumption to slide; the foremost if not given; repeatable."),
]
Delay = Annotated[
    list[int] | None,
    Option(
        "--delay", min=0, max=600, metavar="M", help="Months by which scenarios also come later: 6 and 12; 0: none."
    ),
]
Briefs = Annotated[bool, Option("--briefs", help="Write the role briefs of the actors, for print.")]


def explicit(ctx: Context) -> frozenset[str]:
    """Names of the options that were written on the command line."""
    return frozenset(
        name for name in ctx.params
        if name not in ("scenarios", "files")
        and (source := ctx.get_parameter_source(name)) is not None and source.name == "COMMANDLINE"
    )  # fmt: skip
