# Fieldchart, Kiswahili. Bado haijapitiwa na mzungumzaji wa asili.

app-name = Fieldchart
choose-one = Chagua
cancel-verb = Ghairi
close-verb = Funga
retry-verb = Jaribu tena
print-verb = Chapisha
skip-to-main = Nenda sehemu kuu
progress-of = { $done } kati ya { $total }
progress-spoken = { $percent } % imekamilika
saved-at = Imehifadhiwa { $time }
draft-restored = Ulichoandika awali kipo tena.
draft-discard = Futa fomu
bytes = baiti { $n }

## Languages
language-label = Lugha
language-note = Tafsiri ambayo bado haijasomwa na mzungumzaji wa asili huonyeshwa hivyo kwenye menyu.
language-unreviewed = { $name } (haijapitiwa)
language-en = English
language-fr = Français
language-es = Español
language-ar = العربية
language-sw = Kiswahili
language-qps = Kiingereza kilichorefushwa, kwa majaribio

## Frame
nav-label = Kuu
nav-patients = Wagonjwa
nav-register = Sajili
nav-journal = Jarida
nav-settings = Mipangilio
search-label = Tafuta wagonjwa
search-hint = Jina, namba, simu au mahali
sync-alone = Vyote viko salama hapa. Hakuna kifaa kingine kilichokutana bado.
user-label = Aliyeingia:
lock-verb = Funga skrini

## First run
first-run-title = Anzisha operesheni
first-run-what = Operesheni ni shughuli moja: misheni, kambi au mwitikio. Vyote hubaki kwenye kifaa hiki.
operation-hint = Kwa mfano: Mwitikio wa mafuriko 2026
site-hint = Mahali kifaa hiki kinapotumika, kama Kliniki A
passphrase-hint = Maneno matano, au angalau herufi 12. Hufungua hifadhi kwenye kifaa hiki.
suggest-verb = Pendekeza maneno matano
suggested-words = Yaandike na uyahifadhi:
start-verb = Anzisha operesheni
demo-title = Angalia mfumo
demo-what = Hufungua operesheni yenye watu 200 wa kubuni. Hakuna aliye wa kweli.
demo-verb = Angalia kwa data ya mfano
demo-operation = Mfano
demo-site = Kituo cha mfano
demo-user = Mtumiaji wa mfano
demo-passphrase = Fungu hili la maneno hufungua mfano tena. Linaonyeshwa mara moja tu.
demo-ready = Watu wa kubuni wapo.
demo-done = Fungua wagonjwa
restore-title = Rejesha nakala rudufu
restore-aside = Huleta hapa rekodi za kifaa kilichopotea au kuharibika.
restore-link = Rejesha nakala rudufu
restore-what = Hunakili nakala rudufu kwenye kifaa hiki. Kisha ingia kwa kaulisiri iliyotumika pale ilipotengenezwa. Kifaa hiki kinaendelea katika kumbukumbu yake yenyewe, hivyo hakuna kilichosainiwa kinachopingwa.
restore-from-hint = Folda ya nakala, kutoka mzizi wake: kama /media/stick/fieldchart-backup.
restore-verb = Rejesha
restore-back = Rudi
phase-demo = Kuandika watu wa kubuni
phase-verify = Kukagua kila baiti iliyohifadhiwa
phase-check = Inakagua hifadhi yote
phase-rebuild = Orodha zinatengenezwa upya
phase-backup = Inanakili hifadhi na kukagua nakala
phase-export = Inaandika jarida kwa mkaguzi
phase-restore = Inanakili nakala rudufu kwenye kifaa hiki

## Sheets
sheets-title = Chapisha karatasi hizi mbili
sheets-what = Chapisha zote mbili sasa, au zinakili kwa mkono. Zinaonyeshwa mara moja tu, na hakuna anayeweza kuzitengeneza tena.
sheets-confirm-first = Weka alama kwenye kisanduku karatasi zote mbili zikishachapishwa.
sheets-done = Endelea kwa wagonjwa
sheet-qr = Msimbo wa QR wa maandishi ya karatasi hii
sheet-recovery-title = Karatasi ya uokoaji
sheet-recovery-what = Hufungua kumbukumbu za operesheni hii mafungu yote ya maneno yakipotea.
sheet-recovery-where = Ifungie mbali na kifaa hiki. Mwenye vyote viwili anaweza kusoma kila kitu na kuandika kwa jina la yeyote.
sheet-root-title = Karatasi ya ufunguo mkuu
sheet-root-what = Huthibitisha nani anaweza kuongeza watumiaji na vifaa kwenye operesheni hii.
sheet-root-where = Iweke kwenye sefu, mbali na karatasi ya uokoaji.

