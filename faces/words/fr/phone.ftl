# Le téléphone que les gens tiennent en main.

## Starting
phone-name = Téléphone
phone-opening = Ouverture de votre téléphone …
phone-does-not-open = Si rien n’apparaît ici, ce navigateur est trop ancien ou n’exécute pas les scripts. Utilisez la dernière version de votre navigateur.

start-title = Préparez votre téléphone
start-lead = Avec ce téléphone, vous pouvez vous connecter et signer auprès des services en ligne. Un agent qui a vu votre pièce d’identité vous donne pour cela un code QR, un lien ou une ligne de lettres.
start-once = Le lien sert une seule fois. Ne l’envoyez à personne : qui l’a peut préparer un téléphone à votre nom.
start-scan = Scanner le code QR
start-code = Taper le code à la main
start-enter = Saisir la ligne à la main
start-needs = Vous choisissez deux codes PIN. Ils ne quittent jamais ce téléphone.

scan-title = Scannez le code QR de l’agent
scan-lead = Tenez cet appareil de sorte que tout le code soit dans l’image. L’image reste sur cet appareil et n’est pas gardée.
scan-picture = Image de l’appareil photo
scan-asking = En attente de l’appareil photo. Si le navigateur le demande, autorisez-le pour cette page.
scan-other-title = C’est un autre code
scan-other = Scannez celui que l’agent vous a donné.
scan-refused-title = L’appareil photo ne peut pas être utilisé
scan-refused = Cette page n’a pas le droit de l’utiliser, ou il n’y en a pas. Saisissez la ligne de l’agent à la main, ou ouvrez le lien de l’agent sur cet appareil. Pour utiliser l’appareil photo, autorisez-le pour cette page dans les réglages de votre navigateur, puis réessayez.
scan-again = Réessayer avec l’appareil photo

activation-title = Saisissez la ligne de l’agent
activation-label = La ligne commence par « sign-activation »
activation-help = Copiez-la exactement, avec toutes les lettres et tous les chiffres.
activation-continue = Continuer
activation-wrong = Ce n’est pas une telle ligne. Rien n’a été préparé. Regardez s’il manque le début ou la fin.
activation-other-service = Cette ligne est pour un autre service que celui-ci. Ouvrez l’adresse que l’agent vous a donnée.
activation-found-title = Votre lien a été lu
activation-found = Il est pour { $host }. Vous choisissez maintenant deux codes PIN : un pour vous connecter et un pour signer.
activation-begin = Choisir mes codes PIN
code-title = Tapez le code de l’agent
code-lead = Six groupes de six lettres et chiffres. Les minuscules ne gênent pas, et il n’y a pas de lettre O : c’est un zéro.
code-group = Groupe { $number }
code-slips = Regardez encore une fois : { $groups }. Il y a là un autre signe que sur le papier.
code-slip = Un groupe contient une erreur. Rien n’a été installé.
code-other-service = Ce code est pour un autre service que cette page. Ouvrez l’adresse que l’agent vous a donnée.
code-line-instead = J’ai plutôt une longue ligne

errors-title = Quelque chose est à corriger

## Choosing PINs
choose-title-authentication = Choisissez le code PIN 1, pour vous connecter
choose-title-signature = Choisissez le code PIN 2, pour signer
choose-again-title = Encore une fois le { $pin }
choose-lead-authentication = 4 à 12 chiffres. Vous le saisissez quand un service en ligne vous demande de vous connecter.
choose-lead-signature = 5 à 12 chiffres. Vous le saisissez quand vous signez. Il doit être différent du code PIN 1.
choose-again-lead = Saisissez les mêmes chiffres encore une fois, pour qu’une faute de frappe ne vous bloque pas.
choose-next = Prendre ce { $pin }
choose-same = C’est mon { $pin }
choose-differs = Ce ne sont pas les mêmes chiffres. Choisissez de nouveau le { $pin }.
pin-strength = S’il est difficile à deviner
pin-weak-malformed = Des chiffres seulement, 12 au plus.
pin-weak-short = { $missing ->
    [one] Trop court : encore un chiffre.
   *[other] Trop court : encore { $missing } chiffres.
}
pin-weak-sequence = Facile à deviner : les chiffres se suivent, comme dans 12345.
pin-weak-repetition = Facile à deviner : des chiffres se répètent, comme dans 1111 ou 1212.
pin-weak-date = Facile à deviner : c’est une année ou une date.
pin-weak-related = Trop proche du code PIN 1 : l’un est dans l’autre.
pin-good = Bien. Personne ne le devine avec les quelques essais permis.
pin-strong = Très bien : long et difficile à deviner.

