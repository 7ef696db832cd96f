"""The mistakes that are tried: each operator is one function, found here by its name.

An operator looks at one node of the syntax tree and answers the edits that make its mistake there. What would change
nothing by construction (a commutative call's arguments swapped, the only statement of a branch deleted where the
condition is made false already) is not made.
"""

from gate.mutants.operators import comparing, computing, rounding, stating
from gate.mutants.operators.edit import TABLE as OPERATORS
from gate.mutants.operators.edit import Edit, Operator

__all__ = ["OPERATORS", "Edit", "Operator", "comparing", "computing", "rounding", "stating"]