## Log in and lock
log-in-title = Ingia
log-in-what = Fungu lako la maneno hufungua hifadhi na kusema wewe ni nani.
log-in-verb = Ingia
recover-link = Nimesahau fungu la maneno: tumia karatasi ya uokoaji
recover-title = Tumia karatasi ya uokoaji
recover-what = Ufunguo wa uokoaji uliochapishwa kwenye karatasi hufungua hifadhi na kukupa fungu jipya la maneno. Hakuna kilichorekodiwa kinachopotea.
recovery-key-hint = Makundi yote 14 ya herufi nne, kwa mpangilio wake. Nafasi, vistari na herufi ndogo hazijalishi.
recover-user-hint = Jina kama lilivyo katika Fieldchart. Acha wazi ikiwa ni wewe pekee unayetumia kifaa hiki.
recover-verb = Weka fungu jipya la maneno
recover-back = Rudi kwenye kuingia
lock-title = Imefungwa
lock-what = { $name } ameingia. Kilichoandikwa kimehifadhiwa.
unlock-verb = Fungua

## Patients
patients-title = Wagonjwa
patients-latest = { $total ->
    [one] Mgonjwa { $total }:
   *[other] Wagonjwa { $total }. Walioandikwa mwisho ({ $n }):
}
patients-found = { $n ->
    [0] Hakuna aliyepatikana kati ya { $total }.
    [one] Mgonjwa { $n } amepatikana kati ya { $total }.
   *[other] Wagonjwa { $n } wamepatikana kati ya { $total }.
}
patients-none-yet = Bado hakuna aliyesajiliwa. Sajili mgonjwa wa kwanza: jina moja linatosha.
patients-none-found = Hakuna anayelingana. Jaribu herufi chache, jina la ukoo pekee au namba ya simu. Kama ni mgeni, msajili.
register-verb = Sajili

## Register
register-title = Sajili mgonjwa
register-hint = Jina moja linatosha. Enter huenda sehemu inayofuata.
register-more = Zaidi: majina mengine, anwani, namba, ndugu
no-name-label = Mtu asiyejulikana, { $when }
ids-hint = Moja kwa mstari. Sema nani alitoa, kama inajulikana: Kambi: 1234
alike-title = Amesajiliwa tayari?
alike-what = Watu hawa wana jina linalofanana. Fungua mmoja kuona zaidi.
same-name = jina linalofanana
same-sex = jinsi ileile
same-birth = tarehe ileile ya kuzaliwa
same-age = karibu umri uleule
same-phone = simu ileile
same-place = mahali palepale

