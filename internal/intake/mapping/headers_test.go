package mapping_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/intake/mapping"
)

// Header rows as tills, shops and ledgers of small firms write them, made up from the words
// that such programs use; each with one row and what its columns are.
var usualHeaders = []struct{ name, header, row, kind, fields string }{
	{
		"till with the currency in the header", "Bon-Nr;Datum;Uhrzeit;Karte;Artikel;Menge;Brutto EUR;MwSt", "1001;05.11.2025;08:15;K204;Roggenbrot;1;4,80;7", "orders",
		"order.number order.date order.time customer.card line.description line.quantity line.amount_gross line.tax_rate",
	},
	{
		"till with short words", "Bon;Datum;Zeit;Kd-Nr;Art-Nr;Bezeichnung;Mge;E-Preis;Summe €;USt-Satz", "17;05.11.2025;08:15;204;12;Brezel;2;0,95;1,90;7", "orders",
		"order.number order.date order.time customer.number line.sku line.description line.quantity line.unit_price line.amount line.tax_rate",
	},
	{
		"till with receipt and position", "Belegnr.;Pos.;Belegdatum;Kundenkarte;PLU;Artikeltext;Anzahl;VK-Preis (€);Gesamt (€);MwSt. %", "B7;1;05.11.2025;9001;310;Kaffee 250 g;1;6,90;6,90;7", "orders",
		"order.number line.number order.date customer.card line.sku line.description line.quantity line.unit_price line.amount line.tax_rate",
	},
	{
		"till with register and closing", "Kassen-Nr.;Z-Nr.;Bonnr.;Bondatum;Bonzeit;Kunden-Nr.;Warengruppe;Artikelbezeichnung;Menge;Bruttobetrag;Steuersatz", "1;88;12;05.11.2025;08:15:01;204;Brot;Roggenbrot;1;4,80;7,00 %", "orders",
		"order.register order.z_number order.number order.date order.time customer.number line.category line.description line.quantity line.amount_gross line.tax_rate",
	},
	{
		"one line a receipt", "Datum;Uhrzeit;Beleg-Nr.;Kunde;Summe brutto;Zahlart", "05.11.2025;08:15;B7;204;12,40;EC", "orders",
		"order.date order.time order.number customer.number order.total -",
	},
	{
		"receipts with the amount in EUR", "Bon-Nummer;Verkaufsdatum;Stammkunde Nr;Betrag in EUR;davon MwSt", "7;05.11.2025;204;12,40;0,81", "orders",
		"order.number order.date customer.number line.amount line.tax",
	},
	{
		"English till", "Receipt No;Date;Time;Customer Card;Item;Qty;Gross (EUR);VAT %", "7;2025-11-05;08:15;K204;Rye bread;1;4.80;7", "orders",
		"order.number order.date order.time customer.card line.description line.quantity line.amount_gross line.tax_rate",
	},
	{
		"English point of sale", "Sale ID,Sale Date,Customer ID,SKU,Product,Quantity Sold,Unit Price,Line Total,Tax", "S1,2025-11-05,c1,A1,Mug,2,5.00,10.00,1.60", "orders",
		"order.number order.date customer.number line.sku line.description line.quantity line.unit_price line.amount line.tax",
	},
	{
		"card till day report", "Date,Time,Transaction ID,Customer Name,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax", "2025-11-05,08:15,T1,Anna Beispiel,Bread,Rye,1,Regular,R1,4.80,0.00,4.49,0.31", "orders",
		"order.date order.time order.number customer.name line.category line.description line.quantity - line.sku - - line.amount_net line.tax",
	},
	{
		"reading of a cash book", "Belegnummer;Belegdatum;Debitor;Buchungstext;Betrag EUR;USt", "B7;05.11.2025;10001;Reparatur;119,00;19,00", "orders",
		"order.number order.date customer.number - line.amount line.tax",
	},
	{
		"outgoing invoices", "RgNr;RgDatum;KdNr;Kundenname;Netto;USt;Brutto", "R1;05.11.2025;10001;Beispiel GmbH;100,00;19,00;119,00", "orders",
		"order.number order.date customer.number customer.name line.amount_net line.tax line.amount_gross",
	},
	{
		"invoice book", "Rechnung Nr.;Rechnung Datum;Kunden Nr.;Firma;Nettobetrag (EUR);Bruttobetrag (EUR);Bezahlt am", "R1;05.11.2025;10001;Beispiel GmbH;100,00;119,00;20.11.2025", "orders",
		"order.number order.date customer.number customer.company line.amount_net line.amount_gross order.payment_date",
	},
	{
		"open items with the sum", "Rechnungs-Nr.;Datum;Kundennummer;Name 1;Rechnungsbetrag EUR;Fällig am", "R1;05.11.2025;10001;Beispiel GmbH;119,00;19.11.2025", "orders",
		"order.number order.date customer.number customer.name order.total -",
	},
	{
		"delivery notes", "LS-Nr.;LS-Datum;Kundennr.;Artikelnr.;Artikelbezeichnung 1;Menge;ME;Einzelpreis EUR;Gesamtpreis EUR", "L1;05.11.2025;10001;A1;Motoröl 5W-30;12;Stk;8,90;106,80", "orders",
		"order.number order.date customer.number line.sku line.description line.quantity - line.unit_price line.amount",
	},
	{
		"order positions of a ledger", "Auftrag-Nr;Auftragsdatum;Kunden-Nr;Pos-Nr;Artikel-Nr;Bezeichnung 1;Bestellmenge;VK netto;Positionswert netto", "A1;05.11.2025;10001;1;A1;Motoröl;12;8,90;106,80", "orders",
		"order.number order.date customer.number line.number line.sku line.description line.quantity line.unit_price line.amount_net",
	},
	{
		"sales statistics by article", "Datum;Kunden-Nr;Artikel-Nr;Absatz;Umsatz netto EUR;Wareneinsatz EUR", "05.11.2025;10001;A1;12;106,80;60,00", "orders",
		"order.date customer.number line.sku line.quantity line.amount_net line.cost",
	},
	{
		"web shop with brackets", "Bestellnr. (Shop);Bestelldatum;Kunden-ID;E-Mail-Adresse;Artikelname;Menge;Einzelpreis (brutto);Währung", "S1;2025-11-05 08:15;77;anna@example.de;Kissen;1;24,90;EUR", "orders",
		"order.number order.date customer.number customer.email line.description line.quantity line.unit_price order.currency",
	},
	{
		"market place orders", "order-id;purchase-date;buyer-email;buyer-name;sku;product-name;quantity-purchased;currency;price;item-tax", "404-1;2025-11-05T08:15:00+00:00;anna@example.de;Anna Beispiel;A1;Mug;1;EUR;9.90;1.58", "orders",
		"order.number order.date customer.email customer.name line.sku line.description line.quantity order.currency line.unit_price line.tax",
	},
	{
		"booking of a salon", "Datum;Uhrzeit;Kundin;Leistung;Mitarbeiterin;Preis €", "05.11.2025;08:15;Anna Beispiel;Schneiden;Vera;39,00", "orders",
		"order.date order.time customer.name line.description - line.unit_price",
	},
	{
		"workshop jobs", "Auftragsnr.;Annahmedatum;Kunde Nr.;Kennzeichen;Arbeit/Teil;Anz.;Preis EUR;Gesamt EUR", "W1;05.11.2025;10001;UL-AB 12;Ölwechsel;1;89,00;89,00", "orders",
		"order.number order.date customer.number - line.description line.quantity line.unit_price line.amount",
	},
	{
		"day report with what was paid how", "Datum;Bar;Karte;Summe", "05.11.2025;120,00;80,50;200,50", "orders", "order.date - - order.total",
	},
	{
		"receipts with how they were paid", "Bon-Nr;Datum;Kd-Nr;Karte;Betrag", "7;05.11.2025;204;EC;12,40", "orders", "order.number order.date customer.number - line.amount",
	},
	{
		"restaurant receipts", "Rechnungsnr;Datum;Tisch;Gast;Artikel;Anzahl;Einzel;Gesamt;MwSt", "R1;05.11.2025;4;Anna Beispiel;Tagessuppe;2;5,50;11,00;19%", "orders",
		"order.number order.date - customer.name line.description line.quantity line.unit_price line.amount line.tax_rate",
	},
	{
		"Swiss till", "Beleg-Nr;Datum;Kunden-Nr;Artikel;Menge;Betrag CHF;MWST", "7;05.11.2025;204;Gipfeli;2;3.60;2.6", "orders",
		"order.number order.date customer.number line.description line.quantity line.amount line.tax_rate",
	},
	{
		"Austrian till", "Belegnummer;Datum;Kundennr;Bezeichnung;Menge;Brutto;USt %", "7;05.11.2025;204;Semmel;2;1,20;10", "orders",
		"order.number order.date customer.number line.description line.quantity line.amount_gross line.tax_rate",
	},
	{
		"tax key beside the tax", "Bon-Nr;Datum;Kundennr;Artikel;Menge;Brutto;Steuerbetrag;Steuerschlüssel", "7;05.11.2025;204;Brot;1;4,80;0,31;2", "orders",
		"order.number order.date customer.number line.description line.quantity line.amount_gross line.tax -",
	},
	{
		"customers of a till", "Karten-Nr.;Name;Vorname;Tel.;Geb.-Datum;Punkte;Umsatz EUR", "204;Beispiel;Anna;0731 1;12.03.1980;80;412,00", "customers",
		"customer.card customer.name customer.first_name customer.phone customer.birthday - -",
	},
	{
		"customers of a ledger", "Kd.-Nr.;Firma 1;Ansprechpartner;Strasse;PLZ/Ort;Telefon 1;E-Mail 1;USt-ID-Nr.", "10001;Beispiel GmbH;Bert Muster;Am Markt 1;89073 Ulm;0731 1;info@example.de;DE123456788", "customers",
		"customer.number customer.company contact.name customer.street - customer.phone customer.email customer.vat_id",
	},
	{
		"customers in English", "Account No.,Business Name,Contact,Address 1,Town,Post Code,Telephone,E-mail", "10001,Example Ltd,Bert,1 High St,Ulm,89073,0731 1,info@example.de", "customers",
		"customer.number customer.company contact.name customer.street customer.city customer.postcode customer.phone customer.email",
	},
	{
		"newsletter list", "E-Mail-Adresse;Vorname;Nachname;Anmeldedatum", "anna@example.de;Anna;Beispiel;05.11.2025", "customers",
		"customer.email customer.first_name customer.last_name customer.since",
	},
	{
		"price list", "Art.-Nr.;Bezeichnung;WG;EK netto (€);VK brutto (€);MwSt", "12;Brezel;Gebäck;0,30;0,95;7", "products",
		"product.number product.name product.category product.cost product.price product.tax_rate",
	},
	{
		"articles in English", "Item Code,Item Name,Category,Cost Price (EUR),Selling Price (EUR),Barcode", "A1,Mug,Kitchen,2.10,9.90,4012345678901", "products",
		"product.number product.name product.category product.cost product.price product.ean",
	},
	{
		"account statement", "Buchungstag;Valuta;Auftraggeber/Empfänger;Verwendungszweck;Betrag EUR", "20.11.2025;20.11.2025;Beispiel GmbH;RE R1;119,00", "payments",
		"- payment.date customer.name payment.purpose payment.amount",
	},
	{
		"incoming payments", "Zahlungseingang am;Rechnungs-Nr.;Kunden-Nr.;Zahlbetrag EUR;Zahlart", "20.11.2025;R1;10001;119,00;Überweisung", "payments",
		"payment.date payment.reference customer.number payment.amount payment.method",
	},
	{
		"visits", "Datum;Kd-Nr.;Art;Betreff;Bemerkung;Betreuer", "05.11.2025;10001;Besuch;Angebot;will Muster;Vera", "interactions",
		"interaction.date customer.number interaction.kind interaction.subject interaction.text interaction.staff",
	},
}

