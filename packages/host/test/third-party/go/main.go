// A plugin as third parties wrote them for libveinmind, in Go: argv and pipes as its command line has them, requests under
// way together, enumerations as numbers, capital keys in its log lines.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	reportNamespace  = "github.com/chaitin/veinmind-tools/veinmind-common/go/service/report"
	loggingNamespace = "github.com/chaitin/libveinmind/logging"
)

type object map[string]any

type hosts []string

func (h *hosts) String() string { return strings.Join(*h, ",") }
func (h *hosts) Set(value string) error {
	*h = append(*h, value)
	return nil
}

type response struct {
	Sequence uint64 `json:"sequence"`
	Reply    []any  `json:"reply"`
	Error    string `json:"error"`
}

type client struct {
	lock    sync.Mutex
	encoder *json.Encoder
	next    uint64
	waiting map[uint64]chan response
}

func open(address string, flags int) (*os.File, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return os.OpenFile(parsed.Path, flags, 0)
}

func connect(urls []string) (*client, error) {
	in, err := open(urls[0], os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	out, err := open(urls[1], os.O_WRONLY)
	if err != nil {
		return nil, err
	}
	c := &client{encoder: json.NewEncoder(out), waiting: map[uint64]chan response{}}
	go func() {
		decoder := json.NewDecoder(in)
		for {
			var r response
			if decoder.Decode(&r) != nil {
				return
			}
			c.lock.Lock()
			waiting := c.waiting[r.Sequence]
			delete(c.waiting, r.Sequence)
			c.lock.Unlock()
			waiting <- r
		}
	}()
	return c, nil
}

func (c *client) call(namespace, name string, args ...any) error {
	done := make(chan response, 1)
	c.lock.Lock()
	c.next++
	c.waiting[c.next] = done
	err := c.encoder.Encode(object{"sequence": c.next, "type": "call", "namespace": namespace, "name": name, "args": args})
	c.lock.Unlock()
	if err != nil {
		return err
	}
	if r := <-done; r.Error != "" {
		return errors.New(r.Error)
	}
	return nil
}

// Numbers as common-go counts them: High 2, Invasion 6, Image 8.
func event(image string, number int) object {
	return object{
		"id": image, "time": time.Now().Format(time.RFC3339Nano), "source": "third-party-go", "level": 2, "event_type": 6, "detect_type": 8,
		"object":     object{"id": image, "type": 8, "runtime_type": 12},
		"alert_type": "Webshell",
		"alert_detail": object{
			"path": fmt.Sprintf("/var/www/%d.php", number), "perm": 420, "size": 9, "type": "php", "reason": "eval", "engine": "demo",
		},
	}
}

func scan(args []string) error {
	var urls hosts
	flags := flag.NewFlagSet("scan", flag.ContinueOnError)
	mode := flags.String("mode", "docker", "")
	flags.String("docker-data-root", "", "")
	exact := flags.Bool("id", false, "")
	count := flags.Int("count", 1, "")
	flags.Var(&urls, "host", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *mode != "docker" || !*exact || len(urls) != 2 {
		return fmt.Errorf("unexpected arguments %q", args)
	}
	c, err := connect(urls)
	if err != nil {
		return err
	}
	line := object{"Time": time.Now().Format(time.RFC3339Nano), "Level": 3, "Fields": nil, "Msg": "from Go"}
	if err := c.call(loggingNamespace, "log", []object{line}); err != nil {
		return err
	}
	if c.call("no/such", "thing") == nil {
		return errors.New("a service that is not there has answered")
	}
	failures := make(chan error, *count)
	for number := range *count {
		go func() { failures <- c.call(reportNamespace, "report", event(flags.Arg(0), number)) }()
	}
	for range *count {
		if err := <-failures; err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "info" {
		_ = json.NewEncoder(os.Stdout).Encode(object{
			"name": "third-party-go", "manifestVersion": 1,
			"commands": []object{{"path": []string{"scan", "image"}, "type": "image", "data": object{}}},
		})
		return
	}
	if err := scan(os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
