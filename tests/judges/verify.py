#!/usr/bin/python3 -B
"""An export of Fieldchart's journal, verified: a second verifier beside audit/, in another language and one file.

Follows docs/formats/entry-v1.md, whose sections the comments name; its writer had also read audit/src. Trees are those
of RFC 9162; notes, tiles and receipts C2SP's; Ed25519 is Debian's python3-cryptography. In scope: every byte of an
export, unread; others' logs; receipts; probes of proofs.  Not here: disclosures (tally.py), policies, older digests.
"""
import argparse, base64, contextlib, hashlib, json, os, re, sys
from collections import defaultdict
from pathlib import Path
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# Shapes of CBOR values. A number is a length of bytes, a range one of integers; a tuple has a shape for each element, a
# list one for all, and how many there may be; else it is a type. FORMS: a public type's kind, and its fields from 5 on.
UINT, ANY = range(1 << 64), 1 << 32
TIME = (range(-1 << 63, 1 << 63), range(-1 << 15, 1 << 15), UINT)
HEAD = ((UINT, UINT, UINT), (range(2), 16, 32), [32, ANY], TIME, TIME)
SIGNED = [(range(0, 3, 2), 16, 64), ANY]
FORMS = {101: ("user-cert", 16, 32, 32, UINT, SIGNED), 102: ("device-cert", 16, 32, 32, 32, 32, 32, SIGNED),
         103: ("op-key-wrap", 16, 16, bytes, [(16, bytes), ANY], SIGNED), 105: ("admission", [32, 20_000], SIGNED),
         104: ("revocation", range(2), 16, [(str, UINT, 32), ANY], UINT, SIGNED),
         301: ("redaction", 16, [32, 20_000], UINT, SIGNED), 401: ("heads", str | None, [str, 1000])}
CLASS = {**dict.fromkeys(range(1, 17), 1), 6: 9, 20: 3, **dict.fromkeys(range(30, 33), 6), 40: 2, 41: 2, 42: 2,
         **dict.fromkeys(range(101, 106), 4), **dict.fromkeys(range(201, 204), 7), 301: 5, 401: 8}
PUBLIC, ADMINISTER, REDACT = {4, 5, 8}, 1 << 3, 1 << 4

class Gap(Exception):
    """What cannot be checked. What else is raised, by `need` or by bytes that this program stumbles over, is wrong."""

WRONG = (ValueError, LookupError, TypeError, OverflowError, RecursionError, OSError, InvalidSignature)
faults, gaps = [], []

@contextlib.contextmanager
def at(place):
    """Tells what is found at a place; that ends what is done within, and nothing else."""
    try:
        yield
    except (Gap, *WRONG) as found:
        (gaps if isinstance(found, Gap) else faults).append(f"{place}: {found}")

def need(holds, reason, kind=ValueError):
    if not holds:
        raise kind(reason)
    return holds

# --- Trees and proofs (RFC 9162 section 2.1) ---

def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()

def root_of(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    half = 1 << ((len(hashes) - 1).bit_length() - 1)  # The largest power of two below.
    return sha(b"\1", root_of(hashes[:half]), root_of(hashes[half:]))

def climb(index, size, start, proof):
    """By a proof up from a node: the root over the nodes up to it, as if none followed, and the root over all."""
    need(0 <= index < size, "no node of this tree")
    old, new, steps = start, start, list(proof)
    while size > 1:
        if index % 2:
            old, new = sha(b"\1", steps[0], old), sha(b"\1", steps.pop(0), new)
        elif index + 1 < size:
            new = sha(b"\1", new, steps.pop(0))
        index, size = index // 2, (size + 1) // 2
    return need(not steps and (old, new), "a proof that goes on")

def probe(given):
    """Whether a proof is a good one; in the form of transparency-dev/merkle's probes."""
    with contextlib.suppress(*WRONG):
        proof = [decoded(text, 32) for text in given["proof"] or []]
        if "leafIdx" in given:
            found = climb(given["leafIdx"], given["treeSize"], decoded(given["leafHash"], 32), proof)
            return found[1] == decoded(given["root"], 32)
        # Of two trees: it starts at the older one's last whole subtree, left out where that is all of it.
        old, new, roots = given["size1"], given["size2"], (decoded(given["root1"], 32), decoded(given["root2"], 32))
        level = old.bit_length() if old == new else (old & -old).bit_length() - 1
        start, *proof = proof if old >> level > 1 else [roots[0], *proof]
        return climb((old - 1) >> level, ((new - 1) >> level) + 1, start, proof) == roots
    return False

# --- Keys and checkpoints (RFC 8032; C2SP signed-note, tlog-checkpoint, tlog-cosignature) ---

def decoded(text, length=None):
    """Base64, of its one right form."""
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text and length in (None, len(raw)), "base64 of another form or length")
    return raw

