# Fieldchart, español. Aún no revisado por una persona de lengua materna.

app-name = Fieldchart
choose-one = Elegir
cancel-verb = Cancelar
close-verb = Cerrar
retry-verb = Intentar de nuevo
print-verb = Imprimir
skip-to-main = Ir a la parte principal
progress-of = { $done } de { $total }
progress-spoken = { $percent } % hecho
saved-at = Guardado a las { $time }
draft-restored = Lo que usted escribió antes está aquí de nuevo.
draft-discard = Vaciar el formulario
bytes = { $n } bytes

## Languages
language-label = Idioma
language-note = Una traducción que nadie de lengua materna ha leído aún lo indica en el menú.
language-unreviewed = { $name } (sin revisar)
language-en = English
language-fr = Français
language-es = Español
language-ar = العربية
language-sw = Kiswahili
language-qps = Inglés alargado, para pruebas

## Frame
nav-label = Principal
nav-patients = Pacientes
nav-register = Registrar
nav-journal = Diario
nav-settings = Ajustes
search-label = Buscar pacientes
search-hint = Nombre, número, teléfono o lugar
sync-alone = Todo está a salvo aquí. Aún no se ha encontrado otro dispositivo.
user-label = En sesión:
lock-verb = Bloquear

## First run
first-run-title = Comenzar una operación
first-run-what = Una operación es un despliegue: una misión, un campamento, una respuesta. Todo queda en este dispositivo.
operation-hint = Por ejemplo: Inundaciones 2026
site-hint = El lugar donde trabaja este dispositivo, como Clínica A
passphrase-hint = Cinco palabras, o al menos 12 caracteres. Abre los datos en este dispositivo.
suggest-verb = Proponer cinco palabras
suggested-words = Anótelas y llévelas consigo:
start-verb = Comenzar la operación
demo-title = Explorar
demo-what = Abre una operación con 200 personas inventadas. Ninguna es real.
demo-verb = Explorar con datos de demostración
demo-operation = Demostración
demo-site = Sitio de demostración
demo-user = Usuario de demostración
demo-passphrase = Esta frase de paso vuelve a abrir la demostración. Se muestra una sola vez.
demo-ready = Las personas inventadas ya están.
demo-done = Abrir los pacientes
restore-title = Restaurar una copia de seguridad
restore-aside = Trae aquí los expedientes de un dispositivo perdido o averiado.
restore-link = Restaurar una copia
restore-what = Copia una copia de seguridad a este dispositivo. Después entre con la frase de acceso del dispositivo donde se hizo. Este continúa en un registro propio, de modo que nada de lo firmado se contradice.
restore-from-hint = La carpeta de la copia, desde su raíz: por ejemplo /media/memoria/fieldchart-backup.
restore-verb = Restaurar
restore-back = Volver
phase-demo = Escribiendo personas inventadas
phase-verify = Comprobando cada byte guardado
phase-check = Comprobando todos los datos
phase-rebuild = Rehaciendo las listas
phase-backup = Copiando los datos y comprobando la copia
phase-export = Escribiendo el diario para la auditoría
phase-restore = Copiando la copia de seguridad a este dispositivo

## Sheets
sheets-title = Imprima estas dos hojas
sheets-what = Imprima las dos ahora, o cópielas a mano. Se muestran una sola vez y nadie puede volver a hacerlas.
sheets-confirm-first = Marque la casilla cuando las dos hojas estén en papel.
sheets-done = Seguir a los pacientes
sheet-qr = Código QR del texto de esta hoja
sheet-recovery-title = Hoja de recuperación
sheet-recovery-what = Abre los registros de esta operación cuando se han perdido todas las frases de paso.
sheet-recovery-where = Guárdela bajo llave, lejos de este dispositivo. Quien tenga ambos puede leerlo todo y escribir en nombre de cualquiera.
sheet-root-title = Hoja de la clave raíz
sheet-root-what = Prueba quién puede añadir usuarios y dispositivos a esta operación.
sheet-root-where = Guárdela en una caja fuerte, lejos de la hoja de recuperación.

## Log in and lock
log-in-title = Entrar
log-in-what = Su frase de paso abre los datos y dice quién es usted.
log-in-verb = Entrar
recover-link = Olvidé la frase de paso: usar la hoja de recuperación
recover-title = Usar la hoja de recuperación
recover-what = La clave de recuperación impresa en la hoja abre los datos y le da una frase de paso nueva. Nada de lo anotado se pierde.
recovery-key-hint = Los 14 grupos de cuatro, en su orden. Los espacios, los guiones y las minúsculas no importan.
recover-user-hint = El nombre tal como figura en Fieldchart. Déjelo vacío si solo usted usa este dispositivo.
recover-verb = Dar la nueva frase de paso
recover-back = Volver a la entrada
lock-title = Bloqueado
lock-what = { $name } está en sesión. Lo escrito se conserva.
unlock-verb = Desbloquear

