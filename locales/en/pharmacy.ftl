### Pharmacy and stock.

nav-pharmacy = Pharmacy
pharmacy-title = Pharmacy
nav-stock = Stock
stock-title = Stock