## Chart
chart-title = Chati
banner-age = Umri
photo-add = Ongeza picha
photo-change = Badilisha picha
photo-of = Picha ya mgonjwa
photo-unreadable = Faili hili si picha inayosomeka. Chagua faili la JPEG, PNG au WebP.
banner-died = Alifariki { $when }
banner-conflicts = Imeandikwa tofauti mahali pawili: { $fields }. Amua kwenye faili ipi ni sahihi.
conflict-title = Imeandikwa tofauti mahali pawili
conflict-what = Haya yaliandikwa kwenye kompyuta ambazo hazikuwa zimekutana. Yote yanabaki kwenye historia. Muulize mgonjwa, au aliyeandika, uchague iliyo sahihi.
conflict-in = (imeandikwa { $when })
conflict-by = { $who } aliandika hii { $when } kwenye { $laptop }.
conflict-settle = Hii ndiyo sahihi
amend-verb = Rekebisha
amend-patient = Rekebisha mgonjwa
amend-save = Hifadhi marekebisho
amend-saved = Imerekebishwa. Kilichoandikwa awali kinabaki kwenye historia.
amended-mark = imerekebishwa
history-verb = Historia
history-title = Historia
history-written = { $who } aliandika hii { $when }.
history-amended = { $who } alirekebisha hii { $when }.
history-entry = Ingizo la jarida { $index }
history-field = Sehemu
history-before = Kabla
history-after = Baada
history-empty = tupu
vitals-title = Vipimo muhimu
vitals-new-title = Pima vipimo muhimu
vitals-verb = Hifadhi vipimo muhimu
vitals-saved = Vipimo muhimu vimehifadhiwa.
vitals-measured = Kilichopimwa
vitals-none = Bado hakuna vipimo. Jaza hapo juu kilichopimwa; thamani moja inatosha.
vitals-show-all = Onyesha vyote { $n }
vitals-amend = Rekebisha vipimo, { $when }
vitals-history = Historia ya vipimo, { $when }
vitals-of = Vipimo muhimu, { $when }
vitals-ask-age = Umri haujulikani, kwa hiyo thamani zisizo za kawaida haziwezi kuwekewa alama. Uliza umri au chagua kundi la umri kwa Rekebisha mgonjwa.
unusual-mark = si kawaida
unusual-range = Si kawaida kwa umri huu. Kawaida: { $low } hadi { $high }.
absence-none = Hakuna thamani kwa sababu…
absence-of = { $field }: kwa nini hakuna thamani
problems-title = Matatizo
problem-since = tangu { $when }
findings-title = Matokeo kutoka kwingine ({ $n })
findings-what = Tokeo
findings-value = Thamani
findings-when = Lini
attachments-title = Viambatisho ({ $n })
attachment-open = Fungua
attachment-add = Ongeza faili
attachment-kinds = PNG, JPEG, WebP, PDF, JSON, XML au maandishi, hadi MB 25.
attachment-not-shown = Faili la aina hii halionyeshwi hapa. Lihifadhi ili ulifungue kwingine.
attachment-unreadable = Faili hili haliwezi kusomeka hapa. Jaribu tena; likiendelea hivyo, hakiki jarida.

## Journal
journal-title = Jarida
journal-count = { $n ->
    [one] Kumbukumbu { $n }.
   *[other] Kumbukumbu { $n }.
}
journal-whole = Hakuna iliyobadilishwa. Imethibitishwa { $when }.
journal-broken = Ukaguzi wa { $when } uligundua mabadiliko. Usitegemee kifaa hiki; mwambie mratibu wako.
journal-unverified = Bado haijathibitishwa kwenye kifaa hiki.
journal-faults = Maingizo haya hayathibitiki
verify-verb = Thibitisha sasa
digest-title = Muhtasari
digest-what = Mistari michache inayowakilisha kila kumbukumbu. Ichapishe: badiliko lolote la baadaye halitalingana tena.
digest-qr = Msimbo wa QR wa muhtasari
entries-title = Maingizo na alama
entries-root = Alama ya mzizi
entries-index = Namba
entries-class = Aina
entries-laptop = Iliandikwa kwenye
entries-at = Iliandikwa
entries-bytes = Baiti
entries-leaf = Alama ya jani
class-clinical = Kliniki
class-stock = Akiba
class-access = Ufikiaji
class-membership = Uanachama
class-redaction = Uondoaji
class-settings = Mipangilio
class-key = Ufunguo
class-heads = Vichwa
class-chunk = Kiambatisho
class-newer = Kutoka toleo jipya zaidi

## Settings
settings-title = Mipangilio
settings-look = Lugha na mwonekano
settings-leave = Kuondoka
lock-screen-verb = Funga skrini
lock-screen-what = Huficha kila kitu; unaendelea ulipokuwa.
log-out-verb = Toka
log-out-what = Humaliza kipindi chako kwenye kifaa hiki.
lock-store-verb = Funga hifadhi
lock-store-what = Humaliza vipindi vyote na kusahau funguo zote. Fanya hivi kabla kifaa hakijatoka machoni pako.
theme-auto = Kama mfumo
theme-light = Mwanga
theme-dark = Giza
theme-contrast = Utofautishaji mkubwa

