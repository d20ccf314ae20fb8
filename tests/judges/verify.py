#!/usr/bin/python3 -B
"""An export of Fieldchart's journal, verified: a second verifier beside audit/, in another language.

Follows docs/formats/entry-v1.md, whose sections the comments name; its writer had also read audit/src. tlog.py has what every transparency log has, tally.py judges
disclosures. members.py who may sign what. In scope: every byte of an export, without any decryption key.  Not here: policies.
"""
import argparse, base64, json, os, re, sys
from pathlib import Path
import tally
from members import Members
from cbor import HEAD, Each, ascends, elements, fits, item
from tlog import (Checkpoint, Fault, Findings, Gap, exactly, levels, listing, need, numbered, pieces, plain, probe, root_of, sha,
                  split, usable, verifier_key)

PUBLIC = {4, 5, 8}
# Type: its class.
CLASS = {**dict.fromkeys([*range(1, 6), *range(7, 17)], 1), 6: 9, 20: 3, **dict.fromkeys((30, 31, 32), 6),
         **dict.fromkeys((40, 41, 42), 2), **dict.fromkeys(range(101, 106), 4), 201: 7, 202: 7, 203: 7, 301: 5, 401: 8}
SIGNED = Each([{0, 2}, 16, 64])
ISSUED = {101: ("user-cert", [16, 32, 32, "uint"]), 102: ("device-cert", [16, 32, 32, 32, 32, 32]),
          103: ("op-key-wrap", [16, 16, "bytes", Each([16, "bytes"])]),
          104: ("revocation", [{0, 1}, 16, Each(["text", "uint", 32]), "uint"]),
          105: ("admission", [Each(32, 20_000)]), 301: ("redaction", [16, Each(32, 20_000), "uint"])}


# --- One log (entry-v1.md, "Entry", "Body of a public class", "Payload") ---

class Entry:
    def __init__(self, raw, log, index):
        self.raw, self.log, self.index, self.leaf = raw, log, index, sha(b"\0", raw)
        self.known = raw[:1] == b"\1" and len(raw) == 126
        self.follows, self.heads, self.kind, self.clazz, self.hlc, self.record = None, [], None, raw[1], int.from_bytes(raw[2:10]), raw[10:26]

    def judge(self, body):
        need(self.raw[:1] == b"\1", "an entry of a newer version", Gap)
        need(self.known, "an entry of another length than 126")
        length, digest, commit = int.from_bytes(self.raw[26:30]), self.raw[30:62], self.raw[62:94]
        need(1 <= length <= 1 << 20, "body_len")
        need(self.clazz not in PUBLIC or commit == bytes(32), "key_commit of a public class")
        if body is None:
            self.log.absent.add(self)
        else:
            need(len(body) == length and sha(body) == digest, "the body is not the one the entry names")
            if self.clazz in PUBLIC:
                self.open(body)
        need(1 <= self.clazz <= 9, "an entry of a newer class", Gap)

    def open(self, body):
        """Reads a public body; nothing of one that is malformed is kept."""
        *inner, payload = elements(body)
        inner, raws = [item(raw)[0] for raw in inner], elements(payload)
        need(fits(inner, [64, "uint", "uint"]) and inner[2] < 1 << 32, "the body's first three elements")
        leaves = [sha(b"\0", bytes(16), index.to_bytes(2), raw) for index, raw in enumerate(raws)]
        need(root_of(leaves) == self.raw[94:], "fields_root")
        values = [item(raw)[0] for raw in raws]
        need(fits(values[:5], HEAD) and values[0][2] == len(raws) and ascends(values[2]), "elements 0 to 4")
        kind, version, _ = values[0]
        need(CLASS.get(kind, self.clazz) == self.clazz, f"type {kind} in class {self.clazz}")
        known = version == 1 and kind in {401, *ISSUED}
        if known and kind == 401:
            follows, heads = values[5:]
            need(follows is None or fits(follows, "text"), "the predecessor")
            need(fits(heads, Each("text", 1000)), "the heads of other logs")
            self.follows, self.heads = follows, heads
        elif known:
            name, shapes = ISSUED[kind]
            need(fits(values[5:], [*shapes, SIGNED]) and values[-1], f"fields of a {name}")
            need(kind != 301 or ascends(values[6]), "a redaction's leaf hashes do not ascend")
            self.kind, self.unsigned = name, bytes([0x80 + len(raws) - 1]) + b"".join(raws[:-1])
        (self.signature, self.first, self.count), self.values, self.author = inner, values, values[1]
        self.log.publics.append(self)
        need(known, f"an entry of a newer type or version: {kind}, {version}", Gap)


