### The floor and the visit.

nav-today = Today
today-title = Today
visit-title = Visit

## Board and triage
today-count = { $n } here now, { $closed } closed today
today-empty = Nobody waits. Register somebody, or open a chart and start a visit.
today-wait = { $minutes } min
today-called = called by { $name }
today-nobody-waits = Nobody is left to call: { $step }.
call-next-triage = Call next to triage
call-next-medical = Call next to medical
call-next-pharmacy = Call next to pharmacy
red-now = Red now
red-now-title = Red now: how old, about?
red-now-hint = This opens a visit at once. Register the person later.
red-now-label = Unknown, { $class }, { $time }
category-red = Red
category-yellow = Yellow
category-green = Green
category-none = Not triaged
waits-triage = waits for triage
waits-medical = waits for medical
waits-pharmacy = waits for pharmacy
waits-observation = under observation
waits-closed = closed
visit-number = Number { $n }
visit-writing = { $names } is writing here
steps-label = Steps of the visit
step-prescriptions = Prescriptions
step-outcome = Outcome
triage-title = Triage
triage-save = Save the triage
triage-saved = The triage is in the chart.
triage-red-signs = Red signs
triage-yellow-signs = Yellow signs
triage-suggested = The signs suggest
triage-nothing-suggested = Tick signs or measure vital signs for a suggestion. You decide.
triage-high-risk = High risk by measure: { $what }. Ask a senior at once.
field-category = Category
past-title = The past
past-medicines = Medicines
past-visits = Earlier visits
past-done = Done before
ahead-on-hand = { $n } on hand
start-visit = Start a visit
sign-unresponsive = Does not respond
sign-stridor = Harsh noise breathing in (stridor)
sign-respiratory-distress = Struggles to breathe, or blue lips
sign-capillary-refill-over-3s = Capillary refill over 3 s
sign-weak-fast-pulse = Weak and fast pulse
sign-cold-extremities = Cold hands and feet
sign-heavy-bleeding = Heavy bleeding
sign-convulsions = Convulsing now
sign-altered-with-fever-or-stiff-neck = Confused, with fever, cold or stiff neck
sign-hypoglycaemia = Low blood sugar
sign-high-risk-trauma = High-risk injury
sign-threatened-limb = Limb in danger
sign-snake-bite = Snake bite
sign-poisoning = Poisoning or chemical exposure
sign-testicular-pain = Sudden pain in a testicle
sign-under-8-days = Under 8 days old
sign-pregnant-bleeding = Pregnant, heavy bleeding
sign-pregnant-abdominal-pain = Pregnant, severe belly pain
sign-pregnant-convulsions = Pregnant, convulsions or confused
sign-pregnant-headache = Pregnant, severe headache or sees badly
sign-labour = In labour
sign-swelling-of-mouth-or-neck = Swelling of mouth, throat or neck
sign-wheezing = Wheezing
sign-vomits-everything = Vomits everything
sign-ongoing-diarrhoea = Diarrhoea that goes on
sign-cannot-feed-or-drink = Cannot feed or drink
sign-dehydration = Signs of dehydration
sign-severe-wasting-or-oedema = Severe wasting, or swollen feet
sign-under-6-months = 8 days to 6 months old
sign-severe-pallor = Very pale
sign-ongoing-bleeding = Bleeding that goes on
sign-recent-fainting = Fainted lately
sign-restless-or-lethargic = Confused, restless or drowsy
sign-weakness-or-loss-of-vision = Sudden weakness or loss of sight
sign-severe-pain = Severe pain
sign-new-rash-peeling = New rash, worse by the hour, or peeling
sign-open-fracture-or-dislocation = Open fracture or dislocation
sign-other-trauma-or-burns = Other injury or burns
sign-sexual-assault = Sexual assault
sign-cannot-pass-urine = Cannot pass urine
sign-pregnant-referred = Pregnant, referred for a problem

field-pregnant = Pregnant?
field-gestation_weeks = Weeks of pregnancy
## Medical
narrative-title = History and examination
narrative-hint = In the patient’s words. Ctrl + Enter goes on.
narrative-details = Onset, severity and other details
narrative-for-all = All complaints
narrative-save = Save the note
narrative-saved = The note is in the chart.
background-title = Past history
background-asked = Asked and written
background-save = Save the past history
background-saved = The past history is in the chart.
allergies-title = Allergies
allergies-none-known = No known allergies.
allergies-not-asked = Not asked about allergies yet.
allergy-add = Add the allergy
allergy-saved = The allergy is in the chart.
assess-title = Problems
assess-add = Add the problem
assess-code = ICD-10 code:
problem-saved = The problem is in the chart.

