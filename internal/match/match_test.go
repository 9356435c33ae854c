package match

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// The examples are those of H. J. Postel (1969) as they are published in textbooks and
// in the article on the method in the German Wikipedia.
func TestColognePhoneticsOfPublishedExamples(t *testing.T) {
	for word, want := range map[string]string{
		"Müller-Lüdenscheidt": "65752682", "Wikipedia": "3412", "Breschnew": "17863", "Meyer": "67", "Maier": "67", "Mayr": "67", "Schmidt": "862", "Schmitt": "862",
		"Müller": "657", "Schneider": "8627", "Fischer": "387", "Weber": "317", "Wagner": "3467", "Becker": "147", "Hoffmann": "0366", "Schäfer": "837", "Philipp": "351",
		"Heinz Classen": "068 4586", "Holtz": "058", "Xaver": "4837", "Pfister": "13827", "Cäsar": "487", "Knuth": "462",
	} {
		if got := locale.Phonetic(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func TestLegalFormsAreKeptApart(t *testing.T) {
	for text, want := range map[string]string{
		"Haller GmbH": "gmbh", "Haller GmbH & Co. KG": "gmbh co kg", "Haller GmbH u. Co KG": "gmbh co kg", "Haller GmbH und Co.KG": "gmbh co kg", "Haller Ges.m.b.H.": "gmbh",
		"Haller UG (haftungsbeschränkt)": "ug", "Haller UG (haftungsbeschränkt) & Co. KG": "ug co kg", "Haller AG": "ag", "Haller KG": "kg", "Haller OHG": "ohg",
		"Haller e.K.": "ek", "Haller e. Kfm.": "ek", "Haller GbR": "gbr", "Haller eG": "eg", "Haller e. V.": "ev", "Haller Ltd.": "ltd", "Haller S.à r.l.": "sarl", "Haller Sàrl": "sarl", "Haller SA": "sa",
		"Haller": "", "Fa. Haller": "", "Haller Gesellschaft mit beschränkter Haftung": "gmbh", "AG Wald": "",
	} {
		if got := firmOf(text); got.form != want {
			t.Errorf("%s: form %q, want %q (words %v)", text, got.form, want, got.words)
		}
	}
}

func TestStreetsAreWrittenAlike(t *testing.T) {
	want := addressOf("Bahnhofstraße 12a", "99101", "Mustertal")
	for _, street := range []string{"Bahnhofstr. 12a", "Bahnhofstr.12 a", "Bahnhof Strasse 12 A", "BAHNHOFSTRASSE 12A", "Bahnhof-Str. 12a"} {
		if got := addressOf(street, "99101", "Mustertal"); got.near(want) != placeSame {
			t.Errorf("%s: %+v is not %+v", street, got, want)
		}
	}
	for street, near := range map[string]placeNear{"Bahnhofstraße 14": placeStreet, "Bahnhofstraße": placePart, "Gartenweg 12a": placeTown, "": placeTown} {
		if got := addressOf(street, "99101", "Mustertal").near(want); got != near {
			t.Errorf("%s: %v, want %v", street, got, near)
		}
	}
}

func TestNamesAreTakenApart(t *testing.T) {
	for _, c := range []struct {
		first, last   string
		given, family []string
	}{
		{"Max", "Haller", []string{"max"}, []string{"haller"}},
		{"", "Haller, Max", []string{"max"}, []string{"haller"}},
		{"", "Max Haller", []string{"max"}, []string{"haller"}},
		{"Dr. Jörg", "von der Heide", []string{"jorg"}, []string{"heide"}},
		{"Anne-Sophie", "Müller-Lüdenhoff", []string{"anne", "sophie"}, []string{"muller", "ludenhoff"}},
		{"", "Frau Haller", nil, []string{"haller"}},
	} {
		n := nameOf(c.first, c.last)
		if !slices.Equal(n.given, c.given) || !slices.Equal(n.family, c.family) {
			t.Errorf("%q %q: %v %v", c.first, c.last, n.given, n.family)
		}
	}
}

func TestOutcomesFollowTheRules(t *testing.T) {
	haller := Record{First: "Max", Last: "Haller", Street: "Gartenstr. 4", Postcode: "99101", City: "Mustertal", Phone: "+499101123456", Email: "max@example.de", Birthday: "1970-03-12"}
	with := func(r Record, change func(*Record)) Record { change(&r); return r }
	firm := Record{Sort: Firm, Company: "Haller Metallbau GmbH", Street: "Werkstr. 1", Postcode: "99101", City: "Mustertal", Phone: "+499101700"}
	for name, c := range map[string]struct {
		a, b Record
		want Outcome
	}{
		"the same entry twice":                    {haller, haller, Same},
		"moved, with mail and birthday":           {haller, with(haller, func(r *Record) { r.Street, r.Postcode, r.City = "Am Bach 2", "99105", "Beispielhausen" }), Same},
		"his wife at the same door and telephone": {haller, with(haller, func(r *Record) { r.First, r.Birthday = "Monika", "" }), Different},
		"his twin":                                  {haller, with(haller, func(r *Record) { r.First, r.Email = "Moritz", "" }), Different},
		"his son of the same name":                  {haller, with(haller, func(r *Record) { r.Birthday, r.Email = "1999-07-01", "" }), Different},
		"junior and senior":                         {with(haller, func(r *Record) { r.Last = "Haller sen." }), with(haller, func(r *Record) { r.Last = "Haller jun." }), Different},
		"an initial is asked about":                 {haller, with(haller, func(r *Record) { r.First, r.Email, r.Birthday = "M.", "", "" }), Ask},
		"the same name elsewhere is another":        {with(haller, func(r *Record) { r.Phone, r.Email, r.Birthday = "", "", "" }), Record{First: "Max", Last: "Haller", Street: "Am Bach 9", Postcode: "99107", City: "Bad Muster"}, Different},
		"a new family name and the same mail":       {haller, with(haller, func(r *Record) { r.Last = "Wünsche" }), Ask},
		"names swapped":                             {haller, with(haller, func(r *Record) { r.First, r.Last = r.Last, r.First }), Same},
		"GmbH is not GmbH & Co. KG":                 {firm, with(firm, func(r *Record) { r.Company = "Haller Metallbau GmbH & Co. KG" }), Different},
		"a form that is missing is not another one": {firm, with(firm, func(r *Record) { r.Company = "Fa. Haller Metallbau" }), Ask},
		"the same VAT number tells the form":        {with(firm, func(r *Record) { r.VAT = "DE123456789" }), with(firm, func(r *Record) { r.Company, r.VAT = "Fa. Haller Metallbau", "DE123456789" }), Same},
		"another VAT number is another firm":        {with(firm, func(r *Record) { r.VAT = "DE123456789" }), with(firm, func(r *Record) { r.VAT = "DE987654321" }), Different},
		"a contact is never a buyer":                {haller, with(haller, func(r *Record) { r.Sort, r.House = Contact, 4 }), Different},
		"a trade under the owner's name":            {haller, with(firm, func(r *Record) { r.Phone, r.Street = haller.Phone, haller.Street }), Ask},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := Ready(c.a), Ready(c.b)
			if got := Compare(&a, &b); got.Outcome != c.want {
				t.Errorf("%s with %v", got.Outcome.Key(), got)
			}
		})
	}
}

func TestEveryReasonHasItsWeight(t *testing.T) {
	for _, keys := range [][]string{familyKey[:], givenKey[:], firmKey[:]} {
		for _, key := range keys {
			if _, ok := weights[key]; key != "" && !ok {
				t.Errorf("%s has no weight", key)
			}
		}
	}
}

var anyRecord = rapid.Custom(func(t *rapid.T) Record {
	word := rapid.SampledFrom([]string{"", "Max", "M.", "Haller", "Müller-Süß", "von", "Dr.", "GmbH", "& Co. KG", "Straße 4", "99101", "é", "漢字", "jun."})
	text := func(name string) string { return word.Draw(t, name) + " " + word.Draw(t, name) }
	return Record{
		Sort: Sort(rapid.IntRange(0, 2).Draw(t, "sort")), First: text("first"), Last: text("last"), Company: text("company"), Street: text("street"), Postcode: word.Draw(t, "postcode"),
		City: text("city"), Email: rapid.SampledFrom([]string{"", "max@example.de", "info@example.de"}).Draw(t, "mail"), Phone: rapid.StringMatching(`(\+49)?[0-9]{0,12}`).Draw(t, "phone"),
		Birthday: rapid.SampledFrom([]string{"", "1970-03-12", "--03-12", "1970-12-03"}).Draw(t, "birthday"),
	}
})

func TestComparisonIsEvenHanded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Ready(anyRecord.Draw(t, "a")), Ready(anyRecord.Draw(t, "b"))
		x, y := Compare(&a, &b), Compare(&b, &a)
		if x.Outcome != y.Outcome {
			t.Fatalf("%v one way, %v the other", x, y)
		}
		if n := len(Keys(&a)); n > MostKeys {
			t.Fatalf("%d keys", n)
		}
	})
}

func TestDistanceCountsSingleChanges(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"haller", "haller", 0}, {"haller", "hallr", 1}, {"haller", "hlaler", 1}, {"haller", "hallers", 1}, {"haller", "holler", 1}, {"haller", "hulles", 2}, {"", "ab", 2}, {"abcdef", "uvwxyz", 4}} {
		if got := locale.Edits(c.a, c.b, 3); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
