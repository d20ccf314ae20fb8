### Pharmacy and stock.

nav-pharmacy = Duka la dawa
pharmacy-title = Duka la dawa
nav-stock = Akiba
stock-title = Akiba
