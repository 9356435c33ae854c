package btyd

import "testing"

func TestX(t *testing.T) {}
