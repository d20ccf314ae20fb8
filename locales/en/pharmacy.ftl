### Pharmacy and stock, and what is printed.

nav-pharmacy = Pharmacy
pharmacy-title = Pharmacy
nav-stock = Stock
stock-title = Stock
number-not-whole = Give a whole number, such as 30.

## Queue
pharmacy-count = { $n } waiting, { $owed } to collect what is owed
pharmacy-empty = Nobody waits here. A patient appears once a visit is sent to the pharmacy.
queue-open = { $n ->
    [one] { $n } prescription
   *[other] { $n } prescriptions
}
queue-owed = owed
queue-waits = waits { $minutes } min
queue-left = left { $when }

## One patient
pharmacy-back = Back to the queue
pharmacy-to-visit = Open the visit
pharmacy-all-done = Everything prescribed is dealt with. Close the visit, or call the next patient.
pharmacy-nothing-prescribed = Nothing was prescribed in this visit.
pharmacy-close = Close the visit
rx-to-give = To give: { $owed }
rx-given = Given: { $given }
rx-given-owed = Given: { $given }. Still owed: { $owed }
rx-open-give = Give it
rx-open-not = Do not give it
rx-open-back = Take back
directions = { $dose } { $route }, { $how }, { $days }
directions-once = { $dose } { $route }, { $how }
directions-needed = { $dose } { $route }, { $how }, at most { $max } a day, { $days }

## Giving
give-title = Give
give-lots = Take first what expires first
give-lot-hint = As printed on the box in your hand.
give-none = None is on hand. { $owed } stay owed unless you have a lot that is not in stock yet.
give-short = { $owed } more are needed than there are. Give what there is; the rest stays owed.
give-verb = Give
give-units-verb = Give { $units }
give-part-verb = Give { $units }, { $owed } stay owed
give-instead-verb = Give { $units } instead
give-what = { $units } of { $medicine }
give-done = Given: { $what }.
give-instead-what = Check allergies and the dose yourself: the alerts were for what was prescribed.
lot-word = Lot
lot-no-expiry = no expiry known
lot-until = good until { $day }
lot-left = { $units } left
lot-take = take { $units }
lot-known = { $until }; { $units } left
lot-unknown = This lot is not in stock yet. It will be counted below zero until it is received.
lot-no-stock = This medicine is not in the formulary. Stock does not change.
field-quantity = How many
field-instead = Something else instead
field-counselled = Explained how to take it
dispense-not-dispensed = Not given
dispense-substituted = instead
dispense-counselled = explained
dispense-taken-back = Taken back:
not-dispensed-title = Why it is not given
not-dispensed-verb = Do not give it
not-dispensed-done = Written down as not given.
take-back-title = Why it is taken back
take-back-units-verb = Take back { $units }
take-back-not = Take this back
take-back-done = Taken back. Stock is as it was before.
why-out-of-stock = Out of stock
why-declined = The patient does not want it
why-has-some = The patient has some
why-not-safe = Not safe for this patient
why-wrong-patient = Wrong patient
why-wrong-lot = Wrong lot
why-wrong-number = Wrong number
why-brought-back = The patient brought it back

