### Unirse por la red: un código que se dice, un código QR, seis palabras en dos pantallas.

## Admitting
pair-title = Admitir un portátil por la red
pair-what = Los dos portátiles deben estar en la misma red. El nuevo elige «Unirse a un equipo» en la primera pantalla y escribe el código que se muestra aquí.
pair-verb = Mostrar un código
pair-code = Diga este código a quien está ante el portátil nuevo:
pair-where = Si el portátil nuevo no encuentra este, escribe también dónde está:
pair-qr = Código QR para un lector
pair-until = El código vale hasta { $when }. Tras tres códigos erróneos deja de valer.
pair-end = Retirar el código
pair-words = Alguien dio el código. ¿Muestra el portátil nuevo estas mismas seis palabras?
pair-same = Las mismas palabras: admitirlo
pair-other = Otras palabras: rechazarlo
pair-sending = Admitido. Los datos van al portátil nuevo: deje los dos encendidos
pair-admitted = El portátil { $name } está admitido y tiene las { $n } entradas. Cada persona entra allí con la frase secreta que tiene aquí.
pair-further = Admitir otro
pair-again = Mostrar un código nuevo
pair-expired = Nadie llegó a tiempo. El código ya no vale.
pair-guessed = Alguien escribió tres códigos erróneos. El código ya no vale. Diga el siguiente solo a quien vea o conozca.
pair-refused = Rechazado. No se admitió a nadie. Si no esperaba otras palabras, puede haber alguien más en esta red: use una memoria USB.
pair-broke = El portátil está admitido, pero la conexión se cortó antes de que lo tuviera todo. Muestre un código nuevo y que pida otra vez.
pair-failed = No se pudo admitir el portátil. Muestre un código nuevo e inténtelo otra vez.

## Joining
join-near = Por la red
join-near-what = Un administrador del equipo abre «Portátiles» en uno de los suyos y muestra un código. Los dos portátiles deben estar en la misma red.
join-near-verb = Pedir unirse
join-stick = Con una memoria USB
join-code-hint = Seis cifras, como se dicen. O lea el código QR en este campo.
join-address-hint = Como la muestra el otro portátil. Rellenada si se encontró; no hace falta con un código QR.
join-found = Varios portátiles admiten a otros ahora mismo. Elija el del código que tiene:
join-same = Diga estas seis palabras al administrador. Su pantalla debe mostrar las mismas:
join-stopped = Detenido. Este portátil no se ha unido.
phase-pair = El administrador compara las palabras; después llegan los datos
field-join_code = Código

problem-not-a-code = No son seis cifras ni el texto de un código QR. Pida el código otra vez y escríbalo cifra por cifra.
problem-other-code = El otro portátil muestra otro código. Pídalo otra vez: tras tres erróneos deja de valer.
problem-nobody-there = Allí no responde ningún portátil que admita a otros. ¿Están en la misma red y se muestra aún el código? Si no, use una memoria USB.
problem-offer-over = El otro portátil no admite este: su código ya no vale, o alguien lo rechazó. Pida un código nuevo.