## Patients
patients-title = Pacientes
patients-latest = { $total ->
    [one] { $total } paciente:
   *[other] { $total } pacientes. Los { $n } escritos por último:
}
patients-found = { $n ->
    [0] No se encontró a nadie entre { $total }.
    [one] { $n } paciente encontrado entre { $total }.
   *[other] { $n } pacientes encontrados entre { $total }.
}
patients-none-yet = Aún no hay nadie registrado. Registre al primer paciente: basta un nombre.
patients-none-found = Nadie coincide. Pruebe con menos letras, solo el apellido o un teléfono. Si la persona es nueva, regístrela.
register-verb = Registrar

## Register
register-title = Registrar un paciente
register-hint = Basta un nombre. Intro pasa al campo siguiente.
register-more = Más: otros nombres, dirección, números, familiar
no-name-label = Persona desconocida, { $when }
ids-hint = Uno por línea. Diga quién lo dio, si se sabe: Campamento: 1234
alike-title = ¿Ya registrado?
alike-what = Estas personas tienen un nombre parecido. Abra una para ver más.
same-name = nombre parecido
same-sex = mismo sexo
same-birth = misma fecha de nacimiento
same-age = casi la misma edad
same-phone = mismo teléfono
same-place = mismo lugar

## Chart
chart-title = Expediente
banner-age = Edad
photo-add = Añadir una foto
photo-change = Cambiar la foto
photo-of = Foto del paciente
photo-unreadable = Este archivo no es una imagen que se pueda leer. Elija un archivo JPEG, PNG o WebP.
banner-died = Falleció: { $when }
banner-conflicts = Escrito de forma distinta en dos lugares: { $fields }. Decida en la historia qué vale.
conflict-title = Escrito de forma distinta en dos lugares
conflict-what = Se escribió en portátiles que no se habían encontrado. Todo queda en el historial. Pregunte al paciente, o a quien lo escribió, y elija lo que vale.
conflict-in = (escrito: { $when })
conflict-by = { $who } escribió esto: { $when }, en { $laptop }.
conflict-settle = Esto vale
amend-verb = Rectificar
amend-patient = Rectificar paciente
amend-save = Guardar la rectificación
amend-saved = Rectificado. Lo escrito antes queda en el historial.
amended-mark = rectificado
history-verb = Historial
history-title = Historial
history-written = { $who } escribió esto: { $when }.
history-amended = { $who } rectificó esto: { $when }.
history-entry = Entrada { $index } del diario
history-field = Campo
history-before = Antes
history-after = Después
history-empty = vacío
vitals-title = Signos vitales
vitals-new-title = Medir signos vitales
vitals-verb = Guardar signos vitales
vitals-saved = Los signos vitales están guardados.
vitals-measured = Medido
vitals-none = Aún no hay signos vitales. Rellene arriba lo medido; basta un valor.
vitals-show-all = Mostrar todo ({ $n })
vitals-amend = Rectificar signos vitales, { $when }
vitals-history = Historial de signos vitales, { $when }
vitals-of = Signos vitales, { $when }
vitals-ask-age = No se conoce la edad, así que no se pueden marcar valores inusuales. Pregunte la edad o elija un grupo de edad con Rectificar paciente.
unusual-mark = inusual
unusual-range = Inusual a esta edad. Lo usual: { $low } a { $high }.
absence-none = Sin valor porque…
absence-of = { $field }: por qué no hay valor
problems-title = Problemas
problem-since = desde { $when }
findings-title = Resultados de otros lugares ({ $n })
findings-what = Resultado
findings-value = Valor
findings-when = Cuándo
attachments-title = Adjuntos ({ $n })
attachment-open = Abrir
attachment-add = Añadir un archivo
attachment-kinds = PNG, JPEG, WebP, PDF, JSON, XML o texto sin formato, hasta 25 MB.
attachment-not-shown = Un archivo de este tipo no se muestra aquí. Guárdelo para abrirlo en otro lugar.
attachment-unreadable = Este archivo no se puede leer aquí. Inténtelo de nuevo; si sigue igual, verifique el diario.

