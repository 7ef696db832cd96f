"""The gate: runs every layer of verification on the contracts and gives one verdict."""
