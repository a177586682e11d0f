# La page qui vérifie un document signé.

check-title = Vérifier un document signé
check-lead = Donnez un PDF signé. Il est vérifié sur cet ordinateur, avec le certificat racine de ce pays et sans réseau, et il n’est pas gardé.
check-file = Le PDF signé
check-file-help = Choisissez-le, ou déposez-le sur le champ.
check-button = Le vérifier
check-no-file = Aucun fichier n’a été donné. Choisissez-en un, ou déposez-le sur le champ.
check-too-large = Le fichier est trop grand : au plus { $megabytes } mégaoctets sont vérifiés.
check-problem-title = Quelque chose est à corriger
check-holds = La signature est valable
check-all-hold = Toutes les signatures sont valables
check-stamp-holds = Personne n’a signé ce document ; son horodatage est valable
check-fails = Ne vous fiez pas à ce document
check-unsure = On ne peut pas dire si la signature est valable
check-unsigned = Personne n’a signé ce document
check-unreadable = Ce fichier ne peut pas être lu
check-unreadable-text = Ce n’est pas un PDF, ou il est abîmé. On ne peut rien dire de signatures qu’il contiendrait.
check-unsigned-text = Il ne contient aucune signature. S’il devait y en avoir une, demandez le fichier signé à qui vous l’a donné.
check-signed-by = Signé par { $name } au plus tard le { $moment }. Le document est tel qu’il a été signé.
check-signed-by-unproven = Signé par { $name }, à un moment que rien ne prouve. Le document est tel qu’il a été signé.
check-stamped = Un horodatage prouve que le document existait le { $moment }.
check-fails-of = La signature de { $name } n’est pas valable :
check-unsure-of = La signature de { $name } est valable ou non :
check-somebody = quelqu’un qu’on ne peut pas nommer
check-claims = quelqu’un qui prétend être { $name }
check-additions = Ajouté après coup, et non signé :
check-name = Fichier
check-size = { $kilobytes } ko
check-root = Racine de confiance
check-until = Vérifiable jusqu’au
check-until-text = { $moment }, sans réseau
check-fingerprint = SHA-256 du fichier
check-report = Le rapport entier
check-save = Enregistrer le rapport (JSON)
check-another = Vérifier un autre document
check-gone-title = Cette vérification n’est plus connue
check-gone = Seules les dernières sont gardées, pour un moment. Vérifiez le document de nouveau.
check-moment = { $day } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year } à { $time } UTC
