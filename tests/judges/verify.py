#!/usr/bin/python3 -B
"""An export of Fieldchart's journal, verified: a second verifier beside audit/, in another language and one file.

Follows docs/formats/entry-v1.md, whose sections it names; its writer had also read audit/src. Ends at what is wrong
first, and lists what it cannot check.  In scope: every byte of an export, unread.  Not here: disclosures (tally.py),
receipts and other logs (proofs.py), policies, older digests, the tests' options (doors.py).
"""
import base64, collections, contextlib, hashlib, json, os, pathlib, re, struct, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# Shapes of CBOR values: a number is a length of bytes, a range one of integers, a tuple has a shape for each element, a
# list one for all, how many they are, and whether they ascend; else it is a type. HEAD: what a payload begins with;
# FORMS: a public type's kind, and its fields from 5 on; CLASS: the class of a type.
UINT, ANY, MANY = range(1 << 64), range(1 << 32), range(20_001)
TIME, SIGNED = (range(-1 << 63, 1 << 63), range(-1 << 15, 1 << 15), UINT), [(range(0, 3, 2), 16, 64), ANY[1:]]
HEAD = ((UINT, UINT, UINT), (range(2), 16, 32), [32, ANY, True], TIME, TIME)
FORMS = {101: ("user-cert", 16, 32, 32, UINT, SIGNED), 102: ("device-cert", 16, 32, 32, 32, 32, 32, SIGNED),
         103: ("op-key-wrap", 16, 16, bytes, [(16, bytes), ANY], SIGNED), 105: ("admission", [32, MANY], SIGNED),
         104: ("revocation", range(2), 16, [(str, UINT, 32), ANY], UINT, SIGNED),
         301: ("redaction", 16, [32, MANY, True], UINT, SIGNED), 401: ("heads", str | None, [str, range(1001)])}
CLASS = {**dict.fromkeys(range(1, 17), 1), 6: 9, 20: 3, **dict.fromkeys(range(30, 35), 6), 40: 2, 41: 2, 42: 2,
         **dict.fromkeys(range(101, 106), 4), **dict.fromkeys(range(201, 204), 7), 301: 5, 401: 8}
PUBLIC, ADMINISTER, REDACT, GAP = {4, 5, 8}, 1 << 3, 1 << 4, True
LAYOUT = r"(logs/([0-9a-f]{32})-([0-9a-f]{32})(?:-[1-9][0-9]*)?)/.+|operation|disclosures/[a-z0-9-]+\.cbor"
# What raises one of these is wrong: `need`, or bytes that this program stumbles over.
WRONG = (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError, struct.error)

def need(holds, reason, is_gap=False):
    """Ends at what is wrong; notes what cannot be checked. Whether neither is so."""
    if not holds and not is_gap:
        raise ValueError(reason)
    need.gaps += [] if holds else [f"{need.place}: {reason}"]
    return holds
need.place, need.gaps = "the export", []

def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()

def root_of(hashes):
    """The root of a tree (RFC 9162 section 2.1), which is split at the largest power of two below its size."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1", root_of(hashes[:left]), root_of(hashes[left:]))

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
    with contextlib.suppress(InvalidSignature, ValueError):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return usable(key) and usable(signature[:32])
    return False

def key_id(name, kind, key):
    return sha(name.encode(), b"\n", kind, key)[:4]

class Note:
    """A signed checkpoint (C2SP signed-note, tlog-checkpoint); `lines` are its signatures by name and key id."""
    FORM = re.compile(r"((.+)\n(0|[1-9][0-9]{0,19})\n(.+)\n((?:.+\n)*))\n((?:— [^\s+]+ \S+\n){1,65})")

    def __init__(self, raw):
        need(not re.search(rb"[\0-\t\v-\x1f\x7f]", raw), "control characters")
        self.text, self.origin, size, root, self.more, lines = self.FORM.fullmatch(raw.decode()).groups()
        found = [((name, decoded(line)[:4]), decoded(line)[4:]) for name, line in re.findall("— (.*) (.*)\n", lines)]
        self.size, self.root, self.lines = int(size), decoded(root, 32), dict(found)
        self.said = {"origin": self.origin, "size": self.size, "root": root}
        need(len(self.lines) == len(found) and all(self.lines.values()), "two lines by one name and key, or one empty")

    def judge(self, keys, cosigners=lambda name: []):
        """Which key of its log signed it, and who did that nobody knows; a known cosigner's line must hold."""
        own, strangers = [], []
        for (name, number), line in self.lines.items():
            known = [key for key in cosigners(name) if key_id(name, b"\4", key) == number]
            message = f"cosignature/v1\ntime {int.from_bytes(line[:8])}\n{self.text}".encode()  # C2SP tlog-cosignature.
            need(not known or line[0] < 128 and signed(known[0], message, line[8:]), f"the cosignature by {name}")
            mine = [key for key in keys if not own and (self.origin, key_id(name, b"\1", key)) == (name, number)]
            own += [key for key in mine if signed(key, self.text.encode(), line)]
            strangers += [] if known or own and mine else [name]
        return own[0] if own else None, strangers