func TestUsualHeadersMapWithoutAClick(t *testing.T) {
	for _, test := range usualHeaders {
		t.Run(test.name, func(t *testing.T) {
			sep := ";"
			if !strings.Contains(test.header, sep) {
				sep = ","
			}
			p := mapping.Recognise(strings.Split(test.header, sep), [][]string{strings.Split(test.row, sep)}, mapping.Hints{Delimiter: sep[0]})
			var got []string
			for _, c := range p.Columns {
				key := c.Field.String()
				if key == "" {
					key = "-"
				}
				got = append(got, key)
			}
			if d := cmp.Diff(strings.Fields(test.fields), got); d != "" || string(p.Kind) != test.kind || len(p.Missing) > 0 {
				t.Errorf("kind %s, missing %v: %s", p.Kind, p.Missing, d)
			}
		})
	}
}

func TestHeadersNameTheCurrency(t *testing.T) {
	for header, want := range map[string]string{
		"Datum;Kunde;Betrag CHF":              "CHF",
		"Datum;Kunde;Betrag in EUR":           "EUR",
		"Datum;Kunde;Menge;Summe (€)":         "EUR",
		"Datum;Kunde;Brutto [eur];Netto EUR":  "EUR",
		"Datum;Kunde;Netto CHF;Brutto EUR":    "", // two say nothing of the rest
		"Datum;Kunde;Betrag EUR;Währung":      "", // each row tells
		"Datum;Kunde;Betrag":                  "",
		"Datum;Kunde;Betrag;Kurs EUR":         "", // of no amount that is read
		"Rechnungsdatum;Kunde;Netto;Chef CHF": "",
	} {
		p := mapping.Recognise(strings.Split(header, ";"), nil, mapping.Hints{Kind: mapping.Orders, Delimiter: ';'})
		if got := p.HeaderCurrency(); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}
