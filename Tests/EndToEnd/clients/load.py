"""Keeps a number of gRPC requests in flight and counts what came back; every answer is checked.

Reads one JSON object from the first line of standard input: `target`, `authority`, `certificate`,
`key`, `tokens` (used in turn), `model` (one that computes y = 2x + 1 over `x`, or a classifier of
`image`), `concurrency`, `channels`, `count` (0: until standard input closes), `timeout` seconds,
`same` (send one and the same input) and `pause` seconds between a task's requests. Prints
`started` when the first answer has come, and at the end one JSON object of counts.
"""

import asyncio
import collections
import itertools
import json
import struct
import sys

import grpc
from tritonclient.grpc import service_pb2 as messages

PATH = "/inference.GRPCInferenceService/ModelInfer"


class Load:
    def __init__(self, work):
        self.work = work
        self.left = itertools.count()
        self.stopping = False
        self.counts = collections.Counter()
        self.kinds = {k: collections.Counter()
                      for k in ("codes", "details", "versions", "workers", "cache", "regions")}
        self.by_token = {}

    def request(self, number):
        """The message, and the raw bytes its answer must carry (None: any)."""
        request = messages.ModelInferRequest(model_name=self.work["model"])
        seed = 0 if self.work.get("same") else number
        if self.work.get("input") == "image":
            values = [float((seed >> i) & 1) * 16 for i in range(64)]
            request.inputs.add(name="image", datatype="FP32", shape=[1, 64])
            expected = None
        else:
            values = [float((seed * 4 + i) % 4096) for i in range(4)]
            request.inputs.add(name="x", datatype="FP32", shape=[1, 4])
            expected = struct.pack("<4f", *(2 * v + 1 for v in values))
        request.raw_input_contents.append(struct.pack(f"<{len(values)}f", *values))
        return request.SerializeToString(), expected

    async def one(self, call, number):
        tokens = self.work["tokens"]
        which = number % len(tokens)
        data, expected = self.request(number)
        metadata = (("authorization", "Bearer " + tokens[which]),)
        stream = call(data, metadata=metadata, timeout=self.work.get("timeout", 20))
        try:
            answer = messages.ModelInferResponse.FromString(await stream)
        except grpc.aio.AioRpcError as error:
            self.kinds["codes"][error.code().name] += 1
            trailing = dict(error.trailing_metadata() or ())
            code = trailing.get("x-portcullis-code", "-")
            self.kinds["details"][f"{code}: {error.details()}"[:160]] += 1
            return
        headers = dict(await stream.initial_metadata() or ())
        headers.update(dict(await stream.trailing_metadata() or ()))
        self.kinds["codes"]["OK"] += 1
        version = headers.get("x-portcullis-version", answer.model_version)
        self.kinds["versions"][version] += 1
        self.kinds["workers"][headers.get("x-portcullis-worker", "-")] += 1
        self.kinds["regions"][headers.get("x-portcullis-region", "-")] += 1
        self.kinds["cache"][headers.get("x-portcullis-cache", "-")] += 1
        if self.by_token.setdefault(which, version) != version:
            self.counts["moved"] += 1
        if expected is not None and bytes(answer.raw_output_contents[0]) != expected:
            self.counts["wrong"] += 1
        if self.counts["answers"] == 0:
            print("started", flush=True)
        self.counts["answers"] += 1

    async def task(self, channel):
        call = channel.unary_unary(PATH, lambda m: m, lambda m: m)
        while not self.stopping:
            number = next(self.left)
            if self.work.get("count") and number >= self.work["count"]:
                return
            await self.one(call, number)
            if self.work.get("pause"):
                await asyncio.sleep(self.work["pause"])

    async def run(self):
        with open(self.work["authority"], "rb") as a, open(self.work["key"], "rb") as k, \
                open(self.work["certificate"], "rb") as c:
            credentials = grpc.ssl_channel_credentials(a.read(), k.read(), c.read())
        channels = [
            # A channel of its own each: grpcio shares connections between equal channels.
            grpc.aio.secure_channel(
                self.work["target"], credentials,
                [("grpc.use_local_subchannel_pool", 1), ("grpc.max_reconnect_backoff_ms", 200),
                 ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 5000),
                 ("portcullis.channel", i)],
            )
            for i in range(self.work.get("channels", 1))
        ]
        tasks = [
            asyncio.create_task(self.task(channels[i % len(channels)]))
            for i in range(self.work.get("concurrency", 8))
        ]
        if not self.work.get("count"):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, sys.stdin.read)
            self.stopping = True
        await asyncio.gather(*tasks)
        for channel in channels:
            await channel.close()


def main():
    load = Load(json.loads(sys.stdin.readline()))
    asyncio.run(load.run())
    json.dump({**load.counts, **{k: dict(v) for k, v in load.kinds.items()}}, sys.stdout)


main()