## Prescriptions
prescribe-title = Prescriptions
prescribe-sign = Sign the prescription
prescribe-signed = Signed. The pharmacy sees it.
prescribe-read-again = Read the sentence below, then sign.
prescribe-on-hand = { $n } on hand
prescribe-how-hint = 3 times a day, TID
prescribe-how-unknown = This is not understood. Choose how often from the list.
prescribe-days-unit = days
prescribe-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
prescribe-note-hint = Words for the pharmacy and the patient, such as “with food”.
prescribe-not-zero = Give a number above zero.
prescribe-not-whole = Give a whole number, such as 5.
prescribe-not-a-number = Give a number, such as 2 or 0.5.
prescribe-max-below-dose = The most in a day is below one dose.
prescribe-said = { $medicine }: { $dose } { $route }, { $how }, { $days } = { $amount }
prescribe-said-once = { $medicine }: { $dose } { $route }, { $how } = { $amount }
prescribe-said-needed = { $medicine }: { $dose } { $route }, { $how }, at most { $max } a day, { $days } = { $amount }
prescribe-missing = Still missing: { $what }
prescribe-unchecked = Not checked: { $what }
prescribe-source = Source:
prescribe-reason = Why you go on
prescribe-again = Repeat the last: { $medicine }
prescribe-stop = Stop it

## Tests and what was done
tests-title = Tests
test-hint = For example: malaria rapid test
test-order = Order the test
test-ordered-now = The test is ordered.
test-take = Sample taken
test-enter-result = Enter the result
test-result-title = Result
test-save-result = Save the result
test-resulted-now = The result is in the chart.
test-see = I have seen it
procedures-title = Done here
procedure-add = Add what was done
procedure-saved = It is in the chart.

## Outcome
outcome-title = Outcome
outcome-save = Save the outcome
outcome-saved = The outcome is in the chart.
outcome-next = Where the patient goes next
outcome-to-pharmacy = Send to the pharmacy
outcome-observe = Keep under observation
outcome-close = Close the visit
outcome-reopen = Open the visit again
outcome-asked = Say how the visit ended. If nobody knows, press “Close the visit” again.
outcome-none = No outcome recorded.
outcome-closed = The visit is closed ({ $when }).
outcome-follow-hint = When and for what, such as: in 3 days, dressing
outcome-ask-referred = Say where to, and whether they accepted.
outcome-ask-admitted = Say to which ward.
outcome-ask-died = Say the time, the place and the causes.
visit-to-pharmacy = The patient waits at the pharmacy.
visit-observed = The patient is under observation.
visit-closed = The visit is closed.
visit-reopened = The visit is open again.
stands-triage = The patient waits for triage.
stands-medical = The patient is with you, or waits to be seen.
stands-pharmacy = The patient waits at the pharmacy.
stands-observation = The patient is under observation.
stands-closed = The visit is closed.

## Written rows, errors, a visit in the wrong chart
written-by = { $who }, { $when }
mark-verb = Entered in error
mark-what = It stays readable, struck through, and no longer counts. You can take this back.
mark-why = Say why in a few words.
mark-save = Strike it out
mark-stands = Entered in error:
mark-moved = Moved to another patient:
mark-take-back = Take this back
move-title = Wrong patient?
move-what = If this visit belongs to somebody else, move it to their chart.
move-verb = Move this visit
move-whose = Search, then choose whose visit this is.
move-sure = This moves the visit from { $from } to { $to }.
move-goes = Notes, vital signs, tests and prescriptions go along; stock stays as it is. Both charts will say so. Only moving it again undoes this.
move-confirm = Move the visit now

