"""Deterministic CBOR (RFC 8949 section 4.2), as far as Fieldchart uses it: no floats, maps, tags or indefinite lengths.

In scope: reading, strictly, and the shapes of values.  Not here: writing.
"""
from tlog import need

UNDEFINED = object()
# Shapes of values: a number is the length of bytes, a list one shape for each element, None anything.
TIME = ["int", "int", "uint"]
HEAD = [["uint", "uint", "uint"], ["uint", 16, 32], "list", TIME, TIME]


def fits(value, shape):
    if isinstance(shape, list):
        return type(value) is list and len(value) == len(shape) and all(map(fits, value, shape))
    if isinstance(shape, int):
        return type(value) is bytes and len(value) == shape
    kinds = {"uint": int, "int": int, "bytes": bytes, "text": str, "bool": bool, "list": list}
    return shape is None or type(value) is kinds[shape] and (shape != "uint" or value >= 0)


def head(data, at):
    major, number, at = data[at] >> 5, data[at] & 31, at + 1
    if number >= 24 and major != 7:
        need(number < 28, "CBOR: a length of no kind")
        size = 1 << (number - 24)
        need(at + size <= len(data), "CBOR: it ends too early")
        number, at = int.from_bytes(data[at:at + size]), at + size
        need(number >= (24 if size == 1 else 1 << 4 * size), "CBOR: a head longer than it needs to be")
    return major, number, at


def item(data, at=0):
    """One item, and where it ends."""
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
            value, at = item(data, at)
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
