"""What the contracts promise: the catalogue, the properties on chain, the proofs and the planted bugs."""
