package mapping

import (
	"fmt"
	"strings"
)

// Field is what a column means. Its key, as in "order.date", is what users write
// in --map and what is stored; its label is the message "intake.field." + key.
type Field uint8

// The fields. None means that a column is not used.
const (
	None Field = iota
	OrderNumber
	OrderDate
	OrderTime
	OrderRegister
	OrderZNumber
	OrderKind
	OrderStatus
	OrderCancelled
	OrderChannel
	OrderPromised
	OrderDelivered
	OrderPaid
	OrderCurrency
	OrderTotal
	OrderTotalNet
	OrderShipping
	OrderDiscount
	OrderNote
	CustomerNumber
	CustomerName
	CustomerFirstName
	CustomerLastName
	CustomerCompany
	CustomerKindField
	CustomerEmail
	CustomerPhone
	CustomerMobile
	CustomerStreet
	CustomerHouse
	CustomerPostcode
	CustomerCity
	CustomerCountry
	CustomerVATID
	CustomerBirthday
	CustomerSalutation
	CustomerTitle
	CustomerAddressForm
	CustomerOrigin
	CustomerSince
	CustomerNote
	CustomerCard
	CustomerObjected
	CustomerDoNotContact
	CustomerDeceased
	CustomerInterests
	CustomerWays // further telephones, mails and addresses, as package table writes them
	CustomerReferrer
	CustomerReferredOn
	CustomerReferralKnown
	CustomerReferralPrompted
	CustomerReferralAnyway
	ContactName
	ContactFirstName
	ContactLastName
	ContactRole
	ContactEmail
	ContactPhone
	LineNumber
	LineSKU
	LineDescription
	LineCategory
	LineSubcategory
	LineQuantity
	LineUnitPrice
	LineAmount
	LineAmountGross
	LineAmountNet
	LineDiscount
	LineCost
	LineUnitCost
	LineTaxRate
	LineTax
	LineKind
	ProductNumber
	ProductName
	ProductCategory
	ProductSubcategory
	ProductPrice
	ProductCost
	ProductMargin
	ProductTaxRate
	ProductEAN
	InteractionDate
	InteractionTime
	InteractionKind
	InteractionDirection
	InteractionSubject
	InteractionText
	InteractionStaff
	InteractionOutcome
	PaymentNumber
	PaymentReference
	PaymentPurpose
	PaymentDate
	PaymentAmount
	PaymentSide
	PaymentCurrency
	PaymentMethod
	CostDate
	CostKind
	CostAmount
	CostCause
	CostReference
	CostNote
	fieldCount
)

// valueType is how the cells of a field are read.
type valueType uint8

const (
	textValue valueType = iota
	dateValue
	timeValue
	numberValue
	boolValue
	mailValue
	phoneValue
	markValue
)

