"""An SMT-LIB front end that decides bit-vector queries over the integers.

Division by a constant at 256 bits is out of reach of bit-blasting, and easy over the integers. A query is translated
exactly (wraps modulo 2^n are kept wherever intervals can't rule them out) and raced against a bit-vector solver on the
original text: ``unsat`` is taken from either, ``sat`` only after the model was evaluated on the original formula.
"""
