package web

import "github.com/stammkunde/stammkunde/internal/list"

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
	counter bool // belongs to the counter: open to helpers and at a shared till
	turn    bool // of the counter, also while nobody serves
	helper  bool // open to helpers, not at a shared till
	view    bool // a page that reads much, all of it of one moment; it reads in its own goroutine
}

// seated tells whether it matters who serves at a shared till.
func (rt route) seated() bool { return rt.access != anybody && rt.access != public }

// routes is the map of the interface.
func (s *server) routes() []route {
	return []route{
		{pattern: "GET /start", access: firstRun, do: s.startPage},
		{pattern: "POST /start", access: anybody, do: s.start},
		{pattern: "GET /anmelden", access: public, do: s.signInPage},
		{pattern: "POST /anmelden", access: public, do: s.signIn},
		{pattern: "POST /abmelden", access: public, do: s.signOut},

		{pattern: "GET /{$}", access: signedIn, view: true, do: s.today},
		{pattern: "POST /heute/zeilen/{id}", access: writer, do: s.answerLine},
		{pattern: "GET /heute/zeilen/{id}", access: signedIn, do: s.massLine},
		{pattern: "GET /heute/zeilen/{id}/export.csv", access: signedIn, do: s.massExport},

		{pattern: "GET /kennenlernen", access: writer, do: s.welcomePage},
		{pattern: "POST /kennenlernen", access: writer, do: s.welcome},
		{pattern: "GET /kennenlernen/{id}", access: signedIn, do: s.briefPage},

		{pattern: "GET /kunden", access: signedIn, view: true, do: s.customersPage},
		{pattern: "GET /kunden/export.csv", access: figures, do: s.exportCustomers(list.CSV)},
		{pattern: "GET /kunden/export.xlsx", access: figures, do: s.exportCustomers(list.XLSX)},
		{pattern: "GET /befehle", access: signedIn, do: s.palette},
		{pattern: "GET /suche", access: signedIn, do: s.searchPage},
		{pattern: "GET /kunden/neu", access: writer, do: s.newCustomerPage},
		{pattern: "POST /kunden/neu", access: writer, do: s.createCustomer},
		{pattern: "GET /kunden/{id}", access: signedIn, view: true, do: s.customerPage},
		{pattern: "GET /kunden/{id}/blatt", access: signedIn, do: s.sheetPage},
		{pattern: "GET /kunden/{id}/verlauf", access: signedIn, view: true, do: s.historyPart},
		{pattern: "GET /kunden/{id}/bearbeiten", access: writer, do: s.editCustomerPage},
		{pattern: "POST /kunden/{id}/bearbeiten", access: writer, do: s.saveCustomer},
		{pattern: "GET /kunden/{id}/loeschen", access: writer, do: s.deletePage},
		{pattern: "POST /kunden/{id}/loeschen", access: writer, do: s.deleteCustomer},
		{pattern: "POST /kunden/{id}/kontakte", access: writer, do: s.saveContact},
		{pattern: "POST /kunden/{id}/notiz", access: writer, do: s.saveNote},
		{pattern: "POST /kunden/{id}/sperre", access: writer, do: s.saveBar},
		{pattern: "POST /kunden/{id}/stufe", access: writer, do: s.decideStanding},
		{pattern: "POST /kunden/{id}/doppelt", access: writer, do: s.dismissTwin},

		{pattern: "GET /notieren", access: writer, do: s.quickPage},
		{pattern: "POST /notieren", access: writer, do: s.saveQuick},
		{pattern: "POST /notiert/{id}/zuruecknehmen", access: writer, do: s.undoTalk},
		{pattern: "GET /kontakte/{id}", access: writer, do: s.talkPage},
		{pattern: "POST /kontakte/{id}", access: writer, do: s.saveTalk},
		{pattern: "POST /kontakte/{id}/ton", access: writer, do: s.saveTone},
		{pattern: "POST /kontakte/{id}/entfernen", access: writer, do: s.removeTalk},
		{pattern: "POST /kunden/{id}/zusagen", access: writer, do: s.savePromise},
		{pattern: "POST /kunden/{id}/erwartungen", access: writer, do: s.saveExpectation},
		{pattern: "GET /kunden/{id}/geschichte", access: signedIn, do: s.storyPage},

		{pattern: "GET /dubletten", access: writer, do: s.doublesPage},
		{pattern: "POST /dubletten/zwei", access: writer, do: s.twoCustomers},
		{pattern: "GET /dubletten/neu", access: writer, do: s.nearPart},
		{pattern: "GET /kunden/{id}/zusammen/{anderer}", access: writer, do: s.mergePage},
		{pattern: "POST /kunden/{id}/zusammen/{anderer}", access: writer, do: s.mergeCustomers},
		{pattern: "GET /zusammen/{id}", access: writer, do: s.unmergePage},
		{pattern: "POST /zusammen/{id}", access: writer, do: s.unmergeCustomers},

		{pattern: "GET /import", access: manager, do: s.importsPage},
		{pattern: "POST /import", access: manager, do: s.upload, files: true},
		{pattern: "GET /importdatei/{datei}", access: manager, do: s.mappingPage},
		{pattern: "POST /importdatei/{datei}", access: manager, do: s.mapped},
		{pattern: "GET /import/{id}", access: manager, do: s.importPage},
		{pattern: "GET /import/{id}/lauf", access: manager, do: s.importStream},
		{pattern: "GET /import/{id}/spalten", access: manager, do: s.importColumns},
		{pattern: "GET /import/{id}/zurueckgestellt.csv", access: manager, do: s.rejectFile},
		{pattern: "POST /import/{id}/uebernehmen", access: manager, do: s.takeOver},
		{pattern: "POST /import/{id}/abbrechen", access: manager, do: s.cancelImport},
		{pattern: "POST /import/{id}/verwerfen", access: manager, do: s.discardImport},
		{pattern: "POST /import/{id}/zuruecknehmen", access: manager, do: s.undoImport},
		{pattern: "POST /import/{id}/nachreichen", access: manager, do: s.mendImport, files: true},

		{pattern: "GET /zahlen", access: figures, view: true, do: s.figuresPage},
		{pattern: "GET /zahlen/export.csv", access: figures, do: s.figuresExport},
		{pattern: "GET " + figureTablesURL + "{datei}", access: figures, do: s.figuresTable},

		{pattern: "POST /uebung", access: manager, do: s.practice},
		{pattern: "POST /uebung/beenden", access: manager, do: s.leavePractice},
		{pattern: "POST /tag", access: manager, do: s.setDay},

		{pattern: "GET /einstellungen", access: signedIn, helper: true, do: s.settingsPage},
		{pattern: "POST /einstellungen/betrieb", access: manager, do: s.saveFirm},
		{pattern: "POST /einstellungen/zugang", access: signedIn, helper: true, do: s.saveAccount},
		{pattern: "POST /einstellungen/passwort", access: signedIn, helper: true, do: s.changePassword},
		{pattern: "POST /einstellungen/personen", access: owner, do: s.addUser},
		{pattern: "POST /einstellungen/personen/{id}", access: owner, do: s.changeUser},
		{pattern: "POST /einstellungen/dateien", access: manager, do: s.saveFeeds},
		{pattern: "GET /einstellungen/warengruppen", access: manager, do: s.marginsPage},
		{pattern: "POST /einstellungen/warengruppen", access: manager, do: s.saveMargins},
		{pattern: "POST /einstellungen/warengruppen/zurueck", access: manager, do: s.undoMargins},
		{pattern: "POST /einstellungen/sicherungen", access: owner, do: s.saveKept},
		{pattern: "GET /einstellungen/sicherung", access: owner, do: s.backup},

		{pattern: "GET /lizenzen", access: anybody, do: s.licences},
		{pattern: "GET /zertifikat", access: anybody, do: s.certificatePage},
		{pattern: "GET /zertifikat/stammkunde.crt", access: anybody, do: s.certificateFile},
	}
}
