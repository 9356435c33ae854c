package care

import (
	"bytes"
	"reflect"
	"testing"
)

// leaves calls visit for every value inside v that can be set, by its name.
func leaves(name string, v reflect.Value, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(name+"."+v.Type().Field(i).Name, v.Field(i), visit)
		}
	case reflect.Pointer:
		leaves(name, v.Elem(), visit)
	default:
		visit(name, v)
	}
}

// change gives a value another one of its kind.
func change(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Float64:
		v.SetFloat(v.Float() + .5)
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
	default:
		if !v.CanInt() {
			t.Fatalf("%s has a kind that this test does not know: %s", name, v.Kind())
		}
		v.SetInt(v.Int() + 1)
	}
}

func TestEveryFieldOfALineIsInItsKey(t *testing.T) {
	fresh := func() *Step { return &Step{Line: Line{Facts: Facts{Duty: &DutyFacts{}}}} }
	before, seen := fresh().AppendKey(nil), 0
	var names []string
	leaves("Step", reflect.ValueOf(fresh()), func(name string, _ reflect.Value) { names = append(names, name) })
	for i, name := range names {
		s, at := fresh(), 0
		leaves("Step", reflect.ValueOf(s), func(name string, v reflect.Value) {
			if at == i {
				change(t, name, v)
				seen++
			}
			at++
		})
		if bytes.Equal(before, s.AppendKey(nil)) {
			t.Errorf("%s changed, the key did not", name)
		}
	}
	if seen < 60 {
		t.Errorf("only %d fields were looked at", seen)
	}
	if again := fresh().AppendKey(nil); !bytes.Equal(before, again) {
		t.Error("the same line has two keys")
	}
	plain := &Step{}
	if bytes.Equal(plain.AppendKey(nil), before) {
		t.Error("a line with and one without a duty have the same key")
	}
}
