### People, roles, PINs, the access log.

nav-people = People
people-title = People

## People
person-add = Add a person
person-add-title = A new person
person-amend-title = Amend { $name }
person-save = Save
person-you = you
person-until = until { $day }
person-ended = ended { $day }
person-out = deactivated
ends-hint = Leave empty for no end. After this day the person can no longer log in.
ends-wrong = Give the day as year-month-day, such as 2026-08-31.
role-nurse = Nurse
role-physician = Physician
role-pharmacist = Pharmacist
role-researcher = Researcher
role-manager = Manager
role-coordinator = Coordinator
role-auditor = Auditor
role-administrator = Administrator
role-what-nurse = Triage, charts, pharmacy and stock.
role-what-physician = Triage, charts, pharmacy and stock.
role-what-pharmacist = Triage, charts, pharmacy and stock.
role-what-researcher = Reports without names. No chart.
role-what-manager = Patient flow and the daily report. No chart.
role-what-coordinator = Devices, pairing and sync. No chart.
role-what-auditor = Verifies the journal and sees who opened what. No chart.
role-what-administrator = People, settings and stock set-up. No chart.
matrix-title = What each role may do
matrix-role = Role
matrix-ticked = The ticked roles together
permission-read-chart = Read charts
permission-write-chart = Write charts
permission-manage-stock = Manage stock
permission-audit = Audit
permission-coordinate = Devices and sync
permission-administer = People and settings
permission-redact = Sign redactions
deactivate-verb = Deactivate
deactivate-title = Deactivate { $name }?
deactivate-what = They can no longer log in on this device, and their sessions here end now. Everything they wrote stays, with their name. This cannot be undone: whoever comes back is added anew.
once-title = Passphrase of { $name }
once-what = It is shown once and kept nowhere. Print it, or read it out while nobody else listens.
once-next = It opens this device and says who they are. They can change it under Settings.
once-done = They have it

## Access log
access-title = Who opened which chart
access-what = Charts stand here by their id, never by name. Opening the same chart again within 15 minutes makes no new line.
access-when = When
access-who = Who
access-chart = Chart
access-none = Nobody has opened a chart yet.
access-older = Show older ones

## PIN, passphrase, handing over the screen
pin-hint = Not a date, a run or a repeat.
own-pin-title = My PIN
own-pin-what = It reopens this screen while you are logged in; it never opens the store. After three wrong tries the passphrase is needed.
own-pin-verb = Set the PIN
own-pin-said = The PIN is set.
own-passphrase-title = My passphrase
passphrase-rule = Five words, or at least 12 characters.
own-passphrase-verb = Change the passphrase
own-passphrase-said = The passphrase is changed. The old one opens nothing on this device.
take-back-verb = Unlock with the PIN
take-over-verb = Go on as { $name }
others-title = Somebody else
others-what = These people are logged in here. Say who you are, then give your PIN.
others-log-in = Log in as another person
others-log-in-what = It says who you are. The session locked here stays locked.

## Fields
field-person_name = Name
field-roles = Roles
field-ends = Last day
field-pin = PIN, six digits
field-old_passphrase = Passphrase now
field-new_passphrase = New passphrase
field-new_again = New passphrase again
field-other_passphrase = Your passphrase

## What must be mended, what went wrong
problem-name-taken = Somebody active has this name already. Add what tells the two apart.
problem-last-administrator = Nobody else administers this operation without a last day. Make somebody else administrator first.
problem-in-the-past = This day is over. Give today or a later day.
error-wrong-pin = { $left ->
    [one] This PIN is wrong. { $left } try is left.
   *[other] This PIN is wrong. { $left } tries are left.
}
error-no-pin = No PIN opens this now: none is set, the session has ended, or it was wrong three times. Use the passphrase.
error-account-ended = This account ended on { $day }. An administrator can extend it.
