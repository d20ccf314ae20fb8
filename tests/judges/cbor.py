"""Deterministic CBOR (RFC 8949 section 4.2), as far as Fieldchart uses it: no floats, maps, tags or indefinite lengths.

In scope: reading, strictly, and the shapes of values.  Not here: writing.
"""
from typing import NamedTuple
from tlog import need

UNDEFINED = object()
DEPTH = 32


class Each(NamedTuple):
    """A list of any length up to a limit, each element of one shape."""
    shape: object
    limit: int = 1 << 32


# Shapes of values: a number is the length of bytes, a list one shape for each element, a set numbers to choose from, None anything.
TIME = ["int", "offset", "uint"]
HEAD = [["uint", "uint", "uint"], [{0, 1}, 16, 32], Each(32), TIME, TIME]
NUMBERS = {"uint": (0, 1 << 64), "int": (-1 << 63, 1 << 63), "offset": (-1 << 15, 1 << 15)}
KINDS = {"bytes": bytes, "text": str, "bool": bool}


def fits(value, shape):
    """Whether a value has a shape. In Python True is 1 and False is 0; here they are not."""
    if isinstance(shape, Each):
        return type(value) is list and len(value) <= shape.limit and all(fits(one, shape.shape) for one in value)
    if isinstance(shape, list):
        return type(value) is list and len(value) == len(shape) and all(map(fits, value, shape))
    if isinstance(shape, set):
        return type(value) is int and value in shape
    if isinstance(shape, int):
        return type(value) is bytes and len(value) == shape
    if shape in NUMBERS:
        least, beyond = NUMBERS[shape]
        return type(value) is int and least <= value < beyond
    return shape is None or type(value) is KINDS[shape]


def ascends(values):
    return all(one < other for one, other in zip(values, values[1:]))


def head(data, at):
    major, number, at = data[at] >> 5, data[at] & 31, at + 1
    if number >= 24 and major != 7:
        need(number < 28, "CBOR: a length of no kind")
        size = 1 << (number - 24)
        need(at + size <= len(data), "CBOR: it ends too early")
        number, at = int.from_bytes(data[at:at + size]), at + size
        need(number >= (24 if size == 1 else 1 << 4 * size), "CBOR: a head longer than it needs to be")
    return major, number, at


def item(data, at=0, depth=0):
    """One item, and where it ends."""
    need(depth <= DEPTH, "CBOR: too deep")
    major, number, at = head(data, at)
    if major < 2:
        return (-1 - number if major else number), at
    if major < 4:
        need(at + number <= len(data), "CBOR: it ends too early")
        raw = data[at:at + number]
        return (raw.decode() if major == 3 else raw), at + number
    if major == 4:
        values = []
        for _ in range(number):
            value, at = item(data, at, depth + 1)
            values.append(value)
        return values, at
    need(major == 7 and 20 <= number <= 23, "CBOR: an item of no kind used here")
    return {20: False, 21: True, 22: None, 23: UNDEFINED}[number], at


def elements(data):
    """The elements of an array that fills the data, each as its bytes."""
    major, count, at = head(data, 0)
    need(major == 4, "CBOR: no array")
    found = []
    for _ in range(count):
        _, end = item(data, at)
        found.append(data[at:end])
        at = end
    need(at == len(data), "CBOR: bytes follow")
    return found
