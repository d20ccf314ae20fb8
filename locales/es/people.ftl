### People, roles, PINs, the access log.

nav-people = Personas
people-title = Personas

## People
person-add = Añadir una persona
person-add-title = Una persona nueva
person-amend-title = Enmendar a { $name }
person-save = Guardar
person-you = usted
person-until = hasta el { $day }
person-ended = terminó el { $day }
person-out = desactivado
ends-hint = Déjelo vacío si no hay fin. Después de este día la persona ya no puede entrar.
ends-wrong = Dé el día como año-mes-día, por ejemplo 2026-08-31.
role-nurse = Enfermería
role-physician = Médico
role-pharmacist = Farmacia
role-researcher = Investigación
role-manager = Gestión
role-coordinator = Coordinación
role-auditor = Auditoría
role-administrator = Administración
role-what-nurse = Triaje, expedientes, farmacia y existencias.
role-what-physician = Triaje, expedientes, farmacia y existencias.
role-what-pharmacist = Triaje, expedientes, farmacia y existencias.
role-what-researcher = Informes sin nombres. Ningún expediente.
role-what-manager = Flujo de pacientes e informe diario. Ningún expediente.
role-what-coordinator = Dispositivos, emparejamiento y sincronización. Ningún expediente.
role-what-auditor = Verifica el diario y ve quién abrió qué. Ningún expediente.
role-what-administrator = Personas, ajustes y preparación de existencias. Ningún expediente.
matrix-title = Qué permite cada función
matrix-role = Función
matrix-ticked = Las funciones marcadas juntas
permission-read-chart = Leer expedientes
permission-write-chart = Escribir expedientes
permission-manage-stock = Gestionar existencias
permission-audit = Auditar
permission-coordinate = Dispositivos y sincronización
permission-administer = Personas y ajustes
permission-redact = Firmar supresiones
deactivate-verb = Desactivar
deactivate-title = ¿Desactivar a { $name }?
deactivate-what = Ya no puede entrar en este dispositivo, y sus sesiones terminan ahora. Todo lo que escribió queda, con su nombre. No se puede deshacer: quien vuelve se añade de nuevo.
once-title = Frase de paso de { $name }
once-what = Se muestra una sola vez y no se guarda en ninguna parte. Imprímala, o léala sin que nadie más escuche.
once-next = Abre este dispositivo y dice quién es. Puede cambiarla en Ajustes.
once-done = Ya la tiene

## Access log
access-title = Quién abrió qué expediente
access-what = Los expedientes figuran aquí por su identificador, nunca por el nombre. Volver a abrir el mismo en 15 minutos no añade otra línea.
access-when = Cuándo
access-who = Quién
access-chart = Expediente
access-none = Nadie ha abierto todavía un expediente.
access-older = Mostrar anteriores

## PIN, passphrase, handing over the screen
pin-hint = Ni una fecha, ni una serie, ni una repetición.
own-pin-title = Mi PIN
own-pin-what = Reabre esta pantalla mientras su sesión sigue abierta; nunca abre los datos. Tras tres intentos fallidos hace falta la frase de paso.
own-pin-verb = Fijar el PIN
own-pin-said = El PIN está fijado.
own-passphrase-title = Mi frase de paso
passphrase-rule = Cinco palabras, o al menos 12 caracteres.
own-passphrase-verb = Cambiar la frase de paso
own-passphrase-said = La frase de paso ha cambiado. La anterior ya no abre nada en este dispositivo.
take-back-verb = Desbloquear con el PIN
take-over-verb = Seguir como { $name }
others-title = Otra persona
others-what = Estas personas tienen aquí su sesión abierta. Diga quién es y dé su PIN.
others-log-in = Entrar como otra persona
others-log-in-what = Dice quién es usted. La sesión bloqueada aquí sigue bloqueada.

## Fields
field-person_name = Nombre
field-roles = Funciones
field-ends = Último día
field-pin = PIN, seis cifras
field-old_passphrase = Frase de paso actual
field-new_passphrase = Frase de paso nueva
field-new_again = Frase de paso nueva otra vez
field-other_passphrase = Su frase de paso

## What must be mended, what went wrong
problem-name-taken = Alguien activo ya tiene este nombre. Añada lo que los distinga.
problem-last-administrator = Nadie más administra esta operación sin último día. Nombre antes a otra persona.
problem-in-the-past = Este día ya pasó. Dé el de hoy u otro posterior.
error-wrong-pin = { $left ->
    [one] Este PIN no es correcto. Queda { $left } intento.
   *[other] Este PIN no es correcto. Quedan { $left } intentos.
}
error-no-pin = Ningún PIN abre esto ahora: no hay, la sesión terminó, o falló tres veces. Use la frase de paso.
error-account-ended = Esta cuenta terminó el { $day }. Un administrador puede prolongarla.
