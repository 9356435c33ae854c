package party_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
)

func TestGreet(t *testing.T) {
	type letter = party.Letter
	const p, f, h, c = customer.Person, customer.Firm, customer.Household, customer.Contact
	de, at, ch, en := locale.DeDE, locale.DeAT, locale.DeCH, locale.EnGB
	for name, x := range map[string]struct {
		letter letter
		want   string
	}{
		"a woman with Sie":                        {letter{Kind: p, First: "Anna", Last: "Huber", Salutation: "Frau", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Huber,"},
		"a man with Sie":                          {letter{Kind: p, First: "Paul", Last: "Huber", Salutation: "Herr", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Huber,"},
		"an English salutation is read":           {letter{Kind: p, First: "Paul", Last: "Huber", Salutation: "Mr", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Huber,"},
		"a woman with Du":                         {letter{Kind: p, First: "Anna", Last: "Huber", Salutation: "Frau", Form: party.Du, Tag: de}, "Liebe Anna,"},
		"a man with Du":                           {letter{Kind: p, First: "Paul", Last: "Huber", Salutation: "Herr", Form: party.Du, Tag: de}, "Lieber Paul,"},
		"Du without a gender":                     {letter{Kind: p, First: "Kim", Last: "Berger", Form: party.Du, Tag: de}, "Hallo Kim,"},
		"Du takes no title":                       {letter{Kind: p, First: "Anna", Last: "Huber", Salutation: "Frau", Title: "Dr.", Form: party.Du, Tag: de}, "Liebe Anna,"},
		"Du without a first name":                 {letter{Kind: p, Last: "Huber", Salutation: "Frau", Form: party.Du, Tag: de}, "Guten Tag Frau Huber,"},
		"Du without a first name keeps the title": {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Dr.", Form: party.Du, Tag: de}, "Guten Tag Herr Dr. Huber,"},
		"Du without first name or gender":         {letter{Kind: p, Last: "Berger", Form: party.Du, Tag: de}, "Guten Tag Berger,"},
		"nobody's gender is guessed":              {letter{Kind: p, First: "Kim", Last: "Berger", Form: party.Sie, Tag: de}, "Guten Tag Kim Berger,"},
		"a name alone tells no gender":            {letter{Kind: p, First: "Anna", Last: "Huber", Form: party.Sie, Tag: de}, "Guten Tag Anna Huber,"},
		"the neutral form names no gender":        {letter{Kind: p, First: "Anna", Last: "Huber", Salutation: "Frau", Form: party.Neutral, Tag: de}, "Guten Tag Anna Huber,"},
		"Sie without a family name":               {letter{Kind: p, First: "Anna", Salutation: "Frau", Form: party.Sie, Tag: de}, "Guten Tag Anna,"},
		"Sie with a family name only":             {letter{Kind: p, Last: "Huber", Salutation: "Frau", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Huber,"},
		"a doctor":                                {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Dr.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Dr. Huber,"},
		"a doctor of medicine":                    {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Dr. med.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Dr. Huber,"},
		"a doctor written together":               {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Dr.med.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Dr. Huber,"},
		"two doctors are said once in Germany":    {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Dr. Dr.", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Dr. Huber,"},
		"a professor":                             {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Prof.", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Prof. Huber,"},
		"a professor and doctor":                  {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Prof. Dr.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Prof. Dr. Huber,"},
		"the order of titles is put right":        {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Dr. Prof.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Prof. Dr. Huber,"},
		"a professor in one word":                 {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Professor", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Prof. Huber,"},
		"the title may stand with the salutation": {letter{Kind: p, Last: "Huber", Salutation: "Herr Dr.", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Dr. Huber,"},
		"told twice is said once":                 {letter{Kind: p, Last: "Huber", Salutation: "Herr Dr.", Title: "Dr.", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Dr. Huber,"},
		"a degree is not spoken in Germany":       {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Mag.", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Huber,"},
		"an engineer's degree neither":            {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Dipl.-Ing.", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Huber,"},
		"what follows a name is never said":       {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "MBA", Form: party.Sie, Tag: at}, "Sehr geehrte Frau Huber,"},
		"particles belong to the name":            {letter{Kind: p, Last: "von der Stein", Salutation: "Frau", Form: party.Sie, Tag: de}, "Sehr geehrte Frau von der Stein,"},
		"a double name stays whole":               {letter{Kind: p, Last: "Groß-Weber", Salutation: "Frau", Form: party.Sie, Tag: de}, "Sehr geehrte Frau Groß-Weber,"},
		"a Magister in Austria":                   {letter{Kind: p, Last: "Huber", Salutation: "Herr", Title: "Mag.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr Mag. Huber,"},
		"a Magistra keeps her writing":            {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Mag.a", Form: party.Sie, Tag: at}, "Sehr geehrte Frau Mag.a Huber,"},
		"a raised letter is kept too":             {letter{Kind: p, Last: "Huber", Salutation: "Frau", Title: "Mag.ª", Form: party.Sie, Tag: at}, "Sehr geehrte Frau Mag.ª Huber,"},
		"an Austrian engineer with a degree":      {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "DI", Form: party.Sie, Tag: at}, "Sehr geehrter Herr DI Gruber,"},
		"the long writing is shortened":           {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Dipl.-Ing.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr DI Gruber,"},
		"an Austrian engineer":                    {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Ing.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr Ing. Gruber,"},
		"degree before doctor in Austria":         {letter{Kind: p, Last: "Gruber", Salutation: "Frau", Title: "Dr. Mag.", Form: party.Sie, Tag: at}, "Sehr geehrte Frau Mag. Dr. Gruber,"},
		"professor, degree, doctor in Austria":    {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Mag. Dr. Univ.-Prof.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr Prof. Mag. Dr. Gruber,"},
		"engineer before degree in Austria":       {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Mag. Ing.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr Ing. Mag. Gruber,"},
		"an office comes first in Austria":        {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Ing. KommR", Form: party.Sie, Tag: at}, "Sehr geehrter Herr KommR Ing. Gruber,"},
		"two doctors are one word in Austria":     {letter{Kind: p, Last: "Gruber", Salutation: "Frau", Title: "DDr.", Form: party.Sie, Tag: at}, "Sehr geehrte Frau DDr. Gruber,"},
		"a title in Austria falls with Du":        {letter{Kind: p, First: "Eva", Last: "Gruber", Salutation: "Frau", Title: "Mag.", Form: party.Du, Tag: at}, "Liebe Eva,"},
		"no gender in Austria":                    {letter{Kind: p, First: "Kim", Last: "Berger", Form: party.Sie, Tag: at}, "Guten Tag Kim Berger,"},
		"a Diplomkaufmann is no Diplomingenieur":  {letter{Kind: p, Last: "Gruber", Salutation: "Herr", Title: "Dipl.-Kfm.", Form: party.Sie, Tag: at}, "Sehr geehrter Herr Gruber,"},
		"Switzerland writes no comma":             {letter{Kind: p, First: "Ruth", Last: "Meier", Salutation: "Frau", Form: party.Sie, Tag: ch}, "Sehr geehrte Frau Meier"},
		"a Swiss man":                             {letter{Kind: p, First: "Urs", Last: "Meier", Salutation: "Herr", Form: party.Sie, Tag: ch}, "Sehr geehrter Herr Meier"},
		"a Swiss Du":                              {letter{Kind: p, First: "Ruth", Last: "Meier", Salutation: "Frau", Form: party.Du, Tag: ch}, "Liebe Ruth"},
		"a Swiss greeting without a gender":       {letter{Kind: p, First: "Kim", Last: "Berger", Form: party.Sie, Tag: ch}, "Grüezi Kim Berger"},
		"a Swiss neutral form":                    {letter{Kind: p, First: "Ruth", Last: "Meier", Salutation: "Frau", Form: party.Neutral, Tag: ch}, "Grüezi Ruth Meier"},
		"a Swiss Du without a gender":             {letter{Kind: p, First: "Kim", Last: "Berger", Form: party.Du, Tag: ch}, "Hallo Kim"},
		"Switzerland writes no ß":                 {letter{Kind: p, Last: "Groß", Salutation: "Herr", Form: party.Sie, Tag: ch}, "Sehr geehrter Herr Gross"},
		"a Swiss doctor":                          {letter{Kind: p, Last: "Meier", Salutation: "Frau", Title: "Dr. iur.", Form: party.Sie, Tag: ch}, "Sehr geehrte Frau Dr. Meier"},
		"a Swiss firm":                            {letter{Kind: f, Company: "Meier AG", Form: party.Sie, Tag: ch}, "Sehr geehrte Damen und Herren"},
		"a Swiss firm, gender neutral":            {letter{Kind: f, Company: "Meier AG", Form: party.Sie, Tag: ch, Style: locale.Star}, "Grüezi"},
		"a firm":                                  {letter{Kind: f, Company: "Haller GmbH", Form: party.Sie, Tag: de}, "Sehr geehrte Damen und Herren,"},
		"a firm in pairs":                         {letter{Kind: f, Company: "Haller GmbH", Form: party.Sie, Tag: de, Style: locale.Pair}, "Sehr geehrte Damen und Herren,"},
		"a firm with the colon":                   {letter{Kind: f, Company: "Haller GmbH", Form: party.Sie, Tag: de, Style: locale.Colon}, "Guten Tag,"},
		"a firm, neutral style":                   {letter{Kind: f, Company: "Haller GmbH", Form: party.Sie, Tag: de, Style: locale.Neutral}, "Guten Tag,"},
		"a firm with Du":                          {letter{Kind: f, Company: "Haller GmbH", Form: party.Du, Tag: de}, "Hallo zusammen,"},
		"a firm's owner is not the firm":          {letter{Kind: f, Company: "Haller GmbH", First: "Jo", Last: "Haller", Salutation: "Herr", Form: party.Sie, Tag: de}, "Sehr geehrte Damen und Herren,"},
		"a nameless customer":                     {letter{Kind: p, Form: party.Sie, Tag: de}, "Sehr geehrte Damen und Herren,"},
		"a contact is a person":                   {letter{Kind: c, First: "Jo", Last: "Haller", Salutation: "Herr", Form: party.Sie, Tag: de}, "Sehr geehrter Herr Haller,"},
		"a household":                             {letter{Kind: h, Company: "Familie Berger", Form: party.Sie, Tag: de}, "Sehr geehrte Familie Berger,"},
		"a household, shortened":                  {letter{Kind: h, Company: "Fam. Berger", Form: party.Sie, Tag: de}, "Sehr geehrte Familie Berger,"},
		"a household with Du":                     {letter{Kind: h, Company: "Familie Berger", Form: party.Du, Tag: de}, "Liebe Familie Berger,"},
		"a household, neutral":                    {letter{Kind: h, Company: "Familie Berger", Form: party.Neutral, Tag: de}, "Guten Tag Familie Berger,"},
		"a household with a name of its own":      {letter{Kind: h, Company: "WG Mühlenstieg", Form: party.Sie, Tag: de}, "Guten Tag WG Mühlenstieg,"},
		"an English household":                    {letter{Kind: h, Company: "Familie Berger", Form: party.Sie, Tag: en}, "Dear Berger family,"},
		"an English woman":                        {letter{Kind: p, First: "Jane", Last: "Hill", Salutation: "Mrs", Form: party.Sie, Tag: en}, "Dear Ms Hill,"},
		"an English man":                          {letter{Kind: p, First: "John", Last: "Hill", Salutation: "Mr", Form: party.Sie, Tag: en}, "Dear Mr Hill,"},
		"an English first name":                   {letter{Kind: p, First: "Jane", Last: "Hill", Salutation: "Mrs", Form: party.Du, Tag: en}, "Dear Jane,"},
		"an English doctor of whatever gender":    {letter{Kind: p, First: "Kim", Last: "Hill", Title: "Dr.", Form: party.Sie, Tag: en}, "Dear Dr Hill,"},
		"an English professor":                    {letter{Kind: p, First: "Kim", Last: "Hill", Title: "Prof. Dr.", Form: party.Sie, Tag: en}, "Dear Professor Hill,"},
		"no gender in English":                    {letter{Kind: p, First: "Kim", Last: "Hill", Form: party.Sie, Tag: en}, "Dear Kim Hill,"},
		"the neutral form in English":             {letter{Kind: p, First: "Jane", Last: "Hill", Salutation: "Mrs", Form: party.Neutral, Tag: en}, "Dear Jane Hill,"},
		"an English firm":                         {letter{Kind: f, Company: "Hill Ltd", Form: party.Sie, Tag: en}, "Dear Sir or Madam,"},
		"an English firm, gender neutral":         {letter{Kind: f, Company: "Hill Ltd", Form: party.Sie, Tag: en, Style: locale.Star}, "Hello,"},
	} {
		t.Run(name, func(t *testing.T) {
			got := party.Greet(x.letter)
			if got.Text != x.want {
				t.Errorf("%q, want %q", got.Text, x.want)
			}
			if capital := x.letter.Tag == ch || x.letter.Tag == en; got.Capital != capital {
				t.Errorf("goes on with a capital: %v", got.Capital)
			}
		})
	}
}

// Whatever stands in the fields, the line is one line, says nobody's gender unasked and
// ends as the country wants it.
func TestGreetAlways(t *testing.T) {
	tags := []locale.Tag{locale.DeDE, locale.DeAT, locale.DeCH, locale.EnGB}
	word := rapid.StringMatching(`[A-Za-zäöüß.\- ]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		l := party.Letter{
			Kind:  rapid.SampledFrom([]customer.Kind{customer.Person, customer.Contact, customer.Firm, customer.Household}).Draw(t, "kind"),
			First: word.Draw(t, "first"), Last: word.Draw(t, "last"), Company: word.Draw(t, "company"), Title: word.Draw(t, "title"),
			Form: rapid.SampledFrom([]party.Form{party.Du, party.Sie, party.Neutral}).Draw(t, "form"),
			Tag:  rapid.SampledFrom(tags).Draw(t, "tag"),
		}
		g := party.Greet(l)
		for _, gendered := range []string{"Herr ", "Frau ", "Lieber ", "Mr ", "Ms "} {
			if strings.HasPrefix(g.Text, gendered) || strings.Contains(g.Text, "geehrter "+gendered) {
				t.Errorf("%q says a gender", g.Text)
			}
		}
		if comma := strings.HasSuffix(g.Text, ","); comma == (l.Tag == locale.DeCH) {
			t.Errorf("%q: comma %v", g.Text, comma)
		}
		if l.Tag == locale.DeCH && strings.Contains(g.Text, "ß") {
			t.Errorf("%q has an ß", g.Text)
		}
	})
}