def usable(point):
    """Not of the points whose order divides 8, each given by its y: whoever names such a key can forge."""
    p, y8 = 2 ** 255 - 19, 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7
    return int.from_bytes(point, "little") % 2 ** 255 % p not in {0, 1, p - 1, y8, p - y8}

def signed(key, message, signature):
    with contextlib.suppress(*WRONG):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return usable(key) and usable(signature[:32])
    return False

def key_id(name, kind, key):
    return sha(name.encode(), b"\n", kind, key)[:4]

class Note:
    """A signed checkpoint; `lines` are its signatures by name and key id."""
    FORM = re.compile(r"((.+)\n(0|[1-9][0-9]{0,18})\n(.+)\n((?:.+\n)*))\n((?:— [^\s+]+ \S+\n){1,65})")

    def __init__(self, raw):
        form = need(self.FORM.fullmatch(raw.decode()), "no checkpoint")
        need(not re.search(rb"[\0-\t\v-\x1f\x7f]", raw), "control characters")
        self.text, self.origin, size, root, self.more, lines = form.groups()
        found = [(name, decoded(line)) for name, line in re.findall("— (.*) (.*)\n", lines)]
        self.size, self.root = int(size), decoded(root, 32)
        self.lines = {(name, raw[:4]): raw[4:] for name, raw in found}
        need(len(self.lines) == len(found) and all(self.lines.values()), "two lines by one name and key, or one empty")

    def signed_by(self, key):
        return signed(key, self.text.encode(), self.lines.get((self.origin, key_id(self.origin, b"\1", key)), b""))

    def judge_others(self, own, cosigners=lambda name: [], unknown=ValueError):
        """Judges what is not by the log's own key; a line by nobody known is passed over where `unknown` is None."""
        for (name, number), line in self.lines.items():
            keys = [key for key in cosigners(name) if key_id(name, b"\4", key) == number]
            is_own = (name, number) == (self.origin, key_id(name, b"\1", own))
            need(keys or is_own or not unknown, f"a signature by {name}, whom nobody knows", unknown)
            time = int.from_bytes(line[:8])
            message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
            need(not keys or time < 1 << 63 and signed(keys[0], message, line[8:]), f"the cosignature by {name}")

# --- Deterministic CBOR (RFC 8949 section 4.2), without floats, maps and tags ---

class Array(list):
    """What an array holds; in `raws` the bytes of each element."""

def item(data, at=0, depth=0):
    """One item, and where it ends."""
    major, value, at = data[at] >> 5, data[at] & 31, at + 1
    need(depth <= 32 and (major == 7 or major < 5 and value < 28), "CBOR: too deep, or of no kind used here")
    if major == 7:
        return {20: False, 21: True, 22: None, 23: ...}[value], at
    if value > 23:
        width = 1 << (value - 24)
        value, at = int.from_bytes(data[at:at + width]), at + width
        need(value >= max(24, 1 << 4 * width), "CBOR: a head longer than it needs to be")
    if major < 2:
        return -1 - value if major else value, at
    if major < 4:
        return data[at:at + value].decode() if major == 3 else data[at:at + value], at + value
    values, ends = Array(), [at]
    for _ in range(value):
        one, end = item(data, ends[-1], depth + 1)
        values.append(one)
        ends.append(end)
    values.raws = [data[start:end] for start, end in zip(ends, ends[1:])]
    return values, ends[-1]

def whole(data, shape=Array):
    """The array that is all there is; each of its elements nests at most 32 deep."""
    value, end = item(data, 0, -1)
    need(fits(value, shape) and end == len(data), "CBOR: bytes that follow, or another shape")
    return value

def fits(value, shape):
    if isinstance(shape, tuple):
        return isinstance(value, list) and len(value) == len(shape) and all(map(fits, value, shape))
    if isinstance(shape, list):
        return isinstance(value, list) and len(value) <= shape[1] and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, range):
        return type(value) is int and value in shape  # True is no 1.
    return isinstance(value, bytes) and len(value) == shape if isinstance(shape, int) else isinstance(value, shape)

