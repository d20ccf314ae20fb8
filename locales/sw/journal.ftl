### The auditor's screen, redaction, holds.

## Skrini ya mkaguzi
compare-title = Linganisha na muhtasari kutoka kwingine
compare-what = Bandika muhtasari kutoka kwa ujumbe, chagua faili, au andika ukubwa na mzizi kutoka karatasi iliyochapishwa, kwa nafasi kati yao.
field-digest_text = Muhtasari, au ukubwa na mzizi
compare-verb = Linganisha
compare-file = Chagua faili
compare-unsigned = Imeandikwa kutoka karatasi: hakuna saini iliyokaguliwa.
compare-roots = Mizizi miwili
compare-theirs = Kule:
compare-ours = Hapa:
outcome-same = Huu ndio muhtasari wa jarida sasa. Hakuna kilichoongezwa wala kubadilishwa tangu hapo.
outcome-older = Jarida bado lina maingizo yote { $size } yaliyokuwepo wakati huo, bila kubadilishwa, na limekua tangu hapo.
outcome-ahead = Muhtasari huo unahusu maingizo { $size }, na kifaa hiki kina machache. Maingizo yanakosekana hapa, au hii ni nakala ya zamani. Usikitegemee; mwambie mratibu wako.
outcome-fork = Viwili vinatofautiana ndani ya maingizo { $size } ya kwanza: kimoja kilibadilishwa, au nakala mbili za kifaa hiki ziliandikwa. Hifadhi zote mbili, mwambie mratibu wako.
outcome-other-log = Muhtasari huo ni wa kifaa kingine au operesheni nyingine.
outcome-not-signed = Muhtasari huo haukusainiwa na kifaa hiki, au ulibadilishwa.
outcome-not-a-digest = Huu si muhtasari. Muhtasari una mistari mitatu, mmoja mtupu na saini; kutoka karatasi, andika ukubwa, nafasi na mzizi.
digest-save = Hifadhi kama faili
digests-title = Mihtasari iliyohifadhiwa kwenye kifaa hiki
digests-what = Kila muhtasari uliochapishwa, kuhifadhiwa au kukaguliwa hapa, ukilinganishwa na jarida lilivyo sasa.
digests-none = Hakuna bado. Chapisha, hifadhi au kagua mmoja.
digests-when = Lini
digests-size = Maingizo
digests-why = Kwa nini
digests-now = Sasa
digests-root = Mzizi
digests-lost = Jarida halina kile ambacho muhtasari uliohifadhiwa hapa unahusu. Usitegemee kifaa hiki; mwambie mratibu wako.
digest-why-kept = ulichapishwa au kuhifadhiwa
digest-why-verified = ulikaguliwa
digest-holds = yote yapo hapa
digest-gone = haumo kwenye jarida
receipt-word = Uthibitisho
receipt-verb = Uthibitisho
receipt-title = Ingizo { $index }, lililoandikwa { $when }, limo kwenye jarida.
receipt-leaf = Alama ya jani:
receipt-qr = Msimbo wa QR wa uthibitisho
receipt-save = Hifadhi uthibitisho
prove-verb = Onyesha uthibitisho
redactions-title = { $n ->
    [one] Ufutaji { $n }
   *[other] Ufutaji { $n }
}
redactions-what = Kilichoondolewa milele, na nani alisaini. Hakuna anayeweza kujua kutoka hapa ilikuwa ya nani.
redactions-row = { $n ->
    [one] Ingizo { $n }, { $when }, saini ya { $who } (ingizo { $index }).
   *[other] Maingizo { $n }, { $when }, saini ya { $who } (ingizo { $index }).
}
redaction-asked = Mtu mwenyewe aliomba
redaction-danger = Inamweka mtu hatarini
redaction-wrong-person = Iliandikwa kwenye rekodi isiyo yake
redaction-law = Sheria au mahakama inataka
redaction-expired = Ilihifadhiwa muda uliotakiwa

## Kufuta
redact-title = Futa rekodi hii
redact-what = Kila kitu cha mtu huyu kinaondolewa milele: majina, ziara, faili, ufunguo unaozifungua. Jarida linabaki na kwamba ilifanyika, lini, kwa nini na nani. Nakala kwenye vifaa vilivyozimwa hubaki hadi vitakaposawazishwa.
field-redact_reason = Kwa nini
field-second_passphrase = Nenosiri la mtu wa pili
second-hint = Mtu mwingine anayeruhusiwa kufuta anaandika hapa.
field-redact_sure = Hakuna chochote cha hii kitakachorudi
redact-not-sure = Weka alama kama ndivyo.
redact-verb = Futa milele
holds-title = Vizuizi
hold-until = hadi { $day }
hold-lift = Ondoa
hold-new = Kataza kufuta
field-hold_reason = Kwa nini lazima ihifadhiwe
field-hold_until = Hadi (tupu: hadi kiondolewe)
hold-record-verb = Zuia
