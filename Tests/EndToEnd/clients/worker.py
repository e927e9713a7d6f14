"""A worker nobody here wrote: grpcio serving the inference protocol over mutual TLS, as told.

Arguments: one JSON object with `port`, `certificate`, `key`, `authority`, `models` (name to list
of versions), `seconds` each inference takes, and `record`, the file that gets one JSON line for
every inference begun, finished or cancelled. Answers y = 2x + 1 for the input `x`; the model
`echo` gives its inputs back, `moody` fails with the gRPC status whose number its `x` begins with.
"""

import concurrent.futures
import json
import sys
import threading
import time

import grpc
import numpy
from tritonclient.grpc import service_pb2 as messages

work = json.loads(sys.argv[1])
lock = threading.Lock()
record = open(work["record"], "a", buffering=1)


def note(**what):
    with lock:
        record.write(json.dumps(what) + "\n")


def has(model, version):
    versions = work["models"].get(model)
    return versions is not None and (not version or version in versions)


def echo(request):
    answer = messages.ModelInferResponse(model_name="echo", model_version="1", id=request.id)
    for tensor in request.inputs:
        added = answer.outputs.add(name=tensor.name, datatype=tensor.datatype, shape=tensor.shape)
        if not request.raw_input_contents:
            added.contents.CopyFrom(tensor.contents)
    answer.raw_output_contents.extend(request.raw_input_contents)
    return answer


def infer(request, context):
    note(event="begun", model=request.model_name, version=request.model_version)
    gone = threading.Event()
    context.add_callback(gone.set)
    if not has(request.model_name, request.model_version):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such model here")
    if gone.wait(work.get("seconds", 0)) and not context.is_active():
        note(event="cancelled", model=request.model_name, remaining=context.time_remaining())
        return messages.ModelInferResponse()
    if request.model_name == "echo":
        return echo(request)
    x = numpy.frombuffer(request.raw_input_contents[0], dtype="<f4")
    if request.model_name == "moody":
        status = next(s for s in grpc.StatusCode if s.value[0] == int(x[0]))
        context.abort(status, "the worker's own words")
    answer = messages.ModelInferResponse(
        model_name=request.model_name, id=request.id,
        model_version=request.model_version or work["models"][request.model_name][0],
    )
    answer.outputs.add(name="y", datatype="FP32", shape=list(request.inputs[0].shape))
    answer.raw_output_contents.append((2 * x + 1).astype("<f4").tobytes())
    note(event="finished", model=request.model_name, at=time.time())
    return answer


def model_ready(request, context):
    return messages.ModelReadyResponse(ready=has(request.name, request.version))


def model_metadata(request, context):
    if not has(request.name, request.version):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such model here")
    answer = messages.ModelMetadataResponse(
        name=request.name, versions=work["models"][request.name], platform="test"
    )
    answer.inputs.add(name="x", datatype="FP32", shape=[-1, 4])
    answer.outputs.add(name="y", datatype="FP32", shape=[-1, 4])
    return answer


def handler(function, request):
    return grpc.unary_unary_rpc_method_handler(
        function, request.FromString, lambda message: message.SerializeToString()
    )


def read(path):
    with open(path, "rb") as file:
        return file.read()


methods = {
    "ServerLive": handler(lambda r, c: messages.ServerLiveResponse(live=True),
                          messages.ServerLiveRequest),
    "ServerReady": handler(lambda r, c: messages.ServerReadyResponse(ready=True),
                           messages.ServerReadyRequest),
    "ServerMetadata": handler(lambda r, c: messages.ServerMetadataResponse(name="test"),
                              messages.ServerMetadataRequest),
    "ModelReady": handler(model_ready, messages.ModelReadyRequest),
    "ModelMetadata": handler(model_metadata, messages.ModelMetadataRequest),
    "ModelInfer": handler(infer, messages.ModelInferRequest),
}
server = grpc.server(
    concurrent.futures.ThreadPoolExecutor(32),
    options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)],
)
server.add_generic_rpc_handlers(
    (grpc.method_handlers_generic_handler("inference.GRPCInferenceService", methods),)
)
credentials = grpc.ssl_server_credentials(
    [(read(work["key"]), read(work["certificate"]))], read(work["authority"]),
    require_client_auth=True,
)
server.add_secure_port(f"127.0.0.1:{work['port']}", credentials)
server.start()
server.wait_for_termination()
