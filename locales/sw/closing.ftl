### Mwisho wa operesheni: kutangazwa, kompyuta zisizokuja, kusainiwa.

## What everybody sees
closing-notice-until = Operesheni hii inafungwa tarehe { $day }.
closing-notice-over = Operesheni hii ilifungwa tarehe { $day }.
closing-notice-sync = Sawazisha kompyuta hii na { $name } kabla ya siku hiyo.
closing-notice-gather = Kutanisha kila kompyuta na hii kabla ya siku hiyo.
closing-notice-late = Kinachoandikwa sasa hakitakuwa kwenye karatasi ya kufunga isipokuwa kompyuta hii isawazishwe tena na { $name }.
closing-notice-late-here = Kinachoandikwa sasa na kompyuta nyingine hakitakuwa kwenye karatasi ya kufunga isipokuwa zisawazishwe tena na hii.
closing-notice-signed = Kufunga kumesainiwa: kinachoandikwa sasa hakimo kwenye karatasi yake isipokuwa kusainiwe tena.
closing-see = Ona kufunga

## The page
closing-verb = Funga operesheni
closing-title = Funga operesheni
closing-print = Chapisha karatasi ya kufunga
closing-what = Kabla operesheni haijaisha, yote lazima yawe yamekusanyika kwenye kompyuta moja. Hapa hutangazwa, kila kompyuta huja au huorodheshwa kuwa haipo, na yaliyopo husainiwa. Funguo za kumbukumbu, furushi la makabidhiano na cheti bado si sehemu ya Fieldchart.

## Announced
closing-announced-title = Iliyotangazwa kwa wote
closing-announce-what = Bado hakuna kilichotangazwa. Kikitangazwa, kila kompyuta inayosawazishwa husema huduma inatolewa hadi lini, na ikutane na kompyuta ipi. Hakuna anayezuiwa kutoa huduma.
closing-announce = Tangaza kufunga
closing-amend = Rekebisha tangazo
closing-announce-now = Tangaza hii
field-closing_last_day = Siku ya mwisho ya huduma
field-closing_keep_until = Rekodi lazima zihifadhiwe hadi
field-closing_note = Sentensi kwa wote
field-closing_withdrawn = Kama inafungwa
closing-last-day-hint = Baada yake, kila kompyuta husema operesheni imefungwa. Huduma bado inaweza kuandikwa.
closing-keep-until-hint = Kama sheria au shirika linavyotaka.
closing-note-hint = Kama vile nani atachukua nafasi. Inaweza kuachwa wazi.
closing-last-day = Siku ya mwisho ya huduma: { $day }
closing-keep-until = Rekodi lazima zihifadhiwe hadi { $day }
closing-by = { $who }, { $when }, kwenye { $laptop }
closing-is-withdrawn = Kufunga kumeghairiwa.
closing-withdraw = Ghairi kufunga
closing-withdraw-what = Kila kompyuta inayosawazishwa huacha kusema operesheni inafungwa. Kilichosainiwa hakihesabiwi tena; yote yanabaki kwenye jarida.
closing-withdraw-now = Ghairi kufunga sasa
closing-disputed = Watu walisema mambo tofauti kwa wakati mmoja. Yote yanahifadhiwa hadi mtu atangaze lipi linahesabiwa.
closing-value-withdrawn = imeghairiwa
closing-value-stands = inafungwa

## Laptops
closing-laptops-title = Kompyuta
closing-all-in = Kompyuta zote zimo, zimebatilishwa au zimeorodheshwa, kwa kadiri inavyojulikana hapa.
closing-some-missing = { $n ->
    [one] Kompyuta { $n } haimo. Kutanisha hii nayo, au iorodheshe kuwa haipo na useme kwa nini.
   *[other] Kompyuta { $n } hazimo. Kutanisha hii na kila moja, au ziorodheshe kuwa hazipo na useme kwa nini.
}
closing-laptop = Kompyuta
closing-stands = Hali
closing-size = Maingizo
closing-root = Mzizi
closing-is-in = imo na kamili
closing-is-behind = { $n ->
    [one] imebaki nyuma kwa ingizo { $n }
   *[other] imebaki nyuma kwa maingizo { $n }
}
closing-is-unheard = haijasikika bado
closing-is-forked = historia mbili
closing-is-revoked = imebatilishwa
closing-is-listed = haitakuja
closing-compare = Kompyuta inaweza kuwa imeandika kitu tangu hapo. Linganisha: Jarida lake huonyesha idadi ileile ya maingizo na mzizi uleule, au zikutanishe mara nyingine.
missing-verb = Haitakuja
missing-title = { $name } haitakuja
missing-what = Karatasi basi husema hivyo, pamoja na sababu na jina lako. Ikija hata hivyo, huchukuliwa kama kawaida. Kompyuta iliyo mikononi mwa mgeni ibatilishwe pia.
field-missing_reason = Kwa nini
field-missing_words = La ziada la kusema
missing-words-hint = Kama vile tangu lini, na nani anajua zaidi. Inahitajika tu kama hakuna sababu inayofaa.
missing-reason-lost = Imepotea
missing-reason-stolen = Imeibiwa
missing-reason-broken = Imeharibika
missing-reason-in-use = Bado inatumika kwingine
missing-reason-other = Jambo jingine
missing-now = Iorodheshe kuwa haipo
missing-off = Iondoe kwenye orodha
missing-listed = Imeorodheshwa kuwa haipo: { $reason }.
missing-was-listed = Imekuja, ingawa iliorodheshwa kuwa haipo: { $reason }.

