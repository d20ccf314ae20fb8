### The floor and the visit.

nav-today = اليوم
today-title = اليوم
visit-title = الزيارة
