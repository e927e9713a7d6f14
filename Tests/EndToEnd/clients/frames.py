"""Speaks HTTP/2 frame by frame over mutual TLS, right or wrong as told, and lists what came back.

Reads one JSON object from standard input: `host`, `port`, `authority`, `certificate`, `key`,
`seconds` to listen after the last frame, and `frames` to send after preface and SETTINGS. A frame
has `type` (a number), `flags`, `stream` and one of `fields` (a header block: pairs, encoded by
hpack), `hex` or nothing for its payload; `times` repeats it with the stream number going up by
`step`; `wait` seconds may follow. `{"raw": hex}` sends bytes as they are. Listening ends early with
GOAWAY, or when the stream called `last` has ended. Prints a JSON list of received frames: `type`, `flags`, `stream`, and `headers`, `error` or `length`, and last
`{"closed": true}` if the other side ended the connection.
"""

import json
import socket
import ssl
import struct
import sys
import time

import hpack

DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)

work = json.load(sys.stdin)
encoder, decoder = hpack.Encoder(), hpack.Decoder()
seen = []


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def encode(pairs):
    # Literal, never indexed: the block does not depend on what was sent before.
    return encoder.encode([(name, value, True) for name, value in pairs], huffman=False)


def outgoing():
    for wanted in work["frames"]:
        if "raw" in wanted:
            yield bytes.fromhex(wanted["raw"]), wanted.get("wait", 0)
            continue
        stream = wanted.get("stream", 0)
        for _ in range(wanted.get("times", 1)):
            payload = bytes.fromhex(wanted.get("hex", ""))
            if "fields" in wanted:
                payload = encode(wanted["fields"])
            if "size" in wanted:
                payload = bytes(wanted["size"])
            yield frame(wanted["type"], wanted.get("flags", 0), stream, payload), wanted.get("wait", 0)
            stream += wanted.get("step", 0)


def note(kind, flags, stream, payload):
    what = {"type": kind, "flags": flags, "stream": stream, "length": len(payload)}
    if kind == HEADERS:
        pairs = decoder.decode(payload)
        what["headers"] = {str(name): str(value) for name, value in pairs}
    if kind == RESET:
        what["error"] = struct.unpack(">I", payload)[0]
    if kind == GOAWAY:
        what["error"] = struct.unpack(">I", payload[4:8])[0]
    if kind == DATA:
        what["text"] = payload.decode("utf-8", "replace")
    seen.append(what)


def answer(tls, kind, flags, payload):
    """What any client must do, so that silence is never the reason for a close."""
    if kind == SETTINGS and not flags & 1:
        tls.sendall(frame(SETTINGS, 1, 0, b""))
    if kind == PING and not flags & 1:
        tls.sendall(frame(PING, 1, 0, payload))


def listen(tls, seconds, buffer):
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        tls.settimeout(left)
        try:
            more = tls.recv(65536)
        except TimeoutError:
            return True
        if not more:
            return False
        buffer += more
        while len(buffer) >= 9:
            length = int.from_bytes(buffer[:3], "big")
            if len(buffer) < 9 + length:
                break
            kind, flags = buffer[3], buffer[4]
            stream = int.from_bytes(buffer[5:9], "big") & 0x7FFFFFFF
            payload = bytes(buffer[9 : 9 + length])
            del buffer[: 9 + length]
            note(kind, flags, stream, payload)
            answer(tls, kind, flags, payload)
            if is_last(kind, flags, stream):
                return True
    return True


def is_last(kind, flags, stream):
    ended = kind == RESET or kind in (DATA, HEADERS) and flags & 1
    return kind == GOAWAY or ended and stream == work.get("last")


def main():
    context = ssl.create_default_context(cafile=work["authority"])
    context.load_cert_chain(work["certificate"], work["key"])
    context.set_alpn_protocols(["h2"])
    buffer = bytearray()
    try:
        with socket.create_connection((work["host"], work["port"]), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as tls:
                tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, b""))
                for data, wait in outgoing():
                    tls.sendall(data)
                    if wait and not listen(tls, wait, buffer):
                        break
                done = any(is_last(f["type"], f["flags"], f["stream"]) for f in seen)
                if not listen(tls, 0.1 if done else work["seconds"], buffer):
                    seen.append({"closed": True})
    except (ssl.SSLError, OSError) as error:
        seen.append({"closed": True, "failure": str(error)})
    json.dump(seen, sys.stdout)


main()
