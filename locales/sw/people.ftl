### People, roles, PINs, the access log.

nav-people = Watu
people-title = Watu

## People
person-add = Ongeza mtu
person-add-title = Mtu mpya
person-amend-title = Rekebisha { $name }
person-save = Hifadhi
person-you = wewe
person-until = hadi { $day }
person-ended = iliisha { $day }
person-out = imezimwa
ends-hint = Acha wazi kama hakuna mwisho. Baada ya siku hii mtu hawezi tena kuingia.
ends-wrong = Andika siku kama mwaka-mwezi-siku, kwa mfano 2026-08-31.
role-nurse = Muuguzi
role-physician = Daktari
role-pharmacist = Mfamasia
role-researcher = Mtafiti
role-manager = Meneja
role-coordinator = Mratibu
role-auditor = Mkaguzi
role-administrator = Msimamizi
role-what-nurse = Upangaji, chati, dawa na akiba.
role-what-physician = Upangaji, chati, dawa na akiba.
role-what-pharmacist = Upangaji, chati, dawa na akiba.
role-what-researcher = Ripoti bila majina. Hakuna chati.
role-what-manager = Mtiririko wa wagonjwa na ripoti ya siku. Hakuna chati.
role-what-coordinator = Vifaa, kuunganisha na kusawazisha. Hakuna chati.
role-what-auditor = Hukagua jarida na kuona nani alifungua nini. Hakuna chati.
role-what-administrator = Watu, mipangilio na kuandaa akiba. Hakuna chati.
matrix-title = Kila jukumu linaruhusu nini
matrix-role = Jukumu
matrix-ticked = Majukumu yaliyochaguliwa kwa pamoja
permission-read-chart = Kusoma chati
permission-write-chart = Kuandika chati
permission-manage-stock = Kusimamia akiba
permission-audit = Kukagua
permission-coordinate = Vifaa na kusawazisha
permission-administer = Watu na mipangilio
permission-redact = Kutia saini ufutaji
deactivate-verb = Zima
deactivate-title = Zima { $name }?
deactivate-what = Hawezi tena kuingia kwenye kifaa hiki, na vipindi vyake vinaisha sasa. Yote aliyoandika yanabaki, na jina lake. Hili haliwezi kutenduliwa: anayerudi huongezwa upya.
once-title = Fungu la maneno la { $name }
once-what = Linaonyeshwa mara moja na halihifadhiwi popote. Lichapishe, au lisome bila mwingine kusikia.
once-next = Hufungua kifaa hiki na husema yeye ni nani. Anaweza kulibadilisha kwenye Mipangilio.
once-done = Amelipata

## Access log
access-title = Nani alifungua chati gani
access-what = Chati ziko hapa kwa kitambulisho, kamwe si kwa jina. Kufungua chati ileile tena ndani ya dakika 15 hakuongezi mstari.
access-when = Lini
access-who = Nani
access-chart = Chati
access-none = Hakuna aliyefungua chati bado.
access-older = Onyesha za zamani

## PIN, passphrase, handing over the screen
pin-hint = Si tarehe, mfululizo wala marudio.
own-pin-title = PIN yangu
own-pin-what = Hufungua tena skrini hii ukiwa umeingia; kamwe haifungui hifadhi. Baada ya majaribio matatu mabaya fungu la maneno linahitajika.
own-pin-verb = Weka PIN
own-pin-said = PIN imewekwa.
own-passphrase-title = Fungu langu la maneno
passphrase-rule = Maneno matano, au angalau herufi 12.
own-passphrase-verb = Badilisha fungu la maneno
own-passphrase-said = Fungu la maneno limebadilishwa. La zamani halifungui chochote kwenye kifaa hiki.
take-back-verb = Fungua kwa PIN
take-over-verb = Endelea kama { $name }
others-title = Mtu mwingine
others-what = Watu hawa wameingia hapa. Sema wewe ni nani, kisha toa PIN yako.
others-log-in = Ingia kama mtu mwingine
others-log-in-what = Linasema wewe ni nani. Kipindi kilichofungwa hapa kinabaki kimefungwa.

## Fields
field-person_name = Jina
field-roles = Majukumu
field-ends = Siku ya mwisho
field-pin = PIN, tarakimu sita
field-old_passphrase = Fungu la maneno la sasa
field-new_passphrase = Fungu jipya la maneno
field-new_again = Fungu jipya la maneno tena
field-other_passphrase = Fungu lako la maneno

## What must be mended, what went wrong
problem-name-taken = Mtu anayetumika ana jina hili tayari. Ongeza kinachowatofautisha.
problem-last-administrator = Hakuna mwingine anayesimamia operesheni hii bila siku ya mwisho. Teua msimamizi mwingine kwanza.
problem-in-the-past = Siku hii imepita. Toa leo au siku ya baadaye.
error-wrong-pin = { $left ->
    [one] PIN hii si sahihi. Limebaki jaribio { $left }.
   *[other] PIN hii si sahihi. Yamebaki majaribio { $left }.
}
error-no-pin = Hakuna PIN inayofungua hii sasa: haijawekwa, kipindi kimeisha, au ilikosewa mara tatu. Tumia fungu la maneno.
error-account-ended = Akaunti hii iliisha { $day }. Msimamizi anaweza kuiongezea muda.
