// A host in Go, written from the protocol of libveinmind alone: it asks an executable what it is, runs its image command
// with two anonymous pipes, serves it, and prints what it was told as JSON.
//
//	go-host <executable> <flags of the plugin …> -- <targets …>
//	go-host walk <folder>
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

const (
	reportNamespace  = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
	loggingNamespace = "github.com/chaitin/libveinmind/logging"
)

type manifest struct {
	Name            string `json:"name"`
	ManifestVersion int    `json:"manifestVersion"`
	Commands        []struct {
		Path []string `json:"path"`
		Type string   `json:"type"`
	} `json:"commands"`
}

type request struct {
	Sequence  uint64            `json:"sequence"`
	Type      string            `json:"type"`
	Namespace string            `json:"namespace"`
	Name      string            `json:"name"`
	Args      []json.RawMessage `json:"args"`
}

type response struct {
	Sequence uint64   `json:"sequence"`
	Services []string `json:"services,omitempty"`
	Ok       bool     `json:"ok,omitempty"`
	Reply    any      `json:"reply,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// logLine has no tags, as libveinmind's; keys are matched without regard to case.
type logLine struct {
	Time   time.Time
	Level  int
	Fields map[string]any
	Msg    string
}

type logConfig struct {
	Level int   `json:"level"`
	Delay int64 `json:"delay"`
}

type result struct {
	Manifest manifest          `json:"manifest"`
	Events   []json.RawMessage `json:"events"`
	Logs     []string          `json:"logs"`
	Exit     int               `json:"exit"`
}

func discover(executable string) (m manifest, err error) {
	cmd := exec.Command(executable, "info")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return m, err
	}
	if err := cmd.Start(); err != nil {
		return m, err
	}
	if err := json.NewDecoder(out).Decode(&m); err != nil {
		return m, err
	}
	if m.ManifestVersion != 1 {
		return m, fmt.Errorf("manifest version %d", m.ManifestVersion)
	}
	_, _ = io.Copy(io.Discard, out)
	return m, cmd.Wait()
}

func (r *result) answer(req request) response {
	res := response{Sequence: req.Sequence}
	switch {
	case req.Type == "hasNamespace":
		res.Ok = req.Namespace == reportNamespace || req.Namespace == loggingNamespace
	case req.Type == "listServices" && req.Namespace == reportNamespace:
		res.Services = []string{"report"}
	case req.Type == "getManifest":
		res.Reply = struct{}{}
	case req.Type == "call" && req.Namespace == reportNamespace && req.Name == "report" && len(req.Args) == 1:
		r.Events = append(r.Events, req.Args[0])
		res.Reply = []any{}
	case req.Type == "call" && req.Namespace == loggingNamespace && req.Name == "getConfig":
		res.Reply = []any{logConfig{Level: 4, Delay: int64(20 * time.Millisecond)}}
	case req.Type == "call" && req.Namespace == loggingNamespace && req.Name == "log":
		var lines []logLine
		if err := json.Unmarshal(req.Args[0], &lines); err != nil {
			res.Error = err.Error()
			return res
		}
		for _, line := range lines {
			r.Logs = append(r.Logs, line.Msg)
		}
		res.Reply = []any{}
	default:
		res.Error = fmt.Sprintf("no service %s %s/%s", req.Type, req.Namespace, req.Name)
	}
	return res
}

func (r *result) serve(in io.Reader, out io.Writer) error {
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var req request
		if err := decoder.Decode(&req); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := encoder.Encode(r.answer(req)); err != nil {
			return err
		}
	}
}

func run(executable string, flags, targets []string) (*result, error) {
	m, err := discover(executable)
	if err != nil {
		return nil, fmt.Errorf("info: %w", err)
	}
	r := &result{Manifest: m, Events: []json.RawMessage{}, Logs: []string{}}
	var args []string
	for _, command := range m.Commands {
		if command.Type == "image" {
			args = slices.Clone(command.Path)
		}
	}
	pluginReads, hostWrites, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	hostReads, pluginWrites, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	args = append(args, flags...)
	for _, end := range []*os.File{pluginReads, pluginWrites} {
		args = append(args, "--host", fmt.Sprintf("file:///proc/%d/fd/%d", os.Getpid(), end.Fd()))
	}
	cmd := exec.Command(executable, append(args, targets...)...)
	var served sync.WaitGroup
	served.Add(1)
	go func() {
		defer served.Done()
		if err := r.serve(hostReads, hostWrites); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}()
	err = cmd.Run()
	_ = pluginReads.Close()
	_ = pluginWrites.Close()
	served.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	r.Exit = cmd.ProcessState.ExitCode()
	return r, nil
}

// walk gives the names of the plugins below a folder, found as libveinmind's hosts do: every regular file, links left out, that
// its owner and its group may read and execute, and that answers info.
func walk(root string) ([]string, error) {
	names := []string{}
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() || info.Mode()&0o550 != 0o550 {
			return nil
		}
		if m, err := discover(path); err == nil {
			names = append(names, m.Name)
		}
		return nil
	})
	return names, err
}

func main() {
	args := os.Args[1:]
	if len(args) == 2 && args[0] == "walk" {
		names, err := walk(args[1])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		_ = json.NewEncoder(os.Stdout).Encode(names)
		return
	}
	split := slices.Index(args, "--")
	r, err := run(args[0], args[1:split], args[split+1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(r)
}
