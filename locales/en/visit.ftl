### The floor and the visit.

nav-today = Today
today-title = Today
visit-title = Visit