## Journal
journal-title = Diario
journal-count = { $n ->
    [one] { $n } registro.
   *[other] { $n } registros.
}
journal-whole = Ninguno alterado. Verificado: { $when }.
journal-broken = La comprobación encontró alteraciones ({ $when }). No confíe en este dispositivo; avise a su coordinación.
journal-unverified = Aún no verificado en este dispositivo.
journal-faults = Estas entradas no se verifican
verify-verb = Verificar ahora
digest-title = Resumen
digest-what = Unas pocas líneas que representan todos los registros. Imprímalas: cualquier cambio posterior ya no coincidiría.
digest-qr = Código QR del resumen
entries-title = Entradas y huellas
entries-root = Huella raíz
entries-index = Número
entries-class = Clase
entries-laptop = Escrita en
entries-at = Escrito
entries-bytes = Bytes
entries-leaf = Huella de hoja
class-clinical = Clínico
class-stock = Existencias
class-access = Acceso
class-membership = Miembros
class-redaction = Supresión
class-settings = Ajustes
class-key = Clave
class-heads = Cabezas
class-chunk = Adjunto
class-newer = De una versión más nueva

## Settings
settings-title = Ajustes
settings-look = Idioma y aspecto
settings-leave = Salir
lock-screen-verb = Bloquear la pantalla
lock-screen-what = Lo oculta todo; usted sigue donde estaba.
log-out-verb = Cerrar sesión
log-out-what = Termina su sesión en este dispositivo.
lock-store-verb = Bloquear los datos
lock-store-what = Termina todas las sesiones y olvida todas las claves. Hágalo antes de perder de vista el dispositivo.
theme-auto = Como el sistema
theme-light = Claro
theme-dark = Oscuro
theme-contrast = Alto contraste

## Ages and dates
age-days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
age-months = { $n ->
    [one] { $n } mes
   *[other] { $n } meses
}
age-years = { $n ->
    [one] { $n } año
   *[other] { $n } años
}
age-years-months = { $years ->
    [one] { $years } año
   *[other] { $years } años
} { $months ->
    [one] { $months } mes
   *[other] { $months } meses
}
age-about = unos { $age }
age-judged = { $class } (estimado)
age-unclear = edad poco clara
age-not-asked = edad no preguntada
birth-born = nacimiento: { $date }
birth-count = { $n } { $unit }
birth-told = { $age }, dicho el { $date }
birth-judged = { $class }, estimado el { $date }
birth-way-age = Edad
birth-way-date = Fecha de nacimiento
birth-way-class = Grupo de edad
birth-date-hint = Deje vacío el día, o el día y el mes, si no se conocen.
birth-wrong-date = Esta fecha no está en el calendario. Revise el día y el mes.
birth-wrong-year = Dé el año, o mejor diga la edad.
birth-wrong-month = Dé el mes, o deje vacío también el día.
birth-wrong-four = Dé el año con cuatro cifras, como 1990.
birth-wrong-age = Dé la edad como número entero.
birth-wrong-unit = Elija días, semanas, meses o años.
date-day = { $day } de { $month } de { $year }
date-month = { $month } de { $year }
date-time = { $date }, { $time }
time-now = ahora mismo
time-minutes = { $n ->
    [one] hace { $n } minuto
   *[other] hace { $n } minutos
}
time-today = hoy { $time }
time-yesterday = ayer { $time }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

## Codes
sex-female = Femenino
sex-male = Masculino
sex-other = Otro
sex-unknown = No se sabe
sex-not-asked = sexo no preguntado
status-refugee = Refugiado
status-displaced = Desplazado
status-host = Comunidad de acogida
status-other = Otro
age-class-under-28-days = menos de 28 días
age-class-1-11-months = 1 a 11 meses
age-class-1-4 = 1 a 4 años
age-class-5-11 = 5 a 11 años
age-class-12-17 = 12 a 17 años
age-class-18-64 = 18 a 64 años
age-class-65-plus = 65 años o más
age-unit-days = días
age-unit-weeks = semanas
age-unit-months = meses
age-unit-years = años
absence-not-measurable = no medible
absence-beyond-meter = fuera del medidor
absence-refused = rechazado
acvpu-alert = Alerta
acvpu-confused = Confusión nueva
acvpu-voice = Responde a la voz
acvpu-pain = Responde al dolor
acvpu-unresponsive = Sin respuesta
answer-yes = Sí
answer-no = No

