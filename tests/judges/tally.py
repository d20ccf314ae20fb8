"""Disclosures, proven; the report `dispensed` counted.

Follows docs/formats/disclosure-v1.md, whose sections the comments name. In scope: whether every entry is shown, rightly
and as the report shows it, and one report's totals.  Not here: the export itself (verify.py), other reports' totals.
"""
from collections import Counter, defaultdict
from datetime import date
from os.path import commonprefix
from verify import ANY, CLASS, GAP, HEAD, TIME, UINT, Array, fits, item, need, sha

LIMIT, ANYTHING = 4 << 20, object
# "Which elements are shown": report, type, position, shape.
MARK, ITEM = {6: 16, 9: bool}, {5: str, 7: str}
SHOWN = {
    "dispensed": {13: {8: str, 9: 16, 12: UINT, 15: TIME}, 16: MARK, 40: ITEM},
    "encounters": {7: {7: TIME, 8: str, 9: str}, 16: MARK},
    "stock": {40: ITEM, 41: {5: 16}, 42: {5: 16, 6: str, 7: TIME[0], 10: TIME}},
    "controlled": {40: {**ITEM, 13: bool}, 41: {5: 16, 6: str}, 42: {5: 16, 6: str, 7: TIME[0], 10: TIME}},
    "late": {},
    "sample": {13: {8: str, 9: 16, 11: str, 12: UINT, 14: bool, 15: TIME}, 16: MARK, 40: ITEM},
}


def sequence(data):
    """A CBOR sequence's items, each as its bytes, the last of them a hash of all before it."""
    found, start = [], 0
    while start < len(data):
        _, end = item(data, start)
        need(end - start <= LIMIT and end <= len(data), "an item over 4 MiB, or one that ends too early")
        found.append(data[start:end])
        start = end
    need(len(found) > 1 and found[-1] == b"\x58\x20" + sha(data[:-34]), "the hash at its end")
    return found[:-1]


def whole(data, shape=Array):
    """The array that is all there is; each of its elements nests at most 32 deep."""
    value, end = item(data, 0, -1)
    need(fits(value, shape) and end == len(data), "CBOR: bytes that follow, or another shape")
    return value


def proven(shown, hashes, length):
    """The root over shown elements and the roots of the largest subtrees with none ("An entry")."""
    hashes = iter(hashes)

    def root(first, width):
        if not any(first <= position < first + width for position in shown):
            return next(hashes, b"")
        if width == 1:
            salt, value = shown[first]
            return sha(b"\0", salt, first.to_bytes(2), value)
        half = 1 << ((width - 1).bit_length() - 1)
        return sha(b"\1", root(first, half), root(first + half, width - half))

    found = root(0, length)
    need(next(hashes, None) is None, "a hash too many")
    return found


def open_item(entry, raw):
    """The type and the shown values of an entry, proven."""
    _, _, _, shown, hashes = whole(raw, (UINT, UINT, UINT, [(range(1 << 16), 16, ANYTHING), ANY], [32, ANY]))
    values = {position: value for position, _, value in shown}
    need([position for position, _, _ in shown] == sorted(values) and 0 in values, "positions")
    need(fits(values[0], HEAD[0]), "element 0")
    kind, _, length = values[0]
    need(max(values) < length <= 1 << 16, "a position beyond the payload's length")
    pairs = {element[0]: (element[1], element.raws[2]) for element in shown}
    need(proven(pairs, hashes, length) == entry.root, "what is shown does not lead to fields_root")
    need(all(fits(values[place], shape) for place, shape in enumerate(HEAD) if place in values), "elements 1 to 4")
    need(CLASS.get(kind, entry.clazz) == entry.clazz, f"type {kind} in class {entry.clazz}")
    return values


class Revision:
    def __init__(self, entry, values):
        self.order, self.leaf, self.values, self.parents = (entry.clock, entry.leaf), entry.leaf, values, set(values[2])


class Record:
    """The revisions of one record ("Folding")."""

    def __init__(self, revisions):
        self.revisions = sorted(revisions, key=lambda revision: revision.order)
        self.kind = revisions[0].values[0][0]
        need({revision.values[0][0] for revision in revisions} == {self.kind}, "a record of two types")
        by_leaf = {revision.leaf: revision for revision in revisions}
        for revision in revisions:
            revision.saw, waiting = set(), set(revision.parents)
            while waiting := (waiting & by_leaf.keys()) - revision.saw:
                revision.saw |= waiting
                waiting = set().union(*(by_leaf[leaf].parents for leaf in waiting))

    def value(self, position):
        touching = [revision for revision in self.revisions if revision.values.get(position, ...) is not ...]
        last = [one for one in touching if not any(one.leaf in other.saw for other in touching)]
        return last[-1].values[position] if last else None

    def local_day(self, position):
        """The civil day, counted from the first of January of year 1; it may be of no year that has a date here."""
        ms, offset_min, _ = self.value(position) or self.revisions[0].values[3]
        return date(1970, 1, 1).toordinal() + (ms + offset_min * 60_000) // 86_400_000


def dispensed(revisions, first, last):
    """Totals of the report `dispensed`, by item and month ("Reports")."""
    records = {name: Record(found) for name, found in revisions.items()}
    marked = {record.value(6) for record in records.values() if record.kind == 16 and record.value(9)}
    sums = defaultdict(lambda: [0, 0, 0])
    for name, record in records.items():
        if record.kind != 13 or name in marked or not first.toordinal() <= record.local_day(15) <= last.toordinal():
            continue
        item_id = record.value(9)
        of = records.get(item_id)
        label = " ".join(filter(None, (of.value(5), of.value(7)))) if of and of.kind == 40 else ""
        row = sums[item_id.hex() if item_id else "", label, date.fromordinal(record.local_day(15)).isoformat()[:7]]
        if record.value(8) == "not-dispensed":
            row[2] += 1
        else:
            row[0] += 1
            row[1] += record.value(12) or 0
    names = ("item", "label", "month", "dispensings", "units", "not_dispensed")
    keys = sorted(sums, key=lambda key: [text.encode() for text in key])
    return [dict(zip(names, [*key, *sums[key]])) for key in keys]


