package look

import "strconv"

// The samples of the style guide. They are invented; the tests render them too.

func sampleButtons() []ButtonView {
	return []ButtonView{
		{Label: "Sichern", Style: "primary"},
		{Label: "Später", Icon: "clock", Key: "S"},
		{Label: "Passt nicht", Style: "quiet"},
		{Label: "Löschen", Style: "danger"},
		{Label: "Rückgängig", Style: "link"},
		{Label: "Klein", Size: "s"},
		{Label: "Mehr", Icon: "ellipsis", IconOnly: true},
		{Label: "Gesperrt", Disabled: true},
		{Label: "Sichert …", Style: "primary", Busy: true},
		{Label: "Importieren", Icon: "upload", Href: "/import", Size: "l"},
	}
}

func sampleBeat() BeatView {
	return BeatView{
		Days: 90, Buys: []int{32, 40, 50, 59, 67, 77, 86}, HasExpect: true, ExpectFrom: 25, ExpectTo: 20, Kind: KindPartner,
		Label: "Bestellungen der letzten drei Monate: etwa alle neun Tage, seit 32 Tagen keine. Erwartet war die nächste vor 20 bis 25 Tagen.",
		Start: "vor 3 Monaten", Now: "heute", Expected: "erwartet",
	}
}

func sampleTable() TableView {
	cell := func(name, note string) Cell {
		return Cell{Content: WhoCell(AvatarView{Initials: Initials(name), Size: "s"}, name, "/kunden/7", note)}
	}
	return TableView{
		ID: "kundenzeilen", Label: "Kundentabelle", Fold: true,
		Columns: []Column{
			{Title: "Kunde", Href: "?sort=name", Sorted: "ascending"},
			{Title: "Zuletzt", Off: true},
			{Title: "Beitrag", Num: true},
		},
		Rows: []Row{
			{Focus: true, Cells: []Cell{cell("Wiebke Ahrensböck", "Café Ahrensböck"), {Text: "vor 7 Tagen"}, {Text: "2.716 €"}}},
			{Focus: true, Selected: true, Cells: []Cell{cell("Matteo Grünwald", "Privat"), {Text: "vor 12 Tagen"}, {Text: "196 €"}}},
		},
	}
}

func sampleLorenz(phone bool) LorenzView {
	v := LorenzView{
		Label:   "20 Prozent der Kunden bringen 51 Prozent des Deckungsbeitrags, 50 Prozent bringen 88 Prozent.",
		Percent: func(s float64) string { return strconv.Itoa(int(s*100+.5)) + " %" },
		Last:    "412", Phone: phone,
	}
	for i := 0; i <= 40; i++ {
		x := float64(i) / 40
		v.Points = append(v.Points, Point{x, 1 - (1-x)*(1-x)*(1-x)})
	}
	v.Marks = []CurveMark{{At: v.Points[8], Text: "82 Kunden: 49 %", Axis: "82 Kunden"}, {At: v.Points[20], Text: "206 Kunden: 88 %", Axis: "206"}}
	return v
}

func sampleMonths(phone bool) MonthsView {
	v := MonthsView{Label: "Umsatz der letzten zwölf Monate, am höchsten im Dezember mit 1.240 Euro", Top: "1.240 €", Phone: phone}
	names := []string{"Dez", "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov"}
	for i, value := range []float64{1240, 610, 720, 700, 0, 820, 760, -90, 640, 810, 905, 340} {
		v.Bars = append(v.Bars, MonthBar{Value: value, Label: names[i], Text: names[i] + ": " + strconv.Itoa(int(value)) + " €", Accent: i == 11})
	}
	return v
}

func sampleCare() []CareView {
	reasons := []Option{{Value: "erledigt", Label: "Hat sich schon gemeldet"}, {Value: "kontakt", Label: "Möchte gerade nicht angesprochen werden"}, {Value: "grund", Label: "Der Grund stimmt nicht"}}
	why := &WhyView{Rows: []Pair{{"Üblicher Abstand", "9 Tage"}, {"Letzter Einkauf", "23. Oktober"}, {"Gewissheit", "in 9 von 10 Fällen"}}, Rule: "Regel K11, Fassung 1, gerechnet heute um 4:30 Uhr"}
	return []CareView{
		{
			ID: "c-1", URL: "/pflege/1", Name: "Wiebke Ahrensböck", Avatar: AvatarView{Initials: "WA", Firm: true, Kind: KindPartner},
			Say:   Say("Wiebke Ahrensböck bestellt sonst alle neun Tage. Jetzt sind es 32, so lange war noch nie Pause.", "Wiebke Ahrensböck", "/kunden/7"),
			Facts: []Fact{{Text: "Café Ahrensböck"}, {Text: "Stammkundin seit 2019"}}, Kind: KindPartner,
			Panes: []Pane{
				{Title: "Rhythmus der Bestellungen", Content: Beat(sampleBeat())},
				{Title: "Guter Einstieg", Text: "Fragen Sie nach der neuen Brunch-Karte. Davon hat sie beim letzten Besuch am 30. Oktober erzählt."},
				{Title: "So ansprechen", Text: "Anrufen, per Sie, auf Augenhöhe."},
				{Title: "Womit", Text: "Probierkorb Dinkelstangen zur Brunch-Karte. Kostet Sie 4,80 €."},
			},
			Reasons: reasons, Why: why,
		},
		{
			ID: "c-2", URL: "/pflege/2", Name: "Yusuf Demirbaş", Avatar: AvatarView{Initials: "YD", Kind: KindInformed},
			Say:     Say("Yusuf Demirbaş kommt sonst jede Woche. Jetzt sind es 25 Tage.", "Yusuf Demirbaş", "/kunden/8"),
			HowIcon: "mail", How: "Postkarte, per Du, ganz unverbindlich", With: "Nur ein Gruß, kein Angebot", Reasons: reasons, Why: why,
		},
		{
			ID: "c-3", Count: "12", Say: Sentence{{Text: "12 Kunden", Strong: true}, {Text: ": im letzten Advent Stollen bestellt, dieses Jahr noch nicht."}},
			HowIcon: "mail", How: "Brief mit Bestellkarte", Button: &ButtonView{Label: "Ansehen", Size: "s", Href: "/heute/sammel/stollen"},
		},
		{ID: "c-4", Avatar: AvatarView{Initials: "PL"}, Say: Say("Pia Löwenherz war lange nicht da.", "Pia Löwenherz", "/kunden/9"), Struck: "Hat heute schon eingekauft."},
	}
}
