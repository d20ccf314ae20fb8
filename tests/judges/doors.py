"""The doors of fieldchart-audit that verify.py and proofs.py answer, in the same words, for the tests; and folders of probes.

In scope: words, what is malformed before anything is judged (exit code 2).  Not here: any judgement.
"""
import argparse
import json
import sys
from functools import partial
from pathlib import Path

import proofs
import verify


def probed(text):
    """Whether a proof is a good one; in the form of transparency-dev/merkle's probes."""
    probe = json.loads(text)
    try:
        proof = [verify.decoded(line, 32) for line in probe["proof"] or []]
        if "leafIdx" in probe:
            leaf, root = verify.decoded(probe["leafHash"], 32), verify.decoded(probe["root"], 32)
            return proofs.climb(probe["leafIdx"], probe["treeSize"], leaf, proof)[1] == root
        roots = [verify.decoded(probe[name], 32) for name in ("root1", "root2")]
        return proofs.extends(probe["size1"], probe["size2"], proof, *roots)
    except verify.WRONG:
        return False


def asked(given):
    """What is to be judged."""
    verify.need((given.door == "tally") == (given.report == "dispensed"), "tally counts --report dispensed")
    if given.door == "receipt":
        verify.need(len(given.leaf) == 32, "no leaf hash")
        text, (name, key) = given.path.read_bytes().decode(), proofs.verifier_key(given.vkey)
        return partial(proofs.receipt, text, given.leaf, name, key)
    if given.plain:
        verify.need(given.door == "verify" and not given.path, "give an export and --trust, or --plain and --vkey")
        return partial(proofs.plain, given.plain.resolve(strict=True), *proofs.verifier_key(given.vkey))
    folder, trust = given.path.resolve(strict=True), given.trust.resolve(strict=True)
    return partial(verify.export, folder, *verify.trusted(trust, folder), given.report)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("door", choices=["verify", "tally", "receipt", "probes"])
    parser.add_argument("path", type=Path, nargs="?", help="the export; the receipt; for probes, a folder of them")
    for option, kind in (("trust", Path), ("plain", Path), ("vkey", str), ("report", str), ("leaf", bytes.fromhex)):
        parser.add_argument(f"--{option}", type=kind)
    parser.add_argument("--json", action="store_true", help="as it always is")
    given = parser.parse_args()
    if given.door == "probes":
        paths = sorted(given.path.rglob("*.json"))
        answer = {str(path.relative_to(given.path)): probed(path.read_text()) for path in paths}
    else:
        try:
            judge = asked(given)
        except verify.WRONG as wrong:
            parser.error(str(wrong))
        answer = verify.verdict(judge)
    print(json.dumps(answer, indent=2))
    return 0 if answer.get("ok", True) else 1


if __name__ == "__main__":
    sys.exit(main())
