"""Commands that write what to start from, show what a run found, or serve the workshop."""

from __future__ import annotations

from model.cli import options as given
from model.cli.signatures.app import SEEDS, app


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
def workshop(
    port: given.Port = 8080, host: given.Host = "127.0.0.1", session: given.Session = None,
    language: given.SpokenLanguage = None, seeds: given.Seeds = SEEDS, jobs: given.RoomJobs = None,
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
    from model.cli.commands.compare import compare_command
    from model.cli.commands.cut import CutWanted, form_of

    cut = CutWanted(
        by=by, form=form_of(csv, xlsx, as_json), outcomes=tuple(outcome or ()), scenarios=tuple(scenario or ()),
        month=month, decimal=decimal, out=out, figure=figure,
    )  # fmt: skip
    compare_command(runs, cut, full=table == "full", why=why)


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
    language: given.PageLanguage = "en",
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
