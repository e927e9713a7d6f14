"""Asks the running gate one question over gRPC and prints what came back.

    .venv/bin/python Deploy/lib/ask.py [SAMPLE] [APPLICATION] [MODEL]

SAMPLE is a file of Deploy/models/samples without its ending (digits-7 unless told), APPLICATION
one of ward-app, bank-app, research-app; MODEL is what the sample is named after unless told.
"""

import sys

import client


def main():
    words = sys.argv[1:]
    if any(word.startswith("-") for word in words) or len(words) > 3:
        raise SystemExit(__doc__)
    name, app = (words + ["digits-7", "ward-app"][len(words):])[:2]
    model = words[2] if len(words) == 3 else name.rpartition("-")[0]
    if app not in client.PEOPLE:
        raise SystemExit(f"no application called {app}: one of {', '.join(client.PEOPLE)}")
    try:
        body = client.sample(name)
    except OSError:
        names = sorted(path.stem for path in client.SAMPLES.glob("*-?.json"))
        raise SystemExit(f"no sample called {name}: one of {', '.join(names)}") from None
    connection = client.OverGRPC(client.gate_port(), app)
    reply = connection.ask(model, body, client.make_token(app))
    print(f"status   {reply.status}")
    if reply.error:
        print(f"message  {reply.error}")
    for output, values in reply.outputs.items():
        print(f"{output:<8} {[round(value, 4) for value in values[:10]]}")
    for header in sorted(reply.headers):
        if header.startswith(("x-portcullis", "ratelimit", "retry")):
            print(f"{header}: {reply.headers[header]}")


main()
