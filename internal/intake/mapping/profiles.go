package mapping

// Profile is what is known of a system's export: how its layout is recognised and
// what its columns mean. A profile only names the columns that are used.
type Profile struct {
	Key  string
	Kind Kind
	// Header is a header row as the documentation of the system shows it.
	Header []string
	// Must are headers that together are found in no other system's export.
	Must []string
	// Fields says what the columns mean, by header.
	Fields map[string]Field
	// Gross tells that amounts contain value added tax; Told that this is certain.
	Gross, Told bool
	Decimal     byte      // 0: found from the values
	Dates       DateOrder // AnyOrder: found from the values
	// FillDown tells that rows after the first of a document leave its own fields
	// empty.
	FillDown bool
	// Account tells the address type by number (DATEV: 0 none, 1 person, 2 firm).
	Account bool
	Rules   Rules
}

// systems are the names of the systems as people know them; layouts of one system share
// their customers' and documents' numbers.
var systems = map[string]string{
	"dsfinvk": "DSFinV-K", "online_retail": "Online Retail", "online_retail_2": "Online Retail II", "adventureworks": "AdventureWorks",
	"cdnow": "CDNOW", "shopify_orders": "Shopify", "shopify_customers": "Shopify", "woocommerce_items": "WooCommerce",
	"woocommerce_orders": "WooCommerce", "shopware5_orders": "Shopware", "shopware6_orders": "Shopware", "shopware6_customers": "Shopware",
	"jtl_orders": "JTL", "jtl_wawi_customers": "JTL", "jtl_invoices": "JTL", "jtl_customers": "JTL-Shop", "lexware_products": "Lexware", "lexware_customers": "Lexware Office",
	"datev_debtors": "DATEV", "german_till": "Kasse", "vcard": "vCard",
}

// System returns the name of the system of a profile as people know it, "" for none.
func System(profile string) string { return systems[profile] }

// ProfileByKey returns the profile, or nil.
func ProfileByKey(key string) *Profile {
	for i := range profiles {
		if profiles[i].Key == key {
			return &profiles[i]
		}
	}
	return nil
}

// Profiles returns the keys of all known systems.
func Profiles() []string {
	keys := make([]string, len(profiles))
	for i := range profiles {
		keys[i] = profiles[i].Key
	}
	return keys
}

// retailRules: the quirks of the Online Retail log. Source: D. Chen, "Online
// Retail", UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33 ("C" marks a
// cancellation), and the codes found in the data.
var retailRules = Rules{
	Prefixes: map[byte]DocumentKind{'C': Cancellation, 'A': Adjusting},
	Codes: map[string]LineClass{
		"POST": Service, "DOT": Service, "C2": Service, "M": Service, "S": Service, "D": Discount, "B": Adjustment,
		"BANK CHARGES": Service, "AMAZONFEE": Service, "CRUK": Service,
	},
	CodePrefixes: map[string]LineClass{"GIFT_0001": Voucher},
}

// tillKinds are the receipt types of DSFinV-K 2.x, annex C (BON_TYP).
var tillKinds = map[string]DocumentKind{
	"beleg": Sale, "avtransfer": OtherVoucher, "avbestellung": Draft, "avtraining": Training,
	"avbelegstorno": Cancellation, "avbelegabbruch": Void, "avsachbezug": OtherVoucher, "avrechnung": Sale, "avsonstige": OtherVoucher,
}

// tillLines are the business cases of DSFinV-K 2.x, annex C (GV_TYP).
var tillLines = map[string]LineClass{
	"umsatz": Goods, "pfand": Service, "pfandrueckzahlung": Service, "rabatt": Discount, "aufschlag": Discount,
	"zuschussecht": Discount, "zuschussunecht": Discount, "trinkgeldag": Service, "trinkgeldan": Service,
	"einzweckgutscheinkauf": Voucher, "einzweckgutscheineinloesung": Voucher,
	"mehrzweckgutscheinkauf": Voucher, "mehrzweckgutscheineinloesung": Voucher,
	"forderungsentstehung": CashMove, "forderungsaufloesung": CashMove, "anzahlungseinstellung": CashMove,
	"anzahlungsaufloesung": CashMove, "anfangsbestand": CashMove, "privatentnahme": CashMove, "privateinlage": CashMove,
	"geldtransit": CashMove, "lohnzahlung": CashMove, "einzahlung": CashMove, "auszahlung": CashMove,
	"differenzsollist": CashMove,
}

