package world

// dealerGoods are the goods of the lubricant dealer, prices without tax. The cost of
// special greases is not kept by article; their category has a standard margin.
func dealerGoods() *goods {
	const (
		coolant = iota
		hydraulic
		engine
		grease
		care
		gear
	)
	g := &goods{
		categories: []category{
			{"Kühlschmierstoffe", 2800},
			{"Hydrauliköle", 2400},
			{"Motoren- und Getriebeöle", 2600},
			{"Schmierfette", 3600},
			{"Reinigung und Pflege", -1},
			{"Technik und Zubehör", 3000},
		},
		articles: []article{
			{"KSS-20", "Kühlschmierstoff wassermischbar, Kanister 20 l", coolant, 11400, "81.20", 1900, 8, 3},
			{"KSS-200", "Kühlschmierstoff wassermischbar, Fass 200 l", coolant, 98500, "724.00", 1900, 3, 1},
			{"KSS-B20", "Kühlschmierstoff borfrei, Kanister 20 l", coolant, 13900, "98.70", 1900, 4, 2},
			{"SCH-20", "Schneidöl, Kanister 20 l", coolant, 10200, "75.40", 1900, 4, 2},
			{"HYD46-20", "Hydrauliköl HLP 46, Kanister 20 l", hydraulic, 6900, "51.90", 1900, 9, 4},
			{"HYD46-208", "Hydrauliköl HLP 46, Fass 208 l", hydraulic, 61800, "472.00", 1900, 5, 1},
			{"HYD32-20", "Hydrauliköl HLP 32, Kanister 20 l", hydraulic, 6800, "51.10", 1900, 4, 3},
			{"BIO46-20", "Hydrauliköl biologisch abbaubar, Kanister 20 l", hydraulic, 11900, "86.00", 1900, 3, 2},
			{"MOT10-20", "Motorenöl 10W-40 Nutzfahrzeug, Kanister 20 l", engine, 8900, "66.30", 1900, 7, 3},
			{"MOT10-208", "Motorenöl 10W-40 Nutzfahrzeug, Fass 208 l", engine, 82400, "619.00", 1900, 2, 1},
			{"MOT05-5", "Motorenöl 5W-30, Kanne 5 l", engine, 3250, "23.10", 1900, 5, 6},
			{"GET80-20", "Getriebeöl 80W-90, Kanister 20 l", engine, 9600, "70.20", 1900, 4, 2},
			{"FET-KP2", "Mehrzweckfett KP2K, Karton 24 Kartuschen", grease, 9400, "58.80", 1900, 7, 2},
			{"FET-HT", "Hochtemperaturfett, Eimer 5 kg", grease, 8800, "", 1900, 3, 2},
			{"FET-LEB", "Fett für Lebensmittelmaschinen, Karton 12 Kartuschen", grease, 11800, "", 1900, 2, 1},
			{"FET-KET", "Kettenfließfett, Eimer 10 kg", grease, 9700, "61.00", 1900, 2, 1},
			{"REI-20", "Kaltreiniger, Kanister 20 l", care, 6200, "44.50", 1900, 5, 2},
			{"BIN-20", "Ölbindemittel, Sack 20 kg", care, 1850, "11.90", 1900, 5, 6},
			{"TUC-1", "Putztuchrolle zweilagig, Paar", care, 2480, "", 1900, 4, 4},
			{"FRO-60", "Frostschutz Konzentrat, Fass 60 l", care, 16900, "", 1900, 2, 1},
			{"PRE-1", "Fettpresse Zweihand", gear, 4900, "33.80", 1900, 2, 1},
			{"PUM-1", "Fasspumpe elektrisch", gear, 34900, "251.00", 1900, .7, 1},
			{"WAN-1", "Auffangwanne für zwei Fässer", gear, 28900, "", 1900, .5, 1},
			{"ANA-1", "Ölanalyse mit Bericht", gear, 7900, "", 1900, 1.5, 2},
		},
		groups: [][]int{{coolant, care}, {hydraulic, engine, grease}, {engine, grease, care, gear}}, groupShare: []float64{.3, .3, .15},
		gift: 18,
	}
	return g.ready()
}