class Array(list):
    """What an array holds; in `raws` the bytes of each element."""

def item(data, at=0, depth=0):
    """One item of deterministic CBOR (RFC 8949 section 4.2), and where it ends; no floats, maps or tags."""
    major, value, at = data[at] >> 5, data[at] & 31, at + 1
    need(depth <= 32 and (20 <= value < 24 if major == 7 else major < 5 and value < 28), "CBOR: too deep, or a kind")
    if value > 23:
        width = 1 << (value - 24)
        value, at = int.from_bytes(data[at:at + width]), at + width
        need(value >= max(24, 1 << 4 * width), "CBOR: a head longer than it needs to be")
    if major in (2, 3):
        return data[at:at + value] if major == 2 else data[at:at + value].decode(), at + value
    if major != 4:
        return {0: value, 1: -1 - value, 7: {20: False, 21: True, 22: None}.get(value, ...)}[major], at
    found, found.raws = Array(), []
    for _ in range(value):
        one, end = item(data, at, depth + 1)
        found.append(one)
        found.raws.append(data[at:end])
        at = end
    return found, at

def fits(value, shape):
    if isinstance(shape, tuple):
        return isinstance(value, list) and len(value) == len(shape) and all(map(fits, value, shape))
    if isinstance(shape, list):
        are = isinstance(value, list) and len(value) in shape[1] and all(fits(one, shape[0]) for one in value)
        return are and (shape[2:] != [True] or value == sorted({*value}))
    if isinstance(shape, range):
        return type(value) is int and value in shape  # True is no 1.
    return isinstance(value, bytes) and len(value) == shape if isinstance(shape, int) else isinstance(value, shape)

def split(data, size, count):
    """So many pieces, each behind its length in `size` bytes (none: 32), and nothing after; None is not held."""
    found, at = [], 0
    for _ in range(count):
        length, at = int.from_bytes(data[at:at + size]) if size else 32, at + size
        found.append(data[at:at + length] if length != 0xFFFFFFFF else None)
        at += length if length != 0xFFFFFFFF else 0
    need(at == len(data), "a tile or bundle that ends too early, or goes on")
    return found

class Log:
    """A log of tiles (C2SP tlog-tiles), which agree with its checkpoint; one of ours ("Export") is a device's."""
    FORM = re.compile(r"(tile/(?:([0-7])|entries)|(bodies))/((?:x(?!000)[0-9]{3}/(?:x[0-9]{3}/)*)?[0-9]{3})"
                      r"(?(3)|(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?)")

    def __init__(self, files, place, origin, device=None):
        self.place, self.origin, self.device, need.place = place, origin, device, place
        self.note, self.publics, rows = Note(files["checkpoint"]), [], collections.defaultdict(dict)
        for path, form in [(path, self.FORM.fullmatch(path)) for path in files]:
            need(form or not device or path in ("checkpoint", "milestones"), f"{path}: a stray file")
            if form and (device or not form[3]):
                row, level, is_bodies, number, part = form.groups()
                first = 256 * int(re.sub(r"\D", "", number))
                rest = min(256, (self.note.size >> 8 * int(level or 0)) - first)
                width = rest if is_bodies else int(part or 256)
                need(not device or 0 < width == rest, f"{path}: a file of another size of the log")
                held = split(files[path], 4 if is_bodies else 0 if level else 2, width)
                for at, one in enumerate(held, first):
                    need(rows[row].setdefault(at, one) == one, f"{path}: not what another file holds")
        self.leaves = row = [rows["tile/0"][at] for at in range(self.note.size)]
        need(origin == self.note.origin and root_of(row) == self.note.root, "another origin, or not the tiles' root")
        for level in range(8):
            need(all(rows[f"tile/{level}"].get(at) == one for at, one in enumerate(row)), "a tile")
            row = [root_of(row[end - 256:end]) for end in range(256, len(row) + 1, 256)]
        raws, bodies = rows["tile/entries"], rows["bodies"]
        need(all(sha(b"\0", raws[at]) == leaf for at, leaf in enumerate(self.leaves) if device or at in raws), "a leaf")
        if not device:
            return
        self.has_bodies = bool(bodies)
        self.entries = [Entry(self, at, leaf, raws[at], bodies[at] if bodies else None)
                        for at, leaf in enumerate(self.leaves)]
        need.place, lines = place, files.get("milestones", b"").splitlines(keepends=True)
        self.milestones = [Note(b"".join(lines[at:at + 5])) for at in range(0, len(lines), 5)]
        for note in [self.note, *self.milestones]:
            need(note.origin == origin and not note.more and self.begins(note.size, note.root), "a milestone")
        sizes = [0, *(note.size for note in self.milestones), self.note.size]
        for order in [one.clock for one in self.entries if one.known], sizes if lines else []:
            need(order == sorted({*order}), "a clock, or a milestone's size, that does not go forward")
        groups = sorted({entry.group for entry in self.publics})
        need(all(sum(one) <= other[0] for one, other in zip(groups, groups[1:])), "groups that overlap")
        first = self.entries[0] if self.entries else None
        self.founder = first if first and first.kind == "user-cert" and 2 in [by for by, *_ in first.signers] else None

    def begins(self, size, root):
        return len(self.leaves) >= size and root_of(self.leaves[:size]) == root

