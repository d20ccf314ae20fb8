### The floor and the visit.

nav-today = Leo
today-title = Leo
visit-title = Ziara

## Board and triage
today-count = { $n } wapo sasa, { $closed } zimefungwa leo
today-empty = Hakuna anayesubiri. Sajili mtu, au fungua faili na uanze ziara.
today-wait = dakika { $minutes }
today-called = ameitwa na { $name }
today-nobody-waits = Hakuna wa kuitwa: { $step }.
call-next-triage = Mwite anayefuata kwenye uchunguzi
call-next-medical = Mwite anayefuata kwa daktari
call-next-pharmacy = Mwite anayefuata kwenye dawa
red-now = Nyekundu sasa
red-now-title = Nyekundu: ana umri gani, takriban?
red-now-hint = Hii inafungua ziara mara moja. Msajili mtu baadaye.
red-now-label = Hajulikani, { $class }, { $time }
category-red = Nyekundu
category-yellow = Njano
category-green = Kijani
category-none = Hajachunguzwa
waits-triage = anasubiri uchunguzi
waits-medical = anasubiri daktari
waits-pharmacy = anasubiri dawa
waits-observation = chini ya uangalizi
waits-closed = imefungwa
visit-number = Namba { $n }
visit-writing = { $names } anaandika hapa
steps-label = Hatua za ziara
step-prescriptions = Dawa alizoandikiwa
step-outcome = Matokeo
triage-title = Uchunguzi wa haraka
triage-save = Hifadhi uchunguzi
triage-saved = Uchunguzi umo kwenye faili.
triage-red-signs = Dalili nyekundu
triage-yellow-signs = Dalili za njano
triage-suggested = Dalili zinapendekeza
triage-nothing-suggested = Weka alama au pima dalili muhimu upate pendekezo. Wewe unaamua.
triage-high-risk = Hatari kubwa kwa kipimo: { $what }. Mwite mkuu mara moja.
field-category = Kundi
past-title = Ya nyuma
past-medicines = Dawa
past-visits = Ziara za awali
past-done = Yaliyofanywa
ahead-on-hand = { $n } zipo
start-visit = Anza ziara
sign-unresponsive = Haitikii
sign-stridor = Sauti kali akivuta pumzi
sign-respiratory-distress = Anapumua kwa shida, au midomo ya bluu
sign-capillary-refill-over-3s = Damu kurudi zaidi ya sekunde 3
sign-weak-fast-pulse = Mapigo dhaifu ya haraka
sign-cold-extremities = Mikono na miguu baridi
sign-heavy-bleeding = Damu nyingi inatoka
sign-convulsions = Ana degedege sasa
sign-altered-with-fever-or-stiff-neck = Amechanganyikiwa, na homa, baridi au shingo ngumu
sign-hypoglycaemia = Sukari imeshuka
sign-high-risk-trauma = Jeraha la hatari kubwa
sign-threatened-limb = Kiungo kiko hatarini
sign-snake-bite = Kuumwa na nyoka
sign-poisoning = Sumu au kemikali
sign-testicular-pain = Maumivu ya ghafla ya korodani
sign-under-8-days = Chini ya siku 8
sign-pregnant-bleeding = Mjamzito, anatoka damu nyingi
sign-pregnant-abdominal-pain = Mjamzito, maumivu makali ya tumbo
sign-pregnant-convulsions = Mjamzito, degedege au kuchanganyikiwa
sign-pregnant-headache = Mjamzito, kichwa kinauma sana au haoni vizuri
sign-labour = Ana uchungu wa kuzaa
sign-swelling-of-mouth-or-neck = Uvimbe wa mdomo, koo au shingo
sign-wheezing = Anakoroma kifuani
sign-vomits-everything = Anatapika kila kitu
sign-ongoing-diarrhoea = Kuhara kunaendelea
sign-cannot-feed-or-drink = Hawezi kunyonya au kunywa
sign-dehydration = Dalili za upungufu wa maji
sign-severe-wasting-or-oedema = Amekonda sana au miguu imevimba
sign-under-6-months = Siku 8 hadi miezi 6
sign-severe-pallor = Amepauka sana
sign-ongoing-bleeding = Damu inaendelea kutoka
sign-recent-fainting = Alizimia karibuni
sign-restless-or-lethargic = Amechanganyikiwa, hatulii au ana usingizi
sign-weakness-or-loss-of-vision = Udhaifu au kutoona ghafla
sign-severe-pain = Maumivu makali
sign-new-rash-peeling = Upele mpya unaozidi au ngozi inabanduka
sign-open-fracture-or-dislocation = Mfupa umevunjika wazi au kuteguka
sign-other-trauma-or-burns = Jeraha lingine au kuungua
sign-sexual-assault = Ukatili wa kingono
sign-cannot-pass-urine = Hawezi kukojoa
sign-pregnant-referred = Mjamzito, amepewa rufaa