class Disclosure:
    def __init__(self, stem, data, operation, logs, members, dropped):
        header, *self.items = sequence(data)
        header = item(header)[0]
        need(fits(header, (str, 16, str, UINT, object, object, object, [(str, UINT, 32), ANY])), "the header")
        name, its_operation, self.report, version, first, last, self.sample, its_logs = header
        need([name, its_operation, version] == ["fieldchart/disclosure/v1", operation, 1], "the header, or its version")
        need(stem == self.report, "a report of another name")
        need((self.report == "sample") == (self.sample is not None), "a sample, or none")
        if self.sample is None:
            self.range = [first, last]
            need(all(date.fromisoformat(day).isoformat() == day for day in self.range) and first <= last, "the range")
        else:
            need(first is None and last is None and fits(self.sample, (str, UINT)), "the sample")
            need(len(self.sample[0].encode()) <= 0xFFFF, "the seed's length")
        need(its_logs == [[log.origin, log.note.size, log.note.root] for log in logs], "its logs are not the export's")
        self.counts = Counter(counted=0, other=0, redacted=0, left_out=0, sealed_to_others=0, not_held=0)
        self.revisions, self.members = defaultdict(list), members
        # What a history shares with one before it is shown there.
        fresh = [(number, entry) for number, log in enumerate(logs) for entry in log.entries[shared(logs, number):]]
        wanted = [(number, entry) for number, entry in fresh if entry.clazz in (1, 2)]
        need(len(wanted) == len(self.items), "it has not an item for every entry of classes 1 and 2")
        self.shown = SHOWN[self.report]
        opened = []
        for (number, entry), raw in zip(wanted, self.items):
            need.place = f"disclosures/{stem}.cbor: {entry.place}"
            opened.append(self.judge(number, entry, raw, dropped))
        tickets = {entry.record for entry, values in filter(None, opened) if values[0][0] == 13}
        drawn = sorted(tickets, key=self.ticket)[:self.sample[1]] if self.sample else tickets
        for entry, values in filter(None, opened):
            need.place = f"disclosures/{stem}.cbor: {entry.place}"
            self.hold(entry, values, set(drawn))

    def ticket(self, record):
        seed = self.sample[0].encode()
        return sha(b"fieldchart/sample/v1", len(seed).to_bytes(2), seed, record)

    def judge(self, number, entry, raw, dropped):
        log, index, state, *rest = whole(raw)
        need(fits([log, index, state], (UINT, UINT, UINT)), "an item's beginning")
        need((log, index) == (number, entry.index) and len(rest) == (0 if state else 2), "another entry's item")
        is_dropped = entry.leaf in dropped
        if state == 0:
            need(not is_dropped, "a redacted entry is shown")
            return entry, open_item(entry, raw)
        name = {1: "redacted", 2: "sealed_to_others", 3: "not_held"}[state]
        self.counts[name] += 1
        need(state != 1 or is_dropped, "said to be redacted, but no redaction names it", not entry.log.has_bodies)
        need(state != 3, "its body is not held", GAP)
        return None

    def hold(self, entry, values, drawn):
        """Neither more nor less may be shown than the report shows."""
        kind, version, length = values[0]
        shapes = self.shown.get(kind)
        if kind == 13 and self.report == "sample" and entry.record not in drawn:
            shapes = None
        counted = shapes is not None
        heads = range(min(5, length) if counted or self.report == "late" else 1)
        wanted = {*heads, *(position for position in shapes or () if position < length)}
        need(values.keys() == wanted, "more or less is shown than the report shows")
        if not need(kind not in self.shown or version == 1, "a counted type of a newer version", GAP):
            return
        for position, shape in (shapes or {}).items():
            value = values.get(position)
            need(value is None or value is ... or fits(value, shape), f"the shape of field {position}")
        if 1 in values and not self.members.certified(entry, *values[1]):
            return
        # Where no author is shown, its device alone counts.
        if not self.members.holds(entry, *values.get(1, (1, entry.log.device, bytes(32)))):
            self.counts["left_out"] += 1
            return
        self.counts["counted" if counted or self.report == "late" else "other"] += 1
        if counted:
            self.revisions[entry.record].append(Revision(entry, values))


def shared(logs, number):
    """How many entries a log begins with like another history of it before."""
    same = [log.leaves for log in logs[:number] if log.origin == logs[number].origin]
    return max((len(commonprefix([leaves, logs[number].leaves])) for leaves in same), default=0)


def judge(files, operation, logs, members, dropped, report):
    """Judges every disclosure; answers the totals of the report asked for, if it is one that is counted here."""
    answer = {}
    for name in sorted(name for name in files if name.startswith("disclosures/")):
        stem, need.place = name.removeprefix("disclosures/").removesuffix(".cbor"), name
        if need(stem in SHOWN, "a report that needs a newer verifier", GAP):
            need(logs, "no log to hold it against")
            disclosure = Disclosure(stem, files[name], operation, logs, members, dropped)
            if stem == report:
                totals = dispensed(disclosure.revisions, *map(date.fromisoformat, disclosure.range))
                answer = {"range": disclosure.range, "entries": disclosure.counts, "totals": totals}
    need.place = "disclosures"
    need(not report or answer, "the report is not in the export", GAP)
    return answer
