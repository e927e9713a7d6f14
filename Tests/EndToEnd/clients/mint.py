"""Makes tokens, good and bad, with the issuer's development keys.

Reads one JSON object from standard input: `rs256` and `es256` (key files) and `tokens`, each with
`header`, `claims`, and `key`: "rs256", "es256", "none", "stranger" (a key nobody knows) or
"hs256-public" (the RSA public key's PEM used as an HMAC secret). Prints a JSON list of tokens.
"""

import base64
import hashlib
import hmac
import json
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def load(path):
    with open(path, "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


def sign_es256(key, data):
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


work = json.load(sys.stdin)
rsa = load(work["rs256"])
elliptic = load(work["es256"])
stranger = ec.generate_private_key(ec.SECP256R1())
public = rsa.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
signers = {
    "rs256": lambda data: rsa.sign(data, padding.PKCS1v15(), hashes.SHA256()),
    "es256": lambda data: sign_es256(elliptic, data),
    "stranger": lambda data: sign_es256(stranger, data),
    "hs256-public": lambda data: hmac.new(public, data, hashlib.sha256).digest(),
    "none": lambda data: b"",
}
tokens = []
for wanted in work["tokens"]:
    parts = [encode(json.dumps(wanted[p], separators=(",", ":")).encode()) for p in ("header", "claims")]
    signed = ".".join(parts)
    tokens.append(signed + "." + encode(signers[wanted["key"]](signed.encode())))
json.dump(tokens, sys.stdout)
