"""Generic mutants: proof that the tests of the pure libraries can fail, wherever a line of them is wrong.

A mutant is the text of one library with one small mistake, made by an operator over the compiler's syntax tree; nobody
chose it, so nobody could have had it in mind when the tests were written. The library's Forge tests are run on each, in
a project of their own that holds nothing else; the tree itself is never written to.
"""
