package cli_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// clvFit is what `clv fit --json` prints, as an analyst reads it.
type clvFit struct {
	Model         string
	Outcome       string
	Params        map[string]float64
	LogLikelihood *float64 `json:"log_likelihood"`
	Customers     float64
	Unique        int
	SetAside      int `json:"set_aside"`
	Unit          string
	Seconds       float64
	Converged     bool
	Note          string
	Backtest      *struct {
		Windows int
		Shown   string
		Note    string
	}
}

type clvForecast struct {
	clvFit
	Shown     string
	Total     *struct{ Mean, Low, High float64 }
	Forecasts []struct {
		Customer  string
		Alive     float64 `json:"p_alive"`
		Expected  *float64
		Low, High int
		Group     string
		Worth     *float64 `json:"clv"`
	}
}

func fileOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// historiesOf writes a table of invented customers: every i-th has bought again.
func historiesOf(n int) string {
	var b strings.Builder
	b.WriteString("id,x,t_x,T,zbar\n")
	for i := range n {
		x := (i * i) % 7
		if i%3 == 0 {
			x = 0
		}
		age := 20 + float64(i%17)
		last := 0.0
		if x > 0 {
			last = age * float64(1+i%5) / 6
		}
		fmt.Fprintf(&b, "k%d,%d,%.4f,%.4f,%d\n", i, x, last, age, 10+(i*7)%40)
	}
	return b.String()
}

// purchasesOf writes a log of invented customers over two years.
func purchasesOf(n int) string {
	var b strings.Builder
	b.WriteString("customer,date,amount\n")
	for i := range n {
		for day, k := i%90, 0; day < 700 && k < 3+i%14; day, k = day+7+(i*k)%60, k+1 {
			fmt.Fprintf(&b, "%d,%s,%d.50\n", 100+i, cal.MustParse("2023-01-02").Add(day), 5+(i+k)%30)
		}
	}
	return b.String()
}

