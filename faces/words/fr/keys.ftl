# Les téléphones et certificats d’une personne, sur le téléphone que les gens tiennent en main.

## What there is
keys-title = Mes téléphones et certificats
keys-loading = Demande au service …
keys-failed-title = Impossible de vérifier
keys-failed = Le service n’est pas joignable. Ce que vous voyez peut être ancien.
keys-this = Ce téléphone
keys-unnamed = Téléphone du { $since }
keys-used = Dernier usage : { $when }
keys-never-used = Pas encore utilisé.
keys-ended = Hors service : il ne peut plus vous connecter ni signer.
keys-name = Lui donner un nom
keys-name-label = Comment vous appelez ce téléphone
keys-name-save = Garder ce nom
keys-end = Mettre ce téléphone hors service
keys-freeze = Tout geler maintenant
keys-unfreeze = Mettre fin au gel, avec le code PIN 2
keys-frozen-title = Tout est gelé
keys-frozen = Personne ne peut se connecter ni signer en votre nom, sur aucun de vos téléphones, jusqu’à ce que vous mettiez fin au gel avec le code PIN 2.

## The PIN that grants it
grant-unfreeze-title = Saisissez le code PIN 2 pour mettre fin au gel
grant-unfreeze = Vos téléphones pourront de nouveau vous connecter et signer.
grant-end-device-title = Saisissez le code PIN 2 pour mettre ce téléphone hors service
grant-end-device = Il ne pourra plus jamais vous connecter ni signer. Ce qu’il a signé reste valable.
grant-submit = Le faire

## What came of it
done-freeze-title = Tout est gelé
done-freeze = Plus personne ne peut se connecter ni signer en votre nom, sur aucun de vos téléphones. Les demandes ouvertes sont terminées. Vous mettez fin au gel avec le code PIN 2.
done-unfreeze-title = Le gel est terminé
done-unfreeze = Vos téléphones peuvent de nouveau vous connecter et signer.
done-end-device-title = Ce téléphone est hors service
done-end-device = Il ne peut plus vous connecter ni signer, et le dit quand on l’ouvre.
done-back = Retour à mes téléphones
undone-offline-title = Pas de connexion
undone-offline = Le service n’est pas joignable : il n’est pas sûr que ce soit fait. Réessayez quand vous avez une connexion.
undone-lock-shut-title = Le verrou de cet appareil est resté fermé
undone-lock-shut = Rien n’a été fait, et votre code PIN n’a pas été essayé.
undone-late-title = Trop tard : rien n’a été fait
undone-late = Le temps prévu est écoulé. Recommencez.
undone-locked-title = Trop de codes PIN faux
undone-locked = Rien n’a été fait. Vous pouvez réessayer à { $until }. Si ce n’était pas vous, allez voir un agent.
undone-many-title = Trop d’essais
undone-many = Rien n’a été fait. Attendez un moment, puis recommencez.
undone-not-frozen-title = Vous n’avez rien à terminer
undone-not-frozen = Vous n’avez rien gelé. Ce qu’un agent ou le service a suspendu, un agent peut le libérer.
undone-failed-title = Cela n’a pas marché
undone-failed = Rien n’a été fait. Recommencez, ou allez voir un agent.
result-freeze = Si quelqu’un agit peut-être en votre nom, gelez tout : personne ne pourra alors se connecter ni signer en votre nom. Aucun code PIN n’est demandé, et vous pouvez y mettre fin vous-même.

## Another PIN
pins-change = Changer le { $pin }
pins-forgotten = Un code PIN oublié ? Personne ne peut le retrouver. Allez voir un agent, qui vous donne un lien pour installer ce téléphone de nouveau.
change-title = Choisissez votre nouveau { $pin }
change-lead-authentication = 4 à 12 chiffres, et pas dans votre code PIN 2 : ce téléphone ne peut pas les comparer. Ensuite vous saisissez le code PIN 1 que vous avez maintenant.
change-lead-signature = 5 à 12 chiffres, et votre code PIN 1 ne doit pas s’y trouver : ce téléphone ne peut pas les comparer. Ensuite vous saisissez le code PIN 2 que vous avez maintenant.
grant-change-pin-title = Maintenant le { $pin } que vous avez jusqu’ici
grant-change-pin = Il autorise le changement. Les essais faux comptent comme les autres.
done-change-pin-title = Votre { $pin } est changé
done-change-pin = Désormais saisissez le nouveau. Vos autres téléphones gardent les leurs.
undone-same-title = C’est le code PIN que vous avez
undone-same = Rien n’a été changé. Recommencez, et choisissez-en un autre.
undone-unsure-title = Il n’est pas sûr que votre code PIN soit changé
undone-unsure = À la fin, le service n’était pas joignable. La prochaine fois, saisissez le nouveau code PIN ; s’il est dit faux, celui d’avant. L’un des deux est juste, et ce téléphone garde les deux voies jusqu’à ce qu’il le sache.

## Another phone
add-phone = Ajouter un autre téléphone
grant-activate-title = Saisissez le code PIN 2 pour ajouter un autre téléphone
grant-activate = L’autre téléphone a ses propres clés et codes PIN, et signe aussi en votre nom.
add-phone-title = Ouvrez ce code avec l’autre téléphone
add-phone-lead = Dirigez son appareil photo vers le code. Il est bon pour quelques minutes, pour un seul téléphone.
add-phone-qr = Code QR pour l’autre téléphone
add-phone-typed = Ou ouvrez là-bas la page du téléphone et tapez :
add-phone-secret = Ne le montrez à personne : qui l’a devient un de vos téléphones.
phone-arrived-title = Votre autre téléphone est là
phone-arrived-lead = Il doit montrer ce numéro maintenant. Un autre ? Alors quelqu’un d’autre a été plus rapide.
phone-arrived-same = Il montre le même numéro
phone-arrived-other = Un autre numéro : mettre ce téléphone hors service
phone-added-title = Un téléphone a été ajouté aux vôtres
phone-added = Ajouté : { $when }. Si ce n’était pas vous, regardez vos téléphones et mettez-le hors service, ou gelez tout.
phone-added-mine = Je l’ai ajouté
phone-added-look = Regarder mes téléphones
undone-no-further-title = Ce téléphone ne peut pas en ajouter un autre
undone-no-further = Il est trop récent, vous avez autant de téléphones que permis, ou seuls les agents en ajoutent ici. Rien n’a été fait : demandez un lien à un agent.