def ascends(values):
    return all(one < other for one, other in zip(values, values[1:]))

# --- Logs (C2SP tlog-tiles; "Export", "Entry", "Body of a public class", "Payload") ---

def listing(root):
    """Every path below; an empty folder, and what is no ordinary file, under a name that nothing explains."""
    paths = [path for path in root.rglob("*") if path.is_symlink() or not path.is_dir() or not any(path.iterdir())]
    return sorted(f"{path.relative_to(root)}{'/' * (path.is_symlink() or not path.is_file())}" for path in paths)

def pieces(row, hashes):
    """Each tile or bundle of a row: its path, what stands behind that while it is partial, its hashes."""
    for first in range(0, len(hashes), 256):
        *above, last = f"{first // 256:,}".split(",")
        path = f"{row}/{''.join(f'x{digits:0>3}/' for digits in above)}{last:0>3}"
        yield path, f".p/{len(hashes) - first}" if first + 256 > len(hashes) else "", hashes[first:first + 256]

def tiles(hashes, level=0):
    yield from pieces(f"tile/{level}", hashes)
    if hashes:
        above = [root_of(hashes[end - 256:end]) for end in range(256, len(hashes) + 1, 256)]
        yield from tiles(above, level + 1)

def split(data, size, count):
    """So many pieces, each behind its length in `size` bytes, and nothing after; None is not held."""
    found, at = [], 0
    for _ in range(count):
        length, at = int.from_bytes(data[at:at + size]), at + size
        is_held = length != 0xFFFFFFFF
        found.append(data[at:at + length] if is_held else None)
        at += length if is_held else 0
    need(at == len(data), "a bundle that ends too early, or goes on")
    return found

class Log:
    """A log of tiles, ours or another project's: they, and the bundles that are there, agree with its checkpoint."""

    def __init__(self, root, place, origin):
        self.root, self.place, self.origin, self.paths = root / place, place, origin, {*listing(root / place)}
        self.entries, self.publics, self.milestones, self.founder = [], [], [], None
        self.note, self.leaves = Note(self.read("checkpoint")), []
        need(self.note.origin == origin, "another origin")
        for path, part, wanted in pieces("tile/0", range(self.note.size)):
            self.leaves += self.hashes(path + part if path + part in self.paths else path)[:len(wanted)]
        need(root_of(self.leaves) == self.note.root, "not the root of the tiles")
        self.bundles, rows = [*pieces("tile/entries", self.leaves)], [*tiles(self.leaves)]
        self.wanted = {path: (part, hashes) for path, part, hashes in rows + self.bundles}
        for path in sorted(self.paths):
            with at(f"{place}/{path}"):
                _, hashes = self.wanted.get(path.partition(".p/")[0], ("", []))
                need(not hashes or all(map(bytes.__eq__, hashes, self.hashes(path))), "not the hashes of the tree")
        need(all({path, path + part} & self.paths for path, part, _ in rows), "a tile is missing")

    def read(self, path):
        return (self.root / path).read_bytes()

    def hashes(self, path):
        """The hashes in a tile, or those of a bundle's entries."""
        data, width = self.read(path), int(path.partition(".p/")[2] or 256)
        if path.startswith("tile/entries/"):
            return [sha(b"\0", entry) for entry in split(data, 2, width)]
        need(len(data) == 32 * width, "another length")
        return [data[at:at + 32] for at in range(0, len(data), 32)]

    def open(self, device):
        """Reads what only logs of ours have: bodies, milestones, no file without a reason."""
        self.device, self.has_bodies = device, any(path.startswith("bodies/") for path in self.paths)
        strays = self.paths ^ {"checkpoint"} ^ {path + part for path, (part, _) in self.wanted.items()}
        for path, part, hashes in self.bundles:
            raws, bodies = split(self.read(path + part), 2, len(hashes)), [None] * 256
            if self.has_bodies:
                bodies = split(self.read(path.replace("tile/entries", "bodies")), 4, len(hashes))
                strays ^= {path.replace("tile/entries", "bodies")}
            self.entries += [Entry(self, len(self.entries) + at, *both) for at, both in enumerate(zip(raws, bodies))]
        for entry in self.entries:
            with at(entry.place):
                entry.judge()
        need(ascends([entry.clock for entry in self.entries if entry.known]), "a clock that does not go forward")
        lines = self.read("milestones").splitlines(keepends=True) if "milestones" in strays else []
        self.milestones = [Note(b"".join(lines[at:at + 5])) for at in range(0, len(lines), 5)]
        sizes = [0, *(note.size for note in self.milestones), self.note.size]
        need(not lines or ascends(sizes), "a milestone out of place")
        for note in self.milestones:
            need(note.origin == self.origin and len(note.lines) == 1, "a milestone of another log, or cosigned")
            need(root_of(self.leaves[:note.size]) == note.root, "a milestone that is not the root of the entries")
        need(not any(note.more for note in [self.note, *self.milestones]), "a checkpoint with extension lines")
        groups = sorted({(entry.first, entry.count) for entry in self.publics})
        need(all(one + count <= other for (one, count), (other, _) in zip(groups, groups[1:])), "groups that overlap")
        need(strays <= {"milestones"}, f"stray or missing: {sorted(strays)}")
        self.founder = next((entry for entry in self.publics[:1] if entry.index == 0 and entry.kind == "user-cert"
                             and any(by == 2 for by, _, _ in entry.signers)), None)
        for entry, kind, position in zip(self.entries[1:3], ("device-cert", "op-key-wrap"), (5, 6)):
            if self.founder and entry.body:
                need((entry.kind, entry.field[position]) == (kind, device), f"no {kind} of its device at {entry.index}")

