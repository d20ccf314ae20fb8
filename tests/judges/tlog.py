#!/usr/bin/python3 -B
"""Transparency logs as anybody writes them: trees, proofs, signed checkpoints, tiles.

Sources: RFC 9162 section 2.1, RFC 8032, C2SP signed-note, tlog-checkpoint and tlog-tiles. Needs Debian's python3-cryptography, for
Ed25519 only. In scope: everything that is not Fieldchart's own (verify.py), a whole log of another project, and probes of proofs.
"""
import base64, contextlib, hashlib, json, os, re
from collections import defaultdict
from pathlib import Path
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Fault(Exception):
    """Something is wrong."""


class Gap(Exception):
    """Something cannot be checked."""


class Findings:
    def __init__(self):
        self.faults, self.gaps = [], []

    @contextlib.contextmanager
    def at(self, place):
        try:
            yield
        except Gap as gap:
            self.gaps.append(f"{place}: {gap}")
        except (Fault, LookupError, ValueError, TypeError, OverflowError, RecursionError, OSError) as fault:
            self.faults.append(f"{place}: {fault}")


def need(holds, reason, kind=Fault):
    if not holds:
        raise kind(reason)


def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


# --- Trees (RFC 9162 sections 2.1.1, 2.1.3.2, 2.1.4.2) ---

def node(left, right):
    return sha(b"\1", left, right)