field-pregnant = Ni mjamzito?
field-gestation_weeks = Wiki za ujauzito
## Medical
narrative-title = Historia na uchunguzi
narrative-hint = Kwa maneno ya mgonjwa. Ctrl + Enter kuendelea.
narrative-details = Mwanzo, ukali na maelezo mengine
narrative-for-all = Malalamiko yote
narrative-save = Hifadhi maelezo
narrative-saved = Maelezo yapo kwenye faili.
background-title = Historia ya nyuma
background-asked = Imeulizwa na kuandikwa
background-save = Hifadhi historia ya nyuma
background-saved = Historia ya nyuma ipo kwenye faili.
allergies-title = Mzio
allergies-none-known = Hakuna mzio unaojulikana.
allergies-not-asked = Bado hajaulizwa kuhusu mzio.
allergy-add = Ongeza mzio
allergy-saved = Mzio upo kwenye faili.
assess-title = Matatizo
assess-add = Ongeza tatizo
assess-code = Msimbo wa ICD-10:
problem-saved = Tatizo lipo kwenye faili.

## Prescriptions
prescribe-title = Maagizo ya dawa
prescribe-sign = Saini agizo la dawa
prescribe-signed = Imesainiwa. Duka la dawa linaiona.
prescribe-read-again = Soma sentensi iliyo hapa chini, kisha saini.
prescribe-on-hand = { $n } zipo
prescribe-how-hint = mara 3 kwa siku, TID
prescribe-how-unknown = Hii haieleweki. Chagua mara ngapi kwenye orodha.
prescribe-days-unit = siku
prescribe-days = siku { $n }
prescribe-note-hint = Maneno kwa duka la dawa na mgonjwa, kama “pamoja na chakula”.
prescribe-not-zero = Andika namba zaidi ya sifuri.
prescribe-not-whole = Andika namba kamili, kama 5.
prescribe-not-a-number = Andika namba, kama 2 au 0.5.
prescribe-max-below-dose = Kiwango cha juu kwa siku ni chini ya dozi moja.
prescribe-said = { $medicine }: { $dose } { $route }, { $how }, { $days } = { $amount }
prescribe-said-once = { $medicine }: { $dose } { $route }, { $how } = { $amount }
prescribe-said-needed = { $medicine }: { $dose } { $route }, { $how }, isizidi { $max } kwa siku, { $days } = { $amount }
prescribe-missing = Bado inakosekana: { $what }
prescribe-unchecked = Haijakaguliwa: { $what }
prescribe-source = Chanzo:
prescribe-reason = Kwa nini unaendelea
prescribe-again = Rudia ya mwisho: { $medicine }
prescribe-stop = Isimamishe

## Tests and what was done
tests-title = Vipimo
test-hint = Kwa mfano: kipimo cha haraka cha malaria
test-order = Agiza kipimo
test-ordered-now = Kipimo kimeagizwa.
test-take = Sampuli imechukuliwa
test-enter-result = Andika matokeo
test-result-title = Matokeo
test-save-result = Hifadhi matokeo
test-resulted-now = Matokeo yapo kwenye faili.
test-see = Nimeyaona
procedures-title = Yaliyofanyika hapa
procedure-add = Ongeza kilichofanyika
procedure-saved = Ipo kwenye faili.

## Outcome
outcome-title = Matokeo ya ziara
outcome-save = Hifadhi matokeo ya ziara
outcome-saved = Matokeo ya ziara yapo kwenye faili.
outcome-next = Mgonjwa anaenda wapi sasa
outcome-to-pharmacy = Tuma duka la dawa
outcome-observe = Weka chini ya uangalizi
outcome-close = Funga ziara
outcome-reopen = Fungua ziara tena
outcome-asked = Sema ziara iliishaje. Kama hakuna anayejua, bonyeza “Funga ziara” tena.
outcome-none = Hakuna matokeo yaliyoandikwa.
outcome-closed = Ziara imefungwa ({ $when }).
outcome-follow-hint = Lini na kwa nini, kwa mfano: baada ya siku 3, kufunga kidonda
outcome-ask-referred = Sema wapi, na kama wamekubali.
outcome-ask-admitted = Sema wodi gani.
outcome-ask-died = Sema saa, mahali na sababu.
visit-to-pharmacy = Mgonjwa anasubiri duka la dawa.
visit-observed = Mgonjwa yuko chini ya uangalizi.
visit-closed = Ziara imefungwa.
visit-reopened = Ziara imefunguliwa tena.
stands-triage = Mgonjwa anasubiri upangaji.
stands-medical = Mgonjwa yuko nawe, au anasubiri kuonwa.
stands-pharmacy = Mgonjwa anasubiri duka la dawa.
stands-observation = Mgonjwa yuko chini ya uangalizi.
stands-closed = Ziara imefungwa.

