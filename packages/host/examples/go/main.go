// A VeinMind plugin in Go: private keys that are not encrypted. Needs nothing but the standard library.
//
// It speaks veinmind/2 (docs/plugin-protocol.md): one JSON object a message, over the file descriptor that --host names. The
// host reads each layer once for all plugins, hands over the files that the manifest asks for, and keeps the records.
package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const (
	workNamespace    = "veinmind/work/1"
	recordsNamespace = "veinmind/records/1"
	reportNamespace  = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
)

type object map[string]any

var manifest = object{
	"name":            "private-keys",
	"version":         "1.1.0",
	"description":     "Private keys that are not encrypted",
	"manifestVersion": 1,
	"protocol":        "veinmind/2",
	"commands":        []object{{"path": []string{"scan", "image"}, "type": "image", "data": object{}}},
	// Files of these names of up to 64 KiB, and of those only such as hold the keyword.
	"inspectors": []object{{
		"id": "keys", "version": 1, "keywords": []string{"private key"},
		"wants": []object{{"names": []string{"*.pem", "*.key", "id_*"}, "give": "content", "max": 65536, "keywords": true}},
	}},
}

var rule = object{
	"id":          "PK-001",
	"title":       "Private key that is not encrypted",
	"severity":    "high",
	"remediation": "Keep the key out of the image, and replace it: whoever has the image has the key.",
}

// host calls the services of the host, one request at a time.
type host struct {
	encoder  *json.Encoder
	decoder  *json.Decoder
	sequence uint64
}

func openHost(address string) (*host, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(address, "fd:"))
	if err != nil {
		return nil, fmt.Errorf("host address %q: %w", address, err)
	}
	channel := os.NewFile(uintptr(number), "host")
	return &host{encoder: json.NewEncoder(channel), decoder: json.NewDecoder(channel)}, nil
}

// call stores the first result in reply, unless that is nil.
func (h *host) call(reply any, namespace, name string, args ...any) error {
	h.sequence++
	request := object{"sequence": h.sequence, "type": "call", "namespace": namespace, "name": name, "args": args}
	if err := h.encoder.Encode(request); err != nil {
		return err
	}
	var response struct {
		Reply []json.RawMessage `json:"reply"`
		Error string            `json:"error"`
	}
	if err := h.decoder.Decode(&response); err != nil {
		return err
	}
	if response.Error != "" {
		return errors.New(response.Error)
	}
	if reply == nil || len(response.Reply) == 0 {
		return nil
	}
	return json.Unmarshal(response.Reply[0], reply)
}

// A file as an inspector gets it.
type file struct {
	Inspector string `json:"inspector"`
	Content   string `json:"content"`
}

// inspect looks at one file of one layer: the same file, the same record. A file without a result has none.
func inspect(f file) object {
	content, err := base64.StdEncoding.DecodeString(f.Content)
	if err != nil {
		return object{"error": err.Error()}
	}
	text := string(content)
	if !strings.Contains(text, " PRIVATE KEY-----") || strings.Contains(text, "ENCRYPTED") {
		return object{}
	}
	return object{"record": object{}}
}

// scan looks at one image: at what inspect returned for its files, or what the host has kept of it.
func scan(h *host) error {
	var handle int
	if err := h.call(&handle, recordsNamespace, "open"); err != nil {
		return err
	}
	for {
		var page struct {
			Done    bool `json:"done"`
			Records []struct {
				Location object `json:"location"`
			} `json:"records"`
		}
		if err := h.call(&page, recordsNamespace, "next", handle); err != nil {
			return err
		}
		for _, found := range page.Records {
			event := object{
				"type": "PrivateKey", "class": "risk", "rule": rule, "detail": object{},
				"locations": []object{found.Location},
			}
			if err := h.call(nil, reportNamespace, "report", event); err != nil {
				return err
			}
		}
		if page.Done {
			return nil
		}
	}
}

// serve works until there is nothing more to do.
func serve(h *host) error {
	var answer any
	for {
		var task *struct {
			Do    string `json:"do"`
			Files []file `json:"files"`
		}
		if err := h.call(&task, workNamespace, "next", answer); err != nil {
			return err
		}
		if task == nil {
			return nil
		}
		if task.Do == "inspect" {
			results := []object{}
			for _, f := range task.Files {
				results = append(results, inspect(f))
			}
			answer = object{"results": results}
			continue
		}
		if err := scan(h); err != nil {
			return err
		}
		answer = object{}
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "info" {
		return json.NewEncoder(os.Stdout).Encode(manifest)
	}
	for i, arg := range args {
		if arg == "--host" && i+1 < len(args) {
			h, err := openHost(args[i+1])
			if err != nil {
				return err
			}
			return serve(h)
		}
	}
	return errors.New("usage: private-keys info | serve --host fd:N")
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
