"""The catalogue, the code, the planted bugs and the layers tell of the same properties."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gate import layers
from gate.builds import CANARIES
from gate.catalogue_page import PAGE, catalogue_page
from gate.mutate.bugs import DEFAULT_FOLDER, Bug, check, load_bugs
from properties.catalogue import FAMILIES, Catalogue, CatalogueError, load_catalogue
from properties.proofs.catalogue import load_proofs
from slither_detectors import all_detectors

ROOT = Path(__file__).parents[2]
ID = re.compile(r"\b(?:MS|OI|FC|NS|OR|SH|AC)[-_]\d\d(?!\d)")

CATALOGUE = load_catalogue()
BUGS = load_bugs(ROOT / DEFAULT_FOLDER, CATALOGUE)


def ids_in(folder: Path) -> set[str]:
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".sol", ".toml", ".yaml"}]
    return {found.replace("_", "-") for path in files for found in ID.findall(path.read_text())}


def checked_by(layer: str) -> set[str]:
    return {entry.id for entry in CATALOGUE.properties if layer in entry.layers}


@pytest.mark.parametrize("folder", ["fuzz", "properties/solidity", "properties/proofs", "contracts"])
def test_every_id_that_code_uses_is_in_the_catalogue(folder: str) -> None:
    assert ids_in(ROOT / folder) <= set(CATALOGUE.ids)


def test_every_family_of_the_catalogue_is_known_and_has_a_bug() -> None:
    assert {entry.family for entry in CATALOGUE.properties} <= set(FAMILIES)
    assert {bug.family for bug in BUGS} == {entry.family for entry in CATALOGUE.properties}


def test_every_layer_that_the_catalogue_names_exists() -> None:
    names = {spec.name for spec in layers.LAYERS}
    assert {layer for entry in CATALOGUE.properties for layer in entry.layers} <= names


@pytest.mark.parametrize("layer", ["foundry", "echidna"])
def test_what_the_catalogue_says_of_the_properties_on_chain_is_what_they_check(layer: str) -> None:
    families = ROOT / "properties" / "solidity" / "families"
    named = set(
        re.findall(r"function echidna_([A-Z]{2}_\d\d)_", "".join(p.read_text() for p in families.glob("*.sol")))
    )
    assert {name.replace("_", "-") for name in named} == checked_by(layer)


@pytest.mark.parametrize("layer", ["halmos", "manticore", "z3", "exhaustive"])
def test_what_the_catalogue_says_of_the_proofs_is_what_they_prove(layer: str) -> None:
    assert {proof.property for proof in load_proofs().proof if proof.tool == layer} == checked_by(layer)


def test_every_proof_names_a_bug_that_breaks_its_property() -> None:
    breaks = {bug.id: bug.breaks for bug in BUGS}
    for proof in load_proofs().proof:
        assert proof.property in breaks[proof.bug], proof.id


def test_what_the_machines_check_is_what_the_catalogue_says() -> None:
    assert ids_in(ROOT / "fuzz") == checked_by("machines")


def test_every_detector_that_the_catalogue_names_is_one_and_its_property_is_checked_by_static() -> None:
    named = {entry.id for entry in CATALOGUE.properties if entry.detectors}
    assert named == checked_by("static")


def test_every_canary_is_named_for_a_detector_of_ours_and_every_detector_of_a_property_has_one() -> None:
    canaries = {path.stem for path in (ROOT / CANARIES).glob("*.sol")}
    ours = {detector.ARGUMENT for detector in all_detectors()}
    assert canaries <= ours
    assert ours & {detector for entry in CATALOGUE.properties for detector in entry.detectors} <= canaries


@pytest.mark.parametrize("id_", CATALOGUE.ids)
def test_every_property_has_a_bug_that_breaks_it_and_the_catalogue_lists_them_all(id_: str) -> None:
    entry = CATALOGUE.get(id_)
    assert entry is not None
    assert sorted(entry.bugs) == sorted(bug.id for bug in BUGS if id_ in bug.breaks)
    assert entry.bugs


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_every_bug_can_be_planted_says_what_it_costs_and_lies_in_a_file_of_its_name(bug: Bug) -> None:
    assert bug.replace in check(ROOT, bug)
    assert bug.why
    assert bug.breaks[0].startswith(bug.family)
    assert (ROOT / DEFAULT_FOLDER / f"{bug.id}.toml").is_file()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("property = 1", "property"),
        ("not toml", "is not TOML"),
        ("[[property]]\nid = 'XX-01'", "property.0.id"),
        ("[[property]]\nid = 'MS-01'\nsurprise = 1", "surprise"),
        ("[[property]]\nid = 'MS-01'\nseverity = 'mild'", "severity"),
    ],
)
def test_load_when_the_file_is_wrong_then_the_error_names_file_and_field(text: str, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(text)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    assert str(path) in str(caught.value)
    assert cause in str(caught.value)


def test_load_when_an_id_is_declared_twice_then_error() -> None:
    entry = CATALOGUE.properties[0]
    with pytest.raises(ValueError, match="declared more than once: MS-01"):
        Catalogue(properties=(entry, entry))


def test_the_page_of_the_documentation_then_it_is_that_of_the_catalogue() -> None:
    page = ROOT / PAGE
    mend = f"run: proofbook catalogue --markdown > {PAGE}"
    assert page.read_text("utf-8") == catalogue_page(CATALOGUE), mend
