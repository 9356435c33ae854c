package web

import "slices"

// RouteActs lists all routes with what somebody must be allowed to do for them.
func RouteActs() (list [][2]string) {
	s := &server{}
	for _, rt := range s.all() {
		list = append(list, [2]string{rt.pattern, string(rt.act())})
	}
	return slices.Clip(list)
}
