### People, roles, PINs, the access log.

nav-people = People
people-title = People
