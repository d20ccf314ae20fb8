"""Who belongs to an operation, and whose entries stand.

Follows docs/formats/entry-v1.md, whose sections the comments name. In scope: certificates, redactions and wraps whose issuers are
trusted, cosigners, revocations, authors of public entries.  Not here: bytes and trees (verify.py).
"""
import re
from collections import defaultdict
from tlog import Fault, Gap, need, root_of, sha, signed

ADMINISTER, REDACT = 1 << 3, 1 << 4


# --- Who may sign what (entry-v1.md, "Public payloads of class 4", "Public payload of class 5", "Author signature") ---

def alike(one, other):
    """How many entries two histories begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


class Members:
    """Certificates, redactions and key wraps whose issuers are trusted, over all logs."""

    def __init__(self, logs, operation, root_key):
        self.operation, self.root_key, self.admitted = operation, root_key, []
        # With certificates among what is absent, an unknown signer proves nothing.
        self.unknown = Gap if any(entry.clazz == 4 for log in logs for entry in log.absent) else Fault
        waiting = sorted((entry for log in logs for entry in log.publics if entry.kind), key=lambda entry: entry.hlc)
        while admitted := [entry for entry in waiting if self.trusts(entry)]:
            self.admitted += admitted
            waiting = [entry for entry in waiting if entry not in admitted]
        self.refused = waiting
        self.weigh(logs)

    def cosigners(self, name):
        """The keys that may cosign under a device's name."""
        form = re.fullmatch(f"fieldchart/{self.operation.hex()}/([0-9a-f]{{32}})/cosigner/(0|[1-9][0-9]*)", name)
        return [cert.values[9] for cert in self.of("device-cert", bytes.fromhex(form[1]))] if form else []

    # What revocations leave ("Revocations"): who revokes whom is settled by trust alone, then what stands.

    def weigh(self, logs):
        self.revoked = defaultdict(list)
        for entry in (entry for entry in self.admitted if entry.kind == "revocation"):
            accepted = {}
            for origin, size, root in entry.values[7]:
                histories = {log: [held.leaf for held in log.entries] for log in logs if log.origin == origin}
                containing = [held for held in histories.values() if len(held) >= size and root_of(held[:size]) == root]
                for log, held in histories.items():
                    # As long as no history reaches so far, each is taken for one that will.
                    none = 0 if any(len(other) >= size for other in histories.values()) else size
                    reach = max((alike(held, other) for other in containing), default=none)
                    accepted[log] = max(min(reach, size), accepted.get(log, 0))
            self.revoked[entry.values[5], entry.values[6]].append(accepted)
        publics = [entry for log in logs for entry in log.publics if entry in self.admitted or not entry.kind]
        # From those that need no other upwards, so that no two hold each other up.
        waiting = [entry for entry in publics if self.revoked and entry.kind != "revocation"]
        self.out, self.let_in = {entry.leaf for entry in waiting}, set()
        while standing := [entry for entry in waiting if self.holds_public(entry)]:
            self.out -= {entry.leaf for entry in standing}
            self.let_in |= {leaf for entry in standing if entry.kind == "admission" for leaf in entry.values[5]}
            waiting = [entry for entry in waiting if entry.leaf in self.out]

    def holds_public(self, entry):
        issuers = [issuer for by, issuer, _ in entry.values[-1] if by == 0] if entry.kind else []
        certified = not entry.kind or self.trusts(entry, self.out)
        writers = [tuple(entry.author[:2]), *((0, issuer) for issuer in issuers)]
        return certified and self.holds(entry, writers, entry.author[2])

    def holds(self, entry, writers=(), certificate=bytes(32)):
        """Whether an entry stands that these wrote under this certificate."""
        of_all = [accepted for writer in [*writers, (1, entry.log.device)] for accepted in self.revoked.get(writer, [])]
        accepted = all(entry.index < one.get(entry.log, 0) for one in of_all)
        return certificate not in self.out and (accepted or entry.leaf in self.let_in)

    def stands(self, entry):
        return entry.leaf not in self.out

    def of(self, kind, holder):
        return [entry for entry in self.admitted if entry.kind == kind and entry.values[5] == holder]

    def trusts(self, entry, out=frozenset()):
        try:
            self.judge_issuers(entry, out)
        except (Fault, Gap):
            return False
        return True

    def judge_issuers(self, entry, out=frozenset()):
        message, redacts = f"fieldchart/{entry.kind}/v1".encode() + self.operation + entry.unsigned, entry.kind == "redaction"
        for by, issuer, signature in entry.values[-1]:
            keys = self.issuer_keys(entry, by, issuer, redacts, out)
            need(keys, "an issuer may not sign this")
            need(any(signed(key, message, signature) for key in keys), "an issuer's signature")
        issuers = [issuer for _, issuer, _ in entry.values[-1]]
        need(not redacts or len(issuers) == len(set(issuers)) > 1, "it is not signed by two people")

    def issuer_keys(self, entry, by, issuer, redacts, out):
        if by == 2:
            return [self.root_key] if issuer == self.operation and not redacts else []
        earlier = [cert for cert in self.of("user-cert", issuer) if cert.log is not entry.log or cert.index < entry.index]
        need(earlier, "an issuer is not certified", self.unknown)
        if redacts:
            newest = max((cert.index for cert in earlier if cert.log is entry.log), default=None)
            earlier = [cert for cert in earlier if cert.log is not entry.log or cert.index == newest]
        bit = REDACT if redacts else ADMINISTER
        return [cert.values[6] for cert in earlier if cert.values[8] & bit and cert.leaf not in out]

    def founded(self, log):
        """Whether a log begins with a user whom the root key certified."""
        first = next((entry for entry in self.admitted if entry.log is log and entry.index == 0), None)
        return first if first and first.kind == "user-cert" and any(by == 2 for by, _, _ in first.values[-1]) else None

    def judge_founding(self, log):
        kinds = {entry.index: entry for entry in self.admitted if entry.log is log and entry.index in (1, 2)}
        for index, kind, position in ((1, "device-cert", 5), (2, "op-key-wrap", 6)):
            entry = kinds.get(index)
            right = entry and entry.kind == kind and entry.values[position] == log.device
            need(right or index >= log.note.size, f"entry {index} is not this device's {kind}", self.unknown)

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
            need((by, author, leaf) == (0, first.values[5], bytes(32)), "its author is not the first administrator", self.unknown)
            return first.values[6]
        return self.certified(entry).values[7 if by else 6]

    def certified(self, entry):
        """The certificate that an author names, which is their own."""
        by, author, leaf = entry.author
        certs = [cert for cert in self.of("device-cert" if by else "user-cert", author) if cert.leaf == leaf]
        need(certs and (not by or author == entry.log.device), "its author is not certified, or another device", self.unknown)
        return certs[0]