class Log:
    def __init__(self, root, name, operation, files):
        self.root, self.name, self.files = root / "logs" / name, name, files
        device, incarnation = re.match("([0-9a-f]{32})-([0-9a-f]{32})", name).groups()
        self.shared = None
        self.device, self.origin = bytes.fromhex(device), f"fieldchart/{operation.hex()}/{device}/{incarnation}"
        self.note = Checkpoint((self.root / "checkpoint").read_bytes())
        need(self.note.size <= 1024 * (len(files) + 64), "a size beyond the files there are")
        self.publics, self.absent, self.has_bodies = [], set(), any(path.startswith("bodies/") for path in files)

    def scan(self, found):
        at, size, clock, bodies = lambda path: found.at(f"logs/{self.name}/{path}"), self.note.size, -1, {}
        with at("checkpoint"):
            need(self.note.origin == self.origin and not self.note.more, "another origin, or extension lines")
        self.entries = [Entry(b"\0\0", self, index) for index in range(size)]
        expected = {"checkpoint"}
        for path, first, width in pieces("tile/entries", size):
            expected.add(path)
            body_path = f"bodies/{numbered(first // 256)}"
            with at(path):
                for index, raw in enumerate(split((self.root / path).read_bytes(), 2, width), first):
                    self.entries[index] = Entry(raw, self, index)
            held = [None] * width
            if self.has_bodies:
                expected.add(body_path)
                with at(body_path):
                    held = split((self.root / body_path).read_bytes(), 4, width)
            for entry, body in zip(self.entries[first:first + width], held):
                with at(f"{path} entry {entry.index}"):
                    need(not entry.known or entry.hlc > clock, "its clock does not go forward")
                clock = entry.hlc if entry.known else clock
                with at(f"{path} entry {entry.index}"):
                    entry.judge(body)
        leaves = [entry.leaf for entry in self.entries]
        for level, hashes in levels(leaves):
            for path, first, width in pieces(f"tile/{level}", len(hashes)):
                expected.add(path)
                with at(path):
                    wanted = b"".join(hashes[first:first + width])
                    need((self.root / path).read_bytes() == wanted, "not the hashes of the entries")
        with at("checkpoint"):
            need(root_of(leaves) == self.note.root, "not the root of the entries")
        with at("milestones"):
            expected |= self.files & {"milestones"}
            self.past(leaves)
        for path in self.files ^ expected:
            with at(path):
                need(False, "missing" if path in expected else "a stray file")
        with at("bodies"):
            need(self.has_bodies or not size, "bodies are not in the export", Gap)


    def past(self, leaves):
        """Reads the checkpoints of earlier sizes."""
        self.milestones, sizes = [], [0]
        if "milestones" in self.files:
            lines = (self.root / "milestones").read_bytes().splitlines(keepends=True)
            self.milestones = [Checkpoint(b"".join(lines[at:at + 5])) for at in range(0, len(lines), 5)]
        for note in self.milestones:
            need(note.origin == self.origin and not note.more and len(note.lines) == 1, "a milestone of another form")
            need(sizes[-1] < note.size < self.note.size, "a milestone out of place")
            need(root_of(leaves[:note.size]) == note.root, "a milestone that is not the root of the entries")
            sizes.append(note.size)


# --- The whole ---

def judge_redactions(logs, members, found):
    """Tells redacted bodies from missing ones; answers what is dropped."""
    dropped = {leaf for entry in members.admitted if entry.kind == "redaction" and members.stands(entry) for leaf in entry.values[6]}
    for log in logs:
        for entry in log.entries:
            with found.at(f"logs/{log.name} entry {entry.index}"):
                is_absent, is_dropped = entry in log.absent, entry.leaf in dropped and entry.clazz not in PUBLIC
                need(not is_absent or is_dropped or not log.has_bodies, "its body is missing", Gap)
                need(is_absent or entry.leaf not in dropped, "its body is held, though it was redacted")
    return dropped


def judge_heads(logs, members, found):
    """Holds what a log says of others against them (entry-v1.md, "Public payload of class 8")."""
    held = {origin: [log for log in logs if log.origin == origin] for origin in {log.origin for log in logs}}
    for entry in [entry for log in logs for entry in log.publics if entry.follows is not None]:
        with found.at(f"logs/{entry.log.name} entry {entry.index}"):
            need(entry.follows in held, f"the log before this one, {entry.follows}, is not here", Gap)
    for entry, text in [(entry, text) for log in logs for entry in log.publics for text in entry.heads]:
        with found.at(f"logs/{entry.log.name} entry {entry.index}"):
            note = Checkpoint(text.encode())
            need(len(note.lines) <= 9, "more than 8 cosignatures")
            device = re.search("/([0-9a-f]{32})/[^/]*$", note.origin)
            certs = members.of("device-cert", bytes.fromhex(device[1])) if device else []
            own = next((cert.values[6] for cert in certs if note.signed_by(cert.values[6])), None)
            need(own, "a head that no device signed", members.unknown)
            need(note.origin in held, f"the log {note.origin} is not here", Gap)
            histories = [[entry.leaf for entry in log.entries[:note.size]] for log in held[note.origin]]
            begins = [leaves for leaves in histories if len(leaves) == note.size and root_of(leaves) == note.root]
            need(begins, f"{note.origin} does not begin so")
            note.witnesses(members.cosigners, own)


