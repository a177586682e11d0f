# Le téléphone dans un terminal.

## Une demande
terminal-asks-authentication = { $name } ({ $domain }, { $country }) vous demande de vous connecter (code PIN 1)
terminal-asks-signature = { $name } ({ $domain }, { $country }) vous demande de signer (code PIN 2)
terminal-says = Message :   { $text }
terminal-payment = Vous payez : { $amount } { $currency }, à { $payee }
terminal-document = Document :  { $name }
terminal-digest = Empreinte : { $digest }
terminal-vouched = Demandé par { $door } : le service se porte garant de qui demande. Celui-ci n’a PAS signé cette demande lui-même.
terminal-scanned = Vous avez scanné un code sur un autre écran. Ne continuez que si vous y avez ouvert { $domain } vous-même.
terminal-led-back = Vous venez d’une page sur cet appareil. Ensuite, vous êtes ramené à { $host }.
terminal-number = Document { $number } sur { $count }
terminal-strike-out = Vous pouvez rayer des documents : tapez leurs numéros, par exemple 2 5. Tous les autres sont signés avec un seul PIN.
terminal-document-saved = Le document { $number } est ici, exactement tel qu’il serait signé : { $path }
terminal-digest-only = Seul l’expéditeur sait ce qui est signé.
terminal-signed-text = Vous signez ce texte :
terminal-code = Numéro :    { $code }  (doit être le même sur l’autre écran)
terminal-choices = Sur l’autre écran est l’un de ces numéros : { $codes }
terminal-left = Temps restant : { $seconds } s
terminal-question-authentication = Se connecter ?
terminal-question-signature = Signer ?
terminal-question-documents = { $count ->
    [one] Signer un document ?
   *[other] Signer ces { $count } documents ?
}
terminal-answers = y = oui, n = non, x = ce n’est pas moi
terminal-answers-code = y = oui, n = non, x = ce n’est pas moi, c = les numéros diffèrent
terminal-answers-choose = le numéro de l’autre écran = continuer, n = non, x = je n’ai pas commencé ceci, c = aucun de ceux-ci

## Le code PIN
terminal-pin-wrong = { $pin } ({ $remaining ->
    [one] faux ; encore un essai avant le blocage
   *[other] faux ; encore { $remaining } essais avant le blocage
})
terminal-pin-rules = Code PIN 1 : 4 à 12 chiffres. Code PIN 2 : 5 à 12 chiffres. Pas de suites comme 12345, pas de chiffres ou de groupes répétés comme 1111 ou 1212, pas d’années ni de dates, et aucun des deux codes dans l’autre.
terminal-choose = Choisissez le { $pin }
terminal-choose-again = Le { $pin } encore une fois
terminal-differ = Ils diffèrent.

## Ce qui en est résulté
terminal-waiting = En attente de demandes. Ctrl-C arrête.
terminal-done-authentication = Connecté. Le service dit : { $state }.
terminal-done-signature = Signé. Le service dit : { $state }.
terminal-way-back = Continuez là d’où vous venez, dans le navigateur de cet appareil : { $address }
terminal-refused = Refusé. Le service le sait.
terminal-freeze-offer = Pour suspendre tout de suite tous vos certificats, sur tous vos téléphones, lancez `freeze`. Aucun code n’est demandé.
terminal-wrong = Le code PIN était faux.
terminal-wrong-since = { $count ->
    [one] Un code PIN faux depuis votre dernier usage ({ $pin }).
   *[other] { $count } codes PIN faux depuis votre dernier usage ({ $pin }).
} { $month } dans les 30 derniers jours ; le neuvième met fin à ce téléphone.
terminal-wrong-officer = Si ce n’était pas vous, quelqu’un d’autre a ce qui est sur ce téléphone : allez voir un agent.
terminal-unacceptable = Une demande n’a pas été montrée, parce qu’elle n’a pas passé une vérification : { $reason }
terminal-failed = Cela n’a pas marché : { $reason }

## L’installation, et ce qu’est ce téléphone
terminal-resumes = Une installation a été commencée et n’a pas eu de réponse : le même message est envoyé de nouveau.
terminal-activation = Activation (du code QR ou de la lettre de l’agent ; elle n’est pas affichée)
terminal-begun = Une installation a été commencée et n’a pas eu de réponse : relancez enrol.
terminal-not-enrolled = Pas installé.
terminal-device = Appareil { $device } chez { $address }
terminal-certificate = { $purpose } : { $subject }, valable jusqu’à { $until }, certificate_id { $id }
terminal-comparison = Code de comparaison { $code } : l’agent, ou votre autre téléphone, doit montrer le même.

## Vos téléphones et certificats
terminal-phone = { $name } ({ $which ->
    [own] ce téléphone
   *[other] un autre téléphone
}) { $device }, depuis { $since }, dernier usage { $used }
terminal-phone-certificate = { $purpose } : { $standing }, jusqu’au { $until }
terminal-done-freeze = Tout est gelé : personne ne peut se connecter ni signer en votre nom. `unfreeze` y met fin, avec le code PIN 2.
terminal-done-unfreeze = Vos certificats sont de nouveau valables.
terminal-done-end-device = Ce téléphone est hors service. Ses certificats sont révoqués.
terminal-pin-before = Maintenant le { $pin } que vous avez eu jusqu’ici.
terminal-done-change-pin = Le code PIN est changé : désormais le nouveau est demandé.
terminal-pin-in-doubt = Personne ne sait encore s’il est changé. La prochaine fois, saisissez le nouveau { $pin } ; s’il est dit faux, celui d’avant.
terminal-done-activate = Installez l’autre téléphone avec cette ligne ou ce code en quelques minutes. Ne les montrez à personne d’autre.
terminal-phone-added = Un téléphone a été ajouté aux vôtres à { $since } : { $device }. Son numéro est { $code }. Si ce n’était pas vous, lancez `freeze`.
terminal-done-name-device = Le téléphone porte son nom.

## What you were asked
terminal-past = { $at } { $who } : { $what }, { $state } ({ $problem }), session { $session }
terminal-past-own = vous-même
terminal-past-phone = sur le téléphone { $phone }
terminal-past-none = Personne ne vous a rien demandé.
terminal-past-saved = Enregistré sous { $file }
terminal-past-unproven = Enregistré sous { $file }, sans la preuve de son inscription au journal : elle suit quelques instants après
terminal-past-unacceptable = { $count } autres ne peuvent pas être vérifiées par ce téléphone et ne sont pas montrées.
terminal-past-more = Il y en a de plus anciennes : history --after { $session }