class Entry:
    kind, signers, field = None, (), [None] * 7

    def __init__(self, log, index, raw, body):
        self.log, self.index, self.raw, self.body, self.leaf = log, index, raw, body, log.leaves[index]
        self.known, self.place = raw[:1] == b"\1" and len(raw) == 126, f"{log.place} entry {index}"
        self.clazz, self.clock, self.record, self.root = raw[1] if self.known else 0, raw[2:10], raw[10:26], raw[94:]

    def judge(self):
        """Judges it and its body; of a public one that is malformed nothing is kept."""
        need(self.known or self.raw[:1] not in (b"", b"\1"), "an entry of another length than 126")
        need(self.known, "an entry of a newer version", Gap)
        length, digest, commit = int.from_bytes(self.raw[26:30]), self.raw[30:62], self.raw[62:94]
        need(1 <= length <= 1 << 20 and (self.clazz not in PUBLIC or commit == bytes(32)), "body_len or key_commit")
        need(self.body is None or (len(self.body), sha(self.body)) == (length, digest), "not the entry's body")
        need(1 <= self.clazz <= 9, "an entry of a newer class", Gap)
        if self.body is None or self.clazz not in PUBLIC:
            return
        self.signature, self.first, self.count, field = whole(self.body, (64, UINT, range(1 << 32), Array))
        leaves = [sha(b"\0", bytes(16), index.to_bytes(2), raw) for index, raw in enumerate(field.raws)]
        need(root_of(leaves) == self.root, "fields_root")
        need(fits(field[:5], HEAD) and ascends(field[2]), "elements 0 to 4")
        kind, version, length = field[0]
        need(length == len(leaves) and CLASS.get(kind, self.clazz) == self.clazz, f"type {kind} in class {self.clazz}")
        name, *shapes = FORMS.get(kind if version == 1 else None, [None])
        need(not name or fits(field[5:], tuple(shapes)), f"fields of a {name}")
        need(name != "redaction" or ascends(field[6]), "leaf hashes that do not ascend")
        if name and name != "heads":
            self.signers = need(field[-1], "no issuer")
        self.kind, self.field = name, field
        self.log.publics.append(self)
        need(name, f"an entry of a newer type or version: {kind}, {version}", Gap)

# --- Whose word counts ("Public payloads of class 4", "Public payload of class 5", "Author signature") ---

