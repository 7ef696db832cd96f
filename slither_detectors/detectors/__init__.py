"""One detector a module, named for its argument."""