func TestModelsSpeakForAnyTable(t *testing.T) {
	packed := filepath.Join(t.TempDir(), "base.csv.gz")
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	fmt.Fprint(z, historiesOf(900))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	for name, c := range map[string]struct {
		file   string
		model  string
		want   string // model in the end; "" is any of a base
		params int
	}{
		"the default":       {packed, "", "mbg-nbd", 4},
		"BG/NBD":            {packed, "bg-nbd", "bg-nbd", 4},
		"Pareto/NBD":        {packed, "pareto-nbd", "pareto-nbd", 4},
		"NBD":               {packed, "nbd", "nbd", 2},
		"values":            {packed, "gamma-gamma", "gamma-gamma", 3},
		"the best":          {packed, "auto", "", 4},
		"contracts":         {fileOf(t, "c.csv", "period,active\n0,1000\n1,869\n2,743\n3,653\n4,593\n"), "", "sbg", 2},
		"one chance a year": {fileOf(t, "t.csv", "x,t_x,n\n"+strings.Repeat("2,3,6\n0,0,6\n1,1,6\n4,6,6\n1,5,6\n6,6,6\n", 90)), "bg-bb", "bg-bb", 4},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"clv", "fit", c.file, "--json"}
			if c.model != "" {
				args = append(args, "--model", c.model)
			}
			got := answer[clvFit](t, args...)
			if c.want != "" && got.Model != c.want || len(got.Params) != c.params || got.LogLikelihood == nil || !got.Converged ||
				got.Unit != "table" || got.Customers == 0 || got.Unique == 0 || got.Backtest != nil {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestALogIsFittedAndLookedBackOn(t *testing.T) {
	file := fileOf(t, "log.csv", purchasesOf(400))
	got := answer[clvFit](t, "clv", "fit", file, "--json", "--horizon", "8")
	if got.Customers != 400 || got.Unit != "week" || got.Backtest == nil || got.Backtest.Windows == 0 || got.Backtest.Shown == "" || got.Backtest.Note == "" {
		t.Errorf("got %+v, %+v", got, got.Backtest)
	}
	days := answer[clvFit](t, "clv", "fit", file, "--json", "--unit", "day", "--horizon", "56")
	if scale := days.Params["alpha"] / got.Params["alpha"]; !(math.Abs(scale-7) < 1e-3) {
		t.Errorf("alpha in days is %g times that in weeks", scale)
	}
	before := answer[clvFit](t, "clv", "fit", file, "--json", "--until", "2023-02-01")
	if before.Customers >= 400 || before.Customers == 0 {
		t.Errorf("until February: %+v", before)
	}
	early := answer[clvFit](t, "clv", "fit", file, "--json", "--until", "2023-01-09")
	if early.Outcome != "too-little" || early.LogLikelihood != nil || len(early.Params) != 0 || early.Note == "" {
		t.Errorf("after a week: %+v", early)
	}
}

func TestForecastsOfEachCustomer(t *testing.T) {
	for name, file := range map[string]string{"table": fileOf(t, "base.csv", historiesOf(900)), "log": fileOf(t, "log.csv", purchasesOf(400))} {
		t.Run(name, func(t *testing.T) {
			got := answer[clvForecast](t, "clv", "predict", file, "--json", "--horizon", "26")
			if len(got.Forecasts) != map[string]int{"table": 900, "log": 400}[name] || got.Total == nil || !(got.Total.Low <= got.Total.Mean && got.Total.Mean <= got.Total.High) {
				t.Fatalf("%d customers, %+v", len(got.Forecasts), got.Total)
			}
			for _, c := range got.Forecasts {
				if !(c.Alive >= 0 && c.Alive <= 1) || c.Expected == nil || *c.Expected < 0 || c.Low > c.High || c.Worth == nil || *c.Worth < 0 || c.Customer == "" {
					t.Fatalf("got %+v", c)
				}
			}
		})
	}
	small := answer[clvForecast](t, "clv", "predict", fileOf(t, "base.csv", historiesOf(120)), "--json")
	for _, c := range small.Forecasts {
		if c.Expected != nil || c.Worth != nil || c.Group == "" {
			t.Fatalf("a small base gives groups, not figures: %+v", c)
		}
	}
	few := answer[clvForecast](t, "clv", "predict", fileOf(t, "base.csv", historiesOf(30)), "--json")
	if len(few.Forecasts) != 0 || few.Note == "" || few.Outcome != "too-little" {
		t.Errorf("too little data: %+v", few)
	}
	out, said, code := run(t, "clv", "predict", fileOf(t, "base.csv", historiesOf(900)))
	if code != 0 || !strings.Contains(out, "customer,p_alive,expected") || strings.Count(out, "\nk") != 900 {
		t.Errorf("as text: %d, %s, %.300s", code, said, out)
	}
}

func TestModelsRefuseInWords(t *testing.T) {
	base := fileOf(t, "base.csv", historiesOf(300))
	for name, args := range map[string][]string{
		"a model of another table": {"fit", base, "--model", "sbg"},
		"no such columns":          {"fit", fileOf(t, "f.csv", "Farbe,Laune\nblau,gut\nrot,schlecht\n")},
		"nothing usable":           {"fit", fileOf(t, "f.csv", "x,t_x,T\n3,9,4\n")},
		"contracts that grow":      {"fit", fileOf(t, "f.csv", "period,active\n0,5\n1,7\n")},
		"no values":                {"fit", fileOf(t, "f.csv", "x,t_x,T\n1,2,4\n"), "--model", "gamma-gamma"},
		"customers of contracts":   {"predict", fileOf(t, "f.csv", "period,active\n0,500\n1,300\n2,200\n")},
	} {
		out, said, code := run(t, append([]string{"clv"}, args...)...)
		if code != 1 || out != "" || !strings.HasPrefix(said, "stammkunde: ") || strings.Contains(said, "clv.") {
			t.Errorf("%s: %d, %q, %q", name, code, out, said)
		}
	}
}

// The firm's own database: the same purchases as its import gives.
func TestModelsReadTheFirmsPurchases(t *testing.T) {
	databases(t, func(t *testing.T, db string) {
		var lines strings.Builder
		lines.WriteString("Belegnummer;Kundennummer;Datum;Artikel;Menge;Betrag\n")
		n := 0
		for i := range 120 {
			for day, k := i%60, 0; k < 2+i%5; day, k = day+9+(i+k)%30, k+1 {
				n++
				fmt.Fprintf(&lines, "%d;%d;%s;Brot;1;%d,50\n", n, 1000+i, cal.MustParse("2026-01-05").Add(day), 4+k)
			}
		}
		if _, said, code := run(t, "import", fileOf(t, "orders.csv", lines.String()), "--db", db, "--currency", "EUR"); code != 0 {
			t.Fatalf("import: %s", said)
		}
		out, said, code := run(t, "clv", "fit", "--db", db, "--json", "--until", "2026-08-01")
		var got clvFit
		if code != 0 || json.Unmarshal([]byte(out), &got) != nil || got.Customers != 120 || got.LogLikelihood == nil || got.Unit != "week" {
			t.Errorf("%d, %s, %s", code, out, said)
		}
	})
}
