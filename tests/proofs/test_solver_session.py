"""The front end as provers talk to it: commands in, answers out."""

from __future__ import annotations

import io
import subprocess
import sys

from properties.proofs.setting import HOME
from properties.proofs.solver.session import Session

WORD = "(_ BitVec 256)"
DIVIDED = f"(declare-fun x () {WORD})(declare-fun q () {WORD})(assert (= q (bvudiv x (_ bv1000000 256))))"


def talk(*commands: str, seconds: float = 20) -> list[str]:
    output = io.StringIO()
    Session(output, seconds).run(io.StringIO("\n".join(commands)))
    return output.getvalue().splitlines()


def test_session_when_a_division_can_not_hold_then_it_is_unsat() -> None:
    beyond = "(assert (bvugt (bvmul q (_ bv1000000 256)) x))"
    assert talk("(set-logic QF_AUFBV)", DIVIDED, beyond, "(check-sat)") == ["unsat"]


def test_session_when_satisfiable_then_the_values_fit_the_definitions() -> None:
    answers = talk(DIVIDED, "(assert (= q (_ bv7 256)))", "(check-sat)", "(get-value (x q))")
    assert answers[0] == "sat"
    words = answers[1].replace("(", " ").replace(")", " ").split()
    values = {words[i]: int(words[i + 1].replace("#", "0"), 0) for i in (0, 2)}
    assert values["q"] == 7
    assert values["x"] // 1_000_000 == 7


def test_session_when_reset_then_earlier_assertions_are_forgotten() -> None:
    assert talk("(assert false)", "(check-sat)", "(reset)", "(assert true)", "(check-sat)") == ["unsat", "sat"]


def test_session_when_popped_then_the_assertions_since_the_push_are_forgotten() -> None:
    assert talk("(push 1)", "(assert false)", "(check-sat)", "(pop 1)", "(check-sat)") == ["unsat", "sat"]


def test_session_when_functions_of_halmos_are_declared_then_they_mean_the_operations_of_the_evm() -> None:
    declared = f"(declare-fun f_evm_bvudiv_256 ({WORD} {WORD}) {WORD})"
    by_zero = "(assert (not (= (f_evm_bvudiv_256 x (_ bv0 256)) (_ bv0 256))))"
    assert talk(f"(declare-fun x () {WORD})", declared, by_zero, "(check-sat)") == ["unsat"]


def test_session_when_an_operation_has_no_integer_form_then_bit_vectors_decide() -> None:
    declared = f"(declare-fun x () {WORD})(declare-fun y () {WORD})"
    assert talk(declared, "(assert (= (bvshl x y) (_ bv12 256)))(assert (bvugt y (_ bv1 256)))", "(check-sat)") == [
        "sat"
    ]
    assert talk(declared, "(assert (bvugt (bvand x y) x))", "(check-sat)") == ["unsat"]


def test_session_when_there_is_no_time_then_the_answer_is_unknown() -> None:
    hard = f"(declare-fun x () {WORD})(declare-fun y () {WORD})(assert (= (bvmul x y x) (bvxor x (bvlshr y x))))"
    assert talk(hard, "(assert (bvugt x (_ bv9 256)))", "(check-sat)", seconds=0) == ["unknown"]


def test_program_when_the_query_is_malformed_then_it_is_an_error_and_no_answer() -> None:
    # In a process of its own: z3 repeats the error of one text for every later one.
    done = subprocess.run(
        [sys.executable, "-m", "properties.proofs.solver", "-in"],
        input="(assert (= undeclared #x00))\n(check-sat)\n(reset)\n(check-sat)\n",
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    [answer] = done.stdout.splitlines()
    assert answer.startswith("(error")
