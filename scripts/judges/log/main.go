// Judges a copy of the audit log with Go's packages for transparency logs: the note's signature, every hash tile, and the
// inclusion of every entry. Of Great Seal's formats it knows only what C2SP tlog-tiles and tlog-checkpoint say.
//
//	judge FOLDER VERIFIER-KEY
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Hashes across a tile: 2^8.
const height = 8

// tiles reads hash tiles from the folder, whose paths leave the height out.
type tiles struct{ folder string }

func (t tiles) Height() int { return height }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

// checkpoint opens the note and gives the tree that it speaks of.
func checkpoint(folder, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is not of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("%q is no root hash", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// entries reads the bundle that a data tile is under C2SP: each entry behind its length.
func entries(folder string, tile tlog.Tile) ([][]byte, error) {
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/data/", height))
	bundle, err := os.ReadFile(filepath.Join(folder, path))
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("%s is cut off", path)
		}
		length := int(binary.BigEndian.Uint16(bundle))
		found = append(found, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	if len(found) != tile.W {
		return nil, fmt.Errorf("%s has %d entries, not %d", path, len(found), tile.W)
	}
	return found, nil
}

func judge(folder, key string) (int64, error) {
	tree, err := checkpoint(folder, key)
	if err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, tiles{folder})
	for first := int64(0); first < tree.N; first += 1 << height {
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: 1 << height}
		if tree.N-first < int64(tile.W) {
			tile.W = int(tree.N - first)
		}
		bundle, err := entries(folder, tile)
		if err != nil {
			return 0, err
		}
		for offset, entry := range bundle {
			place := first + int64(offset)
			proof, err := tlog.ProveRecord(tree.N, place, reader)
			if err != nil {
				return 0, err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, place, tlog.RecordHash(entry)); err != nil {
				return 0, fmt.Errorf("entry %d: %w", place, err)
			}
		}
	}
	return tree.N, nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "judge FOLDER VERIFIER-KEY")
		os.Exit(2)
	}
	size, err := judge(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println("included:", size, "entries")
}
