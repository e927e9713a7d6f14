"""Makes gRPC calls with grpcio and says what came back.

Reads one JSON object from standard input: `target`, `authority`, and optionally `certificate` and
`key` (paths), and `calls`; prints a JSON list with one result per call. A call has a `method`
(ModelInfer unless told), `metadata` pairs, `timeout` seconds, and its message either as `infer`
(see `infer_request`), as `message` (model name and version), as `hex`, the bytes themselves, or
as `large`, a number of rows for the model affine; `messages` says how often it is sent.
"""

import json
import sys

import grpc
import numpy
from tritonclient.grpc import service_pb2 as messages

SERVICE = "/inference.GRPCInferenceService/"
NUMPY = {
    "BOOL": "?", "INT8": "i1", "INT16": "<i2", "INT32": "<i4", "INT64": "<i8", "UINT8": "u1",
    "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8", "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}


def infer_request(wanted):
    """Builds a ModelInferRequest: `model`, `version`, `id`, `parameters`, `inputs` with `name`,
    `datatype`, `shape` and `data` (sent raw) or `floats` (sent as typed contents)."""
    request = messages.ModelInferRequest(
        model_name=wanted["model"], model_version=wanted.get("version", ""), id=wanted.get("id", "")
    )
    for name, value in wanted.get("parameters", {}).items():
        if isinstance(value, bool):
            request.parameters[name].bool_param = value
        elif isinstance(value, int):
            request.parameters[name].int64_param = value
        else:
            request.parameters[name].string_param = value
    for tensor in wanted.get("inputs", []):
        added = request.inputs.add(
            name=tensor["name"], datatype=tensor["datatype"], shape=tensor["shape"]
        )
        if "floats" in tensor:
            added.contents.fp32_contents.extend(tensor["floats"])
        else:
            data = numpy.array(tensor["data"], dtype=NUMPY[tensor["datatype"]])
            request.raw_input_contents.append(data.tobytes())
    for name in wanted.get("outputs", []):
        request.outputs.add(name=name)
    return request.SerializeToString()


def infer_response(data):
    response = messages.ModelInferResponse.FromString(data)
    outputs = {}
    for i, tensor in enumerate(response.outputs):
        if response.raw_output_contents:
            raw = numpy.frombuffer(response.raw_output_contents[i], dtype=NUMPY[tensor.datatype])
            values = raw.tolist()
        else:
            values = list(tensor.contents.fp32_contents) or list(tensor.contents.int64_contents)
        outputs[tensor.name] = {"shape": list(tensor.shape), "data": values}
    return {"model": response.model_name, "version": response.model_version, "outputs": outputs}


def message_of(call, method):
    if "hex" in call:
        return bytes.fromhex(call["hex"])
    if "infer" in call:
        return infer_request(call["infer"])
    if "large" in call:
        request = messages.ModelInferRequest(model_name="affine")
        request.inputs.add(name="x", datatype="FP32", shape=[call["large"], 4])
        request.raw_input_contents.append(bytes(16 * call["large"]))
        return request.SerializeToString()
    named = call.get("message", {})
    if method == "ModelReady":
        return messages.ModelReadyRequest(**named).SerializeToString()
    if method == "ModelMetadata":
        return messages.ModelMetadataRequest(**named).SerializeToString()
    return b""


def make(channel, call):
    method = call.get("method", "ModelInfer")
    path = method if method.startswith("/") else SERVICE + method
    data = message_of(call, method)
    # Stream to stream, so that a wrong number of messages can be sent and seen.
    stub = channel.stream_stream(path, lambda m: m, lambda m: m)
    compression = getattr(grpc.Compression, call["compression"]) if "compression" in call else None
    result = {"code": "OK", "message": "", "responses": 0}
    stream = stub(
        iter([data] * call.get("messages", 1)),
        metadata=[tuple(pair) for pair in call.get("metadata", [])],
        timeout=call.get("timeout", 20),
        compression=compression,
    )
    try:
        for answer in stream:
            result["responses"] += 1
            if "large" in call:
                continue
            result["hex"] = answer.hex()
            if method == "ModelInfer":
                result["answer"] = infer_response(answer)
    except grpc.RpcError as error:
        result["code"] = error.code().name
        result["message"] = error.details() or ""
    result["initial"] = {k: v for k, v in stream.initial_metadata() or () if isinstance(v, str)}
    result["trailing"] = {k: v for k, v in stream.trailing_metadata() or () if isinstance(v, str)}
    return result


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main():
    work = json.load(sys.stdin)
    key = read(work["key"]) if "key" in work else None
    chain = read(work["certificate"]) if "certificate" in work else None
    credentials = grpc.ssl_channel_credentials(read(work["authority"]), key, chain)
    options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1),
               ("grpc.max_metadata_size", 1 << 20), ("grpc.enable_retries", 0)]
    with grpc.secure_channel(work["target"], credentials, options) as channel:
        json.dump([make(channel, call) for call in work["calls"]], sys.stdout)


main()