class Entry:
    """An entry and its body ("Entry", "Body of a public class", "Payload")."""
    kind, signers, field, clazz, root = None, (), [None] * 7, 0, b""

    def __init__(self, log, index, leaf, raw, body):
        self.log, self.index, self.leaf, self.raw, self.body = log, index, leaf, raw, body
        self.place = need.place = f"{log.place} entry {index}"
        self.known = need(raw[0] == 1, "an entry of a newer version", GAP)
        if not self.known:
            return
        self.clazz, self.clock, self.record, size, digest, commit, self.root = struct.unpack(">xB8s16sI32s32s32s", raw)
        need(1 <= size <= 1 << 20 and (self.clazz not in PUBLIC or commit == bytes(32)), "body_len or key_commit")
        need(body is None or (len(body), sha(body)) == (size, digest), "not the entry's body")
        need(1 <= self.clazz <= 9, "an entry of a newer class", GAP)
        if body is None or self.clazz not in PUBLIC:
            return
        inner, end = item(body, 0, -1)  # Each of its elements nests at most 32 deep.
        self.signature, *group, self.field = inner
        (kind, version, length), self.group = self.field[0], tuple(group)
        self.kind, *shapes = FORMS.get(kind if version == 1 else None) or [None] + [object] * (len(self.field) - 5)
        need(end == len(body) and fits(inner, (64, UINT, ANY, (*HEAD, *shapes))), f"a body of another form: {kind}")
        leaves = [sha(b"\0", bytes(16), position.to_bytes(2), raw) for position, raw in enumerate(self.field.raws)]
        need(root_of(leaves) == self.root and length == len(leaves), "fields_root, or length")
        need(CLASS.get(kind, self.clazz) == self.clazz, f"type {kind} in class {self.clazz}")
        need(self.kind, f"an entry of a newer type or version: {kind}, {version}", GAP)
        self.signers = self.field[-1] if self.kind not in (None, "heads") else ()
        log.publics.append(self)

