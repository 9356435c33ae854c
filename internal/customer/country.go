package customer

// CountryOf reads a country's name or code as its code; "" when it is not known.
func CountryOf(s string) string { return countryCode(s, "") }
