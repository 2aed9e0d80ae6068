"""The run that is killed, as it is when nothing disturbs it."""

from __future__ import annotations

import pytest

from tests.experiment.killing import Undisturbed, undisturbed_run


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed_run(tmp_path_factory.mktemp("undisturbed") / "run")