## Still open
closing-open-title = Bado wazi
closing-open-what = Maliza kinachoweza kumalizwa. Hakimzuii mtu kusaini, na husainiwa kama kilivyo.
closing-visits = Ziara zilizo wazi: { $n }
closing-lots = Matoleo yenye kitu kwenye rafu: { $n }
closing-lots-below = Matoleo yaliyohesabiwa chini ya sifuri: { $n }
closing-forks = Kompyuta zenye historia mbili: { $n }
closing-behind = Kompyuta ambazo hazimo: { $n }
closing-see-list = Ziangalie

## Signed
closing-sign-title = Sahihi
closing-sign-first = Tangaza kufunga kwanza; kisha kunaweza kusainiwa.
closing-sign-what = Kusaini huandika muhtasari mpya zaidi wa kila kompyuta kama ulivyo hapa, yaliyopo, na yaliyo bado wazi. Kila kompyuta basi inaweza kusema kama ina hayo hasa.
closing-sign = Saini kufunga
closing-sign-again = Saini tena yaliyopo sasa
closing-signed-by = Imesainiwa na { $by }
closing-confirmed-by = Imethibitishwa na { $by }
closing-signed-once = Bado hakuna aliyeithibitisha.
closing-rival = Imesainiwa wakati huohuo na { $by }. Zote zinahifadhiwa; saini tena ili kumaliza.
closing-amended = Kitu kilitangazwa au kuorodheshwa ambacho aliyesaini hakukiona. Kiangalie, kisha saini tena.
closing-confirm-what = Mtu wa pili huthibitisha kilichosainiwa, vyema kwenye kompyuta nyingine yenye hayo hasa.
closing-confirm = Thibitisha sahihi
closing-counted = Wagonjwa: { $patients }. Ziara: { $visits }. Yaliyokuwa bado wazi wakati wa kusaini:
closing-exact = Kompyuta hii ina hasa kile kilichosainiwa.
closing-differs = Kompyuta hii haina hasa kile kilichosainiwa:
closing-is-short = { $n ->
    [one] { $name }: ingizo { $n } lililosainiwa halipo hapa. Sawazisha kompyuta hii.
   *[other] { $name }: maingizo { $n } yaliyosainiwa hayapo hapa. Sawazisha kompyuta hii.
}
closing-contradicts = { $name }: yaliyo hapa yanapingana na kilichosainiwa. Kwenye maingizo { $size } ina mzizi mwingine. Hifadhi zote mbili, na umuulize mkaguzi.
closing-absent = { $name }: kati ya historia zake zilizosainiwa, yenye maingizo { $size } haipo hapa. Sawazisha kompyuta hii.
closing-beyond = { $n ->
    [one] { $name } iliandika ingizo { $n } baada ya kufunga: { $when }.
   *[other] { $name } iliandika maingizo { $n } baada ya kufunga, jipya zaidi: { $when }.
}
closing-when-unknown = haijulikani hapa lini
closing-heads-title = Kilichosainiwa, jarida kwa jarida
closing-here = Kwenye kompyuta hii
closing-held-whole = sawa
closing-held-behind = si yote
closing-held-contradicts = mzizi mwingine
closing-held-absent = si historia hii

## The sheet
closing-digest-title = Muhtasari wa yote yaliyo hapa
closing-digest-what = Unahusu jarida la kompyuta hii na muhtasari mpya zaidi wa kila nyingine. Usaini, hifadhi nakala moja, na toa moja.
closing-second = Sahihi ya pili

## What is wrong
problem-before-last-day = Siku hii iko kabla ya siku ya mwisho ya huduma, { $day }. Angalia zote mbili.
error-not-announced = Kufunga hakujatangazwa, au kumeghairiwa wakati huohuo. Angalia ukurasa tena.
error-closing-disputed = Watu walisema mambo tofauti kuhusu kufunga kwa wakati mmoja. Tangaza lipi linahesabiwa; kisha kunaweza kusainiwa.
error-laptops-unaccounted = { $n ->
    [one] Bado haiwezi kusainiwa: kompyuta { $n } haimo, haijabatilishwa wala kuorodheshwa kuwa haipo.
   *[other] Bado haiwezi kusainiwa: kompyuta { $n } hazimo, hazijabatilishwa wala kuorodheshwa kuwa hazipo.
}
error-own-signature = Sahihi ya pili lazima iwe ya mtu mwingine.