class Members:
    """Certificates, wraps, redactions, revocations and admissions whose issuers are trusted, over all logs."""

    def __init__(self, logs, operation, root_key):
        self.logs, self.operation, self.root_key = logs, operation, root_key
        self.admitted, self.out, self.let_in, self.revoked = {}, set(), set(), defaultdict(list)
        # With certificates among what is absent, an unknown signer proves nothing.
        absent = {entry.clazz for log in logs for entry in log.entries if entry.body is None}
        self.unknown = Gap if 4 in absent else ValueError
        publics = [entry for log in logs for entry in log.publics]
        self.settle(sorted((entry for entry in publics if entry.signers), key=lambda entry: entry.clock))
        for entry in publics:
            for judge in (self.judge_author, self.judge_issuers, self.judge_heads):
                with at(entry.place):
                    judge(entry)
        # Who revokes whom is settled with that; then what stands is weighed from what needs no other upwards.
        for entry in [entry for entry in self.admitted if entry.kind == "revocation"]:
            self.revoked[entry.field[5], entry.field[6]].append(self.accepted(entry.field[7]))
        self.out = {entry.leaf for entry in self.admitted if self.revoked and entry.kind != "revocation"}
        self.let_in.clear()
        self.settle([entry for entry in self.admitted if entry.leaf in self.out])

    def settle(self, waiting):
        """Takes what its issuers could issue and no revocation leaves out, until no more; for one may need another."""
        before = None
        while before != waiting:
            before, waiting = waiting, [entry for entry in waiting if not self.takes(entry)]

    def takes(self, entry):
        with contextlib.suppress(Gap, *WRONG):
            self.judge_issuers(entry)
            need(self.holds(entry, *entry.field[1], [issuer for by, issuer, _ in entry.signers if by == 0]), "left out")
            self.admitted[entry] = True
            self.out.discard(entry.leaf)
            self.let_in.update(entry.field[5] if entry.kind == "admission" else [])
            return True

    def accepted(self, heads):
        """How far a revocation accepts each log."""
        reach = defaultdict(int)
        for origin, size, root in heads:
            same = [log for log in self.logs if log.origin == origin]
            longer = [log.leaves[:size] for log in same if len(log.leaves) >= size]
            for log in same:
                alike = [len(os.path.commonprefix([log.leaves, held])) for held in longer if root_of(held) == root]
                reach[log] = max(reach[log], *alike or [0 if longer else size])
        return reach

    def holds(self, entry, by, author, certificate, issuers=()):
        """Whether an entry stands that an author wrote under this certificate, and these issued."""
        writers = [(by, author), (1, entry.log.device), *((0, issuer) for issuer in issuers)]
        accepted = all(entry.index < reach[entry.log] for writer in writers for reach in self.revoked.get(writer, ()))
        return certificate not in self.out and (accepted or entry.leaf in self.let_in)

    def of(self, kind, holder):
        return [entry for entry in self.admitted if entry.kind == kind and entry.field[5] == holder]

    def judge_issuers(self, entry):
        log, redacts, raws = entry.log, entry.kind == "redaction", entry.field.raws
        for by, issuer, signature in entry.signers:
            certs = [cert for cert in self.of("user-cert", issuer) if cert.log is not log or cert.index < entry.index]
            newest = max((cert.index for cert in certs if cert.log is log), default=0)
            keys = [cert.field[6] for cert in certs if cert.field[8] & (REDACT if redacts else ADMINISTER)
                    and cert.leaf not in self.out and not (redacts and cert.log is log and cert.index < newest)]
            if by == 2:
                keys = [self.root_key] if issuer == self.operation and not redacts else []
            need(certs or by == 2, "an issuer is not certified", self.unknown)
            message = [f"fieldchart/{entry.kind}/v1".encode(), self.operation, bytes([0x7f + len(raws)]), *raws[:-1]]
            need(any(signed(key, b"".join(message), signature) for key in keys), "an issuer's signature, or right")
        signers = {issuer for _, issuer, _ in entry.signers}
        need(not redacts or len(entry.signers) == len(signers) > 1, "it is not signed by two people")

    def certified(self, entry, by, author, leaf):
        """The certificate that an author names, which is their own; where an operation begins it is the first one."""
        certs = [cert for cert in self.of("device-cert" if by else "user-cert", author) if cert.leaf == leaf]
        if entry.log.founder and entry.index < 3:
            first = (0, entry.log.founder.field[5], bytes(32))
            certs = [entry.log.founder] if (by, author, leaf) == first else []
        need(certs and (not by or author == entry.log.device), "its author is not certified", self.unknown)
        return certs[0]

    def judge_author(self, entry):
        origin, group = entry.log.origin.encode(), entry.log.entries[entry.first:entry.first + entry.count]
        need(entry in group and len(group) == entry.count, "a group without it, or beyond the log")
        need(entry.count == 1 or entry.clazz == 8, "it is not a group of its own")
        key = self.certified(entry, *entry.field[1]).field[7 if entry.field[1][0] else 6]
        need(all(other.known for other in group), "an entry of its group cannot be read", Gap)
        digest = sha(*(other.raw[1:26] + other.root for other in group))
        place = len(origin).to_bytes(2) + origin + entry.first.to_bytes(8) + entry.count.to_bytes(4)
        need(signed(key, b"fieldchart/author/v1" + place + digest, entry.signature), "the author's signature")

    def cosigners(self, name):
        """The keys that may cosign under a device's name."""
        form = re.fullmatch(f"fieldchart/{self.operation.hex()}/([0-9a-f]{{32}})/cosigner/(0|[1-9][0-9]*)", name)
        return [cert.field[9] for cert in self.of("device-cert", bytes.fromhex(form[1]))] if form else []

    def signer(self, note, unknown):
        """The certificate under which a device signed a checkpoint, rather one that stands. Judges the other lines."""
        device = re.search("/([0-9a-f]{32})/[^/]*$", note.origin)
        certs = device and self.of("device-cert", bytes.fromhex(device[1]))
        need(certs, "signed by a device that is not certified", self.unknown)
        certs = need([cert for cert in certs if note.signed_by(cert.field[6])], "not signed by its device")
        note.judge_others(certs[0].field[6], self.cosigners, unknown)
        return min(certs, key=lambda cert: cert.leaf in self.out)

    def judge_heads(self, entry):
        """Holds what a log says of others against them ("Public payload of class 8")."""
        follows, notes = entry.field[5:] if entry.kind == "heads" else (None, [])
        for note in notes:
            with at(entry.place):
                note = Note(note.encode())
                need(len(note.lines) <= 9, "more than 8 cosignatures")
                self.signer(note, None)
                histories = [log.leaves[:note.size] for log in self.logs if log.origin == note.origin]
                need(histories, f"the log {note.origin} is not here", Gap)
                begins = any(len(held) == note.size and root_of(held) == note.root for held in histories)
                need(begins, f"{note.origin} does not begin so")
        origins = [None, *(log.origin for log in self.logs)]
        need(follows in origins, f"the log before this one, {follows}, is not here", Gap)

