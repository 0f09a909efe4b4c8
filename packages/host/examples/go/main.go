// A VeinMind plugin in Go: private keys that are not encrypted. Needs nothing but the standard library.
//
// It speaks veinmind/1 (docs/plugin-protocol.md): one JSON object a message, over the file descriptor that --host names.
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
	entityNamespace = "veinmind/entity/1"
	reportNamespace = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
)

type object map[string]any

var manifest = object{
	"name":            "private-keys",
	"version":         "1.0.0",
	"description":     "Private keys that are not encrypted",
	"manifestVersion": 1,
	"protocol":        "veinmind/1",
	"commands":        []object{{"path": []string{"scan", "image"}, "type": "image", "data": object{}}},
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

type page struct {
	Done  bool `json:"done"`
	Files []struct {
		Entry struct {
			Path string `json:"path"`
		} `json:"entry"`
		Content string `json:"content"`
		// Why there is no content, such as FILE_TOO_LARGE.
		Error string `json:"error"`
	} `json:"files"`
}

func scan(h *host) error {
	var search int
	query := object{"patterns": []string{"/**/*.pem", "/**/*.key", "/**/id_*"}, "max": 65536}
	if err := h.call(&search, entityNamespace, "find", query); err != nil {
		return err
	}
	scanned, skipped := 0, map[string]int{}
	for {
		var found page
		if err := h.call(&found, entityNamespace, "next", search); err != nil {
			return err
		}
		for _, file := range found.Files {
			if file.Error != "" {
				skipped[file.Error]++
				continue
			}
			scanned++
			content, err := base64.StdEncoding.DecodeString(file.Content)
			if err != nil {
				return err
			}
			text := string(content)
			if !strings.Contains(text, " PRIVATE KEY-----") || strings.Contains(text, "ENCRYPTED") {
				continue
			}
			event := object{
				"type": "PrivateKey", "class": "risk", "rule": rule, "detail": object{},
				"locations": []object{{"path": file.Entry.Path}},
			}
			if err := h.call(nil, reportNamespace, "report", event); err != nil {
				return err
			}
		}
		if found.Done {
			return h.call(nil, reportNamespace, "covered", object{"scanned": scanned, "skipped": skipped})
		}
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
			return scan(h)
		}
	}
	return errors.New("usage: private-keys info | scan image --host fd:N --id ID")
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
