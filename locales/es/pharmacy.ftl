### Pharmacy and stock.

nav-pharmacy = Farmacia
pharmacy-title = Farmacia
nav-stock = Existencias
stock-title = Existencias
