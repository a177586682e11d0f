# Les mots de plusieurs faces. Une chose, un mot, partout.

language = Langue
language-name = Français
back = Retour
details-for-specialists = Détails pour spécialistes
purpose-authentication = se connecter
purpose-signature = signer
pin-authentication = code PIN 1
pin-signature = code PIN 2