var fieldInfo = [fieldCount]struct {
	key   string
	value valueType
	// names are headers that mean the field, the surest first, apart by bars.
	names string
}{
	OrderNumber:          {"order.number", textValue, "Bestellnummer|Auftragsnummer|Rechnungsnummer|Belegnummer|Bonnummer|Bon-Nr|BON_NR|Beleg-Nr|Belegnr|Rechnungs-Nr|Rechnungsnr|RE-Nr|Auftrags-Nr|Auftragsnr|Bestell-Nr|Bestellnr|Vorgangsnummer|Lieferscheinnummer|Beleg|Bon|Rechnung|Auftrag|Bestellung|Order Number|Order No|Order ID|Order|OrderNo|Invoice No|Invoice Number|Invoice|Receipt|Receipt Number|Receipt No|Transaction ID|Document Number|SalesOrderNumber|Externe Auftragsnummer|Dokumentnummer|Sale ID|Sale No|Sale Number|RgNr|Rg-Nummer|Rechnung Nr|LS-Nr|Lieferschein-Nr|Lieferschein|Auftrag-Nr|Bestellung Nr|Ticket-Nr|Ticketnummer|Quittungsnummer|Quittungs-Nr|Kassenbon|Receipt ID|Bill No|Bill Number|Check Number"},
	OrderDate:            {"order.date", dateValue, "Bestelldatum|Rechnungsdatum|Auftragsdatum|Belegdatum|Bondatum|Kaufdatum|Verkaufsdatum|Umsatzdatum|Erstelldatum|Datum|Bestellzeitpunkt|Datum/Uhrzeit|Zeitpunkt|Order Date|Invoice Date|Date|Purchase Date|Created at|Created|Transaction Date|Sale Date|Receipt Date|orderTime|Leistungsdatum|Buchungsdatum|Zeitstempel|Timestamp|BON_DATUM|RgDatum|Rechnung Datum|LS-Datum|Lieferscheindatum|Annahmedatum|Auftrag Datum|Bestellung Datum|Verkaufstag|Kauftag|Sold at|Sold on|Sales Date"},
	OrderTime:            {"order.time", timeValue, "Uhrzeit|Zeit|Bonzeit|Belegzeit|Time|Order Time|Kaufzeit|BON_ZEIT"},
	OrderRegister:        {"order.register", textValue, "Kasse|Kassennummer|Kassen-Nr|Kassennr|Kassen-ID|Kasse-ID|Z_KASSE_ID|Register|Till|Terminal|POS|Filiale|Store|KASSE_NR"},
	OrderZNumber:         {"order.z_number", textValue, "Z-Nummer|Z-Nr|Z_NR|Kassenabschluss|Abschlussnummer|Tagesabschluss|Z-Bon|Z-Number"},
	OrderKind:            {"order.kind", textValue, "Belegart|Vorgangsart|Dokumenttyp|Belegtyp|Auftragsart|Bontyp|BON_TYP|Document Type|Order Type|Transaction Type|Rechnungsart"},
	OrderStatus:          {"order.status", textValue, "Bestellstatus|Auftragsstatus|Status|Order Status|Financial Status|Rechnungsstatus|Zahlungsstatus|Payment Status"},
	OrderCancelled:       {"order.cancelled", boolValue, "Storno|Storniert|BON_STORNO|Cancelled|Canceled|Stornokennzeichen|Ist Storno|Cancelled at|Stornodatum"},
	OrderChannel:         {"order.channel", textValue, "Vertriebskanal|Kanal|Verkaufskanal|Plattform|Shop|Channel|Sales Channel|Source|Marktplatz|Platform"},
	OrderPromised:        {"order.promised_date", dateValue, "Liefertermin|Wunschtermin|Wunschlieferdatum|Zugesagter Termin|Zusagetermin|Voraussichtliches Lieferdatum|Promised Date|Delivery Promised|Due Delivery|Expected Delivery|Requested Delivery Date"},
	OrderDelivered:       {"order.delivered_date", dateValue, "Lieferdatum|Versanddatum|Geliefert am|Ausgeliefert am|Versendet am|Delivered at|Delivery Date|Ship Date|Shipped at|Fulfilled at|Shipped"},
	OrderPaid:            {"order.payment_date", dateValue, "Zahldatum|Zahlungsdatum|Bezahlt am|Zahlungseingang|Paid at|Payment Date|Date Paid|Paid Date"},
	OrderCurrency:        {"order.currency", textValue, "Währung|Waehrung|Währungscode|WKZ|Currency|Currency Code|Order Currency|Währungskennzeichen|ISO-Währung"},
	OrderTotal:           {"order.total", numberValue, "Rechnungsbetrag|Gesamtbetrag|Bestellsumme|Auftragssumme|Bonsumme|Rechnungssumme|Gesamtsumme|Gesamt|Gesamtbetrag Brutto|Order Total|Total|Grand Total|Invoice Total|UMS_BRUTTO|Summe|Zahlbetrag|Endbetrag|Rechnungsbetrag Brutto|invoiceAmount|Order Total Amount|Summe Brutto|Bon-Summe|Belegsumme|Rechnungssumme Brutto"},
	OrderTotalNet:        {"order.total_net", numberValue, "Rechnungsbetrag Netto|Gesamtbetrag Netto|Auftragssumme Netto|Bestellsumme Netto|Summe Netto|Gesamt Netto|invoiceAmountNet|Order Total Net|Net Total|Total Net|Nettosumme"},
	OrderShipping:        {"order.shipping", numberValue, "Versandkosten|Versandkosten Brutto|Lieferkosten|Porto|Shipping|Shipping Cost|Shipping Total|Shipping Amount|Delivery Cost|invoiceShipping|Order Shipping Amount|Versand"},
	OrderDiscount:        {"order.discount", numberValue, "Auftragsrabatt|Gesamtrabatt|Discount Total|Order Discount|Discount Amount|Cart Discount|Warenkorbrabatt|Cart Discount Amount"},
	OrderNote:            {"order.note", textValue, "Bestellkommentar|Kundenkommentar|Auftragsnotiz|Order Note|Customer Note|Customer Comment|BON_NOTIZ|Bestellnotiz"},
	CustomerNumber:       {"customer.number", textValue, "Kundennummer|Kunden-Nr|Kundennr|KdNr|Kd-Nr|Kunden-ID|KundenID|Kunde|Debitor|Debitorennummer|Debitoren-Nr|Debitorenkonto|Kundenkonto|Mitgliedsnummer|Customer ID|CustomerID|Customer Number|Customer No|Customer|Client ID|Account Number|KUNDE_ID|KUNDEN_NR|KUNDE_NR|customer_id|Kontonummer|Konto|Kontakt-ID|cKundenNr|customernumber|Personenkonto|Stammkunde Nr|Stammkunden-Nr|Stammkunde|Kunde Nr|Kundin|Gast|Account No|Account|Customer Code|Kundencode|Buyer ID|Guest"},
	CustomerName:         {"customer.name", textValue, "Kundenname|Name|Name1|Name 1|Vollständiger Name|Kunde Name|Customer Name|Full Name|Billing Name|KUNDE_NAME|Rechnungsempfänger|Empfänger|Besteller|Client Name|Client|Buyer Name|Gastname|Name des Kunden|Auftraggeber/Empfänger|Auftraggeber|Zahlungspflichtiger|Name Zahlungsbeteiligter|Begünstigter/Zahlungspflichtiger|Zahler|Payer"},
	CustomerFirstName:    {"customer.first_name", textValue, "Vorname|Rechnung Vorname|Rechnungsadresse Vorname|First Name|Firstname|Given Name|Billing First Name|First Name (Billing)|cVorname|Forename|billingFirstname"},
	CustomerLastName:     {"customer.last_name", textValue, "Nachname|Familienname|Zuname|Rechnung Nachname|Rechnungsadresse Nachname|Last Name|Lastname|Surname|Family Name|Billing Last Name|Last Name (Billing)|cNachname|billingLastname"},
	CustomerCompany:      {"customer.company", textValue, "Firma|Firmenname|Unternehmen|Firma1|Firma 1|Rechnung Firma|Rechnungsadresse Firma|Company|Company Name|Organisation|Organization|Billing Company|Company (Billing)|cFirma|Business Name|billingCompany"},
	CustomerKindField:    {"customer.kind", textValue, "Kundenart|Kundentyp|Adressattyp|KUNDE_TYP|Customer Type|Customer Kind|Person/Firma|Account Type"},
	CustomerEmail:        {"customer.email", mailValue, "E-Mail|Email|E-Mail-Adresse|Mail|Mailadresse|Emailadresse|E-Mail 1|Kunde E-Mail|Email Address|E-Mail Address|Customer Email|Billing Email|Email (Billing)|cMail|User Email|Kundenmail|Customer E-Mail|E-Mail Rechnungsadresse|Buyer Email|Mail-Adresse"},
	CustomerPhone:        {"customer.phone", phoneValue, "Telefon|Telefonnummer|Telefon 1|Tel|Tel.|Telefon privat|Telefon geschäftlich|Festnetz|Rufnummer|Phone|Phone Number|Telephone|Billing Phone|Phone (Billing)|cTel|Telefon geschaeftlich|Fon"},
	CustomerMobile:       {"customer.mobile", phoneValue, "Mobil|Handy|Mobiltelefon|Mobilnummer|Handynummer|Telefon mobil|Mobile|Mobile Phone|Cell|Cell Phone|cMobil"},
	CustomerStreet:       {"customer.street", textValue, "Straße|Strasse|Anschrift|Adresse|Straße und Hausnummer|Straße/Nr|Str|Rechnung Straße|Rechnungsadresse Straße|Street|Street Address|Address|Address 1|Address Line 1|Billing Address 1|Billing Address1|Billing Street|Address 1&2 (Billing)|KUNDE_STRASSE|cStrasse|billingStreet"},
	CustomerHouse:        {"customer.house_number", textValue, "Hausnummer|Haus-Nr|Hausnr|House Number|cHausnummer|street_number"},
	CustomerPostcode:     {"customer.postcode", textValue, "PLZ|Postleitzahl|Rechnung PLZ|Rechnungsadresse PLZ|Postcode|Post Code|ZIP|Zip Code|Postal Code|Billing Postcode|Billing Zip|Postcode (Billing)|KUNDE_PLZ|cPLZ|billingZipcode|zipcode"},
	CustomerCity:         {"customer.city", textValue, "Ort|Stadt|Wohnort|Rechnung Ort|Rechnungsadresse Ort|City|Town|Billing City|City (Billing)|KUNDE_ORT|cOrt|billingCity"},
	CustomerCountry:      {"customer.country", textValue, "Land|Länderkennzeichen|Ländercode|Staat|Rechnung Land|Rechnungsadresse Land|Country|Country Code|Billing Country|Country Code (Billing)|KUNDE_LAND|cLand|Laenderkennzeichen|Land (ISO)|ISO-Land|billingCountry|Country/Region"},
	CustomerVATID:        {"customer.vat_id", textValue, "USt-IdNr|USt-ID|UStID|Umsatzsteuer-ID|Umsatzsteuer ID|UID|UID-Nummer|EU-UStID|VAT ID|VAT Number|VATID|VAT No|KUNDE_USTID|cUSTID|USt-IdNr.|Umsatzsteueridentifikationsnummer|USt-Ident-Nr"},
	CustomerBirthday:     {"customer.birthday", dateValue, "Geburtstag|Geburtsdatum|Geb.-Datum|Geb-Datum|Birthday|Date of Birth|Birth Date|dGeburtstag|geboren am"},
	CustomerSalutation:   {"customer.salutation", textValue, "Anrede|Salutation|cAnrede|Geschlecht"},
	CustomerTitle:        {"customer.title", textValue, "Titel|Akad. Titel|Titel/Akad. Grad|Academic Title|cTitel|Title"},
	CustomerAddressForm:  {"customer.address_form", textValue, "Du/Sie|Anredeform|Briefanrede|Abweichende Anrede|Form of Address"},
	CustomerOrigin:       {"customer.origin", textValue, "Herkunft|Quelle|Kundenherkunft|Werbequelle|Kundenquelle|Aufmerksam geworden|Origin|Lead Source|cHerkunft|Acquisition Source|Herkunftsquelle"},
	CustomerSince:        {"customer.since", dateValue, "Kunde seit|Angelegt am|Anlagedatum|Erstkontakt|Registriert am|Erfasst am|Customer Since|Registered|Signup Date|Created On|date_registered|dErstellt|Member Since|Neukunde seit|Kundenanlage|Created Date|Added On|Anmeldedatum|Registrierungsdatum"},
	CustomerNote:         {"customer.note", textValue, "Bemerkung|Notiz|Notizen|Bemerkungen|Kommentar|Anmerkung|Info|Memo|Note|Notes|Comment|Comments|Kundennotiz|Remarks"},
	CustomerCard:         {"customer.card", textValue, "Kundenkarte|Kartennummer|Karten-Nr|Kundenkartennummer|Bonuskarte|Card|Card Number|Loyalty Card|Loyalty Number|Karte|Karte Nr|Customer Card|Karten-ID|Treuekarte|Stammkundenkarte|Loyalty ID|Loyalty Card Number|Member Card"},
	CustomerObjected:     {"customer.objected", markValue, "Werbung widersprochen|Werbewiderspruch|Werbesperre|Keine Werbung|Widerspruch|Robinson|Opt-out|Opted Out|Marketing Objection|No Marketing|Unsubscribed|Werbewiderspruch am"},
	CustomerDoNotContact: {"customer.do_not_contact", markValue, "Nicht ansprechen|Nicht kontaktieren|Kontaktsperre|Gesperrt|Sperre|Do not contact|Do-not-contact|Blocked|Kundensperre"},
	CustomerDeceased:     {"customer.deceased", markValue, "Verstorben|Verstorben am|Todesdatum|Deceased|Date of Death"},
	CustomerInterests:    {"customer.interests", textValue, "Interessen|Interesse|Hobbys|Hobbies|Vorlieben|Interests|Interest|Topics of Interest"},
	CustomerWays:         {"customer.ways", textValue, "Weitere Kontaktwege|Further Contact Points"},
	ContactName:          {"contact.name", textValue, "Ansprechpartner|Ansprechpartner Name|Kontaktperson|Contact|Contact Name|Contact Person|Ansprechperson|AP Name|Ansprechpartner 1"},
	ContactFirstName:     {"contact.first_name", textValue, "Ansprechpartner Vorname|Kontaktperson Vorname|Contact First Name|AP Vorname"},
	ContactLastName:      {"contact.last_name", textValue, "Ansprechpartner Nachname|Kontaktperson Nachname|Contact Last Name|AP Nachname"},
	ContactRole:          {"contact.role", textValue, "Funktion|Position im Unternehmen|Abteilung|Ansprechpartner Funktion|Rolle|Role|Job Title|Department|AP Funktion"},
	ContactEmail:         {"contact.email", mailValue, "Ansprechpartner E-Mail|Ansprechpartner Email|E-Mail Ansprechpartner|Kontaktperson E-Mail|Contact Email|AP E-Mail"},
	ContactPhone:         {"contact.phone", phoneValue, "Ansprechpartner Telefon|Telefon Ansprechpartner|Kontaktperson Telefon|Durchwahl|Contact Phone|Direct Dial|AP Telefon"},
	LineNumber:           {"line.number", textValue, "Position|Pos|Pos.|Pos-Nr|Positionsnummer|Zeile|POS_ZEILE|Line|Line Number|Line No|Item #|Item No"},
	LineSKU:              {"line.sku", textValue, "Artikelnummer|Artikel-Nr|Artikelnr|Art-Nr|Art.-Nr.|ArtNr|ART_NR|Artikel-ID|ArtikelID|PLU|Produktnummer|Produkt-Nr|Material|Materialnummer|SKU|Item SKU|Stock Code|StockCode|Product ID|Product Code|Item Code|Item Number|Product|Lineitem sku|articleNumber|ARTIKEL_NR|Produkt-ID"},
	LineDescription:      {"line.description", textValue, "Artikelbezeichnung|Artikelname|Artikeltext|Artikel|Bezeichnung|Beschreibung|Positionstext|Produktname|Produkt|Warenbezeichnung|Description|Item Name|Product Name|Item|Item Description|Lineitem name|Product Title|articleName|Leistung|ARTIKEL|Arbeit/Teil|Artikel/Leistung|Behandlung|Gericht|Speise|Product"},
	LineCategory:         {"line.category", textValue, "Warengruppe|Kategorie|Artikelgruppe|Produktgruppe|Sparte|Hauptwarengruppe|WARENGR|Category|Product Category|Department|Product Type|WG|Product Group|WGR|Warengruppen-Bezeichnung"},
	LineSubcategory:      {"line.subcategory", textValue, "Unterwarengruppe|Unterkategorie|Subcategory|Sub Category|Product Subcategory"},
	LineQuantity:         {"line.quantity", numberValue, "Menge|Anzahl|Stück|Stueck|Stückzahl|Verkaufte Menge|Quantity|Qty|Item Quantity|Units|Count|Amount Sold|Quantity (- Refund)|Lineitem quantity|MENGE|St|Mge|Anz|Bestellmenge|Liefermenge|Absatz|Absatzmenge|Verkaufsmenge|Stk|Stck|Quantity Sold|Qty Sold|Quantity Purchased|Quantity Ordered"},
	LineUnitPrice:        {"line.unit_price", numberValue, "Einzelpreis|Stückpreis|E-Preis|EP|VK|VK-Preis|VK Brutto|VK Netto|Preis|Preis pro Stück|Einzelpreis Netto|Einzelpreis Brutto|Verkaufspreis|Unit Price|UnitPrice|Price|Price Each|Item Cost|Item Price|Lineitem price|STK_BR|STK_PREIS|Stueckpreis|Einzel|Preis/Stück|Preis je Einheit|Price per Unit"},
	LineAmount:           {"line.amount", numberValue, "Betrag|Positionsbetrag|Gesamtpreis|Zeilenbetrag|Positionssumme|Umsatz|Wert|Zeilensumme|Amount|Line Total|Line Amount|Item Total|Total Price|Sales|Revenue|Value|Extended Price|Sales Amount|Gesamt-VK|Umsatzbetrag|Positionswert|Warenwert"},
	LineAmountGross:      {"line.amount_gross", numberValue, "Betrag Brutto|Bruttobetrag|Umsatz Brutto|Brutto|Bruttoumsatz|Gesamtpreis Brutto|Positionssumme Brutto|POS_BRUTTO|Gross Amount|Gross|Amount Gross|Total Gross|UMS_BRT|Umsatz (Brutto)|Gesamt Brutto|Line Total Gross|Positionswert Brutto|Warenwert Brutto|Brutto-Umsatz|Brutto-Betrag"},
	LineAmountNet:        {"line.amount_net", numberValue, "Betrag Netto|Nettobetrag|Umsatz Netto|Netto|Nettoumsatz|Gesamtpreis Netto|Positionssumme Netto|POS_NETTO|Net Amount|Net|Amount Net|UMS_NET|Umsatz (Netto)|Nettowert|Line Total Net|Net Sales|Positionswert Netto|Warenwert Netto|Netto-Umsatz|Netto-Betrag"},
	LineDiscount:         {"line.discount", numberValue, "Rabatt|Positionsrabatt|Rabattbetrag|Nachlass|Discount|Line Discount|Item Discount|Lineitem discount"},
	LineCost:             {"line.cost", numberValue, "Wareneinsatz|Kosten|Selbstkosten|Herstellkosten|EK Gesamt|Einstandswert|Cost|Line Cost|Total Cost|COGS|Cost of Goods|standard_cost|TotalProductCost"},
	LineUnitCost:         {"line.unit_cost", numberValue, "Einkaufspreis|EK|EK-Preis|EK Netto|Einstandspreis|Unit Cost|Cost Price|Purchase Price|Cost per Item|EKPreis|Stückkosten"},
	LineTaxRate:          {"line.tax_rate", numberValue, "MwSt-Satz|USt-Satz|Steuersatz|MwSt %|MwSt%|USt %|MwSt in %|UST_SATZ|Mehrwertsteuersatz|Tax Rate|VAT Rate|VAT %|Tax %|taxRate|MwSt-Satz (%)|MWST_SATZ"},
	LineTax:              {"line.tax", numberValue, "MwSt|USt|Steuer|Steuerbetrag|MwSt-Betrag|Umsatzsteuer|Mehrwertsteuer|POS_UST|Tax|VAT|Tax Amount|VAT Amount|Line Tax|Item Tax|USt-Betrag|UMS_MWST|davon MwSt|davon USt|enthaltene MwSt"},
	LineKind:             {"line.kind", textValue, "Positionstyp|Positionsart|Artikeltyp|GV_TYP|Line Type|Item Type|Zeilentyp|Geschäftsvorfall"},
	ProductNumber:        {"product.number", textValue, "Artikelnummer|Artikel-Nr|Artikelnr|Art-Nr|Art.-Nr.|ArtNr|Produktnummer|PLU|SKU|Product ID|Product Code|StockCode|Item Number|Item Code|ordernumber|Variant SKU|Artikel-ID|Materialnummer|mainNumber|number"},
	ProductName:          {"product.name", textValue, "Artikelbezeichnung|Artikelname|Bezeichnung|Name|Artikel|Produktname|Produkt|Kurzbezeichnung|Beschreibung|Name (Deutsch)|Description|Product Name|Title|Item Name|Product|Handle"},
	ProductCategory:      {"product.category", textValue, "Warengruppe|Kategorie|Artikelgruppe|Produktgruppe|Hauptwarengruppe|Category|Categories|Product Category|Product Type|Type|Product Group|Kategorien|WG|WGR|Sparte"},
	ProductSubcategory:   {"product.subcategory", textValue, "Unterwarengruppe|Unterkategorie|Subcategory|Sub Category"},
	ProductPrice:         {"product.price", numberValue, "Verkaufspreis|VK|VK-Preis|VK Brutto|VK Netto|Preis|Preis 1|Listenpreis|UVP|Bruttopreis|Nettopreis|Price|List Price|Regular Price|Sale Price|Variant Price|Std. VK Brutto|Std. VK Netto|Selling Price"},
	ProductCost:          {"product.cost", numberValue, "Einkaufspreis|EK|EK-Preis|EK Netto|EK Netto (für GLD)|Einstandspreis|Selbstkosten|Herstellkosten|Wareneinsatz|Kosten|Cost|Standard Cost|Unit Cost|Cost Price|Purchase Price|Cost per item|purchaseprice"},
	ProductMargin:        {"product.margin", numberValue, "Marge|Marge %|Standardmarge|Standardmarge %|Spanne|Handelsspanne|Rohertrag %|Deckungsbeitrag %|Margin|Margin %|Standard Margin"},
	ProductTaxRate:       {"product.tax_rate", numberValue, "MwSt-Satz|USt-Satz|Steuersatz|MwSt|USt|MwSt %|Steuersatz in %|Tax Rate|VAT Rate|Tax|VAT"},
	ProductEAN:           {"product.ean", textValue, "EAN|GTIN|EAN-Code|Barcode|EAN13|Variant Barcode|EAN/GTIN|UPC"},
	InteractionDate:      {"interaction.date", dateValue, "Kontaktdatum|Gesprächsdatum|Besuchsdatum|Datum|Anrufdatum|Date|Contact Date|Call Date|Visit Date|Activity Date|Zeitpunkt|Created at|Timestamp"},
	InteractionTime:      {"interaction.time", timeValue, "Uhrzeit|Zeit|Time|Call Time"},
	InteractionKind:      {"interaction.kind", textValue, "Kontaktart|Kontaktkanal|Art|Medium|Aktivität|Aktivitätstyp|Kanal|Interaction Type|Activity Type|Contact Type|Channel|Type|Activity"},
	InteractionDirection: {"interaction.direction", textValue, "Richtung|Ein/Aus|Direction|Eingehend/Ausgehend"},
	InteractionSubject:   {"interaction.subject", textValue, "Betreff|Thema|Anlass|Subject|Topic|Grund|Reason"},
	InteractionText:      {"interaction.text", textValue, "Gesprächsnotiz|Notiz|Inhalt|Text|Gesprächsinhalt|Besuchsbericht|Kontaktnotiz|Note|Notes|Content|Message|Summary|Bemerkung|Nachricht"},
	InteractionStaff:     {"interaction.staff", textValue, "Mitarbeiter|Bearbeiter|Betreuer|Verkäufer|Sachbearbeiter|Staff|Agent|Employee|Owner|Assigned To|User"},
	InteractionOutcome:   {"interaction.outcome", textValue, "Ergebnis|Resultat|Nächster Schritt|Outcome|Result|Next Step"},
	PaymentNumber:        {"payment.number", textValue, "Zahlungsnummer|Zahlungs-Nr|Zahlungs-ID|Buchungsnummer|Buchungs-Nr|Transaktionsnummer|Transaktions-ID|Payment ID|Payment Number|Payment No|Transaction ID|Journalnummer"},
	PaymentReference:     {"payment.reference", textValue, "Rechnungsnummer|Rechnungs-Nr|Rechnungsnr|RE-Nr|Belegnummer|Beleg-Nr|Belegnr|Belegfeld 1|Auftragsnummer|Bestellnummer|OP-Nummer|Offener Posten|Rechnung|Beleg|Invoice Number|Invoice No|Invoice|Order Number|Order ID|Order|Document Number|Referenz|Reference|Bezug"},
	PaymentPurpose:       {"payment.purpose", textValue, "Verwendungszweck|Zahlungszweck|Buchungstext|Zahlungsreferenz|Purpose|Payment Reference|Remittance Information|Description|Memo"},
	PaymentDate:          {"payment.date", dateValue, "Zahlungsdatum|Zahldatum|Zahlungseingang|Zahlungseingang am|Eingangsdatum|Bezahlt am|Gezahlt am|Valuta|Valutadatum|Wertstellung|Wertstellungsdatum|Buchungstag|Buchungsdatum|Payment Date|Paid at|Paid on|Date Paid|Value Date|Booking Date|Datum|Date"},
	PaymentAmount:        {"payment.amount", numberValue, "Zahlungsbetrag|Zahlbetrag|Gezahlter Betrag|Gezahlt|Zahlungseingang|Eingang|Payment Amount|Amount Paid|Paid Amount|Paid|Betrag|Betrag EUR|Betrag in EUR|Betrag (€)|Umsatz|Haben|Amount|Value"},
	PaymentSide:          {"payment.side", textValue, "Soll/Haben|S/H|Soll-/Haben-Kennzeichen|Soll/Haben-Kennzeichen|SH|Debit/Credit|D/C"},
	PaymentCurrency:      {"payment.currency", textValue, "Währung|Waehrung|Währungscode|WKZ|WKZ Umsatz|Currency|Currency Code"},
	PaymentMethod:        {"payment.method", textValue, "Zahlungsart|Zahlart|Zahlungsweise|Zahlungsmethode|Zahlungsmittel|Payment Method|Payment Type|Method|Gateway"},
	CostDate:             {"cost.date", dateValue, "Kostendatum|Datum|Tag|Buchungstag|Cost Date|Date|Day"},
	CostKind:             {"cost.kind", textValue, "Kostenart|Art der Kosten|Kosten Art|Cost Type|Cost Kind|Cost Category"},
	CostAmount:           {"cost.amount", numberValue, "Kostenbetrag|Kosten|Kosten netto|Betrag|Betrag netto|Betrag EUR|Betrag (€)|Cost|Cost Amount|Amount"},
	CostCause:            {"cost.cause", textValue, "Verursacher|Ursache|Verursacht durch|Cause|Caused By"},
	CostReference:        {"cost.reference", textValue, "Belegnummer|Beleg-Nr|Rechnungsnummer|Bestellnummer|Auftragsnummer|Beleg|Order Number|Invoice Number|Document"},
	CostNote:             {"cost.note", textValue, "Notiz|Bemerkung|Text|Beschreibung|Note|Comment|Description"},

	// who recommended us to a customer
	CustomerReferrer:         {"customer.referrer", textValue, "Empfohlen von|Empfohlen durch|Empfehlungsgeber|Empfehlender|Empfehler|Geworben von|Geworben durch|Werber|Referred By|Recommended By|Referrer|Referral From"},
	CustomerReferredOn:       {"customer.referred_on", dateValue, "Empfohlen am|Empfehlungsdatum|Empfehlung am|Geworben am|Referred On|Recommended On|Referral Date"},
	CustomerReferralKnown:    {"customer.referral_known", textValue, "Empfehlung bekannt durch|Empfehlung bekannt von|Wie bekannt|Referral Known From|Referral Source"},
	CustomerReferralPrompted: {"customer.referral_prompted", textValue, "Um Empfehlung gebeten|Empfehlung erbeten|Empfehlung angeregt|Referral Prompted|Prompted"},
	CustomerReferralAnyway:   {"customer.referral_anyway", textValue, "Wäre auch so gekommen|Auch so gekommen|Would Have Come Anyway|Come Anyway"},
}

