package list

import (
	"bytes"
	"reflect"
	"testing"
)

func TestEveryFieldOfAShortRowIsInItsKey(t *testing.T) {
	before := new(Row).AppendKey(nil)
	seen := 0
	var visit func(r *Row, name string, v reflect.Value)
	visit = func(r *Row, name string, v reflect.Value) {
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				visit(r, v.Type().Field(i).Name, v.Field(i))
			}
			return
		}
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		switch {
		case v.Kind() == reflect.String:
			v.SetString("x")
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		case v.Kind() == reflect.Float64:
			v.SetFloat(.5)
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case v.CanInt():
			v.SetInt(1)
		case v.Kind() == reflect.Pointer || v.Kind() == reflect.Map:
			return // what a full query adds
		default:
			t.Fatalf("%s has a kind that this test does not know: %s", name, v.Kind())
		}
		if bytes.Equal(before, r.AppendKey(nil)) {
			t.Errorf("%s changed, the key did not", name)
		}
		seen++
		v.Set(old)
	}
	r := new(Row)
	visit(r, "Row", reflect.ValueOf(r).Elem())
	if seen < 24 || !bytes.Equal(before, r.AppendKey(nil)) {
		t.Errorf("%d fields were looked at", seen)
	}
}