## The lock of the device
protect-title = Protéger vos clés par le verrou de cet appareil ?
protect-lead = Vos clés ne s’ouvriront alors que sur cet appareil, après votre empreinte, votre visage ou son code. Une copie de ce que garde ce navigateur ne servira à personne.
protect-lost = Si vous perdez cet appareil, ou supprimez la clé d’accès de cette page, ce téléphone est perdu aussi. Un agent vous donne alors un nouveau lien.
protect-pins = Il vous faudra toujours vos codes PIN, à chaque fois.
protect-with = Protéger par le verrou
protect-without = Continuer sans
protect-wait = En attente du verrou de cet appareil …
protect-failed-title = Vos clés ne sont pas encore protégées
protect-failed = Le verrou n’a pas été ouvert, ou il ne peut pas protéger les clés de cette page. Réessayez, ou continuez sans.

## Making keys
making-title = Votre téléphone se prépare
making-keys = Vos clés sont créées et vos certificats demandés. Cela prend quelques secondes.
making-failed-title = Votre téléphone n’est pas encore prêt
making-failed = Le service n’a pas pu être joint. Vos clés sont gardées sur ce téléphone. Rien n’est perdu : réessayez.
making-again = Réessayer
making-unreached = Le service n’a pas pu être joint. Rien n’a encore été préparé. Réessayez quand vous avez une connexion.
making-link-over = Ce lien ne peut plus servir : il a été utilisé, repris, ou il est trop ancien.
making-refused = Le service ne l’a pas accepté. Il dit :
making-failed-check = La réponse du service n’a pas passé un contrôle, et ce téléphone ne l’a pas prise.
making-refused-next = Rien n’a été préparé. Demandez un nouveau lien à l’agent.
making-start-over = Recommencer avec un nouveau lien

enrolled-title = Votre téléphone est prêt
enrolled-lead = { $name }, ce téléphone peut maintenant vous connecter et signer pour vous jusqu’au { $until }.
enrolled-authentication = Se connecter, avec le code PIN 1
enrolled-authentication-text = Montre à un service en ligne que c’est vous.
enrolled-signature = Signer, avec le code PIN 2
enrolled-signature-text = Compte comme votre propre signature. Ne saisissez le code PIN 2 que pour ce que vous voulez signer.
enrolled-keep = Personne ne vous demandera jamais ces codes PIN : ni bureau, ni banque, ni police.
comparison-title = L’agent, ou votre autre téléphone, doit montrer le même numéro
comparison-text = Lisez-le à l’agent, ou regardez le téléphone avec lequel vous avez ajouté celui-ci. Un autre ? Alors quelqu’un d’autre a installé un téléphone à votre nom : faites-y mettre fin tout de suite.
enrolled-done = Aller à mon téléphone

