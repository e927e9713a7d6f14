"""Does the main job with NVIDIA's tritonclient, as an application would, and prints what it saw.

Reads one JSON object from standard input: `target`, `authority`, `certificate`, `key`, `token`,
`model`, `input` (`name`, `shape`, `data`) and `output`.
"""

import json
import sys

import numpy
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

work = json.load(sys.stdin)
client = triton.InferenceServerClient(
    work["target"], ssl=True, root_certificates=work["authority"],
    private_key=work["key"], certificate_chain=work["certificate"],
)
headers = {"authorization": "Bearer " + work["token"]}
seen = {}
try:
    seen["live"] = client.is_server_live()
    seen["ready"] = client.is_server_ready()
    seen["server"] = client.get_server_metadata().name
    seen["model_ready"] = client.is_model_ready(work["model"], headers=headers)
    metadata = client.get_model_metadata(work["model"], headers=headers)
    seen["inputs"] = [tensor.name for tensor in metadata.inputs]
    seen["versions"] = list(metadata.versions)
    tensor = triton.InferInput(work["input"]["name"], work["input"]["shape"], "FP32")
    tensor.set_data_from_numpy(
        numpy.array(work["input"]["data"], dtype=numpy.float32).reshape(work["input"]["shape"])
    )
    answer = client.infer(work["model"], [tensor], headers=headers, request_id="main-job")
    seen["answer"] = answer.as_numpy(work["output"]).tolist()
    seen["version"] = answer.get_response().model_version
    seen["id"] = answer.get_response().id
except InferenceServerException as error:
    seen["status"] = error.status()
    seen["message"] = error.message()
json.dump(seen, sys.stdout)
