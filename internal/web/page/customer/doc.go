// Package customer shows one customer: who he is, what the relationship is worth and
// how it goes, what happened, how to reach him; and the forms that change the record.
// In go views in finished words. Everything on these pages may be read by the person.
package customer
