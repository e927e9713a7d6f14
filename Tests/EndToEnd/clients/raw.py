"""Sends exactly the bytes it is told over mutual TLS and prints what came back.

Reads one JSON object from standard input: `host`, `port`, `authority`, optionally `certificate`
and `key`, `protocol` (the ALPN name), `parts` (hex strings, sent one after another, `pause`
seconds between them) and `seconds` to read for. Prints `hex` (what was received), `closed` (the
other side ended the connection) and `failure` (the TLS or socket error, if one ended it).
"""

import json
import socket
import ssl
import sys
import time

work = json.load(sys.stdin)
context = ssl.create_default_context(cafile=work["authority"])
if "certificate" in work:
    context.load_cert_chain(work["certificate"], work["key"])
context.set_alpn_protocols([work["protocol"]])
seen = {"hex": "", "closed": False, "failure": ""}
received = b""
try:
    with socket.create_connection((work["host"], work["port"]), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as tls:
            seen["negotiated"] = tls.selected_alpn_protocol()
            for part in work["parts"]:
                tls.sendall(bytes.fromhex(part))
                time.sleep(work.get("pause", 0))
            until = time.monotonic() + work.get("seconds", 5)
            while (left := until - time.monotonic()) > 0:
                tls.settimeout(left)
                try:
                    more = tls.recv(65536)
                except TimeoutError:
                    break
                if not more:
                    seen["closed"] = True
                    break
                received += more
except (ssl.SSLError, OSError) as error:
    seen["closed"] = True
    seen["failure"] = str(error)
seen["hex"] = received.hex()
json.dump(seen, sys.stdout)
