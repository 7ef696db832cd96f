"""What goes wrong between Python values and ABI bytes."""


class EncodingError(ValueError):
    """A value does not fit the ABI type it is given for."""


class DecodingError(ValueError):
    """Bytes are not an encoding of the ABI type they are read as."""
