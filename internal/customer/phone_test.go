package customer_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
)

func TestPhonesAreShownInGroupsAndDialledInternationally(t *testing.T) {
	for name, tc := range map[string]struct {
		phone, country, region string
		want                   customer.Dialling
	}{
		"with the prefix of the own country":    {"0049 69 90009110", "", "DE", customer.Dialling{Text: "069 90009110", Dial: "+496990009110"}},
		"with brackets":                         {"(069) 90009022", "Deutschland", "DE", customer.Dialling{Text: "069 90009022", Dial: "+496990009022"}},
		"a mobile without spaces":               {"01715550123", "", "DE", customer.Dialling{Text: "0171 5550123", Dial: "+491715550123"}},
		"from abroad, by the prefix":            {"+41446681800", "", "DE", customer.Dialling{Text: "+41 44 668 18 00", Dial: "+41446681800"}},
		"from abroad, by the customer's land":   {"044 668 18 00", "Schweiz", "DE", customer.Dialling{Text: "+41 44 668 18 00", Dial: "+41446681800"}},
		"Swiss for a Swiss firm":                {"+41446681800", "", "CH", customer.Dialling{Text: "044 668 18 00", Dial: "+41446681800"}},
		"words stay words":                      {"siehe Zentrale", "", "DE", customer.Dialling{Text: "siehe Zentrale"}},
		"too few digits are kept as they stand": {"12", "", "DE", customer.Dialling{Text: "12", Dial: "12"}},
		"no number of any country":              {"0999999999999999999999", "", "DE", customer.Dialling{Text: "0999999999999999999999", Dial: "0999999999999999999999"}},
		"short numbers keep their zero":         {"0911 12", "", "DE", customer.Dialling{Text: "0911 12", Dial: "+4991112"}},
		"somebody within a house":               {"+49 (0)89 123456 Durchwahl 12", "", "DE", customer.Dialling{Text: "089 123456 Durchwahl 12", Dial: "+4989123456"}},
		"shortly said":                          {"089 123456, DW 12", "", "DE", customer.Dialling{Text: "089 123456 DW 12", Dial: "+4989123456"}},
		"a country that there is not":           {"+999 12345678", "", "DE", customer.Dialling{Text: "+999 12345678", Dial: "+99912345678"}},
		"two numbers are not one":               {"089 123456 oder 0171 5550123", "", "DE", customer.Dialling{Text: "089 123456 oder 0171 5550123"}},
		"nothing":                               {"", "", "DE", customer.Dialling{}},
	} {
		if got := customer.ReadPhone(tc.phone, tc.country, tc.region); got != tc.want {
			t.Errorf("%s: ReadPhone(%q) = %+v, want %+v", name, tc.phone, got, tc.want)
		}
	}
}
