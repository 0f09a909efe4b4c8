// Command go-tar lists a tar archive as Go's archive/tar reads it, or writes one with what other writers do not.
package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

type entry struct {
	// Names are bytes: base64, since JSON holds only text.
	Name   string            `json:"name"`
	Link   string            `json:"link"`
	Type   string            `json:"type"`
	Size   int64             `json:"size"`
	Mode   int64             `json:"mode"`
	UID    int               `json:"uid"`
	GID    int               `json:"gid"`
	Uname  string            `json:"uname"`
	Gname  string            `json:"gname"`
	Mtime  string            `json:"mtime"`
	Major  int64             `json:"major"`
	Minor  int64             `json:"minor"`
	Xattrs map[string]string `json:"xattrs"`
	Sha256 string            `json:"sha256"`
}

func main() {
	var err error
	if os.Args[1] == "write" {
		err = write(os.Stdout, os.Args[2])
	} else {
		err = list(os.Stdin)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func list(input io.Reader) error {
	reader := tar.NewReader(input)
	output := json.NewEncoder(os.Stdout)
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return output.Encode(map[string]string{"error": err.Error()})
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		hash := sha256.New()
		n, err := io.Copy(hash, reader)
		if err != nil {
			return output.Encode(map[string]string{"error": err.Error()})
		}
		xattrs := map[string]string{}
		for key, value := range header.PAXRecords {
			if name, ok := strings.CutPrefix(key, "SCHILY.xattr."); ok {
				xattrs[name] = base64.StdEncoding.EncodeToString([]byte(value))
			}
		}
		err = output.Encode(entry{
			Name: base64.StdEncoding.EncodeToString([]byte(header.Name)),
			Link: base64.StdEncoding.EncodeToString([]byte(header.Linkname)),
			Type: string(header.Typeflag), Size: n, Mode: header.Mode & 0o7777,
			UID: header.Uid, GID: header.Gid,
			Uname: base64.StdEncoding.EncodeToString([]byte(header.Uname)),
			Gname: base64.StdEncoding.EncodeToString([]byte(header.Gname)),
			Mtime: fmt.Sprintf("%.6f", float64(header.ModTime.Unix())+float64(header.ModTime.Nanosecond())/1e9),
			Major: header.Devmajor, Minor: header.Devminor, Xattrs: xattrs,
			Sha256: hex.EncodeToString(hash.Sum(nil)),
		})
		if err != nil {
			return err
		}
	}
}

var formats = map[string]tar.Format{"ustar": tar.FormatUSTAR, "pax": tar.FormatPAX, "gnu": tar.FormatGNU}

func write(output io.Writer, name string) error {
	format := formats[name]
	writer := tar.NewWriter(output)
	long := strings.Repeat("a-long-folder/", 12) + "file"
	headers := []*tar.Header{
		{Name: "folder/", Typeflag: tar.TypeDir, Mode: 0o1777},
		{Name: "folder/plain", Typeflag: tar.TypeReg, Mode: 0o4755, Uname: "root", Gname: "wheel", Uid: 7, Gid: 8},
		{Name: "folder/link", Typeflag: tar.TypeSymlink, Linkname: "../../etc/passwd"},
		{Name: "folder/hard", Typeflag: tar.TypeLink, Linkname: "folder/plain"},
		{Name: "dev/null", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 3},
		{Name: "dev/sda", Typeflag: tar.TypeBlock, Devmajor: 8, Devminor: 0},
		{Name: "fifo", Typeflag: tar.TypeFifo},
		{Name: long, Typeflag: tar.TypeReg, Mode: 0o644},
	}
	if name != "ustar" {
		headers = append(headers,
			&tar.Header{Name: "ünïcode/文件", Typeflag: tar.TypeReg, Uname: "röot"},
			&tar.Header{Name: strings.Repeat("x", 300), Typeflag: tar.TypeSymlink, Linkname: strings.Repeat("y", 300)},
			&tar.Header{Name: "huge-ids", Typeflag: tar.TypeReg, Uid: 1 << 31, Gid: 1 << 40},
			&tar.Header{Name: "before-1970", Typeflag: tar.TypeReg, ModTime: time.Unix(-123456789, 0)},
		)
	}
	if name == "pax" {
		headers = append(headers, &tar.Header{
			Name: "with-attributes", Typeflag: tar.TypeReg, ModTime: time.Unix(1700000000, 123456000),
			PAXRecords: map[string]string{
				"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00 \x00\x00\xff\xfe=\n",
				"SCHILY.xattr.user.empty":          "x",
			},
		})
		if err := writer.WriteHeader(&tar.Header{
			Typeflag: tar.TypeXGlobalHeader, Name: "global", PAXRecords: map[string]string{"uname": "nobody", "comment": "x"},
		}); err != nil {
			return err
		}
	}
	for index, header := range headers {
		header.Format = format
		body := []byte{}
		if header.Typeflag == tar.TypeReg {
			body = []byte(strings.Repeat(fmt.Sprintf("body of %d\n", index), 100*index))
		}
		header.Size = int64(len(body))
		if err := writer.WriteHeader(header); err != nil {
			return fmt.Errorf("%s: %w", header.Name, err)
		}
		if _, err := writer.Write(body); err != nil {
			return err
		}
	}
	return writer.Close()
}