## Fields
field-operation = Operación
field-site = Sitio
field-name = Su nombre
field-passphrase = Frase de paso
field-recovery_key = Clave de recuperación
field-user = Frase de paso de quién
field-repeat = Frase de paso otra vez
field-sheets_kept = He impreso o copiado las dos hojas
field-theme = Tema
field-draft = Borrador
field-patients = Pacientes
field-no_name = Aún sin nombre
field-given = Nombres
field-family = Apellido
field-other_names = Otros nombres
field-script_name = Nombre en otra escritura
field-label = Cómo llamarle por ahora
field-sex = Sexo
field-birth = Nacimiento o edad
field-birth_age = Edad
field-birth_unit = Unidad
field-birth_class = Grupo de edad
field-birth_day = Día
field-birth_month = Mes
field-birth_year = Año
field-phone = Teléfono
field-phone_shared = ¿Contestan otros este teléfono?
field-phone_safe = ¿Es seguro llamar?
field-address = Dirección o bloque
field-city = Ciudad, campamento o aldea
field-country = País
field-ids = Números de campamento o nacionales
field-status = Situación
field-language = Idioma preferido
field-next_of_kin = Familiar cercano
field-consent = Consentimiento
field-flags = Vulnerabilidad
field-died = Falleció
field-photo = Foto
field-patient = Paciente
field-at = Medido
field-vitals = Signos vitales
field-temperature_mc = Temperatura
field-pulse_per_min = Frecuencia cardíaca
field-breathing_per_min = Frecuencia respiratoria
field-spo2_pct = Saturación de oxígeno
field-oxygen_ml_per_min = Oxígeno dado
field-systolic_mmhg = Presión sistólica
field-diastolic_mmhg = Presión diastólica
field-weight_g = Peso
field-height_mm = Talla o longitud
field-muac_mm = Perímetro del brazo
field-glucose_umol_per_l = Glucosa
field-pain = Dolor
field-acvpu = Conciencia

## What must be mended
errors-title = Aún no guardado. Corrija esto primero
problem-name-or-label-needed = Dé un nombre, o marque «Aún sin nombre».
problem-too-long = Tiene { $length } caracteres; caben { $max }.
problem-control-character = Contiene un carácter invisible. Escríbalo de nuevo a mano.
problem-in-the-future = Ese día aún no ha llegado. Revise el año.
problem-too-old = Nadie tiene más de { $years } años. Revise el año.
problem-too-high = { $value } está por encima de lo posible ({ $limit }). Revise el número y la unidad.
problem-too-low = { $value } está por debajo de lo posible ({ $limit }). Revise el número y la unidad.
problem-nothing = Rellene este campo.
problem-no-vitals = Aún no hay nada. Basta un valor.
problem-passphrase-too-short = Use al menos { $min } caracteres, o deje que se propongan cinco palabras.
problem-passphrase-common = Es de las primeras que cualquiera probaría. Elija otra, o deje que se propongan cinco palabras.
problem-bad-pin = Use seis cifras que nadie adivine: ni 123456 ni 111111.
problem-alert-needs-reason = Diga por qué continúa a pesar de esta alerta.
problem-gone = Esto ya no está. Elija de nuevo.
problem-lot-expired = El lote { $lot } caducó el { $expiry }. Tome otro lote.
problem-lot-held = El lote { $lot } está retenido. Tome otro lote.
problem-other-expiry = Este lote se conoce aquí con la caducidad { $known }. Revise el envase o corrija el lote.
problem-more-than-owed = { $value } es más de lo que se debe ({ $limit }). Revise el número.
problem-less-than-owed = { $value } es menos de lo que se debe ({ $limit }). Entréguelo como una parte, o entregue todo.
problem-other-medicine = Este no es el medicamento recetado. Elija «sustituido» y diga por qué.
import-unknown-column = Esta columna no se conoce. Cámbiele el nombre o bórrela.
import-twice = Esta columna aparece dos veces. Deje una.
import-missing = Esto falta. Rellénelo.
import-not-a-form = No es el nombre de una forma, como tablet o syrup.
import-not-a-route = No es el nombre de una vía, como oral o intramuscular.
import-not-a-date = No es una fecha como 2027-06-30 o 2027-06.
import-not-a-number = No es un número entero.
import-not-units = Dé las unidades como número entero de 1 a 1000000.
import-not-yes-no = Escriba yes o no.
import-bad-text = Es demasiado largo o tiene un carácter invisible.
import-other-expiry = Este lote se conoce con otra caducidad.
import-not-a-row = Esta línea tiene más o menos celdas que la primera.
import-too-large = El archivo supera 2 MB. Impórtelo por partes.
import-too-many-lines = El archivo tiene más de 5000 líneas. Impórtelo por partes.
problem-nobody-by-this-name = Nadie en este dispositivo se llama así, o más de uno. Escriba el nombre tal como figura en Fieldchart.
problem-file-too-large = Este archivo es demasiado grande; caben { $max } MB.
problem-file-kind = No se guardan archivos de este tipo. Sí: imágenes (PNG, JPEG, WebP), PDF, JSON, XML y texto sencillo.
problem-picture-damaged = Esta imagen está dañada o cortada y no se podría mostrar después. Cópiela de nuevo desde su origen o vuelva a tomarla.
problem-picture-too-large = Esta imagen tiene demasiados píxeles para un ordenador pequeño; caben { $max } millones. Redúzcala y añádala de nuevo.
problem-before-first-day = Este día es anterior al primero. Revise ambos.
problem-path-not-whole = Escriba la ruta entera, desde su raíz: por ejemplo /media/memoria/copia, o ~/copia para su propia carpeta.
problem-folder-missing = No hay ninguna carpeta { $folder }. Compruebe que la memoria o el disco esté conectado, y la ortografía.
problem-folder-in-use = Esta carpeta ya contiene algo, y nada se sobrescribe. Indique una carpeta que aún no exista.
problem-folder-of-store = Esta carpeta está dentro de la de los datos. Indique otra, mejor en otro disco.
problem-folder-not-writable = Fieldchart no puede escribir aquí, o se retiró el disco. No quedó nada; elija otra carpeta.
problem-folder-full = El disco no tiene sitio para esto, o no admite archivos tan grandes. No quedó nada; elija otro disco.
problem-folder-unreadable = Esta carpeta no se puede leer. Compruebe que la memoria o el disco esté conectado.
problem-no-backup = Esta carpeta no contiene ninguna copia de seguridad que este Fieldchart pueda leer. La carpeta de una copia contiene vault.json y journal.db.
problem-repeat = Las dos frases de paso son distintas. Escriba la misma dos veces.
problem-not-a-number = Escriba un número, como 37,5.
problem-too-exact = Tiene más decimales de los que se pueden guardar.

