package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/stammkunde/stammkunde/internal/match"
)

// The generator invents a town's customers and the mistakes that hands and files make.
// It is given nothing of the keys or rules of the package.

var (
	women = strings.Fields(`Anna Maria Ursula Sabine Petra Monika Claudia Susanne Birgit Karin Renate Ingrid Gisela Helga Brigitte Heike Katrin Julia Lena Laura Lea Hannah
		Emma Sophie Marie Katharina Johanna Franziska Theresa Antje Silke Tanja Nicole Melanie Stefanie Jasmin Aylin Elif Zeynep Fatma Agnieszka Ewa Joanna Olga Natalia
		Irina Giulia Ana Leila Vesna Ilona Zoë Änne Bärbel Käthe Hannelore Friederike Ida Greta Mathilda Simone Andrea Christiane Daniela Michaela Lina Nele Martina Gabriele`)
	men = strings.Fields(`Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Günter Stefan Christian Uwe Werner Horst Frank Dieter Manfred Gerhard Hans Bernd Thorsten
		Mathias Helmut Walter Heinz Martin Jörg Rolf Jens Sven Alexander Jan Rainer Holger Karl Dirk Joachim Ralf Carsten Herbert Oliver Wilhelm Kurt Markus Heinrich
		Daniel Paul Lukas Felix Maximilian Jonas Leon Finn Elias Noah Ben Mehmet Mustafa Ali Emre Ömer Piotr Tomasz Sergej Marco Luca José Goran Björn Sören Simon Josef Georg`)
	families = strings.Fields(`Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz
		Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs
		Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig
		Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel
		Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Ahrens Althaus Bachmann Bader Baumgärtner Behrens Biermann Brückner Buchholz Conrad Döring Dreßler Ebert
		Eichhorn Fiedler Fleischmann Förster Freitag Fröhlich Gärtner Gebhardt Geiger Gerlach Göbel Großmann Grünwald Haller Haußmann Henning Heß Hofmeister Holzapfel Hübner
		Jahn Jansen Kästner Kern Kirchhoff Kluge Knoll Kretschmer Kuhlmann Lindner Löffler Marquardt Menzel Moser Naumann Nußbaum Oßwald Preuß Raabe Rauscher Reichert Reinhardt
		Riedel Rößler Rudolph Sander Schatz Scherer Schilling Schindler Schlüter Schütz Siebert Sonnleitner Stahl Straßer Süß Thiele Thoma Uhlenbrock Ullrich Voß Weidner Wendt
		Wiegand Wirth Wünsche Zander Yılmaz Kaya Demir Şahin Çelik Öztürk Aydın Özdemir Arslan Doğan Nowak Kowalski Wiśniewski Wójcik Kamiński Zieliński Petrović Novák Rossi
		García Nguyễn Ivanova Popescu Lefèvre Abendroth Bockelmann Cordes Dannenberg Eggers Fahrenholz Gieseke Hagedorn Imhoff Jessen Kolbe Lüdtke Mertens Nissen Oelmann Pape
		Quandt Rademacher Stricker Tiedemann Unger Vollmer Westphal Zobel Achterberg Brinkmann Claußen Drews Erdmann Frerichs Grothe Hinrichs Itzehöfer Kröger Lammers Meinecke`)
	streets = strings.Split(`Hauptstraße,Schulstraße,Gartenstraße,Bahnhofstraße,Dorfstraße,Bergstraße,Birkenweg,Lindenstraße,Kirchstraße,Waldstraße,Ringstraße,Amselweg,Wiesenweg,Mühlweg,Am Bach,Im Grund,
Rosenstraße,Eichenallee,Brückenstraße,Marktplatz,An der Mühle,Feldstraße,Sonnenhang,Am Weiher,Tulpenweg,Große Gasse,Unter den Linden,Hinter der Kirche,Äußere Gasse,Obere Straße,
Industriestraße,Gewerbepark,Werkstraße,Dieselstraße,Fliederweg,Goethestraße,Schillerstraße,Mozartstraße,Beethovenstraße,Kantstraße`, ",")
	towns = []struct{ code, name string }{
		{"99101", "Mustertal"}, {"99101", "Mustertal"}, {"99101", "Mustertal"}, {"99103", "Musterkirchen"}, {"99105", "Beispielhausen"}, {"99107", "Bad Muster"}, {"99110", "Mustersee"}, {"99112", "Neumuster"},
	}
	trades = strings.Split("Metallbau,Landmaschinen,Transporte,Werkzeugbau,Stahlbau,Gießerei,Drehteile,Sägewerk,Erdbau,Hydraulik,Bäckerei,Autohaus,Spedition,Holzbau,Elektrotechnik,Gartenbau,Schreinerei,Druckerei,Malerbetrieb,Fliesen", ",")
	forms  = []string{"GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "GmbH & Co. KG", "KG", "OHG", "e.K.", "GbR", "AG", "UG (haftungsbeschränkt)", "eG", "", "", ""}
	hosts  = []string{"example.de", "example.com", "example.org", "example.net", "mail.example.de"}
)

// entry is a record with the truth about whom it stands for.
type entry struct {
	match.Record
	who int
}

type town struct {
	r     *rand.Rand
	list  []entry
	next  int
	boxes map[string]bool // mail addresses given out: no two people have the same one
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// common picks early names of a list more often than late ones.
func common(r *rand.Rand, list []string) string {
	x := r.Float64()
	return list[int(x*x*float64(len(list)))]
}

func (w *town) add(who int, e match.Record) {
	e.ID = int64(len(w.list) + 1)
	w.list = append(w.list, entry{e, who})
}

func (w *town) person() int { w.next++; return w.next }

func (w *town) phone(mobile bool) string {
	if mobile {
		return fmt.Sprintf("+4917%d%07d", w.r.IntN(10), w.r.IntN(10_000_000))
	}
	return fmt.Sprintf("+499%d%06d", 100+w.r.IntN(20), w.r.IntN(1_000_000))
}

func (w *town) birthday(from, to int) string {
	return fmt.Sprintf("%04d-%02d-%02d", from+w.r.IntN(to-from), 1+w.r.IntN(12), 1+w.r.IntN(28))
}

func plain(s string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ë", "e", "é", "e", "ı", "i", " ", "", "Ö", "oe", "Ä", "ae", "Ü", "ue", "Ş", "s", "Ç", "c", "ğ", "g").Replace(strings.ToLower(s))
}

func (w *town) mail(first, last string) string {
	for {
		if box := w.box(first, last); !w.boxes[box] {
			w.boxes[box] = true
			return box
		}
	}
}

func (w *town) box(first, last string) string {
	switch w.r.IntN(4) {
	case 0:
		if box := plain(first) + "." + plain(last) + "@" + pick(w.r, hosts); !w.boxes[box] {
			return box
		}
		return plain(first) + "." + plain(last) + fmt.Sprint(w.r.IntN(9000)) + "@" + pick(w.r, hosts)
	case 1:
		return plain(first[:1]) + "." + plain(last) + fmt.Sprint(w.r.IntN(90)+10) + "@" + pick(w.r, hosts)
	case 2:
		return plain(first) + fmt.Sprint(1950+w.r.IntN(55)) + "@" + pick(w.r, hosts)
	}
	return plain(last) + fmt.Sprint(w.r.IntN(900)) + "@" + pick(w.r, hosts)
}

func (w *town) human(woman bool, family string, home match.Record, from, to int) match.Record {
	p := home
	p.Salutation, p.First = "Herr", common(w.r, men)
	if woman {
		p.Salutation, p.First = "Frau", common(w.r, women)
	}
	p.Last = family
	if w.r.IntN(100) < 55 {
		p.Birthday = w.birthday(from, to)
	}
	if w.r.IntN(100) < 55 {
		p.Email = w.mail(p.First, p.Last)
	}
	if w.r.IntN(100) < 35 {
		p.Phone = w.phone(true)
	}
	if w.r.IntN(100) < 15 {
		p.Salutation = ""
	}
	return p
}

func (w *town) home() match.Record {
	t := pick(w.r, towns)
	h := match.Record{Street: fmt.Sprintf("%s %d%s", strings.TrimSpace(pick(w.r, streets)), 1+w.r.IntN(80), pick(w.r, []string{"", "", "", "", "a", "b"})), Postcode: t.code, City: t.name}
	if w.r.IntN(100) < 70 {
		h.Phone = w.phone(false)
	}
	return h
}

// household adds a person alone, a couple, a family with children who are customers
// too, now and then with twins or a son named after his father.
func (w *town) household() {
	home, family := w.home(), common(w.r, families)
	kind := w.r.IntN(100)
	first := w.human(w.r.IntN(2) == 0, family, home, 1940, 1990)
	w.add(w.person(), first)
	if kind < 60 {
		return
	}
	shared := w.r.IntN(100) < 15 // one mail address for the house
	partner := w.human(first.Salutation != "Frau", family, home, 1940, 1990)
	for partner.First == first.First {
		partner.First = common(w.r, women)
	}
	if shared && first.Email != "" {
		partner.Email = first.Email
	}
	w.add(w.person(), partner)
	if kind < 80 {
		return
	}
	names := map[string]bool{first.First: true, partner.First: true}
	born := w.birthday(1990, 2008)
	for range 1 + w.r.IntN(2) {
		child := w.human(w.r.IntN(2) == 0, family, home, 1990, 2008)
		if kind >= 95 { // twins
			child.Birthday = born
		}
		if names[child.First] {
			continue
		}
		names[child.First] = true
		w.add(w.person(), child)
	}
	if kind == 94 && first.Salutation == "Herr" { // the son has his father's name
		son := w.human(false, family, home, 1970, 2005)
		son.First = first.First
		if w.r.IntN(3) == 0 {
			son.Last += " jun."
		}
		if son.Birthday == "" && w.r.IntN(4) > 0 {
			son.Birthday = w.birthday(1970, 2005)
		}
		if first.Birthday == "" {
			w.list[len(w.list)-1].Phone = ""
		}
		w.add(w.person(), son)
	}
}

// house adds a firm, sometimes with a sister of another legal form at the same place.
func (w *town) house() {
	f := w.home()
	f.Sort = match.Firm
	family, trade, form := common(w.r, families), pick(w.r, trades), pick(w.r, forms)
	base := family + " " + trade
	if w.r.IntN(3) == 0 {
		base = trade + " " + family
	}
	f.Company = strings.TrimSpace(base + " " + form)
	domain := plain(family) + "-" + plain(trade) + fmt.Sprint(w.r.IntN(1000)) + ".example.de"
	if w.r.IntN(100) < 70 {
		f.Email = "info@" + domain
	}
	if w.r.IntN(100) < 45 {
		f.VAT = fmt.Sprintf("DE%09d", w.r.IntN(1_000_000_000))
	}
	w.add(w.person(), f)
	if w.r.IntN(100) < 10 {
		other := pick(w.r, forms)
		if other == "" || other == form || form == "" {
			return
		}
		s := f
		s.Company = base + " " + other
		s.VAT = ""
		if w.r.IntN(100) < 60 {
			s.VAT = fmt.Sprintf("DE%09d", w.r.IntN(1_000_000_000))
		}
		if w.r.IntN(2) == 0 {
			s.Email = "info@" + plain(other[:2]) + "." + domain
		}
		w.add(w.person(), s)
	}
}

// neighbours of keys on a German keyboard.
var beside = map[rune]string{
	'a': "sqy", 'b': "vng", 'c': "xvd", 'd': "sfe", 'e': "wrd", 'f': "dgr", 'g': "fht", 'h': "gjz", 'i': "uok", 'j': "hku", 'k': "jli", 'l': "kö", 'm': "n",
	'n': "bm", 'o': "ip", 'p': "oü", 'r': "et", 's': "ad", 't': "rz", 'u': "zi", 'v': "cb", 'w': "qe", 'x': "yc", 'z': "tu",
}

// slipped makes one typing mistake.
func (w *town) slipped(s string) string {
	r := []rune(s)
	if len(r) < 3 {
		return s
	}
	i := 1 + w.r.IntN(len(r)-2)
	switch w.r.IntN(4) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		return string(r[:i]) + string(r[i+1:])
	case 2:
		return string(r[:i+1]) + string(r[i]) + string(r[i+1:])
	default:
		if near := []rune(beside[r[i]]); len(near) > 0 {
			r[i] = pick(w.r, near)
		} else {
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	return string(r)
}

var (
	respelled = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")
	unmarked  = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "Ö", "O", "Ş", "S", "ş", "s", "ğ", "g", "ı", "i", "ń", "n", "ś", "s", "é", "e", "ë", "e", "ć", "c", "á", "a", "ễ", "e")
	heard     = strings.NewReplacer("ei", "ai", "ph", "f", "th", "t", "dt", "t", "ck", "k", "tz", "z", "mm", "m", "ff", "f", "y", "i", "ie", "i", "tt", "t", "ss", "s")
)

// mistake changes one thing of a copy as hands, ears and files do.
func (w *town) mistake(e *match.Record) {
	person := e.Sort == match.Person
	switch w.r.IntN(17) {
	case 0:
		w.onName(e, w.slipped)
	case 1:
		w.onName(e, respelled.Replace)
	case 2:
		w.onName(e, unmarked.Replace)
	case 3:
		w.onName(e, heard.Replace)
	case 4:
		e.Email = ""
	case 5:
		e.Phone = ""
	case 6:
		e.Birthday, e.VAT = "", ""
	case 7:
		e.Street = strings.NewReplacer("straße", "str.", "Straße", "Str.").Replace(e.Street)
	case 8:
		e.Street = strings.NewReplacer("straße", " Strasse").Replace(e.Street)
	case 9:
		e.Street = w.slipped(e.Street)
	case 10:
		w.unusual(e, person)
	case 11:
		if e.Phone != "" {
			e.Phone = strings.TrimPrefix(e.Phone, "+49")
		}
	case 12:
		if e.Phone != "" {
			e.Phone = e.Phone[:5] + w.slipped(e.Phone[5:])
		}
	case 13:
		e.Salutation = ""
		if person && w.r.IntN(2) == 0 {
			e.First = "Dr. " + e.First
		}
	case 14:
		if !person {
			w.form(e)
		} else if e.Email != "" {
			e.Email = w.slipped(e.Email)
		}
	case 15:
		e.Street, e.Postcode = "", ""
	case 16:
		e.City = strings.ToUpper(e.City)
	}
}

func (w *town) onName(e *match.Record, change func(string) string) {
	switch {
	case e.Sort == match.Firm:
		at := strings.IndexByte(e.Company, ' ')
		if at < 0 {
			at = len(e.Company)
		}
		e.Company = change(e.Company[:at]) + e.Company[at:]
	case w.r.IntN(3) == 0:
		e.First = change(e.First)
	default:
		e.Last = change(e.Last)
	}
}

// unusual are the changes of life and the habits of files.
func (w *town) unusual(e *match.Record, person bool) {
	if !person {
		e.Company = "Fa. " + e.Company
		return
	}
	switch w.r.IntN(7) {
	case 0: // married
		if e.Salutation == "Frau" {
			e.Last = pick(w.r, families)
		}
	case 1:
		if e.Salutation == "Frau" {
			e.Last += "-" + pick(w.r, families)
		}
	case 2, 3: // moved
		h := w.home()
		e.Street, e.Postcode, e.City = h.Street, h.Postcode, h.City
	case 4:
		e.First, e.Last = e.Last, e.First
	case 5:
		e.First = string([]rune(e.First)[:1]) + "."
	case 6:
		e.First, e.Last = "", e.First+" "+e.Last
	}
}

// form writes a legal form otherwise or leaves it out.
func (w *town) form(e *match.Record) {
	for _, f := range []string{" GmbH & Co. KG", " GmbH", " KG", " OHG", " e.K.", " GbR", " AG", " UG (haftungsbeschränkt)", " eG"} {
		if head, ok := strings.CutSuffix(e.Company, f); ok {
			e.Company = head
			switch {
			case f == " GmbH & Co. KG" && w.r.IntN(3) > 0:
				e.Company += " GmbH u. Co KG"
			case f == " e.K." && w.r.IntN(2) > 0:
				e.Company += " e. Kfm."
			}
			return
		}
	}
}

// build invents a town with n customers before the copies.
func build(seed uint64, n int) []entry {
	w := &town{r: rand.New(rand.NewPCG(seed, 1)), boxes: map[string]bool{}}
	for len(w.list) < n {
		if w.r.IntN(100) < 15 {
			w.house()
		} else {
			w.household()
		}
	}
	for _, e := range w.list[:len(w.list):len(w.list)] {
		if w.r.IntN(100) >= 15 {
			continue
		}
		c := e.Record
		for range 1 + w.r.IntN(3) {
			w.mistake(&c)
		}
		w.add(e.who, c)
	}
	w.r.Shuffle(len(w.list), func(i, j int) { w.list[i], w.list[j] = w.list[j], w.list[i] })
	return w.list
}
