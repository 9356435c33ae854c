package world

// bakeryGoods are the goods of the bakery, prices with tax. Coffee to go and goods for
// the shelf carry the full rate; what a piece costs to bake is known for most of them.
func bakeryGoods() *goods {
	const (
		bread = iota
		rolls
		sweet
		savoury
		drinks
		shelf
	)
	g := &goods{
		categories: []category{
			{"Brot", 6800},
			{"Brötchen und Brezeln", 7200},
			{"Feingebäck und Kuchen", 6500},
			{"Herzhaftes", 5800},
			{"Getränke", 7000},
			{"Aus dem Regal", -1},
		},
		articles: []article{
			{"101", "Dinkel-Kruste 750 g", bread, 540, "1.58", 700, 10, 1},
			{"102", "Bauernbrot 1 kg", bread, 495, "1.32", 700, 9, 1},
			{"103", "Roggenmischbrot 1 kg", bread, 470, "1.24", 700, 7, 1},
			{"104", "Vollkornbrot mit Sonnenblumenkernen", bread, 560, "1.71", 700, 5, 1},
			{"105", "Walnussbrot", bread, 590, "2.05", 700, 3, 1},
			{"106", "Mustertaler Landlaib 2 kg", bread, 880, "", 700, 2, 1},
			{"107", "Toastbrot", bread, 380, "1.02", 700, 2, 1},
			{"201", "Laugenbrezel", rolls, 95, "0.22", 700, 12, 3},
			{"202", "Weizenbrötchen", rolls, 48, "0.11", 700, 14, 5},
			{"203", "Körnerbrötchen", rolls, 85, "0.21", 700, 8, 3},
			{"204", "Laugenstange mit Käse", rolls, 240, "0.74", 700, 5, 2},
			{"205", "Dinkelseele", rolls, 195, "0.52", 700, 5, 2},
			{"206", "Mohnbrötchen", rolls, 75, "0.18", 700, 4, 3},
			{"301", "Butterhörnchen", sweet, 180, "0.49", 700, 7, 2},
			{"302", "Nussschnecke", sweet, 260, "0.78", 700, 6, 1},
			{"303", "Apfelstreusel vom Blech", sweet, 290, "0.92", 700, 5, 2},
			{"304", "Käsekuchen, Stück", sweet, 340, "1.12", 700, 5, 2},
			{"305", "Hefezopf 500 g", sweet, 620, "1.88", 700, 4, 1},
			{"306", "Berliner mit Hägenmark", sweet, 170, "0.46", 700, 4, 3},
			{"307", "Schwarzwälder Kirschtorte, ganz", sweet, 3900, "", 700, .3, 1},
			{"401", "Belegtes Brötchen mit Käse", savoury, 380, "1.45", 700, 5, 1},
			{"402", "Flammkuchen auf die Hand", savoury, 450, "1.72", 700, 3, 1},
			{"403", "Zwiebelkuchen, Stück", savoury, 390, "1.38", 700, 2, 1},
			{"501", "Kaffee zum Mitnehmen", drinks, 280, "0.48", 1900, 6, 1},
			{"502", "Milchkaffee", drinks, 340, "0.71", 1900, 3, 1},
			{"503", "Apfelschorle 0,5 l", drinks, 250, "0.92", 1900, 2, 1},
			{"601", "Honig vom Imker 500 g", shelf, 790, "5.10", 700, 1.2, 1},
			{"602", "Dinkelmehl Type 630, 1 kg", shelf, 290, "", 700, 1.5, 1},
			{"603", "Stofftasche Mustermühle", shelf, 600, "", 1900, .4, 1},
		},
		groups: [][]int{{bread, rolls}, {sweet, drinks}, {rolls, savoury, drinks}}, groupShare: []float64{.45, .15, .15},
		gift: 7,
	}
	return g.ready()
}
