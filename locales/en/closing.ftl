### The end of an operation: announced, laptops that will not come, signed.

## What everybody sees
closing-notice-until = This operation closes on { $day }.
closing-notice-over = This operation closed on { $day }.
closing-notice-sync = Sync this laptop with { $name } until then.
closing-notice-gather = Bring every laptop together with this one until then.
closing-notice-late = What is written now will not be on the closing sheet unless this laptop syncs with { $name } again.
closing-notice-late-here = What other laptops write now will not be on the closing sheet unless they sync with this one again.
closing-notice-signed = The closing is signed: what is written now is not on its sheet unless it is signed again.
closing-see = See the closing

## The page
closing-verb = Close the operation
closing-title = Close the operation
closing-print = Print the closing sheet
closing-what = Before an operation ends, everything must have come together on one laptop. Here it is announced, every laptop comes in or is listed as missing, and what there is gets signed. Archive keys, the hand-over bundle and the certificate are not part of Fieldchart yet.

## Announced
closing-announced-title = Announced to everybody
closing-announce-what = Nothing is announced yet. Once it is, every laptop that syncs says until when care is given, and with which laptop to come together. Nobody is kept from giving care.
closing-announce = Announce the closing
closing-amend = Amend what is announced
closing-announce-now = Announce this
field-closing_last_day = Last day of care
field-closing_keep_until = Records must be kept until
field-closing_note = A sentence for everybody
field-closing_withdrawn = Whether it closes at all
closing-last-day-hint = After it, every laptop says that the operation is closed. Care can still be written down.
closing-keep-until-hint = As the law or the organisation wants it.
closing-note-hint = Such as who takes over. It may be left empty.
closing-last-day = Last day of care: { $day }
closing-keep-until = Records must be kept until { $day }
closing-by = { $who }, { $when }, on { $laptop }
closing-is-withdrawn = The closing was called off.
closing-withdraw = Call it off
closing-withdraw-what = Every laptop that syncs stops saying that the operation closes. What was signed no longer counts; all of it stays in the journal.
closing-withdraw-now = Call the closing off
closing-disputed = People said different things at the same time. All of it is kept until somebody announces which one counts.
closing-value-withdrawn = called off
closing-value-stands = it closes

## Laptops
closing-laptops-title = Laptops
closing-all-in = Every laptop is in, revoked or listed, as far as it is known here.
closing-some-missing = { $n ->
    [one] { $n } laptop is not in. Bring this one together with it, or list it as missing and say why.
   *[other] { $n } laptops are not in. Bring this one together with each of them, or list them as missing and say why.
}
closing-laptop = Laptop
closing-stands = Stands
closing-size = Entries
closing-root = Root
closing-is-in = in and whole
closing-is-behind = { $n ->
    [one] behind by { $n } entry
   *[other] behind by { $n } entries
}
closing-is-unheard = not heard of yet
closing-is-forked = two histories
closing-is-revoked = revoked
closing-is-listed = will not come
closing-compare = A laptop may have written something since. Compare: its own Journal shows the same number of entries and the same root, or bring the two together once more.
missing-verb = It will not come
missing-title = { $name } will not come
missing-what = The sheet then says so, with the reason and your name. If it comes all the same, it is taken in as always. A laptop in a stranger’s hands is to be revoked too.
field-missing_reason = Why
field-missing_words = What else is to be said
missing-words-hint = Such as since when, and who knows more. Needed only where no reason fits.
missing-reason-lost = Lost
missing-reason-stolen = Stolen
missing-reason-broken = Broken
missing-reason-in-use = Still in use elsewhere
missing-reason-other = Something else
missing-now = List it as missing
missing-off = Take it off the list
missing-listed = Listed as missing: { $reason }.
missing-was-listed = It came, though it was listed as missing: { $reason }.

## Still open
closing-open-title = Still open
closing-open-what = Settle what can be settled. It keeps nobody from signing, and is signed as it stands.
closing-visits = Open visits: { $n }
closing-lots = Lots with something on the shelf: { $n }
closing-lots-below = Lots counted below zero: { $n }
closing-forks = Laptops with two histories: { $n }
closing-behind = Laptops that are not in: { $n }
closing-see-list = See them

## Signed
closing-sign-title = The signature
closing-sign-first = Announce the closing first; then it can be signed.
closing-sign-what = Signing writes down the newest digest of every laptop as it is here, what there is, and what is still open. Every laptop can then tell whether it holds exactly that.
closing-sign = Sign the closing
closing-sign-again = Sign again what there is now
closing-signed-by = Signed by { $by }
closing-confirmed-by = Confirmed by { $by }
closing-signed-once = Nobody has confirmed it yet.
closing-rival = Signed at the same time by { $by }. Both are kept; sign again to settle it.
closing-amended = Something was announced or listed that whoever signed had not seen. Look at it, and sign again.
closing-confirm-what = A second person confirms what was signed, best on another laptop that holds exactly that.
closing-confirm = Confirm the signature
closing-counted = Patients: { $patients }. Visits: { $visits }. Still open when it was signed:
closing-exact = What this laptop holds is exactly what was signed.
closing-differs = What this laptop holds is not exactly what was signed:
closing-is-short = { $n ->
    [one] { $name }: { $n } signed entry is not here. Sync this laptop.
   *[other] { $name }: { $n } signed entries are not here. Sync this laptop.
}
closing-contradicts = { $name }: what stands here contradicts what was signed. At { $size } entries it has another root. Keep both, and ask the auditor.
closing-absent = { $name }: of its histories that were signed, the one with { $size } entries is not here. Sync this laptop.
closing-beyond = { $n ->
    [one] { $name } wrote { $n } entry after the closing: { $when }.
   *[other] { $name } wrote { $n } entries after the closing, the newest { $when }.
}
closing-when-unknown = nobody can tell when here
closing-heads-title = What was signed, log by log
closing-here = On this laptop
closing-held-whole = the same
closing-held-behind = not all of it
closing-held-contradicts = another root
closing-held-absent = not this history

## The sheet
closing-digest-title = Digest over all that is here
closing-digest-what = It covers this laptop’s journal and the newest digest of each other one. Sign it, keep one copy, and give one away.
closing-second = Second signature

## What is wrong
problem-before-last-day = This day is before the last day of care, { $day }. Check both.
error-not-announced = The closing is not announced, or was called off meanwhile. Look at the page again.
error-closing-disputed = People said different things about the closing at once. Announce which one counts; then it can be signed.
error-laptops-unaccounted = { $n ->
    [one] It cannot be signed yet: { $n } laptop is neither in nor revoked nor listed as missing.
   *[other] It cannot be signed yet: { $n } laptops are neither in nor revoked nor listed as missing.
}
error-own-signature = The second signature must be of somebody else.
