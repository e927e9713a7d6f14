"""Shows the main job of a running gate: what it answers, and what it refuses, and why.

    show.py GATE-PORT

Every result is checked; the exit status says whether all was as it should be.
"""

import collections
import concurrent.futures
import json
import os
import sys
import threading
import time

import client

COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ
BOLD, DIM, GREEN, RED, PLAIN = (
    ("\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m") if COLOUR else ("",) * 5
)
PORT = int(sys.argv[1])


class Show:
    """Prints scenes, and counts what was not as it should be."""

    def __init__(self):
        self.surprises = 0
        self.tokens = {app: client.make_token(app) for app in client.PEOPLE}
        self.grpc = {app: client.OverGRPC(PORT, app) for app in client.PEOPLE}
        # The times shown are of requests, not of handshakes.
        for connection in self.grpc.values():
            connection.client.is_server_live()

    def title(self, text):
        print(f"\n{BOLD}{text}{PLAIN}\n", flush=True)

    def scene(self, what, who, how):
        print(f"  {what}  {DIM}{who}, {how}{PLAIN}")

    def should(self, holds, what):
        if not holds:
            self.surprises += 1
            print(f"    {RED}not as it should be:{PLAIN} expected {what}")

    def answer(self, reply, words):
        """One line: what came back, and where it came from."""
        if reply.status not in (200, "OK"):
            self.surprises += 1
            print(f"    {RED}{reply.status} {reply.code}{PLAIN} {reply.error}")
            return
        cache = {"hit": "from the cache", "miss": "not in the cache", "off": "never cached"}
        facts = [f"version {reply.version}"]
        if reply.worker:
            facts.append(f"worker {reply.worker}")
        facts += [reply.region, cache.get(reply.cache, reply.cache), f"{reply.seconds * 1000:.1f} ms"]
        facts = [fact for fact in facts if fact]
        print(f"    {GREEN}{words}{PLAIN}  {DIM}({', '.join(facts)}){PLAIN}", flush=True)

    def rest(self, app, model, sample, headers=(), token=None):
        return client.over_rest(
            PORT, model, client.sample(sample), app, token or self.tokens[app], headers
        )


def picture(name):
    """The 8 by 8 grey values as characters."""
    pixels = json.loads(client.sample(name))["inputs"][0]["data"]
    shades = " .:-=+*#%@"
    for row in range(8):
        line = "".join(shades[min(9, int(v * 9 / 16))] * 2 for v in pixels[row * 8 : row * 8 + 8])
        print(f"      {line}")


def digit(reply):
    """The digit and how sure the model is."""
    label = int(reply.outputs["label"][0])
    sure = max(reply.outputs["probabilities"][:10])
    return label, f"It is a {label}, with {sure:.0%} certainty."


def wait_until_served(show):
    """The workers warm up before they are offered to anybody."""
    deadline = time.monotonic() + 30
    for model, sample in (("digits", "digits-0"), ("triage", "triage-0")):
        while True:
            reply = show.rest("ward-app", model, sample)
            if reply.status == 200:
                break
            if reply.status != 503 or time.monotonic() > deadline:
                print(f"{model} is not served: {reply.status} {reply.code} {reply.error}")
                raise SystemExit(1)
            time.sleep(0.2)


def show_answers(show):
    show.title("What it answers")

    show.scene("What is this picture?", "the ward's application for Dr Aisha", "REST")
    picture("digits-7")
    reply = show.rest("ward-app", "digits", "digits-7")
    if reply.outputs:
        label, words = digit(reply)
        show.should(label == client.truth("digits-7"), "the digit it is")
        show.should(reply.cache == "miss", "an answer that was worked out")
        show.answer(reply, words)
    else:
        show.answer(reply, "")

    show.scene("The same picture again", "the same", "REST")
    again = show.rest("ward-app", "digits", "digits-7")
    show.answer(again, "The same answer, and no worker was asked.")
    show.should(again.cache == "hit" and again.outputs == reply.outputs, "the answer from the cache")

    show.scene("And once more, in the other language", "the same", "gRPC")
    grpc = show.grpc["ward-app"].ask(
        "digits", client.sample("digits-7"), show.tokens["ward-app"])
    show.answer(grpc, "Both protocols share the cache.")
    show.should(grpc.cache == "hit", "the answer from the cache")

    show.scene("The same picture", "the bank's application for Sam", "REST")
    bank = show.rest("bank-app", "digits", "digits-7")
    show.answer(bank, "Worked out afresh: no tenant sees another's answers.")
    show.should(bank.cache == "miss", "an answer that was worked out")
    show.should(not bank.worker, "no word about the worker, which Sam may not see")

    show.scene("Is this biopsy malignant?", "the ward's application for Dr Aisha", "gRPC")
    biopsy = show.grpc["ward-app"].ask(
        "triage", client.sample("triage-0"), show.tokens["ward-app"])
    if biopsy.outputs:
        words = ["It looks malignant.", "It looks benign."][int(biopsy.outputs["label"][0])]
        show.answer(biopsy, words + " Health data stays in the Emirates.")
        show.should(biopsy.region == "ae-dubai", "a worker in ae-dubai")
    else:
        show.answer(biopsy, "")


