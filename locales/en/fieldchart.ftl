# Fieldchart, English. The source of every other language.
# Short, active, no jargon, no blame, no exclamation marks. Buttons are verbs.

app-name = Fieldchart
choose-one = Choose one
cancel-verb = Cancel
close-verb = Close
retry-verb = Try again
print-verb = Print
skip-to-main = Skip to the main part
progress-of = { $done } of { $total }
progress-spoken = { $percent } % done
saved-at = Saved { $time }
draft-restored = What you typed before is here again.
draft-discard = Empty the form
bytes = { $n } bytes

## Languages
language-label = Language
language-note = A translation that no native speaker has read yet says so in the menu.
language-unreviewed = { $name } (not reviewed)
language-en = English
language-fr = Français
language-es = Español
language-ar = العربية
language-sw = Kiswahili
language-qps = Stretched English, for tests

## Frame
nav-label = Main
nav-patients = Patients
nav-register = Register
nav-journal = Journal
nav-settings = Settings
search-label = Search patients
search-hint = Name, id, phone or place
sync-alone = All safe here. No other device met yet.
user-label = Logged in:
lock-verb = Lock

## First run
first-run-title = Start an operation
first-run-what = An operation is one deployment: a mission, a camp, a response. Everything stays on this device.
operation-hint = For example: Flood response 2026
site-hint = The place where this device works, such as Clinic A
passphrase-hint = Five words, or at least 12 characters. It opens the store on this device.
suggest-verb = Suggest five words
suggested-words = Write these down and keep them with you:
start-verb = Start the operation
demo-title = Look around
demo-what = Opens an operation with 200 invented people. Nobody in it is real.
demo-verb = Look around with demonstration data
demo-operation = Demonstration
demo-site = Demonstration site
demo-user = Demonstration user
demo-passphrase = This passphrase opens the demonstration again. It is shown once.
demo-ready = The invented people are here.
demo-done = Open the patients
restore-title = Restore a backup
restore-aside = Brings the records of a device that was lost or broken to this one.
restore-link = Restore a backup
restore-what = Copies a backup to this device. Then log in with the passphrase used where it was made. This device goes on in a log of its own, so nothing that was signed is contradicted.
restore-from-hint = The backup's folder, from its root: such as /media/stick/fieldchart-backup.
restore-verb = Restore
restore-back = Back
phase-demo = Writing invented people
phase-verify = Checking every stored byte
phase-check = Checking the whole store
phase-rebuild = Making the lists anew
phase-backup = Copying the store and checking the copy
phase-export = Writing the journal for the auditor
phase-restore = Copying the backup to this device

## Sheets
sheets-title = Print these two sheets
sheets-what = Print both now, or copy them by hand. They are shown once, and nobody can make them again.
sheets-confirm-first = Tick the box once both sheets are on paper.
sheets-done = Go on to the patients
sheet-qr = QR code of the text on this sheet
sheet-recovery-title = Recovery sheet
sheet-recovery-what = Opens this operation's records when every passphrase is lost.
sheet-recovery-where = Keep it locked away from this device. Whoever holds both can read everything and write in anyone's name.
sheet-root-title = Root-key sheet
sheet-root-what = Proves who may add users and devices to this operation.
sheet-root-where = Keep it in a safe, away from the recovery sheet.

## Log in and lock
log-in-title = Log in
log-in-what = Your passphrase opens the store and says who you are.
log-in-verb = Log in
recover-link = I forgot the passphrase: use the recovery sheet
recover-title = Use the recovery sheet
recover-what = The recovery key printed on the sheet opens the store and gives you a new passphrase. Nothing that was recorded is lost.
recovery-key-hint = All 14 groups of four, in their order. Spaces, hyphens and small letters do not matter.
recover-user-hint = As the name stands in Fieldchart. Leave it empty if you alone use this device.
recover-verb = Give the new passphrase
recover-back = Back to log in
lock-title = Locked
lock-what = { $name } is logged in. What was typed is kept.
unlock-verb = Unlock

## Patients
patients-title = Patients
patients-latest = { $total ->
    [one] { $total } patient:
   *[other] { $total } patients. The { $n } written last:
}
patients-found = { $n ->
    [0] Nobody found among { $total }.
    [one] { $n } patient found among { $total }.
   *[other] { $n } patients found among { $total }.
}
patients-none-yet = Nobody is registered yet. Register the first patient: one name is enough.
patients-none-found = Nobody matches. Try fewer letters, the family name alone, or a phone number. If the person is new, register them.
register-verb = Register

