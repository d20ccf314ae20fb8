### People, roles, PINs, the access log.

nav-people = Personnes
people-title = Personnes

## People
person-add = Ajouter une personne
person-add-title = Une nouvelle personne
person-amend-title = Modifier { $name }
person-save = Enregistrer
person-you = vous
person-until = jusqu’au { $day }
person-ended = terminé le { $day }
person-out = désactivé
ends-hint = Laissez vide s’il n’y a pas de fin. Après ce jour, la personne ne peut plus se connecter.
ends-wrong = Donnez le jour sous la forme année-mois-jour, par exemple 2026-08-31.
role-nurse = Infirmier
role-physician = Médecin
role-pharmacist = Pharmacien
role-researcher = Chercheur
role-manager = Responsable
role-coordinator = Coordinateur
role-auditor = Auditeur
role-administrator = Administrateur
role-what-nurse = Triage, dossiers, pharmacie et stock.
role-what-physician = Triage, dossiers, pharmacie et stock.
role-what-pharmacist = Triage, dossiers, pharmacie et stock.
role-what-researcher = Rapports sans noms. Aucun dossier.
role-what-manager = Flux des patients et rapport du jour. Aucun dossier.
role-what-coordinator = Appareils, jumelage et synchronisation. Aucun dossier.
role-what-auditor = Vérifie le journal et voit qui a ouvert quoi. Aucun dossier.
role-what-administrator = Personnes, réglages et mise en place du stock. Aucun dossier.
matrix-title = Ce que chaque rôle permet
matrix-role = Rôle
matrix-ticked = Les rôles cochés ensemble
permission-read-chart = Lire les dossiers
permission-write-chart = Écrire les dossiers
permission-manage-stock = Gérer le stock
permission-audit = Auditer
permission-coordinate = Appareils et synchronisation
permission-administer = Personnes et réglages
permission-redact = Signer les effacements
deactivate-verb = Désactiver
deactivate-title = Désactiver { $name } ?
deactivate-what = Cette personne ne peut plus se connecter sur cet appareil, et ses sessions se terminent maintenant. Tout ce qu’elle a écrit reste, avec son nom. Cela ne peut être annulé : qui revient est ajouté de nouveau.
once-title = Phrase de passe de { $name }
once-what = Elle est montrée une seule fois et n’est gardée nulle part. Imprimez-la, ou lisez-la sans que personne d’autre n’écoute.
once-next = Elle ouvre cet appareil et dit qui est la personne. Elle peut la changer dans les Réglages.
once-done = La personne l’a reçue

## Access log
access-title = Qui a ouvert quel dossier
access-what = Les dossiers figurent ici par leur identifiant, jamais par le nom. Rouvrir le même dossier dans les 15 minutes n’ajoute pas de ligne.
access-when = Quand
access-who = Qui
access-chart = Dossier
access-none = Personne n’a encore ouvert de dossier.
access-older = Montrer les plus anciens

## PIN, passphrase, handing over the screen
pin-hint = Pas une date, une suite ou une répétition.
own-pin-title = Mon code PIN
own-pin-what = Il rouvre cet écran tant que vous êtes connecté ; il n’ouvre jamais les dossiers. Après trois essais faux, il faut la phrase de passe.
own-pin-verb = Définir le code PIN
own-pin-said = Le code PIN est défini.
own-passphrase-title = Ma phrase de passe
passphrase-rule = Cinq mots, ou au moins 12 caractères.
own-passphrase-verb = Changer la phrase de passe
own-passphrase-said = La phrase de passe est changée. L’ancienne n’ouvre plus rien sur cet appareil.
take-back-verb = Déverrouiller avec le code PIN
take-over-verb = Continuer en tant que { $name }
others-title = Quelqu’un d’autre
others-what = Ces personnes sont connectées ici. Dites qui vous êtes, puis donnez votre code PIN.
others-log-in = Se connecter en tant qu’une autre personne
others-log-in-what = Elle dit qui vous êtes. La session verrouillée ici le reste.

## Fields
field-person_name = Nom
field-roles = Rôles
field-ends = Dernier jour
field-pin = Code PIN, six chiffres
field-old_passphrase = Phrase de passe actuelle
field-new_passphrase = Nouvelle phrase de passe
field-new_again = Nouvelle phrase de passe, encore
field-other_passphrase = Votre phrase de passe

## What must be mended, what went wrong
problem-name-taken = Une personne active porte déjà ce nom. Ajoutez ce qui les distingue.
problem-last-administrator = Personne d’autre n’administre cette opération sans date de fin. Nommez d’abord un autre administrateur.
problem-in-the-past = Ce jour est passé. Donnez aujourd’hui ou un jour plus tard.
error-wrong-pin = { $left ->
    [one] Ce code PIN est faux. Il reste { $left } essai.
   *[other] Ce code PIN est faux. Il reste { $left } essais.
}
error-no-pin = Aucun code PIN n’ouvre ceci : il n’y en a pas, la session est terminée, ou il était faux trois fois. Utilisez la phrase de passe.
error-account-ended = Ce compte a pris fin le { $day }. Un administrateur peut le prolonger.
