// A judge from outside: Go's own golang.org/x/mod/sumdb/note and tlog (Debian: golang-golang-x-mod-dev), told what our
// writers wrote and what was altered in it. Reads one JSON object from standard input, prints a list of verdicts.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Log       string // verifier key
	Cosigners []string
	Cases     []item
}

type item struct {
	Kind        string
	Note        []byte
	Index, Size int64
	Old         int64
	Root, Other []byte // the root; the leaf hash, or the older root
	Proof       [][]byte
	Tiles       map[string][]byte
}

// A cosigner's key: name+hash+base64(0x04 and the Ed25519 key). Its signature is a time and an Ed25519 signature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		panic("cosigner " + vkey)
	}
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", hash[:4]) != parts[1] {
		panic("key hash of " + vkey)
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(hash[:]), ed25519.PublicKey(key[1:])}
}

func hash(b []byte) (h tlog.Hash) {
	if len(b) != len(h) {
		panic("not a hash")
	}
	copy(h[:], b)
	return h
}

func hashes(list [][]byte) (out []tlog.Hash) {
	for _, b := range list {
		out = append(out, hash(b))
	}
	return out
}

// Tiles by their tlog-tiles path, which names no height: ours is 8.
type tiles map[string][]byte

func (t tiles) Height() int                          { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range wanted {
		data, ok := t["tile/"+strings.TrimPrefix(tile.Path(), "tile/8/")]
		if !ok {
			// A whole tile serves for its beginning.
			tile.W = 256
			data, ok = t["tile/"+strings.TrimPrefix(tile.Path(), "tile/8/")]
		}
		if !ok {
			return nil, fmt.Errorf("no %s", tile.Path())
		}
		out = append(out, data)
	}
	return out, nil
}

func judge(q question, c item) bool {
	switch c.Kind {
	case "note":
		log, err := note.NewVerifier(q.Log)
		if err != nil {
			panic(err)
		}
		all := []note.Verifier{log}
		for _, vkey := range q.Cosigners {
			all = append(all, newCosigner(vkey))
		}
		opened, err := note.Open(c.Note, note.VerifierList(all...))
		return err == nil && len(opened.Sigs) == int(c.Size) && len(opened.UnverifiedSigs) == 0
	case "record":
		return tlog.CheckRecord(hashes(c.Proof), c.Size, hash(c.Root), c.Index, hash(c.Other)) == nil
	case "tree":
		return tlog.CheckTree(hashes(c.Proof), c.Size, hash(c.Root), c.Old, hash(c.Other)) == nil
	case "tiles":
		reader := tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: hash(c.Root)}, tiles(c.Tiles))
		var every []int64
		for n := int64(0); n < c.Size; n++ {
			every = append(every, tlog.StoredHashIndex(0, n))
		}
		read, err := reader.ReadHashes(every)
		var leaves []byte
		for _, h := range read {
			leaves = append(leaves, h[:]...)
		}
		return err == nil && bytes.Equal(leaves, c.Other)
	}
	panic("kind " + c.Kind)
}

func main() {
	var q question
	if err := json.NewDecoder(os.Stdin).Decode(&q); err != nil {
		panic(err)
	}
	verdicts := []bool{}
	for _, c := range q.Cases {
		verdicts = append(verdicts, judge(q, c))
	}
	json.NewEncoder(os.Stdout).Encode(verdicts)
}