## Register
register-title = Register a patient
register-hint = One name is enough. Enter goes to the next field.
register-more = More: other names, address, ids, next of kin
no-name-label = Unknown person, { $when }
ids-hint = One a line. Say who gave it, if known: Camp: 1234
alike-title = Registered already?
alike-what = These people have a similar name. Open one to see more.
same-name = similar name
same-sex = same sex
same-birth = same birth date
same-age = about the same age
same-phone = same phone
same-place = same place

## Chart
chart-title = Chart
banner-age = Age
photo-add = Add a photo
photo-change = Change the photo
photo-of = Photo of the patient
photo-unreadable = This file is no picture that can be read. Choose a JPEG, PNG or WebP file.
banner-died = Died { $when }
banner-conflicts = Written differently in two places: { $fields }. Decide on the chart which counts.
conflict-title = Written differently in two places
conflict-what = People wrote these on laptops that had not met. All of it stays in the history. Ask the patient, or whoever wrote it, and choose what counts.
conflict-in = (written { $when })
conflict-by = { $who } wrote this { $when } on { $laptop }.
conflict-settle = This counts
amend-verb = Amend
amend-patient = Amend patient
amend-save = Save the amendment
amend-saved = Amended. What was written before stays in the history.
amended-mark = amended
history-verb = History
history-title = History
history-written = { $who } wrote this { $when }.
history-amended = { $who } amended this { $when }.
history-entry = Journal entry { $index }
history-field = Field
history-before = Before
history-after = After
history-empty = empty
vitals-title = Vital signs
vitals-new-title = Measure vital signs
vitals-verb = Save vital signs
vitals-saved = The vital signs are saved.
vitals-measured = Measured
vitals-none = No vital signs yet. Fill in what was measured above; one value is enough.
vitals-show-all = Show all { $n }
vitals-amend = Amend vital signs, { $when }
vitals-history = History of vital signs, { $when }
vitals-of = Vital signs, { $when }
vitals-ask-age = The age is not known, so values cannot be marked as unusual. Ask the age or choose an age class with Amend patient.
unusual-mark = unusual
unusual-range = Unusual for this age. Usual: { $low } to { $high }.
absence-none = No value because…
absence-of = { $field }: why there is no value
problems-title = Problems
problem-since = since { $when }
findings-title = Findings from elsewhere ({ $n })
findings-what = Finding
findings-value = Value
findings-when = When
attachments-title = Attachments ({ $n })
attachment-open = Open
attachment-add = Add a file
attachment-kinds = PNG, JPEG, WebP, PDF, JSON, XML or plain text, up to 25 MB.
attachment-not-shown = A file of this kind is not shown here. Save it to open it elsewhere.
attachment-unreadable = This file cannot be read here. Try again; if it stays so, verify the journal.

## Journal
journal-title = Journal
journal-count = { $n ->
    [one] { $n } record.
   *[other] { $n } records.
}
journal-whole = None altered. Verified { $when }.
journal-broken = The check { $when } found alterations. Do not rely on this device; tell your coordinator.
journal-unverified = Not verified on this device yet.
journal-faults = These entries do not verify
verify-verb = Verify now
digest-title = Digest
digest-what = A few lines that stand for every record. Print them: any later change to a record would no longer match.
digest-qr = QR code of the digest
entries-title = Entries and hashes
entries-root = Root hash
entries-index = Index
entries-class = Class
entries-laptop = Written on
entries-at = Written
entries-bytes = Bytes
entries-leaf = Leaf hash
class-clinical = Clinical
class-stock = Stock
class-access = Access
class-membership = Membership
class-redaction = Redaction
class-settings = Settings
class-key = Key
class-heads = Heads
class-chunk = Attachment
class-newer = From a newer version

## Settings
settings-title = Settings
settings-look = Language and look
settings-leave = Leave
lock-screen-verb = Lock the screen
lock-screen-what = Hides everything; you go on where you were.
log-out-verb = Log out
log-out-what = Ends your session on this device.
lock-store-verb = Lock the store
lock-store-what = Ends every session and forgets every key. Do this before the device leaves your sight.
theme-auto = As the system
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast

