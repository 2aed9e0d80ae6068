"""The page: one HTML file that needs no network and no script."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from model.analysis.claims import Resampled
from model.analysis.comparison import parting_month, records
from model.analysis.finished_run import Saved
from model.analysis.kept_ledger import has_ledger
from model.analysis.questions import Answered, answered
from model.analysis.verdicts import SURE, rests_on
from model.common.lazily import Lazily
from model.experiment.kinds import HINDCAST, SENSITIVITY
from model.experiment.run_folder import RunFolder
from model.load import BASELINE
from model.reporting.report.album import Album
from model.reporting.report.attached import Attached, attached
from model.reporting.report.changed import changes_shown
from model.reporting.report.evidence import Evidence
from model.reporting.report.explained import explained_said
from model.reporting.report.matrix import Matrix
from model.reporting.report.pictures import FEW, FigureChoice, Picture, Pictures
from model.reporting.report.printed_page import PrintedPage
from model.reporting.report.robustness import RobustnessSection
from model.reporting.report.sentences import SET_ITSELF, Sentences
from model.reporting.wording import ledger
from model.reporting.wording.changed import not_kept_said
from model.reporting.wording.words import Words
from model.simulation.sampling import undrawn
from model.spec.base import name_of_month

ACTS = 8
"""Acts of a scenario that are shown as its reasons."""
LEAST_ACTS = 2.0
"""A count of acts differs enough to be shown when it lies this many standard errors from the baseline's."""

SOONEST = ("start", "leading_powers", f"s-{BASELINE}")
"""Sections whose pictures rest on no verdict: others draw them while the verdicts are found."""


def write_report(
    saved: Saved, beside: Sequence[RunFolder] = (), *, force: bool = False, figures: FigureChoice = "all"
) -> Page:
    """Write figures/ and report.html of a run from what is saved; raises RunError where something is missing.

    beside: runs of another kind, hindcasts and sensitivities, whose tables the page takes up; forced, also where what
    they were made from differs. figures: those of all scenarios together (few), of each as well (all), or none.
    """
    saved.refuse_damage()
    page = Page(saved, [attached(other, saved.manifest, force=force) for other in beside], figures)
    page.write(saved.folder)
    return page


