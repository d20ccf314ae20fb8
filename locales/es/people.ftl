### People, roles, PINs, the access log.

nav-people = Personas
people-title = Personas
