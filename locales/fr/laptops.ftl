### Les ordinateurs d’une opération : la liste, les clés USB, rejoindre, un ordinateur perdu.

nav-laptops = Portables
laptops-title = Ordinateurs portables
sync-others = Tout est en sécurité ici. Autres ordinateurs : { $n }. Une clé USB vous réunit.
sync-met = Tout est en sécurité ici. Dernière rencontre avec l’ordinateur { $name } : { $when }.
sync-met-hub = Tout est en sécurité ici. Dernière rencontre avec le relais : { $when }.

## La liste
laptop-name = Ordinateur { $name }
name-verb = Nommer
laptop-name-hint = Par exemple « Accueil » ou « Tablette 2 ». Toute l’équipe le voit ; il est scellé comme tous les dossiers.
laptop-site-hint = Où il sert, s’il a un lieu fixe.
field-laptop_name = Nom de l’ordinateur
field-laptop_site = Site
name-save = Garder le nom
laptop-rivals = Quelqu’un d’autre l’a nommé en même temps : { $others }. Les deux sont gardés jusqu’à ce que vous écriviez lequel compte.
laptop-here = celui-ci
laptop-entries = Entrées ici : { $n }
laptop-none = Aucune de ses entrées n’est encore ici
laptop-heard = la plus récente : { $when }
laptop-signed = A attesté les { $n } premières entrées de cet ordinateur
laptop-unsigned = N’a pas encore attesté les entrées de cet ordinateur
known-whole = Contient tout ce qui est ici.
known-behind = { $n ->
    [one] En retard de { $n } entrée au plus.
   *[other] En retard de { $n } entrées au plus.
}
known-nothing = Rien ne montre encore que quoi que ce soit lui soit parvenu.
known-met = On le sait depuis leur rencontre : { $when }.
known-signed = On le sait par ce qu’il a signé comme témoin : { $when }.
known-wrote = On le sait par son entrée la plus récente : { $when }.
clock-ahead-minutes = Son horloge avance de { $n } minutes sur celle-ci.
clock-ahead-hours = Son horloge avance de { $n } heures sur celle-ci.
clock-ahead-days = Son horloge avance de { $n } jours sur celle-ci.
clock-behind-minutes = Son horloge retarde de { $n } minutes sur celle-ci.
clock-behind-hours = Son horloge retarde de { $n } heures sur celle-ci.
clock-behind-days = Son horloge retarde de { $n } jours sur celle-ci.
clock-wrong = L’une des deux est fausse, et ce qui est écrit avec elle est mal daté : réglez-la. Rien n’est perdu pour autant.
laptop-revoked = Révoqué : ce qu’il écrit n’est plus repris
laptop-forked = Cet ordinateur a deux histoires : il a été copié, ou remis à un jour antérieur. Les deux sont gardées, et les deux peuvent contenir de vrais soins. Demandez qui y travaille, et n’en utilisez plus qu’un.
laptops-exposed = Un ordinateur révoqué peut encore lire ce qui s’écrit ici. Appuyez encore une fois sur « Cet ordinateur est perdu » à côté de lui : la clé est alors renouvelée.
laptops-alone = Seul cet ordinateur fait partie de l’opération. Sur un nouveau, choisissez « Rejoindre les ordinateurs d’une équipe » au premier écran ; puis admettez-le ici.

