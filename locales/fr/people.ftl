### People, roles, PINs, the access log.

nav-people = Personnes
people-title = Personnes
