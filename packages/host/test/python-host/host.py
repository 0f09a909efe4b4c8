#!/usr/bin/env python3
"""A host in Python, written from the protocol of libveinmind alone; the plugin runs with no descriptor 0, 1 and 2.

    host.py <executable> <flags of the plugin …> -- <targets …>
"""

import json
import os
import subprocess
import sys
import threading

REPORT = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
LOGGING = "github.com/chaitin/libveinmind/logging"


class Host:
    """Reads requests as they come, and answers each before the next, without anything between the answers."""

    def __init__(self, reads, writes):
        self.reads, self.writes = reads, writes
        self.events, self.logs = [], []

    def answer(self, request):
        kind, namespace, name = (request.get(key) for key in ("type", "namespace", "name"))
        args = request.get("args") or []
        if kind == "hasNamespace":
            return {"ok": True} if namespace in (REPORT, LOGGING) else {}
        if (kind, namespace, name) == ("call", REPORT, "report"):
            self.events.append(args[0])
            return {"reply": []}
        if (kind, namespace, name) == ("call", LOGGING, "getConfig"):
            return {"reply": [{"level": 4, "delay": 0}]}
        if (kind, namespace, name) == ("call", LOGGING, "log"):
            self.logs.extend(line["msg"] for line in args[0])
            return {"reply": []}
        return {"error": f"no service {namespace}/{name}"}

    def serve(self):
        decoder, text = json.JSONDecoder(), ""
        while chunk := os.read(self.reads, 65536):
            text += chunk.decode()
            while text := text.lstrip():
                try:
                    request, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break
                text = text[end:]
                answer = {"sequence": request["sequence"], **self.answer(request)}
                os.write(self.writes, json.dumps(answer, separators=(",", ":")).encode())


def run_without_stdio(args):
    child = os.fork()
    if child == 0:
        os.closerange(0, 3)
        os.execv(args[0], args)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(args):
    executable, split = args[0], args.index("--")
    manifest = json.loads(subprocess.run([executable, "info"], check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout)
    path = next(command["path"] for kind in ("image", "iac") for command in manifest["commands"] if command["type"] == kind)
    plugin_reads, host_writes = os.pipe()
    host_reads, plugin_writes = os.pipe()
    host = Host(host_reads, host_writes)
    server = threading.Thread(target=host.serve)
    server.start()
    urls = [word for end in (plugin_reads, plugin_writes) for word in ("--host", f"file:///proc/{os.getpid()}/fd/{end}")]
    code = run_without_stdio([executable, *path, *args[1:split], *urls, *args[split + 1:]])
    os.close(plugin_writes)
    server.join()
    print(json.dumps({"manifest": manifest, "events": host.events, "logs": host.logs, "exit": code}))


if __name__ == "__main__":
    main(sys.argv[1:])
