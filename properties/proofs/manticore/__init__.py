"""What runs inside Manticore's own environment: nothing else of the project may be imported there."""