// Fields returns all fields in a stable order.
func Fields() []Field {
	all := make([]Field, 0, fieldCount-1)
	for f := None + 1; f < fieldCount; f++ {
		all = append(all, f)
	}
	return all
}

// String returns the key of the field, "" for None.
func (f Field) String() string {
	if f >= fieldCount {
		return ""
	}
	return fieldInfo[f].key
}

// Label returns the message key of the field's name for people.
func (f Field) Label() string { return "intake.field." + f.String() }

// ParseField reads a key; "" is None. What people type without its first part is
// understood where it is meant most often: "date" is order.date, "quantity" is
// line.quantity, "email" is customer.email.
func ParseField(key string) (Field, error) {
	key = strings.ToLower(strings.TrimSpace(key))
	if full, ok := fieldShort[key]; ok {
		key = full
	}
	for _, prefix := range [...]string{"", "order.", "line.", "customer.", "product.", "interaction.", "contact.", "payment.", "cost."} {
		for f := None; f < fieldCount; f++ {
			if fieldInfo[f].key == prefix+key {
				return f, nil
			}
		}
	}
	return None, fmt.Errorf("no field is called %q", key)
}

// fieldShort are words for fields whose key does not hold them.
var fieldShort = map[string]string{
	"customer": "customer.number", "order": "order.number", "invoice": "order.number", "document": "order.number",
	"product": "line.sku", "article": "line.sku", "price": "line.unit_price", "name": "customer.name",
}

