// Package tact looks through a note for words that the customer should not have to read:
// insults, diagnoses, faith, politics, family matters. Every note may be asked for by the
// person it is about.
//
// In go a text in German or English; out come the places with the reason and, where there
// is one, a neutral wording. It only advises: nothing is refused or changed here, and a
// word that is harmless in its place costs one glance.
package tact

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reason tells why a word is better left out.
type Reason string

// The reasons; each has a message "tact.<reason>".
const (
	Insult Reason = "insult" // judges the person
	Health Reason = "health" // diagnosis, illness, addiction
	Belief Reason = "belief" // faith, politics, union, origin
	Family Reason = "family" // quarrels and partings
	Money  Reason = "money"  // debts from hearsay
	Looks  Reason = "looks"  // the body
	Secret Reason = "secret" // passwords and numbers of cards
)

// Find is one place in a text: bytes [From, Until).
type Find struct {
	From, Until int
	Reason      Reason
	Better      string // key of a neutral wording, "" where the word is best left out
}

// word is a beginning of a word, or the whole of it where whole is set.
type word struct {
	text   string
	reason Reason
	better string
	whole  bool
}

// expects is the neutral wording of the many words for somebody who asks much.
const expects = "tact.better.expects"

var words = list(map[Reason]string{
	Insult: "idiot trottel dumm* blöd* doof* depp spinner nervensäge nerv* zicke* zickig arrogant* unverschämt* frech* geizig* geizhals faul* dreckig* schlampig* lügner* lügt verlogen* hinterhältig* " +
		"betrüger* gauner abzocker* pleitegeier querulant* nörgler* meckerer* meckert tyrann* sklave* klette kostenfresser verlustkunde* stalker furie hexe ekel* widerlich* asozial* primitiv* " +
		"stupid idiotic moron jerk asshole bitch lazy liar rude* cheapskate stingy annoying pest troublemaker* nuisance arrogant disgusting pathetic slave tyrant",
	Health: "krebs depress* burnout psychisch* psycho psychose irre verrückt* dement* demenz alzheimer alkohol* trinker säufer* besoffen* betrunken* süchtig* drogen* diabet* hiv aids behindert* " +
		"schwanger* fehlgeburt epilep* schizo* krank krankheit chronisch* operiert tablettensüchtig* cancer depressed depression psychotic crazy insane alcoholic drunk addict* diabetic pregnant disabled dementia",
	Belief: "muslim* moslem* islam* jude jüdin jüdisch* katholi* evangelisch* zeugen jehova* sekte atheist* religiös* rechtsradikal* linksradikal* nazi* kommunist* afd cdu csu spd fdp grünenwähler* " +
		"gewerkschaft* ausländer* migrant* flüchtling* zigeuner* muslim jewish catholic protestant atheist nazi communist republican democrat foreigner* immigrant* refugee*",
	Family: "scheidung* geschieden* ehestreit ehekrise affäre betrogen fremdgeh* familienstreit sorgerecht* vorstrafe* vorbestraft* gefängnis divorce* cheating custody convict*",
	Money:  "pleite bankrott* verschuldet* schulden* insolvenzgerücht* zahlungsunfähig* hartz bürgergeld broke bankrupt* indebted",
	Looks:  "fett* dick hässlich* übergewichtig* stinkt ungepflegt* fat ugly overweight smelly",
	Secret: "passwort* password* pin kreditkartennummer* kontonummer* personalausweisnummer* ausweiskopie*",
})

// harmless are words of trade that begin like one of the list.
var harmless = []string{"fett", "fette", "fetten", "fettes", "fetter", "fettfrei", "fettarm", "fettpresse", "fettkartusche", "fettkartuschen", "fettsorte", "fettsorten", "nervös", "dummy"}

// better are the words for which a neutral wording is proposed.
var better = map[string]string{
	"querulant": expects, "nervensäge": expects, "nerv": expects, "tyrann": expects, "sklave": expects, "nörgler": expects, "meckerer": expects, "meckert": expects, "zicke": expects,
	"zickig": expects, "frech": expects, "unverschämt": expects, "troublemaker": expects, "annoying": expects, "nuisance": expects, "rude": expects, "slave": expects, "tyrant": expects,
	"klette": "tact.better.cost", "kostenfresser": "tact.better.cost", "verlustkunde": "tact.better.cost",
	"psychisch": "tact.better.strain", "verrückt": "tact.better.strain", "irre": "tact.better.strain", "crazy": "tact.better.strain", "depress": "tact.better.strain", "burnout": "tact.better.strain",
	"pleite": "tact.better.pays", "verschuldet": "tact.better.pays", "schulden": "tact.better.pays", "zahlungsunfähig": "tact.better.pays", "broke": "tact.better.pays",
}

func list(texts map[Reason]string) (out []word) {
	for reason, text := range texts {
		for _, w := range strings.Fields(text) {
			begin, more := strings.CutSuffix(w, "*")
			out = append(out, word{begin, reason, better[begin], !more})
		}
	}
	// The longest beginning wins, and equal ones in one order.
	slices.SortFunc(out, func(a, b word) int {
		return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text), cmp.Compare(a.reason, b.reason))
	})
	return out
}

// Check returns the places of a text that are better worded otherwise, in their order. A
// name is no word of the list where it is written as one: "Herr Krebs", "Frau Dick".
func Check(text string) []Find {
	var finds []Find
	before := ""
	for from := 0; from < len(text); {
		r, size := utf8.DecodeRuneInString(text[from:])
		if !unicode.IsLetter(r) {
			from += size
			continue
		}
		until := from
		for until < len(text) {
			r, size := utf8.DecodeRuneInString(text[until:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				break
			}
			until += size
		}
		key := strings.ToLower(text[from:until])
		if w, ok := find(key); ok && !named(before) {
			finds = append(finds, Find{from, until, w.reason, w.better})
		}
		before = key
		from = until
	}
	return finds
}

func find(key string) (word, bool) {
	if slices.Contains(harmless, key) {
		return word{}, false
	}
	i := slices.IndexFunc(words, func(w word) bool {
		return key == w.text || !w.whole && strings.HasPrefix(key, w.text)
	})
	if i < 0 {
		return word{}, false
	}
	return words[i], true
}

func named(before string) bool {
	return slices.Contains([]string{"herr", "herrn", "frau", "familie", "firma", "dr", "mr", "mrs", "ms"}, before)
}
