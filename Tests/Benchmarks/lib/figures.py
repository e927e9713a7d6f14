"""What the benchmark measures that shell cannot.

    figures.py message MODEL SAMPLE FILE       writes one gRPC frame with an inference request
    figures.py percentiles FILE…               p50 and p99 of h2load's logs, in microseconds
    figures.py idle PORT COUNT PID             kilobytes of PID per idle mutual-TLS HTTP/2 connection
    figures.py added VIA DIRECT                the difference of two "p50 p99" lines
"""

import json
import pathlib
import socket
import ssl
import struct
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
CERTS = ROOT / "certs"


def message(model, sample, file):
    from tritonclient.grpc import service_pb2 as messages

    given = json.loads((ROOT / "Deploy/models/samples" / f"{sample}.json").read_text())["inputs"][0]
    request = messages.ModelInferRequest(model_name=model)
    request.inputs.add(name=given["name"], datatype="FP32", shape=given["shape"])
    request.raw_input_contents.append(struct.pack(f"<{len(given['data'])}f", *given["data"]))
    data = request.SerializeToString()
    pathlib.Path(file).write_bytes(b"\0" + struct.pack(">I", len(data)) + data)


def percentiles(*files):
    times = []
    for file in files:
        for line in pathlib.Path(file).read_text().splitlines():
            _, status, microseconds = line.split("\t")
            if status != "200":
                raise SystemExit(f"a request was answered {status}")
            times.append(int(microseconds))
    times.sort()
    print(times[len(times) // 2], times[len(times) * 99 // 100])


def added(via, direct):
    pairs = zip(via.split(), direct.split(), strict=True)
    print(*(int(a) - int(b) for a, b in pairs))


def resident_kilobytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise SystemExit(f"process {pid} is gone")


def idle(port, count, pid):
    context = ssl.create_default_context(cafile=CERTS / "workers-ca.pem")
    context.load_cert_chain(CERTS / "client-ward-app.pem", CERTS / "client-ward-app.key")
    context.set_alpn_protocols(["h2"])
    settings = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])

    def connect():
        tls = context.wrap_socket(
            socket.create_connection(("127.0.0.1", int(port))), server_hostname="localhost")
        tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings)
        tls.recv(4096)
        return tls

    # The first hundred pay for what all share.
    held = [connect() for _ in range(100)]
    time.sleep(1)
    before = resident_kilobytes(pid)
    held += [connect() for _ in range(int(count))]
    time.sleep(2)
    print(f"{(resident_kilobytes(pid) - before) / int(count):.1f}")
    del held


{"message": message, "percentiles": percentiles, "idle": idle, "added": added}[sys.argv[1]](
    *sys.argv[2:])