## Ages and dates
age-days = { $n ->
    [one] siku { $n }
   *[other] siku { $n }
}
age-months = { $n ->
    [one] mwezi { $n }
   *[other] miezi { $n }
}
age-years = { $n ->
    [one] mwaka { $n }
   *[other] miaka { $n }
}
age-years-months = { $years ->
    [one] mwaka { $years }
   *[other] miaka { $years }
} { $months ->
    [one] mwezi { $months }
   *[other] miezi { $months }
}
age-about = takriban { $age }
age-judged = { $class } (kadirio)
age-unclear = umri hauko wazi
age-not-asked = umri haujaulizwa
birth-born = alizaliwa { $date }
birth-count = { $unit } { $n }
birth-told = { $age }, ilisemwa { $date }
birth-judged = { $class }, ilikadiriwa { $date }
birth-way-age = Umri
birth-way-date = Tarehe ya kuzaliwa
birth-way-class = Kundi la umri
birth-date-hint = Acha siku, au siku na mwezi, wazi kama haijulikani.
birth-wrong-date = Tarehe hii haipo kwenye kalenda. Angalia siku na mwezi.
birth-wrong-year = Toa mwaka, au sema umri badala yake.
birth-wrong-month = Toa mwezi, au acha siku wazi pia.
birth-wrong-four = Toa mwaka kwa tarakimu nne, kama 1990.
birth-wrong-age = Toa umri kwa namba kamili.
birth-wrong-unit = Chagua siku, wiki, miezi au miaka.
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }, { $time }
time-now = sasa hivi
time-minutes = { $n ->
    [one] dakika { $n } iliyopita
   *[other] dakika { $n } zilizopita
}
time-today = leo { $time }
time-yesterday = jana { $time }
month-1 = Januari
month-2 = Februari
month-3 = Machi
month-4 = Aprili
month-5 = Mei
month-6 = Juni
month-7 = Julai
month-8 = Agosti
month-9 = Septemba
month-10 = Oktoba
month-11 = Novemba
month-12 = Desemba

## Codes
sex-female = Mwanamke
sex-male = Mwanamume
sex-other = Nyingine
sex-unknown = Haijulikani
sex-not-asked = jinsia haijaulizwa
status-refugee = Mkimbizi
status-displaced = Mkimbizi wa ndani
status-host = Jamii mwenyeji
status-other = Nyingine
age-class-under-28-days = chini ya siku 28
age-class-1-11-months = miezi 1 hadi 11
age-class-1-4 = miaka 1 hadi 4
age-class-5-11 = miaka 5 hadi 11
age-class-12-17 = miaka 12 hadi 17
age-class-18-64 = miaka 18 hadi 64
age-class-65-plus = miaka 65 na zaidi
age-unit-days = siku
age-unit-weeks = wiki
age-unit-months = miezi
age-unit-years = miaka
absence-not-measurable = haipimiki
absence-beyond-meter = nje ya kipimo
absence-refused = amekataa
acvpu-alert = Macho na makini
acvpu-confused = Kuchanganyikiwa kupya
acvpu-voice = Huitikia sauti
acvpu-pain = Huitikia maumivu
acvpu-unresponsive = Haitikii
answer-yes = Ndiyo
answer-no = Hapana

## Fields
field-operation = Operesheni
field-site = Kituo
field-name = Jina lako
field-passphrase = Fungu la maneno
field-recovery_key = Ufunguo wa uokoaji
field-user = Fungu la maneno la nani
field-repeat = Fungu la maneno tena
field-sheets_kept = Nimechapisha au kunakili karatasi zote mbili
field-theme = Mandhari
field-draft = Rasimu
field-patients = Wagonjwa
field-no_name = Bado hana jina
field-given = Majina ya kwanza
field-family = Jina la ukoo
field-other_names = Majina mengine
field-script_name = Jina kwa mwandiko mwingine
field-label = Aitweje kwa sasa
field-sex = Jinsia
field-birth = Kuzaliwa au umri
field-birth_age = Umri
field-birth_unit = Kipimo
field-birth_class = Kundi la umri
field-birth_day = Siku
field-birth_month = Mwezi
field-birth_year = Mwaka
field-phone = Simu
field-phone_shared = Je, wengine hupokea simu hii?
field-phone_safe = Je, ni salama kupiga?
field-address = Anwani au bloku
field-city = Mji, kambi au kijiji
field-country = Nchi
field-ids = Namba za kambi au za taifa
field-status = Hali
field-language = Lugha anayopendelea
field-next_of_kin = Ndugu wa karibu
field-consent = Ridhaa
field-flags = Udhaifu
field-died = Alifariki
field-photo = Picha
field-patient = Mgonjwa
field-at = Kilichopimwa
field-vitals = Vipimo muhimu
field-temperature_mc = Joto
field-pulse_per_min = Mapigo ya moyo
field-breathing_per_min = Kasi ya kupumua
field-spo2_pct = Oksijeni ya damu
field-oxygen_ml_per_min = Oksijeni iliyotolewa
field-systolic_mmhg = Shinikizo la juu
field-diastolic_mmhg = Shinikizo la chini
field-weight_g = Uzito
field-height_mm = Urefu
field-muac_mm = Mzingo wa mkono (MUAC)
field-glucose_umol_per_l = Sukari ya damu
field-pain = Maumivu
field-acvpu = Fahamu