## What went wrong
error-invalid = Hay algo que corregir primero. Lo escrito sigue aquí.
error-no-operation = Aún no hay operación en este dispositivo.
error-operation-exists = Este dispositivo ya tiene una operación. Entre en ella.
error-locked = Los datos están bloqueados. Entre; lo escrito se conserva.
error-screen-locked = La pantalla está bloqueada. Desbloquéela; lo escrito se conserva.
error-no-session = La sesión ha terminado. Entre; lo escrito se conserva.
error-wrong-passphrase = Esta frase de paso no abre nada aquí. Revise las mayúsculas y el idioma del teclado.
error-wrong-recovery-key = Esta no es la clave de recuperación de estos datos. Compare los 14 grupos con la hoja, uno por uno, y compruebe que la hoja nombra esta operación y no es la de la clave raíz.
error-too-many-tries = { $seconds ->
    [one] Demasiados intentos. Espere { $seconds } segundo.
   *[other] Demasiados intentos. Espere { $seconds } segundos.
}
error-not-allowed = Sus funciones no lo permiten. Pregunte a un administrador.
error-second-signer = La segunda firma debe ser de otra persona que pueda suprimir. Pida a otro administrador.
error-held = Este expediente está retenido. Levante antes la retención o espere a su último día.
error-not-found = No existe ese registro en este dispositivo.
error-unknown-call = La pantalla y el programa son de versiones distintas. Cierre todas las ventanas e inicie Fieldchart de nuevo.
error-damaged = Los datos no se verifican: { $what }. Deje de escribir y avise a su coordinación.
error-store-newer = Un Fieldchart más nuevo escribió estos datos: tienen el formato { $found } y este programa lee hasta el { $known }. No se ha cambiado nada. Instale el Fieldchart más nuevo en este ordenador y después entre.
error-store-older = Estos datos tienen el formato { $found }, anterior al primero que este programa lee, el { $known }. No se ha cambiado nada. Avise a su coordinación.
error-disk = El disco está lleno o no se puede escribir. Lo escrito sigue aquí; libere espacio y guarde de nuevo.
error-cancelled = Cancelado. No se perdió nada.
error-internal = Algo falló por dentro. Lo escrito sigue aquí. Dé este número a su coordinación: { $id }.
error-unreachable = Fieldchart no responde. Lo escrito sigue aquí. Compruebe que el programa funciona e intente de nuevo.