# --- The whole ---

LAYOUT = r"logs/(([0-9a-f]{32})-([0-9a-f]{32})(?:-[1-9][0-9]*)?)/.+|operation|disclosures/[a-z0-9-]+\.cbor"

def export(root, operation, root_key):
    """Judges an export but for its disclosures; answers its logs, members, and leaf hashes of what was redacted."""
    forms, logs = {path: re.fullmatch(LAYOUT, path, re.S) for path in listing(root)}, []
    faults.extend(f"{path}: a stray file" for path, form in forms.items() if not form)
    with at("operation"):
        need((root / "operation").read_bytes() == f"{operation.hex()}\n".encode(), "another operation")
    for name, device, incarnation in sorted({form.groups() for form in forms.values() if form and form[1]}):
        with at(f"logs/{name}"):
            log = Log(root, f"logs/{name}", f"fieldchart/{operation.hex()}/{device}/{incarnation}")
            logs.append(log)
            log.open(bytes.fromhex(device))
    members = Members(logs, operation, root_key)
    with at("logs"):
        founded = any(log.founder in members.admitted for log in logs)
        need(founded, "no log begins with an administrator whom the root key certified", members.unknown)
    for log in logs:
        with at(f"{log.place}/checkpoint"):
            cert = members.signer(log.note, members.unknown)
            need(all(note.signed_by(cert.field[6]) for note in log.milestones), "a milestone that another key signed")
            need(cert.leaf not in members.out, "signed under a certificate that does not stand", Gap)
        with at(f"{log.place}/bodies"):
            need(log.has_bodies or not log.leaves, "not in the export", Gap)
    redactions = [entry for entry in members.admitted if entry.kind == "redaction" and entry.leaf not in members.out]
    dropped = {leaf for entry in redactions for leaf in entry.field[6]}
    for entry in [entry for log in logs for entry in log.entries]:
        with at(entry.place):
            is_dropped = entry.leaf in dropped and entry.clazz not in PUBLIC
            need(entry.body is None or entry.leaf not in dropped, "its body is held, though it was redacted")
            need(entry.body or is_dropped or not entry.log.has_bodies, "its body is missing", Gap)
    return logs, members, dropped

