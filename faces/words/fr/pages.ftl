# Les mots de toutes les pages que sert le programme.

pages-new-tab = s’ouvre dans un nouvel onglet
pages-demonstration = Ceci est une démonstration. Ses personnes sont inventées, ses clés se trouvent dans un fichier de cet ordinateur, et rien de ce qu’elle signe n’engage qui que ce soit.
