package mapping_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
)

// fieldsOf returns "header=field" of the used columns.
func fieldsOf(p mapping.Proposal) []string {
	var out []string
	for _, c := range p.Columns {
		if c.Field != mapping.None {
			out = append(out, c.Header+"="+c.Field.String())
		}
	}
	return out
}

func TestKnownSystemsMapWithoutAClick(t *testing.T) {
	for _, key := range mapping.Profiles() {
		t.Run(key, func(t *testing.T) {
			known := mapping.ProfileByKey(key)
			p := mapping.Recognise(known.Header, nil, mapping.Hints{})
			if p.Profile != key || p.Kind != known.Kind || len(p.Missing) > 0 {
				t.Errorf("taken for %q (%s), missing %v", p.Profile, p.Kind, p.Missing)
			}
			if _, err := mapping.NewMapper(p, mapping.Options{}); err != nil {
				t.Error(err)
			}
			for h := range known.Fields {
				if strings.Contains(strings.Join(known.Header, ";"), h) && !strings.Contains(strings.Join(fieldsOf(p), ";"), h+"=") {
					t.Errorf("%q of the documented header is not used", h)
				}
			}
		})
	}
}

// Files of known systems with fewer columns than the documented header, as users choose
// them or versions write them, map without a click as well.
func TestKnownSystemsWithFewerColumnsMapWithoutAClick(t *testing.T) {
	for name, c := range map[string]struct{ profile, header string }{
		"WooCommerce items before item_price": {
			"woocommerce_items", strings.Replace(strings.Join(mapping.ProfileByKey("woocommerce_items").Header, ";"), "item_price;", "", 1),
		},
		"Lexware Office without titles and notes": {
			"lexware_customers", "Kundennummer;Firmenname;Steuernummer;Umsatzsteuer ID;Anrede;Vorname;Nachname;Straße 1;PLZ 1;Ort 1;Land 1;Telefon 1;E-Mail 1",
		},
		"JTL orders without the address of delivery": {
			"jtl_orders", "Auftragsnummer;Auftragsdatum;Kundennummer;K_Firma;K_Nachname;K_PLZ;K_Ort;Artikelnummer;Bezeichnung (Position);Menge;Netto-VK;Netto-VK (gesamt);USt. in %",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := mapping.Recognise(strings.Split(c.header, ";"), nil, mapping.Hints{})
			if p.Profile != c.profile || len(p.Missing) > 0 {
				t.Errorf("taken for %q, missing %v", p.Profile, p.Missing)
			}
		})
	}
}

