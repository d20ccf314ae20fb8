### Joining over a network: a code that is said, a QR code, six words on two screens.

## Admitting
pair-title = Admit a laptop over the network
pair-what = Both laptops must be on the same network. The new one chooses “Join a team” on its first screen and types the code that is shown here.
pair-verb = Show a code
pair-code = Say this code to whoever sits at the new laptop:
pair-where = If the new laptop does not find this one, they also type where it is:
pair-qr = QR code for a scanner
pair-until = The code stands until { $when }. Three wrong ones, and it is over.
pair-end = Take the code back
pair-words = Somebody gave the code. Does the new laptop show these same six words?
pair-same = The same words: admit it
pair-other = Other words: refuse it
pair-sending = Admitted. The records go to the new laptop: leave both on
pair-admitted = Laptop { $name } is admitted and has all { $n } entries. Everybody logs in there with the passphrase they have here.
pair-further = Admit another
pair-again = Show a new code
pair-expired = Nobody came in time. The code is over.
pair-guessed = Somebody typed wrong codes three times. The code is over. Say the next one only to whoever you see or know.
pair-refused = Refused. Nobody was admitted. If you did not expect other words, somebody else may be on this network: use a stick.
pair-broke = The laptop is admitted, but the connection broke before it had everything. Show a new code, and have it ask again.
pair-failed = The laptop could not be admitted. Nobody joined. Show a new code and try again.

## Joining
join-near = Over the network
join-near-what = An administrator of the team opens Laptops on a laptop of theirs and shows a code. Both laptops must be on the same network.
join-near-verb = Ask to join
join-stick = By a stick
join-code-hint = Six digits, as they are said. Or scan the QR code into this field.
join-address-hint = As the other laptop shows it. Filled in where it was found; not needed with a QR code.
join-found = Several laptops admit others just now. Choose the one whose code you have:
join-same = Tell the administrator these six words. Their screen must show the same:
join-stopped = Stopped. This laptop has not joined.
phase-pair = Waiting for the administrator to compare the words; then the records come
field-join_code = Code

problem-not-a-code = This is neither six digits nor the text of a QR code. Ask for the code again, and type it digit by digit.
problem-other-code = The other laptop shows another code. Ask for it again: after three wrong ones it is over.
problem-nobody-there = No laptop that admits others answers there. Are both on the same network, and is the code still shown? Otherwise use a stick.
problem-offer-over = The other laptop does not admit this one: its code is over, or somebody refused. Ask for a new code.
