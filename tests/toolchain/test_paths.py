"""Where tools are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.results import CouldNotRun
from gate.toolchain import paths
from gate.toolchain.paths import Tool
from tests.toolchain.conftest import MakeScript

HAMMER = Tool("Hammer", Path("bin/hammer"), "hammer", needs=(Path("share/handle"),))


@pytest.fixture(autouse=True)
def _empty_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "on-path"))


def make_handle(root: Path) -> Path:
    handle = root / "share" / "handle"
    handle.parent.mkdir(parents=True)
    handle.write_text("wood")
    return handle


def test_find_when_the_own_tool_is_whole_then_it_wins_over_path(tmp_path: Path, script: MakeScript) -> None:
    own = script(tmp_path / "bin" / "hammer", "true")
    make_handle(tmp_path)
    script(tmp_path / "on-path" / "hammer", "true")

    assert HAMMER.find(tmp_path) == own


def test_find_when_the_own_tool_lacks_a_file_then_path_is_asked(tmp_path: Path, script: MakeScript) -> None:
    script(tmp_path / "bin" / "hammer", "true")
    other = script(tmp_path / "on-path" / "hammer", "true")

    assert HAMMER.find(tmp_path) == other


def test_find_when_the_tool_is_nowhere_then_one_line_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(CouldNotRun, match=r"^Hammer is missing \(bin/hammer\): run `make setup`$"):
        HAMMER.find(tmp_path)


def test_find_when_a_file_that_it_needs_is_missing_then_the_line_names_that_file(
    tmp_path: Path, script: MakeScript
) -> None:
    script(tmp_path / "bin" / "hammer", "true")

    with pytest.raises(CouldNotRun, match=r"^Hammer is missing \(share/handle\): run `make setup`$"):
        HAMMER.find(tmp_path)


@pytest.mark.parametrize(
    ("path", "mode", "fault"),
    [
        ("bin/hammer", 0o644, "is not executable"),
        ("bin/hammer", 0, "is not readable"),
        ("share/handle", 0, "is not readable"),
    ],
)
def test_find_when_a_file_may_not_be_used_then_it_could_not_run_even_for_a_superuser(
    tmp_path: Path, script: MakeScript, path: str, mode: int, fault: str
) -> None:
    script(tmp_path / "bin" / "hammer", "true")
    make_handle(tmp_path)
    (tmp_path / path).chmod(mode)

    with pytest.raises(CouldNotRun, match=fault):
        HAMMER.find(tmp_path)


def test_find_when_path_only_leads_back_to_our_own_wrapper_then_it_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "on-path" / "echidna"
    link.parent.mkdir()
    link.symlink_to(paths.ROOT / "gate" / "toolchain" / "bin" / "echidna")

    with pytest.raises(CouldNotRun, match="Echidna is missing"):
        paths.ECHIDNA.find(tmp_path)


def test_find_when_a_tool_is_only_on_path_and_missing_then_its_own_mend_is_named(tmp_path: Path) -> None:
    with pytest.raises(CouldNotRun, match="Node is not on PATH: install Node 20 or later"):
        paths.NODE.find(tmp_path)


def test_environment_when_made_then_our_commands_come_first_and_the_compiler_is_absolute() -> None:
    environment = paths.environment(FOUNDRY_PROFILE="paris")

    assert environment["PATH"].split(":")[0] == str(paths.ROOT / "gate" / "toolchain" / "bin")
    assert Path(environment["FOUNDRY_SOLC"]).is_absolute()
    assert environment["FOUNDRY_PROFILE"] == "paris"
