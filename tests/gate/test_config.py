from __future__ import annotations

from pathlib import Path

import pytest

from gate.config import Config, ConfigError, load_config
from gate.results import Profile


def load(tmp_path: Path, table: str) -> Config:
    (tmp_path / "pyproject.toml").write_text(table)
    return load_config(tmp_path)


def test_load_when_there_is_no_file_or_table_then_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()
    assert load(tmp_path, '[project]\nname = "x"\n') == Config()


def test_load_then_every_key_is_taken(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        '[tool.proofbook]\nprofile = "pr"\nskip = ["echidna"]\nworkers = 1\nseed = 5\ntriage = "accepted.toml"\n'
        "[tool.proofbook.minutes]\npr = 20\n[tool.proofbook.campaign]\nworkers = 4\n",
    )
    assert (config.profile, config.skip, config.seed, config.workers) == (Profile.PR, ["echidna"], 5, 1)
    assert (config.minutes.pr, config.minutes.quick, config.campaign.workers) == (20, 10, 4)


@pytest.mark.parametrize(
    ("table", "cause"),
    [
        ("[tool.proofbook]\nprofil = 'pr'\n", r"\[tool.proofbook\]: there is no key 'profil': did you mean 'profile'"),
        ("[tool.proofbook.minutes]\nqick = 1\n", r"\[tool.proofbook.minutes\].*'qick': did you mean 'quick'"),
        ("[tool.proofbook]\nzzz = 1\n", "the keys are profile, skip"),
        ("[tool.proofbook]\nprofile = 'slow'\n", "profile"),
        ("[tool.proofbook.minutes]\nquick = 0\n", "minutes.quick"),
        ("[tool.proofbook\n", "is not TOML"),
    ],
)
def test_load_when_a_key_or_value_is_wrong_then_the_error_names_it(tmp_path: Path, table: str, cause: str) -> None:
    with pytest.raises(ConfigError, match=cause):
        load(tmp_path, table)
