#!/usr/bin/python3 -B
"""An export of Fieldchart's journal, verified: a second verifier beside audit/, in another language.

Follows docs/formats/entry-v1.md, whose sections the comments name; its writer had also read audit/src. tlog.py has what every transparency log has, tally.py judges
disclosures. In scope: every byte of an export, without any decryption key.  Not here: cosignatures, revocations.
"""
import argparse, base64, json, os, re, sys
from pathlib import Path
import tally
from cbor import HEAD, elements, fits, item
from tlog import (Checkpoint, Fault, Findings, Gap, exactly, levels, listing, need, numbered, pieces, plain, probe, root_of, sha,
                  signed, split, usable, verifier_key)

PUBLIC, ADMINISTER, REDACT = {4, 5, 8}, 1 << 3, 1 << 4
# Type: its class.
CLASS = {**dict.fromkeys([*range(1, 6), *range(7, 17)], 1), 6: 9, 20: 3, **dict.fromkeys((30, 31, 32), 6),
         **dict.fromkeys((40, 41, 42), 2), **dict.fromkeys((101, 102, 103), 4), 201: 7, 202: 7, 301: 5, 401: 8}
SIGNED = ["uint", 16, 64]
ISSUED = {101: ("user-cert", [16, 32, 32, "uint"]), 102: ("device-cert", [16, 32, 32, 32, 32, 32]),
          103: ("op-key-wrap", [16, 16, "bytes", "list"]), 301: ("redaction", [16, "list", "uint"])}


# --- One log (entry-v1.md, "Entry", "Body of a public class", "Payload") ---

class Entry:
    def __init__(self, raw, log, index):
        self.raw, self.log, self.index, self.leaf = raw, log, index, sha(b"\0", raw)
        self.known = raw[:1] == b"\1" and len(raw) == 126
        self.heads, self.kind, self.clazz, self.hlc, self.record = [], None, raw[1], int.from_bytes(raw[2:10]), raw[10:26]

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
        *inner, payload = elements(body)
        (self.signature, self.first, self.count), raws = [item(raw)[0] for raw in inner], elements(payload)
        need(fits([self.signature, self.first, self.count], [64, "uint", "uint"]), "the body's first three elements")
        leaves = [sha(b"\0", bytes(16), index.to_bytes(2), raw) for index, raw in enumerate(raws)]
        need(root_of(leaves) == self.raw[94:], "fields_root")
        self.values = [item(raw)[0] for raw in raws]
        need(fits(self.values[:5], HEAD) and self.values[0][2] == len(raws), "elements 0 to 4")
        (kind, version, _), self.author, parents = self.values[:3]
        need(all(fits(leaf, 32) for leaf in parents) and parents == sorted(set(parents)), "parents")
        need(CLASS.get(kind, self.clazz) == self.clazz, f"type {kind} in class {self.clazz}")
        self.log.publics.append(self)
        if (kind, version) == (401, 1):
            follows, self.heads = self.values[5:]
            need(follows is None or type(follows) is str, "the predecessor")
            need(type(self.heads) is list and all(type(text) is str for text in self.heads), "the heads of other logs")
            return
        need(kind in ISSUED and version == 1, f"an entry of a newer type or version: {kind}, {version}", Gap)
        self.kind, shapes = ISSUED[kind]
        need(fits(self.values[5:], [*shapes, "list"]), f"fields of a {self.kind}")
        need(self.values[-1] and all(fits(by, SIGNED) for by in self.values[-1]), "issuers")
        self.unsigned = bytes([0x80 + len(raws) - 1]) + b"".join(raws[:-1])


