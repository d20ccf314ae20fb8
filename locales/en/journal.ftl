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
digest-why-backup = backed up
digest-holds = all of it is here
digest-gone = not in the journal
receipt-word = Proof
receipt-verb = Proof
receipt-title = Entry { $index }, written { $when }, is in the journal.
receipt-title-newer = Entry { $index } is in the journal.
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

## Copies of the store, the check of the whole
check-verb = Check the whole store
check-hint = “Verify” reads the journal. The whole check also reads the database's own sums and compares every list with the journal; it takes longer.
check-whole = The whole store was checked: the database, all { $n } entries, and every list made from them. Nothing is wrong.
check-list = The journal is whole, but a list made from it differs. Nothing is lost: an administrator can have the lists made anew.
rebuild-verb = Make the lists anew
journal-each-fault = What was found
copy-cancelled = Cancelled. Nothing was left behind.
copy-to-hint = A folder on the machine that holds the store, or on a stick in it. It must not exist yet, or be empty.
copy-where = It is in
copy-digest = Root of its digest:
copy-size = { $mb } MB
field-backup_to = Folder for the backup
field-export_to = Folder for the auditor
field-restore_from = Folder of the backup
field-disclose = What the auditor may count
field-report_from = First day
field-report_to = Last day
backup-title = Back up
backup-what = Copies everything, sealed as it is, while work goes on. The copy is checked to its last page, and opens with the same passphrases.
backup-verb = Back up now
backup-made = The backup is made and checked. Entries: { $entries }; size: { $size }.
backup-next = Keep it away from this device, in safe hands. After a loss, the first screen of a new device restores it.
export-title = Export for the auditor
export-what = Writes the journal so that an auditor can prove with a tool of their own that nothing was altered. Nobody can read a chart from it.
export-audit-verb = Export
export-made = The export is written. Entries: { $entries }; size: { $size }.
export-disclosed = Entries that the auditor may count from: { $n }. No name is among what they show.
export-hidden = Entries that cannot be shown, because they were redacted or are not readable here: { $n }.
export-root-key = Root key of this operation:
export-next = Give the auditor the folder, and the root key by another way, such as on paper. The auditor's page opens both without a network.
disclose-hint = Choose nothing, and the export proves the journal without showing any number.
report-dispensed = Medicines given
report-encounters = Visits
report-stock = Stock
report-controlled = Controlled medicines
report-late = Written late

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