## Written rows, errors, a visit in the wrong chart
written-by = { $who }, { $when }
mark-verb = Imeandikwa kimakosa
mark-what = Inabaki kusomeka, imekatwa, na haihesabiwi tena. Unaweza kurudisha.
mark-why = Sema kwa nini kwa maneno machache.
mark-save = Kata
mark-stands = Imeandikwa kimakosa:
mark-moved = Imehamishiwa mgonjwa mwingine:
mark-take-back = Rudisha
move-title = Mgonjwa siye?
move-what = Kama ziara hii ni ya mtu mwingine, ihamishie kwenye faili lake.
move-verb = Hamisha ziara hii
move-whose = Tafuta, kisha chagua ziara hii ni ya nani.
move-sure = Hii inahamisha ziara kutoka { $from } kwenda { $to }.
move-goes = Maelezo, dalili muhimu, vipimo na maagizo huenda pamoja; akiba inabaki ilivyo. Mafaili yote mawili yatasema hivyo. Kurudisha ni kwa kuhamisha tena tu.
move-confirm = Hamisha ziara sasa

## Codes of the medical forms
reaction-mild = Nyepesi
reaction-moderate = Ya wastani
reaction-severe = Kali
certainty-confirmed = Umethibitishwa
certainty-suspected = Unashukiwa
certainty-refuted = Umekanushwa
history-flag-diabetes = Kisukari
history-flag-hypertension = Shinikizo la damu
history-flag-high-cholesterol = Kolesteroli nyingi
history-flag-smoker = Anavuta sigara
history-flag-alcohol = Anakunywa pombe
problem-active = Lipo
problem-resolved = Limekwisha
request-active = Inasubiri kutolewa
request-completed = Imetolewa
request-stopped = Imesimamishwa
request-reported = anatumia, kwa mujibu wa kwingine
test-ordered = Kimeagizwa
test-taken = Kimechukuliwa, matokeo yanasubiriwa
test-resulted = Matokeo hayajaonwa
test-seen = Yameonwa
procedure-procedure = Utaratibu
procedure-given = Imetolewa hapa
procedure-vaccine = Chanjo
procedure-counselling = Ushauri
outcome-treated = Ametibiwa, ameenda nyumbani
outcome-referred = Amepewa rufaa
outcome-admitted = Amelazwa
outcome-left-unseen = Ameondoka bila kuonwa
outcome-left-against-advice = Ameondoka kinyume na ushauri
outcome-dead-on-arrival = Amefika amekufa
outcome-died-here = Amefia hapa
step-triage = Upangaji
step-medical = Matibabu
step-pharmacy = Duka la dawa
step-observation = Uangalizi
step-closed = Imefungwa
alert-allergy = Mzio
alert-duplicate = Tayari imeagizwa
alert-pregnancy = Ujauzito
alert-breast-feeding = Kunyonyesha
alert-dose-high = Dozi zaidi ya kawaida
unchecked-no-weight = dozi (hakuna uzito mwezi huu)
unchecked-no-dose-data = dozi (hakuna chanzo kwa dawa hii)
unchecked-not-in-list = mzio na ujauzito (dawa haipo kwenye orodha)
unchecked-pregnancy-unknown = ujauzito (haujaulizwa)
form-capsule = kapsuli
form-tablet = kidonge
form-chewable = kidonge cha kutafuna
form-suspension = kimiminika cha kutikisa
form-syrup = sharubati
form-elixir = elixir
form-solution = myeyusho
form-injection = sindano
form-cream = krimu
form-ointment = marhamu
form-lotion = losheni
form-drops = matone
form-sachet = pakiti ya unga
form-suppository = kidonge cha njia ya haja
form-inhaler = kivutio
form-nebuliser = nebulaiza
form-sublingual = kidonge cha chini ya ulimi
form-patch = kibandiko
route-oral = kwa mdomo
route-sublingual = chini ya ulimi
route-buccal = ndani ya shavu
route-rectal = kwa njia ya haja kubwa
route-vaginal = ukeni
route-topical = kwenye ngozi
route-transdermal = kupitia ngozi
route-eye = jichoni
route-ear = sikioni
route-nasal = puani
route-inhaled = kwa kuvuta hewa
route-intramuscular = kwenye msuli
route-intravenous = kwenye mshipa
route-subcutaneous = chini ya ngozi
route-intradermal = ndani ya ngozi
route-intraosseous = kwenye uboho
route-infiltration = kuzunguka sehemu ya kufa ganzi
route-intrathecal = kwenye maji ya uti wa mgongo
route-tube = kupitia mrija wa chakula
administration-1-a-day = mara 1 kwa siku
administration-morning = mara 1 kwa siku, asubuhi
administration-evening = mara 1 kwa siku, jioni
administration-bedtime = mara 1 kwa siku, wakati wa kulala
administration-2-a-day = mara 2 kwa siku
administration-3-a-day = mara 3 kwa siku
administration-4-a-day = mara 4 kwa siku
administration-5-a-day = mara 5 kwa siku
administration-every-4-hours = kila saa 4
administration-every-4-to-6-hours = kila saa 4 hadi 6
administration-every-6-hours = kila saa 6
administration-every-8-hours = kila saa 8
administration-every-12-hours = kila saa 12
administration-alternate-days = siku moja ndiyo, moja hapana
administration-1-a-week = mara 1 kwa wiki
administration-2-a-week = mara 2 kwa wiki
administration-3-a-week = mara 3 kwa wiki
administration-as-needed = inapohitajika
administration-once = dozi moja, sasa
units-tablet = vidonge
units-capsule = kapsuli
units-ml = mL
units-ampoule = ampuli
units-application = kupaka
units-drop = matone
units-sachet = pakiti
units-suppository = vidonge vya haja
units-puff = mivuto
units-nebule = dozi za nebulaiza
units-patch = vibandiko
units-dose = kwa dozi
unit-tablet = { $n ->
    [one] kidonge { $shown }
   *[other] vidonge { $shown }
}
unit-capsule = { $n ->
    [one] kapsuli { $shown }
   *[other] kapsuli { $shown }
}
unit-ml = { $n ->
    [one] mL { $shown }
   *[other] mL { $shown }
}
unit-ampoule = { $n ->
    [one] ampuli { $shown }
   *[other] ampuli { $shown }
}
unit-application = { $n ->
    [one] kupaka mara { $shown }
   *[other] kupaka mara { $shown }
}
unit-drop = { $n ->
    [one] tone { $shown }
   *[other] matone { $shown }
}
unit-sachet = { $n ->
    [one] pakiti { $shown }
   *[other] pakiti { $shown }
}
unit-suppository = { $n ->
    [one] kidonge cha haja { $shown }
   *[other] vidonge vya haja { $shown }
}
unit-puff = { $n ->
    [one] mvuto { $shown }
   *[other] mivuto { $shown }
}
unit-nebule = { $n ->
    [one] dozi ya nebulaiza { $shown }
   *[other] dozi za nebulaiza { $shown }
}
unit-patch = { $n ->
    [one] kibandiko { $shown }
   *[other] vibandiko { $shown }
}
unit-dose = { $n ->
    [one] kipimo { $shown }
   *[other] vipimo { $shown }
}

