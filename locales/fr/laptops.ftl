### Les ordinateurs d’une opération : la liste, les clés USB, rejoindre, un ordinateur perdu.

nav-laptops = Portables
laptops-title = Ordinateurs portables
sync-others = Tout est en sécurité ici. Autres ordinateurs : { $n }. Une clé USB vous réunit.
sync-met = Tout est en sécurité ici. Dernière rencontre avec l’ordinateur { $name } : { $when }.

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
known-behind = En retard de { $n } entrées au plus.
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
lost-title = Révoquer l’ordinateur { $name } ?
lost-what = Ce qu’il a écrit et qui est ici reste. Ce qu’il écrira désormais ne sera repris par personne, et il ne pourra pas lire ce qui s’écrit désormais. Ce qu’il contient déjà y reste, scellé par les phrases de passe. Cela ne peut être annulé : retrouvé, il rejoint à nouveau.
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

## Ce qui ne va pas
problem-other-operation = Cette clé porte les données d’une autre opération. Rien n’a été lu ni écrit ; utilisez une clé de votre équipe.
problem-stick-damaged = Quelque chose sur cette clé est abîmé ou coupé. Rien n’y a été écrit. Gardez-la telle quelle et utilisez-en une autre.
problem-no-request = Aucun ordinateur ne demande à rejoindre sur cette clé. Vérifiez que c’est la bonne ; sur le nouvel ordinateur, écrivez d’abord la demande.
problem-no-answer = Il n’y a pas encore de réponse sur cette clé. Vérifiez que c’est la bonne, et qu’un administrateur a admis cet ordinateur. Rien n’est perdu : réessayez ensuite.
problem-other-words = Ce ne sont pas les six mots. Relisez-les, dans leur ordre. S’ils sont justes, quelqu’un d’autre a écrit sur cette clé : recommencez avec une autre.
problem-not-an-address = Ce n’est pas une adresse. Saisissez-la comme l’autre ordinateur l’affiche, par exemple 192.168.1.7:7368.
problem-laptop-name-taken = Un autre ordinateur de cette opération porte ce nom. Deux ordinateurs ne doivent jamais être confondus.