class Members:
    """Whose word counts, over all logs ("Public payloads of class 4", "Revocations", "Public payload of class 5")."""

    def __init__(self, logs, operation, root_key):
        self.logs, self.operation, self.root_key = logs, operation, root_key
        self.admitted, self.out, self.let_in, self.revoked = {}, set(), set(), collections.defaultdict(list)
        # With certificates among what is absent, an unknown signer proves nothing.
        self.unknown = any(entry.clazz == 4 and entry.body is None for log in logs for entry in log.entries)
        publics = [entry for log in logs for entry in log.publics]
        self.settle([entry for entry in publics if entry.signers])
        for entry in publics:
            self.judge(entry)
        # Who revokes whom is settled with that; then what stands is weighed from what needs no other upwards.
        for entry in [entry for entry in self.admitted if entry.kind == "revocation"]:
            self.revoked[entry.field[5], entry.field[6]].append({log: self.reach(log, entry.field[7]) for log in logs})
        weighed = [entry for entry in self.admitted if self.revoked and entry.kind != "revocation"]
        self.out, self.let_in = {entry.leaf for entry in weighed}, set()
        self.settle(weighed)

    def settle(self, waiting):
        """Takes what its issuers could issue and no revocation leaves out, until no more; for one may need another."""
        while taken := [entry for entry in waiting if all(self.issuers(entry)) and self.holds(entry, *entry.field[1])]:
            waiting = [entry for entry in waiting if entry not in taken]
            self.admitted |= dict.fromkeys(taken)
            self.out -= {entry.leaf for entry in taken}
            self.let_in.update(*(entry.field[5] for entry in taken if entry.kind == "admission"))

    def holds(self, entry, by, author, certificate):
        """Whether an entry stands that an author wrote under this certificate."""
        writers = [(by, author), (1, entry.log.device), *((by, issuer) for by, issuer, _ in entry.signers)]
        accepted = all(entry.index < reach[entry.log] for writer in writers for reach in self.revoked.get(writer, ()))
        return certificate not in self.out and (accepted or entry.leaf in self.let_in)

    def reach(self, log, heads):
        """How far a revocation accepts a log: what it shares with a history of it that one of these heads is of."""
        reached, histories = [0], [other for other in self.logs if other.origin == log.origin]
        for _, size, root in [head for head in heads if head[0] == log.origin]:
            held = [other.leaves[:size] for other in histories if other.begins(size, root)]
            reached += [len(os.path.commonprefix([log.leaves, leaves])) for leaves in held]
            reached += [size] if all(len(other.leaves) < size for other in histories) else []
        return max(reached)

    def of(self, kind, holder):
        return [entry for entry in self.admitted if entry.kind == kind and entry.field[5] == holder]

    def issuers(self, entry):
        """Of each signature by an issuer, whether it is right; None where that one is not certified."""
        raws, log, redacts = entry.field.raws, entry.log, entry.kind == "redaction"
        message = [f"fieldchart/{entry.kind}/v1".encode(), self.operation, bytes([0x7f + len(raws)]), *raws[:-1]]
        for by, issuer, signature in entry.signers:
            certs = [cert for cert in self.of("user-cert", issuer) if cert.log is not log or cert.index < entry.index]
            newest = max((cert.index for cert in certs if cert.log is log), default=0)
            keys = [cert.field[6] for cert in certs if cert.field[8] & (REDACT if redacts else ADMINISTER)
                    and cert.leaf not in self.out and not (redacts and cert.log is log and cert.index < newest)]
            if by == 2:
                certs, keys = [None], [self.root_key] if issuer == self.operation and not redacts else []
            yield any(signed(key, b"".join(message), signature) for key in keys) if certs else None
        yield not redacts or len(entry.signers) == len({issuer for _, issuer, _ in entry.signers}) > 1

    def certified(self, entry, by, author, leaf):
        """The certificate that an author names, which is their own; where an operation begins, zeros name the first."""
        founder, begins = entry.log.founder, entry.log.founder and entry.index < 3
        certs = self.of("device-cert" if by else "user-cert", author) if not by or author == entry.log.device else []
        certs = [cert for cert in certs if (leaf == bytes(32) and cert is founder if begins else cert.leaf == leaf)]
        return certs[0] if need(certs, "its author is not certified", self.unknown) else None

    def judge(self, entry):
        """Judges author, issuers, and what a log says of others ("Author signature", "Public payload of class 8")."""
        log, (first, count), need.place = entry.log, entry.group, entry.place
        group = log.entries[first:first + count]
        need(entry in group and len(group) == count and (count == 1 or entry.clazz == 8), "its group")
        if need(all(other.known for other in group), "an entry of its group cannot be read", GAP):
            cert, (by, *_) = self.certified(entry, *entry.field[1]), entry.field[1]
            place = len(log.origin).to_bytes(2) + log.origin.encode() + first.to_bytes(8) + count.to_bytes(4)
            message = b"fieldchart/author/v1" + place + sha(*(other.raw[1:26] + other.root for other in group))
            need(not cert or signed(cert.field[6 + by], message, entry.signature), "its author's signature")
        refused = next((right for right in self.issuers(entry) if not right), True)
        need(refused, "an issuer is not certified, may not, or did not sign", self.unknown and refused is None)
        follows, notes = entry.field[5:] if entry.kind == "heads" else (None, [])
        origins = [None, *(log.origin for log in self.logs)]
        need(follows in origins, f"the log {follows} is not here", GAP)
        for note in [Note(text.encode()) for text in notes]:
            need(len(note.lines) <= 9, "more than 8 cosignatures")
            is_signed = need(self.signer(note)[0], f"{note.origin} is not signed by its device", self.unknown)
            if is_signed and need(note.origin in origins, f"the log {note.origin} is not here", GAP):
                histories = [log for log in self.logs if log.origin == note.origin]
                need(any(log.begins(note.size, note.root) for log in histories), f"not how {note.origin} begins")

    def signer(self, note):
        """Under which certificate a checkpoint's device signed it, one that stands if any does; and unknown signers."""
        devices = lambda form, name: self.of("device-cert", bytes.fromhex("".join(re.findall(f"^{form}$", name))))
        certs = sorted(devices(".*/([0-9a-f]{32})/[^/]*", note.origin), key=lambda cert: cert.leaf in self.out)
        cosigner = f"fieldchart/{self.operation.hex()}/([0-9a-f]{{32}})/cosigner/(?:0|[1-9][0-9]*)"
        key, strangers = note.judge([cert.field[6] for cert in certs],
                                    lambda name: [cert.field[9] for cert in devices(cosigner, name)])
        return next((cert for cert in certs if cert.field[6] == key), None), strangers

