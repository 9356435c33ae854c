package memo

import (
	"encoding/binary"
	"math"
	"sync"
)

// Key holds inputs one after the other so that two keys are equal only when all inputs
// are: every text says its length, every number is written in full. Whoever makes a key
// writes the same kinds in the same order each time.
type Key []byte

// Int adds a whole number.
func (k Key) Int(n int64) Key { return binary.AppendVarint(k, n) }

// Float adds a fraction.
func (k Key) Float(f float64) Key { return binary.LittleEndian.AppendUint64(k, math.Float64bits(f)) }

// Text adds a text.
func (k Key) Text(s string) Key { return append(binary.AppendUvarint(k, uint64(len(s))), s...) }

// Texts adds a list of texts.
func (k Key) Texts(list []string) Key {
	k = binary.AppendUvarint(k, uint64(len(list)))
	for _, s := range list {
		k = k.Text(s)
	}
	return k
}

// Ints adds a list of whole numbers.
func (k Key) Ints(list []int64) Key {
	k = binary.AppendUvarint(k, uint64(len(list)))
	for _, n := range list {
		k = k.Int(n)
	}
	return k
}

// Bool adds yes or no.
func (k Key) Bool(b bool) Key {
	if b {
		return append(k, 1)
	}
	return append(k, 0)
}

// Kept is a bounded store of texts by their keys, safe for concurrent use. It has two
// generations: what is asked for lives in the young one; when that is full, it becomes the
// old one, and what was old and not asked for meanwhile is gone.
type Kept struct {
	most int // bytes in a generation

	mu         sync.Mutex
	size       int
	young, old map[string]string
}

// New returns a store that holds at most twice most bytes of keys and texts.
func New(most int) *Kept { return &Kept{most: most, young: map[string]string{}} }

// Get returns what was kept for the key.
func (k *Kept) Get(key Key) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if text, ok := k.young[string(key)]; ok {
		return text, true
	}
	text, ok := k.old[string(key)]
	if ok {
		k.put(string(key), text)
	}
	return text, ok
}

// Put keeps a text for the key; one that alone is larger than a generation is not kept.
func (k *Kept) Put(key Key, text string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.put(string(key), text)
}

func (k *Kept) put(key, text string) {
	weight := len(key) + len(text)
	if _, there := k.young[key]; there || weight > k.most {
		return // the same inputs make the same text
	}
	if k.size+weight > k.most {
		k.old, k.young, k.size = k.young, map[string]string{}, 0
	}
	k.young[key], k.size = text, k.size+weight
}