## What must be mended
errors-title = Bado haijahifadhiwa. Rekebisha hii kwanza
problem-name-or-label-needed = Toa jina moja, au weka alama “Bado hana jina”.
problem-too-long = Hii ina herufi { $length }; zinatosha { $max }.
problem-control-character = Hii ina herufi isiyoonekana. Iandike tena kwa mkono.
problem-in-the-future = Siku hii bado haijafika. Angalia mwaka.
problem-too-old = Hakuna mwenye umri zaidi ya miaka { $years }. Angalia mwaka.
problem-too-high = { $value } inazidi kinachowezekana ({ $limit }). Angalia namba na kipimo.
problem-too-low = { $value } iko chini ya kinachowezekana ({ $limit }). Angalia namba na kipimo.
problem-nothing = Jaza hapa.
problem-no-vitals = Bado hakuna kilichojazwa. Thamani moja inatosha.
problem-passphrase-too-short = Tumia angalau herufi { $min }, au omba maneno matano.
problem-passphrase-common = Hili ni kati ya yale ambayo kila mtu angejaribu kwanza. Chagua jingine, au omba maneno matano.
problem-bad-pin = Tumia tarakimu sita ambazo hakuna anayekisia: si 123456 wala 111111.
problem-alert-needs-reason = Sema kwa nini unaendelea licha ya tahadhari hii.
problem-gone = Hiki hakipo tena. Chagua tena.
problem-lot-expired = Toleo { $lot } liliisha muda tarehe { $expiry }. Chukua toleo jingine.
problem-lot-held = Toleo { $lot } limezuiwa. Chukua toleo jingine.
problem-other-expiry = Toleo hili linajulikana hapa kwa tarehe ya mwisho { $known }. Angalia kifurushi tena, au sahihisha toleo.
problem-more-than-owed = { $value } ni zaidi ya kinachodaiwa ({ $limit }). Angalia namba.
problem-less-than-owed = { $value } ni pungufu ya kinachodaiwa ({ $limit }). Toa kama sehemu, au toa yote.
problem-other-medicine = Hii si dawa iliyoandikwa. Chagua “imebadilishwa” na useme kwa nini.
import-unknown-column = Safu hii haijulikani. Ibadilishe jina au ifute.
import-twice = Safu hii ipo mara mbili. Acha moja.
import-missing = Hiki kinakosekana. Kijaze.
import-not-a-form = Hili si jina la umbo la dawa, kama tablet au syrup.
import-not-a-route = Hili si jina la njia ya kutoa, kama oral au intramuscular.
import-not-a-date = Hii si tarehe kama 2027-06-30 au 2027-06.
import-not-a-number = Hii si namba kamili.
import-not-units = Andika vipimo kama namba kamili kutoka 1 hadi 1000000.
import-not-yes-no = Andika yes au no.
import-bad-text = Hii ni ndefu mno, au ina herufi isiyoonekana.
import-other-expiry = Toleo hili linajulikana kwa tarehe nyingine ya mwisho.
import-not-a-row = Mstari huu una visanduku zaidi au pungufu ya mstari wa kwanza.
import-too-large = Faili ni kubwa kuliko MB 2. Liingize kwa sehemu.
import-too-many-lines = Faili lina mistari zaidi ya 5000. Liingize kwa sehemu.
problem-nobody-by-this-name = Hakuna mtu kwenye kifaa hiki mwenye jina hili, au wako zaidi ya mmoja. Andika jina kama lilivyo katika Fieldchart.
problem-file-too-large = Faili hii ni kubwa mno; kikomo ni MB { $max }.
problem-file-kind = Faili za aina hii hazihifadhiwi. Zinazohifadhiwa: picha (PNG, JPEG, WebP), PDF, JSON, XML na maandishi ya kawaida.
problem-picture-damaged = Picha hii imeharibika au imekatika, haitaweza kuonyeshwa baadaye. Inakili tena kutoka ilikotoka, au ipige upya.
problem-picture-too-large = Picha hii ina nukta nyingi mno kwa kompyuta ndogo; kikomo ni milioni { $max }. Ipunguze na uiongeze tena.
problem-before-first-day = Siku hii iko kabla ya ya kwanza. Angalia zote mbili.
problem-path-not-whole = Andika njia nzima kutoka mzizi wake: kama /media/stick/nakala, au ~/nakala kwa folda yako mwenyewe.
problem-folder-missing = Hakuna folda { $folder }. Hakikisha kijiti au diski imechomekwa, na tahajia.
problem-folder-in-use = Folda hii tayari ina kitu, na hakuna kinachoandikwa juu yake. Toa folda ambayo bado haipo.
problem-folder-of-store = Folda hii iko ndani ya hifadhi yenyewe. Toa nyingine mahali pengine, bora kwenye diski nyingine.
problem-folder-not-writable = Fieldchart haiwezi kuandika hapa, au diski imetolewa. Hakuna kilichobaki; chagua folda nyingine.
problem-folder-full = Diski haina nafasi ya kutosha, au haipokei faili kubwa hivi. Hakuna kilichobaki; chagua diski nyingine.
problem-folder-unreadable = Folda hii haisomeki. Hakikisha kijiti au diski imechomekwa.
problem-no-backup = Folda hii haina nakala rudufu ambayo Fieldchart hii inaweza kusoma. Folda ya nakala ina vault.json na journal.db.
problem-repeat = Mafungu mawili ya maneno yanatofautiana. Andika lile lile mara mbili.
problem-not-a-number = Andika namba, kama 37.5.
problem-too-exact = Hii ina desimali nyingi kuliko zinazoweza kuhifadhiwa.