def show_split(show):
    show.title("How traffic is split")
    people = 200
    show.scene(f"{people} clinicians, one picture each", "the ward's application", "gRPC")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda n: client.make_token("ward-app", f"dr-{n}"), range(people)))
    body = client.sample("digits-3")
    versions, workers = collections.Counter(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda t: show.grpc["ward-app"].ask("digits", body, t), tokens))
    for reply in replies:
        versions[reply.version if reply.status == "OK" else f"({reply.code})"] += 1
        workers[reply.worker or "-"] += 1
    second = versions.get("2", 0)
    print(f"    {GREEN}{versions.get('1', 0)} were answered by version 1 and {second} by version 2:"
          f"{PLAIN} policies/traffic.yaml says 90 to 10, and each person stays with theirs.")
    # Six standard deviations around 20 of 200.
    show.should(sum(versions.values()) == versions["1"] + second, f"no refusals, not {dict(versions)}")
    show.should(1 <= second <= 46, "about twenty by version 2")

    show.scene("Forty pictures that nobody asked about before", "the same", "gRPC")
    batch = json.loads(client.sample("digits-batch"))["inputs"][0]["data"]
    for number in range(40):
        one = {"name": "image", "shape": [1, 64], "datatype": "FP32",
               "data": batch[number * 64 : number * 64 + 64]}
        reply = show.grpc["ward-app"].ask(
            "digits", json.dumps({"inputs": [one]}), tokens[number])
        workers[reply.worker or "-"] += 1
    names = sorted(name for name in workers if name != "-")
    print(f"    {GREEN}Two workers took turns:{PLAIN} {', '.join(names)}.")
    show.should(len(names) == 2, f"two workers, not {dict(workers)}")


def refused(show, what, who, reply, status, code, why):
    """One refusal: what was asked, the status and code, and one plain sentence."""
    show.scene(what, who, "gRPC" if isinstance(reply.status, str) else "REST")
    got = f"{reply.status} {reply.code}"
    print(f"    {GREEN}{got}{PLAIN}  {why}", flush=True)
    show.should(reply.status == status and reply.code == code,
                f"{status} {code}; it said: {reply.error}")


def handshake(show, what, certificate, why, *words):
    """A connection that never becomes a request: curl's own line is the answer."""
    show.scene(what, "somebody", "REST")
    reply = client.over_rest(PORT, "digits", client.sample("digits-7"), certificate,
                             show.tokens["ward-app"])
    print(f"    {GREEN}{reply.error}{PLAIN}\n    {why}", flush=True)
    show.should(reply.status == 0 and any(word in reply.error.lower() for word in words),
                f"the handshake to end with an alert ({words[0]})")


def show_refusals(show):
    show.title("What it refuses")
    handshake(show, "No client certificate", None,
              "Without a certificate there is no connection.", "certificate required", "handshake")
    handshake(show, "A certificate from an authority nobody trusts", "foreign",
              "A certificate counts only if our own authority signed it.", "unknown ca")
    handshake(show, "A certificate that expired yesterday", "expired",
              "Certificates end, and so does what they opened.", "expired")

    good = show.tokens["ward-app"]
    refused(show, "A token whose signature was touched", "the ward's application",
            show.rest("ward-app", "digits", "digits-7", token=good[:-6] + "AAAAAA"),
            401, "token_invalid", "The token does not verify; nothing finer is told.")
    refused(show, "A good token, stolen by another application", "the bank's application",
            show.rest("bank-app", "digits", "digits-7", token=good),
            401, "token_invalid", "A token is bound to the certificate it was made for.")
    refused(show, "A certificate that maps to no caller", "some service of ours",
            show.rest("unmapped", "digits", "digits-7", token=good),
            401, "certificate_unmapped", "Being known is not enough; policies/identity.yaml decides.")
    refused(show, "Is this biopsy malignant?", "the bank's application for Sam",
            show.rest("bank-app", "triage", "triage-0"),
            403, "access_denied", "access.cedar keeps models for health data to the clinic.")
    refused(show, "The same, in the other language", "the bank's application for Sam",
            show.grpc["bank-app"].ask("triage", client.sample("triage-0"), show.tokens["bank-app"]),
            "PERMISSION_DENIED", "access_denied", "Every refusal has its gRPC status, too.")
    refused(show, "A model nobody has heard of", "the ward's application",
            show.rest("ward-app", "oracle", "digits-7"),
            404, "model_unknown", "Told only to callers whom the gate knows.")
    refused(show, "A picture marked as health data, for a model in Frankfurt",
            "the ward's application",
            show.rest("ward-app", "digits-eu", "digits-7", ["x-portcullis-data-class: health"]),
            451, "residency_denied", "residency.cedar keeps health data in the Emirates.")
    show_rate(show)


def show_rate(show):
    """Asks far more often than the rate allows, and meanwhile once more with curl."""
    body, token = client.sample("digits-1"), show.tokens["research-app"]
    statuses = collections.Counter()
    stop = threading.Event()

    def flood():
        while not stop.is_set():
            statuses[show.grpc["research-app"].ask("digits", body, token).status] += 1

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(flood)
        # The rate lets a hundred through each second: now and then it is curl's turn.
        deadline = time.monotonic() + 10
        while True:
            last = show.rest("research-app", "digits", "digits-1")
            if last.status != 200 or time.monotonic() > deadline:
                break
        stop.set()
    asked, allowed = sum(statuses.values()), statuses["OK"]
    refused(show, f"One question more, after {asked} in a moment, of which {allowed} were answered",
            "the research application", last,
            429, "rate_limited",
            f"limits.yaml says how often; try again in {last.headers.get('retry-after', '?')} s.")
    others = set(statuses) - {"OK", "RESOURCE_EXHAUSTED"}
    show.should(not others, f"nothing but answers and RESOURCE_EXHAUSTED, not {others}")


def main():
    show = Show()
    wait_until_served(show)
    show_answers(show)
    show_split(show)
    show_refusals(show)
    print()
    if show.surprises:
        print(f"{RED}{show.surprises} results were not as they should be.{PLAIN}")
        raise SystemExit(1)
    print(f"{GREEN}Everything was as it should be.{PLAIN}")


main()
