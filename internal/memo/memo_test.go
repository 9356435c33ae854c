package memo

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// part is one input of a key with its kind.
type part struct {
	kind  int
	n     int64
	f     float64
	s     string
	texts []string
	ints  []int64
}

func (p part) add(k Key) Key {
	switch p.kind {
	case 0:
		return k.Int(p.n)
	case 1:
		return k.Float(p.f)
	case 2:
		return k.Text(p.s)
	case 3:
		return k.Texts(p.texts)
	case 4:
		return k.Ints(p.ints)
	}
	return k.Bool(p.n > 0)
}

// same reports whether two inputs of one kind are equal.
func (p part) same(o part) bool { return bytes.Equal(p.add(nil), o.add(nil)) }

func TestKeysAreEqualOnlyWhenAllInputsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 6).Draw(t, "kinds")
		draw := func(name string) (list []part) {
			for i, kind := range kinds {
				at := name + strconv.Itoa(i)
				list = append(list, part{
					kind, rapid.Int64Range(-1, 300).Draw(t, at+"n"), float64(rapid.IntRange(-2, 2).Draw(t, at+"f")) / 4, rapid.StringMatching(`[\x00-\x02a]{0,3}`).Draw(t, at+"s"),
					rapid.SliceOfN(rapid.StringMatching(`[\x00\x01a]{0,2}`), 0, 3).Draw(t, at+"texts"), rapid.SliceOfN(rapid.Int64Range(-1, 1), 0, 3).Draw(t, at+"ints"),
				})
			}
			return list
		}
		a, b := draw("a"), draw("b")
		var ka, kb Key
		same := true
		for i := range a {
			ka, kb, same = a[i].add(ka), b[i].add(kb), same && a[i].same(b[i])
		}
		if bytes.Equal(ka, kb) != same {
			t.Fatalf("keys %x and %x, inputs equal: %v", ka, kb, same)
		}
	})
}

func TestInputsDoNotRunIntoEachOther(t *testing.T) {
	pairs := map[string][2]Key{
		"texts":         {Key(nil).Text("ab").Text("c"), Key(nil).Text("a").Text("bc")},
		"list and text": {Key(nil).Texts([]string{"a"}).Text("b"), Key(nil).Texts([]string{"a", "b"}).Text("")},
		"lists":         {Key(nil).Ints([]int64{1}).Ints([]int64{2, 3}), Key(nil).Ints([]int64{1, 2}).Ints([]int64{3})},
	}
	for name, p := range pairs {
		if bytes.Equal(p[0], p[1]) {
			t.Errorf("%s: %x stands for both", name, p[0])
		}
	}
}

func TestWhatIsKeptIsWhatWasPut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := New(64)
		for range rapid.IntRange(1, 80).Draw(t, "acts") {
			n := rapid.Int64Range(0, 20).Draw(t, "key")
			key, want := Key(nil).Int(n), strings.Repeat(strconv.FormatInt(n, 10), int(n))
			if got, ok := k.Get(key); ok && got != want {
				t.Fatalf("%d gave %q", n, got)
			}
			k.Put(key, want)
			if got, ok := k.Get(key); !ok || got != want {
				t.Fatalf("%d gave %q, %v right after it was kept", n, got, ok)
			}
			if held := weight(k.young) + weight(k.old); held > 128 || weight(k.young) != k.size {
				t.Fatalf("holds %d bytes, says %d of the young ones", held, k.size)
			}
		}
	})
}

func weight(of map[string]string) (n int) {
	for key, text := range of {
		n += len(key) + len(text)
	}
	return n
}

func TestWhatIsAskedForStays(t *testing.T) {
	k := New(40)
	favourite := Key(nil).Text("always")
	k.Put(favourite, "here")
	for n := range int64(200) {
		k.Put(Key(nil).Int(n), "passing by")
		if _, ok := k.Get(favourite); !ok {
			t.Fatalf("gone after %d others", n)
		}
	}
	if _, ok := k.Get(Key(nil).Int(0)); ok {
		t.Error("what nobody asked for is still there")
	}
}

func TestTooLargeIsNotKept(t *testing.T) {
	k := New(8)
	k.Put(Key(nil).Int(1), "much too long a text")
	if _, ok := k.Get(Key(nil).Int(1)); ok {
		t.Error("a text larger than the store was kept")
	}
}

func TestManyAtOnce(t *testing.T) {
	k := New(256)
	var wg sync.WaitGroup
	for g := range int64(4) {
		wg.Go(func() {
			for n := range int64(500) {
				key, want := Key(nil).Int((n+g)%30), strconv.FormatInt((n+g)%30, 10)
				k.Put(key, want)
				if got, ok := k.Get(key); ok && got != want {
					t.Errorf("%q for %q", got, want)
				}
			}
		})
	}
	wg.Wait()
}
