#!/usr/bin/env python3
"""A plugin as third parties wrote them for libveinmind, in Python: argv and pipes as its command line has them."""

import argparse
import datetime
import json
import os
import sys
from urllib.parse import urlparse

REPORT = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
LOGGING = "github.com/chaitin/libveinmind/logging"
MANIFEST = {
    "name": "third-party-python",
    "version": "0.9",
    "author": "someone",
    "tags": ["demo"],
    "manifestVersion": 1,
    "commands": [{"path": ["scan-image"], "type": "image", "data": {}}, {"path": ["scan-host"], "type": "runtime", "data": {}}],
}


class Client:
    """One request at a time; nothing is written between requests."""

    def __init__(self, urls):
        self.reader = open(urlparse(urls[0]).path, "rb")
        self.writer = open(urlparse(urls[-1]).path, "wb")
        self.sequence = 0

    def request(self, kind, namespace, name="", args=None):
        self.sequence += 1
        message = {"sequence": self.sequence, "type": kind, "namespace": namespace, "name": name, "args": args}
        self.writer.write(json.dumps(message).encode())
        self.writer.flush()
        response = json.loads(self.reader.readline())
        assert response["sequence"] == self.sequence, response
        if "error" in response:
            raise RuntimeError(response["error"])
        return response


def steps_of(args, image):
    """How many steps made an image, read where libveinmind's runtimes look: the folders of dockerd and containerd."""

    def blob(digest):
        with open(os.path.join(folder, digest.removeprefix("sha256:")), "rb") as file:
            return json.load(file)

    if args.mode == "docker":
        folder = os.path.join(args.docker_data_root, "image/overlay2/imagedb/content/sha256")
        return len(blob(image)["history"]) if os.path.exists(folder) else -1
    _, digest = image.split("/")
    folder = os.path.join(args.containerd_root, "io.containerd.content.v1.content/blobs/sha256")
    index = blob(digest)
    manifest = blob(index["manifests"][0]["digest"]) if "manifests" in index else index
    return len(blob(manifest["config"]["digest"])["history"])


def main(argv):
    if argv == ["info"]:
        json.dump(MANIFEST, sys.stdout)
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", "-m", default="docker")
    parser.add_argument("--docker-config-path")
    parser.add_argument("--docker-data-root")
    parser.add_argument("--containerd-root")
    parser.add_argument("--id", action="store_true")
    parser.add_argument("--host", action="append", default=[])
    parser.add_argument("ids", nargs="*")
    assert argv[0] == "scan-image", argv
    args = parser.parse_args(argv[1:])
    client = Client(args.host)
    assert client.request("hasNamespace", REPORT)["ok"] is True
    assert "ok" not in client.request("hasNamespace", "no/such")
    assert "report" in client.request("listServices", REPORT)["services"]
    assert client.request("getManifest", LOGGING)["reply"] == {}
    assert client.request("call", LOGGING, "getConfig", [])["reply"][0]["level"] == 4
    line = {"time": datetime.datetime.now().astimezone().isoformat(), "level": 3, "fields": {"ids": len(args.ids)}, "msg": "from Python"}
    assert client.request("call", LOGGING, "log", [[line]])["reply"] == []
    for image in args.ids:
        event = {
            "id": image, "time": line["time"], "source": "", "level": "High", "event_type": "Risk", "detect_type": "Image",
            "object": {"id": image, "type": "Image", "runtime_type": args.mode},
            "alert_type": "Backdoor",
            "alert_detail": {"path": "/etc/cron.d/x", "perm": 420, "size": 3, "content": "* * *", "description": "a job", "steps": steps_of(args, image)},
        }
        assert client.request("call", REPORT, "report", [event])["reply"] == []


if __name__ == "__main__":
    main(sys.argv[1:])
