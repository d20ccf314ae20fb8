### People, roles, PINs, the access log.

nav-people = الأشخاص
people-title = الأشخاص
