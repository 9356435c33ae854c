package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

var (
	errNull = errors.New("there is no value (NULL)")
	errKind = errors.New("the value is of another kind")
)

// assign stores a value of SQLite at dst by the rules of database/sql's Scan; dst is a
// pointer.
func assign(dst any, src driver.Value) error {
	switch d := dst.(type) {
	case *string:
		if src != nil {
			*d = plainText(src)
			return nil
		}
	case *int64:
		if v, ok := src.(int64); ok {
			*d = v
			return nil
		}
	case *int:
		if v, ok := src.(int64); ok {
			*d = int(v)
			return nil
		}
	case *float64:
		if v, ok := src.(float64); ok {
			*d = v
			return nil
		}
	case *bool:
		v, err := driver.Bool.ConvertValue(src)
		if err == nil {
			*d = v.(bool)
		}
		return err
	case *any:
		*d = src
		return nil
	case *[]byte:
		*d = nil
		if src != nil {
			*d = []byte(plainText(src))
		}
		return nil
	case sql.Scanner:
		return d.Scan(src)
	}
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("%T is no place for a value", dst)
	}
	if err := assignTo(v.Elem(), src); err != nil {
		return fmt.Errorf("%T from %T: %w", dst, src, err)
	}
	return nil
}

func assignTo(dst reflect.Value, src driver.Value) error {
	if dst.Kind() == reflect.Pointer {
		if src == nil {
			dst.SetZero()
			return nil
		}
		dst.Set(reflect.New(dst.Type().Elem()))
		return assign(dst.Interface(), src)
	}
	if src == nil {
		return errNull
	}
	switch dst.Kind() {
	case reflect.Slice:
		if v, ok := src.([]byte); ok && dst.Type().Elem().Kind() == reflect.Uint8 {
			dst.SetBytes(v)
			return nil
		}
	case reflect.Bool:
		if v, ok := src.(bool); ok { // PostgreSQL has them
			dst.SetBool(v)
			return nil
		}
	case reflect.String:
		switch v := src.(type) {
		case string:
			dst.SetString(v)
			return nil
		case []byte:
			dst.SetString(string(v))
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v, err := whole(src)
		if err != nil || dst.OverflowInt(v) {
			return errors.Join(errKind, err)
		}
		dst.SetInt(v)
		return nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v, err := whole(src)
		if err != nil || v < 0 || dst.OverflowUint(uint64(v)) {
			return errors.Join(errKind, err)
		}
		dst.SetUint(uint64(v))
		return nil
	case reflect.Float32, reflect.Float64:
		v, err := strconv.ParseFloat(plainText(src), 64)
		if err != nil {
			return err
		}
		dst.SetFloat(v)
		return nil
	default: // no column holds it
	}
	return errKind
}

func whole(src driver.Value) (int64, error) {
	if v, ok := src.(int64); ok {
		return v, nil
	}
	return strconv.ParseInt(plainText(src), 10, 64)
}

// plainText is a value of SQLite as text.
func plainText(src driver.Value) string {
	switch v := src.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(src)
}
