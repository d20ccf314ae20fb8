### Pharmacy and stock.

nav-pharmacy = الصيدلية
pharmacy-title = الصيدلية
nav-stock = المخزون
stock-title = المخزون
