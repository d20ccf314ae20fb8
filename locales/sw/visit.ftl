### The floor and the visit.

nav-today = Leo
today-title = Leo
visit-title = Ziara