def export(root, operation, root_key, found):
    """Judges a whole export; answers its logs and what was redacted."""
    folders, disclosures, logs = {}, [], []
    for path in sorted(listing(root)):
        form = re.fullmatch(r"logs/([0-9a-f]{32}-[0-9a-f]{32}(?:-[1-9][0-9]*)?)/(.+)", path)
        if form:
            folders.setdefault(form[1], set()).add(form[2])
        elif re.fullmatch(r"disclosures/[a-z0-9-]+\.cbor", path):
            disclosures.append(root / path)
        elif path != "operation":
            found.faults.append(f"{path}: a stray file")
    with found.at("operation"):
        need((root / "operation").read_text() == operation.hex() + "\n", "another operation")
    for name, files in sorted(folders.items()):
        with found.at(f"logs/{name}"):
            logs.append(Log(root, name, operation, files))
            logs[-1].scan(found)
    # Of a further history of a log: what it shares with one before it.
    for number, log in enumerate(logs):
        for other in [other for other in logs[:number] if other.origin == log.origin]:
            pairs = zip(log.entries, other.entries)
            log.shared = max(log.shared or 0, next((at for at, (a, b) in enumerate(pairs) if a.leaf != b.leaf), min(log.note.size, other.note.size)))
    members = Members(logs, operation, root_key)
    with found.at("logs"):
        need(any(map(members.founded, logs)), "no log begins with an administrator whom the root key certified", members.unknown)
    for entry in members.refused:
        with found.at(f"logs/{entry.log.name} entry {entry.index}"):
            members.judge_issuers(entry)
    for log in logs:
        certs = members.of("device-cert", log.device)
        with found.at(f"logs/{log.name}/checkpoint"):
            need(certs, "signed by a device that is not certified", members.unknown)
            certs = [cert for cert in certs if log.note.signed_by(cert.values[6])]
            need(certs, "not signed by its device")
            past = all(note.signed_by(certs[0].values[6]) for note in log.milestones)
            need(past, "a milestone that another key signed")
            need(any(map(members.stands, certs)), "signed under a certificate that does not stand", Gap)
        with found.at(f"logs/{log.name}/checkpoint"):
            log.note.witnesses(members.cosigners, certs[0].values[6] if certs else None, members.unknown)
        with found.at(f"logs/{log.name}"):
            if members.founded(log):
                members.judge_founding(log)
        for entry in log.publics:
            with found.at(f"logs/{log.name} entry {entry.index}"):
                members.judge_author(entry)
    judge_heads(logs, members, found)
    return logs, members, judge_redactions(logs, members, found), disclosures


def trust_line(path):
    """Operation and root key, from the line that `fieldchart trust-keys` prints."""
    operation, key = re.fullmatch(r"fieldchart-root\+([0-9a-f]{32})\+(\S+)\r?\n?", path.read_text()).groups()
    need(usable(exactly(key, 32)), "no Ed25519 key")
    return bytes.fromhex(operation), exactly(key, 32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("door", choices=["verify", "tally", "probes"])
    parser.add_argument("folder", type=Path, nargs="?", help="the export; for probes, a folder of them")
    for option in ("--trust", "--plain", "--vkey", "--report"):
        parser.add_argument(option, type=Path if option in ("--trust", "--plain") else str)
    parser.add_argument("--json", action="store_true")
    given, found, answer = parser.parse_args(), Findings(), {}
    if given.door == "probes":
        print(json.dumps({str(path.relative_to(given.folder)): probe(path) for path in sorted(given.folder.rglob("*.json"))}))
        return 0
    try:
        folder = (given.folder or given.plain).resolve(strict=True)
        if given.plain:
            need(given.door == "verify" and not (given.folder or given.trust), "give either an export and --trust, or --plain and --vkey")
            name, key = verifier_key(given.vkey)
        else:
            need((given.door == "tally") == (given.report == "dispensed"), "tally counts --report dispensed alone")
            need(not given.trust.resolve(strict=True).is_relative_to(folder), "a key must come from outside the audited folder")
            operation, key = trust_line(given.trust)
        os.listdir(folder)
    except (Fault, AttributeError, ValueError, OSError) as fault:
        parser.error(str(fault))
    if given.plain:
        logs = plain(folder, name, key, found)
    else:
        logs, members, dropped, disclosures = export(folder, operation, key, found)
        answer = tally.judge(disclosures, operation, logs, members, dropped, CLASS, given.report, found)
        logs = [{"log": log.name, "origin": log.origin, "size": log.note.size, "root": base64.b64encode(log.note.root).decode()}
                for log in logs]
    ok = not found.faults and not found.gaps
    answer |= {"ok": ok, "logs": logs, "faults": found.faults, "incomplete": found.gaps}
    print(json.dumps(answer, indent=2, ensure_ascii=False) if given.json else "\n".join(
        [f"{log['origin']}\n  size {log['size']}, root {log['root']}" for log in logs]
        + [f"wrong       {fault}" for fault in found.faults] + [f"incomplete  {gap}" for gap in found.gaps]
        + ["Verified: every stored byte is what was signed." if ok else "Not verified."]))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
