### Pharmacy and stock, and what is printed.

nav-pharmacy = Farmacia
pharmacy-title = Farmacia
nav-stock = Existencias
stock-title = Existencias
number-not-whole = Escriba un número entero, como 30.

## Queue
pharmacy-count = { $n } en espera, { $owed } con algo pendiente por recoger
pharmacy-empty = Nadie espera aquí. Un paciente aparece cuando su visita se envía a la farmacia.
queue-open = { $n ->
    [one] { $n } receta
   *[other] { $n } recetas
}
queue-owed = pendiente
queue-waits = espera desde hace { $minutes } min
queue-left = se fue { $when }

## One patient
pharmacy-back = Volver a la cola
pharmacy-to-visit = Abrir la visita
pharmacy-all-done = Todo lo recetado está resuelto. Cierre la visita o llame al siguiente paciente.
pharmacy-nothing-prescribed = No se recetó nada en esta visita.
pharmacy-close = Cerrar la visita
rx-to-give = Por entregar: { $owed }
rx-given = Entregado: { $given }
rx-given-owed = Entregado: { $given }. Pendiente: { $owed }
rx-open-give = Entregar
rx-open-not = No entregar
rx-open-back = Devolver
directions = { $dose } { $route }, { $how }, { $days }
directions-once = { $dose } { $route }, { $how }
directions-needed = { $dose } { $route }, { $how }, como máximo { $max } al día, { $days }

## Giving
give-title = Entregar
give-lots = Tomar primero lo que caduca primero
give-lot-hint = Como está impreso en la caja que tiene en la mano.
give-none = No queda nada. { $owed } quedan pendientes, salvo que tenga un lote que aún no está en el stock.
give-short = Faltan { $owed }. Entregue lo que hay; el resto queda pendiente.
give-verb = Entregar
give-units-verb = Entregar { $units }
give-part-verb = Entregar { $units }, quedan pendientes { $owed }
give-instead-verb = Entregar { $units } en su lugar
give-what = { $units } de { $medicine }
give-done = Entregado: { $what }.
give-instead-what = Compruebe usted las alergias y la dosis: las alertas eran para lo recetado.
lot-word = Lote
lot-no-expiry = caducidad desconocida
lot-until = bueno hasta el { $day }
lot-left = quedan { $units }
lot-take = tomar { $units }
lot-known = { $until }; quedan { $units }
lot-unknown = Este lote aún no está en el stock. Se contará por debajo de cero hasta que se reciba.
lot-no-stock = Este medicamento no está en la lista. El stock no cambia.
field-quantity = Cuánto
field-instead = Otra cosa en su lugar
field-counselled = Se explicó cómo tomarlo
dispense-not-dispensed = No entregado
dispense-substituted = en su lugar
dispense-counselled = explicado
dispense-taken-back = Devuelto:
not-dispensed-title = Por qué no se entrega
not-dispensed-verb = No entregar
not-dispensed-done = Anotado como no entregado.
take-back-title = Por qué se devuelve
take-back-units-verb = Devolver { $units }
take-back-not = Deshacer esto
take-back-done = Devuelto. El stock está como antes.
why-out-of-stock = Sin existencias
why-declined = El paciente no lo quiere
why-has-some = El paciente ya tiene
why-not-safe = No es seguro para este paciente
why-wrong-patient = Paciente equivocado
why-wrong-lot = Lote equivocado
why-wrong-number = Número equivocado
why-brought-back = El paciente lo devolvió

