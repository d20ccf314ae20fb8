### The auditor's screen, redaction, holds.

## La pantalla del auditor
compare-title = Comparar con un resumen de otro lugar
compare-what = Pegue un resumen de un mensaje, elija un archivo, o escriba el tamaño y la raíz de una hoja impresa, con un espacio entre ellos.
field-digest_text = Resumen, o tamaño y raíz
compare-verb = Comparar
compare-file = Elegir un archivo
compare-unsigned = Escrito desde el papel: no se comprobó ninguna firma.
compare-roots = Las dos raíces
compare-theirs = Allí:
compare-ours = Aquí:
outcome-same = Es el resumen actual del diario. Nada se añadió ni cambió desde entonces.
outcome-older = El diario aún tiene las { $size } entradas que tenía entonces, sin cambios, y ha crecido desde entonces.
outcome-ahead = Ese resumen cubre { $size } entradas, y este dispositivo tiene menos. Faltan entradas aquí, o es una copia más antigua. No confíe en él; avise a su coordinador.
outcome-fork = Los dos difieren en las primeras { $size } entradas: uno fue alterado, o se escribió en dos copias de este dispositivo. Guarde ambos y avise a su coordinador.
outcome-other-log = Ese resumen es de otro dispositivo o de otra operación.
outcome-not-signed = Ese resumen no fue firmado por este dispositivo, o fue alterado.
outcome-not-a-digest = Esto no es un resumen. Tiene tres líneas, una vacía y una firma; desde el papel, escriba el tamaño, un espacio y la raíz.
digest-save = Guardar en un archivo
digests-title = Resúmenes guardados en este dispositivo
digests-what = Cada resumen impreso, guardado o verificado aquí, comparado con el diario de ahora.
digests-none = Ninguno aún. Imprima, guarde o verifique uno.
digests-when = Cuándo
digests-size = Entradas
digests-why = Por qué
digests-now = Ahora
digests-root = Raíz
digests-lost = El diario no contiene lo que cubre un resumen guardado aquí. No confíe en este dispositivo; avise a su coordinador.
digest-why-kept = impreso o guardado
digest-why-verified = verificado
digest-why-backup = copia de seguridad
digest-holds = todo está aquí
digest-gone = no está en el diario
receipt-word = Prueba
receipt-verb = Prueba
receipt-title = La entrada { $index }, escrita { $when }, está en el diario.
receipt-title-newer = La entrada { $index } está en el diario.
receipt-leaf = Resumen de hoja:
receipt-qr = Código QR de la prueba
receipt-save = Guardar la prueba
prove-verb = Mostrar las pruebas
redactions-title = { $n ->
    [one] { $n } supresión
   *[other] { $n } supresiones
}
redactions-what = Lo que se eliminó para siempre, y quién firmó. Desde aquí nadie puede saber de quién era.
redactions-row = { $n ->
    [one] { $n } entrada, { $when }, firmado por { $who } (entrada { $index }).
   *[other] { $n } entradas, { $when }, firmado por { $who } (entrada { $index }).
}
redaction-asked = La persona lo pidió
redaction-danger = Pone a alguien en peligro
redaction-wrong-person = Escrito en el expediente equivocado
redaction-law = Lo exige una ley o un tribunal
redaction-expired = Guardado el tiempo necesario

## Copias de los datos, comprobación completa
check-verb = Comprobar todo
check-hint = «Verificar» lee el diario. La comprobación completa lee además las sumas de la base y compara cada lista con el diario; tarda más.
check-whole = Se comprobó todo: la base, las { $n } entradas y cada lista hecha de ellas. Nada está mal.
check-list = El diario está íntegro, pero una lista hecha de él difiere. No se perdió nada: la administración puede hacer que se rehagan las listas.
rebuild-verb = Rehacer las listas
journal-each-fault = Lo que se encontró
copy-cancelled = Cancelado. No quedó nada.
copy-to-hint = Una carpeta en la máquina que guarda los datos, o en una memoria conectada a ella. No debe existir aún, o estar vacía.
copy-where = Está en
copy-digest = Raíz de su resumen:
copy-size = { $mb } MB
field-backup_to = Carpeta para la copia
field-export_to = Carpeta para la auditoría
field-restore_from = Carpeta de la copia
field-disclose = Lo que la auditoría puede contar
field-report_from = Primer día
field-report_to = Último día
backup-title = Copia de seguridad
backup-what = Copia todo, sellado como está, mientras el trabajo sigue. La copia se comprueba hasta la última página y se abre con las mismas frases de acceso.
backup-verb = Hacer la copia ahora
backup-made = La copia está hecha y comprobada. Entradas: { $entries }; tamaño: { $size }.
backup-next = Guárdela lejos de este dispositivo, en manos seguras. Tras una pérdida, la primera pantalla de un dispositivo nuevo la restaura.
export-title = Exportar para la auditoría
export-what = Escribe el diario para que la auditoría pruebe, con su propia herramienta, que nada fue alterado. Nadie puede leer en él un expediente.
export-audit-verb = Exportar
export-made = La exportación está escrita. Entradas: { $entries }; tamaño: { $size }.
export-disclosed = Entradas que la auditoría puede contar: { $n }. No hay ningún nombre en lo que muestran.
export-hidden = Entradas que no se pueden mostrar, por estar suprimidas o no ser legibles aquí: { $n }.
export-root-key = Clave raíz de esta operación:
export-next = Entregue la carpeta a la auditoría, y la clave raíz por otra vía, por ejemplo en papel. La página de auditoría abre ambas sin red.
disclose-hint = Sin elegir nada, la exportación prueba el diario sin mostrar ningún número.
report-dispensed = Medicamentos entregados
report-encounters = Consultas
report-stock = Existencias
report-controlled = Medicamentos controlados
report-late = Escrito con retraso

## Suprimir
redact-title = Suprimir este expediente
redact-what = Todo lo de esta persona se elimina para siempre: nombres, visitas, archivos, la clave que los abre. El diario guarda solo que se hizo, cuándo, por qué y por quién. Las copias en dispositivos apagados duran hasta que se sincronicen.
field-redact_reason = Por qué
field-second_passphrase = Frase de acceso de una segunda persona
second-hint = Otra persona que pueda suprimir la escribe aquí.
field-redact_sure = Nada de esto podrá recuperarse
redact-not-sure = Márquelo si es así.
redact-verb = Suprimir para siempre
holds-title = Retenciones
hold-until = hasta el { $day }
hold-lift = Levantar
hold-new = Prohibir la supresión
field-hold_reason = Por qué debe guardarse
field-hold_until = Hasta (vacío: hasta que se levante)
hold-record-verb = Retener
