### The floor and the visit.

nav-today = Aujourd’hui
today-title = Aujourd’hui
visit-title = Visite