## Fields of the medical forms
field-encounter = Ziara
field-complaint = Lalamiko
field-history = Historia
field-onset = Mwanzo
field-severity = Ukali
field-radiation = Inasambaa hadi
field-quality = Hali yake
field-provokes = Huzidi kwa
field-palliates = Hupungua kwa
field-time_of_day = Wakati wa siku
field-examination = Uchunguzi
field-medical = Magonjwa na upasuaji
field-social = Maisha na kazi
field-family_history = Magonjwa katika familia
field-medication = Dawa anazotumia sasa
field-history_flags = Ana au hufanya
field-no_known_allergies = Ameulizwa: hakuna mzio unaojulikana
field-substance = Ana mzio wa
field-reaction = Kilichotokea
field-certainty = Uhakika
field-code = Msimbo
field-text = Tatizo
field-medicine = Dawa na nguvu yake
field-ingredients = Viambato
field-form = Umbo
field-dose_milli = Kila dozi
field-route = Njia
field-administration = Mara ngapi
field-days = Kwa muda gani
field-daily_max_milli = Kiwango cha juu kwa siku
field-amount = Kiasi
field-note = Maelezo
field-overridden = Tahadhari zilizopitwa
field-unchecked = Haijakaguliwa
field-reason = Sababu
field-test_name = Kipimo
field-result = Matokeo
field-kit_lot = Namba ya kifaa
field-reader = Amesoma
field-kind = Aina
field-done_text = Kilichofanyika au kutolewa
field-lot = Namba ya toleo
field-done_at = Lini
field-opened_at = Ilianza
field-outcome = Iliishaje
field-outcome_note = Maelezo zaidi
field-follow_up = Ufuatiliaji
field-step = Hatua
field-step_since = Tangu
field-closed = Ilifungwa
field-complaints = Malalamiko
field-number = Namba
field-age_band = Rika
field-move_query = Ziara hii ni ya nani?
field-move_reason = Kwa nini inahamishwa
unwritten = Imeandikwa, lakini bado haijahifadhiwa: { $forms }. Ihifadhi sasa, au bonyeza tena kuiacha kama rasimu.
unwritten-write = Hifadhi yote