## On a network
near-title = Sur ce réseau
near-on = Les ordinateurs de cette opération se synchronisent d’eux-mêmes dès qu’ils sont à portée.
near-paused = En pause sur cet ordinateur : il ne rencontre personne et personne ne le rencontre. Ce qui est arrivé reste ici.
near-alone = Dès qu’un deuxième ordinateur appartient à l’opération, les deux se synchronisent ici d’eux-mêmes.
near-off = Fieldchart a été lancé ici sans réseau. Une clé USB réunit les ordinateurs.
near-now = Synchroniser maintenant
near-pause = Mettre en pause
near-resume = Reprendre
near-nobody = Personne n’est à portée. Les deux ordinateurs sont-ils sur le même réseau ? Certains réseaux les séparent : saisissez alors l’adresse que l’autre affiche.
near-somebody = Quelqu’un à { $address }
near-at = à { $address }
near-in-reach = À portée
near-running = { $done } enregistrements sur { $all }, { $bytes } octets
near-left-seconds = Encore { $n } secondes environ
near-left-minutes = Encore { $n } minutes environ
near-here = Les autres joignent cet ordinateur à :
near-qr = Code QR de { $address }
near-forget = Ne plus essayer cette adresse
near-meet-title = Rencontrer à une adresse
near-meet-verb = Rencontrer
near-address-hint = Comme l’autre ordinateur l’affiche, par exemple 192.168.1.7:7368.
field-peer_address = Adresse de l’autre ordinateur
phase-meet = Synchronisation avec l’autre ordinateur
near-stopped = Arrêté. Ce qui était arrivé reste ici.
near-log = Dernières rencontres
near-log-line = { $who }, { $when } : { $came } enregistrements reçus, { $went } envoyés.
meeting-complete = Les deux ont la même chose.
meeting-incomplete = Quelque chose a été refusé ; le reste a été échangé.
meeting-stopped = Arrêté ici. Ce qui était arrivé reste ici.
meeting-stopped-there = Arrêté sur l’autre ordinateur. Ce qui était arrivé reste ici.
meeting-other-operation = L’autre ordinateur appartient à une autre opération. Rien n’a été échangé.
meeting-version = Les deux programmes sont de versions qui ne se comprennent pas. Mettez à jour le plus ancien.
meeting-protocol = Ce qui est arrivé n’avait pas de sens, la rencontre a pris fin. Rien n’en a été repris.
meeting-store = Le stockage de l’un des deux ordinateurs a échoué. Son disque est-il plein, ou était-il verrouillé ?
meeting-broke = La connexion a été coupée. La prochaine rencontre continuera de là.
meeting-unreachable = Personne ne répond là. L’autre ordinateur est-il allumé et ouvert ?
meeting-stranger = Ce qui répond là n’est pas, ou n’est plus, un ordinateur de cette opération.
meeting-not-let-in = L’autre ordinateur ne connaît pas, ou plus, celui-ci. Demandez à un administrateur.

## Par clé USB
stick-title = Réunir par clé USB
stick-what = Reprend de la clé ce qui est nouveau ici, et y met ce qu’il y a de nouveau ici. Portez-la d’ordinateur en ordinateur, puis refaites un tour. Tout reste scellé : qui trouve la clé ne peut lire aucun dossier.
stick-verb = Réunir maintenant
stick-hint = Le dossier de la clé, depuis sa racine : par exemple /media/cle. Il doit déjà exister.
stick-stopped = Annulé. Ce qui était déjà arrivé reste ici ; recommencez pour terminer.
phase-sync = Lecture et mise à jour de la clé. Laissez-la branchée
stick-nothing = Rien sur la clé n’était nouveau ici.
stick-entries = Nouvelles entrées des autres ordinateurs : { $n }.
stick-bodies = Contenus qui manquaient ici : { $n }.
stick-signed = Nouvelles signatures de témoins : { $n }.
stick-next = La clé contient maintenant ce que contient cet ordinateur. Retirez-la comme le système le demande, et portez-la plus loin.
stick-keep = Une partie de la clé n’a pas été reprise, et rien n’y a été écrit. Gardez cette clé telle quelle et utilisez-en une autre : elle contient peut-être la seule copie.
stick-refused = Pas repris : les données de l’ordinateur { $name }.
stick-refused-somebody = Pas repris : les données d’un ordinateur qu’on ne peut identifier.
stick-why = Pourquoi, pour qui vous aide
field-stick = Dossier de la clé
field-join_words = Les six mots de l’autre ordinateur

## Admettre
admit-title = Admettre un ordinateur
admit-what = Le nouvel ordinateur a écrit sa demande sur une clé. Branchez la clé ici et tapez les six mots qu’il affiche : ainsi, personne d’autre n’entre.
admit-words-hint = Comme le nouvel ordinateur les affiche, dans leur ordre. Faites-les dire ou lisez-les vous-même ; les majuscules ne comptent pas.
admit-verb = Admettre
phase-admit = Admission de l’ordinateur et écriture des données sur la clé. Laissez-la branchée
admit-made = L’ordinateur { $name } est admis. Sa réponse et les données sont sur la clé.
admit-words = Tapez ces six mots sur le nouvel ordinateur :
admit-next = Portez la clé et ces mots au nouvel ordinateur. Chacun s’y connecte avec la phrase de passe qu’il a ici.

