package intake

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake/mapping"
)

func TestNamesAreReadFromWhateverColumnsAFileHas(t *testing.T) {
	for name, test := range map[string]struct {
		in                   mapping.Customer
		first, last, company string
	}{
		"last name under Name beside the first":  {mapping.Customer{Name: "Beispiel", FirstName: "Anna"}, "Anna", "Beispiel", ""},
		"a last name of two words":               {mapping.Customer{Name: "von Muster", FirstName: "Anna"}, "Anna", "von Muster", ""},
		"the whole name beside the first":        {mapping.Customer{Name: "Anna Beispiel", FirstName: "Anna"}, "Anna", "Beispiel", ""},
		"the whole name turned round":            {mapping.Customer{Name: "Beispiel, Anna", FirstName: "Anna"}, "Anna", "Beispiel", ""},
		"a firm under Name and who is in it":     {mapping.Customer{Name: "Beispiel GmbH", FirstName: "Anna"}, "Anna", "", "Beispiel GmbH"},
		"Name repeats the firm":                  {mapping.Customer{Name: "Beispiel GmbH", FirstName: "Anna", Company: "Beispiel GmbH"}, "Anna", "", "Beispiel GmbH"},
		"first and last name win over the whole": {mapping.Customer{Name: "A. Beispiel", FirstName: "Anna", LastName: "Beispiel"}, "Anna", "Beispiel", ""},
		"only Name":                              {mapping.Customer{Name: "Anna Beispiel"}, "Anna", "Beispiel", ""},
		"only Name with a comma":                 {mapping.Customer{Name: "Beispiel, Anna"}, "Anna", "Beispiel", ""},
		"only the firm under Name":               {mapping.Customer{Name: "Beispiel AG"}, "", "", "Beispiel AG"},
	} {
		if first, last, company := splitName(&test.in); first != test.first || last != test.last || company != test.company {
			t.Errorf("%s: %q, %q, %q", name, first, last, company)
		}
	}
}