## Stock
stock-query = Buscar un artículo
stock-count = { $total ->
    [one] { $total } artículo, { $wanting } por atender
   *[other] { $total } artículos, { $wanting } por atender
}
field-wanting = Solo lo escaso, por caducar o caducado
stock-none-found = Ningún artículo coincide. Pruebe con menos letras o desmarque la casilla.
stock-none-yet = La lista está vacía. Añada un artículo o importe una lista de un archivo.
stock-pages = Páginas
page-before = Anterior
page-after = Siguiente
page-of = { $first } a { $last } de { $total }
stock-item = Artículo
stock-usable = Utilizable hoy
stock-wanting = Por atender
stock-lots = Lotes
stock-no-lots = Aún no hay lotes. Reciba el primero.
stock-where = Dónde, de quién
stock-does = Qué hacer
stock-open-receive = Recibir
wanting-low = escaso: { $at } o menos
wanting-expired = { $n ->
    [one] { $n } lote caducado
   *[other] { $n } lotes caducados
}
wanting-expiring = { $n ->
    [one] { $n } lote por caducar
   *[other] { $n } lotes por caducar
}
wanting-below = { $n ->
    [one] { $n } lote por contar
   *[other] { $n } lotes por contar
}
lot-expired = caducado
lot-expiring = por caducar
lot-expired-on = Caducó el { $day }.
lot-held = retenido
lot-below = Por debajo de cero: cuéntelo.
hold-verb = Retener
hold-done = El lote está retenido. No se ofrece a nadie.
release-verb = Liberar
release-done = El lote puede entregarse de nuevo.
item-new = Añadir un artículo
item-new-title = Artículo nuevo
item-amend = Corregir el artículo
item-amend-title = Corregir el artículo
item-save = Guardar el artículo
item-saved = { $name } está en la lista.
item-controlled = controlado
item-retired = ya no se ofrece
ingredients-hint = Separados por punto y coma. Las alergias se comprueban con ellos.
low-at-hint = Con esta cantidad o menos se muestra como escaso.
cost-not-a-number = Escriba un importe, como 0,35.
field-generic = Nombre genérico
field-strength = Concentración
field-brand = Marca
field-pack_size = Unidades por envase
field-unit_cost_milli = Coste de la unidad
field-low_at = Escaso con
field-controlled = Medicamento controlado
field-retired = Ya no se ofrece
field-expiry = Caducidad
field-units = Unidades
field-donor = De quién
field-place = Caja o estante
field-manufacturer = Fabricante
field-change = Cuánto
receive-title = Recibir
receive-units-hint = Comprimidos, ampollas o mL sueltos, no envases.
receive-verb = Recibir
receive-units-verb = Recibir { $units }
receive-done = Recibido: { $units }.
expiry-hint = Como está impresa: 06/2027 significa su último día.
expiry-wrong = Esto no es una caducidad. Escriba 06/2027 o 30/06/2027.
adjust-verb = Corregir
adjust-title = Corregir el recuento
adjust-hint = Lo que hay que sumar, o con un signo menos quitar.
adjust-save = Corregir el recuento
adjust-done = El recuento está corregido.
waste-open = Desechar
waste-title = Desechar
waste-hint = Lo que se tiró, se rompió o se perdió.
waste-verb = Desechar
waste-units-verb = Desechar { $units }
waste-done = Anotado como desechado.
move-after = De { $before } a { $after }
why-expired = Caducado
why-broken = Roto
why-spoilt = Dañado por calor o agua
why-counted = Contado de nuevo
why-typed-wrong = Mal escrito antes
movements-open = Movimientos
movements-title = Movimientos, el más reciente primero
movements-none = Aún no hay movimientos.
movement-when = Cuándo
movement-what = Qué
movement-who = Quién
movement-receive = Recibido
movement-dispense = Entregado
movement-return = Devuelto
movement-adjust = Corregido
movement-waste = Desechado

## Files
export-verb = Guardar como archivo
export-done = El archivo contiene la lista y cada lote del que queda algo.
import-open = Importar un archivo
import-title = Importar artículos y stock
import-what = El archivo se prueba primero. No se escribe nada hasta que cada línea esté bien.
import-columns = CSV en UTF-8; la primera línea nombra las columnas, en cualquier orden:
import-choose = Elegir un archivo
import-encoding = Este archivo no está en UTF-8. Guárdelo de nuevo como «CSV UTF-8» y elíjalo otra vez.
import-read = { $n ->
    [one] { $n } línea leída.
   *[other] { $n } líneas leídas.
}
import-would = Cada línea está bien. Artículos nuevos: { $items }. Lotes recibidos: { $lots }.
import-grown = { $n ->
    [one] { $n } de estos lotes ya está aquí y crece. Si este archivo ya se importó, no lo importe otra vez.
   *[other] { $n } de estos lotes ya están aquí y crecen. Si este archivo ya se importó, no lo importe otra vez.
}
import-verb = Importar { $items } artículos y { $lots } lotes
import-done = Importado. Artículos nuevos: { $items }. Lotes recibidos: { $lots }.
import-refused = { $n ->
    [one] { $n } línea por corregir. No se escribió nada.
   *[other] { $n } líneas por corregir. No se escribió nada.
}
import-line = Línea
import-column = Columna
import-found = Encontrado
import-mend = Qué hacer

## Prints
print-title = Imprimir
print-back = Volver
print-prescription = Imprimir la receta
print-summary = Imprimir el resumen
print-label = Etiqueta
print-card = Imprimir la tarjeta
print-nothing = Aquí no hay nada que imprimir.
print-paper = Papel: A4, o el que tenga la impresora. La página muestra lo que se imprimirá, y nada más se imprime.
sheet-prescription = Receta
sheet-summary = Resumen de la visita
sheet-age-weight = { $age }, { $sex }
sheet-weight = { $kg } kg
sheet-visit = Visita del { $when }
sheet-prescriber = Recetado por { $who }
sheet-signature = Firma
sheet-given = Medicamentos
sheet-by-hand = Cómo tomarlo:
sheet-card-number = Número de tarjeta
sheet-card-what = Traiga esta tarjeta. Abre su historia aquí; su código no contiene su nombre ni nada de su salud.
sheet-card-qr = Código QR del número de tarjeta
sheet-printed = Impreso { $when } por { $who } en { $site }
sheet-unreviewed = Pregunte a alguien que hable el idioma antes de fiarse de estas palabras.