def files_below(root):
    """Every file by its path; an empty folder, and what is no ordinary file, under a name that nothing explains."""
    paths = [path for path in root.rglob("*") if path.is_symlink() or not path.is_dir() or not any(path.iterdir())]
    odd = {path for path in paths if path.is_symlink() or not path.is_file()}
    files = {str(path.relative_to(root)): path.read_bytes() for path in paths if path not in odd}
    return files | {f"{path.relative_to(root)}/": b"" for path in odd}

def export(folder, operation, root_key, report=None):
    """Judges an export; its disclosures are tally.py's, which counts a report."""
    files, logs = files_below(folder), []
    forms = [re.fullmatch(LAYOUT, path, re.S) for path in files]
    need(all(forms) and files["operation"] == f"{operation.hex()}\n".encode(), "a stray file, or another operation")
    for place, *ids in sorted({form.groups() for form in forms if form[1]}):
        own = {path.removeprefix(f"{place}/"): data for path, data in files.items() if path.startswith(f"{place}/")}
        logs.append(Log(own, place, "/".join(["fieldchart", operation.hex(), *ids]), bytes.fromhex(ids[0])))
    members = Members(logs, operation, root_key)
    for log in logs:
        need.place, (cert, strangers) = log.place, members.signer(log.note)
        if need(cert, "not signed by its device", members.unknown and not members.of("device-cert", log.device)):
            need(all(note.judge([cert.field[6]])[0] and len(note.lines) == 1 for note in log.milestones), "a milestone")
            need(cert.leaf not in members.out, "signed under a certificate that does not stand", GAP)
            need(not strangers, f"signatures by {strangers}, whom nobody knows", members.unknown)
        need(log.has_bodies or not log.leaves, "its bodies are not in the export", GAP)
        for entry, kind, at in zip(log.entries[1:3] if log.founder else [], ("device-cert", "op-key-wrap"), (5, 6)):
            need((entry.kind, entry.field[at]) == (kind, log.device), f"no {kind} of its device", members.unknown)
    redactions = [entry for entry in members.admitted if entry.kind == "redaction" and entry.leaf not in members.out]
    need.place, dropped = "logs", {leaf for entry in redactions for leaf in entry.field[6]}
    need(any(log.founder for log in logs), "none begins with an administrator of the root's", logs and members.unknown)
    for entry in [entry for log in logs for entry in log.entries]:
        need.place, is_dropped = entry.place, entry.leaf in dropped
        need(entry.body is None or not is_dropped, "its body is held, though it was redacted")
        need(entry.body or is_dropped and entry.clazz not in PUBLIC, "its body is missing", GAP)
    answer = {"logs": [log.note.said for log in logs]}
    if report or any(path.startswith("disclosures/") for path in files):
        import tally
        answer |= tally.judge(files, operation, logs, members, dropped, report)
    return answer

def trusted(path, folder):
    """Operation and root key of the line that `fieldchart trust-keys` prints, in a file outside of what is judged."""
    form = re.fullmatch(r"fieldchart-root\+([0-9a-f]{32})\+(\S+)(?:\r?\n)?", path.read_bytes().decode())
    need(usable(decoded(form[2], 32)) and not path.is_relative_to(folder), "no key, or one from the audited folder")
    return bytes.fromhex(form[1]), decoded(form[2])

def verdict(judge, *given):
    try:
        answer, faults = judge(*given), []
    except WRONG as wrong:
        answer, faults = {}, [f"{need.place}: {wrong}"]
    return answer | {"ok": not faults and not need.gaps, "faults": faults, "incomplete": need.gaps}

if __name__ == "__main__":
    import verify  # Under its name, as tally.py finds it.
    folder, trust = (pathlib.Path(word).resolve(strict=True) for word in sys.argv[1:])
    answer = verify.verdict(verify.export, folder, *verify.trusted(trust, folder))
    print(json.dumps(answer, indent=2))
    sys.exit(0 if answer["ok"] else 1)