def root_of(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node(root_of(hashes[:half]), root_of(hashes[half:]))


def climb(at, last, start, proof):
    """From a node up by a proof: the root of the smaller tree, that of the larger, and whether the proof is used up."""
    old = new = start
    for step in proof:
        if last == 0:
            return old, new, False
        if at & 1 or at == last:
            old, new = node(step, old), node(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, step)
        at, last = at >> 1, last >> 1
    return old, new, last == 0


def included(index, size, leaf, proof, root):
    return 0 <= index < size and climb(index, size - 1, leaf, proof)[1:] == (root, True)


def consistent(old, new, proof, old_root, new_root):
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    path = proof if old & (old - 1) else [old_root, *proof]
    full = (old & -old).bit_length() - 1
    return climb((old - 1) >> full, (new - 1) >> full, path[0], path[1:]) == (old_root, new_root, True)


# --- Keys and checkpoints (RFC 8032; C2SP signed-note, tlog-checkpoint) ---

# The y of the points whose order divides 8 (of two, the other is P - y): whoever names such a key can forge.
P, Y8 = 2 ** 255 - 19, int("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7", 16)


def usable(point):
    return int.from_bytes(point, "little") % 2 ** 255 % P not in {0, 1, P - 1, Y8, P - Y8}


def signed(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return usable(key) and usable(signature[:32])
    except (InvalidSignature, ValueError):
        return False


def canonical(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 of another form")
    return raw


def exactly(text, length):
    raw = canonical(text)
    need(len(raw) == length, "base64 of another length")
    return raw


class Checkpoint:
    FORM = re.compile(r"(([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n((?:[^\n]+\n)*))\n((?:— [^\s+]+ \S+\n){1,65})")

    def __init__(self, raw):
        text = raw.decode()
        form = self.FORM.fullmatch(text)
        need(form and not re.search(r"[\0-\t\v-\x1f\x7f]", text), "no checkpoint")
        self.text, self.origin, size, root, self.more, lines = form.groups()
        self.size, self.root = int(size), exactly(root, 32)
        self.lines = [(name, canonical(coded)) for _, name, coded in (line.split(" ") for line in lines.splitlines())]
        need(all(len(signature) > 4 for _, signature in self.lines), "a signature's length")
        need(len({(name, signature[:4]) for name, signature in self.lines}) == len(self.lines), "two signature lines by one name and key")

    def signs(self, line, key):
        """Whether a line claims to be by the log's key; of a key that is not known, by its name."""
        name, signature = line
        return name == self.origin and (key is None or signature[:4] == sha(name.encode(), b"\n\1", key)[:4])

    def signed_by(self, key):
        return any(signed(key, self.text.encode(), line[1][4:]) for line in self.lines if self.signs(line, key))

    def witnesses(self, keys_of, own, unknown=None):
        """Judges what others signed (C2SP tlog-cosignature, version 1): `keys_of` gives the keys that may sign under a name, `own` is
        the log's, `unknown` what a stranger's line is; without it, nothing."""
        for name, line in [line for line in self.lines if not self.signs(line, own)]:
            keys = [key for key in keys_of(name) if sha(name.encode(), b"\n\4", key)[:4] == line[:4]]
            need(keys or not unknown, f"a signature by {name}, who is not known", unknown)
            if keys:
                time = int.from_bytes(line[4:12])
                message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
                need(len(line) == 76 and time < 1 << 63 and signed(keys[0], message, line[12:]), f"the cosignature by {name}")


# --- Files (C2SP tlog-tiles; entry-v1.md, "Export") ---

def listing(root):
    """Every path below, with what is no file and no folder, and folders that are empty, under names that nothing explains."""
    found = set()
    for folder, folders, files in os.walk(root):
        inside = Path(folder).relative_to(root)
        for name in files + [name for name in folders if (Path(folder) / name).is_symlink()]:
            ordinary = (Path(folder) / name).is_file() and not (Path(folder) / name).is_symlink()
            found.add(str(inside / name) + ("" if ordinary else " (no ordinary file)"))
        if not folders and not files and folder != str(root):
            found.add(f"{inside}/")
    return found


def numbered(number):
    text = f"{number % 1000:03}"
    while number := number // 1000:
        text = f"x{number % 1000:03}/{text}"
    return text


def pieces(row, count):
    """Path, first number and width of each tile or bundle of a row."""
    for first in range(0, count, 256):
        width = min(256, count - first)
        yield f"{row}/{numbered(first // 256)}" + (f".p/{width}" if width < 256 else ""), first, width


def split(data, size, count):
    """So many pieces, each behind its length in `size` bytes, and nothing after; None is not held."""
    found, at = [], 0
    for _ in range(count):
        length, at = int.from_bytes(data[at:at + size]), at + size
        if length == 0xFFFFFFFF:
            length = 0
            found.append(None)
        else:
            found.append(data[at:at + length])
        at += length
        need(at <= len(data), "it ends too early")
    need(at == len(data), "bytes follow")
    return found


def levels(hashes):
    """Each level of tiles over the leaves, with its hashes."""
    level = 0
    while hashes:
        yield level, hashes
        whole = len(hashes) // 256 * 256
        hashes, level = [root_of(hashes[at:at + 256]) for at in range(0, whole, 256)], level + 1


# --- A log of another project, and probes ---

def verifier_key(text):
    """Name and key of `name+hex(key id)+base64(0x01 then the key)`."""
    name, key_id, key = text.split("+", 2)
    typed = exactly(key, 33)
    need(typed[0] == 1 and usable(typed[1:]), "no Ed25519 key")
    need(name and not re.search(r"\s", name) and key_id == sha(name.encode(), b"\n", typed)[:4].hex(), "another key id or name")
    return name, typed[1:]


def plain(root, name, key, found):
    """Judges a whole log: checkpoint, root, every tile and bundle that is there. What else is in the folder is left alone."""
    with found.at("checkpoint"):
        note = Checkpoint((root / "checkpoint").read_bytes())
        paths, leaves, stored = listing(root), [], defaultdict(dict)
        need(note.size <= 256 * len(paths), "a size beyond the files there are")
        need(note.origin == name and note.signed_by(key), "not signed by the key given")
        note.witnesses(lambda _: [], key, Fault)
    if found.faults:
        return []
    for path in paths:
        form = re.fullmatch(r"tile/([0-9]+|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", path)
        if form:
            stored[form[1]][int(re.sub("[x/]", "", form[2])), int(form[3] or 256)] = root / path

    def serving(row, first, width):
        """The narrowest piece that holds what is wanted: a full one stands in for a partial one."""
        wide = [held for number, held in stored[row] if number == first // 256 and held >= width]
        need(wide, "missing")
        return stored[row][first // 256, min(wide)].read_bytes()

    for path, first, width in pieces("tile/0", note.size):
        with found.at(path):
            data = serving("0", first, width)
            leaves += [data[at:at + 32] for at in range(0, 32 * width, 32)]
    with found.at("checkpoint"):
        need(root_of(leaves) == note.root, "not the root of the tiles")
    for level, hashes in levels(leaves):
        for path, first, width in pieces(f"tile/{level}", len(hashes)):
            with found.at(path):
                serving(str(level), first, width)
        for (number, width), path in stored[str(level)].items():
            with found.at(path):
                wanted = b"".join(hashes[number * 256:number * 256 + width])
                need(number * 256 + width > len(hashes) or path.read_bytes() == wanted, "not the hashes below")
    for (number, width), path in stored["entries"].items():
        with found.at(path):
            entries = [sha(b"\0", entry) for entry in split(path.read_bytes(), 2, width)]
            need(all(map(bytes.__eq__, entries, leaves[number * 256:])), "not the entries of the tree")
    return [{"log": name, "origin": name, "size": note.size, "root": base64.b64encode(note.root).decode()}]


def probe(path):
    """Whether the proof of a probe, in the form of transparency-dev/merkle, is a good one."""
    given = json.loads(path.read_text())
    try:
        value = {name: exactly(given[name], 32) for name in ("root", "leafHash", "root1", "root2") if name in given}
        proof = [exactly(text, 32) for text in given["proof"] or []]
    except (Fault, ValueError, TypeError):
        return False
    if "leafIdx" in given:
        return included(given["leafIdx"], given["treeSize"], value["leafHash"], proof, value["root"])
    return consistent(given["size1"], given["size2"], proof, value["root1"], value["root2"])