// MarshalText writes the key.
func (f Field) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads the key.
func (f *Field) UnmarshalText(b []byte) error {
	v, err := ParseField(string(b))
	if err != nil {
		return err
	}
	*f = v
	return nil
}

// Kind is what the rows of a table are.
type Kind string

// The kinds. An orders table has one row per line or one per order.
const (
	Orders       Kind = "orders"
	Customers    Kind = "customers"
	Products     Kind = "products"
	Interactions Kind = "interactions"
	Payments     Kind = "payments"
	Costs        Kind = "costs"
)

// Kinds returns all kinds in the order in which they are offered.
func Kinds() []Kind { return []Kind{Orders, Customers, Products, Interactions, Payments, Costs} }

// uses reports whether a field can stand in a table of the kind.
func (k Kind) uses(f Field) bool {
	group, _, _ := strings.Cut(f.String(), ".")
	switch k {
	case Orders:
		return group == "order" || identifies(f) || group == "line"
	case Customers:
		return group == "customer" || group == "contact"
	case Products:
		return group == "product"
	case Interactions:
		return identifies(f) || group == "interaction"
	case Payments:
		return identifies(f) || group == "payment"
	case Costs:
		return identifies(f) || group == "cost"
	}
	return false
}

// identifies reports a field that tells who the customer is; what else is known of
// him belongs in a table of customers.
func identifies(f Field) bool { return f >= CustomerNumber && f <= CustomerVATID || f == CustomerCard }