## At rest
home-lead = Ce téléphone peut vous connecter et signer pour vous jusqu’au { $until }.
home-ended = Vos certificats ont pris fin le { $until }. Ce téléphone ne peut plus vous connecter ni signer. Demandez un nouveau lien à un agent.
home-nothing-title = Aucune demande ne vous attend
home-nothing = Quand un service en ligne demande, cela apparaît ici, tant que cette page est ouverte.
home-waiting-title = { $count ->
    [one] Une demande vous attend
   *[other] { $count } demandes vous attendent
}
home-look = La regarder
home-more = et { $count } de plus
home-past-title = Ce que vous avez fait en dernier sur ce téléphone
home-past-empty = Encore rien.
home-certificates = Ce que peut ce téléphone
home-offline-title = Pas de connexion
home-offline = Ce téléphone ne peut pas joindre le service en ce moment. Il réessaie de lui-même. Rien n’est perdu.
home-unacceptable-title = Une demande n’a pas été montrée
home-unacceptable = Elle n’a pas passé un contrôle, et ce téléphone a refusé de la montrer. Rien n’a été signé. Si vous alliez vous connecter ou signer, recommencez auprès du service en ligne.
home-clock-title = L’heure de ce téléphone est fausse
home-clock = Le service ne répond pas, parce que l’heure de ce téléphone n’est pas juste. Réglez la date et l’heure sur automatique, puis revenez.
home-keep-title = Ce navigateur pourrait oublier votre téléphone
home-keep = Ajoutez cette page à votre écran d’accueil, pour que le navigateur la garde.
waking-title = Notifications
waking-text = Quand une demande vous attend et que cette page est fermée, votre appareil peut vous prévenir. La notification ne dit pas qui demande, ni quoi.
waking-begin = Me prévenir
waking-end = Ne plus me prévenir
waking-is-on = Quand une demande vous attend et que cette page est fermée, votre appareil vous prévient.
waking-is-off = Cette page ne vous prévient pas. Vous trouvez ce qui vous attend quand vous l’ouvrez.
waking-is-denied = Les notifications de cette page sont désactivées dans les réglages de votre navigateur. Vous trouvez ce qui vous attend quand vous l’ouvrez.
waking-busy = Un instant …
waking-failed-title = Les notifications n’ont pas pu être activées
waking-failed = Réessayez plus tard. Vous trouvez ce qui vous attend quand vous ouvrez cette page.
notification-title = Une demande vous attend
notification-text = Ouvrez votre téléphone pour la voir.
outcome-signed = Signé
outcome-logged-in = Connecté
outcome-refused = Refusé
outcome-not-me = Signalé : pas vous
outcome-wrong-code = Refusé : autre nombre

## A request
request-title-authentication = { $name } vous demande de vous connecter
request-title-signature = { $name } vous demande de signer
request-signed-by = vérifié, signé par lui-même
request-vouched-by = non signé par lui : { $door } répond de qui demande
door-mobile-id = Mobile-ID
request-code = Sur l’autre écran, vous devez voir
request-code-warning = Un autre nombre, ou personne que vous avez appelé ? Refusez.
request-other-number = Je vois un autre nombre
request-choose = Quel numéro est sur l’autre écran ?
request-choose-warning = Personne ne doit vous dire ce numéro au téléphone. Vous n’en voyez aucun, ou vous n’avez rien commencé ? Refusez.
request-none-of-these = Je n’en vois aucun
request-choose-first = Choisissez d’abord le numéro
request-no-code = Il n’y a pas de nombre à comparer. Ne signez que si vous avez commencé cela vous-même, à l’instant.
request-no-code-authentication = Il n’y a pas de nombre à comparer. Ne vous connectez que si vous avez commencé cela vous-même, à l’instant.
request-document = Document
request-says = Message
request-pay = Vous payez
request-payee = à
request-purpose = Pour quoi
request-purpose-authentication = Se connecter à { $domain }
request-text-title = Vous signez ce texte
request-digest-only-title = Seul l’expéditeur sait ce qui est signé
request-digest-only = Ce téléphone ne peut pas voir le document. Ne signez que si vous connaissez qui demande et lui faites confiance.
request-vouched-title = Le service en ligne n’a pas signé cette demande
request-vouched = { $door } dit qui demande. Soyez plus prudent que d’habitude.
request-country = Pays
request-left-minutes = { $minutes ->
    [one] Il reste environ une minute.
   *[other] Il reste environ { $minutes } minutes.
}
request-left-little = Il reste moins d’une minute.
request-more = Plus sur cette demande
request-digest = Empreinte du document
request-rest = Montrer la suite
request-sign-authentication = Se connecter avec le code PIN 1
request-sign-signature = Signer avec le code PIN 2
request-documents = Vous signez { $count } documents à la fois
request-documents-left = { $count ->
    [one] Un document sera signé. Vous pouvez rayer ce que vous ne voulez pas signer.
   *[other] { $count } documents seront signés. Vous pouvez rayer ce que vous ne voulez pas signer.
}
request-none-left = Vous avez tout rayé. Rétablissez un document, ou refusez.
request-number = { $number }.
request-document-text = Un texte
request-document-unnamed = Document { $number }
request-open = Lire
request-opened = lu
request-strike = Rayer
request-put-back = Rétablir
request-struck = rayé
request-must-open = à lire d’abord
request-differs = autre fichier
request-read = Lire le document
request-read-first = Lire d’abord le numéro { $number }
request-sign-documents = { $count ->
    [one] Signer un document avec le code PIN 2
   *[other] Signer { $count } documents avec le code PIN 2
}
request-refuse = Refuser
request-not-me = Ce n’est pas moi
request-wait = En attente du service …
detail-session = Session
detail-statement = Déclaration, SHA-256
detail-request = Demande, SHA-256
detail-relying-party = Inscrit comme
detail-certificate-of-asker = Son certificat, SHA-256
detail-signed-digest = Ce qui est signé, SHA-256
detail-until = Fin (UTC)