class Log:
    def __init__(self, root, name, operation, files):
        self.root, self.name, self.files = root / "logs" / name, name, files
        device, incarnation = re.fullmatch("([0-9a-f]{32})-([0-9a-f]{32})", name).groups()
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
                    entry.judge(body)
                    need(entry.hlc > clock, "its clock does not go forward")
                    clock = entry.hlc
        leaves = [entry.leaf for entry in self.entries]
        for level, hashes in levels(leaves):
            for path, first, width in pieces(f"tile/{level}", len(hashes)):
                expected.add(path)
                with at(path):
                    wanted = b"".join(hashes[first:first + width])
                    need((self.root / path).read_bytes() == wanted, "not the hashes of the entries")
        with at("checkpoint"):
            need(root_of(leaves) == self.note.root, "not the root of the entries")
        for path in self.files ^ expected:
            with at(path):
                need(False, "missing" if path in expected else "a stray file")
        with at("bodies"):
            need(self.has_bodies or not size, "bodies are not in the export", Gap)


# --- Who may sign what (entry-v1.md, "Public payloads of class 4", "Public payload of class 5", "Author signature") ---

class Members:
    """Certificates, redactions and key wraps whose issuers are trusted, over all logs."""

    def __init__(self, logs, operation, root_key):
        self.operation, self.root_key, self.admitted = operation, root_key, []
        waiting = sorted((entry for log in logs for entry in log.publics if entry.kind), key=lambda entry: entry.hlc)
        while admitted := [entry for entry in waiting if self.trusts(entry)]:
            self.admitted += admitted
            waiting = [entry for entry in waiting if entry not in admitted]
        self.refused = waiting
        # With certificates among what is absent, an unknown signer proves nothing.
        self.unknown = Gap if any(entry.clazz == 4 for log in logs for entry in log.absent) else Fault

    def of(self, kind, holder):
        return [entry for entry in self.admitted if entry.kind == kind and entry.values[5] == holder]

    def trusts(self, entry):
        message, redacts = f"fieldchart/{entry.kind}/v1".encode() + self.operation + entry.unsigned, entry.kind == "redaction"
        issuers = [issuer for _, issuer, _ in entry.values[-1]]
        return (not redacts or len(issuers) == len(set(issuers)) > 1) and all(
            any(signed(key, message, signature) for key in self.issuer_keys(entry, by, issuer, redacts))
            for by, issuer, signature in entry.values[-1])

    def issuer_keys(self, entry, by, issuer, redacts):
        if by == 2:
            return [self.root_key] if issuer == self.operation and not redacts else []
        earlier = [cert for cert in self.of("user-cert", issuer) if cert.log is not entry.log or cert.index < entry.index]
        if redacts:
            newest = max((cert.index for cert in earlier if cert.log is entry.log), default=None)
            earlier = [cert for cert in earlier if cert.log is not entry.log or cert.index == newest]
        bit = REDACT if redacts else ADMINISTER
        return [cert.values[6] for cert in earlier if by == 0 and cert.values[8] & bit]

    def founded(self, log):
        """Whether a log begins with a user whom the root key certified."""
        first = next((entry for entry in self.admitted if entry.log is log and entry.index == 0), None)
        return first if first and first.kind == "user-cert" and any(by == 2 for by, _, _ in first.values[-1]) else None

    def judge_founding(self, log):
        kinds = {entry.index: entry for entry in self.admitted if entry.log is log and entry.index in (1, 2)}
        for index, kind, position in ((1, "device-cert", 5), (2, "op-key-wrap", 6)):
            entry = kinds.get(index)
            right = entry and entry.kind == kind and entry.values[position] == log.device
            need(right or index >= log.note.size, f"entry {index} is not this device's {kind}")

    def judge_author(self, entry):
        log, last = entry.log, entry.first + entry.count
        need(entry.first <= entry.index < last <= log.note.size, "it stands outside of its group")
        need(entry.count == 1 or entry.clazz == 8, "it is not a group of its own")
        group = log.entries[entry.first:last]
        need(all(other.known for other in group), "an entry of its group cannot be read", Gap)
        digest = sha(*(other.raw[1:26] + other.raw[94:] for other in group))
        origin = log.origin.encode()
        message = b"".join([b"fieldchart/author/v1", len(origin).to_bytes(2), origin, entry.first.to_bytes(8),
                            entry.count.to_bytes(4), digest])
        need(signed(self.author_key(entry), message, entry.signature), "the author's signature")

    def author_key(self, entry):
        by, author, leaf = entry.author
        first = self.founded(entry.log)
        if first and entry.index < 3:
            need((by, author, leaf) == (0, first.values[5], bytes(32)), "its author is not the first administrator")
            return first.values[6]
        need(by == 0 or by == 1 and author == entry.log.device, "its author is another device")
        certs = [cert for cert in self.of("device-cert" if by else "user-cert", author) if cert.leaf == leaf]
        need(certs, "its author is not certified", self.unknown)
        return certs[0].values[7 if by else 6]


