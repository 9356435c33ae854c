package web

// access says who may use a route.
type access int

const (
	signedIn access = iota // everybody who works here
	writer                 // who may change things
	figures                // who may see money
	manager                // who may change settings and imports
	owner                  // who may change users and take the whole database away
	public                 // also without signing in, once there is a firm
	firstRun               // only until there is a firm
	anybody                // always
)

// route is one address: its pattern, who may use it, and what it does.
type route struct {
	pattern string
	access  access
	do      func(*visit) error
	files   bool // takes files and limits them itself
}

// routes is the map of the interface.
func (s *server) routes() []route {
	return []route{
		{pattern: "GET /start", access: firstRun, do: s.startPage},
		{pattern: "POST /start", access: firstRun, do: s.start},
		{pattern: "GET /anmelden", access: public, do: s.signInPage},
		{pattern: "POST /anmelden", access: public, do: s.signIn},
		{pattern: "POST /abmelden", access: public, do: s.signOut},

		{pattern: "GET /{$}", access: signedIn, do: s.today},
		{pattern: "POST /heute/zeilen/{id}", access: writer, do: s.answerLine},
		{pattern: "GET /heute/zeilen/{id}", access: signedIn, do: s.massLine},
		{pattern: "GET /heute/zeilen/{id}/export.csv", access: signedIn, do: s.massExport},

		{pattern: "GET /kennenlernen", access: writer, do: s.welcomePage},
		{pattern: "POST /kennenlernen", access: writer, do: s.welcome},
		{pattern: "GET /kennenlernen/{id}", access: signedIn, do: s.briefPage},

		{pattern: "POST /uebung", access: manager, do: s.practice},
		{pattern: "POST /uebung/beenden", access: manager, do: s.leavePractice},
		{pattern: "POST /tag", access: manager, do: s.setDay},

		{pattern: "GET /einstellungen", access: signedIn, do: s.settingsPage},
		{pattern: "POST /einstellungen/betrieb", access: manager, do: s.saveFirm},
		{pattern: "POST /einstellungen/zugang", access: signedIn, do: s.saveAccount},
		{pattern: "POST /einstellungen/passwort", access: signedIn, do: s.changePassword},
		{pattern: "POST /einstellungen/personen", access: owner, do: s.addUser},
		{pattern: "POST /einstellungen/personen/{id}", access: owner, do: s.changeUser},
		{pattern: "GET /einstellungen/sicherung", access: owner, do: s.backup},
	}
}