## Reading a document
read-title = Ce que vous signez
read-back = Retour à la demande
read-waiting = Le document arrive …
read-exact = C’est exactement ce qui serait signé. Ce téléphone l’a vérifié.
read-page = Page #
read-save = Enregistrer le document
read-other = Ce téléphone ne peut pas montrer ce type de document. Enregistrez-le et regardez-le avec un autre programme.
read-broken-title = Ce document ne peut pas être montré ici
read-unreached-title = Le document n’est pas arrivé
read-unreached = Personne ne répond là où il devrait être. Vous pouvez réessayer, ou refuser.
read-differs-title = Ce n’est pas ce que vous signeriez
read-differs = À sa place se trouve un autre fichier. Ce téléphone ne le montre pas et ne le signe pas. Dites-le au service en ligne.

## The PIN
pin-title-authentication = Saisissez le code PIN 1 pour vous connecter
pin-title-signature = Saisissez le code PIN 2 pour signer
pin-summary-code = nombre { $code }
pin-summary-payment = { $amount } à { $payee }
pin-documents = { $count ->
    [one] un document
   *[other] { $count } documents
}
pin-count = { $count ->
    [0] Aucun chiffre saisi
    [one] Un chiffre saisi
   *[other] { $count } chiffres saisis
}
pin-digits = Chiffres
pin-delete = Effacer le dernier chiffre
pin-submit-authentication = Se connecter
pin-submit-signature = Signer
pin-lock-next = Cet appareil demande ensuite son propre verrou.
pin-never = Personne ne vous demandera jamais ce code PIN : ni bureau, ni banque, ni police.
pin-wrong = Ce n’était pas votre { $pin }. Rien n’a été signé. { $remaining ->
    [one] Vous avez encore un essai, puis une pause.
   *[other] Vous avez encore { $remaining } essais, puis une pause.
}
pin-wrong-last = Ce n’était pas votre { $pin }. Rien n’a été signé. Un autre code faux mène à une pause.
pin-working = Un moment …