## Perdu
lost-verb = Cet ordinateur est perdu
lost-title = L’ordinateur { $name } est perdu
lost-what = Ce qu’il a écrit et qui est ici reste. Il ne pourra pas lire ce qui s’écrit désormais. Cela ne peut être annulé : retrouvé, il rejoint à nouveau.
field-laptop_reason = Pourquoi
laptop-reason-left = N’est plus utilisé
laptop-reason-lost = Perdu ou volé
laptop-reason-misused = Mal utilisé
lost-passphrase-hint = La vôtre, pour que personne ne le fasse à votre écran.
lost-now = Le révoquer
lost-done = L’ordinateur { $name } est révoqué, et la clé est renouvelée.
lost-next = Réunissez bientôt cet ordinateur avec tous les autres : tant qu’ils ne le savent pas, ils continuent sous l’ancienne clé.

## Rejoindre
join-title = Rejoindre les ordinateurs d’une équipe
join-aside = L’équipe travaille déjà sur d’autres ordinateurs : celui-ci devient l’un des leurs.
join-link = Rejoindre une équipe
join-what = Cet ordinateur écrit une demande sur une clé USB. Un administrateur de l’équipe y répond sur un des leurs, et la clé apporte ici leurs données. Aucune phrase de passe ne voyage.
join-ask-verb = Écrire la demande
phase-ask = Écriture de la demande
join-words = La demande est sur la clé. Les six mots de cet ordinateur :
join-step-carry = Portez la clé à un ordinateur de l’équipe. Un administrateur y ouvre Portables, puis « Admettre un ordinateur ».
join-step-type = Il y tape les six mots ci-dessus. Ne les mettez pas sur la clé.
join-step-back = Rapportez la clé, et les six mots que cet ordinateur-là affiche alors. Laissez celui-ci allumé entre-temps.
join-words-hint = Comme l’ordinateur de l’administrateur les affiche, dans leur ordre ; les majuscules ne comptent pas.
join-verb = La clé est de retour : rejoindre
join-ask-again = Écrire encore la demande sur cette clé
join-drop-verb = Ne pas rejoindre
phase-join = Reprise et vérification des données de l’équipe. Laissez la clé branchée

## The page of a lost one
laptops-back = Retour aux ordinateurs
lost-by-administrator = Un administrateur l’exclut sur cette page. Appelez-en un maintenant.
lost-is-out = Il est exclu : il ne peut pas lire ce qui s’écrit désormais.
lost-out-title = L’exclure
lost-held-title = Ce qu’il contenait
lost-held-patients = Les dossiers d’au moins { $known } des { $all } patients qui sont ici.
lost-held-entries = Au moins { $known } des { $all } entrées qui sont ici.
lost-held-sealed = Tout est scellé. Sans phrase de passe de l’équipe, personne n’en lit rien ; avec une, tout.
lost-never-title = Ce qui n’est jamais passé
lost-never-here = Écrit sur lui et présent ici : tout jusqu’à { $when }, selon son horloge. Ce qui y a été écrit plus tard n’est pas ici.
lost-never-here-any = Rien de ce qui y a été écrit n’est ici.
lost-never-found = S’il est retrouvé, ce qu’il a écrit plus tard est repris et gardé, mais ni montré ni compté. Demandez à ceux qui y ont travaillé ce dont ils se souviennent, et écrivez-le à nouveau.
lost-never-there = Ici, sans qu’on sache si cela lui est parvenu : { $n } entrées, la plus ancienne écrite { $when }. Rien n’en est perdu.
lost-never-there-none = On sait que tout ce qui est ici lui est parvenu.
lost-people-title = Les phrases de passe à changer
lost-people-what = Chacune de ces phrases ouvre l’ordinateur tel qu’il était quand il a été perdu. Une nouvelle ne le ferme pas ; elle empêche qui apprend l’ancienne de se connecter ailleurs. Commencez par ceux qui l’ont utilisé.
lost-person = Qui
lost-person-here = Sur cet ordinateur
lost-person-account = Compte
lost-person-used = dernière utilisation : { $when }
lost-person-unused = pas d’utilisation connue
lost-person-out = fermé ; l’ouvre quand même si la fermeture ne lui était pas parvenue
lost-people-how = Chacun change la sienne dans Réglages. Qui est injoignable est désactivé sous Personnes.
lost-unknown-title = Ce que personne ici ne peut savoir
lost-unknown-more = S’il a rencontré depuis d’autres ordinateurs, une clé USB ou un relais : il peut contenir plus que ne le dit cette page.
lost-unknown-open = S’il était déverrouillé quand il a été pris. Les dossiers étaient alors lisibles jusqu’au verrouillage de l’écran : cinq minutes au plus si personne n’y touchait.
lost-unknown-guess = Si quelqu’un a vu taper une phrase de passe, ou en trouve une écrite à côté.