## Codes of the medical forms
reaction-mild = Mild
reaction-moderate = Moderate
reaction-severe = Severe
certainty-confirmed = Confirmed
certainty-suspected = Suspected
certainty-refuted = Ruled out
history-flag-diabetes = Diabetes
history-flag-hypertension = High blood pressure
history-flag-high-cholesterol = High cholesterol
history-flag-smoker = Smokes
history-flag-alcohol = Drinks alcohol
problem-active = Active
problem-resolved = Resolved
request-active = To be dispensed
request-completed = Dispensed
request-stopped = Stopped
request-reported = taken, as told elsewhere
test-ordered = Ordered
test-taken = Taken, result waiting
test-resulted = Result to be seen
test-seen = Seen
procedure-procedure = Procedure
procedure-given = Given here
procedure-vaccine = Vaccine
procedure-counselling = Counselling
outcome-treated = Treated, went home
outcome-referred = Referred
outcome-admitted = Admitted
outcome-left-unseen = Left without being seen
outcome-left-against-advice = Left against advice
outcome-dead-on-arrival = Dead on arrival
outcome-died-here = Died here
step-triage = Triage
step-medical = Medical
step-pharmacy = Pharmacy
step-observation = Observation
step-closed = Closed
alert-allergy = Allergy
alert-duplicate = Prescribed already
alert-pregnancy = Pregnancy
alert-breast-feeding = Breast-feeding
alert-dose-high = Dose above the usual
unchecked-no-weight = dose (no weight this month)
unchecked-no-dose-data = dose (no source for this medicine)
unchecked-not-in-list = allergy and pregnancy (medicine not in the list)
unchecked-pregnancy-unknown = pregnancy (not asked)
form-capsule = capsule
form-tablet = tablet
form-chewable = chewable tablet
form-suspension = suspension
form-syrup = syrup
form-elixir = elixir
form-solution = solution
form-injection = injection
form-cream = cream
form-ointment = ointment
form-lotion = lotion
form-drops = drops
form-sachet = sachet
form-suppository = suppository
form-inhaler = inhaler
form-nebuliser = nebuliser
form-sublingual = tablet under the tongue
form-patch = patch
route-oral = by mouth
route-sublingual = under the tongue
route-buccal = inside the cheek
route-rectal = into the rectum
route-vaginal = into the vagina
route-topical = on the skin
route-transdermal = through the skin
route-eye = into the eye
route-ear = into the ear
route-nasal = into the nose
route-inhaled = breathed in
route-intramuscular = into a muscle
route-intravenous = into a vein
route-subcutaneous = under the skin
route-intradermal = into the skin
route-intraosseous = into the bone marrow
route-infiltration = around the place to be numbed
route-intrathecal = into the spinal fluid
route-tube = through a feeding tube
administration-1-a-day = once a day
administration-morning = once a day, in the morning
administration-evening = once a day, in the evening
administration-bedtime = once a day, at bedtime
administration-2-a-day = 2 times a day
administration-3-a-day = 3 times a day
administration-4-a-day = 4 times a day
administration-5-a-day = 5 times a day
administration-every-4-hours = every 4 hours
administration-every-4-to-6-hours = every 4 to 6 hours
administration-every-6-hours = every 6 hours
administration-every-8-hours = every 8 hours
administration-every-12-hours = every 12 hours
administration-alternate-days = every other day
administration-1-a-week = once a week
administration-2-a-week = 2 times a week
administration-3-a-week = 3 times a week
administration-as-needed = when needed
administration-once = one dose, now
units-tablet = tablets
units-capsule = capsules
units-ml = mL
units-ampoule = ampoules
units-application = applications
units-drop = drops
units-sachet = sachets
units-suppository = suppositories
units-puff = puffs
units-nebule = nebules
units-patch = patches
units-dose = per dose
unit-tablet = { $n ->
    [one] { $shown } tablet
   *[other] { $shown } tablets
}
unit-capsule = { $n ->
    [one] { $shown } capsule
   *[other] { $shown } capsules
}
unit-ml = { $n ->
    [one] { $shown } mL
   *[other] { $shown } mL
}
unit-ampoule = { $n ->
    [one] { $shown } ampoule
   *[other] { $shown } ampoules
}
unit-application = { $n ->
    [one] { $shown } application
   *[other] { $shown } applications
}
unit-drop = { $n ->
    [one] { $shown } drop
   *[other] { $shown } drops
}
unit-sachet = { $n ->
    [one] { $shown } sachet
   *[other] { $shown } sachets
}
unit-suppository = { $n ->
    [one] { $shown } suppository
   *[other] { $shown } suppositories
}
unit-puff = { $n ->
    [one] { $shown } puff
   *[other] { $shown } puffs
}
unit-nebule = { $n ->
    [one] { $shown } nebule
   *[other] { $shown } nebules
}
unit-patch = { $n ->
    [one] { $shown } patch
   *[other] { $shown } patches
}
unit-dose = { $n ->
    [one] { $shown } of it
   *[other] { $shown } of it
}

## Fields of the medical forms
field-encounter = Visit
field-complaint = Complaint
field-history = History
field-onset = Onset
field-severity = Severity
field-radiation = Spreads to
field-quality = What it is like
field-provokes = Worse with
field-palliates = Better with
field-time_of_day = Time of day
field-examination = Examination
field-medical = Illnesses and operations
field-social = Life and work
field-family_history = Illnesses in the family
field-medication = Medicines taken now
field-history_flags = Has or does
field-no_known_allergies = Asked: no known allergies
field-substance = Allergic to
field-reaction = What happened
field-certainty = How sure
field-code = Code
field-text = Problem
field-medicine = Medicine and strength
field-ingredients = Ingredients
field-form = Form
field-dose_milli = Each dose
field-route = Route
field-administration = How often
field-days = For how long
field-daily_max_milli = At most in a day
field-amount = Amount
field-note = Note
field-overridden = Alerts gone past
field-unchecked = Not checked
field-reason = Reason
field-test_name = Test
field-result = Result
field-kit_lot = Lot of the kit
field-reader = Read by
field-kind = Kind
field-done_text = What was done or given
field-lot = Lot
field-done_at = When
field-opened_at = Began
field-outcome = How it ended
field-outcome_note = More about it
field-follow_up = Follow-up
field-step = Step
field-step_since = Since
field-closed = Closed
field-complaints = Complaints
field-number = Number
field-age_band = Age band
field-move_query = Whose visit is it?
field-move_reason = Why it is moved
unwritten = Typed, but not written yet: { $forms }. Write it now, or press the button again to leave it as a draft.
unwritten-write = Write it all
