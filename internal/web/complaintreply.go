package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/paper"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// replies are the tasks that end with a word to him.
var replies = map[feedback.Task]bool{feedback.Acknowledge: true, feedback.Inform: true, feedback.Solve: true, feedback.Reply: true}

// replyActs are the forms by which somebody confirms that the word was given.
var replyActs = map[feedback.Task]string{feedback.Acknowledge: "bestaetigt", feedback.Inform: "zwischenstand", feedback.Solve: "zwischenstand", feedback.Reply: "beantwortet"}

// replyTo reads the complaint of the address with who made it, and the word that is due.
func (s *server) replyTo(v *visit) (c feedback.Complaint, who customer.Customer, text string, err error) {
	id, err := v.id()
	if err != nil {
		return c, who, "", err
	}
	if c, err = feedback.ReadComplaint(v.ctx(), v.seen, id); err != nil {
		return c, who, "", err
	}
	if !replies[c.Task] {
		return c, who, "", fault.New(fault.NotFound, "webcomplaint.reply.none")
	}
	if c.Customer != 0 {
		if who, err = customer.Get(v.ctx(), v.seen, c.Customer); err != nil {
			return c, who, "", err
		}
	}
	return c, who, s.replyDraft(v, &c, &who), nil
}

// replyDraft is the word that is due next, as it may be changed, copied and sent.
func (s *server) replyDraft(v *visit, c *feedback.Complaint, who *customer.Customer) string {
	say := v.say
	du := who.ID != 0 && (who.AddressForm == "du" || who.AddressForm == "" && v.facts.firm.AddressForm == "du")
	name := c.Name
	switch {
	case du:
		name = orText(who.FirstName, who.Shown())
	case who.ID != 0:
		name = say.Address(whoIs(who))
	}
	task := c.Task
	if task == feedback.Solve {
		task = feedback.Inform
	}
	values := locale.V{
		"named": name != "", "name": name, "day": c.Day, "words": abridged(c.Words, 160), "solution": orText(c.Solution, say.T("webcomplaint.remedy."+string(orRemedy(c.Remedy)))),
		"user": v.user.Name, "firm": v.facts.firm.Name,
	}
	return asked(v, du, "webcomplaint.draft."+string(task), values)
}

func orRemedy(r feedback.Remedy) feedback.Remedy {
	if r == "" {
		return "none"
	}
	return r
}

// replyPage drafts the word that is due, to copy, to print or to open in the mail program. The
// program sends nothing: the clock stops when somebody confirms that it went.
func (s *server) replyPage(v *visit) error {
	c, who, text, err := s.replyTo(v)
	if err != nil {
		return err
	}
	say := v.say
	address, mail, name := c.Reach, who.Email, strangerName(v, c.Name)
	if who.ID != 0 {
		name = who.Shown()
		address = strings.Join(slicesOf(who.Email, dialling(v, who.Phone, "").Text, strings.Trim(who.Street+", "+who.Postcode+" "+who.City, ", ")), " · ")
	} else if strings.Contains(c.Reach, "@") {
		mail = c.Reach
	}
	to := customerURL(c.Customer) + "/" + complaintSection
	if c.Customer == 0 {
		to = complaintURL(c.ID)
	}
	draft := &page.Draft{
		Title: say.T("webcomplaint.reply.title", locale.V{"task": string(c.Task)}), Note: say.T("webcomplaint.reply.note"), Copy: say.T("web.enquiry.draft.copy"),
		Address: look.FieldView{Name: "adresse", Label: say.T("web.enquiry.draft.address"), Value: orText(address, say.T("web.enquiry.draft.unknown")), Attrs: map[string]any{"readonly": true}},
		Text:    look.FieldView{Name: "entwurf", Label: say.T("web.enquiry.draft.text"), Rows: 10, Value: text},
		Paper:   &look.ButtonView{Label: say.T("webcomplaint.reply.paper"), Icon: "printer", Href: complaintURL(c.ID) + "/antwort.pdf", Style: "quiet"},
	}
	if mail != "" {
		q := strings.ReplaceAll(url.Values{"subject": {say.T("webcomplaint.reply.subject", v.facts.firm.Name)}, "body": {text}}.Encode(), "+", "%20")
		draft.Open = &look.ButtonView{Label: say.T("web.enquiry.draft.open"), Icon: "mail", Href: "mailto:" + url.PathEscape(mail) + "?" + q, Style: "quiet"}
	}
	channels := words([]interaction.Channel{interaction.Mail, interaction.Letter, interaction.Phone, interaction.Counter, interaction.Visit, interaction.Message})
	now := string(c.Channel)
	if c.Customer == 0 {
		now = channels[0]
	}
	said := look.FieldView{Name: "worte", ID: "f-gesagt", Label: say.T("webcomplaint.said"), Rows: 4, Hint: say.T("webcomplaint.reply.said.hint")}
	view := page.FormPage{
		Head:  look.HeadView{Title: say.T("webcomplaint.reply"), Lede: known(name, abridged(c.Words, 120)), Back: &look.LinkView{Label: say.T("webcomplaint.title"), Href: complaintURL(c.ID)}},
		Draft: draft,
		Forms: []page.Form{{
			ID: "bestaetigen", Title: say.T("webcomplaint.reply.confirm"), URL: to,
			Hidden: []look.Hidden{{Name: "act", Value: replyActs[c.Task]}, {Name: "id", Value: number(c.ID)}, {Name: "fassung", Value: number(c.Version)}, s.mark(v)},
			Fields: []look.FieldView{choice(v, "kanal", "webcomplaint.told", "webdata.channel.", now, channels), said},
			Submit: look.ButtonView{Label: say.T("webcomplaint.reply.sent"), Style: "primary"},
		}},
	}
	return s.page(v, sheet{Title: view.Head.Title, At: complaintsURL}, page.Typed(view))
}

// slicesOf are the texts that say something.
func slicesOf(list ...string) (kept []string) {
	for _, text := range list {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// replyPaper is the same word as a letter to print.
func (s *server) replyPaper(v *visit) error {
	_, who, text, err := s.replyTo(v)
	if err != nil {
		return err
	}
	letter := &paper.Sheet{
		Lang: string(v.say.Tag()), Title: v.facts.firm.Name, Lede: v.say.Date(v.facts.today), Foot: v.facts.firm.Name, Made: s.Now(), Unknown: v.say.T("webreport.unknown"),
		Page: func(n int, of string) string { return v.say.T("webreport.page", n, of) },
	}
	if who.ID != 0 && who.City != "" {
		letter.Sections = append(letter.Sections, paper.Section{Lines: []string{who.Shown(), who.Street, who.Postcode + " " + who.City}})
	}
	letter.Sections = append(letter.Sections, paper.Section{Say: slicesOf(strings.Split(text, "\n")...)})
	var out bytes.Buffer
	if err := paper.Write(&out, letter); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="antwort.pdf"`)
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(out.Bytes())
	return err
}