func TestOffersOfJTLAreNoSales(t *testing.T) {
	p := mapping.Recognise(strings.Split("Auftragsnummer;Auftragsdatum;Ist Angebot;Kundennummer;Positionsart;Artikelnummer;Bezeichnung (Position);Menge;Netto-VK;Rabatt (%);Netto-VK (gesamt);USt. in %", ";"), nil, mapping.Hints{})
	m, err := mapping.NewMapper(p, mapping.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[string]string{
		"A-1;05.11.2025;Nein;Kd-1;Artikel;W1;Wolle;3;10,00;10;27,00;19":             "sale goods 2700",
		"A-2;05.11.2025;Ja;Kd-1;Artikel;W1;Wolle;3;10,00;;30,00;19":                 "draft goods 3000",
		"A-1;05.11.2025;Nein;Kd-1;Versandposition;;Österreich Post;1;4,00;;4,00;20": "sale service 400",
	} {
		rec, bad := m.Row(1, strings.Split(row, ";"))
		if bad != nil {
			t.Fatal(bad)
		}
		if got := fmt.Sprint(rec.Order.DocumentKind, " ", rec.Order.Class, " ", int64(rec.Order.Amount.Cents)); got != want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
	}
}

func TestTheJoinedTillTableIsTheProfilesHeader(t *testing.T) {
	if d := cmp.Diff(table.TillHeader, mapping.ProfileByKey("dsfinvk").Header); d != "" {
		t.Error(d)
	}
}

func TestOtherFilesAreRecognisedByHeaderAndContent(t *testing.T) {
	tests := map[string]struct {
		header string
		rows   []string
		kind   mapping.Kind
		fields string
		rest   string // decimal, dates, sure, gross, sure
	}{
		"German invoice lines": {
			"Rechnungsnr.;Rechnungsdatum;Kunden-Nr.;Kundenname;Artikel-Nr.;Bezeichnung;Menge;Einzelpreis;Betrag netto;MwSt-Satz",
			[]string{"R1;31.12.2025;4711;Beispiel GmbH;A1;Motoröl 5W-30;12;8,90;106,80;19"},
			mapping.Orders,
			"Rechnungsnr.=order.number Rechnungsdatum=order.date Kunden-Nr.=customer.number Kundenname=customer.name Artikel-Nr.=line.sku Bezeichnung=line.description Menge=line.quantity Einzelpreis=line.unit_price Betrag netto=line.amount_net MwSt-Satz=line.tax_rate",
			", dmy true false true",
		},
		"one row per order": {
			"Order ID,Order Date,Customer ID,Email,Grand Total,Currency",
			[]string{"1001,2025-12-31,c1,anna@example.de,19.90,EUR"},
			mapping.Orders,
			"Order ID=order.number Order Date=order.date Customer ID=customer.number Email=customer.email Grand Total=order.total Currency=order.currency",
			". dmy true false false",
		},
		"Kunde with names is a name": {
			"Datum;Kunde;Umsatz brutto",
			[]string{"31.12.2025;Anna Beispiel;5,00", "31.12.2025;Bert Muster;1.250,00"},
			mapping.Orders,
			"Datum=order.date Kunde=customer.name Umsatz brutto=line.amount_gross", ", dmy true true true",
		},
		"Kunde with names beside the number is the name": {
			"Datum;Kundennummer;Kunde;Umsatz",
			[]string{"31.12.2025;K100;Anna Beispiel;5,00"},
			mapping.Orders,
			"Datum=order.date Kundennummer=customer.number Kunde=customer.name Umsatz=line.amount", ", dmy true false false",
		},
		"Kunde with numbers beside the number stays unused": {
			"Datum;Kundennummer;Kunde;Umsatz",
			[]string{"31.12.2025;K100;77;5,00"},
			mapping.Orders,
			"Datum=order.date Kundennummer=customer.number Umsatz=line.amount", ", dmy true false false",
		},
		"Kunde with numbers is a number": {
			"Datum;Kunde;Umsatz",
			[]string{"31.12.2025;4711;5,00"},
			mapping.Orders,
			"Datum=order.date Kunde=customer.number Umsatz=line.amount", ", dmy true false false",
		},
		"customers": {
			"KdNr;Anrede;Vorname;Nachname;Straße;PLZ;Ort;E-Mail;Telefon;Geburtstag;Werbung widersprochen",
			[]string{"1;Frau;Anna;Beispiel;Am Markt 1;89073;Ulm;anna@example.de;0731 123456;12.03.;nein"},
			mapping.Customers,
			"KdNr=customer.number Anrede=customer.salutation Vorname=customer.first_name Nachname=customer.last_name Straße=customer.street PLZ=customer.postcode Ort=customer.city E-Mail=customer.email Telefon=customer.phone Geburtstag=customer.birthday Werbung widersprochen=customer.objected",
			", dmy true false false",
		},
		"products": {
			"Artikelnummer;Bezeichnung;Warengruppe;VK;EK",
			[]string{"100;Roggenbrot;Brot;5,80;1,90"},
			mapping.Products,
			"Artikelnummer=product.number Bezeichnung=product.name Warengruppe=product.category VK=product.price EK=product.cost", ", dmy true false false",
		},
		"contacts": {
			"Datum;Kundennummer;Kontaktart;Betreff;Notiz;Mitarbeiter",
			[]string{"31.12.2025;4711;Telefon;Angebot;ruft zurück;Vera"},
			mapping.Interactions,
			"Datum=interaction.date Kundennummer=customer.number Kontaktart=interaction.kind Betreff=interaction.subject Notiz=interaction.text Mitarbeiter=interaction.staff", ", dmy true false false",
		},
		"a list of customers with their sales is one of customers": {
			"KdNr;Name;Kunde seit;Umsatz",
			[]string{"1;Anna Beispiel;01.02.2020;1.250,00"},
			mapping.Customers,
			"KdNr=customer.number Name=customer.name Kunde seit=customer.since", ", dmy true false false",
		},
		"a name behind the article's number is the article's": {
			"Datum;Artikelnummer;Name;Menge;Preis;Kundennummer",
			[]string{"31.12.2025;100;Brezel;1;0,90;4711"},
			mapping.Orders,
			"Datum=order.date Artikelnummer=line.sku Name=line.description Menge=line.quantity Preis=line.unit_price Kundennummer=customer.number",
			", dmy true false false",
		},
		"without a header the content speaks": {
			"#1,#2,#3", []string{"c1,2025-12-31,19.90", "c2,2025-12-30,5.00"}, mapping.Orders, "#2=order.date #3=line.amount", ". dmy true false false",
		},
		"month first is seen in one value": {
			"Date,Customer,Amount",
			[]string{"01/02/2025,c1,1.00", "01/31/2025,c1,1.00"},
			mapping.Orders,
			"Date=order.date Customer=customer.number Amount=line.amount", ". mdy true false false",
		},
		"day or month first that nobody can tell is said": {
			"Date,Customer,Amount",
			[]string{"01/02/2025,c1,1.00"},
			mapping.Orders,
			"Date=order.date Customer=customer.number Amount=line.amount", ". dmy false false false",
		},
		"a header that its values belie is not believed": {
			"Datum;Kundennummer;Betrag;Preis",
			[]string{"31.12.2025;1;5,00;auf Anfrage"},
			mapping.Orders,
			"Datum=order.date Kundennummer=customer.number Betrag=line.amount", ", dmy true false false",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			sep := string(test.header[strings.IndexAny(test.header, ";,")])
			var rows [][]string
			for _, r := range test.rows {
				rows = append(rows, strings.Split(r, sep))
			}
			p := mapping.Recognise(strings.Split(test.header, sep), rows, mapping.Hints{Delimiter: sep[0]})
			if d := cmp.Diff(test.fields, strings.Join(fieldsOf(p), " ")); d != "" || p.Kind != test.kind || len(p.Missing) > 0 {
				t.Errorf("kind %s, missing %v: %s", p.Kind, p.Missing, d)
			}
			b := func(v bool) string {
				if v {
					return "true"
				}
				return "false"
			}
			rest := strings.Join([]string{p.Decimal, string(p.Dates), b(p.DatesSure), b(p.Gross), b(p.GrossSure)}, " ")
			if rest != test.rest {
				t.Errorf("decimal, dates and gross: %q, want %q", rest, test.rest)
			}
		})
	}
}