class Page(PrintedPage):
    """Content of the template."""

    def __init__(self, saved: Saved, beside: Sequence[Attached] = (), figures: FigureChoice = "all") -> None:
        super().__init__(Words(saved.seeds, saved.months), figures)
        self.beside = beside
        self.saved = saved
        self.sentences = Sentences(saved, self.words)
        self.album = Album(saved, self.words)
        self.evidence = Evidence(saved, self.words)
        self.robustness = RobustnessSection(saved, self.words, self.evidence, beside)

    @cached_property
    def pictures(self) -> Mapping[str, Pictures]:
        """Section → its pictures, found when they are asked for; a scenario's are under `s-` and its name."""
        found: dict[str, Iterable[Picture | str]] = {
            "effects": self.album.effects(),
            "steady": self.robustness.pictures(),
            "leading_powers": self.album.leading_powers(),
            **{f"s-{name}": self.album.of_scenario(name) for name in self.saved.scenarios},
            "start": self.album.start(),
        }
        return Lazily(found, lambda section: Pictures.of(found[section]), held=len(found))

    @property
    def about(self) -> int:
        """Two pictures a scenario or more, if all are drawn."""
        return 2 * len(self.saved.scenarios) if self.figures == "all" else 0

    @property
    def drawn(self) -> Iterator[Picture]:
        """The pictures of the sections that are drawn; if all are, those first that are known soonest."""
        sections = {"none": (), "few": FEW, "all": tuple(dict.fromkeys((*SOONEST, *self.pictures)))}[self.figures]
        return (picture for section in sections for picture in self.pictures[section].drawn)

    def filled(self) -> str:
        """The template, filled."""
        saved = self.saved
        return self.rendered(
            "report.html.j2",
            saved=saved,
            manifest=saved.manifest,
            region=saved.seeds.region,
            title=self.title,
            compared=self.sentences.compared(),
            question=self.question,
            answer=self.sentences.answer(),
            told=self.sentences.told if saved.others else (),
            set_itself=SET_ITSELF,
            matrix=Matrix(saved, self.words) if saved.others else None,
            changes=changes_shown(saved, self.words),
            not_kept=not_kept_said(saved),
            explained=explained_said(saved, self.words) if saved.others else "",
            pictures=self.pictures,
            undrawn_figures=self.figures != "all",
            scenarios=[self.scenario(name) for name in (BASELINE, *saved.leading)],
            evidence=self.evidence,
            robustness=self.robustness,
            conclusions=self.robustness.conclusions,
            claims=saved.claims,
            questions=self.questions,
            resampled=self.resampled,
            assumptions=self.assumptions(),
            undrawn=undrawn(saved.seeds, saved.manifest["overrides"]),
            pairing=self.pairing,
            ledger_basis=ledger.basis(saved.worlds),
            rests=self.rests(),
            skill=[other for other in self.beside if other.kind == HINDCAST],
            attached=[other for other in self.beside if other.kind != HINDCAST],
            command=" ".join(map(shlex.quote, ["uv", "run", *saved.manifest["command"]])),
            last=name_of_month(saved.as_of + saved.months),
            number=self.words.number,
            level=self.sentences.level,
        )

    @property
    def title(self) -> str:
        """Title of the page."""
        others = self.saved.others
        names = [self.saved.scenarios[name].name for name in others]
        what = names[0] if len(others) == 1 else f"{len(others)} scenarios" if others else "the baseline alone"
        changed = self.sentences.changed()
        return f"{self.saved.seeds.region.name}: {what}" + (f", {changed}" if changed else "")

    @property
    def question(self) -> str:
        """The question of the one scenario compared, of the baseline if it is alone, or of all together."""
        others = self.saved.others
        asked = self.saved.scenarios[others[0] if len(others) == 1 else BASELINE].question
        if len(others) > 1:
            return "What would each of these scenarios change, compared with the baseline in the same worlds?"
        return asked or "What follows, and what does the scenario change?"

    @property
    def questions(self) -> list[Answered]:
        """Questions that public sources will decide, with the baseline's odds; none where no date is within the run."""
        saved, asked = self.saved, self.saved.seeds.questions
        if asked is None:
            return []
        found = answered(asked, saved.baseline_months, as_of=saved.as_of, worlds=saved.worlds)
        return [one for one in found if one.odds]

    @property
    def pairing(self) -> tuple[float, float] | None:
        """Median and largest factor by which unpaired seeds would have widened the intervals."""
        found = self.saved.findings
        gains = found.loc[(found["differing"] > 0) & ~found["scripted"].astype(bool), "pairing"]
        gains = gains[gains < float("inf")]
        return (float(gains.median()), float(gains.max())) if len(gains) else None

    @property
    def resampled(self) -> dict[str, Resampled]:
        """Claims as drawn assumptions judge them, by their ids; none where none were drawn."""
        conclusions = self.robustness.conclusions
        return {claim.id: claim for claim in conclusions.found.claims} if conclusions else {}

    def rests(self) -> list[str]:
        """Conclusions that rest on one coefficient, as far as this run can tell."""
        if (conclusions := self.robustness.conclusions) is not None and conclusions.verdicts:
            resting = [conclusions.warning(*one) for one in conclusions.resting]
            return resting or ["No difference in the headline outcomes rests mostly on one assumption of those drawn."]
        beside = [said for other in self.beside for said in other.rests]
        if any(other.kind == SENSITIVITY and other.covers(self.saved.others) for other in self.beside):
            return beside or ["No effect in the sensitivity run taken up here depends mostly on one assumption."]
        if not self.saved.manifest.get("sample"):
            return [
                "Whether a conclusion rests on one coefficient was not looked into by this run, which held every "
                "assumption at one value. Run with --sample, or see the sensitivity command, before relying on one."
            ]
        found = self.saved.findings
        sure = found[found["kind"].isin(SURE)]
        said = []
        for scenario, outcome in zip(sure["scenario"], sure["outcome"], strict=True):
            rests = rests_on(self.saved.outcomes[scenario], self.saved.outcomes[BASELINE], outcome, self.saved.months)
            if rests is not None:
                name = self.saved.scenarios[scenario].name
                said.append(
                    f"{self.words.outcome(outcome)} in “{name}” rests on one coefficient: over the plausible "
                    f"assumptions, {rests[0]} alone goes with {100 * rests[1]:.0f} % of how the difference varies."
                )
        return said or ["No difference in the headline outcomes rests mostly on one assumption of those sampled."]

    def scenario(self, name: str) -> dict[str, Any]:
        """One scenario's section."""
        spec, saved = self.saved.scenarios[name], self.saved
        fired = saved.fired(name)
        found = saved.findings
        rows = records(found[found["scenario"] == name])
        return {
            "id": name,
            "spec": spec,
            "baseline": name == BASELINE,
            "identical": name != BASELINE and saved.identical(name),
            "done": [
                {"when": self.words.when(i), "what": self.words.what(i), "why": i.why, "fired": count}
                for i, count in zip(spec.interventions, fired, strict=True)
            ],
            "assumptions": spec.assumptions,
            "why": self.why(name) if name != BASELINE else [],
            "brief": self.sentences.brief(name) if name != BASELINE else "",
            "changes": self.sentences.changes(name) if name != BASELINE else [],
            "scripted": self.sentences.scripted(name) if name != BASELINE else "",
            "findings": [row | {"parted": self.parted(name, row)} for row in rows],
            "acts": self.acts(name) if name != BASELINE else [],
            "pictures": self.pictures[f"s-{name}"],
            "told": saved.told(name),
        }

    def why(self, scenario: str) -> list[tuple[str, str, str]]:
        """Outcomes with a ledger that a scenario surely moves: the parts of the difference, and the written share."""
        found, said = self.saved.findings, []
        rows = found[(found["scenario"] == scenario) & (found["kind"].isin(SURE) | found["written"])]
        for name in (name for name in rows["outcome"] if self.saved.ledger is not None):
            if has_ledger(self.saved.seeds, name):
                parts = self.saved.why(name, scenario)
                said.append((self.words.outcome(name), ledger.sentence(parts, self.words), ledger.written(parts)))
        return said

    def parted(self, scenario: str, row: Mapping[str, Any]) -> str:
        """The month from which on a measure differs for good; empty where it is no finding or not followed by month."""
        followed, outcome = self.saved.followed, row["outcome"]
        if row["kind"] not in SURE or outcome not in followed(scenario):
            return ""
        month = parting_month(followed(scenario)[outcome], followed(BASELINE)[outcome])
        return "not by the end" if month is None else name_of_month(self.saved.as_of + month)

    def acts(self, scenario: str) -> list[dict[str, Any]]:
        """The acts whose counts differ from the baseline's by more than luck, the largest differences first."""
        here, there = self.saved.acts[scenario], self.saved.acts[BASELINE]
        rows: list[dict[str, Any]] = []
        for group, count in here.items():
            base = there[group]
            error = (count + base) ** 0.5
            if error and abs(count - base) >= LEAST_ACTS * error:
                actor, action = self.words.act(group)
                scale = 100 / self.saved.worlds
                rows.append(
                    {"actor": actor, "action": action, "here": count * scale, "there": base * scale,
                     "more": (count - base) * scale}
                )  # fmt: skip
        return sorted(rows, key=lambda row: -abs(row["more"]))[:ACTS]

    def assumptions(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Every number that can be turned, by section, with the value this run used."""
        sections: dict[str, list[dict[str, Any]]] = {}
        seeds, overrides = self.saved.seeds, self.saved.manifest["overrides"]
        doubted = {path: given for path, given in seeds.saliences.items() if path in overrides}
        for path, given in (seeds.numbers | doubted).items():
            section, _, name = path.partition(".")
            used = self.saved.manifest["assumptions"].get(path, given.value)
            sections.setdefault(section, []).append(
                {"name": name, "given": given, "used": used, "changed": path in overrides}
            )
        return list(sections.items())