def verifier_key(text):
    """Name and key of `name+hex(key id)+base64(0x01 ‖ key)`."""
    name, number, coded = need(re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text), "no verifier key").groups()
    kind, key = decoded(coded, 33)[:1], decoded(coded, 33)[1:]
    need(kind == b"\1" and usable(key) and number == key_id(name, kind, key).hex(), "a key of another kind or id")
    return name, key

def said(note):
    return {"origin": note.origin, "size": note.size, "root": base64.b64encode(note.root).decode()}

def receipt(path, leaf, name, key):
    """Judges a receipt (C2SP tlog-proof)."""
    first, text = r"c2sp\.org/tlog-proof@v1\n(?:extra .*\n)?index (0|[1-9][0-9]*)\n", path.read_bytes().decode()
    form = need(re.fullmatch(first + r"((?:\S+\n){0,64})\n((?s:.*))", text), "no receipt")
    need(len(leaf) == 32, "no leaf hash")
    index, proof, note = int(form[1]), [decoded(line, 32) for line in form[2].splitlines()], Note(form[3].encode())
    with at("receipt"):
        need(note.origin == name and note.signed_by(key), "not signed by the key given")
        note.judge_others(key)
        need(climb(index, note.size, leaf, proof)[1] == note.root, "the proof leads to another root")
    return {"index": index, **said(note)}

def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("door", choices=["verify", "tally", "receipt", "probes"])
    parser.add_argument("path", type=Path, nargs="?", help="the export; the receipt; for probes, a folder of them")
    for option, kind in (("trust", Path), ("plain", Path), ("vkey", str), ("report", str), ("leaf", bytes.fromhex)):
        parser.add_argument(f"--{option}", type=kind)
    parser.add_argument("--json", action="store_true")
    given, logs, answer = parser.parse_args(), [], {}
    try:
        need((given.door == "tally") == (given.report == "dispensed"), "tally counts --report dispensed")
        if given.door == "probes":
            paths = sorted(given.path.rglob("*.json"))
            answer = {str(path.relative_to(given.path)): probe(json.loads(path.read_text())) for path in paths}
        elif given.door == "receipt":
            answer = receipt(given.path, given.leaf, *verifier_key(given.vkey))
        elif given.plain:
            need(given.door == "verify" and not given.path, "give an export and --trust, or --plain and --vkey")
            folder, (name, key) = given.plain.resolve(strict=True), verifier_key(given.vkey)
            with at("checkpoint"):
                logs = [Log(folder, "", name)]
                need(logs[0].note.signed_by(key), "not signed by the key given")
                logs[0].note.judge_others(key)
        else:
            trust, folder = given.trust.resolve(strict=True), given.path.resolve(strict=True)
            need(not trust.is_relative_to(folder), "a key must come from outside the audited folder")
            form = re.fullmatch(r"fieldchart-root\+([0-9a-f]{32})\+(\S+)\r?\n?", trust.read_text())
            operation, key = bytes.fromhex(form[1]), decoded(form[2], 32)
            need(usable(key), "no Ed25519 key")
            logs, *found = export(folder, operation, key)
            if given.report or (folder / "disclosures").exists():
                import tally
                answer = tally.judge(folder, operation, logs, *found, given.report)
    except (AttributeError, *WRONG) as wrong:
        parser.error(str(wrong))
    ok = not faults and not gaps
    told = [{"log": log.place.removeprefix("logs/") or log.origin, **said(log.note)} for log in logs]
    if given.door != "probes":
        answer |= {"ok": ok, "logs": told, "faults": faults, "incomplete": gaps}
    as_json = given.json or given.door in ("receipt", "probes")
    print(json.dumps(answer, indent=2, ensure_ascii=False) if as_json else "\n".join(
        [f"{log['origin']}\n  size {log['size']}, root {log['root']}" for log in told]
        + [f"wrong       {fault}" for fault in faults] + [f"incomplete  {gap}" for gap in gaps]
        + ["Verified: every stored byte is what was signed." if ok else "Not verified."]))
    return 0 if ok else 1

if __name__ == "__main__":
    sys.modules["verify"] = sys.modules["__main__"]  # So tally.py finds it under its name.
    sys.exit(main())
