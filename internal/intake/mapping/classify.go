package mapping

import "strings"

// Rules are what a source writes its own way; the zero Rules are the usual.
type Rules struct {
	// Kinds maps folded document kinds and states to what they mean, before the
	// general words.
	Kinds map[string]DocumentKind
	// Prefixes maps the first letter of a document number to its kind.
	Prefixes map[byte]DocumentKind
	// Codes maps article codes, in capitals, to a class.
	Codes map[string]LineClass
	// CodePrefixes maps beginnings of article codes to a class.
	CodePrefixes map[string]LineClass
	// LineKinds maps folded line kinds to a class, before the general words.
	LineKinds map[string]LineClass
}

// kindWords are beginnings of folded words in document kinds and states, longer ones
// before shorter. A noun names the kind of the document itself ("Gutschrift"). A
// participle tells what became of a sale ("storniert", "refunded"): with positive sums
// that sale came to nothing; with negative ones the document is what took it back.
var kindWords = []struct {
	word     string
	kind     DocumentKind
	negative DocumentKind // where sums are negative; "" for the same
}{
	{"stornorechnung", Cancellation, ""},
	{"stornogutschrift", Cancellation, ""},
	{"stornierung", Cancellation, ""},
	{"storniert", Void, Cancellation},
	{"storno", Cancellation, ""},
	{"annulliert", Void, Cancellation},
	{"cancellation", Cancellation, ""},
	{"cancel", Void, Cancellation},
	{"wccancel", Void, Cancellation},
	{"reversal", Cancellation, ""},
	{"reversed", Void, Cancellation},
	{"retourniert", Void, Return},
	{"retoure", Return, ""},
	{"retour", Return, ""},
	{"ruecknahme", Return, ""},
	{"rueckgabe", Return, ""},
	{"ruecksendung", Return, ""},
	{"ruecklieferung", Return, ""},
	{"warenrueck", Return, ""},
	{"zurueckges", Void, Return},
	{"zurueckgegeben", Void, Return},
	{"umtausch", Return, ""},
	{"returned", Void, Return},
	{"return", Return, ""},
	{"rechnungskorrektur", CreditNote, ""},
	{"korrekturrechnung", CreditNote, ""},
	{"gutschrift", CreditNote, ""},
	{"gutgeschrieben", Void, CreditNote},
	{"rueckerstattet", Void, CreditNote},
	{"rueckerstatt", CreditNote, ""},
	{"rueckzahlung", CreditNote, ""},
	{"erstattet", Void, CreditNote},
	{"erstattung", CreditNote, ""},
	{"bonusgutschrift", CreditNote, ""},
	{"wcrefunded", Void, CreditNote},
	{"refunded", Void, CreditNote},
	{"refund", CreditNote, ""},
	{"creditcard", Sale, ""},
	{"credited", Void, CreditNote},
	{"credit", CreditNote, ""},
	{"wcfailed", Void, ""},
	{"failed", Void, ""},
	{"void", Void, ""},
	{"abgebrochen", Void, ""},
	{"abbruch", Void, ""},
	{"fehlgeschlagen", Void, ""},
	{"expired", Void, ""},
	{"training", Training, ""},
	{"schulung", Training, ""},
	{"angebot", Draft, ""},
	{"entwurf", Draft, ""},
	{"draft", Draft, ""},
	{"quote", Draft, ""},
	{"checkoutdraft", Draft, ""},
	{"offer", Draft, ""},
}

// kindInside are nouns that also name the kind behind another word ("Teilgutschrift").
var kindInside = []struct {
	word string
	kind DocumentKind
}{{"storno", Cancellation}, {"retoure", Return}, {"gutschrift", CreditNote}, {"creditnote", CreditNote}, {"creditmemo", CreditNote}}

// KindOf reads a document's kind or state as written: what it is, and what it is when
// its sums are negative.
func (r Rules) KindOf(s string) (kind, negative DocumentKind) {
	if s == "" {
		return Sale, Sale
	}
	f := fold(s)
	if k, ok := r.Kinds[f]; ok {
		return k, k
	}
	for _, w := range kindWords {
		if strings.HasPrefix(f, w.word) {
			if w.negative == "" {
				return w.kind, w.kind
			}
			return w.kind, w.negative
		}
	}
	if strings.HasPrefix(f, "kein") || strings.HasPrefix(f, "ohne") || strings.HasPrefix(f, "nicht") || strings.HasPrefix(f, "no") {
		return Sale, Sale
	}
	for _, w := range kindInside {
		if strings.Contains(f, w.word) {
			return w.kind, w.kind
		}
	}
	return Sale, Sale
}

// generalCodes are article codes in capitals that mean the same in every shop.
var generalCodes = map[string]LineClass{
	"POST": Service, "DOT": Service, "PORTO": Service, "VERSAND": Service, "VERSANDKOSTEN": Service, "SHIPPING": Service,
	"FRACHT": Service, "BANK CHARGES": Service, "AMAZONFEE": Service, "PFAND": Service, "TRINKGELD": Service, "TIP": Service,
	"GUTSCHEIN": Voucher, "RABATT": Discount, "DISCOUNT": Discount,
}