## What went wrong
error-invalid = Kuna kitu cha kurekebisha kwanza. Ulichoandika bado kipo.
error-no-operation = Bado hakuna operesheni kwenye kifaa hiki.
error-operation-exists = Kifaa hiki kina operesheni tayari. Ingia badala yake.
error-locked = Hifadhi imefungwa. Ingia; kilichoandikwa kimehifadhiwa.
error-screen-locked = Skrini imefungwa. Ifungue; kilichoandikwa kimehifadhiwa.
error-no-session = Kipindi kimeisha. Ingia; kilichoandikwa kimehifadhiwa.
error-wrong-passphrase = Fungu hili la maneno halifungui chochote hapa. Angalia herufi kubwa na lugha ya kibodi.
error-wrong-recovery-key = Huu si ufunguo wa uokoaji wa hifadhi hii. Linganisha makundi yote 14 na karatasi, moja baada ya jingine, na hakikisha karatasi inataja operesheni hii na si karatasi ya ufunguo mkuu.
error-too-many-tries = { $seconds ->
    [one] Majaribio mengi mno. Subiri sekunde { $seconds }.
   *[other] Majaribio mengi mno. Subiri sekunde { $seconds }.
}
error-not-allowed = Majukumu yako hayaruhusu hili. Muulize msimamizi.
error-second-signer = Saini ya pili lazima iwe ya mtu mwingine anayeruhusiwa kufuta. Muulize msimamizi mwingine.
error-held = Rekodi hii imezuiwa. Ondoa kizuizi kwanza, au subiri siku yake ya mwisho.
error-not-found = Hakuna kumbukumbu hiyo kwenye kifaa hiki.
error-unknown-call = Skrini na programu ni za matoleo tofauti. Funga madirisha yote na uanzishe Fieldchart tena.
error-damaged = Hifadhi haithibitiki: { $what }. Acha kuandika na umwambie mratibu wako.
error-store-newer = Hifadhi hii iliandikwa na Fieldchart mpya zaidi: ina muundo { $found }, na programu hii inasoma hadi { $known }. Hakuna kilichobadilishwa ndani yake. Sakinisha Fieldchart mpya zaidi kwenye kompyuta hii, kisha ingia.
error-store-older = Hifadhi hii ina muundo { $found }, wa zamani kuliko wa kwanza ambao programu hii inasoma, { $known }. Hakuna kilichobadilishwa ndani yake. Mwambie mratibu wako.
error-disk = Diski imejaa au haiandikiki. Ulichoandika bado kipo; ongeza nafasi na uhifadhi tena.
error-cancelled = Imeghairiwa. Hakuna kilichopotea.
error-internal = Kuna hitilafu ya ndani. Ulichoandika bado kipo. Mpe mratibu wako namba hii: { $id }.
error-unreachable = Fieldchart haijibu. Ulichoandika bado kipo. Hakikisha programu inafanya kazi, kisha ujaribu tena.
