### The auditor's screen, redaction, holds.

## The auditor's screen
compare-title = Compare with a digest from elsewhere
compare-what = Paste a digest from a message, choose a file, or type the size and the root from a printed sheet, with a space between them.
field-digest_text = Digest, or size and root
compare-verb = Compare
compare-file = Choose a file
compare-unsigned = Typed from paper: no signature was checked.
compare-roots = The two roots
compare-theirs = There:
compare-ours = Here:
outcome-same = This is the journal's digest now. Nothing was added or changed since.
outcome-older = The journal still holds all { $size } entries that it held then, unchanged, and has grown since.
outcome-ahead = That digest covers { $size } entries, and this device holds fewer. Entries are missing here, or this is an older copy. Do not rely on it; tell your coordinator.
outcome-fork = The two differ within the first { $size } entries: one was altered, or two copies of this device were written to. Keep both, and tell your coordinator.
outcome-other-log = That digest is of another device or another operation.
outcome-not-signed = That digest was not signed by this device, or it was altered.
outcome-not-a-digest = This is no digest. A digest has three lines, an empty one and a signature; from paper, type the size, a space and the root.
digest-save = Save as a file
digests-title = Digests kept on this device
digests-what = Each digest printed, saved or verified here, held against the journal as it is now.
digests-none = None yet. Print, save or verify one.
digests-when = When
digests-size = Entries
digests-why = Why
digests-now = Now
digests-root = Root
digests-lost = The journal does not hold what a digest kept on this device covers. Do not rely on this device; tell your coordinator.
digest-why-kept = printed or saved
digest-why-verified = verified
digest-holds = all of it is here
digest-gone = not in the journal
receipt-word = Proof
receipt-verb = Proof
receipt-title = Entry { $index }, written { $when }, is in the journal.
receipt-leaf = Leaf hash:
receipt-qr = QR code of the proof
receipt-save = Save the proof
prove-verb = Show the proofs
redactions-title = { $n ->
    [one] { $n } redaction
   *[other] { $n } redactions
}
redactions-what = What was dropped for ever, and who signed. Nobody can tell from here whose it was.
redactions-row = { $n ->
    [one] { $n } entry, { $when }, signed by { $who } (entry { $index }).
   *[other] { $n } entries, { $when }, signed by { $who } (entry { $index }).
}
redaction-asked = The person asked for it
redaction-danger = It puts somebody in danger
redaction-wrong-person = Written into the wrong record
redaction-law = A law or a court demands it
redaction-expired = Kept as long as it had to be

## Redacting
redact-title = Redact this record
redact-what = Everything of this person is dropped for ever: names, visits, files, the key that opens them. The journal keeps only that it was done, when, why and by whom. Copies on devices that are off last until they sync.
field-redact_reason = Why
field-second_passphrase = Passphrase of a second person
second-hint = Somebody else who may redact types it here.
field-redact_sure = Nothing of this can be brought back
redact-not-sure = Tick this if it is so.
redact-verb = Redact for ever
holds-title = Holds
hold-until = until { $day }
hold-lift = Lift
hold-new = Forbid redaction
field-hold_reason = Why it must be kept
field-hold_until = Until (empty: until lifted)
hold-record-verb = Hold
