"""Setting up: what is done, when it is done again, and what an interruption leaves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.toolchain import paths
from gate.toolchain.setup.run import main, set_up
from gate.toolchain.setup.stamps import Stamp, key
from gate.toolchain.setup.steps import LINKS, SetupFailed, Step, make_environment, steps

Work = Callable[[], None]


class Yard:
    """A folder with a lock file, and steps that fill folders and are counted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lock = root / "lock"
        self.lock.write_text("one")
        self.done: list[str] = []

    def step(self, name: str, work: Work | None = None) -> Step:
        folder = self.root / name

        def fill() -> None:
            self.done.append(name)
            folder.mkdir(exist_ok=True)
            (folder / "tool").unlink(missing_ok=True)
            (folder / "tool").write_text("works")
            if work is not None:
                work()

        return Step(name, folder / ".stamp", (self.lock,), (folder / "tool",), fill)

    def set_up(self, *first: Step, last: Step | None = None, verify: bool = False) -> list[str]:
        return set_up(first, last or self.step("last"), lock=self.root / "setup.lock", verify=verify)


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


def test_set_up_when_nothing_is_there_then_every_step_is_done_and_the_last_comes_last(yard: Yard) -> None:
    assert yard.set_up(yard.step("a"), yard.step("b")) == ["a", "b", "last"]
    assert yard.done[-1] == "last"


def test_set_up_when_it_is_repeated_then_nothing_is_done(yard: Yard) -> None:
    yard.set_up(yard.step("a"))
    yard.done.clear()

    assert yard.set_up(yard.step("a")) == []
    assert yard.done == []


def test_set_up_when_the_lock_has_changed_then_the_steps_are_done_again(yard: Yard) -> None:
    yard.set_up(yard.step("a"))
    yard.lock.write_text("two")

    assert yard.set_up(yard.step("a")) == ["a", "last"]


def test_set_up_when_a_step_fails_then_it_has_no_stamp_and_the_last_is_not_begun(yard: Yard) -> None:
    def fail() -> None:
        raise SetupFailed("no network: look at it")

    with pytest.raises(SetupFailed, match="no network"):
        yard.set_up(yard.step("a", fail), yard.step("b"))

    assert "last" not in yard.done
    assert yard.set_up(yard.step("a"), yard.step("b")) == ["a", "last"]


def test_set_up_when_a_refresh_is_interrupted_then_the_old_stamp_does_not_vouch_for_the_half_made(yard: Yard) -> None:
    yard.set_up(yard.step("a"))
    old_lock = yard.lock.read_text()
    yard.lock.write_text("two")

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        yard.set_up(yard.step("a", interrupt))
    yard.lock.write_text(old_lock)

    assert "a" in yard.set_up(yard.step("a"))


@pytest.mark.parametrize("verify", [False, True])
def test_set_up_when_a_tool_was_removed_then_only_verifying_mends_it(yard: Yard, verify: bool) -> None:
    yard.set_up(yard.step("a"))
    (yard.root / "a" / "tool").unlink()

    assert yard.set_up(yard.step("a"), verify=verify) == (["a"] if verify else [])
    assert (yard.root / "a" / "tool").exists() is verify


def test_set_up_when_a_tool_was_made_unreadable_then_verifying_mends_it(yard: Yard) -> None:
    yard.set_up(yard.step("a"))
    (yard.root / "a" / "tool").chmod(0)

    assert yard.set_up(yard.step("a"), verify=True) == ["a"]


def test_stamp_when_the_work_is_under_way_then_it_does_not_hold(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "folder" / ".stamp")
    with stamp.renewed("x"):
        assert not stamp.holds("x")
    assert stamp.holds("x")
    assert not stamp.holds("y")


def test_key_when_the_same_text_is_split_elsewhere_then_it_differs() -> None:
    assert key(["ab", "c"]) != key(["a", "bc"])


def make_repository(root: Path) -> Path:
    for name in (
        "requirements.txt",
        "requirements.in",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
        ".npmrc",
    ):
        (root / name).write_text(name)
    manticore = root / "gate" / "toolchain" / "manticore"
    manticore.mkdir(parents=True)
    (manticore / "requirements.txt").write_text("manticore")
    return root


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("requirements.txt", {"Python packages (.venv)", "proofbook itself"}),
        ("gate/toolchain/manticore/requirements.txt", {"Manticore (.venv-manticore)"}),
        ("package-lock.json", {"npm packages (node_modules)"}),
        ("pyproject.toml", {"proofbook itself"}),
    ],
)
def test_steps_when_one_lock_changes_then_only_what_is_made_from_it_is_due(
    tmp_path: Path, changed: str, stale: set[str]
) -> None:
    first, last = steps(make_repository(tmp_path))
    for step in (*first, last):
        with Stamp(step.stamp).renewed(key(step.inputs)):
            pass
    (tmp_path / changed).write_text("changed")
    first, last = steps(tmp_path)

    assert {step.name for step in (*first, last) if step.is_due(verify=False)} == stale


def test_environment_when_its_lock_pins_no_setuptools_then_the_mend_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("rich==14.0.0 \\\n    --hash=sha256:00\n")

    with pytest.raises(SetupFailed, match="does not pin setuptools: run `make lock`"):
        make_environment(tmp_path / "venv", lock)


def test_environment_when_the_folder_is_a_link_then_the_link_is_replaced_and_its_target_left_alone(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "kept").write_text("kept")
    (tmp_path / "venv").symlink_to(shared)
    lock = tmp_path / "requirements.txt"
    lock.write_text("")

    with pytest.raises(SetupFailed, match="does not pin setuptools"):
        make_environment(tmp_path / "venv", lock)

    assert not (tmp_path / "venv").is_symlink()
    assert [path.name for path in shared.iterdir()] == ["kept"]


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 13, 0)])
def test_module_when_the_python_will_not_do_then_one_line_says_which_will(version: tuple[int, int, int]) -> None:
    code = (
        f"import runpy, sys; sys.version_info = {version}; "
        "runpy.run_module('gate.toolchain.setup', run_name='__main__', alter_sys=True)"
    )

    finished = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, timeout=30)

    assert finished.returncode == 2
    assert finished.stderr.splitlines() == [
        f"setup: Python {version[0]}.{version[1]} will not do: use 3.11 or 3.12 (make PYTHON=python3.12 ...)"
    ]


def test_main_when_an_option_is_unknown_then_it_is_named_and_nothing_is_set_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--froce"]) == 2
    assert "unknown option --froce" in capsys.readouterr().err


def test_repository_when_it_is_set_up_then_the_environment_has_the_commands_of_the_engines() -> None:
    for name, target in LINKS.items():
        assert (paths.ROOT / ".venv" / "bin" / name).resolve() == (paths.ROOT / target).resolve()


@pytest.mark.parametrize("lock", ["requirements.txt", "gate/toolchain/manticore/requirements.txt", "package-lock.json"])
def test_lock_when_it_is_read_then_it_names_no_place_to_download_from(lock: str) -> None:
    text = (paths.ROOT / lock).read_text()

    assert "--index-url" not in text
    assert "--find-links" not in text
    assert '"resolved"' not in text
    assert " @ " not in text


@pytest.mark.parametrize("lock", ["requirements.txt", "gate/toolchain/manticore/requirements.txt"])
def test_lock_when_it_is_read_then_every_package_is_pinned_and_hashed(lock: str) -> None:
    entries = [line for line in (paths.ROOT / lock).read_text().splitlines() if line and line[0] not in "# "]

    assert len(entries) > 20
    assert all("==" in entry and entry.endswith("\\") for entry in entries)
