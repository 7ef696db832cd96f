"""Planted bugs as data: reading them, checking them against the tree, and planting one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from properties.catalogue import FAMILIES, Catalogue
from properties.toml_files import load_toml

DEFAULT_FOLDER = Path("properties/bugs")


class BugError(Exception):
    """A bug can't be read or planted; the text names the file and the mend."""


class Bug(BaseModel):
    """One bug: where ``find`` stands in ``file``, exactly once, put ``replace``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str = Field(min_length=1)
    family: str = ""
    """``MS``, ``OI``, …; that of the first broken property where left out."""
    file: Path
    """Relative to the root of the tree."""
    find: str = Field(min_length=1)
    replace: str
    breaks: tuple[str, ...] = Field(min_length=1)
    """Ids of the properties it breaks: only a finding of one of them kills it."""
    why: str = ""
    """What it costs a user, and how such a bug comes about."""

    @field_validator("file")
    @classmethod
    def _stays_inside(cls, file: Path) -> Path:
        if file.is_absolute() or ".." in file.parts:
            raise ValueError("must be a path inside the tree, relative to its root")
        return file


def load_bugs(folder: Path, catalogue: Catalogue, only: Sequence[str] = ()) -> list[Bug]:
    """The bugs in ``folder/*.toml``, by id; with ``only``, those named. Raises :class:`BugError`."""
    if not folder.is_dir():
        raise BugError(f"{folder} is no folder: give one with --bugs that holds one bug a .toml file")
    bugs: dict[str, Bug] = {}
    for path in sorted(folder.glob("*.toml")):
        bug = _read(path, catalogue)
        if bug.id in bugs:
            raise BugError(f"{path}: the id '{bug.id}' is taken by another file in {folder}")
        bugs[bug.id] = bug
    if not bugs:
        raise BugError(f"{folder} holds no .toml file: one is needed for each bug")
    for name in only:
        if name not in bugs:
            raise BugError(f"there is no bug '{name}' in {folder}; there are {', '.join(bugs)}")
    return [bug for bug in bugs.values() if not only or bug.id in only]


def _read(path: Path, catalogue: Catalogue) -> Bug:
    bug = load_toml(path, Bug, BugError)
    unknown = [id_ for id_ in bug.breaks if catalogue.get(id_) is None]
    if unknown:
        raise BugError(f"{path}: breaks: no property '{unknown[0]}'; `proofbook catalogue` lists them")
    family = bug.family or bug.breaks[0][:2]
    if family not in FAMILIES:
        raise BugError(f"{path}: family: no family '{family}'; there are {', '.join(FAMILIES)}")
    return bug.model_copy(update={"family": family})


def check(root: Path, bug: Bug) -> str:
    """The planted text of the bug's file; raises :class:`BugError` unless it can be planted in exactly one way."""
    path = root / bug.file
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BugError(f"bug {bug.id}: {bug.file} can't be read: {error}") from error
    count = text.count(bug.find)
    if count != 1:
        found = "is not there" if count == 0 else f"is there {count} times"
        raise BugError(f"bug {bug.id}: its text {found} in {bug.file}, and must be there exactly once: mend 'find'")
    planted = text.replace(bug.find, bug.replace)
    if planted == text:
        raise BugError(f"bug {bug.id}: 'replace' is the same as 'find', so nothing would change")
    return planted


@contextmanager
def planted(root: Path, bug: Bug) -> Iterator[None]:
    """Plant ``bug`` in the copy ``root``, and take it out again; raises :class:`BugError`."""
    path = root / bug.file
    text = check(root, bug)
    before = path.read_bytes()
    path.write_bytes(text.encode())
    try:
        yield
    finally:
        path.write_bytes(before)
