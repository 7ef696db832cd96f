"""The integer translation has the models of the bit-vector formula: fuzzed against z3's bit-vectors at small widths."""

from __future__ import annotations

from functools import cache

import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.proofs.solver.query import Query
from properties.proofs.solver.translate import translate

WIDTHS = st.integers(2, 6)
ARITHMETIC = (
    "bvadd",
    "bvsub",
    "bvmul",
    "bvudiv",
    "bvurem",
    "bvsdiv",
    "bvsrem",
    "bvand",
    "bvor",
    "bvxor",
    "bvshl",
    "bvlshr",
    "bvashr",
)
COMPARISONS = ("=", "distinct", "bvule", "bvult", "bvuge", "bvugt", "bvsle", "bvslt", "bvsge", "bvsgt")


@cache
def word(width: int, depth: int) -> st.SearchStrategy[str]:
    leaf = st.one_of(
        st.sampled_from([f"x{width}", f"y{width}"]),
        st.integers(0, 2**width - 1).map(lambda number: f"(_ bv{number} {width})"),
    )
    if depth == 0:
        return leaf
    inner = word(width, depth - 1)
    options = [
        leaf,
        st.builds("({} {} {})".format, st.sampled_from(ARITHMETIC), inner, inner),
        st.builds("({} {})".format, st.sampled_from(["bvneg", "bvnot"]), inner),
        st.builds("(ite {} {} {})".format, formula(width, depth - 1), inner, inner),
        # The compiler's check of a multiplication.
        st.builds("({} (bvmul {x} {y}) {x})".format, st.sampled_from(["bvudiv", "bvsdiv"]), x=leaf, y=leaf),
        st.builds(
            "((_ {} {}) ((_ extract {} 0) {}))".format,
            st.sampled_from(["zero_extend", "sign_extend"]),
            st.just(1),
            st.just(width - 2),
            inner,
        ),
        st.builds("(concat ((_ extract {0} 1) {1}) ((_ extract 0 0) {2}))".format, st.just(width - 1), inner, inner),
        st.builds("((_ repeat {}) ((_ extract 0 0) {}))".format, st.just(width), inner),
    ]
    return st.one_of(options)


@cache
def formula(width: int, depth: int) -> st.SearchStrategy[str]:
    atom = st.builds("({} {} {})".format, st.sampled_from(COMPARISONS), word(width, depth), word(width, depth))
    if depth == 0:
        return atom
    inner = formula(width, depth - 1)
    return st.one_of(
        atom,
        st.builds("(not {})".format, inner),
        st.builds("({} {} {})".format, st.sampled_from(["and", "or", "xor", "=>", "="]), inner, inner),
        st.builds("(ite {} {} {})".format, inner, inner, inner),
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A conjunction, bounds of the kind that the facts are read from among it."""
    width = draw(WIDTHS)
    assertions = draw(st.lists(formula(width, 2), min_size=1, max_size=3))
    bound = st.builds(
        "({} x{} (_ bv{} {}))".format,
        st.sampled_from(COMPARISONS),
        st.just(width),
        st.integers(0, 2**width - 1),
        st.just(width),
    )
    narrow = f"(= y{width} ((_ sign_extend 1) ((_ extract {width - 2} 0) y{width})))"
    assertions += draw(st.lists(st.one_of(bound, st.just(narrow)), max_size=3))
    declared = [f"(declare-fun {name}{width} () (_ BitVec {width}))" for name in "xy"]
    return Query.of([*declared, *(f"(assert {assertion})" for assertion in assertions)])


def _satisfiable(constraints: list[z3.BoolRef]) -> z3.CheckSatResult:
    solver = z3.Solver()
    solver.set("timeout", 2000)
    solver.add(constraints)
    return solver.check()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_translation_when_words_are_narrow_then_it_is_satisfiable_wherever_the_query_is(query: Query) -> None:
    expected = _satisfiable(query.assertions)
    answer = _satisfiable(translate(query.assertions).constraints)
    assert expected != z3.unknown
    assert not (answer == z3.unsat and expected == z3.sat), query.text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_translation_when_every_operation_has_an_integer_form_then_it_has_no_other_models(query: Query) -> None:
    translation = translate(query.assertions)
    if not translation.exact:
        return
    assert not (_satisfiable(translation.constraints) == z3.sat and _satisfiable(query.assertions) == z3.unsat), (
        query.text
    )