## Stock
stock-query = Find an item
stock-count = { $total ->
    [one] { $total } item
   *[other] { $total } items
}, { $wanting } to look after
field-wanting = Only what is low, expiring or expired
stock-none-found = No item matches. Try fewer letters, or untick the box.
stock-none-yet = The formulary is empty. Add an item, or import a list from a file.
stock-pages = Pages
page-before = Before
page-after = Next
page-of = { $first } to { $last } of { $total }
stock-item = Item
stock-usable = Usable today
stock-wanting = Look after
stock-lots = Lots
stock-no-lots = No lot yet. Receive the first.
stock-where = Where, from whom
stock-does = What to do
stock-open-receive = Receive
wanting-low = low: { $at } or fewer
wanting-expired = { $n ->
    [one] { $n } lot expired
   *[other] { $n } lots expired
}
wanting-expiring = { $n ->
    [one] { $n } lot expires soon
   *[other] { $n } lots expire soon
}
wanting-below = { $n ->
    [one] { $n } lot to be counted
   *[other] { $n } lots to be counted
}
lot-expired = expired
lot-expiring = expires soon
lot-expired-on = Expired on { $day }.
lot-held = held back
lot-below = Below zero: count it.
hold-verb = Hold back
hold-done = The lot is held back. Nobody is offered it.
release-verb = Release
release-done = The lot may be given again.
item-new = Add an item
item-new-title = A new item
item-amend = Amend the item
item-amend-title = Amend the item
item-save = Save the item
item-saved = { $name } is in the formulary.
item-controlled = controlled
item-retired = no longer offered
ingredients-hint = Parted by a semicolon. Allergies are checked by these.
low-at-hint = At this many or fewer it is shown as low.
cost-not-a-number = Give an amount, such as 0.35.
field-generic = Generic name
field-strength = Strength
field-brand = Brand
field-pack_size = Units in a pack
field-unit_cost_milli = Cost of one
field-low_at = Low at
field-controlled = Controlled medicine
field-retired = No longer offered
field-expiry = Expiry
field-units = Units
field-donor = From whom
field-place = Box or shelf
field-manufacturer = Manufacturer
field-change = How many
receive-title = Receive
receive-units-hint = Single tablets, ampoules or mL, not packs.
receive-verb = Receive
receive-units-verb = Receive { $units }
receive-done = Received: { $units }.
expiry-hint = As printed: 06/2027 means its last day.
expiry-wrong = This is not an expiry. Type it as 06/2027 or 30/06/2027.
adjust-verb = Correct
adjust-title = Correct the count
adjust-hint = What to add, or with a minus sign what to take away.
adjust-save = Correct the count
adjust-done = The count is corrected.
waste-open = Discard
waste-title = Discard
waste-hint = What was thrown away, broken or lost.
waste-verb = Discard
waste-units-verb = Discard { $units }
waste-done = Written down as discarded.
move-after = From { $before } to { $after }
why-expired = Expired
why-broken = Broken
why-spoilt = Spoilt by heat or water
why-counted = Counted again
why-typed-wrong = Typed wrongly before
movements-open = Movements
movements-title = Movements, newest first
movements-none = Nothing moved yet.
movement-when = When
movement-what = What
movement-who = Who
movement-receive = Received
movement-dispense = Given
movement-return = Taken back
movement-adjust = Corrected
movement-waste = Discarded

## Files
export-verb = Save as a file
export-done = The file holds the formulary and every lot with something left.
import-open = Import a file
import-title = Import items and stock
import-what = The file is tried first. Nothing is written until every line is right.
import-columns = CSV in UTF-8; the first line names the columns, in any order:
import-choose = Choose a file
import-encoding = This file is not in UTF-8. Save it again as “CSV UTF-8” and choose it again.
import-read = { $n ->
    [one] { $n } line read.
   *[other] { $n } lines read.
}
import-would = Every line is right. New items: { $items }. Lots received: { $lots }.
import-grown = { $n ->
    [one] { $n } of these lots is here already and grows. If this file was imported before, do not import it again.
   *[other] { $n } of these lots are here already and grow. If this file was imported before, do not import it again.
}
import-verb = Import { $items } items and { $lots } lots
import-done = Imported. New items: { $items }. Lots received: { $lots }.
import-refused = { $n ->
    [one] { $n } line must be mended. Nothing was written.
   *[other] { $n } lines must be mended. Nothing was written.
}
import-line = Line
import-column = Column
import-found = Found
import-mend = What to do

## Prints
print-title = Print
print-back = Back
print-prescription = Print the prescription
print-summary = Print the summary
print-label = Label
print-card = Print the card
print-nothing = There is nothing to print here.
print-paper = Paper: A4, or what the printer holds. The page shows what will be printed, and nothing else is printed.
sheet-prescription = Prescription
sheet-summary = Visit summary
sheet-age-weight = { $age }, { $sex }
sheet-weight = { $kg } kg
sheet-visit = Visit of { $when }
sheet-prescriber = Prescribed by { $who }
sheet-signature = Signature
sheet-given = Medicines
sheet-by-hand = How to take it:
sheet-card-number = Card number
sheet-card-what = Bring this card. It opens your record here; it holds no name in its code and nothing of your health.
sheet-card-qr = QR code of the card number
sheet-printed = Printed { $when } by { $who } at { $site }
sheet-unreviewed = Ask somebody who speaks the language before you rely on the words.