def judge_redactions(logs, members, found):
    """Tells redacted bodies from missing ones; answers what is dropped."""
    dropped = {leaf for entry in members.admitted if entry.kind == "redaction" for leaf in entry.values[6]}
    for log in logs:
        for entry in log.entries:
            with found.at(f"logs/{log.name} entry {entry.index}"):
                is_absent, is_dropped = entry in log.absent, entry.leaf in dropped and entry.clazz not in PUBLIC
                need(not is_absent or is_dropped or not log.has_bodies, "its body is missing", Gap)
                need(is_absent or entry.leaf not in dropped, "its body is held, though it was redacted")
    return dropped


def judge_heads(logs, members, found):
    """Holds what a log says of others against them (entry-v1.md, "Public payload of class 8")."""
    held = {log.origin: log for log in logs}
    for entry, text in [(entry, text) for log in logs for entry in log.publics for text in entry.heads]:
        with found.at(f"logs/{entry.log.name} entry {entry.index}"):
            note = Checkpoint(text.encode())
            certs = members.of("device-cert", bytes.fromhex(note.origin.split("/")[-2]))
            need(any(note.signed_by(cert.values[6]) for cert in certs), "a head that no device signed", members.unknown)
            need(note.origin in held, f"the log {note.origin} is not here", Gap)
            leaves = [entry.leaf for entry in held[note.origin].entries[:note.size]]
            need(len(leaves) == note.size and root_of(leaves) == note.root, f"{note.origin} does not begin so")


def export(root, operation, root_key, found):
    """Judges a whole export; answers its logs and what was redacted."""
    folders, disclosures, logs = {}, [], []
    for path in sorted(listing(root)):
        form = re.fullmatch(r"logs/([0-9a-f]{32}-[0-9a-f]{32})/(.+)", path)
        if form:
            folders.setdefault(form[1], set()).add(form[2])
        elif re.fullmatch(r"disclosures/[a-z]+\.cbor", path):
            disclosures.append(root / path)
        elif path != "operation":
            found.faults.append(f"{path}: a stray file")
    with found.at("operation"):
        need((root / "operation").read_text() == operation.hex() + "\n", "another operation")
    for name, files in folders.items():
        with found.at(f"logs/{name}"):
            logs.append(Log(root, name, operation, files))
            logs[-1].scan(found)
    members = Members(logs, operation, root_key)
    with found.at("logs"):
        need(any(map(members.founded, logs)), "no log begins with an administrator whom the root key certified", members.unknown)
    for entry in members.refused:
        found.faults.append(f"logs/{entry.log.name} entry {entry.index}: its issuers are not trusted")
    for log in logs:
        with found.at(f"logs/{log.name}/checkpoint"):
            certs = members.of("device-cert", log.device)
            need(certs, "signed by a device that is not certified", members.unknown)
            need(any(log.note.signed_by(cert.values[6]) for cert in certs), "not signed by its device")
        with found.at(f"logs/{log.name}"):
            if members.founded(log):
                members.judge_founding(log)
        for entry in log.publics:
            with found.at(f"logs/{log.name} entry {entry.index}"):
                members.judge_author(entry)
    judge_heads(logs, members, found)
    return logs, judge_redactions(logs, members, found), disclosures


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
        logs, dropped, disclosures = export(folder, operation, key, found)
        answer = tally.judge(disclosures, operation, logs, dropped, CLASS, given.report, found)
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
