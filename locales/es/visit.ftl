### The floor and the visit.

nav-today = Hoy
today-title = Hoy
visit-title = Visita
