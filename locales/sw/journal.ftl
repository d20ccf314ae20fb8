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
digest-why-backup = nakala rudufu
digest-holds = yote yapo hapa
digest-gone = haumo kwenye jarida
receipt-word = Uthibitisho
receipt-verb = Uthibitisho
receipt-title = Ingizo { $index }, lililoandikwa { $when }, limo kwenye jarida.
receipt-title-newer = Ingizo { $index } limo kwenye jarida.
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

## Nakala za hifadhi, ukaguzi wa yote
check-verb = Kagua hifadhi yote
check-hint = “Thibitisha” husoma jarida. Ukaguzi wa yote husoma pia hesabu za hifadhidata na kulinganisha kila orodha na jarida; huchukua muda zaidi.
check-whole = Hifadhi yote imekaguliwa: hifadhidata, maingizo yote { $n }, na kila orodha iliyotokana nayo. Hakuna kasoro.
check-list = Jarida ni zima, lakini orodha iliyotokana nalo inatofautiana. Hakuna kilichopotea: msimamizi anaweza kutengeneza orodha upya.
rebuild-verb = Tengeneza orodha upya
journal-each-fault = Kilichopatikana
copy-cancelled = Imeghairiwa. Hakuna kilichobaki.
copy-to-hint = Folda kwenye mashine yenye hifadhi, au kwenye kijiti kilichochomekwa. Isiwepo bado, au iwe tupu.
copy-where = Iko katika
copy-digest = Mzizi wa muhtasari wake:
copy-size = MB { $mb }
field-backup_to = Folda ya nakala rudufu
field-export_to = Folda ya mkaguzi
field-restore_from = Folda ya nakala rudufu
field-disclose = Anachoweza kuhesabu mkaguzi
field-report_from = Siku ya kwanza
field-report_to = Siku ya mwisho
backup-title = Nakala rudufu
backup-what = Hunakili kila kitu, kikiwa kimefungwa kama kilivyo, huku kazi ikiendelea. Nakala hukaguliwa hadi ukurasa wa mwisho, na hufunguka kwa kaulisiri zilezile.
backup-verb = Tengeneza nakala sasa
backup-made = Nakala imetengenezwa na kukaguliwa. Maingizo: { $entries }; ukubwa: { $size }.
backup-next = Iweke mbali na kifaa hiki, mikononi salama. Baada ya hasara, skrini ya kwanza ya kifaa kipya huirejesha.
export-title = Hamisha kwa mkaguzi
export-what = Huandika jarida ili mkaguzi athibitishe kwa chombo chake mwenyewe kwamba hakuna kilichobadilishwa. Hakuna anayeweza kusoma chati kutoka humo.
export-audit-verb = Hamisha
export-made = Hamisho limeandikwa. Maingizo: { $entries }; ukubwa: { $size }.
export-disclosed = Maingizo ambayo mkaguzi anaweza kuhesabu: { $n }. Hakuna jina katika yanayoonyeshwa.
export-hidden = Maingizo yasiyoweza kuonyeshwa, kwa kuwa yalifutwa au hayasomeki hapa: { $n }.
export-root-key = Ufunguo mkuu wa operesheni hii:
export-next = Mpe mkaguzi folda, na ufunguo mkuu kwa njia nyingine, kama karatasi. Ukurasa wa mkaguzi hufungua vyote bila mtandao.
disclose-hint = Usipochagua chochote, hamisho huthibitisha jarida bila kuonyesha idadi yoyote.
report-dispensed = Dawa zilizotolewa
report-encounters = Ziara
report-stock = Akiba
report-controlled = Dawa zinazodhibitiwa
report-late = Yaliyoandikwa kwa kuchelewa

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
