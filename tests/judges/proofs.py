"""Receipts, proofs and another project's log of tiles, judged: what verify.py's reading of trees and notes serves besides.

In scope: a receipt against its log's key, inclusion and consistency (RFC 9162 section 2.1), a log of tiles that is not
Fieldchart's.  Not here: an export (verify.py).
"""
import re

from verify import Log, Note, decoded, files_below, key_id, need, sha, usable


def climb(index, size, start, proof):
    """By a proof up from a node: the root over the nodes up to it, as if none followed, and the root over all."""
    need(0 <= index < size and (size > 1 or not proof), "no node of this tree, or a proof that goes on")
    if size == 1:
        return start, start
    left, (*below, beside) = 1 << (size - 1).bit_length() - 1, proof
    old, new = climb(index % left, left if index < left else size - left, start, below)
    return (old, sha(b"\1", new, beside)) if index < left else (sha(b"\1", beside, old), sha(b"\1", beside, new))


def extends(old, new, proof, old_root, new_root):
    """Whether a proof shows it. It starts at the older tree's last whole subtree, left out where that is all of it."""
    level = old.bit_length() if old == new else (old & -old).bit_length() - 1
    start, *proof = proof if old >> level > 1 else [old_root, *proof]
    return climb((old - 1) >> level, ((new - 1) >> level) + 1, start, proof) == (old_root, new_root)


def plain(folder, name, key):
    """Judges any log of tiles."""
    log = Log(files_below(folder), "", name)
    need(log.note.judge([key]) == (key, []), "not signed by the key given, and it alone")
    return {"logs": [log.note.said]}


def receipt(text, leaf, name, key):
    """Judges a receipt (C2SP tlog-proof)."""
    form = r"c2sp\.org/tlog-proof@v1\n(?:extra .*\n)?index (0|[1-9][0-9]*)\n((?:\S+\n){0,64})\n((?s:.*))"
    index, proof, note = re.fullmatch(form, text).groups()
    index, proof, note = int(index), [decoded(line, 32) for line in proof.splitlines()], Note(note.encode())
    need(note.origin == name and note.judge([key]) == (key, []), "not signed by the key given, and it alone")
    need(climb(index, note.size, leaf, proof)[1] == note.root, "the proof leads to another root")
    return {"index": index, **note.said}


def verifier_key(text):
    """Name and key of `name+hex(key id)+base64(0x01 ‖ key)`."""
    name, number, coded = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text).groups()
    kind, key = decoded(coded, 33)[:1], decoded(coded)[1:]
    need(kind == b"\1" and usable(key) and number == key_id(name, kind, key).hex(), "a key of another kind or id")
    return name, key
