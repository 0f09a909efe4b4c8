#!/usr/bin/env python3
"""A VeinMind plugin in Python: files that everybody may write. Needs nothing but Python 3.8.

It speaks veinmind/2 (docs/plugin-protocol.md): one JSON object a message, over the file descriptor that --host names. The host
reads each layer once for all plugins, hands over the files that the manifest asks for, and keeps the records.
"""

import json
import os
import sys

WORK = "veinmind/work/1"
RECORDS = "veinmind/records/1"
REPORT = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"

MANIFEST = {
    "name": "world-writable",
    "version": "1.1.0",
    "description": "Files that everybody may write",
    "manifestVersion": 1,
    "protocol": "veinmind/2",
    "commands": [{"path": ["scan", "image"], "type": "image", "data": {}}],
    # Files of which others have the write permission; of each, its metadata.
    "inspectors": [
        {"id": "modes", "version": 1, "wants": [{"types": ["file"], "anyMode": 0o002, "give": "metadata"}]},
    ],
}

RULE = {
    "id": "WW-001",
    "title": "File that everybody may write",
    "severity": "medium",
    "remediation": "Take the write permission from others: chmod o-w.",
}


class Host:
    """The services of the host."""

    def __init__(self, descriptor):
        self.stream = os.fdopen(descriptor, "r+b", buffering=0)
        self.lines = os.fdopen(os.dup(descriptor), "rb")
        self.sequence = 0

    def call(self, namespace, name, *args):
        self.sequence += 1
        request = {"sequence": self.sequence, "type": "call", "namespace": namespace, "name": name, "args": args}
        message = memoryview((json.dumps(request) + "\n").encode())
        while message:
            message = message[self.stream.write(message):]
        response = json.loads(self.lines.readline())
        if "error" in response:
            raise RuntimeError(response["error"])
        reply = response.get("reply") or [None]
        return reply[0]

    def records(self):
        """What inspect returned for the files of the entity, or what the host has kept of it."""
        handle = self.call(RECORDS, "open")
        done = False
        while not done:
            page = self.call(RECORDS, "next", handle)
            done = page["done"]
            yield from page["records"]


def inspect(file):
    """Looks at one file of one layer: the same file, the same record."""
    return {"record": {"mode": file["entry"]["mode"]}}


def scan(host):
    """Looks at one image."""
    for found in host.records():
        event = {
            "type": "WorldWritable",
            "class": "risk",
            "rule": RULE,
            "locations": [found["location"]],
            "detail": found["record"],
        }
        host.call(REPORT, "report", event)


def serve(host):
    """Works until there is nothing more to do."""
    answer = None
    while True:
        task = host.call(WORK, "next", answer)
        if task is None:
            return
        if task["do"] == "inspect":
            answer = {"results": [inspect(file) for file in task["files"]]}
        else:
            scan(host)
            answer = {}


def main(args):
    if args[:1] == ["info"]:
        print(json.dumps(MANIFEST))
        return 0
    if args[:1] != ["serve"]:
        print("usage: world-writable.py info | serve --host fd:N", file=sys.stderr)
        return 2
    address = args[args.index("--host") + 1]
    serve(Host(int(address.split(":")[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