// general are beginnings of folded descriptions and categories.
var general = []struct {
	word  string
	class LineClass
}{
	{"versandkosten", Service},
	{"versandpauschale", Service},
	{"versandgebuehr", Service},
	{"lieferkosten", Service},
	{"lieferpauschale", Service},
	{"liefergebuehr", Service},
	{"portoundverpackung", Service},
	{"portokosten", Service},
	{"versandundverpackung", Service},
	{"versandversichert", Service},
	{"verpackungspauschale", Service},
	{"mindermengenzuschlag", Service},
	{"nachnahmegebuehr", Service},
	{"expresszuschlag", Service},
	{"frachtkosten", Service},
	{"anfahrtspauschale", Service},
	{"trinkgeld", Service},
	{"pfandrueck", Service},
	{"flaschenpfand", Service},
	{"dotcompostage", Service},
	{"shippingcost", Service},
	{"shippingcharge", Service},
	{"shippingfee", Service},
	{"deliverycharge", Service},
	{"deliveryfee", Service},
	{"bankcharge", Service},
	{"amazonfee", Service},
	{"handlingfee", Service},
	{"packingcharge", Service},
	{"geschenkgutschein", Voucher},
	{"wertgutschein", Voucher},
	{"gutscheinverkauf", Voucher},
	{"gutscheinkauf", Voucher},
	{"geschenkkarte", Voucher},
	{"giftvoucher", Voucher},
	{"giftcard", Voucher},
	{"giftcertificate", Voucher},
	{"gutscheineinloes", Voucher},
	{"dotcomgiftshop", Voucher},
	{"einzweckgutschein", Voucher},
	{"mehrzweckgutschein", Voucher},
	{"testartikel", Test},
	{"testprodukt", Test},
	{"testproduct", Test},
	{"testitem", Test},
	{"thisisatest", Test},
	{"adjustbaddebt", Adjustment},
	{"forderungsausfall", Adjustment},
	{"inventurdifferenz", Adjustment},
}

// alone are folded descriptions and categories that mean a class only as a whole:
// "Versandtasche" is an article.
var alone = map[string]LineClass{
	"versand": Service, "porto": Service, "pfand": Service, "fracht": Service, "lieferung": Service, "leergut": Service,
	"postage": Service, "shipping": Service, "carriage": Service, "freight": Service, "tip": Service,
	"gutschein": Voucher, "gutscheine": Voucher, "voucher": Voucher, "test": Test,
	"rabatt": Discount, "discount": Discount, "nachlass": Discount, "skonto": Discount,
	"service": Service, "dienstleistung": Service,
}

// ClassOf tells what a line is about from its own kind, its code, its description
// and its category. It does not look at amounts.
func (r Rules) ClassOf(lineKind, sku, description, category string) LineClass {
	if lineKind != "" {
		f := fold(lineKind)
		if c, ok := r.LineKinds[f]; ok {
			return c
		}
		if c := worded(f); c != Goods {
			return c
		}
	}
	code := strings.ToUpper(sku)
	if c, ok := r.Codes[code]; ok {
		return c
	}
	for p, c := range r.CodePrefixes {
		if strings.HasPrefix(code, p) {
			return c
		}
	}
	if c, ok := generalCodes[code]; ok {
		return c
	}
	if t, ok := strings.CutPrefix(code, "TEST"); ok && strings.Trim(t, "0123456789-_ ") == "" {
		return Test
	}
	if c := worded(fold(description)); c != Goods {
		return c
	}
	return worded(fold(category))
}

func worded(f string) LineClass {
	if f == "" {
		return Goods
	}
	if c, ok := alone[f]; ok {
		return c
	}
	for _, w := range general {
		if strings.HasPrefix(f, w.word) {
			return w.class
		}
	}
	return Goods
}

// finish sets Class and Return of a line whose other fields are filled; class is
// what ClassOf said.
func (l *OrderLine) finish(class LineClass) {
	l.Class = class
	switch {
	case !l.Amount.Known:
		l.Class = Nothing
	case l.DocumentKind == Adjusting:
		l.Class = Adjustment
	case class == Goods && l.Amount.Cents == 0 && l.Quantity.Known && l.Quantity.Value.Sign() < 0:
		l.Class = Adjustment // goods written off the stock: nobody gets money back
	case class == Goods && l.Amount.Cents == 0 && !l.priced():
		l.Class = Free
	}
	if l.DocumentKind == Cancellation || l.DocumentKind == Return {
		l.Return = l.Class != Nothing
	} else { // a credit note gives money back, and goods only where it names them
		l.Return = l.Amount.Known && l.Amount.Cents < 0 && (l.Class == Goods || l.Class == Service)
	}
}

// priced reports a price that only rounding made nothing (0.001 for a pad).
func (l *OrderLine) priced() bool { return l.UnitPrice.Known && l.UnitPrice.Value.Sign() != 0 }
