package cli

import (
	"net"
	"slices"
	"testing"
)

type listener struct {
	net.Listener
	addr net.Addr
}

func (l listener) Addr() net.Addr { return l.addr }

func TestAddressesThatArePrinted(t *testing.T) {
	ips := []net.IP{net.ParseIP("192.0.2.7"), net.ParseIP("2001:db8::7")}
	for name, c := range map[string]struct {
		ip      string
		secure  bool
		public  string
		url     string
		around  []string
		phoning string
	}{
		"the whole network": {"0.0.0.0", true, "", "https://localhost:8080", []string{"https://192.0.2.7:8080", "https://[2001:db8::7]:8080"}, "https://192.0.2.7:8080/zertifikat"},
		"both families":     {"::", false, "", "http://localhost:8080", []string{"http://192.0.2.7:8080", "http://[2001:db8::7]:8080"}, "http://192.0.2.7:8080/zertifikat"},
		"this machine only": {"127.0.0.1", true, "", "https://localhost:8080", []string{}, "https://localhost:8080/zertifikat"},
		"one address":       {"192.0.2.7", true, "", "https://192.0.2.7:8080", []string{}, "https://192.0.2.7:8080/zertifikat"},
		"a public one":      {"0.0.0.0", true, "https://kasse.example.de/", "https://localhost:8080", []string{"https://192.0.2.7:8080", "https://[2001:db8::7]:8080"}, "https://kasse.example.de/zertifikat"},
	} {
		t.Run(name, func(t *testing.T) {
			l := listener{addr: &net.TCPAddr{IP: net.ParseIP(c.ip), Port: 8080}}
			url, around := urlOf(l, c.secure), networkURLs(l, c.secure, ips)
			if url != c.url || !slices.Equal(around, c.around) {
				t.Errorf("%s and %v", url, around)
			}
			if got := certificateAt(url, c.public, around); got != c.phoning {
				t.Errorf("phones are sent to %s", got)
			}
		})
	}
	list := interfaceIPs()
	if slices.ContainsFunc(list, net.IP.IsLoopback) {
		t.Errorf("%v holds an address that no phone reaches", list)
	}
}
