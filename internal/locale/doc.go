// Package locale says things in the reader's language: how is this sentence,
// amount, day or interval written here, and what did the person mean who typed it?
//
// In go a [Tag] (de-DE, de-AT, de-CH, en-GB), message keys and values; out come
// finished texts. A [Printer] holds the tag, the firm's gender style and its
// currency, is safe for concurrent use and made once per request or kept:
//
//	p := locale.New(locale.Options{Tag: locale.DeAT, Currency: "EUR"})
//	p.T("care.late", locale.V{"who": subject, "days": 32})
//
// # Messages
//
// The files messages/<topic>.<de|en>.txt hold one message per line, "key = text".
// Lines that begin with # are comments, a backslash at the end of a line joins the
// next one (its leading blanks are dropped), \n is a line break, {{ a brace.
// Whoever adds a file adds it in both languages; the package's test walks all.
//
//	{0} {1} {name}     a value by position or, from [V], by name
//	{0:form}           a value in a form, see below
//	{n|one=...|other=...}  one of several texts; inside, # is the value n
//	{g:Kunden}         a generic noun in the firm's gender style (German only)
//
// The branches of a choice are picked for numbers by zero, one and other; for a
// [Person] by f, m, firm and other (not known); for a bool by yes and other; for a
// string by itself. The branch other must be there, zero is optional.
//
// Forms of numbers: word ("neun", from thirteen on digits), ordinal ("dritten",
// ordinal.e and ordinal.er likewise; English "third"), plain (no thousands marks,
// for years and numbers of documents), 0 1 2 (decimals), percent and percent1 (of a
// fraction), interval (days, "alle neun Tage"), days and days.dat ("9 Tage", "9
// Tagen"), money and exact (amounts, without and with ",00"), compact.
// Forms of a day ([cal.Date]): date (24.11.2026), day (24. Nov.), long (Dienstag,
// 24. November), full (24. November 2026), month (November 2026).
// Forms of a [Person]: name, address ("Frau Vogt"), gen ("Wiebke Ahrensböcks"),
// also address.akk and address.dat ("Herrn Vogt"), German pronouns er ihn ihm and sein
// seine seinen seinem seiner seines, English they them their, and the nouns Kunde,
// Stammkunde, Neukunde and Privatkunde ("Stammkundin", also Stammkunde.dat). A pronoun
// with a capital (Er, Seine, They) begins a sentence. Where the salutation is not
// known the name stands for the German pronoun, so an adjective must not depend on it.
// The nouns for {g:...} are listed in gender.go; an unknown one fails the test.
// Without a form a value is written as its type asks: integers with thousands
// marks, [money.Cents] in the printer's currency, days as date, lists of words as
// "A, B und C".
//
// In de-CH every text of our own has ss for ß. Values that people have written (strings,
// names of a [Person]) stay as they are: nobody's name or address is rewritten.
package locale
