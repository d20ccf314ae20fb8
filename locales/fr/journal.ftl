### The auditor's screen, redaction, holds.

## L'écran de l'auditeur
compare-title = Comparer avec une empreinte venue d’ailleurs
compare-what = Collez une empreinte reçue par message, choisissez un fichier, ou tapez la taille et la racine d’une feuille imprimée, séparées par une espace.
field-digest_text = Empreinte, ou taille et racine
compare-verb = Comparer
compare-file = Choisir un fichier
compare-unsigned = Tapé d’après le papier : aucune signature n’a été vérifiée.
compare-roots = Les deux racines
compare-theirs = Là-bas :
compare-ours = Ici :
outcome-same = C’est l’empreinte actuelle du journal. Rien n’a été ajouté ni modifié depuis.
outcome-older = Le journal contient toujours les { $size } entrées qu’il contenait alors, inchangées, et a grandi depuis.
outcome-ahead = Cette empreinte couvre { $size } entrées, et cet appareil en a moins. Des entrées manquent ici, ou c’est une copie plus ancienne. Ne vous y fiez pas ; prévenez votre coordinateur.
outcome-fork = Les deux diffèrent dans les { $size } premières entrées : l’un a été altéré, ou deux copies de cet appareil ont été utilisées. Gardez les deux et prévenez votre coordinateur.
outcome-other-log = Cette empreinte vient d’un autre appareil ou d’une autre opération.
outcome-not-signed = Cette empreinte n’a pas été signée par cet appareil, ou elle a été altérée.
outcome-not-a-digest = Ce n’est pas une empreinte. Elle a trois lignes, une ligne vide et une signature ; d’après le papier, tapez la taille, une espace et la racine.
digest-save = Enregistrer dans un fichier
digests-title = Empreintes gardées sur cet appareil
digests-what = Chaque empreinte imprimée, enregistrée ou vérifiée ici, comparée au journal d’aujourd’hui.
digests-none = Aucune encore. Imprimez, enregistrez ou vérifiez-en une.
digests-when = Quand
digests-size = Entrées
digests-why = Pourquoi
digests-now = Maintenant
digests-root = Racine
digests-lost = Le journal ne contient pas ce que couvre une empreinte gardée ici. Ne vous fiez pas à cet appareil ; prévenez votre coordinateur.
digest-why-kept = imprimée ou enregistrée
digest-why-verified = vérifiée
digest-why-backup = sauvegardée
digest-holds = tout est là
digest-gone = absente du journal
receipt-word = Preuve
receipt-verb = Preuve
receipt-title = L’entrée { $index }, écrite { $when }, est dans le journal.
receipt-title-newer = L’entrée { $index } est dans le journal.
receipt-leaf = Empreinte de feuille :
receipt-qr = Code QR de la preuve
receipt-save = Enregistrer la preuve
prove-verb = Montrer les preuves
redactions-title = { $n ->
    [one] { $n } caviardage
   *[other] { $n } caviardages
}
redactions-what = Ce qui a été supprimé pour toujours, et qui a signé. D’ici, personne ne peut dire de qui c’était.
redactions-row = { $n ->
    [one] { $n } entrée, { $when }, signé par { $who } (entrée { $index }).
   *[other] { $n } entrées, { $when }, signé par { $who } (entrée { $index }).
}
redaction-asked = La personne l’a demandé
redaction-danger = Cela met quelqu’un en danger
redaction-wrong-person = Écrit dans le mauvais dossier
redaction-law = Une loi ou un tribunal l’exige
redaction-expired = Gardé aussi longtemps qu’il le fallait

## Copies des données, contrôle de l’ensemble
check-verb = Tout contrôler
check-hint = « Vérifier » lit le journal. Le contrôle de l’ensemble lit aussi les sommes de la base et compare chaque liste au journal ; il dure plus longtemps.
check-whole = Tout a été contrôlé : la base, les { $n } entrées et chaque liste qui en est tirée. Rien d’anormal.
check-list = Le journal est intact, mais une liste qui en est tirée diffère. Rien n’est perdu : un administrateur peut faire refaire les listes.
rebuild-verb = Refaire les listes
journal-each-fault = Ce qui a été trouvé
copy-cancelled = Annulé. Rien n’est resté.
copy-to-hint = Un dossier sur la machine qui garde les données, ou sur une clé branchée. Il ne doit pas encore exister, ou être vide.
copy-where = Elle se trouve dans
copy-digest = Racine de son empreinte :
copy-size = { $mb } Mo
field-backup_to = Dossier de la sauvegarde
field-export_to = Dossier pour l’auditeur
field-restore_from = Dossier de la sauvegarde
field-disclose = Ce que l’auditeur peut compter
field-report_from = Premier jour
field-report_to = Dernier jour
backup-title = Sauvegarder
backup-what = Copie tout, scellé comme il l’est, pendant que le travail continue. La copie est contrôlée jusqu’à la dernière page et s’ouvre avec les mêmes phrases secrètes.
backup-verb = Sauvegarder maintenant
backup-made = La sauvegarde est faite et contrôlée. Entrées : { $entries } ; taille : { $size }.
backup-next = Gardez-la loin de cet appareil, en mains sûres. Après une perte, le premier écran d’un nouvel appareil la restaure.
export-title = Exporter pour l’auditeur
export-what = Écrit le journal pour qu’un auditeur prouve, avec son propre outil, que rien n’a été modifié. Personne ne peut y lire un dossier.
export-audit-verb = Exporter
export-made = L’exportation est écrite. Entrées : { $entries } ; taille : { $size }.
export-disclosed = Entrées que l’auditeur peut compter : { $n }. Aucun nom n’y figure.
export-hidden = Entrées qui ne peuvent être montrées, caviardées ou illisibles ici : { $n }.
export-root-key = Clé racine de cette opération :
export-next = Donnez le dossier à l’auditeur, et la clé racine par une autre voie, par exemple sur papier. La page de l’auditeur ouvre les deux sans réseau.
disclose-hint = Sans choix, l’exportation prouve le journal sans montrer aucun nombre.
report-dispensed = Médicaments remis
report-encounters = Consultations
report-stock = Stock
report-controlled = Médicaments contrôlés
report-late = Écrit en retard

## Caviarder
redact-title = Caviarder ce dossier
redact-what = Tout ce qui concerne cette personne est supprimé pour toujours : noms, visites, fichiers, la clé qui les ouvre. Le journal garde seulement que c’est fait, quand, pourquoi et par qui. Les copies sur des appareils éteints durent jusqu’à leur synchronisation.
field-redact_reason = Pourquoi
field-second_passphrase = Phrase de passe d’une seconde personne
second-hint = Une autre personne autorisée à caviarder la tape ici.
field-redact_sure = Rien de ceci ne pourra revenir
redact-not-sure = Cochez si c’est bien le cas.
redact-verb = Caviarder pour toujours
holds-title = Blocages
hold-until = jusqu’au { $day }
hold-lift = Lever
hold-new = Interdire le caviardage
field-hold_reason = Pourquoi il faut le garder
field-hold_until = Jusqu’au (vide : jusqu’à la levée)
hold-record-verb = Bloquer
