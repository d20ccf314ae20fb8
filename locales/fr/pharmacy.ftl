### Pharmacy and stock.

nav-pharmacy = Pharmacie
pharmacy-title = Pharmacie
nav-stock = Stock
stock-title = Stock