## What came of it
result-signed-title = Vous avez signé
result-signed = { $name } a votre signature.
result-logged-in-title = Vous êtes connecté
result-logged-in = { $name } sait que c’est vous. Continuez sur l’autre écran.
result-refused-title = Vous avez refusé
result-refused = { $name } en a été informé. Rien n’a été signé.
result-not-me-title = Vous avez dit que ce n’était pas vous
result-not-me = { $name } et le service en ont été informés. Rien n’a été signé. Si cela se répète, dites-le à un agent : quelqu’un sait peut-être qui vous êtes auprès du service en ligne.
result-wrong-code-title = Vous avez vu un autre nombre
result-wrong-code = La demande a été refusée et le service informé. Rien n’a été signé. Fermez l’autre page et ouvrez de nouveau le service en ligne par sa propre adresse.
result-late-title = Trop tard : rien n’a été signé
result-late = Le temps de cette demande est écoulé. Demandez à { $name } de l’envoyer de nouveau.
result-gone-title = Cette demande est finie
result-gone = Elle a été terminée auprès du service en ligne ou sur un autre téléphone. Ce téléphone n’a rien signé.
result-elsewhere-title = Quelqu’un a répondu, et pas ce téléphone
result-elsewhere = Un autre téléphone a répondu à cette demande avec votre clé. Si ce n’était pas vous, allez tout de suite voir un agent : quelqu’un d’autre a peut-être ce qui est sur ce téléphone.
result-unsure-title = Ce n’est pas encore sûr
result-unsure = La connexion s’est arrêtée au dernier moment. Ce téléphone informe le service de lui-même dès qu’il le peut. Regardez sur l’autre écran si cela a continué, avant de recommencer.
result-offline-title = Pas de connexion
result-offline = Le service n’a pas pu être joint. Rien n’a été signé. Réessayez quand vous avez une connexion.
result-lock-shut-title = Le verrou de cet appareil est resté fermé
result-lock-shut = Rien n’a été signé, et votre code PIN n’a pas été essayé. Réessayez. Si la clé d’accès de cette page a été supprimée, ou si ce n’est pas l’appareil que vous avez préparé, ce téléphone est perdu : demandez un nouveau lien à un agent.
result-locked-title = Trop de codes PIN faux
result-locked = Rien n’a été signé. Vous pouvez réessayer à { $until }. Si ce n’était pas vous, allez voir un agent.
result-many-title = Trop d’essais pour cette demande
result-many = Rien n’a été signé. Demandez à { $name } d’envoyer de nouveau la demande. Si ce n’était pas vous qui avez essayé, allez voir un agent.
result-failed-title = Cela n’a pas marché
result-failed = Rien n’a été signé. Le service dit :
result-failed-plain = Rien n’a été signé. Recommencez auprès du service en ligne.
result-wrong-pins = { $count ->
    [one] Depuis votre dernière utilisation, un { $pin } faux a été saisi.
   *[other] Depuis votre dernière utilisation, { $count } fois un { $pin } faux a été saisi.
}
result-wrong-pins-month = Ces 30 derniers jours, il y en a eu { $count }. Le neuvième met fin à ce téléphone. Si ce n’était pas vous, allez voir un agent.
result-done = Retour à mon téléphone
result-try-again = Réessayer

## What this phone can do
certificates-title = Ce que peut ce téléphone
certificates-for = Pour { $name }
certificates-until = Jusqu’au { $until }
certificates-lock-title = Protégé par le verrou de cet appareil
certificates-lock = Vos clés ne s’ouvrent que sur cet appareil, après votre empreinte, votre visage ou son code. Si vous le perdez, ou supprimez la clé d’accès de cette page, demandez un nouveau lien à un agent.
certificates-issuer = Délivré par
certificates-person = Numéro de la personne
certificates-serial = Numéro de série
certificates-sha256 = SHA-256
certificates-from = Valable dès (UTC)
certificates-to = Valable jusqu’à (UTC)
certificates-device = Ce téléphone
certificates-comparison = Code de comparaison
certificates-service = Service

## Where it ends
halted-blocked-title = Ce téléphone est bloqué
halted-blocked = Il ne peut plus vous connecter ni signer. Allez voir un agent, qui peut vous dire pourquoi et vous donner un nouveau lien.
halted-ended-title = Ce téléphone est hors service
halted-ended = Vous ou un agent l’avez mis hors service : il ne peut plus vous connecter ni signer. Ce qu’il a signé reste valable. Pour utiliser de nouveau ce téléphone, demandez un nouveau lien à un agent.
halted-copied-title = Ce téléphone a été copié
halted-copied = Quelqu’un a utilisé les mêmes clés ailleurs, et le service les a arrêtées. Allez tout de suite voir un agent.
halted-exhausted-title = Trop de codes PIN faux
halted-exhausted = Ce téléphone a pris fin pour de bon : il ne peut plus vous connecter ni signer. Demandez un nouveau lien à un agent.
halted-again = Le préparer de nouveau
halted-tab-title = Votre téléphone est ouvert dans une autre fenêtre
halted-tab = Il peut servir dans une fenêtre à la fois.
halted-tab-take = L’utiliser ici
halted-storage-title = Ce navigateur ne garde rien
halted-storage = Votre téléphone doit garder ses clés dans ce navigateur, et celui-ci ne le permet pas. Quittez la fenêtre privée, ou permettez à cette page de garder des données, et ouvrez-la de nouveau.
halted-old-title = Ce navigateur est trop ancien
halted-old = Il lui manque ce qui garde vos clés en sûreté. Utilisez la dernière version de votre navigateur.
halted-damaged-title = Votre téléphone ne peut pas être ouvert
halted-damaged = Ce qu’il garde dans ce navigateur ne peut pas être lu. Ouvrez-le de nouveau. Si cela n’aide pas, demandez un nouveau lien à un agent.
