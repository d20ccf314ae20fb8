### People, roles, PINs, the access log.

nav-people = Watu
people-title = Watu