## Ages and dates
age-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
age-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
age-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
age-years-months = { $years ->
    [one] { $years } year
   *[other] { $years } years
} { $months ->
    [one] { $months } month
   *[other] { $months } months
}
age-about = about { $age }
age-judged = { $class } (judged)
age-unclear = age not clear
age-not-asked = age not asked
birth-born = born { $date }
birth-count = { $n } { $unit }
birth-told = { $age }, told on { $date }
birth-judged = { $class }, judged on { $date }
birth-way-age = Age
birth-way-date = Birth date
birth-way-class = Age class
birth-date-hint = Leave the day, or the day and month, empty where not known.
birth-wrong-date = This date is not in the calendar. Check the day and the month.
birth-wrong-year = Give the year, or tell the age instead.
birth-wrong-month = Give the month, or leave the day empty too.
birth-wrong-four = Give the year with four digits, such as 1990.
birth-wrong-age = Give the age as a whole number.
birth-wrong-unit = Choose days, weeks, months or years.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }, { $time }
time-now = just now
time-minutes = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
time-today = today { $time }
time-yesterday = yesterday { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Codes
sex-female = Female
sex-male = Male
sex-other = Other
sex-unknown = Not known
sex-not-asked = sex not asked
status-refugee = Refugee
status-displaced = Displaced
status-host = Host community
status-other = Other
age-class-under-28-days = under 28 days
age-class-1-11-months = 1 to 11 months
age-class-1-4 = 1 to 4 years
age-class-5-11 = 5 to 11 years
age-class-12-17 = 12 to 17 years
age-class-18-64 = 18 to 64 years
age-class-65-plus = 65 years and over
age-unit-days = days
age-unit-weeks = weeks
age-unit-months = months
age-unit-years = years
absence-not-measurable = not measurable
absence-beyond-meter = beyond the meter
absence-refused = refused
acvpu-alert = Alert
acvpu-confused = Newly confused
acvpu-voice = Responds to voice
acvpu-pain = Responds to pain
acvpu-unresponsive = Unresponsive
answer-yes = Yes
answer-no = No

## Fields
field-operation = Operation
field-site = Site
field-name = Your name
field-passphrase = Passphrase
field-recovery_key = Recovery key
field-user = Whose passphrase
field-repeat = Passphrase again
field-sheets_kept = I have printed or copied both sheets
field-theme = Theme
field-draft = Draft
field-patients = Patients
field-no_name = No name yet
field-given = Given names
field-family = Family name
field-other_names = Other names
field-script_name = Name in another script
field-label = What to call them for now
field-sex = Sex
field-birth = Birth or age
field-birth_age = Age
field-birth_unit = Unit
field-birth_class = Age class
field-birth_day = Day
field-birth_month = Month
field-birth_year = Year
field-phone = Phone
field-phone_shared = Do others answer this phone?
field-phone_safe = Is it safe to call?
field-address = Address or block
field-city = City, camp or village
field-country = Country
field-ids = Camp or national ids
field-status = Status
field-language = Preferred language
field-next_of_kin = Next of kin
field-consent = Consent
field-flags = Vulnerability
field-died = Died
field-photo = Photo
field-patient = Patient
field-at = Measured
field-vitals = Vital signs
field-temperature_mc = Temperature
field-pulse_per_min = Heart rate
field-breathing_per_min = Breathing rate
field-spo2_pct = Oxygen saturation
field-oxygen_ml_per_min = Oxygen given
field-systolic_mmhg = Systolic pressure
field-diastolic_mmhg = Diastolic pressure
field-weight_g = Weight
field-height_mm = Height or length
field-muac_mm = Upper arm (MUAC)
field-glucose_umol_per_l = Glucose
field-pain = Pain
field-acvpu = Consciousness

## What must be mended
errors-title = Not saved yet. Mend this first
problem-name-or-label-needed = Give one name, or tick “No name yet”.
problem-too-long = This is { $length } characters long; { $max } fit.
problem-control-character = This holds a character that cannot be seen. Type it again by hand.
problem-in-the-future = This day is still to come. Check the year.
problem-too-old = Nobody is older than { $years } years. Check the year.
problem-too-high = { $value } is above what is possible ({ $limit }). Check the number and the unit.
problem-too-low = { $value } is below what is possible ({ $limit }). Check the number and the unit.
problem-nothing = Fill this in.
problem-no-vitals = Nothing is filled in yet. One value is enough.
problem-passphrase-too-short = Use at least { $min } characters, or let five words be suggested.
problem-passphrase-common = This is among the first that anyone would try. Choose another, or let five words be suggested.
problem-bad-pin = Use six digits that nobody guesses: not 123456, not 111111.
problem-alert-needs-reason = Say why you go on in spite of this alert.
problem-gone = This is no longer there. Choose again.
problem-lot-expired = Lot { $lot } expired on { $expiry }. Take another lot.
problem-lot-held = Lot { $lot } is held back. Take another lot.
problem-other-expiry = This lot is known here with the expiry { $known }. Look at the package again, or correct the batch.
problem-more-than-owed = { $value } is more than what is owed ({ $limit }). Check the number.
problem-less-than-owed = { $value } is less than what is owed ({ $limit }). Give it as a part, or give all of it.
problem-other-medicine = This is not the medicine that was prescribed. Choose “substituted” and say why.
import-unknown-column = This column is not known. Rename or delete it.
import-twice = This column stands here twice. Keep one.
import-missing = This is missing. Fill it in.
import-not-a-form = This is not the name of a form, such as tablet or syrup.
import-not-a-route = This is not the name of a route, such as oral or intramuscular.
import-not-a-date = This is not a date such as 2027-06-30 or 2027-06.
import-not-a-number = This is not a whole number.
import-not-units = Give the units as a whole number from 1 to 1000000.
import-not-yes-no = Write yes or no.
import-bad-text = This is too long, or holds a character that cannot be seen.
import-other-expiry = This lot is known with another expiry.
import-not-a-row = This line has more or fewer cells than the first line.
import-too-large = The file is larger than 2 MB. Import it in parts.
import-too-many-lines = The file has more than 5000 lines. Import it in parts.
problem-nobody-by-this-name = Nobody on this device is called this, or more than one is. Type the name as it stands in Fieldchart.
problem-file-too-large = This file is too large; { $max } MB fit.
problem-file-kind = Files of this kind are not kept. Images (PNG, JPEG, WebP), PDF, JSON, XML and plain text are.
problem-picture-damaged = This picture is damaged or cut off, so that it could not be shown later. Copy it again from where it came, or take it anew.
problem-picture-too-large = This picture has too many pixels to be shown on a small laptop; { $max } million fit. Make it smaller and add it again.
problem-before-first-day = This day is before the first one. Check both.
problem-path-not-whole = Write the whole path, from its root: such as /media/stick/backup, or ~/backup for your own folder.
problem-folder-missing = There is no folder { $folder }. Check that the stick or disk is plugged in, and the spelling.
problem-folder-in-use = This folder holds something already, and nothing is written over. Give a folder that does not exist yet.
problem-folder-of-store = This folder is inside the store itself. Give one elsewhere, best on another disk.
problem-folder-not-writable = Fieldchart may not write here, or the disk was taken out. Nothing was left behind; choose another folder.
problem-folder-full = The disk has no room for this, or takes no files so large. Nothing was left behind; choose another disk.
problem-folder-unreadable = This folder cannot be read. Check that the stick or disk is plugged in.
problem-no-backup = This folder holds no backup that this Fieldchart can read. A backup's folder holds vault.json and journal.db.
problem-repeat = The two passphrases differ. Type the same one twice.
problem-not-a-number = Type a number, such as 37.5.
problem-too-exact = This has more decimals than can be kept.

## What went wrong
error-invalid = Something must be mended first. What you typed is still here.
error-no-operation = There is no operation on this device yet.
error-operation-exists = This device has an operation already. Log in instead.
error-locked = The store is locked. Log in; what was typed is kept.
error-screen-locked = The screen is locked. Unlock it; what was typed is kept.
error-no-session = The session has ended. Log in; what was typed is kept.
error-wrong-passphrase = This passphrase opens nothing here. Check capitals and the keyboard's language.
error-wrong-recovery-key = This is not the recovery key of this store. Compare all 14 groups with the sheet, one by one, and check that the sheet names this operation and is not the root-key sheet.
error-too-many-tries = { $seconds ->
    [one] Too many wrong tries. Wait { $seconds } second.
   *[other] Too many wrong tries. Wait { $seconds } seconds.
}
error-not-allowed = Your roles do not allow this. Ask an administrator.
error-second-signer = The second signature must be of somebody else who may redact. Ask another administrator.
error-held = This record is on hold. Lift the hold first, or wait for its last day.
error-not-found = There is no such record on this device.
error-unknown-call = The screen and the program are of different versions. Close every window and start Fieldchart again.
error-damaged = The store does not verify: { $what }. Stop writing and tell your coordinator.
error-store-newer = A newer Fieldchart wrote this store: it has format { $found }, and this program reads up to { $known }. Nothing in it was changed. Install the newer Fieldchart on this laptop, then log in.
error-store-older = This store has format { $found }, from before the oldest that this program reads, { $known }. Nothing in it was changed. Tell your coordinator.
error-disk = The disk is full or cannot be written. What you typed is still here; free some space and save again.
error-cancelled = Cancelled. Nothing was lost.
error-internal = Something failed inside. What you typed is still here. Tell your coordinator this number: { $id }.
error-unreachable = Fieldchart does not answer. What you typed is still here. Check that the program runs, then try again.
