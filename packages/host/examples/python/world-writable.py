#!/usr/bin/env python3
"""A VeinMind plugin in Python: files that everybody may write. Needs nothing but Python 3.8.

It speaks veinmind/1 (docs/plugin-protocol.md): one JSON object a message, over the file descriptor that --host names.
"""

import json
import os
import sys

ENTITY = "veinmind/entity/1"
REPORT = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"

MANIFEST = {
    "name": "world-writable",
    "version": "1.0.0",
    "description": "Files that everybody may write",
    "manifestVersion": 1,
    "protocol": "veinmind/1",
    "commands": [{"path": ["scan", "image"], "type": "image", "data": {}}],
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


def scan(host):
    search = host.call(ENTITY, "find", {"patterns": ["/**"]})
    done = False
    scanned = 0
    while not done:
        page = host.call(ENTITY, "next", search)
        done = page["done"]
        for file in page["files"]:
            entry = file["entry"]
            if entry["type"] != "file":
                continue
            scanned += 1
            if entry["mode"] & 0o002:
                event = {
                    "type": "WorldWritable",
                    "class": "risk",
                    "rule": RULE,
                    "locations": [{"path": entry["path"]}],
                    "detail": {"mode": entry["mode"]},
                }
                host.call(REPORT, "report", event)
    host.call(REPORT, "covered", {"scanned": scanned})


def main(args):
    if args[:1] == ["info"]:
        print(json.dumps(MANIFEST))
        return 0
    if args[:2] != ["scan", "image"]:
        print("usage: world-writable.py info | scan image --host fd:N --id ID", file=sys.stderr)
        return 2
    address = args[args.index("--host") + 1]
    scan(Host(int(address.split(":")[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
