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
digest-holds = todo está aquí
digest-gone = no está en el diario
receipt-word = Prueba
receipt-verb = Prueba
receipt-title = La entrada { $index }, escrita { $when }, está en el diario.
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