## Several histories
fork-verb = Voir les deux histoires
fork-title = L’ordinateur { $name } a plusieurs histoires
fork-what = L’ordinateur a été copié, ou remis à un jour antérieur, et les deux ont continué. Chaque histoire porte la signature de l’ordinateur, et chacune ignore l’autre. Les deux sont gardées, et tout ce qui a été écrit sur l’une ou l’autre est dans les dossiers : ce peut être de vrais soins.
fork-since = Toutes commencent par les mêmes { $n } entrées ; la dernière a été écrite { $when }. À partir de là, elles diffèrent.
fork-since-start = Elles diffèrent dès leur première entrée.
fork-one = L’autre histoire elle-même n’est pas arrivée ici : on ne la connaît que par son empreinte signée.
fork-histories = Les histoires
fork-history = Histoire
fork-own = Entrées propres
fork-all = Entrées en tout
fork-newest = La plus récente
fork-signed = Signée par les témoins
fork-signed-nobody = personne
fork-root = Racine
fork-proof-title = Preuve pour l’auditeur
fork-proof-what = Ces empreintes sont signées par la clé de l’ordinateur et ne peuvent pas être toutes deux d’une seule histoire. Donnez le fichier à l’auditeur avec un export fait maintenant : `fieldchart-audit compare` juge l’un par l’autre.
fork-proof-save = Enregistrer la preuve dans un fichier
fork-do-title = Que faire
fork-do-ask = Demandez qui travaille sur lequel des deux, et mettez-en un de côté. Il ne doit plus servir.
fork-do-look = Regardez ce qui a été fait depuis leur séparation : le stock a été compté et des médicaments ont pu être donnés sur les deux.
fork-do-lost = Si personne ne peut dire où est l’autre, traitez cet ordinateur comme perdu : révoquez-le, et que celui qui reste rejoigne à nouveau l’équipe.

## Hubs
hubs-title = Relais
hubs-what = Un relais garde tout scellé et n’en lit rien. Voici ce que chacun contenait quand cet ordinateur l’a rencontré pour la dernière fois.
hub-name = Relais à { $address }
hub-never = Pas encore rencontré : on ne sait pas s’il contient quelque chose.
hub-met = Les deux avaient la même chose { $when } : { $n } entrées.
hub-whole = Il contient tout ce qui est ici.
hub-behind = { $n } entrées sont arrivées ici depuis, qu’il n’avait pas alors.
hub-trouble = Dernier essai { $when } : { $how }
hub-each = Ordinateur par ordinateur
hub-then = Entrées au relais alors
hub-here = Entrées ici maintenant

## Ce qui ne va pas
problem-other-operation = Cette clé porte les données d’une autre opération. Rien n’a été lu ni écrit ; utilisez une clé de votre équipe.
problem-stick-damaged = Quelque chose sur cette clé est abîmé ou coupé. Rien n’y a été écrit. Gardez-la telle quelle et utilisez-en une autre.
problem-no-request = Aucun ordinateur ne demande à rejoindre sur cette clé. Vérifiez que c’est la bonne ; sur le nouvel ordinateur, écrivez d’abord la demande.
problem-no-answer = Il n’y a pas encore de réponse sur cette clé. Vérifiez que c’est la bonne, et qu’un administrateur a admis cet ordinateur. Rien n’est perdu : réessayez ensuite.
problem-other-words = Ce ne sont pas les six mots. Relisez-les, dans leur ordre. S’ils sont justes, quelqu’un d’autre a écrit sur cette clé : recommencez avec une autre.
problem-not-an-address = Ce n’est pas une adresse. Saisissez-la comme l’autre ordinateur l’affiche, par exemple 192.168.1.7:7368.
problem-laptop-name-taken = Un autre ordinateur de cette opération porte ce nom. Deux ordinateurs ne doivent jamais être confondus.
