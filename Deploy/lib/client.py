"""How the show and `ask.py` reach the gate: who asks, with which certificate and token, over REST
with curl and over gRPC with NVIDIA's tritonclient."""

import json
import os
import pathlib
import subprocess
import time

import grpc
import numpy
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CERTS = ROOT / "certs"
SAMPLES = ROOT / "Deploy" / "models" / "samples"
RUN = ROOT / ".run"
# The gate is signed by the internal authority.
AUTHORITY = CERTS / "workers-ca.pem"

# What each application says of its user in the token; its own name is in its certificate.
PEOPLE = {
    "ward-app": {"subject": "dr-aisha", "tenant": "clinic", "roles": "clinician"},
    "bank-app": {"subject": "sam", "tenant": "bank", "roles": "analyst"},
    "research-app": {"subject": "lena", "tenant": "clinic", "roles": "researcher"},
}


def gate_port():
    """The port that the last quickstart chose."""
    try:
        return int((RUN / "gate.port").read_text())
    except (OSError, ValueError):
        return 8443


def make_token(app, subject=None):
    """A development token for the application's user, bound to its certificate."""
    person = PEOPLE[app]
    done = subprocess.run(
        [
            os.environ.get("PORTCULLIS", str(ROOT / ".build" / "release" / "portcullis")),
            "dev", "token", "--issuer-key", str(CERTS / "issuer-es256.key"),
            "--algorithm", "ES256", "--kid", "dev-es256",
            "--issuer", "https://issuer.portcullis.dev", "--audience", "portcullis",
            "--subject", subject or person["subject"],
            "--claim", "tenant=" + person["tenant"], "--claim", "roles=" + person["roles"],
            "--certificate", str(CERTS / f"client-{app}.pem"), "--lifetime-seconds", "43200",
        ],
        capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise SystemExit("portcullis dev token failed: " + done.stderr.strip())
    return done.stdout.strip()


def sample(name):
    """A held-out input as the JSON body of a REST request."""
    return (SAMPLES / f"{name}.json").read_text()


def truth(name):
    """What the sample really is."""
    return json.loads((SAMPLES / "labels.json").read_text())[f"{name}.json"][0]


class Reply:
    """What came back over either protocol."""

    def __init__(self, status, headers, outputs, error, seconds, model_version=""):
        self.status = status
        self.headers = headers
        self.outputs = outputs
        self.error = error
        self.seconds = seconds
        self.version = headers.get("x-portcullis-version") or model_version
        self.code = headers.get("x-portcullis-code", "")
        self.cache = headers.get("x-portcullis-cache", "")
        self.region = headers.get("x-portcullis-region", "")
        self.worker = headers.get("x-portcullis-worker", "")


def over_rest(port, model, body, certificate, token, headers=()):
    """Asks with curl, whose own words are the error when no HTTP answer came."""
    command = [
        "curl", "--silent", "--show-error", "--max-time", "20", "--cacert", str(AUTHORITY),
        "--dump-header", "-", "--header", "content-type: application/json",
        "--data-binary", "@-",
        "--write-out", "\n%{http_code} %{time_pretransfer} %{time_total}",
        f"https://localhost:{port}/v2/models/{model}/infer",
    ]
    if certificate:
        command += ["--cert", str(CERTS / f"client-{certificate}.pem"),
                    "--key", str(CERTS / f"client-{certificate}.key")]
    if token:
        command += ["--header", "authorization: Bearer " + token]
    for header in headers:
        command += ["--header", header]
    done = subprocess.run(command, input=body, capture_output=True, text=True, check=False)
    text, _, last = done.stdout.rpartition("\n")
    status, before, total = last.split()
    head, _, content = text.replace("\r\n", "\n").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
    fields = {name.lower(): value for name, value in fields.items()}
    try:
        answer = json.loads(content)
    except ValueError:
        answer = {}
    outputs = {tensor["name"]: tensor["data"] for tensor in answer.get("outputs", [])}
    error = answer.get("error", "") or done.stderr.strip()
    return Reply(int(status), fields, outputs, error, float(total) - float(before))


class OverGRPC:
    """One gRPC connection of an application to the gate."""

    def __init__(self, port, app):
        self.client = triton.InferenceServerClient(
            f"localhost:{port}", ssl=True, root_certificates=str(AUTHORITY),
            private_key=str(CERTS / f"client-{app}.key"),
            certificate_chain=str(CERTS / f"client-{app}.pem"),
        )

    def ask(self, model, body, token, headers=None):
        """Asks with the tensors of a REST body; a refusal's status is its gRPC name."""
        # The generated stub rather than the client's wrapper: it shows the headers of the answer.
        request = service_pb2.ModelInferRequest(model_name=model)
        for given in json.loads(body)["inputs"]:
            request.inputs.add(
                name=given["name"], shape=given["shape"], datatype=given["datatype"])
            request.raw_input_contents.append(numpy.array(given["data"], "<f4").tobytes())
        metadata = [("authorization", "Bearer " + token)] + list((headers or {}).items())
        began = time.perf_counter()
        try:
            answer, call = self.client._client_stub.ModelInfer.with_call(
                request=request, metadata=metadata, timeout=20
            )
        except grpc.RpcError as error:
            fields = dict(error.initial_metadata() or ()) | dict(error.trailing_metadata() or ())
            return Reply(error.code().name, fields, {}, error.details(), 0)
        seconds = time.perf_counter() - began
        result = triton.InferResult(answer)
        outputs = {o.name: result.as_numpy(o.name).ravel().tolist() for o in answer.outputs}
        fields = dict(call.initial_metadata()) | dict(call.trailing_metadata())
        return Reply("OK", fields, outputs, "", seconds, answer.model_version)