func TestTheUsersWordWins(t *testing.T) {
	header := []string{"Datum", "Wer", "Betrag", "Rechnungsbetrag"}
	sample := [][]string{{"31.12.2025", "4711", "5,00", "6,00"}}
	p := mapping.Recognise(header, sample, mapping.Hints{Delimiter: ';'})
	err := p.Override(map[mapping.Field]string{mapping.CustomerNumber: "wer", mapping.LineAmount: "#4", mapping.OrderTotal: ""}, sample, mapping.Hints{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Datum=order.date", "Wer=customer.number", "Rechnungsbetrag=line.amount"}, fieldsOf(p)); d != "" {
		t.Error(d)
	}
	err = p.Override(map[mapping.Field]string{mapping.LineSKU: "Nummer"}, sample, mapping.Hints{})
	if got := fault.Of(err); got == nil || got.Key != "intake.no_such_column" {
		t.Errorf("an absent column: %v", err)
	}
}

func TestAProposalCanBeRemembered(t *testing.T) {
	p := mapping.Recognise([]string{"Datum", "Kunde", "Betrag"}, [][]string{{"31.12.2025", "1", "5,00"}}, mapping.Hints{})
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again mapping.Proposal
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, again); d != "" {
		t.Error(d)
	}
	if a, b := mapping.Signature([]string{"E-Mail", "Straße"}), mapping.Signature([]string{"email", "STRASSE"}); a != b {
		t.Error("the same layout in another spelling has another signature")
	}
	if a, b := mapping.Signature([]string{"ab", "c"}), mapping.Signature([]string{"a", "bc"}); a == b {
		t.Error("another layout has the same signature")
	}
}

func TestEveryFieldKeyReadsAsItself(t *testing.T) {
	for _, f := range mapping.Fields() {
		if got, err := mapping.ParseField(f.String()); err != nil || got != f {
			t.Errorf("%v: %v %v", f, got, err)
		}
	}
	if _, err := mapping.ParseField("order.colour"); err == nil {
		t.Error("an unknown key is read")
	}
}

func TestMissingColumnsAreNamed(t *testing.T) {
	p := mapping.Recognise([]string{"Datum", "Kunde"}, nil, mapping.Hints{Kind: mapping.Orders})
	_, err := mapping.NewMapper(p, mapping.Options{})
	if got := fault.Of(err); got == nil || got.Key != "intake.missing_amount" {
		t.Errorf("got %v", err)
	}
}