var profiles = []Profile{
	{ // Address cards (RFC 2426 and 6350), as package table lays them out.
		Key: "vcard", Kind: Customers, Told: true,
		Header: []string{
			"vCard UID", "Vorname", "Nachname", "Kundenname", "Titel", "Firma", "Kundenart", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Land", "Geburtstag", "Notiz", "Weitere Kontaktwege",
			"Werbung widersprochen", "Nicht ansprechen", "Verstorben",
		},
		Must: []string{"vCard UID", "Vorname", "Nachname", "Kundenname", "E-Mail", "Telefon"},
		Fields: map[string]Field{
			"vCard UID": CustomerNumber, "Vorname": CustomerFirstName, "Nachname": CustomerLastName, "Kundenname": CustomerName, "Titel": CustomerTitle,
			"Firma": CustomerCompany, "Kundenart": CustomerKindField, "E-Mail": CustomerEmail, "Telefon": CustomerPhone, "Straße": CustomerStreet,
			"PLZ": CustomerPostcode, "Ort": CustomerCity, "Land": CustomerCountry, "Geburtstag": CustomerBirthday, "Notiz": CustomerNote,
			"Weitere Kontaktwege": CustomerWays, "Werbung widersprochen": CustomerObjected, "Nicht ansprechen": CustomerDoNotContact,
			"Verstorben": CustomerDeceased,
		},
	},
	{ // DSFinV-K 2.x (Bundeszentralamt für Steuern), as package table joins it.
		Key: "dsfinvk", Kind: Orders, Gross: true, Told: true, Decimal: '.',
		Header: []string{
			"Z_KASSE_ID", "Z_ERSTELLUNG", "Z_NR", "BON_ID", "BON_NR", "BON_TYP", "BON_NAME", "TERMINAL_ID",
			"BON_STORNO", "BON_START", "BON_ENDE", "BEDIENER_NAME", "UMS_BRUTTO", "KUNDE_NAME", "KUNDE_ID", "KUNDE_TYP",
			"KUNDE_STRASSE", "KUNDE_PLZ", "KUNDE_ORT", "KUNDE_LAND", "KUNDE_USTID", "BON_NOTIZ", "POS_ZEILE", "GUTSCHEIN_NR",
			"ARTIKELTEXT", "GV_TYP", "GV_NAME", "INHAUS", "P_STORNO", "ART_NR", "GTIN", "WARENGR_ID", "WARENGR", "MENGE",
			"EINHEIT", "STK_BR", "POS_BRUTTO", "POS_NETTO", "POS_UST", "UST_SCHLUESSEL", "UST_SATZ", "ZAHLART_TYP", "ZAHLWAEH_CODE",
		},
		Must: []string{"Z_KASSE_ID", "Z_NR", "BON_ID", "BON_TYP", "POS_ZEILE", "GV_TYP"},
		Fields: map[string]Field{
			"Z_KASSE_ID": OrderRegister, "Z_NR": OrderZNumber, "BON_ID": OrderNumber, "BON_TYP": OrderKind,
			"BON_STORNO": OrderCancelled, "BON_START": OrderDate, "UMS_BRUTTO": OrderTotal, "KUNDE_NAME": CustomerName,
			"KUNDE_ID": CustomerNumber, "KUNDE_STRASSE": CustomerStreet, "KUNDE_PLZ": CustomerPostcode,
			"KUNDE_ORT": CustomerCity, "KUNDE_LAND": CustomerCountry, "KUNDE_USTID": CustomerVATID, "BON_NOTIZ": OrderNote,
			"POS_ZEILE": LineNumber, "ARTIKELTEXT": LineDescription, "GV_TYP": LineKind, "ART_NR": LineSKU,
			"WARENGR": LineCategory, "MENGE": LineQuantity, "STK_BR": LineUnitPrice, "POS_BRUTTO": LineAmountGross,
			"POS_NETTO": LineAmountNet, "POS_UST": LineTax, "UST_SATZ": LineTaxRate, "ZAHLWAEH_CODE": OrderCurrency,
		},
		Rules: Rules{Kinds: tillKinds, LineKinds: tillLines},
	},
	{ // UCI Online Retail, doi 10.24432/C5BW33.
		Key: "online_retail", Kind: Orders, Decimal: '.',
		Header: []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"},
		Must:   []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"},
		Fields: map[string]Field{
			"InvoiceNo": OrderNumber, "StockCode": LineSKU, "Description": LineDescription, "Quantity": LineQuantity,
			"InvoiceDate": OrderDate, "UnitPrice": LineUnitPrice, "CustomerID": CustomerNumber, "Country": CustomerCountry,
		},
		Dates: MDY, // only asked for "12/1/2010 8:26", the form of the original workbook saved as CSV
		Rules: retailRules,
	},
	{ // UCI Online Retail II, doi 10.24432/C5CG6D.
		Key: "online_retail_2", Kind: Orders, Decimal: '.',
		Header: []string{"Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"},
		Must:   []string{"Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"},
		Fields: map[string]Field{
			"Invoice": OrderNumber, "StockCode": LineSKU, "Description": LineDescription, "Quantity": LineQuantity,
			"InvoiceDate": OrderDate, "Price": LineUnitPrice, "Customer ID": CustomerNumber, "Country": CustomerCountry,
		},
		Dates: MDY,
		Rules: retailRules,
	},
	{ // AdventureWorks internet sales as extracted for tests (Microsoft sample, MIT).
		Key: "adventureworks", Kind: Orders, Decimal: '.',
		Header: []string{"order", "customer", "date", "product", "name", "subcategory", "category", "amount", "standard_cost"},
		Must:   []string{"order", "customer", "date", "product", "name", "subcategory", "category", "amount", "standard_cost"},
		Fields: map[string]Field{
			"order": OrderNumber, "customer": CustomerNumber, "date": OrderDate, "product": LineSKU, "name": LineDescription,
			"subcategory": LineSubcategory, "category": LineCategory, "amount": LineAmount, "standard_cost": LineCost,
		},
	},
	{ // CDNOW purchase log (Fader and Hardie, brucehardie.com/datasets), 1/10 sample.
		Key: "cdnow", Kind: Orders, Decimal: '.',
		Header: []string{"master_id", "id", "date", "cds", "value"},
		Must:   []string{"master_id", "id", "date", "cds", "value"},
		Fields: map[string]Field{"id": CustomerNumber, "date": OrderDate, "cds": LineQuantity, "value": LineAmount},
	},
	{ // Shopify admin, Orders > Export: help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders.
		Key: "shopify_orders", Kind: Orders, Gross: true, Decimal: '.', FillDown: true,
		Header: []string{
			"Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
			"Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method", "Created at",
			"Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
			"Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Billing Name", "Billing Street",
			"Billing Address1", "Billing Address2", "Billing Company", "Billing City", "Billing Zip", "Billing Province",
			"Billing Country", "Billing Phone", "Shipping Name", "Shipping Street", "Shipping Address1", "Shipping Address2",
			"Shipping Company", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone", "Notes",
			"Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
			"Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source", "Lineitem discount",
			"Tax 1 Name", "Tax 1 Value", "Phone", "Receipt Number",
		},
		Must: []string{"Name", "Financial Status", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price"},
		Fields: map[string]Field{
			"Name": OrderNumber, "Email": CustomerEmail, "Financial Status": OrderStatus, "Paid at": OrderPaid,
			"Fulfilled at": OrderDelivered, "Currency": OrderCurrency, "Shipping": OrderShipping, "Total": OrderTotal,
			"Discount Amount": OrderDiscount, "Created at": OrderDate, "Lineitem quantity": LineQuantity,
			"Lineitem name": LineDescription, "Lineitem price": LineUnitPrice, "Lineitem sku": LineSKU,
			"Lineitem discount": LineDiscount, "Billing Name": CustomerName, "Billing Street": CustomerStreet,
			"Billing Company": CustomerCompany, "Billing City": CustomerCity, "Billing Zip": CustomerPostcode,
			"Billing Country": CustomerCountry, "Billing Phone": CustomerPhone, "Notes": OrderNote, "Source": OrderChannel,
		},
		// A refunded order was a sale; what was given back stands in Refunded Amount,
		// not in the lines.
		Rules: Rules{Kinds: map[string]DocumentKind{"refunded": Sale, "partiallyrefunded": Sale, "voided": Void, "expired": Void}},
	},
	{ // Shopify admin, Customers > Export: help.shopify.com/en/manual/customers/import-export-customers.
		Key: "shopify_customers", Kind: Customers,
		Header: []string{
			"Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company",
			"Default Address Address1", "Default Address Address2", "Default Address City", "Default Address Province Code",
			"Default Address Country Code", "Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing",
			"Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags",
		},
		Must: []string{"Customer ID", "First Name", "Last Name", "Email", "Total Spent", "Total Orders"},
		Fields: map[string]Field{
			"Customer ID": CustomerNumber, "First Name": CustomerFirstName, "Last Name": CustomerLastName, "Email": CustomerEmail,
			"Default Address Company": CustomerCompany, "Default Address Address1": CustomerStreet,
			"Default Address City": CustomerCity, "Default Address Country Code": CustomerCountry,
			"Default Address Zip": CustomerPostcode, "Phone": CustomerPhone, "Note": CustomerNote,
		},
	},
	{ // WooCommerce Customer/Order/Coupon Export, "Default - One Row per Item":
		// woocommerce.com/document/ordercustomer-csv-export promises that names never change but does
		// not list them all. The row is the extension's own: format default_one_row_per_item in its file
		// includes/class-wc-customer-order-csv-export-formats.php (a public copy in
		// lafranceinsoumise/woocommerce-customer-order-csv-export); only later versions have item_price.
		Key: "woocommerce_items", Kind: Orders, Told: true, Decimal: '.',
		Header: []string{
			"order_id", "order_number", "date", "status", "shipping_total", "shipping_tax_total", "fee_total", "fee_tax_total",
			"tax_total", "discount_total", "order_total", "refunded_total", "order_currency", "payment_method", "shipping_method",
			"customer_id", "billing_first_name", "billing_last_name", "billing_company", "billing_email", "billing_phone",
			"billing_address_1", "billing_address_2", "billing_postcode", "billing_city", "billing_state", "billing_country",
			"shipping_first_name", "shipping_last_name", "shipping_address_1", "shipping_address_2", "shipping_postcode",
			"shipping_city", "shipping_state", "shipping_country", "shipping_company", "customer_note", "item_id",
			"item_product_id", "item_name", "item_sku", "item_price", "item_quantity", "item_subtotal", "item_subtotal_tax", "item_total",
			"item_total_tax", "item_refunded", "item_refunded_qty", "item_meta", "shipping_items", "fee_items", "tax_items",
			"coupon_items", "order_notes", "download_permissions_granted",
		},
		Must: []string{"order_number", "status", "order_total", "billing_email", "item_name", "item_quantity", "item_total"},
		Fields: map[string]Field{
			"order_number": OrderNumber, "date": OrderDate, "order_date": OrderDate, "status": OrderStatus, "shipping_total": OrderShipping,
			"discount_total": OrderDiscount, "order_total": OrderTotal, "order_currency": OrderCurrency,
			"customer_id": CustomerNumber, "billing_first_name": CustomerFirstName, "billing_last_name": CustomerLastName,
			"billing_company": CustomerCompany, "billing_email": CustomerEmail, "billing_phone": CustomerPhone,
			"billing_address_1": CustomerStreet, "billing_postcode": CustomerPostcode, "billing_city": CustomerCity,
			"billing_country": CustomerCountry, "customer_note": OrderNote, "item_name": LineDescription, "item_sku": LineSKU,
			"item_quantity": LineQuantity, "item_total": LineAmount, "item_total_tax": LineTax, "paid_date": OrderPaid,
		},
		// WooCommerce keeps item_total without tax whatever the shop shows; customer 0 is a guest.
	},
	{ // WooCommerce order export, one row per order: woocommerce.com/document/import-and-export-of-woocommerce-orders.
		Key: "woocommerce_orders", Kind: Orders, Gross: true, Told: true, Decimal: '.', Dates: MDY,
		Header: []string{
			"order_id", "order_number", "order_date", "paid_date", "status", "shipping_total", "shipping_tax_total",
			"fee_total", "fee_tax_total", "tax_total", "cart_discount", "order_discount", "discount_total", "order_total",
			"order_subtotal", "order_currency", "payment_method", "payment_method_title", "transaction_id", "customer_ip_address",
			"customer_user_agent", "shipping_method", "customer_id", "customer_user", "customer_email", "billing_first_name",
			"billing_last_name", "billing_company", "billing_email", "billing_phone", "billing_address_1", "billing_address_2",
			"billing_postcode", "billing_city", "billing_state", "billing_country", "customer_note",
		},
		Must: []string{"order_number", "order_date", "status", "order_total", "order_currency", "billing_email"},
		Fields: map[string]Field{
			"order_number": OrderNumber, "order_date": OrderDate, "paid_date": OrderPaid, "status": OrderStatus,
			"shipping_total": OrderShipping, "discount_total": OrderDiscount, "order_total": OrderTotal,
			"order_currency": OrderCurrency, "customer_id": CustomerNumber, "billing_first_name": CustomerFirstName,
			"billing_last_name": CustomerLastName, "billing_company": CustomerCompany, "billing_email": CustomerEmail,
			"billing_phone": CustomerPhone, "billing_address_1": CustomerStreet, "billing_postcode": CustomerPostcode,
			"billing_city": CustomerCity, "billing_country": CustomerCountry, "customer_note": OrderNote,
		},
	},
	{ // Shopware 5 Import/Export, profile default_orders (one row per position):
		// docs.shopware.com/en/shopware-5-en/import-export/import-export-orders.
		Key: "shopware5_orders", Kind: Orders, Gross: true,
		Header: []string{
			"orderId", "orderDetailId", "articleId", "number", "customerId", "status", "cleared", "paymentId", "dispatchId",
			"invoiceAmount", "invoiceAmountNet", "invoiceShipping", "invoiceShippingNet", "orderTime", "transactionId", "comment",
			"customerComment", "net", "taxFree", "clearedDate", "trackingCode", "currency", "currencyFactor", "taxRate",
			"articleNumber", "price", "quantity", "articleName", "shipped", "shippedGroup", "billingCompany", "billingFirstname",
			"billingLastname", "billingStreet", "billingZipcode", "billingCity", "email",
		},
		Must: []string{"orderDetailId", "number", "customerId", "orderTime", "articleNumber", "price", "quantity"},
		Fields: map[string]Field{
			"number": OrderNumber, "customerId": CustomerNumber, "invoiceAmount": OrderTotal, "invoiceAmountNet": OrderTotalNet,
			"invoiceShipping": OrderShipping, "orderTime": OrderDate, "clearedDate": OrderPaid, "currency": OrderCurrency,
			"taxRate": LineTaxRate, "articleNumber": LineSKU, "price": LineUnitPrice, "quantity": LineQuantity,
			"articleName": LineDescription, "customerComment": OrderNote, "email": CustomerEmail,
			"billingCompany": CustomerCompany, "billingFirstname": CustomerFirstName, "billingLastname": CustomerLastName,
			"billingStreet": CustomerStreet, "billingZipcode": CustomerPostcode, "billingCity": CustomerCity, "status": OrderStatus,
		},
		// s_core_states: -1 cancelled (basket left), 4 cancelled or refused.
		Rules: Rules{Kinds: map[string]DocumentKind{"1": Sale, "4": Void}},
	},
	{ // Shopware 6, profile "Default orders" (one row per order): the mapping in
		// shopware/shopware, src/Core/Migration/V6_4/Migration1627983652AddOrderExportProfile.php.
		// amount_total contains tax where the shop's customers see it so, as they usually do.
		Key: "shopware6_orders", Kind: Orders, Gross: true, Decimal: '.',
		Header: []string{
			"id", "order_number", "sales_channel_id", "customer_firstname", "customer_lastname", "customer_email",
			"billing_address_street", "billing_address_zipcode", "billing_address_city", "billing_address_company",
			"billing_address_department", "billing_address_country_id", "billing_address_country_state_id",
			"shipping_address_street", "shipping_address_zipcode", "shipping_address_city", "shipping_address_company",
			"shipping_address_department", "shipping_address_country_id", "shipping_address_country_state_id", "amount_total",
			"order_state_id", "line_items", "order_date_time",
		},
		Must: []string{"order_number", "sales_channel_id", "customer_email", "amount_total", "order_date_time"},
		Fields: map[string]Field{
			"order_number": OrderNumber, "customer_firstname": CustomerFirstName, "customer_lastname": CustomerLastName,
			"customer_email": CustomerEmail, "billing_address_street": CustomerStreet, "billing_address_zipcode": CustomerPostcode,
			"billing_address_city": CustomerCity, "billing_address_company": CustomerCompany, "amount_total": OrderTotal,
			"order_date_time": OrderDate,
		},
	},
	{ // Shopware 6, profile "Default customer": the mapping in shopware/shopware,
		// src/Core/Migration/V6_4/Migration1626696809AddImportExportCustomerProfile.php.
		Key: "shopware6_customers", Kind: Customers,
		Header: []string{
			"id", "salutation", "customer_number", "first_name", "last_name", "email", "active", "guest", "customer_group", "language",
			"sales_channel", "payment_method", "billing_id", "billing_salutation", "billing_title", "billing_first_name",
			"billing_last_name", "billing_company", "billing_street", "billing_zipcode", "billing_city", "billing_country",
			"billing_phone_number", "shipping_id", "shipping_salutation", "shipping_title", "shipping_first_name",
			"shipping_last_name", "shipping_company", "shipping_street", "shipping_zipcode", "shipping_city", "shipping_country",
			"shipping_phone_number",
		},
		Must: []string{"customer_number", "first_name", "last_name", "email", "customer_group", "sales_channel", "billing_zipcode"},
		Fields: map[string]Field{
			"customer_number": CustomerNumber, "first_name": CustomerFirstName, "last_name": CustomerLastName,
			"email": CustomerEmail, "billing_title": CustomerTitle, "billing_company": CustomerCompany,
			"billing_street": CustomerStreet, "billing_zipcode": CustomerPostcode, "billing_city": CustomerCity,
			"billing_country": CustomerCountry, "billing_phone_number": CustomerPhone,
		},
	},
	{ // JTL-Wawi, JTL-Ameise, export of orders with their positions, as a firm's program reads such
		// files by name: Kindra2804/mealana-erp, erp/src/modules/import/JtlArchivImportService.php
		// ("K_" is the invoice address, "L_" that of the delivery). JTL's own pages
		// (guide.jtl-software.com, JTL-Ameise) leave the choice of columns to the user.
		Key: "jtl_orders", Kind: Orders, Told: true, Dates: DMY,
		Header: []string{
			"Auftragsnummer", "Auftragsdatum", "Ist Angebot", "Kundennummer", "Zahlungsart Auftrag", "Datum Zahlungseingang",
			"K_Firma", "K_Vorname", "K_Nachname", "K_Straße und Nr.", "K_PLZ", "K_Ort", "K_Land", "K_E-Mail-Adresse", "K_Telefon",
			"L_Firma", "L_Vorname", "L_Nachname", "L_Straße und Nr.", "L_PLZ", "L_Ort", "L_Land", "L_E-Mail-Adresse", "L_Telefon",
			"Positionsart", "Artikelnummer", "Bezeichnung (Position)", "Menge", "Netto-VK", "Rabatt (%)", "Netto-VK (gesamt)",
			"USt. in %",
		},
		Must: []string{"Auftragsnummer", "Auftragsdatum", "Kundennummer", "Artikelnummer", "Netto-VK", "Netto-VK (gesamt)"},
		Fields: map[string]Field{
			"Auftragsnummer": OrderNumber, "Auftragsdatum": OrderDate, "Ist Angebot": OrderKind, "Kundennummer": CustomerNumber,
			"Datum Zahlungseingang": OrderPaid, "K_Firma": CustomerCompany, "K_Vorname": CustomerFirstName,
			"K_Nachname": CustomerLastName, "K_Straße und Nr.": CustomerStreet, "K_PLZ": CustomerPostcode, "K_Ort": CustomerCity,
			"K_Land": CustomerCountry, "K_E-Mail-Adresse": CustomerEmail, "K_Telefon": CustomerPhone, "Positionsart": LineKind,
			"Artikelnummer": LineSKU, "Bezeichnung (Position)": LineDescription, "Menge": LineQuantity, "Netto-VK": LineUnitPrice,
			"Netto-VK (gesamt)": LineAmountNet, "USt. in %": LineTaxRate,
		},
		Rules: Rules{
			Kinds:     map[string]DocumentKind{"ja": Draft, "nein": Sale, "1": Draft, "0": Sale},
			LineKinds: map[string]LineClass{"artikel": Goods, "versandposition": Service, "kupon": Discount},
		},
	},
	{ // JTL-Wawi, JTL-Ameise, export of customers, from the same program.
		Key: "jtl_wawi_customers", Kind: Customers,
		Header: []string{
			"Kundennummer", "Debitorennummer", "Firma", "Vorname", "Nachname", "Straße und Nr.", "PLZ", "Ort",
			"Land / ISO-Code (2-stellig)", "E-Mail-Adresse", "Telefon", "Mobil",
		},
		Must: []string{"Kundennummer", "Vorname", "Nachname", "Straße und Nr.", "Land / ISO-Code (2-stellig)"},
		Fields: map[string]Field{
			"Kundennummer": CustomerNumber, "Firma": CustomerCompany, "Vorname": CustomerFirstName, "Nachname": CustomerLastName,
			"Straße und Nr.": CustomerStreet, "PLZ": CustomerPostcode, "Ort": CustomerCity,
			"Land / ISO-Code (2-stellig)": CustomerCountry, "E-Mail-Adresse": CustomerEmail, "Telefon": CustomerPhone,
			"Mobil": CustomerMobile,
		},
	},
	{ // JTL-Ameise, export of invoices with positions. The user puts the columns together
		// himself (guide.jtl-software.com/jtl-wawi/jtl-ameise/rechnungen-exportieren); no
		// page lists them in full, so these are the usual ones and not a quoted header.
		Key: "jtl_invoices", Kind: Orders,
		Header: []string{
			"Rechnungsnummer", "Rechnungsdatum", "Auftragsnummer", "Kundennummer", "Firma", "Anrede", "Vorname", "Nachname",
			"Straße", "PLZ", "Ort", "Land", "E-Mail", "Artikelnummer", "Artikelname", "Anzahl", "VK Netto", "VK Brutto", "MwSt-Satz",
			"Währung", "Positionstyp",
		},
		Must: []string{"Rechnungsnummer", "Rechnungsdatum", "Kundennummer", "Artikelnummer", "Anzahl", "VK Netto"},
		Fields: map[string]Field{
			"Rechnungsnummer": OrderNumber, "Rechnungsdatum": OrderDate, "Kundennummer": CustomerNumber, "Firma": CustomerCompany,
			"Anrede": CustomerSalutation, "Vorname": CustomerFirstName, "Nachname": CustomerLastName, "Straße": CustomerStreet,
			"PLZ": CustomerPostcode, "Ort": CustomerCity, "Land": CustomerCountry, "E-Mail": CustomerEmail,
			"Artikelnummer": LineSKU, "Artikelname": LineDescription, "Anzahl": LineQuantity, "VK Netto": LineUnitPrice,
			"MwSt-Satz": LineTaxRate, "Währung": OrderCurrency, "Positionstyp": LineKind,
		},
		Told: true,
	},
	{ // JTL-Shop customer file: guide.jtl-software.de/jtl-shop/jtl-shop-kauf-editionen/kunden-in-jtl-shop-importieren.
		Key: "jtl_customers", Kind: Customers,
		Header: []string{
			"cPasswort", "cAnrede", "cTitel", "cVorname", "cNachname", "cFirma", "cStrasse", "cHausnummer", "cAdressZusatz",
			"cPLZ", "cOrt", "cBundesland", "cLand", "cTel", "cMobil", "cFax", "cMail", "cUSTID", "cWWW", "fGuthaben", "cNewsletter",
			"dGeburtstag", "fRabatt", "cHerkunft", "dErstellt", "cAktiv", "cKundenNr", "cZusatz",
		},
		Must: []string{"cVorname", "cNachname", "cStrasse", "cPLZ", "cOrt", "cMail"},
		Fields: map[string]Field{
			"cAnrede": CustomerSalutation, "cTitel": CustomerTitle, "cVorname": CustomerFirstName, "cNachname": CustomerLastName,
			"cFirma": CustomerCompany, "cStrasse": CustomerStreet, "cHausnummer": CustomerHouse, "cPLZ": CustomerPostcode,
			"cOrt": CustomerCity, "cLand": CustomerCountry, "cTel": CustomerPhone, "cMobil": CustomerMobile, "cMail": CustomerEmail,
			"cUSTID": CustomerVATID, "dGeburtstag": CustomerBirthday, "cHerkunft": CustomerOrigin, "dErstellt": CustomerSince,
			"cKundenNr": CustomerNumber,
		},
	},
	{ // Lexware professional / faktura+auftrag, File > Export > Artikel, as shown in
		// guide.jtl-software.com/jtl-wawi/jtl-ameise/lexware (further price lists follow there).
		Key: "lexware_products", Kind: Products, Decimal: ',',
		Header: []string{
			"Artikelnummer", "Bezeichnung", "Kurzbezeichnung", "Warengruppe", "Warengr.-Kurzbez.", "Einheit", "Gewicht",
			"Matchcode", "Preis pro Anzahl", "Warengr.-Konto Inland", "Warengr.-Konto Ausland", "Warengr.-Konto EG",
			"Warengr.-Konto Bau", "Warengr.-Konto AW Inland", "Warengr.-Konto AW Ausland", "Warengr.-Konto AW EG",
			"Warengr.-Konto AW Bau", "Preis 1", "Preis 2", "Preis 3", "Preis I/1", "Preis I/2", "Preis I/3", "Preis II/1",
			"Preis II/2", "Preis II/3",
		},
		Must: []string{"Artikelnummer", "Bezeichnung", "Warengr.-Kurzbez.", "Matchcode", "Preis pro Anzahl"},
		Fields: map[string]Field{
			"Artikelnummer": ProductNumber, "Bezeichnung": ProductName, "Warengruppe": ProductCategory, "Preis 1": ProductPrice,
		},
	},
	{ // Lexware Office contacts: support.lexoffice.de, "Anleitung zum Import von Kontakten (Kunden und
		// Lieferanten)", names the columns in this order; the first four stand in the part of the page
		// that could be read, the numbered ones ("Straße 1", "E-Mail 1") in contact files that public
		// programs read. Titel and Bemerkung were found in neither.
		Key: "lexware_customers", Kind: Customers,
		Header: []string{
			"Kundennummer", "Firmenname", "Steuernummer", "Umsatzsteuer ID", "Anrede", "Titel", "Vorname", "Nachname",
			"E-Mail 1", "Telefon 1", "Straße 1", "PLZ 1", "Ort 1", "Land 1", "Bemerkung",
		},
		Must: []string{"Kundennummer", "Firmenname", "Steuernummer", "Umsatzsteuer ID"},
		Fields: map[string]Field{
			"Kundennummer": CustomerNumber, "Firmenname": CustomerCompany, "Umsatzsteuer ID": CustomerVATID,
			"Anrede": CustomerSalutation, "Titel": CustomerTitle, "Vorname": CustomerFirstName, "Nachname": CustomerLastName,
			"E-Mail 1": CustomerEmail, "Telefon 1": CustomerPhone, "Straße 1": CustomerStreet, "PLZ 1": CustomerPostcode,
			"Ort 1": CustomerCity, "Land 1": CustomerCountry, "Bemerkung": CustomerNote,
		},
	},
	{ // DATEV format, category 16 Debitoren/Kreditoren: developer.datev.de/datev/platform/de/dtvf.
		Key: "datev_debtors", Kind: Customers, Account: true,
		Header: []string{
			"Konto", "Name (Adressattyp Unternehmen)", "Unternehmensgegenstand", "Name (Adressattyp natürl. Person)",
			"Vorname (Adressattyp natürl. Person)", "Name (Adressattyp keine Angabe)", "Adressattyp", "Kurzbezeichnung", "EU-Land",
			"EU-UStID", "Anrede", "Titel/Akad. Grad", "Adelstitel", "Namensvorsatz", "Adressart", "Straße", "Postfach",
			"Postleitzahl", "Ort", "Land", "Versandzusatz", "Adresszusatz", "Abweichende Anrede", "Abw. Zustellbezeichnung 1",
			"Abw. Zustellbezeichnung 2", "Kennz. Korrespondenzadresse", "Adresse Gültig von", "Adresse Gültig bis", "Telefon",
			"Bemerkung (Telefon)", "Telefon GL", "Bemerkung (Telefon GL)", "E-Mail", "Bemerkung (E-Mail)", "Internet",
		},
		Must: []string{"Konto", "Name (Adressattyp Unternehmen)", "Name (Adressattyp natürl. Person)"},
		Fields: map[string]Field{
			"Konto": CustomerNumber, "Name (Adressattyp Unternehmen)": CustomerCompany,
			"Name (Adressattyp natürl. Person)": CustomerLastName, "Vorname (Adressattyp natürl. Person)": CustomerFirstName,
			"Name (Adressattyp keine Angabe)": CustomerName, "Adressattyp": CustomerKindField, "EU-UStID": CustomerVATID,
			"Anrede": CustomerSalutation, "Titel/Akad. Grad": CustomerTitle, "Straße": CustomerStreet,
			"Postleitzahl": CustomerPostcode, "Ort": CustomerCity, "Land": CustomerCountry,
			"Abweichende Anrede": CustomerAddressForm, "Telefon": CustomerPhone, "E-Mail": CustomerEmail,
		},
	},
	{ // German till export as small till programs write it: the usual short capitals.
		Key: "german_till", Kind: Orders, Gross: true, Told: true, Decimal: ',', Dates: DMY,
		Header: []string{
			"BON_NR", "DATUM", "UHRZEIT", "KASSE", "KUNDE", "ARTIKEL_NR", "ARTIKEL", "WARENGRUPPE", "MENGE", "STK_PREIS",
			"MWST_SATZ", "UMS_BRT",
		},
		Must: []string{"BON_NR", "DATUM", "UMS_BRT"},
		Fields: map[string]Field{
			"BON_NR": OrderNumber, "DATUM": OrderDate, "UHRZEIT": OrderTime, "KASSE": OrderRegister, "Z_NR": OrderZNumber,
			"KUNDE": CustomerNumber, "KUNDEN_NR": CustomerNumber, "KUNDE_NR": CustomerNumber, "ARTIKEL_NR": LineSKU, "ART_NR": LineSKU, "ARTIKEL": LineDescription,
			"WARENGRUPPE": LineCategory, "MENGE": LineQuantity, "STK_PREIS": LineUnitPrice, "MWST_SATZ": LineTaxRate,
			"UMS_BRT": LineAmountGross, "UMS_NET": LineAmountNet, "STORNO": OrderCancelled,
		},
	},
}
